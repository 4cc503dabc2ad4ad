"""What on a paper, or in a file, cannot all be right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from nomina.cases.dates import When
from nomina.cases.description import Described, Number, Paper
from nomina.errors import InputError
from nomina.evidence.documents.births import Born, born, on_day
from nomina.evidence.documents.papers import problem, same_number
from nomina.evidence.names import Level, compare_names
from nomina.evidence.numbers.written import ReadNumber, read_number
from nomina.words import tr

_SEVERAL = {"bank card", "phone", "other", "implant"}


def problems(paper: Paper) -> list[InputError]:
    """Give what on one paper cannot be read, fails its check, or contradicts the rest of it."""
    found = _of_numbers(paper.numbers, paper.born)
    for one, other in combinations(paper.names, 2):
        if compare_names(one, other).worst is Level.DIFFERENT:
            said = ", ".join(each.written or each.family or each.given for each in (one, other))
            found.append(problem(tr("The names on one paper contradict each other."), said))
    return found


def problems_of_file(person: Described) -> list[InputError]:
    """Give what of the numbers and the birth date of a missing person cannot be right."""
    return _of_numbers(person.numbers, person.born)


def _of_numbers(numbers: Sequence[Number], when: When | None) -> list[InputError]:
    found: list[InputError] = []
    read: list[tuple[Number, ReadNumber]] = []
    for number in numbers:
        try:
            read.append((number, read_number(number)))
        except InputError as error:
            found.append(error)
    for number, one in read:
        if one.passes is False:
            found.append(
                problem(tr("The check digit of a number is wrong: a sign is misread."), number.text)
            )
        if one.kind.value == "register" and one.legible and one.born is None:
            found.append(problem(tr("A record number does not begin with a date."), number.text))
    for (first, one), (second, other) in combinations(read, 2):
        several = one.kind.value in _SEVERAL or one.kind is not other.kind
        if not several and same_number(one, other) is False:
            said = f"{first.text}, {second.text}"
            found.append(problem(tr("There are two different numbers of one kind."), said))
    found += _of_births(read, when)
    return found


def _of_births(read: list[tuple[Number, ReadNumber]], when: When | None) -> list[InputError]:
    found: list[InputError] = []
    dates: list[tuple[str, Born]] = [
        (number.text, on_day(one.born)) for number, one in read if one.born is not None
    ]
    try:
        written = born(when, 0.0)
    except InputError as error:
        return [error]
    if written is not None and when is not None and not when.qualified:
        dates.insert(0, (when.written or when.edtf, written))
    for (first, a), (second, b) in combinations(dates, 2):
        apart = a.low > b.high or b.low > a.high
        apart |= any(x and y and x != y for x, y in ((a.month, b.month), (a.day, b.day)))
        if apart:
            said = f"{first}, {second}"
            found.append(problem(tr("A number holds another birth date than is written."), said))
    return found
