"""What waits in an operation: identifications nobody has told, notices, and later contacts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from nomina.desk.examine.models import Identification
from nomina.desk.families.contact import contact_of
from nomina.desk.families.models import (
    Contact,
    EnquiryFile,
    Notice,
    Recipient,
    RecipientEnd,
    Spoken,
    Told,
)
from nomina.desk.families.models.telling import RECALL
from nomina.desk.families.telling_states import (
    TELL_WITHIN,
    NextContact,
    State,
    loaded,
    stands_as,
)
from nomina.desk.files.models import File
from nomina.desk.files.models.links import IDENTIFIED

FIRST = 50
"""Lines of one list."""


def not_begun(operations: Collection[UUID]) -> QuerySet[Identification]:
    """Give the identifications in some operations of which nobody began to tell."""
    return Identification.objects.current().filter(
        report__kind=IDENTIFIED, link__other__operation__in=operations, notices=None
    )


def begun_not(operation: UUID) -> QuerySet[Identification]:
    """Give those of one operation, the oldest first, each with how many relatives are known."""
    rows = not_begun([operation]).select_related("link__one", "link__other")
    return rows.order_by("made_at", "pk").annotate(relatives=Count("link__other__relatives"))


def limit_of(identification: Identification) -> datetime:
    """Give until when a family should have been told."""
    made: datetime = identification.made_at
    return made + TELL_WITHIN


_TOLD = Told.objects.standing().filter(recipient=OuterRef("pk"))
_KNOWS = Told.objects.standing().filter(
    notice__recalls=OuterRef("notice"), recipient__family=OuterRef("recipient__family")
)
_GONE = RecipientEnd.objects.filter(
    recipient__notice__recalls=OuterRef("notice"),
    recipient__family=OuterRef("recipient__family"),
)


def wrong(rows: Any) -> Any:
    """Give the notices of which somebody was told what the board recalled, and does not know it."""
    told = Told.objects.standing().filter(notice=OuterRef("pk"))
    knew_not = told.filter(~Exists(_KNOWS), ~Exists(_GONE))
    mine = rows.filter(end=None, identification__end__isnull=False).exclude(occasion=RECALL)
    return mine.filter(Exists(knew_not))


def waiting(rows: Any) -> Any:
    """Give the notices of which somebody is still to be told, or nobody was chosen yet."""
    standing = Recipient.objects.standing().filter(notice=OuterRef("pk"))
    untold = standing.filter(~Exists(_TOLD))
    open_ = rows.filter(end=None).filter(Q(occasion=RECALL) | Q(identification__end=None))
    return open_.filter(Q(Exists(untold)) | (~Q(Exists(standing)) & ~Q(occasion=RECALL)))


def over(rows: Any) -> Any:
    """Give all others: told, stopped, closed, or recalled and known to all."""
    return rows.exclude(pk__in=wrong(rows).values("pk")).exclude(pk__in=waiting(rows).values("pk"))


def _age(row: Notice) -> datetime:
    """Since when it waits."""
    end = getattr(row.identification, "end", None)
    made: datetime = row.identification.made_at if end is None else end.made_at
    return made


def in_order(rows: Any) -> list[tuple[Notice, State]]:
    """Give notices with where they stand: in the order of the steps, the oldest first."""
    found = [(row, stands_as(row)) for row in loaded(rows)]
    place = {state: n for n, state in enumerate(State)}
    return sorted(found, key=lambda one: (place[one[1]], _age(one[0]), one[0].pk.hex))


def contacts_of(operation: UUID) -> list[NextContact]:
    """Give the contacts that were agreed in an operation and have not been, the earliest first.

    Nobody speaks again of what the board recalled: the recall is told first, and agrees its own.
    """
    holds = Q(notice__occasion=RECALL) | Q(notice__identification__end=None)
    told = Told.objects.standing().filter(holds, notice__operation=operation)
    first = told.filter(next_contact__isnull=False, spoken=None)
    found = [NextContact(row, _day(row.next_contact), row.next_words) for row in _beside(first)]
    after = Spoken.objects.filter(told=OuterRef("told")).filter(
        Q(made_at__gt=OuterRef("made_at")) | Q(made_at=OuterRef("made_at"), pk__gt=OuterRef("pk"))
    )
    rows = Spoken.objects.filter(~Exists(after), told__in=told, next_contact__isnull=False)
    for row in rows.select_related("told__recipient__family").order_by("next_contact")[:FIRST]:
        found.append(NextContact(row.told, _day(row.next_contact), row.next_words))
    silent = _no_contact({one.told.recipient.family for one in found})
    wanted = [one for one in found if one.told.recipient.family_id not in silent]
    return sorted(wanted, key=lambda one: (one.day, one.told.pk.hex))[:FIRST]


def _no_contact(families: set[File]) -> set[UUID]:
    """Give those who want no contact any more, so that nobody is asked to call them (NOT-09)."""
    said = Contact.objects.filter(no_contact=True)
    by_file = said.filter(family__in=families).values_list("family", flat=True)
    asked = EnquiryFile.objects.filter(family__in=families)
    by_enquiry = asked.filter(
        Q(enquiry__contacts__no_contact=True) | Q(enquiry__withdrawal__isnull=False)
    ).values_list("family", flat=True)
    perhaps = {*by_file, *by_enquiry}
    return {one.pk for one in families if one.pk in perhaps and contact_of(one).no_contact}


def _beside(rows: Any) -> list[Told]:
    return list(rows.select_related("recipient__family").order_by("next_contact")[:FIRST])


def _day(said: date | None) -> date:
    assert said is not None  # the query asks for it
    return said
