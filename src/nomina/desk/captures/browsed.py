"""What the desk's own browser captured, as pieces that are kept like those of a file.

Pure but for the door that remakes pictures. What came from outside is received: the source of the
page, pages that led to it, the record of the way, media. Text, picture and archive of the page are
made by the browser of that source, and say so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from nomina.desk.captures.browser import Captured
from nomina.desk.captures.browser_parts import Step
from nomina.desk.captures.guard import Hop
from nomina.desk.captures.opening import kinds, pages
from nomina.desk.captures.opening.pictures import remade
from nomina.desk.captures.opening.pieces import (
    BOUNDS,
    HEADERS,
    MEDIA,
    ORIGINAL,
    PAGE,
    SCREENSHOT,
    TEXT,
    VIEW,
    Bounds,
    Piece,
    claimed,
)
from nomina.desk.captures.opening.reading import Opened
from nomina.desk.files.photos.intake import DoorLike

FORMAT = "nomina browsed 1"


def opened_of(captured: Captured, door: DoorLike, bounds: Bounds = BOUNDS) -> Opened:
    """Give what is to be kept of a captured address.

    Args:
        captured: from `browser.capture`.
        door: opens pictures, in its fence.
        bounds: how many pictures are remade and how long a text is.

    Returns:
        The source first; every piece that was made of another names it and how.
    """
    found: dict[tuple[str, str], Piece] = {}
    views = 0
    for one in _pieces(captured, bounds):
        if one.role in (MEDIA, SCREENSHOT) and one.media.startswith("image/"):
            made = _looked_at(one, door) if views < bounds.pictures else [_not_tried(one)]
            views += len(made) - 1
        else:
            made = [one]
        for each in made:
            found.setdefault((each.role, each.digest), each)
    return Opened(tuple(found.values()))


def _pieces(captured: Captured, bounds: Bounds) -> Iterator[Piece]:
    source = captured.source
    kind = kinds.kind_of(source)
    charset = _charset(captured)
    address = claimed(captured.final)
    original = Piece(ORIGINAL, source, kind, address=address, charset=charset)
    yield original
    yield Piece(HEADERS, record(captured), kinds.JSON, address=claimed(captured.asked))
    for step in captured.steps:
        if step.body and step.body != source:
            kind = kinds.kind_of(step.body)
            yield Piece(PAGE, step.body, kind, address=claimed(step.address))

    def of_it(role: str, data: bytes, media: str, how: str) -> Piece:
        parent = original.digest
        return Piece(role, data, media, address=address, parent=parent, operation=f"browser-{how}")

    if text := pages.tidied(captured.text, bounds):
        yield of_it(TEXT, text.encode("utf-8"), kinds.PLAIN, "text")
    if captured.mhtml:
        yield of_it(PAGE, captured.mhtml, kinds.MHTML, "mhtml")
    if captured.screenshot:
        yield of_it(SCREENSHOT, captured.screenshot, "image/png", "screenshot")
    for one in captured.media:
        if one.data:
            media = kinds.kind_of(one.data)
            yield Piece(MEDIA, one.data, media, address=claimed(one.address))


def _charset(captured: Captured) -> str:
    found = [step for step in captured.steps if step.body == captured.source]
    return found[-1].charset if found else ""


def _looked_at(piece: Piece, door: DoorLike) -> list[Piece]:
    view, facts = remade(piece.data, door)
    known = replace(piece, facts={**piece.facts, **facts})
    if not view:
        return [known]
    return [known, Piece(VIEW, view, "image/jpeg", parent=piece.digest, operation="remade-1280")]


def _not_tried(piece: Piece) -> Piece:
    return replace(piece, facts={**piece.facts, "unreadable": "not-tried"})


def record(captured: Captured) -> bytes:
    """Write the way of a capture as canonical JSON: answers with their headers, and every try.

    Times are UTC to the microsecond. What a body was is told by its size; its bytes are pieces of
    their own.
    """
    whole: dict[str, Any] = {
        "format": FORMAT,
        "asked": captured.asked,
        "final": captured.final,
        "began": _moment(captured.began),
        "ended": _moment(captured.ended),
        "browser": captured.browser,
        "missing": list(captured.missing),
        "answers": [_answer(step) for step in captured.steps],
        "media": [
            {"address": one.address, "status": one.status, "type": one.media_type}
            for one in captured.media
        ],
        "tries": [_try(hop) for hop in captured.hops],
    }
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "replace")


def _answer(step: Step) -> dict[str, Any]:
    return {
        "address": step.address,
        "how": step.how,
        "status": step.status,
        "headers": [list(pair) for pair in step.headers],
        "size": len(step.body),
        "whole": step.whole,
    }


def _try(hop: Hop) -> dict[str, Any]:
    return {
        "at": _moment(hop.at),
        "host": hop.host,
        "port": hop.port,
        "address": hop.address,
        "sent": hop.sent,
        "received": hop.received,
        "verdict": hop.verdict,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
