"""The papers of all bodies, coded once: bodies have sets, sets have readings of each attribute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nomina.cases.description import Described, NumberKind, PersonName
from nomina.errors import InputError
from nomina.evidence.documents.births import Born
from nomina.evidence.documents.papers import Carrying, ReadPaper, owners, read_paper
from nomina.evidence.line import Floats, Places
from nomina.evidence.numbers.written import ReadNumber

HOLD_BIRTH = (NumberKind.TAX, NumberKind.REGISTER)
"""Numbers that hold a birth date, which is then not weighed again."""


@dataclass(frozen=True, slots=True)
class Many:
    """Children of parents: children of parent i are from ``starts[i]`` to ``starts[i + 1]``."""

    starts: Places

    def of(self, parents: Places) -> tuple[Places, Places]:
        """Give every child of each parent: (place in ``parents``, child)."""
        first = self.starts[parents]
        counts = self.starts[parents + 1] - first
        parent = np.repeat(np.arange(len(parents)), counts)
        inside = np.arange(len(parent)) - np.repeat(np.cumsum(counts) - counts, counts)
        return parent, inside + np.repeat(first, counts)

    def mean(self, parents: Places, ratios: Floats, parent: Places) -> Floats:
        """Give the mean ratio of the children of each parent, 1 without children."""
        counts = self.starts[parents + 1] - self.starts[parents]
        whole = np.bincount(parent, ratios, len(parents))
        return np.where(counts > 0, whole / np.maximum(counts, 1), 1.0)


class _Grower:
    def __init__(self) -> None:
        self.starts = [0]

    def close(self, size: int) -> None:
        self.starts.append(size)

    def done(self) -> Many:
        return Many(np.array(self.starts, np.intp))


class CodedPapers:
    """What bodies carry.

    Attributes:
        papers: of each body, its documents as read.
        sets: sets of bodies; ``numbers`` attributes of sets; ``readings`` of attributes; ``names``
            and ``births`` of sets.
        own, foreign: of each body, the chances of `papers.owners`.
        problems: what cannot be read.
    """

    def __init__(self, bodies: Sequence[Described], carrying: Carrying, slack: float) -> None:
        self.papers: list[tuple[ReadPaper, ...]] = []
        self.own: list[Floats] = []
        self.foreign: list[Floats] = []
        self.problems: list[InputError] = []
        self.number_list: list[ReadNumber] = []
        self.name_list: list[PersonName] = []
        self.birth_list: list[Born] = []
        sets, attributes, readings, names, births = (_Grower() for _ in range(5))
        body_of: list[int] = []
        holds: list[bool] = []
        n_sets = n_attributes = 0
        for place, body in enumerate(bodies):
            found: list[ReadPaper] = []
            for paper in body.papers or ():
                if paper.is_document:
                    read, errors = read_paper(paper, slack)
                    self.problems += errors
                    if read.names or read.numbers or read.born:
                        found.append(read)
            self.papers.append(tuple(found))
            parted = owners(found, carrying)
            self.own.append(parted.own)
            self.foreign.append(parted.foreign)
            for each in parted.sets:
                mine = [found[paper] for paper in each]
                for group, numbers in _by_attribute(mine).items():
                    self.number_list += numbers
                    readings.close(len(self.number_list))
                    holds.append(group == "birth")
                    n_attributes += 1
                attributes.close(n_attributes)
                self.name_list += dict.fromkeys(name for paper in mine for name in paper.names)
                names.close(len(self.name_list))
                self.birth_list += dict.fromkeys(day for paper in mine for day in paper.born)
                births.close(len(self.birth_list))
                body_of.append(place)
            n_sets += len(parted.sets)
            sets.close(n_sets)
        self.sets, self.numbers, self.readings = sets.done(), attributes.done(), readings.done()
        self.names, self.births = names.done(), births.done()
        self.holds_birth = np.array(holds, np.bool_)
        self.body_of_set = np.array(body_of, np.intp)
        attribute_of = np.repeat(np.arange(n_attributes), np.diff(self.readings.starts))
        set_of = np.repeat(np.arange(n_sets), np.diff(self.numbers.starts))
        self.body_of_number = self.body_of_set[set_of[attribute_of]]
        self.body_of_name = self.body_of_set[
            np.repeat(np.arange(n_sets), np.diff(self.names.starts))
        ]
        self.body_of_birth = self.body_of_set[
            np.repeat(np.arange(n_sets), np.diff(self.births.starts))
        ]


def _by_attribute(papers: Sequence[ReadPaper]) -> dict[str, list[ReadNumber]]:
    """Give the numbers of one owner by what they are; each text once, under its first kind."""
    found: dict[str, list[ReadNumber]] = {}
    seen: set[str] = set()
    for paper in papers:
        for number in paper.numbers:
            if number.text not in seen:
                seen.add(number.text)
                name = "birth" if number.kind in HOLD_BIRTH else number.kind.value
                found.setdefault(name, []).append(number)
    return found
