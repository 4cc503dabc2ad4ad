"""One file that somebody brings in, to the pieces that are kept of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from nomina.desk.captures.opening import kinds, mails, pages, warcs, zips
from nomina.desk.captures.opening.pictures import remade
from nomina.desk.captures.opening.pieces import (
    ARCHIVE,
    BOUNDS,
    HEADERS,
    MEDIA,
    ORIGINAL,
    PAGE,
    TEXT,
    VIEW,
    Bounds,
    Budget,
    NotOpened,
    Piece,
    claimed,
)
from nomina.desk.files.photos.intake import DoorLike

_WEB = "archive/"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file holds.

    Attributes:
        pieces: the original first; every other was made of one that stands before it.
    """

    pieces: tuple[Piece, ...]

    @property
    def original(self) -> Piece:
        """What was brought in, as it came."""
        return self.pieces[0]


def open_file(data: bytes, name: str, door: DoorLike, bounds: Bounds = BOUNDS) -> Opened:
    """Open a file as far as it can be; what cannot be opened is kept with the reason.

    Args:
        data: the bytes as they came.
        name: the name that they came under; it is told, and never a path.
        door: opens pictures, in its fence.
        bounds: how much is opened.
    """
    original = Piece(ORIGINAL, data, kinds.kind_of(data), claimed(name))
    return Opened(_unique(opened(original, Budget(bounds), door)))


def opened(piece: Piece, budget: Budget, door: DoorLike) -> list[Piece]:
    """Give a received piece and everything that is made of it."""
    containers: Mapping[str, Callable[[Piece, Budget], Iterator[Piece]]] = {
        kinds.ZIP: _zip,
        kinds.MHTML: _mhtml,
        kinds.WARC: _warc,
        kinds.GZIP: _warc,
    }
    inside = containers.get(piece.media)
    if inside is None:
        return _leaf(piece, budget, door)
    try:
        found = list(inside(piece, budget))
    except NotOpened as why:
        return [_unread(piece, why.code)]
    made = [piece]
    for one in found:
        made += [one] if one.role in (HEADERS, ARCHIVE) else _leaf(one, budget, door)
    return made


def _unread(piece: Piece, code: str) -> Piece:
    return replace(piece, facts={**piece.facts, "unreadable": code})


def _unique(pieces: list[Piece]) -> tuple[Piece, ...]:
    found: dict[tuple[str, str], Piece] = {}
    for one in pieces:
        found.setdefault((one.role, one.digest), one)
    return tuple(found.values())


def _inside(piece: Piece, data: bytes, operation: str, address: str = "") -> Piece:
    media = kinds.kind_of(data)
    role = PAGE if media in (kinds.HTML, kinds.JSON, kinds.PLAIN) else MEDIA
    return Piece(role, data, media, address=address, parent=piece.digest, operation=operation)


def _zip(piece: Piece, budget: Budget) -> Iterator[Piece]:
    for name, data in zips.entries(piece.data, budget):
        if not data:
            continue
        one = replace(_inside(piece, data, "zip-entry"), name=name)
        if name.startswith(_WEB) and one.media in (kinds.WARC, kinds.GZIP):
            yield replace(one, role=ARCHIVE)
            yield from _warc(one, budget)
        else:
            yield one


def _mhtml(piece: Piece, budget: Budget) -> Iterator[Piece]:
    head = mails.headers(piece.data)
    if head:
        yield Piece(HEADERS, head, kinds.PLAIN, parent=piece.digest, operation="mhtml-headers")
    for part in mails.parts(piece.data, budget):
        if part.body:
            one = _inside(piece, part.body, "mhtml-part", part.address)
            yield replace(one, charset=part.charset)


def _warc(piece: Piece, budget: Budget) -> Iterator[Piece]:
    for one in warcs.records(piece.data, budget):
        facts = {"date": one.date} if one.date else {}
        if one.head:
            yield Piece(
                HEADERS,
                one.head,
                kinds.PLAIN,
                address=one.address,
                parent=piece.digest,
                operation="warc-headers",
                facts=facts,
            )
        made = replace(_inside(piece, one.body, "warc-body", one.address), charset=one.charset)
        if one.packed:
            facts = {**facts, "unreadable": "packing"}
        yield replace(made, facts=facts)


def _leaf(piece: Piece, budget: Budget, door: DoorLike) -> list[Piece]:
    """Give a piece that holds no others but pictures within a page, and what is made of it."""
    if piece.facts.get("unreadable"):
        return [piece]
    if piece.media.startswith("image/"):
        return _picture(piece, budget, door)
    if kinds.packed(piece.data) or piece.media in (kinds.MHTML, kinds.WARC):
        return [_unread(piece, "nested")]
    try:
        return _words(piece, budget, door)
    except NotOpened as why:
        return [_unread(piece, why.code)]


def _words(piece: Piece, budget: Budget, door: DoorLike) -> list[Piece]:
    if piece.media == kinds.HTML:
        return _page(piece, budget, door)
    if piece.media == kinds.JSON:
        with suppress(NotOpened):
            return [piece, *_text(piece, pages.read_json(piece.data, budget.bounds), "json")]
    if piece.media in (kinds.JSON, kinds.PLAIN):
        return [piece, *_text(piece, _plain(piece, budget), "plain")]
    raise NotOpened("pdf" if piece.media == kinds.PDF else "unknown")


def _plain(piece: Piece, budget: Budget) -> str:
    return pages.tidied(pages.decoded(piece.data, piece.charset), budget.bounds)


def _text(piece: Piece, text: str, way: str) -> list[Piece]:
    if not text:
        return []
    return [
        Piece(
            TEXT,
            text.encode("utf-8"),
            kinds.PLAIN,
            address=piece.address,
            parent=piece.digest,
            operation=f"{way}-text",
        )
    ]


def _page(piece: Piece, budget: Budget, door: DoorLike) -> list[Piece]:
    text, pictures = pages.read_page(piece.data, piece.charset, budget.bounds)
    made = [piece, *_text(piece, text, "html")]
    for data in pictures:
        one = _inside(piece, data, "html-data")
        if one.media.startswith("image/"):
            budget.entry()
            made += _picture(one, budget, door)
    return made


def _picture(piece: Piece, budget: Budget, door: DoorLike) -> list[Piece]:
    if budget.pictures >= budget.bounds.pictures:
        return [_unread(piece, "not-tried")]
    budget.pictures += 1
    view, facts = remade(piece.data, door)
    known = replace(piece, facts={**piece.facts, **facts})
    if not view:
        return [known]
    made = Piece(VIEW, view, "image/jpeg", parent=piece.digest, operation="remade-1280")
    return [known, made]
