"""What nobody knows the owner of is declared unresolved, and two sign that it goes as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.actions.release import demand_open
from nomina.desk.custody.models import (
    Item,
    Release,
    Unresolved,
    UnresolvedSign,
)
from nomina.desk.custody.release_ground import ground_of
from nomina.desk.examine.keys import keys_of
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class DeclareUnresolved(Action[Unresolved]):
    """Declare that nobody can say whose a thing in the coffin is, and that it goes all the same."""

    release: Release
    item: Item
    why: str

    kind = "custody.unresolved"
    permission = predicates.PREPARE_RELEASE

    def thing(self) -> Thing:
        """Give the release."""
        return self.release.thing()

    def check(self, by: Actor) -> None:
        """Refuse a declaration without a reason."""
        clean_note(self.why)

    def effect(self, by: Actor) -> Unresolved:
        """Add the row.

        Raises:
            Refused: the release is over; it does not lie in the coffin, or it is known whose it is.
        """
        demand_open(self.release)
        ground = ground_of(self.release, by.at)
        found = [one for one in ground.case.contents if one.tag == str(self.item)]
        if not found:
            raise Refused(tr("this does not lie in the coffin"), where=str(self.item))
        if found[0].whose != "nobody":
            raise Refused(
                tr("only what nobody knows the person of can be declared unresolved"),
                where=str(self.item),
                todo=tr("What is somebody else's is taken out of the coffin"),
            )
        if self.item.pk in ground.unresolved:
            raise Refused(tr("this is declared unresolved already"), where=str(self.item))
        row = Unresolved(
            release=self.release,
            item=self.item,
            why=clean_note(self.why),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Unresolved) -> tuple[Reference, ...]:
        """Give the release and the item."""
        return (
            Reference("unresolved", done.pk),
            Reference("release", done.release_id),
            Reference("item", done.item_id),
        )

    def said(self, done: Unresolved) -> Mapping[str, Said]:
        """Give the reason."""
        return {"item": str(done.item_id), "why": done.why}


@dataclass(frozen=True, kw_only=True)
class SignUnresolved(Action[UnresolvedSign]):
    """Answer for something that goes without anybody knowing whose it is."""

    unresolved: Unresolved

    kind = "custody.unresolved-sign"
    permission = predicates.SIGN_RELEASE
    irreversible = True

    def thing(self) -> Thing:
        """Give the release."""
        return self.unresolved.thing()

    def effect(self, by: Actor) -> UnresolvedSign:
        """Add the row.

        Raises:
            Refused: the release is over, or the same person signed it already.
        """
        demand_open(self.unresolved.release)
        assert by.user is not None
        keys = keys_of([by.user.pk])[by.user.pk]
        for other in self.unresolved.signs.all():
            if other.by_id == by.user.pk:
                raise Refused(tr("you signed this already"))
            if not keys.isdisjoint(other.keys):
                raise Refused(
                    tr("another account signed this with the same key"),
                    todo=tr("Each signs with a key of their own"),
                )
        row = UnresolvedSign(
            unresolved=self.unresolved, keys=sorted(keys), by=by.user, made_at=by.at
        )
        row.save(force_insert=True)
        return row

    def on(self, done: UnresolvedSign) -> tuple[Reference, ...]:
        """Give what was signed."""
        return (
            Reference("unresolved", done.unresolved_id),
            Reference("release", self.unresolved.release_id),
        )

    def said(self, done: UnresolvedSign) -> Mapping[str, Said]:
        """Give with which keys."""
        return {"unresolved": str(done.unresolved_id), "keys": tuple(done.keys)}
