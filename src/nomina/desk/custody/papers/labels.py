"""Labels of tags to be printed and hung up: a code and the same in groups, and nothing else.

A label says nothing of what it hangs on. The code is a QR code of version 1 at level H, of which
nearly a third may be lost; what is written is read where no camera reads any more.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import typst

from nomina import tags
from nomina.desk import codes
from nomina.errors import StoreError
from nomina.words import tr

DATED = 1_767_225_600
"""A label is not dated: the same tags give the same bytes."""


@dataclass(frozen=True)
class Layout:
    """How labels lie on a page; all sizes in millimetres.

    Attributes:
        across, down: labels beside and below each other.
        left, top: margins of the page.
        gap: between two beside each other.
        code: side of the code, border included.
        type: size of the letters.
    """

    page: tuple[float, float]
    label: tuple[float, float]
    across: int
    down: int
    left: float
    top: float
    gap: float
    code: float
    type: float
    inset: float = 2.5


LAYOUTS = {
    "a4-24": Layout((210, 297), (70, 37), 3, 8, 0, 0.5, 0, 30, 8.0),
    "a4-14": Layout((210, 297), (99.1, 38.1), 2, 7, 4.65, 15.15, 2.5, 32, 10.0),
    "roll": Layout((62, 40), (62, 40), 1, 1, 0, 0, 0, 34, 8.0, 2),
}
"""Sheets of 24 (70 x 37 mm) and 14 (99.1 x 38.1 mm), and a roll 62 mm wide."""


def layout_name(layout: str) -> str:
    """Give the name of a layout."""
    return {
        "a4-24": tr("A4, 24 labels of 70 × 37 mm"),
        "a4-14": tr("A4, 14 labels of 99.1 × 38.1 mm"),
        "roll": tr("roll, 62 × 40 mm"),
    }[layout]


def pdf(which: Sequence[str], layout: str, language: str) -> bytes:
    """Make the labels of tags, in order.

    Args:
        which: codes as `nomina.tags` keeps them.
        layout: one of `LAYOUTS`.
        language: of `nomina.words.LANGUAGES`; for the title of the file alone.

    Raises:
        StoreError: they cannot be made.
    """
    made: bytes = _made(which, layout, language, "pdf")
    return made


def pictures(which: Sequence[str], layout: str, language: str) -> list[bytes]:
    """Give the pages as PNG, one each, as they look on paper."""
    made = _made(which, layout, language, "png")
    return made if isinstance(made, list) else [made]


def _made(which: Sequence[str], layout: str, language: str, form: typst.OutputFormat) -> Any:
    how = LAYOUTS[layout]
    each = how.across * how.down
    labels = [
        {
            "qr": codes.drawn(code, level="H", mode="alphanumeric"),
            "lines": tags.written(code).split("-"),
        }
        for code in which
    ]
    it = {
        "title": tr("Labels", language),
        "language": language,
        "page": how.page,
        "label": how.label,
        "across": how.across,
        "left": how.left,
        "top": how.top,
        "gap": how.gap,
        "code": how.code,
        "type": how.type,
        "inset": how.inset,
        "sheets": [labels[n : n + each] for n in range(0, len(labels), each)],
    }
    try:
        return typst.compile(
            (resources.files("nomina.desk.custody.papers") / "labels.typ").read_bytes(),
            ignore_system_fonts=True,
            format=form,
            pdf_standards=["a-3b"] if form == "pdf" else [],
            timestamp=DATED,
            sys_inputs={"it": json.dumps(it)},
        )
    except typst.TypstError as error:
        raise StoreError(
            tr("the labels cannot be set ({why})").format(why=error.message)
        ) from error
