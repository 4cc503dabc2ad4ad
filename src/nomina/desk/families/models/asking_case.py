"""What staff do with an enquiry: owner, files, kinship, contact, answers, and its end."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.seen import seen_by
from nomina.desk.families.models.asking import LANGUAGE, Enquiry
from nomina.desk.families.models.seen import SeenByEither, SeenByEnquiry, thing_of
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows, Visible
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.roles import SEES_ENQUIRIES
from nomina.desk.policy.standing import Thing

ANSWERED, JOINED, WITHDRAWN = "answered", "joined", "withdrawn"
NOT_KIN, PASSED, ANOTHER = "not-kin", "passed-to-agency", "other"
OUTCOMES = (ANSWERED, JOINED, WITHDRAWN, NOT_KIN, PASSED, ANOTHER)
PAPERS, REGISTER, DNA = "papers", "register", "dna"
MEANS = (PAPERS, REGISTER, DNA)
"""How kinship was verified: by papers that were shown, a register that was asked, or DNA."""
TELEPHONE, SMS, MAIL, LETTER, VISIT = "telephone", "sms", "mail", "letter", "visit"
CONTACT_WAYS = (TELEPHONE, SMS, MAIL, LETTER, VISIT)
PHONE, ADDRESS = 40, 254
_ONE_OF = Q(enquiry__isnull=False, family=None) | Q(enquiry=None, family__isnull=False)


class EnquiryOwnerQuerySet(SeenByEnquiry, Rows["EnquiryOwner"]):
    """Owners."""


class EnquiryOwner(Row):
    """Who answers for an enquiry, and by which day; the last row counts (LAW-15).

    Attributes:
        by: who said so.
    """

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="owners")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = EnquiryOwnerQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class EnquiryEndQuerySet(SeenByEnquiry, Rows["EnquiryEnd"]):
    """Ends of enquiries."""


class EnquiryEnd(Row):
    """An enquiry has an outcome. Whatever is sent after it opens it again.

    Attributes:
        outcome: one of `OUTCOMES`.
        why: in words; of what was passed to the agency, what they agreed to.
        by: None where they withdrew it on the page.
    """

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="ends")
    outcome = models.CharField(max_length=16)
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = EnquiryEndQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=OUTCOMES), name="enquiry_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome=WITHDRAWN) | Q(by__isnull=False), name="enquiry_end_has_a_maker"
            ),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class EnquiryFileQuerySet(SeenByEnquiry, Rows["EnquiryFile"]):
    """Which files an enquiry is about."""


class EnquiryFile(Row):
    """An enquiry is about a missing person; the last row counts.

    Attributes:
        missing: the file of the missing person.
        family: that of who asks; None until there is one, and always for the other side.
    """

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="files")
    missing = models.ForeignKey(File, on_delete=models.PROTECT, related_name="asked_after")
    family = models.ForeignKey(File, on_delete=models.PROTECT, related_name="asked", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = EnquiryFileQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class KinshipQuerySet(SeenByEither, Rows["Kinship"]):
    """Kinship, as it was verified."""


class Kinship(Row):
    """Whether kinship holds, of an enquiry or of a family's file; the last row counts.

    Attributes:
        holds: whether it does; before that nothing of the case is said.
        means: one of `MEANS`.
        how: what was looked at, in words.
        by: who verified it.
    """

    enquiry = models.ForeignKey(
        Enquiry, on_delete=models.PROTECT, related_name="kinships", null=True
    )
    family = models.ForeignKey(File, on_delete=models.PROTECT, related_name="kinships", null=True)
    holds = models.BooleanField()
    means = models.CharField(max_length=8)
    how = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = KinshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(means__in=MEANS), name="kinship_means_are_known"),
            models.CheckConstraint(condition=_ONE_OF, name="kinship_is_of_one"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ContactQuerySet(SeenByEither, Visible["Contact"]):
    """How families are reached."""


class Contact(models.Model):
    """How and when a family of our own side is reached safely; the last row counts.

    There is none of the other side: what they say of that lies in a sealed envelope. A withdrawal
    takes these rows away; until then none is changed.

    Attributes:
        how: in words.
        when: hours and days, in words.
        language: to speak with them in.
        not_tell: whom not to tell, in words.
        no_contact: whether they want no further contact at all (NOT-09).
        ways: of `CONTACT_WAYS`, those they allowed.
        phone, mail: for these ways.
        not_before, not_after: hours of the desk's clock outside which nobody calls or writes.
        by: who took it down; None where they wrote it on the page.
    """

    enquiry = models.ForeignKey(
        Enquiry, on_delete=models.PROTECT, related_name="contacts", null=True
    )
    family = models.ForeignKey(File, on_delete=models.PROTECT, related_name="contacts", null=True)
    how = models.CharField(max_length=NOTE, blank=True)
    when = models.CharField(max_length=NAME, blank=True)
    language = models.CharField(max_length=LANGUAGE, blank=True)
    not_tell = models.CharField(max_length=NOTE, blank=True)
    no_contact = models.BooleanField(default=False)
    ways = models.JSONField[Any](default=list)
    phone = models.CharField(max_length=PHONE, blank=True)
    mail = models.CharField(max_length=ADDRESS, blank=True)
    not_before = models.TimeField(null=True)
    not_after = models.TimeField(null=True)
    made_at = models.DateTimeField(editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=_ONE_OF, name="contact_is_of_one")]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class AnswerQuerySet(SeenByEnquiry, Rows["Answer"]):
    """Answers."""


class Answer(Row):
    """What was answered; it waits on the page for who asked, and is sent to nobody.

    Attributes:
        fixed: code of a sentence that says nothing of any case (`families.answers`); or empty.
        text: the answer in words, once kinship holds; or empty.
    """

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="answers")
    fixed = models.CharField(max_length=16, blank=True)
    text = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(fixed="") & ~Q(text="")) | (~Q(fixed="") & Q(text="")),
                name="answer_is_one_thing",
            )
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class EnquirySecretQuerySet(SeenByEnquiry, Rows["EnquirySecret"]):
    """Secrets that were drawn anew."""


class EnquirySecret(Row):
    """Whoever asked lost the secret, showed who they are, and was given another; the last counts.

    Attributes:
        secret: HMAC-SHA256 (hex), as that of an `Enquiry`.
        how: how a person saw that it was they who asked.
    """

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="secrets")
    secret = models.CharField(max_length=64)
    how = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = EnquirySecretQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class WithdrawalQuerySet(SeenByEnquiry, Rows["Withdrawal"]):
    """Withdrawals."""


class Withdrawal(Row):
    """Who asked took everything back; what was sent is gone, and nobody contacts them.

    Attributes:
        why: in their words, where they said any.
        by: who took it down; None where they did it on the page.
    """

    enquiry = models.OneToOneField(Enquiry, on_delete=models.PROTECT, related_name="withdrawal")
    why = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = WithdrawalQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class DisputeQuerySet(Rows["Dispute"]):
    """Disputes."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees enquiries."""
        seen: Self = seen_by(self, user, at, "file__operation", SEES_ENQUIRIES)
        return seen


class Dispute(Row):
    """Relatives do not agree; it is written down, and never settled by the desk (NOT-09)."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="disputes")
    words = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the dispute."""
        return thing_of(self.file.operation_id)
