"""Replies of families: that one came, who read it, what was set, and what is to be done.

No word of a family stands in these tables. Words lie sealed in the vault, each under a key of its
own that goes with it, so that a part can be taken out for good and nothing finds it by searching.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.families.models.asking import Enquiry
from nomina.desk.families.models.telling import Notice
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NOTE
from nomina.desk.policy.roles import SEES_REPLIES
from nomina.desk.policy.standing import Thing

DIGEST = 64
"""Characters of a digest."""
PAGE, COUNTER, LETTER, MAIL, BUREAU = "page", "counter", "letter", "mail", "bureau"
WAYS = (PAGE, COUNTER, LETTER, MAIL, BUREAU)
"""How a reply came."""
BODY, INFORMATION, OFFER, GRATEFUL = "wants-body", "wants-information", "offers", "grateful"
DISTRESS, THREAT, WRONG, OTHER = "distress", "threat", "wrong-person", "other"
LABELS = (BODY, INFORMATION, OFFER, GRATEFUL, DISTRESS, THREAT, WRONG, OTHER)
"""What a reply holds, as whoever read it says; several stand at once, and none ends another."""
COLLECT, ANSWER, ADD, CARE = "collect", "answer", "add", "care"
SECURITY, KINSHIP, DECIDE = "security", "kinship", "decide"
TASKS = (COLLECT, ANSWER, ADD, CARE, SECURITY, KINSHIP, DECIDE)
"""What is to be done: agree on how somebody comes home, answer, write what is offered in the file
of the missing person, call, pass a part on to security, verify kinship, decide what to do."""
OPENS: dict[str, str] = {
    BODY: COLLECT,
    INFORMATION: ANSWER,
    OFFER: ADD,
    DISTRESS: CARE,
    THREAT: SECURITY,
    WRONG: KINSHIP,
    OTHER: DECIDE,
}
"""The task that each label opens; gratitude asks for none."""


class SeenByReader:
    """A query over rows that have an ``operation``; those who hear families see them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` hears families."""
        seen: Self = seen_by(self, user, at, "operation", SEES_REPLIES)
        return seen


class SeenByReply:
    """A query over rows that have a ``reply``; who sees that sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible replies."""
        seen: Self = seen_by(self, user, at, "reply__operation", SEES_REPLIES)
        return seen


class ReplyQuerySet(SeenByReader, Rows["Reply"]):
    """Replies."""

    def kept(self) -> Self:
        """Give those whose words were not taken back."""
        return self.filter(erased=None)

    def unread(self) -> Self:
        """Give those that nobody opened yet."""
        return self.kept().filter(reads=None)

    def unsaid(self) -> Self:
        """Give those that somebody opened, and of which nobody says what they hold."""
        read, labelled = ReplyRead.objects.all(), ReplyLabel.objects.standing()
        return self.kept().filter(
            Exists(read.filter(reply=OuterRef("pk"))),
            ~Exists(labelled.filter(reply=OuterRef("pk"))),
        )


class Reply(Row):
    """A family said something: a row for it, and none of its words.

    Attributes:
        enquiry: on whose page, or to whose number, it was said; None where that is not known.
        notice: to which notice it answers; None where to none, or that is not known.
        file: of the missing person whom it is about; None where that is not known.
        way: one of `WAYS`.
        at: when it was said, written or sent, as told; ``made_at`` is when it came to the desk.
        once: by which it is known again, hex; empty where it cannot come twice.
        made_by: who wrote it down; None where it came by page or mail.
    """

    beside = ("operation", "enquiry", "file")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="replies")
    enquiry = models.ForeignKey(
        Enquiry, on_delete=models.PROTECT, related_name="replies", null=True
    )
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="replies", null=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="replies", null=True)
    way = models.CharField(max_length=8)
    at = models.DateTimeField()
    once = models.CharField(max_length=DIGEST, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=WAYS), name="reply_way_is_known"),
            models.UniqueConstraint(
                fields=["operation", "once"], condition=~Q(once=""), name="reply_once"
            ),
        ]
        indexes = [models.Index(fields=["operation", "made_at"], name="reply_by_time")]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the reply."""
        return thing_of(self.operation_id, self.made_by_id)


class ReplyTextQuerySet(SeenByReply, Rows["ReplyText"]):
    """Words of replies."""


class ReplyText(Row):
    """Where the words of a reply lie; the last turn counts, those before it are erased.

    Attributes:
        turn: 0 as it came; one more each time that a part was taken out.
        digest: of the sealed bytes in the vault.
        by: who took a part out; None where nobody did.
    """

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="texts")
    turn = models.PositiveIntegerField()
    digest = models.CharField(max_length=DIGEST)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = ReplyTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reply", "turn"], name="reply_text_turn_once")
        ]
        ordering = ["turn"]

    def __str__(self) -> str:
        return str(self.pk)


class ReplyEnclosureQuerySet(SeenByReply, Rows["ReplyEnclosure"]):
    """What came with replies."""


class ReplyEnclosure(Row):
    """A file that came with a reply; it is kept sealed, and the desk opens it for nobody.

    Attributes:
        turn: its place among those of the reply, from 1; its name stands with the words.
        size: of it, in bytes.
        digest: of the sealed bytes in the vault.
    """

    beside = ("reply__operation",)

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="enclosures")
    turn = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=DIGEST)

    objects = ReplyEnclosureQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply", "turn"], name="enclosure_once")]
        ordering = ["turn"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return self.reply.thing()


class ReplyAboutQuerySet(SeenByReply, Rows["ReplyAbout"]):
    """What replies are about."""


class ReplyAbout(Row):
    """A person says whose reply it is, where the way it came did not; the last row counts.

    Attributes:
        enquiry, notice, file: as of the reply; what is None is not known.
    """

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="abouts")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="+", null=True)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+", null=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReplyAboutQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ReplyReadQuerySet(SeenByReply, Rows["ReplyRead"]):
    """Openings of replies."""


class ReplyRead(Row):
    """A trained person opened the words of a reply."""

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="reads")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReplyReadQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ReplyLabelQuerySet(SeenByReply, Rows["ReplyLabel"]):
    """Labels of replies."""

    def standing(self) -> Self:
        """Give those that nobody took back."""
        return self.filter(end=None)


class ReplyLabel(Row):
    """A person who read a reply says what it holds.

    Attributes:
        label: one of `LABELS`.
    """

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="labels")
    label = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReplyLabelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(label__in=LABELS), name="reply_label_is_known")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ReplyLabelEndQuerySet(Rows["ReplyLabelEnd"]):
    """Labels that were taken back."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible replies."""
        seen: Self = seen_by(self, user, at, "label__reply__operation", SEES_REPLIES)
        return seen


class ReplyLabelEnd(Row):
    """A label was set by mistake; the task that it opened is over with it."""

    label = models.OneToOneField(ReplyLabel, on_delete=models.PROTECT, related_name="end")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReplyLabelEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class ReplyTaskQuerySet(SeenByReply, Rows["ReplyTask"]):
    """Tasks."""

    def open(self) -> Self:
        """Give those that are neither done nor taken back, with their label or by the family."""
        return self.filter(done=None, label__end=None, reply__erased=None)


class ReplyTask(Row):
    """Something is to be done because of a label; no other label ends it.

    Attributes:
        task: one of `TASKS`.
    """

    beside = ("reply__operation",)

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="tasks")
    label = models.OneToOneField(ReplyLabel, on_delete=models.PROTECT, related_name="task")
    task = models.CharField(max_length=12)

    objects = ReplyTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(task__in=TASKS), name="reply_task_is_known")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return self.reply.thing()


class ReplyTaskDoneQuerySet(Rows["ReplyTaskDone"]):
    """Tasks that were done."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible replies."""
        seen: Self = seen_by(self, user, at, "task__reply__operation", SEES_REPLIES)
        return seen


class ReplyTaskDone(Row):
    """Somebody did what was to be done.

    Attributes:
        what: what was done, in the words of whoever did it; never those of the family.
    """

    task = models.OneToOneField(ReplyTask, on_delete=models.PROTECT, related_name="done")
    what = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReplyTaskDoneQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class ReplyErasedQuerySet(SeenByReply, Rows["ReplyErased"]):
    """Replies whose words were taken back."""


class ReplyErased(Row):
    """Whoever asked took everything back: words and enclosures are erased with their keys.

    What was passed to security before stays there until its time is over.

    Attributes:
        by: who did it for them; None where they did it themselves, on the page.
    """

    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="erased")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = ReplyErasedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
