"""Codes to be scanned (QR, ISO/IEC 18004): drawn for a paper, or written to a terminal.

The same text gives the same code, bit by bit, so that a paper can be made again.
"""

from __future__ import annotations

import io
from functools import lru_cache

import segno

BORDER = 4
"""White modules around a code, as wide as the standard wants it."""


@lru_cache(maxsize=32)  # a paper is printed in several languages, with one code
def drawn(text: str, *, level: str = "M", mode: str | None = None) -> str:
    """Draw a code as SVG, a millimetre a module, border included.

    Args:
        text: what the code says.
        level: how much of it may be lost: L 7 %, M 15 %, Q 25 %, H 30 %.
        mode: how it is kept, such as ``alphanumeric``; the shortest where None.
    """
    made = segno.make_qr(text, error=level, mode=mode, boost_error=False)
    svg = io.BytesIO()
    made.save(svg, kind="svg", xmldecl=False, nl=False, unit="mm", border=BORDER)
    return svg.getvalue().decode()


def lines(text: str) -> str:
    """Give a code as lines of half blocks, for a dark terminal."""
    out = io.StringIO()
    segno.make_qr(text, error="M", boost_error=False).terminal(out, border=2, compact=True)
    return out.getvalue()
