"""What an examination finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["good", "look", "bad"]


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found.

    Attributes:
        level: ``good``, ``look`` (not wrong, and worth a thought) or ``bad``.
        says: a sentence.
    """

    level: Level
    says: str
