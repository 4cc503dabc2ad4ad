"""The best assignments of one component, over the same states as the exact sums."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nomina.reconcile.frontier import MOST_STATES, Forward, Move, Plan, forward, moves_of
from nomina.reconcile.graph import Component, Family

Floats = NDArray[np.float64]
Cells = tuple[tuple[int, int], ...]
_Linked = tuple[Cells, "_Linked"] | None


@dataclass(frozen=True, slots=True)
class Maxima:
    """The best assignment of a component, and for each pair the best with and without it.

    Attributes:
        best: log weight of the best; ``chosen`` its (row, col) pairs.
        with_pair, without: (E,) log weights, -inf where there is none.
        with_cell, without_cell: the same for cells that families place.
    """

    best: float
    chosen: tuple[tuple[int, int], ...]
    with_pair: Floats
    without: Floats
    with_cell: Mapping[tuple[int, int], float]
    without_cell: Mapping[tuple[int, int], float]


def maxima(component: Component, *, most_states: int = MOST_STATES) -> Maxima:
    """Do what `forward` and `marginals` do with maxima in place of sums.

    Raises:
        TooWide: there would be more than ``most_states`` states.
    """
    done = forward(component, most_states=most_states)
    plan = done.plan
    tops = [np.zeros(1)]
    for at, step in enumerate(plan.steps):
        top = np.full(len(done.masks[at + 1]), -np.inf)
        for move in moves_of(step, done.masks[at]):
            to = _to(done, at, move)
            np.maximum.at(top, to, tops[at][move.open] + _log(move.weight))
        tops.append(top)
    with_pair, without = (np.full(len(component.row), -np.inf) for _ in range(2))
    with_cell: dict[tuple[int, int], float] = {}
    without_cell: dict[tuple[int, int], float] = {}
    after = np.zeros(1)
    for at in range(len(plan.steps) - 1, -1, -1):
        step = plan.steps[at]
        before = np.full(len(done.masks[at]), -np.inf)
        scores: list[tuple[Move, float]] = []
        for move in moves_of(step, done.masks[at]):
            value = _log(move.weight) + after[_to(done, at, move)]
            before[move.open] = np.maximum(before[move.open], value)
            scores.append((move, float((tops[at][move.open] + value).max(initial=-np.inf))))
        for move, score in scores:
            if move.edge >= 0:
                with_pair[move.edge] = score
                without[move.edge] = max(
                    (other for one, other in scores if one is not move), default=-np.inf
                )
        if step.family >= 0:
            _cells(plan.component.families[step.family], scores, with_cell, without_cell)
        after = before
    chosen = _traced(done, tops)
    if plan.turned:
        chosen = tuple((row, col) for col, row in chosen)
        with_cell = {(row, col): value for (col, row), value in with_cell.items()}
        without_cell = {(row, col): value for (col, row), value in without_cell.items()}
    best = float(tops[-1].max(initial=-np.inf))
    return Maxima(best, chosen, with_pair, without, with_cell, without_cell)


def _log(weight: float) -> float:
    return math.log(weight) if weight > 0.0 else -math.inf


def _to(done: Forward, at: int, move: Move) -> NDArray[np.intp]:
    step, masks = done.plan.steps[at], done.masks[at]
    return np.searchsorted(done.masks[at + 1], (masks[move.open] | move.take) & ~step.drop)


def _cells(
    family: Family,
    scores: Sequence[tuple[Move, float]],
    with_cell: dict[tuple[int, int], float],
    without_cell: dict[tuple[int, int], float],
) -> None:
    cells = {cell for placement in family.placements for cell in placement}
    for cell in cells:
        held = [score for move, score in scores if cell in family.placements[move.placement]]
        rest = [score for move, score in scores if cell not in family.placements[move.placement]]
        with_cell[cell] = max(held, default=-math.inf)
        without_cell[cell] = max(rest, default=-math.inf)


def _traced(done: Forward, tops: Sequence[Floats]) -> tuple[tuple[int, int], ...]:
    """Walk back from the end along the best moves."""
    plan = done.plan
    state = 0
    chosen: list[tuple[int, int]] = []
    for at in range(len(plan.steps) - 1, -1, -1):
        best, came = -math.inf, 0
        cells: Cells = ()
        for move in moves_of(plan.steps[at], done.masks[at]):
            here = np.flatnonzero(move.open)
            here = here[_to(done, at, move) == state]
            if not here.size:
                continue
            scores = tops[at][here] + _log(move.weight)
            top = int(scores.argmax())
            if scores[top] > best:
                best, came, cells = float(scores[top]), int(here[top]), _pairs(plan, at, move)
        state = came
        chosen += cells
    return tuple(sorted(chosen))


def _pairs(plan: Plan, at: int, move: Move) -> tuple[tuple[int, int], ...]:
    if move.edge >= 0:
        return ((plan.steps[at].row, int(plan.component.col[move.edge])),)
    if move.placement >= 0:
        return plan.component.families[plan.steps[at].family].placements[move.placement]
    return ()


def ranked(
    component: Component, most: int, *, most_states: int = MOST_STATES
) -> list[tuple[float, Cells]]:
    """Give the ``most`` best assignments: log weight and (row, col) pairs, best first.

    Raises:
        TooWide: there would be more than ``most_states`` states.
    """
    done = forward(component, most_states=most_states)
    plan = done.plan
    states: list[list[tuple[float, _Linked]]] = [[(0.0, None)]]
    for at, step in enumerate(plan.steps):
        gathered: list[list[tuple[float, _Linked]]] = [[] for _ in done.masks[at + 1]]
        for move in moves_of(step, done.masks[at]):
            cells, log = _pairs(plan, at, move), _log(move.weight)
            if log == -math.inf:
                continue
            here = np.flatnonzero(move.open).tolist()
            for start, end in zip(here, _to(done, at, move).tolist(), strict=True):
                gathered[end] += [
                    (score + log, (cells, link) if cells else link) for score, link in states[start]
                ]
        states = [heapq.nlargest(most, one, key=lambda entry: entry[0]) for one in gathered]
    made = []
    for score, last in states[0] if states else []:
        chosen: list[tuple[int, int]] = []
        link = last
        while link is not None:
            chosen += link[0]
            link = link[1]
        made.append((score, tuple(sorted((c, r) if plan.turned else (r, c) for r, c in chosen))))
    return made
