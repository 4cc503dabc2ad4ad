"""Faces: the calibrated strength of a comparison, bounded, and never an identity.

The score s of two pooled templates has LR(s) = P(s | same) / P(s | different), learnt from pairs
of known truth (`nomina.faces.calibration`). With several model packs the log10 LRs are averaged:
they see the same faces, so they are not multiplied, and by Hoelder's inequality the mean LR of
non-mates stays at most 1 where it is for each pack. Values are cut to the bounds that the
calibration pairs support (ELUB) and rounded to two decimals, since an exact score would give the
template away; `Face.unbounded` is before either. How far a calibration is from the mean of 1 on
people it was not learnt from is in its ``held_out.mean_lr_non_mated``.

The non-mates of a calibration are `POPULATION`, so that a face says nothing of sex or age that
`biology` says too, and both may be multiplied; where a calibration was learnt against others
(`Face.beside_biology` is then False) they may not. Nothing was measured on the dead: condition
``simulated`` is altered photos of the living. Relatives look alike: where a brother is on the list
too, the weighing of all bodies together must hold both.

The only words of a result are excluded, inconclusive, candidate for other examination. A face
alone excludes nobody. Of a body in advanced change it says nothing: LR 1 and no finding.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import Described
from nomina.errors import InputError
from nomina.evidence.finding import Finding, Kind, Words, in_all
from nomina.evidence.line import Bools, Floats, Pairs, Places
from nomina.faces import Calibration, ConditionClass
from nomina.words import tr

Templates = Sequence[NDArray[np.float32]]
"""One array (n, dim) a model pack, a row a record; NaN in the rows of records without a face."""

POPULATION = "same apparent sex and age group"
_UNIT = 100.0
"""Values are rounded to one over this; see the module."""
_NO_OPINION = frozenset({ConditionClass.ADVANCED_CHANGE})
_CELLS = 4_000_000
"""Scores worked on at once."""
_REACH, _STEPS = 1.01, 1 << 20
"""Scores of the tables from -_REACH to _REACH: products of rows of length up to 1."""
_HALVINGS = 60
"""To the last digit of a score."""
_SLACK = 0.012
"""By how much single precision and rounding may move a value."""


class Face:
    """Faces of all bodies against those of all people; see the module.

    Args:
        bodies, people: the records, in the order of the rows of the templates.
        body_templates, people_templates: pooled templates; see `Templates`.
        calibrations: one a pack, in the same order.
        stated: of each body, what its operator says of its state; unknown where None is given.

    Raises:
        InputError: arrays or calibrations do not fit each other.
    """

    kind: Kind = "face"
    method = "calibrated face score"

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        body_templates: Templates,
        people_templates: Templates,
        calibrations: Sequence[Calibration],
        *,
        stated: Sequence[ConditionClass] | None = None,
    ) -> None:
        if not len(body_templates) == len(people_templates) == len(calibrations) > 0:
            raise InputError("one array of templates on each side is needed for each calibration")
        self._stated = [ConditionClass.UNKNOWN] * len(bodies) if stated is None else list(stated)
        if len(self._stated) != len(bodies):
            raise InputError(f"{len(self._stated)} conditions are stated for {len(bodies)} bodies")
        self.calibrations = tuple(calibrations)
        self.beside_biology = all(each.population == POPULATION for each in calibrations)
        lower = max(each.lower_bound for each in calibrations)
        upper = min(each.upper_bound for each in calibrations)
        # Rounded, a bound must not claim more than it did.
        self._lower = math.ceil(lower * _UNIT - 1e-6) / _UNIT + 0.0
        self._upper = math.floor(upper * _UNIT + 1e-6) / _UNIT + 0.0
        self._ids = [each.id for each in bodies], [each.id for each in people]
        self._rows = (
            _rows(body_templates, len(bodies), "bodies"),
            _rows(people_templates, len(people), "missing people"),
        )
        for mine, theirs in zip(*self._rows, strict=True):
            if mine.shape[1] != theirs.shape[1]:
                raise InputError("templates of bodies and missing people differ in length")
        tells = np.array([each not in _NO_OPINION for each in self._stated], dtype=np.bool_)
        self._there = _present(body_templates) & tells, _present(people_templates)
        self.strongest = self._upper if self._there[0].any() and self._there[1].any() else 0.0

    def unbounded(self, bodies: Places, people: Places) -> Floats:
        """Give log10 LRs as the maps alone have them, also where nothing tells: for study."""
        each = zip(self.calibrations, self._scores(bodies, people), strict=True)
        return np.asarray(np.mean([one.unbounded(row) for one, row in each], axis=0))

    def log10_lr(self, bodies: Places, people: Places) -> Floats:
        """Give the bounded log10 LR of pairs; 0 where one has no face or it tells nothing."""
        bodies, people = np.asarray(bodies, np.intp), np.asarray(people, np.intp)
        values = self._fused(self._scores(bodies, people))
        return np.where(self._there[0][bodies] & self._there[1][people], values, 0.0)

    def excludes(self, bodies: Places, people: Places) -> Bools:
        """Say that no pair is excluded: a face alone excludes nobody."""
        return np.zeros(np.broadcast_shapes(np.shape(bodies), np.shape(people)), np.bool_)

    def dense(self, bodies: Places) -> NDArray[np.float32]:
        """Give the bounded log10 LR of bodies against everybody, (len(bodies), M).

        Scores are products in single precision and the maps are read off at steps of 2e-6, so
        that a value may be rounded to the other side: it is within 0.0101 of `log10_lr`.
        """
        out = np.zeros((len(bodies), len(self._ids[1])), dtype=np.float32)
        for some, there, scores in self._blocks(np.asarray(bodies, np.intp)):
            read = [self._read(*each) for each in zip(self._tables, scores, strict=True)]
            values = read[0] if len(read) == 1 else np.mean(read, axis=0)
            np.round(values, 2, out=values)
            np.clip(values, self._lower, self._upper, out=values)
            out[np.ix_(some, there)] = values
        return out

    def candidates(self, least: float) -> Pairs:
        """Give every pair with a log10 LR of at least ``least`` (above 0)."""
        if least > self.strongest:
            return Pairs.none()
        # Where the mean reaches it, no pack can be lower than if all others were at their most.
        most = [each.upper_bound for each in self.calibrations]
        wanted = len(most) * (least - _SLACK) - sum(most)
        cuts = [
            _grid(int(np.searchsorted(table, wanted + each)) - 1)
            for table, each in zip(self._tables, most, strict=True)
        ]
        everybody = np.arange(len(self._ids[0]), dtype=np.intp)
        found = [Pairs.none()]
        for some, there, scores in self._blocks(everybody):
            high = np.all([each >= cut for each, cut in zip(scores, cuts, strict=True)], axis=0)
            rows, columns = np.nonzero(high)
            bodies, people = some[rows], there[columns]
            kept = self.log10_lr(bodies, people) >= least
            found.append(Pairs(bodies[kept], people[kept]))
        return Pairs(
            np.concatenate([each.bodies for each in found]),
            np.concatenate([each.people for each in found]),
        )

    def finding(self, body: int, person: int) -> Finding | None:
        """Give the finding of one pair; None where one has no face or it tells nothing."""
        if not (self._there[0][body] and self._there[1][person]):
            return None
        at = np.array([body], np.intp), np.array([person], np.intp)
        scores = self._scores(*at)
        value = float(self._fused(scores)[0])
        speaks = value > 0.0 and all(
            row[0] > cut for cut, row in zip(self._speaks_above, scores, strict=True)
        )
        stated = self._stated[body]
        known = "" if stated is ConditionClass.UNKNOWN else f" ({stated.value})"
        return Finding(
            kind=self.kind,
            log10_lr=value,
            lower_bound=self._lower,
            upper_bound=self._upper,
            body=self._ids[0][body] + known,
            person=self._ids[1][person],
            sentence=self._sentences[speaks],
            method=self.method,
            version=self._told[0],
            source=self._told[1],
            computed_from=self._told[2],
        )

    @cached_property
    def _speaks_above(self) -> list[float]:
        """Give the score of each calibration above which even the low end of its LR is above 1."""
        return [_crossing(each) for each in self.calibrations]

    @cached_property
    def _sentences(self) -> dict[bool, Words]:
        """Give the sentences by whether the faces speak for the pair: there are no others."""
        return {speaks: in_all(partial(self._said, speaks)) for speaks in (False, True)}

    @cached_property
    def _told(self) -> tuple[str, str, tuple[str, ...]]:
        """Give version, source and digests, which all findings share."""
        return (
            "; ".join(dict.fromkeys(each.code_version for each in self.calibrations)),
            "; ".join(_source(each) for each in self.calibrations),
            tuple(each.sha256 for each in self.calibrations),
        )

    def _said(self, speaks: bool, language: str) -> str:
        word = (
            tr("candidate for other examination", language)
            if speaks
            else tr("inconclusive", language)
        )
        said = tr("Faces: {word}. A face alone excludes nobody.", language).format(word=word)
        if any(each.caution == "origin" for each in self.calibrations):
            said += tr(
                " It says too much of people whose origin few of the calibration photos show.",
                language,
            )
        return said

    def _scores(self, bodies: Places, people: Places) -> list[Floats]:
        """Give the scores of pairs (n,), one array a pack, in double precision."""
        found = []
        for mine, theirs in zip(*self._rows, strict=True):
            step = max(1, _CELLS // max(1, mine.shape[1]))
            scores = np.empty(len(bodies))
            for start in range(0, len(bodies), step):
                part = slice(start, start + step)
                scores[part] = np.einsum(
                    "ij,ij->i", mine[bodies[part]], theirs[people[part]], dtype=np.float64
                )
            found.append(scores)
        return found

    def _fused(self, scores: Sequence[NDArray[np.floating]]) -> Floats:
        """Give the mean, bounded and rounded log10 LR of scores, one array a pack."""
        pairs = zip(self.calibrations, scores, strict=True)
        mean = np.mean([one.log10_lr(each) for one, each in pairs], axis=0)
        rounded = np.clip(np.round(mean * _UNIT) / _UNIT, self._lower, self._upper)
        return np.asarray(rounded) + 0.0  # no minus zero

    @cached_property
    def _tables(self) -> list[NDArray[np.float32]]:
        """Give each calibration at all scores of a fine grid."""
        grid = _grid(np.arange(_STEPS))
        return [each.log10_lr(grid).astype(np.float32) for each in self.calibrations]

    def _read(self, table: NDArray[np.float32], scores: NDArray[np.float32]) -> NDArray[np.float32]:
        at = (scores + np.float32(_REACH)) * np.float32((_STEPS - 1) / (2.0 * _REACH))
        return table.take(at.astype(np.int32), mode="clip")

    def _blocks(self, bodies: Places) -> Iterator[tuple[Places, Places, list[NDArray[np.float32]]]]:
        """Give places within ``bodies`` that tell, people with a face, and scores by pack."""
        there = np.flatnonzero(self._there[1])
        telling = np.flatnonzero(self._there[0][bodies])
        if not len(there):
            return
        listed = [rows[there].T for rows in self._rows[1]]
        step = max(1, _CELLS // len(there))
        for start in range(0, len(telling), step):
            some = telling[start : start + step]
            scores = [
                mine[bodies[some]] @ theirs
                for mine, theirs in zip(self._rows[0], listed, strict=True)
            ]
            yield some, there, scores


def _grid(step: NDArray[np.intp] | int) -> NDArray[np.float64]:
    return np.asarray(-_REACH + np.asarray(step) * (2.0 * _REACH / (_STEPS - 1)))


def _present(templates: Templates) -> Bools:
    """Say which records have a face in every pack."""
    return np.asarray(np.all([np.isfinite(each).all(axis=1) for each in templates], axis=0))


def _rows(templates: Templates, n: int, whose: str) -> list[NDArray[np.float32]]:
    """Check that there is one row a record, and put 0 where there is no face."""
    for each in templates:
        if each.ndim != 2 or len(each) != n:
            raise InputError(f"templates of {whose} need {n} rows, not shape {each.shape}")
    return [np.nan_to_num(each.astype(np.float32), posinf=0.0, neginf=0.0) for each in templates]


def _source(calibration: Calibration) -> str:
    known = calibration.set
    return (
        f"calibration on {known.name}: {known.n_mated} mated and {known.n_non_mated} non-mated "
        f"pairs of {known.n_identities} people, non-mates of {calibration.population}, condition "
        f"{calibration.condition}"
    )


def _crossing(calibration: Calibration) -> float:
    """Give the highest score whose interval still reaches down to 0; it never falls with it."""
    low, high = -_REACH, _REACH
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        if float(calibration.interval([middle])[0][0]) > 0.0:
            high = middle
        else:
            low = middle
    return low
