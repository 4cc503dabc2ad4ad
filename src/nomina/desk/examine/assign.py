"""Who looks at a pair next, and what the views of it come to.

The first examiner takes a body from the queue; the second and third are chosen here, by work and
by a draw whose seed is the pair, so that nobody chooses whose opinion follows theirs. Views are
never averaged: two that agree settle a pair, a third decides between two that do not, and three
that all differ go to the board.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from nomina.desk.examine.ground import ground_of, photos_of
from nomina.desk.examine.keys import keys_of
from nomina.desk.examine.models import (
    Claim,
    ClaimEnd,
    Examination,
    Led,
    Pair,
    Planted,
    Settled,
)
from nomina.desk.examine.models.examinations import BOARD
from nomina.desk.examine.models.pairs import KNOWN, SKIPPED
from nomina.desk.examine.sides import both
from nomina.desk.files.models import Link, LinkEnd
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.files.spare import spares
from nomina.desk.leads.models import Lead, Run
from nomina.desk.people.models import Membership, User
from nomina.desk.policy.roles import Role

CLOSED = 30
"""Closed pairs of an operation below which none is mixed in, and error is unmeasured."""
SHARE = 20
"""One in so many examinations brings a closed pair with it."""
AT_ONCE = 20
"""Pairs without an examiner that are tried again at once."""


def ending(outcomes: Sequence[str]) -> str:
    """Say what the views of one round come to; empty where another is needed.

    Args:
        outcomes: one to three, in order of turn.
    """
    if len(outcomes) == 2 and outcomes[0] == outcomes[1]:
        return outcomes[0]
    if len(outcomes) >= 3:
        return outcomes[2] if outcomes[2] in outcomes[:2] else BOARD
    return ""


def views_of(pair: Any) -> QuerySet[Examination]:
    """Give the concluded views of the round that is not settled yet, in order of turn.

    Args:
        pair: its id, or a reference to it from within a query.
    """
    over = Settled.objects.filter(pair=OuterRef("pair"), made_at__gte=OuterRef("made_at"))
    rows = Examination.objects.filter(pair=pair, turn__gt=0, concluded__isnull=False)
    return rows.exclude(Exists(over)).order_by("turn", "made_at")


def eligible(pair: Pair, at: datetime) -> list[UUID]:
    """Give who may look at a pair next, best first: who has least to do, then by a draw.

    Left out are those who looked at it, know the person, read the leads of the body, skipped the
    pair, asked not to be given such a body, may not open both pictures, or share what they sign in
    with with somebody who looked at it.
    """
    there = Membership.objects.current(at).filter(
        operation=pair.body.operation_id, role=Role.EXAMINER
    )
    out = barred(pair)
    users = both(pair, set(there.values_list("user", flat=True)) - out, at)
    looked = set(views_of(pair.pk).values_list("examiner", flat=True))
    keys = keys_of(users | looked)
    used = frozenset[str]().union(*(keys[one] for one in looked))
    users = {one for one in users if not keys[one] & used}
    users -= spares(users, pair.body_id)
    rows = Claim.objects.current().filter(by__in=users).values_list("by").annotate(Count("pk"))
    work = dict(rows)
    return sorted(users, key=lambda one: (work.get(one, 0), _draw(pair.pk, one)))


def barred(pair: Pair) -> set[UUID]:
    """Give the accounts that must not look at a pair, whatever they hold."""
    looked = Examination.objects.filter(pair=pair).values_list("examiner", flat=True)
    ends = ClaimEnd.objects.filter(
        Q(how=KNOWN, claim__pair__body=pair.body_id) | Q(how=SKIPPED, claim__pair=pair)
    )
    read = Led.objects.filter(body=pair.body_id).values_list("by", flat=True)
    return {*looked, *ends.values_list("by", flat=True), *read}


def _draw(seed: UUID, one: UUID) -> str:
    return hashlib.sha256(seed.bytes + one.bytes).hexdigest()


def take_up(
    pair: Pair, user: User, turn: int, at: datetime, *, mate: bool | None = None
) -> Examination:
    """Have somebody look at a pair; one who looked at it before goes on from there.

    Args:
        mate: of a closed pair that is mixed in, whether the two are one; None for any other.
    """
    Claim(pair=pair, by=user, turn=turn, made_at=at).save(force_insert=True)
    found = Examination.objects.filter(pair=pair, examiner=user).first()
    if found is not None:
        return found
    run = Run.objects.shown(pair.body.operation_id)
    lead = Lead.objects.filter(run=run, body=pair.body_id, person=pair.person_id).first()
    ground = ground_of(pair, lead, photos_of({pair.body_id, pair.person_id}))
    made = Examination(pair=pair, examiner=user, turn=turn, ground=ground, made_at=at)
    made.save(force_insert=True)
    if mate is not None:
        Planted(examination=made, mate=mate, made_at=at).save(force_insert=True)
    else:
        mix_in(made, at)
    return made


def go_on(pair: Pair, at: datetime) -> None:
    """Settle a pair whose views came to an end, or have somebody give the next one.

    Where nobody may, the pair waits (`catch_up`).
    """
    views = list(views_of(pair.pk).select_related("concluded"))
    if not views:
        return
    end = ending([one.concluded.outcome for one in views])
    if end:
        Settled(pair=pair, ending=end, ground=views[0].ground, made_at=at).save(force_insert=True)
    elif not Claim.objects.current().filter(pair=pair, turn__gt=0).exists():
        able = eligible(pair, at)
        if able:
            take_up(pair, User.objects.get(pk=able[0]), len(views) + 1, at)


def catch_up(operation: UUID, at: datetime) -> None:
    """Try again the pairs of an operation that wait for an examiner, oldest first."""
    busy = Claim.objects.current().filter(pair=OuterRef("pk"), turn__gt=0)
    rows = Pair.objects.filter(Exists(views_of(OuterRef("pk"))), body__operation=operation)
    for pair in rows.exclude(Exists(busy)).select_related("body")[:AT_ONCE]:
        go_on(pair, at)


def closed(operation: UUID) -> QuerySet[Pair]:
    """Give the pairs of an operation whose answer is known: the body is identified.

    Its own person is the mate; whoever else was examined with it is none.
    """
    links = Link.objects.current().filter(kind=IDENTIFIED, one=OuterRef("body"))
    rows = Pair.objects.filter(body__operation=operation)
    return rows.filter(Exists(links))


def taken_back() -> QuerySet[LinkEnd]:
    """Give the recalls of what a planted examination took for the answer, by a row of `Planted`."""
    return LinkEnd.objects.filter(
        link__kind=IDENTIFIED,
        link__one=OuterRef("examination__pair__body"),
        link__made_at__lte=OuterRef("made_at"),
        made_at__gte=OuterRef("made_at"),
    )


def brings(examination: UUID) -> bool:
    """Say whether an examination is one of those that bring a closed pair with them."""
    return int.from_bytes(_dice(examination)[:4], "big") % SHARE == 0


def _dice(examination: UUID) -> bytes:
    return hashlib.sha256(b"mix" + examination.bytes).digest()


def mix_in(beside: Examination, at: datetime) -> Examination | None:
    """Give somebody, once in `SHARE` times, a closed pair when another examination begins.

    It goes to another examiner, to whom it comes as any pair that the desk assigns: at a moment
    that depends on others. Which pair, and to whom, follows from the id of the examination.
    """
    if not brings(beside.pk):
        return None
    rows = closed(beside.pair.body.operation_id)
    if rows.count() < CLOSED:
        return None
    mates = Link.objects.current().filter(
        kind=IDENTIFIED, one=OuterRef("body"), other=OuterRef("person")
    )
    wanted = bool(_dice(beside.pk)[4] & 1)
    part = rows.filter(Exists(mates)) if wanted else rows.exclude(Exists(mates))
    ids = sorted(part.values_list("pk", flat=True), key=lambda one: _draw(beside.pk, one))
    for pair in Pair.objects.filter(pk__in=ids[:AT_ONCE]).select_related("body"):
        able = [one for one in eligible(pair, at) if one != beside.examiner_id]
        if able:
            return take_up(pair, User.objects.get(pk=able[0]), 0, at, mate=wanted)
    return None
