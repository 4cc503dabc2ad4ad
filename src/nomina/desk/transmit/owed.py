"""What is owed of somebody dead, by which article, since when, and whether it waits too long.

Pure: of what is known of a person and the limits of the policy, on a given day. Who lies where in
a queue does not depend on side, status or Power: what is owed stands in order of its own age
(LAW-01), and the law alone says what is owed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from statistics import median
from uuid import UUID

from nomina.desk.transmit.ways import Article, Profile


class Since(StrEnum):
    """What sets an article going."""

    RECOVERY = "recovery"
    IDENTIFIED = "identified"
    BURIED = "buried"
    PACKED = "packed"
    DISC = "disc"


@dataclass(frozen=True, slots=True)
class Rule:
    """An article is owed of the dead of the other side in these profiles, of these statuses."""

    article: Article
    profiles: frozenset[Profile]
    statuses: frozenset[str]
    since: Since


_WAR = frozenset({Profile.INTERNATIONAL})
_NOT_BETWEEN = frozenset({Profile.INTERNAL, Profile.DISASTER})
_ANY = frozenset(Profile)
_EVERYBODY = frozenset({"forces", "prisoner", "civilian", "unknown"})

RULES = (
    # Of whoever is found, named or not: the Power may know a disc or a uniform that nobody here
    # does. A person of whom nobody knows what they were is told of as the fallen are.
    Rule(Article.GC1_16, _WAR, frozenset({"forces", "unknown"}), Since.RECOVERY),
    Rule(Article.GC3_120, _WAR, frozenset({"prisoner"}), Since.IDENTIFIED),
    Rule(Article.GC4_136, _WAR, frozenset({"civilian"}), Since.IDENTIFIED),
    Rule(Article.PARTICULARS, _NOT_BETWEEN, _EVERYBODY, Since.IDENTIFIED),
    Rule(Article.DEATH_CERTIFICATE, _ANY, _EVERYBODY, Since.IDENTIFIED),
    Rule(Article.GRAVE_LIST, _ANY, _EVERYBODY, Since.BURIED),
    Rule(Article.EFFECTS, _ANY, _EVERYBODY, Since.PACKED),
    Rule(Article.HALF_DISC, _WAR | {Profile.INTERNAL}, _EVERYBODY, Since.DISC),
)
"""GC I 16(1) to (3), GC I 17(4), GC III 120(2), GC IV 129, 136, 138; outside a war between states
what the customary rules or the law of the place ask for."""

CERTIFIED = frozenset({Article.DEATH_CERTIFICATE, Article.CERTIFIED_LIST})
"""A list that names somebody stands for a certificate (GC I 16(3))."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Something was handed over.

    Attributes:
        article: by which it was asked for.
        thing: id of what it was, where it is a thing.
        on: when.
        lifted: of what went to the agency alone under a flag, the day on which that was lifted; a
            Power may be told from then on, and the agency that it may, so it is owed anew.
    """

    article: Article
    thing: UUID | None
    on: date
    lifted: date | None = None


@dataclass(frozen=True, slots=True)
class Dead:
    """What is known of one dead person of the other side.

    Attributes:
        file: id of the body's file.
        number: of it.
        status: one of `models.detriment.STATUSES`.
        since: when each thing happened; what did not is not there.
        packets, discs: ids of packets and of halves to be sent on, each with its day.
        sent: what was handed over.
        flagged: whether a flag of detriment holds, so that it goes to the agency alone.
    """

    file: UUID
    number: str
    status: str
    since: Mapping[Since, date]
    packets: Mapping[UUID, date] = field(default_factory=dict)
    discs: Mapping[UUID, date] = field(default_factory=dict)
    sent: tuple[Sent, ...] = ()
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is owed, or was sent.

    Attributes:
        since: the day from which it is counted.
        limit: days within which it must have gone.
        thing: the packet or disc; None of papers.
        sent: the day on which it went; None while it waits.
    """

    dead: Dead
    article: Article
    since: date
    limit: int
    thing: UUID | None = None
    sent: date | None = None

    def days(self, today: date) -> int:
        """Give how long it waited, or has been waiting."""
        return max(((self.sent or today) - self.since).days, 0)

    def overdue(self, today: date) -> bool:
        """Say whether it waits, and longer than the policy allows."""
        return self.sent is None and self.days(today) > self.limit


def owed(profile: Profile, dead: Dead, limits: Mapping[Article, int]) -> Iterator[Owed]:
    """Give all that is owed of somebody, sent or not.

    Args:
        profile: of the policy in force.
        dead: whom.
        limits: days by article, of that policy.
    """
    for rule in RULES:
        if profile not in rule.profiles or dead.status not in rule.statuses:
            continue
        for thing, since in _beginnings(rule.since, dead):
            begun, sent = _sent(dead, rule.article, thing, since)
            yield Owed(dead, rule.article, begun, limits[rule.article], thing, sent)


def _beginnings(since: Since, dead: Dead) -> Iterator[tuple[UUID | None, date]]:
    if since is Since.PACKED:
        yield from dead.packets.items()
    elif since is Since.DISC:
        yield from dead.discs.items()
    elif since in dead.since:
        yield None, dead.since[since]


def _sent(
    dead: Dead, article: Article, thing: UUID | None, since: date
) -> tuple[date, date | None]:
    """Give since when something is owed, and when it was sent."""
    stand_for = CERTIFIED if article in CERTIFIED else {article}
    rows = [
        one
        for one in dead.sent
        if one.article in stand_for and one.thing == thing and one.on >= since
    ]
    told = min((one.on for one in rows if one.lifted is None), default=None)
    if told is not None:
        return since, told
    return max((one.lifted for one in rows if one.lifted is not None), default=since), None


@dataclass(frozen=True, slots=True)
class Count:
    """How an article stands in an operation, for a page and a report alike.

    Attributes:
        waiting: how many wait.
        overdue: how many of those too long.
        sent: how many went.
        oldest: days that the oldest of those waiting has waited; None where none waits.
        took: median of days from when it was owed to when it went; None where none went.
    """

    article: Article
    waiting: int
    overdue: int
    sent: int
    oldest: int | None
    took: int | None


def counted(every: list[Owed], today: date) -> list[Count]:
    """Count what is owed by article, in the order of the articles."""
    return [_count(one, [row for row in every if row.article is one], today) for one in _of(every)]


def _of(every: list[Owed]) -> list[Article]:
    known = {row.article for row in every}
    return [one for one in Article if one in known]


def _count(article: Article, rows: list[Owed], today: date) -> Count:
    waiting = [row for row in rows if row.sent is None]
    took = [row.days(today) for row in rows if row.sent is not None]
    return Count(
        article,
        waiting=len(waiting),
        overdue=sum(row.overdue(today) for row in waiting),
        sent=len(took),
        oldest=max((row.days(today) for row in waiting), default=None),
        took=round(median(took)) if took else None,
    )
