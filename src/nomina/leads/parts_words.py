"""What can be wrong in a table of bags or of links: a code, what happened, what to do.

Explained in docs/parts.md.
"""

from __future__ import annotations

from functools import cache

from nomina.leads.documents import Problem
from nomina.names import shown
from nomina.words import current, tr


def fault(code: str, case: str, file: str, **values: object) -> Problem:
    """Make one line of ``problems.csv`` in the current language."""
    what, todo = texts(current())[code]
    return Problem(
        code=code,
        side="bodies",
        case=shown(case),
        file=shown(file),
        what=what.format(**values),
        todo=todo.format(**values),
    )


@cache
def texts(language: str) -> dict[str, tuple[str, str]]:
    """Give what happened and what to do, by code."""
    return {
        "parts-column": (
            tr('the column "{column}" is not known and was not used', language),
            tr("Nothing, unless it was meant as one of the columns in the manual", language),
        ),
        "parts-header": (
            tr('the column "{column}" is missing, so that no row was read', language),
            tr("Write the names of the columns in the first row", language),
        ),
        "part-nobody": (
            tr("the row names no body or part, and was not used", language),
            tr("Fill in the row or delete it", language),
        ),
        "part-twice": (
            tr("this part is on an earlier row, too; only that one was used", language),
            tr("Give each part one row, with all its elements", language),
        ),
        "part-element": (
            tr("{why}; the row was not used", language),
            "{help}",
        ),
        "link-part": (
            tr('the part "{part}" is not in the table of parts; the link was not used', language),
            tr("Correct its number, or add it to the table of parts", language),
        ),
        "link-value": (
            tr('log10_lr: "{value}" is not a number; the link was not used', language),
            tr("Write a number such as 3.2, or the kind exclusion where they cannot be", language),
        ),
        "link-refused": (
            tr("{why}; the link was not used", language),
            tr("Correct the row", language),
        ),
    }
