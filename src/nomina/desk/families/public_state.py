"""What the page of one's own case says: of the rows of this enquiry, and of nothing else.

Whether somebody was identified is asked for nowhere here, nor whether a notice is begun, planned or
released. The one thing that is asked of telling is whether this family was told in person, as it
was written down afterwards; the question is the same before and after. That an enquiry was called
answered is not shown, since it would be said sooner where there is news; nor that it was joined
with another, since that would tell of somebody else who asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nomina.desk.families import answers, asking
from nomina.desk.families.models import Answer, Enquiry, EnquiryEnd, Submission
from nomina.desk.families.models.asking_case import PASSED
from nomina.desk.families.telling import told_in_person
from nomina.words import tr


@dataclass(frozen=True)
class Step:
    """One step of an enquiry: what it is, and whether it is done."""

    says: str
    done: bool


@dataclass(frozen=True)
class Said:
    """An answer that a person wrote."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Case:
    """What is shown of an enquiry.

    Attributes:
        since: when it came.
        steps: in order.
        beside: further sentences.
        answers: the newest first.
    """

    since: datetime
    steps: tuple[Step, ...]
    beside: tuple[str, ...]
    answers: tuple[Said, ...]


def case_of(enquiry: Enquiry) -> Case:
    """Give what is shown of an enquiry to who asked."""
    unread = Submission.objects.filter(enquiry=enquiry).unread().exists()
    files = asking.files_of(enquiry)
    kinship = asking.kinship_of(enquiry)
    written = list(Answer.objects.filter(enquiry=enquiry).order_by("-made_at", "-pk"))
    end = EnquiryEnd.objects.filter(enquiry=enquiry).order_by("-made_at", "-pk").first()
    told = (
        files is not None
        and files.family is not None
        and told_in_person(files.missing, files.family)
    )
    kin = kinship is not None and kinship.holds
    steps = (
        Step(tr("What you sent has arrived."), True),
        Step(tr("A person has read all that you sent."), not unread),
        Step(tr("You have shown how you are related."), kin),
        Step(tr("What you told us is used in the search."), files is not None),
    )
    beside = []
    if kinship is not None and not kin:
        beside.append(tr("We could not see yet how you are related. Please show another paper."))
    if end is not None and end.outcome == PASSED:
        beside.append(tr("As you agreed, this was passed to the neutral agency. Ask there, too."))
    if told:
        beside.append(
            tr("Somebody has spoken with you in person. Write or call with any question.")
        )
    # Words about a case are for kin alone; the act that writes them sees to that, too.
    shown = [one for one in written if one.fixed or kin]
    return Case(
        since=enquiry.made_at,
        steps=steps,
        beside=tuple(beside),
        answers=tuple(Said(one.made_at, answers.text(one)) for one in shown),
    )
