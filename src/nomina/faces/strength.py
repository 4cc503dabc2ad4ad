"""The strength of a face comparison, and the stored calibration that gives it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field

from nomina.documents import Document, Part, published
from nomina.errors import CalibrationError
from nomina.faces.score_maps import Basis

Floats = NDArray[np.float64]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Strength:
    """The strength of one comparison, all of it as log10 LR of same person : two people.

    ``low`` and ``high`` are the 95 % interval over resamples of people; ``lower_bound`` and
    ``upper_bound`` are the furthest that the calibration set supports (ELUB). Every value lies
    within the bounds.
    """

    log10_lr: float
    low: float
    high: float
    lower_bound: float
    upper_bound: float
    condition: str
    calibration_sha256: str

    @property
    def at_bound(self) -> bool:
        """Say whether the data would not support a stronger claim, so this is only a limit."""
        return self.log10_lr <= self.lower_bound or self.log10_lr >= self.upper_bound


class CalibrationSet(Part):
    """The photographs and pairs that a calibration was learnt from."""

    name: str = Field(min_length=1)
    sha256: Sha256 = Field(description="Of the list of the used photos, see `list_digest`.")
    n_identities: int = Field(ge=1)
    n_mated: int = Field(ge=1)
    n_non_mated: int = Field(ge=1)
    typical_mated_score: float | None = Field(
        default=None, description="Median of the mated pairs: what two photos of one person score."
    )


class ScoreMap(Part):
    """A monotone map from score to natural-log LR; see `nomina.faces.score_maps`."""

    method: Literal["logistic", "beta", "spline"]
    knots: tuple[float, ...] = ()
    weights: tuple[float, ...] = Field(min_length=2, description="Intercept, then weights >= 0.")
    ensemble: tuple[tuple[float, ...], ...] = Field(description="Weights for resampled people.")
    lowest_score: float
    highest_score: float


class HeldOut(Part):
    """Figures on people whose pairs were not used in fitting.

    ``cllr`` is of the bounded map. ``cllr_min`` is of a free monotone scale (PAV) fitted on the
    same other people; ``cllr_min_same_data`` of one fitted on the very pairs it is measured on,
    which is lower than any real system can be. ``mean_lr_non_mated`` is 1 for an honest LR
    without bounds.
    """

    folds: int = Field(ge=2)
    cllr: float = Field(ge=0)
    cllr_min: float = Field(ge=0)
    cllr_min_same_data: float = Field(ge=0)
    mean_lr_non_mated: float = Field(ge=0)
    n_mated: int = Field(ge=1)
    n_non_mated: int = Field(ge=1)


Caution = Literal["", "origin"]
"""What is known to be wrong with a calibration: ``origin``, that it says too much of people whose
origin few of its photos show. Pages put it into words."""


@published("calibration")
class Calibration(Document):
    """Score to bounded log10 LR for one model pack, condition and population."""

    pack: str = Field(description="Digest of the model pack (and template recipe) of the scores.")
    condition: Literal["living", "simulated"]
    population: str = Field(min_length=1, description="Who the non-mates were.")
    set: CalibrationSet
    map: ScoreMap
    lower_bound: float = Field(le=0)
    upper_bound: float = Field(ge=0)
    held_out: HeldOut
    caution: Caution = Field(default="", description="A known limit, that every result says.")
    code_version: str

    @property
    def cllr(self) -> float:
        """Give the cost on held-out people, in bits."""
        return self.held_out.cllr

    @property
    def cllr_min(self) -> float:
        """Give the cost that the best monotone scale reaches on held-out people, in bits."""
        return self.held_out.cllr_min

    @cached_property
    def sha256(self) -> str:
        """Give the digest of the content, independent of how the JSON is laid out."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()

    def unbounded(self, scores: ArrayLike) -> Floats:
        """Give log10 LRs as the map alone has them: for study, never for a result."""
        return self._raw(np.asarray(scores, dtype=np.float64), np.asarray(self.map.weights))

    def log10_lr(self, scores: ArrayLike) -> Floats:
        """Give bounded log10 LRs of scores of any shape; never falling with the score.

        Raises:
            CalibrationError: a score is not a number.
        """
        array = np.asarray(scores, dtype=np.float64)
        if np.isnan(array).any():
            raise CalibrationError("a score is not a number")
        return self._bounded(self._raw(array, np.asarray(self.map.weights)))

    def interval(self, scores: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
        """Give the bounded ends of the central interval over resamples of people."""
        array = np.asarray(scores, dtype=np.float64)
        each = self._raw(array, np.asarray(self.map.ensemble).T)
        tail = (1.0 - level) / 2.0
        low, high = np.quantile(each, (tail, 1.0 - tail), axis=-1)
        middle = self.unbounded(array)
        return self._bounded(np.minimum(low, middle)), self._bounded(np.maximum(high, middle))

    def strength(self, score: float) -> Strength:
        """Give the strength of one score, with its interval and bounds."""
        value = self.log10_lr(score)
        low, high = self.interval(score)
        return Strength(
            log10_lr=float(value),
            low=float(low),
            high=float(high),
            lower_bound=self.lower_bound,
            upper_bound=self.upper_bound,
            condition=self.condition,
            calibration_sha256=self.sha256,
        )

    def _raw(self, scores: Floats, weights: Floats) -> Floats:
        raw = Basis(self.map.method, self.map.knots).log10_lr(weights, scores.ravel())
        return raw.reshape((*scores.shape, *weights.shape[1:]))

    def _bounded(self, log10_lrs: Floats) -> Floats:
        return np.clip(log10_lrs, self.lower_bound, self.upper_bound)
