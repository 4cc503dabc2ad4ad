"""The joint model of place, time and unit: probabilities under both hypotheses, by arrays.

Same person: ``P(cell, day | y) = K(cell | place of y) D(day | last alive of y)``. Different
people: ``Q(cell, day)``, the mean of that over everybody who is missing, since a body of somebody
else lies where and when somebody else was lost. Q is joint, since fronts move. So the mean LR is
1 over all cells and days, and also over all people for one body: whereabouts alone never say
whether a body is on the list. A pair is compared on what both have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from nomina.cases.description import Whereabouts
from nomina.errors import InputError
from nomina.evidence.line import Floats, Places
from nomina.evidence.parameters import Parameters
from nomina.evidence.whereabouts_around import frequencies, left_open
from nomina.evidence.whereabouts_places import Grid, Table, grid, mean_over
from nomina.evidence.whereabouts_times import BASES, Timeline, timeline
from nomina.evidence.whereabouts_units import Units, units


@dataclass(frozen=True, slots=True)
class Model:
    """Two registers made ready.

    Attributes:
        grid, timeline, units: their codes.
        place: (body keys, person keys) P(place of the body | same).
        different: (bodies, 4) P(what was seen of the body | different), by what is compared:
            nothing (1), place (2 = 1), time, both; the column is ``place + 2 * time``.
        cells_different, days_different: P under different people of each cell, and by basis of
            each day; joint_different by basis of each cell and day.
        common: (bodies, 4) how common the unit of a body is where and when it was found, by what is
            compared, as in ``different``; 1 without unit.
        left_open: (bodies, 4) likewise how common units are that may be that of the body or not; 0
            without unit.
        other_unit: P(the unit seen on a body is not that of the file | same).
    """

    grid: Grid
    timeline: Timeline
    units: Units
    place: Table
    different: Floats
    cells_different: Floats
    days_different: tuple[Floats, Floats]
    joint_different: tuple[Table, Table]
    common: Floats
    left_open: Floats
    other_unit: float

    @property
    def around(self) -> Floats:
        """(bodies,) how common the unit of a body is, given all that is known of place and time."""
        return np.asarray(self.common[np.arange(len(self.grid.body)), self._known])

    @property
    def open_around(self) -> Floats:
        """(bodies,) likewise of units that may be that of the body or not."""
        return np.asarray(self.left_open[np.arange(len(self.grid.body)), self._known])

    @property
    def _known(self) -> Places:
        return (self.grid.body >= 0) + 2 * (self.timeline.basis >= 0)


def model(
    bodies: Sequence[Whereabouts | None],
    people: Sequence[Whereabouts | None],
    parameters: Parameters,
) -> Model:
    """Make the model of two registers.

    Raises:
        InputError: a parameter cannot be.
    """
    everywhere = _share(parameters, "units_everywhere")
    places, times = grid(bodies, people, parameters), timeline(bodies, people, parameters)
    named = units(bodies, people)
    place = mean_over(places.body_cells, places.kernel)
    cells = _cells_different(places)
    days = [_days_different(times, basis) for basis in range(len(BASES))]
    joint = _joint_different(places, times)
    return Model(
        places,
        times,
        named,
        place,
        _of_bodies(places, times, cells, days, joint),
        cells,
        (days[0], days[1]),
        (joint[0], joint[1]),
        frequencies(places, times, named, place, everywhere),
        left_open(places, times, named, place, everywhere),
        _share(parameters, "other_unit"),
    )


def _share(parameters: Parameters, name: str) -> float:
    value = parameters.number(name)
    if not 0.0 < value < 1.0:
        raise InputError(f"{name} is not between 0 and 1", where="whereabouts")
    return value


def _cells_different(places: Grid) -> Floats:
    people = np.bincount(places.person[places.person >= 0], minlength=places.kernel.shape[1])
    return np.asarray(places.kernel @ (people / max(1.0, people.sum())), np.float64)


def _days_different(times: Timeline, basis: int) -> Floats:
    daily = np.diff(times.cumulative[basis], axis=1)
    people = np.bincount(times.person[times.person >= 0], minlength=len(daily))[: len(daily)]
    return np.asarray((people / max(1.0, people.sum())) @ daily)


def _joint_different(places: Grid, times: Timeline) -> list[Table]:
    kind = places.kernel.dtype
    both = (places.person >= 0) & (times.person >= 0)
    count = sparse.csr_matrix(
        (np.ones(both.sum(), kind), (places.person[both], times.person[both])),
        shape=(places.kernel.shape[1], len(times.cumulative[0])),
    )
    spread = np.asarray(count.T @ places.kernel.T).T / kind.type(max(1.0, float(both.sum())))
    return [spread @ np.diff(each, axis=1).astype(kind) for each in times.cumulative]


def _of_bodies(
    places: Grid,
    times: Timeline,
    cells: Floats,
    days: Sequence[Floats],
    joint: Sequence[Table],
) -> Floats:
    """Give (bodies, 4) P(what was seen of each body | different)."""
    different = np.ones((len(places.body), 4))
    located = places.body >= 0
    different[located, 1] = (places.body_cells @ cells)[places.body[located]]
    for basis in range(len(BASES)):
        dated = np.flatnonzero(times.basis == basis)
        before = np.concatenate([[0.0], np.cumsum(days[basis])])
        different[dated, 2] = before[times.last[dated]] - before[times.first[dated]]
        both = dated[located[dated]]
        by_key = np.zeros((places.body_cells.shape[0], len(before)))
        by_key[:, 1:] = np.cumsum(
            mean_over(places.body_cells, joint[basis]), axis=1, dtype=np.float64
        )
        key = places.body[both]
        different[both, 3] = by_key[key, times.last[both]] - by_key[key, times.first[both]]
    # Where nobody missing has a place or a date nothing is ever compared.
    return np.where(different > 0.0, different, 1.0)
