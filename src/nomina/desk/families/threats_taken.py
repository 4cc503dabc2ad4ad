"""Threats that were erased do not come back with an older copy of the desk."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from nomina.desk.acts import Actor
from nomina.desk.books.backup.taken import End, Room, as_then
from nomina.desk.families.actions.threats import erase
from nomina.desk.families.models import Threat, ThreatErased


def _erased() -> Iterator[End]:
    rows = ThreatErased.objects.values_list("threat", "made_at", "by", "why")
    yield from (End(id=threat, at=at, by=by, reason=why) for threat, at, by, why in rows)


def _again(ends: Sequence[End], by: Actor) -> list[UUID]:
    found = {one.id: one for one in ends}
    rows = list(Threat.objects.filter(pk__in=found, erased=None).order_by("pk"))
    for threat in rows:
        erase(threat, found[threat.pk].reason, as_then(by, found[threat.pk]))
    return [threat.pk for threat in rows]


def _held(ids: Collection[UUID]) -> bool:
    return Threat.objects.filter(pk__in=list(ids), erased=None).exists()


ROOM = Room("threats", _erased, _again, _held)
