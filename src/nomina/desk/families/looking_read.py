"""What happened in an operation, as its rows have it, for the numbers; no name is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from nomina.desk.examine.models import Identification
from nomina.desk.families import asking, hearing_state, telling_lists, telling_states
from nomina.desk.families.looking import (
    FORWARDED,
    HOME,
    IDENTIFIED,
    RECOVERED,
    STEPS,
    TOLD,
    Happened,
)
from nomina.desk.families.models import (
    CollectionStep,
    Enquiry,
    Notice,
    Reply,
    ReplyLabel,
    Returned,
    Told,
)
from nomina.desk.families.models.telling import RECALL
from nomina.desk.files.fields import PM
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation
from nomina.desk.transmit.models import PackageItem
from nomina.desk.transmit.waiting import certified, found_on, today_of, waiting_in
from nomina.desk.transmit.ways import Article

REPORTS = tuple(
    one.value
    for one in Article
    if one not in {Article.EFFECTS, Article.HALF_DISC, Article.ANSWER, Article.KIN_ADDRESS}
)
"""What tells of somebody dead, as the law asks; the others are things, answers and addresses."""


@dataclass(frozen=True)
class Moment:
    """On which day something happened, and when that was written down."""

    on: date
    entered: datetime


Moments = dict[UUID, Moment]
"""By the file of the person, or of the body while it has no name; the first that was written."""


@dataclass(frozen=True)
class Named:
    """Whom the board named, as it stands.

    Attributes:
        person: the file of the person, by that of the body or part.
        body: the file that was named first, by that of the person.
        decided: when it was.
    """

    person: Mapping[UUID, UUID]
    body: Mapping[UUID, UUID]
    decided: Moments


def happened(operation: Operation) -> Iterator[Happened]:
    """Give all that happened: stages of people, the steps between them, and labels of replies."""
    named = _named(operation)
    found = _recovered(operation)
    stages = {
        RECOVERED: found
        | {person: found[body] for person, body in named.body.items() if body in found},
        IDENTIFIED: named.decided,
        TOLD: _told(operation),
        FORWARDED: _forwarded(operation, named.person),
        HOME: _home(operation),
    }
    yield from (_taken_in(one) for one in found.values())
    for stage in (IDENTIFIED, TOLD, FORWARDED, HOME):
        yield from _stage(stage, stages[stage].values())
    for step, (before, after) in STEPS.items():
        yield from _step(step, stages[before], stages[after])
    yield from _labels(operation)


def _month(on: date) -> date:
    return on.replace(day=1)


def _taken_in(one: Moment) -> Happened:
    """Count a body or part when it was written down: finds of one day would be few, for long."""
    return Happened(RECOVERED, _month(today_of(one.entered)), one.entered)


def _stage(stage: str, moments: Iterable[Moment]) -> Iterator[Happened]:
    return (Happened(stage, _month(one.on), one.entered) for one in moments)


def _step(step: str, before: Moments, after: Moments) -> Iterator[Happened]:
    for person, end in after.items():
        start = before.get(person)
        if start is not None and end.on >= start.on:
            yield Happened(step, _month(end.on), end.entered, (end.on - start.on).days)


def _first(rows: Iterable[tuple[UUID | None, datetime, datetime]]) -> Moments:
    found: Moments = {}
    for person, at, entered in rows:
        if person is not None:
            found.setdefault(person, Moment(today_of(at), entered))
    return found


def _named(operation: Operation) -> Named:
    rows = Identification.objects.current().filter(
        report__kind="identified", report__one__operation=operation
    )
    rows = rows.order_by("made_at", "pk")
    person: dict[UUID, UUID] = {}
    body: dict[UUID, UUID] = {}
    decided: Moments = {}
    for who, what, at in rows.values_list("report__other", "report__one", "made_at"):
        person[what] = who
        body.setdefault(who, what)
        decided.setdefault(who, Moment(today_of(at), at))
    return Named(person, body, decided)


def _recovered(operation: Operation) -> Moments:
    """Give when each body and part was found, as the bureau counts it too (LAW-05)."""
    rows = File.objects.filter(operation=operation, kind=PM)
    said = rows.values_list("pk", "made_at", "card__moment")
    return {pk: Moment(found_on(moment or "", opened), opened) for pk, opened, moment in said}


def _told(operation: Operation) -> Moments:
    """Give when each family was first told what still stands."""
    rows = Told.objects.standing().filter(
        notice__operation=operation, notice__identification__end=None
    )
    rows = rows.exclude(notice__occasion=RECALL).order_by("made_at", "pk")
    return _first(rows.values_list("notice__identification__report__other", "at", "made_at"))


def _forwarded(operation: Operation, person: Mapping[UUID, UUID]) -> Moments:
    """Give when somebody, with or without a name, was first told of to whom the law says.

    As on the list of what waits, a copy for the agency is none of it, nor is what takes back.
    """
    rows = PackageItem.objects.filter(
        package__operation=operation,
        package__article__in=REPORTS,
        package__sent__isnull=False,
        package__corrects=None,
        package__copy_of=None,
    ).order_by("package__sent__made_at", "pk")
    moments = ("package__sent__at", "package__sent__made_at")
    sent = list(rows.filter(file__isnull=False).values_list("file", *moments))
    lists = rows.filter(file=None, death__isnull=False).values_list("death", *moments)
    went = {death: rest for death, *rest in reversed(lists)}
    sent += [(body, *went[death]) for death, body in certified(went)]
    sent.sort(key=lambda row: row[2])
    return _first((person.get(body, body), at, entered) for body, at, entered in sent)


def _home(operation: Operation) -> Moments:
    rows = Returned.objects.filter(collection__operation=operation, release__done__isnull=False)
    rows = rows.order_by("made_at", "pk")
    return _first(rows.values_list("collection__file", "release__done__at", "made_at"))


def _labels(operation: Operation) -> Iterator[Happened]:
    rows = ReplyLabel.objects.standing().filter(reply__operation=operation)
    for label, came, made in rows.order_by().values_list("label", "reply__made_at", "made_at"):
        yield Happened(f"label-{label}", _month(today_of(came)), made)


def late(operation: Operation, at: datetime) -> dict[str, int]:
    """Count what is late now; a count is for `looking.behind`, and shown to nobody as it is."""
    unread = Reply.objects.filter(operation=operation).unread()
    steps = CollectionStep.objects.filter(
        collection__operation=operation, collection__end=None, collection__returned=None, at__lt=at
    )
    enquiries = asking.open_(asking.standing(Enquiry.objects.filter(operation=operation)))
    owed = waiting_in(operation)
    today = today_of(at)
    return {
        "replies": sum(hearing_state.late(one, at) for one in unread),
        "enquiries": sum(one.overdue for one in asking.lines_of(enquiries, at)),
        "notices": _untold(operation, at),
        "forwarding": 0 if owed is None else sum(one.overdue(today) for one in owed.waiting()),
        "steps": steps.open().count(),
    }


def _untold(operation: Operation, at: datetime) -> int:
    """Count what a family should know by now: nobody began, nobody went, or it was wrong."""
    limits: list[datetime | None] = [
        telling_lists.limit_of(one) for one in telling_lists.begun_not(operation.pk)
    ]
    rows = Notice.objects.filter(operation=operation)
    for begun in (telling_lists.waiting(rows), telling_lists.wrong(rows)):
        for one in telling_states.loaded(begun):
            limits.append(telling_states.due(one, telling_states.stands_as(one)))
    return sum(limit is not None and limit < at for limit in limits)
