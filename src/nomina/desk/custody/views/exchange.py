"""Exchanges: the batches of an operation, entering finds, closing, numbers for the public."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.custody import public
from nomina.desk.custody.actions.common import item_of
from nomina.desk.custody.actions.exchange import MakeBatch
from nomina.desk.custody.actions.exchange_finds import EndBatch, RecordFound, TellDifferences
from nomina.desk.custody.exchange_words import (
    way_name,
)
from nomina.desk.custody.forms_exchange import BatchForm, EndForm, FoundForm
from nomina.desk.custody.models import Batch, Keeper, Listed, Place
from nomina.desk.custody.models.exchange import IN, OUT_WAY
from nomina.desk.custody.views.common import page, tags_page
from nomina.desk.custody.views.exchange_batch import is_closed
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Row,
    Table,
    Way,
)
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    act,
    ask_first,
    form_page,
    paged,
    perform,
    said_and_back,
    sent,
    take,
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import Refused
from nomina.words import ntr, tr


def _may(request: HttpRequest, rule: predicates.Predicate, one: Operation | Batch) -> bool:
    return rule(standing_for(request), one.thing())


@open_to(predicates.SEE_CUSTODY, on=Operation)
@require_safe
def batches(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the exchanges of an operation, the last first."""
    rows, pager = paged(
        request,
        Batch.objects.visible_to(request.user)
        .filter(operation=one)
        .select_related("place", "end")
        .order_by("-made_at", "pk"),
    )
    first = act(tr("Add an exchange"), reverse("custody:make_batch", args=[one.pk]), "n")
    may = _may(request, predicates.RUN_CUSTODY, one)
    table = Table(
        tr("Exchanges"),
        (
            Column(tr("Number")),
            Column(tr("Exchange"), number=True),
            Column(tr("Which way")),
            Column(tr("The other side")),
            Column(tr("Planned for")),
            Column(tr("State")),
        ),
        tuple(_batch_row(row) for row in rows),
        empty=Empty(
            tr("No exchange yet"),
            tr("A batch has the list of the other side, and what was really found."),
            first if may else (),
        ),
        pager=pager,
    )
    acts = [*first] if may else []
    acts.append(Act(tr("Numbers for the public"), reverse("custody:public_numbers", args=[one.pk])))
    acts.append(Act(tr("Custody"), reverse("custody:operation", args=[one.pk])))
    return page(request, Head(tr("Exchanges"), says=one.name, acts=tuple(acts)), table)


def _batch_row(row: Batch) -> Row:
    closed = is_closed(row)
    return Row(
        row.pk.hex,
        (
            Cell(row.number, Kind.CODE),
            Cell("" if row.stage is None else str(row.stage), Kind.NUMBER),
            Cell(way_name(row.way)),
            Cell(row.counterpart, Kind.NAME),
            Cell(row.day.isoformat() if row.day is not None else "", Kind.DATE),
            Cell(tr("closed"), Kind.CHIP) if closed else Cell(tr("open"), Kind.CHIP, way=Way.FOR),
        ),
        reverse("custody:batch", args=[row.pk]),
    )


@open_to(predicates.RUN_CUSTODY, on=Operation)
def make_batch(request: HttpRequest, one: Operation) -> HttpResponse:
    """Write down an exchange."""
    places = Place.objects.visible_to(request.user).filter(operation=one)
    keepers = Keeper.objects.visible_to(request.user).filter(operation=one, account=None)
    form = BatchForm(sent(request), places=places, keepers=keepers)

    def done(given: dict[str, Any]) -> HttpResponse:
        given["number"] = given["number"].strip().upper()
        made = perform(request, MakeBatch(operation=one, **given))
        return said_and_back(request, tr("The exchange was added."), "custody:batch", made.pk)

    says = tr("What comes from the other side in one go, or goes to it.")
    head = Head(tr("Add an exchange"), says=says)
    back = reverse("custody:batches", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Add"), back)


@open_to(predicates.KEEP_ITEMS, on=Batch)
def find_in_batch(request: HttpRequest, one: Batch) -> HttpResponse:
    """Enter what was really found in one bag."""
    lines = Listed.objects.visible_to(request.user).current().filter(batch=one, wrong="")
    start = {"tag": request.GET.get("tag", "")[:40], "line": request.GET.get("line", "")[:40]}
    form = FoundForm(sent(request), lines=lines, initial=start)

    def done(given: dict[str, Any]) -> HttpResponse:
        row = perform(
            request,
            RecordFound(
                batch=one,
                item=item_of(given["tag"], one.operation, request.user),
                what=given["what"],
                ours=given["ours"],
                persons=given["persons"],
                listed=given["line"],
                words=given["words_"],
            ),
        )
        text = tr("{tag}: it was entered. Read the next tag.").format(tag=row.item)
        return said_and_back(request, text, "custody:find_in_batch", one.pk)

    says = tr("What was really in the bag, whatever the list says. The last entry counts.")
    head = Head(tr("Enter a find"), number=one.number, says=says)
    back = reverse("custody:batch", args=[one.pk])
    button = tr("Enter")
    return take(request, form, done) or tags_page(
        request, one.operation, head, form, button=button, back=back
    )


@open_to(predicates.KEEP_ITEMS, on=Batch)
@require_POST
def tell_differences(request: HttpRequest, one: Batch) -> HttpResponse:
    """Have what differs looked at by people, once each."""
    try:
        told_ = perform(request, TellDifferences(batch=one))
    except Refused as error:
        messages.error(request, told(error))
        return redirect("custody:batch", one.pk)
    n = len(told_)
    text = ntr("{n} incident was written.", "{n} incidents were written.", n).format(n=n)
    return said_and_back(request, text, "custody:batch", one.pk)


@open_to(predicates.RUN_CUSTODY, on=Batch)
def end_batch(request: HttpRequest, one: Batch) -> HttpResponse:
    """Close a batch."""
    ask_first(request, EndBatch)
    form = EndForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        closed = perform(request, EndBatch(batch=one, words=given["words_"]))
        text = tr("The batch is closed. Differences that are now looked at: {n}.")
        return said_and_back(request, text.format(n=len(closed.incidents)), "custody:batch", one.pk)

    says = tr("List and finds stay as they are from now on; what differs becomes incidents.")
    head = Head(tr("Close the batch"), number=one.number, says=says)
    back = reverse("custody:batch", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Close it"), back)


@open_to(predicates.SEE_CUSTODY, on=Operation)
@require_safe
def public_numbers(request: HttpRequest, one: Operation) -> HttpResponse:
    """Show the only numbers that may be told to the public."""
    says = tr("Steps of {n}; a smaller group is never told, nor what would give one away.")
    parts = [
        _public(caption, public.numbers(one, way))
        for way, caption in (
            (IN, tr("Received from the other side")),
            (OUT_WAY, tr("Given to the other side")),
        )
    ]
    head = Head(
        tr("Numbers for the public"),
        says=says.format(n=public.LEAST),
        acts=act(tr("Exchanges"), reverse("custody:batches", args=[one.pk])),
    )
    return page(request, head, *parts)


def _public(caption: str, numbers: public.Numbers) -> Table:
    rows = [(tr("all together"), numbers.total)]
    rows += [(f"{day:%Y-%m}", n) for day, n in sorted(numbers.months.items())]
    rows += [
        (tr("batch {number}").format(number=name), n) for name, n in sorted(numbers.batches.items())
    ]
    return Table(
        caption,
        (Column(tr("What")), Column(tr("People"), number=True)),
        tuple(
            Row(
                f"{caption[:1]}{at}",
                (
                    Cell(name),
                    Cell(tr("{n} or more").format(n=n), Kind.NUMBER)
                    if n is not None
                    else Cell(tr("not told")),
                ),
            )
            for at, (name, n) in enumerate(rows)
        ),
        titled=True,
    )
