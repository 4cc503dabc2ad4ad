"""What a phone sees: labels in a photograph, and a film of them for the camera of a browser."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import segno
from PIL import Image

EACH = 8
"""Labels in one picture."""
_SHOWN = 15
"""Frames for which one picture is filmed; a browser shows some thirty a second."""


def picture(*texts: str) -> bytes:
    """A photograph of labels, as a phone sends it."""
    table = Image.new("RGB", (1280, 720), (120, 118, 110))
    for n, one in enumerate(texts):
        out = io.BytesIO()
        segno.make_qr(one, error="H").save(out, kind="png", scale=8, border=4)
        code = Image.open(io.BytesIO(out.getvalue())).convert("RGB")
        table.paste(code, (40 + 300 * (n % 4), 40 + 330 * (n // 4)))
    jpeg = io.BytesIO()
    table.save(jpeg, "JPEG", quality=80)
    return jpeg.getvalue()


def pictures(texts: Sequence[str]) -> list[bytes]:
    """As many photographs as all labels need."""
    return [picture(*texts[n : n + EACH]) for n in range(0, len(texts), EACH)]


def film(path: Path, shown: Iterable[bytes]) -> Path:
    """Write what a camera sees, one picture after another; a browser begins it anew at its end."""
    with path.open("wb") as out:
        for one in shown:
            out.write(one * _SHOWN)
    return path
