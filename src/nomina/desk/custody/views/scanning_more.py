"""What scanning adds to the pages of the register: acts of the operation, place and item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.custody import asked, more
from nomina.desk.look.shapes import Act
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.words import tr


def _operation(request: HttpRequest, one: Any) -> Iterator[Act]:
    if not predicates.KEEP_ITEMS(standing_for(request), one.thing()):
        return
    yield Act(tr("Scan"), reverse("custody:scan", args=[one.pk]), key="s")
    yield Act(tr("Move a whole wagon"), reverse("custody:bulk", args=[one.pk]))
    yield Act(tr("Print labels"), reverse("custody:labels", args=[one.pk]))
    yield Act(tr("Enter a paper form"), reverse("custody:enter_form", args=[one.pk]))


def _place(request: HttpRequest, one: Any) -> Iterator[Act]:
    if predicates.KEEP_ITEMS(standing_for(request), one.thing()):
        begun = next(iter(asked.begun(place=one.pk)), None)
        if begun is not None:
            yield Act(tr("Go on counting"), reverse("custody:count", args=[begun.pk]), key="c")
        else:
            yield Act(tr("Count"), reverse("custody:begin_count", args=[one.pk]), key="c")
    yield Act(tr("Counts"), reverse("custody:counts", args=[one.pk]))


def _item(request: HttpRequest, one: Any) -> Iterator[Act]:
    yield Act(tr("Its label"), reverse("custody:label", args=[one.tag_id]))


def join() -> None:
    """Add the acts."""
    more.add_acts(more.OPERATION, _operation)
    more.add_acts(more.PLACE, _place)
    more.add_acts(more.ITEM, _item)
