"""How common a unit is where and when a body was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from nomina.cases import When
from nomina.cases.description import Described, Whereabouts
from nomina.evidence.whereabouts import WhereaboutsLine


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
            unit=f"{rng.integers(4)} ОМБр" if there[1] else "",
            when=when if there[2] else None,
            found=found if bodies and there[3] else None,
        )
        drawn.append(Described(str(i), whereabouts=whereabouts))
    return drawn


BODIES, PEOPLE = register(30, seed=1, bodies=True), register(50, seed=2, bodies=False)


def test_units_have_mean_1_where_and_when_each_body_was_found() -> None:
    """Over every unit a body might have had, for every person and whatever is compared."""
    units = [f"{n} ОМБр" for n in range(4)]
    bodies = [
        Described("B", whereabouts=replace(each.whereabouts or Whereabouts(), unit=unit))
        for each in BODIES
        for unit in units
    ]
    made = WhereaboutsLine(bodies, PEOPLE)
    every = np.divmod(np.arange(len(bodies) * 50, dtype=np.intp), 50)
    ratio, compared = made._place_time(*every)
    joint = 10.0 ** made.unbounded(*every)
    frequency = made.model.common[every[0], compared].reshape(30, 4, 50)
    assert np.abs(frequency.sum(axis=1) - 1.0).max() < 1e-9
    mean = (frequency * joint.reshape(30, 4, 50)).sum(axis=1)
    assert np.abs(mean / ratio.reshape(30, 4, 50)[:, 0] - 1.0).max() < 1e-9
    assert set(compared.tolist()) == {0, 1, 2, 3}


def test_frequencies_are_weighed_by_place_and_day() -> None:
    """An independent sum over people, one after the other, each by K times D."""
    m, checked = WhereaboutsLine(BODIES, PEOPLE).model, 0
    for body in np.flatnonzero(m.units.body >= 0).tolist():
        unit, place, basis = m.units.body[body], m.grid.body[body], m.timeline.basis[body]
        for compared in (1, 2, 3):
            own = total = 0.0
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
            if total > 0.0:
                wanted = 0.8 * own / total + 0.2 * m.units.everywhere[unit]
                assert m.common[body, compared] == pytest.approx(wanted, abs=1e-12)
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
