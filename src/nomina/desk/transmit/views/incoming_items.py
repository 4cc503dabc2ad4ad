"""One item on pages: what it says, and what a person does with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.views.common import page
from nomina.desk.files.fields import AM
from nomina.desk.files.models import File
from nomina.desk.files.record import Standing, record_of
from nomina.desk.look.shapes import Act, Head, Weight
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import ask_first, form_page, perform, said_and_back, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.transmit import incoming_content, incoming_fields
from nomina.desk.transmit.actions.incoming_items import (
    ReadItem,
    RefuseItem,
    TakeItem,
    opened,
    photos_allowed,
)
from nomina.desk.transmit.actions.incoming_passing import PassItem
from nomina.desk.transmit.forms_incoming import (
    ItemNoteForm,
    ItemWhyForm,
    TakeForm,
    WhichFileForm,
)
from nomina.desk.transmit.incoming_state import (
    INTO_FILE,
    PASSED,
    TAKES_FILE,
    may_be_refused,
    state_of,
)
from nomina.desk.transmit.incoming_words import about_name
from nomina.desk.transmit.models import IncomingItem
from nomina.desk.transmit.views import incoming_shapes as shapes
from nomina.desk.transmit.views.incoming_letters import number_of
from nomina.errors import Refused
from nomina.names import shown
from nomina.words import tr


@open_to(predicates.SEE_INCOMING, on=IncomingItem)
@require_safe
def item(request: HttpRequest, one: IncomingItem) -> HttpResponse:
    """Show what an item says, as a file of ours would hold it."""
    said = incoming_content.offered(one)
    lines = incoming_fields.lines(one) if one.about in TAKES_FILE else ()
    head = Head(
        _title(one),
        number=number_of(one),
        says=tr("A person looks at it before it is anywhere else."),
        acts=tuple(_acts(request, one)),
    )
    return page(
        request,
        head,
        *shapes.notices(one, said),
        shapes.sides(lines, None),
        None if lines else shapes.told(said),
        shapes.alone(said),
        shapes.allowed(said) if one.about in TAKES_FILE else None,
        shapes.photos(one),
        shapes.before(request, one, said),
        shapes.facts(one),
    )


def _title(one: IncomingItem) -> str:
    name = about_name(one.about)
    return name[:1].upper() + name[1:]


def _acts(request: HttpRequest, one: IncomingItem) -> Iterator[Act]:
    who, thing = standing_for(request), one.thing()
    back = Act(tr("All of it"), reverse("transmit:came", args=[one.incoming_id]))
    if state_of(one) != "open":
        yield back
        return
    weight = Weight.PRIMARY
    if predicates.TAKE_INCOMING(who, thing) and one.about in INTO_FILE:
        if one.about in TAKES_FILE:
            href = reverse("transmit:take_new", args=[one.pk])
            yield Act(tr("Open a file with it"), href, key="n", weight=weight)
            weight = Weight.PLAIN
        href = reverse("transmit:take_into", args=[one.pk])
        yield Act(tr("Write it into a file"), href, key="w", weight=weight)
    if predicates.RUN_INCOMING(who, thing):
        if one.about in PASSED:
            href = reverse("transmit:pass_item", args=[one.pk])
            yield Act(tr("Pass it on"), href, key="p", weight=weight)
        if one.about in TAKES_FILE:
            yield Act(tr("Add a photo"), reverse("transmit:item_photo", args=[one.pk]), key="f")
    if one.about not in TAKES_FILE | PASSED:
        yield Act(tr("Say that it was read"), reverse("transmit:read_item", args=[one.pk]), key="d")
    if may_be_refused(one):
        yield Act(tr("Refuse it"), reverse("transmit:refuse_item", args=[one.pk]), key="r")
    yield back


@open_to(predicates.TAKE_INCOMING, on=IncomingItem)
def take_new(request: HttpRequest, one: IncomingItem) -> HttpResponse:
    """Open a file with an item."""
    says = tr("A new file of a missing person. Every value says who sent it.")
    return _take(request, one, None, Head(tr("Open a file with it"), number_of(one), says))


@open_to(predicates.TAKE_INCOMING, on=IncomingItem)
def take_into(request: HttpRequest, one: IncomingItem) -> HttpResponse:
    """Write an item into a file that is there: which, then field by field beside it."""
    number = shown(request.POST.get("file") or request.GET.get("file") or "")
    head = Head(tr("Write it into a file"), number_of(one))
    if number and (request.method == "GET" or "both" in request.POST):
        file = _file(request, one, number)
        if file is not None:
            return _take(request, one, file, _into(one, file))
    form = WhichFileForm({"file": number} if number else sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        file = _file(request, one, given["file"])
        if file is None:
            raise Refused(
                tr("there is no such file of a missing person that you may see here"),
                where=shown(given["file"]),
            )
        where = reverse("transmit:take_into", args=[one.pk])
        return redirect(f"{where}?{urlencode({'file': file.number})}")

    back = reverse("transmit:came_item", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Look at both"), back)


def _into(one: IncomingItem, file: File) -> Head:
    says = tr("File {number}. What stands there stays; a person settles what differs.")
    return Head(tr("Write it into a file"), number_of(one), says.format(number=file.number))


def _file(request: HttpRequest, one: IncomingItem, number: str) -> File | None:
    seen = File.objects.visible_to(request.user)
    mine = seen.filter(operation=one.incoming.operation_id, kind=AM)
    return mine.filter(number=" ".join(number.split()).upper()).first()


def _take(request: HttpRequest, one: IncomingItem, file: File | None, head: Head) -> HttpResponse:
    lines = incoming_fields.lines(one)
    record: Mapping[str, Standing] | None = None if file is None else record_of(file)
    start = [
        line.key
        for line in lines
        if line.said is not None
        and (record is None or not incoming_fields.same(line, record.get(line.key)))
    ]
    form = TakeForm(
        one.incoming.operation,
        lines,
        sent(request),
        new=file is None,
        initial={"fields_": start},
    )

    def done(given: dict[str, Any]) -> HttpResponse:
        allowed = photos_allowed(incoming_content.offered(one))
        row = perform(
            request,
            TakeItem(
                item=one,
                fields=tuple(given["fields_"]),
                file=file,
                site=given.get("site"),
                photos=opened(one) if allowed else (),
            ),
        )
        text = tr("It is in file {number}.").format(number=row.file.number)
        return said_and_back(request, text, "files:file", row.file_id)

    answer = take(request, form, done)
    if answer is not None:
        return answer
    context = {
        "head": head,
        "form": form,
        "file": file,
        "button": tr("Write it"),
        "back": reverse("transmit:came_item", args=[one.pk]),
        "parts": [part for part in (shapes.sides(lines, record),) if part is not None],
    }
    status = 422 if form.is_bound else 200
    return render(request, "transmit/incoming_take.html", context, status=status)


@open_to(predicates.END_INCOMING, on=IncomingItem)
def refuse(request: HttpRequest, one: IncomingItem) -> HttpResponse:
    """Refuse an item."""
    ask_first(request, RefuseItem)
    form = ItemWhyForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, RefuseItem(item=one, **given))
        return said_and_back(request, tr("It was refused."), "transmit:came", one.incoming_id)

    says = tr("It goes into no file. What it says is destroyed, and photos that came with it.")
    head = Head(tr("Refuse it"), number=number_of(one), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Refuse it"), reverse("transmit:came_item", args=[one.pk])
    )


@open_to(predicates.END_INCOMING, on=IncomingItem)
def mark_read(request: HttpRequest, one: IncomingItem) -> HttpResponse:
    """Say that an item was read, and what was done about it."""
    form = ItemNoteForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, ReadItem(item=one, **given))
        return said_and_back(request, tr("It is written down."), "transmit:came", one.incoming_id)

    says = tr("It goes nowhere by itself; whoever read it says what came of it.")
    head = Head(tr("Say that it was read"), number=number_of(one), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), reverse("transmit:came_item", args=[one.pk])
    )


@open_to(predicates.RUN_INCOMING, on=IncomingItem)
def pass_on(request: HttpRequest, one: IncomingItem) -> HttpResponse:
    """Pass a reply or a question on."""
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, PassItem(item=one))
        return said_and_back(request, tr("It was passed on."), "transmit:came", one.incoming_id)

    says = (
        tr("To the family liaison, who reads it. It is passed on once.")
        if one.about == "reply"
        else tr("To the enquiry desk, where it gets a number, an owner and a day.")
    )
    head = Head(tr("Pass it on"), number=number_of(one), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Pass it on"), reverse("transmit:came_item", args=[one.pk])
    )
