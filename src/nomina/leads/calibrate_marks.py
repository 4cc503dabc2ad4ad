"""What solved cases say of marks of the body and of units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nomina.cases.body import BodyRegion
from nomina.cases.description import Described, Marks
from nomina.evidence import Parameters
from nomina.evidence.line import Floats
from nomina.evidence.marks_model import COMPONENTS, KINDS, SOURCES
from nomina.evidence.whereabouts_model import model
from nomina.evidence.whereabouts_units import compare
from nomina.leads.calibrate_estimates import Learnt, beta

Pair = tuple[Described, Described]
_ROUNDS = 200
_ALONE = tuple(KINDS[each[0]] for each in COMPONENTS if len(each) == 1)
"""Kinds that are never taken for another: only of these can numbers be compared."""


def marks(pairs: Sequence[Pair], shipped: Parameters) -> Learnt:
    """Estimate how many known marks are found, and how many found ones nobody documented.

    From the numbers of marks of a kind alone, on whole bodies: with n known and m found, m is the
    sum of a binomial (n, d) and of a Poisson number of undocumented ones.
    """
    learnt = Learnt(shipped)
    found, unknown = shipped.matrix("found"), shipped.matrix("undocumented")
    seen: dict[tuple[str, str], tuple[float, int]] = {}
    new: dict[tuple[str, str], tuple[float, int]] = {}
    for place, source in enumerate(SOURCES):
        sides = [
            (known, looked)
            for body, person in pairs
            if (known := person.marks) is not None
            and (looked := body.marks) is not None
            and known.medical_file == bool(place)
            and looked.preserved >= frozenset(BodyRegion)
        ]
        for kind in _ALONE:
            both = [(k, b) for k, b in sides if kind in k.asked and kind in b.asked]
            numbers = np.array([[_count(k, kind), _count(b, kind)] for k, b in both], float)
            numbers = numbers.reshape(-1, 2)
            rates = found[source][kind.value], unknown[source][kind.value]
            share, left = _rates(numbers, *rates)
            key = source, kind.value
            seen[key] = share, int(numbers[:, 0].sum())
            new[key] = left, int(numbers[:, 1].sum())
    learnt.matrix("found", seen)
    learnt.matrix("undocumented", new)
    return learnt


def _count(marks: Marks, kind: object) -> int:
    return sum(mark.kind is kind for mark in marks.marks)


def _rates(numbers: Floats, found: float, unknown: float) -> tuple[float, float]:
    """Give the share of known marks that are found, and of found ones that were not known."""
    if not len(numbers):
        return found, unknown
    cells, counts = np.unique(numbers.astype(int), axis=0, return_counts=True)
    known, there = float(numbers[:, 0].sum()), float(numbers[:, 1].sum())
    share, left = found, unknown
    for _ in range(_ROUNDS):
        new = max(1e-9, known / len(numbers) * share * left / (1.0 - left))
        met = 0.0
        for (n, m), count in zip(cells.tolist(), counts.tolist(), strict=True):
            weights = [_term(j, n, m, share, new) for j in range(min(n, m) + 1)]
            met += count * sum(j * each for j, each in enumerate(weights)) / sum(weights)
        share, left = beta(found, met, known), beta(unknown, there - met, there)
    return share, left


def _term(j: int, n: int, m: int, share: float, new: float) -> float:
    """Give, but for a factor, the chance that j of n known marks are among m found ones."""
    ways = 1.0
    for i in range(j):
        ways *= (n - i) / (i + 1) * share / (1.0 - share)
    for i in range(1, m - j + 1):
        ways *= new / i
    return ways


def whereabouts(pairs: Sequence[Pair], people: Sequence[Described], shipped: Parameters) -> Learnt:
    """Estimate how often a unit on a body is not that of the file.

    One that agrees may be another that only happens to be the same: o f / ((1 - o)(1 - F) +
    o f), with f how common it is around the body and F how common those are that may be either;
    such a pair tells nothing.
    """
    learnt = Learnt(shipped)
    sides = [
        (body, agree)
        for body, person in pairs
        if body.whereabouts is not None
        and person.whereabouts is not None
        and (agree := compare(body.whereabouts.unit, person.whereabouts.unit)) is not None
    ]
    bodies = [body.whereabouts for body, _ in sides]
    made = model(bodies, [each.whereabouts for each in people], shipped)
    common = np.where(np.isnan(made.around), made.units.everywhere[made.units.body], made.around)
    kept = 1.0 - made.open_around
    same = np.array([agree for _, agree in sides], np.bool_)
    before = rate = shipped.number("other_unit")
    for _ in range(_ROUNDS):
        other = np.where(same, rate * common / ((1.0 - rate) * kept + rate * common), 1.0)
        rate = beta(before, float(other.sum()), len(sides))
    learnt.number("other_unit", rate, len(sides))
    return learnt
