"""Who is to be told: relatives of proven kinship on our own side, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.actions.common import note
from nomina.desk.families.actions.telling_common import demand_untold, held
from nomina.desk.families.contact import contact_of, demand_contact
from nomina.desk.families.models import Notice, Recipient, RecipientEnd
from nomina.desk.families.models.asking import OTHER, OWN
from nomina.desk.families.models.telling import RECALL
from nomina.desk.files.fields import FAMILY
from nomina.desk.files.models import File, Relation
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


def demand_tellable(missing: File, family: File) -> None:
    """Refuse whoever this desk does not tell.

    Raises:
        Refused: they are no relative of this person, live on the other side, or nobody has
            verified their kinship; or they want no contact.
    """
    relation = Relation.objects.filter(file=family, missing=missing)
    if family.kind != FAMILY or not relation.exists():
        raise Refused(
            tr("this is no relative of the missing person"),
            where=family.number,
            todo=tr("Choose one whose file belongs to this person"),
        )
    known = contact_of(family)
    if known.side == OTHER:
        raise Refused(
            tr("nothing is told to a relative on the other side from here"),
            where=family.number,
            todo=tr("Their bureau and the neutral agency tell them; send it on that way"),
        )
    if known.side != OWN:
        raise Refused(
            tr("nobody has written down how this relative is reached"),
            where=family.number,
            todo=tr("Write down how and when they are reached safely, and whom not to tell"),
        )
    if not known.kinship_holds:
        raise Refused(
            tr("nobody has verified that this is a relative"),
            where=family.number,
            todo=tr("Verify the kinship first, by papers, a register or DNA"),
        )
    demand_contact(family)


@dataclass(frozen=True, kw_only=True)
class ChooseRecipient(Action[Recipient]):
    """Choose a relative who is to be told.

    Attributes:
        relation: what they are to the missing person.
        wishes: how they wish to be told.
    """

    notice: Notice
    family: File
    relation: str
    wishes: str = ""

    kind = "families.recipient"
    permission = predicates.TELL_FAMILIES

    def thing(self) -> Thing:
        """Give the notice."""
        return self.notice.thing()

    def check(self, by: Actor) -> None:
        """Refuse to add to a recall: those who were told are told again, and nobody else."""
        if self.notice.occasion == RECALL:
            raise Refused(
                tr("those who were told are told again, and nobody else"),
            )

    def effect(self, by: Actor) -> Recipient:
        """Add the row.

        Raises:
            Refused: they are nobody whom this desk tells, or were chosen already.
        """
        notice = held(self.notice)
        demand_tellable(notice.missing, self.family)
        mine = Recipient.objects.filter(notice=notice, family=self.family)
        if mine.standing().exists():
            raise Refused(tr("this relative was chosen already"), where=self.family.number)
        row = Recipient(
            notice=notice,
            family=self.family,
            turn=mine.count() + 1,
            relation=clean_name(self.relation, NAME),
            wishes=note(self.wishes),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Recipient) -> tuple[Reference, ...]:
        """Give the notice and the file of the relative."""
        return (Reference("notice", done.notice_id), Reference("file", done.family_id))

    def said(self, done: Recipient) -> Mapping[str, Said]:
        """Give what they are, and what they wish."""
        return {"relation": done.relation, "wishes": done.wishes}


@dataclass(frozen=True, kw_only=True)
class DropRecipient(Action[RecipientEnd]):
    """Take a relative off again who was not told; somebody else tells them, or they wish it so."""

    recipient: Recipient
    why: str

    kind = "families.recipient-drop"
    permission = predicates.TELL_FAMILIES

    def thing(self) -> Thing:
        """Give the notice."""
        return self.recipient.thing()

    def check(self, by: Actor) -> None:
        """Refuse without a reason, and on a recall."""
        clean_note(self.why)
        if self.recipient.notice.occasion == RECALL:
            raise Refused(
                tr("whoever was told something wrong is told so"),
                todo=tr("Another way can be planned, with two who sign it"),
            )

    def effect(self, by: Actor) -> RecipientEnd:
        """Add the row.

        Raises:
            Refused: they were told, or were taken off already.
        """
        held(self.recipient.notice)
        demand_untold(self.recipient)
        if RecipientEnd.objects.filter(recipient=self.recipient).exists():
            raise Refused(tr("this relative was taken off already"))
        row = RecipientEnd(
            recipient=self.recipient, why=clean_note(self.why), by=by.user, made_at=by.at
        )
        row.save(force_insert=True)
        return row

    def on(self, done: RecipientEnd) -> tuple[Reference, ...]:
        """Give the notice and the file of the relative."""
        one = self.recipient
        return (Reference("notice", one.notice_id), Reference("file", one.family_id))

    def said(self, done: RecipientEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}
