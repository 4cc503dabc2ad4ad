"""Photos that were sent: taken over into the file of the missing person, or left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.books.backup.taken import End, Room, as_then
from nomina.desk.families import asking, envelopes
from nomina.desk.families.actions.asking import on
from nomina.desk.families.actions.asking_over import begin, demand_ours, note_taken
from nomina.desk.families.models import Envelope, Submission, Taken
from nomina.desk.files.actions.photos import AddPhoto
from nomina.desk.files.models import Photo
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.files.photos.intake import Facts
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

PHOTO = "photo "
"""How the part of a photo is called, before its number."""


@dataclass(frozen=True, kw_only=True)
class TakePhoto(Action[Photo]):
    """Add a photo that was sent to the file of the missing person; its envelope goes.

    Attributes:
        number: of the photo, from 1.
        data, facts: opened and read before the act (`envelopes.photo`, `intake.facts_of`).
    """

    submission: Submission
    number: int
    data: bytes = field(repr=False)
    facts: Facts

    kind = "enquiry.take-photo"
    permission = predicates.TAKE_OVER

    def thing(self) -> Thing:
        """Give the submission."""
        return self.submission.thing()

    def check(self, by: Actor) -> None:
        """Refuse before there is a file and a consent that photographs are compared."""
        demand_ours(self.submission.enquiry)
        files = asking.files_of(self.submission.enquiry)
        if files is None:
            raise Refused(tr("first say whom they ask after"))
        taken = Taken.objects.filter(submission__enquiry=self.submission.enquiry)
        allowed = taken.filter(consent__purpose=COMPARE_FACES, consent__end=None)
        if not allowed.exists():
            raise Refused(
                tr("they did not allow that photographs are compared, so none is taken over"),
                todo=tr("Take over what they allow first"),
            )

    def effect(self, by: Actor) -> Photo:
        """Add it, and take the envelope away: from now on the file holds it."""
        files = begin(self.submission)
        assert files is not None
        part = f"{PHOTO}{self.number}"
        before = Taken.objects.filter(submission=self.submission, part=part).first()
        if before is not None and before.photo is not None:
            return before.photo
        rows = Envelope.objects.filter(submission=self.submission, number=self.number)
        if self.number < 1 or not rows.exists():
            raise Refused(tr("this is not here any more"))
        name = envelopes.written(self.submission).photos[self.number - 1].name
        added = AddPhoto(file=files.missing, data=self.data, facts=self.facts, name=name).do(by)
        note_taken(self.submission, part, by, photo=added.photo)
        envelopes.erase(rows)
        return added.photo

    def on(self, done: Photo) -> tuple[Reference, ...]:
        """Give the enquiry and the photo."""
        return (*on(self.submission.enquiry), Reference("photo", done.pk))

    def said(self, done: Photo) -> Mapping[str, Said]:
        """Give its number."""
        return {"number": self.number}


@dataclass(frozen=True, kw_only=True)
class LeavePhoto(Action[bool]):
    """Leave a photo out: it shows somebody else, or nothing. Its envelope goes."""

    submission: Submission
    number: int

    kind = "enquiry.leave-photo"
    permission = predicates.TAKE_OVER

    def thing(self) -> Thing:
        """Give the submission."""
        return self.submission.thing()

    def effect(self, by: Actor) -> bool:
        """Note it, and take the envelope away; once."""
        begin(self.submission)
        rows = Envelope.objects.filter(submission=self.submission, number=self.number)
        if self.number < 1 or not rows.exists():
            return False
        note_taken(self.submission, f"{PHOTO}{self.number}", by, kept=False)
        envelopes.erase(rows)
        return True

    def on(self, done: bool) -> tuple[Reference, ...]:
        """Give the enquiry."""
        return on(self.submission.enquiry)

    def said(self, done: bool) -> Mapping[str, Said]:
        """Give its number."""
        return {"number": self.number, "left": done}


def _id(submission: UUID, part: str) -> UUID:
    """Give by what a photo that was sent is known in every copy: its row of what became of it is
    in later ones alone."""
    return uuid5(submission, part)


def _left_out() -> Iterator[End]:
    rows = Taken.objects.filter(kept=False, part__startswith=PHOTO)
    for submission, part, at, by in rows.values_list("submission", "part", "made_at", "by"):
        yield End(id=_id(submission, part), at=at, by=by)


def _there() -> dict[UUID, Envelope]:
    rows = Envelope.objects.filter(number__gt=0).select_related("submission").order_by("pk")
    return {_id(one.submission_id, f"{PHOTO}{one.number}"): one for one in rows}


def _again(ends: Sequence[End], by: Actor) -> list[UUID]:
    there = _there()
    gone = [one for one in ends if one.id in there]
    for end in gone:
        envelope = there[end.id]
        then = as_then(by, end)
        note_taken(envelope.submission, f"{PHOTO}{envelope.number}", then, kept=False)
        envelopes.erase([envelope])
    return [end.id for end in gone]


def _held(ids: Collection[UUID]) -> bool:
    return not set(ids).isdisjoint(_there())


ROOM = Room("left photos", _left_out, _again, _held)
"""A photo that was left out, and erased, does not come back with an older copy of the desk."""
