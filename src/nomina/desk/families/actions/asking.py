"""Enquiries: taken in from the page or by staff, added to, read; what is sealed is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.families import asking, consent_words, envelopes
from nomina.desk.families.asked import Asked, AskedContact
from nomina.desk.families.models import (
    Contact,
    Enquiry,
    EnquiryPage,
    Submission,
    SubmissionRead,
)
from nomina.desk.families.models.asking import BY_PAGE, OTHER, OWN, SIDES, WAYS
from nomina.desk.people.models import Operation
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import LANGUAGES, tr


def on(enquiry: Enquiry) -> tuple[Reference, ...]:
    """Give what an act on an enquiry touches."""
    return (Reference("enquiry", enquiry.pk),)


@dataclass(frozen=True, kw_only=True)
class TakeEnquiry(Action[Enquiry]):
    """Take an enquiry, from the page or as staff take it down. The same number again is the same.

    Attributes:
        number, secret: as `families.secrets` draws them; of the secret what `digest_of` gives.
        way: `BY_PAGE` for nobody, and for staff one of the others.
        side: one of `SIDES`.
        asked: what was typed; of the other side no number and no address is kept, even sealed.
        photos: names as they came, and bytes; opened nowhere before a person takes them over.
    """

    operation: Operation
    number: str
    secret: str = field(repr=False)
    way: str
    language: str
    side: str
    asked: Asked = field(repr=False)
    photos: Sequence[tuple[str, bytes]] = field(default=(), repr=False)

    kind = "enquiry.take"
    permission = predicates.SPEAK_IN_ENQUIRY

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse a way, side or language that does not exist, and a page that is not open."""
        if self.way not in WAYS or (self.way == BY_PAGE) != (by.user is None):
            raise Refused(tr("an enquiry does not come this way"))
        if self.side not in SIDES or self.language not in LANGUAGES:
            raise Refused(tr("there is no such choice"))
        pages = EnquiryPage.objects.open(by.at).filter(operation=self.operation)
        if by.user is None and not pages.exists():
            raise Refused(tr("there is no such page"))
        envelopes.check(self.photos)

    def effect(self, by: Actor) -> Enquiry:
        """Write the row, and seal what came."""
        known = Enquiry.objects.filter(operation=self.operation, number=self.number).first()
        if known is not None:
            asking.demand_standing(known)  # sent once more from a page that was left open
            return known
        row = Enquiry(
            operation=self.operation,
            number=self.number,
            secret=self.secret,
            way=self.way,
            language=self.language,
            side=self.side,
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        text = consent_words.row_of(self.language, by.at) if self.asked.consents else None
        asked = self.asked
        if self.side == OTHER:
            language = AskedContact(language=asked.contact.language)
            asked = asked.model_copy(update={"contact": language})
        envelopes.keep(row, asked, self.photos, by.at, by=by.user, consent_text=text)
        if self.side == OWN and self.asked.contact.no_contact:
            # Nobody contacts them from this moment on; their words wait sealed for a reader.
            Contact.objects.create(enquiry=row, no_contact=True, made_at=by.at, by=by.user)
        return row

    def on(self, done: Enquiry) -> tuple[Reference, ...]:
        """Give the enquiry and its operation."""
        return (*on(done), Reference("operation", self.operation.pk))

    def said(self, done: Enquiry) -> Mapping[str, Said]:
        """Give how it came; nothing of what it says."""
        return {"way": done.way, "side": done.side, "language": done.language}


@dataclass(frozen=True, kw_only=True)
class SendMore(Action[Submission]):
    """Add to an enquiry: what comes lies sealed beside what came before, and is unread."""

    enquiry: Enquiry
    asked: Asked = field(repr=False)
    photos: Sequence[tuple[str, bytes]] = field(default=(), repr=False)

    kind = "enquiry.more"
    permission = predicates.SPEAK_IN_ENQUIRY

    def thing(self) -> Thing:
        """Give the enquiry."""
        return self.enquiry.thing()

    def check(self, by: Actor) -> None:
        """Refuse what was withdrawn."""
        asking.demand_standing(self.enquiry)
        envelopes.check(self.photos)

    def effect(self, by: Actor) -> Submission:
        """Seal what came, unless it is all taken back at this moment."""
        asking.hold(self.enquiry)
        words = consent_words.row_of(self.enquiry.language, by.at) if self.asked.consents else None
        return envelopes.keep(
            self.enquiry, self.asked, self.photos, by.at, by=by.user, consent_text=words
        )

    def on(self, done: Submission) -> tuple[Reference, ...]:
        """Give the enquiry."""
        return (*on(self.enquiry), Reference("submission", done.pk))

    def said(self, done: Submission) -> Mapping[str, Said]:
        """Give its place."""
        return {"turn": done.turn}


@dataclass(frozen=True, kw_only=True)
class ReadSubmission(Action[SubmissionRead]):
    """Open what a family of our own side sent, and read it; who did is written down."""

    submission: Submission

    kind = "enquiry.read"
    permission = predicates.SEE_ENQUIRIES

    def thing(self) -> Thing:
        """Give the submission."""
        return self.submission.thing()

    def check(self, by: Actor) -> None:
        """Refuse what the other side sealed, and what is gone."""
        if self.submission.enquiry.side != OWN:
            raise Refused(
                tr("this was sealed for whoever is to answer, and is opened with a reason"),
                todo=tr("Open it by its own act"),
            )
        asking.demand_standing(self.submission.enquiry)

    def effect(self, by: Actor) -> SubmissionRead:
        """Add the row; a second reading by the same person adds none."""
        mine = SubmissionRead.objects.filter(submission=self.submission, by=by.user).first()
        return mine or _read(self.submission, "", by)

    def on(self, done: SubmissionRead) -> tuple[Reference, ...]:
        """Give the submission and its enquiry."""
        return (Reference("submission", self.submission.pk), *on(self.submission.enquiry))


@dataclass(frozen=True, kw_only=True)
class OpenSealed(Action[Asked]):
    """Open what a relative on the other side sealed; it is shown, and written nowhere.

    Attributes:
        why: the reason.
    """

    submission: Submission
    why: str

    kind = "enquiry.open-sealed"
    permission = predicates.OPEN_SEALED
    irreversible = True
    watched = True

    def thing(self) -> Thing:
        """Give the submission."""
        return self.submission.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is not sealed so, what is gone, and no reason."""
        if self.submission.enquiry.side != OTHER:
            raise Refused(tr("this is of our own side, and is read on its page"))
        asking.demand_standing(self.submission.enquiry)
        clean_note(self.why)

    def effect(self, by: Actor) -> Asked:
        """Write down who opens it and why, then open it."""
        _read(self.submission, clean_note(self.why), by)
        return envelopes.written(self.submission)

    def on(self, done: Asked) -> tuple[Reference, ...]:
        """Give the submission and its enquiry."""
        return (Reference("submission", self.submission.pk), *on(self.submission.enquiry))

    def said(self, done: Asked) -> Mapping[str, Said]:
        """Give the reason, and nothing of what was opened."""
        return {"why": clean_note(self.why)}


def _read(submission: Submission, why: str, by: Actor) -> SubmissionRead:
    row = SubmissionRead(submission=submission, why=why, by=by.user, made_at=by.at)
    row.save(force_insert=True)
    envelopes.was_read([submission])
    return row
