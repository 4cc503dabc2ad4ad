"""What replies show on other pages: the first screen, families of an operation, a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from nomina.desk.families import counts, hearing_bureau, more
from nomina.desk.families.hearing_shapes import old, todo, unread
from nomina.desk.families.hearing_shapes import unsaid as unsaid_list
from nomina.desk.families.hearing_state import day_ends, faults, mine, tasks, unsaid
from nomina.desk.families.models import Reply
from nomina.desk.look import first, places
from nomina.desk.look.shapes import Act, Notice, Way
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import Role
from nomina.words import ntr, tr

FIRST = 8
"""Replies and tasks that stand on the page of an operation's work with families."""


def waiting(request: HttpRequest) -> int:
    """Count the replies that nobody has read, or said what they hold, and mail set aside."""
    return counts.replies(counts.operations(standing_for(request), (Role.LIAISON,)))


def on_first(request: HttpRequest) -> Iterator[object]:
    """Say on the first screen how many replies nobody has read, and since when the oldest waits.

    What somebody read and left waits too; and so does what lies in a mailbox that is not read.
    """
    now = timezone.now()
    if fault := faults(request.user).first():
        text = tr("The mailbox of families could not be read for {age}; mail waits there.")
        yield Notice(text.format(age=old(fault.made_at, now)), Way.STOP)
    if ages := list(mine(request.user).values_list("made_at", flat=True)):
        yield _unread(ages, now)
    if ages := list(unsaid(request.user).values_list("made_at", flat=True)):
        text = ntr(
            "{n} reply was read, but nobody said what it holds; it came {age} ago.",
            "{n} replies were read, but nobody said what they hold; the oldest came {age} ago.",
            len(ages),
        ).format(n=len(ages), age=old(ages[0], now))
        yield Notice(text, Way.STOP if now >= day_ends(ages[0]) else Way.UNSURE)


def _unread(ages: list[datetime], now: datetime) -> Notice:
    text = ntr(
        "{n} reply of a family is unread; the oldest came {age} ago.",
        "{n} replies of families are unread; the oldest came {age} ago.",
        len(ages),
    ).format(n=len(ages), age=old(ages[0], now))
    behind = sum(now >= day_ends(one) for one in ages)
    if behind:
        text += " " + tr("Late, because their day is over: {n}.").format(n=behind)
    return Notice(text, Way.STOP if behind else Way.UNSURE)


def parts(request: HttpRequest, one: Operation) -> Iterator[object]:
    """Show the replies that wait longest, and what is to be done."""
    if not predicates.SEE_REPLIES(standing_for(request), one.thing()):
        return
    now = timezone.now()
    rows = Reply.objects.visible_to(request.user).filter(operation=one).unread()
    yield unread(rows.order_by("made_at", "pk")[:FIRST], now)
    left = Reply.objects.visible_to(request.user).filter(operation=one).unsaid()
    if found := list(left.order_by("made_at", "pk")[:FIRST]):
        yield unsaid_list(found, now)
    open_ = tasks(request.user).filter(reply__operation=one).order_by("made_at", "pk")[:FIRST]
    if open_:
        yield todo(list(open_), now)


def acts(request: HttpRequest, one: Operation) -> Iterator[Act]:
    """Lead to the replies."""
    if predicates.SEE_REPLIES(standing_for(request), one.thing()):
        yield Act(tr("Replies"), reverse("families:replies", args=[one.pk]), key="r")


def _security(request: HttpRequest) -> bool:
    return predicates.SEE_THREATS(standing_for(request))


def _threats(_request: HttpRequest) -> int | None:
    return counts.threats() or None


def _here(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is not None and found.view_name.startswith("families:") and _security(request)


PLACE = places.Place(
    "families:threats",
    lambda: tr("Threats"),
    _security,
    order=175,
    count=_threats,
    holds=_here,
)


def join() -> None:
    """Join the pages, and listen to what bureaux carry."""
    places.add(PLACE)
    first.add(on_first)
    more.add_parts(parts)
    more.add_acts(acts)
    more.add_count(waiting)
    hearing_bureau.join()
