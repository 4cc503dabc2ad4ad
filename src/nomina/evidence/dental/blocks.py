"""Every chart of bodies against every chart of people, as products of matrices.

Inside a class the log-likelihood of a pair is a sum over teeth of entries of a table: a row of ones
at the states found, times a row of what each state would be worth for the person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nomina.evidence.dental import states as st
from nomina.evidence.line import Floats, Places

Singles = NDArray[np.float32]

_BODIES, _PEOPLE = 4096, 1024


@dataclass(frozen=True, slots=True)
class Side:
    """Charts: states (n, 32), root fillings (n, 32), ln P(class) (n, C)."""

    states: st.Codes
    roots: st.Codes
    log_class: Floats


def by_kind(states: st.Codes, roots: st.Codes) -> st.Codes:
    """Number root fillings found: 0 unknown; restored without, with; crown without, with."""
    return np.where(states == st.CROWN, 2, 0).astype(np.uint8) * (roots > 0) + roots


def log_sum(values: Floats) -> Floats:
    """Give ln sum exp along the first axis."""
    top = values.max(axis=0)
    return np.asarray(np.log(np.exp(values - top).sum(axis=0)) + top)


class Blocks:
    """All pairs, a block at a time, in single precision.

    Args:
        tables: ln f (C, T, 40) and ln M (C, T, Y, 40, 40) as of `Model.tables`, and the log
            ratios of root fillings (Y, 3, 5) as of `Model.roots`.
        found, known: charts of bodies and of people.
        years: (m,) which years each person has.
    """

    def __init__(
        self, tables: tuple[Floats, Floats, Floats], found: Side, known: Side, years: Places
    ) -> None:
        log_f, log_m, log_roots = tables
        self._log_f = log_f.astype(np.float32)
        self._log_m = log_m[..., : st.NO_INFORMATION].astype(np.float32)
        self._log_roots = log_roots[..., 1:].astype(np.float32)
        self._best = self._log_m.max(axis=0, keepdims=True)
        self._found, self._known, self._years = found, known, years

    def __call__(
        self, bodies: Places, people: Places, *, at_most: bool = False
    ) -> Iterator[tuple[Places, Places, Singles]]:
        """Give blocks of bodies, of people, and the log10 LR of each pair, without bounds.

        ``at_most`` gives what it is at most, in a third of the time: every tooth as in the class
        that explains it best.
        """
        for first in range(0, len(bodies), _BODIES):
            some = bodies[first : first + _BODIES]
            ones, used = self._ones(some)
            shares = self._log_f[:, st.TYPE, self._found.states[some]]
            for start in range(0, len(people), _PEOPLE):
                crowd = people[start : start + _PEOPLE]
                same = self._same(crowd, (ones, used), at_most=at_most)
                yield some, crowd, self._values(some, crowd, same, shares)

    def _ones(self, bodies: Places) -> tuple[Singles, Places]:
        states, roots = self._found.states[bodies], self._found.roots[bodies]
        state = states[:, :, None] == np.arange(st.NO_INFORMATION, dtype=np.uint8)
        root = by_kind(states, roots)[:, :, None] == np.arange(1, 5, dtype=np.uint8)
        ones = np.concatenate(
            [state.reshape(len(bodies), -1), root.reshape(len(bodies), -1)], axis=1
        )
        used = np.flatnonzero(ones.any(axis=0))
        return ones[:, used].astype(np.float32), used

    def _same(self, people: Places, found: tuple[Singles, Places], *, at_most: bool) -> Singles:
        """Give ln P(found | same person) (n, m)."""
        ones, used = found
        states, years = self._known.states[people], self._years[people][:, None]
        roots = self._log_roots[years, self._known.roots[people]].reshape(len(people), -1)
        parts = []
        for which, log_m in enumerate(self._best if at_most else self._log_m):
            worth = log_m[st.TYPE, years, states].reshape(len(people), -1)
            part = ones @ np.concatenate([worth, roots], axis=1)[:, used].T
            if not at_most:
                part += self._known.log_class[people, which].astype(np.float32)
            parts.append(part)
        return parts[0] if at_most else _sum_of(parts)

    def _values(self, bodies: Places, people: Places, same: Singles, shares: Singles) -> Singles:
        known = (self._known.states[people] != st.NO_INFORMATION).astype(np.float32)
        priors = self._found.log_class[bodies].astype(np.float32)
        parts = [of @ known.T + priors[:, [which]] for which, of in enumerate(shares)]
        values = same
        values -= _sum_of(parts)
        common = (self._found.states[bodies] != st.NO_INFORMATION).astype(np.float32) @ known.T
        values *= common > 0
        values /= np.float32(np.log(10.0))
        return values


def _sum_of(parts: list[Singles]) -> Singles:
    """Give ln sum exp of equal arrays; the parts are used up."""
    top = parts[0].copy()
    for part in parts[1:]:
        np.maximum(top, part, out=top)
    total = np.zeros_like(top)
    for part in parts:
        np.subtract(part, top, out=part)
        total += np.exp(part, out=part)
    np.log(total, out=total)
    total += top
    return total
