"""What waits for a second person at the bureau: partners, a draft, flags and liftings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from nomina.desk.people.models import Operation
from nomina.desk.transmit import detriment, partners, routes
from nomina.desk.transmit.models import Detriment, Partner, RoutePolicy
from nomina.words import tr


@dataclass(frozen=True)
class Pending:
    """One thing that waits.

    Attributes:
        what: in words.
        name: of a partner, the number of a policy or file.
        since: when it began to wait.
        href: where it is signed.
    """

    id: UUID
    what: str
    name: str
    since: datetime
    href: str


def pending(operation: Operation) -> list[Pending]:
    """Give all that waits in an operation, the oldest first."""
    found = [*_partners(operation), *_draft(operation), *_flags(operation)]
    return sorted(found, key=lambda one: (one.since, one.id))


def _partners(operation: Operation) -> Iterator[Pending]:
    rows = Partner.objects.current().filter(operation=operation).prefetch_related("checks")
    for one in rows:
        if not partners.confirmed(one):
            what = tr("Keys of a partner to be checked")
            href = reverse("transmit:partner", args=[one.pk])
            yield Pending(one.pk, what, one.name, one.made_at, href)


def _draft(operation: Operation) -> Iterator[Pending]:
    last = RoutePolicy.objects.filter(operation=operation).prefetch_related("signs").first()
    if last is not None and not routes.signed_by_two(last):
        href = reverse("transmit:policy", args=[last.pk])
        what = tr("Policy of routes to be signed")
        yield Pending(last.pk, what, str(last.turn), last.made_at, href)


def _flags(operation: Operation) -> Iterator[Pending]:
    rows = Detriment.objects.filter(file__operation=operation).order_by("turn")
    last = {one.file_id: one for one in rows.select_related("file").prefetch_related("signs")}
    for one in last.values():
        if not detriment.signed_by_two(one):
            what = tr("Flag to be signed") if one.holds else tr("Lifting of a flag to be signed")
            href = reverse("transmit:person", args=[one.file_id])
            yield Pending(one.pk, what, one.file.number, one.made_at, href)
