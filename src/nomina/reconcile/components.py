"""Takes a problem apart: what is weighed together, and what only adds to being free."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from nomina.reconcile.beliefs import believed
from nomina.reconcile.graph import Component, Family
from nomina.reconcile.problem import Factor, Problem

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Part:
    """A component, the pairs of the evidence in it, its families by number and their log scale."""

    component: Component
    edges: Places
    families: tuple[int, ...]
    log_scale: float

    def best(self) -> Places:
        """Give a best matching without families: column of each row, -1 for none."""
        # Loading it takes longer than all else that a page of the desk needs.
        from scipy.optimize import linear_sum_assignment

        component = self.component
        rows, cols = len(component.rows), len(component.cols)
        gain = np.zeros((rows, cols + rows))
        gain[component.row, component.col] = np.maximum(np.log(component.weight), 0.0)
        _, chosen = linear_sum_assignment(gain, maximize=True)
        taken = gain[np.arange(rows), chosen] > 0.0
        return np.where(taken, chosen, -1).astype(np.intp)


def whole_of(problem: Problem) -> Part:
    """Give the whole problem as one component with every pair in it."""
    n, m = len(problem.bodies), len(problem.people)
    log = np.broadcast_to(problem.rest_log_weight[:, None], (n, m)).copy()
    log[problem.body, problem.person] = problem.row_log_weight
    edge = np.full((n, m), -1, dtype=np.intp)
    edge[problem.body, problem.person] = np.arange(len(problem.body))
    families, scale = families_of(
        problem.factors, np.arange(n), np.arange(m), lambda r, c: float(log[r, c])
    )
    open_ = np.isfinite(log)
    for factor in problem.factors:
        open_[np.ix_(sorted(factor.bodies), sorted(factor.people))] = False
    row, col = np.nonzero(open_)
    component = Component(
        rows=np.arange(n),
        cols=np.arange(m),
        row=row,
        col=col,
        weight=np.exp(log[row, col]),
        edge=edge[row, col],
        families=families,
    )
    return Part(component, np.arange(len(problem.body)), tuple(range(len(families))), scale)


class Ties:
    """Beliefs on a whole problem, and which pairs tie bodies and people together.

    A pair that is left loose keeps its weight: it adds to what its body, and its person, weigh
    when nobody of their component is given to them.

    Attributes:
        row_log: (E,) natural log of the whole weight of each pair.
        body_gain, person_gain: those weights; 1 where nothing is loose.
        reach: (E,) weight of each pair as its body meets it.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        m = len(problem.people)
        covered = _covered_cells(problem)
        keys = problem.body * max(m, 1) + problem.person
        new = np.setdiff1d(covered, keys)  # on these a family says something, so they are no rest
        self.covered = np.isin(keys, covered)
        body = np.concatenate([problem.body, new // max(m, 1)]).astype(np.intp)
        person = np.concatenate([problem.person, new % max(m, 1)]).astype(np.intp)
        self.row_log = problem.row_log_weight
        weight = np.exp(np.where(self.covered, -np.inf, self.row_log))
        weight = np.concatenate([weight, np.zeros(len(new))])
        self.beliefs = believed(body, person, weight, np.exp(problem.rest_log_weight), m)
        size = len(problem.body)
        self.reach, self.lean = self.beliefs.reach[:size], self.beliefs.lean[:size]
        self.pair = self.reach / self.beliefs.body_total[problem.body]
        self.body_gain = 1.0 + self.beliefs.body_rest
        self.person_gain = 1.0 + self.beliefs.person_rest
        self._loose = np.zeros(size, dtype=bool)
        self._sorted = np.sort(self.pair)

    def tied(self, threshold: float, among: Places | None = None) -> Places:
        """Give the pairs with a belief of at least this, and leave the others loose.

        Args:
            threshold: 0 ties every pair that is not excluded.
            among: pairs that are tied so far; None for all.
        """
        problem = self.problem
        asked = np.arange(len(self.pair)) if among is None else among
        stay = (self.pair[asked] >= threshold) & (self.reach[asked] > 0.0)
        stay |= self.covered[asked]
        edges = asked[~stay]
        self.body_gain += np.bincount(problem.body[edges], self.reach[edges], len(self.body_gain))
        self.person_gain += np.bincount(
            problem.person[edges], self.lean[edges], len(self.person_gain)
        )
        self._loose[edges] = True
        return asked[stay]

    def left_out(self, threshold: float) -> float:
        """Give the largest belief below this one."""
        at = int(np.searchsorted(self._sorted, threshold))
        return float(self._sorted[at - 1]) if at else 0.0

    def log_gain(self) -> float:
        """Give the natural log of what loose pairs add to the sum over everything (Bethe)."""
        loose = self._loose
        met = self.reach[loose] / np.maximum(
            self.beliefs.body_total[self.problem.body[loose]] - self.reach[loose], 1.0
        )
        gains = float(np.log(self.body_gain).sum() + np.log(self.person_gain).sum())
        return gains - float(np.log1p(met).sum()) - self.beliefs.rest_pairs


def _covered_cells(problem: Problem) -> Places:
    m = max(len(problem.people), 1)
    cells = {
        body * m + person
        for factor in problem.factors
        for body in factor.bodies
        for person in factor.people
    }
    return np.array(sorted(cells), dtype=np.intp)


def parts_of(ties: Ties, edges: Places, families: Sequence[int] | None = None) -> list[Part]:
    """Give the components that these pairs and families (by number; None for all) make."""
    problem = ties.problem
    numbers = range(len(problem.factors)) if families is None else families
    tied = [
        (body, person)
        for number in numbers
        for body in sorted(problem.factors[number].bodies)
        for person in sorted(problem.factors[number].people)
    ]
    extra = np.array(tied, dtype=np.intp).reshape(-1, 2)
    edges = edges[~ties.covered[edges]]
    n, m = len(problem.bodies), len(problem.people)
    row = np.concatenate([problem.body[edges], extra[:, 0]])
    col = n + np.concatenate([problem.person[edges], extra[:, 1]])
    joined = coo_array((np.ones(len(row), np.int8), (row, col)), shape=(n + m, n + m))
    number, label = connected_components(joined, directed=False)
    rows, cols = _grouped(label[:n], number), _grouped(label[n:], number)
    by_part = _grouped(label[problem.body[edges]], number)
    family_part: dict[int, list[int]] = {}
    for one in numbers:
        anyone = next(iter(problem.factors[one].people))
        family_part.setdefault(int(label[n + anyone]), []).append(one)
    live = sorted({*label[problem.body[edges]].tolist(), *family_part})
    return [
        _part(ties, rows[at], cols[at], edges[by_part[at]], family_part.get(at, [])) for at in live
    ]


def _grouped(label: NDArray[np.int32], number: int) -> list[Places]:
    order = np.argsort(label, kind="stable")
    ends = np.searchsorted(label[order], np.arange(number + 1))
    return [order[ends[at] : ends[at + 1]] for at in range(number)]


def _part(ties: Ties, rows: Places, cols: Places, edges: Places, families: Sequence[int]) -> Part:
    problem = ties.problem
    row = np.searchsorted(rows, problem.body[edges])
    col = np.searchsorted(cols, problem.person[edges])
    log_gain = np.log(ties.body_gain[problem.body[edges]] * ties.person_gain[problem.person[edges]])

    def log_of(body: int, person: int) -> float:
        gain = np.log(ties.body_gain[body] * ties.person_gain[person])
        return problem.log_weight_of(body, person) - float(gain)

    made, scale = families_of([problem.factors[number] for number in families], rows, cols, log_of)
    weight = np.exp(ties.row_log[edges] - log_gain)
    return Part(Component(rows, cols, row, col, weight, edges, made), edges, tuple(families), scale)


def families_of(
    factors: Sequence[Factor], rows: Places, cols: Places, log_of: Callable[[int, int], float]
) -> tuple[tuple[Family, ...], float]:
    """Give factors in local places with all weights of their pairs in, and their log scale."""
    made, scale = [], 0.0
    local_row = {int(place): at for at, place in enumerate(rows)}
    local_col = {int(place): at for at, place in enumerate(cols)}
    for factor in factors:
        placements, logs = [], []
        for placement, log in factor.placements.items():
            total = log + sum(log_of(r, c) for r, c in placement)
            if total > -np.inf:
                placements.append(tuple(sorted((local_row[r], local_col[c]) for r, c in placement)))
                logs.append(total)
        top = max(logs, default=0.0)
        scale += top
        made.append(
            Family(
                rows=frozenset(local_row[r] for r in factor.bodies),
                cols=frozenset(local_col[c] for c in factor.people),
                placements=tuple(placements),
                weights=np.exp(np.array(logs) - top),
            )
        )
    return tuple(made), scale
