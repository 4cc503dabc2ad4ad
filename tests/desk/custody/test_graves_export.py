"""Graves as files: what was written comes back, also of hostile words, and no name is in them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from xml.etree import ElementTree as Xml

import pytest

from nomina.desk.custody.graves_export import COLUMNS, Line, gpx
from nomina.desk.custody.graves_export import csv as as_csv
from nomina.desk.custody.graves_export import geojson as as_geojson

AT = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
GPX = "{http://www.topografix.com/GPX/1/1}"


def line(**more: object) -> Line:
    given: dict[str, object] = {
        "grave": "G17", "cemetery": "C1", "section": "B", "row": "3", "plot": "12",
        "kind": "individual", "group": "", "latitude": Decimal("49.9880769"),
        "longitude": Decimal("-36.2321762"), "accuracy": Decimal("2.50"), "source": "gps",
        "measured": AT, "marking": "Невідомий № 17", "dead": ("PM-00017",), "buried": (AT,),
    } | more  # fmt: skip
    return Line(**given)  # type: ignore[arg-type]


UNMEASURED = line(
    grave="G18", latitude=None, longitude=None, accuracy=None, source="", measured=None, dead=(),
    buried=(), marking="",
)  # fmt: skip
HOSTILE = [
    "=HYPERLINK(\"http://x\";\"y\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "<b>&amp;]]></b>",
    "a\nb;\"c\",d", "لا إله إلا الله", "' OR 1=1",
]  # fmt: skip


def _unguarded(text: str) -> str:
    """A cell without the mark that keeps a spreadsheet from reading a formula."""
    return text[1:] if text.startswith("'") else text


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("words", HOSTILE)
def test_no_cell_is_a_formula_and_every_word_comes_back(words: str) -> None:
    [row] = read(as_csv([line(marking=words, section=words, group=words)]))
    for name in ("marking", "section", "group"):
        assert row[name][0] not in "=+-@\t\r"
        assert _unguarded(row[name]) == words


def test_the_table_has_each_column_and_empty_where_nothing_is_known() -> None:
    rows = read(as_csv([line(), UNMEASURED]))
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["latitude"], rows[0]["longitude"]) == ("49.9880769", "-36.2321762")
    assert (rows[0]["accuracy_m"], rows[0]["buried"]) == ("2.5", "2026-05-12T09:30:00Z")
    assert {rows[1][name] for name in ("latitude", "accuracy_m", "measured", "dead")} == {""}


@pytest.mark.parametrize("words", HOSTILE)
def test_geojson_has_east_before_north_and_no_geometry_of_what_nobody_measured(words: str) -> None:
    whole = json.loads(as_geojson([line(marking=words), UNMEASURED]))
    first, second = whole["features"]
    assert whole["type"] == "FeatureCollection"
    assert first["geometry"] == {"type": "Point", "coordinates": [-36.2321762, 49.9880769]}
    assert first["properties"]["marking"] == words
    assert first["properties"]["dead"] == ["PM-00017"]
    assert second["geometry"] is None
    assert second["properties"]["marking"] is None


@pytest.mark.parametrize("words", HOSTILE)
def test_gpx_has_a_waypoint_for_each_that_was_measured(words: str) -> None:
    root = Xml.fromstring(gpx([line(marking=words), UNMEASURED]))
    assert (root.tag, root.get("version"), root.get("creator")) == (f"{GPX}gpx", "1.1", "Nomina")
    [point] = list(root)
    assert (point.tag, point.get("lat"), point.get("lon")) == (
        f"{GPX}wpt", "49.9880769", "-36.2321762",
    )  # fmt: skip
    # The schema of GPX 1.1 wants this order.
    assert [child.tag.removeprefix(GPX) for child in point] == ["time", "name", "desc"]
    assert point.findtext(f"{GPX}name") == "C1 G17"
    desc = point.findtext(f"{GPX}desc") or ""
    assert desc == f"B · 3 · 12\n{words}\nPM-00017"
