"""Days as bins of a time line, and how probable each is for the body of one person."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np

from nomina.cases.dates import When
from nomina.cases.description import Whereabouts
from nomina.errors import InputError
from nomina.evidence.line import Floats, Places
from nomina.evidence.parameters import Parameters
from nomina.evidence.whereabouts_places import mixture

MOST_BINS = 512
BASES = ("death", "found")
"""What the time of a body rests on: an estimate of when it died, or the day it was found."""
_NONE = (np.nan, np.nan)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dates of both registers as bins.

    Attributes:
        edges: (bins + 1,) days since year 1.
        basis: (bodies,) place in `BASES`; -1 without date.
        first, last: (bodies,) bins ``first`` to before ``last`` that the date may mean.
        person: (people,) key; -1 without date.
        cumulative: by basis, (keys, bins + 1) probability that the time of the body of such
            a person lies before each edge.
        body_days, person_days: (n, 2) start and end as days; nan without date.
    """

    edges: Floats
    basis: Places
    first: Places
    last: Places
    person: Places
    cumulative: tuple[Floats, Floats]
    body_days: Floats
    person_days: Floats


def days(when: When | None, slack: float = 0.0) -> tuple[float, float]:
    """Give start and end of a date in days, as written; a marked date is widened by ``slack``.

    Open ends are infinite; nan stands for no date.
    """
    if when is None:
        return _NONE
    first, last = _local(when.edtf, when.zone)
    wider = slack if when.qualified else 0.0
    return math.floor(first - wider) if first > -math.inf else first, (
        math.ceil(last + wider) if last < math.inf else last
    )


@lru_cache(maxsize=8192)
def _local(edtf: str, zone: str | None) -> tuple[float, float]:
    first, last = When(edtf=edtf, zone=zone).local()
    return -math.inf if first is None else _day(first), math.inf if last is None else _day(last)


def _day(moment: datetime) -> float:
    passed = moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment.toordinal() + passed.total_seconds() / 86400.0


def _time(body: Whereabouts | None) -> When | None:
    return None if body is None else body.when or body.found


def timeline(
    bodies: Sequence[Whereabouts | None],
    people: Sequence[Whereabouts | None],
    parameters: Parameters,
) -> Timeline:
    """Code all dates. An estimate of death goes before the day on which a body was found."""
    slack = parameters.number("slack_days")
    if not slack >= 0.0:
        raise InputError("the slack of marked dates is below 0", where="whereabouts, slack_days")
    body = np.array([days(_time(w), slack) for w in bodies]).reshape(-1, 2)
    person = np.array([days(w.when if w else None, slack) for w in people]).reshape(-1, 2)
    basis = np.array(
        [-1 if w is None or _time(w) is None else int(w.when is None) for w in bodies],
        np.intp,
    )
    edges = _edges(np.concatenate([body, person]))
    first, last = _bins(body, edges)
    start, end = _bins(person, edges)
    unique, key = np.unique(start * (MOST_BINS + 2) + end, return_inverse=True)
    missing = np.isnan(person[:, 0]) if len(person) else np.empty(0, np.bool_)
    key = np.where(missing, -1, key.reshape(-1)).astype(np.intp)
    since = edges[unique // (MOST_BINS + 2)], edges[unique % (MOST_BINS + 2)]
    cumulative = [_cumulative(since, edges, parameters, f"days_to_{each}") for each in BASES]
    return Timeline(edges, basis, first, last, key, (cumulative[0], cumulative[1]), body, person)


def _edges(spans: Floats) -> Floats:
    """Give the days between which bins lie: those that dates begin and end on, thinned."""
    finite = np.unique(spans[np.isfinite(spans)])
    if len(finite) < 2:
        middle = float(finite[0]) if len(finite) else 0.0
        return np.array([middle, middle + 1.0])
    if len(finite) > MOST_BINS + 1:
        places = np.linspace(0, len(finite) - 1, MOST_BINS + 1).round().astype(np.intp)
        finite = finite[places]
    return np.asarray(finite)


def _bins(spans: Floats, edges: Floats) -> tuple[Places, Places]:
    """Give the first bin and the one after the last that each span touches; 0, 1 without date."""
    known = ~np.isnan(spans)
    inside = np.clip(np.where(known, spans, edges[0]), edges[0], edges[-1])
    first = np.searchsorted(edges, inside[:, 0], side="right") - 1
    first = np.clip(first, 0, len(edges) - 2)
    last = np.maximum(np.searchsorted(edges, inside[:, 1], side="left"), first + 1)
    return first.astype(np.intp), last.astype(np.intp)


def _cumulative(
    since: tuple[Floats, Floats], edges: Floats, parameters: Parameters, name: str
) -> Floats:
    """Give P(time before each edge): a mixture of exponential delays after a day that is uniform
    between ``since``, cut at the last edge, and a uniform rest over all bins.
    """
    scales, weights, rest = mixture(parameters, name)
    bins = len(edges) - 1
    total = np.tile(rest * np.arange(bins + 1) / bins, (len(since[0]), 1))
    for scale, weight in zip(scales, weights, strict=True):
        # The mean over the span of 1 - exp(-t/s) is a difference of its integrals.
        early, late = (_integral(edges - each[:, None], scale) for each in since)
        share = (early - late) / (since[1] - since[0])[:, None]
        share -= share[:, :1]
        total += weight * share / share[:, -1:]
    return total


def _integral(t: Floats, scale: float) -> Floats:
    t = np.maximum(t, 0.0)
    return np.asarray(t + scale * np.expm1(-t / scale))


def certain_days(whens: Sequence[When | None]) -> Floats:
    """Give earliest and latest instant as days in UTC (n, 2), nan where not certain.

    As in `nomina.cases.dates.order`: a date that is marked uncertain or approximate has neither.
    """
    return np.array(
        [_NONE if w is None or w.qualified else _instants(w.edtf, w.zone) for w in whens],
        np.float64,
    ).reshape(-1, 2)


@lru_cache(maxsize=8192)
def _instants(edtf: str, zone: str | None) -> tuple[float, float]:
    span = When(edtf=edtf, zone=zone).span()
    return _utc(span.earliest), _utc(span.latest)


def _utc(instant: datetime | None) -> float:
    return np.nan if instant is None else _day(instant.astimezone(UTC))
