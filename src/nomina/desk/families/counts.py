"""How much waits for people who work with families: a number on the rail of every page.

Each is a query that is compiled once (`db.prepared`), for a page that is drawn in a few hundredths
of a second has no time to build nine of them. They look through all that was ever told, so a desk
that has told thousands asks less often: what took long is not asked again for as long as makes it a
small part of the whole, and a number may be a few seconds old. The lists themselves never are.
"""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from nomina.desk.db.prepared import Prepared
from nomina.desk.families import telling_lists
from nomina.desk.families.messages_state import FOR_PEOPLE, with_state
from nomina.desk.families.models import MailAside, Message, Notice, Reply, Threat, Unread
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import Standing
from nomina.desk.transmit.incoming_state import TAKES_FILE
from nomina.desk.transmit.models import IncomingItem

LONG = 0.02
"""Seconds; what is counted faster is counted for every page."""
REST = 20
"""How many times as long as it took a number is kept, where that was `LONG`."""
MOST = 1000
"""How many numbers are kept before all are counted anew."""
_kept: dict[tuple[Any, ...], tuple[int, float]] = {}
"""A number by what was counted where, and until when it holds (`time.monotonic`)."""


def operations(standing: Standing, roles: Iterable[Role]) -> tuple[UUID, ...]:
    """Give the operations in which somebody holds one of some roles, in one order."""
    wanted = frozenset(roles)
    found = {one.operation for one in standing.held if one.role in wanted}
    return tuple(sorted(one for one in found if one is not None))


def _each(rows: QuerySet[Any, Any], by: str = "operation") -> QuerySet[Any, Any]:
    """Have rows counted by operation."""
    counted: QuerySet[Any, Any] = rows.order_by().values(by).annotate(n=Count("pk"))
    return counted.values_list("n", flat=True)


@Prepared
def _unread_enquiries(there: tuple[UUID, ...]) -> QuerySet[Any, Any]:
    return _each(Unread.objects.filter(operation__in=there))


@Prepared
def _unread_replies(there: tuple[UUID, ...]) -> QuerySet[Any, Any]:
    return _each(Reply.objects.filter(operation__in=there).unread())


@Prepared
def _unsaid_replies(there: tuple[UUID, ...]) -> QuerySet[Any, Any]:
    return _each(Reply.objects.filter(operation__in=there).unsaid())


@Prepared
def _mail_aside(there: tuple[UUID, ...]) -> QuerySet[Any, Any]:
    return _each(MailAside.objects.filter(operation__in=there).open())


@Prepared
def _notices_wrong(there: tuple[UUID, ...]) -> QuerySet[Any, Any]:
    return _each(telling_lists.wrong(Notice.objects.filter(operation__in=there)))


@Prepared
def _notices_waiting(there: tuple[UUID, ...]) -> QuerySet[Any, Any]:
    return _each(telling_lists.waiting(Notice.objects.filter(operation__in=there)))


@Prepared
def _not_begun(there: tuple[UUID, ...]) -> QuerySet[Any, Any]:
    return _each(telling_lists.not_begun(there), "link__other__operation")


@Prepared
def _messages(there: tuple[UUID, ...]) -> QuerySet[Any, Any]:
    rows = with_state(Message.objects.filter(family__operation__in=there))
    return _each(rows.filter(state__in=FOR_PEOPLE), "family__operation")


@Prepared
def _came(there: tuple[UUID, ...]) -> QuerySet[Any, Any]:
    rows = IncomingItem.objects.filter(incoming__operation__in=there, about__in=TAKES_FILE)
    return _each(rows.open(), "incoming__operation")


@Prepared
def _threats() -> QuerySet[Any, Any]:
    return _each(Threat.objects.filter(erased=None))


def _counted(*asked: Prepared[Any], **of: Any) -> int:
    what, begun = (asked[0].name, *of.values()), monotonic()
    kept = _kept.get(what)
    if kept is not None and begun < kept[1]:
        return kept[0]
    found: int = sum(n for one in asked for n in one(**of))
    took = monotonic() - begun
    if took > LONG:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[what] = (found, begun + (REST + 1) * took)
    return found


def _in(there: tuple[UUID, ...], *asked: Prepared[Any]) -> int:
    return _counted(*asked, there=there) if there else 0


def enquiries(there: tuple[UUID, ...]) -> int:
    """Count the enquiries of some operations that nobody has read."""
    return _in(there, _unread_enquiries)


def replies(there: tuple[UUID, ...]) -> int:
    """Count the replies that nobody has read, or said what they hold, and mail set aside."""
    return _in(there, _unread_replies, _unsaid_replies, _mail_aside)


def notices(there: tuple[UUID, ...]) -> int:
    """Count what waits to be told, was told wrongly, or is not begun."""
    return _in(there, _notices_wrong, _notices_waiting, _not_begun)


def messages(there: tuple[UUID, ...]) -> int:
    """Count the messages of which a person must say what is done."""
    return _in(there, _messages)


def threats() -> int:
    """Count the threats that are kept, of the whole desk."""
    return _counted(_threats)


def came(there: tuple[UUID, ...]) -> int:
    """Count the missing people whom other institutions told of and nobody has looked at."""
    return _in(there, _came)
