"""What the desk knows of one particular: what a file or certificate says, else what was typed.

A particular that a file knows is never typed over. Who said something stays here: a relative, a
witness or an examiner is not named to another side, the number of the file is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nomina.cases import SourceKind, State
from nomina.desk.custody.models import Death
from nomina.desk.files.fields import things
from nomina.desk.files.models import File
from nomina.desk.files.record import Record
from nomina.desk.people.text import NAME
from nomina.desk.transmit.models import Allegiance, PackageItem
from nomina.desk.transmit.models.packages import KNOWN
from nomina.packages.particulars import Particular, Stands, Sure, known, unasked, unknown

UNSETTLED = "two things were said, and nobody has chosen"
ASKED = "asked, and not known"
REFUSED = "asked, and not said"
UNNAMED = "the board has named nobody"
UNCERTIFIED = "not known when the death was certified"
POWERLESS = "nobody can say on whom the person depended"
NOT_CREMATED = "not cremated"
CREMATED = "cremated, and not buried"
DIED = "died"
FIXED = (UNSETTLED, ASKED, REFUSED, UNNAMED, UNCERTIFIED, POWERLESS, NOT_CREMATED, CREMATED,
         DIED)  # fmt: skip
"""What the desk itself says in a document, in English; `packages_words` says it in others."""
_NAMED = (SourceKind.DOCUMENT, SourceKind.REGISTER)


def source(file: File, kind: SourceKind | None, reference: str) -> str:
    """Say who says something: the file, and of a paper or a register, which."""
    if kind in _NAMED and reference.strip():
        return f"{file.number} ({' '.join(reference.split())})"[:NAME]
    return file.number


def of_file(file: File, record: Record, key: str) -> Particular:
    """Give what a file says in one of its fields."""
    standing = record.get(key)
    if standing is None:
        return unasked()
    if standing.unsettled:
        return unknown(UNSETTLED, file.number)
    said = standing.said
    if said.source is None:
        return unasked()
    who = source(file, said.source.kind, said.source.reference)
    if said.is_known:
        value: str = said.get()
        return known("; ".join(things(value)) or value, who)
    return unknown(REFUSED if said.state is State.REFUSED else ASKED, who)


def of_death(death: Death | None, key: str) -> Particular:
    """Give what is certified of one death."""
    return unasked() if death is None else of_certified(death.number, death.document, key)


def of_certified(number: str, document: Mapping[str, Mapping[str, str | None]], key: str) -> (
    Particular
):  # fmt: skip
    """Give what a certificate says, by its own keys (`death_papers`)."""
    value = document["values"].get(key)
    return unknown(UNCERTIFIED, number) if value is None else known(value, number)


def power_of(file: File) -> Particular:
    """Give on which Power somebody depended, as it was last written down."""
    row = Allegiance.objects.filter(file=file).order_by("-turn").first()
    if row is None:
        return unasked()
    basis = f"{file.number} ({' '.join(row.basis.split())})"[:NAME]
    return known(row.power, basis) if row.power else unknown(POWERLESS, basis)


def typed(item: PackageItem) -> dict[str, Particular]:
    """Give what was typed of an item, by field; the last turn counts."""
    found: dict[str, Particular] = {}
    for row in item.sayings.order_by("turn"):
        if row.state == KNOWN:
            sure = Sure(row.confidence) if row.confidence else None
            found[row.field] = known(row.value, row.source, sure)
        else:
            found[row.field] = unknown(row.why, row.source)
    return found


def first(said: Iterable[Particular], written: Particular | None = None) -> Particular:
    """Give the first of these that is known, else what was typed, else the first that was asked.

    Args:
        said: what the desk knows, in order.
        written: what was typed; None where nothing was.
    """
    every = tuple(said)
    for one in every:
        if one.is_known:
            return one
    if written is not None:
        return written
    return next((one for one in every if one.state is not Stands.UNASKED), unasked())
