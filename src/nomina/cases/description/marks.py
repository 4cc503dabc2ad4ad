"""Tattoos, scars and other marks, by region of the body."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nomina.cases.body import BodyRegion


class MarkKind(StrEnum):
    """What a mark is."""

    TATTOO = "tattoo"
    SCAR = "scar"
    MOLE = "mole"
    OPERATION = "operation"
    IMPLANT = "implant"
    AMPUTATION = "amputation"
    FRACTURE = "fracture"
    PIERCING = "piercing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark.

    Attributes:
        kind: what it is.
        region: where; None where nobody said.
        motif: of a tattoo, in one or two coded words such as "animal" or "cross"; else which
            scar, operation or implant, in the words of the list; empty where not said.
        text: letters or numbers to be read on it.
        number: serial number of an implant.
        written: the words of whoever described it.
    """

    kind: MarkKind
    region: BodyRegion | None = None
    motif: str = ""
    text: str = ""
    number: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks of one person.

    Attributes:
        marks: each once; ``()`` says that there are none of the kinds in ``asked``.
        asked: kinds that were looked for or asked about; others are unknown, not absent.
        preserved: of a body, the regions that could be examined; of a missing person all.
        medical_file: the ante-mortem source is a medical record and not only memory.
        examined: of a body, its record says which regions were examined and that amputations were
            looked for. Else ``asked`` and ``preserved`` may be assumed, and exclude nobody.
    """

    marks: tuple[Mark, ...] = ()
    asked: frozenset[MarkKind] = frozenset(MarkKind)
    preserved: frozenset[BodyRegion] = frozenset(BodyRegion)
    medical_file: bool = False
    examined: bool = False
