"""Ages of people and of charts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nomina.cases.dates import When
from nomina.cases.description.described import Described
from nomina.evidence.line import Floats, Places

YEARS = (0.5, 2.0, 5.0, 10.0, 20.0)
"""Years between chart and death that are told apart; the nearest by ratio stands for all."""
_EDGES = np.sqrt(np.array(YEARS[:-1]) * np.array(YEARS[1:]))
GROUPS = {
    **{"0-11": (0.0, 12.0), "12-17": (12.0, 18.0), "18-29": (18.0, 30.0)},
    **{"30-44": (30.0, 45.0), "45-59": (45.0, 60.0), "60+": (60.0, 151.0)},
}
_DAYS = 365.25


def years_since_chart(person: Described) -> float | None:
    """Give the years from the chart to when the person was last known alive.

    None where a date is missing or open; below 0 where the chart is certainly later, which cannot
    be and is then weighed as a chart whose age is not known.
    """
    chart, place = person.teeth, person.whereabouts
    if chart is None or chart.charted is None or place is None or place.when is None:
        return None
    charted, last = _days(chart.charted), _days(place.when)
    if charted is None or last is None:
        return None
    if charted[0] > last[1]:
        return (last[1] - charted[0]) / _DAYS
    return max(0.0, (sum(last) - sum(charted)) / 2 / _DAYS)


def _days(when: When) -> tuple[int, int] | None:
    first, last = when.local()
    if first is None or last is None:
        return None
    return first.toordinal(), last.toordinal()


def years_bin(years: float | None) -> int:
    """Give the place in `YEARS` of the nearest; the one behind them where it is not known."""
    if years is None or years < 0:
        return len(YEARS)
    return int(np.searchsorted(_EDGES, years))


def years_bins(people: Sequence[Described], unknown: float) -> Places:
    """Give `years_bin` of people; a chart without a date is not taken for older than a child.

    Such a chart is as likely from any time of a life, so half of the age stands for its years
    where that is less than ``unknown``.
    """
    out = []
    for person in people:
        years, age = years_since_chart(person), person.physical.age
        if (years is None or years < 0) and age is not None and age.high / 2 < unknown:
            years = max(age.high, 0.0) / 2
        out.append(years_bin(years))
    return np.array(out, np.intp)


def group_shares(
    ages: Sequence[tuple[float, float, float] | None], shares: Floats, fallback: float
) -> Floats:
    """Give P(age group) (n, G) of ages.

    Args:
        ages: low, high and coverage (0 where it is not stated); None where no age is known.
        shares: (G,) P(age group) of anybody; also what lies outside the coverage.
        fallback: the coverage where it is not stated.
    """
    out = np.tile(shares, (len(ages), 1))
    rows = np.array([row for row, age in enumerate(ages) if age is not None], np.intp)
    if not len(rows):
        return out
    low, high, coverage = np.array([age for age in ages if age is not None]).T[:, :, None]
    high = np.maximum(high, low + 1e-6)
    limits = np.array(list(GROUPS.values()))
    inside = np.maximum(np.minimum(high, limits[:, 1]) - np.maximum(low, limits[:, 0]), 0.0)
    weight = np.where(coverage > 0, coverage, fallback)
    out[rows] = weight * inside / inside.sum(axis=1, keepdims=True) + (1 - weight) * shares
    return out
