"""The numbers of all missing people, coded once, and asked for numbers found on things.

With d the chance that a person's paper has another number than the file (1 without a number in the
file), s that the owner of a paper is on the list, E(x | y) the misreadings of `misreading`, and
B(x) how likely a number of this form is read as x in general:

    P(x | paper of j) = d_j B(x) + (1 - d_j) E(x | numbers of j)
    P(x | paper of another) = (1 - s) B(x) + s mean over others k of P(x | paper of k)

A number in the file of somebody else, or one sign off it, so speaks for them, and numbers that
were issued in a row speak less for each of their owners. Numbers go together where they are of one
kind; where a person has none of that kind, those of related kinds are tried with another d. Check
digits change B alone: a reading that passes is ten times as likely as one that is not known to.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from nomina.cases.description import Described, NumberKind
from nomina.errors import InputError
from nomina.evidence.line import Bools, Floats, Places
from nomina.evidence.numbers.index import close
from nomina.evidence.numbers.misreading import Codes, Misreading, coded, placements
from nomina.evidence.numbers.signs import DIGITS, LETTERS, shape
from nomina.evidence.numbers.written import ReadNumber, read_number
from nomina.evidence.parameters import Parameters
from nomina.words import tr

KINDS = tuple(NumberKind)
_PLACE = {kind: place for place, kind in enumerate(KINDS)}
_RELATED = (
    {NumberKind.TAG, NumberKind.SERVICE, NumberKind.MILITARY_ID},
    {NumberKind.PASSPORT, NumberKind.ID_CARD},
)
Hits = list[tuple[Places, Floats]]
"""Keys (number read * people + person), and E over B of each."""
_BARE = (6, 7)
"""Digits of a number that is usually written with letters before it."""
_MOST_LETTERS = 3


@cache
def related(kind: NumberKind) -> tuple[NumberKind, ...]:
    """Give the other kinds that a number of this kind may also be called."""
    if kind is NumberKind.OTHER:
        return tuple(each for each in KINDS if each is not kind)
    found = {NumberKind.OTHER}.union(*(group for group in _RELATED if kind in group))
    return tuple(each for each in KINDS if each in found and each is not kind)


class _Rows:
    """Strings that a registered number may be read from, one length together."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.owners: list[int] = []
        self.kinds: list[int] = []
        self.factors: list[float] = []
        self.bare: list[bool] = []

    def add(self, text: str, owner: int, kind: int, factor: float, bare: bool) -> None:
        self.texts.append(text)
        self.owners.append(owner)
        self.kinds.append(kind)
        self.factors.append(factor)
        self.bare.append(bare)

    def close(self) -> None:
        self.codes = coded("".join(self.texts)).reshape(len(self.texts), -1)
        self.owner = np.array(self.owners, np.intp)
        self.kind = np.array(self.kinds, np.intp)
        self.factor = np.array(self.factors)
        self.is_bare = np.array(self.bare, np.bool_)


class NumberRegister:
    """See the module. Places are positions in ``people``; numbers read are asked for by place.

    Attributes:
        problems: numbers in files that cannot be read as a whole; they count as not known.
    """

    def __init__(
        self, people: Sequence[Described], read: Sequence[ReadNumber], parameters: Parameters
    ) -> None:
        self._misreading = Misreading(parameters)
        self._left_out = _share(parameters, "series_left_out")
        self._on_list = _share(parameters, "on_list")
        other = parameters.table("other_number")
        self._other = np.array([other[each.value] for each in KINDS])
        self._other_kind = _share(parameters, "other_kind")
        if self._other.min() < 0.0 or self._other.max() > 1.0:
            raise InputError("other_number of documents has a number that is no probability")
        self.problems: list[InputError] = []
        self.read = tuple(read)
        self._size = len(people)
        self._counts = np.zeros((len(people), len(KINDS)), np.int16)
        self._rows: dict[int, _Rows] = {}
        self._forms: list[dict[str, float]] = [{} for _ in KINDS]
        self._all_forms: dict[NumberKind, dict[str, float]] = {}
        for place, person in enumerate(people):
            for number in person.numbers:
                try:
                    found = read_number(number)
                except InputError as error:
                    self.problems.append(error)
                    continue
                if found.legible:
                    self._add(found, place)
                    continue
                said = tr("a number in a file is not legible as a whole, and is not compared")
                self.problems.append(InputError(said, where=number.text))
        for rows in self._rows.values():
            rows.close()
        self._relation = {
            kind: self._related(kind) for kind in dict.fromkeys(each.kind for each in self.read)
        }
        self._kind = np.array([_PLACE[each.kind] for each in self.read], np.intp)
        self._background = np.array([self._general(each) for each in self.read])
        self._look_up()

    def _add(self, number: ReadNumber, owner: int) -> None:
        kind, text = _PLACE[number.kind], number.text
        self._counts[owner, kind] += 1
        forms = self._forms[kind]
        bare = text.isdigit() and len(text) in _BARE
        row = self._rows.setdefault(len(text), _Rows())
        series = number.series
        if series:
            tail = text[len(series) :]
            row.add(text, owner, kind, 1.0 - self._left_out, False)
            self._rows.setdefault(len(tail), _Rows()).add(tail, owner, kind, self._left_out, False)
            _count(forms, shape(text), 1.0 - self._left_out)
            _count(forms, shape(tail), self._left_out)
        else:
            # Of a number without letters in the file, the letters may have been left out there.
            row.add(text, owner, kind, 0.5 if bare else 1.0, bare)
            _count(forms, shape(text), 0.5 if bare else 1.0)
            for letters in range(1, _MOST_LETTERS + 1 if bare else 1):
                _count(forms, "L" * letters + shape(text), 0.5 / _MOST_LETTERS)

    def _related(self, kind: NumberKind) -> tuple[Places, Floats, Floats]:
        """Give by person: how a number of this kind compares, its weight per number, its 1 - d."""
        same = self._counts[:, _PLACE[kind]].astype(np.float64)
        others = self._counts[:, [_PLACE[each] for each in related(kind)]].sum(axis=1)
        relation = np.where(same > 0, 1, np.where(others > 0, 2, 0))
        weight = 1.0 / np.maximum(np.where(same > 0, same, others), 1.0)
        agree = np.choose(relation, [0.0, 1.0 - self._other[_PLACE[kind]], 1.0 - self._other_kind])
        return relation.astype(np.intp), weight, agree

    def _forms_of(self, kind: NumberKind) -> dict[str, float]:
        if kind not in self._all_forms:
            found: dict[str, float] = {}
            for each in (kind, *related(kind)):
                for form, count in self._forms[_PLACE[each]].items():
                    _count(found, form, count)
            self._all_forms[kind] = found
        return self._all_forms[kind]

    def _general(self, read: ReadNumber) -> float:
        """Give B(x)."""
        forms = self._forms_of(read.kind)
        whole = sum(forms.values()) + 0.5 * (len(forms) + 1)
        found = 0.0
        for form, count in forms.items():
            ways = placements(read.text, len(form))
            fit = [
                np.prod([_chance(c, form[p]) for c, p in zip(codes.tolist(), at, strict=True)])
                for codes, at in ways
            ]
            found += (count + 0.5) / whole * (float(np.mean(fit)) if fit else 0.0)
        if not found:  # a form that no file has
            signs = [
                DIGITS if each == "D" else LETTERS for each in shape(read.text) if each in "DL"
            ]
            found = 0.5 / whole * float(np.prod([1.0 / len(each) for each in signs]))
        if read.passes is not None:
            wrong = self._misreading.any
            found *= (1.0 - wrong) / read.valid if read.passes else wrong / (1.0 - read.valid)
        return found

    def _look_up(self) -> None:
        """Find every number that could have been read as each one read, with E over B."""
        hits: Hits = []
        legible: dict[int, list[int]] = {}
        tails: dict[int, list[int]] = {}
        for place, each in enumerate(self.read):
            if each.legible:
                legible.setdefault(len(each.text), []).append(place)
                if each.series and len(each.text) - len(each.series) in _BARE:
                    tails.setdefault(len(each.text) - len(each.series), []).append(place)
                continue
            for rows in self._rows.values():
                found = self._pattern(each.text, rows)
                at = np.flatnonzero(found)
                self._keep(np.full(len(at), place), rows, at, found[at], hits)
        for length, places in legible.items():
            if length in self._rows:
                codes = np.array([coded(self.read[each].text) for each in places])
                self._join(np.array(places), codes, self._rows[length], None, hits)
        for length, places in tails.items():
            if length in self._rows:
                bare = self._rows[length]
                codes = np.array([coded(self.read[each].text[-length:]) for each in places])
                self._join(np.array(places), codes, bare, bare.is_bare, hits)
        key = np.concatenate([np.empty(0, np.intp), *(each for each, _ in hits)])
        self._keys, inverse = np.unique(key, return_inverse=True)
        ratio = np.concatenate([np.empty(0), *(each for _, each in hits)])
        self._agree = np.bincount(inverse, ratio, len(self._keys))
        owner = self._keys // max(self._size, 1)
        self._all = np.bincount(owner, self._agree, len(self.read))
        self._sum = np.zeros(len(self.read))
        for kind, (_, _, agree) in self._relation.items():
            self._sum[self._kind == _PLACE[kind]] = agree.sum()

    def _pattern(self, text: str, rows: _Rows) -> Floats:
        length = rows.codes.shape[1]
        ways = placements(text, length)
        out = np.zeros(len(rows.codes))
        for codes, at in ways:
            if len(codes):
                there = rows.codes[:, at]
                near = np.flatnonzero((there != codes).sum(axis=1) <= min(2, len(codes)))
                read = np.broadcast_to(codes, (len(near), len(codes)))
                out[near] += self._misreading.likelihood(read, there[near], whole=False)
        return out / max(len(ways), 1)

    def _join(
        self,
        places: Places,
        codes: Codes,
        rows: _Rows,
        only: Bools | None,
        hits: Hits,
    ) -> None:
        chosen = np.arange(len(rows.codes)) if only is None else np.flatnonzero(only)
        letters = [len(self.read[each].series) for each in places]
        lost = len(LETTERS) ** -np.array(letters, np.float64) / _MOST_LETTERS
        for mine, theirs in close(codes, rows.codes[chosen]):
            row = chosen[theirs]
            found = self._misreading.likelihood(codes[mine], rows.codes[row])
            if only is not None:
                found = found * lost[mine]
            self._keep(places[mine], rows, row, found, hits)

    def _keep(
        self,
        places: Places,
        rows: _Rows,
        at: Places,
        found: Floats,
        hits: Hits,
    ) -> None:
        """Keep what is not 0, weighed by the numbers of its owner that could be meant."""
        for code in np.unique(self._kind[places]).tolist():
            kind = KINDS[code]
            mine = (self._kind[places] == code) & (found > 0.0)
            where, row, likely = places[mine], at[mine], found[mine]
            relation, weight, agree = self._relation[kind]
            owner, of = rows.owner[row], rows.kind[row]
            same = of == code
            also = np.isin(of, [_PLACE[each] for each in related(kind)])
            used = np.where(relation[owner] == 1, same, also)
            share = rows.factor[row] * weight[owner] * agree[owner] * used
            ratio = likely * share / self._background[where]
            kept = ratio > 0.0
            hits.append(((where * self._size + owner)[kept], ratio[kept]))

    def compared(self, places: Places, people: Places) -> Places:
        """Say how numbers read compare: 0 with nothing, 1 with the same kind, 2 with others."""
        out = np.zeros(len(places), np.intp)
        kinds = self._kind[places]
        for kind, (relation, _, _) in self._relation.items():
            mine = kinds == _PLACE[kind]
            out[mine] = relation[people[mine]]
        return out

    def ratio(self, places: Places, people: Places) -> Floats:
        """Give P(number read | paper of the person) / P(same | paper of another).

        Args:
            places: numbers read, by place, (pairs,).
            people: (pairs,).

        Returns:
            (pairs,). Of a person without number to compare, any number may be the person's, but
            hardly one that stands in another file.
        """
        own, other = self._densities(places, people)
        return own / other

    def densities(self, places: Places, people: Places) -> tuple[Floats, Floats]:
        """Give both probabilities of which `ratio` is the quotient."""
        own, other = self._densities(places, people)
        background = self._background[places]
        return own * background, other * background

    def _densities(self, places: Places, people: Places) -> tuple[Floats, Floats]:
        mine = np.zeros(len(places))
        kinds = self._kind[places]
        for kind, (_, _, agree) in self._relation.items():
            of = kinds == _PLACE[kind]
            mine[of] = agree[people[of]]
        agreeing = np.zeros(len(places))
        if len(self._keys):
            wanted = places * self._size + people
            at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
            agreeing = np.where(self._keys[at] == wanted, self._agree[at], 0.0)
        others = max(self._size - 1.0, 1.0)
        known = np.maximum(self._sum[places] - mine, 0.0) / others
        named = np.maximum(self._all[places] - agreeing, 0.0) / others
        own = (1.0 - mine) + agreeing
        return own, 1.0 + self._on_list * (named - known)

    def agree(self, places: Places, people: Places) -> Bools:
        """Say where a number may be one of the person's, misread in at most two signs."""
        if not len(self._keys):
            return np.zeros(len(places), np.bool_)
        wanted = places * self._size + people
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        return np.asarray(self._keys[at] == wanted)

    def least_like(self) -> Floats:
        """Give for each number read the most that `ratio` is where `agree` is false, (read,)."""
        out = np.ones(len(self.read))
        others = max(self._size - 1.0, 1.0)
        for kind, (relation, _, agree) in self._relation.items():
            at = np.flatnonzero(self._kind == _PLACE[kind])
            for how in np.unique(relation).tolist():
                mine = float(agree[relation == how][0])
                known = np.maximum(self._sum[at] - mine, 0.0)
                other = 1.0 + self._on_list * (self._all[at] - known) / others
                out[at] = np.maximum(out[at], (1.0 - mine) / other)
        return out

    def near(self) -> tuple[Places, Places]:
        """Give every (number read, person) where the number may be one of the person's."""
        found = np.divmod(self._keys, max(self._size, 1))
        return found[0].astype(np.intp), found[1].astype(np.intp)


def _chance(code: int, form: str) -> float:
    digit = code < len(DIGITS)
    if digit != (form == "D"):
        return 0.0
    return 1.0 / (len(DIGITS) if digit else len(LETTERS))


def _count(forms: dict[str, float], form: str, weight: float) -> None:
    forms[form] = forms.get(form, 0.0) + weight


def _share(parameters: Parameters, name: str) -> float:
    found = parameters.number(name)
    if not 0.0 <= found <= 1.0:
        raise InputError(f"{name} of documents is {found:g}, no share")
    return found
