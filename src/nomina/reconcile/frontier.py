"""Exact sums over all matchings of a component, row by row.

A state is the set of columns that are taken and still matter to later rows, so the work grows
with the width of the component and not with its size.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import reverse_cuthill_mckee

from nomina.reconcile.graph import Component, Marginals

Masks = NDArray[np.int64]
Floats = NDArray[np.float64]
MOST_STATES = 40_000
_SLOTS = 62
_NARROW = 5  # columns open at a time: no other order is worth a look


class TooWide(Exception):
    """The component has too many states to be summed exactly."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a step may do: take these slots, at this weight."""

    take: int
    weight: float
    edge: int = -1
    placement: int = -1


@dataclass(frozen=True, slots=True)
class Step:
    """One row, or one family, in the order of summation.

    Attributes:
        row: the row, or -1 for a family; ``family`` its number, or -1 for a row.
        own: slot that says that a family has placed this row; 0 where none can.
        forced: the row may not be left free.
        options: beside doing nothing, which for a family is one of them.
        drop: slots that do not matter after this step.
    """

    row: int
    family: int
    own: int
    options: tuple[Option, ...]
    drop: int
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a component, and whether its sides were exchanged."""

    component: Component
    steps: tuple[Step, ...]
    turned: bool


@dataclass(frozen=True, slots=True)
class Forward:
    """The states before every step: masks (S,) and summed weights (S,), the largest of them 1.

    ``scales`` (steps,) are what the weights after each step were divided by: strengths of a
    laboratory multiplied over many bodies are more than a number can hold.
    """

    plan: Plan
    masks: tuple[Masks, ...]
    weights: tuple[Floats, ...]
    scales: tuple[float, ...]

    @property
    def log_total(self) -> float:
        """Natural log of the weight of all matchings; minus infinity where there is none.

        It is 0 for the empty one alone, where no family has its own.
        """
        total = float(self.weights[-1].sum())
        if not total > 0.0:
            return -math.inf
        return math.log(total) + math.fsum(math.log(scale) for scale in self.scales)


def planned(component: Component) -> Plan:
    """Order the rows, or columns in their place, so that few columns are open at a time."""
    plans = []
    for turned in (False, True):
        one = component.transposed() if turned else component
        with contextlib.suppress(TooWide):
            steps, width = _steps(one, _order(one))
            plans.append((width, turned, one, steps))
            if width <= _NARROW:
                break
    if not plans:
        raise TooWide
    _, turned, one, steps = min(plans, key=lambda plan: (plan[0], plan[1]))
    return Plan(one, steps, turned)


def _order(component: Component) -> list[int]:
    if len(component.rows) <= 2:
        return list(range(len(component.rows)))
    rows, cols = len(component.rows), len(component.cols)
    extra = [
        (row, cols + at)
        for at, family in enumerate(component.families)
        for row in sorted(family.rows)
    ]
    row = np.concatenate([component.row, np.array([r for r, _ in extra], dtype=np.intp)])
    col = np.concatenate([component.col, np.array([c for _, c in extra], dtype=np.intp)])
    shared = coo_array(
        (np.ones(len(row)), (row, col)), shape=(rows, cols + len(component.families))
    ).tocsr()
    near = (shared @ shared.T).tocsr()
    return [int(at) for at in reverse_cuthill_mckee(near, symmetric_mode=True)]


def _steps(component: Component, order: Sequence[int]) -> tuple[tuple[Step, ...], int]:
    by_row: list[list[int]] = [[] for _ in component.rows]
    for at, row in enumerate(component.row.tolist()):
        by_row[row].append(at)
    kinds: list[tuple[int, int]] = []  # (row, family)
    seen: set[int] = set()
    for row in order:
        for at, family in enumerate(component.families):
            if row in family.rows and at not in seen:
                seen.add(at)
                kinds.append((-1, at))
        kinds.append((row, -1))
    last: dict[tuple[str, int], int] = {}
    for at, (row, number) in enumerate(kinds):
        if number >= 0:
            for placement in component.families[number].placements:
                for r, c in placement:
                    last[("row", r)] = max(last.get(("row", r), 0), at)
                    last[("col", c)] = at
        else:
            if ("row", row) in last:
                last[("row", row)] = at
            last.update({("col", int(component.col[edge])): at for edge in by_row[row]})
    return _slotted(component, kinds, by_row, last)


def _slotted(
    component: Component,
    kinds: Sequence[tuple[int, int]],
    by_row: Sequence[Sequence[int]],
    last: dict[tuple[str, int], int],
) -> tuple[tuple[Step, ...], int]:
    free: list[int] = []
    held: dict[tuple[str, int], int] = {}
    widest = 0
    steps: list[Step] = []
    ending: dict[int, list[tuple[str, int]]] = {}
    for thing, at in last.items():
        ending.setdefault(at, []).append(thing)

    def slot(thing: tuple[str, int]) -> int:
        nonlocal widest
        if thing not in held:
            held[thing] = free.pop() if free else widest
            widest = max(widest, held[thing] + 1)
        return 1 << held[thing]

    for at, (row, number) in enumerate(kinds):
        options: list[Option] = []
        own = 0
        if number >= 0:
            family = component.families[number]
            for place, (placement, weight) in enumerate(
                zip(family.placements, family.weights.tolist(), strict=True)
            ):
                take = 0
                for r, c in placement:
                    take |= slot(("row", r)) | slot(("col", c))
                options.append(Option(take, weight, placement=place))
        else:
            own = 1 << held[("row", row)] if ("row", row) in held else 0
            for edge in by_row[row]:
                take = slot(("col", int(component.col[edge])))
                options.append(Option(take, float(component.weight[edge]), edge=edge))
        drop = 0
        for thing in ending.get(at, ()):
            drop |= 1 << held[thing]
            free.append(held.pop(thing))
        if len(held) > _SLOTS:
            raise TooWide
        steps.append(Step(row, number, own, tuple(options), drop))
    return tuple(steps), widest


def forward(
    component: Component,
    *,
    most_states: int = MOST_STATES,
    forced: tuple[frozenset[int], frozenset[int]] | None = None,
) -> Forward:
    """Sum from the first step to the last.

    Args:
        component: what is summed.
        most_states: more are too many.
        forced: rows and as many columns that must be each other's: pairs and placements that
            join one of them to anything else are left out, and none of them stays free.

    Raises:
        TooWide: there would be more than ``most_states`` states.
    """
    plan = planned(component if forced is None else _among(component, *forced))
    if forced is not None:
        must = forced[1] if plan.turned else forced[0]
        steps = tuple(replace(step, forced=step.row in must) for step in plan.steps)
        plan = replace(plan, steps=steps)
    masks: Masks = np.zeros(1, np.int64)
    weights: Floats = np.ones(1)
    all_masks, all_weights, scales = [masks], [weights], list[float]()
    for step in plan.steps:
        parts, values = [], []
        for move in moves_of(step, masks):
            parts.append((masks[move.open] | move.take) & ~step.drop)
            values.append(weights[move.open] * move.weight)
        joined = np.concatenate([np.empty(0, np.int64), *parts])
        masks, where = np.unique(joined, return_inverse=True)
        if len(masks) > most_states:
            raise TooWide
        summed = np.bincount(where, np.concatenate([np.empty(0), *values]), len(masks))
        scales.append(float(summed.max(initial=0.0)) or 1.0)
        weights = summed / scales[-1]
        all_masks.append(masks)
        all_weights.append(weights)
    return Forward(plan, tuple(all_masks), tuple(all_weights), tuple(scales))


@dataclass(frozen=True, slots=True)
class Move:
    """One move of a step from the states in ``open``."""

    take: int
    weight: float
    open: NDArray[np.bool_]
    edge: int = -1
    placement: int = -1
    leaves_free: bool = False


def moves_of(step: Step, masks: Masks) -> list[Move]:
    """Give every move of a step, doing nothing among them, with the states it may start from."""
    unplaced = (masks & step.own) == 0
    moves = []
    if step.family < 0:
        if step.own and not unplaced.all():
            moves.append(Move(0, 1.0, ~unplaced))  # a family has placed it: nothing to do
        if not step.forced:
            moves.append(Move(0, 1.0, unplaced, leaves_free=True))
    for option in step.options:
        open_ = ((masks & option.take) == 0) & unplaced
        if open_.any():
            moves.append(Move(option.take, option.weight, open_, option.edge, option.placement))
    return moves


def marginals(done: Forward) -> Marginals:
    """Sum from the last step to the first and meet `forward` on every pair.

    Its total must not be 0.
    """
    plan, component = done.plan, done.plan.component
    pair = np.zeros(len(component.row))
    placed: dict[tuple[int, int], float] = {}
    row_free, col_taken = np.zeros(len(component.rows)), np.zeros(len(component.cols))
    after = 1.0 / done.weights[-1]
    for at in range(len(plan.steps) - 1, -1, -1):
        step, masks, weights = plan.steps[at], done.masks[at], done.weights[at]
        before = np.zeros(len(masks))
        for move in moves_of(step, masks):
            to = np.searchsorted(done.masks[at + 1], (masks[move.open] | move.take) & ~step.drop)
            value = move.weight / done.scales[at] * after[to]
            before[move.open] += value
            met = float(weights[move.open] @ value)
            if move.edge >= 0:
                pair[move.edge] = met
            elif move.placement >= 0:
                for cell in component.families[step.family].placements[move.placement]:
                    placed[cell] = placed.get(cell, 0.0) + met
                    col_taken[cell[1]] += met
            elif move.leaves_free:
                row_free[step.row] = met
        after = before
    col_taken += np.bincount(component.col, pair, len(component.cols))
    col_free = np.clip(1.0 - col_taken, 0.0, 1.0)
    if plan.turned:
        placed = {(row, col): p for (col, row), p in placed.items()}
        return Marginals(pair, col_free, row_free, placed)
    return Marginals(pair, row_free, col_free, placed)


def _among(component: Component, rows: frozenset[int], cols: frozenset[int]) -> Component:
    """Leave out whatever joins one of these rows or columns to any other."""
    row_in = np.isin(component.row, sorted(rows))
    kept = row_in == np.isin(component.col, sorted(cols))
    families = []
    for family in component.families:
        fits = [
            all((row in rows) == (col in cols) for row, col in one) for one in family.placements
        ]
        placements = tuple(one for one, fit in zip(family.placements, fits, strict=True) if fit)
        families.append(replace(family, placements=placements, weights=family.weights[fits]))
    return replace(
        component,
        row=component.row[kept],
        col=component.col[kept],
        weight=component.weight[kept],
        edge=component.edge[kept],
        families=tuple(families),
    )
