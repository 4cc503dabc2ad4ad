"""Cells and sheets that hold several things: entries by ``;`` and fields by ``|``, or a row each.

A cell and a row of a sheet become the same list of fields, so that both are read alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from nomina.leads.columns import column_of, plain
from nomina.leads.describe.words import problem
from nomina.leads.documents import Problem, Side
from nomina.leads.tables import Sheet
from nomina.names import folded
from nomina.words import LANGUAGES

Thing = Literal["papers", "marks", "effects", "teeth", "numbers"]

TITLES: dict[Thing, tuple[str, str, str]] = {
    "papers": ("Papers", "Папери", "Бумаги"),
    "marks": ("Marks", "Прикмети", "Приметы"),
    "effects": ("Effects", "Речі", "Вещи"),
    "teeth": ("Teeth", "Зуби", "Зубы"),
    "numbers": ("Numbers", "Номери", "Номера"),
}
"""Titles of further sheets in English, Ukrainian and Russian (`nomina.leads.tables.FURTHER`)."""

FIELDS: dict[Thing, dict[str, tuple[str, str, str]]] = {
    "papers": {
        "kind": ("kind|paper", "вид|папір", "вид|бумага"),
        "name": ("name|name on it", "імʼя|піб|імʼя на ньому", "имя|фио|имя на нем"),
        "numbers": ("numbers|number on it", "номери|номер на ньому", "номера|номер на нем"),
        "born": ("born|date of birth", "народження|дата народження", "рождение|дата рождения"),
        "carried": ("carried|where it was", "де було|як було", "где было|как было"),
    },
    "marks": {
        "kind": ("kind|mark", "вид|прикмета", "вид|примета"),
        "region": ("region|where", "ділянка|де", "область|где"),
        "motif": ("motif|what it shows", "мотив|що зображено", "мотив|что изображено"),
        "text": ("text|letters", "текст|напис", "текст|надпись"),
        "number": ("serial number|implant number", "серійний номер", "серийный номер"),
    },
    "effects": {
        "kind": ("kind|thing", "вид|річ", "вид|вещь"),
        "item": ("item|which", "предмет|що саме", "предмет|что именно"),
        "colour": ("colour|color", "колір", "цвет"),
        "material": ("material", "матеріал", "материал"),
        "label": ("label|maker", "марка|етикетка", "марка|этикетка"),
        "size": ("size", "розмір", "размер"),
        "inscription": ("inscription|writing", "напис|гравіювання", "надпись|гравировка"),
    },
    "teeth": {
        "tooth": ("tooth|tooth number|fdi", "зуб|номер зуба", "зуб|номер зуба"),
        "state": ("state|tooth state", "стан|стан зуба", "состояние|состояние зуба"),
        "surfaces": ("surfaces|surface", "поверхні|поверхня", "поверхности|поверхность"),
        "materials": ("materials|material", "матеріали|матеріал", "материалы|материал"),
        "root filled": ("root filled|root filling", "канал запломбовано", "канал запломбирован"),
    },
    "numbers": {
        "kind": ("kind|number kind", "вид|вид номера", "вид|вид номера"),
        "text": ("number|number text|document number", "сам номер|номер", "сам номер|номер"),
    },
}
"""Fields of one entry in their order, with their headers on a sheet in three languages."""

_OF_THE_CASE = (
    "case|case number|number of the case|body|body number|person|person number|номер тіла|тіло"
    "|номер справи|номер особи|особа|номер тела|тело|номер дела|дело|номер лица|лицо"
)
_CASE: frozenset[str] = frozenset(plain(word) for word in _OF_THE_CASE.split("|"))
CASE_HEADER = ("case number", "номер справи", "номер дела")
"""What heads the number of the case on a further sheet."""


class Entry(NamedTuple):
    """One thing: its fields, what was written, and the row of a sheet ("" for the main table)."""

    fields: tuple[str, ...]
    written: str
    where: str = ""


def split(text: str) -> list[Entry]:
    """Give the entries of a cell."""
    return [
        Entry(tuple(map(str.strip, part.split("|"))), part.strip())
        for part in text.replace("\n", ";").split(";")
        if part.strip(" |\t\r")
    ]


def pairs(text: str, sign: str) -> list[Entry]:
    """Give the entries ``kind: number`` of a cell, parted by ``sign``; a kind may be left out."""
    found = []
    for part in text.replace("\n", sign).split(sign):
        if part.strip():
            kind, colon, number = part.partition(":")
            fields = (kind.strip(), number.strip()) if colon else ("", part.strip())
            found.append(Entry(fields, part.strip()))
    return found


class Sheets:
    """The further sheets of one table by the folded number of the case."""

    def __init__(
        self, sheets: Sequence[Sheet], table: str, side: Side, problems: list[Problem]
    ) -> None:
        self._of: dict[str, dict[Thing, list[Entry]]] = {}
        self.numbers: dict[str, tuple[str, str]] = {}
        """Of each number, as written, one place where it stands."""
        for sheet in sheets:
            self._take(sheet, f"{table}: {sheet.title}", side, problems)

    def of(self, case: str) -> dict[Thing, list[Entry]]:
        """Give what the sheets hold of one case."""
        return self._of.get(folded(case), {})

    def _take(self, sheet: Sheet, name: str, side: Side, problems: list[Problem]) -> None:
        thing = next(
            key for key, titles in TITLES.items() if plain(sheet.title) in map(plain, titles)
        )
        if not sheet.lines:
            return
        (_, headers), *rows = sheet.lines
        places = _places(thing, headers)
        case_place = places.pop("", None)
        if case_place is None:
            problems.append(problem("describe-sheet-header", side, file=name))
            return
        used = {case_place, *places.values()}
        problems.extend(
            problem("describe-sheet-column", side, file=name, column=header)
            for place, header in enumerate(headers)
            if header and place not in used
        )
        for line, cells in rows:
            number = cells[case_place] if case_place < len(cells) else ""
            given = {field: cells[at] for field, at in places.items() if at < len(cells)}
            fields = tuple(given.get(field, "") for field in FIELDS[thing])
            where = f"{name}: {line}"
            entry = Entry(fields, " | ".join(field for field in fields if field), where)
            self.numbers.setdefault(folded(number), (number, where))
            self._of.setdefault(folded(number), {}).setdefault(thing, []).append(entry)


def _places(thing: Thing, headers: Sequence[str]) -> dict[str, int]:
    """Give the place of each field, and under "" that of the number of the case."""
    meaning = {
        plain(word): field
        for field, languages in FIELDS[thing].items()
        for words in languages
        for word in words.split("|")
    }
    of_case = [place for place, header in enumerate(headers) if column_of(header) == "number"]
    named = [place for place, header in enumerate(headers) if plain(header) in _CASE]
    places: dict[str, int] = {}
    if named or of_case:  # a header that says "of the case" goes before a plain "number"
        places[""] = (named or of_case)[0]
    for place, header in enumerate(headers):
        field = meaning.get(plain(header))
        if field is not None and place != places.get(""):
            places.setdefault(field, place)
    return places


def sheet_headers(thing: Thing, language: str) -> list[str]:
    """Give the headers that templates write for a further sheet, the number of the case first."""
    place = LANGUAGES.index(language)
    return [CASE_HEADER[place], *(names[place].split("|")[0] for names in FIELDS[thing].values())]
