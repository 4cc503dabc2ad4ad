"""Place, time and unit as one prior on a pair."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from nomina.cases import Order, When, order
from nomina.cases.description import Described, Whereabouts
from nomina.errors import InputError
from nomina.evidence.parameters import Parameters, load
from nomina.evidence.whereabouts import WhereaboutsLine
from nomina.evidence.whereabouts_places import distance_km
from nomina.evidence.whereabouts_times import certain_days, days
from nomina.evidence.whereabouts_units import compare, folded
from nomina.words import LANGUAGES


def day(text: str) -> When:
    return When(edtf=text)


def register(n: int, *, seed: int, bodies: bool) -> list[Described]:
    """Draw whereabouts, each field there or not."""
    rng = np.random.default_rng(seed)
    drawn = []
    for i in range(n):
        there = rng.random(5) < 0.7
        at = 47.0 + 3.0 * rng.random(), 31.0 + 7.0 * rng.random()
        when, found = (
            day((date(2022, 2, 24) + timedelta(days=int(d))).isoformat())
            for d in rng.integers(0, 500, 2)
        )
        drawn.append(
            Described(
                str(i),
                whereabouts=Whereabouts(
                    latitude=float(at[0]) if there[0] else None,
                    longitude=float(at[1]) if there[0] else None,
                    accuracy_m=float(rng.choice([100.0, 30_000.0])) if there[1] else None,
                    unit=f"{rng.integers(4)} ОМБр" if there[2] else "",
                    when=when if there[3] else None,
                    found=found if bodies and there[4] else None,
                )
                if rng.random() < 0.95
                else None,
            )
        )
    return drawn


BODIES, PEOPLE = register(30, seed=1, bodies=True), register(50, seed=2, bodies=False)
ALL = np.divmod(np.arange(1500, dtype=np.intp), 50)


@pytest.fixture(scope="module")
def line() -> WhereaboutsLine:
    return WhereaboutsLine(BODIES, PEOPLE)


def pair(one: dict[str, Any], other: dict[str, Any], *others: dict[str, Any]) -> WhereaboutsLine:
    people = [other, *others]
    return WhereaboutsLine(
        [Described("B", whereabouts=Whereabouts(**one))],
        [Described(f"P{n}", whereabouts=Whereabouts(**each)) for n, each in enumerate(people)],
    )


def at(lat: float, lon: float, **more: Any) -> dict[str, Any]:
    return {"latitude": lat, "longitude": lon, **more}


def test_the_mean_lr_of_different_people_is_1_exactly(line: WhereaboutsLine) -> None:
    """Over all cells, all days and both bases of a time, for every person and every pattern."""
    m = line.model
    cells, bins = m.grid.kernel.shape[0], len(m.timeline.edges) - 1
    assert m.cells_different.sum() == pytest.approx(1.0, abs=1e-9)
    for basis in (0, 1):
        daily = np.diff(m.timeline.cumulative[basis], axis=1)
        joint = m.joint_different[basis]
        assert joint.shape == (cells, bins)
        assert joint.sum() == pytest.approx(1.0, abs=1e-9)
        assert m.days_different[basis].sum() == pytest.approx(1.0, abs=1e-9)
        for place, time in zip(m.grid.person, m.timeline.person, strict=True):
            if place >= 0:
                lr = m.grid.kernel[:, place] / m.cells_different
                assert (m.cells_different * lr).sum() == pytest.approx(1.0, abs=1e-9)
            if time >= 0:
                lr = daily[time] / m.days_different[basis]
                assert (m.days_different[basis] * lr).sum() == pytest.approx(1.0, abs=1e-9)
            if place >= 0 and time >= 0:
                lr = np.outer(m.grid.kernel[:, place], daily[time]) / joint
                assert (joint * lr).sum() == pytest.approx(1.0, abs=1e-9)
                assert (joint * np.clip(lr, 1e-3, 1e3)).sum() <= 1.0 + 1e-3


def test_lrs_are_those_of_the_outcomes(line: WhereaboutsLine) -> None:
    """A body in one cell and one span of days has the ratio of sums over just these."""
    m = line.model
    checked = 0
    for body in np.flatnonzero(m.timeline.basis >= 0).tolist():
        key, basis = m.grid.body[body], m.timeline.basis[body]
        cells = m.grid.body_cells[[key]].toarray()[0] if key >= 0 else None
        span = slice(m.timeline.first[body], m.timeline.last[body])
        for person in np.flatnonzero(m.units.person < 0).tolist():
            place, time = m.grid.person[person], m.timeline.person[person]
            if cells is None or place < 0 or time < 0:
                continue
            daily = np.diff(m.timeline.cumulative[basis][time])[span].sum()
            same = (cells @ m.grid.kernel[:, place]) * daily
            different = cells @ m.joint_different[basis][:, span].sum(axis=1)
            lr = line.unbounded(np.array([body]), np.array([person]))[0]
            assert lr == pytest.approx(math.log10(same / different), abs=1e-9)
            checked += 1
    assert checked > 50


def test_for_one_body_the_mean_over_people_is_1(line: WhereaboutsLine) -> None:
    """Somebody else's body lies where somebody else was lost: place says nothing of the list."""
    m = line.model
    ratio, compared = line._place_time(*(each.reshape(30, 50) for each in ALL))
    seen = 0
    for body in range(30):
        for pattern in (1, 2, 3):
            has = line._has == 3 if pattern == 3 else (line._has & pattern) > 0
            chosen = has & (compared[body] == pattern)
            if chosen.sum() == has.sum() > 0:
                assert ratio[body][chosen].mean() == pytest.approx(1.0, abs=1e-9)
                seen += 1
    assert seen > 10
    assert m.place.dtype == np.float64


def test_findings_agree_with_the_arrays_and_lie_in_bounds(line: WhereaboutsLine) -> None:
    values, out = line.log10_lr(*ALL), line.excludes(*ALL)
    assert out.any()
    assert (values[out] == -3.0).all()
    none = 0
    for body, person, value, excluded in zip(*ALL, values, out, strict=True):
        found = line.finding(int(body), int(person))
        if found is None:
            assert value == 0.0
            none += 1
            continue
        assert found.log10_lr == pytest.approx(value, abs=1e-12)
        assert found.excludes == excluded
        assert set(found.sentence) == set(LANGUAGES)
        assert found.sentence["en"]
    assert 0 < none < 1000


def test_candidates_are_complete(line: WhereaboutsLine) -> None:
    values = line.log10_lr(*ALL)
    assert values.max() <= line.strongest
    for least in (0.01, 0.3, 1.0, 1.5, 5.0):
        pairs = line.candidates(least)
        assert (
            sorted((pairs.bodies * 50 + pairs.people).tolist())
            == np.flatnonzero(values >= least).tolist()
        )


def test_dense_is_the_same(line: WhereaboutsLine) -> None:
    lower, upper = line.parameters.lower_bound, line.parameters.upper_bound
    wanted = np.clip(line.unbounded(*ALL), lower, upper).reshape(30, 50)
    assert np.abs(line.dense(np.arange(30)) - wanted).max() < 1e-4


def test_near_in_place_and_time_says_more() -> None:
    people = [
        at(48.5, 37.9, when=day("2022-05-01")),
        at(48.5, 37.9, when=day("2021-01-01")),
        at(48.9, 38.4, when=day("2022-05-01")),
        at(50.4, 30.5, when=day("2022-05-01")),
    ]
    made = pair(at(48.51, 37.91, when=day("2022-05-03")), *people)
    near, long_ago, day_away, far = made.log10_lr(np.zeros(4, np.intp), np.arange(4))
    assert near > long_ago > far
    assert near > day_away > far
    found = made.finding(0, 0)
    assert found is not None
    assert "1.3" in found.sentence["en"]  # km: 0.01 degrees are 1.11 north and 0.74 east
    assert "about 2" in found.sentence["en"]


def test_a_rare_unit_says_more_than_a_common_one() -> None:
    common, rare = [{"unit": "24-та ОМБр"}] * 9, [{"unit": "93 омбр"}]
    one = pair({"unit": "24 ОМБР"}, *common, *rare)
    other = pair({"unit": "93-тя ОМБр"}, *common, *rare)
    assert one.log10_lr(np.array([0]), np.array([0]))[0] > 0.0
    assert one.log10_lr(np.array([0]), np.array([9]))[0] == pytest.approx(-1.0)  # other_unit
    assert (
        other.log10_lr(np.array([0]), np.array([9]))[0]
        > one.log10_lr(np.array([0]), np.array([0]))[0] + 0.5
    )


def test_a_unit_is_not_counted_again_where_all_of_it_stood() -> None:
    """Everybody around the body is of its unit: the place has said it all."""
    near = [at(48.5, 37.9, unit="24 омбр")] * 5
    far = [at(50.4, 28.0 + n / 20.0, unit="1 омбр") for n in range(95)]
    made = pair(at(48.5, 37.9, unit="24 омбр"), *near, *far)
    bare = pair(at(48.5, 37.9), *near, *far)
    first = np.array([0]), np.array([0])
    gained = float(made.log10_lr(*first)[0] - bare.log10_lr(*first)[0])
    alone = pair({"unit": "24 омбр"}, *near, *far)
    assert 0.0 <= gained < 0.15
    assert alone.log10_lr(*first)[0] > 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("24-та ОМБр", "24 омбр"),
        ("93-тя  окрема бригада", "93 ОКРЕМА БРИГАДА"),
        ("в/ч А1234", "В/Ч А-1234"),
        ("A 1234 рота", "А 1234 рота"),  # Latin and Cyrillic A
        ("«Азов»", "Азов"),
        ("24th brigade", "24 Brigade"),
        ("А1234", "A1234"),  # Cyrillic, Latin
        ("в/ч А1234", "А1234"),
        ("військова частина A 1234", "В/Ч А1234"),
        ("войсковая часть 12345", "вч 12345"),
        ("24 ОМБр", "24-та окрема механізована бригада"),
        ("24 OMБp", "24-я отдельная механизированная бригада"),
        ("95 ОДШБр", "95 окрема десантно-штурмова бригада"),
        ("36 ОБрМП", "36-та окрема бригада морської піхоти"),
        ("112 ОБр ТрО", "112 окрема бригада територіальної оборони"),
    ],
)
def test_spellings_of_a_unit(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""
    assert compare(one, other) is True


@pytest.mark.parametrize(("one", "other"), [("24 омбр", "42 омбр"), ("1 рота", "1 рота 2 бат")])
def test_other_units_stay_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("3 ОШБр", "3 ошбр, 2 батальйон", None),  # one has the other
        ("24 бригада", "24 ОМБр", None),
        ("24 ОМБр", "24 механізована бригада імені короля Данила", None),  # of one number
        ("24 ОМБр", "24 танковий полк", None),
        ("А1234", "24 ОМБр", None),  # the number on letters is no number of a brigade
        ("Азов", "12 бригада", None),  # a name alone
        ("Азов", "полк «Азов»", None),
        ("бригада", "24 ОМБр", None),
        ("", "24 ОМБр", None),
        ("в/ч", "24 ОМБр", None),
        ("24 ОМБр", "93 ОМБр", False),
        ("3 ОШБр, 2 батальйон", "93 ОМБр", False),
        ("А1234", "В/Ч А1235", False),
        ("полк Азов", "батальйон Айдар", False),
    ],
)
def test_units_are_different_only_where_the_words_say_so(
    one: str, other: str, same: bool | None
) -> None:
    assert compare(one, other) is compare(other, one) is same
    made = pair({"unit": one}, {"unit": other}, {"unit": "777 рота"})
    value = float(made.log10_lr(np.array([0]), np.array([0]))[0])
    assert value == (0.0 if same is None else pytest.approx(math.log10(made.model.other_unit)))
    finding = made.finding(0, 0)
    assert (finding is None) is (same is None)
    assert finding is None or "units differ" in finding.said("en")


@pytest.mark.parametrize(
    ("found", "alive", "excluded"),
    [
        ("2022-03-01", "2023-06-01", True),
        ("2022-03-01", "2022-03-20", False),  # within what a last sighting may be wrong
        ("2022-03-01", "2023-03-01", False),  # a year that was written one too high
        ("2024-02-29", "2025-02-28", False),
        ("2024-01-01", "2025-01-01", False),
        ("2022-03-01~", "2023-06-01", False),
        ("2022-03-01", "2023-06-01?", False),
        ("2022", "2023-06-01", False),
        ("2021", "2023-06", True),
        ("../2022-01-01", "2023-06", True),
        ("2022-01-01/..", "2023-06", False),
        ("2022-08-01", "2022-06-01", False),
    ],
)
def test_found_before_last_known_alive(found: str, alive: str, excluded: bool) -> None:
    made = pair({"found": day(found)}, {"when": day(alive)})
    assert made.excludes(np.array([0]), np.array([0])).tolist() == [excluded]
    if excluded:
        assert order(day(found), day(alive)) is Order.BEFORE


def test_an_estimate_of_death_excludes_nobody() -> None:
    made = pair({"when": day("2020-01-01")}, {"when": day("2022-06-01")})
    assert not made.excludes(np.array([0]), np.array([0]))[0]


def test_without_a_margin_it_is_the_order_of_dates() -> None:
    texts = ["2022-03-01", "2022-03-02", "2022-03-03", "2022-03", "2022-05~", "2023", "2022-03-XX"]
    spans = certain_days([day(text) for text in texts])
    for i, one in enumerate(texts):
        for j, other in enumerate(texts):
            before = bool(spans[i, 1] < spans[j, 0])
            assert before == (order(day(one), day(other)) is Order.BEFORE)


def test_days_of_dates() -> None:
    first = date(2022, 3, 1).toordinal()
    assert days(day("2022-03-01")) == (first, first + 1)
    assert days(day("2022-03-01~"), 10.0) == (first - 10, first + 11)
    assert days(day("2022-03")) == (first, first + 31)
    assert days(day("../2022-03-01"))[0] == -math.inf
    assert all(map(math.isnan, days(None)))


def test_distance_of_kyiv_and_kharkiv() -> None:
    """About 410 km."""
    kyiv, kharkiv = (50.4501, 30.5234), (49.9935, 36.2304)
    km = distance_km(*(np.array(x) for x in (*kyiv, *kharkiv)))
    assert float(km) == pytest.approx(410.0, abs=3.0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, at(48.0, 37.0, unit="1", when=day("2022"))),
        (at(48.0, 37.0), {"unit": "24", "when": day("2022")}),
        ({"unit": "24", "found": day("2023")}, at(48.0, 37.0)),
        ({"place": "Bakhmut"}, {"place": "Bakhmut"}),
    ],
)
def test_nothing_to_compare_is_neutral(one: dict[str, Any], other: dict[str, Any]) -> None:
    made = pair(one, other)
    assert made.log10_lr(np.array([0]), np.array([0])).tolist() == [0.0]
    assert made.finding(0, 0) is None
    assert len(made.candidates(0.1)) == 0


@pytest.mark.parametrize("accuracy", [0.0, -5.0, math.inf, math.nan])
def test_an_accuracy_that_cannot_be_is_refused(accuracy: float) -> None:
    with pytest.raises(InputError, match="accuracy"):
        Whereabouts(latitude=1.0, longitude=1.0, accuracy_m=accuracy)


def test_a_vague_position_says_less() -> None:
    people = [at(48.0 + n / 10.0, 37.0) for n in range(20)]
    sharp, vague = pair(at(48.0, 37.0), *people), pair(at(48.0, 37.0, accuracy_m=5e4), *people)
    first = np.array([0]), np.array([0])
    assert sharp.log10_lr(*first)[0] > vague.log10_lr(*first)[0] > 0.0


def test_empty_registers() -> None:
    made = WhereaboutsLine([], [])
    assert len(made.candidates(0.5)) == 0


@pytest.mark.parametrize(
    ("name", "wrong", "what"),
    [
        ("cell_km", 0.0, "width of a cell"),
        ("distance_scales", {"near": 0.0, "day": 30.0, "far": 250.0}, "scale is not above 0"),
        ("distance_weights", {"near": 1.0, "anywhere": 0.0}, "each scale needs a weight"),
        (
            "days_to_found_weights",
            {"weeks": 0.4, "months": 0.3, "years": 0.2, "anywhere": 0.05},
            "do not sum to 1",
        ),
        ("other_unit", 0.0, "other_unit is not between"),
        ("slack_days", -1.0, "slack"),
        ("excludes_beyond_days", -1.0, "excludes_beyond_days"),
    ],
)
def test_parameters_that_cannot_be_are_refused(name: str, wrong: object, what: str) -> None:
    data = load("whereabouts").model_dump()
    data["values"][name]["value"] = wrong
    with pytest.raises(InputError, match=what):
        WhereaboutsLine(BODIES, PEOPLE, Parameters.model_validate(data))
