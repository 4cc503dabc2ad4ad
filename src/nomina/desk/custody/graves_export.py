"""Graves as files for other programs: GeoJSON (RFC 7946), CSV, and GPX 1.1 for handheld devices.

They hold numbers and places, never a name. A grave that nobody measured stands in the CSV without
coordinates, and in GeoJSON as a feature without a geometry; a handheld device cannot hold it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from xml.etree import ElementTree as Xml

from nomina.leads.spreadsheet import csv_bytes

COLUMNS = (
    "grave", "cemetery", "section", "row", "plot", "kind", "group", "latitude", "longitude",
    "accuracy_m", "source", "measured", "marking", "dead", "buried",
)  # fmt: skip
MEDIA = {"csv": "text/csv", "geojson": "application/geo+json", "gpx": "application/gpx+xml"}
_GPX = "http://www.topografix.com/GPX/1/1"


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is told of a grave.

    Attributes:
        grave: such as G17.
        latitude, longitude: WGS 84; None where nobody measured it.
        accuracy: in metres.
        measured: when.
        marking: what stands on its marker.
        dead: numbers of the files of who lies there, by spot.
        buried: when each was laid down.
    """

    grave: str
    cemetery: str
    section: str
    row: str
    plot: str
    kind: str
    group: str
    latitude: Decimal | None
    longitude: Decimal | None
    accuracy: Decimal | None
    source: str
    measured: datetime | None
    marking: str
    dead: tuple[str, ...]
    buried: tuple[datetime, ...]


def _when(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def csv(lines: Sequence[Line]) -> bytes:
    """Give a table that a spreadsheet shows as it is: no cell is taken for a formula."""
    return csv_bytes(
        COLUMNS,
        (
            (
                one.grave, one.cemetery, one.section, one.row, one.plot, one.kind, one.group,
                _number(one.latitude), _number(one.longitude), _number(one.accuracy), one.source,
                _when(one.measured), one.marking, "; ".join(one.dead),
                "; ".join(_when(at) for at in one.buried),
            )
            for one in lines
        ),
    )  # fmt: skip


def _number(value: Decimal | None) -> str | float:
    # A negative number is a number: as text it would be guarded against formulas.
    return "" if value is None else float(value)


def geojson(lines: Sequence[Line]) -> bytes:
    """Give features of points, east before north, as RFC 7946 has them."""
    features = [
        {
            "type": "Feature",
            "geometry": None
            if one.latitude is None or one.longitude is None
            else {"type": "Point", "coordinates": [float(one.longitude), float(one.latitude)]},
            "properties": {
                "grave": one.grave,
                "cemetery": one.cemetery,
                "section": one.section or None,
                "row": one.row or None,
                "plot": one.plot or None,
                "kind": one.kind,
                "group": one.group or None,
                "accuracy_m": None if one.accuracy is None else float(one.accuracy),
                "source": one.source or None,
                "measured": _when(one.measured) or None,
                "marking": one.marking or None,
                "dead": list(one.dead),
                "buried": [_when(at) for at in one.buried],
            },
        }
        for one in lines
    ]
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def gpx(lines: Sequence[Line]) -> bytes:
    """Give a waypoint for each grave that was measured."""
    Xml.register_namespace("", _GPX)
    root = Xml.Element(f"{{{_GPX}}}gpx", {"version": "1.1", "creator": "Nomina"})
    for one in lines:
        if one.latitude is None or one.longitude is None:
            continue
        point = Xml.SubElement(
            root, f"{{{_GPX}}}wpt", {"lat": f"{one.latitude:f}", "lon": f"{one.longitude:f}"}
        )
        if one.measured is not None:
            Xml.SubElement(point, f"{{{_GPX}}}time").text = _when(one.measured)
        Xml.SubElement(point, f"{{{_GPX}}}name").text = f"{one.cemetery} {one.grave}"
        where = " · ".join(x for x in (one.section, one.row, one.plot) if x)
        says = "\n".join(x for x in (where, one.marking, "; ".join(one.dead)) if x)
        if says:
            Xml.SubElement(point, f"{{{_GPX}}}desc").text = says
    text: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


WRITERS = {"csv": csv, "geojson": geojson, "gpx": gpx}
