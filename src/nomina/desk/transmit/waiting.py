"""What waits to be sent in an operation, as the rows have it now (LAW-05)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from nomina.desk.custody.models import Buried, Death, Disc
from nomina.desk.custody.models import Item as Custody
from nomina.desk.custody.models.effects_remains import FORWARDED
from nomina.desk.custody.models.items import PACKET
from nomina.desk.examine.models import Identification
from nomina.desk.files.fields import PM
from nomina.desk.files.models import File, Link
from nomina.desk.people.models import Operation
from nomina.desk.transmit import detriment, routes
from nomina.desk.transmit.models import Allegiance, Detriment, PackageItem
from nomina.desk.transmit.models.detriment import ADVERSE
from nomina.desk.transmit.models.routes import AGENCY
from nomina.desk.transmit.owed import Dead, Owed, Sent, Since, owed
from nomina.desk.transmit.ways import Article

LOT = 5_000
"""Ids of one statement."""


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
    persons = _persons(operation)
    every = [
        one for dead in _dead(operation, persons) for one in owed(force.paper.profile, dead, limits)
    ]
    every.sort(key=lambda one: (one.since, one.dead.number, one.article))
    return Waiting(tuple(every), _undecided(operation))


Said = tuple[str, str, datetime]
"""Side, status, and when it was said."""


@dataclass(frozen=True)
class _Body:
    """The file of a body or part, as far as it is needed; ``moment`` is when it was found."""

    file: UUID
    number: str
    opened: datetime
    moment: str | None


@dataclass(frozen=True)
class _Person:
    """One person of the other side: the bodies and parts, all files, and what the person was."""

    bodies: list[_Body]
    files: list[UUID]
    status: str


def _persons(operation: Operation) -> list[_Person]:
    """Give the persons of the other side: of their files, the last word said on any counts.

    Links of every kind say that files are of one person.
    """
    links = list(
        Link.objects.current()
        .filter(Q(one__operation=operation) | Q(other__operation=operation))
        .values_list("one", "other", "one__operation", "other__operation")
    )
    said = _said(Allegiance.objects.filter(file__operation=operation))
    away = {
        file
        for one, other, *owners in links
        for file, owner in zip((one, other), owners, strict=True)
        if owner != operation.pk
    }
    for part in _parts(away):
        said |= _said(Allegiance.objects.filter(file__in=part))
    groups = [
        (files, max((said[one] for one in files if one in said), key=lambda word: word[2]))
        for files in _grouped(said, [link[:2] for link in links])
    ]
    theirs = [(files, word) for files, word in groups if word[0] == ADVERSE]
    bodies = _bodies(operation)
    return [
        _Person(sorted(found, key=lambda one: one.number), files, word[1])
        for files, word in theirs
        if (found := [bodies[one] for one in files if one in bodies])
    ]


def _said(rows: QuerySet[Allegiance]) -> dict[UUID, Said]:
    every = rows.order_by("turn").values_list("file", "side", "status", "made_at")
    return {file: (side, status, at) for file, side, status, at in every}


def _grouped(said: Iterable[UUID], links: list[tuple[UUID, UUID]]) -> list[list[UUID]]:
    """Put together the files of one person; those of whom nothing was said are left out."""
    group: dict[UUID, UUID] = {}

    def root(one: UUID) -> UUID:
        while group.setdefault(one, one) != one:
            one = group[one] = group[group[one]]
        return one

    for one, other in links:
        group[root(other)] = root(one)
    found: dict[UUID, list[UUID]] = {root(one): [] for one in said}
    for file in list(group):
        if (at := root(file)) in found:
            found[at].append(file)
    return list(found.values())


def _bodies(operation: Operation) -> dict[UUID, _Body]:
    rows = File.objects.filter(operation=operation, kind=PM)
    told = rows.values_list("pk", "number", "made_at", "card__moment")
    return {row[0]: _Body(*row) for row in told}


def _parts(files: Iterable[UUID]) -> Iterator[list[UUID]]:
    """Give many ids in lots that a statement can hold."""
    every = list(files)
    for at in range(0, len(every), LOT):
        yield every[at : at + LOT]


def _undecided(operation: Operation) -> int:
    """Count the bodies of which nobody said it, neither in their file nor in one linked to it."""
    said = Allegiance.objects.filter(file=OuterRef("pk"))
    linked = Link.objects.current()
    return (
        File.objects.filter(operation=operation, kind=PM)
        .exclude(Exists(said))
        .exclude(Exists(linked.filter(one=OuterRef("pk"), other__allegiances__isnull=False)))
        .exclude(Exists(linked.filter(other=OuterRef("pk"), one__allegiances__isnull=False)))
        .count()
    )


def _dead(operation: Operation, persons: list[_Person]) -> Iterator[Dead]:
    facts = _Facts(operation)
    for one in persons:
        packets, discs = _of(facts.packets, one.files), _of(facts.discs, one.files)
        yield Dead(
            file=one.bodies[0].file,
            number=one.bodies[0].number,
            status=one.status,
            since=facts.since(one.bodies),
            packets=packets,
            discs=discs,
            sent=facts.sent_of(one.files, [*packets, *discs]),
            flagged=any(detriment.held_by(facts.flags.get(file, [])) for file in one.files),
        )


class _Facts:
    """What the rows of an operation say, each kind of thing in one query."""

    def __init__(self, operation: Operation) -> None:
        named = Identification.objects.current().filter(link__one__operation=operation)
        named = named.filter(link__end=None)
        self.named = _first(named.values_list("link__one", "made_at"))
        buried = Buried.objects.filter(item__operation=operation, item__file__isnull=False)
        self.buried = _first(buried.values_list("item__file", "burial__at"))
        packets = Custody.objects.filter(operation=operation, kind=PACKET)
        packets = packets.filter(parent__file__isnull=False)
        self.packets = _by_file(packets.values_list("parent__file", "pk", "made_at"))
        discs = Disc.objects.filter(form=FORWARDED, item__operation=operation)
        discs = discs.filter(item__parent__file__isnull=False)
        self.discs = _by_file(discs.values_list("item__parent__file", "item", "made_at"))
        self.flags = _flags(operation)
        self._sent = _sent(operation)

    def since(self, bodies: list[_Body]) -> dict[Since, date]:
        """Give when each thing happened to somebody, of whom these are the bodies and parts."""
        recovered = min(found_on(one.moment or "", one.opened) for one in bodies)
        days = {Since.RECOVERY: recovered}
        for since, moments in ((Since.IDENTIFIED, self.named), (Since.BURIED, self.buried)):
            found = [today_of(moments[one.file]) for one in bodies if one.file in moments]
            if found:
                days[since] = min(found)
        return days

    def sent_of(self, files: list[UUID], things: list[UUID]) -> tuple[Sent, ...]:
        """Give what was handed over of somebody's files and things."""
        times = [time for one in files for time in detriment.over(self.flags.get(one, []))]
        rows = (row for one in (*files, *things) for row in self._sent.get(one, ()))
        return tuple(row.told(times) for row in rows)


@dataclass(frozen=True)
class _Handed:
    """Something was handed over; ``alone`` to the agency and to nobody else."""

    article: Article
    thing: UUID | None
    at: datetime
    alone: bool

    def told(self, times: list[detriment.Time]) -> Sent:
        """Say it as it counts, by the times in which a flag held that is lifted."""
        under = [end for begun, end in times if self.alone and begun <= self.at <= end]
        lifted = today_of(max(under)) if under else None
        return Sent(self.article, self.thing, today_of(self.at), lifted)


def _flags(operation: Operation) -> dict[UUID, list[Detriment]]:
    """Give all that was said of flags, by file, also of those elsewhere linked to one of here."""
    links = Link.objects.current()
    near = Q(file__operation=operation)
    near |= Q(Exists(links.filter(one=OuterRef("file"), other__operation=operation)))
    near |= Q(Exists(links.filter(other=OuterRef("file"), one__operation=operation)))
    flags = Detriment.objects.filter(near).order_by("turn").prefetch_related("signs")
    rows: dict[UUID, list[Detriment]] = {}
    for flag in flags:
        rows.setdefault(flag.file_id, []).append(flag)
    return rows


def _sent(operation: Operation) -> dict[UUID, list[_Handed]]:
    """Give what was handed over, by file and by thing.

    What takes something back is none of it, nor is the agency's copy of what still lies here.
    """
    rows = PackageItem.objects.filter(
        package__operation=operation,
        package__sent__isnull=False,
        package__corrects=None,
        package__copy_of=None,
    )
    found: dict[UUID, list[_Handed]] = {}
    plain = rows.values_list(
        "package__article", "package__sent__at", "package__partner__role", "file", "custody",
        "death",
    )  # fmt: skip
    lists: dict[UUID, list[_Handed]] = {}
    for article, at, role, file, thing, death in plain:
        sent = _Handed(Article(article), thing, at, role == AGENCY)
        for id, kept in ((thing or file, found), (death, lists)):
            if id is not None:
                kept.setdefault(id, []).append(sent)
    for death, body in certified(lists):
        found.setdefault(body, []).extend(lists[death])
    return found


def certified(deaths: Iterable[UUID]) -> Iterator[tuple[UUID, UUID]]:
    """Give the bodies that certificates and lists name, each after the certificate."""
    for part in _parts(deaths):
        listed: dict[UUID, list[UUID]] = {}
        for one in Death.objects.filter(pk__in=part):
            if one.identification_id is not None:
                listed.setdefault(one.identification_id, []).append(one.pk)
                continue
            for row in one.document["dead"]:
                listed.setdefault(UUID(row["identification"]), []).append(one.pk)
        for some in _parts(listed):
            named = Identification.objects.filter(pk__in=some).values_list("pk", "link__one")
            for identification, body in named:
                yield from ((death, body) for death in listed[identification])


def _by_file(rows: Iterable[tuple[Any, UUID, datetime]]) -> dict[UUID, dict[UUID, date]]:
    found: dict[UUID, dict[UUID, date]] = {}
    for file, thing, at in rows:
        found.setdefault(file, {})[thing] = today_of(at)
    return found


def _of(things: dict[UUID, dict[UUID, date]], files: list[UUID]) -> dict[UUID, date]:
    return {thing: on for file in files for thing, on in things.get(file, {}).items()}


def _first(pairs: Iterable[tuple[Any, datetime]]) -> dict[UUID, datetime]:
    found: dict[UUID, datetime] = {}
    for file, at in pairs:
        found[file] = min(at, found.get(file, at))
    return found


def found_on(said: str, opened: datetime) -> date:
    """Give the day of recovery: as it was said where that is one day, else when the file was."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return today_of(opened)
