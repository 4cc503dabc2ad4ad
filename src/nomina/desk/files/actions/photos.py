"""Photos of files: received, looked at by the desk, opened by people, and whose faces they show."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nomina.desk.acts import Action, Actor, NotPermitted, Reference, Refused, Said
from nomina.desk.books import vault
from nomina.desk.files import signals
from nomina.desk.files.fields import PM, PUI
from nomina.desk.files.living import ALIVE, MAY_LIVE, lives, may_open
from nomina.desk.files.models import (
    Card,
    Content,
    Face,
    File,
    Hold,
    Occurrence,
    Photo,
    Rendition,
)
from nomina.desk.files.models.photos import PHOTO_KINDS
from nomina.desk.files.photos.intake import LARGEST, Facts, clean_name
from nomina.desk.files.tombstones import ended, withdrawn
from nomina.desk.people.models.care import looked
from nomina.desk.people.standing import standing_of
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.errors import InputError, StoreError
from nomina.words import tr

UPLOADED, IMPORTED = "upload", "import"


@dataclass(frozen=True)
class Added:
    """What became of a photo.

    Attributes:
        content: of the photo that holds these bytes now.
        again: whether the file held them already; they are the same photo.
        hold: by which it is kept out of comparisons from now on, where it may show someone alive.
    """

    photo: Photo
    content: Content
    again: bool
    hold: Hold | None = None


@dataclass(frozen=True, kw_only=True)
class AddPhoto(Action[Added]):
    """Receive a photo. When this returns, it is kept; the same bytes again are the same photo.

    Attributes:
        data: the bytes as received.
        facts: what they are, read before (`nomina.desk.files.photos.intake.facts_of`).
        name: the name that they came under; told, and never a path.
        source: by which way: `UPLOADED` or `IMPORTED`.
        once: whether the same name by the same way is no further occurrence: an import run again.
        alive: whether it shows somebody dead, of `nomina.desk.files.living.ALIVE`; of a body's
            photo it must be said. What may show somebody alive is held at once (LAW-23).
    """

    file: File
    data: bytes = field(repr=False)
    facts: Facts
    name: str = ""
    source: str = UPLOADED
    once: bool = False
    alive: str = ""

    kind = "photo.add"
    permission = predicates.ADD_PHOTO

    def thing(self) -> Thing:
        """Give the file."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse a file without photos, and what is no photo by its size alone."""
        if self.file.kind not in PHOTO_KINDS:
            raise Refused(tr("this kind of file has no photos"))
        if not self.data:
            raise Refused(tr("the file is empty"), todo=tr("Copy it again from where it came from"))
        if len(self.data) > LARGEST:
            raise Refused(tr("this is larger than {n} MB").format(n=LARGEST // 1_000_000))
        if self.alive not in (ALIVE if self.file.kind == PM else ("", *ALIVE)):
            raise InputError(
                tr("it was not said whether this photo shows someone dead"),
                where="alive",
                todo=tr("Say one of {answers}").format(answers=", ".join(ALIVE)),
            )
        self._check_tombstone()

    def _check_tombstone(self) -> None:
        """Refuse what was taken away: to an import always, to a person what a family took back."""
        end = ended(self.file, _digest(self.data))
        if end is None:
            return
        if withdrawn(end, self.file):
            raise Refused(
                tr("the family took this photo back"),
                todo=tr("Write down its new consent first, if there is one"),
            )
        if self.once:
            raise Refused(
                tr("this photo was removed from this file"),
                todo=tr("Add it by hand if it belongs here after all"),
            )

    def effect(self, by: Actor) -> Added:
        """Keep the bytes, then the rows; a second one waits for the first at the file's card.

        Raises:
            Refused: the photo was taken away at this moment.
        """
        list(Card.objects.select_for_update().filter(file=self.file))
        self._check_tombstone()
        # Also where the file holds them: bytes that were lost since are put back by this.
        digest = vault().keep(self.data).digest
        content = Content.objects.filter(file=self.file, digest=digest).first()
        again = content is not None
        if content is None:
            content = self._first(digest, by)
        occurred = {"content": content, "name": clean_name(self.name), "source": self.source}
        if not (self.once and Occurrence.objects.filter(**occurred).exists()):
            Occurrence.objects.create(**occurred, alive=self.alive, at=by.at, by=by.user)
        hold = self._held(content.photo, again, by)
        if not again:
            count = Photo.objects.filter(file=self.file).standing().count()
            Card.objects.filter(file=self.file).update(photos=count, changed_at=by.at)
            signals.changed.send(File, file=self.file)
        return Added(content.photo, content, again, hold)

    def _held(self, photo: Photo, again: bool, by: Actor) -> Hold | None:
        """Keep it and its copies apart, where it or its file does from now on."""
        mine = Hold.objects.current().filter(file=self.file)
        hold = None
        if self.alive == MAY_LIVE and not mine.filter(photo=photo).exists():
            why = tr("said to show perhaps someone alive when it was added")
            hold = Hold(file=self.file, photo=photo, why=why, made_by=by.user, made_at=by.at)
            hold.save(force_insert=True)
        apart = self.file.kind == PUI or mine.filter(photo=None).exists()
        if hold is not None or (apart and not again):
            signals.photo_held.send(Photo, file=self.file, photo=photo)
        return hold

    def _first(self, digest: str, by: Actor) -> Content:
        from nomina.desk.files.photos.background import look_at_photo

        photo = Photo(file=self.file, made_by=by.user, made_at=by.at)
        photo.save(force_insert=True)
        content = Content(
            photo=photo,
            file=self.file,
            digest=digest,
            size=len(self.data),
            media=self.facts.media,
            width=self.facts.width,
            height=self.facts.height,
            claims=dict(self.facts.claims),
            notes=list(self.facts.notes),
            unreadable=self.facts.unreadable,
            looked_at=by.at if self.facts.unreadable else None,
        )
        content.save(force_insert=True)
        if not self.facts.unreadable:
            look_at_photo.enqueue(photo.pk.hex)  # a row of the same transaction
        return content

    def on(self, done: Added) -> tuple[Reference, ...]:
        """Give the photo and the file, and the hold where there is a new one."""
        held = (Reference("hold", done.hold.pk),) if done.hold is not None else ()
        return (Reference("photo", done.photo.pk), Reference("file", self.file.pk), *held)

    def said(self, done: Added) -> Mapping[str, Said]:
        """Give what was received."""
        return {
            "digest": done.content.digest,
            "size": done.content.size,
            "name": clean_name(self.name),
            "source": self.source,
            "alive": self.alive,
            "again": done.again,
            "unreadable": done.content.unreadable,
        }


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def elsewhere(by: Actor, added: Added) -> tuple[File, ...]:
    """Give the other files that hold the same bytes, of those whose photos someone may see."""
    who = standing_of(by.user, by.at)
    rows = (
        Content.objects.visible_to(by.user, by.at)
        .filter(digest=added.content.digest)
        .exclude(pk=added.content.pk)
        .select_related("file")
    )
    return tuple(row.file for row in rows if predicates.SEE_PHOTO(who, row.thing()))


@dataclass(frozen=True)
class Made:
    """One rendition, and the size of its pixels."""

    kind: str
    data: bytes = field(repr=False)
    width: int
    height: int


@dataclass(frozen=True)
class Seen:
    """One face that was found: box in pixels of the upright original, turn, and what was said."""

    box: tuple[int, int, int, int]
    turn: float
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class LookAtPhoto(Action[bool]):
    """Keep what the desk made of a photo, once; it is True where this call did.

    Attributes:
        made: renditions.
        faces: surest first.
        unreadable: the code of why it could not be decoded after all.
        mark: by which copies of the picture are told.
    """

    content: Content
    made: Sequence[Made] = ()
    faces: Sequence[Seen] = ()
    unreadable: str = ""
    mark: str = ""

    kind = "photo.looked"
    permission = predicates.LOOK_AT_PHOTO

    def thing(self) -> Thing:
        """Give the file."""
        return self.content.thing()

    def effect(self, by: Actor) -> bool:
        """Write the rows, unless the photo was taken away or looked at meanwhile."""
        rows = Content.objects.select_for_update(no_key=True)
        content = rows.filter(pk=self.content.pk, looked_at=None).first()
        if content is None:
            return False
        vault().hold([_digest(one.data) for one in self.made])  # all at once, see `Vault.hold`
        for one in self.made:
            Rendition.objects.create(
                content=content,
                kind=one.kind,
                digest=vault().keep(one.data).digest,
                media="image/jpeg",
                width=one.width,
                height=one.height,
            )
        for seen in self.faces:
            left, top, right, bottom = seen.box
            Face.objects.create(
                content=content,
                left=left,
                top=top,
                right=right,
                bottom=bottom,
                turn=seen.turn,
                facts=dict(seen.facts),
                made_at=by.at,
            )
        content.looked_at = by.at
        content.unreadable = self.unreadable
        content.mark = self.mark
        content.save(update_fields=["looked_at", "unreadable", "mark"])
        file = content.file
        signals.changed.send(File, file=file)
        return True

    def on(self, done: bool) -> tuple[Reference, ...]:
        """Give the photo."""
        return (Reference("photo", self.content.pk),)

    def said(self, done: bool) -> Mapping[str, Said]:
        """Give how many faces there are, and the digests of what is shown from now on."""
        return {
            "kept": done,
            "faces": len(self.faces),
            "unreadable": self.unreadable,
            "renditions": tuple(_digest(one.data) for one in self.made),
        }


@dataclass(frozen=True, kw_only=True)
class OpenPhoto(Action[Rendition]):
    """Open a face: only after this is in the ledger may a byte of it leave."""

    photo: Photo
    size: str = "page"

    kind = "face.opened"
    permission = predicates.SEE_PHOTO

    def thing(self) -> Thing:
        """Give the file."""
        return self.photo.thing()

    def check(self, by: Actor) -> None:
        """Let what may show somebody alive be seen only by who sees the living there."""
        content = Content.objects.filter(pk=self.photo.pk).first()
        if content is None or not lives(content):
            return
        if not may_open(standing_of(by.user, by.at), self.thing()):
            raise NotPermitted(tr("this photo may show someone who is alive"))

    def effect(self, by: Actor) -> Rendition:
        """Find what is to be shown.

        Raises:
            Refused: there is nothing to show, or not yet.
        """
        found = Rendition.objects.filter(content=self.photo.pk, kind=self.size).first()
        if found is None:
            raise Refused(tr("there is no picture of this photo to show"))
        looked(by.user, self.photo.pk, by.at)
        return found

    def on(self, done: Rendition) -> tuple[Reference, ...]:
        """Give the photo and the file."""
        return (Reference("photo", self.photo.pk), Reference("file", self.photo.file_id))

    def said(self, done: Rendition) -> Mapping[str, Said]:
        """Give what is shown."""
        return {"size": self.size, "digest": done.digest}


@dataclass(frozen=True, kw_only=True)
class TakeOriginal(Action[Content]):
    """Carry the bytes of a photo away as they came: they leave the desk for good."""

    photo: Photo

    kind = "photo.original"
    permission = predicates.TAKE_ORIGINAL
    irreversible = True

    def thing(self) -> Thing:
        """Give the file."""
        return self.photo.thing()

    def effect(self, by: Actor) -> Content:
        """Find the bytes.

        Raises:
            Refused: the photo was taken away, or may show somebody who is alive.
            StoreError: the vault does not hold them.
        """
        content = Content.objects.filter(pk=self.photo.pk).first()
        if content is None:
            raise Refused(tr("this photo was removed"))
        if lives(content):
            raise Refused(
                tr("this photo may show someone who is alive, so its original stays here"),
                todo=tr("Have its hold released first, by someone other than who holds it"),
            )
        if not vault().has([content.digest]):
            raise StoreError(tr("the vault holds nothing of this digest"), where=content.digest)
        return content

    def on(self, done: Content) -> tuple[Reference, ...]:
        """Give the photo and the file."""
        return (Reference("photo", self.photo.pk), Reference("file", self.photo.file_id))

    def said(self, done: Content) -> Mapping[str, Said]:
        """Give which bytes."""
        return {"digest": done.digest}
