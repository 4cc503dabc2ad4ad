"""What is known of graves now: the last point, the last marking, and who lies there.

A handful of queries for any number of graves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from nomina.desk.custody import graves_map
from nomina.desk.custody.graves_export import Line
from nomina.desk.custody.models import (
    Burial,
    Buried,
    Grave,
    GraveMarking,
    GravePoint,
    Item,
)
from nomina.desk.examine.models import Identification
from nomina.desk.files.fields import AM, title
from nomina.desk.files.models import File
from nomina.desk.files.record import record_of
from nomina.desk.people.models import User
from nomina.words import tr

AT_ONCE = 500
"""Ids in one query, which SQLite bounds."""


@dataclass(frozen=True)
class Dead:
    """Somebody who lies in a grave.

    Attributes:
        item: the body or part itself; the burial may have laid down the coffin that holds it.
        number: of its file.
    """

    burial: Burial
    item: Item

    @property
    def number(self) -> str:
        """The number of the file, else the tag."""
        return self.item.file.number if self.item.file is not None else str(self.item)


@dataclass(frozen=True)
class Known:
    """A grave as it is known now.

    Attributes:
        point: where it is, as measured last; None where nobody did.
        marking: as it was seen last.
        dead: who lies there, by spot.
    """

    grave: Grave
    point: GravePoint | None
    marking: GraveMarking | None
    dead: tuple[Dead, ...]

    @property
    def where(self) -> str:
        """Section, row and plot in a line; empty where there are none."""
        return " · ".join(x for x in (self.grave.section, self.grave.row, self.grave.plot) if x)

    @property
    def words(self) -> str:
        """What stands on the marker."""
        return self.marking.words if self.marking is not None else ""


def known(some: Iterable[Grave]) -> list[Known]:
    """Give what is known of graves, in the same order."""
    rows = list(some)
    points: dict[UUID, GravePoint] = {}
    markings: dict[UUID, GraveMarking] = {}
    dead: dict[UUID, list[Dead]] = {}
    for ids in _parts([one.pk for one in rows]):
        points |= {one.grave_id: one for one in GravePoint.objects.filter(grave__in=ids)}
        markings |= {one.grave_id: one for one in GraveMarking.objects.filter(grave__in=ids)}
        for one in _dead(ids):
            spot = one.burial.spot
            assert spot is not None
            dead.setdefault(spot.grave_id, []).append(one)
    return [
        Known(one, points.get(one.pk), markings.get(one.pk), tuple(dead.get(one.pk, ())))
        for one in rows
    ]


def _parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]


def _dead(ids: Sequence[UUID]) -> Iterator[Dead]:
    rows = Buried.objects.filter(burial__spot__grave__in=ids, burial__lifted=None)
    rows = rows.select_related("item__file", "burial__spot", "burial__item")
    for row in rows.order_by("burial__spot__number", "made_at", "pk"):
        yield Dead(row.burial, row.item)


def lines(some: Iterable[Known]) -> list[Line]:
    """Give graves as other programs take them."""
    return [
        Line(
            grave=str(one.grave),
            cemetery=one.grave.place.code,
            section=one.grave.section,
            row=one.grave.row,
            plot=one.grave.plot,
            kind=one.grave.kind,
            group=one.grave.grouped,
            latitude=one.point.latitude if one.point else None,
            longitude=one.point.longitude if one.point else None,
            accuracy=one.point.accuracy if one.point else None,
            source=one.point.source if one.point else "",
            measured=one.point.at if one.point else None,
            marking=one.words,
            dead=tuple(dead.number for dead in one.dead),
            buried=tuple(dead.burial.at for dead in one.dead),
        )
        for one in some
    ]


def spots(some: Iterable[Known]) -> list[graves_map.Spot]:
    """Give the graves that were measured, for a map."""
    return [
        graves_map.Spot(
            one.grave.pk,
            float(one.point.latitude),
            float(one.point.longitude),
            str(one.grave),
            None if one.point.accuracy is None else float(one.point.accuracy),
            one.grave.section,
            len(one.dead),
        )
        for one in some
        if one.point is not None
    ]


def identified(file: File) -> Identification | None:
    """Give the identification of a body that stands; None where nobody knows who it is."""
    rows = Identification.objects.filter(report__one=file, end=None)
    return rows.select_related("report__other").order_by("-made_at").first()


def names(items: Iterable[Item], user: User) -> dict[UUID, str]:
    """Give the names of those who are identified, as far as somebody may see both files."""
    told = {pk: name_of(person) for pk, person in _persons(items, user).items()}
    return {pk: name for pk, name in told.items() if name}


def people(items: Iterable[Item], user: User, language: str) -> dict[UUID, str]:
    """Give name and date of birth of those who are identified, in a line; as `names` does.

    Where one of the two is not known, that is said; where neither is, the line is empty.
    """
    told, unknown = {}, tr("not known", language)
    for pk, person in _persons(items, user).items():
        born = record_of(person).get("born")
        known_ = born is not None and not born.unsettled and born.said.is_known
        day = born.said.get() if born is not None and known_ else ""
        name = name_of(person)
        told[pk] = f"{name or unknown}, {day or unknown}" if name or day else ""
    return told


def _persons(items: Iterable[Item], user: User) -> dict[UUID, File]:
    """Give the files of the missing people whom items are identified to, where both are seen."""
    files = {one.file_id: one.pk for one in items if one.file_id is not None}
    rows = Identification.objects.filter(report__one__in=files, end=None)
    found = list(rows.select_related("report__other"))
    asked = {one.report.other_id for one in found} | {one.report.one_id for one in found}
    seen = set(File.objects.visible_to(user).filter(pk__in=asked).values_list("pk", flat=True))
    return {
        files[one.report.one_id]: one.report.other
        for one in found
        if {one.report.one_id, one.report.other_id} <= seen
    }


def name_of(person: File) -> str:
    """Give the name that the file of a missing person says; what is not settled is left out."""
    record = record_of(person)
    return title(AM, {key: one.said for key, one in record.items() if not one.unsettled})
