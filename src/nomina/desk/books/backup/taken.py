"""What was taken back, beside the copies that still hold it: a sealed list of random ids.

A copy that is older than a withdrawal holds the photograph and its key. The list lets a restore of
it take the same away again, before anybody opens the desk. It names no person and no content.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
    """Every photo that was taken away, and every consent that was withdrawn.

    Attributes:
        others: what else was taken back, by the name of its `Room`.
    """

    photos: list[End]
    consents: list[End]
    others: dict[str, list[End]] = {}


@dataclass(frozen=True)
class Room:
    """Something else that can be taken back, and must not come back with an older copy.

    Attributes:
        name: in the list; never used again for another thing.
        of: gives what was taken back in the open desk.
        again: takes the same away once more, within an act; gives what it was.
        held: says whether the open desk still holds any of these.
    """

    name: str
    of: Callable[[], Iterable[End]]
    again: Callable[[Sequence[End], Actor], Sequence[UUID]]
    held: Callable[[Collection[UUID]], bool]


_rooms: dict[str, Room] = {}


def add(room: Room) -> None:
    """Have the list hold one more kind of thing."""
    _rooms[room.name] = room


def of_desk() -> Taken:
    """Give what was taken back in the open desk."""
    photos = PhotoEnd.objects.values_list("photo", "made_at", "ended_by", "reason")
    consents = ConsentEnd.objects.values_list("consent", "made_at", "ended_by")
    return Taken(
        photos=[End(id=a, at=b, by=c, reason=d) for a, b, c, d in photos],
        consents=[End(id=a, at=b, by=c) for a, b, c in consents],
        others={name: list(room.of()) for name, room in sorted(_rooms.items())},
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
        photos=_both(before.photos, found.photos),
        consents=_both(before.consents, found.consents),
        others={
            name: _both(before.others.get(name, ()), found.others.get(name, ()))
            for name in sorted({*before.others, *found.others})
        },
    )
    nonce = os.urandom(12)
    data = AESGCM(key).encrypt(nonce, every.model_dump_json().encode(), _bound(store))
    write_bytes_atomic(folder / (store + SUFFIX), _MAGIC + nonce + data, mode=0o600)


def _both(one: Iterable[End], other: Iterable[End]) -> list[End]:
    return list({end.id: end for end in [*one, *other]}.values())


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
    others: tuple[UUID, ...] = ()


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
            was = as_then(by, consents[consent.pk])
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
            take_away([photo], end.reason, _why(), as_then(by, end))
        for file in files:
            draw_card(file, by.at)
            _changed(file)
        others = [
            one
            for name, ends in sorted(self.taken.others.items())
            if name in _rooms
            for one in _rooms[name].again(ends, by)
        ]
        return Again(
            tuple(sorted(one.pk for one in standing)),
            tuple(sorted(one.pk for one in gone)),
            tuple(sorted(others)),
        )

    def on(self, done: Again) -> tuple[Reference, ...]:
        """Give photos and consents."""
        photos = (Reference("photo", one) for one in done.photos)
        return (*photos, *(Reference("consent", one) for one in done.consents))

    def said(self, done: Again) -> Mapping[str, Said]:
        """Give how many there were."""
        said = {"photos": len(done.photos), "consents": len(done.consents)}
        return said | ({"others": len(done.others)} if done.others else {})


def _changed(file: File) -> None:
    from nomina.desk.files import signals

    signals.changed.send(File, file=file)


def _why() -> str:
    return tr("taken back after this copy was made, and taken away again when it was put back")


def as_then(by: Actor, end: End) -> Actor:
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
    held = (
        _rooms[name].held([one.id for one in ends])
        for name, ends in taken.others.items()
        if name in _rooms
    )
    return photos.exists() or consents.exists() or any(held)
