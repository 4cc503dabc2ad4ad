"""The birth date on a paper against that in a file.

Year, month and day each agree or not. On a person's own paper they do so at the rates of
`birth_agree`; on another's the day with 1 in 30.4, the month with 1 in 12, and the year as often
as people of the list were born in it. What either side does not say is summed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from nomina.cases.dates import When
from nomina.errors import InputError
from nomina.evidence.line import Bools, Floats, Places
from nomina.evidence.parameters import Parameters
from nomina.words import tr

_MONTH, _DAY = 1.0 / 12.0, 12.0 / 365.25
_FIRST, _LAST = 1850, 2060
_ADULTS = (1930, 2010)
OUTCOMES = (
    *("year month day", "year month", "year day", "month day"),
    *("year", "month", "day", "none"),
)


@dataclass(frozen=True, slots=True)
class Born:
    """A birth date, years from ``low`` to ``high``; 0 for a month or day that is not known."""

    low: int
    high: int
    month: int = 0
    day: int = 0


def born(when: When | None, slack: float) -> Born | None:
    """Make a birth date comparable; None where it says nothing.

    Raises:
        InputError: the year cannot be one of a birth.
    """
    if when is None:
        return None
    return _born(when.edtf, slack)


@lru_cache(maxsize=1 << 16)
def _born(edtf: str, slack: float) -> Born | None:
    when = When(edtf=edtf)
    first, last = when.local()
    if first is None or last is None:
        return None
    if not _FIRST < first.year <= last.year < _LAST:
        raise InputError(tr("nobody on a list can be born then"), where=edtf)
    if when.qualified:
        return Born(first.year - int(slack), last.year + int(slack))
    if first.year < last.year:
        return Born(first.year, last.year)
    month = first.month if first.month == last.month else 0
    day = first.day if month and first.day == last.day else 0
    return Born(first.year, first.year, month, day)


def on_day(day: date) -> Born:
    """Give an exact date."""
    return Born(day.year, day.year, day.month, day.day)


class BirthRegister:
    """The birth dates of all missing people, and those read off things, by place."""

    def __init__(
        self, people: Sequence[Born | None], read: Sequence[Born], parameters: Parameters
    ) -> None:
        table = parameters.table("birth_agree")
        if set(table) != set(OUTCOMES) or abs(sum(table.values()) - 1.0) > 1e-9:
            raise InputError("birth_agree of documents does not sum to 1 over its outcomes")
        if min(table.values()) <= 0.0:
            raise InputError("birth_agree of documents has an outcome that cannot be")
        self._agree = np.zeros((2, 2, 2))
        for name in OUTCOMES:
            self._agree[tuple(int(each in name) for each in ("year", "month", "day"))] = table[name]
        self._people = _coded(people)
        self._read = _coded(read)
        weight = parameters.number("birth_years")
        years = np.zeros(_LAST - _FIRST)
        years[_ADULTS[0] - _FIRST : _ADULTS[1] - _FIRST] = weight / (_ADULTS[1] - _ADULTS[0])
        known = self._people[self._people[:, 0] > 0]
        np.add.at(years, (known[:, 0] + known[:, 1]) // 2 - _FIRST, 1.0)
        self._below = np.concatenate([[0.0], np.cumsum(years / years.sum())])

    def known(self, places: Places, people: Places) -> Bools:
        """Say where both sides have a date."""
        return np.asarray((self._read[places, 0] > 0) & (self._people[people, 0] > 0))

    def ratio(self, places: Places, people: Places) -> Floats:
        """Give P(agreement | own paper) / P(same | paper of another), (pairs,); 1 where unknown."""
        own, other = self.densities(places, people)
        return np.where(self.known(places, people), own / other, 1.0)

    def densities(self, places: Places, people: Places) -> tuple[Floats, Floats]:
        """Give both probabilities of which `ratio` is the quotient."""
        mine, theirs = self._read[places], self._people[people]
        width = mine[:, 1] - mine[:, 0]
        high = np.clip(theirs[:, 1] + 1 - _FIRST, 0, _LAST - _FIRST)
        low = np.clip(theirs[:, 0] - width - _FIRST, 0, _LAST - _FIRST)
        year_chance = np.clip(self._below[high] - self._below[low], 1e-9, 1.0 - 1e-9)
        year = (mine[:, 0] <= theirs[:, 1]) & (theirs[:, 0] <= mine[:, 1])
        month, day = ((mine[:, each] == theirs[:, each]) for each in (2, 3))
        month_known, day_known = ((mine[:, each] > 0) & (theirs[:, each] > 0) for each in (2, 3))
        own = np.where(
            day_known,
            self._agree[year.astype(int), month.astype(int), day.astype(int)],
            np.where(
                month_known,
                self._agree.sum(axis=2)[year.astype(int), month.astype(int)],
                self._agree.sum(axis=(1, 2))[year.astype(int)],
            ),
        )
        other = np.where(year, year_chance, 1.0 - year_chance)
        other = other * np.where(month_known, np.where(month, _MONTH, 1.0 - _MONTH), 1.0)
        other = other * np.where(day_known, np.where(day, _DAY, 1.0 - _DAY), 1.0)
        return own, other

    def near(self, least: float) -> tuple[Places, Places]:
        """Give every (date read, person) with a ratio of at least ``least``, above 1."""
        found: list[tuple[Places, Places]] = []
        dates, inverse = np.unique(self._people, axis=0, return_inverse=True)
        inverse = inverse.ravel()
        order = np.argsort(inverse, kind="stable")
        starts = np.searchsorted(inverse[order], np.arange(len(dates) + 1))
        one = order[starts[:-1]]
        alike: dict[tuple[int, ...], Places] = {}
        for place, (low, high, month, day) in enumerate(self._read.tolist()):
            key = low, high, month, day
            if key not in alike:
                year = (dates[:, 0] <= high) & (low <= dates[:, 1])
                tried = year if self._year_alone(least) else np.ones(len(dates), np.bool_)
                tried = tried | ((dates[:, 2] == month) & (dates[:, 3] == day) & (month > 0))
                at = np.flatnonzero(tried & (dates[:, 0] > 0))
                ratios = self.ratio(np.full(len(at), place), one[at])
                groups = at[ratios >= least]
                people = [order[starts[group] : starts[group + 1]] for group in groups]
                alike[key] = np.concatenate([np.empty(0, np.intp), *people])
            found.append((np.full(len(alike[key]), place), alike[key]))
        if not found:
            return np.empty(0, np.intp), np.empty(0, np.intp)
        return np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found])

    def _year_alone(self, least: float) -> bool:
        """Say whether dates of another year reach ``least`` only with both month and day."""
        ranges = (each[:, 1] - each[:, 0] for each in (self._people, self._read))
        width = 1 + sum(int(each.max(initial=0)) for each in ranges)
        most = min(float((self._below[width:] - self._below[:-width]).max(initial=0.0)), 1 - 1e-9)
        wrong = self._agree[0].copy()
        wrong[1, 1] = 0.0
        other = np.outer([1.0 - _MONTH, _MONTH], [1.0 - _DAY, _DAY]) * (1.0 - most)
        whole = self._agree[0].sum() / (1.0 - most)
        month = self._agree[0].sum(axis=1).max() / ((1.0 - most) * _MONTH)
        return bool(max((wrong / other).max(), whole, month) < least)


def _coded(dates: Sequence[Born | None]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    rows = [(0, 0, 0, 0) if d is None else (d.low, d.high, d.month, d.day) for d in dates]
    return np.array(rows, np.int64).reshape(len(dates), 4)
