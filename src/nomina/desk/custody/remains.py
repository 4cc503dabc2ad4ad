"""What is present of somebody, over a body and the parts that belong to it.

What belongs together are the links of files (`files.Link`, fragment); they are judgements that can
end, and no number of any file changes by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from nomina.desk.custody.models import Anatomy
from nomina.desk.custody.models.effects_remains import (
    ABSENT,
    NOT_KNOWN,
    PARTLY,
    PRESENT,
    REGIONS,
)
from nomina.desk.db.prepared import Prepared
from nomina.desk.files.models import File, Link
from nomina.desk.files.models.links import FRAGMENT

TWICE = "twice"
"""More of a region than one person has."""
MOST = 200
"""Parts of one body; nobody was found in as many."""


@Prepared
def _last(file: UUID) -> QuerySet[Anatomy]:
    return Anatomy.objects.filter(file=file).order_by("-made_at", "-pk")[:1]


@Prepared
def _over(file: UUID) -> QuerySet[Link, Any]:
    rows = Link.objects.current().filter(kind=FRAGMENT, one=file)
    return rows.order_by("made_at", "pk").values_list("other", flat=True)[:1]


def state_of(file: File) -> Anatomy | None:
    """Give what was last written down as present of a body or part."""
    return next(iter(_last(file=file.pk)), None)


def bodies_of(file: Any) -> list[Any]:
    """Give the ids of the bodies that a file is a fragment of, the next first."""
    found: list[Any] = []
    while True:
        over = next(iter(_over(file=found[-1] if found else file)), None)
        if over is None or over in found or over == file:
            return found
        found.append(over)


def parts_of(file: File, user: object) -> list[File]:
    """Give a body and the parts that are its fragments now, as far as ``user`` may see them."""
    found: dict[Any, None] = {file.pk: None}
    wanted = [file.pk]
    while wanted and len(found) < MOST:
        rows = Link.objects.visible_to(user).current().filter(kind=FRAGMENT, other__in=wanted)
        ids = rows.order_by("one__number").values_list("one", flat=True)
        wanted = [pk for pk in ids if pk not in found]
        found |= dict.fromkeys(wanted)
    files = File.objects.visible_to(user).in_bulk(list(found))
    return [files[pk] for pk in found if pk in files]


def links_of(files: list[File], user: object) -> list[Link]:
    """Give every link that says or said that one of the files is a fragment, ended or not."""
    rows = Link.objects.visible_to(user).filter(kind=FRAGMENT)
    mine = rows.filter(Q(one__in=files) | Q(other__in=files))
    return list(mine.select_related("one", "other", "made_by", "end__ended_by"))


@dataclass(frozen=True)
class Region:
    """A region over all parts.

    Attributes:
        state: one of `STATES`, or `TWICE`.
        by: the numbers of the files in which it is present, wholly or partly.
    """

    state: str
    by: tuple[str, ...] = ()


def together(said: Mapping[str, Mapping[str, str]]) -> dict[str, Region]:
    """Put what is present of a body and its parts together.

    A region that one file has whole, and another has too, is more than one person has. What is
    partly there in several is one region in pieces.

    Args:
        said: by number of the file, the state of each region; a file of which nobody wrote
            anything down is left out.
    """
    made = {}
    for region in REGIONS:
        states = {number: regions.get(region, NOT_KNOWN) for number, regions in said.items()}
        there = tuple(n for n, state in states.items() if state in (PRESENT, PARTLY))
        whole = [n for n in there if states[n] == PRESENT]
        if whole and len(there) > 1:
            made[region] = Region(TWICE, there)
        elif there:
            made[region] = Region(PRESENT if whole else PARTLY, there)
        else:
            known = bool(states) and all(state == ABSENT for state in states.values())
            made[region] = Region(ABSENT if known else NOT_KNOWN)
    return made
