"""What was captured from an address becomes pieces that go back to what was received."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PIL import Image

from nomina.desk.captures import bundle
from nomina.desk.captures.browsed import opened_of, record
from nomina.desk.captures.browser import Captured
from nomina.desk.captures.browser_parts import Media, Step
from nomina.desk.captures.guard import Hop
from nomina.desk.captures.opening.pieces import Bounds, Piece
from nomina.images import Door

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
PAGE = b"<html><title>x</title><p>the words</p>"


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with Door() as made:
        yield made


def picture(colour: tuple[int, int, int], size: int = 64) -> bytes:
    stream = io.BytesIO()
    Image.linear_gradient("L").resize((size, size)).convert("RGB").point(
        lambda value: (value + sum(colour)) % 256
    ).save(stream, "PNG")
    return stream.getvalue()


def captured(**more: object) -> Captured:
    led = Step("http://a.example.org/", "asked", 200, (), b"<html>led on", shown=True)
    headers = (("Content-Type", "text/html; charset=Windows-1251"), ("Set-Cookie", "a=b"))
    page = Step("http://a.example.org/b", "page", 200, headers, PAGE, shown=True)
    given: dict[str, object] = {
        "asked": "http://a.example.org/",
        "final": "http://a.example.org/b",
        "steps": (led, page),
        "source": PAGE,
        "media_type": "text/html",
        "title": "x",
        "text": "the  words\r\n",
        "mhtml": b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n\r\nx",
        "screenshot": picture((1, 2, 3)),
        "media": (
            Media("http://a.example.org/p.png", "image/png", 200, picture((9, 9, 9), 80)),
            Media("http://a.example.org/again.png", "image/png", 200, picture((9, 9, 9), 80)),
            Media("http://a.example.org/film", "video/mp4", 206, b"\0\0film"),
        ),
        "hops": (Hop(AT, "a.example.org", 80, "93.184.215.14", 10, 20),),
        "began": AT,
        "ended": AT,
        "browser": "Chrome/1",
        "missing": ("media",),
    }
    return Captured(**{**given, **more})  # type: ignore[arg-type]


def listed(pieces: tuple[Piece, ...]) -> list[bundle.Listed]:
    return [bundle.Listed(one.role, one.digest, len(one.data), parent=one.parent) for one in pieces]


def test_every_part_is_kept_and_says_what_it_was_made_of(door: Door) -> None:
    got = opened_of(captured(), door)
    original = got.original
    assert (original.role, original.data, original.charset) == ("original", PAGE, "windows-1251")
    assert [(one.role, one.operation, one.media) for one in got.pieces] == [
        ("original", "", "text/html"),
        ("headers", "", "application/json"),
        ("page", "", "text/html"),
        ("text", "browser-text", "text/plain"),
        ("page", "browser-mhtml", "multipart/related"),
        ("screenshot", "browser-screenshot", "image/png"),
        ("view", "remade-1280", "image/jpeg"),
        ("media", "", "image/png"),
        ("view", "remade-1280", "image/jpeg"),
        ("media", "", ""),
    ]
    assert got.pieces[3].data == b"the words"
    by_digest = {one.digest: one for one in got.pieces}
    for one in got.pieces:
        if one.operation.startswith("browser-"):
            assert one.parent == original.digest
        elif one.operation:
            assert by_digest[one.parent].role in {"screenshot", "media"}
    assert bundle.orphans(listed(got.pieces)) == ()
    assert got.pieces[7].facts["mark"]


def test_a_file_at_an_address_has_no_page(door: Door) -> None:
    data = b"%PDF-1.4 x"
    step = Step("http://a.example.org/", "asked", 200, (), data)
    empty = {"text": "", "mhtml": b"", "screenshot": b"", "media": ()}
    got = opened_of(captured(steps=(step,), source=data, **empty), door)
    assert [one.role for one in got.pieces] == ["original", "headers"]
    assert got.original.media == "application/pdf"


def test_the_record_tells_the_way_and_is_the_same_each_time() -> None:
    said = json.loads(record(captured()))
    assert record(captured()) == record(captured())
    assert said["answers"][1]["headers"] == [
        ["Content-Type", "text/html; charset=Windows-1251"],
        ["Set-Cookie", "a=b"],
    ]
    assert [answer["size"] for answer in said["answers"]] == [12, len(PAGE)]
    assert said["tries"] == [
        {
            "at": "2026-05-01T12:00:00.000000Z",
            "host": "a.example.org",
            "port": 80,
            "address": "93.184.215.14",
            "sent": 10,
            "received": 20,
            "verdict": "passed",
        }
    ]
    assert said["missing"] == ["media"]


def test_no_more_pictures_are_remade_than_allowed(door: Door) -> None:
    got = opened_of(captured(), door, Bounds(pictures=1))
    assert [one.role for one in got.pieces].count("view") == 1
    left = [one for one in got.pieces if one.facts.get("unreadable") == "not-tried"]
    assert [one.role for one in left] == ["media"]


def test_a_picture_that_cannot_be_opened_says_so(door: Door) -> None:
    broken = Media("http://a.example.org/p", "image/png", 200, picture((1, 1, 1))[:80])
    got = opened_of(captured(media=(broken,)), door)
    assert [one.facts.get("unreadable") for one in got.pieces if one.role == "media"] != [None]
