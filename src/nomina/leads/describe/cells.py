"""The cells of one case, from one row or several; what cannot be used is said and unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from nomina.cases.states import State
from nomina.leads.columns import Column, plain
from nomina.leads.describe.values import Bad
from nomina.leads.describe.vocabulary import STATE, Words
from nomina.leads.describe.words import heading, problem
from nomina.leads.documents import Problem, Side
from nomina.leads.rows import height_is_of_box
from nomina.leads.tables import Row
from nomina.words import current

T = TypeVar("T")

MAY_BE_NONE: frozenset[Column] = frozenset(
    {
        "patronymic",
        "other names",
        "numbers",
        "papers",
        "marks",
        "regions missing",
        "effects",
        "unit",
    }
)
"""Columns in which "none" is something that is known."""
_DASHES = frozenset({"-", "--", "–", "—", "−", "/"})
_LONGEST_STATE = 24


class Cells:
    """What a table says of one case, column by column.

    Attributes:
        states: of columns without value why: unknown, refused, or known to be none. What could
            not be used is unknown.
        problems: what could not be used.
    """

    def __init__(
        self, case: str, side: Side, table: str, rows: Sequence[Row], problems: list[Problem]
    ) -> None:
        self.case = case
        self.side: Side = side
        self.states: dict[str, State] = {}
        self.problems = problems
        self._table = table
        self._lines: Mapping[Column, int] = {}
        self._cells: dict[Column, str] = {}
        if len(rows) == 1:
            self._cells = rows[0].cells
            self._line = rows[0].line
        else:
            self._line = rows[0].line if rows else 0
            self._merge(rows)

    def _merge(self, rows: Sequence[Row]) -> None:
        """Take the cells of several rows; where two values differ, none holds."""
        lines: dict[Column, int] = {}
        torn: set[Column] = set()
        for row in rows:
            for column, text in row.cells.items():
                if column == "height" and height_is_of_box(row.cells):
                    continue
                before = self._cells.get(column)
                if before is None or STATE.read(before) in {State.UNKNOWN, State.REFUSED}:
                    self._cells[column], lines[column] = text, row.line
                elif column in torn or _same(before, text):
                    continue
                elif column not in _OF_PHOTOS:
                    torn.add(column)
                    self._lines = lines
                    self.say(
                        "describe-twice",
                        column,
                        rows=f"{lines[column]}, {row.line}",
                        value=before,
                        other=text,
                    )
        for column in torn:
            del self._cells[column]
            self.unknown(column)
        self._lines = lines

    def say(self, code: str, column: Column, **values: object) -> None:
        """Say what is wrong, with the row it stands in unless ``where`` names another."""
        line = self._lines.get(column, self._line)
        where = str(values.pop("where", "")) or (f"{self._table}: {line}" if line else self._table)
        self.problems.append(
            problem(
                code,
                self.side,
                case=self.case,
                file=where,
                column=heading(column),
                **values,
            )
        )

    def unknown(self, *columns: Column) -> None:
        """Note that a value that was given counts as unknown."""
        for column in columns:
            self.states[_named(column)] = State.UNKNOWN

    @property
    def height(self) -> str:
        """The cell ``height`` where it is of a person, else empty."""
        return "" if height_is_of_box(self._cells) else self._cells.get("height", "")

    @property
    def height_unclear(self) -> bool:
        """Whether a height stands beside a width alone, so that it may be of either."""
        given = self._cells.keys() & {"left", "top", "right", "bottom", "width", "height"}
        return given == {"width", "height"}

    def raw(self, column: Column) -> str:
        """Give the cell as it stands; empty where it is blank."""
        return self._cells.get(column, "")

    def text(self, column: Column) -> str:
        """Give the text of a cell; empty where it is blank or says that there is no value."""
        text = self._cells.get(column, "")
        if not text or len(text) > _LONGEST_STATE or text[-1].isdigit():
            return text  # most cells are no state, and looking that up takes most of the time
        return "" if self.told(column, text) else text

    def told(self, column: Column, text: str) -> bool:
        """Note the state that a text stands for; False where it is a value."""
        state = STATE.read(text)
        if state is None:
            if text in _DASHES:
                self.say("describe-dash", column, value=text)
                self.unknown(column)
                return True
            return False
        if state is State.KNOWN and column not in MAY_BE_NONE:
            self.say("describe-none", column, value=text)
            state = State.UNKNOWN
        self.states[_named(column)] = state
        return True

    def read(self, column: Column, reader: Callable[[str], T]) -> T | None:
        """Read a cell; None where there is no value or it cannot be used, which is said."""
        text = self.text(column) if column in self._cells else ""
        if not text:
            return None
        try:
            return reader(text)
        except Bad as bad:
            self.say(bad.code, column, **bad.values)
            self.unknown(column)
            return None

    def word(self, column: Column, words: Words[T]) -> T | None:
        """Read a word of a closed vocabulary."""
        text = self.text(column) if column in self._cells else ""
        if not text:
            return None
        value = words.read(text)
        if value is None:
            self.say("describe-word", column, value=text, words=", ".join(words.shown(current())))
            self.unknown(column)
        return value


_OF_PHOTOS: frozenset[Column] = frozenset(
    {
        "number",
        "file",
        "folder",
        "left",
        "top",
        "right",
        "bottom",
        "width",
        "turn",
        "condition",
        "alive",
    }
)
"""Columns about photos: they may differ from row to row of one case."""


def _named(column: Column) -> str:
    """Both columns for the height of a person have one name outside of tables."""
    return "height" if column == "stature" else column


def _same(one: str, other: str) -> bool:
    return (
        one == other
        or plain(one) == plain(other)
        or STATE.read(other)
        in {
            State.UNKNOWN,
            State.REFUSED,
        }
    )
