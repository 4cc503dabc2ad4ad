"""Lists and papers of an exchange: bringing one, saying what its columns are, and its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina import tags
from nomina.desk.custody import exchange, exchange_theirs
from nomina.desk.custody.actions.exchange import AttachPaper, ImportList, WithdrawList
from nomina.desk.custody.actions.exchange_out import TakeExchangePaper
from nomina.desk.custody.exchange_lists import FIELDS, read
from nomina.desk.custody.exchange_papers import download, unwrapped
from nomina.desk.custody.exchange_words import (
    cut,
    difference_name,
    field_name,
    what_name,
    wrong_name,
)
from nomina.desk.custody.forms_exchange import ColumnsForm, UploadForm, WithdrawForm
from nomina.desk.custody.models import Batch, BatchDocument, Listed, TheirManifest
from nomina.desk.custody.models.exchange import LIST
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.custody.views.exchange_batch import is_closed, paper_name
from nomina.desk.custody.words import item_kind
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Way, Weight
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    act,
    form_page,
    paged,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


def upload_page(
    request: HttpRequest, head: Head, form: forms.Form, *above: object, button: str, back: str
) -> HttpResponse:
    """Draw parts and a form with a file; 422 where it was sent and not taken."""
    context = {"head": head, "form": form, "button": button, "back": back, "parts": above}
    status = 422 if form.is_bound else 200
    return render(request, "custody/exchange_upload.html", context, status=status)


@open_to(predicates.KEEP_ITEMS, on=Batch)
def bring_paper(request: HttpRequest, one: Batch) -> HttpResponse:
    """Bring a list or another paper of a batch."""
    posted = sent(request)
    form = UploadForm(posted, request.FILES if posted is not None else None)

    def done(given: dict[str, Any]) -> HttpResponse:
        file = given["file"]
        row = perform(
            request,
            AttachPaper(
                batch=one,
                data=file.read(),
                name=file.name or "",
                media=file.content_type or "",
                paper=given["paper"],
            ),
        )
        if row.kind == LIST:
            text = tr("The list is kept. Say what its columns are.")
            return said_and_back(request, text, "custody:list_columns", row.pk)
        return said_and_back(request, tr("The paper is kept."), "custody:batch", one.pk)

    says = tr("It stays as it came. Lines that cannot be read are named, and none is lost.")
    head = Head(tr("Bring a list or paper"), number=one.number, says=says)
    back = reverse("custody:batch", args=[one.pk])
    return take(request, form, done) or upload_page(
        request, head, form, button=tr("Bring it"), back=back
    )


@open_to(predicates.KEEP_ITEMS, on=BatchDocument)
def list_columns(request: HttpRequest, one: BatchDocument) -> HttpResponse:
    """Say what the columns of a list are, and take its lines."""
    if one.kind != LIST:
        text = tr("This is kept as a paper; its lines cannot be read.")
        return said_and_back(request, text, "custody:batch_paper", one.pk)
    sheet = read(unwrapped(one), one.name)
    form = ColumnsForm(sent(request), sheet=sheet)

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, ImportList(document=one, columns=form.columns()))
        text = tr("Lines taken: {n}. There already: {m}. Could not be read: {k}.")
        said = text.format(n=len(made.added), m=made.there, k=len(made.wrong))
        back = "custody:batch_paper" if made.wrong else "custody:batch"
        return said_and_back(request, said, back, one.pk if made.wrong else one.batch_id)

    says = tr("What each column of their list is. Below each is what stands in it.")
    head = Head(tr("Columns of the list"), number=one.batch.number, says=says)
    back = reverse("custody:batch_paper", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Take the lines"), back)


@open_to(predicates.SEE_CUSTODY, on=BatchDocument)
@require_safe
def batch_paper(request: HttpRequest, one: BatchDocument) -> HttpResponse:
    """Show a paper of a batch: what it is, and which of its lines could not be read."""
    rows = Listed.objects.visible_to(request.user).filter(document=one)
    counts, wrong = rows.current().count(), rows.current().exclude(wrong="").order_by("line")
    facts = Facts(
        tr("The paper"),
        (
            Fact(tr("File"), one.name),
            Fact(tr("What it is"), paper_name(one)),
            Fact(tr("Brought"), written(one.made_at)),
            Fact(tr("Lines that count"), str(counts)),
            Fact(tr("SHA-256"), one.digest),
        ),
    )
    head = Head(
        tr("Paper of an exchange"),
        number=one.batch.number,
        says=tr("It is kept as it came."),
        acts=tuple(_acts(request, one, counts)),
    )
    return page(request, head, facts, _wrong(request, wrong) if one.kind == LIST else None)


def _acts(request: HttpRequest, one: BatchDocument, counts: int) -> Iterator[Act]:
    who, there, closed = standing_for(request), [one.pk], _closed(one)
    if predicates.KEEP_ITEMS(who, one.thing()):
        if one.kind == LIST and not closed:
            href = reverse("custody:list_columns", args=there)
            yield Act(tr("Take its lines"), href, key="n", weight=Weight.PRIMARY)
        yield Act(tr("Take it away"), reverse("custody:take_paper", args=there))
    if hasattr(one, "signed"):
        href = reverse("custody:their_manifest", args=[one.signed.pk])
        yield Act(tr("The manifest in it"), href)
    if counts and not closed and predicates.RUN_CUSTODY(who, one.thing()):
        yield Act(tr("Withdraw its lines"), reverse("custody:withdraw_list", args=there))
    yield Act(tr("The exchange"), reverse("custody:batch", args=[one.batch_id]))


def _closed(one: BatchDocument) -> bool:
    return is_closed(one.batch)


def _wrong(request: HttpRequest, rows: Any) -> Table | None:
    some, pager = paged(request, rows)
    if not some:
        return None
    return Table(
        tr("Lines that could not be read"),
        (Column(tr("Line number"), number=True), Column(tr("Why")), Column(tr("Its cells"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(str(row.line), Kind.NUMBER),
                    Cell(wrong_name(row.wrong)),
                    Cell(cut(" | ".join(row.cells))),
                ),
                reverse("custody:listed", args=[row.pk]),
            )
            for row in some
        ),
        pager=pager,
        titled=True,
    )


@open_to(predicates.RUN_CUSTODY, on=BatchDocument)
def withdraw_list(request: HttpRequest, one: BatchDocument) -> HttpResponse:
    """Have the lines of a list count no more."""
    form = WithdrawForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        n = perform(request, WithdrawList(document=one, why=given["why"]))
        text = tr("Lines withdrawn: {n}. The list can be taken anew.").format(n=n)
        return said_and_back(request, text, "custody:batch_paper", one.pk)

    says = tr("Where it was replaced, or its columns were read wrong. The lines stay, withdrawn.")
    head = Head(tr("Withdraw its lines"), number=one.batch.number, says=says)
    back = reverse("custody:batch_paper", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Withdraw"), back)


@open_to(predicates.KEEP_ITEMS, on=BatchDocument)
def take_paper(request: HttpRequest, one: BatchDocument) -> HttpResponse:
    """Carry a paper away as it came."""
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, TakeExchangePaper(paper=one))
        return download(unwrapped(one), f"{one.digest[:16]}.bin")

    says = tr("The file leaves this desk as it came. That it was taken is written down.")
    head = Head(tr("Take it away"), number=one.batch.number, says=says)
    back = reverse("custody:batch_paper", args=[one.pk])
    button = tr("Download the file")
    return take(request, form, done) or form_page(request, head, form, button, back)


@open_to(predicates.SEE_CUSTODY, on=Listed)
@require_safe
def listed(request: HttpRequest, one: Listed) -> HttpResponse:
    """Show one line of a list, and what was found for it."""
    end = getattr(one, "end", None)
    says = tr("What the other side says; nothing of it is established.")
    if end is not None:
        says = tr("Withdrawn: {why}").format(why=end.why)
    elif one.wrong:
        says = tr("It could not be read: {why}.").format(why=wrong_name(one.wrong))
    acts = [*act(tr("The exchange"), reverse("custody:batch", args=[one.batch_id]))]
    closed = is_closed(one.batch)
    keeps = predicates.KEEP_ITEMS(standing_for(request), one.thing())
    if keeps and end is None and not one.wrong and not closed:
        href = f"{reverse('custody:find_in_batch', args=[one.batch_id])}?line={one.pk}"
        acts.insert(0, Act(tr("Enter a find"), href, key="n", weight=Weight.PRIMARY))
    facts = [Fact(tr("Batch"), one.batch.number, reverse("custody:batch", args=[one.batch_id]))]
    if hasattr(one.document, "signed"):
        facts += _of_manifest(one)
    else:
        facts += [Fact(field_name(field), getattr(one, field)) for field in FIELDS]
    facts.append(Fact(tr("The whole line"), " | ".join(one.cells)))
    head = Head(
        tr("Line {n}").format(n=one.line), number=cut(one.number), says=says, acts=tuple(acts)
    )
    return page(request, head, Facts(tr("What the list says"), tuple(facts)), _found(one))


def _of_manifest(one: Listed) -> Iterator[Fact]:
    """Show what a line of a manifest says; ours and theirs as they are for this side."""
    cells = exchange_theirs.cells_of(one)
    manifest = TheirManifest.objects.get(document=one.document_id)
    href = reverse("custody:their_manifest", args=[manifest.pk])
    yield Fact(tr("Their manifest"), cut(manifest.number), href)
    yield Fact(tr("Their tag"), tags.written(cells["tag"]))
    yield Fact(tr("What it is"), item_kind(cells["kind"]))
    yield Fact(tr("Seal"), cells["seal"])
    yield Fact(tr("Their number"), cells["our_number"])
    yield Fact(tr("Our number"), cells["their_number"])
    yield Fact(tr("People"), cells["count"])
    yield Fact(tr("Lies in"), tags.written(cells["inside"]) if cells["inside"] else "")


def _found(one: Listed) -> Table:
    accounts = [account for account in exchange.of(one.batch) if account.line == one]
    finds = accounts[0].finds if accounts else ()
    differs = accounts[0].differs if accounts else ()
    words = " · ".join(difference_name(code) for code in differs)
    return Table(
        tr("What was found"),
        (Column(tr("Tag")), Column(tr("What was in it")), Column(tr("Differs"))),
        tuple(
            Row(
                find.pk.hex,
                (
                    Cell(str(find.item), Kind.CODE),
                    Cell(what_name(find.what), small=find.note),
                    Cell(words, Kind.CHIP, way=Way.STOP) if words else Cell(tr("nothing differs")),
                ),
                reverse("custody:item", args=[find.item_id]),
            )
            for find in finds
        ),
        empty=Empty(tr("Nothing was found for this line"), words),
        titled=True,
    )
