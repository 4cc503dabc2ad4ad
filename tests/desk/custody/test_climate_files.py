"""Files of loggers: many forms of one table, and each broken line by itself."""

from __future__ import annotations

import csv
import io
import random
import time
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nomina.desk.custody.climate import degrees, sensor_of, tenths_of
from nomina.desk.custody.climate_csv import LARGEST, MOST, Read, read, zone_of
from nomina.errors import InputError, TableError

KYIV = zone_of("Europe/Kyiv")
DAY = "2022-10-12T05:00:00+00:00"
Row = tuple[int, str, str, int]


def rows(found: Read) -> list[Row]:
    return [(one.row, one.sensor, one.at.isoformat(), one.tenths) for one in found.rows]


def of(text: str, code: str = "utf-8", **more: Any) -> Read:
    return read(text.encode(code), more.pop("zone", KYIV), **more)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(
    "text",
    [
        "Date/Time,Temp(°C)\n2022-10-12 08:00:00,-4.1\n",
        'Datum;Uhrzeit;Temperatur [°C];Feuchte %rF\r\n12.10.2022;08:00:00;"-4,1";55,0\r\n',
        "Zeitstempel\tMesswert\n12.10.22 08:00\t-4,1 °C\n",
        "No.,Time (UTC+2),Fahrenheit\n7,2022-10-12 07:00:00,24.6\n",
        "time;temp;unit\n2022-10-12T05:00Z;24.6;F\n",
        "Timestamp,Temperature (°C),Humidity (%),Dew Point\n2022/10/12 08:00,-4.1,50,-12\n",
    ],
)
def test_one_reading_is_read_out_of_many_forms(text: str, code: str) -> None:
    found = of(text, code)
    assert rows(found) == [(2, "", DAY, -41)]
    assert found.wrong == ()


@pytest.mark.parametrize("code", ["utf-8", "utf-16", "cp1251"])
def test_headings_in_russian_and_ukrainian(code: str) -> None:
    found = of("Дата/время;Датчик;Температура, °C\n12.10.2022 08:00;Д-1;-4,1\n", code)
    assert rows(found) == [(2, "Д-1", DAY, -41)]
    found = of("Дата;Час;Давач;Температура\n12.10.2022;08:00;А1;−4,1\n", "utf-8")
    assert rows(found) == [(2, "А1", DAY, -41)]


def test_sensors_stand_in_a_column_or_in_the_headings_or_are_said() -> None:
    found = of("Model;RC-5\nSerial;12\n\nTime;Door (°C);Back (°C)\n2022-10-12 08:00;-4.1;---\n")
    assert rows(found) == [(5, "Door", DAY, -41)]
    assert [one.row for one in found.wrong] == [5], "one of two has no value"
    found = of("Time;T\n2022-10-12 08:00;-4,1\n", sensor="door")
    assert rows(found) == [(2, "door", DAY, -41)]
    found = of("Time;T\n2022-10-12 08:00;24,6\n", unit="F")
    assert rows(found) == [(2, "", DAY, -41)]


def test_every_line_that_is_none_is_named_and_the_others_are_read() -> None:
    bad = [
        "2022-10-12 08:00;OL",
        "10/12/2022 08:00;-4.1",
        "2022-13-12 08:00;-4.1",
        "2022-10-12 25:00;-4.1",
        "2022-10-12;-4.1",
        "=cmd|' /C calc'!A0;-4.1",
        "2022-10-12 08:00;=1+1",
        "2022-10-30 03:30;-4.1",
        "2022-03-27 03:30;-4.1",
        '"2022-10-12 08:00;-4.1',
        "2022-10-12 08:00\x00;-4.1",
        "x" * 3000 + ";-4.1",
        "-4.1",
        "2022-10-12 08:00;1e9",
        "2022-10-12 08:00;NaN",
    ]
    good = "2022-10-12 08:00;-4.1"
    text = "Time;T\n" + "\n".join(f"{one}\n{good}" for one in bad) + "\n\n;;\n"
    found = of(text)
    assert [one.row for one in found.wrong] == list(range(2, 2 * len(bad) + 2, 2))
    assert [one.row for one in found.rows] == list(range(3, 2 * len(bad) + 2, 2))
    why = {one.row: one.why for one in found.wrong}
    assert "which number is the month" in why[4]
    assert "was twice" in why[16]
    assert "never was" in why[18]
    assert not any("calc" in one or "=" in one for one in why.values()), "it is not said again"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        "Time;T\n2022-10-12 08:00;1".encode("utf-16-le"),
        b"\xff\xfe\x00",
        b"Time;T" * 100_000,
        b"a,b,c\n1,2,3\n",
        "Время;T\n1;2".encode("koi8-r"),
        b"-4.1\n" * 100,
        b'"' * 5000,
    ],
)
def test_what_is_no_table_of_a_logger_is_refused_clearly(data: bytes) -> None:
    with pytest.raises(TableError) as found:
        read(data, KYIV)
    assert found.value.todo


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    begun = time.process_time()
    line = b"Time;T\n" + b"9" * (10 * 2**20)
    assert [one.row for one in read(line, UTC).wrong] == [2]
    for data in (b"9" * (LARGEST + 1), b"Time;T\n" + b"\n" * (MOST + 1)):
        with pytest.raises(TableError, match=r"this is larger|more than"):
            read(data, UTC)
    assert time.process_time() - begun < 2


def test_a_time_zone_is_named_or_refused() -> None:
    for text in ("UTC+2", "gmt+02:00", "UTC +2"):
        assert datetime(2022, 1, 1, tzinfo=zone_of(text)).utcoffset() == timedelta(hours=2)
    assert datetime(2022, 7, 1, tzinfo=KYIV).utcoffset() == timedelta(hours=3)
    for text in ("", "Kyiv", "../../etc/passwd", "UTC+99", "/etc/localtime", "a\x00b"):
        with pytest.raises(InputError):
            zone_of(text)


def test_a_sensor_has_a_simple_name() -> None:
    assert sensor_of("  Door   2 ") == "Door 2"
    for text in ("=1+1", "@x", "a\u202eb", "x" * 41, "<b>"):
        with pytest.raises(InputError):
            sensor_of(text)


@given(st.integers(-1000, 1000), st.sampled_from(".,"), st.sampled_from(["-", "−", "–"]))
def test_a_temperature_is_read_as_it_is_written(tenths: int, point: str, minus: str) -> None:
    text = f"{minus if tenths < 0 else ''}{abs(tenths) // 10}{point}{abs(tenths) % 10}"
    assert tenths_of(text) == tenths
    assert tenths_of(degrees(tenths).removesuffix(" °C")) == tenths
    warm = tenths_of(text, "F")
    assert warm is not None
    assert abs(Fraction(tenths - 320) * 5 / 9 - warm) <= Fraction(1, 2)


MEASURED = st.lists(
    st.tuples(
        st.integers(0, 10**6), st.integers(-1000, 1000), st.sampled_from(["", "A", "Tür 1", "Д"])
    ),
    max_size=12,
)
FORMS: dict[str, Any] = {
    "moment": ("%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M:%S"),
    "delimiter": (";", "\t", ","),
    "point": (".", ","),
    "code": ("utf-8", "utf-8-sig", "utf-16"),
    "heads": (
        ("Date/Time", "Sensor", "Temperature °C"),
        ("Datum/Uhrzeit", "Fühler", "Temperatur (°C)"),
        ("Дата/время", "Датчик", "Температура, °C"),
        ("Дата і час", "Канал", "Температура"),
    ),
}


@settings(max_examples=60)
@given(
    measured=MEASURED,
    seed=st.integers(0, 10**6),
    zone=st.sampled_from(["UTC", "UTC+2", "UTC-5:30", "Asia/Tbilisi"]),
)
def test_what_a_logger_writes_is_what_is_read(
    measured: list[tuple[int, int, str]], seed: int, zone: str
) -> None:
    chosen = random.Random(seed)
    form: dict[str, Any] = {key: chosen.choice(several) for key, several in FORMS.items()}
    there, start = zone_of(zone), datetime(2023, 1, 1, tzinfo=UTC)
    file = io.StringIO()
    write = csv.writer(file, delimiter=form["delimiter"])
    write.writerow(form["heads"])
    for second, tenths, sensor in measured:
        at = (start + timedelta(seconds=second)).astimezone(there)
        value = f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}{form['point']}{abs(tenths) % 10}"
        write.writerow([at.strftime(form["moment"]), sensor, value])
    found = read(file.getvalue().encode(form["code"]), there)
    assert found.wrong == ()
    assert [(one.second, one.tenths, one.sensor) for one in found.rows] == [
        (int(start.timestamp()) + second, tenths, sensor) for second, tenths, sensor in measured
    ]


@settings(max_examples=60)
@given(st.binary(max_size=300), st.booleans())
def test_nothing_breaks_the_reader(data: bytes, headed: bool) -> None:
    whole = b"Time;Sensor;T\n" + data if headed else data
    try:
        found = read(whole, KYIV)
    except TableError:
        return
    lines = set(range(1, whole.count(b"\n") + whole.count(b"\r") + 300))
    assert {one.row for one in found.rows} | {one.row for one in found.wrong} <= lines
