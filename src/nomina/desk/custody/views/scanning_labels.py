"""Labels: new tags, a sheet of them, the same sheet again, one label again; and the paper forms."""

from __future__ import annotations

from typing import Any

from django.db.models import Count as Number
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.actions.items import PrintTags
from nomina.desk.custody.forms_scanning import FormCodeForm, LabelsForm
from nomina.desk.custody.models import Count, Handover, Item, Tag
from nomina.desk.custody.papers import forms, labels
from nomina.desk.custody.papers.page import Paper, pdf
from nomina.desk.custody.views.common import page
from nomina.desk.custody.words import item_kind
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import form_page, moment, perform, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import LANGUAGES, current, tr

SHEETS = 20
"""The last sheets of an operation on one page."""


@open_to(predicates.KEEP_ITEMS, on=Operation)
def labels_(request: HttpRequest, one: Operation) -> HttpResponse:
    """Print new labels."""
    form = LabelsForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, PrintTags(operation=one, count=given["count"]))
        where = reverse("custody:sheet", args=[made[0].pk])
        return redirect(f"{where}?layout={given['layout']}")

    sheets = Act(tr("Sheets before"), reverse("custody:sheets", args=[one.pk]))
    says = tr("A label holds a tag and nothing else: no name, no number of a file.")
    head = Head(tr("Print labels"), says=says, acts=(sheets,))
    back = reverse("custody:operation", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Print"), back)


@open_to(predicates.SEE_CUSTODY, on=Operation)
@require_safe
def sheets(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the last sheets that were printed."""
    rows = (
        Tag.objects.visible_to(request.user)
        .filter(operation=one)
        .values("sheet")
        .annotate(n=Number("pk"), hung=Number("item"), at=Min("made_at"), first=Min("code"))
        .order_by("-at")[:SHEETS]
    )
    found = list(rows)
    first = dict(
        Tag.objects.filter(code__in=[row["first"] for row in found]).values_list("code", "pk")
    )
    table = Table(
        tr("Sheets of labels"),
        (
            Column(tr("Printed")),
            Column(tr("Labels"), number=True),
            Column(tr("Hang on something"), number=True),
        ),
        tuple(
            Row(
                row["sheet"].hex,
                (
                    moment(row["at"]),
                    Cell(str(row["n"]), Kind.NUMBER),
                    Cell(str(row["hung"]), Kind.NUMBER),
                ),
                reverse("custody:sheet", args=[first[row["first"]]]),
            )
            for row in found
        ),
        empty=Empty(tr("No label was printed yet")),
    )
    acts = []
    if predicates.KEEP_ITEMS(standing_for(request), one.thing()):
        href = reverse("custody:labels", args=[one.pk])
        acts.append(Act(tr("Print labels"), href, key="n", weight=Weight.PRIMARY))
    return page(request, Head(tr("Sheets of labels"), says=one.name, acts=tuple(acts)), table)


def _layout(request: HttpRequest, usual: str) -> str:
    asked = request.GET.get("layout", "")
    return asked if asked in labels.LAYOUTS else usual


@open_to(predicates.SEE_CUSTODY, on=Tag)
@require_safe
def sheet(request: HttpRequest, one: Tag) -> HttpResponse:
    """Show a sheet of labels, to be printed or printed again."""
    rows = list(Tag.objects.filter(sheet=one.sheet).order_by("code"))
    hung: Any = Item.objects
    items = {item.code: item for item in hung.filter(tag__in=rows)}
    layout = _layout(request, "a4-24")
    href = reverse("custody:sheet_pdf", args=[one.pk])
    others = [other for other in labels.LAYOUTS if other != layout]
    shown = Act(labels.layout_name(layout), f"{href}?layout={layout}", weight=Weight.PRIMARY)
    acts = (
        shown,
        *(Act(labels.layout_name(other), f"{href}?layout={other}") for other in others),
    )
    table = Table(
        tr("Labels"),
        (Column(tr("Tag")), Column(tr("Hangs on"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(str(row), Kind.CODE),
                    Cell(item_kind(items[row.code].kind))
                    if row.code in items
                    else Cell(tr("nothing yet")),
                ),
                reverse("custody:item", args=[items[row.code].pk])
                if row.code in items
                else reverse("custody:label", args=[row.pk]),
            )
            for row in rows
        ),
    )
    says = tr("Print at full size, without fitting to the page; check that a phone reads one.")
    return page(request, Head(tr("A sheet of labels"), says=says, acts=acts), table)


@open_to(predicates.SEE_CUSTODY, on=Tag)
@require_safe
def label(request: HttpRequest, one: Tag) -> HttpResponse:
    """Show one tag: its label again, and the form on which something is taken in by hand."""
    item = Item.objects.filter(tag=one).first()
    href = reverse("custody:label_pdf", args=[one.pk])
    acts = [Act(tr("Its label"), href, weight=Weight.PRIMARY)]
    if item is None:
        acts += printed(tr("Form for taking in"), reverse("custody:receive_form", args=[one.pk]))
    else:
        acts.append(Act(tr("The item"), reverse("custody:item", args=[item.pk])))
    says = tr("A broken label is printed again with the same tag; a body never gets a second one.")
    return page(request, Head(tr("A label"), number=str(one), says=says, acts=tuple(acts)))


def printed(label: str, href: str) -> list[Act]:
    """Give an act for each language in which a form is printed."""
    return [Act(f"{label} ({code})", f"{href}?language={code}") for code in LANGUAGES]


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/octet-stream")  # never to be shown
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response


@open_to(predicates.SEE_CUSTODY, on=Tag)
@require_safe
def sheet_pdf(request: HttpRequest, one: Tag) -> HttpResponse:
    """Give a sheet of labels as PDF; the same sheet is the same file."""
    codes = Tag.objects.filter(sheet=one.sheet).order_by("code").values_list("code", flat=True)
    made = labels.pdf(list(codes), _layout(request, "a4-24"), current())
    return _file(made, f"labels-{one.sheet.hex[:8]}")


@open_to(predicates.SEE_CUSTODY, on=Tag)
@require_safe
def label_pdf(request: HttpRequest, one: Tag) -> HttpResponse:
    """Give one label as PDF."""
    return _file(labels.pdf([one.code], _layout(request, "roll"), current()), f"label-{one.code}")


def _printed(request: HttpRequest, paper: Paper, name: str) -> HttpResponse:
    return _file(pdf(paper), f"{name}.{paper.language}")


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else current()


@open_to(predicates.SEE_CUSTODY, on=Handover)
@require_safe
def handover_form(request: HttpRequest, one: Handover) -> HttpResponse:
    """Give the form that giver and taker sign."""
    return _printed(request, forms.handover(one, _language(request)), one.number)


@open_to(predicates.SEE_CUSTODY, on=Count)
@require_safe
def count_form(request: HttpRequest, one: Count) -> HttpResponse:
    """Give the sheet on which a place is counted by hand."""
    return _printed(request, forms.count(one, _language(request)), f"count-{one.pk.hex[:8]}")


@open_to(predicates.KEEP_ITEMS, on=Tag)
@require_safe
def receive_form(request: HttpRequest, one: Tag) -> HttpResponse:
    """Give the form on which something is taken in by hand."""
    return _printed(request, forms.receive(one, _language(request)), f"take-in-{one.code}")


@open_to(predicates.KEEP_ITEMS, on=Operation)
def enter_form(request: HttpRequest, one: Operation) -> HttpResponse:
    """Lead from the code of a paper form to where that very form is entered."""
    form = FormCodeForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        return redirect(f"{_entry(request, one, forms.read(given['code']))}")

    says = tr("The code stands at the top of the form; when it happened is entered as it says.")
    head = Head(tr("Enter a paper form"), says=says)
    back = reverse("custody:operation", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Enter"), back)


def _entry(request: HttpRequest, one: Operation, asked: forms.Form) -> str:
    """Give the page on which a form is entered.

    Raises:
        InputError: there is no such record here.
    """
    model: Any = {forms.HANDOVER: Handover, forms.COUNT: Count, forms.RECEIVE: Tag}[asked.kind]
    row = model.objects.visible_to(request.user).filter(pk=asked.id, operation=one).first()
    if row is None:
        raise InputError(tr("no form of this operation has this code"))
    if asked.kind == forms.HANDOVER:
        over = hasattr(row, "end")
        return (
            reverse("custody:handover" if over else "custody:take", args=[row.pk]) + "?read=paper"
        )
    if asked.kind == forms.COUNT:
        return reverse("custody:count", args=[row.pk]) + "?read=paper"
    item = Item.objects.filter(tag=row).first()
    if item is not None:
        return reverse("custody:item", args=[item.pk])
    return reverse("custody:receive", args=[one.pk]) + f"?tag={row.code}&read=paper"
