"""A reader of PDF for tests: objects, attached files and the text that a reader would copy.

It knows just enough of ISO 32000: plain objects, Flate streams, fonts with a ToUnicode map and the
operators that show text (9.4.3). It shares nothing with what writes the file.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_OBJECT = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\s(.*?)\sendobj", re.S)
_STREAM = re.compile(rb"^(.*?)\bstream\r?\n(.*)\r?\nendstream$", re.S)
_TOKEN = re.compile(rb"\(|<[0-9A-Fa-f\s]*>|<<|>>|\[|\]|/[^\s/<>\[\]()]+|[^\s/<>\[\]()]+")
_STEP = re.compile(rb"\\.|[()]", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Pdf:
    """The objects of a file: head and, where there is one, the opened stream."""

    objects: dict[int, tuple[bytes, bytes]]

    def having(self, mark: bytes) -> list[int]:
        return [number for number, (head, _) in self.objects.items() if mark in head]


def opened(data: bytes) -> Pdf:
    found = {}
    for number, body in _OBJECT.findall(data):
        stream = _STREAM.match(body)
        head, inner = (stream[1], stream[2]) if stream else (body, b"")
        if stream and b"/FlateDecode" in head:
            inner = zlib.decompress(inner)
        found[int(number)] = (head, inner)
    return Pdf(found)


def text_of(pdf: Pdf) -> str:
    """Give the text of all pages in the order in which it is drawn, without any white space."""
    maps = {number: _map(pdf, head) for number, (head, _) in pdf.objects.items() if _is_font(head)}
    said = []
    for number in pdf.having(b"/Type/Page/") + pdf.having(b"/Type/Page\n"):
        head = pdf.objects[number][0]
        fonts = {
            name: maps[int(font)]
            for name, font in re.findall(rb"/(\w+) (\d+) 0 R", _resources(pdf, head))
            if int(font) in maps
        }
        contents = re.search(rb"/Contents (\d+) 0 R", head)
        assert contents is not None
        said.append(_shown(pdf.objects[int(contents[1])][1], fonts))
    return bare("".join(said))


def bare(text: str) -> str:
    """Give text without white space, and without what marks a place to break."""
    return "".join(text.replace("\u200b", "").replace("\u00ad", "").split())


def _is_font(head: bytes) -> bool:
    return b"/Type/Font/" in head and b"/ToUnicode" in head


def _resources(pdf: Pdf, head: bytes) -> bytes:
    where = re.search(rb"/Resources (\d+) 0 R", head)
    whole = pdf.objects[int(where[1])][0] if where else head
    where = re.search(rb"/Font (\d+) 0 R", whole)
    return pdf.objects[int(where[1])][0] if where else whole


def _map(pdf: Pdf, head: bytes) -> dict[int, str]:
    where = re.search(rb"/ToUnicode (\d+) 0 R", head)
    assert where is not None
    cmap, found = pdf.objects[int(where[1])][1], {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.S):
        for one, to in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(one, 16)] = bytes.fromhex(to.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.S):
        for a, b, to in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            first = int(to, 16)
            found |= {n: chr(first + n - int(a, 16)) for n in range(int(a, 16), int(b, 16) + 1)}
    return found


def _shown(stream: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    said, font, waiting = "", dict[int, str](), list[bytes]()
    for token in _tokens(stream):
        if token == b"Tf":
            names = [one for one in waiting if one.startswith(b"/")]
            font = fonts[names[-1][1:]]
        elif token in (b"Tj", b"TJ"):
            for one in waiting:
                said += "".join(font[code] for code in _codes(one))
        if token[:1].isalpha() and token not in (b"true", b"false"):
            waiting = []
        else:
            waiting.append(token)
    return said


def _tokens(stream: bytes) -> Iterator[bytes]:
    at = 0
    while found := _TOKEN.search(stream, at):
        at = found.end()
        if found[0] == b"(":  # brackets in a string stand as they are where they are in pairs
            depth = 1
            while depth:
                step = _STEP.search(stream, at)
                assert step is not None
                at = step.end()
                depth += {b"(": 1, b")": -1}.get(step[0], 0)
        yield stream[found.start() : at]


def _codes(token: bytes) -> list[int]:
    if token.startswith(b"(") and token.endswith(b")"):
        raw = re.sub(
            rb"\\([0-7]{1,3}|\r?\n|.)", lambda m: _unescaped(m[1]), token[1:-1], flags=re.S
        )
    elif token.startswith(b"<") and not token.startswith(b"<<"):
        raw = bytes.fromhex(token[1:-1].decode())
    else:
        return []
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]


def _unescaped(said: bytes) -> bytes:
    if said[:1].isdigit():
        return bytes([int(said, 8) & 255])
    return b"" if said.endswith(b"\n") else _ESCAPES.get(said, said)
