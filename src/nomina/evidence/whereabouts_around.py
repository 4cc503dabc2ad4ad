"""How common a unit is among those who may have been lost where and when a body was found.

``f(unit | cell, day) = (1 - s) L + s f(unit)``, with ``L`` the share of the unit among the people
who are compared on the same (place, time or both), each weighted by ``K(cell | place) D(day |
last alive)``. So for one body the mean LR over these people is that of place and time, but for the
share ``s`` that is as everywhere: the unit says nothing again that place and day have said.
Units that may be one or two (`Units.open`) are summed in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nomina.evidence.line import Bools, Floats, Places
from nomina.evidence.whereabouts_places import Grid, Table
from nomina.evidence.whereabouts_times import BASES, Timeline
from nomina.evidence.whereabouts_units import Units

_BLOCK = 256
_Groups = Callable[[Places, Places], Iterable[tuple[Places, Places]]]


@dataclass(frozen=True, slots=True)
class _Codes:
    places: Grid
    times: Timeline
    place: Table


def frequencies(
    places: Grid, times: Timeline, named: Units, place: Table, everywhere: float
) -> Floats:
    """Give (bodies, 4) how common the unit of each body is, 1 without one.

    The column is what is compared: nothing but the unit, place (1), time (2), both (3).
    """
    codes = _Codes(places, times, place)
    result = _shares(codes, named, named.everywhere, everywhere, _by_unit)
    result[named.body < 0] = 1.0
    return result


def left_open(
    places: Grid, times: Timeline, named: Units, place: Table, everywhere: float
) -> Floats:
    """Give (bodies, 4) how common units are that may be that of the body; 0 without one."""
    codes = _Codes(places, times, place)
    if not named.open.any():
        return np.zeros((len(named.body), 4))

    def groups(body: Places, person: Places) -> Iterable[tuple[Places, Places]]:
        return _by_open(named.open, body, person)

    return _shares(codes, named, named.open @ named.everywhere, everywhere, groups)


def _shares(
    codes: _Codes, named: Units, general_of: Floats, everywhere: float, groups: _Groups
) -> Floats:
    """Give (bodies, 4) the share of people of a group of units, by what is compared."""
    places, times = codes.places, codes.times
    result = np.zeros((len(named.body), 4))
    known = named.body >= 0
    result[known] = general_of[named.body[known], None]
    for compared in (1, 2, 3):
        bodies = np.flatnonzero(known & _has(places.body, times.basis, compared))
        people = np.flatnonzero((named.person >= 0) & _has(places.person, times.person, compared))
        if not (len(bodies) and len(people)):
            continue
        own = np.zeros(len(bodies))
        total = _weights(codes, compared, bodies, people)
        for of_body, of_people in groups(named.body[bodies], named.person[people]):
            own[of_body] = _weights(codes, compared, bodies[of_body], people[of_people])
        general = general_of[named.body[bodies]]
        local = np.divide(own, total, where=total > 0.0, out=general.copy())
        result[bodies, compared] = (1.0 - everywhere) * local + everywhere * general
    return result


def _has(place: Places, time: Places, compared: int) -> Bools:
    there = np.ones(len(place), np.bool_)
    if compared & 1:
        there &= place >= 0
    if compared & 2:
        there &= time >= 0
    return there


def _by_unit(body: Places, person: Places) -> list[tuple[Places, Places]]:
    """Give the places of bodies and people of each unit that both have."""
    sides = []
    for unit in (body, person):
        order = np.argsort(unit, kind="stable")
        found, start = np.unique(unit[order], return_index=True)
        sides.append(dict(zip(found.tolist(), np.split(order, start[1:]), strict=True)))
    return [(sides[0][unit], sides[1][unit]) for unit in sides[0] if unit in sides[1]]


def _by_open(
    may_be: NDArray[np.bool_], body: Places, person: Places
) -> Iterable[tuple[Places, Places]]:
    """Give the places of bodies of units that leave the same others open, and of those people."""
    alike: dict[bytes, list[int]] = {}
    for unit in np.unique(body).tolist():
        if may_be[unit].any():
            alike.setdefault(np.packbits(may_be[unit]).tobytes(), []).append(unit)
    for some in alike.values():
        people = np.flatnonzero(may_be[some[0]][person])
        if len(people):
            yield np.flatnonzero(np.isin(body, some)), people


def _weights(codes: _Codes, compared: int, bodies: Places, people: Places) -> Floats:
    """Give the sum over ``people`` of P(place, time of each body | them), by what is compared."""
    places, times, place = codes.places, codes.times, codes.place
    if compared == 1:
        count = np.bincount(places.person[people], minlength=place.shape[1])
        key, back = np.unique(places.body[bodies], return_inverse=True)
        return np.asarray((place[key] @ count.astype(place.dtype))[back.reshape(-1)], np.float64)
    when, times_key = np.unique(times.person[people], return_inverse=True)
    times_key = times_key.reshape(-1)
    if compared == 2:
        by_time = np.bincount(times_key).astype(np.float64)[:, None]
    else:
        shape = len(when), place.shape[1]
        at = times_key, places.person[people]
        count_of = sparse.csr_matrix((np.ones(len(people), place.dtype), at), shape=shape)
    result = np.zeros(len(bodies))
    # By place, so that a block has few keys.
    order = np.argsort(places.body[bodies], kind="stable")
    for start in range(0, len(bodies), _BLOCK):
        block = order[start : start + _BLOCK]
        if compared == 3:
            key, back = np.unique(places.body[bodies[block]], return_inverse=True)
            by_time = np.asarray(count_of @ place[key].T)[:, back.reshape(-1)]
        result[block] = (by_time * _daily(times, bodies[block], when)).sum(axis=0)
    return result


def _daily(times: Timeline, bodies: Places, when: Places) -> Floats:
    """Give (keys, bodies) P(time of a body | each of some keys of people)."""
    result = np.empty((len(when), len(bodies)))
    for basis in range(len(BASES)):
        of_this = times.basis[bodies] == basis
        if of_this.any():
            chosen = bodies[of_this]
            rows = times.cumulative[basis][when]
            result[:, of_this] = rows[:, times.last[chosen]] - rows[:, times.first[chosen]]
    return result
