"""What another bureau carries for people: a family's reply, and a question. Others listen here.

This app knows neither families nor enquiries. A listener does its own act as whoever passes the
item on, within the same transaction, and gives the name of what came of it. Without a listener, or
where one refuses, the item stays where it is: nothing is lost, and nothing is said to be passed on
that was not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from nomina.desk.acts import Actor
from nomina.desk.people.models import Operation
from nomina.desk.transmit.models import Package, Partner


@dataclass(frozen=True, kw_only=True)
class FamilyReply:
    """What a family says to what was told it, as its bureau carried it.

    Attributes:
        partner: the bureau; None where the sender is not one of the operation's partners.
        package: ours that it answers; None where no package of ours has that digest.
        package_number: its number, as the bureau wrote it.
        number: of the body or person in it; empty for all of it.
        words: the family's.
        said: on which day; None where nobody wrote that down.
        once: of this reply and no other, so that it is never taken in twice.
    """

    operation: Operation
    partner: Partner | None
    package: Package | None
    package_number: str
    number: str
    words: str
    said: date | None
    once: str


@dataclass(frozen=True, kw_only=True)
class BureauEnquiry:
    """A question of another bureau, or one that it carries (GC III 122(7), GC IV 137).

    Attributes:
        partner: who asks; None where the sender is not one of the operation's partners.
        number: what the asker calls it.
        about: particulars of who is asked for, by name of the particular.
        words: what is asked.
        once: of this question and no other.
    """

    operation: Operation
    partner: Partner | None
    number: str
    about: Mapping[str, str]
    words: str
    once: str


HearsReply = Callable[[Actor, FamilyReply], str]
HearsEnquiry = Callable[[Actor, BureauEnquiry], str]
_replies: list[HearsReply] = []
_enquiries: list[HearsEnquiry] = []


def on_reply(listener: HearsReply) -> None:
    """Have replies passed to a listener; it gives what the reply is called from then on."""
    if listener not in _replies:
        _replies.append(listener)


def on_enquiry(listener: HearsEnquiry) -> None:
    """Have questions passed to a listener; it gives what the question is called from then on."""
    if listener not in _enquiries:
        _enquiries.append(listener)


def reply_is_heard() -> bool:
    """Say whether anybody listens to replies."""
    return bool(_replies)


def enquiry_is_heard() -> bool:
    """Say whether anybody listens to questions."""
    return bool(_enquiries)


def pass_reply(by: Actor, reply: FamilyReply) -> str:
    """Pass a reply to who listens; gives what the first of them calls it, empty for nobody."""
    return next(iter([listener(by, reply) for listener in _replies]), "")


def pass_enquiry(by: Actor, enquiry: BureauEnquiry) -> str:
    """Pass a question to who listens; gives what the first of them calls it, empty for nobody."""
    return next(iter([listener(by, enquiry) for listener in _enquiries]), "")
