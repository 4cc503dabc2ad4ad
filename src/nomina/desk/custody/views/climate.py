"""The temperature of a place: its page, typing a reading, its rule, and ending an alarm."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from nomina.desk.custody.actions.climate import Bring, Brought, EndAlarm, SetRule
from nomina.desk.custody.climate import Measured, degrees, in_force, limits_of, sensor_of
from nomina.desk.custody.climate_alarms import rules_of, sensors
from nomina.desk.custody.climate_chart import SPANS, chart
from nomina.desk.custody.climate_now import Now, now_of
from nomina.desk.custody.forms_climate import AlarmForm, ReadingForm, RuleForm
from nomina.desk.custody.models import Alarm, AlarmEnd, Logger, Place, Reading
from nomina.desk.custody.models.climate import TYPED
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.custody.words import incident_kind
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Way, Weight
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import form_page, moment, perform, said_and_back, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import tr

LAST = 20
"""Readings in the table, newest first."""
ALARMS = 20


@open_to(predicates.SEE_CUSTODY, on=Place)
@require_safe
def climate(request: HttpRequest, one: Place) -> HttpResponse:
    """Show the temperature of a place: ``?span=day``, week or month, ``?until=`` its end."""
    span = request.GET.get("span", "week")
    span = span if span in SPANS else "week"
    now = timezone.now()
    until = min(_until(request) or now, now)
    state = now_of(one, now)
    drawn = chart(one, span, until)
    head = Head(
        tr("Temperature"), number=one.code, says=state.says, acts=tuple(_acts(request, one))
    )
    return page(
        request,
        head,
        drawn or Empty(tr("No temperature in this time"), _first(state)),
        _Spans(tuple(_spans(one, span, until, now))),
        _alarm_table(request, one),
        _rule(state),
        _readings(one, until),
        _loggers(request, one),
    )


def _first(state: Now) -> str:
    if state.last:
        return tr("There are older readings.")
    return tr("Type a reading, bring the file of a logger, or let a device send them.")


class _Spans:
    """Ways to other stretches of time."""

    template = "custody/climate_spans.html"

    def __init__(self, acts: tuple[tuple[str, str, bool], ...]) -> None:
        self.acts = acts


def _spans(
    one: Place, span: str, until: datetime, now: datetime
) -> Iterator[tuple[str, str, bool]]:
    names = {"day": tr("Day"), "week": tr("Week"), "month": tr("30 days")}
    here = reverse("custody:climate", args=[one.pk])
    end = "" if until >= now else f"&until={_query(until)}"
    for key in SPANS:
        yield names[key], f"{here}?span={key}{end}", key == span
    yield tr("Earlier"), f"{here}?span={span}&until={_query(until - SPANS[span])}", False
    if until < now:
        later = until + SPANS[span]
        more = f"&until={_query(later)}" if later < now else ""
        yield tr("Later"), f"{here}?span={span}{more}", False


def _query(when: datetime) -> str:
    return timezone.localtime(when).strftime("%Y-%m-%dT%H:%M")


def _until(request: HttpRequest) -> datetime | None:
    try:
        found = parse_datetime(request.GET.get("until", "")[:40])
    except ValueError:
        return None
    if found is None or not 2000 < found.year < 2200:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _acts(request: HttpRequest, one: Place) -> Iterator[Act]:
    who = standing_for(request)
    if predicates.KEEP_ITEMS(who, one.thing()):
        href = reverse("custody:read_climate", args=[one.pk])
        yield Act(tr("Type a reading"), href, key="n", weight=Weight.PRIMARY)
        yield Act(tr("Bring a file"), reverse("custody:bring_climate", args=[one.pk]), key="b")
    if predicates.RUN_CUSTODY(who, one.thing()):
        yield Act(tr("Set the range"), reverse("custody:rule_climate", args=[one.pk]))
        yield Act(tr("Add a logger"), reverse("custody:add_logger", args=[one.pk]))
    yield Act(tr("The place"), reverse("custody:place", args=[one.pk]))


def _readings(one: Place, until: datetime) -> Table | None:
    """Write the last readings, newest first, with what the rule of their moment says of each."""
    names = sensors(one)
    if not names:
        return None
    second = int(until.timestamp()) + 1
    newest = Reading.objects.filter(place=one, second__lt=second).order_by("-second")
    each = [newest.filter(sensor=name)[:LAST] for name in names]
    rows = heapq.merge(*each, key=lambda row: -row.second)
    limits = [limits_of(rule) for rule in rules_of(one)]

    def state(row: Reading) -> Cell:
        found = in_force(limits, row.second)
        side = "" if found is None else limits[found].side(row.tenths)
        if side:
            return Cell(incident_kind(side), Kind.CHIP, way=Way.STOP)
        return Cell(tr("in range")) if found is not None else Cell("", Kind.UNKNOWN)

    return Table(
        tr("Last readings"),
        (
            Column(tr("When")),
            Column(tr("Temperature"), number=True),
            Column(tr("Sensor")),
            Column(tr("Range")),
            Column(tr("From")),
        ),
        tuple(
            Row(
                f"reading-{row.pk}",
                (
                    moment(row.at),
                    Cell(degrees(row.tenths), Kind.NUMBER),
                    Cell(row.sensor, Kind.NAME),
                    state(row),
                    Cell(source(row.source)),
                ),
            )
            for _, row in zip(range(LAST), rows, strict=False)
        ),
        titled=True,
    )


def source(name: str) -> str:
    """Say where a reading comes from."""
    return {
        "typed": tr("typed"),
        "file": tr("file of a logger"),
        "device": tr("sent by a device"),
    }[name]


def _alarm_table(request: HttpRequest, one: Place) -> Table | None:
    rows = list(
        Alarm.objects.visible_to(request.user)
        .filter(place=one)
        .select_related("end")
        .order_by("-number")[:ALARMS]
    )
    if not rows:
        return None
    may = predicates.RUN_CUSTODY(standing_for(request), one.thing())
    return Table(
        tr("Alarms"),
        (
            Column(tr("Since")),
            Column(tr("Until")),
            Column(tr("What")),
            Column(tr("Sensor")),
        ),
        tuple(_alarm_row(row, may=may) for row in rows),
        titled=True,
    )


def _alarm_row(row: Alarm, *, may: bool) -> Row:
    end: AlarmEnd | None = getattr(row, "end", None)
    href = reverse("custody:incident", args=[row.incident_id])
    if end is None and may:
        href = reverse("custody:end_alarm", args=[row.pk])
    return Row(
        row.pk.hex,
        (
            moment(row.since),
            moment(end.at) if end is not None else Cell(tr("it stands")),
            Cell(incident_kind(row.kind), Kind.CHIP, way=Way.STOP if end is None else Way.PLAIN),
            Cell(row.sensor, Kind.NAME),
        ),
        href,
    )


def _rule(state: Now) -> Facts | None:
    rule = state.rule
    if rule is None:
        return None
    silent = tr("{n} min").format(n=rule.silent_after) if rule.silent_after else tr("never")
    return Facts(
        tr("Range"),
        (
            Fact(tr("In range"), f"{degrees(rule.low)} … {degrees(rule.high)}"),
            Fact(
                tr("Alarm when out of range for"),
                tr("{n} min").format(n=rule.patience) if rule.patience else tr("one reading"),
            ),
            Fact(tr("Alarm when silent for"), silent),
            Fact(tr("Since"), written(rule.since)),
        ),
    )


def _loggers(request: HttpRequest, one: Place) -> Table | None:
    if not predicates.RUN_CUSTODY(standing_for(request), one.thing()):
        return None
    rows = list(Logger.objects.visible_to(request.user).current().filter(place=one))
    if not rows:
        return None
    return Table(
        tr("Loggers that send readings"),
        (Column(tr("Made")), Column(tr("Sensor")), Column(tr("Until"))),
        tuple(
            Row(
                row.pk.hex,
                (moment(row.made_at), Cell(row.sensor, Kind.NAME), moment(row.until)),
                reverse("custody:end_logger", args=[row.pk]),
            )
            for row in rows
        ),
        titled=True,
    )


@open_to(predicates.KEEP_ITEMS, on=Place)
def read_climate(request: HttpRequest, one: Place) -> HttpResponse:
    """Type a reading of a place."""
    form = ReadingForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        at = given["at"] or timezone.now()
        row = Measured(1, sensor_of(given["sensor"]), at, given["tenths"])
        brought = perform(request, Bring(place=one, rows=(row,), source=TYPED))
        for wrong in brought.wrong:
            raise InputError(wrong.why)
        return said_and_back(request, told_of(brought), "custody:climate", one.pk)

    head = Head(tr("Type a reading"), number=one.code, says=one.name)
    back = reverse("custody:climate", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Keep"), back)


def told_of(brought: Brought) -> str:
    """Say what came of readings."""
    if brought.changed.raised:
        kinds = dict.fromkeys(incident_kind(one.kind) for one in brought.changed.raised)
        return tr("It was kept, and raises an alarm: {what}.").format(what=", ".join(kinds))
    if not brought.taken:
        return tr("This reading is there already.")
    return tr("The reading was kept.")


@open_to(predicates.RUN_CUSTODY, on=Place)
def rule_climate(request: HttpRequest, one: Place) -> HttpResponse:
    """Say how cold a place is to be."""
    rule = now_of(one, timezone.now()).rule
    start: dict[str, object] = {}
    if rule is not None:
        start = {
            "low": _typed(rule.low),
            "high": _typed(rule.high),
            "patience": rule.patience,
            "silent_after": rule.silent_after,
        }
    form = RuleForm(sent(request), initial=start)

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SetRule(place=one, **given))
        return said_and_back(request, tr("The range was set."), "custody:climate", one.pk)

    says = tr("An alarm is raised when it stays out of range, or when no reading comes.")
    head = Head(tr("Set the range"), number=one.code, says=says)
    back = reverse("custody:climate", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Set"), back)


def _typed(tenths: int) -> str:
    return degrees(tenths).removesuffix(" °C")


@open_to(predicates.RUN_CUSTODY, on=Alarm)
def end_alarm(request: HttpRequest, one: Alarm) -> HttpResponse:
    """End an alarm that no reading will end."""
    form = AlarmForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, EndAlarm(alarm=one, words=given["words_"]))
        return said_and_back(request, tr("The alarm is over."), "custody:climate", one.place_id)

    says = f"{incident_kind(one.kind)} · {written(one.since)}"
    head = Head(tr("End the alarm"), number=one.place.code, says=says)
    back = reverse("custody:climate", args=[one.place_id])
    return take(request, form, done) or form_page(request, head, form, tr("End it"), back)
