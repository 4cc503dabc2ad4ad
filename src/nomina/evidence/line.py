"""What every line of evidence can do, for one pair and for millions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nomina.evidence.finding import Finding, Kind

Places = NDArray[np.intp]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs by place: bodies (n,) and people (n,), each pair once."""

    bodies: Places
    people: Places

    @classmethod
    def none(cls) -> Pairs:
        """Give no pair."""
        return cls(np.empty(0, np.intp), np.empty(0, np.intp))

    def __len__(self) -> int:
        return len(self.bodies)


class Line(Protocol):
    """One line of evidence made ready for a register of bodies and one of people.

    Places are positions in the two sequences of `Described` that it was made with.
    """

    kind: Kind
    strongest: float
    """The largest log10 LR that it can give."""

    def candidates(self, least: float) -> Pairs:
        """Give every pair with a log10 LR of at least ``least`` (above 0); none may be lost."""

    def log10_lr(self, bodies: Places, people: Places) -> Floats:
        """Give the bounded log10 LR of pairs; 0 where there is nothing to compare."""

    def excludes(self, bodies: Places, people: Places) -> Bools:
        """Say which pairs cannot be the same person."""

    def finding(self, body: int, person: int) -> Finding | None:
        """Give the finding of one pair; None where there is nothing to compare."""
