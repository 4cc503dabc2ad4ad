"""Taking photos out of comparisons, and taking them away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.books import vault
from nomina.desk.files import needed, signals
from nomina.desk.files.fields import PUI
from nomina.desk.files.living import copies
from nomina.desk.files.models import (
    Card,
    Content,
    File,
    Hold,
    HoldEnd,
    Photo,
    PhotoEnd,
    Rendition,
    Tombstone,
)
from nomina.desk.files.models.photos import ENDS, LIVING
from nomina.desk.files.record import draw_card
from nomina.desk.files.tombstones import anywhere, mark
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


def take_away(photos: Sequence[Photo], reason: str, why: str, by: Actor) -> tuple[PhotoEnd, ...]:
    """Make photos of one file tombstones, within an act that has locked the card of the file.

    Whatever was made of them goes with them. Bytes that another file holds, too, stay for that
    file; where they show somebody who is alive they are held from now on, and in every file. Those
    that another room refers to (`files.needed`) stay for that.
    """
    ends = tuple(
        PhotoEnd(photo=photo, reason=reason, why=why, ended_by=by.user, made_at=by.at)
        for photo in photos
    )
    for end in ends:
        end.save(force_insert=True)
    # One order for everyone: card, contents, bytes. Who still makes something of one is waited
    # for, so that it is seen below; who only refers to one (a template) does not have to wait.
    rows = Content.objects.select_for_update(no_key=True).filter(photo__in=photos).order_by("pk")
    contents = list(rows)
    made = Rendition.objects.filter(content__in=contents)
    digests = {content.digest for content in contents} | set(made.values_list("digest", flat=True))
    vault().hold(digests)  # from here on nobody else keeps the same bytes unseen
    for content in contents:
        _hold_on(content, reason, why, by)
        _tombstone(content, by).save(force_insert=True)
        signals.photo_leaves.send(Photo, content=content)
        content.delete()
    elsewhere = needed.of(digests)
    for digest in sorted(digests - elsewhere):
        held = Content.objects.filter(digest=digest).exists()
        if not held and not Rendition.objects.filter(digest=digest).exists():
            vault().forget(digest)
    return ends


def _hold_on(content: Content, reason: str, why: str, by: Actor) -> None:
    """Hold what shows somebody who is alive beyond its removal, until another releases it."""
    photo, file = content.photo, content.file
    if reason != LIVING and file.kind != PUI:
        return
    if not Hold.objects.current().filter(photo=photo).exists():
        row = Hold(file=file, photo=photo, why=why, made_by=by.user, made_at=by.at)
        row.save(force_insert=True)
    signals.photo_held.send(Photo, file=file, photo=photo)


def _tombstone(content: Content, by: Actor) -> Tombstone:
    # Not before a hold that stands: who removes may have waited for who holds.
    holds = Hold.objects.current().filter(file=content.file).aggregate(last=Max("made_at"))
    return Tombstone(
        photo=content.photo,
        file=content.file,
        mark=mark(content.file, content.digest),
        anywhere=anywhere([content.digest])[content.digest],
        made_at=max(by.at, holds["last"] or by.at),
    )


def held(file: File, photo: Photo | None) -> None:
    """Take away what was made of a photo, or a whole file, and of its copies anywhere.

    Called within the act that holds it, once that has locked the card of the file.
    """
    # A copy that somebody adds at this moment is waited for; one that comes later is not compared.
    vault().hold(copies(file, photo).values_list("digest", flat=True))
    if photo is None or Content.objects.filter(photo=photo).exists():
        signals.photo_held.send(Photo, file=file, photo=photo)
        return
    for copy in copies(file, photo).select_related("photo__file").order_by("file__operation", "pk"):
        signals.photo_held.send(Photo, file=copy.file, photo=copy.photo)


def locked(file: File) -> None:
    """Wait for whoever changes a file, and keep others from it until the act is over."""
    list(Card.objects.select_for_update().filter(file=file))


@dataclass(frozen=True, kw_only=True)
class RemovePhoto(Action[PhotoEnd]):
    """Take away what a photo holds, such as one of another person; a tombstone stays."""

    photo: Photo
    reason: str
    why: str

    kind = "photo.remove"
    permission = predicates.ADD_PHOTO
    irreversible = True

    def thing(self) -> Thing:
        """Give the file of the photo."""
        return self.photo.thing()

    def check(self, by: Actor) -> None:
        """Refuse a reason that does not exist, and what is gone already."""
        if self.reason not in ENDS:
            raise Refused(tr("there is no such reason"))
        self._check_standing()
        clean_note(self.why)

    def _check_standing(self) -> None:
        if PhotoEnd.objects.filter(photo=self.photo).exists():
            raise Refused(tr("this photo was removed already"))

    def effect(self, by: Actor) -> PhotoEnd:
        """Take it away.

        Raises:
            Refused: somebody else did so at this moment.
        """
        file = self.photo.file
        locked(file)
        self._check_standing()
        [end] = take_away([self.photo], self.reason, clean_note(self.why), by)
        draw_card(file, by.at)
        signals.changed.send(File, file=file)
        return end

    def on(self, done: PhotoEnd) -> tuple[Reference, ...]:
        """Give the photo and the file."""
        return (Reference("photo", self.photo.pk), Reference("file", self.photo.file_id))

    def said(self, done: PhotoEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"reason": done.reason, "why": done.why}


@dataclass(frozen=True, kw_only=True)
class HoldPhoto(Action[Hold]):
    """Keep a photo, or a whole file, out of every comparison at once (LAW-23)."""

    file: File
    why: str
    photo: Photo | None = None

    kind = "photo.hold"
    permission = predicates.HOLD_PHOTO

    def thing(self) -> Thing:
        """Give the file."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse a photo of another file."""
        if self.photo is not None and self.photo.file_id != self.file.pk:
            raise Refused(tr("this photo is of another file"))
        clean_note(self.why)

    def effect(self, by: Actor) -> Hold:
        """Add the row; what was made of the photo and its copies for comparing goes now.

        Raises:
            Refused: the photo went, and nothing tells its copies.
        """
        locked(self.file)
        if self.photo is not None and not Content.objects.filter(photo=self.photo).exists():
            stones = Tombstone.objects.filter(photo=self.photo)
            if not stones.exclude(anywhere="").exists():
                todo = tr("Hold its copies where they lie")
                raise Refused(tr("this photo was removed"), todo=todo)
        row = Hold(
            file=self.file,
            photo=self.photo,
            why=clean_note(self.why),
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        held(self.file, self.photo)
        signals.changed.send(File, file=self.file)
        return row

    def on(self, done: Hold) -> tuple[Reference, ...]:
        """Give the hold, the file and the photo."""
        photo = (Reference("photo", self.photo.pk),) if self.photo else ()
        return (Reference("hold", done.pk), Reference("file", self.file.pk), *photo)

    def said(self, done: Hold) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why, "photo": str(self.photo.pk) if self.photo else None}


@dataclass(frozen=True, kw_only=True)
class ReleaseHold(Action[HoldEnd]):
    """Let a photo be compared after all: it shows nobody who is alive. Another than its holder."""

    hold: Hold
    why: str

    kind = "photo.release"
    permission = predicates.RELEASE_PHOTO
    irreversible = True

    def thing(self) -> Thing:
        """Give the file."""
        return self.hold.thing()

    def check(self, by: Actor) -> None:
        """Refuse the one who held it, and what was released already."""
        self._check_standing()
        if by.id == self.hold.made_by_id:
            raise Refused(tr("another person than the one who held it must release it"))
        clean_note(self.why)

    def _check_standing(self) -> None:
        if HoldEnd.objects.filter(hold=self.hold).exists():
            raise Refused(tr("this was released already"))

    def effect(self, by: Actor) -> HoldEnd:
        """Add the row.

        Raises:
            Refused: somebody else did so at this moment.
        """
        locked(self.hold.file)
        self._check_standing()
        row = HoldEnd(hold=self.hold, ended_by=by.user, why=clean_note(self.why), made_at=by.at)
        row.save(force_insert=True)
        spoken = copies(self.hold.file, self.hold.photo)
        vault().hold(spoken.values_list("digest", flat=True))
        files = {self.hold.file} | {one.file for one in spoken.select_related("file")}
        for file in sorted(files, key=lambda one: (one.operation_id.hex, one.pk.hex)):
            signals.changed.send(File, file=file)
        return row

    def on(self, done: HoldEnd) -> tuple[Reference, ...]:
        """Give the hold and the file."""
        return (Reference("hold", self.hold.pk), Reference("file", self.hold.file_id))

    def said(self, done: HoldEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}


def reason_name(reason: str) -> str:
    """Give the name of a reason for which a photo was taken away."""
    return {
        "withdrawn": tr("the family withdrew its consent"),
        "wrong-file": tr("it belongs to another file"),
        LIVING: tr("it shows someone who is alive"),
        "other": tr("another reason"),
    }[reason]
