"""Everything that can be wrong with a description: a code, what happened, what to do.

As `nomina.leads.words`, for tables of descriptions; explained in docs/tables.md.
"""

from __future__ import annotations

from functools import cache

from nomina.leads.columns import Column
from nomina.leads.documents import Problem, Side
from nomina.leads.headers import DESCRIBED
from nomina.names import shown
from nomina.words import LANGUAGES, current, tr


def heading(column: Column | str, language: str | None = None) -> str:
    """Give the header that templates write for a column; any other text unchanged."""
    for key, languages in DESCRIBED.items():
        if key == column:
            place = LANGUAGES.index(language or current())
            return languages[place].split("|")[0]
    return column


def problem(code: str, side: Side, *, case: str = "", file: str = "", **values: object) -> Problem:
    """Make one line of ``problems.csv`` in the current language.

    Args:
        code: a key of `texts`.
        side: of which table.
        case: number of the case.
        file: table and row.
        values: for the fields of the text; long ones are cut.
    """
    what, todo = texts(current())[code]
    fields = {name: _short(value) for name, value in values.items()}
    return Problem(
        code=code,
        side=side,
        case=shown(case),
        file=shown(file),
        what=shown(what.format(**fields)),
        todo=shown(todo.format(**fields)),
    )


def _short(value: object) -> object:
    return value[:120] if isinstance(value, str) else value


@cache
def texts(language: str) -> dict[str, tuple[str, str]]:
    """Give what happened and what to do, by code."""
    return {
        **_of_values(language),
        **_of_contradictions(language),
        **_of_lists(language),
        **_of_tables(language),
    }


def _of_values(language: str) -> dict[str, tuple[str, str]]:
    return {
        "describe-number": (
            tr('{column}: "{value}" is not a number, and counts as unknown', language),
            tr("Write a number alone, such as 172 or 172.5", language),
        ),
        "describe-range": (
            tr(
                '{column}: in "{value}" the lower limit is above the upper one; it counts as'
                " unknown",
                language,
            ),
            tr("Write the lower limit first", language),
        ),
        "describe-height": (
            tr(
                '{column}: "{value}" is no height between {low:g} and {high:g} cm, and counts as'
                " unknown",
                language,
            ),
            tr("Write centimetres, such as 172, or the unit behind it, such as 1.72 m", language),
        ),
        "describe-error": (
            tr(
                '{column}: "{value}" is no standard error between {low:g} and {high:g} cm, and'
                " counts as unknown",
                language,
            ),
            tr("Write the standard error of the estimate in centimetres, such as 3.5", language),
        ),
        "describe-age": (
            tr('{column}: "{value}" is no age in years, and counts as unknown', language),
            tr("Write years from 0 to 150", language),
        ),
        "describe-coverage": (
            tr('{column}: "{value}" is no coverage, and counts as unknown', language),
            tr("Write the share of true ages within such limits, as 0.95 or 95 %", language),
        ),
        "describe-degrees": (
            tr(
                '{column}: "{value}" is not in degrees between -{limit:g} and {limit:g}; the'
                " position counts as unknown",
                language,
            ),
            tr("Write decimal degrees (WGS 84), such as 48.1573, south and west with -", language),
        ),
        "describe-thousands": (
            tr(
                '{column}: in "{value}" the sign may part thousands or decimals; it counts as'
                " unknown",
                language,
            ),
            tr("Write metres without separator, such as 1000", language),
        ),
        "describe-date": (
            tr('{column}: "{value}" is not a date, and counts as unknown', language),
            tr(
                "Write year-month-day, as much of it as is known: 1987-03-12, 1987-03, 1987, or"
                " 1987~ for about",
                language,
            ),
        ),
        "describe-date-year": (
            tr(
                '{column}: the year of "{value}" has two digits; it counts as unknown',
                language,
            ),
            tr("Write the year with four digits", language),
        ),
        "describe-date-order": (
            tr(
                '{column}: in "{value}" day and month may be swapped; it counts as unknown',
                language,
            ),
            tr("Write year-month-day, such as 1987-03-12", language),
        ),
        "describe-word": (
            tr('{column}: "{value}" is not understood, and counts as unknown', language),
            tr("Write one of: {words}", language),
        ),
        "describe-dash": (
            tr(
                '{column}: "{value}" does not say whether it is unknown or absent; it counts as'
                " unknown",
                language,
            ),
            tr("Write unknown, refused or none, or leave the cell empty", language),
        ),
        "describe-none": (
            tr('{column}: "{value}" cannot be said here; it counts as unknown', language),
            tr("Write unknown where it is not known", language),
        ),
        "describe-name": (
            tr('{column}: "{value}" has no letter, and is not used', language),
            tr("Write the name as it is written in the file", language),
        ),
        "describe-tooth": (
            tr(
                '{column}: the entry "{value}" is not understood; this tooth has no information',
                language,
            ),
            tr("Write number and state, such as: 11 sound; 16 MO amalgam; 36 missing", language),
        ),
        "describe-region": (
            tr(
                '{column}: "{value}" is no region of the body that is known here; where it is'
                " counts as unknown",
                language,
            ),
            tr("Write one of: {words}", language),
        ),
    }


def _of_contradictions(language: str) -> dict[str, tuple[str, str]]:
    return {
        "describe-twice": (
            tr(
                '{column}: rows {rows} say "{value}" and "{other}"; it counts as unknown',
                language,
            ),
            tr("Correct one of the rows", language),
        ),
        "describe-none-and-some": (
            tr(
                '{column}: the table says "{value}" and the sheet gives entries; it counts as'
                " unknown",
                language,
            ),
            tr("Correct the cell or take the rows out of the sheet", language),
        ),
        "describe-age-order": (
            tr(
                "the age from {low:g} to {high:g} is the wrong way round, and counts as unknown",
                language,
            ),
            tr("Write the least age first", language),
        ),
        "describe-age-one-limit": (
            tr("the age has one limit only, and counts as unknown", language),
            tr("Give both, the same twice where the age is known exactly", language),
        ),
        "describe-born-after": (
            tr(
                "born {born} lies after last known alive {alive}; both count as unknown",
                language,
            ),
            tr("Check both dates", language),
        ),
        "describe-born-long-ago": (
            tr(
                "born {born} and last known alive {alive} give an age over 150 years; both count"
                " as unknown",
                language,
            ),
            tr("Check both dates", language),
        ),
        "describe-age-born": (
            tr(
                "the age from {low:g} to {high:g} contradicts born {born} and last known alive"
                " {alive}; the age counts as unknown",
                language,
            ),
            tr("Check the age and both dates", language),
        ),
        "describe-died-after-found": (
            tr("died {died} lies after found {found}; both count as unknown", language),
            tr("Check both dates", language),
        ),
        "describe-paper-born": (
            tr(
                "a paper says born {born}, after the death {died}; the date of birth on it is not"
                " used",
                language,
            ),
            tr("Look at the paper again and check when the person died", language),
        ),
        "describe-position": (
            tr(
                "a position needs latitude and longitude; without both it counts as unknown",
                language,
            ),
            tr("Give both, or neither", language),
        ),
        "describe-height-twice": (
            tr(
                'two columns give the height, "{value}" and "{other}"; it counts as unknown',
                language,
            ),
            tr("Leave one of them", language),
        ),
        "describe-height-or-box": (
            tr(
                'it is not clear whether "{value}" is the height of a person or of a box; it'
                " counts as unknown",
                language,
            ),
            tr('Write the height of a person in a column "height (cm)"', language),
        ),
        "describe-bone": (
            tr(
                'a bone is named ("{value}") but the height does not come from a bone; the source'
                " counts as unknown and the bone is not used",
                language,
            ),
            tr("Write bone as the source of the height, or no bone", language),
        ),
        "describe-marks-asked": (
            tr("kinds of marks were asked about but no answer is given", language),
            tr("Write none where there are no marks, or unknown", language),
        ),
    }


def _of_lists(language: str) -> dict[str, tuple[str, str]]:
    return {
        "describe-entry-fields": (
            tr(
                '{column}: the entry "{value}" has more than {n} fields, and is not used',
                language,
            ),
            tr("Part entries with ; and fields with |", language),
        ),
        "describe-entry-kind": (
            tr(
                '{column}: the kind in "{value}" is not understood, and this entry is not used',
                language,
            ),
            tr("Write one of: {words}", language),
        ),
        "describe-paper-kind": (
            tr(
                '{column}: the kind in "{value}" is not understood; what is written on it is used'
                " all the same",
                language,
            ),
            tr("Write one of: {words}", language),
        ),
        "describe-entry-number": (
            tr('{column}: "{value}" names no number, and is not used', language),
            tr("Write the kind, a colon and the number, such as tag: AB-123456", language),
        ),
        "describe-tooth-twice": (
            tr(
                "{column}: tooth {value} stands there twice and differs; it has no information",
                language,
            ),
            tr("Leave one entry for each tooth", language),
        ),
    }


def _of_tables(language: str) -> dict[str, tuple[str, str]]:
    return {
        "describe-side": (
            tr('the column "{column}" says nothing here and was not used', language),
            tr(
                "See in the manual which columns belong to bodies and which to the missing",
                language,
            ),
        ),
        "describe-row-nobody": (
            tr("no case has this number, so the row describes nobody", language),
            tr("Correct the number", language),
        ),
        "describe-row-several": (
            tr(
                "several cases have this number, so these rows of the sheet were not used", language
            ),
            tr("Give each case its own number", language),
        ),
        "describe-sheet-column": (
            tr('the column "{column}" of this sheet is not known and was not used', language),
            tr("Nothing, unless it was meant as one of the columns in the manual", language),
        ),
        "describe-sheet-header": (
            tr("this sheet has no column for the number of the case, and was not used", language),
            tr("Write the names of the columns in its first row, and number among them", language),
        ),
        "result-column": (
            tr('the column "{column}" is not known and was not used', language),
            tr("Nothing, unless it was meant as one of the columns in the manual", language),
        ),
        "result-header": (
            tr("the first row does not name body, person and kind", language),
            tr("Write the names of the columns in the first row: body, person, kind", language),
        ),
        "result-value": (
            tr('{column}: "{value}" is not understood, so this result is not used', language),
            tr("Correct it by the report", language),
        ),
        "result-stranger": (
            tr("body {body} or person {person} is in neither folder; it is not used", language),
            tr("Correct the numbers in the table of results", language),
        ),
        "result-clash": (
            tr("results contradict each other: {why}", language),
            tr("Clear it with the laboratory or examiner, and leave the right one", language),
        ),
        "result-refused": (
            tr("{why}, so this result is not used", language),
            "{help}",
        ),
    }
