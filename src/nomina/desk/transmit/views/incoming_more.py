"""What came, on the first page of the bureau."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk import outgoing
from nomina.desk.custody.views.common import written
from nomina.desk.files import more as of_files
from nomina.desk.files import needed
from nomina.desk.files.fields import AM
from nomina.desk.files.models import File
from nomina.desk.files.shapes import Line, Lines
from nomina.desk.look.shapes import Act, Notice, Way
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.transmit import incoming_fields, incoming_kept, incoming_lists, more
from nomina.desk.transmit.actions.incoming_receipt import OUTGOING as RECEIPT
from nomina.desk.transmit.models import IncomingItem, IncomingTaken
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


def on_file(request: HttpRequest, one: File) -> Lines | None:
    """List what other institutions told of a missing person, to those who see what came."""
    if one.kind != AM or not predicates.SEE_INCOMING(standing_for(request), one.thing()):
        return None
    rows = IncomingTaken.objects.visible_to(request.user).filter(file=one)
    lines = tuple(
        Line(
            incoming_fields.named(row.item.incoming),
            href=reverse("transmit:came_item", args=[row.item_id]),
            number=f"{row.item.incoming.number} · {row.item.number}",
            small=written(row.made_at),
        )
        for row in rows.select_related("item__incoming__partner").order_by("-made_at", "pk")
    )
    return Lines("from-bureaux", tr("Told by other institutions"), lines) if lines else None


def join() -> None:
    """Stand on the first page and on the pages of files; say what leaves, and what is kept."""
    more.add_acts(acts)
    more.add_parts(parts)
    of_files.add(on_file)
    needed.add(incoming_kept.refers)
    outgoing.add(incoming_lists.OUTGOING)
    outgoing.add(RECEIPT)
