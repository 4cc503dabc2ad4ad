"""Bringing in what was openly published: assessed first, opened next, kept as a whole or not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import nomina
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.books import vault
from nomina.desk.captures import bundle
from nomina.desk.captures.alike import runs_of
from nomina.desk.captures.closed import demand_open
from nomina.desk.captures.keeping import wrapped
from nomina.desk.captures.models import Capture, Item, Observation
from nomina.desk.captures.models.captures import ASSESSED, FROM_FILE, WAYS
from nomina.desk.captures.offered import Offer, offers
from nomina.desk.captures.opening.pieces import BOUNDS, TEXT, VIEW, Bounds, Piece, claimed
from nomina.desk.captures.opening.reading import Opened, open_file
from nomina.desk.files.models import File
from nomina.desk.files.photos.intake import LARGEST, DoorLike, door
from nomina.desk.files.photos.trouble import told
from nomina.desk.files.record import record_of
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Why something is collected, and what was thought of it before (OSI-03).

    Attributes:
        purpose: what for.
        assessment: words for each of `ASSESSED`.
        address: where it was published, as the person says; it is never asked for.
    """

    purpose: str
    assessment: Mapping[str, str]
    address: str = ""

    def checked(self) -> Asked:
        """Give it as it is written down.

        Raises:
            InputError: something of it is missing, or cannot be written.
        """
        missing = [key for key in ASSESSED if not self.assessment.get(key, "").strip()]
        if missing or not self.purpose.strip():
            raise Refused(
                tr("nothing is collected without a purpose and an assessment"),
                todo=tr("Write a few words for each"),
            )
        return Asked(
            purpose=clean_note(self.purpose),
            assessment={key: clean_note(self.assessment[key]) for key in ASSESSED},
            address=clean_note(self.address) if self.address.strip() else "",
        )


@dataclass(frozen=True, kw_only=True)
class Bring(Action[Capture]):
    """Keep a capture: every item, the bundle, what is offered; all of it or nothing.

    Attributes:
        opened: what was brought, opened before (`bring_in`).
        offered: observations found in its texts.
        way: one of `WAYS`.
    """

    file: File
    asked: Asked
    opened: Opened = field(repr=False)
    offered: tuple[Offer, ...] = ()
    way: str = FROM_FILE

    kind = "capture.bring"
    permission = predicates.BRING_CAPTURE

    def thing(self) -> Thing:
        """Give the file."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse what was not assessed, what holds nothing, and what was made of nothing."""
        self.asked.checked()
        if self.way not in WAYS:
            raise Refused(tr("there is no such way"))
        if not self.opened.original.data:
            raise Refused(tr("the file is empty"), todo=tr("Copy it again from where it came from"))
        if bundle.orphans(_listed(one) for one in self.opened.pieces):
            raise Refused(tr("something here was made of nothing that was received"))

    def effect(self, by: Actor) -> Capture:
        """Keep the bytes, then the rows."""
        id_ = uuid4()
        asked = self.asked.checked()
        head = self._head(id_, asked, by)
        document = bundle.document(head, [_listed(one) for one in self.opened.pieces])
        capture = Capture(
            id=id_,
            file=self.file,
            purpose=asked.purpose,
            assessment=dict(asked.assessment),
            way=self.way,
            name=self.opened.original.name,
            address=asked.address,
            at=by.at,
            by=by.user,
            tool=tool(),
            bundle=bundle.digest(document),
            made_at=by.at,
        )
        capture.save(force_insert=True)
        items = self._items(capture, by)
        for number, offer in enumerate(self.offered, 1):
            Observation(
                capture=capture,
                item=items[offer.digest],
                number=number,
                field=offer.field,
                value=offer.value,
                around=offer.around,
                pattern=offer.pattern,
                made_at=by.at,
            ).save(force_insert=True)
        return capture

    def _head(self, id_: UUID, asked: Asked, by: Actor) -> dict[str, Any]:
        return {
            "capture": id_.hex,
            "file": self.file.pk.hex,
            "purpose": asked.purpose,
            "assessment": dict(asked.assessment),
            "way": self.way,
            "name": self.opened.original.name,
            "address": asked.address,
            "at": written(by.at),
            "by": by.id.hex if by.id else "",
            "tool": tool(),
        }

    def _items(self, capture: Capture, by: Actor) -> dict[str, Item]:
        """Keep every piece; give the texts by digest."""
        kept = vault()
        wrappings = [wrapped(capture.pk, one.data) for one in self.opened.pieces]
        kept.hold([hashlib.sha256(one).hexdigest() for one in wrappings])
        texts: dict[str, Item] = {}
        for number, one in enumerate(self.opened.pieces, 1):
            item = Item(
                capture=capture,
                number=number,
                role=one.role,
                digest=one.digest,
                kept=kept.keep(wrappings[number - 1]).digest,
                size=len(one.data),
                media=one.media,
                name=one.name,
                address=one.address,
                parent=one.parent,
                operation=one.operation,
                facts={key: said for key, said in one.facts.items() if key != "mark"},
                mark=_mark(one),
                made_at=by.at,
            )
            item.save(force_insert=True)
            if one.role == TEXT:
                texts[one.digest] = item
        return texts

    def on(self, done: Capture) -> tuple[Reference, ...]:
        """Give the capture and the file."""
        return (Reference("capture", done.pk), Reference("file", self.file.pk))

    def said(self, done: Capture) -> Mapping[str, Said]:
        """Give the digests of the bundle and of what was received, and why it was."""
        return {
            "bundle": done.bundle,
            "original": self.opened.original.digest,
            "items": len(self.opened.pieces),
            "purpose": done.purpose,
            "assessment": dict(done.assessment),
            "address": done.address,
        }


def _listed(one: Piece) -> bundle.Listed:
    return bundle.Listed(
        one.role,
        one.digest,
        len(one.data),
        one.media,
        one.name,
        one.address,
        one.parent,
        one.operation,
    )


def listed(item: Item) -> bundle.Listed:
    """Give an item as the bundle lists it."""
    return bundle.Listed(
        item.role,
        item.digest,
        item.size,
        item.media,
        item.name,
        item.address,
        item.parent,
        item.operation,
    )


def document_of(capture: Capture) -> bytes:
    """Write the bundle of a capture again, from its rows; its digest is that of the capture."""
    head = {
        "capture": capture.pk.hex,
        "file": capture.file_id.hex,
        "purpose": capture.purpose,
        "assessment": dict(capture.assessment),
        "way": capture.way,
        "name": capture.name,
        "address": capture.address,
        "at": written(capture.at),
        "by": capture.by_id.hex,
        "tool": capture.tool,
    }
    return bundle.document(head, [listed(item) for item in capture.items.all()])


def written(at: datetime) -> str:
    """Write a moment in UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def tool() -> str:
    """Say what keeps captures, with its version."""
    return f"nomina {nomina.__version__}"


def _mark(one: Piece) -> dict[str, Any]:
    """Give what tells copies: of texts, and of pictures as they were received."""
    if one.role == TEXT:
        runs, whole = runs_of(one.data.decode("utf-8"))
        return {"runs": list(runs), "all": whole} if runs else {}
    mark = one.facts.get("mark") if one.role != VIEW else ""
    return {"picture": mark} if mark else {}


def bring_in(
    by: Actor,
    file: File,
    data: bytes,
    name: str,
    asked: Asked,
    *,
    doors: DoorLike | None = None,
    bounds: Bounds = BOUNDS,
) -> Capture:
    """Bring one file in; it is kept when this returns.

    Args:
        by: who brings it.
        file: of the person whom it is about.
        data: the bytes as they arrived.
        name: the name that they came under.
        asked: why, and what was thought of it; asked for before a byte is looked at.
        doors: opens pictures; that of this process where None.
        bounds: how much is opened.

    Raises:
        InputError: it was not assessed, is empty or too large, or the act is refused.
        NotPermitted: the rule forbids it.
        SpaceError: there is no space; nothing was kept.
        StoreError: vault, ledger or database cannot be used; nothing was kept.
    """
    asked.checked()
    demand_open(by, file.thing())
    if len(data) > LARGEST:
        raise Refused(tr("this is larger than {n} MB").format(n=LARGEST // 1_000_000))
    opened = open_file(data, claimed(name), doors or door(), bounds)
    with told():
        act = Bring(file=file, asked=asked, opened=opened, offered=offered_of(file, opened))
        return act.do(by)


def offered_of(file: File, opened: Opened) -> tuple[Offer, ...]:
    """Give what the texts of something opened may say that the file does not say yet."""
    texts = [(one.digest, one.data.decode("utf-8")) for one in opened.pieces if one.role == TEXT]
    said = {key: standing.said for key, standing in record_of(file).items()}
    known = {key: one.get() for key, one in said.items() if one.is_known}
    return offers(file.kind, texts, known)
