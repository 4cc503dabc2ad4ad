"""Taking over: what was sent becomes files, part by part, each looked at by a person before.

Every act can be done again and goes on where it was: what was taken stands in `Taken`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from nomina.cases import Source, SourceKind
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.families import asking, consent_words, envelopes
from nomina.desk.families.actions.asking import on
from nomina.desk.families.actions.asking_contact import SayContact
from nomina.desk.families.asked import AskedContact
from nomina.desk.families.asking_words import way_name
from nomina.desk.families.models import Contact, Enquiry, EnquiryFile, Submission, Taken
from nomina.desk.families.models.asking import OWN
from nomina.desk.files.actions import GiveConsent, OpenFile, Say
from nomina.desk.files.actions.consents import purposes
from nomina.desk.files.fields import AM, FAMILY
from nomina.desk.files.fields import Said as FieldSaid
from nomina.desk.files.models import Consent, File, Photo
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.tags import written
from nomina.words import tr

CONTACT = "contact"


def part_of(kind: str, key: str) -> str:
    """Give the name of a part: a field of a kind of file."""
    return f"{kind} {key}"


def source_of(enquiry: Enquiry, who: str = "") -> Source:
    """Give who says what was sent: the family, by the number of its enquiry."""
    note = tr("the family, enquiry {number}, {way}").format(
        number=written(enquiry.number), way=way_name(enquiry.way)
    )
    return Source(kind=SourceKind.RELATIVE, reference=who, note=note)


def done_of(submission: Submission) -> set[str]:
    """Give the parts that were looked at."""
    return set(Taken.objects.filter(submission=submission).values_list("part", flat=True))


def begin(submission: Submission) -> EnquiryFile | None:
    """Hold an enquiry while something of it is taken over; gives its files.

    Raises:
        Refused: it was withdrawn, or is of the other side.
    """
    enquiry = submission.enquiry
    asking.hold(enquiry)
    demand_ours(enquiry)
    return asking.files_of(enquiry)


def demand_ours(enquiry: Enquiry) -> None:
    """Refuse to write what the other side sealed into any file.

    Raises:
        Refused: it is of the other side, or was withdrawn.
    """
    asking.demand_standing(enquiry)
    if enquiry.side != OWN:
        raise Refused(
            tr("what the other side sealed is written into no file"),
            todo=tr("Read it, answer it, or pass it to the agency with their consent"),
        )


def said_since(submission: Submission) -> bool:
    """Say whether who asked has said since then how they are reached: the last word counts."""
    files = asking.files_of(submission.enquiry)
    mine = Q(enquiry=submission.enquiry)
    if files is not None and files.family is not None:
        mine |= Q(family=files.family)
    return Contact.objects.filter(mine, made_at__gt=submission.made_at).exists()


def note_taken(
    submission: Submission,
    part: str,
    by: Actor,
    *,
    kept: bool = True,
    consent: Consent | None = None,
    photo: Photo | None = None,
) -> None:
    """Note that a part was looked at, and what came of it."""
    Taken(
        submission=submission,
        part=part,
        kept=kept,
        consent=consent,
        photo=photo,
        by=by.user,
        made_at=by.at,
    ).save(force_insert=True)


def _about(enquiry: Enquiry, missing: File, family: File | None, by: Actor) -> EnquiryFile:
    row = EnquiryFile(enquiry=enquiry, missing=missing, family=family, by=by.user, made_at=by.at)
    row.save(force_insert=True)
    return row


@dataclass(frozen=True, kw_only=True)
class JoinFile(Action[EnquiryFile]):
    """Say that an enquiry asks after somebody who has a file already."""

    enquiry: Enquiry
    missing: File

    kind = "enquiry.join"
    permission = predicates.TAKE_OVER

    def thing(self) -> Thing:
        """Give the enquiry."""
        return self.enquiry.thing()

    def check(self, by: Actor) -> None:
        """Refuse a file of another kind or operation, and another person than their relative's."""
        asking.demand_standing(self.enquiry)
        here = (AM, self.enquiry.operation_id)
        if (self.missing.kind, self.missing.operation_id) != here:
            raise Refused(tr("this is no missing person of this operation"))
        files = asking.files_of(self.enquiry)
        if files is not None and files.family is not None and files.missing_id != self.missing.pk:
            raise Refused(
                tr("a relative's file stands already, and belongs to another missing person"),
                where=files.family.number,
                todo=tr("Take the enquiry down anew, if it was joined to the wrong person"),
            )

    def effect(self, by: Actor) -> EnquiryFile:
        """Add the row; the same again is the same."""
        list(Enquiry.objects.select_for_update().filter(pk=self.enquiry.pk))
        self.check(by)
        files = asking.files_of(self.enquiry)
        if files is not None and files.missing_id == self.missing.pk:
            return files
        return _about(self.enquiry, self.missing, None, by)

    def on(self, done: EnquiryFile) -> tuple[Reference, ...]:
        """Give the enquiry and the file."""
        return (*on(self.enquiry), Reference("file", self.missing.pk))


@dataclass(frozen=True, kw_only=True)
class TakeValues(Action[File]):
    """Write what was sent into a file, after a person looked at each value; opens it if need be.

    Attributes:
        file_kind: `AM` for the missing person, `FAMILY` for who asks.
        given: values by key of field, as they are to be written.
        left: keys of what was sent and is left out.
    """

    submission: Submission
    file_kind: str
    given: Mapping[str, FieldSaid] = field(repr=False)
    left: frozenset[str] = frozenset()

    kind = "enquiry.take-values"
    permission = predicates.TAKE_OVER

    def thing(self) -> Thing:
        """Give the submission."""
        return self.submission.thing()

    def check(self, by: Actor) -> None:
        """Refuse another kind of file, and a relative's before that of the missing person."""
        demand_ours(self.submission.enquiry)
        if self.file_kind not in (AM, FAMILY):
            raise Refused(tr("there is no such kind of file"))
        if self.file_kind == FAMILY and asking.files_of(self.submission.enquiry) is None:
            raise Refused(tr("first say whom they ask after"))

    def effect(self, by: Actor) -> File:
        """Open the file or write in it, and note every part that was looked at."""
        files = begin(self.submission)
        enquiry, done = self.submission.enquiry, done_of(self.submission)
        asked = envelopes.written(self.submission)
        sent = asked.missing if self.file_kind == AM else asked.relative
        file = None if files is None else files.missing if self.file_kind == AM else files.family
        fresh = {
            key: said
            for key, said in self.given.items()
            if key in sent and part_of(self.file_kind, key) not in done
        }
        if file is None:
            missing = files.missing if files is not None and self.file_kind == FAMILY else None
            file = OpenFile(
                operation=enquiry.operation,
                file_kind=self.file_kind,
                said_at_once=self.given,
                missing=missing,
            ).do(by)
            _about(enquiry, missing or file, file if missing is not None else None, by)
        elif fresh:
            Say(file=file, given=fresh).do(by)
        for key in sent:
            part = part_of(self.file_kind, key)
            if part not in done and (key in self.given or key in self.left):
                note_taken(self.submission, part, by, kept=key in self.given)
        return file

    def on(self, done: File) -> tuple[Reference, ...]:
        """Give the enquiry and the file."""
        return (*on(self.submission.enquiry), Reference("file", done.pk))

    def said(self, done: File) -> Mapping[str, Said]:
        """Give which fields were taken and which were left; their values are said by the file."""
        return {"taken": tuple(sorted(self.given)), "left": tuple(sorted(self.left))}


@dataclass(frozen=True, kw_only=True)
class TakeConsents(Action[tuple[Consent, ...]]):
    """Write consent down by purpose, exactly as it was given: no more, and no less.

    DNA is of the relative, and stands in the relative's file; the rest in that of the missing.
    """

    submission: Submission

    kind = "enquiry.take-consents"
    permission = predicates.TAKE_OVER

    def thing(self) -> Thing:
        """Give the submission."""
        return self.submission.thing()

    def check(self, by: Actor) -> None:
        """Refuse before both files stand."""
        demand_ours(self.submission.enquiry)
        files = asking.files_of(self.submission.enquiry)
        if files is None or files.family is None:
            raise Refused(tr("first take over who is missing, and who asks"))

    def effect(self, by: Actor) -> tuple[Consent, ...]:
        """Add each that does not stand yet."""
        files, done = begin(self.submission), done_of(self.submission)
        asked = envelopes.written(self.submission)
        made = []
        assert files is not None
        assert files.family is not None
        only_theirs = {"dna"}
        for purpose in asked.consents:
            part = f"consent {purpose}"
            if part in done:
                continue
            file = files.family if purpose in only_theirs else files.missing
            assert purpose in purposes(file.kind)
            consent = GiveConsent(
                file=file, purpose=purpose, given_by=self._by(asked.relative), how=self._how()
            ).do(by)
            note_taken(self.submission, part, by, consent=consent)
            made.append(consent)
        return tuple(made)

    def _by(self, relative: Mapping[str, str]) -> str:
        names = (relative.get(key, "") for key in ("family name", "given name", "patronymic"))
        name = " ".join(" ".join(part.split()) for part in names if part)[:150]
        return name or tr("who asked, enquiry {number}").format(
            number=written(self.submission.enquiry.number)
        )

    def _how(self) -> str:
        enquiry, text = self.submission.enquiry, self.submission.consent_text
        return tr("Enquiry {number}, {way}; words of version {version} ({language})").format(
            number=written(enquiry.number),
            way=way_name(enquiry.way),
            version=consent_words.version(text) if text is not None else "-",
            language=text.language if text is not None else enquiry.language,
        )

    def on(self, done: tuple[Consent, ...]) -> tuple[Reference, ...]:
        """Give the enquiry and the consents."""
        consents = (Reference("consent", one.pk) for one in done)
        return (*on(self.submission.enquiry), *consents)

    def said(self, done: tuple[Consent, ...]) -> Mapping[str, Said]:
        """Give the purposes."""
        return {"purposes": tuple(one.purpose for one in done)}


@dataclass(frozen=True, kw_only=True)
class TakeContact(Action[File]):
    """Write down in the relative's file how they are reached, as a person read it."""

    submission: Submission
    contact: AskedContact = field(repr=False)

    kind = "enquiry.take-contact"
    permission = predicates.RUN_ENQUIRIES

    def thing(self) -> Thing:
        """Give the submission."""
        return self.submission.thing()

    def check(self, by: Actor) -> None:
        """Refuse before the relative has a file."""
        demand_ours(self.submission.enquiry)
        files = asking.files_of(self.submission.enquiry)
        if files is None or files.family is None:
            raise Refused(tr("first take over who is missing, and who asks"))

    def effect(self, by: Actor) -> File:
        """Add the row, once; leave it out where they have said something else since."""
        files = begin(self.submission)
        assert files is not None
        assert files.family is not None
        if CONTACT not in done_of(self.submission):
            kept = not said_since(self.submission)
            if kept:
                SayContact(family=files.family, contact=self.contact).do(by)
            note_taken(self.submission, CONTACT, by, kept=kept)
        return files.family

    def on(self, done: File) -> tuple[Reference, ...]:
        """Give the enquiry and the file."""
        return (*on(self.submission.enquiry), Reference("file", done.pk))
