"""What happened in an operation, as its rows have it, for the numbers; no name is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

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
from nomina.desk.files.fields import PM
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation
from nomina.desk.transmit.models import PackageSent
from nomina.desk.transmit.waiting import today_of, waiting_in


@dataclass(frozen=True)
class Moment:
    """When something happened, and when that was written down."""

    at: datetime
    entered: datetime


Moments = dict[UUID, Moment]
"""What was written down first, by the file of the person: what is written later moves nothing."""


def happened(operation: Operation) -> Iterator[Happened]:
    """Give all that happened: stages of people, the steps between them, and labels of replies."""
    bodies: dict[UUID, UUID] = {}
    decided: Moments = {}
    rows = Identification.objects.current().filter(
        report__kind="identified", report__one__operation=operation
    )
    found = rows.order_by("made_at", "pk").values_list("report__other", "report__one", "made_at")
    for person, body, at in found:
        if person not in decided:
            decided[person], bodies[person] = Moment(at, at), body
    files = File.objects.filter(operation=operation, kind=PM)
    taken_in = {pk: Moment(at, at) for pk, at in files.values_list("pk", "made_at")}
    yield from _stage(RECOVERED, taken_in.values())
    stages = {
        RECOVERED: {person: taken_in[body] for person, body in bodies.items() if body in taken_in},
        IDENTIFIED: decided,
        TOLD: _told(operation),
        FORWARDED: _forwarded(operation),
        HOME: _home(operation),
    }
    for stage in (IDENTIFIED, TOLD, FORWARDED, HOME):
        yield from _stage(stage, stages[stage].values())
    for step, (before, after) in STEPS.items():
        yield from _step(step, stages[before], stages[after])
    yield from _labels(operation)


def _month(at: datetime) -> date:
    return timezone.localtime(at).date().replace(day=1)


def _stage(stage: str, moments: Iterable[Moment]) -> Iterator[Happened]:
    return (Happened(stage, _month(one.at), one.entered) for one in moments)


def _step(step: str, before: Moments, after: Moments) -> Iterator[Happened]:
    for person, end in after.items():
        start = before.get(person)
        if start is not None and end.at >= start.at:
            yield Happened(step, _month(end.at), end.entered, (end.at - start.at).days)


def _first(rows: Iterable[tuple[UUID | None, datetime, datetime]]) -> Moments:
    found: Moments = {}
    for person, at, entered in rows:
        if person is not None:
            found.setdefault(person, Moment(at, entered))
    return found


def _told(operation: Operation) -> Moments:
    rows = Told.objects.standing().filter(notice__operation=operation).order_by("made_at", "pk")
    return _first(rows.values_list("notice__identification__report__other", "at", "made_at"))


def _forwarded(operation: Operation) -> Moments:
    rows = PackageSent.objects.filter(package__operation=operation).order_by("made_at", "pk")
    person = "package__items__identification__report__other"
    return _first(rows.values_list(person, "at", "made_at"))


def _home(operation: Operation) -> Moments:
    rows = Returned.objects.filter(collection__operation=operation, release__done__isnull=False)
    rows = rows.order_by("made_at", "pk")
    return _first(rows.values_list("collection__file", "release__done__at", "made_at"))


def _labels(operation: Operation) -> Iterator[Happened]:
    rows = ReplyLabel.objects.standing().filter(reply__operation=operation)
    for label, came, made in rows.order_by().values_list("label", "reply__made_at", "made_at"):
        yield Happened(f"label-{label}", _month(came), made)


def late(operation: Operation, at: datetime) -> dict[str, int]:
    """Count what is late now; a count is for `looking.behind`, and shown to nobody as it is."""
    unread = Reply.objects.filter(operation=operation).unread()
    steps = CollectionStep.objects.filter(
        collection__operation=operation, collection__end=None, collection__returned=None, at__lt=at
    )
    enquiries = asking.standing(Enquiry.objects.filter(operation=operation))
    notices = telling_states.loaded(
        telling_lists.waiting(Notice.objects.filter(operation=operation))
    )
    owed = waiting_in(operation)
    today = today_of(at)
    return {
        "replies": sum(hearing_state.late(one, at) for one in unread),
        "enquiries": sum(one.overdue for one in asking.lines_of(enquiries, at)),
        "notices": sum(_over(one, at) for one in notices),
        "forwarding": 0 if owed is None else sum(one.overdue(today) for one in owed.waiting()),
        "steps": steps.open().count(),
    }


def _over(notice: Notice, at: datetime) -> bool:
    limit = telling_states.due(notice, telling_states.stands_as(notice))
    return limit is not None and limit < at
