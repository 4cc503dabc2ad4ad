"""How strong evidence is, in words: the verbal scale of the ENFSI guideline of 2015, in tens."""

from __future__ import annotations

import math

from nomina.desk.look.numbers import grouped
from nomina.words import tr

_EDGES = (math.log10(2.0), 1.0, 2.0, 3.0, 4.0, 6.0)


def band(log10_lr: float) -> int:
    """Give the degree of a strength: 0 for none, 1 (weak) to 6 for, -1 to -6 against."""
    degree = sum(abs(log10_lr) >= edge for edge in _EDGES)
    return degree if log10_lr > 0 else -degree


def words(degree: int) -> str:
    """Say a degree in the language of the reader."""
    said = (
        tr("No support either way"),
        tr("Weak support"),
        tr("Moderate support"),
        tr("Moderately strong support"),
        tr("Strong support"),
        tr("Very strong support"),
        tr("Extremely strong support"),
    )[abs(degree)]
    return tr("{degree} against").format(degree=said) if degree < 0 else said


def share(part: float) -> str:
    """Say a probability as a person can hold it: "about 1 in 5"."""
    if part < 1 / 10_000:
        return tr("less than 1 in {n}").format(n=grouped(10_000))
    if part > 0.99:
        return tr("more than 99 in 100")
    if part > 0.925:
        return tr("about 19 in 20")
    if part < 0.15:
        return tr("about {k} in {n}").format(k=1, n=grouped(_rounded(1 / part)))
    tenths = min(9, max(2, round(part * 10)))
    k, n = (tenths // 5, 2) if tenths % 5 == 0 else (tenths, 10)
    if n == 10 and tenths % 2 == 0:
        k, n = tenths // 2, 5
    return tr("about {k} in {n}").format(k=k, n=n)


def _rounded(n: float) -> int:
    """Give one figure of a number, two below twenty."""
    if n < 20:
        return round(n)
    unit = int(10 ** math.floor(math.log10(n)))
    return round(n / unit) * unit
