"""Whereabouts: place, time and unit as a prior on the pair, in one block, with its own numbers.

``LR = P(cell, day | same) / P(cell, day | different) x P(unit | cell, day, same) / P(unit | cell,
day, different)``; the first from `nomina.evidence.whereabouts_model`, the second from how common
the unit is there and then (`nomina.evidence.whereabouts_around`, by what is compared), with a share
of bodies whose unit is another one. Units that may be one or two by their words have the LR 1, and
what is the same has what is left: ``(1 - o)(1 - F) / f + o`` with F their share. The mean LR under
"different people" is 1 over all cells, days and units of the two registers, before bounds. There
are bounds since families, units and sites share the same news of where people were. The upper one
lessens that mean, the lower one adds at most itself (0.001). With more than 1,500 cells
tables are in single precision, and the mean is 1 to 0.000001.

A body that was found before the person was last known alive, by dates that are both written
without doubt, and by more than a year, is excluded: one year that was written wrongly excludes
nobody, nor does an estimate of when it died. Below that such a pair has its small LR. Places are
compared by position alone, not by name.

It is independent of the other lines given who it is, but not of what is taken from place or unit
elsewhere: where the prior of a site or date is set in `nomina.reconcile`, or a laboratory or a
paper has counted the unit already, leave this line out (or the other). Clothing that a whole unit
wears says the unit again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from nomina.cases.description import Described, Whereabouts
from nomina.errors import InputError
from nomina.evidence.finding import Finding, Kind, in_all
from nomina.evidence.line import Bools, Floats, Pairs, Places
from nomina.evidence.parameters import Parameters, load
from nomina.evidence.whereabouts_model import model
from nomina.evidence.whereabouts_places import distance_km
from nomina.evidence.whereabouts_times import certain_days
from nomina.words import tr

_TOLERANCE = 1e-4  # in log10: tables are in single precision, values in double


class WhereaboutsLine:
    """Whereabouts of two registers; see the module."""

    kind: Kind = "whereabouts"
    method = "distance and delay kernels"

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        parameters: Parameters | None = None,
    ) -> None:
        self.parameters = parameters or load("whereabouts")
        self._bodies = [each.whereabouts for each in bodies]
        self._people = [each.whereabouts for each in people]
        self.model = model(self._bodies, self._people, self.parameters)
        self._margin = self.parameters.number("excludes_beyond_days")
        if not self._margin >= 0.0:
            raise InputError("excludes_beyond_days is below 0", where="whereabouts")
        found = certain_days([w.found if w else None for w in self._bodies])
        alive = certain_days([w.when if w else None for w in self._people])
        self._found_by, self._alive_from = found[:, 1], alive[:, 0]
        self._has = (self.model.grid.person >= 0) + 2 * (self.model.timeline.person >= 0)
        self._other = np.where(self.model.units.person >= 0, self.model.other_unit, 1.0)
        units = self.model.units
        self._of_unit = [np.flatnonzero(units.person == at) for at in range(len(units.names))]
        self.strongest = min(self.parameters.upper_bound, self._largest())

    def _largest(self) -> float:
        """Give a log10 LR that no pair is above."""
        m, largest = self.model, 0.0
        for body in range(len(self._bodies)):
            values = self._table(body)
            unit = 0.0
            if m.units.body[body] >= 0:
                unit = np.log10((1.0 - m.other_unit) / m.common[body].min() + m.other_unit)
            place, time, different = values
            best = max(1.0, place.max(initial=0.0) / different[1])
            best = max(best, time.max(initial=0.0) / different[2])
            best = max(best, place.max(initial=0.0) * time.max(initial=0.0) / different[3])
            largest = max(largest, float(np.log10(best) + max(0.0, unit)))
        return largest + _TOLERANCE

    def _table(self, body: int) -> tuple[Floats, Floats, Floats]:
        """Give P(place | same) by person key, P(time | same) by person key, P(.. | different)."""
        m = self.model
        key, basis = m.grid.body[body], m.timeline.basis[body]
        place = m.place[key] if key >= 0 else np.empty(0)
        time = np.empty(0)
        if basis >= 0:
            cumulative = m.timeline.cumulative[basis]
            time = cumulative[:, m.timeline.last[body]] - cumulative[:, m.timeline.first[body]]
        return place, time, m.different[body]

    def unbounded(self, bodies: Places, people: Places) -> Floats:
        """Give log10 of the LR of pairs before bounds and exclusions; 0 with nothing to compare."""
        m = self.model
        ratio, compared = self._place_time(bodies, people)
        unit, other = m.units.body[bodies], m.units.person[people]
        named = (unit >= 0) & (other >= 0)
        if named.any():
            own = (1.0 - m.other_unit) * (1.0 - m.left_open[bodies, compared])
            own = np.where(unit == other, own / m.common[bodies, compared], 0.0)
            named &= ~self._open(unit, other)
            ratio = np.where(named, ratio * (own + m.other_unit), ratio)
        return np.log10(ratio)

    def _open(self, body: Places, person: Places) -> Bools:
        """Say where units (-1: none) may be one or two."""
        may_be = self.model.units.open
        if not may_be.any():
            return np.zeros(np.broadcast_shapes(body.shape, person.shape), np.bool_)
        return np.asarray(may_be[body, person] & (body >= 0) & (person >= 0))

    def _place_time(self, bodies: Places, people: Places) -> tuple[Floats, Places]:
        """Give the ratio of place and time, and what was compared: 1 place, 2 time, 3 both."""
        m, t = self.model, self.model.timeline
        body, person = m.grid.body[bodies], m.grid.person[people]
        basis, key = t.basis[bodies], t.person[people]
        placed, dated = (body >= 0) & (person >= 0), (basis >= 0) & (key >= 0)
        ratio = np.ones(np.broadcast_shapes(body.shape, person.shape))
        if placed.any():
            ratio = np.where(placed, m.place[body, person].astype(np.float64), ratio)
        for each, cumulative in enumerate(t.cumulative):
            of_this = dated & (basis == each)
            if of_this.any():
                last, first = cumulative[key, t.last[bodies]], cumulative[key, t.first[bodies]]
                ratio = np.where(of_this, ratio * (last - first), ratio)
        compared = placed + 2 * dated.astype(np.intp)
        return ratio / m.different[bodies, compared], compared

    def log10_lr(self, bodies: Places, people: Places) -> Floats:
        """Give the bounded log10 LR of pairs."""
        lower, upper = self.parameters.lower_bound, self.parameters.upper_bound
        values = np.clip(self.unbounded(bodies, people), lower, upper)
        return np.where(self.excludes(bodies, people), lower, values)

    def excludes(self, bodies: Places, people: Places) -> Bools:
        """Say which bodies were found too long before which people were last known alive."""
        return np.asarray(self._found_by[bodies] + self._margin < self._alive_from[people])

    def dense(self, bodies: Places) -> Floats:
        """Give the log10 LR of some bodies with all people, (bodies, people), before exclusions.

        Within 0.0001 of `log10_lr`; made for many millions of pairs.
        """
        rows = np.empty((len(bodies), len(self._people)))
        for row, body in enumerate(bodies.tolist()):
            rows[row] = np.log10(self._row(body))
        return np.clip(rows, self.parameters.lower_bound, self.parameters.upper_bound)

    def _row(self, body: int) -> Floats:
        """Give the LR of one body with all people."""
        m = self.model
        place, time, different = self._table(body)
        have = np.zeros(len(self._people), np.intp)
        row: Floats = np.ones(len(self._people))
        # A key of -1 takes the last value, which is put there for those without.
        if len(place):
            row = np.append(place, 1.0)[m.grid.person]
            have = have + (self._has & 1)
        if len(time):
            row = row * np.append(time, 1.0)[m.timeline.person]
            have = have + (self._has & 2)
        row = row * (1.0 / different)[have]
        unit = m.units.body[body]
        if unit >= 0:
            same = self._of_unit[unit]
            own = (1.0 - m.other_unit) * (1.0 - m.left_open[body][have[same]])
            own = (own / m.common[body][have[same]] + m.other_unit) * row[same]
            may_be = m.units.open[unit]
            if may_be.any():
                row *= np.where(np.append(may_be, False)[m.units.person], 1.0, self._other)
            else:
                row *= self._other
            row[same] = own
        return row

    def candidates(self, least: float) -> Pairs:
        """Give every pair with a log10 LR of at least ``least`` (above 0)."""
        if least > self.strongest:
            return Pairs.none()
        threshold = 10.0 ** (least - _TOLERANCE)
        near = [np.flatnonzero(self._row(body) >= threshold) for body in range(len(self._bodies))]
        if not near:
            return Pairs.none()
        bodies = np.repeat(np.arange(len(near)), [len(each) for each in near])
        people = np.concatenate(near)
        kept = self.log10_lr(bodies, people) >= least
        return Pairs(bodies[kept], people[kept])

    def finding(self, body: int, person: int) -> Finding | None:
        """Give the finding of one pair; None where there is nothing to compare."""
        pair = np.array([body]), np.array([person])
        compared = int(self._place_time(*pair)[1][0])
        units = self.model.units
        unit, theirs = units.body[body], units.person[person]
        named = bool(min(unit, theirs) >= 0 and not units.open[unit, theirs])
        excludes = bool(self.excludes(*pair)[0])
        one, other = self._bodies[body], self._people[person]
        if one is None or other is None or not (compared or named or excludes):
            return None
        return Finding(
            kind=self.kind,
            log10_lr=float(self.log10_lr(*pair)[0]),
            lower_bound=self.parameters.lower_bound,
            upper_bound=self.parameters.upper_bound,
            excludes=excludes,
            body=_written(one),
            person=_written(other),
            sentence=in_all(partial(self._said, body, person)),
            method=self.method,
            version=self.parameters.version,
            source=self.parameters.sources(),
        )

    def _said(self, body: int, person: int, language: str) -> str:
        one, other = self._bodies[body], self._people[person]
        if one is None or other is None:
            return ""
        compared = int(self._place_time(np.array([body]), np.array([person]))[1][0])
        said = []
        if self.excludes(np.array([body]), np.array([person]))[0]:
            said.append(tr("The body was found before this person was last known alive.", language))
        if compared & 1:
            said.append(
                tr(
                    "Kilometres between where the person was last known and the body: {km}.",
                    language,
                ).format(km=_kilometres(one, other))
            )
        if compared & 2:
            said.append(self._delay(body, person, language))
        named = self.model.units.body[body], self.model.units.person[person]
        if min(named) >= 0 and not self.model.units.open[named]:
            text = (
                tr("Both are of one unit: {unit}.", language)
                if named[0] == named[1]
                else tr("The units differ: {unit} and {other}.", language)
            )
            said.append(text.format(unit=one.unit, other=other.unit))
        return " ".join(said)

    def _delay(self, body: int, person: int, language: str) -> str:
        times = self.model.timeline
        start, end = times.body_days[body], times.person_days[person]
        days = float(np.mean(start) - np.mean(end))
        basis = int(times.basis[body])
        if not np.isfinite(days):
            return tr("The dates leave open how long lies between them.", language)
        text = (
            tr("Days from last known alive to the estimated death: about {days}.", language)
            if basis == 0
            else tr("Days from last known alive to the finding of the body: {days}.", language)
        )
        return text.format(days=round(days))


def _kilometres(one: Whereabouts, other: Whereabouts) -> str:
    points = [(w.latitude or 0.0, w.longitude or 0.0) for w in (one, other)]
    km = float(distance_km(*(np.array(x) for x in (*points[0], *points[1]))))
    return f"{km:.0f}" if km >= 1.5 else f"{km:.1f}"


def _written(w: Whereabouts) -> str:
    at = "" if w.latitude is None else f"{w.latitude:.4f}, {w.longitude:.4f}"
    dates = [when.written or when.edtf for when in (w.when, w.found) if when]
    return "; ".join(each for each in (w.place, at, w.unit, *dates) if each)
