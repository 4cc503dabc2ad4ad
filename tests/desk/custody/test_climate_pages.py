"""Pages of temperatures, and the door by which a device brings them."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nomina.desk.api.actions import MakeToken
from nomina.desk.custody.actions.climate import Bring, SetRule
from nomina.desk.custody.actions.climate_keys import EndLogger, MakeLogger
from nomina.desk.custody.climate import Measured
from nomina.desk.custody.climate_alarms import newest, sensors
from nomina.desk.custody.climate_chart import SHOWN, SPANS, STRETCHES, buckets, chart
from nomina.desk.custody.climate_now import now_of
from nomina.desk.custody.models import Alarm, ColdRule, Logger, Place, Reading
from nomina.desk.people.actions import DeactivateUser
from nomina.desk.people.models import MembershipEnd
from nomina.desk.policy.roles import Role
from nomina.errors import Refused, SignInAgain
from tests.desk.api.asking import ROOT, Program
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import NOW, by, sign_in

START = NOW - timedelta(days=3)


def rule(yard: Yard, **more: Any) -> None:
    given: dict[str, Any] = {"low": -100, "high": 40, "patience": 10, "since": START} | more
    SetRule(place=yard.wagon, **given).do(by(yard.officer, START), yard.book)


def bring(yard: Yard, rows: list[tuple[int, int]], sensor: str = "", step: int = 60) -> None:
    """Minutes before now, and tenths."""
    measured = [
        Measured(n, sensor, NOW - timedelta(seconds=ago * step), tenths)
        for n, (ago, tenths) in enumerate(rows)
    ]
    Bring(place=yard.wagon, rows=measured, source="file").do(by(yard.clerk), yard.book)


def address(place: Place, rest: str = "") -> str:
    return f"/places/{place.pk}/climate/{rest}"


def test_the_page_says_how_it_is_now_and_for_how_long(client: Client, yard: Yard) -> None:
    sign_in(client, yard.officer)
    page = client.get(address(yard.wagon)).content.decode()
    assert "no temperature was ever read here" in page
    rule(yard)
    bring(yard, [(40 * 60, -45), (33 * 60, 90), (31 * 60, -44), (1, -41)])
    page = client.get(address(yard.wagon)).content.decode()
    assert "−4.1 °C, steady for 40 h" in page, "one reading out of range is a door"
    assert "shaded: in range, −10.0 °C to 4.0 °C" in page
    assert '<svg viewBox="0 0 720 180"' in page
    assert "style=" not in page
    assert 'aria-label="between −4.5 °C and 9.0 °C"' in page
    place = client.get(f"/places/{yard.wagon.pk}/").content.decode()
    assert "−4.1 °C, steady for" in place
    assert "no temperature" not in client.get(f"/places/{yard.other.pk}/").content.decode()


def test_an_alarm_stands_on_the_place_the_operation_and_its_own_page(
    client: Client, yard: Yard
) -> None:
    rule(yard)
    bring(yard, [(180, 90), (120, 95)])
    sign_in(client, yard.clerk)
    one = yard.team.cast.one.pk
    for page in (f"/places/{yard.wagon.pk}/", f"/operations/{one}/custody/", address(yard.wagon)):
        assert "too warm" in client.get(page).content.decode(), page
    alarm = Alarm.objects.get()
    assert client.get(f"/alarms/{alarm.pk}/end/").status_code == 403
    sign_in(client, yard.officer)
    assert client.post(f"/alarms/{alarm.pk}/end/", {"words_": " "}).status_code == 422
    assert client.post(f"/alarms/{alarm.pk}/end/", {"words_": "sensor gone"}).status_code == 302
    operation = client.get(f"/operations/{one}/custody/").content.decode()
    assert "Temperature alarms" not in operation
    assert client.post(f"/alarms/{alarm.pk}/end/", {"words_": "again"}).status_code == 422


def test_a_reading_is_typed_as_the_thermometer_shows_it(client: Client, yard: Yard) -> None:
    sign_in(client, yard.clerk)
    where = address(yard.wagon, "type/")
    for typed in ("-4,1", "−4.2 °C", "4.35"):
        at = START + timedelta(minutes=Reading.objects.count())
        answer = client.post(where, {"tenths": typed, "at": f"{at:%Y-%m-%dT%H:%M}"})
        assert answer.status_code == 302, typed
    assert sorted(Reading.objects.values_list("tenths", flat=True)) == [-42, -41, 44]
    assert client.post(where, {"tenths": "1", "at": f"{at:%Y-%m-%dT%H:%M}"}).status_code == 422
    later = NOW + timedelta(hours=1)
    answer = client.post(where, {"tenths": "1", "at": f"{later:%Y-%m-%dT%H:%M}"})
    assert "later than the desk" in answer.content.decode()
    for typed in ("warm", "-273.2", "", "1" * 12, "=1"):
        assert client.post(where, {"tenths": typed}).status_code == 422
    assert Reading.objects.count() == 3


def test_a_file_is_taken_line_by_line_and_again_adds_nothing(client: Client, yard: Yard) -> None:
    sign_in(client, yard.clerk)
    text = "Time;T\n2026-01-02 08:00;-4,1\n2026-01-02 08:10;---\n2026-01-02 08:20;-4,0\n"
    first = _file(client, yard, text.encode())
    assert "2 readings were kept. 1 line was not taken." in first
    assert "no temperature stands here" in first
    assert "2 were there already." in _file(client, yard, text.encode())
    assert Reading.objects.count() == 2
    assert "no line of headings" in _file(client, yard, b"nothing", 422)
    assert "no such time zone" in _file(client, yard, text.encode(), 422, zone="Nowhere")
    many = "Time;T\n" + "x;y\n" * 500
    assert "The first 200 of 500 lines" in _file(client, yard, many.encode())
    hostile = _file(client, yard, b'Time;T\n"<script>alert(1)</script>";=1+1\n')
    assert "alert(" not in hostile


def _file(client: Client, yard: Yard, data: bytes, status: int = 200, **more: str) -> str:
    table = SimpleUploadedFile("t.csv", data)
    given: dict[str, Any] = {"table": table, "zone": "UTC", "unit": "C"} | more
    answer = client.post(address(yard.wagon, "bring/"), given)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_range_is_set_by_the_officer(client: Client, yard: Yard) -> None:
    sign_in(client, yard.officer)
    where = address(yard.wagon, "range/")
    given = {"low": "-8", "high": "2,5", "patience": "30", "silent_after": ""}
    assert client.post(where, given).status_code == 302
    made = ColdRule.objects.get()
    assert (made.low, made.high, made.patience, made.silent_after) == (-80, 25, 30, None)
    assert 'value="−8.0"' in client.get(where).content.decode()
    wrong = ({"low": "3"}, {"patience": "-1"}, {"silent_after": "0"}, {"since": "2020-01-01T00:00"})
    for one in wrong:
        assert client.post(where, given | one).status_code == 422, one
    assert ColdRule.objects.count() == 1


def test_steady_is_since_the_last_alarm(yard: Yard) -> None:
    rule(yard)
    bring(yard, [(600, -41), (500, 90), (480, 90), (300, -41), (1, -41)])
    assert now_of(yard.wagon, NOW).says == "−4.1 °C, steady for 5 h"
    bring(yard, [(0, 90)])
    assert now_of(yard.wagon, NOW).says == "9.0 °C, out of range, not yet an alarm"


def test_a_chart_holds_the_extremes_of_each_stretch(yard: Yard) -> None:
    """Held against the readings themselves, one by one."""
    rule(yard)
    rows = [(n, (n * 7919) % 300 - 150) for n in range(0, 3000, 3)]
    bring(yard, rows, "a")
    length = int(SPANS["day"].total_seconds())
    width, begin = length // STRETCHES, int(NOW.timestamp()) - length
    found = buckets(yard.wagon, "a", begin, width, begin + length + 1)
    plain: dict[int, list[int]] = {}
    for ago, tenths in rows:
        second = int(NOW.timestamp()) - 60 * ago
        if begin <= second <= begin + length:
            plain.setdefault((second - begin) // width, []).append(tenths)
    assert found == [(n, min(some), max(some)) for n, some in sorted(plain.items())]
    drawn = chart(yard.wagon, "day", NOW)
    assert drawn is not None
    places = [
        float(y) for x, y in re.findall(r"([\d.]+),([\d.-]+)", " ".join(drawn.lines[0].pieces))
    ]
    assert 0 <= min(places) < max(places) <= 180
    assert len(drawn.across) - 2 == len(drawn.grid)


def test_a_line_breaks_where_no_reading_came(yard: Yard) -> None:
    bring(yard, [(n, -41) for n in range(0, 1440, 6) if not 400 < n < 700])
    drawn = chart(yard.wagon, "day", NOW)
    assert drawn is not None
    assert len(drawn.lines[0].pieces) == 2
    assert drawn.bands == (), "nobody said how cold it is to be"
    assert chart(yard.wagon, "day", NOW - timedelta(days=9)) is None


def test_more_sensors_than_a_chart_can_show_are_said(yard: Yard) -> None:
    for n in range(SHOWN + 1):
        bring(yard, [(5, n)], f"s{n}")
    drawn = chart(yard.wagon, "week", NOW)
    assert drawn is not None
    assert (len(drawn.lines), drawn.more) == (SHOWN, "6 of 7 sensors are drawn")
    assert len({line.dash for line in drawn.lines}) == SHOWN
    assert sensors(yard.wagon) == [f"s{n}" for n in range(SHOWN + 1)]
    assert newest(yard.wagon)["s3"].tenths == 3


# Devices


def made(yard: Yard, **more: Any) -> tuple[str, Logger]:
    given: dict[str, Any] = {"sensor": "door", "until": NOW + timedelta(days=9)} | more
    done = yard.do(MakeLogger(place=yard.wagon, **given))
    return done.key, done.row


def send(place: Place, key: str, *rows: tuple[int, int]) -> Any:
    readings = [
        {"at": (NOW - timedelta(minutes=ago)).isoformat(), "tenths": tenths} for ago, tenths in rows
    ]
    return Program().post(f"places/{place.pk}/readings", {"readings": readings}, token=key)


def test_a_device_brings_readings_and_reads_nothing(client: Client, yard: Yard) -> None:
    key, logger = made(yard)
    rule(yard)
    answer = send(yard.wagon, key, (20, 90), (5, 90), (-60, 1))
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["taken"], told["known"], [one["row"] for one in told["wrong"]]) == (2, 0, [2])
    assert set(Reading.objects.values_list("sensor", "source")) == {("door", "device")}
    assert Alarm.objects.get().sensor == "door"
    assert send(yard.wagon, key, (20, 90)).json() == {"taken": 0, "known": 1, "wrong": []}
    one = yard.team.cast.one.pk
    paths = [
        "me", "operations", f"operations/{one}", f"operations/{one}/files?kind=pm",
        f"places/{yard.wagon.pk}/readings",
    ]  # fmt: skip
    assert [Program().get(path, token=key).status_code for path in paths[:-1]] == [401] * 4
    assert Program().get(paths[-1], token=key).status_code in {401, 405}
    assert send(yard.other, key, (4, 1)).status_code == 401, "another place"
    for page in (address(yard.wagon), f"/places/{yard.wagon.pk}/", "/"):
        answer = client.get(page, HTTP_AUTHORIZATION=f"Bearer {key}")
        assert answer.status_code == 302, "pages know no keys"
    assert logger.digest not in key


def test_a_key_ends_with_its_day_its_button_and_its_maker(client: Client, yard: Yard) -> None:
    key, logger = made(yard)
    assert send(yard.wagon, key, (9, 1)).status_code == 200
    with pytest.raises(SignInAgain):
        MakeLogger(place=yard.wagon, sensor="", until=NOW + timedelta(days=9)).do(
            by(yard.officer, fresh=False), yard.book
        )
    with pytest.raises(Refused, match="within"):
        made(yard, until=NOW + timedelta(days=400))
    yard.do(EndLogger(logger=logger))
    assert send(yard.wagon, key, (8, 1)).status_code == 401
    with pytest.raises(Refused, match="already"):
        yard.do(EndLogger(logger=logger))
    second, _ = made(yard)
    over = Logger.objects.current(NOW + timedelta(days=10))
    assert not over.exists()
    third, _ = made(yard)
    role = yard.officer.memberships.get()
    MembershipEnd(membership=role, ended_by=yard.team.cast.ada, why="left").save()
    assert send(yard.wagon, second, (7, 1)).status_code in {401, 403, 404}
    DeactivateUser(user=yard.officer, why="left").do(by(yard.team.cast.ada), yard.book)
    assert send(yard.wagon, third, (6, 1)).status_code == 401
    for wrong in ("nomina-logger_x", f"{third}x", third[:-1] + "\u00e9"):
        assert send(yard.wagon, wrong.encode("ascii", "ignore").decode(), (5, 1)).status_code == 401
    assert Reading.objects.count() == 1


def test_what_a_device_sends_wrong_is_answered_and_kept_out(client: Client, yard: Yard) -> None:
    key, _ = made(yard, sensor="")
    path = f"places/{yard.wagon.pk}/readings"
    at = NOW.isoformat()
    wrong: tuple[dict[str, Any], ...] = (
        {},
        {"readings": []},
        {"readings": [{"at": at, "tenths": 1.5}]},
        {"readings": [{"at": at[:19], "tenths": 1}]},
        {"readings": [{"at": at, "tenths": 10**9}]},
        {"readings": [{"at": at, "tenths": 1, "note": "x"}]},
        {"readings": [{"at": at, "tenths": 1, "sensor": "a\x00"}]},
        {"readings": [{"at": at, "tenths": 1}] * 5001},
    )
    for given in wrong:
        assert Program().post(path, given, token=key).status_code == 422, given.keys()
    half = {"readings": [{"at": at, "tenths": 1, "sensor": "=x"}, {"at": at, "tenths": 2}]}
    told = Program().post(path, half, token=key).json()
    assert (told["taken"], told["wrong"][0]["row"]) == (1, 0)


def test_a_person_sends_with_a_token_who_keeps_items_there(client: Client, yard: Yard) -> None:
    for user, role, status in (
        (yard.clerk, Role.MORTUARY, 200),
        (yard.team.one[Role.BOARD], Role.BOARD, 403),
        (yard.team.one[Role.EXAMINER], Role.EXAMINER, 404),
    ):
        action = MakeToken(
            user=user,
            operation=yard.team.cast.one,
            roles=(role,),
            name="t",
            until=NOW + timedelta(days=2),
        )
        token = action.do(by(user), yard.book).token
        assert send(yard.wagon, token, (3, 1)).status_code == status, role


def test_a_key_is_shown_once_to_who_just_signed_in(client: Client, yard: Yard) -> None:
    sign_in(client, yard.officer)
    until = (NOW + timedelta(days=9)).date().isoformat()
    answer = client.post(address(yard.wagon, "logger/"), {"sensor": "door", "until": until})
    page = answer.content.decode()
    key = re.findall(r"nomina-logger_[\w-]{43}", page)[0]
    assert f"{ROOT}places/{yard.wagon.pk}/readings" in page
    assert send(yard.wagon, key, (2, 1)).json()["taken"] == 1
    later = client.get(address(yard.wagon)).content.decode()
    assert key not in later
    assert "Loggers that send readings" in later
    end = f"/loggers/{Logger.objects.get().pk}/end/"
    assert client.get(end).status_code == 200
    assert client.post(end).status_code == 302
    assert send(yard.wagon, key, (1, 1)).status_code == 401


@pytest.mark.deep
def test_a_hundred_thousand_readings_are_drawn_in_little_time(client: Client, yard: Yard) -> None:
    rule(yard)
    Reading.objects.bulk_create(
        [
            Reading(
                place=yard.wagon,
                sensor=sensor,
                second=int(NOW.timestamp()) - 52 * n,
                tenths=-41 + n % 7,
                source="device",
                by=yard.clerk,
            )
            for sensor in ("back", "door")
            for n in range(50_000)
        ],
        batch_size=2000,
    )
    sign_in(client, yard.officer)
    client.get(address(yard.wagon))
    begun = time.process_time()
    page = client.get(address(yard.wagon, "?span=month")).content
    assert time.process_time() - begun < 1.0
    assert len(page) < 100_000
