"""A saved page to its text, and the pictures that lie within it; nothing of it is run or drawn."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from nomina.desk.captures.opening.pieces import BOUNDS, Bounds, NotOpened, readable

_CODECS = frozenset(
    (
        *("utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be"),
        *("windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254"),
        *("windows-1256", "windows-1257", "cp1250", "cp1251", "cp1252", "latin-1"),
        *("iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-9", "iso-8859-15"),
        *("koi8-r", "koi8-u", "cp866", "ibm866", "x-mac-cyrillic", "mac-cyrillic"),
    )
)
"""Encodings that are read; the others of Python are no encodings of pages."""
_META = re.compile(rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_INLINE = frozenset(
    "a abbr b bdi bdo cite code em font i kbd mark q s small span strong sub sup u var wbr".split()  # noqa: SIM905
)
_SILENT = frozenset({"script", "style"})
_SAID = frozenset(
    {"description", "author", "og:title", "og:description", "article:published_time", "keywords"}
)
_PICTURE = re.compile(r"\s*data:image/[\w.+-]{1,30}(?:;[\w=.+-]{1,40})*;base64,", re.I)
_SPACE = re.compile(r"[ \t\f\v\xa0]+")
_LINES = re.compile(r"\n\s*\n\s*\n+")


def decoded(data: bytes, charset: str = "") -> str:
    """Give the text of a page: by its mark, what its carrier claims, itself, else UTF-8."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    for codec in (charset, _claims(data)):
        if codec.lower() in _CODECS:
            return data.decode(codec, "replace")
    return data.decode("utf-8", "replace")


def _claims(data: bytes) -> str:
    found = _META.search(data, 0, 4096)
    codec = found[1].decode("ascii", "replace") if found else ""
    return "" if codec.lower().startswith("utf-16") else codec  # what is read here is none


class _Reader(HTMLParser):
    """Takes the words of a page, and pictures that stand in it as data."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.pictures: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Break lines at blocks; take what is said of pictures and of the page."""
        if tag in _SILENT:
            self._silent = tag
        elif tag not in _INLINE:
            self.words.append("\n")
        found: dict[str, str | None] = {}
        for name, value in attrs:
            found.setdefault(name, value)
        if tag == "meta" and (found.get("name") or found.get("property") or "").lower() in _SAID:
            self.words.append(f"{found.get('content') or ''}\n")
        for name in ("alt", "title"):
            if tag in ("img", "video", "image") and found.get(name):
                self.words.append(f"{found[name]}\n")
        for name in ("src", "href", "poster"):
            value = found.get(name)
            if value and tag != "a" and _PICTURE.match(value):
                self.pictures.append(value)

    def handle_endtag(self, tag: str) -> None:
        """Break lines at blocks."""
        if tag == self._silent:
            self._silent = ""
        elif tag not in _INLINE:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        """Take words."""
        if not self._silent:
            self.words.append(data.replace("\n", " "))


def read_page(
    data: bytes, charset: str = "", bounds: Bounds = BOUNDS
) -> tuple[str, tuple[bytes, ...]]:
    """Give the text of a page, and the pictures that stand in it as data.

    Raises:
        NotOpened: it is larger than what is read.
    """
    markup = decoded(data, charset)
    if len(markup) > bounds.markup:
        raise NotOpened("too-large")
    reader = _Reader()
    try:
        reader.feed(markup)
        reader.close()
    except (AssertionError, ValueError, RecursionError) as error:
        raise NotOpened("broken") from error
    pictures = []
    for value in reader.pictures[: bounds.pictures]:
        try:
            pictures.append(base64.b64decode(value.split(",", 1)[1], validate=False))
        except (binascii.Error, ValueError):
            continue
    return tidied("".join(reader.words), bounds), tuple(pictures)


def tidied(text: str, bounds: Bounds = BOUNDS) -> str:
    """Give text with single spaces and at most one empty line between two."""
    lines = (_SPACE.sub(" ", line).strip() for line in readable(text, bounds.text).split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


def read_json(data: bytes, bounds: Bounds = BOUNDS) -> str:
    """Give every text in a JSON document, a line each, with the name under which it stands.

    Raises:
        NotOpened: it is no JSON, nested beyond reason, or too large.
    """
    if len(data) > bounds.markup:
        raise NotOpened("too-large")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotOpened("broken") from error
    return tidied("\n".join(_said(found)), bounds)


def _said(value: object) -> Iterator[str]:
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting:
        name, one = waiting.pop()
        if isinstance(one, dict):
            waiting += [(str(key), inner) for key, inner in reversed(one.items())]
        elif isinstance(one, list):
            waiting += [(name, inner) for inner in reversed(one)]
        elif isinstance(one, str) and one.strip():
            yield f"{name}: {one}" if name else one
