"""What solved cases say of papers and of names on things.

A paper that bears a number of the person's file, sign by sign, is taken to be the person's own:
what else stands on it, and how it was read, is then counted. Whether things were the wearer's own
is not taken from that: it is estimated from all of them, by how much better the file explains
what was read than another person's would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from nomina.cases.description import Described, Number, NumberKind, Paper
from nomina.errors import InputError
from nomina.evidence import Parameters
from nomina.evidence.documents import DocumentsLine
from nomina.evidence.documents.births import OUTCOMES, Born, born
from nomina.evidence.names import Level, NameRegister, compare_names
from nomina.evidence.names.coded import Part
from nomina.evidence.names.line import weighed
from nomina.evidence.numbers.written import ReadNumber, read_number
from nomina.leads.calibrate_estimates import Learnt, beta

Pair = tuple[Described, Described]
_ROUNDS = 100
_LEVELS = {
    Level.EXACT: "exact",
    Level.TRANSLITERATION: "transliteration",
    Level.EQUIVALENT: "equivalent",
    Level.NEAR: "near",
    Level.DIFFERENT: "different",
}
_AGREE = frozenset({Level.EXACT, Level.TRANSLITERATION, Level.EQUIVALENT})


def documents(pairs: Sequence[Pair], people: Sequence[Described], shipped: Parameters) -> Learnt:
    """Estimate what can be of the line of documents; ``people`` is the whole list."""
    learnt = Learnt(shipped)
    _misread(pairs, learnt)
    _births(pairs, learnt)
    _own_papers(pairs, people, learnt)
    return learnt


def names(pairs: Sequence[Pair], people: Sequence[Described], shipped: Parameters) -> Learnt:
    """Estimate what can be of the line of names."""
    learnt = Learnt(shipped)
    counts: dict[Part, Counter[str]] = {part: Counter() for part in Part}
    for paper, person in _proven(pairs):
        for name in paper.names[:1]:
            found = [compare_names(name, each) for each in person.names]
            for part in Part if found else ():
                level = min(each.parts[part] for each in found)
                if level in _LEVELS and not _partly(name.written):
                    counts[part][_LEVELS[level]] += 1
    for part, counted in counts.items():
        learnt.shares(f"{part.name.lower()}_same", counted, counted.total())
    _own_names(pairs, people, learnt)
    return learnt


def _partly(written: str) -> bool:
    """Say whether a name has initials or signs that cannot be read: outcomes of their own."""
    return any(sign in written for sign in "?*.")


def _numbers(of: Sequence[Number]) -> list[ReadNumber]:
    """Read the numbers that are legible as a whole."""
    found = []
    for each in of:
        try:
            found.append(read_number(each))
        except InputError:
            continue
    return [each for each in found if each.legible]


def _proven(pairs: Sequence[Pair]) -> list[tuple[Paper, Described]]:
    """Give papers with a number that stands in the file, sign by sign."""
    out = []
    for body, person in pairs:
        known = {(each.kind, each.text) for each in _numbers(person.numbers)}
        for paper in body.papers or ():
            if any((each.kind, each.text) in known for each in _numbers(paper.numbers)):
                out.append((paper, person))
    return out


def _own_by_name(paper: Paper, person: Described) -> bool:
    """Say whether family and given name agree, so that the paper is the person's, or nearly so."""
    levels = [compare_names(one, each) for one in paper.names for each in person.names]
    return any(each.family in _AGREE and each.given in _AGREE for each in levels)


def _misread(pairs: Sequence[Pair], learnt: Learnt) -> None:
    """Count misread numbers on papers whose names agree, and other numbers than the file's."""
    how: Counter[str] = Counter()
    other: Counter[NumberKind] = Counter()
    seen: Counter[NumberKind] = Counter()
    for body, person in pairs:
        known: dict[NumberKind, list[str]] = {}
        for each in _numbers(person.numbers):
            known.setdefault(each.kind, []).append(each.text)
        for paper in body.papers or ():
            if not _own_by_name(paper, person):
                continue
            for each in _numbers(paper.numbers):
                if each.kind in known:
                    seen[each.kind] += 1
                    best = min((_apart(each.text, one) for one in known[each.kind]), key=_rank)
                    if best == "other":
                        other[each.kind] += 1
                    else:
                        how[best] += 1
    before = learnt.shipped.table("misread")
    cases = how.total()
    learnt.table(
        "misread", {each: (beta(before[each], how[each], cases), cases) for each in before}
    )
    rates = learnt.shipped.table("other_number")
    learnt.table(
        "other_number",
        {
            kind.value: (beta(rates[kind.value], other[kind], seen[kind]), seen[kind])
            for kind in seen
            if kind.value in rates
        },
    )


def _rank(how: str) -> int:
    return ("same", "swapped", "one", "two", "other").index(how)


def _apart(one: str, other: str) -> str:
    """Say how a number read differs from one in a file; letters left out before it do not count."""
    if len(one) < len(other) and one.isdigit():
        other = other.lstrip("".join({each for each in other if not each.isdigit()}))
    if len(one) != len(other):
        return "other"
    at = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(at) == 2 and at[1] == at[0] + 1 and _pair(one, at) == _pair(other, at)[::-1]:
        return "swapped"
    return ("same", "one", "two")[len(at)] if len(at) <= 2 else "other"


def _pair(text: str, at: Sequence[int]) -> str:
    return text[at[0]] + text[at[1]]


def _births(pairs: Sequence[Pair], learnt: Learnt) -> None:
    """Count which parts of the birth date on a proven paper agree with the file."""
    counts: Counter[str] = Counter()
    slack = learnt.shipped.number("birth_slack")
    for paper, person in _proven(pairs):
        try:
            mine, theirs = born(paper.born, slack), born(person.born, slack)
        except InputError:
            continue
        if mine is not None and theirs is not None and _whole(mine) and _whole(theirs):
            parts = [
                name
                for name, same in (
                    ("year", mine.low == theirs.low),
                    ("month", mine.month == theirs.month),
                    ("day", mine.day == theirs.day),
                )
                if same
            ]
            counts[" ".join(parts) or OUTCOMES[-1]] += 1
    learnt.shares("birth_agree", counts, counts.total())


def _whole(one: Born) -> bool:
    return one.low == one.high and one.month > 0 and one.day > 0


def _own_papers(pairs: Sequence[Pair], people: Sequence[Described], learnt: Learnt) -> None:
    """Estimate how often papers are the wearer's own, by how they were carried.

    Of bodies with the papers of one owner, all carried in one way.
    """
    bodies = [body for body, _ in pairs]
    place = {id(person): at for at, person in enumerate(people)}
    line = DocumentsLine(bodies, people, learnt.shipped)
    whose = np.array([place[id(person)] for _, person in pairs], np.intp)
    pair, log_r, compared = line.ratios(np.arange(len(bodies), dtype=np.intp), whose)
    sets = np.bincount(pair, minlength=len(bodies))
    ratios: dict[str, list[float]] = {}
    for body, ratio, some in zip(pair.tolist(), np.exp(log_r).tolist(), compared, strict=True):
        how = {each.carried for each in bodies[body].papers or () if each.is_document}
        if some and sets[body] == 1 and len(how) == 1:
            ratios.setdefault(how.pop().value, []).append(ratio)
    own = learnt.shipped.table("own")
    learnt.table("own", {how: _own(own[how], found) for how, found in ratios.items()})


def _own(shipped: float, ratios: Sequence[float]) -> tuple[float, int]:
    """Give the share of things that are the wearer's own, from (1 - a) + a r, and their number."""
    r, share = np.array(ratios), shipped
    for _ in range(_ROUNDS):
        mine = share * r / (share * r + 1.0 - share)
        share = beta(shipped, float(mine.sum()), len(r))
    return min(max(share, 1e-3), 1.0 - 1e-3), len(r)


def _own_names(pairs: Sequence[Pair], people: Sequence[Described], learnt: Learnt) -> None:
    """Estimate how often a name on a letter or the like is the wearer's own."""
    register = NameRegister(people, learnt.shipped)
    place = {id(person): at for at, person in enumerate(people)}
    ratios: dict[tuple[str, str], list[float]] = {}
    for body, person in pairs:
        at = np.array([place[id(person)]], np.intp)
        for paper in body.papers or ():
            read = [register.read(each) for each in paper.names] if weighed(paper) else []
            read = [each for each in read if each.readings]
            if read and person.names:
                found = [10.0 ** float(register.log10_ratio(each, at)[0]) for each in read]
                key = paper.kind.value, paper.carried.value
                ratios.setdefault(key, []).append(float(np.mean(found)))
    own = learnt.shipped.matrix("own")
    learnt.matrix(
        "own",
        {
            (kind, how): _own(own[kind][how], found)
            for (kind, how), found in ratios.items()
            if how in own.get(kind, {})
        },
    )
