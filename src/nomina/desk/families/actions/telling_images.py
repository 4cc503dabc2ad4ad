"""A picture of the dead is shown to a relative who asked for it, and to nobody else (NOT-05).

First they ask, in their own words. Then somebody who is with them says what they will see. Then it
is opened, in the room, for minutes. Each relative asks for themselves; nothing is carried away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.actions.common import second
from nomina.desk.examine import resting
from nomina.desk.families.actions.telling_common import locked
from nomina.desk.families.models import (
    ImageDeclined,
    ImagePrepared,
    ImageRequest,
    ImageShown,
    Recipient,
    Told,
)
from nomina.desk.families.models.telling import RECALL
from nomina.desk.files.living import lives
from nomina.desk.files.models import Content, Photo, Rendition
from nomina.desk.people.models.care import looked
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

PREPARED_FOR = timedelta(minutes=30)
"""After a preparation, a picture opens for so long; then they are prepared anew."""


def demand_asked(request: ImageRequest) -> None:
    """Refuse a request that was taken back, and one of who was not told after all.

    Raises:
        Refused: so it was.
    """
    demand_told(request.recipient)
    demand_open(request)


def demand_open(request: ImageRequest) -> None:
    """Refuse a request that was taken back.

    Raises:
        Refused: so it was.
    """
    if ImageDeclined.objects.filter(request=request).exists():
        raise Refused(
            tr("this relative does not wish to see a picture any more"),
            todo=tr("Show none, unless they ask again"),
        )


def demand_told(recipient: Recipient) -> None:
    """Refuse to speak of pictures with who does not know yet.

    Raises:
        Refused: nobody told them, or the record was struck.
    """
    if not Told.objects.standing().filter(recipient=recipient).exists():
        raise Refused(tr("this relative was not told yet"), todo=tr("Tell them first"))


@dataclass(frozen=True, kw_only=True)
class AskForImage(Action[ImageRequest]):
    """Write down that a relative asks to see a picture: who heard it, and in which words.

    Nobody offers one. A relative who was not told asks for nothing.
    """

    recipient: Recipient
    words: str
    at: datetime

    kind = "families.image-asked"
    permission = predicates.SHOW_TO_RELATIVE

    def thing(self) -> Thing:
        """Give the notice."""
        return self.recipient.thing()

    def check(self, by: Actor) -> None:
        """Refuse without their words, and what has not happened yet."""
        clean_note(self.words)
        if self.at > by.at:
            raise Refused(tr("this moment is yet to come"))
        if self.recipient.notice.occasion == RECALL:
            raise Refused(tr("what was told was wrong, so there is no picture to show"))

    def effect(self, by: Actor) -> ImageRequest:
        """Add the row.

        Raises:
            Refused: they were not told, or a request of theirs is open.
        """
        resting.hold(self.recipient.notice.identification)
        locked(self.recipient.notice)
        demand_told(self.recipient)
        if ImageRequest.objects.filter(recipient=self.recipient, declined=None).exists():
            raise Refused(tr("this relative asked already, and it was not taken back"))
        row = ImageRequest(
            recipient=self.recipient,
            words=clean_note(self.words),
            at=self.at,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: ImageRequest) -> tuple[Reference, ...]:
        """Give the request, the notice and the file of the relative."""
        return (
            Reference("image-request", done.pk),
            Reference("notice", self.recipient.notice_id),
            Reference("file", self.recipient.family_id),
        )

    def said(self, done: ImageRequest) -> Mapping[str, Said]:
        """Give their words."""
        return {"words": done.words, "at": second(done.at)}


@dataclass(frozen=True, kw_only=True)
class DeclineImage(Action[ImageDeclined]):
    """Write down that a relative does not wish to see a picture any more; it ends at once."""

    request: ImageRequest
    why: str

    kind = "families.image-declined"
    permission = predicates.SHOW_TO_RELATIVE

    def thing(self) -> Thing:
        """Give the notice."""
        return self.request.thing()

    def check(self, by: Actor) -> None:
        """Refuse without a reason."""
        clean_note(self.why)

    def effect(self, by: Actor) -> ImageDeclined:
        """Add the row.

        Raises:
            Refused: it was taken back already.
        """
        locked(self.request.recipient.notice)
        demand_open(self.request)
        row = ImageDeclined(
            request=self.request, why=clean_note(self.why), by=by.user, made_at=by.at
        )
        row.save(force_insert=True)
        return row

    def on(self, done: ImageDeclined) -> tuple[Reference, ...]:
        """Give the request."""
        return (Reference("image-request", done.request_id),)

    def said(self, done: ImageDeclined) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}


@dataclass(frozen=True, kw_only=True)
class PrepareImage(Action[ImagePrepared]):
    """Write down that somebody who is with the relative has said what they will see.

    Attributes:
        present: who is with them.
        words: what was said: what is seen, that they can stop, that they need not look.
    """

    request: ImageRequest
    present: str
    place: str
    words: str

    kind = "families.image-prepared"
    permission = predicates.SHOW_TO_RELATIVE

    def thing(self) -> Thing:
        """Give the notice."""
        return self.request.thing()

    def effect(self, by: Actor) -> ImagePrepared:
        """Add the row.

        Raises:
            Refused: the request was taken back, or the identification recalled.
        """
        notice = self.request.recipient.notice
        resting.hold(notice.identification)
        locked(notice)
        demand_asked(self.request)
        row = ImagePrepared(
            request=self.request,
            present=clean_name(self.present, NAME),
            place=clean_note(self.place),
            words=clean_note(self.words),
            at=by.at,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: ImagePrepared) -> tuple[Reference, ...]:
        """Give the request."""
        return (Reference("image-request", done.request_id),)

    def said(self, done: ImagePrepared) -> Mapping[str, Said]:
        """Give who was with them, and what was said."""
        return {"present": done.present, "place": done.place, "words": done.words}


@dataclass(frozen=True, kw_only=True)
class ShowImage(Action[ImageShown]):
    """Open a picture for a relative who asked and was prepared a moment ago.

    Only after this is in the ledger may a byte of it leave (`families.telling_images`).
    """

    prepared: ImagePrepared
    photo: Photo

    kind = "families.image-shown"
    permission = predicates.SHOW_TO_RELATIVE

    def thing(self) -> Thing:
        """Give the notice."""
        return self.prepared.request.thing()

    def effect(self, by: Actor) -> ImageShown:
        """Add the row.

        Raises:
            Refused: the request was taken back, the preparation is over or another's, the
                identification was recalled, or there is no such picture of this body.
        """
        request = self.prepared.request
        notice = request.recipient.notice
        resting.hold(notice.identification)
        locked(notice)
        demand_asked(request)
        if not self.prepared.at <= by.at < self.prepared.at + PREPARED_FOR:
            raise Refused(
                tr("this preparation is over"),
                todo=tr("Prepare the relative anew, and write it down"),
            )
        if self.prepared.by_id != by.id:
            raise Refused(
                tr("another person prepared this relative"),
                todo=tr("Who sits with them shows it; or prepare them anew, and write it down"),
            )
        body = Photo.objects.filter(file=notice.identification.link.one_id).standing()
        if not body.filter(pk=self.photo.pk).exists():
            raise Refused(tr("this is no picture of this person"))
        rendition_of(self.photo)
        looked(by.user, self.photo.pk, by.at)
        row = ImageShown(prepared=self.prepared, photo=self.photo, by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: ImageShown) -> tuple[Reference, ...]:
        """Give the request, the photo and the file of the relative."""
        request = self.prepared.request
        return (
            Reference("image-request", request.pk),
            Reference("photo", done.photo_id),
            Reference("file", request.recipient.family_id),
        )

    def said(self, done: ImageShown) -> Mapping[str, Said]:
        """Give after which preparation."""
        return {"prepared": str(done.prepared_id), "digest": rendition_of(done.photo).digest}


def rendition_of(photo: Photo) -> Rendition:
    """Give what is shown of a photo: rebuilt from its pixels, never the original.

    Raises:
        Refused: it was removed, may show somebody alive, or there is none yet.
    """
    content = Content.objects.filter(pk=photo.pk).first()
    made = Rendition.objects.filter(content=photo.pk, kind="page").first()
    if content is None or made is None:
        raise Refused(tr("there is no picture of this photo to show"))
    if lives(content):
        raise Refused(tr("this photo may show someone who is alive"))
    return made
