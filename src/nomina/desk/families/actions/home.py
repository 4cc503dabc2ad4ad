"""Somebody is to be brought home: it is asked, agreed step by step, or ended without a return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.actions.common import note, second
from nomina.desk.families import home_state
from nomina.desk.families.actions.hearing_read import demand_kept
from nomina.desk.families.actions.hearing_read import lock as lock_reply
from nomina.desk.families.contact import contact_of, demand_contact
from nomina.desk.families.models import (
    Collection,
    CollectionEnd,
    CollectionStep,
    CollectionStepEnd,
    Enquiry,
    EnquiryFile,
    Kinship,
    Reply,
    ReplyTask,
    ReplyTaskDone,
    Returned,
)
from nomina.desk.families.models.asking import OTHER
from nomina.desk.families.models.hearing import COLLECT
from nomina.desk.families.models.home import APPOINTMENT, BUREAU, CAME, ENDS, REPLY, STEPS
from nomina.desk.files.fields import AM, FAMILY
from nomina.desk.files.models import File, Relation
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


def demand_open(collection: Collection) -> None:
    """Refuse a request that is over, or whose ground was recalled; it is held until the act ends.

    Raises:
        Refused: so it is.
    """
    list(Collection.objects.select_for_update(no_key=True).filter(pk=collection.pk))
    if CollectionEnd.objects.filter(collection=collection).exists():
        raise Refused(tr("this request was ended"))
    if Returned.objects.filter(collection=collection).exists():
        raise Refused(tr("this person was returned"))
    home_state.hold(collection.file)


@dataclass(frozen=True, kw_only=True)
class AskHome(Action[Collection]):
    """Write down that somebody asks to bring a person home.

    Attributes:
        family: of who asks; their kinship must hold. None of the other side.
        came: one of `models.home.CAME`.
        other_side: whether it goes through the bureau and the agency to a place of exchange.
    """

    operation: Operation
    file: File
    came: str
    family: File | None = None
    enquiry: Enquiry | None = None
    reply: Reply | None = None
    other_side: bool = False

    kind = "families.collection"
    permission = predicates.RUN_RETURNS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse what does not belong together, and a way to a family that there must not be."""
        if self.came not in CAME or (self.came == REPLY) != (self.reply is not None):
            raise Refused(tr("it must be said how the request came"))
        parts = (self.file, self.family, self.enquiry, self.reply)
        if any(one is not None and one.operation_id != self.operation.pk for one in parts):
            raise Refused(tr("this belongs to another operation"))
        if self.file.kind != AM:
            raise Refused(tr("somebody who comes home is a missing person"))
        self._check_side()

    def _check_side(self) -> None:
        asked_there = self.enquiry is not None and self.enquiry.side == OTHER
        if (asked_there or self.came == BUREAU) and not self.other_side:
            raise Refused(
                tr("this family is on the other side"),
                todo=tr("Go through the bureau or the neutral agency"),
            )
        if self.enquiry is not None:
            self._check_enquiry(self.enquiry)
        if self.family is None:
            if not self.other_side:
                raise Refused(
                    tr("it must be said which family asks"),
                    todo=tr("Take the family over from its enquiry, and verify kinship"),
                )
            return
        if self.other_side:
            raise Refused(
                tr("a family on the other side has no file here"),
                todo=tr("Go through the bureau or the neutral agency"),
            )
        kin = Relation.objects.filter(file=self.family, missing=self.file).exists()
        if self.family.kind != FAMILY or not kin:
            raise Refused(tr("this family misses somebody else"), where=self.family.number)
        known = contact_of(self.family)
        if known.side == OTHER:
            raise Refused(
                tr("this family is on the other side"),
                where=self.family.number,
                todo=tr("Go through the bureau or the neutral agency"),
            )
        if not known.kinship_holds:
            raise Refused(
                tr("kinship was not verified"),
                where=self.family.number,
                todo=tr("Verify it first; the request waits as a task of its reply"),
            )

    def _check_enquiry(self, enquiry: Enquiry) -> None:
        about = EnquiryFile.objects.filter(enquiry=enquiry).order_by("-made_at", "-pk").first()
        if about is not None and about.missing_id != self.file.pk:
            raise Refused(tr("this enquiry is about somebody else"), where=self.file.number)
        kin = Kinship.objects.filter(enquiry=enquiry).order_by("-made_at", "-pk").first()
        if kin is not None and not kin.holds:
            raise Refused(tr("whoever asks there is no kin"), where=self.file.number)

    def effect(self, by: Actor) -> Collection:
        """Add the row; the task of the reply is done by it.

        Raises:
            Refused: the same is on its way already, or what it rests on was recalled, or the
                family took back what it said.
        """
        if self.reply is not None:
            lock_reply(self.reply)
            demand_kept(self.reply)
        list(File.objects.select_for_update(no_key=True).filter(pk=self.file.pk))
        same = Collection.objects.open().filter(
            file=self.file, family=self.family, other_side=self.other_side
        )
        if same.exists():
            raise Refused(tr("this is on its way already"), todo=tr("Go on with that request"))
        home_state.hold(self.file)
        row = Collection(
            operation=self.operation,
            file=self.file,
            family=self.family,
            enquiry=self.enquiry,
            reply=self.reply,
            came=self.came,
            other_side=self.other_side,
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        if self.reply is not None:
            for task in ReplyTask.objects.open().filter(reply=self.reply, task=COLLECT):
                ReplyTaskDone(task=task, what="", by=by.user, made_at=by.at).save(force_insert=True)
        return row

    def on(self, done: Collection) -> tuple[Reference, ...]:
        """Give the request, the person and the reply."""
        reply = () if self.reply is None else (Reference("reply", self.reply.pk),)
        return (Reference("collection", done.pk), Reference("file", self.file.pk), *reply)

    def said(self, done: Collection) -> Mapping[str, Said]:
        """Give how it came and which way it goes."""
        return {"came": done.came, "other_side": done.other_side}


@dataclass(frozen=True, kw_only=True)
class AgreeStep(Action[CollectionStep]):
    """Write down a step on the way home, as it was agreed.

    Attributes:
        step: one of `models.home.STEPS`.
        at: when; None where no day is agreed yet.
        place, who, words: as of `CollectionStep`.
    """

    collection: Collection
    step: str
    who: str
    at: datetime | None = None
    place: str = ""
    words: str = ""

    kind = "families.collection-step"
    permission = predicates.RUN_RETURNS

    def thing(self) -> Thing:
        """Give the request."""
        return self.collection.thing()

    def check(self, by: Actor) -> None:
        """Refuse a step that is none, and an appointment with somebody we may not contact."""
        if self.step not in STEPS:
            raise Refused(tr("there is no such choice"))
        clean_name(self.who, NAME)
        if self.step != APPOINTMENT:
            return
        if self.collection.other_side:
            raise Refused(
                tr("this desk makes no appointment with a family on the other side"),
                todo=tr("Agree on a place of exchange with its bureau or the agency"),
            )
        if self.collection.family is not None:
            demand_contact(self.collection.family)

    def effect(self, by: Actor) -> CollectionStep:
        """Add the row.

        Raises:
            Refused: the request is over, or what it rests on was recalled.
        """
        demand_open(self.collection)
        row = CollectionStep(
            collection=self.collection,
            step=self.step,
            at=self.at,
            place=clean_name(self.place, NAME) if self.place.strip() else "",
            who=clean_name(self.who, NAME),
            words=note(self.words),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: CollectionStep) -> tuple[Reference, ...]:
        """Give the request."""
        return (Reference("collection", self.collection.pk),)

    def said(self, done: CollectionStep) -> Mapping[str, Said]:
        """Give what was agreed."""
        return {
            "step": done.step,
            "at": second(done.at) if done.at is not None else None,
            "place": done.place,
            "who": done.who,
            "words": done.words,
        }


@dataclass(frozen=True, kw_only=True)
class EndStep(Action[CollectionStepEnd]):
    """Say that a step happened, or fell away.

    Attributes:
        happened: whether it did.
        at: when; now where it happened and None was said.
        words: how it went, or why it fell away.
    """

    step: CollectionStep
    happened: bool
    at: datetime | None = None
    words: str = ""

    kind = "families.collection-step-end"
    permission = predicates.RUN_RETURNS

    def thing(self) -> Thing:
        """Give the request."""
        return self.step.thing()

    def check(self, by: Actor) -> None:
        """Refuse a moment that is not yet, and a step that fell away for no reason."""
        if self.at is not None and self.at > by.at:
            raise Refused(tr("this moment is not yet"))
        if not self.happened:
            clean_note(self.words)

    def effect(self, by: Actor) -> CollectionStepEnd:
        """Add the row.

        Raises:
            Refused: it is over.
        """
        rows = CollectionStep.objects.select_for_update(no_key=True).filter(pk=self.step.pk)
        list(rows)
        if CollectionStepEnd.objects.filter(step=self.step).exists():
            raise Refused(tr("this step is over"))
        row = CollectionStepEnd(
            step=self.step,
            happened=self.happened,
            at=(self.at or by.at) if self.happened else None,
            words=note(self.words),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: CollectionStepEnd) -> tuple[Reference, ...]:
        """Give the request."""
        return (Reference("collection", self.step.collection_id),)

    def said(self, done: CollectionStepEnd) -> Mapping[str, Said]:
        """Give whether and when it happened."""
        return {
            "happened": done.happened,
            "at": second(done.at) if done.at is not None else None,
            "words": done.words,
        }


@dataclass(frozen=True, kw_only=True)
class EndCollection(Action[CollectionEnd]):
    """End a request without a return.

    Attributes:
        outcome: one of `models.home.ENDS`.
    """

    collection: Collection
    outcome: str
    why: str

    kind = "families.collection-end"
    permission = predicates.RUN_RETURNS

    def thing(self) -> Thing:
        """Give the request."""
        return self.collection.thing()

    def check(self, by: Actor) -> None:
        """Refuse an end that is none, and no reason."""
        if self.outcome not in ENDS:
            raise Refused(tr("there is no such choice"))
        clean_note(self.why)

    def effect(self, by: Actor) -> CollectionEnd:
        """Add the row; a request whose ground was recalled can be ended all the same.

        Raises:
            Refused: it is over.
        """
        list(Collection.objects.select_for_update(no_key=True).filter(pk=self.collection.pk))
        if not Collection.objects.open().filter(pk=self.collection.pk).exists():
            raise Refused(tr("this request is over"))
        row = CollectionEnd(
            collection=self.collection,
            outcome=self.outcome,
            why=clean_note(self.why),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: CollectionEnd) -> tuple[Reference, ...]:
        """Give the request."""
        return (Reference("collection", self.collection.pk),)

    def said(self, done: CollectionEnd) -> Mapping[str, Said]:
        """Give the outcome."""
        return {"outcome": done.outcome, "why": done.why}
