"""Beside probabilities: the best joint assignment, the next ones, and who cannot be told apart."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nomina.reconcile.best import maxima, ranked
from nomina.reconcile.components import Part, families_of
from nomina.reconcile.frontier import TooWide, forward
from nomina.reconcile.graph import Component
from nomina.reconcile.posterior import Alternatives, Assignment, Cells, Posterior, Together
from nomina.reconcile.problem import Problem

Floats = NDArray[np.float64]
_STATES = 4_000
_LARGEST_SET = 6
_OPEN, _SETTLED = 0.02, 0.9


def alternatives(found: Posterior, *, most: int = 10, least: float = 0.5) -> Alternatives:
    """Look for the best assignments and for sets.

    Args:
        found: what `nomina.reconcile.solve.reconcile` gave.
        most: assignments.
        least: probability of a set that is worth saying.
    """
    problem = found.problem
    m = max(len(problem.people), 1)
    glr = np.full(len(found.body), np.nan)
    keys = found.body * m + found.person
    order = np.argsort(keys)
    lists: list[list[Assignment]] = []
    together: list[Together] = []
    row_log = problem.row_log_weight
    open_pairs = _open_pairs(found)
    for component in (_raw(one.part, problem, row_log) for one in found.weighed):
        try:
            tops = maxima(component)
        except TooWide:
            continue
        cells = component.rows[component.row] * m + component.cols[component.col]
        _put(glr, keys, order, cells, tops.with_pair - tops.without)
        for cell, value in tops.with_cell.items():
            where = component.rows[cell[0]] * m + component.cols[cell[1]]
            _put(glr, keys, order, np.array([where]), np.array([value - tops.without_cell[cell]]))
        lists.append(_best_of(component, most))
        together += _sets(component, open_pairs, least)
    glr = np.clip(glr / np.log(10.0), -99.0, 99.0)
    together.sort(key=lambda one: -one.probability)
    return Alternatives(tuple(_joined(lists, most)), glr, tuple(together))


def _raw(part: Part, problem: Problem, row_log: Floats) -> Component:
    """Give a component with whole weights: one assignment does not share in loose pairs."""
    component = part.component
    real = component.edge >= 0
    log = problem.rest_log_weight[component.rows[component.row]]
    log[real] = row_log[component.edge[real]]
    families, _ = families_of(
        [problem.factors[number] for number in part.families],
        component.rows,
        component.cols,
        problem.log_weight_of,
    )
    return replace(component, weight=np.exp(log), families=families)


def _put(
    glr: Floats,
    keys: NDArray[np.intp],
    order: NDArray[np.intp],
    cells: NDArray[np.intp],
    values: Floats,
) -> None:
    if not len(keys):
        return
    at = np.minimum(np.searchsorted(keys, cells, sorter=order), len(keys) - 1)
    hit = keys[order[at]] == cells
    glr[order[at[hit]]] = values[hit]


def _best_of(component: Component, most: int) -> list[Assignment]:
    """Give the best assignments of one component; only the best where it is wide."""
    try:
        listed = ranked(component, most, most_states=_STATES)
    except TooWide:
        tops = maxima(component)
        listed = [(tops.best, tops.chosen)]
    return [
        Assignment(
            frozenset((int(component.rows[row]), int(component.cols[col])) for row, col in cells),
            float((listed[0][0] - score) / np.log(10.0)),
        )
        for score, cells in listed
    ]


def _joined(lists: Sequence[list[Assignment]], most: int) -> Iterator[Assignment]:
    """Combine the lists of all components to the best assignments of everything."""
    lists = [one for one in lists if one]
    base: Cells = frozenset().union(*(one[0].pairs for one in lists)) if lists else frozenset()
    near = sorted((one for one in lists if len(one) > 1), key=lambda one: one[1].behind)[:most]
    heap: list[tuple[float, tuple[int, ...]]] = [(0.0, tuple(0 for _ in near))]
    seen = {heap[0][1]}
    made = 0
    while heap and made < most:
        behind, ranks = heapq.heappop(heap)
        pairs = set(base)
        for one, rank in zip(near, ranks, strict=True):
            pairs -= one[0].pairs
            pairs |= one[rank].pairs
        yield Assignment(frozenset(pairs), behind)
        made += 1
        for at, one in enumerate(near):
            if ranks[at] + 1 < len(one):
                further = (*ranks[:at], ranks[at] + 1, *ranks[at + 1 :])
                if further not in seen:
                    seen.add(further)
                    step = one[ranks[at] + 1].behind - one[ranks[at]].behind
                    heapq.heappush(heap, (behind + step, further))


def _open_pairs(found: Posterior) -> dict[int, dict[int, float]]:
    """Give people and probabilities by body, of pairs that are worth a thought."""
    made: dict[int, dict[int, float]] = {}
    for at in np.flatnonzero(found.probability > _OPEN).tolist():
        by_person = made.setdefault(int(found.body[at]), {})
        by_person[int(found.person[at])] = float(found.probability[at])
    return made


def _sets(
    component: Component, open_pairs: dict[int, dict[int, float]], least: float
) -> list[Together]:
    """Find groups of bodies and as many people whose pairs are open among themselves only."""
    bodies_here = component.rows.tolist()
    if len(bodies_here) < 2:
        return []
    near = {body: set(open_pairs[body]) for body in bodies_here if body in open_pairs}
    made = []
    for bodies in _groups(near):
        people = set().union(*(near[body] for body in bodies))
        if len(bodies) < 2 or len(bodies) != len(people) or len(bodies) > _LARGEST_SET:
            continue
        where = (
            frozenset(np.searchsorted(component.rows, sorted(bodies)).tolist()),
            frozenset(np.searchsorted(component.cols, sorted(people)).tolist()),
        )
        try:
            share = math.exp(
                forward(component, forced=where).log_total - forward(component).log_total
            )
        except TooWide:
            continue
        most = max(max(open_pairs[body].values()) for body in bodies)
        if share >= least and most < _SETTLED * share:
            made.append(Together(tuple(sorted(bodies)), tuple(sorted(people)), min(share, 1.0)))
    return made


def _groups(near: dict[int, set[int]]) -> Iterator[set[int]]:
    """Give groups of bodies that share people."""
    left = dict(near)
    while left:
        body, people = left.popitem()
        group, people = {body}, set(people)
        grown = True
        while grown:
            joining = [other for other, theirs in left.items() if theirs & people]
            grown = bool(joining)
            for other in joining:
                group.add(other)
                people |= left.pop(other)
        yield group
