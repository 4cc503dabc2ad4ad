"""A recipient of a recall whom nobody can tell any more is taken off it, by two people.

Whoever was told something wrong is told so. Some of them die before; of some the record was struck,
for they had not been told at all. One says so, and another of the board confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.examine.keys import keys_of
from nomina.desk.families.actions.telling_common import another, demand_untold, locked
from nomina.desk.families.models import Recipient, RecipientEnd, RecipientGone
from nomina.desk.families.models.telling import RECALL
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class SayGone(Action[RecipientGone]):
    """Write down that a recipient of a recall cannot be told: they died, or were never told."""

    recipient: Recipient
    why: str

    kind = "families.recipient-gone"
    permission = predicates.TELL_FAMILIES

    def thing(self) -> Thing:
        """Give the notice."""
        return self.recipient.thing()

    def check(self, by: Actor) -> None:
        """Refuse without a reason, and where it is no recall: there they are taken off."""
        clean_note(self.why)
        if self.recipient.notice.occasion != RECALL:
            raise Refused(tr("this is no recall"), todo=tr("Take them off"))

    def effect(self, by: Actor) -> RecipientGone:
        """Add the row.

        Raises:
            Refused: they were told, or it was said already.
        """
        assert by.id is not None
        locked(self.recipient.notice)
        demand_untold(self.recipient)
        if RecipientGone.objects.filter(recipient=self.recipient).exists():
            raise Refused(tr("this was written down already"))
        row = RecipientGone(
            recipient=self.recipient,
            why=clean_note(self.why),
            keys=sorted(keys_of([by.id])[by.id]),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: RecipientGone) -> tuple[Reference, ...]:
        """Give the notice and the file of the relative."""
        one = self.recipient
        return (Reference("notice", one.notice_id), Reference("file", one.family_id))

    def said(self, done: RecipientGone) -> Mapping[str, Said]:
        """Give the reason, and the keys of who said it."""
        return {"why": done.why, "keys": tuple(done.keys)}


@dataclass(frozen=True, kw_only=True)
class ConfirmGone(Action[RecipientEnd]):
    """Take a recipient off a recall, whom nobody can tell as another person said."""

    gone: RecipientGone

    kind = "families.recipient-gone-confirm"
    permission = predicates.CLOSE_NOTICE
    irreversible = True

    def thing(self) -> Thing:
        """Give the notice."""
        return self.gone.recipient.thing()

    def effect(self, by: Actor) -> RecipientEnd:
        """Add the row.

        Raises:
            Refused: they said it themselves, under any account; or the relative was told, or was
                taken off already.
        """
        one = self.gone.recipient
        locked(one.notice)
        demand_untold(one)
        if RecipientEnd.objects.filter(recipient=one).exists():
            raise Refused(tr("this relative was taken off already"))
        another(
            by,
            self.gone.by_id,
            self.gone.keys,
            same=tr("you wrote this down, so another person confirms it"),
            shared=tr("this account signs in with a key of the person who wrote this down"),
            todo=tr("Ask another of the board"),
        )
        row = RecipientEnd(recipient=one, why=self.gone.why, by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: RecipientEnd) -> tuple[Reference, ...]:
        """Give the notice and the file of the relative."""
        one = self.gone.recipient
        return (Reference("notice", one.notice_id), Reference("file", one.family_id))

    def said(self, done: RecipientEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}
