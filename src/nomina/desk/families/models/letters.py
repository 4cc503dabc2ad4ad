"""Letters that are left with families, and messages that arrange that somebody speaks with them.

A message has neither an address nor anybody's name: where it goes is read from what the family
said of contact when it is sent, so that whoever withdrew is not in it, and is not reached by it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.families.models.telling import (
    DIGEST,
    LANGUAGE,
    Notice,
    Plan,
    Recipient,
    SeenByNotice,
    SeenByRecipient,
)
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.roles import SEES_NOTICES
from nomina.desk.policy.standing import Thing

EVERY_DAY, WORKING_DAYS = "every", "working"
DAYS = (EVERY_DAY, WORKING_DAYS)
PHONE, TAG = 40, 10
BY_MAIL, BY_SMS = "mail", "sms"
FORMS = (BY_MAIL, BY_SMS)
TRYING, ACCEPTED, REFUSED, NOT_SENT = "trying", "accepted", "refused", "not-sent"
NOT_KNOWN, AGAIN, ARRIVED, DROPPED = "not-known", "again", "arrived", "dropped"
STATES = (TRYING, ACCEPTED, REFUSED, NOT_SENT, NOT_KNOWN, AGAIN, ARRIVED, DROPPED)
"""It is on the way; a server took it; nobody took it, for good; nobody took it, for now; nobody
knows whether it was taken; a person sends it again; a person found that it arrived; a person
dropped it."""


class FamilyOfficeQuerySet(Rows["FamilyOffice"]):
    """How families reach operations."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees notices."""
        seen: Self = seen_by(self, user, at, "operation", SEES_NOTICES)
        return seen

    def holding(self) -> Self:
        """Give those that a second person confirmed."""
        return self.filter(called__isnull=False)


class FamilyOffice(Row):
    """How families reach the people of an operation; what letters and messages say of it.

    It holds once somebody else confirmed it, and the last that holds counts: whoever changed a
    number alone would have families call anybody.

    Attributes:
        turn: its place among those of the operation, from 1.
        name: who writes, as a letter says it.
        telephone: in international form.
        opens, closes, days: when somebody answers; `DAYS`.
        place: where one can come; empty where nowhere.
        by: who wrote it down.
    """

    beside = ("operation", "by", "called")

    operation = models.ForeignKey(
        Operation, on_delete=models.PROTECT, related_name="family_offices"
    )
    turn = models.PositiveIntegerField()
    name = models.CharField(max_length=NAME)
    telephone = models.CharField(max_length=PHONE)
    opens = models.TimeField()
    closes = models.TimeField()
    days = models.CharField(max_length=8)
    place = models.CharField(max_length=NAME, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = FamilyOfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__in=DAYS), name="office_days_are_known"),
            models.UniqueConstraint(fields=["operation", "turn"], name="office_turn_once"),
        ]
        ordering = ["turn"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.operation_id, self.by_id)


class FamilyOfficeConfirmedQuerySet(Rows["FamilyOfficeConfirmed"]):
    """Confirmations of how families reach an operation."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees notices."""
        seen: Self = seen_by(self, user, at, "office__operation", SEES_NOTICES)
        return seen


class FamilyOfficeConfirmed(Row):
    """Another person called the number, and it is theirs.

    Attributes:
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    office = models.OneToOneField(FamilyOffice, on_delete=models.PROTECT, related_name="called")
    keys = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = FamilyOfficeConfirmedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class LetterChoiceQuerySet(SeenByRecipient, Rows["LetterChoice"]):
    """Choices of what letters leave out."""


class LetterChoice(Row):
    """In which language a relative is written to, and what they asked not to read; the last counts.

    Attributes:
        language: one of `nomina.words.LANGUAGES`.
        leaves_out: of `letters_text.LEAVES`, in order.
        by: who wrote it down.
    """

    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, related_name="letter_choices"
    )
    language = models.CharField(max_length=LANGUAGE)
    leaves_out = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = LetterChoiceQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class LetterQuerySet(SeenByNotice, Rows["Letter"]):
    """Letters."""


class Letter(Row):
    """A letter was signed for a relative, of a plan that was released; the bytes lie in the vault.

    Attributes:
        plan: by which it is left.
        number: drawn at random, with characters that check it; it stands on the letter.
        document: the signed letter (`nomina.letters.FamilyLetter`) as plain values.
        draft: SHA-256 of the text that was let go; of another text another letter is made.
        digest: SHA-256 of what is signed.
        pdf: digest of the print in the vault.
        by: who had it made.
    """

    beside = ("notice__operation", "recipient__family", "plan", "by")

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="letters")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="letters")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="letters")
    number = models.CharField(max_length=TAG, unique=True)
    language = models.CharField(max_length=LANGUAGE)
    document = models.JSONField[Any]()
    draft = models.CharField(max_length=DIGEST)
    digest = models.CharField(max_length=DIGEST)
    pdf = models.CharField(max_length=DIGEST)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "recipient", "draft"], name="letter_of_a_plan_once"
            )
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.number

    def thing(self) -> Thing:
        """Give what a rule may know of the letter."""
        return self.notice.thing()


class MessageQuerySet(Rows["Message"]):
    """Messages."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees notices."""
        seen: Self = seen_by(self, user, at, "family__operation", SEES_NOTICES)
        return seen


class Message(Row):
    """A relative of our own side is asked to call: that, and nothing else, can be sent.

    Attributes:
        family: the file of the relative.
        form: one of `FORMS`.
        language: in which it is written.
        office: whom they are asked to call.
        text: all that it says; drawn from a fixed text (`messages_text`).
        sent_to: HMAC of the address, so that another one is noticed; the address is not here.
        by: who had it sent.
    """

    beside = ("family__operation", "office", "by")

    family = models.ForeignKey(File, on_delete=models.PROTECT, related_name="messages_to")
    form = models.CharField(max_length=8)
    language = models.CharField(max_length=LANGUAGE)
    office = models.ForeignKey(FamilyOffice, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=NOTE)
    sent_to = models.CharField(max_length=DIGEST)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=FORMS), name="message_form_is_known")
        ]
        indexes = [models.Index(fields=["made_at"], name="message_by_time")]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the message."""
        return thing_of(self.family.operation_id, self.by_id)


class MessageStepQuerySet(Rows["MessageStep"]):
    """Steps of messages."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees notices."""
        seen: Self = seen_by(self, user, at, "message__family__operation", SEES_NOTICES)
        return seen


class MessageStep(Row):
    """What became of a message, step by step; its last step says where it stands.

    That it is tried is written before a server hears of it, so that a machine that stops between
    leaves a message of which it is plain that nobody knows.

    Attributes:
        turn: its place among those of the message, from 1.
        state: one of `STATES`.
        said: what a server or a person said; a fixed code of ours where it was the desk.
        by: None where it was the desk.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="steps")
    turn = models.PositiveIntegerField()
    state = models.CharField(max_length=12)
    said = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = MessageStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="message_state_is_known"),
            models.UniqueConstraint(fields=["message", "turn"], name="message_turn_once"),
        ]
        ordering = ["turn"]

    def __str__(self) -> str:
        return str(self.pk)
