"""The map: distances against another formula, a scale that is true, and nothing but the drawing."""

from __future__ import annotations

import itertools
import math
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomina.desk.custody import graves_map
from nomina.desk.custody.graves_map import Map, Plane, Spot, View, apart, drawn, view_of


def haversine(north: float, east: float, north2: float, east2: float) -> float:
    """Metres between two points of a ball (R. W. Sinnott, 1984), by another way than the map's."""
    half = math.sin(math.radians(north2 - north) / 2) ** 2
    half += (
        math.cos(math.radians(north))
        * math.cos(math.radians(north2))
        * math.sin(math.radians(east2 - east) / 2) ** 2
    )
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def spot(north: float, east: float, label: str = "G1", **more: object) -> Spot:
    return Spot(uuid.uuid4(), north, east, label, **more)  # type: ignore[arg-type]


near = st.floats(-0.01, 0.01)


@given(st.floats(-70, 70), st.floats(-180, 180), near, near)
def test_the_plane_keeps_distances(north: float, east: float, dy: float, dx: float) -> None:
    """Within 2 km and 70 degrees, to a thousandth; on both sides of 180 degrees too."""
    one, other = spot(north, east), spot(north + dy, east + dx)
    true = haversine(one.latitude, one.longitude, other.latitude, other.longitude)
    assert apart(one, other) == pytest.approx(true, rel=1e-3, abs=0.01)
    plane = Plane.of([one, other])
    ends = [plane.at(x.latitude, x.longitude) for x in (one, other)]
    assert math.dist(*ends) == pytest.approx(true, rel=1e-3, abs=0.01)


@pytest.mark.parametrize("wide", [0.00002, 0.0003, 0.004, 0.03])
@pytest.mark.parametrize("north", [-33.0, 0.0, 50.0, 68.0])
def test_the_scale_bar_is_true_to_half_a_percent(north: float, wide: float) -> None:
    spots = [spot(north, 36.0, "G1"), spot(north + wide / 3, 36.0 + wide, "G2")]
    map_ = drawn(spots, View())
    (x, y), (x2, y2) = [(dot.x, dot.y) for dot in map_.dots]
    true = haversine(*[z for one in spots for z in (one.latitude, one.longitude)])
    units = math.dist((x, y), (x2, y2))
    if units > 100:  # below that a tenth of a unit is more than the scale errs
        assert units / true * map_.metres == pytest.approx(map_.bar, rel=5e-3)
    assert 0 < map_.bar <= graves_map.BAR * graves_map.WIDE + 0.1
    assert map_.metres / 10 ** math.floor(math.log10(map_.metres)) == pytest.approx(
        min(
            (1, 2, 5),
            key=lambda f: abs(f - map_.metres / 10 ** math.floor(math.log10(map_.metres))),
        )
    )


def test_north_is_up_and_east_is_right() -> None:
    map_ = drawn([spot(50, 36), spot(50.001, 36, "G2"), spot(50, 36.001, "G3")], View())
    here, up, right = map_.dots
    assert up.y < here.y
    assert up.x == here.x
    assert right.x > here.x
    assert right.y == here.y


def test_graves_on_both_sides_of_180_degrees_lie_beside_each_other() -> None:
    map_ = drawn([spot(0, 179.9999), spot(0, -179.9999, "G2")], View())
    assert haversine(0, 179.9999, 0, -179.9999) == pytest.approx(22.24, abs=0.01)
    assert map_.dots[1].x - map_.dots[0].x == pytest.approx(22.24 * map_.scale, rel=1e-3)


def field_of(rows: int, each: int, section: str = "A") -> list[Spot]:
    return [
        spot(50 + r * 3e-5, 36 + n * 4e-5, f"G{r * each + n + 1}", section=section)
        for r, n in itertools.product(range(rows), range(each))
    ]


def inside(map_: Map) -> bool:
    return all(0 <= d.x <= graves_map.WIDE and 0 <= d.y <= graves_map.HIGH for d in map_.dots)


def test_everything_is_on_the_first_map_and_nothing_outside_on_any() -> None:
    spots = field_of(10, 12)
    whole = drawn(spots, View())
    assert len(whole.dots) == 120
    assert inside(whole)
    assert whole.linked
    seen = set()
    for _ in range(2):
        closer = drawn(spots, View(1, 0, 0))
        assert inside(closer)
        assert closer.scale == pytest.approx(2 * whole.scale)
    for east, north in itertools.product((-1, 0, 1), (-1, 0, 1)):
        part = drawn(spots, drawn(spots, View(1, 0, 0)).step(east, north))
        assert inside(part)
        seen |= {dot.spot.label for dot in part.dots}
    assert seen == {one.label for one in spots}  # nothing lies beyond the ways that lead to it


def test_names_never_stand_on_each_other() -> None:
    map_ = drawn(field_of(10, 39), View())
    boxes = [
        (d.x - 4 * len(d.spot.label), d.x + 4 * len(d.spot.label), d.y)
        for d in map_.dots
        if d.named
    ]
    assert boxes
    for (left, right, y), (left2, right2, y2) in itertools.combinations(boxes, 2):
        assert right <= left2 or right2 <= left or abs(y - y2) >= 13


def test_of_too_many_graves_the_sections_lead_closer() -> None:
    far = [spot(50.01, 36, "G999", section="B"), spot(50.01, 36.01, "G1000")]
    spots = [*field_of(21, 20), *far]
    map_ = drawn(spots, View())
    assert not map_.linked
    assert [(name.text, name.count) for name in map_.sections] == [("A", 420), ("B", 1)]
    assert not any(dot.named for dot in map_.dots)


@pytest.mark.parametrize(
    ("asked", "view"),
    [
        (("", "", ""), View()),
        (("2", "10", "-4"), View(2, 10, -4)),
        (("0", "10", "10"), View()),
        (("99", "1", ""), View(graves_map.DEEPEST, 1, 0)),
        (("-1", "1", "1"), View()),
        (("2", "1e9", "1"), View()),
        (("2", "9" * 5000, "1"), View()),
        (("2", "<svg>", "1"), View()),
        (("2", "9999999999", "1"), View(2, 1_000_000, 1)),
    ],
)
def test_a_view_is_whole_numbers_or_everything(asked: tuple[str, str, str], view: View) -> None:
    assert view_of(*asked) == view
