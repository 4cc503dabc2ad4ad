"""The table of results of laboratories and examiners: one row a result on one pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from nomina.cases.dates import When
from nomina.cases.description import Described
from nomina.errors import InputError
from nomina.evidence.results import (
    PairResult,
    ResultKind,
    conclusion,
    contradictions,
    strangers,
)
from nomina.leads.columns import plain
from nomina.leads.describe.values import Bad, number, when
from nomina.leads.describe.vocabulary import STATE, Words
from nomina.leads.describe.words import problem
from nomina.leads.documents import Problem
from nomina.leads.tables import read_lines
from nomina.names import shown
from nomina.words import current

ResultColumn = Literal[
    "body", "person", "kind", "conclusion", "log10_lr", "laboratory", "report", "date"
]
RESULTS: dict[ResultColumn, tuple[str, str, str]] = {
    "body": ("body|body number|pm", "номер тіла|тіло", "номер тела|тело"),
    "person": (
        "person|person number|missing person|am",
        "номер особи|особа|зниклий",
        "номер лица|лицо|пропавший",
    ),
    "kind": ("kind|kind of result|method", "вид|вид дослідження", "вид|вид исследования"),
    "conclusion": ("conclusion|result", "висновок|результат", "вывод|заключение"),
    "log10_lr": ("log10_lr|log10 LR|log LR", "log10 LR (десятковий логарифм)", "lg LR"),
    "laboratory": (
        "laboratory|lab|examiner",
        "лабораторія|експерт",
        "лаборатория|эксперт",
    ),
    "report": ("report|report number", "номер звіту|звіт", "номер отчета|отчет|номер заключения"),
    "date": ("date|date of report", "дата|дата звіту", "дата|дата отчета"),
}
"""Columns with their headers in English, Ukrainian and Russian; templates write the first."""

RESULT_KIND: Words[ResultKind] = Words(
    {
        "fingerprints": (
            "fingerprints|fingerprint|prints|afis",
            "відбитки пальців|дактилоскопія|відбитки",
            "отпечатки пальцев|дактилоскопия|отпечатки",
        ),
        "dna": ("DNA", "ДНК", "ДНК"),
    }
)
_COLUMN_OF: dict[str, ResultColumn] = {
    plain(word): column
    for column, languages in RESULTS.items()
    for words in languages
    for word in words.split("|")
}


def read_results(path: Path) -> tuple[tuple[PairResult, ...], tuple[Problem, ...]]:
    """Read results of laboratories and examiners.

    Every row stands for itself: two on one pair are both kept.

    Raises:
        TableError: the table cannot be read.
    """
    (_, headers), *lines = read_lines(path) or (((1, ())),)
    problems: list[Problem] = []
    places: dict[ResultColumn, int] = {}
    for place, header in enumerate(headers):
        column = _COLUMN_OF.get(plain(header))
        if column is None or column in places:
            if header:
                problems.append(problem("result-column", "run", file=path.name, column=header))
            continue
        places[column] = place
    if not {"body", "person", "kind"} <= places.keys():
        problems.append(problem("result-header", "run", file=path.name))
        return (), tuple(problems)
    found = []
    for line, cells in lines:
        row = {column: cells[place] for column, place in places.items() if place < len(cells)}
        try:
            found.append(_result(row))
        except Bad as bad:
            problems.append(_said(bad.code, row, path.name, line, bad.values))
        except InputError as error:
            values = {"why": shown(error.what), "help": shown(error.todo)}
            problems.append(_said("result-refused", row, path.name, line, values))
    return tuple(found), tuple(problems)


def results_of(
    path: Path, bodies: Sequence[Described], people: Sequence[Described]
) -> tuple[tuple[PairResult, ...], tuple[Problem, ...]]:
    """Read results; leave out those on numbers that no case has, and name what clashes.

    Raises:
        TableError: the table cannot be read.
    """
    results, problems = read_results(path)
    strange = strangers(results, bodies, people)
    kept = tuple(one for one in results if one not in strange)
    said = [
        problem("result-stranger", "run", file=path.name, body=one.body, person=one.person)
        for one in strange
    ]
    said += [
        problem("result-clash", "run", file=path.name, why=one.words[current()])
        for one in contradictions(kept)
    ]
    return kept, (*problems, *said)


def _said(
    code: str, row: Mapping[ResultColumn, str], name: str, line: int, values: Mapping[str, object]
) -> Problem:
    case = ", ".join(row.get(column, "") for column in ("body", "person"))
    return problem(code, "run", case=case, file=f"{name}: {line}", **values)


def _result(row: Mapping[ResultColumn, str]) -> PairResult:
    said = _value(row, "conclusion")
    return PairResult(
        _kind(row),
        row.get("body", ""),
        row.get("person", ""),
        conclusion(said) if said else None,
        _strength(row),
        _value(row, "laboratory"),
        _value(row, "report"),
        _date(row),
    )


def _value(row: Mapping[ResultColumn, str], column: ResultColumn) -> str:
    """Give a cell; empty also where it says that there is no value."""
    text = row.get(column, "")
    return "" if STATE.read(text) is not None or text in {"-", "–", "—"} else text


def _kind(row: Mapping[ResultColumn, str]) -> ResultKind:
    text = row.get("kind", "")
    kind = RESULT_KIND.read(text)
    if kind is None:
        raise Bad("result-value", column="kind", value=text)
    return kind


def _strength(row: Mapping[ResultColumn, str]) -> float | None:
    text = _value(row, "log10_lr")
    try:
        return number(text.replace("−", "-")) if text else None
    except Bad as bad:
        raise Bad("result-value", column="log10_lr", value=text) from bad


def _date(row: Mapping[ResultColumn, str]) -> When | None:
    text = _value(row, "date")
    try:
        return when(text) if text else None
    except Bad as bad:
        raise Bad("result-value", column="date", value=text) from bad
