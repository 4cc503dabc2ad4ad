"""What came, on the first page of the bureau."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.look.shapes import Act, Notice, Way
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.transmit import more
from nomina.desk.transmit.models import IncomingItem
from nomina.words import ntr, tr


def acts(request: HttpRequest, operation: Operation) -> Iterator[Act]:
    """Lead to what came."""
    if predicates.SEE_INCOMING(standing_for(request), operation.thing()):
        href = reverse("transmit:incoming", args=[operation.pk])
        yield Act(tr("From other institutions"), href, key="i")
    if predicates.SEE_BUREAU(standing_for(request), operation.thing()):
        href = reverse("transmit:missing_lists", args=[operation.pk])
        yield Act(tr("Lists of missing people"), href)


def parts(request: HttpRequest, operation: Operation) -> Iterator[Notice]:
    """Say how many items wait for somebody to look at them."""
    rows = IncomingItem.objects.visible_to(request.user).open()
    n = rows.filter(incoming__operation=operation).count()
    if n:
        text = ntr(
            "{n} item of other institutions waits for somebody to look at it.",
            "{n} items of other institutions wait for somebody to look at them.",
            n,
        )
        yield Notice(text.format(n=n), Way.UNSURE)


def join() -> None:
    """Stand on the first page."""
    more.add_acts(acts)
    more.add_parts(parts)
