"""One part (family name, given name or patronymic) of every name in a register, with its LRs.

Under "different people" a part is drawn from another person of the register (of several names of
one person each is as likely), with smoothing for names that the register lacks. Relative to the
name y of a person the outcome is one of three: the same name, one near it, a different one. Of
each, P(outcome | different) is its share in the rest of the register, so that the LR is m / share
and its mean under "different people" is 1. Which spelling of the same name was used (script,
language, pet form) says nothing about who it is and therefore does not enter.

Initials and partly legible names are outcomes of their own: fits or does not fit.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nomina.evidence.line import Bools, Floats, Places
from nomina.evidence.names.coded import Part, Word, fits
from nomina.evidence.names.nearness import NearIndex
from nomina.evidence.names.rates import Rates
from nomina.evidence.names.tables import Inverted, incidence, legible_of, ones

MISSING, SAME, NEAR, DIFFERENT, FITS, FITS_NOT, SHORT_FITS, SHORT_FITS_NOT = range(8)
_LETTERS = 24  # of skeletons
_KEPT = 256


@dataclass(frozen=True, slots=True)
class View:
    """One part of a name that was read, against every row.

    Attributes:
        agree: values that are the same, near or fit, in order.
        best: largest log10 LR of a row with one of these; rest: of any other row with a value.
        cells: of each value that agrees, the outcome.
        other: outcome of any other whole word, and of any other initial in the register.
        rows: of a partly legible name instead, by row the log10 LR.
    """

    agree: Places
    best: float
    rest: float
    cells: NDArray[np.uint8] | None = None
    other: tuple[int, int] = (MISSING, MISSING)
    rows: Floats | None = None


NOTHING = View(np.empty(0, np.intp), -np.inf, 0.0)


class PartIndex:
    """See the module.

    Args:
        part: which part.
        words: of each row; None where it has none.
        people: of each row, whose name it is.
        weights: of each row, its weight among the names of that person.
    """

    def __init__(
        self, part: Part, words: list[Word | None], people: Places, weights: Floats, rates: Rates
    ) -> None:
        self.part, self._rates, self._people = part, rates, people
        # By identity: `coded` keeps its words, and one coded twice would only be two equal values.
        places: dict[int, int] = {}
        self.words: list[Word] = []
        values: list[int] = []
        for each in words:
            if each is None or each.pattern:
                values.append(-1)
                continue
            place = places.setdefault(id(each), len(places))
            if place == len(self.words):
                self.words.append(each)
            values.append(place)
        self.value: Places = np.array(values, dtype=np.intp)
        self._full = np.array([each.full for each in self.words], dtype=np.bool_)
        self._short = np.flatnonzero(~self._full)
        self._order = np.argsort(self.value, kind="stable")
        self._starts = np.searchsorted(self.value[self._order], np.arange(-1, len(self.words) + 1))
        self._tags = Inverted(each.tags for each in self.words)
        self._by_initial = Inverted(each.initials for each in self.words)
        self._by_key = Inverted(each.near for each in self.words)
        self._near = NearIndex(self._by_key.number)
        self._same, self._nearly = self._relations()
        self._weigh(weights)
        self._patterns: OrderedDict[str, View] = OrderedDict()

    def rows_of(self, values: Places) -> Places:
        """Give the rows that have one of the values; -1 stands for rows without."""
        found = [self._order[self._starts[each + 1] : self._starts[each + 2]] for each in values]
        return np.concatenate(found) if found else np.empty(0, np.intp)

    def among(self, values: Places, rows: Places) -> Bools:
        """Say which rows have one of the values."""
        wanted = np.zeros(len(self.words) + 1, dtype=np.bool_)
        wanted[values] = True
        return np.asarray(wanted[self.value[rows]])

    def _relations(self) -> tuple[sparse.csr_array, sparse.csr_array]:
        tags = self._tags.number
        size = len(self.words)
        has = self._tags.has
        asks = incidence(
            [[tags[tag] for tag in each.asked if tag in tags] for each in self.words], len(tags)
        )
        same = ones(asks @ has.T)
        keys, have = self._by_key.number, self._by_key.has
        one, other = self._near.pairs()
        pairs = sparse.csr_array(
            (np.ones(len(one)), (one, other)), shape=(len(keys), len(keys)), dtype=np.float64
        )
        # A key shared without being the same name (of the other sex, say) is near as well.
        pairs = pairs + pairs.T + sparse.eye_array(len(keys), format="csr")
        nearly = ones(have @ pairs @ have.T) if size else same
        nearly = ones(nearly - nearly.multiply(same))
        return same, nearly

    def _weigh(self, weights: Floats) -> None:
        """Count the register, leave out each row's own person, and give the LR of each outcome."""
        count = int(self._people.max(initial=-1)) + 1
        has = self.value >= 0
        full = has & np.append(self._full, False)[self.value]
        whole = np.bincount(self._people[full], weights[full], count)
        self._share = np.zeros(len(weights))
        self._share[full] = weights[full] / whole[self._people[full]]
        size = len(self.words)
        by_value = np.bincount(self.value[full], self._share[full], size).astype(np.float64)
        self._others = float((whole > 0).sum()) - (whole > 0)[self._people]
        same, near = self._same @ by_value, self._nearly @ by_value
        at = np.where(has, self.value, 0)
        if not size:
            self.table = np.zeros((len(weights), 8))
            self._best = np.zeros((0, 2))
            self._rest = {DIFFERENT: -np.inf, FITS_NOT: -np.inf, SHORT_FITS_NOT: -np.inf}
            return
        own_same = self._own(self._same, full)
        own_near = self._own(self._nearly, full)
        self._probabilities = self._three(same[at] - own_same, near[at] - own_near)
        table = np.zeros((len(weights), 8))
        for cell, m, p in zip(
            (SAME, NEAR, DIFFERENT), self._rates.same[self.part], self._probabilities, strict=True
        ):
            table[full, cell] = np.log10(m / p[full])
        self._initials(table, by_value, full, has)
        self.table = table
        best = np.full((size, 8), -np.inf)
        np.maximum.at(best, self.value[has], table[has])
        self._best = best
        self._rest = {
            cell: float(table[rows, cell].max(initial=-np.inf))
            for cell, rows in (
                (DIFFERENT, full),
                (FITS_NOT, has),
                (SHORT_FITS_NOT, has & ~full),
            )
        }

    def _own(self, relation: sparse.csr_array, full: Bools) -> Floats:
        """Give what each row's own person adds to the weight of the values related to its own."""
        rows = np.flatnonzero(full)
        rows = rows[np.argsort(self._people[rows], kind="stable")]
        _, firsts, counts = np.unique(self._people[rows], return_index=True, return_counts=True)
        each = np.repeat(counts, counts)  # by row, how many rows its person has
        one = np.repeat(np.arange(len(rows)), each)
        ends = np.cumsum(each)
        other = np.arange(len(one)) - np.repeat(ends - each, each)
        other += np.repeat(np.repeat(firsts, counts), each)
        one, other = rows[one], rows[other]
        related = np.asarray(relation[self.value[one], self.value[other]]).ravel()
        return np.bincount(one, related * self._share[other], len(full)).astype(np.float64)

    def _three(self, same: Floats, near: Floats) -> tuple[Floats, Floats, Floats]:
        """Give P(same name), P(near), P(different) under "different people", by row."""
        rates = self._rates
        below = self._others + rates.weight
        same, near = np.maximum(same, 0.0), np.maximum(near, 0.0)
        rest = np.maximum(self._others - same - near, 0.0)
        first, second, third = (
            (count + rates.weight * unseen) / below
            for count, unseen in zip((same, near, rest), rates.unseen, strict=True)
        )
        return first, second, third

    def _initials(self, table: Floats, by_value: Floats, full: Bools, has: Bools) -> None:
        """Fill in the outcomes of initials: of a name read off a thing, and in the register."""
        each_has = self._by_initial.has
        counts = np.maximum(np.asarray(each_has.sum(axis=1)).ravel(), 1.0)
        drawn = sparse.diags_array(1.0 / counts) @ each_has
        at = np.where(has, self.value, 0)
        letters_of = counts[at]
        share = sparse.csr_array(
            (self._share[full], (self._people[full], self.value[full])),
            shape=(int(self._people.max(initial=-1)) + 1, len(self.words)),
        )
        # An initial is drawn as one of the first letters of the name; a name fits a short one in
        # the register if it has that letter.
        rows = np.flatnonzero(has)
        for kind, (yes, no) in (
            (drawn, (FITS, FITS_NOT)),
            (each_has, (SHORT_FITS, SHORT_FITS_NOT)),
        ):
            per_person = share @ kind
            mine = each_has[at[rows]]
            own = np.asarray(mine.multiply(per_person[self._people[rows]]).sum(axis=1)).ravel()
            every = each_has @ np.asarray(kind.T @ by_value).ravel()
            count = np.clip(every[at[rows]] - own, 0.0, self._others[rows])
            smooth = self._rates.weight * np.minimum(letters_of[rows] / _LETTERS, 0.9)
            p = (count + smooth) / (self._others[rows] + self._rates.weight)
            table[rows, yes] = np.log10(self._rates.initial / p)
            table[rows, no] = np.log10((1.0 - self._rates.initial) / (1.0 - p))

    def same_as(self, word: Word) -> Places:
        """Give the values that are the same name."""
        return self._tags.gather(word.asked)

    def near_to(self, word: Word) -> Places:
        """Give the values that are near, the same ones among them where they are near too."""
        keys = [each for one in word.near for each in self._near.near(one)]
        found = [self._by_key.of(int(each)) for each in dict.fromkeys(keys)]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.intp)

    def view(self, word: Word | None) -> View:
        """Compare one part of a name with every value."""
        if word is None or not self.words:
            return NOTHING
        if word.pattern:
            return self._kept(word)
        if word.initial:
            agree = self._by_initial.gather(word.initials)
            cells = np.full(len(agree), FITS, dtype=np.uint8)
            other, rest = (FITS_NOT, FITS_NOT), self._rest[FITS_NOT]
        else:
            near, same = self.near_to(word), self.same_as(word)
            short = self._short
            if len(short):
                short = short[np.isin(short, self._by_initial.gather(word.initials))]
            agree = np.unique(np.concatenate([near, same, short]))
            cells = np.full(len(agree), NEAR, dtype=np.uint8)
            cells[np.searchsorted(agree, same)] = SAME
            cells[np.searchsorted(agree, short)] = SHORT_FITS
            other = (DIFFERENT, SHORT_FITS_NOT)
            rest = max(self._rest[DIFFERENT], self._rest[SHORT_FITS_NOT])
        best = float(self._best[agree, cells].max(initial=-np.inf))
        return View(agree, best, rest, cells, other)

    def log10(self, view: View, rows: Places) -> Floats:
        """Give the log10 LR of this part for rows."""
        if view.rows is not None:
            return np.asarray(view.rows[rows])
        if view.cells is None:
            return np.zeros(len(rows))
        value = self.value[rows]
        whole, short = view.other
        if len(rows) > len(self.words) >> 3:  # write the outcome of each value down
            cells = np.full(len(self.words) + 1, whole, dtype=np.uint8)
            cells[self._short] = short
            cells[view.agree] = view.cells
            cells[-1] = MISSING
            return np.asarray(self.table[rows, cells[value]])
        at = np.minimum(np.searchsorted(view.agree, value), max(len(view.agree) - 1, 0))
        found = np.where(self._full[value], whole, short).astype(np.uint8)
        if len(view.agree):
            found = np.where(view.agree[at] == value, view.cells[at], found)
        found[value < 0] = MISSING
        return np.asarray(self.table[rows, found])

    def familiarity(self, word: Word | None, known: float) -> float:
        """Give about how likely a name is in the register, for choosing between readings."""
        if word is None or not word.full:
            return 1.0
        rows = self.rows_of(self.same_as(word)) if self.words else np.empty(0, np.intp)
        people = float(self._share.sum())
        weight = self._rates.weight
        return (float(self._share[rows].sum()) + weight * known) / (people + weight)

    def _kept(self, word: Word) -> View:
        if word.text in self._patterns:
            self._patterns.move_to_end(word.text)
        else:
            self._patterns[word.text] = self._pattern(word)
            if len(self._patterns) > _KEPT // 16:
                self._patterns.popitem(last=False)
        return self._patterns[word.text]

    def _pattern(self, word: Word) -> View:
        """Compare a partly legible part: what is legible fits, or not.

        How likely others fit as well is counted with the same letters legible of their names.
        """
        first = {each[0] for each in word.skeletons}
        tried = (
            np.arange(len(self.words))
            if not first or first & {"?", "*"}
            else self._by_initial.gather(first)
        )
        fit = np.zeros(len(self.words) + 1, dtype=np.bool_)
        fit[[each for each in tried if self._full[each] and fits(word, self.words[each])]] = True
        full = (self.value >= 0) & np.append(self._full, False)[self.value]
        groups: dict[str, int] = {}
        group = np.array(
            [
                groups.setdefault(legible_of(word.text, each.text), len(groups))
                for each in self.words
            ]
        )
        at = np.where(full, self.value, 0)
        yes = full & fit[self.value]
        no = full & ~yes
        count = np.zeros(len(full))
        count[yes] = self._counted(np.where(yes, 0, 1), yes | no)[yes]
        count[no] = self._counted(group[at], full)[no]
        weight = self._rates.weight
        p = np.clip(
            (count + weight * self._rates.unseen[0]) / (self._others + weight), 1e-12, 1 - 1e-12
        )
        rows = np.zeros(len(full))
        rows[yes] = np.log10(self._rates.legible / p[yes])
        rows[no] = np.log10((1.0 - self._rates.legible) / (1.0 - p[no]))
        return View(
            np.flatnonzero(fit[:-1]),
            float(rows[yes].max(initial=-np.inf)),
            float(rows[(self.value >= 0) & ~yes].max(initial=-np.inf)),  # 0 beside an initial
            rows=rows,
        )

    def _counted(self, group: NDArray[np.intp], among: Bools) -> Floats:
        """Give by row how much of the rest of the register is in its group."""
        every = np.bincount(group[among], self._share[among], int(group.max(initial=0)) + 1)
        keys = self._people * (int(group.max(initial=0)) + 1) + group
        _, inverse = np.unique(keys[among], return_inverse=True)
        own = np.zeros(len(group))
        own[among] = np.bincount(inverse, self._share[among])[inverse]
        return np.maximum(every[group] - own, 0.0)
