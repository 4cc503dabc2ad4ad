"""What a letter is written from: the decision of the board, the files, the register, the office.

Nothing of a face is read here, nor any photograph: of what was compared, the other disciplines
alone. What nobody knows is None, and the letter says that it is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from nomina.desk.custody import graves
from nomina.desk.custody.models import Death, Item, ReleaseDone, Stay
from nomina.desk.custody.papers.known import about, whole_name
from nomina.desk.custody.register import DEEPEST
from nomina.desk.examine.actions.reports import DISCIPLINES
from nomina.desk.examine.states import ESTABLISHED, FACE, PROBABLE
from nomina.desk.families.models import EnquiryPage, FamilyOffice, Notice
from nomina.desk.families.models.telling import RECALL
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation

PLACE, GRAVE, SEA, ASHES = "place", "grave", "sea", "ashes"
GIVEN, MOVING, UNKNOWN = "given", "moving", "unknown"


@dataclass(frozen=True)
class Where:
    """Where a body is.

    Attributes:
        state: `PLACE`, `GRAVE`, `SEA`, `ASHES`, `GIVEN`, `MOVING` or `UNKNOWN`.
        where: the place, cemetery or what keeps the ashes.
        grave: what the grave is called.
        day: of the burial, or when it was given out, as an ISO date.
    """

    state: str = UNKNOWN
    where: str = ""
    grave: str = ""
    day: str = ""


@dataclass(frozen=True)
class LetterFacts:
    """All that a letter can say, as it is known now; None where nobody knows it.

    Attributes:
        occasion: that of the notice.
        name: of the person, whole.
        body: number of the body or part.
        disciplines: what carried the decision, in one order; never the face.
        decided: when the board decided, as an ISO date.
        recalled: when it took that back; None where it did not.
        died, found, place, cause: of the body.
        where: where it is now.
    """

    occasion: str
    name: str | None
    body: str
    disciplines: tuple[str, ...]
    decided: str
    recalled: str | None
    died: str | None
    found: str | None
    place: str | None
    cause: str | None
    where: Where


def facts_of(notice: Notice) -> LetterFacts:
    """Give what is known for the letters of a notice."""
    identification = notice.identification
    known = about(identification)
    recall = getattr(identification, "end", None) if notice.occasion == RECALL else None
    return LetterFacts(
        occasion=notice.occasion,
        name=whole_name(known) if known["family_name"] or known["given_names"] else None,
        body=notice.body.number,
        disciplines=_disciplines(identification.dossier.document),
        decided=_day(identification.made_at),
        recalled=None if recall is None else _day(recall.made_at),
        died=known["died"],
        found=known["found"],
        place=known["found_place"],
        cause=_cause(identification.pk),
        where=where_of(notice.body),
    )


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).date().isoformat()


def _disciplines(dossier: dict[str, Any]) -> tuple[str, ...]:
    found = {
        one["discipline"]
        for one in dossier.get("evidence", ())
        if one["struck"] is None and one["view"] in (ESTABLISHED, PROBABLE)
    }
    return tuple(name for name in DISCIPLINES if name in found and name != FACE)


def _cause(identification: UUID) -> str | None:
    """Give what a responsible officer certified as the cause; what is not certified is not told."""
    rows = Death.objects.filter(identification=identification, sign__isnull=False)
    last = rows.order_by("made_at", "pk").last()
    if last is None:
        return None
    said: str | None = last.document["values"].get("cause")
    return said


def where_of(body: File) -> Where:
    """Give where a body is, as the register has it now."""
    item: Item | None = Item.objects.filter(file=body).first()
    if item is None:
        return Where()
    lain, burnt = graves.standing(item), graves.cremation_of(item)
    if lain is not None:
        if lain.spot is None:
            return Where(SEA, day=_day(lain.at))
        grave = lain.spot.grave
        return Where(GRAVE, grave.place.name, graves.named(grave), _day(lain.at))
    if burnt is not None:
        return Where(ASHES, burnt.ashes)
    return _lying(item)


def _lying(item: Item) -> Where:
    of: Item | None = item
    for _ in range(DEEPEST + 1):
        stay = Stay.objects.now().filter(item=of).select_related("place", "inside").first()
        if stay is not None and stay.place is not None:
            return Where(PLACE, stay.place.name)
        given = ReleaseDone.objects.filter(release__container=of).order_by("-at").first()
        if given is not None:
            return Where(GIVEN, day=_day(given.at))
        of = None if stay is None else stay.inside
        if of is None:
            return Where() if stay is None else Where(MOVING)
    return Where()


def office_of(operation: Operation) -> FamilyOffice | None:
    """Give how families reach an operation: the last that a second person confirmed."""
    rows = FamilyOffice.objects.holding().filter(operation=operation)
    return rows.order_by("turn").last()


def page_of(operation: Operation) -> EnquiryPage | None:
    """Give the public page of an operation, where one is open."""
    return EnquiryPage.objects.open().filter(operation=operation).order_by("made_at").last()
