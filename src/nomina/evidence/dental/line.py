"""The line `dental`, for one pair of charts and for millions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description.dental_codes import MATERIALS, write_chart
from nomina.cases.description.described import Described
from nomina.cases.description.teeth import Chart
from nomina.errors import InputError
from nomina.evidence.dental import states as st
from nomina.evidence.dental.ages import YEARS, group_shares, years_bins, years_since_chart
from nomina.evidence.dental.blocks import Blocks, Side, Singles, by_kind, log_sum
from nomina.evidence.dental.model import Model
from nomina.evidence.dental.population import learn
from nomina.evidence.dental.view import ToothView, sentence, views
from nomina.evidence.finding import Finding, Kind
from nomina.evidence.line import Bools, Floats, Pairs, Places
from nomina.evidence.parameters import Parameters, load

_BLOCK = 16384
_TOLERANCE = 0.01
"""What single precision may be off by, in log10; far more than it is."""


class Dental:
    """Dental charts of bodies against those of people (model: `nomina.evidence.dental`).

    Args:
        bodies, people: by place.
        parameters: numbers; None for the shipped ones. Where the people have as many charts as
            ``learn_from`` says, the shares of states are counted in them.

    Raises:
        InputError: a number of the parameters cannot be.
    """

    kind: Kind = "dental"

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        parameters: Parameters | None = None,
    ) -> None:
        self.parameters = parameters or load("dental")
        self.model = Model(self.parameters)
        self._bodies, self._people = bodies, people
        self._found, self._found_roots = st.coded(bodies)
        self._known, self._known_roots = st.coded(people)
        self._charted_bodies = _some(self._found)
        self._charted_people = _some(self._known)
        self._years = years_bins(people, self.parameters.number("years_unknown"))
        groups = self._groups(people)
        self._learnt = 0
        if len(self._charted_people) >= self.parameters.number("learn_from"):
            place = self._charted_people
            weight = self.parameters.number("learn_weight")
            self._learnt = learn(self.model, self._known[place], groups[place], weight)
        self._log_f, self._log_m = self.model.tables()
        self._prepare()
        self._log_found = np.log(self._groups(bodies) @ self.model.classes)
        """(n, C) ln P(class) of whoever the body is, by its age alone."""
        self._log_known = self._posterior(np.log(groups @ self.model.classes))
        """(m, C) ln P(class) of a person, by age and chart."""
        self._blocks = Blocks(
            (self._log_f, self._log_m, self.model.roots),
            Side(self._found, self._found_roots, self._log_found),
            Side(self._known, self._known_roots, self._log_known),
            self._years,
        )
        self._toothless = tuple(
            self.parameters.number(name) for name in ("toothless_lower", "toothless_upper")
        )
        if not self._toothless[0] <= 0.0 <= self._toothless[1]:
            raise InputError("toothless_lower and toothless_upper of dental do not hold 0")
        self._seen = (
            _bits(self._found != st.NO_INFORMATION),
            _bits(self._known != st.NO_INFORMATION),
        )
        self._teeth = _bits(st.natural(self._found)), _bits(st.natural(self._known))
        both = len(self._charted_bodies) and len(self._charted_people)
        self.strongest = self.parameters.upper_bound if both else 0.0

    def log10_lr(self, bodies: Places, people: Places) -> Floats:
        """Give the bounded log10 LR of pairs; 0 where no tooth is known in both charts."""
        out = np.zeros(len(bodies))
        for start in range(0, len(bodies), _BLOCK):
            part = slice(start, start + _BLOCK)
            out[part] = self._exact(bodies[part], people[part])
        return self._bounded(out, bodies, people)

    def _bounded(self, values: Floats | Singles, bodies: Places, people: Places) -> Floats:
        """Cut to the bounds, and to narrower ones where neither chart shows a natural tooth.

        Such mouths are all alike, while the model takes their teeth one by one.
        """
        shared = self._seen[0][bodies] & self._seen[1][people]
        bare = (shared & (self._teeth[0][bodies] | self._teeth[1][people])) == 0
        lower, upper = self.parameters.lower_bound, self.parameters.upper_bound
        low = np.where(bare, max(lower, self._toothless[0]), lower)
        high = np.where(bare, min(upper, self._toothless[1]), upper)
        return np.asarray(np.clip(values, low, high))

    def excludes(self, bodies: Places, people: Places) -> Bools:
        """Say that no pair is excluded: only an odontologist may."""
        return np.zeros(len(bodies), np.bool_)

    def candidates(self, least: float) -> Pairs:
        """Give every pair of charts with a log10 LR of at least ``least``."""
        if least > self.strongest:
            return Pairs.none()
        found: list[tuple[Places, Places]] = []
        every = self._blocks(self._charted_bodies, self._charted_people, at_most=True)
        for bodies, people, values in every:
            row, column = np.nonzero(values >= least - _TOLERANCE)
            body, person = bodies[row], people[column]
            kept = self.log10_lr(body, person) >= least
            found.append((body[kept], person[kept]))
        if not found:
            return Pairs.none()
        return Pairs(*(np.concatenate(each) for each in zip(*found, strict=True)))

    def dense(self, bodies: Places) -> Singles:
        """Give the bounded log10 LR (n, M) of bodies with everybody, in single precision."""
        out = np.zeros((len(bodies), len(self._people)), np.float32)
        row = np.flatnonzero((self._found[bodies] != st.NO_INFORMATION).any(axis=1))
        position = np.full(len(self._bodies), -1, np.intp)
        unique = np.unique(bodies[row])
        position[unique] = np.arange(len(unique))
        for some, people, values in self._blocks(unique, self._charted_people):
            inside = np.isin(bodies[row], some)
            place = position[bodies[row][inside]] - position[some[0]]
            out[np.ix_(row[inside], people)] = values[place]
        everybody = np.arange(len(self._people))
        return self._bounded(out, bodies[:, None], everybody[None, :]).astype(np.float32)

    def view(self, body: int, person: int) -> tuple[ToothView, ...]:
        """Give what the charts say tooth by tooth, by FDI number; nothing where both are silent."""
        return views(
            self.model,
            (self._found[body], self._found_roots[body]),
            (self._known[person], self._known_roots[person]),
        )

    def finding(self, body: int, person: int) -> Finding | None:
        """Give the finding of one pair; None where no tooth is known in both charts."""
        known = self._known[person] != st.NO_INFORMATION
        if not (known & (self._found[body] != st.NO_INFORMATION)).any():
            return None
        value = float(self.log10_lr(np.array([body]), np.array([person]))[0])
        source = self.parameters.sources()
        if self._learnt:
            source += f"; shares of states counted in {self._learnt} charts of the register"
        return Finding(
            kind="dental",
            log10_lr=value,
            lower_bound=self.parameters.lower_bound,
            upper_bound=self.parameters.upper_bound,
            body=_text(self._bodies[body].teeth),
            person=_text(self._people[person].teeth),
            sentence=sentence(self.view(body, person), years_since_chart(self._people[person])),
            method="dental charts, latent classes of mouths, states that only progress",
            version=self.parameters.version,
            source=source,
        )

    def _groups(self, people: Sequence[Described]) -> Floats:
        ages = [
            None if each is None else (each.low, each.high, each.coverage or 0.0)
            for each in (person.physical.age for person in people)
        ]
        return group_shares(ages, self.model.ages, self.model.coverage)

    def _joined(self) -> Floats:
        """Give a row (2C) for tooth type, years, state known and found: ln M, then ln f."""
        log_f = np.broadcast_to(self._log_f[:, :, None, None, :], self._log_m.shape).copy()
        log_f[..., st.NO_INFORMATION, :] = 0.0
        both = np.concatenate([self._log_m, log_f])
        return np.ascontiguousarray(np.moveaxis(both, 0, -1).reshape(-1, len(both)))

    def _posterior(self, log_prior: Floats) -> Floats:
        out = log_prior.copy()
        place = self._charted_people
        for tooth, kind in enumerate(st.TYPE):
            out[place] += self._log_f[:, kind, self._known[place, tooth]].T
        return np.asarray(out - log_sum(out.T)[:, None])

    def _exact(self, bodies: Places, people: Places) -> Floats:
        row = self._rows[people] + self._found[bodies]
        sums = self._table.take(row[:, 0], axis=0)
        for tooth in range(1, st.PLACES):
            sums += self._table.take(row[:, tooth], axis=0)
        same, other = np.split(np.ascontiguousarray(sums.T), 2)
        common = other[0] < 0  # ln f is below 0 at every tooth that is known in both
        same += self._log_known[people].T
        other += self._log_found[bodies].T
        roots = self._log_roots.take(self._root_rows[people] + self._kinds[bodies]).sum(axis=1)
        value = (log_sum(same) - log_sum(other) + roots) / np.log(10.0)
        return np.where(common, value, 0.0)

    def _prepare(self) -> None:
        """Number, for every tooth of every person, the rows of the tables that it needs."""
        self._table = self._joined()
        wide = len(YEARS) + 1
        kind = (st.TYPE * wide + self._years[:, None]) * st.CODES
        self._rows = ((kind + self._known) * st.CODES).astype(np.int32)
        self._kinds = by_kind(self._found, self._found_roots)
        self._log_roots = self.model.roots.ravel()
        _, known, found = self.model.roots.shape
        rows = (self._years[:, None] * known + self._known_roots) * found
        self._root_rows = rows.astype(np.uint8)


def _bits(places: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """Give one number for each row of 32 places."""
    weights = np.left_shift(np.uint32(1), np.arange(st.PLACES, dtype=np.uint32))
    return np.asarray((places * weights).sum(axis=1), np.uint32)


def _some(states: st.Codes) -> Places:
    return np.flatnonzero((states != st.NO_INFORMATION).any(axis=1))


def _text(chart: Chart | None) -> str:
    """Give a chart as it was written, else in the notation of the tables."""
    if chart is None or not chart.teeth:
        return ""
    # A material without a word in that notation is left out; it is not compared.
    teeth = (replace(tooth, materials=tooth.materials & MATERIALS.keys()) for tooth in chart.teeth)
    return chart.written or write_chart(Chart(tuple(teeth)))
