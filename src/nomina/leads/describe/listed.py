"""What all cells with several things share: is there an answer, fields filled in, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from nomina.cases.states import State
from nomina.leads.columns import Column
from nomina.leads.describe.cells import Cells
from nomina.leads.describe.entries import FIELDS, Entry, Thing
from nomina.leads.describe.vocabulary import Words
from nomina.words import current

T = TypeVar("T")
Found = Mapping[Thing, Sequence[Entry]]


def listed(
    cells: Cells, column: Thing, found: Found, parse: Callable[[str], list[Entry]]
) -> list[Entry] | None:
    """Give the entries of a cell and of its sheet; None where there is no answer.

    A cell that says that there are none gives ``[]``.
    """
    further = list(found.get(column, ()))
    text = cells.text(column)
    if text:
        return parse(text) + further
    state = cells.states.get(column)
    if further and state is State.KNOWN:
        cells.say("describe-none-and-some", column, value=cells.raw(column))
        cells.unknown(column)
        return None
    if further:
        cells.states.pop(column, None)
        return further
    return [] if state is State.KNOWN else None


def fields_of(cells: Cells, column: Thing, entry: Entry) -> list[str] | None:
    """Give as many fields as a thing has, empty ones filled in."""
    n = len(FIELDS[column])
    fields = list(entry.fields)
    while len(fields) > n and not fields[-1]:
        fields.pop()
    if len(fields) > n:
        say_entry(cells, "describe-entry-fields", column, entry, n=n)
        return None
    return fields + [""] * (n - len(fields))


def say_entry(cells: Cells, code: str, column: Column, entry: Entry, **values: object) -> None:
    """Say what is wrong with one entry, where it stands."""
    cells.say(code, column, **{"where": entry.where, "value": entry.written, **values})


def say_kind(cells: Cells, code: str, column: Column, entry: Entry, words: Words[T]) -> None:
    """Say that the kind of an entry is not understood, and which there are."""
    say_entry(cells, code, column, entry, words=", ".join(words.shown(current())))
