"""Hostile files opened in memory: what is in them, or the code of why they stay shut."""

from __future__ import annotations

import gzip
import io
import random
import socket
import stat
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nomina.desk.captures.bundle import Listed, orphans
from nomina.desk.captures.opening import kinds, pages
from nomina.desk.captures.opening.pieces import Bounds, NotOpened, Piece, claimed, readable
from nomina.desk.captures.opening.reading import open_file
from nomina.desk.files.photos import intake
from nomina.errors import ImageRefused
from tests.desk.captures.saved import (
    TEXT,
    answer,
    inlined,
    mhtml,
    page,
    record,
    zipped,
)
from tests.desk.files.shots import jpeg


class Shut:
    """Opens no picture."""

    def open(self, data: bytes, *, max_side: int | None = None) -> Any:
        raise ImageRefused("shut", reason="unknown-format")


def pieces(data: bytes, name: str = "x", bounds: Bounds | None = None) -> tuple[Piece, ...]:
    found = open_file(data, name, Shut(), bounds or Bounds()).pieces
    listed = [Listed(p.role, p.digest, len(p.data), parent=p.parent) for p in found]
    assert orphans(listed) == ()
    assert found[0].data == data
    return found


def roles(data: bytes, bounds: Bounds | None = None) -> list[tuple[str, str]]:
    return [(one.role, one.operation) for one in pieces(data, bounds=bounds)]


def texts(data: bytes) -> list[str]:
    return [one.data.decode() for one in pieces(data) if one.role == "text"]


def why(data: bytes, bounds: Bounds | None = None) -> str:
    """The code of why something is not opened; then it is kept alone."""
    [one] = pieces(data, bounds=bounds)
    return str(one.facts["unreadable"])


def test_a_page_gives_its_words_and_nothing_that_runs() -> None:
    assert texts(page()) == [f"Title <1>\n\n{TEXT}"]
    hidden = page(more="<script>a</script><style>b</style><meta name=description content='about'>")
    assert texts(hidden) == [f"Title <1>\n\nabout\n\n{TEXT}"]
    assert texts(page("<a href='http://evil.example/'>a</a> &amp;lt; <b>b</b>")) == [
        "Title <1>\n\na &lt; b"
    ]
    assert texts("<html><p>ж".encode("windows-1251")) != ["ж"]
    assert texts('<html><meta charset="windows-1251"><p>ж'.encode("windows-1251")) == ["ж"]
    assert texts("\ufeff<html><p>ж</p>".encode("utf-16-le")) == []  # of a kind that is not read
    for codec in ("rot13", "hex", "idna", "utf-7", "undefined", "x" * 40):
        assert texts(f'<html><meta charset="{codec}"><p>+ADw-'.encode()) == ["+ADw-"]


def test_a_saved_message_gives_its_page_its_picture_and_its_head() -> None:
    found = pieces(mhtml(page(), jpeg(1)))
    assert [(one.role, one.operation, one.media) for one in found] == [
        ("original", "", "multipart/related"),
        ("headers", "mhtml-headers", "text/plain"),
        ("page", "mhtml-part", "text/html"),
        ("text", "html-text", "text/plain"),
        ("media", "mhtml-part", "image/jpeg"),
    ]
    assert found[2].data == page()
    assert found[4].data == jpeg(1)
    assert found[4].address == "https://site.example/a.jpg"
    assert b"Snapshot-Content-Location: https://site.example/p" in found[1].data


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("whole", [False, True])
def test_a_web_archive_gives_what_was_answered(chunked: bool, packed: bool, whole: bool) -> None:
    data = b"".join(
        (
            record(b"software: x\r\n", "warcinfo"),
            record(b"GET / HTTP/1.1\r\n\r\n", "request"),
            record(answer(page(), chunked=chunked, packed=packed)),
            record(jpeg(1), "resource", "https://site.example/a.jpg"),
        )
    )
    if whole:
        data = gzip.compress(data[:700]) + gzip.compress(data[700:])  # members anywhere
    found = pieces(data)
    assert [(one.role, one.operation) for one in found] == [
        ("original", ""),
        ("headers", "warc-headers"),
        ("page", "warc-body"),
        ("text", "html-text"),
        ("media", "warc-body"),
    ]
    assert found[2].data == page()
    assert found[2].facts["date"] == "2026-05-04T03:02:01Z"
    assert found[1].data.startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_web_archive_in_an_archive_is_opened_and_no_other_archive_is() -> None:
    web = gzip.compress(record(answer(page())))
    opened = roles(zipped({"datapackage.json": b"{}", "archive/data.warc.gz": web}))
    assert ("page", "warc-body") in opened
    for name, inner in (
        ("other/data.warc.gz", web),
        ("archive/x.zip", zipped({"a.txt": b"deep"})),
        ("x.zip", zipped({"a.txt": b"deep"})),
        ("x.mht", mhtml(page())),
        ("x.warc", record(answer(page()))),
    ):
        found = pieces(zipped({name: inner}))
        assert [one.facts.get("unreadable") for one in found] == [None, "nested"], name


def test_the_export_of_a_platform() -> None:
    said = b'{"messages": [{"from": "A", "text": "born in 1987"}], "n": 7}'
    found = pieces(zipped({"export/result.json": said, "export/photos/a.jpg": jpeg(1)}))
    assert [(one.role, one.name) for one in found] == [
        ("original", "x"),
        ("page", "export/result.json"),
        ("text", ""),
        ("media", "export/photos/a.jpg"),
    ]
    assert found[2].data == b"from: A\ntext: born in 1987"


def linked() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        one = zipfile.ZipInfo("link")
        one.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(one, "/etc/passwd")
    return stream.getvalue()


def overlapping() -> bytes:
    """Two entries of the list that lead to one place."""
    data = bytearray(zipped({"a": b"x" * 100, "b": b"y" * 100}, zipfile.ZIP_STORED))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    return bytes(data)


def two_names() -> bytes:
    """The list says another name than the place itself."""
    return zipped({"aaaa": b"x"}).replace(b"aaaa", b"../b", 1)


def doubled() -> bytes:
    return zipped({"aaaa": b"x", "aaab": b"y"}).replace(b"aaab", b"aaaa")


def locked() -> bytes:
    data = bytearray(zipped({"a": b"x"}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (linked(), "link"),
        (overlapping(), "overlap"),
        (two_names(), "broken"),
        (doubled(), "doubles"),
        (zipped({"hidden/": b"x"}), "broken"),
        (locked(), "encrypted"),
        (zipped({"a": b"x"}, zipfile.ZIP_BZIP2), "packing"),
        (zipped({"a": b"x" * 100})[:-40], "broken"),
        (b"PK\x03\x04", "broken"),
        (zipped({"a": bytes(3_000_000)}), "bomb"),
        (zipped({str(n): b"" for n in range(301)}), "too-many"),
        (gzip.compress(bytes(3_000_000)), "bomb"),
        (gzip.compress(b"no web archive"), "broken"),
        (record(b"x")[:-1], "broken"),
        (record(b"x").replace(b"Content-Length: 1", b"Content-Length: 9999999"), "broken"),
        (record(b"x").replace(b"Content-Length: 1", b"Content-Length: -1"), "broken"),
        (record(answer(b"x" * 20, chunked=True)).replace(b"a;x=1", b"f;x=1", 1), "broken"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x00\x01\x02", "unknown"),
        (b"RIFF\x00\x00\x00\x00AVI ", "unknown"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_breaks_a_rule_is_kept_whole_and_shut(data: bytes, code: str) -> None:
    assert why(data) == code


def test_bounds_hold_for_all_entries_together() -> None:
    five = zipped({str(n): random.Random(n).randbytes(1000) for n in range(5)})
    assert why(five, Bounds(total=4000)) == "too-large"
    assert why(five, Bounds(one=900)) == "too-large"
    assert why(five, Bounds(entries=4)) == "too-many"
    assert len(pieces(five, bounds=Bounds(total=5000, entries=5))) == 6
    assert why(mhtml(page(), jpeg(1)), Bounds(entries=1)) == "too-many"
    with pytest.raises(NotOpened):
        pages.read_page(b"<html>" + b"x" * 100, bounds=Bounds(markup=50))


def test_messages_within_messages_stay_shut() -> None:
    head = b"MIME-Version: 1.0\r\n"
    inner = b'Content-Type: multipart/related; boundary="%d"\r\n\r\n--%d\r\n'
    assert why(head + b"".join(inner % (n, n) for n in range(3000))) == "nested"


def test_deep_documents_are_read_or_not_but_never_break_anything() -> None:
    deep = b"[" * 100_000
    assert [one.role for one in pieces(deep)] == ["original", "text"]
    assert [one.role for one in pieces(b"[" * 50 + b'"a"' + b"]" * 50)][-1] == "text"
    assert texts(b"<html>" + b"<div>" * 100_000 + b"a") == ["a"]


NAMES = (
    "../../etc/passwd", "..\\..\\x", "/etc/passwd", "C:\\x", "CON", "a\x00b", "x" * 3000,
    "\u202egnp.exe", "=1+1", "<img src=x onerror=alert(1)>", "\ud800", "a\nb", "", ".",
)  # fmt: skip


def test_no_name_becomes_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    real = io.open

    def opening(*given: Any, **more: Any) -> Any:
        opened.append(given[0])
        return real(*given, **more)

    monkeypatch.setattr("builtins.open", opening)
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        safe = claimed(name)
        assert len(safe) <= 300
        assert all(sign.isprintable() for sign in safe)
        safe.encode("utf-8")
        with_name = {name.encode("utf-8", "replace").decode() or "-": b"x"}
        found = open_file(zipped(with_name), name, Shut()).pieces
        assert len(found) >= 1
    assert list(tmp_path.iterdir()) == []
    assert opened == []


def test_addresses_everywhere_are_only_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """SEC-22: nothing is looked up, nothing connects."""
    tried: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, to: tried.append(to))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *of, **_: tried.append(of))
    evil = "http://evil.example/"
    tags = "".join(
        f"<{tag} {name}='{evil}{tag}'>"
        for tag in ("img", "iframe", "link", "script", "video", "object", "base", "form", "a")
        for name in ("src", "href", "data", "poster", "action", "srcset", "style")
    )
    html = page(f"{evil} {tags}", f"<meta http-equiv=refresh content='0;url={evil}'>")
    whole = (
        html, mhtml(html), record(answer(html), address=evil), zipped({f"{evil}a": html}),
        gzip.compress(record(answer(html), address=evil)), evil.encode(),
    )  # fmt: skip
    for data in whole:
        assert any(evil in one.data.decode() for one in pieces(data, evil) if one.role == "text")
    assert tried == []


@pytest.fixture(scope="module")
def door() -> Iterator[intake.DoorLike]:
    yield intake.door()
    intake.close()


def test_pictures_are_remade_from_pixels_and_named_by_their_parents(door: intake.DoorLike) -> None:
    found = open_file(page(more=inlined(jpeg(1)) + inlined(b"no picture")), "x", door).pieces
    assert [(one.role, one.operation, one.media) for one in found] == [
        ("original", "", "text/html"),
        ("text", "html-text", "text/plain"),
        ("media", "html-data", "image/jpeg"),
        ("view", "remade-1280", "image/jpeg"),
    ]
    media, view = found[2:]
    assert (media.data, view.parent) == (jpeg(1), media.digest)
    assert view.data != media.data
    assert (media.facts["width"], media.facts["height"]) == (40, 40)
    few = open_file(zipped({"a.jpg": jpeg(1), "b.jpg": jpeg(2)}), "x", door, Bounds(pictures=1))
    assert [one.role for one in few.pieces] == ["original", "media", "view", "media"]
    assert few.pieces[3].facts["unreadable"] == "not-tried"
    broken = open_file(jpeg(1)[:40], "x", door).pieces
    assert [one.role for one in broken] == ["original"]
    assert broken[0].facts["unreadable"]


def test_damage_anywhere_never_breaks_the_reader() -> None:
    """Bytes changed, cut and joined at random: an answer each time, and no orphan."""
    draw = random.Random(5)
    seeds = (
        page(), mhtml(page(), jpeg(1)), record(answer(page(), chunked=True, packed=True)),
        zipped({"a.html": page(), "b.json": b'{"a": [1, "b"]}'}),
        gzip.compress(record(answer(page()))),
    )  # fmt: skip
    for _ in range(300):
        data = bytearray(draw.choice(seeds))
        for _ in range(draw.randrange(1, 6)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        if draw.random() < 0.3:
            data = data[: draw.randrange(len(data))]
        if draw.random() < 0.2:
            data += draw.choice(seeds)
        if data:
            pieces(bytes(data))


def test_text_is_fit_to_be_written() -> None:
    assert readable("a\x00b\ud800c\r\nd\te\ue000") == "abc\nd\te"
    assert readable("x" * 20, 7) == "x" * 7
    assert kinds.kind_of(b"") == ""
