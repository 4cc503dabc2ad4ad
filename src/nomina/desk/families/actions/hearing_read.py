"""A reply is opened by a trained person, who says what it holds; each label opens its own task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.families import hearing_text
from nomina.desk.families.actions.hearing import demand_here
from nomina.desk.families.hearing_text import Words
from nomina.desk.families.models import (
    Enquiry,
    Notice,
    Reply,
    ReplyAbout,
    ReplyErased,
    ReplyLabel,
    ReplyLabelEnd,
    ReplyRead,
    ReplyTask,
    ReplyTaskDone,
    Threat,
)
from nomina.desk.families.models.hearing import LABELS, OPENS, SECURITY, THREAT
from nomina.desk.files.models import File
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True)
class Opened:
    """What whoever opens a reply gets.

    Attributes:
        read: the row that says so.
        words: of the reply, as far as they are still there.
        turn: how often a part was taken out.
    """

    read: ReplyRead
    words: Words
    turn: int


def lock(reply: Reply) -> None:
    """Keep everybody else from changing what is known of a reply until the act is over."""
    list(Reply.objects.select_for_update(no_key=True).filter(pk=reply.pk))


def demand_kept(reply: Reply) -> None:
    """Refuse a reply whose words were taken back.

    Raises:
        Refused: so it is.
    """
    if ReplyErased.objects.filter(reply=reply).exists():
        raise Refused(tr("the family took this back, and its words are erased"))


def demand_read(reply: Reply, by: Actor) -> None:
    """Refuse whoever has not opened the reply: nobody says what stands in it unread.

    Raises:
        Refused: so it is.
    """
    if not ReplyRead.objects.filter(reply=reply, by=by.user).exists():
        raise Refused(tr("you have not read this reply"), todo=tr("Read it first"))


@dataclass(frozen=True, kw_only=True)
class ReadReply(Action[Opened]):
    """Open the words of a reply; that somebody did is written down each time."""

    reply: Reply

    kind = "families.reply-read"
    permission = predicates.READ_REPLY

    def thing(self) -> Thing:
        """Give the reply."""
        return self.reply.thing()

    def effect(self, by: Actor) -> Opened:
        """Add the row, and open the words.

        Raises:
            Refused: they were taken back.
        """
        lock(self.reply)
        demand_kept(self.reply)
        row = ReplyRead(reply=self.reply, by=by.user, made_at=by.at)
        row.save(force_insert=True)
        text = self.reply.texts.latest("turn")
        return Opened(row, hearing_text.read(text.digest), text.turn)

    def on(self, done: Opened) -> tuple[Reference, ...]:
        """Give the reply."""
        return (Reference("reply", self.reply.pk),)


@dataclass(frozen=True, kw_only=True)
class SayAbout(Action[ReplyAbout]):
    """Say whose reply it is, where the way it came did not; nothing guesses it.

    Attributes:
        enquiry, notice, file: as of the reply; None where it is not known.
    """

    reply: Reply
    enquiry: Enquiry | None = None
    notice: Notice | None = None
    file: File | None = None

    kind = "families.reply-about"
    permission = predicates.READ_REPLY

    def thing(self) -> Thing:
        """Give the reply."""
        return self.reply.thing()

    def check(self, by: Actor) -> None:
        """Refuse nothing at all, and what is of another operation."""
        if self.enquiry is None and self.notice is None and self.file is None:
            raise Refused(tr("it must be said whose reply this is"))
        demand_here(self.reply.operation, self.enquiry, self.notice, self.file)
        demand_read(self.reply, by)

    def effect(self, by: Actor) -> ReplyAbout:
        """Add the row."""
        row = ReplyAbout(
            reply=self.reply,
            enquiry=self.enquiry,
            notice=self.notice,
            file=self.file,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: ReplyAbout) -> tuple[Reference, ...]:
        """Give the reply, and what it is about."""
        about = (("enquiry", done.enquiry_id), ("notice", done.notice_id), ("file", done.file_id))
        return (
            Reference("reply", self.reply.pk),
            *(Reference(kind, one) for kind, one in about if one is not None),
        )


@dataclass(frozen=True, kw_only=True)
class SetLabels(Action[tuple[ReplyLabel, ...]]):
    """Say what a reply holds: all that it holds, and each of it for itself (REP-01).

    A label that stands stays, and its task with it, whatever else is set. One that is left out is
    taken back; a threat that was passed on cannot be.

    Attributes:
        labels: of `models.hearing.LABELS`, at least one.
    """

    reply: Reply
    labels: frozenset[str]

    kind = "families.reply-labels"
    permission = predicates.READ_REPLY

    def thing(self) -> Thing:
        """Give the reply."""
        return self.reply.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no label, none at all, and whoever has not read the reply."""
        if not self.labels:
            raise Refused(tr("say what the reply holds"), todo=tr("Choose at least one"))
        if not self.labels <= set(LABELS):
            raise Refused(tr("there is no such choice"))
        demand_read(self.reply, by)

    def effect(self, by: Actor) -> tuple[ReplyLabel, ...]:
        """Add labels and tasks; take back what is left out.

        Raises:
            Refused: a part was passed to security, so that it threatens stands; or the words were
                taken back.
        """
        lock(self.reply)
        demand_kept(self.reply)
        standing = {one.label: one for one in self.reply.labels.standing()}
        if THREAT in standing and THREAT not in self.labels and passed(self.reply):
            raise Refused(tr("a part of this was passed to security, so this label stays"))
        for label in LABELS:
            if label in standing and label not in self.labels:
                ReplyLabelEnd(label=standing[label], by=by.user, made_at=by.at).save(
                    force_insert=True
                )
            elif label in self.labels and label not in standing:
                standing[label] = give_label(self.reply, label, by)
        return tuple(standing[one] for one in LABELS if one in self.labels)

    def on(self, done: tuple[ReplyLabel, ...]) -> tuple[Reference, ...]:
        """Give the reply."""
        return (Reference("reply", self.reply.pk),)

    def said(self, done: tuple[ReplyLabel, ...]) -> Mapping[str, Said]:
        """Give the labels."""
        return {"labels": tuple(one.label for one in done)}


def passed(reply: Reply) -> bool:
    """Say whether a part of a reply was passed to security."""
    return Threat.objects.filter(reply=reply).exists()


def give_label(reply: Reply, label: str, by: Actor) -> ReplyLabel:
    """Set one label and open its task, within an act that holds the reply."""
    row = ReplyLabel(reply=reply, label=label, by=by.user, made_at=by.at)
    row.save(force_insert=True)
    if label in OPENS:
        task = ReplyTask(reply=reply, label=row, task=OPENS[label], made_at=by.at)
        task.save(force_insert=True)
    return row


@dataclass(frozen=True, kw_only=True)
class DoTask(Action[ReplyTaskDone]):
    """Say that a task is done, and what was done."""

    task: ReplyTask
    what: str

    kind = "families.reply-task"
    permission = predicates.DO_REPLY_TASK

    def thing(self) -> Thing:
        """Give the task."""
        return self.task.thing()

    def check(self, by: Actor) -> None:
        """Refuse to call a threat dealt with that security never got."""
        clean_note(self.what)
        if self.task.task == SECURITY:
            raise Refused(
                tr("a threat is dealt with by security"),
                todo=tr("Pass the threatening part on, or take the label back"),
            )

    def effect(self, by: Actor) -> ReplyTaskDone:
        """Add the row.

        Raises:
            Refused: it is done, or its label was taken back.
        """
        lock(self.task.reply)
        if not ReplyTask.objects.open().filter(pk=self.task.pk).exists():
            raise Refused(tr("this task is over"))
        row = ReplyTaskDone(task=self.task, what=clean_note(self.what), by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: ReplyTaskDone) -> tuple[Reference, ...]:
        """Give the reply."""
        return (Reference("reply", self.task.reply_id),)

    def said(self, done: ReplyTaskDone) -> Mapping[str, Said]:
        """Give which task, and what was done."""
        return {"task": self.task.task, "what": done.what}
