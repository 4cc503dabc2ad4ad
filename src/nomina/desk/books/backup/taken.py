"""What was taken back, beside the copies that still hold it: a sealed list of random ids.

A copy that is older than a withdrawal holds the photograph and its key. The list lets a restore of
it take the same away again, before anybody opens the desk. It names no person and no content.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import ValidationError

from nomina.desk.acts import Action, Actor, Reference, Said
from nomina.desk.files.actions.removal import take_away
from nomina.desk.files.models import Card, Consent, ConsentEnd, File, Photo, PhotoEnd
from nomina.desk.files.record import draw_card
from nomina.desk.people.models import Founding, User
from nomina.desk.policy import predicates
from nomina.documents import Document, Part, write_bytes_atomic
from nomina.errors import NominaError, StoreError
from nomina.words import tr

SUFFIX = ".taken"
_MAGIC = b"nomina taken 1\n"


class End(Part):
    """Something that ended: its id, when and by whom, and of a photo the reason.

    Attributes:
        by: None where the family took it back itself.
    """

    id: UUID
    at: datetime
    by: UUID | None
    reason: str = ""


class Taken(Document):
    """Every photo that was taken away, and every consent that was withdrawn."""

    photos: list[End]
    consents: list[End]


def of_desk() -> Taken:
    """Give what was taken back in the open desk."""
    photos = PhotoEnd.objects.values_list("photo", "made_at", "ended_by", "reason")
    consents = ConsentEnd.objects.values_list("consent", "made_at", "ended_by")
    return Taken(
        photos=[End(id=a, at=b, by=c, reason=d) for a, b, c, d in photos],
        consents=[End(id=a, at=b, by=c) for a, b, c in consents],
    )


def write(folder: Path, store: str, key: bytes, found: Taken) -> None:
    """Write the list of a desk into a folder of copies; what an earlier list says stays in it.

    Args:
        folder: of the copies.
        store: id of the vault's objects.
        key: see `keys.backup_key`.
        found: what is known now.
    """
    try:
        before = read(folder, store, key)
    except NominaError:  # damaged: the desk itself knows better
        before = Taken(photos=[], consents=[])
    every = Taken(
        photos=list({one.id: one for one in [*before.photos, *found.photos]}.values()),
        consents=list({one.id: one for one in [*before.consents, *found.consents]}.values()),
    )
    nonce = os.urandom(12)
    data = AESGCM(key).encrypt(nonce, every.model_dump_json().encode(), _bound(store))
    write_bytes_atomic(folder / (store + SUFFIX), _MAGIC + nonce + data, mode=0o600)


def read(folder: Path, store: str, key: bytes) -> Taken:
    """Read the list of a desk; one that is not there says nothing.

    Raises:
        StoreError: it was changed or cut.
    """
    path = folder / (store + SUFFIX)
    try:
        body = path.read_bytes().removeprefix(_MAGIC)
        data = AESGCM(key).decrypt(body[:12], body[12:], _bound(store))
        return Taken.model_validate_json(data)
    except FileNotFoundError:
        return Taken(photos=[], consents=[])
    except (OSError, InvalidTag, ValueError, ValidationError) as error:
        raise StoreError(
            tr("the list of what was taken back was changed or cut"),
            where=str(path),
            todo=tr("Take it from another folder of copies, or remove it to go on without"),
        ) from error


def _bound(store: str) -> bytes:
    return _MAGIC + store.encode()


@dataclass(frozen=True, slots=True)
class Again:
    """What was taken away once more."""

    photos: tuple[UUID, ...]
    consents: tuple[UUID, ...]


@dataclass(frozen=True)
class TakeAgain(Action[Again]):
    """Take away what was taken back after a copy was made, when that copy is put back."""

    taken: Taken

    kind = "backup.take-again"
    permission = predicates.SIGNED_OUT

    def effect(self, by: Actor) -> Again:
        """End consents and photos as they ended; what this copy does not hold is passed over."""
        consents = {one.id: one for one in self.taken.consents}
        ended = Consent.objects.filter(pk__in=consents, end=None).order_by("pk")
        gone: list[Consent] = []
        for consent in ended.select_related("file"):
            was = _as(by, consents[consent.pk])
            ConsentEnd(
                consent=consent, ended_by=was.user, why=_why(), made_at=was.at
            ).save(force_insert=True)  # fmt: skip
            gone.append(consent)
        photos = {one.id: one for one in self.taken.photos}
        rows = Photo.objects.filter(pk__in=photos).standing()
        standing: list[Photo] = list(rows.select_related("file"))
        files = {one.file for one in gone} | {one.file for one in standing}
        for file in files:
            list(Card.objects.select_for_update().filter(file=file))
        for photo in standing:
            end = photos[photo.pk]
            take_away([photo], end.reason, _why(), _as(by, end))
        for file in files:
            draw_card(file, by.at)
            _changed(file)
        return Again(
            tuple(sorted(one.pk for one in standing)), tuple(sorted(one.pk for one in gone))
        )

    def on(self, done: Again) -> tuple[Reference, ...]:
        """Give photos and consents."""
        photos = (Reference("photo", one) for one in done.photos)
        return (*photos, *(Reference("consent", one) for one in done.consents))

    def said(self, done: Again) -> Mapping[str, Said]:
        """Give how many there were."""
        return {"photos": len(done.photos), "consents": len(done.consents)}


def _changed(file: File) -> None:
    from nomina.desk.files import signals

    signals.changed.send(File, file=file)


def _why() -> str:
    return tr("taken back after this copy was made, and taken away again when it was put back")


def _as(by: Actor, end: End) -> Actor:
    """Give who ended it, and when; the first account where this copy does not know them yet."""
    if end.by is None:
        return replace(by, user=None, at=end.at)
    user = User.objects.filter(pk=end.by).first()
    if user is None:
        first = Founding.objects.select_related("user").first()
        user = first.user if first else User.objects.order_by("made_at").first()
    return replace(by, user=user, at=end.at)


def is_missing(taken: Taken) -> bool:
    """Say whether the open desk still holds anything that was taken back."""
    photos = Photo.objects.filter(pk__in=[one.id for one in taken.photos]).standing()
    consents = Consent.objects.filter(pk__in=[one.id for one in taken.consents], end=None)
    return photos.exists() or consents.exists()
