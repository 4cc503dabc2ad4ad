"""Many things at once: a whole wagon is moved, and a place is counted, by reading every tag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody import reading
from nomina.desk.custody.actions.counting import BeginCount, EndCount, ReadTag
from nomina.desk.custody.actions.moving import Move
from nomina.desk.custody.actions.scanning import Differ
from nomina.desk.custody.forms import tags_in
from nomina.desk.custody.forms_scanning import BeginForm, BulkForm, ReadForm
from nomina.desk.custody.models import Count, CountEnd, CountRead, Item, Place
from nomina.desk.custody.reading import Held, Strange
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import (
    number_of,
    page,
    reading_of,
    tags_page,
    when_of,
    written,
)
from nomina.desk.custody.views.scanning_labels import printed
from nomina.desk.custody.words import item_kind
from nomina.desk.look.shapes import Act, Cell, Column, Head, Kind, Notice, Row, Table, Weight
from nomina.desk.look.shapes import Way as Meaning
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import form_page, perform, said_and_back, sent, take, told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import ntr, tr

STYLES = ("custody/scan.css",)


def _numbers(found: Held) -> Facts:
    expected = len(found.here) + len(found.missing)
    return Facts(
        tr("Read and expected"),
        (
            Fact(tr("Expected"), str(expected)),
            Fact(tr("Tags read"), str(len(found.here) + len(found.extra) + len(found.strange))),
            Fact(tr("Missing"), str(len(found.missing))),
            Fact(tr("Too many"), str(len(found.extra) + len(found.strange))),
        ),
    )


def _lines(found: Held) -> Iterator[tuple[str, str, str, str]]:
    """Give what does not fit, in lines: key, what, tag, number or why."""
    for item in found.missing:
        yield item.pk.hex, tr("missing"), str(item), f"{item_kind(item.kind)} {number_of(item)}"
    for item in found.extra:
        yield item.pk.hex, tr("too many"), str(item), f"{item_kind(item.kind)} {number_of(item)}"
    for n, one in enumerate(found.strange):
        yield f"strange-{n}", tr("no tag of this operation"), one.text, one.says


def _table(found: Held) -> Table | None:
    rows = tuple(
        Row(
            key,
            (Cell(what, Kind.CHIP, way=Meaning.STOP), Cell(tag, Kind.CODE), Cell(why)),
        )
        for key, what, tag, why in _lines(found)
    )
    if not rows:
        return None
    columns = (Column(tr("What")), Column(tr("Tag")), Column(tr("What it is")))
    return Table(tr("What does not fit"), columns, rows, titled=True)


@open_to(predicates.KEEP_ITEMS, on=Operation)
def bulk(request: HttpRequest, one: Operation) -> HttpResponse:
    """Move a whole place: what is missing and too many is shown first, and then kept."""
    places = Place.objects.visible_to(request.user).filter(operation=one)
    form = BulkForm(sent(request), places=places, initial={"read": "scanned"})
    head = Head(
        tr("Move a whole wagon"),
        says=tr(
            "Read every tag; what is missing and what is too many is shown before it is moved."
        ),
    )
    back = reverse("custody:operation", args=[one.pk])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        found = reading.held(reading.read(tags_in(given["tags"]), one), given["start"])
        if "sure" in request.POST:
            try:
                return _moved(request, one, given, found)
            except InputError as error:
                form.add_error(None, told(error))
        elif found.here:
            return _asked(request, one, form, found, back)
        else:
            form.add_error(
                "tags", tr("none of these lies in {place}").format(place=given["start"].code)
            )
    return tags_page(request, one, head, form, button=tr("Compare"), back=back)


def _told(n: int) -> str:
    """Say how many things do not fit."""
    return ntr(
        "{n} does not fit and becomes an incident.", "{n} do not fit and become incidents.", n
    ).format(n=n)


def _asked(
    request: HttpRequest, one: Operation, form: BulkForm, found: Held, back: str
) -> HttpResponse:
    n, wrong = len(found.here), len(list(_lines(found)))
    says = ntr("{n} is moved.", "{n} are moved.", n).format(n=n)
    if wrong:
        says += " " + _told(wrong)
    head = Head(tr("Move these?"), says=says)
    return render(
        request,
        "custody/scanning_sure.html",
        {
            "head": head,
            "given": [(name, form[name].value() or "") for name in form.fields],
            "parts": [part for part in (_numbers(found), _table(found)) if part is not None],
            "button": tr("Move them"),
            "back": reverse("custody:bulk", args=[one.pk]),
            "styles": STYLES,
        },
    )


def _moved(
    request: HttpRequest, one: Operation, given: dict[str, Any], found: Held
) -> HttpResponse:
    when = when_of(given)
    pairs, rest = reading.laid(found.here, given["place"], given["position"])
    if rest:
        raise InputError(
            tr("only {n} positions are free from there on").format(n=len(pairs)),
            where=given["place"].code,
        )
    wrong = tuple(reading.differences(found, given["start"], lambda one: {"read": str(one)}))
    with transaction.atomic():
        made = perform(
            request,
            Move(
                operation=one,
                items=tuple(pairs),
                place=given["place"],
                when=when,
                reading=reading_of(given),
                why=given["why"],
            ),
        )
        if wrong:
            perform(request, Differ(operation=one, found=wrong, when=when))
    text = ntr("{n} item was moved.", "{n} items were moved.", len(made)).format(n=len(made))
    if wrong:
        text += " " + ntr("{n} incident.", "{n} incidents.", len(wrong)).format(n=len(wrong))
    return said_and_back(request, text, "custody:place", given["place"].pk)


@open_to(predicates.KEEP_ITEMS, on=Place)
def begin_count(request: HttpRequest, one: Place) -> HttpResponse:
    """Begin to count a place, or go on with the count that is there."""
    form = BeginForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, BeginCount(place=one, when=when_of(given)))
        return said_and_back(request, tr("Read every tag now."), "custody:count", made.pk)

    says = tr("Every tag is read where it hangs, and then held against the register.")
    head = Head(tr("Count"), number=one.code, says=says)
    back = reverse("custody:place", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Begin"), back)


def _held(count: Count) -> Held:
    """Give how the count stands now, or as it was when it ended."""
    reads: Any = CountRead.objects.filter(count=count)
    rows = list(reads.select_related("item__file"))
    end = CountEnd.objects.filter(count=count).first()
    strange = tuple(Strange(row.text, "unknown-tag", "") for row in rows if row.item is None)
    items = tuple(row.item for row in rows if row.item is not None)
    if end is None:
        return reading.held(reading.Read(items, strange), count.place)
    found: dict[str, list[str]] = end.found
    pks = [*found["here"], *found["missing"], *found["extra"]]
    items_: Any = Item.objects
    named = items_.filter(pk__in=pks).select_related("file")
    every: dict[str, Any] = {str(item.pk): item for item in named}
    here, missing, extra = (
        tuple(every[pk] for pk in found[name]) for name in ("here", "missing", "extra")
    )
    return Held(here, missing, extra, strange)


@open_to(predicates.SEE_CUSTODY, on=Count)
def count(request: HttpRequest, one: Count) -> HttpResponse:
    """Count: tags are read, and the difference stands below at once."""
    over = CountEnd.objects.filter(count=one).exists()
    may = predicates.KEEP_ITEMS(standing_for(request), one.thing())
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = ReadForm(sent(request), initial={"read": request.GET.get("read", "scanned")[:8]})

    def done(given: dict[str, Any]) -> HttpResponse:
        n = _read(request, one, tags_in(given["tags"]), given)
        text = ntr("{n} tag was read.", "{n} tags were read.", n).format(n=n)
        return said_and_back(request, text, "custody:count", one.pk)

    answer = take(request, form, done)
    if answer is not None:
        return answer
    found = _held(one)
    acts = _count_acts(one) if may and not over else []
    said = tr("over") if over else tr("begun {when}").format(when=written(one.at))
    head = Head(
        tr("Count"), number=one.place.code, says=f"{one.place.name} · {said}", acts=tuple(acts)
    )
    parts = (_numbers(found), _table(found))
    if over or not may:
        # What was sent too late is refused aloud, and what was read stays with whoever read it.
        late = Notice(tr("This count is over; begin another one."), Meaning.STOP)
        shown = page(request, head, late if form.is_bound else None, *parts)
        shown.status_code = 422 if form.is_bound else 200
        return shown
    back = reverse("custody:place", args=[one.place_id])
    button = tr("Write down")
    return tags_page(request, one.operation, head, form, *parts, button=button, back=back)


def _count_acts(one: Count) -> list[Act]:
    end = Act(tr("End the count"), reverse("custody:end_count", args=[one.pk]))
    return [end, *printed(tr("Count sheet"), reverse("custody:count_form", args=[one.pk]))]


def _read(request: HttpRequest, one: Count, texts: Sequence[str], given: dict[str, Any]) -> int:
    """Write down what was read and was not before."""
    if CountEnd.objects.filter(count=one).exists():
        raise InputError(tr("this count is over"), todo=tr("Begin another one"))
    known = set(CountRead.objects.filter(count=one).values_list("text", flat=True))
    n = 0
    with transaction.atomic():
        for text in texts:
            seen = reading.read([text], one.operation)
            if (seen.items[0].code if seen.items else text[: reading.READ]) in known:
                continue
            action = ReadTag(count=one, text=text, when=when_of(given), reading=reading_of(given))
            known.add(perform(request, action).text)
            n += 1
    return n


@open_to(predicates.KEEP_ITEMS, on=Count)
def end_count(request: HttpRequest, one: Count) -> HttpResponse:
    """End a count; what differs becomes an incident."""
    form = BeginForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, EndCount(count=one, when=when_of(given)))
        return said_and_back(request, tr("The count is over."), "custody:count", one.pk)

    says = _told(len(list(_lines(_held(one)))))
    head = Head(tr("End the count?"), number=one.place.code, says=says)
    back = reverse("custody:count", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("End the count"), back)


@open_to(predicates.SEE_CUSTODY, on=Place)
@require_safe
def counts(request: HttpRequest, one: Place) -> HttpResponse:
    """List the counts of a place, the last first."""
    rows = list(Count.objects.filter(place=one).select_related("made_by", "end")[:50])
    table = Table(
        tr("Counts"),
        (
            Column(tr("Begun")),
            Column(tr("By")),
            Column(tr("Missing"), number=True),
            Column(tr("Too many"), number=True),
        ),
        tuple(_count_row(row) for row in rows),
    )
    acts: tuple[Act, ...] = (Act(tr("The place"), reverse("custody:place", args=[one.pk])),)
    if predicates.KEEP_ITEMS(standing_for(request), one.thing()):
        href = reverse("custody:begin_count", args=[one.pk])
        acts = (Act(tr("Count"), href, key="c", weight=Weight.PRIMARY), *acts)
    return page(request, Head(tr("Counts"), number=one.code, says=one.name, acts=acts), table)


def _count_row(row: Count) -> Row:
    end = getattr(row, "end", None)
    if end is None:
        cells = (Cell(tr("not over"), Kind.CHIP), Cell("", Kind.TEXT))
    else:
        found: dict[str, list[str]] = end.found
        cells = (
            Cell(str(len(found["missing"])), Kind.NUMBER),
            Cell(str(len(found["extra"]) + len(found["strange"])), Kind.NUMBER),
        )
    begun = Cell(written(row.at), Kind.DATE)
    by = Cell(row.made_by.name, Kind.NAME)
    return Row(row.pk.hex, (begun, by, *cells), reverse("custody:count", args=[row.pk]))
