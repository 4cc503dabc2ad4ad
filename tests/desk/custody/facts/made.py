"""What there is in an operation before custody adds its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation, User


@dataclass
class Made:
    """One operation.

    Attributes:
        by: somebody who may be named as the maker of rows.
        files: by kind; ``pm`` is identified to ``am``.
        rows: what the subjects before made, by name.
    """

    operation: Operation
    by: User
    files: dict[str, File]
    identification: Identification
    rows: dict[str, Any] = field(default_factory=dict)
