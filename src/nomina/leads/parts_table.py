"""The tables of bags and of links between parts, and what is written of them.

A row of the first is one numbered body or part, the bag in which it lay, and the elements that are
there. A row of the second is evidence that two of them are of one person, or cannot be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field

from nomina.documents import Document, published, write_bytes_atomic, write_json
from nomina.documents import Part as Record
from nomina.errors import InputError
from nomina.evidence.finding import Words, in_all
from nomina.leads.columns import plain
from nomina.leads.describe.values import Bad, number
from nomina.leads.documents import Problem, Share
from nomina.leads.parts_words import fault
from nomina.leads.spreadsheet import problems_csv
from nomina.leads.tables import read_lines
from nomina.leads.words import problem
from nomina.names import shown
from nomina.reconcile.parts import Group, Link, Partition, collapse, prior, weigh
from nomina.reconcile.parts_anatomy import (
    Element,
    Part,
    Piece,
    Side,
    counted,
    element_said,
    least_number,
    piece,
    twice,
)
from nomina.words import LANGUAGES, current, tr

PartColumn = Literal["body", "bag", "elements"]
LinkColumn = Literal["one", "other", "log10_lr", "kind", "source"]
C = TypeVar("C", PartColumn, LinkColumn)
PARTS: dict[PartColumn, str] = {
    "body": "body|part|number|тіло|частина|номер|тело|часть",
    "bag": "bag|мішок|пакет|мешок",
    "elements": "elements|елементи|частини тіла|элементы|части тела",
}
LINKS: dict[LinkColumn, str] = {
    "one": "one|part|перша|одна|первая",
    "other": "other|other part|друга|інша|вторая|другая",
    "log10_lr": "log10_lr|log10 LR|lg LR",
    "kind": "kind|вид",
    "source": "source|report|джерело|звіт|источник|отчет",
}
"""Columns with the headers that are read."""
_EXCLUDES = frozenset(map(plain, ("exclusion", "excluded", "виключення", "исключение")))
_SIDES = {
    word: side
    for side, words in {
        Side.LEFT: "left ліва лівий ліве левая левый левое",
        Side.RIGHT: "right права правий праве правая правый правое",
    }.items()
    for word in map(plain, words.split())
}
_FRAGMENT = frozenset(map(plain, ("fragment", "фрагмент", "уламок", "обломок")))


@cache
def _elements() -> dict[str, Element]:
    said = {plain(element_said(each, one)): each for one in LANGUAGES for each in Element}
    return said | {plain(each): each for each in Element}


def element(text: str) -> Piece:
    """Read one element in English, Ukrainian or Russian, such as ``left humerus``, ``ліва кисть``.

    Raises:
        InputError: it is no element that is known here.
    """
    words = plain(text).split()
    name = " ".join(word for word in words if word not in _SIDES and word not in _FRAGMENT)
    found = _elements().get(name)
    sides = {_SIDES[word] for word in words if word in _SIDES}
    if found is None or len(sides) > 1:
        return piece(text)  # says which words there are
    return Piece(found, next(iter(sides), None), not _FRAGMENT & set(words))


@dataclass(slots=True)
class Bags:
    """Parts with the bag in which each lay, and what could not be used."""

    parts: list[Part] = field(default_factory=list)
    bag_of: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def holding_several(self) -> tuple[BagRecord, ...]:
        """Give the bags in which an element is there more than once."""
        inside: dict[str, list[Part]] = {}
        for part in self.parts:
            inside.setdefault(self.bag_of[part.id], []).append(part)
        found = []
        for bag, parts in inside.items():
            elements = twice(counted(each for part in parts for each in part.pieces))
            if elements:
                ids = tuple(part.id for part in parts)
                found.append(_bag_record(bag, ids, elements))
        return tuple(found)


def _bag_record(bag: str, ids: tuple[str, ...], elements: Sequence[Element]) -> BagRecord:
    def say(language: str) -> str:
        return tr(
            "Bag {bag} holds more than one person: there more than once is {elements}. In it lay"
            " {parts}.",
            language,
        ).format(
            bag=shown(bag),
            elements=", ".join(element_said(each, language) for each in elements),
            parts=", ".join(map(shown, ids)),
        )

    return BagRecord(bag=bag, parts=ids, elements=tuple(elements), sentence=in_all(say))


def read_bags(path: Path) -> Bags:
    """Read which parts lay in which bag. A part without a bag is a bag of its own.

    A row with an element that is not known is left out as a whole: without it the bag would seem
    to hold less than it does. An empty list of elements is soft tissue.

    Raises:
        TableError: the table cannot be read.
    """
    found = Bags()
    for line, row in _rows(path, PARTS, ("body", "elements"), found.problems):
        case, where = row.get("body", ""), f"{path.name}: {line}"
        if not case:
            found.problems.append(fault("part-nobody", case, where))
        elif case in found.bag_of:
            found.problems.append(fault("part-twice", case, where))
        else:
            try:
                words = row.get("elements", "").replace(";", ",").split(",")
                pieces = tuple(element(each) for each in words if each.strip())
            except InputError as error:
                values = {"why": shown(error.what), "help": shown(error.todo)}
                found.problems.append(fault("part-element", case, where, **values))
                continue
            found.parts.append(Part(case, pieces))
            found.bag_of[case] = row.get("bag") or case
    return found


def read_links(path: Path, bags: Bags) -> list[LinkRecord]:
    """Read the links between parts; every row that cannot be used becomes a problem of the bags.

    Raises:
        TableError: the table cannot be read.
    """
    found = []
    for line, row in _rows(path, LINKS, ("one", "other"), bags.problems):
        ends = row.get("one", ""), row.get("other", "")
        case, where = ", ".join(ends), f"{path.name}: {line}"
        unknown = [each for each in ends if each not in bags.bag_of]
        text, kind = row.get("log10_lr", ""), row.get("kind", "")
        excludes = plain(kind) in _EXCLUDES
        if unknown:
            bags.problems.append(fault("link-part", case, where, part=shown(unknown[0])))
            continue
        try:
            value = 0.0 if excludes else number(text.replace("−", "-"))
            Link(*ends, value, excludes)
        except Bad:
            bags.problems.append(fault("link-value", case, where, value=shown(text)))
        except InputError as error:
            bags.problems.append(fault("link-refused", case, where, why=shown(error.what)))
        else:
            source = row.get("source", "")
            found.append(
                LinkRecord(
                    one=ends[0],
                    other=ends[1],
                    log10_lr=None if excludes else value,
                    excludes=excludes,
                    kind=kind,
                    source=source,
                )
            )
    return found


def _rows(
    path: Path, columns: Mapping[C, str], needed: Iterable[C], problems: list[Problem]
) -> Iterable[tuple[int, dict[C, str]]]:
    of = {plain(word): column for column, words in columns.items() for word in words.split("|")}
    (_, headers), *lines = read_lines(path) or (((1, ())),)
    places: dict[C, int] = {}
    for place, header in enumerate(headers):
        column = of.get(plain(header))
        if column is not None and column not in places:
            places[column] = place
        elif header:
            problems.append(fault("parts-column", "", path.name, column=shown(header)))
    lacking = [column for column in needed if column not in places]
    if lacking:
        problems.append(fault("parts-header", "", path.name, column=lacking[0]))
        return
    for line, cells in lines:
        yield line, {column: cells[at] for column, at in places.items() if at < len(cells)}


class BagRecord(Record):
    """A bag that holds more than one person by what lay in it."""

    bag: str
    parts: tuple[str, ...]
    elements: tuple[Element, ...] = Field(description="Those that are there too often.")
    sentence: Words = Field(description="By language code.")


class LinkRecord(Record):
    """Evidence on two parts as it was given."""

    one: str
    other: str
    log10_lr: float | None = Field(description="Of one person over two; None where it excludes.")
    excludes: bool = Field(description="They cannot be of one person.")
    kind: str
    source: str


class PartPair(Record):
    """Probability that two parts are of one person."""

    one: str
    other: str
    probability: Share


class PartitionRecord(Record):
    """One way to put a group together: sets of parts, each one person."""

    people: tuple[tuple[str, ...], ...]
    probability: Share


class GroupRecord(Record):
    """Parts that links hold together, weighed together."""

    parts: tuple[str, ...]
    method: Literal["exact", "chains"]
    r_hat: float | None = Field(description="Agreement of the chains, 1 is perfect; None if exact.")
    pairs: tuple[PartPair, ...]
    best: tuple[PartitionRecord, ...] = Field(description="The most probable, the best first.")


class TogetherRecord(Record):
    """Parts that may be treated as one person at the threshold, if people so decide."""

    parts: tuple[str, ...]
    probability: Share


@published("parts")
class Parts(Document):
    """What bags and links say of which parts are one person. Nothing is merged by it."""

    parts: int = Field(ge=0)
    bags: int = Field(ge=0)
    holding_several: tuple[BagRecord, ...]
    least_number: int = Field(ge=0, description="Least number of people, by elements alone.")
    expected_people: float | None = Field(description="As stated; None where theta was.")
    theta: float = Field(gt=0, description="Before evidence, 1/(1 + theta) that two are one.")
    threshold: float = Field(gt=0.5, lt=1)
    links: tuple[LinkRecord, ...]
    left_out: tuple[str, ...] = Field(description="Parts that hold several people themselves.")
    groups: tuple[GroupRecord, ...] = Field(description="Parts in none are linked with nothing.")
    together: tuple[TogetherRecord, ...]
    undecided: tuple[PartPair, ...] = Field(description="Neither surely one person nor surely two.")


def weigh_tables(
    parts: Path,
    out: Path,
    *,
    links: Path | None = None,
    people: float | None = None,
    theta: float | None = None,
    threshold: float = 0.99,
) -> tuple[Parts, tuple[Problem, ...]]:
    """Write ``parts.json`` and ``problems.csv`` into ``out``, and give what is in them.

    Raises:
        InputError: a table, the prior or the threshold cannot be used.
        SpaceError: the disk is full.
    """
    bags = read_bags(parts)
    found = read_links(links, bags) if links is not None else []
    prior(len(bags.parts), people, theta)
    weighed = weigh(
        bags.parts,
        [
            Link(each.one, each.other, each.log10_lr or 0.0, each.excludes, each.source)
            for each in found
        ],
        people=people,
        theta=theta,
    )
    collapsed = collapse(weighed, threshold)
    made = Parts(
        parts=len(bags.parts),
        bags=len(set(bags.bag_of.values())),
        holding_several=bags.holding_several(),
        least_number=least_number(bags.parts),
        expected_people=people,
        theta=weighed.theta,
        threshold=threshold,
        links=tuple(found),
        left_out=weighed.left_out,
        groups=tuple(_group(each) for each in weighed.groups),
        together=tuple(TogetherRecord(parts=ids, probability=p) for ids, p in collapsed.together),
        undecided=_pairs(collapsed.undecided),
    )
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            tr("the folder for the leads cannot be made ({why})").format(why=error.strerror),
            where=str(out),
            todo=tr("Choose another folder, or check that you may write there"),
        ) from error
    write_json(out / "parts.json", made)
    write_bytes_atomic(out / "problems.csv", problems_csv(bags.problems))
    return made, tuple(bags.problems)


def problems_of_bags(path: Path) -> list[Problem]:
    """Give what is wrong with a table of bags: rows, and bags that hold several people.

    Raises:
        TableError: the table cannot be read.
    """
    bags = read_bags(path)
    several = [
        problem(
            "bag-holds-several",
            "bodies",
            case=", ".join(each.parts),
            file=path.name,
            sentence=each.sentence[current()],
        )
        for each in bags.holding_several()
    ]
    return [*bags.problems, *several]


def _group(one: Group) -> GroupRecord:
    return GroupRecord(
        parts=one.ids,
        method="exact" if one.method == "exact" else "chains",
        r_hat=one.r_hat,
        pairs=_pairs(one.pairs.items()),
        best=tuple(_partition(each) for each in one.best),
    )


def _partition(one: Partition) -> PartitionRecord:
    return PartitionRecord(people=one.blocks, probability=min(one.probability, 1.0))


def _pairs(found: Iterable[tuple[tuple[str, str], float]]) -> tuple[PartPair, ...]:
    return tuple(PartPair(one=a, other=b, probability=min(p, 1.0)) for (a, b), p in found)
