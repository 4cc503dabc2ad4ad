"""The rows of a table, written without a template.

A list is what people open most. Walked by a template, fifty rows of seven cells take half of the
time of their page.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from nomina.desk.look.shapes import Cell, Column, Kind, Row, Table
from nomina.words import tr

_NOBODY = UUID(int=0)


def addresses(name: str) -> Callable[[UUID], str]:
    """Give what makes the address of the page ``name`` about one thing.

    The routes are asked once: asked for each row they took a quarter of its time.

    Raises:
        NoReverseMatch: there is no such page, or it is about more than one id.
    """
    before, after = reverse(name, args=[_NOBODY]).split(str(_NOBODY))
    return lambda one: f"{before}{one}{after}"


def rows(table: Table) -> SafeString:
    """Draw the rows of a table; each text in them is escaped and keeps its direction to itself."""
    unknown = f'<span class="unknown">{escape(tr("not known"))}</span>'
    heads = [_head(column) for column in table.columns]
    return mark_safe("".join(_row(row, heads, unknown) for row in table.rows))


def _head(column: Column) -> str:
    return f'" data-label="{_text(column.label)}"><div>'


def _row(row: Row, heads: list[str], unknown: str) -> str:
    cells = []
    for place, (head, cell) in enumerate(zip(heads, row.cells, strict=True)):
        shown = _shown(cell, unknown)
        if place == 0 and row.href:
            shown = f'<a href="{_text(row.href)}" data-go>{shown}</a>'
        if cell.kind is Kind.UNKNOWN and cell.text:
            shown += _small(cell.text)
        if cell.small:
            shown += _small(cell.small)
        cells.append(f'<td role="cell" class="is-{cell.kind}{head}{shown}</div></td>')
    return f'<tr role="row" id="{_text(row.id)}" data-row>{"".join(cells)}</tr>\n'


def _text(text: str) -> str:
    return text if isinstance(text, SafeString) else escape(text)


def _shown(cell: Cell, unknown: str) -> str:
    if cell.kind is Kind.UNKNOWN:
        return unknown
    text = f"<bdi>{_text(cell.text)}</bdi>"
    return f'<span class="chip {cell.way.value}">{text}</span>' if cell.kind is Kind.CHIP else text


def _small(text: str) -> str:
    return f'<span class="small muted"><bdi>{_text(text)}</bdi></span>'
