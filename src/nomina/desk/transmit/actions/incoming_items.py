"""Deciding on an item: into a file, refused, passed on, or read. Each is decided once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.files.actions import GiveConsent, OpenFile, Say
from nomina.desk.files.actions.photos import IMPORTED, AddPhoto
from nomina.desk.files.actions.removal import HoldPhoto
from nomina.desk.files.fields import AM
from nomina.desk.files.models import File
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.files.photos.intake import LARGEST, Facts, clean_name, facts_of
from nomina.desk.people.models import Site
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import (
    incoming_content,
    incoming_fields,
    incoming_kept,
    incoming_state,
)
from nomina.desk.transmit.incoming_state import INTO_FILE, PASSED, TAKES_FILE
from nomina.desk.transmit.models import (
    IncomingItem,
    IncomingPhoto,
    IncomingRead,
    IncomingRefused,
    IncomingTaken,
)
from nomina.desk.transmit.models.incoming import ALIVE
from nomina.packages.incoming import Offered
from nomina.words import tr

PHOTOS = 10
"""Photos of one item."""


@dataclass(frozen=True, kw_only=True)
class AddItemPhoto(Action[IncomingPhoto]):
    """Keep a photo of a missing person that came with an item; nobody opens it before it is taken.

    Attributes:
        alive: one of `models.incoming.ALIVE`. Of somebody dead no photo is taken in, whatever its
            sender says it is good for.
    """

    item: IncomingItem
    data: bytes = field(repr=False)
    name: str
    alive: str

    kind = "transmit.item-photo"
    permission = predicates.RUN_INCOMING

    def thing(self) -> Thing:
        """Give the item."""
        return self.item.thing()

    def check(self, by: Actor) -> None:
        """Refuse a photo of the dead, or of what is no missing person."""
        if self.alive not in ALIVE:
            raise Refused(
                tr("no photo of somebody dead is taken in from another institution"),
                where=self.item.incoming.number,
                todo=tr("Send it back or destroy it, and tell who sent it"),
            )
        if self.item.about not in TAKES_FILE:
            raise Refused(tr("photos come with missing people alone"))
        if not self.data:
            raise Refused(tr("the file is empty"))
        if len(self.data) > LARGEST:
            raise Refused(tr("this is larger than {n} MB").format(n=LARGEST // 1_000_000))

    def effect(self, by: Actor) -> IncomingPhoto:
        """Keep it; the same bytes again are the same photo."""
        item = incoming_state.hold(self.item)
        digest = hashlib.sha256(self.data).hexdigest()
        before = item.photos.filter(digest=digest).first()
        if before is not None:
            return before
        if item.photos.count() >= PHOTOS:
            raise Refused(tr("an item has {n} photos at most").format(n=PHOTOS))
        row = IncomingPhoto(
            item=item,
            digest=digest,
            size=len(self.data),
            kept=incoming_kept.keep(self.data),
            name=clean_name(self.name) or "-",
            alive="may-live" if item.living else self.alive,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: IncomingPhoto) -> tuple[Reference, ...]:
        """Give the photo and the item."""
        return (Reference("incoming-photo", done.pk), Reference("incoming-item", self.item.pk))

    def said(self, done: IncomingPhoto) -> Mapping[str, Said]:
        """Give which bytes, and what was said of them."""
        return {"digest": done.digest, "alive": done.alive}


@dataclass(frozen=True)
class Opened:
    """A photo that came, its bytes read in the fence before any lock was taken."""

    row: IncomingPhoto
    data: bytes
    facts: Facts


def opened(item: IncomingItem) -> tuple[Opened, ...]:
    """Read the photos of an item before it is taken; decoding takes longest."""
    found = []
    for row in item.photos.all():
        data = incoming_kept.opened(row)
        found.append(Opened(row, data, facts_of(data)))
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class TakeItem(Action[IncomingTaken]):
    """Write an item into a new file or one that is there, after a person looked at it.

    Everything is done by the acts of files, as whoever acts and under their rules: opening, saying,
    consent, photos. All of it happens, or nothing. What stands in the file stays beside what is
    written, until a person settles it.

    Attributes:
        file: that it is written into; None where one is opened.
        fields: keys of the fields that are written, chosen by who looked at them.
        site: of a new file, where the numbers of the operation name one.
        photos: read before (`opened`); taken in where the item says that faces may be compared.
    """

    item: IncomingItem
    fields: Collection[str]
    file: File | None = None
    site: Site | None = None
    photos: tuple[Opened, ...] = ()

    kind = "transmit.take-item"
    permission = predicates.TAKE_INCOMING

    def thing(self) -> Thing:
        """Give the item."""
        return self.item.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is decided, another kind of item or file, and what cannot be written."""
        incoming_state.demand_open(self.item)
        if self.item.about not in (TAKES_FILE if self.file is None else INTO_FILE):
            raise Refused(
                tr("no file is opened for this; it can be written into one that is there")
                if self.item.about in INTO_FILE
                else tr("this is written into no file"),
                where=self.item.incoming.number,
            )
        operation = self.item.incoming.operation_id
        if self.file is not None and (self.file.kind, self.file.operation_id) != (AM, operation):
            raise Refused(tr("this is not the file of a missing person of this operation"))
        lines = {line.key: line for line in incoming_fields.lines(self.item)}
        wrong = [key for key in self.fields if key not in lines or lines[key].said is None]
        if wrong:
            raise Refused(tr("this field cannot be written"), where=", ".join(wrong)[:200])
        if not self.fields:
            raise Refused(tr("no field was chosen"), todo=tr("Choose what is written"))
        if self.photos and not photos_allowed(incoming_content.offered(self.item)):
            raise Refused(
                tr("nobody said that faces may be compared, so no photo is taken in"),
                todo=tr("Ask who sent it for that consent"),
            )

    def effect(self, by: Actor) -> IncomingTaken:
        """Write it."""
        item = incoming_state.hold(self.item)
        said = incoming_content.offered(item)
        if photos_allowed(said) and len(self.photos) != item.photos.count():
            raise Refused(tr("a photo came meanwhile"), todo=tr("Look at the item again"))
        given = {
            line.key: line.said
            for line in incoming_fields.lines(item)
            if line.key in self.fields and line.said is not None
        }
        file = self.file
        if file is None:
            file = OpenFile(
                operation=item.incoming.operation,
                file_kind=AM,
                site=self.site,
                said_at_once=given,
                complete=False,
            ).do(by)
        else:
            Say(file=file, given=given).do(by)
        self._consents(file, said, item, by)
        if item.living:
            HoldPhoto(file=file, why=named_living(item)).do(by)
        for one in self.photos:
            AddPhoto(
                file=file,
                data=one.data,
                facts=one.facts,
                name=one.row.name,
                source=IMPORTED,
                alive=one.row.alive,
            ).do(by)
        for photo in item.photos.all():
            incoming_kept.forget(photo)
        row = IncomingTaken(
            item=item,
            file=file,
            fresh=self.file is None,
            fields=sorted(given),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def _consents(self, file: File, said: Offered, item: IncomingItem, by: Actor) -> None:
        """Write down what its sender says was allowed, and nothing that it does not say."""
        if said.allowed is None:
            return
        until = incoming_fields.last_moment(said.allowed.until)
        if until is not None and until <= by.at:
            return
        named = incoming_fields.named(item.incoming)
        for purpose in said.allowed.purposes:
            GiveConsent(
                file=file,
                purpose=purpose,
                given_by=said.allowed.given_by,
                how=f"{named}: {said.allowed.how}",
                until=until,
            ).do(by)

    def on(self, done: IncomingTaken) -> tuple[Reference, ...]:
        """Give the item, the file and what came."""
        return (
            Reference("incoming-item", self.item.pk),
            Reference("file", done.file_id),
            Reference("incoming", self.item.incoming_id),
        )

    def said(self, done: IncomingTaken) -> Mapping[str, Said]:
        """Give what was written where."""
        return {
            "file": str(done.file_id),
            "fresh": done.fresh,
            "fields": tuple(done.fields),
            "photos": tuple(one.row.digest for one in self.photos),
        }


def named_living(item: IncomingItem) -> str:
    """Say why the photos of a file are kept apart from now on (LAW-23)."""
    return f"{incoming_fields.named(item.incoming)} · {item.number}"


def photos_allowed(said: Offered) -> bool:
    """Say whether its sender says that faces may be compared; a photo in a file would be."""
    return said.allowed is not None and COMPARE_FACES in said.allowed.purposes


@dataclass(frozen=True, kw_only=True)
class RefuseItem(Action[IncomingRefused]):
    """Write an item into no file, and say why; what it says and its photos are destroyed."""

    item: IncomingItem
    why: str

    kind = "transmit.refuse-item"
    permission = predicates.END_INCOMING
    irreversible = True

    def thing(self) -> Thing:
        """Give the item."""
        return self.item.thing()

    def check(self, by: Actor) -> None:
        """Refuse an empty reason, and to destroy what a family says or asks before it was read."""
        if not incoming_state.may_be_refused(self.item):
            raise Refused(
                tr("what a family says or asks is passed on, and not refused here"),
                where=self.item.incoming.number,
                todo=tr("Pass it on; whoever reads it decides what is done"),
            )
        clean_note(self.why)

    def effect(self, by: Actor) -> IncomingRefused:
        """Add the row."""
        item = incoming_state.hold(self.item)
        row = IncomingRefused(item=item, why=clean_note(self.why), by=by.user, made_at=by.at)
        row.save(force_insert=True)
        incoming_content.erase(item)
        return row

    def on(self, done: IncomingRefused) -> tuple[Reference, ...]:
        """Give the item."""
        return (Reference("incoming-item", self.item.pk),)

    def said(self, done: IncomingRefused) -> Mapping[str, Said]:
        """Give why."""
        return {"why": done.why}


@dataclass(frozen=True, kw_only=True)
class ReadItem(Action[IncomingRead]):
    """Say that an item which goes nowhere by itself was read, and what was done about it."""

    item: IncomingItem
    note: str

    kind = "transmit.read-item"
    permission = predicates.END_INCOMING

    def thing(self) -> Thing:
        """Give the item."""
        return self.item.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is to be taken or passed on, and an empty note."""
        if self.item.about in TAKES_FILE | PASSED:
            raise Refused(tr("this is taken over, passed on or refused, not only read"))
        clean_note(self.note)

    def effect(self, by: Actor) -> IncomingRead:
        """Add the row."""
        item = incoming_state.hold(self.item)
        row = IncomingRead(item=item, note=clean_note(self.note), by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: IncomingRead) -> tuple[Reference, ...]:
        """Give the item."""
        return (Reference("incoming-item", self.item.pk),)

    def said(self, done: IncomingRead) -> Mapping[str, Said]:
        """Give what was done."""
        return {"note": done.note}
