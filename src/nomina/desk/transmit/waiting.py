"""What waits to be sent in an operation, as the rows have it now (LAW-05)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from nomina.desk.custody.models import Buried, Disc
from nomina.desk.custody.models import Item as Custody
from nomina.desk.custody.models.effects_remains import FORWARDED
from nomina.desk.custody.models.items import PACKET
from nomina.desk.examine.models import Identification
from nomina.desk.files.fields import PM
from nomina.desk.files.models import Card, File, Link
from nomina.desk.people.models import Operation
from nomina.desk.transmit import detriment, routes
from nomina.desk.transmit.models import Allegiance, Detriment, PackageItem
from nomina.desk.transmit.models.detriment import ADVERSE
from nomina.desk.transmit.owed import Dead, Owed, Sent, Since, owed
from nomina.desk.transmit.ways import Article


@dataclass(frozen=True)
class Waiting:
    """What is owed in an operation.

    Attributes:
        every: all of it, sent or not, the longest waiting first.
        undecided: bodies of which nobody said on which Power they depended.
    """

    every: tuple[Owed, ...]
    undecided: int

    def waiting(self) -> tuple[Owed, ...]:
        """Give what was not sent yet."""
        return tuple(one for one in self.every if one.sent is None)


def today_of(at: datetime) -> date:
    """Give the day of a moment in the time zone of the desk."""
    return timezone.localtime(at).date()


def waiting_in(operation: Operation) -> Waiting | None:
    """Give what is owed in an operation; None where no policy is in force, which asks for nothing.

    It is counted in days, since moments of different kinds are known to the day alone.
    """
    force = routes.in_force(operation)
    if force is None:
        return None
    limits = {one.article: one.days for one in force.paper.limits}
    people = _people(operation)
    every = [
        one for dead in _dead(operation, people) for one in owed(force.paper.profile, dead, limits)
    ]
    every.sort(key=lambda one: (one.since, one.dead.number, one.article))
    return Waiting(tuple(every), people.undecided)


@dataclass
class _People:
    """The persons of an operation: for each body the files that are linked to it."""

    persons: list[list[File]]
    said: dict[UUID, Allegiance]
    undecided: int


def _people(operation: Operation) -> _People:
    bodies = list(File.objects.filter(operation=operation, kind=PM).order_by("number"))
    groups = _groups(bodies)
    said = _said({file.pk for group in groups for file in group})
    persons, undecided = [], 0
    for group in groups:
        last = _last(group, said)
        if last is None:
            undecided += 1
        elif last.side == ADVERSE:
            persons.append(group)
    return _People(persons, said, undecided)


def _groups(bodies: list[File]) -> list[list[File]]:
    """Put together the files of one person: links of every kind say that they are."""
    known = {file.pk: file for file in bodies}
    group = {file.pk: file.pk for file in bodies}

    def root(one: UUID) -> UUID:
        while group.setdefault(one, one) != one:
            one = group[one] = group[group[one]]
        return one

    fresh = set(known)
    while fresh:
        near = Link.objects.current().filter(Q(one__in=fresh) | Q(other__in=fresh))
        fresh = set()
        for link in near.select_related("one", "other"):
            for file in (link.one, link.other):
                if file.pk not in known:
                    known[file.pk] = file
                    fresh.add(file.pk)
            group[root(link.other_id)] = root(link.one_id)
    found: dict[UUID, list[File]] = {}
    for file in known.values():
        found.setdefault(root(file.pk), []).append(file)
    return [files for files in found.values() if any(one.kind == PM for one in files)]


def _said(files: Iterable[UUID]) -> dict[UUID, Allegiance]:
    rows = Allegiance.objects.filter(file__in=list(files)).order_by("turn")
    return {row.file_id: row for row in rows}


def _last(group: list[File], said: dict[UUID, Allegiance]) -> Allegiance | None:
    rows = [said[file.pk] for file in group if file.pk in said]
    return max(rows, key=lambda row: (row.made_at, row.pk), default=None)


def _dead(operation: Operation, people: _People) -> Iterator[Dead]:
    files = [file.pk for group in people.persons for file in group]
    facts = _Facts(operation, files)
    for group in people.persons:
        bodies = [file for file in group if file.kind == PM]
        ids = [file.pk for file in group]
        last = _last(group, people.said)
        assert last is not None
        packets = _of(facts.packets, ids)
        discs = _of(facts.discs, ids)
        yield Dead(
            file=bodies[0].pk,
            number=bodies[0].number,
            status=last.status,
            since=facts.since(bodies),
            packets=packets,
            discs=discs,
            sent=facts.sent_of(ids, [*packets, *discs]),
            flagged=any(file in facts.flagged for file in ids),
        )


class _Facts:
    """What the rows say of many files, each kind of thing in one query."""

    def __init__(self, operation: Operation, files: list[UUID]) -> None:
        self.found = dict(Card.objects.filter(file__in=files).values_list("file", "moment"))
        self.named = _first(
            (row.link.one_id, row.made_at)
            for row in Identification.objects.current()
            .filter(link__one__in=files, link__end=None)
            .select_related("link")
        )
        buried = Buried.objects.filter(item__file__in=files).select_related("burial", "item")
        self.buried = _first(
            (row.item.file_id, row.burial.at) for row in buried if row.item.file_id
        )
        packets = Custody.objects.filter(kind=PACKET, parent__file__in=files)
        self.packets = _by_file(packets.values_list("parent__file", "pk", "made_at"))
        discs = Disc.objects.filter(form=FORWARDED, item__parent__file__in=files)
        self.discs = _by_file(discs.values_list("item__parent__file", "item", "made_at"))
        self.flagged = {
            one.file_id
            for one in Detriment.objects.filter(file__in=files).select_related("file")
            if one.holds and detriment.flag_of(one.file) is not None
        }
        self._sent: dict[UUID, list[Sent]] = {}
        of = (*self.packets.values(), *self.discs.values())
        things = [thing for rows in of for thing in rows]
        for row in _handed_over(operation, files, things):
            self._take(row)

    def _take(self, row: PackageItem) -> None:
        article = Article(row.package.article)
        on = today_of(row.package.sent.at)
        if row.custody_id is not None:
            self._sent.setdefault(row.custody_id, []).append(Sent(article, row.custody_id, on))
            return
        files = {row.file_id} if row.file_id is not None else set()
        if row.death is not None:
            files |= _certified(row)
        for file in files:
            self._sent.setdefault(file, []).append(Sent(article, None, on))

    def since(self, bodies: list[File]) -> dict[Since, date]:
        """Give when each thing happened to somebody, of whom these are the bodies and parts."""
        ids = [one.pk for one in bodies]
        recovered = min(_found(self.found.get(one.pk, ""), one.made_at) for one in bodies)
        days = {Since.RECOVERY: recovered}
        for since, moments in ((Since.IDENTIFIED, self.named), (Since.BURIED, self.buried)):
            found = [today_of(moments[one]) for one in ids if one in moments]
            if found:
                days[since] = min(found)
        return days

    def sent_of(self, files: list[UUID], things: list[UUID]) -> tuple[Sent, ...]:
        """Give what was handed over of these."""
        return tuple(sent for one in (*files, *things) for sent in self._sent.get(one, ()))


def _by_file(rows: Iterable[tuple[UUID, UUID, datetime]]) -> dict[UUID, dict[UUID, date]]:
    found: dict[UUID, dict[UUID, date]] = {}
    for file, thing, at in rows:
        found.setdefault(file, {})[thing] = today_of(at)
    return found


def _of(things: dict[UUID, dict[UUID, date]], files: list[UUID]) -> dict[UUID, date]:
    return {thing: on for file in files for thing, on in things.get(file, {}).items()}


def _first(pairs: Iterable[tuple[UUID, datetime]]) -> dict[UUID, datetime]:
    found: dict[UUID, datetime] = {}
    for file, at in pairs:
        found[file] = min(at, found.get(file, at))
    return found


def _found(said: str, opened: datetime) -> date:
    """Give the day of recovery: as it was said where that is one day, else when the file was."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return today_of(opened)


def _handed_over(
    operation: Operation, files: list[UUID], things: list[UUID]
) -> QuerySet[PackageItem]:
    of_these = Q(file__in=files) | Q(custody__in=things) | Q(death__isnull=False)
    return (
        PackageItem.objects.filter(of_these, package__operation=operation)
        .filter(package__sent__isnull=False, package__corrects=None)
        .select_related("package__sent", "death__identification__link")
    )


def _certified(row: PackageItem) -> set[UUID]:
    """Give the bodies that a certificate or list names."""
    assert row.death is not None
    if row.death.identification is not None:
        return {row.death.identification.link.one_id}
    ids = [one["identification"] for one in row.death.document["dead"]]
    named = Identification.objects.filter(pk__in=ids)
    return set(named.values_list("link__one", flat=True))
