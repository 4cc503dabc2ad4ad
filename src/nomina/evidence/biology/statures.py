"""Stature: what of a record can be compared with an adult's stature in life, and how well.

Given the sex, statures T of people are normal. A measured or stated height is T with an error. A
stature from a bone is the middle of a regression of stature on bone, which lies nearer to the mean
mu than T does: with the standard error e of the formula and r2 = 1 - e^2 / sd^2, the bone is
regressed on the stature, so that the estimate given T is normal around mu + r2 (T - mu) with
variance r2 e^2. A formula whose r2 is under `LEAST_R2` says nothing that could be used.

A body measured lying is longer; heights measured late in life are put back to those at 30 with the
age stated in the same record. Heights in files and words, and from bones, are those of youth. A
height given as a range is its middle; the variance of a flat range of that width is added to the
error.

Who has no age and is more than `CHILD_FROM` spreads under the mean of the sex recorded may be a
child and is not compared by stature. Leaving out short bodies but not what would clash with them
must not raise the mean LR, so that `Seen.kept` has the chance that a body is tall enough.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import Described, Physical, StatureSource
from nomina.cases.files import Sex
from nomina.evidence.biology.ages import normal_cdf, positive
from nomina.evidence.biology.coded import Tall
from nomina.evidence.biology.tables import SEXES, numbers
from nomina.evidence.parameters import Parameters

Floats = NDArray[np.float64]

LEAST_R2 = 0.2
CHILD_FROM = 4.0
Places = NDArray[np.intp]
Found = Sequence[Tall]

_SHORTEST, _TALLEST = 1000.0, 2500.0
"""Adults beyond count as of this stature."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Distinct statures of a register, k of them.

    Attributes:
        there: whether it is known, (k,).
        off: from the mean of each sex, (2, k), millimetres; 0 where not known.
        variance: over all people of each sex, (2, k); such that a density is 1 where not known.
        slope: by how much it moves with the true stature, (2, k); 0 where not known.
        kept: chance that one of this kind is tall enough to be compared, by the sex recorded and
            the true one, (2, 2, k).
    """

    there: NDArray[np.bool_]
    off: Floats
    variance: Floats
    slope: Floats
    kept: Floats

    def density(self) -> Floats:
        """Give the density of each among all people of each sex, (2, k); 1 where not known."""
        variance = self.variance
        return np.asarray(np.exp(-0.5 * self.off**2 / variance) / np.sqrt(2 * np.pi * variance))


class Statures:
    """The numbers of the stature model, with means and spreads of a register.

    Attributes:
        mean, sd: by sex, (2,), millimetres.
    """

    def __init__(self, people: Sequence[Described], parameters: Parameters) -> None:
        sources = tuple(StatureSource)
        self._error = {
            side: dict(
                zip(
                    sources,
                    numbers(parameters, f"stature_error_{side}", sources).tolist(),
                    strict=True,
                )
            )
            for side in ("body", "file")
        }
        self._lying = parameters.number("stature_lying")
        self._loss = parameters.number("stature_loss")
        self._loss_from = parameters.number("stature_loss_from")
        self._adult = positive(parameters, "adult_from")
        weight = positive(parameters, "prior_weight")
        self.mean = numbers(parameters, "stature_mean", SEXES)
        self.sd = numbers(parameters, "stature_sd", SEXES)
        self._settle()
        for place, sex in enumerate(SEXES):
            self._learn(
                place, [each.physical for each in people if each.physical.sex is sex], weight
            )
        self._settle()

    def _settle(self) -> None:
        """Work out the least spread, and the shortest that are compared without an age."""
        self._spread = float(self.sd.min())
        shortest = (self.mean - CHILD_FROM * self.sd).tolist()
        self._shortest: dict[Sex | None, float] = dict(zip(SEXES, shortest, strict=True))

    def _learn(self, place: int, people: Sequence[Physical], weight: float) -> None:
        """Move mean and spread from the shipped ones to those of the register."""
        found = [each for one in people if (each := self.of_person(one)) and not each[2]]
        if not found:
            return
        mm, error, _, _ = np.array(found).T
        n, prior, sd = len(mm), self.mean[place], self.sd[place]
        self.mean[place] = (weight * prior + mm.sum()) / (weight + n)
        spread = ((mm - self.mean[place]) ** 2 - error**2).sum()
        spread += weight * (sd**2 + (prior - self.mean[place]) ** 2)
        # Errors that are stated too large must not make people alike.
        self.sd[place] = np.sqrt(max(spread / (weight + n), (0.6 * sd) ** 2))

    def of_body(self, one: Physical) -> Tall | None:
        """Give what a body's stature says; see `coded.StatureRule`."""
        return self._of(one, "body", self._lying)

    def of_person(self, one: Physical) -> Tall | None:
        """Give what the stature in a file says."""
        return self._of(one, "file", 0.0)

    def _of(self, one: Physical, side: str, lying: float) -> Tall | None:
        stature, age = one.stature, one.age
        if stature is None or (age is not None and age.low < self._adult):
            return None
        mm = stature.mm
        if stature.source is StatureSource.MEASURED:
            years = 0.0 if age is None else (age.low + age.high) / 2.0 - self._loss_from
            mm += self._loss * max(0.0, years) - lying
        if age is None and mm < self._shortest.get(one.sex, min(self._shortest.values())):
            return None
        stated = stature.error_mm or self._error[side][stature.source]
        error = math.hypot(stated, stature.width_mm / math.sqrt(12.0))
        bone = stature.source is StatureSource.BONE
        if bone and 1.0 - (error / self._spread) ** 2 < LEAST_R2:
            return None
        return min(max(mm, _SHORTEST), _TALLEST), error, bone, age is None

    def seen(self, found: Found) -> Seen:
        """Give what the model needs of k distinct statures."""
        mm, sd, bone, ageless = np.array(found, dtype=np.float64).reshape(-1, 4).T
        there = sd > 0.0
        wide = self.sd[:, None] ** 2
        slope = np.where(bone > 0, 1.0 - sd**2 / wide, 1.0)
        variance = np.where(bone > 0, slope * wide, wide + sd**2)
        least = np.array([self._shortest[sex] for sex in SEXES])[:, None, None]
        below = normal_cdf((least - self.mean[:, None]) / np.sqrt(np.where(there, variance, 1.0)))
        return Seen(
            there,
            np.where(there, mm - self.mean[:, None], 0.0),
            np.where(there, variance, 1.0 / (2.0 * np.pi)),
            np.where(there, slope, 0.0),
            np.where(there & (ageless > 0.0), 1.0 - below, 1.0),
        )

    def together(self, sex: int, one: Seen, x: Places, other: Seen, y: Places) -> Floats:
        """Give the density of both statures of one person, over that of each by itself.

        ``x`` and ``y`` are places that broadcast to one shape.
        """
        vx, vy = one.variance[sex][x], other.variance[sex][y]
        u, v = one.off[sex][x] / np.sqrt(vx), other.off[sex][y] / np.sqrt(vy)
        slopes = one.slope[sex][x] / np.sqrt(vx), other.slope[sex][y] / np.sqrt(vy)
        r = slopes[0] * slopes[1] * self.sd[sex] ** 2
        room = 1.0 - r**2
        far = r * (r * (u * u + v * v) - 2.0 * u * v) / (2.0 * room)
        return np.asarray(np.exp(-far) / np.sqrt(room))
