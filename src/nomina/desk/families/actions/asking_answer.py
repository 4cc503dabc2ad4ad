"""Enquiries: who answers for one and by which day, what is answered, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.families import answers, asking
from nomina.desk.families.actions.asking import on
from nomina.desk.families.models import (
    Answer,
    Enquiry,
    EnquiryEnd,
    EnquiryOwner,
    Submission,
)
from nomina.desk.families.models.asking_case import (
    JOINED,
    NOT_KIN,
    OUTCOMES,
    WITHDRAWN,
)
from nomina.desk.people.models import User
from nomina.desk.people.standing import standing_of
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

SOON = timedelta(days=365)
"""No enquiry is due later than that from now."""
ENDS = tuple(one for one in OUTCOMES if one not in (WITHDRAWN,))
"""Outcomes that staff write down; a withdrawal is an act of its own."""


@dataclass(frozen=True, kw_only=True)
class OwnEnquiry(Action[EnquiryOwner]):
    """Say who answers for an enquiry, and by which day.

    Attributes:
        owner: somebody who speaks with families there.
        due: the day, by the desk's own calendar.
    """

    enquiry: Enquiry
    owner: User
    due: date

    kind = "enquiry.own"
    permission = predicates.RUN_ENQUIRIES

    def thing(self) -> Thing:
        """Give the enquiry."""
        return self.enquiry.thing()

    def people(self) -> frozenset[UUID]:
        """Lock the owner, so that who leaves at this moment is not given it."""
        return frozenset({self.owner.pk})

    def check(self, by: Actor) -> None:
        """Refuse who speaks with no family there, a day that is over, and what was withdrawn."""
        asking.demand_standing(self.enquiry)
        if not predicates.RUN_ENQUIRIES(standing_of(self.owner, by.at), self.enquiry.thing()):
            raise Refused(tr("this person does not speak with families here"))
        today = timezone.localtime(by.at).date()
        if not today <= self.due <= today + SOON:
            raise Refused(
                tr("this day is over, or more than a year away"), where=self.due.isoformat()
            )

    def effect(self, by: Actor) -> EnquiryOwner:
        """Add the row."""
        row = EnquiryOwner(
            enquiry=self.enquiry, owner=self.owner, due=self.due, by=by.user, made_at=by.at
        )
        row.save(force_insert=True)
        return row

    def on(self, done: EnquiryOwner) -> tuple[Reference, ...]:
        """Give the enquiry and the owner."""
        return (*on(self.enquiry), Reference("user", self.owner.pk))

    def said(self, done: EnquiryOwner) -> Mapping[str, Said]:
        """Give the day."""
        return {"due": done.due.isoformat()}


@dataclass(frozen=True, kw_only=True)
class EndEnquiry(Action[EnquiryEnd]):
    """End an enquiry with an outcome (LAW-15).

    Attributes:
        outcome: one of `ENDS`.
        why: in words; of what was passed to the agency, what they agreed to.
    """

    enquiry: Enquiry
    outcome: str
    why: str

    kind = "enquiry.end"
    permission = predicates.RUN_ENQUIRIES

    def thing(self) -> Thing:
        """Give the enquiry."""
        return self.enquiry.thing()

    def check(self, by: Actor) -> None:
        """Refuse no outcome, what nobody has read, and an outcome that is not true."""
        asking.demand_standing(self.enquiry)
        if self.outcome not in ENDS:
            raise Refused(tr("an enquiry ends with an outcome"), todo=tr("Choose what came of it"))
        if asking.end_of(self.enquiry) is not None:
            raise Refused(tr("this enquiry has an outcome already"))
        if Submission.objects.filter(enquiry=self.enquiry).unread().exists():
            raise Refused(tr("not all that was sent has been read"), todo=tr("Read it first"))
        clean_note(self.why)
        self._check_true()

    def _check_true(self) -> None:
        last = asking.kinship_of(self.enquiry)
        if self.outcome == NOT_KIN and (last is None or last.holds):
            raise Refused(
                tr("nobody has found that kinship does not hold"),
                todo=tr("Write down how it was looked at"),
            )
        if self.outcome == JOINED and asking.files_of(self.enquiry) is None:
            raise Refused(
                tr("this enquiry is joined to no file"), todo=tr("Say whom it asks after")
            )

    def effect(self, by: Actor) -> EnquiryEnd:
        """Add the row; of what nobody answered for, whoever ends it does."""
        list(Enquiry.objects.select_for_update().filter(pk=self.enquiry.pk))
        self.check(by)  # somebody may have ended it, or sent more, at this moment
        line = asking.line_of(self.enquiry, by.at)
        if line.owner is None and by.user is not None:
            today = timezone.localtime(by.at).date()
            OwnEnquiry(enquiry=self.enquiry, owner=by.user, due=today).do(by)
        row = EnquiryEnd(
            enquiry=self.enquiry,
            outcome=self.outcome,
            why=clean_note(self.why),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: EnquiryEnd) -> tuple[Reference, ...]:
        """Give the enquiry."""
        return on(self.enquiry)

    def said(self, done: EnquiryEnd) -> Mapping[str, Said]:
        """Give the outcome."""
        return {"outcome": done.outcome, "why": done.why}


@dataclass(frozen=True, kw_only=True)
class AnswerEnquiry(Action[Answer]):
    """Write an answer, which waits on the page for who asked. Nothing is sent.

    Attributes:
        fixed: one of `answers.FIXED`; empty where it is in words.
        text: in words; only where kinship holds, and never the news before it was told in person.
    """

    enquiry: Enquiry
    fixed: str = ""
    text: str = ""

    kind = "enquiry.answer"
    permission = predicates.RUN_ENQUIRIES

    def thing(self) -> Thing:
        """Give the enquiry."""
        return self.enquiry.thing()

    def check(self, by: Actor) -> None:
        """Refuse words before kinship holds, and before the news was told in person."""
        asking.demand_standing(self.enquiry)
        if bool(self.fixed) == bool(self.text.strip()):
            raise Refused(tr("choose a sentence, or write an answer"))
        if self.fixed:
            if self.fixed not in answers.FIXED:
                raise Refused(tr("there is no such choice"))
            return
        clean_note(self.text)
        last = asking.kinship_of(self.enquiry)
        if last is None or not last.holds:
            raise Refused(
                tr("kinship is not verified, so nothing of any case is said"),
                todo=tr("Choose one of the sentences, or verify kinship first"),
            )
        asking.demand_told(self.enquiry)

    def effect(self, by: Actor) -> Answer:
        """Add the row."""
        row = Answer(
            enquiry=self.enquiry,
            fixed=self.fixed,
            text="" if self.fixed else clean_note(self.text),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Answer) -> tuple[Reference, ...]:
        """Give the enquiry."""
        return on(self.enquiry)

    def said(self, done: Answer) -> Mapping[str, Said]:
        """Give the answer."""
        return {"fixed": done.fixed, "text": done.text}
