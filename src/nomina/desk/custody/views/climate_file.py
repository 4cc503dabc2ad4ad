"""Bringing the file of a logger, and letting a device send readings."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from nomina.desk.custody.actions.climate import Bring, Brought
from nomina.desk.custody.actions.climate_keys import EndLogger, MakeLogger
from nomina.desk.custody.climate import sensor_of
from nomina.desk.custody.climate_csv import LARGEST, read
from nomina.desk.custody.forms_climate import FileForm, LoggerForm
from nomina.desk.custody.models import Logger, Place
from nomina.desk.custody.models.climate import FILE
from nomina.desk.custody.views.common import page, written
from nomina.desk.custody.words import incident_kind
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
from nomina.desk.people.forms import ends
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    perform,
    said_and_back,
    sent,
    take,
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import ntr, tr

SHOWN = 200
"""Wrong lines on the page; of more, their number is said."""


@open_to(predicates.KEEP_ITEMS, on=Place)
def bring_climate(request: HttpRequest, one: Place) -> HttpResponse:
    """Bring the file of a logger, and show what was taken and what was not."""
    form = FileForm(sent(request), request.FILES if request.method == "POST" else None)
    back = reverse("custody:climate", args=[one.pk])

    def done(given: dict[str, Any]) -> HttpResponse:
        upload = given["table"]
        if getattr(upload, "over", False) or upload.size > LARGEST:
            raise InputError(tr("this is larger than {n} MB").format(n=LARGEST // 2**20))
        data = upload.read()
        found = read(data, given["zone"], unit=given["unit"], sensor=sensor_of(given["sensor"]))
        brought = perform(
            request,
            Bring(
                place=one,
                rows=found.rows,
                source=FILE,
                wrong=found.wrong,
                digest=hashlib.sha256(data).hexdigest(),
            ),
        )
        return _brought(request, one, brought)

    context = {
        "head": Head(
            tr("Bring a file"),
            number=one.code,
            says=tr("What is wrong with a line is shown; the other lines are kept."),
        ),
        "form": form,
        "button": tr("Bring"),
        "back": back,
    }
    status = 422 if form.is_bound else 200
    return take(request, form, done) or render(
        request, "custody/climate_file.html", context, status=status
    )


def _brought(request: HttpRequest, one: Place, brought: Brought) -> HttpResponse:
    wrong = brought.wrong
    kept, known, bad = brought.taken, brought.known, len(wrong)
    told_ = [ntr("{n} reading was kept.", "{n} readings were kept.", kept).format(n=kept)]
    if known:
        there = ntr("{n} was there already.", "{n} were there already.", known)
        told_.append(there.format(n=known))
    if bad:
        lines = ntr("{n} line was not taken.", "{n} lines were not taken.", bad)
        told_.append(lines.format(n=bad))
    says = " ".join(told_)
    raised = dict.fromkeys(incident_kind(row.kind) for row in brought.changed.raised)
    alarm = tr("It raises an alarm: {what}.").format(what=", ".join(raised)) if raised else ""
    caption = tr("Lines that were not taken")
    if len(wrong) > SHOWN:
        caption = tr("The first {n} of {total} lines that were not taken").format(
            n=SHOWN, total=len(wrong)
        )
    table = Table(
        caption,
        (Column(tr("Line number"), number=True), Column(tr("Why"))),
        tuple(
            Row(f"line-{n}", (Cell(str(row.row), Kind.NUMBER), Cell(row.why)))
            for n, row in enumerate(wrong[:SHOWN])
        ),
        empty=Empty(tr("Every line was taken")),
        titled=True,
    )
    href = reverse("custody:climate", args=[one.pk])
    again = reverse("custody:bring_climate", args=[one.pk])
    acts = (
        Act(tr("Temperature"), href, weight=Weight.PRIMARY),
        Act(tr("Bring another file"), again),
    )
    head = Head(tr("The file was read"), number=one.code, says=says, acts=acts)
    return page(request, head, Notice(alarm, Way.STOP) if alarm else None, table)


@open_to(predicates.RUN_CUSTODY, on=Place)
def add_logger(request: HttpRequest, one: Place) -> HttpResponse:
    """Give a device a key to send readings with, and show it once."""
    ask_first(request, MakeLogger)
    form = LoggerForm(sent(request))
    says = tr("The key brings readings of this place, and opens nothing else.")
    head = Head(tr("Add a logger"), number=one.code, says=says)
    back = reverse("custody:climate", args=[one.pk])

    def done(given: dict[str, Any]) -> HttpResponse:
        until = ends(given["until"]) or timezone.now()
        made = perform(request, MakeLogger(place=one, sensor=given["sensor"], until=until))
        address = request.build_absolute_uri(f"/api/v1/places/{one.pk}/readings")
        context = {"head": head, "key": made.key, "address": address, "back": back}
        return render(request, "custody/climate_key.html", context)

    return take(request, form, done) or form_page(request, head, form, tr("Add"), back)


@open_to(predicates.RUN_CUSTODY, on=Logger)
def end_logger(request: HttpRequest, one: Logger) -> HttpResponse:
    """End the key of a logger."""
    if request.method == "POST":
        try:
            perform(request, EndLogger(logger=one))
        except InputError as error:
            return said_and_back(request, told(error), "custody:climate", one.place_id)
        said = tr("The key opens nothing any more.")
        return said_and_back(request, said, "custody:climate", one.place_id)
    agree = Act(tr("End it"), request.path, post=True, weight=Weight.PRIMARY)
    keep = Act(tr("Temperature"), reverse("custody:climate", args=[one.place_id]))
    says = f"{one.sensor} · {written(one.made_at)}" if one.sensor else written(one.made_at)
    head = Head(tr("End a logger"), number=one.place.code, says=says, acts=(agree, keep))
    return page(request, head, Empty(tr("The device is turned away from now on.")))
