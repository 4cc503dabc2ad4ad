"""What waits to be examined in an operation, most useful first.

The order is that of the shown run, and nothing else is asked: neither side nor nationality, rank,
religion or sex (LAW-01). A body waits while a lead of it was neither taken nor decided; what was
decided comes back only when there is new evidence, or when an identification was recalled.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import In

from nomina.desk.examine.assign import views_of
from nomina.desk.examine.ground import RECALLED, ground_of, news, photos_of
from nomina.desk.examine.models import (
    Claim,
    ClaimEnd,
    Examination,
    IdentificationEnd,
    Led,
    Pair,
    Settled,
)
from nomina.desk.examine.models.examinations import EXCLUDED, INCONCLUSIVE
from nomina.desk.examine.models.pairs import KNOWN, SKIPPED
from nomina.desk.examine.sides import Reach, reach_of
from nomina.desk.files.models import Entry, Link, Photo
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.files.spare import matching
from nomina.desk.leads.models import Answer, Lead, Run
from nomina.desk.people.models import User
from nomina.desk.people.models.care import care_of

News = Mapping[UUID, tuple[str, ...]]
"""Pairs that were set aside and come back, with what is new."""


def reopened(run: Run) -> dict[UUID, tuple[str, ...]]:
    """Give the pairs of an operation that come back: set aside with new evidence, or recalled."""
    later = Settled.objects.filter(pair=OuterRef("pair"), made_at__gt=OuterRef("made_at"))
    rows = Settled.objects.filter(pair__body__operation=run.operation_id).exclude(Exists(later))
    since = {"made_at__gt": OuterRef("made_at")}
    entry = _either(Entry.objects.filter(**since))
    photo = _either(Photo.objects.filter(**since))
    rows = rows.annotate(records=entry, recalled=Exists(_recalls()))
    aside = Q(ending__in=(EXCLUDED, INCONCLUSIVE))
    rows = rows.filter(Q(recalled=True) | (aside & (Q(records=True) | photo)))
    found = list(rows.select_related("pair"))
    pairs = [one.pair for one in found]
    photos = photos_of({file for pair in pairs for file in (pair.body_id, pair.person_id)})
    leads = {
        (lead.body_id, lead.person_id): lead
        for lead in Lead.objects.filter(
            run=run,
            body__in={pair.body_id for pair in pairs},
            person__in={pair.person_id for pair in pairs},
        )
    }
    told = {}
    for one in found:
        lead = leads.get((one.pair.body_id, one.pair.person_id))
        now = ground_of(one.pair, lead, photos)
        kinds = news(one.ground, now, records=bool(vars(one)["records"]))
        if vars(one)["recalled"]:
            kinds = (RECALLED, *kinds)
        if kinds:
            told[one.pair_id] = kinds
    return told


def _recalls() -> QuerySet[IdentificationEnd]:
    """Give the recalls of a pair since it was settled; the reference is a row of `Settled`."""
    return IdentificationEnd.objects.filter(
        identification__report__one=OuterRef("pair__body"),
        identification__report__other=OuterRef("pair__person"),
        made_at__gte=OuterRef("made_at"),
    )


def _either(rows: QuerySet[Entry] | QuerySet[Photo]) -> Q | Exists:
    one: Exists = Exists(rows.filter(file=OuterRef("pair__body")))
    other: Exists = Exists(rows.filter(file=OuterRef("pair__person")))
    return one | other


def waiting(
    run: Run, user: User | None, fresh: Collection[UUID], reach: Reach | None = None
) -> QuerySet[Answer]:
    """Give the bodies that wait, in the order of the run.

    Args:
        run: that is shown.
        user: an examiner, who gets none that they know, read the leads of or asked not to be
            given, and none whose first lead they may not open; None for everyone.
        fresh: pairs that come back (`reopened`).
        reach: of these leads for this user, where that is known by now.
    """
    far = reach or _reach(run, user)
    there = far.operations if user is None else far.operations - far.shut
    return _ripe(run, user, fresh, far, there)


def unopened(
    run: Run, user: User | None, fresh: Collection[UUID], reach: Reach | None = None
) -> QuerySet[Answer]:
    """Give the bodies that wait for somebody who may open both pictures.

    Args:
        run: that is shown.
        user: an examiner, who may not; None for what no examiner of the operation may open.
        fresh: pairs that come back (`reopened`).
        reach: of these leads for this user, where that is known by now.
    """
    far = reach or _reach(run, user)
    if not far.shut:
        return Answer.objects.none()
    return _ripe(run, user, fresh, far, far.shut)


def _reach(run: Run, user: User | None) -> Reach:
    return reach_of(run.operation_id, user.pk if user is not None else None)


def _ripe(
    run: Run,
    user: User | None,
    fresh: Collection[UUID],
    reach: Reach,
    there: Collection[UUID],
) -> QuerySet[Answer]:
    """Give the answers whose first lead that waits is of a person of one of the operations."""
    first = leads(run, OuterRef("body"), user, fresh, reach).values("person__operation")[:1]
    within = In(Subquery(first), sorted(there))
    rows = Answer.objects.filter(within, run=run)
    found = Link.objects.current().filter(kind=IDENTIFIED, one=OuterRef("body"))
    busy = Claim.objects.current().filter(turn__gt=0, pair__body=OuterRef("body"))
    rows = rows.exclude(Exists(found)).exclude(Exists(busy))
    if user is not None:
        known = ClaimEnd.objects.filter(by=user, how=KNOWN, claim__pair__body=OuterRef("body"))
        read = Led.objects.filter(by=user, body=OuterRef("body"))
        rows = rows.exclude(Exists(known)).exclude(Exists(read))
        spare = matching(care_of(user).without, OuterRef("body"))
        rows = rows if spare is None else rows.exclude(spare)
    return rows.select_related("body")


def leads(
    run: Run,
    body: Any,
    user: User | None,
    fresh: Collection[UUID],
    reach: Reach | None = None,
) -> QuerySet[Lead]:
    """Give the leads of a body that wait, in order; those under an agreement that ended do not.

    Args:
        body: its id, or a reference to it from within a query.
    """
    pairs = Pair.objects.filter(body=OuterRef("body"), person=OuterRef("person"))
    busy = Claim.objects.current().filter(pair=OuterRef("pk"), turn__gt=0)
    over = Settled.objects.filter(pair=OuterRef("pk"))
    shut = Q(Exists(busy)) | Q(Exists(views_of(OuterRef("pk"))))
    shut |= Q(Exists(over)) & ~Q(pk__in=fresh)
    if user is not None:
        shut |= Q(Exists(Examination.objects.filter(pair=OuterRef("pk"), examiner=user)))
        left = ClaimEnd.objects.filter(claim__pair=OuterRef("pk"), by=user, how=SKIPPED)
        shut |= Q(Exists(left))
    sides = (reach or _reach(run, user)).operations
    rows = Lead.objects.filter(run=run, body=body, excluded=False, person__operation__in=sides)
    return rows.exclude(Exists(pairs.filter(shut))).order_by("rank")


def first_lead(run: Run, body: UUID, user: User) -> Lead | None:
    """Give the lead of a body that this examiner looks at next; it is shown to nobody."""
    fresh, reach = reopened(run), _reach(run, user)
    if not waiting(run, user, fresh, reach).filter(body=body).exists():
        return None
    return leads(run, body, user, fresh, reach).first()
