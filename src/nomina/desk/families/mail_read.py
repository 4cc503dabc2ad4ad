"""A mail, read as little as it takes: who says it is from whom, its words, and what came with it.

Nothing in it is followed, fetched, shown or run. Mail of strangers may hold anything, so the
reader of the standard library is used in the form that does not interpret headers, and parts,
depth and size have limits.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

from nomina.errors import InputError
from nomina.words import tr

LARGEST = 40_000_000
"""Bytes of a mail."""
MOST_PARTS = 200
DEEPEST = 12
"""Parts of a mail, and how deep they may lie in each other."""
_FAILS = (
    MessageError,
    RecursionError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
)
"""What the reader of the standard library raises on what is no mail; an `InputError` goes on."""
_HIDDEN = frozenset({"script", "style", "head", "title", "template", "noscript"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})


@dataclass(frozen=True)
class Attached:
    """What came with a mail; name and type are as told, and believed by nobody."""

    name: str
    media: str
    data: bytes


@dataclass(frozen=True)
class Mail:
    """What a mail says.

    Attributes:
        once: by which it is known again, hex: of its Message-ID and all its bytes.
        sender: who it says it is from.
        at: when it says it was sent; None where it does not.
        words: subject and text.
        attached: all else.
    """

    once: str
    sender: str
    at: datetime | None
    words: str
    attached: tuple[Attached, ...]


def once_of(data: bytes) -> str:
    """Give by what a mail is known again, whatever carried it; also where it cannot be read.

    Line ends are not part of it: a mailbox, a file and a program that wrote the file differ there.
    """
    plain = data.replace(b"\r\n", b"\n").strip(b"\n")
    head, _, _ = plain.partition(b"\n\n")
    found = re.search(rb"^message-id:[ \t]*(?:\n[ \t]+)?(\S*)", head, re.I | re.M)
    name = found.group(1) if found else b""
    return hashlib.sha256(b"mail\0" + name + b"\0" + hashlib.sha256(plain).digest()).hexdigest()


def read(data: bytes) -> Mail:
    """Read a mail.

    Raises:
        InputError: it is none, or has too many parts, or they lie too deep.
    """
    if len(data) > LARGEST:
        raise InputError(tr("this mail is too large"))
    try:
        return _read(data)
    except _FAILS as error:
        raise InputError(tr("this cannot be read as a mail")) from error


def _read(data: bytes) -> Mail:
    message = BytesParser(policy=policy.compat32).parsebytes(data)
    if not message.keys():
        raise InputError(tr("this cannot be read as a mail"))
    texts: list[str] = []
    pages: list[str] = []
    attached: list[Attached] = []
    for number, part in enumerate(_leaves(message, 0)):
        if number >= MOST_PARTS:
            raise InputError(tr("this mail has too many parts"))
        kind = part.get_content_type()
        if part.get_content_disposition() != "attachment" and kind == "text/plain":
            texts.append(_text(part))
        elif part.get_content_disposition() != "attachment" and kind == "text/html":
            pages.append(_of_page(_text(part)))
        elif body := _bytes(part):
            attached.append(Attached(_name(part), kind, body))
    written = [one for one in (texts or pages) if one.strip()]
    subject = _header(message, "Subject")
    words = "\n\n".join([subject, *written] if subject else written)
    return Mail(once_of(data), _header(message, "From"), _date(message), words, tuple(attached))


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """Give the parts that hold something; a mail within a mail is one of them, and not entered."""
    if depth > DEEPEST:
        raise InputError(tr("the parts of this mail lie too deep in each other"))
    inner = part.get_payload()
    if part.get_content_maintype() != "multipart" or not isinstance(inner, list):
        yield part
        return
    for one in inner:
        if isinstance(one, Message):
            yield from _leaves(one, depth + 1)


def _bytes(part: Message) -> bytes:
    inner = part.get_payload()
    if isinstance(inner, list):  # a mail within this one, as it came
        return b"".join(one.as_bytes() for one in inner if isinstance(one, Message))
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _text(part: Message) -> str:
    data = _bytes(part)
    told = part.get_content_charset() or "utf-8"
    for charset in (told, "utf-8", "cp1251"):
        try:
            return data.decode(charset)
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def _name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""


def _header(message: Message, name: str) -> str:
    told = message.get(name)
    if told is None:
        return ""
    try:
        pieces = decode_header(str(told))
    except (HeaderParseError, ValueError):
        return " ".join(str(told).split())
    written = []
    for data, charset in pieces:
        if isinstance(data, str):
            written.append(data)
            continue
        try:
            written.append(data.decode(charset or "utf-8"))
        except (LookupError, ValueError):
            written.append(data.decode("utf-8", "replace"))
    return " ".join("".join(written).split())


def _date(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(message.get("Date") or ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


class _Page(HTMLParser):
    """Takes the text out of a page, and nothing else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Note what is hidden, and where a line ends."""
        if tag in _HIDDEN:
            self._hidden += 1
        if tag in _BREAKS:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Note what is hidden no more, and where a line ends."""
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1
        if tag in _BREAKS:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if not self._hidden:
            self.text.append(data)


def _of_page(page: str) -> str:
    reader = _Page()
    reader.feed(page)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def of_box(data: bytes) -> Iterator[bytes]:
    """Give the mails of a file: one (``.eml``), or many (mbox, RFC 4155), one after another."""
    if not data.startswith(b"From "):
        yield data
        return
    for one in re.split(rb"(?:\A|\n)(?=From [^\n]*\d{4}[^\n]*\n)", data.replace(b"\r\n", b"\n")):
        if one.strip():
            _, _, mail = one.partition(b"\n")
            yield re.sub(rb"^>(>*From )", rb"\1", mail, flags=re.M)
