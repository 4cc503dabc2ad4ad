"""The papers of one body taken apart: whose they claim to be, and whether they are the wearer's.

Papers that agree in a name, number or birth date form one set: the papers of one owner. One number,
or a whole name, outweighs what contradicts it beside: a date may be misread, a passport renewed, a
family name another. Papers that contradict each other are of different owners; of papers that
share nothing it is open. Sets that were carried together share what became of them: all are the
wearer's own, or all were collected, or, now and then, it is mixed.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from nomina.cases.description import Carried, Paper, PersonName
from nomina.errors import InputError
from nomina.evidence.documents.births import Born, born, on_day
from nomina.evidence.line import Floats
from nomina.evidence.names import Level, Levels, compare_names
from nomina.evidence.numbers.misreading import MOST
from nomina.evidence.numbers.written import ReadNumber, read_number
from nomina.evidence.parameters import Parameters
from nomina.words import tr

MOST_SETS = 6
_AGREE, _SILENT, _CONTRADICT = 1, 0, -1
_Against = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """A paper made comparable."""

    paper: Paper
    names: tuple[PersonName, ...]
    numbers: tuple[ReadNumber, ...]
    born: tuple[Born, ...]


def read_paper(paper: Paper, slack: float) -> tuple[ReadPaper, list[InputError]]:
    """Read a paper, and give what of it cannot be read, which then counts as not there."""
    errors: list[InputError] = []
    numbers: list[ReadNumber] = []
    dates: list[Born] = []
    for number in paper.numbers:
        try:
            found = read_number(number)
        except InputError as error:
            errors.append(error)
            continue
        if all(found.text != each.text for each in numbers):
            numbers.append(found)
        if found.born is not None:
            dates.append(on_day(found.born))
    try:
        day = born(paper.born, slack)
    except InputError as error:
        errors.append(error)
        day = None
    if day is not None:
        dates.insert(0, day)
    return ReadPaper(paper, paper.names, tuple(numbers), tuple(dict.fromkeys(dates))), errors


def same_number(one: ReadNumber, other: ReadNumber) -> bool | None:
    """Say whether two readings may be of one number; None where they are not of one kind."""
    if one.kind is not other.kind:
        return True if one.legible and one.text == other.text else None
    if "*" in one.text or "*" in other.text:
        return None
    length = min(len(one.text), len(other.text))
    if abs(len(one.text) - len(other.text)) > max(len(one.series), len(other.series)):
        return False
    apart = sum(
        a != b and "?" not in (a, b)
        for a, b in zip(one.text[-length:], other.text[-length:], strict=True)
    )
    return apart <= MOST


def same_date(one: Born, other: Born) -> bool:
    """Say whether two birth dates may be one, with one part misread."""
    if one.low > other.high or other.low > one.high:
        parts = [(one.month, other.month), (one.day, other.day)]
        return all(a and a == b for a, b in parts)
    return not (one.day and other.day and one.month != other.month and one.day != other.day)


def relation(one: ReadPaper, other: ReadPaper) -> int:
    """Say whether two papers agree (1), contradict (-1) or share nothing to compare (0)."""
    found: list[bool] = []
    for a in one.numbers:
        for b in other.numbers:
            same = same_number(a, b)
            if same:
                return _AGREE
            # A person may have two cards or telephones, but not two numbers of one kind otherwise.
            if same is False and a.kind.value not in {"bank card", "phone", "other"}:
                found.append(False)
    levels = [compare_names(a, b) for a in one.names for b in other.names]
    compared = [each.worst for each in levels if each.worst is not Level.NOT_COMPARABLE]
    whole = [each for each in levels if _whole(each)]
    if any(each.patronymic is not Level.NOT_COMPARABLE for each in whole) or (
        whole and _may_share_a_date(one.born, other.born)
    ):
        return _AGREE
    if compared:
        found.append(min(compared) is not Level.DIFFERENT)
    if one.born and other.born:
        found.append(any(same_date(a, b) for a in one.born for b in other.born))
    if not found:
        return _SILENT
    return _AGREE if all(found) else _CONTRADICT


def _whole(levels: Levels) -> bool:
    """Say whether two names are one in family name and given name, whatever else is beside them."""
    return max(levels.family, levels.given) <= Level.LEGIBLE and levels.worst <= Level.NEAR


def _may_share_a_date(some: Sequence[Born], others: Sequence[Born]) -> bool:
    """Say whether birth dates may be one with two of three parts wrong; namesakes' rarely may."""
    if not some or not others:
        return True
    return any(
        (a.low <= b.high and b.low <= a.high)
        or (a.month != 0 and a.month == b.month)
        or (a.day != 0 and a.day == b.day)
        for a in some
        for b in others
    )


@dataclass(frozen=True, slots=True)
class Owners:
    """Papers of one body by owner.

    Attributes:
        sets: places of papers, each set of one owner.
        own: for every way in which sets are the wearer's own or not, its chance; (2 ** sets,),
            bit i of the index says whether set i is the wearer's own.
        foreign: likewise, the chance that just these sets are of one person who is not the wearer
            and whose papers lie with the body.
    """

    sets: tuple[tuple[int, ...], ...]
    own: Floats
    foreign: Floats


def owners(papers: Sequence[ReadPaper], model: Carrying) -> Owners:
    """Take the papers of one body apart by whom they claim to be of."""
    group = list(range(len(papers)))
    against: set[tuple[int, int]] = set()
    relations = {
        (a, b): relation(papers[a], papers[b]) for a, b in combinations(range(len(papers)), 2)
    }
    # Agreement joins two groups only where no two papers of theirs contradict.
    for (a, b), found in relations.items():
        if found == _AGREE and group[a] != group[b]:
            mine = [each for each, of in enumerate(group) if of == group[a]]
            theirs = [each for each, of in enumerate(group) if of == group[b]]
            pairs = [(min(x, y), max(x, y)) for x in mine for y in theirs]
            if all(relations[pair] != _CONTRADICT for pair in pairs):
                group = [group[a] if of == group[b] else of for of in group]
    labels = list(dict.fromkeys(group))
    while len(labels) > MOST_SETS:  # more than people can be told apart by: the last are one
        group = [labels[-2] if of == labels[-1] else of for of in group]
        labels = list(dict.fromkeys(group))
    for (a, b), found in relations.items():
        # Sets that share something to compare, and were not joined, are of different owners.
        if found != _SILENT and group[a] != group[b]:
            one, other = labels.index(group[a]), labels.index(group[b])
            against.add((min(one, other), max(one, other)))
    sets = tuple(tuple(place for place, of in enumerate(group) if of == label) for label in labels)
    carried = [frozenset(papers[place].paper.carried for place in each) for each in sets]
    return Owners(sets, *model.chances(carried, against))


class Carrying:
    """How things come to be carried.

    Raises:
        InputError: a number of it is no probability.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._own: Mapping[str, float] = parameters.table("own")
        self._mixed, self.tied = parameters.number("mixed"), parameters.number("tied")
        self._swapped = parameters.number("swapped")
        named = [self._own[each.value] for each in Carried]
        named += [self._mixed, self.tied, self._swapped]
        if not all(0.0 < each < 1.0 for each in named):
            raise InputError(
                "own, mixed, tied and swapped of documents are not all above 0 and below 1"
            )
        self._kept: dict[
            tuple[tuple[frozenset[Carried], ...], _Against], tuple[Floats, Floats]
        ] = {}

    @property
    def odds_own(self) -> float:
        """log10 odds, at the best way of carrying, that a thing is the wearer's own."""
        own = max(self._own.values())
        return math.log10(own / (1.0 - own))

    def chances(
        self, carried: Sequence[frozenset[Carried]], against: Collection[tuple[int, int]]
    ) -> tuple[Floats, Floats]:
        """Give `Owners.own` and `Owners.foreign`.

        Args:
            carried: where the papers of each set were.
            against: pairs of sets that are of different owners, and so never of one person.
        """
        key = tuple(carried), frozenset(against)
        if key not in self._kept:
            own = self._own_chances(*key)
            self._kept[key] = own, self._foreign_chances(own, key[1])
        return self._kept[key]

    def _own_chances(self, carried: tuple[frozenset[Carried], ...], against: _Against) -> Floats:
        out = np.zeros(1 << len(carried))
        for ways in range(len(out)):
            if _forbidden(ways, against):
                continue
            bits = [bool(ways >> place & 1) for place in range(len(carried))]
            chance = 1.0
            for place in Carried:
                here = [bit for bit, where in zip(bits, carried, strict=True) if place in where]
                chance *= self._together(here, self._own[place.value])
            for bit, where in zip(bits, carried, strict=True):
                if not bit:
                    chance *= self.tied ** (len(where) - 1)
            out[ways] = chance
        out *= (1.0 - self._swapped) / out.sum()
        out[0] += self._swapped
        return out

    def _foreign_chances(self, own: Floats, against: _Against) -> Floats:
        """Spread each way over the subsets of its foreign sets that may be of one person."""
        out = np.zeros(len(own))
        for ways in np.flatnonzero(own).tolist():
            rest = len(own) - 1 - ways
            some = [f for f in range(len(own)) if not f & ways and not _forbidden(f, against)]
            sizes = np.array([f.bit_count() for f in some])
            share = self.tied**sizes * (1.0 - self.tied) ** (rest.bit_count() - sizes)
            out[some] += own[ways] * share / share.sum()
        return out

    def _together(self, own: list[bool], chance: float) -> float:
        """Give how likely things carried together are the wearer's own as they are said to be."""
        if not own:
            return 1.0
        apart = float(np.prod([chance if each else 1.0 - chance for each in own]))
        if all(own):
            whole = chance
        elif not any(own):
            whole = 1.0 - chance
        else:
            whole = 0.0
        return (1.0 - self._mixed) * whole + self._mixed * apart


def _forbidden(sets: int, against: _Against) -> bool:
    """Say whether two of these sets (a bit each) are of different owners."""
    return any(sets >> one & 1 and sets >> other & 1 for one, other in against)


def problem(text: str, where: str) -> InputError:
    """Give a problem that somebody should look at."""
    return InputError(text, where=where, todo=tr("Look at the paper again"))
