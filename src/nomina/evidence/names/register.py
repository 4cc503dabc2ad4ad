"""The names of all missing people, coded once, and asked for a name found on a thing.

P(name | its owner is y) / P(name | its owner is another person of the register): the product over
family name, given name and patronymic (`parts`); a part that either side does not say counts 1.
Given who it is, the parts err independently. Under "different people" given names are drawn
independently of the rest. Family name and patronymic are not independent within a family: a
brother shares both, and gets the same LR for them as the person himself; where he is in the
register he competes with him, and where he is not, the LR overstates the pair against him.

A person with several names (maiden name, other scripts, aliases) is a mixture of them, each as
likely as the other: the LR is the mean over the names, so that it has mean 1 and one agreeing
name among k counts at least its LR / k. A name that can be read in several ways is a mixture of
the readings, weighted by how likely each is in the register.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nomina.cases.description import Described, PersonName
from nomina.evidence.line import Floats, Places
from nomina.evidence.names.classes import classes_of
from nomina.evidence.names.coded import Part, Word, fits, same
from nomina.evidence.names.levels import Level, Levels
from nomina.evidence.names.nearness import near
from nomina.evidence.names.parse import Reading, readings
from nomina.evidence.names.parts import PartIndex, View
from nomina.evidence.names.rates import Rates
from nomina.evidence.parameters import Parameters, load

_KEPT = 1 << 14  # names whose comparison with all values is remembered
_UNKNOWN = 0.02  # how likely, of a name that the register lacks, one not in the list of given names


@dataclass(frozen=True, slots=True)
class ReadName:
    """A name found on a thing, as a register reads it; no readings where nothing is legible."""

    written: str
    readings: tuple[Reading, ...]


class NameRegister:
    """See the module. Places are positions in ``people``."""

    def __init__(self, people: Sequence[Described], parameters: Parameters | None = None) -> None:
        self.parameters = parameters or load("names")
        rates = Rates.of(self.parameters)
        owners: list[int] = []
        rows: list[Reading] = []
        weights: list[float] = []
        for place, person in enumerate(people):
            for name in person.names:
                for each in readings(name):
                    owners.append(place)
                    rows.append(each)
                    weights.append(each.weight / len(person.names))
        self._size = len(people)
        self._rows = rows
        self._people = np.array(owners, dtype=np.intp)
        self._weights = np.array(weights)
        self._starts = np.searchsorted(self._people, np.arange(self._size + 1))
        # Names of which nothing is legible left their weight to the others.
        whole = np.bincount(self._people, self._weights, self._size)
        self._weights /= whole[self._people]
        self.parts = [
            PartIndex(part, words, self._people, self._weights, rates)
            for part, words in zip(
                Part,
                (
                    [each.family for each in rows],
                    [each.given for each in rows],
                    [each.patronymic for each in rows],
                ),
                strict=True,
            )
        ]
        self._views: OrderedDict[ReadName, list[list[View]]] = OrderedDict()

    def read(self, name: PersonName) -> ReadName:
        """Parse and code a name as found on a thing."""
        found = readings(name)
        if len(found) > 1:
            weights = [each.weight * self._familiar(each) for each in found]
            whole = sum(weights)
            found = tuple(
                replace(each, weight=weight / whole)
                for each, weight in zip(found, weights, strict=True)
            )
        return ReadName(written(name), found)

    def _familiar(self, reading: Reading) -> float:
        found = 1.0
        for index, word in zip(self.parts, reading.parts, strict=True):
            known = 0.5
            if index.part is Part.GIVEN and word is not None and word.full:
                known = 0.5 if any(map(classes_of, word.skeletons)) else _UNKNOWN
            found *= index.familiarity(word, known)
        return found

    def log10_ratio(self, name: ReadName, people: Places) -> Floats:
        """Give the log10 LR, without bounds, of a name on a thing that belongs to each person.

        Args:
            people: places, (n,).

        Returns:
            (n,); 0 where the name, or that of a person, says nothing.
        """
        people = np.asarray(people, dtype=np.intp)
        first, last = self._starts[people], self._starts[people + 1]
        counts = last - first
        ends = np.cumsum(counts)
        rows = np.arange(int(counts.sum())) + np.repeat(first - (ends - counts), counts)
        ratios = np.zeros(len(rows))
        for reading, views in zip(name.readings, self._viewed(name), strict=True):
            ratios += reading.weight * 10.0 ** self._log10(views, rows)
        found = np.bincount(
            np.repeat(np.arange(len(people)), counts), ratios * self._weights[rows], len(people)
        )
        nothing = counts == 0 if name.readings else np.ones(len(people), np.bool_)
        return np.log10(np.where(nothing, 1.0, found))

    def _log10(self, views: list[View], rows: Places) -> Floats:
        found = np.zeros(len(rows))
        for index, view in zip(self.parts, views, strict=True):
            found += index.log10(view, rows)
        return found

    def near(self, name: ReadName, least: float) -> Places:
        """Give every person with a log10 LR of at least ``least``, in order."""
        if least <= 0.0 or not name.readings:
            people = np.arange(self._size)
        else:
            rows = [self._reaching(views, least) for views in self._viewed(name)]
            people = np.unique(self._people[np.concatenate(rows)])
        return people[self.log10_ratio(name, people) >= least]

    def _reaching(self, views: list[View], least: float) -> Places:
        """Give rows, all of at least ``least`` (above 0) for one reading among them.

        A mixture does not exceed its largest component, so that a person reaches ``least`` only
        where one row does for one reading.
        """
        best = [max(each.best, each.rest, 0.0) for each in views]
        rest = [max(each.rest, 0.0) for each in views]  # or there is nothing to compare
        family, given, father = Part.FAMILY, Part.GIVEN, Part.PATRONYMIC
        found: list[Places] = []
        if views[family].best > -np.inf or views[family].rest != 0.0:
            found += [
                self.parts[family].rows_of(views[family].agree),
                self.parts[family].rows_of(np.array([-1])),
            ]
        other = views[family].rest  # rows whose family name is a different one
        if other + views[father].best + best[given] >= least:
            rows = self.parts[father].rows_of(views[father].agree)
            if other + views[father].best + rest[given] < least:  # the given name has to agree too
                rows = rows[self.parts[given].among(views[given].agree, rows)]
            found.append(rows)
        if other + rest[father] + views[given].best >= least:
            found.append(self.parts[given].rows_of(views[given].agree))
        if other + rest[father] + rest[given] >= least:
            return np.arange(len(self._rows))
        return np.concatenate(found) if found else np.empty(0, np.intp)

    def _viewed(self, name: ReadName) -> list[list[View]]:
        if name in self._views:
            self._views.move_to_end(name)
        else:
            self._views[name] = [
                [index.view(word) for index, word in zip(self.parts, each.parts, strict=True)]
                for each in name.readings
            ]
            if len(self._views) > _KEPT:
                self._views.popitem(last=False)
        return self._views[name]

    def level(self, name: ReadName, person: int) -> Levels:
        """Give the levels of the reading and the name of a person that agree best."""
        rows = np.arange(self._starts[person], self._starts[person + 1])
        found = [
            (reading.weight * self._weights[row] * 10.0**log10, reading, self._rows[row])
            for reading, views in zip(name.readings, self._viewed(name), strict=True)
            for row, log10 in zip(
                rows,
                self._log10(views, rows).tolist(),
                strict=True,
            )
        ]
        if not found:
            return Levels(*[Level.NOT_COMPARABLE] * 3)
        _, reading, row = max(found, key=lambda each: each[0])
        return _levels(reading, row)


def compare_names(one: PersonName, other: PersonName) -> Levels:
    """Give the levels of two names, by the readings that agree best; either order."""
    found = [_levels(a, b) for a in readings(one) for b in readings(other)]
    return min(found, key=_rank, default=Levels(*[Level.NOT_COMPARABLE] * 3))


def _rank(levels: Levels) -> tuple[object, ...]:
    """Put first what compares at all, disagrees least, says most, agrees best."""
    different = sum(each is Level.DIFFERENT for each in levels.parts)
    silent = sum(each is Level.NOT_COMPARABLE for each in levels.parts)
    return silent == len(levels.parts), different, silent, sum(levels.parts), levels.parts


def _levels(one: Reading, other: Reading) -> Levels:
    return Levels(*(_level(a, b) for a, b in zip(one.parts, other.parts, strict=True)))


def _level(one: Word | None, other: Word | None) -> Level:
    if one is None or other is None:
        return Level.NOT_COMPARABLE
    if other.pattern:
        one, other = other, one
    if not (one.full and other.full):
        return _partly(one, other)
    if same(one, other):
        if one.text == other.text:
            return Level.EXACT
        alike = not set(one.skeletons).isdisjoint(other.skeletons)
        return Level.TRANSLITERATION if alike else Level.EQUIVALENT
    if any(near(a, b) for a in one.near for b in other.near):
        return Level.NEAR
    return Level.DIFFERENT


def _partly(one: Word, other: Word) -> Level:
    """Give the level where a word is an initial, or the first one partly legible."""
    if one.pattern and not other.full:
        return Level.NOT_COMPARABLE
    if one.pattern:
        return Level.LEGIBLE if fits(one, other) else Level.DIFFERENT
    return Level.INITIAL if set(one.initials) & set(other.initials) else Level.DIFFERENT


def written(name: PersonName) -> str:
    """Give a name as text, for people to read."""
    parts = " ".join(each for each in (name.family, name.given, name.patronymic) if each)
    whole = name.written or parts
    return f"{whole} ({name.maiden})".strip() if name.maiden else whole
