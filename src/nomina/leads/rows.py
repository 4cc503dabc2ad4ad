"""Rows of a table to claims about cases; what cannot be used becomes a line of problems."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nomina.leads.columns import Column, alive_of, condition_of
from nomina.leads.documents import Problem, Side
from nomina.leads.listing import Found, Names
from nomina.leads.tables import Row, Table
from nomina.leads.words import problem
from nomina.names import folded

if TYPE_CHECKING:
    from nomina.leads.intake import HandBox

_EDGES: tuple[Column, ...] = ("left", "top", "right", "bottom", "width", "height")
_SIZES = frozenset({"width", "height"})
_NAME: tuple[Column, ...] = ("family name", "given name", "patronymic")


@dataclass(frozen=True, slots=True)
class Claim:
    """What one row says.

    ``alive`` is "", "dead", "may be alive", "unknown" or "not understood"; ``lacking`` where the
    row names a photo or folder that is not there, which has been said.
    """

    line: int
    number: str
    folder: str
    label: str
    stated: str
    alive: str
    photos: tuple[Found, ...]
    box: HandBox | None
    lacking: bool = False

    def said(self) -> str:
        """Name whom the row is about, for a message."""
        named = self.photos[0].file if self.photos else self.label or f"{self.line}"
        return self.number or self.folder or named

    def where(self, table: str) -> str:
        """Name the row, for a message."""
        return f"{table}: {self.line}"


def label_of(cells: Mapping[Column, str]) -> str:
    """Give the name as a row has it: whole, or put together from its parts."""
    parts = [cells[part] for part in _NAME if part in cells]
    return cells.get("name", "") or " ".join(parts)


def height_is_of_box(cells: Mapping[Column, str]) -> bool:
    """Say whether the cell ``height`` belongs to a hand box; else it is the stature of a person.

    A height alone is that of a person; so is one beside a box whose ``bottom`` is given.
    """
    return "bottom" not in cells and bool(cells.keys() & {"left", "top", "right", "width"})


def understand(
    table: Table | None, photos: list[Found], folders: list[str], side: Side
) -> tuple[list[Claim], list[Problem]]:
    """Give what every row claims, and a line for whatever cannot be used."""
    if table is None:
        return [], []
    reader = _Reader(table, photos, folders, side)
    claims = [claim for row in table.rows if (claim := reader.read(row)) is not None]
    return claims, reader.problems


class _Reader:
    """Reads rows against what lies in the folder."""

    def __init__(self, table: Table, photos: list[Found], folders: list[str], side: Side) -> None:
        self._table = table
        self._side = side
        self._names = Names(photos)
        self._photos = photos
        self._folders = {folded(name): name for name in folders}
        self.problems = [
            problem(code, side, file=table.name, column=header[:80])
            for code, headers in (
                ("table-unknown-column", table.unknown),
                ("table-column-twice", table.repeated),
            )
            for header in headers
        ]

    def _say(self, code: str, row: Row, **values: object) -> None:
        self.problems.append(
            problem(
                code,
                self._side,
                case=row.cells.get("number", ""),
                file=f"{self._table.name}: {row.line}",
                **values,
            )
        )

    def read(self, row: Row) -> Claim | None:
        cells = row.cells
        number, folder = cells.get("number", ""), self._folder(row)
        photos = self._files(row, folder)
        alive = self._alive(row)
        # Someone who may be alive stops the run, whoever it is.
        if not number and not folder and not photos and alive != "may be alive":
            if "file" not in cells and "folder" not in cells:
                self._say("row-names-nothing", row)
            return None  # what is missing was said
        if not photos and "file" not in cells and not folder and number:
            folder, photos = self._by_number(number)
        return Claim(
            line=row.line,
            number=number,
            folder=folder,
            label=label_of(cells),
            stated=self._condition(row),
            alive=alive,
            photos=photos,
            box=self._box(row, photos),
            lacking=not photos and ("file" in cells or "folder" in cells),
        )

    def _folder(self, row: Row) -> str:
        asked = row.cells.get("folder", "").replace("\\", "/").removeprefix("./").rstrip("/")
        if not asked:
            return ""
        found = self._folders.get(folded(asked), "")
        if not found:
            self._say("row-folder-missing", row, folder=asked[:200])
        return found

    def _by_number(self, number: str) -> tuple[str, tuple[Found, ...]]:
        """A row with a number alone is about the folder, or the photo at the top, of that name."""
        if folded(number) in self._folders:
            return self._folders[folded(number)], ()
        at_top = [x for x in self._names.find(number) if not x.folder]
        return "", tuple(at_top[:1]) if len(at_top) == 1 else ()

    def _files(self, row: Row, folder: str) -> tuple[Found, ...]:
        text = row.cells.get("file", "")
        if not text:
            return ()
        whole = self._names.find(text, folder)
        parts = [text] if whole else [x.strip() for x in re.split(r"[;|\n]", text) if x.strip()]
        found: list[Found] = []
        for part in parts:
            named = self._names.find(part, folder) or self._below(part, row)
            if not named:
                self._say("row-photo-missing", row, photo=part[:200])
            elif len(named) > 1:
                self._say("row-photo-several", row, photo=part[:200])
            else:
                found += named
        return tuple(found)

    def _below(self, part: str, row: Row) -> list[Found]:
        """A photo named without its folder may lie in the folder that has the row's number."""
        folder = self._folders.get(folded(row.cells.get("number", "")), "")
        return self._names.find(part, folder) if folder else []

    def _condition(self, row: Row) -> str:
        text = row.cells.get("condition", "")
        found = condition_of(text) if text else "unknown"
        if found is None or (found == "living" and self._side == "bodies"):
            self._say("row-bad-condition", row, value=text[:80])
            return "unknown"
        return found

    def _alive(self, row: Row) -> str:
        text = row.cells.get("alive", "")
        if not text or self._side != "bodies":
            return "may be alive" if self._lives(row) else ""
        found = alive_of(text)
        if found is None:
            self._say("row-bad-alive", row, value=text[:80])
            return "not understood"
        return "may be alive" if self._lives(row) else found

    def _lives(self, row: Row) -> bool:
        """Someone whose condition is "living" is declared alive, whatever the other column says."""
        text = row.cells.get("condition", "")
        return self._side == "bodies" and bool(text) and condition_of(text) == "living"

    def _box(self, row: Row, photos: tuple[Found, ...]) -> HandBox | None:
        from nomina.leads.intake import HandBox

        given = {edge: row.cells[edge] for edge in _EDGES if edge in row.cells}
        if not height_is_of_box(row.cells):
            given.pop("height", None)
        if not given.keys() - _SIZES:  # a height alone is that of a person
            return None
        if not photos and "file" in row.cells:
            return None  # that it is missing was said
        try:
            edges = {edge: float(text.replace(",", ".")) for edge, text in given.items()}
            left, top = edges["left"], edges["top"]
            right = edges["right"] if "right" in edges else left + edges["width"]
            bottom = edges["bottom"] if "bottom" in edges else top + edges["height"]
            roll = float(row.cells.get("turn", "0").replace(",", "."))
        except (ValueError, KeyError):
            self._say("row-bad-box", row)
            return None
        numbers = (left, top, right, bottom, roll)
        if not all(map(math.isfinite, numbers)) or right - left < 2 or bottom - top < 2:
            self._say("row-bad-box", row)
            return None
        if len(photos) != 1:
            self._say("row-box-many", row)
            return None
        return HandBox(*numbers)
