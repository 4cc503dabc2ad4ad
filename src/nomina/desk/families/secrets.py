"""The number and the secret with which somebody who asked comes back, and how they are checked.

The number is drawn, so it says neither how many asked nor when. The secret is shown once and not
kept: what is kept is its HMAC under a key of the desk, so that a stolen database opens no enquiry.
Whoever gives a wrong number, a wrong secret or the number of an enquiry that is shut gets one
answer, after one and the same work (`find`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from nomina import tags
from nomina.desk.boot import keys
from nomina.desk.families.models import Enquiry, EnquiryPage, EnquirySecret
from nomina.errors import StoreError
from nomina.words import tr

GROUPS, EACH = 5, 4
"""A secret is written in so many groups of so many signs: 100 random bits."""
LIFE = 30 * 60
"""Seconds for which a page of one's own case goes on without number and secret."""

_BETWEEN = re.compile(r"[\s.,:_\u2010-\u2015-]+")
# Typed on another keyboard, the same letter is another sign.
_READ_AS = str.maketrans("OILАВЕКМНРСТХІУЅЈ", "011ABEKMHPCTX1YSJ") | {ord("О"): "0"}
_SIGNS = 16
"""Signs of what is kept of a secret by which a form knows that it is still the same."""
_NONE = "0" * 64
"""Compared with where there is nothing: a digest of no secret, so that the work is the same."""


def new_number() -> str:
    """Draw the number of an enquiry: eight signs, and two that check them (`nomina.tags`)."""
    return tags.draw()


def new_secret() -> str:
    """Draw a secret, as it is shown and printed."""
    drawn = "".join(secrets.choice(tags.SIGNS) for _ in range(GROUPS * EACH))
    return "-".join(drawn[at : at + EACH] for at in range(0, len(drawn), EACH))


def drawn_from(seed: bytes) -> tuple[str, str]:
    """Give the number and the secret of a page that was sent, so that sending it twice makes one.

    Args:
        seed: what was sent, with random bytes in it that nobody else was given; at least 16.
    """
    stream = key("enquiry draws")

    def sign(turn: int, use: bytes) -> str:
        made = hmac.new(stream, use + turn.to_bytes(4, "big") + seed, hashlib.sha256).digest()
        return tags.SIGNS[made[0] % len(tags.SIGNS)]

    turn = iter(range(2**20))
    number = tags.draw(lambda signs: sign(next(turn), b"number"))
    text = "".join(sign(at, b"secret") for at in range(GROUPS * EACH))
    return number, "-".join(text[at : at + EACH] for at in range(0, len(text), EACH))


def plain(text: str) -> str:
    """Give a number or a secret as it is compared: without gaps, and each sign read one way."""
    return _BETWEEN.sub("", text[:200]).upper().translate(_READ_AS)


def digest_of(secret: str) -> str:
    """Give what is kept of a secret: its HMAC-SHA256 under a key of this desk, in hex."""
    return hmac.new(
        key("enquiry secrets"), plain(secret).encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()


def same(secret: str, kept: str) -> bool:
    """Say whether a secret is the one of which ``kept`` is what is kept, in constant time."""
    return hmac.compare_digest(digest_of(secret), kept or _NONE)


def sealed(use: str, said: object, now: float | None = None) -> str:
    """Seal what a form carries back, with the moment: only this desk makes it, and reads it.

    Two that say as much are equally long, so that no length of a page tells of one.

    Args:
        use: which form; what was sealed for one opens no other.
        said: plain values.
        now: seconds since 1970; the clock where None.
    """
    moment = int(time.time() if now is None else now)
    nonce = secrets.token_bytes(12)
    text = json.dumps([moment, said], separators=(",", ":")).encode()
    return (nonce + AESGCM(key("enquiry forms")).encrypt(nonce, text, use.encode())).hex()


def opened(use: str, token: str, life: float = LIFE, now: float | None = None) -> object | None:
    """Give what was sealed for a form; None where it was not, was changed, or is too old."""
    moment = time.time() if now is None else now
    try:
        data = bytes.fromhex(token[:4000])
        text = AESGCM(key("enquiry forms")).decrypt(data[:12], data[12:], use.encode())
    except (ValueError, InvalidTag):
        return None
    made, said = json.loads(text)
    found: object = said
    return found if 0 <= int(moment) - made < life else None


def key(use: str) -> bytes:
    """Give the key of this desk for one use of those that stand in this module and beside it."""
    desk: Path | None = settings.DESK
    if desk is None:
        raise StoreError(tr("no desk is open"))
    return keys.derived(desk, use)


def find(number: str, secret: str, page: EnquiryPage) -> Enquiry | None:
    """Give the enquiry of this number of the operation of a page, where this is its secret.

    A wrong number, a wrong secret, an enquiry of another operation and one that was withdrawn are
    one answer, None, after the same question to the database and the same computation.
    """
    known = plain(number)
    if len(known) != tags.LENGTH or not set(known) <= set(tags.SIGNS):
        known = ""  # which none has, and is asked for as every other
    rows = _of(page).filter(number=known)
    row = rows.values_list("pk", "secret_now", "withdrawal").first()
    is_it = same(secret, row[1] if row is not None else "")
    return _standing(row[0], page) if row is not None and is_it and row[2] is None else None


def carried(enquiry: Enquiry) -> str:
    """Seal for the forms of a page whose page it is, until its secret is another one."""
    return sealed("mine", [enquiry.pk.hex, kept_of(enquiry)[:_SIGNS], secrets.token_hex(16)])


def brought(token: str, page: EnquiryPage) -> tuple[Enquiry | None, str] | None:
    """Give the enquiry that a form carries, and what is in that form alone.

    None where it carries nothing that holds; no enquiry where it was withdrawn, or has had another
    secret since.
    """
    said = opened("mine", token)
    if not isinstance(said, list):
        return None
    enquiry, signs, nonce = said
    found = _standing(UUID(enquiry), page)
    is_it = found is not None and hmac.compare_digest(kept_of(found)[:_SIGNS], signs)
    return (found if is_it else None), nonce


def kept_of(enquiry: Enquiry) -> str:
    """Give what is kept of the secret of an enquiry: of the last that was drawn for it."""
    rows = EnquirySecret.objects.filter(enquiry=enquiry).order_by("-made_at", "-pk")
    return rows.values_list("secret", flat=True).first() or enquiry.secret


def _of(page: EnquiryPage) -> Any:
    """Give the enquiries of the operation of a page, with what is kept of their last secret."""
    last = EnquirySecret.objects.filter(enquiry=OuterRef("pk")).order_by("-made_at", "-pk")
    rows = Enquiry.objects.filter(operation=page.operation_id)
    return rows.annotate(secret_now=Coalesce(Subquery(last.values("secret")[:1]), F("secret")))


def _standing(enquiry: UUID, page: EnquiryPage) -> Enquiry | None:
    """Give an enquiry of the operation of a page by its id, unless it was withdrawn."""
    found: Enquiry | None = (
        _of(page).filter(withdrawal=None, pk=enquiry).select_related("operation").first()
    )
    return found
