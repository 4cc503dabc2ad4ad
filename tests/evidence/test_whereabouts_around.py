"""How common a unit is where and when a body was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from nomina.cases import When
from nomina.cases.description import Described, Whereabouts
from nomina.evidence.whereabouts import WhereaboutsLine
from nomina.evidence.whereabouts_units import compare

UNITS = (
    *("0 ОМБр", "1 ОМБр", "2 ОМБр", "3 ОМБр"),
    # May be one of those or of each other: a number in another style, on letters, a name alone.
    *("3 бригада", "2 батальйон 3 ОМБр", "А1234", "А1235", "полк Азов", "Айдар", "бригада"),
)
"""As many as anybody here has, so that they are all the outcomes there are."""


def day(ordinal: int) -> When:
    return When(edtf=date.fromordinal(ordinal).isoformat())


def register(n: int, *, seed: int, bodies: bool) -> list[Described]:
    """Draw whereabouts, each field there or not."""
    rng = np.random.default_rng(seed)
    drawn = []
    for i in range(n):
        there = rng.random(4) < 0.7
        at = (float(47.0 + 3.0 * rng.random()), float(31.0 + 7.0 * rng.random()))
        when, found = (day(738_000 + int(d)) for d in rng.integers(0, 500, 2))
        whereabouts = Whereabouts(
            latitude=at[0] if there[0] else None,
            longitude=at[1] if there[0] else None,
            unit=UNITS[rng.integers(len(UNITS))] if there[1] else "",
            when=when if there[2] else None,
            found=found if bodies and there[3] else None,
        )
        drawn.append(Described(str(i), whereabouts=whereabouts))
    return drawn


BODIES, PEOPLE = register(30, seed=1, bodies=True), register(50, seed=2, bodies=False)


def test_units_have_mean_1_where_and_when_each_body_was_found() -> None:
    """Over every unit a body might have had, for every person and whatever is compared."""
    bodies = [
        Described("B", whereabouts=replace(each.whereabouts or Whereabouts(), unit=unit))
        for each in BODIES
        for unit in UNITS
    ]
    made = WhereaboutsLine(bodies, PEOPLE)
    every = np.divmod(np.arange(len(bodies) * 50, dtype=np.intp), 50)
    ratio, compared = made._place_time(*every)
    joint = 10.0 ** made.unbounded(*every)
    frequency = made.model.common[every[0], compared].reshape(30, len(UNITS), 50)
    assert np.abs(frequency.sum(axis=1) - 1.0).max() < 1e-9
    mean = (frequency * joint.reshape(30, len(UNITS), 50)).sum(axis=1)
    assert np.abs(mean / ratio.reshape(30, len(UNITS), 50)[:, 0] - 1.0).max() < 1e-9
    assert set(compared.tolist()) == {0, 1, 2, 3}


def test_units_left_open_have_the_lr_of_place_and_time() -> None:
    """By the words of both, whatever is compared besides; and dense rows say the same."""
    made = WhereaboutsLine(BODIES, PEOPLE)
    every = np.divmod(np.arange(30 * 50, dtype=np.intp), 50)
    ratio, _ = made._place_time(*every)
    gained = made.unbounded(*every) - np.log10(ratio)
    seen = set()
    for body, person, value in zip(*every, gained, strict=True):
        one, other = BODIES[body].whereabouts, PEOPLE[person].whereabouts
        same = compare(one.unit if one else "", other.unit if other else "")
        seen.add(same)
        if same is None:
            assert value == 0.0
        elif not same:
            assert value == pytest.approx(np.log10(made.model.other_unit), abs=1e-12)
    assert seen == {None, True, False}
    bounded = made.log10_lr(*every).reshape(30, 50)
    free = ~made.excludes(*every).reshape(30, 50)
    assert np.abs(made.dense(np.arange(30)) - bounded)[free].max() < 1e-4


def test_for_one_body_the_mean_of_its_unit_over_people_is_1() -> None:
    """Counted over people with a unit, and nothing else to compare, where none is everywhere."""
    units = ["3 ОМБр"] * 5 + ["3 бригада"] * 2 + ["А1234"] * 4 + ["2 ОМБр"] * 9
    people = [Described("P", whereabouts=Whereabouts(unit=each)) for each in units]
    for unit in sorted(set(units)):
        made = WhereaboutsLine([Described("B", whereabouts=Whereabouts(unit=unit))], people)
        lr = 10.0 ** made.unbounded(np.zeros(20, np.intp), np.arange(20))
        share = np.array([made.model.units.everywhere[at] for at in made.model.units.person])
        weight = share / np.array([units.count(each) for each in units])
        assert weight.sum() == pytest.approx(1.0, abs=1e-12)
        assert float(weight @ lr) == pytest.approx(1.0, abs=1e-9)


def test_frequencies_are_weighed_by_place_and_day() -> None:
    """An independent sum over people, one after the other, each by K times D."""
    m, checked = WhereaboutsLine(BODIES, PEOPLE).model, 0
    for body in np.flatnonzero(m.units.body >= 0).tolist():
        unit, place, basis = m.units.body[body], m.grid.body[body], m.timeline.basis[body]
        for compared in (1, 2, 3):
            own = total = may_be = 0.0
            for person in np.flatnonzero(m.units.person >= 0).tolist():
                at, since = m.grid.person[person], m.timeline.person[person]
                weight = 1.0
                if compared & 1:
                    weight *= m.place[place, at] if place >= 0 and at >= 0 else 0.0
                if compared & 2 and (basis < 0 or since < 0):
                    weight = 0.0
                elif compared & 2:
                    daily = np.diff(m.timeline.cumulative[basis][since])
                    weight *= daily[m.timeline.first[body] : m.timeline.last[body]].sum()
                total += weight
                own += weight * (m.units.person[person] == unit)
                names = m.units.names[unit], m.units.names[m.units.person[person]]
                may_be += weight * (compare(*names) is None)
            if total > 0.0:
                wanted = 0.8 * own / total + 0.2 * m.units.everywhere[unit]
                assert m.common[body, compared] == pytest.approx(wanted, abs=1e-12)
                open_ = np.flatnonzero(m.units.open[unit])
                wanted = 0.8 * may_be / total + 0.2 * m.units.everywhere[open_].sum()
                assert m.left_open[body, compared] == pytest.approx(wanted, abs=1e-12)
                checked += 1
        assert m.common[body, 0] == m.units.everywhere[unit]
    assert checked > 30


def front(seed: int, *, bodies: bool) -> list[Described]:
    """Draw people lost in 15 events at three places, each with days and units of its own."""
    rng = np.random.default_rng(seed)
    drawn = []
    for event, _ in np.ndindex(15, 20):
        near = rng.normal((47.0 + event % 3, 33.0 + 2.0 * (event % 3)), 0.05)
        alive = 738_000 + 70 * event + int(rng.integers(4))
        found = alive + int(rng.exponential(20.0))
        unit = 3 * event + rng.integers(3) if rng.random() < 0.8 else rng.integers(45)
        whereabouts = Whereabouts(
            latitude=float(near[0]),
            longitude=float(near[1]),
            unit=f"{unit} рота",
            when=None if bodies else day(alive),
            found=day(found) if bodies else None,
        )
        drawn.append(Described("X", whereabouts=whereabouts))
    return drawn


@pytest.mark.parametrize("left_out", ["nothing", "place", "time"])
def test_people_of_the_same_events_have_mean_1(left_out: str) -> None:
    """Nobody of these people is one of these bodies; each event has its place, days and units."""
    people = []
    for each in front(6, bodies=False):
        known = each.whereabouts or Whereabouts()
        if left_out == "place":
            known = replace(known, latitude=None, longitude=None)
        elif left_out == "time":
            known = replace(known, when=None)
        people.append(Described("P", whereabouts=known))
    made = WhereaboutsLine(front(5, bodies=True), people)
    lr = 10.0 ** made.unbounded(*np.divmod(np.arange(300 * 300, dtype=np.intp), 300))
    assert lr.mean() == pytest.approx(1.0, abs=0.15)
