"""Discs, what is present of a body and its parts, and the examination before it leaves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody import examined as examining
from nomina.desk.custody import remains as parts
from nomina.desk.custody.actions.effects_remains import (
    RecordAnatomy,
    RecordExamined,
    SignWaiver,
    TakeDisc,
    WaiveExamination,
)
from nomina.desk.custody.effects_words import region_name, region_state
from nomina.desk.custody.forms_effects import AnatomyForm, DiscForm, ExaminedForm, WhyForm
from nomina.desk.custody.models import Examined, Item
from nomina.desk.custody.models.effects_remains import NOT_KNOWN, REGIONS
from nomina.desk.custody.models.items import REMAINS
from nomina.desk.custody.outline import Outline, Told, drawn
from nomina.desk.custody.remains import TWICE, Region
from nomina.desk.custody.views.common import (
    number_of,
    page,
    reading_of,
    tags_page,
    when_of,
    written,
)
from nomina.desk.custody.views.effects import back_to
from nomina.desk.files.models import File, Link
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Notice,
    Row,
    Table,
    Way,
    Weight,
)
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    moment,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr

STYLE = ("custody/effects.css",)


def somebody(one: Item) -> File:
    """Give the file of a body or part; another kind of item has no such page."""
    if one.kind not in REMAINS or one.file is None:
        raise Http404
    return one.file


@open_to(predicates.KEEP_ITEMS, on=Item)
def take_disc(request: HttpRequest, one: Item) -> HttpResponse:
    """Take in a disc that was found on a body."""
    somebody(one)
    form = DiscForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        tags = (given["first"], given["other"])
        perform(
            request,
            TakeDisc(
                body=one,
                disc=given["disc"],
                tags=tuple(tag for tag in tags if tag.strip()),
                when=when_of(given),
                reading=reading_of(given),
                words=given["words_"],
            ),
        )
        return said_and_back(request, tr("It was taken in."), "custody:item", one.pk)

    says = tr(
        "A single disc, or half of a double one, stays with the body; the other half goes on."
    )
    head = Head(tr("Identity disc"), number=number_of(one), says=says)
    button, back = tr("Take it in"), back_to(one)
    return take(request, form, done) or tags_page(
        request, one.operation, head, form, button=button, back=back
    )


@open_to(predicates.KEEP_ITEMS, on=Item)
def anatomy(request: HttpRequest, one: Item) -> HttpResponse:
    """Write down what is present of a body or part."""
    file = somebody(one)
    before = parts.state_of(file)
    form = AnatomyForm(sent(request), initial=before.regions if before else {})

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, RecordAnatomy(item=one, regions=form.regions(), when=when_of(given)))
        return said_and_back(request, tr("It was written down."), "custody:remains", one.pk)

    answer = take(request, form, done)
    if answer is not None:
        return answer
    says = tr("Right and left are those of the body. The picture follows what you choose.")
    chosen = {region: str(form[region].value() or NOT_KNOWN) for region in REGIONS}
    known = {code: state if state in _STATES else NOT_KNOWN for code, state in chosen.items()}
    context = {
        "head": Head(tr("What is present"), number=number_of(one), says=says),
        "form": form,
        "outline": Outline(tr("Picture"), tr("What is chosen beside it"), drawn(known)),
        "states": [region_state(state) for state in _STATES],
        "back": reverse("custody:remains", args=[one.pk]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "custody/effects_anatomy.html", context, status=status)


_STATES = ("present", "partly", "absent", "unknown")


@open_to(predicates.SEE_CUSTODY, on=Item)
@require_safe
def remains(request: HttpRequest, one: Item) -> HttpResponse:
    """Show what is present of a body over all its parts, and how they came together."""
    file = somebody(one)
    files = parts.parts_of(file, request.user)
    said = {each.number: state.regions for each in files if (state := parts.state_of(each))}
    whole = parts.together(said)
    acts = []
    if predicates.KEEP_ITEMS(standing_for(request), one.thing()):
        href = reverse("custody:anatomy", args=[one.pk])
        acts.append(Act(tr("Write down what is present"), href, key="w", weight=Weight.PRIMARY))
    acts.append(Act(tr("The item"), back_to(one)))
    head = Head(tr("Remains"), number=file.number, says=_says(files, said), acts=tuple(acts))
    return page(request, head, _twice(whole), outline(whole), _graph(request, files), styles=STYLE)


def _says(files: list[File], said: dict[str, Any]) -> str:
    if not said:
        return tr("Nobody has written down yet what is present.")
    if len(files) == 1:
        return tr("No other part belongs to it.")
    text = tr("{n} files belong together; of {known} it is written down what is present.")
    return text.format(n=len(files), known=len(said))


def _twice(whole: dict[str, Region]) -> Notice | None:
    double = [
        f"{region_name(code)} ({', '.join(region.by)})"
        for code, region in whole.items()
        if region.state == TWICE
    ]
    if not double:
        return None
    text = tr("More than one person has: {regions}. Not all of this can be one body.")
    return Notice(text.format(regions="; ".join(double)), Way.STOP)


def outline(whole: dict[str, Region]) -> Outline:
    """Give the picture of a body over all its parts."""
    states = {code: region.state for code, region in whole.items()}
    told = tuple(
        Told(region_name(code), region_state(region.state), region.state, ", ".join(region.by))
        for code, region in whole.items()
    )
    return Outline(tr("What is present"), tr("What is present of the body"), drawn(states), told)


def _graph(request: HttpRequest, files: list[File]) -> Table:
    links = parts.links_of(files, request.user)
    columns = (
        Column(tr("Part")),
        Column(tr("Of")),
        Column(tr("Since")),
        Column(tr("Until")),
        Column(tr("Why")),
    )
    return Table(
        tr("How the parts came together"),
        columns,
        tuple(_link(link) for link in links),
        Empty(
            tr("No part was ever linked to it"),
            tr("An examiner or the board links files; no number changes by that."),
        ),
        titled=True,
    )


def _link(link: Link) -> Row:
    end = getattr(link, "end", None)
    until = Cell(tr("stands"), Kind.TEXT)
    why = link.why
    if end is not None:
        until = moment(end.made_at)
        why = f"{link.why} — {end.why}"
    return Row(
        f"k{link.pk.hex}",
        (
            Cell(link.one.number, Kind.CODE),
            Cell(link.other.number, Kind.CODE),
            moment(link.made_at),
            until,
            Cell(why),
        ),
    )


@open_to(predicates.KEEP_ITEMS, on=Item)
def examined(request: HttpRequest, one: Item) -> HttpResponse:
    """Write down that a doctor examined a body before it leaves."""
    somebody(one)
    form = ExaminedForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, RecordExamined(item=one, doctor=given["doctor"], when=when_of(given)))
        return said_and_back(request, tr("It was written down."), "custody:item", one.pk)

    says = tr("Before burial, cremation or release a doctor examines the body.")
    waive = Act(tr("It is not examined"), reverse("custody:waive", args=[one.pk]))
    head = Head(tr("Medical examination"), number=number_of(one), says=says, acts=(waive,))
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), back_to(one)
    )


@open_to(predicates.KEEP_ITEMS, on=Item)
def waive(request: HttpRequest, one: Item) -> HttpResponse:
    """Write down why a body is not examined."""
    somebody(one)
    ask_first(request, WaiveExamination)
    form = WhyForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, WaiveExamination(item=one, **given))
        text = tr("Written down. It stands once a second person has signed it.")
        return said_and_back(request, text, "custody:item", one.pk)

    says = tr("Say why nobody can examine it. A second person signs that.")
    head = Head(tr("It is not examined"), number=number_of(one), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), back_to(one)
    )


@open_to(predicates.KEEP_ITEMS, on=Examined)
def waive_sign(request: HttpRequest, one: Examined) -> HttpResponse:
    """Sign, as the second person, that a body is not examined."""
    ask_first(request, SignWaiver)
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SignWaiver(examined=one))
        return said_and_back(request, tr("You signed it."), "custody:item", one.item_id)

    says = tr("{name} wrote: {why}").format(name=one.by.name, why=one.why or one.doctor)
    head = Head(tr("It is not examined"), number=number_of(one.item), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Sign"), back_to(one.item)
    )


def examination(one: Item) -> tuple[str, str]:
    """Say how a body stands with its examination, and where one goes on; empty for nowhere."""
    found = examining.stands(one)
    if found is not None and not found.waived:
        assert found.at is not None
        return tr("by {name}, {when}").format(name=found.doctor, when=written(found.at)), ""
    if found is not None:
        return tr("none: {why}").format(why=found.why), ""
    waits = examining.waits(one)
    if waits is not None:
        href = reverse("custody:waive_sign", args=[waits.pk])
        return tr("none; a second person has to sign why"), href
    return tr("none yet"), reverse("custody:examined", args=[one.pk])
