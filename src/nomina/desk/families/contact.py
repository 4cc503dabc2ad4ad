"""How a family may be reached: asked by whoever plans to speak with it, call it or write to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from nomina.desk.families import asking
from nomina.desk.families.models import Contact, Enquiry, EnquiryFile, Kinship, Withdrawal
from nomina.desk.families.models.asking import OTHER, OWN
from nomina.desk.files.models import File
from nomina.errors import Refused
from nomina.words import tr


@dataclass(frozen=True, slots=True)
class Contacting:
    """What a family said of how to be reached, and what is known of it.

    Attributes:
        how, when, language, not_tell: in their words; empty where nothing was said.
        no_contact: whether they want none, or withdrew: then nobody contacts them, but for the
            recall of a wrong notice, which two people sign.
        side: `OWN` where that was said; `OTHER` where an enquiry of the other side is behind it;
            else empty. Whoever sends anything demands `OWN`.
        kinship_holds: whether kinship was verified, and holds.
        ways: of `CONTACT_WAYS`, those they allowed; none where nothing was said.
        phone, mail: for these ways.
        not_before, not_after: outside these hours of the desk's clock nobody calls or writes.
    """

    how: str = ""
    when: str = ""
    language: str = ""
    not_tell: str = ""
    no_contact: bool = False
    side: str = ""
    kinship_holds: bool = False
    ways: tuple[str, ...] = ()
    phone: str = ""
    mail: str = ""
    not_before: time | None = None
    not_after: time | None = None

    def safe_at(self, at: datetime) -> bool:
        """Say whether a moment lies within the hours at which they may be called or written to."""
        now = timezone.localtime(at).time()
        first, last = self.not_before, self.not_after
        if first is not None and last is not None and first > last:  # over midnight
            return now >= first or now <= last
        return (first is None or now >= first) and (last is None or now <= last)


def contact_of(family: File) -> Contacting:
    """Give how the family of a file may be reached, as its last words are."""
    rows = EnquiryFile.objects.filter(family=family).select_related("enquiry").order_by("made_at")
    enquiries = [row.enquiry for row in rows]
    mine = Q(family=family) | Q(enquiry__in=enquiries)
    last = Contact.objects.filter(mine).order_by("-made_at", "-pk").first()
    sides = {one.side for one in enquiries}
    withdrawn = bool(enquiries) and _withdrawn([one.pk for one in enquiries], last)
    side = OTHER if OTHER in sides else OWN if (sides or last is not None) else ""
    return _contacting(last, withdrawn=withdrawn, side=side, holds=kinship_holds(family))


def said_in(enquiry: Enquiry) -> Contacting:
    """Give how whoever asked may be reached, also while their family has no file."""
    files = asking.files_of(enquiry)
    if files is not None and files.family is not None:
        return contact_of(files.family)
    last = Contact.objects.filter(enquiry=enquiry).order_by("-made_at", "-pk").first()
    return _contacting(last, withdrawn=asking.withdrawn(enquiry), side=enquiry.side)


def _contacting(
    last: Contact | None, *, withdrawn: bool, side: str, holds: bool = False
) -> Contacting:
    if last is None:
        return Contacting(no_contact=withdrawn, side=side, kinship_holds=holds)
    return Contacting(
        how=last.how,
        when=last.when,
        language=last.language,
        not_tell=last.not_tell,
        no_contact=last.no_contact or withdrawn,
        side=side,
        kinship_holds=holds,
        ways=tuple(last.ways),
        phone=last.phone,
        mail=last.mail,
        not_before=last.not_before,
        not_after=last.not_after,
    )


def _withdrawn(enquiries: list[UUID], last: Contact | None) -> bool:
    """Whether the family withdrew, and has said nothing of contact since."""
    end = Withdrawal.objects.filter(enquiry__in=enquiries).order_by("-made_at").first()
    return end is not None and (last is None or last.made_at <= end.made_at)


def kinship_of(family: File) -> Kinship | None:
    """Give the last word on whether the family of a file is kin; None where nobody looked."""
    asked = EnquiryFile.objects.filter(family=family).values("enquiry")
    rows = Kinship.objects.filter(Q(family=family) | Q(enquiry__in=asked))
    return rows.order_by("-made_at", "-pk").first()


def kinship_holds(family: File) -> bool:
    """Say whether kinship was verified, and holds."""
    last = kinship_of(family)
    return last is not None and last.holds


def demand_contact(family: File, *, recall_signed_by_two: bool = False) -> Contacting:
    """Give how a family may be reached, or refuse: every task of contact asks this first (NOT-09).

    Args:
        family: its file.
        recall_signed_by_two: whether it is the recall of a wrong notice that two people signed.

    Raises:
        Refused: it is of the other side, or wants no contact.
    """
    found = contact_of(family)
    if found.side == OTHER:
        raise Refused(
            tr("this family is on the other side, and nothing is ever sent there"),
            where=family.number,
            todo=tr("Go through the bureau or the neutral agency"),
        )
    if found.no_contact and not recall_signed_by_two:
        raise Refused(
            tr("this family wants no contact"),
            where=family.number,
            todo=tr("Only the recall of a wrong notice, signed by two, may reach it"),
        )
    return found
