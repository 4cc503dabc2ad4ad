"""Alarms: raised exactly as a plain reading of the rule says, however the readings come."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nomina.desk.custody.actions.climate import Bring, Brought, EndAlarm, SetRule
from nomina.desk.custody.climate import Measured
from nomina.desk.custody.models import Alarm, AlarmEnd, ColdRule, Handover, Incident, Place, Reading
from nomina.desk.custody.watch import look
from nomina.desk.policy.roles import Role
from nomina.errors import NeverChanged, NotPermitted, Refused
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import BOOK, NOW, by

START = NOW - timedelta(days=3)


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def measured(values: Iterable[tuple[int, int]], sensor: str = "") -> list[Measured]:
    """Readings of minutes and tenths of degrees."""
    return [Measured(n, sensor, at(minute), tenths) for n, (minute, tenths) in enumerate(values, 1)]


def bring(yard: Yard, rows: list[Measured], now: datetime = NOW, **more: Any) -> Brought:
    given_: dict[str, Any] = {"place": yard.wagon, "source": "typed"} | more
    return Bring(rows=rows, **given_).do(by(yard.clerk, now), yard.book)


def rule(yard: Yard, **more: Any) -> ColdRule:
    """From −10 to 4 °C, with ten minutes of patience, from the beginning on."""
    now = more.pop("now", START)
    given_: dict[str, Any] = {"low": -100, "high": 40, "patience": 10, "since": START} | more
    return SetRule(place=yard.wagon, **given_).do(by(yard.officer, now), yard.book)[0]


def alarms(place: Place) -> list[tuple[str, str, datetime, str]]:
    """Kind, sensor, since, and how each ended."""
    rows = Alarm.objects.filter(place=place).select_related("end").order_by("since", "sensor")
    return [(one.kind, one.sensor, one.since, _how(one)) for one in rows]


def _how(alarm: Alarm) -> str:
    end: AlarmEnd | None = getattr(alarm, "end", None)
    return end.how if end is not None else ""


def plainly(rows: Iterable[Measured], now: datetime) -> list[tuple[str, str, datetime, str]]:
    """The rule of `rule`, read plainly: no index, no window, one reading after the other."""
    found: list[tuple[str, str, datetime, str]] = []
    for sensor in sorted({one.sensor for one in rows}):
        values = {one.at: one.tenths for one in rows if one.sensor == sensor}
        state = ""
        since: datetime | None = None
        last: datetime | None = None
        for moment in [*sorted(values), None]:
            tenths = values[moment] if moment is not None else 0
            if moment is None:
                new, last, ended = "end", max(now, last) if last else last, ""
            else:
                new = "cold" if tenths < -100 else "warm" if tenths > 40 else ""
                ended = "back"
            if new != state:
                if state and since and last and last - since >= timedelta(minutes=10):
                    found.append((state, sensor, since, ended))
                state, since = new, moment
            last = moment
    return sorted(found, key=lambda one: (one[2], one[1]))


def test_a_door_that_stands_open_raises_no_alarm_and_a_broken_cooler_does(yard: Yard) -> None:
    rule(yard)
    done = bring(yard, measured([(0, -41), (5, 80), (10, 60), (15, -41)]), at(15))
    assert (done.taken, done.changed.raised) == (4, [])
    done = bring(yard, measured([(20, 50), (25, 60)]), at(25))
    assert alarms(yard.wagon) == []
    bring(yard, measured([(30, 70)]), at(30))
    assert alarms(yard.wagon) == [("warm", "", at(20), "")]
    incident = Incident.objects.get(kind="warm")
    assert (incident.place, incident.by, incident.said["degrees"]) == (yard.wagon, None, "5.0 °C")
    bring(yard, measured([(35, 80), (40, 40)]), at(40))  # a limit is in range
    assert alarms(yard.wagon) == [("warm", "", at(20), "back")]
    assert Incident.objects.filter(kind="warm").current().count() == 1, "a person settles it"
    assert yard.book.kinds()[-1] == "custody.readings"


def test_alarms_of_one_kind_that_stand_together_are_one_incident(yard: Yard) -> None:
    rule(yard, patience=0)
    for sensor in ("door", "back"):
        bring(yard, measured([(1, 90)], sensor), at(1))
    bring(yard, measured([(1, -300)], "floor"), at(1))
    assert len(alarms(yard.wagon)) == 3
    kinds = Incident.objects.filter(place=yard.wagon).values_list("kind", flat=True)
    assert sorted(kinds) == ["cold", "warm"]
    bring(yard, [*measured([(2, 0)], "door"), *measured([(2, 0)], "back")], at(2))
    bring(yard, measured([(3, 90)], "door"), at(3))
    assert Incident.objects.filter(kind="warm").count() == 2, "it was over, and is another one"


def test_one_reading_is_an_alarm_once_nobody_took_another_in_time(
    client: Client, yard: Yard
) -> None:
    rule(yard)
    bring(yard, measured([(0, 120)]), at(0))
    assert look(at(9)) == 0
    assert look(at(10)) == 1
    assert look(at(11)) == 0, "looked at again, it is the same alarm"
    assert alarms(yard.wagon) == [("warm", "", at(0), "")]
    assert BOOK.kinds()[-1] == "custody.watch"


def test_silence_is_noticed_once_and_ends_with_a_reading(yard: Yard) -> None:
    rule(yard, silent_after=30)
    assert look(at(30)) == 0
    assert look(at(31)) == 1
    assert look(at(45)) == 0
    bring(yard, measured([(20, -41)]), at(46))  # it came late: still nothing was measured since
    assert alarms(yard.wagon) == [("silent", "", at(30), "back")]
    assert look(at(51)) == 1
    bring(yard, measured([(52, -41)]), at(52))
    assert alarms(yard.wagon)[1:] == [("silent", "", at(50), "back")]
    assert Incident.objects.filter(kind="silent").count() == 2, "each until it ended"


def test_nobody_expects_readings_where_no_rule_says_so(yard: Yard) -> None:
    assert look(NOW) == 0
    rule(yard)
    assert look(NOW) == 0
    rule(yard, silent_after=60, now=at(1))
    assert look(NOW) == 1
    rule(yard, now=NOW, since=NOW)
    assert alarms(yard.wagon)[0][3] == "rule"


def test_another_rule_is_held_against_what_was_measured_since_it_begins(yard: Yard) -> None:
    bring(yard, measured([(m, 70) for m in range(0, 60, 5)]))
    assert alarms(yard.wagon) == []
    rule(yard, since=at(20), now=at(60))
    assert alarms(yard.wagon) == [("warm", "", at(20), "")]
    rule(yard, since=at(20), now=at(61), high=80)
    assert alarms(yard.wagon) == [("warm", "", at(20), "rule")]
    rule(yard, since=at(40), now=at(62), high=60)
    assert alarms(yard.wagon) == [("warm", "", at(20), "rule"), ("warm", "", at(40), "")]


def test_a_person_ends_an_alarm_that_no_reading_will_end(yard: Yard) -> None:
    rule(yard)
    bring(yard, measured([(0, 90), (20, 90)]), at(20))
    alarm = Alarm.objects.get()
    with pytest.raises(NotPermitted):
        EndAlarm(alarm=alarm, words="taken away").do(by(yard.clerk), yard.book)
    yard.do(EndAlarm(alarm=alarm, words="taken away"))
    with pytest.raises(Refused, match="over already"):
        yard.do(EndAlarm(alarm=alarm, words="again"))
    bring(yard, measured([(25, 90)]), at(25))
    assert alarms(yard.wagon) == [("warm", "", at(0), "person")]


def test_what_cannot_be_is_refused_row_by_row_and_the_rest_is_kept(yard: Yard) -> None:
    rows = measured([(0, -41), (5, -42), (0, -50), (10, 1001), (0, -41)])
    rows += [
        Measured(6, "", NOW + timedelta(minutes=6), -41),
        Measured(7, "", datetime(2000, 1, 1, tzinfo=UTC), -41),
    ]
    done = bring(yard, rows)
    assert (done.taken, done.known, [one.row for one in done.wrong]) == (2, 1, [3, 4, 6, 7])
    assert "both cannot be" in done.wrong[0].why
    assert "later than the desk's clock" in done.wrong[2].why
    again = bring(yard, rows)
    assert (again.taken, again.known, len(again.wrong)) == (0, 3, 4)
    assert Reading.objects.count() == 2


def test_a_reading_stays_as_it_is(yard: Yard) -> None:
    bring(yard, measured([(0, -41)]))
    one = Reading.objects.get()
    assert one.at == at(0)
    with pytest.raises(NeverChanged):
        one.save()
    with pytest.raises(NeverChanged):
        Reading.objects.update(tenths=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.bulk_create([Reading(**_values(one))])
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading._base_manager.filter(pk=one.pk).update(tenths=0)


def _values(one: Reading) -> dict[str, Any]:
    return {
        "place": one.place, "sensor": one.sensor, "second": one.second, "tenths": 7,
        "source": one.source, "by": one.by,
    }  # fmt: skip


def test_another_operation_sees_and_brings_nothing(yard: Yard) -> None:
    bring(yard, measured([(0, -41)]))
    rule(yard)
    charlie, examiner = yard.team.cast.charlie, yard.team.one[Role.EXAMINER]
    for table in (Reading, ColdRule, Alarm):
        assert not table.objects.visible_to(charlie).exists()
        assert not table.objects.visible_to(examiner).exists()
    assert Reading.objects.visible_to(yard.officer).exists()
    for user in (charlie, examiner, yard.team.one[Role.BOARD]):
        with pytest.raises(NotPermitted):
            Bring(place=yard.wagon, rows=measured([(5, 1)]), source="typed").do(by(user), yard.book)
    with pytest.raises(NotPermitted):
        SetRule(place=yard.wagon, low=0, high=1, patience=1).do(by(yard.clerk), yard.book)


def test_what_nobody_took_within_a_day_is_a_gap_once(yard: Yard) -> None:
    body = yard.body()
    handover = yard.offer([body], yard.driver, yard.other)
    assert look(handover.at + timedelta(hours=24)) == 0
    assert look(handover.at + timedelta(hours=24, minutes=1)) == 1
    assert look(handover.at + timedelta(days=3)) == 0
    gap = Incident.objects.get(kind="gap")
    assert (gap.handover, gap.place, gap.by) == (handover, yard.other, None)
    taken = yard.offer([yard.body()], yard.driver, yard.other)
    yard.take(taken, [taken.lines.get().item], yard.clerk, witness="Guard Two")
    assert look(NOW + timedelta(days=3)) == 0
    assert Handover.objects.count() == 2


SERIES = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from([-130, -101, -100, 0, 40, 41, 90])),
    min_size=1,
    max_size=24,
    unique_by=lambda one: one[0],
)


GIVEN = {
    "first": SERIES,
    "second": SERIES,
    "order": st.randoms(use_true_random=False),
    "cuts": st.lists(st.integers(1, 9), max_size=6),
    "wait": st.integers(0, 15),
}


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(**GIVEN)
def test_alarms_are_those_of_a_plain_reading_however_they_come(yard: Yard, **drawn: Any) -> None:
    hold(yard, **drawn)


@pytest.mark.deep
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(**GIVEN)
def test_alarms_of_many_series_are_those_of_a_plain_reading(yard: Yard, **drawn: Any) -> None:
    hold(yard, **drawn)


def hold(
    yard: Yard,
    *,
    first: list[tuple[int, int]],
    second: list[tuple[int, int]],
    order: random.Random,
    cuts: list[int],
    wait: int,
) -> None:
    """In order: the very alarms. In any order, twice: each run has one alarm, and no more stand."""
    rows = [*measured(first, "a"), *measured(second, "b")]
    now = max(one.at for one in rows) + timedelta(minutes=wait)
    with transaction.atomic():
        rule(yard)
        bring(yard, rows, now)
        assert alarms(yard.wagon) == plainly(rows, now)
        transaction.set_rollback(True)
    with transaction.atomic():
        rule(yard)
        for one in sorted(rows, key=lambda one: one.at):
            bring(yard, [one], one.at)
        look(now)
        assert alarms(yard.wagon) == plainly(rows, now)
        transaction.set_rollback(True)
    with transaction.atomic():
        rule(yard)
        mixed = rows * 2
        order.shuffle(mixed)
        begin = 0
        for cut in itertools.chain(cuts, itertools.repeat(len(mixed))):
            if begin >= len(mixed):
                break
            bring(yard, mixed[begin : begin + cut], now)
            begin += cut
        right = plainly(rows, now)
        every = Alarm.objects.filter(place=yard.wagon).select_related("reading", "end")
        stand = {(one.kind, one.sensor, one.since) for one in every if not _how(one)}
        for kind, sensor, since, how in right:
            inner = [one for one in every if _lies(one, kind, sensor, since, rows)]
            assert len(inner) == 1
            assert _how(inner[0]) == how
        assert len(stand) == sum(how == "" for *_, how in right)
        transaction.set_rollback(True)


def _lies(alarm: Alarm, kind: str, sensor: str, since: datetime, rows: list[Measured]) -> bool:
    """Whether an alarm is about the run that begins then."""
    assert alarm.reading is not None
    if (alarm.kind, alarm.sensor) != (kind, sensor) or alarm.reading.at < since:
        return False
    between = [one for one in rows if one.sensor == sensor and since <= one.at <= alarm.reading.at]
    return all(one.tenths > 40 if kind == "warm" else one.tenths < -100 for one in between)
