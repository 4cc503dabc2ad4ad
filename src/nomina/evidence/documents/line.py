"""Papers, tags and cards with a body, each one block: name, numbers and birth date together.

A paper proves the paper and not the wearer. Papers are taken apart by owner into sets (`papers`); a
set is the wearer's own or not, with a chance from how it was carried, shared by what was carried
together. With r = P(what a set says | its owner is j) / P(same | its owner is another), W(o) the
chance that the sets o are the wearer's own, c that a foreign paper is j's (1 / people in the
event), t that foreign papers are of the same person, e = c / t, and F(f | o) the chance that of
the sets that are not own just f are of one person: t^|f| (1 - t)^|rest| over all f in which no two
contradict each other,

    LR = sum_o W(o) prod_(q in o) r_q / (1 - e + e sum_o W(o) sum_f F(f | o) prod_(q in f) r_q).

One set reads (a r + 1 - a) / (1 + c (1 - a) (r - 1)): a perfect number gives about a / (c (1 - a)),
and a paper of somebody else no less than about 1 - a. The denominator is the density of what was
read under "different people", so that the LR has mean 1 before bounds. Within a set name, numbers
of different kinds and birth date are independent given the owner; a number that holds the birth
date takes its place. Several readings of one thing count as their mean, which has mean 1 however
they depend. Clipping to the bounds lowers the largest and raises the smallest LRs.

May be multiplied with face, biology (not with an age read off the same paper), marks, teeth and
whereabouts; not with a finding of the line `names` from the same paper, nor with effects where the
same inscription is entered as both. Nothing excludes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nomina.cases.description import Described
from nomina.errors import InputError
from nomina.evidence.documents.births import BirthRegister, Born, born, on_day
from nomina.evidence.documents.coded import CodedPapers
from nomina.evidence.documents.papers import Carrying
from nomina.evidence.documents.said import Like, Outcome, said, written, written_file
from nomina.evidence.finding import Finding, Kind, in_all
from nomina.evidence.line import Bools, Floats, Pairs, Places
from nomina.evidence.names import NameRegister
from nomina.evidence.numbers.register import NumberRegister
from nomina.evidence.numbers.written import read_number
from nomina.evidence.parameters import Parameters, load

METHOD = "papers by owner, own or carried for another"
_CHUNK = 1_000_000


class DocumentsLine:
    """The line of evidence of papers; see `nomina.evidence.line.Line`.

    Attributes:
        one_owner: log10 LR that one owner's things can reach: that of a perfect number, worn.
        problems: numbers and dates that cannot be read; they count as not there.
    """

    kind: Kind = "documents"

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        parameters: Parameters | None = None,
        names: NameRegister | None = None,
    ) -> None:
        self.parameters = load("documents") if parameters is None else parameters
        self._person = people
        self.problems: list[InputError] = []
        slack = self.parameters.number("birth_slack")
        carrying = Carrying(self.parameters)
        event = self.parameters.number("event_people")
        if event < 2.0:
            raise InputError("event_people of documents is below 2")
        self.tied = carrying.tied
        self.carried_for = 1.0 / max(event, float(len(people))) / self.tied
        if self.carried_for >= 1.0:
            raise InputError("event_people of documents times tied is not above 1")
        self.one_owner = carrying.odds_own - float(np.log10(self.carried_for * self.tied))
        self._papers = CodedPapers(bodies, carrying, slack)
        self._numbers = NumberRegister(people, self._papers.number_list, self.parameters)
        self.problems += [*self._papers.problems, *self._numbers.problems]
        self._births = BirthRegister(
            [self._born(each, slack) for each in people], self._papers.birth_list, self.parameters
        )
        self._has_name = np.array([bool(each.names) for each in people], np.bool_)
        if self._papers.name_list:
            self._register = NameRegister(people) if names is None else names
            self._names = [self._register.read(each) for each in self._papers.name_list]
        self.strongest = self.parameters.upper_bound if self._papers.number_list else 0.0
        if self._papers.name_list or self._papers.birth_list:
            self.strongest = self.parameters.upper_bound

    def _born(self, person: Described, slack: float) -> Born | None:
        try:
            found = born(person.born, slack)
        except InputError as error:
            self.problems.append(error)
            found = None
        if found is not None:
            return found
        for number in person.numbers:
            try:
                day = read_number(number).born
            except InputError:
                continue
            if day is not None:
                return on_day(day)
        return None

    def ratios(self, bodies: Places, people: Places) -> tuple[Places, Floats, Bools]:
        """Compare every set of papers of each pair.

        Returns:
            (pair, natural log of r, whether anything was compared), one a set, pairs in order.
        """
        papers = self._papers
        pair, of = papers.sets.of(bodies)
        who = people[pair]
        out = np.zeros(len(of))
        compared = np.zeros(len(of), np.bool_)
        holds = np.zeros(len(of), np.bool_)
        at, attribute = papers.numbers.of(of)
        if len(attribute):
            reading_at, reading = papers.readings.of(attribute)
            person = who[at][reading_at]
            ratio = self._numbers.ratio(reading, person)
            means = papers.readings.mean(attribute, ratio, reading_at)
            out += np.bincount(at, np.log(means), len(of))
            how = self._numbers.compared(reading, person)
            compared[at[reading_at[how > 0]]] = True
            holds[at[reading_at[(how == 1) & papers.holds_birth[attribute[reading_at]]]]] = True
        at, day = papers.births.of(of)
        if len(day):
            known = self._births.known(day, who[at]) & ~holds[at]
            ratio = np.where(known, self._births.ratio(day, who[at]), 1.0)
            out += np.log(papers.births.mean(of, ratio, at))
            compared[at[known]] = True
        at, name = papers.names.of(of)
        if len(name):
            log10 = self._log10_names(name, who[at])
            out += np.log(papers.names.mean(of, 10.0**log10, at))
            compared[at[(log10 != 0.0) | self._has_name[who[at]]]] = True
        return pair, out, compared

    def _log10_names(self, names: Places, people: Places) -> Floats:
        out = np.zeros(len(names))
        if not len(names):
            return out
        order = np.argsort(names, kind="stable")
        used, starts = np.unique(names[order], return_index=True)
        for name, first, last in zip(used, starts, [*starts[1:], len(names)], strict=True):
            at = order[first:last]
            out[at] = self._register.log10_ratio(self._names[name], people[at])
        return out

    def densities(self, bodies: Places, people: Places) -> tuple[Floats, Floats, Bools]:
        """Give P(read | same person) and P(read | different people).

        Both are over the chance that these papers, if no one of them were of the person, are read
        so; the third says where anything was compared.
        """
        pair, log_r, some = self.ratios(bodies, people)
        same, different = np.ones(len(bodies)), np.ones(len(bodies))
        compared = np.bincount(pair, some, len(bodies)) > 0
        sets = np.bincount(pair, minlength=len(bodies))
        starts = np.cumsum(sets) - sets
        for count in np.unique(sets[compared]).tolist():
            at = np.flatnonzero(compared & (sets == count))
            r = np.exp(log_r[starts[at][:, None] + np.arange(count)])
            of_sets = np.ones((len(at), 1 << count))
            for bits in range(1, 1 << count):
                last = bits.bit_length() - 1
                of_sets[:, bits] = of_sets[:, bits ^ 1 << last] * r[:, last]
            own = np.array([self._papers.own[each] for each in bodies[at]])
            foreign = np.array([self._papers.foreign[each] for each in bodies[at]])
            same[at] = (own * of_sets).sum(axis=1)
            below = (foreign * of_sets).sum(axis=1)
            different[at] = 1.0 - self.carried_for + self.carried_for * below
        return same, different, compared

    def unbounded(self, bodies: Places, people: Places) -> Floats:
        """Give the log10 LR of pairs before any bound."""
        bodies, people = np.asarray(bodies, np.intp), np.asarray(people, np.intp)
        out = np.zeros(len(bodies))
        for first in range(0, len(bodies), _CHUNK):
            part = slice(first, first + _CHUNK)
            same, different, compared = self.densities(bodies[part], people[part])
            out[part] = np.where(compared, np.log10(same / different), 0.0)
        return out

    def log10_lr(self, bodies: Places, people: Places) -> Floats:
        """Give the bounded log10 LR of pairs."""
        found = self.unbounded(bodies, people)
        return np.clip(found, self.parameters.lower_bound, self.parameters.upper_bound)

    def excludes(self, bodies: Places, people: Places) -> Bools:
        """Say that nothing is excluded: papers may be of anybody."""
        return np.zeros(len(np.broadcast_arrays(bodies, people)[0]), np.bool_)

    def candidates(self, least: float) -> Pairs:
        """Give every pair with a log10 LR of at least ``least``."""
        if least > self.strongest:
            return Pairs.none()
        papers = self._papers
        keys = [self._keys(papers.body_of_number, *self._numbers.near())]
        keys.append(self._keys(papers.body_of_birth, *self._births.near(1.0)))
        # What neither a number nor a birth date supports needs its names, beside what numbers can
        # give that are like nobody's.
        wanted = least + np.log10(1.0 - self.carried_for)
        need = np.full(len(papers.papers), wanted)
        np.subtract.at(need, papers.body_of_number, np.log10(self._numbers.least_like()))
        with_names = papers.body_of_set[np.diff(papers.names.starts) > 0]
        named = np.bincount(with_names, minlength=len(need))
        need = np.where(need > 0.0, need / np.maximum(named, 1), 0.0)
        everybody = np.arange(len(self._person))
        for name, body in enumerate(papers.body_of_name.tolist()):
            near = self._register.near(self._names[name], float(need[body]) * (1.0 - 1e-9))
            keys.append(body * len(self._person) + near)
        for body in np.flatnonzero((need <= 0.0) & (named == 0)).tolist():
            if papers.papers[body]:
                keys.append(body * len(self._person) + everybody)
        bodies, people = np.divmod(np.unique(np.concatenate(keys)), max(len(self._person), 1))
        kept = self.log10_lr(bodies, people) >= least
        return Pairs(bodies[kept].astype(np.intp), people[kept].astype(np.intp))

    def _keys(self, body_of: Places, read: Places, people: Places) -> Places:
        return np.unique(body_of[read] * len(self._person) + people)

    def finding(self, body: int, person: int) -> Finding | None:
        """Give the finding of one pair; None where there is nothing to compare."""
        pair = np.array([body]), np.array([person])
        _, _, compared = self.densities(*pair)
        if not compared[0]:
            return None
        log10 = float(self.log10_lr(*pair)[0])
        found, outcome = self._papers.papers[body], self._outcome(body, person)
        return Finding(
            kind="documents",
            log10_lr=log10,
            lower_bound=self.parameters.lower_bound,
            upper_bound=self.parameters.upper_bound,
            body=written(found),
            person=written_file(self._person[person]),
            sentence=in_all(lambda language: said(found, outcome, log10, language)),
            method=METHOD,
            version=self.parameters.version,
            source=self.parameters.sources(),
        )

    def _outcome(self, body: int, person: int) -> Outcome:
        papers = self._papers
        numbers = np.flatnonzero(papers.body_of_number == body)
        days = np.flatnonzero(papers.body_of_birth == body)
        who = np.full(len(days), person)
        known = self._births.known(days, who)
        names = np.flatnonzero(papers.body_of_name == body)
        log10 = self._log10_names(names, np.full(len(names), person))
        birth = self._births.ratio(days[known], who[known])
        return Outcome(
            number=self._number(numbers, person),
            name=None if not (log10 != 0.0).any() else bool(log10.max() > 0.0),
            birth=None if not known.any() else bool(birth.max() > 1.0),
            owners=int(papers.sets.starts[body + 1] - papers.sets.starts[body]),
        )

    def _number(self, numbers: Places, person: int) -> Like | None:
        who = np.full(len(numbers), person)
        if not (self._numbers.compared(numbers, who) > 0).any():
            return None
        agree = numbers[self._numbers.agree(numbers, who)]
        if not len(agree):
            return Like.DIFFERENT
        best = agree[np.argmax(self._numbers.ratio(agree, np.full(len(agree), person)))]
        read = self._papers.number_list[best]
        if not read.legible:
            return Like.LEGIBLE
        for number in self._person[person].numbers:
            try:
                if read_number(number).text == read.text:
                    return Like.SAME
            except InputError:
                continue
        return Like.MISREAD
