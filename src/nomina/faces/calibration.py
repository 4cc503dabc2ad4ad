"""From a face score to a strength: log10 LR, bounded, with its interval and where it comes from.

A calibration is learnt from scores of pairs of known truth under one condition and against one
population, and is kept as JSON beside the model pack. It is learnt so:

1. the map from score to LR is the one of least cost Cllr among a few monotone ones
   (`nomina.faces.score_maps`), chosen on people that it was not fitted on;
2. it is fitted again for resamples of people, not of pairs, since pairs that share a person are
   not independent (A. Owen, The pigeonhole bootstrap, Annals of Applied Statistics 1 (2007)
   386-411); the spread of these maps is the interval of a strength;
3. its claims are bounded (`nomina.faces.elub`) on all pairs, and again by the tighter one in
   twenty of the resamples, so that a few unusual people cannot stretch them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

import nomina
from nomina.errors import CalibrationError
from nomina.faces.cllr import cllr, cllr_min, pav
from nomina.faces.elub import elub
from nomina.faces.score_maps import METHODS, Basis, Method, fit_weights
from nomina.faces.strength import (
    Calibration,
    CalibrationSet,
    Caution,
    HeldOut,
    ScoreMap,
    Strength,
)

__all__ = [
    "Calibration",
    "CalibrationSet",
    "HeldOut",
    "ScoreMap",
    "Strength",
    "cllr",
    "cllr_min",
    "cross_fitted",
    "elub",
    "fit",
    "list_digest",
    "pav",
]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

LEAST_PEOPLE = 30
"""Mated people below which nothing is calibrated."""
LEAST_NON_MATED = 300
"""Non-mated pairs below which nothing is calibrated."""

_BINS = 4096  # resamples are fitted on bins: 1/4096 of the score range moves no LR visibly
_WORTH = 0.001  # bits of Cllr by which a map with more parameters must be better


def list_digest(photo_digests: Iterable[str]) -> str:
    """Give one SHA-256 for a set of photos from their own SHA-256s, whatever their order."""
    lines = "".join(f"{digest}\n" for digest in sorted(photo_digests))
    return hashlib.sha256(lines.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Scores (n,) with the people of each pair as numbers (n, 2), alike for a mated pair."""

    scores: Floats
    people: Whole

    def where(self, chosen: NDArray[np.bool_]) -> _Pairs:
        return _Pairs(self.scores[chosen], self.people[chosen])


def fit(
    mated: ArrayLike,
    non_mated: ArrayLike,
    mated_groups: ArrayLike,
    non_mated_groups: ArrayLike,
    *,
    pack: str,
    condition: Literal["living", "simulated"],
    population: str,
    set_name: str,
    set_sha256: str,
    caution: Caution = "",
    methods: tuple[Method, ...] = METHODS,
    folds: int = 5,
    resamples: int = 200,
    seed: int = 0,
) -> Calibration:
    """Learn a calibration from scores of known truth.

    Args:
        mated: scores of pairs of the same person, shape (n,).
        non_mated: scores of pairs of two people, shape (m,).
        mated_groups: the person of each mated pair, shape (n,), numbers or text.
        non_mated_groups: the two people of each non-mated pair, shape (m, 2), likewise.
        pack: digest of the model pack and template recipe that made the scores.
        condition: what the photos were: of the living, or a simulation of the dead.
        population: who the non-mates were, in words, such as "same sex and age group".
        set_name: what the set of photos is called.
        set_sha256: `list_digest` of the photos used.
        caution: a limit that is known already.
        methods: maps to choose from, the simplest first.
        folds: parts of people for the choice and the held-out figures.
        resamples: resamples of people for the interval and the bounds.
        seed: of the folds and resamples; the same input and seed give the same calibration.

    Raises:
        CalibrationError: too few people or pairs, or a score is not a finite number.
    """
    same, other, n_people = _understood(mated, non_mated, mated_groups, non_mated_groups)
    part = _folds(same, n_people, folds, seed)
    method, figures = _choose(same, other, part, methods)
    basis = Basis.over(method, same.scores, other.scores)
    weights = _fitted(basis, same.scores, other.scores)
    rng = np.random.default_rng([seed, 2])
    ensemble, limits = _resampled(basis, same, other, _drawn(n_people, resamples, rng))
    lower, upper = elub(*(basis.log10_lr(weights, x.scores) for x in (same, other)))
    both = np.concatenate([same.scores, other.scores])
    return Calibration(
        pack=pack,
        condition=condition,
        population=population,
        set=CalibrationSet(
            name=set_name,
            sha256=set_sha256,
            n_identities=n_people,
            n_mated=same.scores.size,
            n_non_mated=other.scores.size,
            typical_mated_score=round(float(np.median(same.scores)), 4),
        ),
        map=ScoreMap(
            method=method,
            knots=basis.knots,
            weights=_short(weights),
            ensemble=tuple(_short(each) for each in ensemble),
            lowest_score=float(both.min()),
            highest_score=float(both.max()),
        ),
        lower_bound=min(0.0, max(lower, round(float(np.quantile(limits[:, 0], 0.95)), 2))),
        upper_bound=max(0.0, min(upper, round(float(np.quantile(limits[:, 1], 0.05)), 2))),
        held_out=figures,
        caution=caution,
        code_version=nomina.__version__,
    )


def cross_fitted(
    mated: ArrayLike,
    non_mated: ArrayLike,
    mated_groups: ArrayLike,
    non_mated_groups: ArrayLike,
    *,
    methods: tuple[Method, ...] = METHODS,
    folds: int = 5,
    seed: int = 0,
) -> HeldOut:
    """Give the figures of `fit` on held-out people, without keeping a calibration.

    Raises:
        CalibrationError: too few people or pairs, or a score is not a finite number.
    """
    same, other, n_people = _understood(mated, non_mated, mated_groups, non_mated_groups)
    return _choose(same, other, _folds(same, n_people, folds, seed), methods)[1]


def _understood(
    mated: ArrayLike, non_mated: ArrayLike, mated_groups: ArrayLike, non_mated_groups: ArrayLike
) -> tuple[_Pairs, _Pairs, int]:
    same, other = (np.asarray(x, dtype=np.float64).ravel() for x in (mated, non_mated))
    who, whose = np.asarray(mated_groups), np.asarray(non_mated_groups)
    if who.shape != same.shape or whose.shape != (other.size, 2):
        raise CalibrationError("each mated pair needs one person and each non-mated pair two")
    if not (np.isfinite(same).all() and np.isfinite(other).all()):
        raise CalibrationError("a score is not a finite number")
    n_mates = np.unique(who).size
    if n_mates < LEAST_PEOPLE or other.size < LEAST_NON_MATED:
        raise CalibrationError(
            f"{n_mates} people with mated pairs and {other.size} non-mated pairs are too few",
            todo=f"Give at least {LEAST_PEOPLE} people and {LEAST_NON_MATED} non-mated pairs",
        )
    names, codes = np.unique(np.concatenate([who, whose.ravel()]), return_inverse=True)
    pairs = codes[who.size :].reshape(-1, 2)
    if (pairs[:, 0] == pairs[:, 1]).any():
        raise CalibrationError("a non-mated pair is of one and the same person")
    own = np.repeat(codes[: who.size, None], 2, axis=1)
    return _Pairs(same, own), _Pairs(other, pairs), names.size


def _choose(
    same: _Pairs, other: _Pairs, part: Whole, methods: tuple[Method, ...]
) -> tuple[Method, HeldOut]:
    """Take the simplest map that is about as cheap as the best on people it was not fitted on."""
    best: tuple[Method, HeldOut] | None = None
    for method in methods:
        basis = Basis.over(method, same.scores, other.scores)
        if not (basis.takes(same.scores) and basis.takes(other.scores)):
            continue
        figures = _held_out(method, same, other, part)
        if best is None or figures.cllr < best[1].cllr - _WORTH:
            best = method, figures
    if best is None:
        raise CalibrationError("no map can take these scores", todo="Scores of -1 to 1 are needed")
    return best


def _folds(same: _Pairs, n_people: int, folds: int, seed: int) -> Whole:
    """Deal people into parts; those with mated pairs apart, so that every part has some."""
    rng = np.random.default_rng([seed, 1])
    has_mate = np.zeros(n_people, dtype=bool)
    has_mate[same.people[:, 0]] = True
    part = np.empty(n_people, dtype=np.int64)
    for group in (np.flatnonzero(has_mate), np.flatnonzero(~has_mate)):
        part[rng.permutation(group)] = np.arange(group.size) % folds
    return part


def _held_out(method: Method, same: _Pairs, other: _Pairs, part: Whole) -> HeldOut:
    """Fit on pairs wholly outside a part, measure on pairs wholly inside it; pool all parts."""
    # Each holds what was measured for mates, then for non-mates, one array a part.
    ours: tuple[list[Floats], list[Floats]] = ([], [])
    free: tuple[list[Floats], list[Floats]] = ([], [])
    raw: tuple[list[Floats], list[Floats]] = ([], [])
    folds = int(part.max()) + 1
    for fold in range(folds):
        learn = [x.where((part[x.people] != fold).all(axis=1)).scores for x in (same, other)]
        basis = Basis.over(method, *learn)
        weights = _fitted(basis, *learn)
        bounds = elub(*(basis.log10_lr(weights, x) for x in learn))
        scale = pav(*learn, misleading=1)
        for kind, pairs in enumerate((same, other)):
            scores = pairs.where((part[pairs.people] == fold).all(axis=1)).scores
            raw[kind].append(basis.log10_lr(weights, scores))
            ours[kind].append(np.clip(raw[kind][-1], *bounds))
            free[kind].append(scale(scores))
    bounded, scaled, unbounded = ([np.concatenate(x) for x in y] for y in (ours, free, raw))
    return HeldOut(
        folds=folds,
        cllr=cllr(*bounded),
        cllr_min=cllr(*scaled),
        cllr_min_same_data=cllr_min(*unbounded),
        mean_lr_non_mated=float(np.mean(10.0 ** unbounded[1])),
        n_mated=bounded[0].size,
        n_non_mated=bounded[1].size,
    )


def _fitted(basis: Basis, same: Floats, other: Floats) -> Floats:
    """Fit the weights; many scores are first gathered into bins, each at its own mean."""
    parts = [_Bins.of(x) for x in (same, other)]
    columns = [basis.features(x.means) for x in parts]
    return fit_weights(columns[0], columns[1], *(x.counted() for x in parts))


@dataclass(frozen=True, slots=True)
class _Bins:
    """Scores gathered into bins: the bin of each (n,) and the mean of each bin (k,)."""

    place: Whole
    means: Floats

    @classmethod
    def of(cls, scores: Floats) -> _Bins:
        low, high = scores.min(), scores.max()
        place = ((scores - low) / max(high - low, 1e-12) * (_BINS - 1)).astype(np.int64)
        if scores.size <= _BINS:
            place = np.arange(scores.size)
        used, place = np.unique(place, return_inverse=True)
        sums = np.bincount(place, weights=scores, minlength=used.size)
        return cls(place, sums / np.bincount(place, minlength=used.size))

    def counted(self, weights: Floats | None = None) -> Floats:
        counts = np.bincount(self.place, weights=weights, minlength=self.means.size)
        return counts.astype(np.float64)


def _drawn(n_people: int, resamples: int, rng: np.random.Generator) -> Whole:
    """Draw people anew; gives how often each counts, shape (resamples, n_people)."""
    draws = rng.integers(n_people, size=(resamples, n_people))
    return np.stack([np.bincount(draw, minlength=n_people) for draw in draws])


def _resampled(
    basis: Basis, same: _Pairs, other: _Pairs, drawn: Whole
) -> tuple[list[Floats], Floats]:
    """Fit again with people drawn anew; a pair counts as often as both its people together.

    Gives the weights of each resample, and its bounds as an array (resamples, 2).
    """
    bins = [_Bins.of(x.scores) for x in (same, other)]
    columns = [basis.features(x.means) for x in bins]
    ensemble: list[Floats] = []
    limits: list[tuple[float, float]] = []
    for times in drawn.astype(np.float64):
        # A mated pair has one person, so it counts as often as that person, not squared.
        mates = bins[0].counted(times[same.people[:, 0]])
        others = bins[1].counted(times[other.people[:, 0]] * times[other.people[:, 1]])
        if mates.sum() == 0 or others.sum() == 0:
            continue
        weights = fit_weights(columns[0], columns[1], mates, others)
        lrs = [basis.log10_lr(weights, x.means) for x in bins]
        ensemble.append(weights)
        limits.append(elub(*lrs, weights_mated=mates, weights_non_mated=others))
    return ensemble, np.asarray(limits)


def _short(weights: Floats) -> tuple[float, ...]:
    """Keep nine digits: far below what the data can tell, and a third of the file."""
    return tuple(float(f"{value:.9g}") for value in weights)
