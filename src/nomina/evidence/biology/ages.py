"""Age at death in half-year classes, so that every integral over age is an exact sum.

A body's estimate is the middle m of its range. Given the true age a it is normal around a with
the standard error s(a): that of the range and its stated coverage, at least the floor for a. It is
made discrete and normalised over all m, so that the chances of all estimates sum to 1. A file
gives a range of true ages, all alike likely, with soft ends. Either says nothing with a small
chance of its own (a blunder, a wrong birth date).

An age that somebody stated is less soft of a child: nobody takes one of 1 year for one of 5.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import AgeRange
from nomina.errors import InputError
from nomina.evidence.parameters import Parameters

Floats = NDArray[np.float64]
AgeKey = tuple[float, ...]
"""What of an age counts; ages with one key are alike."""

BINS = 240
"""Classes of half a year from 0 to 120; who is older counts as of the last."""
MIDDLES: Floats = np.asarray((np.arange(BINS) + 0.5) / 2.0, dtype=np.float64)
BORN = "birth date"
_SAID_SHARE = 1.0 / 9.0
"""Share of a child's stated age by which it may be off; assumed, so that it meets 2 years at 18."""
_erf = np.vectorize(math.erf, otypes=[np.float64])


class Ages:
    """The numbers of the age model.

    Raises:
        InputError: a number is out of range.
    """

    def __init__(self, parameters: Parameters) -> None:
        self.coverage = share(parameters, "age_coverage", least=1e-6)
        floor = by_age(parameters, "age_floor")
        if (floor <= 0.0).any():
            raise InputError("a floor of the error of ages is not above 0", where="age_floor")
        self.floor = floor
        self.error_body = share(parameters, "age_error_body")
        self.error_file = share(parameters, "age_error_file")
        self.sd_born = positive(parameters, "age_sd_born")
        self.sd_said = positive(parameters, "age_sd_said")

    def body_key(self, age: AgeRange) -> AgeKey:
        """Give class of the middle, and the standard error of the range in half years up."""
        middle = min(BINS - 1, int(age.low + age.high))
        return middle, math.ceil(2.0 * self._sd(age)) / 2.0

    def person_key(self, age: AgeRange) -> AgeKey:
        """Give the outer ends in half years, how soft they are, and a standard error if stated."""
        said = min(self.sd_said, max(self.sd_born, _SAID_SHARE * age.high))
        soft = self.sd_born if age.method == BORN else said
        stated = 0.0 if age.coverage is None else math.ceil(2.0 * self._sd(age)) / 2.0
        low, high = (min(BINS - 1, math.floor(2.0 * end)) for end in (age.low, age.high))
        return low / 2.0, (high + 1) / 2.0, soft, stated

    def _sd(self, age: AgeRange) -> float:
        coverage = self.coverage if age.coverage is None else age.coverage
        return (age.high - age.low) / (2.0 * NormalDist().inv_cdf(0.5 + coverage / 2.0))

    def kernel(self, sd: float) -> Floats:
        """Give the chance of each estimate given each true age, shape (BINS, BINS)."""
        spread = np.maximum(self.floor, sd)
        chance = np.exp(-0.5 * ((MIDDLES[:, None] - MIDDLES) / spread) ** 2)
        chance /= chance.sum(axis=0)
        return np.asarray((1.0 - self.error_body) * chance + self.error_body / BINS)

    def body_rows(self, keys: Sequence[AgeKey]) -> Floats:
        """Give the chance of each body's estimate at every true age, (n, BINS); 1 for ``()``."""
        rows = np.ones((len(keys), BINS))
        for sd in {key[1] for key in keys if key}:
            kernel = self.kernel(sd)
            for place, key in enumerate(keys):
                if key and key[1] == sd:
                    rows[place] = kernel[int(key[0])]
        return rows

    def person_rows(self, keys: Sequence[AgeKey]) -> Floats:
        """Give how likely each file is at every true age, (n, BINS); 1 for ``()``."""
        rows = np.ones((len(keys), BINS))
        said = [place for place, key in enumerate(keys) if key]
        if not said:
            return rows
        low, high, soft, stated = np.array([keys[place] for place in said]).T[:, :, None]
        box = (normal_cdf((MIDDLES - low) / soft) - normal_cdf((MIDDLES - high) / soft)) / (
            high - low
        )
        spread = np.maximum(stated, soft)
        bell = np.exp(-0.5 * ((MIDDLES - (low + high) / 2.0) / spread) ** 2)
        bell /= spread * math.sqrt(2.0 * math.pi)
        core = np.where(stated > 0.0, bell, box)
        rows[said] = (1.0 - self.error_file) * core + self.error_file * 2.0 / BINS
        return rows


def of_register(ages: Sequence[AgeRange], parameters: Parameters) -> Floats:
    """Give the share of each true age among the people of a register, smoothed; sums to 1."""
    flat = (positive(parameters, "age_highest") > MIDDLES).astype(np.float64)
    shares = positive(parameters, "prior_weight") * flat / flat.sum()
    middles = np.array([min(BINS - 1, int(age.low + age.high)) for age in ages], dtype=np.intp)
    counts = np.bincount(middles, minlength=BINS)
    smooth = np.exp(
        -0.5 * ((MIDDLES[:, None] - MIDDLES) / positive(parameters, "age_smoothing")) ** 2
    )
    shares = shares + (smooth / smooth.sum(axis=0)) @ counts
    return np.asarray((shares + 1e-9) / (shares + 1e-9).sum())


def by_age(parameters: Parameters, name: str) -> Floats:
    """Give a number that is stated at some ages at every age, on straight lines between."""
    try:
        points = sorted((float(age), value) for age, value in parameters.table(name).items())
    except ValueError as error:
        raise InputError(f"{name} needs ages in years as names", where="biology") from error
    ages, values = zip(*points, strict=True)
    return np.asarray(np.interp(MIDDLES, ages, values), dtype=np.float64)


def share(parameters: Parameters, name: str, least: float = 0.0) -> float:
    """Give a probability of at least ``least`` and below 1."""
    value = parameters.number(name)
    if not least <= value < 1.0:
        raise InputError(f"{name} is {value:g}, no probability below 1", where=parameters.kind)
    return value


def positive(parameters: Parameters, name: str) -> float:
    """Give a number above 0."""
    value = parameters.number(name)
    if not (math.isfinite(value) and value > 0.0):
        raise InputError(f"{name} is {value:g} and must be above 0", where=parameters.kind)
    return value


def normal_cdf(z: Floats) -> Floats:
    """Give the chance that a standard normal number lies below each of ``z``."""
    return np.asarray(0.5 * (1.0 + _erf(z / math.sqrt(2.0))))
