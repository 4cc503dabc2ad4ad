"""Looking at a captured picture, and carrying originals and bundles away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, NotPermitted, Reference, Refused, Said
from nomina.desk.captures.closed import demand_open
from nomina.desk.captures.models import Capture, Item
from nomina.desk.captures.opening.pieces import VIEW
from nomina.desk.files.living import may_live, may_open
from nomina.desk.people.models.care import looked
from nomina.desk.people.standing import standing_of
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


def lives(item: Item) -> bool:
    """Say whether an item is a picture that is kept apart since it may show somebody alive."""
    return bool(may_live({item.digest, item.parent} - {""}))


@dataclass(frozen=True, kw_only=True)
class OpenPicture(Action[Item]):
    """Open a captured picture: only after this is in the ledger may a byte of it leave."""

    item: Item

    kind = "capture.opened"
    permission = predicates.SEE_CAPTURES

    def thing(self) -> Thing:
        """Give the file."""
        return self.item.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no remade picture, and to some what may show somebody alive."""
        demand_open(by, self.thing())
        if self.item.role != VIEW:
            raise Refused(tr("there is no picture of this to show"))
        if lives(self.item) and not may_open(standing_of(by.user, by.at), self.thing()):
            raise NotPermitted(tr("this picture may show someone who is alive"))

    def effect(self, by: Actor) -> Item:
        """Give it, and count it for who opened it."""
        looked(by.user, self.item.pk, by.at)
        return self.item

    def on(self, done: Item) -> tuple[Reference, ...]:
        """Give the item and its capture."""
        return (Reference("item", done.pk), Reference("capture", done.capture_id))

    def said(self, done: Item) -> Mapping[str, Said]:
        """Give what is shown."""
        return {"digest": done.digest}


@dataclass(frozen=True, kw_only=True)
class TakeItem(Action[Item]):
    """Carry the bytes of an item away as they are kept: they leave the desk for good."""

    item: Item

    kind = "capture.taken"
    permission = predicates.TAKE_CAPTURE
    irreversible = True

    def thing(self) -> Thing:
        """Give the file."""
        return self.item.thing()

    def check(self, by: Actor) -> None:
        """Refuse what may show somebody alive."""
        demand_open(by, self.thing())
        if lives(self.item):
            raise Refused(
                tr("this may show someone who is alive, so its original stays here"),
                todo=tr("Have its hold released first, by someone other than who holds it"),
            )

    def effect(self, by: Actor) -> Item:
        """Give it."""
        return self.item

    def on(self, done: Item) -> tuple[Reference, ...]:
        """Give the item and its capture."""
        return (Reference("item", done.pk), Reference("capture", done.capture_id))

    def said(self, done: Item) -> Mapping[str, Said]:
        """Give which bytes."""
        return {"digest": done.digest}


@dataclass(frozen=True, kw_only=True)
class TakeBundle(Action[Capture]):
    """Carry a whole capture away, to be checked elsewhere without this desk."""

    capture: Capture

    kind = "capture.exported"
    permission = predicates.TAKE_CAPTURE
    irreversible = True

    def thing(self) -> Thing:
        """Give the file."""
        return self.capture.thing()

    def check(self, by: Actor) -> None:
        """Refuse where any of it may show somebody alive."""
        demand_open(by, self.thing())
        if may_live(set(self.capture.items.values_list("digest", flat=True))):
            raise Refused(
                tr("something in it may show someone who is alive, so it stays here"),
                todo=tr("Have its hold released first, by someone other than who holds it"),
            )

    def effect(self, by: Actor) -> Capture:
        """Give it."""
        return self.capture

    def on(self, done: Capture) -> tuple[Reference, ...]:
        """Give the capture and the file."""
        return (Reference("capture", done.pk), Reference("file", done.file_id))

    def said(self, done: Capture) -> Mapping[str, Said]:
        """Give which bundle."""
        return {"bundle": done.bundle}
