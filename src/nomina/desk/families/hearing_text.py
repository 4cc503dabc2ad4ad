"""The words of families: sealed to a key of this desk, and kept under a key that goes with them.

What is kept is never the words alone but an envelope with random bytes in it, so that two families
who write the same share nothing, and a digest in a table tells nobody what was written.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nomina import sealed
from nomina.desk import signing
from nomina.desk.books import vault
from nomina.errors import InputError, StoreError
from nomina.words import tr

LONGEST = 100_000
"""Most characters of a reply."""
LONGEST_FROM = 300
"""Most characters of what says who a reply is from."""
USE, THREATS = "enquiries", "threats"
"""Whose key opens them: of all that families say; of what was passed on to security."""
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNWRITTEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True)
class Enclosed:
    """What came with a reply, as whoever sent it calls it: neither is believed.

    Attributes:
        name: as told; it never becomes a path.
        media: the type as told.
    """

    name: str
    media: str


@dataclass(frozen=True)
class Words:
    """The words of a reply.

    Attributes:
        parts: in order; None where a part was passed on to security and is gone from here.
        of: who it is from, as it says; empty where it does not.
        enclosed: names of what came with it, in order.
    """

    parts: tuple[str | None, ...]
    of: str = ""
    enclosed: tuple[Enclosed, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing was taken out."""
        return None not in self.parts


def tidy(text: str, *, lines: bool = True) -> str:
    """Give a text of somebody else as it can be kept and shown; it is never refused for a sign.

    Signs that turn the order of a line round are taken out, and what cannot be written becomes
    U+FFFD, so that it is seen that something stood there.

    Args:
        text: as it came.
        lines: whether it may have more than one.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "\n\t" if lines else ""
    written = (
        one
        if one in kept or unicodedata.category(one) not in _UNWRITTEN
        else "\N{REPLACEMENT CHARACTER}"
        for one in composed
        if one not in _TURNS
    )
    joined = "".join(written)
    return joined.strip() if lines else " ".join(joined.split())


def checked(text: str) -> str:
    """Give the words of a reply as they are kept.

    Raises:
        InputError: there are none, or too many.
    """
    words = tidy(text)
    if not words:
        raise InputError(tr("a reply has no words"), todo=tr("Write what was said"))
    if len(words) > LONGEST:
        raise InputError(
            tr("this is longer than {n} characters").format(n=LONGEST),
            todo=tr("Send it in parts"),
        )
    return words


def keep(words: Words, use: str = USE) -> str:
    """Keep words, sealed, and give the digest of what the vault holds."""
    plain = {
        "salt": secrets.token_hex(16),
        "parts": list(words.parts),
        "of": words.of,
        "enclosed": [[one.name, one.media] for one in words.enclosed],
    }
    data = json.dumps(plain, ensure_ascii=False).encode()
    return vault().keep(sealed.seal(data, signing.recipient(use))).digest


def read(digest: str, use: str = USE) -> Words:
    """Open words; whoever calls this does so within an act that is written down.

    Raises:
        StoreError: they are not what was kept.
    """
    data = sealed.unseal(vault().read(digest), signing.secret(use))
    try:
        plain: Any = json.loads(data)
        return Words(
            tuple(None if one is None else str(one) for one in plain["parts"]),
            str(plain["of"]),
            tuple(Enclosed(str(name), str(media)) for name, media in plain["enclosed"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(tr("the words of a reply are not what was kept")) from error


def keep_bytes(data: bytes) -> str:
    """Keep what came with a reply, sealed; give the digest of what the vault holds."""
    return vault().keep(sealed.seal(data, signing.recipient(USE))).digest


def read_bytes(digest: str) -> bytes:
    """Open what came with a reply, or a mail; within an act that is written down."""
    return sealed.unseal(vault().read(digest), signing.secret(USE))


def keep_file(told: Enclosed, data: bytes, use: str) -> str:
    """Keep what came with a reply with the name it came under; give the digest of it."""
    head = json.dumps([secrets.token_hex(16), told.name, told.media]).encode()
    return vault().keep(sealed.seal(head + b"\n" + data, signing.recipient(use))).digest


def read_file(digest: str, use: str) -> tuple[Enclosed, bytes]:
    """Open what `keep_file` kept; within an act that is written down.

    Raises:
        StoreError: it is not what was kept.
    """
    head, _, data = sealed.unseal(vault().read(digest), signing.secret(use)).partition(b"\n")
    try:
        _, name, media = json.loads(head)
    except (ValueError, TypeError) as error:
        raise StoreError(tr("the words of a reply are not what was kept")) from error
    return Enclosed(str(name), str(media)), data


def erase(digests: Sequence[str]) -> None:
    """Erase words: their key and their bytes are gone when the act is over."""
    kept = vault()
    kept.hold(digests)
    for digest in digests:
        kept.forget(digest)
