"""What the bureau knows of one person: Power, flag of detriment, relatives on the other side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.files import fields
from nomina.desk.files.fields import AM, PM
from nomina.desk.files.models import File
from nomina.desk.files.shapes import Line, Lines
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Way, Weight
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
from nomina.desk.transmit import detriment
from nomina.desk.transmit.actions.detriment import SayAllegiance, SayDetriment, SignDetriment
from nomina.desk.transmit.forms_routes import AllegianceForm, DetrimentForm
from nomina.desk.transmit.models import Allegiance, Detriment, OtherSideKin
from nomina.desk.transmit.routes_words import seat_name, side_name, status_name
from nomina.words import ntr, tr


def on_file(request: HttpRequest, one: File) -> Lines | None:
    """Lead from a file to what the bureau knows of it; to whoever sees the bureau alone."""
    if one.kind not in (AM, PM) or not predicates.SEE_BUREAU(standing_for(request), one.thing()):
        return None
    return Lines(
        "bureau",
        tr("Bureau"),
        tuple(_lines(one)),
        empty=tr("Nobody said on which Power this person depended"),
        acts=(Act(tr("What the bureau knows"), reverse("transmit:person", args=[one.pk])),),
    )


def _lines(one: File) -> Iterator[Line]:
    last = Allegiance.objects.filter(file=one).order_by("-turn").first()
    if last is not None:
        yield Line(side_name(last.side), small=status_name(last.status))
    if detriment.stops(one):
        yield Line(tr("Telling could harm the person or their relatives: to the agency alone"))
    count = OtherSideKin.objects.current().filter(file=one).count()
    if count:
        text = ntr("{n} relative on the other side", "{n} relatives on the other side", count)
        yield Line(text.format(n=count))


def demand_person(one: File) -> None:
    """Find nothing where the file is of nobody dead or missing."""
    if one.kind not in (AM, PM):
        raise Http404


@open_to(predicates.SEE_BUREAU, on=File)
@require_safe
def person(request: HttpRequest, one: File) -> HttpResponse:
    """Show what the bureau knows of somebody."""
    demand_person(one)
    says = tr("It says what may be told to whom, and nothing of who this is.")
    head = Head(tr("Bureau"), number=one.number, says=says, acts=tuple(_acts(request, one)))
    return page(
        request, head, _allegiance(one), *_flag(request, one), _history(one), _kin(request, one)
    )


def _acts(request: HttpRequest, one: File) -> Iterator[Act]:
    who, thing, there = standing_for(request), one.thing(), [one.pk]
    if predicates.RUN_BUREAU(who, thing) and one.kind == PM:
        asks = {name: request.GET.get(name, "")[:40] for name in ("article", "thing")}
        asked = urlencode({"file": str(one.pk)} | {k: text for k, text in asks.items() if text})
        href = reverse("transmit:new_package", args=[one.operation_id])
        yield Act(tr("New package"), f"{href}?{asked}")
    if predicates.RUN_BUREAU(who, thing):
        yield Act(tr("Say which Power"), reverse("transmit:say_allegiance", args=there))
    if predicates.KEEP_KIN(who, thing):
        yield Act(tr("Relative on the other side"), reverse("transmit:add_kin", args=there))
    if predicates.SAY_DETRIMENT(who, thing):
        last = _last(one)
        if last is None or not last.holds:
            href = reverse("transmit:say_detriment", args=there)
            yield Act(tr("Telling could harm"), href, weight=Weight.STOP)
        else:
            yield Act(tr("Ask to lift the flag"), reverse("transmit:lift_detriment", args=there))
    yield Act(tr("In the file"), reverse("files:file", args=there))


def _last(one: File) -> Detriment | None:
    return Detriment.objects.filter(file=one).order_by("-turn").first()


def _allegiance(one: File) -> Facts | Empty:
    last = Allegiance.objects.filter(file=one).select_related("by").order_by("-turn").first()
    if last is None:
        return Empty(
            tr("Nobody said on which Power this person depended"),
            tr("Until somebody does, nothing is owed of this person to anybody."),
        )
    return Facts(
        tr("On whom the person depended"),
        (
            Fact(tr("Side"), side_name(last.side)),
            Fact(tr("What the person was"), status_name(last.status)),
            Fact(tr("Power"), last.power or tr("not known")),
            Fact(tr("What says so"), last.basis),
            Fact(tr("Written down"), f"{last.by.name} · {written(last.made_at)}"),
        ),
    )


def _flag(request: HttpRequest, one: File) -> Iterator[object]:
    if detriment.stops(one):
        text = tr("Nothing of this person goes to any Power, bureau, authority or society.")
        agency = tr("The Central Tracing Agency is told, with the flag.")
        yield Facts(tr("Telling could harm"), (Fact(tr("What holds"), f"{text} {agency}"),))
    last = _last(one)
    if last is None or detriment.signed_by_two(last):
        return
    title = (
        tr("A flag waits for signatures") if last.holds else tr("A lifting waits for signatures")
    )
    holds = tr("It holds all the same, until two people have signed that it does not.")
    sign = Act(
        tr("Sign it"), reverse("transmit:sign_detriment", args=[last.pk]), weight=Weight.PRIMARY
    )
    may = predicates.SIGN_BUREAU(standing_for(request), last.thing())
    mine = last.signs.filter(by=request.user.pk).exists()
    yield Empty(title, holds, (sign,) if may and not mine else ())


def _history(one: File) -> Table | None:
    rows = list(
        Detriment.objects.filter(file=one)
        .select_related("by")
        .prefetch_related("signs__by")
        .order_by("-turn")
    )
    if not rows:
        return None
    return Table(
        tr("Flags and liftings"),
        (Column(tr("What")), Column(tr("Reason")), Column(tr("Signed")), Column(tr("When"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(
                        tr("could harm") if row.holds else tr("lifted"),
                        Kind.CHIP,
                        way=Way.STOP if row.holds else Way.PLAIN,
                    ),
                    Cell(row.reason, small=row.by.name),
                    Cell(_who(row)),
                    moment(row.made_at),
                ),
            )
            for row in rows
        ),
        titled=True,
    )


def _who(row: Detriment) -> str:
    signed = [f"{one.by.name} ({seat_name(one.seat)})" for one in row.signs.all()]
    return " · ".join(signed) or tr("nobody yet")


def _kin(request: HttpRequest, one: File) -> Table:
    rows = (
        OtherSideKin.objects.visible_to(request.user)
        .filter(file=one)
        .select_related("partner", "end")
    )
    return Table(
        tr("Relatives on the other side"),
        (Column(tr("Relation")), Column(tr("Sealed to")), Column(tr("State")), Column(tr("Since"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(fields.choice("kinship", row.relation)),
                    Cell(row.partner.name, Kind.NAME),
                    Cell(tr("counts no more") if hasattr(row, "end") else tr("sealed"), Kind.CHIP),
                    moment(row.made_at),
                ),
                reverse("transmit:kin", args=[row.pk]),
            )
            for row in rows
        ),
        empty=Empty(
            tr("No relative on the other side"),
            tr("Who and where they are is sealed to an institution; nobody here can read it."),
        ),
        titled=True,
    )


@open_to(predicates.RUN_BUREAU, on=File)
def say_allegiance(request: HttpRequest, one: File) -> HttpResponse:
    """Say on which Power somebody depended."""
    demand_person(one)
    form = AllegianceForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SayAllegiance(file=one, **given))
        return said_and_back(request, tr("It was written down."), "transmit:person", one.pk)

    says = tr("No search and no order of work asks for it.")
    head = Head(tr("On which Power the person depended"), number=one.number, says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), _back(one)
    )


@open_to(predicates.SAY_DETRIMENT, on=File)
def say_detriment(request: HttpRequest, one: File) -> HttpResponse:
    """Say that telling of somebody could harm them or their relatives."""
    text = tr("It holds at once. Nothing goes to anybody but the agency until two lift it.")
    return _detriment(request, one, True, Head(tr("Telling could harm"), one.number, text))


@open_to(predicates.SAY_DETRIMENT, on=File)
def lift_detriment(request: HttpRequest, one: File) -> HttpResponse:
    """Ask to lift a flag."""
    text = tr("The flag holds until a transmission officer and a member of the board sign this.")
    return _detriment(request, one, False, Head(tr("Ask to lift the flag"), one.number, text))


def _detriment(request: HttpRequest, one: File, holds: bool, head: Head) -> HttpResponse:
    demand_person(one)
    form = DetrimentForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SayDetriment(file=one, holds=holds, **given))
        said = tr("It was written down. Two people sign it.")
        return said_and_back(request, said, "transmit:person", one.pk)

    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), _back(one)
    )


@open_to(predicates.SIGN_BUREAU, on=Detriment)
def sign_detriment(request: HttpRequest, one: Detriment) -> HttpResponse:
    """Answer for a flag, or its lifting."""
    ask_first(request, SignDetriment)
    form = forms.Form(sent(request))  # a row never changes: what was read is what is signed

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SignDetriment(detriment=one))
        return said_and_back(request, tr("You signed this."), "transmit:person", one.file_id)

    title = tr("Sign that telling could harm") if one.holds else tr("Sign that the flag is lifted")
    head = Head(title, number=one.file.number, says=one.reason)
    return take(request, form, done) or form_page(request, head, form, tr("Sign"), _back(one.file))


def _back(one: File) -> str:
    return reverse("transmit:person", args=[one.pk])
