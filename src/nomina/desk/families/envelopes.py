"""Envelopes: what was sent lies sealed in the vault, and goes without a trace when it is withdrawn.

Everything is sealed to the key of the enquiry desk (`signing.recipient`) in memory, so that neither
a name nor a photo touches a disk in the clear. No two sealed pieces are alike, so that taking one
away takes nothing else away; the vault destroys its key with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from pydantic import ValidationError

from nomina import sealed
from nomina.desk import signing
from nomina.desk.books import vault
from nomina.desk.families.asked import PHOTO, PHOTOS, Asked, AskedPhoto
from nomina.desk.families.models import ConsentText, Enquiry, Envelope, Submission, Unread
from nomina.desk.people.models import User
from nomina.errors import InputError, StoreError
from nomina.words import tr

USE = "enquiries"
WRITTEN = 0
"""The envelope of what was written; photos follow it."""


def keep(
    enquiry: Enquiry,
    asked: Asked,
    photos: Sequence[tuple[str, bytes]],
    at: datetime,
    *,
    by: User | None = None,
    consent_text: ConsentText | None = None,
) -> Submission:
    """Keep what was sent, within the act that takes it; `check` was asked before.

    Args:
        enquiry: that it is of.
        asked: what was typed; its photos are written anew here.
        photos: names as they came, and bytes.
        at: when it came.
        by: who took it down; None for the page.
        consent_text: the words by which consent was asked.
    """
    check(photos)
    list(Enquiry.objects.select_for_update().filter(pk=enquiry.pk))  # one turn at a time
    turn = Submission.objects.filter(enquiry=enquiry).count() + 1
    row = Submission(enquiry=enquiry, turn=turn, consent_text=consent_text, by=by, made_at=at)
    row.save(force_insert=True)
    Unread.objects.create(submission=row, operation=enquiry.operation, since=at)
    shown = tuple(
        AskedPhoto(name=_name(name), size=len(data), digest=hashlib.sha256(data).hexdigest())
        for name, data in photos
    )
    whole = asked.model_copy(update={"number": enquiry.number, "photos": shown})
    recipient = signing.recipient(USE)
    pieces = [whole.model_dump_json().encode(), *(data for _, data in photos)]
    for number, data in enumerate(pieces):
        closed = sealed.seal(data, recipient)
        kept = vault().keep(closed)
        Envelope.objects.create(submission=row, number=number, digest=kept.digest, size=len(closed))
    return row


def check(photos: Sequence[tuple[str, bytes]]) -> None:
    """Refuse more photos, or larger ones, than are taken.

    Raises:
        InputError: so it is.
    """
    if len(photos) > PHOTOS:
        raise InputError(tr("no more than {n} photos can be sent at once").format(n=PHOTOS))
    for name, data in photos:
        if not data or len(data) > PHOTO:
            raise InputError(
                tr("a photo is empty, or larger than {n} MB").format(n=PHOTO // 1_000_000),
                where=_name(name),
            )


def _name(name: str) -> str:
    from nomina.desk.files.photos.intake import clean_name

    return clean_name(name)


def written(submission: Submission) -> Asked:
    """Open what was written. Called where the act that opens it is in the ledger.

    Raises:
        InputError: it was withdrawn.
        StoreError: the vault has lost it, or it was changed.
    """
    data = _opened(submission, WRITTEN)
    try:
        return Asked.model_validate_json(data)
    except ValidationError as error:
        raise StoreError(tr("what was sent cannot be read")) from error


def photo(submission: Submission, number: int) -> bytes:
    """Open a photo by its number, from 1; raises as `written` does."""
    return _opened(submission, number)


def _opened(submission: Submission, number: int) -> bytes:
    row = Envelope.objects.filter(submission=submission, number=number).first()
    if row is None:
        raise InputError(tr("this is not here any more"))
    return sealed.unseal(vault().read(row.digest), signing.secret(USE))


def left(submission: Submission) -> tuple[int, ...]:
    """Give the numbers of the envelopes that are still here."""
    rows = Envelope.objects.filter(submission=submission)
    return tuple(rows.values_list("number", flat=True))


def was_read(submissions: Iterable[Submission]) -> None:
    """Have these wait for nobody any more, within the act that reads or erases them."""
    for row in Unread.objects.filter(submission__in=list(submissions)):
        row.delete()


def erase(envelopes: Iterable[Envelope]) -> int:
    """Take envelopes away with their bytes, within an act; gives how many there were."""
    rows = list(envelopes)
    vault().hold([row.digest for row in rows])
    for row in rows:
        row.delete()
        vault().forget(row.digest)
    return len(rows)


def refers(digests: Collection[str]) -> set[str]:
    """Give those of the digests under which the vault keeps an envelope."""
    rows = Envelope.objects.filter(digest__in=digests)
    return set(rows.values_list("digest", flat=True))
