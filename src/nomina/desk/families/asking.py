"""How enquiries stand: unread, whose, due, ended; one query for a list however long it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from nomina.desk.examine.models import Identification
from nomina.desk.families.models import (
    Enquiry,
    EnquiryEnd,
    EnquiryFile,
    EnquiryOwner,
    Kinship,
    Submission,
    Unread,
    Withdrawal,
)
from nomina.desk.people.models import Membership, Operation, User
from nomina.desk.policy.roles import Role
from nomina.errors import Refused
from nomina.words import tr

OWNERS = (Role.LIAISON,)
"""Who may answer for an enquiry."""
USUAL = timedelta(days=14)
"""When an enquiry is due where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Line:
    """One enquiry as a list shows it.

    Attributes:
        unread: since when something of it is unread; None where nothing is.
        owner: who answers for it; None where nobody does, or whoever did has left.
        due: by which day; some days after it came where nobody said (`USUAL`).
        overdue: whether that day is over, or something waits unread, or nobody answers for it,
            since a day before this one.
        outcome: of `OUTCOMES`; empty while it is open.
    """

    enquiry: Enquiry
    unread: datetime | None
    owner: User | None
    due: date
    overdue: bool
    outcome: str


def _latest(rows: Any, field: str, output: models.Field[Any, Any] | None = None) -> Subquery:
    mine = rows.filter(enquiry=OuterRef("pk")).order_by("-made_at", "-pk")
    return Subquery(mine.values(field)[:1], output_field=output)


def standing(rows: Any) -> Any:
    """Give enquiries with what their last rows say: ``unread_since``, ``owner_id_now`` and others.

    Unread ones come first, those that wait longest before the others.
    """
    unread = Submission.objects.filter(enquiry=OuterRef("pk")).unread().order_by("made_at")
    return rows.annotate(
        unread_since=Subquery(unread.values("made_at")[:1]),
        last_sent=_latest(Submission.objects, "made_at"),
        last_end=_latest(EnquiryEnd.objects, "made_at"),
        outcome_now=_latest(EnquiryEnd.objects, "outcome"),
        owner_now=_latest(EnquiryOwner.objects, "owner", models.UUIDField()),
        due_now=_latest(EnquiryOwner.objects, "due"),
        gone=Exists(Withdrawal.objects.filter(enquiry=OuterRef("pk"))),
    ).order_by(F("unread_since").asc(nulls_last=True), "-made_at", "pk")


def open_(rows: Any) -> Any:
    """Give those without an outcome, of what `standing` gave: by age, unread ones first."""
    ended = Q(last_end__isnull=False) & Q(last_end__gte=F("last_sent"))
    open_ones = rows.filter(gone=False).exclude(ended)
    return open_ones.order_by(F("unread_since").asc(nulls_last=True), "made_at", "pk")


def lines_of(rows: Any, at: datetime | None = None) -> list[Line]:
    """Give lines of what `standing` gave, in its order."""
    moment = at or timezone.now()
    found = list(rows)
    here = owners_of({row.operation_id for row in found}, moment)
    return [_line(row, here, moment) for row in found]


def _line(row: Any, here: dict[UUID, dict[UUID, User]], at: datetime) -> Line:
    today = timezone.localtime(at).date()
    ended = row.last_end is not None and row.last_end >= row.last_sent
    outcome = row.outcome_now if ended or row.gone else ""
    unread = None if outcome else row.unread_since
    waits = unread is not None and timezone.localtime(unread).date() < today
    came = timezone.localtime(row.made_at).date()
    owner = here.get(row.operation_id, {}).get(row.owner_now)
    due = row.due_now or came + USUAL
    late = due < today or (owner is None and came < today)
    return Line(
        enquiry=row,
        unread=unread,
        owner=owner,
        due=due,
        overdue=not outcome and (waits or late),
        outcome=outcome,
    )


def owners_of(operations: set[UUID], at: datetime | None = None) -> dict[UUID, dict[UUID, User]]:
    """Give those who may answer for enquiries now, by operation and id.

    Who has left an operation, or whose account is closed, is not among them: what was theirs is
    nobody's, and shows so.
    """
    rows = Membership.objects.current(at).filter(operation__in=operations, role__in=OWNERS)
    found: dict[UUID, dict[UUID, User]] = {}
    for row in rows.select_related("user"):
        if row.operation_id is None:
            continue  # no role of an operation is held for the whole desk
        found.setdefault(row.operation_id, {})[row.user_id] = row.user
    return found


def line_of(enquiry: Enquiry, at: datetime | None = None) -> Line:
    """Give the line of one enquiry."""
    [line] = lines_of(standing(Enquiry.objects.filter(pk=enquiry.pk)), at)
    return line


def unread_of(user: object, operation: Operation | None = None) -> list[datetime]:
    """Give since when things wait unread, of those that someone sees; the oldest first."""
    rows = Unread.objects.visible_to(user)
    if operation is not None:
        rows = rows.filter(operation=operation)
    return list(rows.order_by("since").values_list("since", flat=True))


def end_of(enquiry: Enquiry) -> EnquiryEnd | None:
    """Give the end of an enquiry; None while it is open, also anew since more was sent."""
    end = EnquiryEnd.objects.filter(enquiry=enquiry).order_by("-made_at", "-pk").first()
    later = end is not None and (
        Submission.objects.filter(enquiry=enquiry, made_at__gt=end.made_at).exists()
    )
    return None if later else end


def files_of(enquiry: Enquiry) -> EnquiryFile | None:
    """Give whom an enquiry is about, as the last row says; None where nobody said."""
    rows = EnquiryFile.objects.filter(enquiry=enquiry).select_related("missing", "family")
    return rows.order_by("-made_at", "-pk").first()


def kinship_of(enquiry: Enquiry) -> Kinship | None:
    """Give the last word on whether who asked is kin; None where nobody looked."""
    files = files_of(enquiry)
    mine = Q(enquiry=enquiry)
    if files is not None and files.family is not None:
        mine |= Q(family=files.family)
    return Kinship.objects.filter(mine).order_by("-made_at", "-pk").first()


def withdrawn(enquiry: Enquiry) -> bool:
    """Say whether who asked took everything back, as the database has it now."""
    return Withdrawal.objects.filter(enquiry=enquiry).exists()


def demand_standing(enquiry: Enquiry) -> None:
    """Refuse an act on what was withdrawn.

    Raises:
        Refused: so it was.
    """
    if withdrawn(enquiry):
        raise Refused(tr("who asked took everything back, so nothing more is done with it"))


def hold(enquiry: Enquiry) -> None:
    """Hold an enquiry within an act, so that it is not taken back while something is added to it.

    Raises:
        Refused: it was taken back.
    """
    list(Enquiry.objects.select_for_update().filter(pk=enquiry.pk))
    demand_standing(enquiry)


def demand_told(enquiry: Enquiry) -> None:
    """Refuse words about a case whose news was not told in person yet.

    Raises:
        Refused: somebody was identified, and the family does not know it from a person.
    """
    from nomina.desk.families.telling import told_in_person

    files = files_of(enquiry)
    if files is None:
        return
    decided = Identification.objects.filter(link__other=files.missing, end=None)
    if decided.exists() and not told_in_person(files.missing, files.family):
        raise Refused(
            tr("there is news that a person brings first, so nothing is written here"),
            todo=tr("Choose one of the sentences, and read the notice"),
        )
