"""Silence: one of two loggers that stops is noticed, and what is typed is not waited for."""

from __future__ import annotations

from django.utils import translation

from nomina.desk.custody.actions.climate import EndAlarm
from nomina.desk.custody.climate_now import now_of
from nomina.desk.custody.models import Alarm, Incident
from nomina.desk.custody.watch import look
from tests.desk.custody.test_climate_alarms import alarms, at, bring, measured, rule
from tests.desk.custody.yard import Yard


def reads(yard: Yard, sensor: str, *minutes: int, source: str = "device") -> None:
    """A sensor reads, each time at once."""
    for minute in minutes:
        bring(yard, measured([(minute, -41)], sensor), at(minute), source=source)


def end(yard: Yard, sensor: str) -> None:
    """Somebody ends the alarm of a sensor."""
    yard.do(EndAlarm(alarm=Alarm.objects.current().get(sensor=sensor), words="taken away"))


def test_one_of_two_loggers_that_stops_is_noticed_once(yard: Yard) -> None:
    rule(yard, silent_after=30)
    reads(yard, "door", 0, 10, 20)
    reads(yard, "back", 0, 10)
    assert look(at(40)) == 0
    assert look(at(41)) == 1
    reads(yard, "door", 41)
    assert look(at(45)) == 0
    assert alarms(yard.wagon) == [("silent", "back", at(40), "")]
    incident = Incident.objects.get(kind="silent")
    assert incident.said["sensor"] == "back"
    with translation.override("en"):
        assert "back silent for 5 min" in now_of(yard.wagon, at(45)).says
    reads(yard, "back", 46)
    assert alarms(yard.wagon) == [("silent", "back", at(40), "back")]


def test_two_loggers_that_stop_are_one_incident(yard: Yard) -> None:
    rule(yard, silent_after=30)
    reads(yard, "door", 0)
    reads(yard, "back", 5)
    assert look(at(36)) == 1
    assert alarms(yard.wagon) == [
        ("silent", "door", at(30), ""),
        ("silent", "back", at(35), ""),
    ]
    assert Incident.objects.filter(kind="silent").count() == 1
    reads(yard, "door", 37)
    assert [how for *_, how in alarms(yard.wagon)] == ["back", ""]


def test_what_is_typed_is_not_waited_for_and_answers_for_no_logger(yard: Yard) -> None:
    rule(yard, silent_after=30)
    reads(yard, "back", 0, 10, 20, 30, 40, 50)
    reads(yard, "", 10, source="typed")
    assert look(at(60)) == 0, "nobody looks at the thermometer every half an hour"
    reads(yard, "", 79, source="typed")
    assert look(at(81)) == 1
    assert alarms(yard.wagon) == [("silent", "back", at(80), "")]
    reads(yard, "back", 82, source="typed")  # somebody reads its display
    assert alarms(yard.wagon) == [("silent", "back", at(80), "back")]
    assert look(at(113)) == 1, "it is still a logger's"


def test_a_logger_that_was_taken_away_is_not_waited_for_until_it_reads(yard: Yard) -> None:
    rule(yard, silent_after=30)
    reads(yard, "door", 0)
    reads(yard, "back", 0, 30)
    assert look(at(31)) == 1
    end(yard, "door")
    assert look(at(32)) == 0
    assert look(at(60)) == 0
    reads(yard, "door", 60)
    reads(yard, "back", 60)
    assert look(at(91)) == 1
    assert {sensor for _, sensor, _, how in alarms(yard.wagon) if not how} == {"door", "back"}


def test_a_place_of_which_every_logger_was_taken_away_stays_silent(yard: Yard) -> None:
    rule(yard, silent_after=30)
    reads(yard, "door", 0)
    reads(yard, "back", 0)
    assert look(at(31)) == 1
    for sensor in ("door", "back"):
        end(yard, sensor)
    assert look(at(32)) == 1
    assert alarms(yard.wagon)[0] == ("silent", "", at(30), "")
    reads(yard, "", 33, source="typed")  # from now on somebody looks
    assert alarms(yard.wagon)[0][3] == "back"
    assert look(at(63)) == 0
    assert look(at(64)) == 1


def test_another_rule_ends_a_silence_though_the_other_logger_goes_on(yard: Yard) -> None:
    rule(yard, silent_after=30)
    reads(yard, "door", 0)
    reads(yard, "back", 30)
    assert look(at(31)) == 1
    rule(yard, silent_after=60, now=at(32), since=at(32))
    assert alarms(yard.wagon) == [("silent", "door", at(30), "rule")]


def test_a_file_of_a_logger_is_waited_for_too(yard: Yard) -> None:
    rule(yard, silent_after=30)
    reads(yard, "one", 0, source="file")
    reads(yard, "two", 29, source="file")
    assert look(at(31)) == 1
    assert alarms(yard.wagon) == [("silent", "one", at(30), "")]
