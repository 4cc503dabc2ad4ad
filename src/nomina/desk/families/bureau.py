"""A question of another bureau becomes an enquiry as any other: a number, an owner, a day (LAW-15).

It is of the other side, so it lies sealed and nothing is ever sent from it; what is answered goes
to the bureau, by a package.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.acts import Actor
from nomina.desk.families import counts, more, secrets
from nomina.desk.families.actions.asking import TakeEnquiry
from nomina.desk.families.asked import LONGEST, Asked
from nomina.desk.families.models.asking import BY_BUREAU, OTHER
from nomina.desk.look.shapes import Act
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import SEES_INCOMING, Role
from nomina.desk.transmit import heard
from nomina.desk.transmit.heard import BureauEnquiry
from nomina.words import current, tr

_FIELD_OF = {
    "surname": "family name",
    "first_names": "given name",
    "sex": "sex",
    "born": "born",
    "service_number": "numbers",
    "last_alive_on": "last known alive",
    "last_alive_at": "place",
}
"""Where a particular of a question stands among what is asked of a relative."""


@dataclass(frozen=True, kw_only=True)
class TakeBureauEnquiry(TakeEnquiry):
    """Take an enquiry that another bureau sends, as its transmission officer passes it on."""

    kind = "enquiry.take-bureau"
    permission = predicates.TAKE_BUREAU_ENQUIRY


def hear(by: Actor, enquiry: BureauEnquiry) -> str:
    """Take a question in; gives the number by which the enquiry desk knows it."""
    known: dict[str, str] = {}
    beside: list[str] = []
    for name, text in enquiry.about.items():
        key = _FIELD_OF.get(name, name)
        if key in _ASKED and key not in known and len(text) <= LONGEST:
            known[key] = text
        else:
            beside.append(f"{name}: {text}")
    asker = enquiry.partner.name if enquiry.partner is not None else "-"
    words = "\n".join((f"{asker} · {enquiry.number}", enquiry.words, *beside))
    row = TakeBureauEnquiry(
        operation=enquiry.operation,
        number=secrets.new_number(),
        secret=secrets.digest_of(secrets.new_secret()),
        way=BY_BUREAU,
        language=current(),
        side=OTHER,
        asked=Asked(number="", missing=known, words=_cut(words)),
    ).do(by)
    return row.number


_ASKED = frozenset({*_FIELD_OF.values(), "other names", "unit", "note"})


def _cut(words: str) -> str:
    """Cut what is longer than an enquiry holds; all of it stays with what came."""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def waits(request: HttpRequest) -> int:
    """Count the missing people whom other institutions told of and nobody has looked at yet."""
    who = standing_for(request)
    if not any(one.role is Role.ANTE_MORTEM for one in who.held):
        return 0
    return counts.came(counts.operations(who, SEES_INCOMING))


def acts(request: HttpRequest, operation: Operation) -> list[Act]:
    """Lead those who write files of the missing to what came for them."""
    if not predicates.SEE_INCOMING(standing_for(request), operation.thing()):
        return []
    return [Act(tr("From other institutions"), reverse("transmit:incoming", args=[operation.pk]))]


def join() -> None:
    """Listen, and lead to what came."""
    heard.on_enquiry(hear)
    more.add_acts(acts)
    more.add_count(waits)
