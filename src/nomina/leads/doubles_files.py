"""How alike two files of one list are, by names, numbers and birth dates; see `doubles`."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import Described, NumberKind
from nomina.errors import InputError
from nomina.evidence import load
from nomina.evidence.documents.births import OUTCOMES, born, on_day
from nomina.evidence.names.coded import Part, Word, fits, same
from nomina.evidence.names.nearness import NearIndex, near
from nomina.evidence.names.parse import readings
from nomina.evidence.names.rates import Rates
from nomina.evidence.numbers import ReadNumber, read_number

SHARE = 0.02
"""Of the files of a list, those thought to be a second one on somebody."""
_WEAK = 0.02
_ANOTHER = 0.05
BROTHERS = 0.1
"""Chance that a missing person has a brother or sister on the list."""
SLIP = 0.01
"""Share of numbers that stand in the file of somebody else."""
_TWINS = 0.02
_SAME_GIVEN = 0.01
_NEAR = 0.02  # how often given names, or patronymics, of two people are near
_BUCKET = 60  # files that share a key; what more people share says too little of one
_LETTER_BUCKET = 15  # likewise where only the first letter of the given name is shared
_UNUSED = {NumberKind.PHONE, NumberKind.BANK_CARD, NumberKind.OTHER}
_SPELT = "абвгдежзийклмнопрстуфхцчшщюя"
_LETTERS = {ord(each): chr(33 + at) for at, each in enumerate(_SPELT)} | {
    ord(a): (chr(33 + _SPELT.index(b)) if b else "")
    for a, b in zip(
        "ґєїіыэёьъ'ʼ’", ["г", "е", "и", "и", "и", "е", "е", "", "", "", "", ""], strict=True
    )
}
Places = NDArray[np.intp]
Floats = NDArray[np.float64]
Row = tuple[int, float, tuple[Word | None, Word | None, Word | None]]


class Files:
    """All files, coded once."""

    def __init__(self, people: Sequence[Described]) -> None:
        self._n = len(people)
        self._rates = Rates.of(load("names"))
        documents = load("documents")
        self._other = documents.table("other_number")
        agree = documents.table("birth_agree")
        self._agree = np.zeros((2, 2, 2))
        for said in OUTCOMES:
            self._agree[tuple(int(part in said) for part in ("year", "month", "day"))] = agree[said]
        self._rows: list[Row] = []
        self._numbers: list[list[ReadNumber]] = []
        dates = []
        for place, person in enumerate(people):
            for name in person.names:
                for each in readings(name):
                    self._rows.append((place, each.weight / len(person.names), each.parts))
            self._numbers.append(list(_read(person)))
            dates.append(_date(person, self._numbers[-1], documents.number("birth_slack")))
        self._texts = [{each.text for each in numbers} for numbers in self._numbers]
        self._dates = np.array(dates, np.intp).reshape(self._n, 4)
        self._counts = [self._counted(part) for part in Part]
        self._near = self._neighbours()
        self._known: dict[tuple[int, int], tuple[float, bool]] = {}  # by ids of words in rows

    def _counted(self, part: Part) -> Counter[str]:
        """Count the people who bear each tag or form."""
        held: set[tuple[int, str]] = set()
        for place, _, words in self._rows:
            word = words[part]
            if word is not None and word.full:
                held.update((place, tag) for tag in (*word.tags, *_forms(word)))
        return Counter(tag for _, tag in held)

    def _neighbours(self) -> dict[str, list[str]]:
        """Give for each skeleton of a family name those that are near."""
        found: dict[str, list[str]] = defaultdict(list)
        family = (words[0] for _, _, words in self._rows)
        index = NearIndex(
            sorted({s for w in family if w is not None and w.full for s in _forms(w)})
        )
        for a, b in zip(*(each.tolist() for each in index.pairs()), strict=True):
            found[index.words[a]].append(index.words[b])
            found[index.words[b]].append(index.words[a])
        return found

    def candidates(self) -> tuple[Places, Places]:
        """Give pairs of places that share something, smaller * n + larger, in order.

        Also gives the places that are in too large a company for pairs.
        """
        buckets: dict[object, set[int]] = defaultdict(set)
        families: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for place, numbers in enumerate(self._numbers):
            for number in numbers:
                buckets[number.text].add(place)
        for place, _, (family, given, _) in self._rows:
            if given is not None and given.full:
                # A slip in the given name leaves its first letter, most often.
                tags = (*given.tags, *given.initials)
                date = tuple(self._dates[place].tolist())
                for tag in tags if date[3] else ():
                    buckets[(date, tag)].add(place)
                for each in _keys(family):
                    for tag in tags:
                        families[each][tag].add(place)
        found: set[int] = set()
        loose: set[int] = set()
        for group in buckets.values():
            found.update(self._inside(group, _BUCKET))
        for by in families.values():
            for tag, group in by.items():
                (found if len(tag) > 1 else loose).update(self._inside(group, _most(tag)))
        for one, other in ((a, b) for a, near_it in self._near.items() for b in near_it if a < b):
            loose.update(self._across(families[one], families[other]))
        large = {place for group in buckets.values() if len(group) > _BUCKET for place in group}
        # Names that are alike only do not outweigh a birth date that is another.
        keys = np.array(sorted(loose - found), np.intp)
        agree, _ = self._births(*np.divmod(keys, self._n))
        keys = np.union1d(np.fromiter(found, np.intp, len(found)), keys[agree > _ANOTHER])
        return keys, np.array(sorted(large), np.intp)

    def _inside(self, group: set[int], most: int) -> Iterable[int]:
        if 1 < len(group) <= most:
            for a, b in combinations(sorted(group), 2):
                yield a * self._n + b

    def _across(self, one: dict[str, set[int]], other: dict[str, set[int]]) -> Iterable[int]:
        for tag in one.keys() & other.keys():
            if len(one[tag]) * len(other[tag]) <= _most(tag):
                for a in one[tag]:
                    for b in other[tag]:
                        if a != b:
                            yield min(a, b) * self._n + max(a, b)

    def log10_lr(self, one: Places, other: Places) -> Floats:
        """Give the log10 LR of pairs of places."""
        birth, whole = self._births(one, other)
        rows: dict[int, list[Row]] = defaultdict(list)
        for row in self._rows:
            rows[row[0]].append(row)
        related = BROTHERS / max(self._n - 1, 1)
        weak = weak_lr(self._n)
        found = np.zeros(len(one))
        facts = zip(one.tolist(), other.tolist(), birth.tolist(), whole.tolist(), strict=True)
        for at, (a, b, date, same_day) in enumerate(facts):
            brother = _TWINS * date if same_day else 1.0
            ratio = total = 0.0
            for _, first, words in rows[a]:
                for _, second, others in rows[b]:
                    (family, _), (given, same_given), (father, _) = (
                        self._part(part, words[part], others[part]) for part in Part
                    )
                    line = family * father
                    least = line * brother * (_SAME_GIVEN * given if same_given else 1.0)
                    whole_lr = line * given * date / (1.0 - related + related * least)
                    ratio += first * second * whole_lr
                    total += first * second
            said = ratio if total else date
            # Numbers that differ only lower what is too weak to be named anyhow.
            numbers = said >= weak or not self._texts[a].isdisjoint(self._texts[b])
            found[at] = math.log10(said) + (self._of_numbers(a, b) if numbers else 0.0)
        return found

    def _part(self, part: Part, one: Word | None, other: Word | None) -> tuple[float, bool]:
        """Give the ratio of one part of two names, and whether it is the same."""
        if one is None or other is None:
            return 1.0, False
        key = id(one), id(other)
        if key not in self._known:
            self._known[key] = self._compared(part, one, other)
        return self._known[key]

    def _compared(self, part: Part, one: Word, other: Word) -> tuple[float, bool]:
        agree, is_near, different = self._rates.same[part]
        if not (one.full and other.full):
            if one.pattern and other.full:
                fit = fits(one, other)
            elif other.pattern and one.full:
                fit = fits(other, one)
            else:
                fit = one.pattern or other.pattern or bool(set(one.initials) & set(other.initials))
            return 1.0 if fit else different, False
        rest = self._n - 1.0
        counts = self._counts[part]
        if same(one, other):
            common = (one.asked & other.tags) | (other.asked & one.tags)
            others = max(max(counts[tag] for tag in common) - 2, 0)
            return agree * rest / (others + 0.5), True
        if any(near(a, b) for a in _forms(one) for b in _forms(other)):
            if part is not Part.FAMILY:
                return is_near / _NEAR, False
            around = [
                sum(counts[x] for s in _forms(w) for x in self._near[s]) for w in (one, other)
            ]
            return is_near * rest / (max(*around, 1) - 0.5), False
        return different, False

    def _births(self, one: Places, other: Places) -> tuple[Floats, NDArray[np.bool_]]:
        """Give the ratio of birth dates, and whether they are the same to the day."""
        a, b = self._dates[one], self._dates[other]
        known = self._dates[self._dates[:, 0] > 0]
        years = np.zeros(300)
        np.add.at(years, np.clip((known[:, 0] + known[:, 1]) // 2 - 1800, 0, 299), 1.0)
        below = np.concatenate([[0.0], np.cumsum(years)])
        both = (a[:, 0] > 0) & (b[:, 0] > 0)
        year = (a[:, 0] <= b[:, 1]) & (b[:, 0] <= a[:, 1])
        # A date that agrees with a range is one in its years; two dates, of one year.
        low, high = np.minimum(a[:, 0], b[:, 0]), np.maximum(a[:, 1], b[:, 1])
        span = [below[np.clip(x - 1800, 0, 300)] for x in (low, high + 1)]
        p_year = np.clip((span[1] - span[0] - 2.0 + 0.5) / max(len(known) - 1.0, 1.0), 1e-3, 0.9)
        month = np.where((a[:, 2] > 0) & (b[:, 2] > 0), a[:, 2] == b[:, 2], -1).astype(np.intp)
        day = np.where((a[:, 3] > 0) & (b[:, 3] > 0), a[:, 3] == b[:, 3], -1).astype(np.intp)
        out = np.ones(len(one))
        for m in (-1, 0, 1):
            for d in (-1, 0, 1):
                for y in (False, True):
                    at = both & (year == y) & (month == m) & (day == d)
                    table = self._agree[int(y)]
                    table = table.sum(axis=0, keepdims=True) if m < 0 else table[m : m + 1]
                    mine = float((table if d < 0 else table[:, d : d + 1]).sum())
                    chance = np.where(y, p_year, 1.0 - p_year)
                    chance = chance * (1.0 if m < 0 else (11.0 / 12.0, 1.0 / 12.0)[m])
                    chance = chance * (1.0 if d < 0 else (1.0 - 12.0 / 365.25, 12.0 / 365.25)[d])
                    out[at] = mine / chance[at]
        return out, both & year & (month == 1) & (day == 1)

    def _of_numbers(self, one: int, other: int) -> float:
        """Give the log10 LR of the numbers of two files."""
        best = against = 0.0
        for first in self._numbers[one]:
            kind = self._other[first.kind.value]
            alike = [each for each in self._numbers[other] if each.kind is first.kind]
            if any(each.text == first.text for each in self._numbers[other]):
                best = max(best, float(np.log10((1.0 - kind) * max(self._n, 100) / SLIP)))
            elif alike and not any(_misread(first.text, each.text) for each in alike):
                against += float(np.log10(kind + 0.05))  # a second paper, or a slip
        return best + max(against, -3.0)


@lru_cache(maxsize=1 << 17)
def _forms(word: Word) -> tuple[str, ...]:
    """Give what words are near by: skeletons, and letters as written in either language.

    In a skeleton two vowels are one, so that a consonant left out between them is two slips.
    """
    spelt = word.text.translate(_LETTERS)
    return (*word.near, spelt) if spelt.isascii() and spelt != word.text else word.near


def weak_lr(files: int) -> float:
    """Give the LR under which a pair stays far from being named: prior odds are 2 SHARE / n."""
    return _WEAK * files / (2.0 * SHARE)


def _most(tag: str) -> int:
    return _BUCKET if len(tag) > 1 else _LETTER_BUCKET


def _keys(family: Word | None) -> set[str]:
    """Give what a family name is looked up by."""
    if family is None or not family.full:
        return set()
    return {*family.tags, *family.asked, *_forms(family)}


def _read(person: Described) -> Iterable[ReadNumber]:
    for number in person.numbers:
        if number.kind in _UNUSED:
            continue
        try:
            found = read_number(number)
        except InputError:  # named by the line of documents
            continue
        if found.legible:
            yield found


def _date(
    person: Described, numbers: Iterable[ReadNumber], slack: float
) -> tuple[int, int, int, int]:
    """Give first and last year, month and day of birth; 0 for what is not known."""
    try:
        found = born(person.born, slack)
    except InputError:
        found = None
    if found is None:
        days = [each.born for each in numbers if each.born is not None]
        found = on_day(days[0]) if days else None
    if found is not None:
        return found.low, found.high, found.month, found.day
    age, where = person.physical.age, person.whereabouts
    if age is not None and where is not None and where.when is not None:
        first, last = where.when.local()
        if first is not None and last is not None:
            return first.year - int(age.high) - 1, last.year - int(age.low) + 1, 0, 0
    return 0, 0, 0, 0


def _misread(one: str, other: str) -> bool:
    """Say whether two numbers differ in one sign: neighbours in a row, or a slip of one."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 1
