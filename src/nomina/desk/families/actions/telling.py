"""A notice is begun from an identification, taken back by another, or closed untold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.examine import resting
from nomina.desk.examine.dossier import signed, two_sign
from nomina.desk.examine.models import Identification
from nomina.desk.families import telling_further
from nomina.desk.families.actions.telling_common import held, locked
from nomina.desk.families.models import Notice, NoticeEnd, Recipient
from nomina.desk.families.models.telling import DEATH, FURTHER, RECALL
from nomina.desk.families.telling_states import (
    State,
    again,
    ended,
    everybody,
    standing,
    stands_as,
    went_by,
)
from nomina.desk.files.models import File
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


def demand_signed(identification: Identification) -> None:
    """Refuse what the board did not decide: two of it sign the very dossier (NOT-01).

    Raises:
        Refused: so it is.
    """
    kept = Identification.objects.filter(pk=identification.pk).select_related("dossier").first()
    if kept is None or not two_sign(signed(kept.dossier), kept.dossier.digest, frozenset()):
        raise Refused(
            tr("two of the board have not signed this, so it is told to nobody"),
            todo=tr("Have the board decide on the report first"),
        )


@dataclass(frozen=True, kw_only=True)
class BeginNotice(Action[Notice]):
    """Begin to tell an identification: the one way in which a notice comes to be (NOT-01).

    The database holds the rest of the line: a notice without an identification cannot be written.
    """

    identification: Identification

    kind = "families.notice"
    permission = predicates.TELL_FAMILIES

    def thing(self) -> Thing:
        """Give the operation of the missing person."""
        return Thing(operations=frozenset({self.identification.link.other.operation_id}))

    def check(self, by: Actor) -> None:
        """Refuse what names nobody."""
        if self.identification.report.kind != IDENTIFIED:
            raise Refused(tr("only that a body is somebody is told to a family"))

    def effect(self, by: Actor) -> Notice:
        """Add the row.

        Raises:
            Refused: nobody signed the identification, or it was recalled; it is told already;
                something else about the same person comes first; or the family chose not to be
                told of more.
        """
        demand_signed(self.identification)
        resting.hold(self.identification)
        missing = self.identification.link.other
        list(File.objects.select_for_update(no_key=True).filter(pk=missing.pk))
        if Notice.objects.filter(identification=self.identification).exists():
            raise Refused(tr("a notice of this identification was begun already"))
        occasion = self._occasion(missing)
        if occasion == FURTHER:
            telling_further.demand(missing)
        row = Notice(
            operation=missing.operation,
            identification=self.identification,
            occasion=occasion,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def _occasion(self, missing: File) -> str:
        """Say whether it is the first that is told of somebody.

        Raises:
            Refused: a notice that was wrong is not recalled yet, or the first one still waits.
        """
        rows = Notice.objects.open().filter(identification__link__other=missing)
        first = DEATH
        for one in rows.exclude(occasion=RECALL):
            state = stands_as(again(one))
            if state is State.RECALL:
                raise Refused(
                    tr("a family was told something wrong about this person and does not know it"),
                    todo=tr("Tell them that first; the notice to be recalled is in the list"),
                )
            if state is State.TOLD:
                first = FURTHER
            elif state in (State.PLAN, State.RELEASE, State.TELL):
                raise Refused(
                    tr("another notice about this person is not told yet"),
                    todo=tr("Tell that one first"),
                )
        return first

    def on(self, done: Notice) -> tuple[Reference, ...]:
        """Give the notice, the identification and the missing person."""
        return (
            Reference("notice", done.pk),
            Reference("identification", done.identification_id),
            Reference("file", self.identification.link.other_id),
        )

    def said(self, done: Notice) -> Mapping[str, Said]:
        """Give what it is about, and the hash that the board decided on."""
        return {"occasion": done.occasion, "dossier": self.identification.dossier.digest}


@dataclass(frozen=True, kw_only=True)
class BeginRecall(Action[Notice]):
    """Begin to tell everybody who was told that it was wrong, with the same care (NOT-07).

    Attributes:
        notice: the one that told what the board recalled.
    """

    notice: Notice

    kind = "families.recall"
    permission = predicates.TELL_FAMILIES

    def thing(self) -> Thing:
        """Give the notice."""
        return self.notice.thing()

    def effect(self, by: Actor) -> Notice:
        """Add the row, and all who were told as its recipients; nobody chooses among them.

        Raises:
            Refused: it stands, was told to nobody, or is recalled already.
        """
        notice = again(locked(self.notice))
        if notice.occasion == RECALL or ended(notice) is None:
            raise Refused(tr("the board did not recall what this notice tells"))
        if Notice.objects.filter(recalls=notice).exists():
            raise Refused(tr("its recall was begun already"))
        told = everybody(notice)
        if not told:
            raise Refused(tr("nobody was told, so nobody has to be told again"))
        row = Notice(
            operation=notice.operation,
            identification=notice.identification,
            occasion=RECALL,
            recalls=notice,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        for one in told:
            ask_again(row, one, by)
        return row

    def on(self, done: Notice) -> tuple[Reference, ...]:
        """Give both notices, the identification and everybody who is told again."""
        people = Recipient.objects.filter(notice=done).values_list("family", flat=True)
        return (
            Reference("notice", done.pk),
            Reference("notice", self.notice.pk),
            Reference("identification", done.identification_id),
            *(Reference("file", one) for one in sorted(people)),
        )

    def said(self, done: Notice) -> Mapping[str, Said]:
        """Give why the board recalled it, and who is told again."""
        people = Recipient.objects.filter(notice=done).values_list("family", flat=True)
        return {
            "why": done.identification.end.why,
            "families": tuple(str(one) for one in sorted(people)),
        }


def ask_again(recall: Notice, told: Recipient, by: Actor) -> Recipient:
    """Have somebody who was told stand among those whom a recall is told to."""
    row = Recipient(
        notice=recall,
        family=told.family,
        relation=told.relation,
        wishes=told.wishes,
        by=by.user,
        made_at=by.at,
    )
    row.save(force_insert=True)
    return row


@dataclass(frozen=True, kw_only=True)
class CloseNotice(Action[NoticeEnd]):
    """Close a notice that is told to nobody here; one of the board does, with a reason."""

    notice: Notice
    why: str

    kind = "families.notice-close"
    permission = predicates.CLOSE_NOTICE
    irreversible = True

    def thing(self) -> Thing:
        """Give the notice."""
        return self.notice.thing()

    def check(self, by: Actor) -> None:
        """Refuse without a reason, and a recall: that ends when everybody has been told."""
        clean_note(self.why)
        if self.notice.occasion == RECALL:
            raise Refused(
                tr("a recall is not closed"), todo=tr("Tell everybody who was told wrongly")
            )

    def effect(self, by: Actor) -> NoticeEnd:
        """Add the row.

        Raises:
            Refused: somebody was told, or may be on the way; or it was recalled.
        """
        found = again(held(self.notice))
        if everybody(found):
            raise Refused(tr("somebody was told, so this notice is not closed"))
        if any(went_by(person) is not None for person in standing(found)):
            raise Refused(
                tr("a plan of this notice was let go, so somebody may be on the way"),
                todo=tr("Ask those who go; then take the relatives off whom nobody visits"),
            )
        row = NoticeEnd(notice=self.notice, why=clean_note(self.why), by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: NoticeEnd) -> tuple[Reference, ...]:
        """Give the notice."""
        return (Reference("notice", done.notice_id),)

    def said(self, done: NoticeEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}
