"""How long threats are kept, and which have had their time. Only their times are read here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from nomina.desk.families.models import Reply, Threat
from nomina.desk.people.models import Operation
from nomina.desk.people.policies import policies


def time_of(operation: Operation) -> timedelta:
    """Give how long threats of an operation are kept, as was agreed for it."""
    return timedelta(days=policies(operation.policies).threat_days)


def until(threat: Threat) -> datetime:
    """Give when a threat is erased, as the last word of security has it."""
    last = threat.longer.order_by("-made_at", "-pk").first()
    return threat.until if last is None else last.until


def due(at: datetime) -> Iterator[Threat]:
    """Give the threats whose time is over."""
    rows = Threat.objects.filter(erased=None, until__lte=at).select_related("operation")
    return (one for one in rows.order_by("until", "pk") if until(one) <= at)


def handled(reply: Reply) -> bool:
    """Say whether security is handling a part of a reply: all that a caseworker is told."""
    return Threat.objects.filter(reply=reply).exists()
