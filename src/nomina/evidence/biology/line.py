"""The line of evidence; see the package."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import Described, SexBasis
from nomina.errors import InputError
from nomina.evidence.biology.ages import Ages
from nomina.evidence.biology.coded import STATURE, coded
from nomina.evidence.biology.model import Model
from nomina.evidence.biology.statures import Statures
from nomina.evidence.biology.words import said, written
from nomina.evidence.finding import Finding, Kind, in_all
from nomina.evidence.line import Bools, Floats, Pairs, Places
from nomina.evidence.parameters import Parameters, load

_CELLS = 1_000_000
"""Cells of one table worked on at once: 8 MB each, a few at a time."""
_SLACK = 1e-4
"""By how much `Biology.dense` may differ from `Biology.log10_lr`; measured differences are 1e-6."""
_FURTHEST = 1e12
"""Three parts of this size still fit single precision."""
_LN10 = math.log(10.0)


class Biology:
    """Sex, age, stature, build, hair, eyes and blood group as one block; see the package."""

    kind: Kind = "biology"
    method = "sex, age, stature and appearance in one model"

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        parameters: Parameters | None = None,
    ) -> None:
        self.parameters = parameters = parameters or load("biology")
        self._records, self._source = (bodies, people), parameters.sources()
        self._lower, self._upper = parameters.lower_bound, parameters.upper_bound
        errors = _sex_errors(parameters)
        in_file = _error(parameters.number("sex_error_file"), "sex_error_file")
        ages = Ages(parameters)
        statures = Statures(people, parameters)
        sides = (
            coded(bodies, lambda one: errors[one.sex_basis], statures.of_body, ages.body_key),
            coded(people, lambda one: in_file, statures.of_person, ages.person_key),
        )
        self.model = Model(people, statures, ages, sides, parameters)
        self._bodies, self._people = sides
        self.strongest = self._strongest()

    def unbounded(self, bodies: Places, people: Places) -> Floats:
        """Give the log10 LR of pairs before bounds: for study, never for a result."""
        whole = self._whole(
            self.model.frame.lr(self._bodies.frame[bodies], self._people.frame[people])
            * self.model.look.lr(self._bodies.look[bodies], self._people.look[people])
            * self.model.blood.lr[self._bodies.blood[bodies], self._people.blood[people]]
        )
        return np.where(self._known(bodies, people), np.log10(np.maximum(whole, 1e-300)), 0.0)

    def log10_lr(self, bodies: Places, people: Places) -> Floats:
        """Give the bounded log10 LR of pairs; 0 where there is nothing to compare."""
        bodies, people = np.asarray(bodies, np.intp), np.asarray(people, np.intp)
        return np.clip(self.unbounded(bodies, people), self._lower, self._upper)

    def excludes(self, bodies: Places, people: Places) -> Bools:
        """Say that no pair is excluded: descriptions and files hold errors."""
        return np.zeros(np.broadcast_shapes(np.shape(bodies), np.shape(people)), np.bool_)

    def dense(self, bodies: Places) -> NDArray[np.float32]:
        """Give the bounded log10 LR of bodies against everybody, (len(bodies), M).

        In single precision, within 1e-5 of `log10_lr`.
        """
        out = np.empty((len(bodies), len(self._people)), dtype=np.float32)
        least, most = (np.float32(10.0**each) for each in (self._lower, self._upper))
        for start, parts in self._parts(np.asarray(bodies, np.intp)):
            for place, rows in enumerate(parts):
                row = out[start + place]
                self._multiply(rows, row)
                np.clip(row, least, most, out=row)
                np.log(row, out=row)  # far quicker than log10
                row *= np.float32(1.0 / _LN10)
        return np.clip(out, self._lower, self._upper, out=out)

    def candidates(self, least: float) -> Pairs:
        """Give every pair with a log10 LR of at least ``least`` (above 0)."""
        if least > self.strongest:
            return Pairs.none()
        found: list[Pairs] = []
        enough = 10.0 ** (least - _SLACK)
        everybody = np.arange(len(self._bodies), dtype=np.intp)
        row = np.empty(len(self._people), dtype=np.float32)
        for start, parts in self._parts(everybody):
            for place, rows in enumerate(parts):
                highest = math.prod(float(each.max(initial=1.0)) for each in rows)
                if highest < enough:
                    continue
                self._multiply(rows, row)
                people = np.flatnonzero(row >= enough)
                body = np.full(len(people), start + place, dtype=np.intp)
                there = self.log10_lr(body, people) >= least
                found.append(Pairs(body[there], people[there]))
        if not found:
            return Pairs.none()
        return Pairs(
            np.concatenate([each.bodies for each in found]),
            np.concatenate([each.people for each in found]),
        )

    def finding(self, body: int, person: int) -> Finding | None:
        """Give the finding of one pair; None where there is nothing that both sides know."""
        at = np.array([body]), np.array([person])
        if not self._known(*at)[0]:
            return None
        one, other = self._records[0][body].physical, self._records[1][person].physical
        value = float(self.log10_lr(*at)[0])
        texts = written(one), written(other)
        if not self._both_frames(*at)[0] & STATURE:
            one = replace(one, stature=None)
        return Finding(
            kind=self.kind,
            log10_lr=value,
            lower_bound=self._lower,
            upper_bound=self._upper,
            body=texts[0],
            person=texts[1],
            sentence=in_all(partial(said, one, other, value)),
            method=self.method,
            version=self.parameters.version,
            source=self._source,
        )

    def _whole(self, lr: Floats) -> Floats:
        return (1.0 - self.model.mixed_up) * lr + self.model.mixed_up

    def _known(self, bodies: Places, people: Places) -> Bools:
        """Say of which pairs both sides know at least one field."""
        x, y = self._bodies, self._people
        frames = self._both_frames(bodies, people)
        looks = x.looks.known[x.look[bodies]] & y.looks.known[y.look[people]]
        last = len(self.model.blood.lr) - 1
        blood = (x.blood[bodies] != last) & (y.blood[people] != last)
        return np.asarray((frames != 0) | (looks != 0) | blood)

    def _both_frames(self, bodies: Places, people: Places) -> NDArray[np.int8]:
        """Give the bits of sex, stature and build that both sides know."""
        x, y = self._bodies, self._people
        return x.frames.known[x.frame[bodies]] & y.frames.known[y.frame[people]]

    def _parts(
        self, bodies: Places
    ) -> Iterator[tuple[int, Iterator[tuple[NDArray[np.float32], ...]]]]:
        """Give, block by block, the rows of the three parts of each body by class of person."""
        sizes = len(self._people.frames.known), len(self._people.looks.known)
        block = max(1, _CELLS // max(1, *sizes))
        looks = np.arange(sizes[1], dtype=np.intp)[None, :]
        blood = _rows(self.model.blood.lr)
        for start in range(0, len(bodies), block):
            some = bodies[start : start + block]
            frame, at_frame = np.unique(self._bodies.frame[some], return_inverse=True)
            look, at_look = np.unique(self._bodies.look[some], return_inverse=True)
            first = _rows(self.model.frame.rows(frame))
            second = _rows(self.model.look.lr(look[:, None], looks))
            third = blood[self._bodies.blood[some]]
            yield start, zip(first[at_frame], second[at_look], third, strict=True)

    def _multiply(self, rows: tuple[NDArray[np.float32], ...], out: NDArray[np.float32]) -> None:
        """Multiply the parts for everybody and allow for mixed-up descriptions."""
        frame, look, blood = rows
        mixed_up = np.float32(self.model.mixed_up)
        np.take(frame * (np.float32(1.0) - mixed_up), self._people.frame, out=out, mode="clip")
        out *= look.take(self._people.look, mode="clip")
        if (blood != 1.0).any():
            out *= blood.take(self._people.blood, mode="clip")
        out += mixed_up

    def _strongest(self) -> float:
        """Give the most that any pair can reach, from the best of each part where that is cheap."""
        if not (len(self._bodies) and len(self._people)):
            return 0.0
        x, y = self._bodies, self._people
        best = float(self.model.blood.lr.max())
        for mine, theirs, lr in (
            (len(x.frames.known), len(y.frames.known), self.model.frame.lr),
            (len(x.looks.known), len(y.looks.known), self.model.look.lr),
        ):
            if mine * theirs > _CELLS:
                return self._upper
            best *= float(lr(np.arange(mine)[:, None], np.arange(theirs)[None, :]).max())
        return min(self._upper, math.log10(best) + 1e-9)


def _rows(lr: Floats) -> NDArray[np.float32]:
    return np.clip(lr, 1.0 / _FURTHEST, _FURTHEST).astype(np.float32)


def _sex_errors(parameters: Parameters) -> dict[SexBasis, float]:
    table = parameters.table("sex_error")
    if set(table) != set(SexBasis):
        raise InputError(
            f"sex_error needs one number for each of {', '.join(SexBasis)}", where="biology"
        )
    return {basis: _error(table[basis], f"sex_error, {basis}") for basis in SexBasis}


def _error(value: float, name: str) -> float:
    if not 0.0 <= value < 0.5:
        raise InputError(f"the error {value:g} is not from 0 to below 0.5", where=name)
    return value
