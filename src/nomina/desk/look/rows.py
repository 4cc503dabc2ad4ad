"""The rows of a table, written without a template.

A list is what people open most. Walked by a template, fifty rows of seven cells take half of the
time of their page.
"""

from __future__ import annotations

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from nomina.desk.look.shapes import Cell, Column, Kind, Row, Table
from nomina.words import tr


def rows(table: Table) -> SafeString:
    """Draw the rows of a table; each text in them is escaped and keeps its direction to itself."""
    unknown = f'<span class="unknown">{conditional_escape(tr("not known"))}</span>'
    heads = [_head(column) for column in table.columns]
    return mark_safe("".join(_row(row, heads, unknown) for row in table.rows))


def _head(column: Column) -> str:
    return f'" data-label="{conditional_escape(column.label)}"><div>'


def _row(row: Row, heads: list[str], unknown: str) -> str:
    cells = []
    for place, (head, cell) in enumerate(zip(heads, row.cells, strict=True)):
        shown = _shown(cell, unknown)
        if place == 0 and row.href:
            shown = f'<a href="{conditional_escape(row.href)}" data-go>{shown}</a>'
        why = _small(cell.text) if cell.kind is Kind.UNKNOWN else ""
        cells.append(
            f'<td role="cell" class="is-{cell.kind.value}{head}{shown}{why}'
            f"{_small(cell.small)}</div></td>"
        )
    return f'<tr role="row" id="{conditional_escape(row.id)}" data-row>{"".join(cells)}</tr>\n'


def _shown(cell: Cell, unknown: str) -> str:
    if cell.kind is Kind.UNKNOWN:
        return unknown
    text = f"<bdi>{conditional_escape(cell.text)}</bdi>"
    return f'<span class="chip {cell.way.value}">{text}</span>' if cell.kind is Kind.CHIP else text


def _small(text: str) -> str:
    return f'<span class="small muted"><bdi>{conditional_escape(text)}</bdi></span>' if text else ""
