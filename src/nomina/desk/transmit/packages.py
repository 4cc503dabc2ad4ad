"""How packages stand, as a function of their rows; and which of them tell of somebody.

What has no row did not happen: a package is prepared once it is made, out once it was taken out,
and handed over once somebody says that they did it, to whom and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from nomina.desk.custody.models import Death
from nomina.desk.custody.models.deaths import LIST
from nomina.desk.examine.models import IdentificationEnd
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation
from nomina.desk.transmit import routes, signs
from nomina.desk.transmit.models import Package, PackageDraft, PackageItem
from nomina.desk.transmit.ways import Article

ANSWERED = 30
"""Days in which an acknowledgement is due where the policy gives an article none."""


class Stage(StrEnum):
    """How far a package has come."""

    DRAFT = "draft"
    LAID = "laid"
    SIGNED = "signed"
    MADE = "made"
    OUT = "out"
    SENT = "sent"
    OVERDUE = "overdue"
    ACKNOWLEDGED = "acknowledged"
    FROZEN = "frozen"
    ENDED = "ended"


@dataclass(frozen=True)
class Standing:
    """How a package stands.

    Attributes:
        stage: how far it has come.
        draft: that was laid last before those who sign.
        due: until when an acknowledgement is due; None of what was not handed over.
        recalled: whether it names somebody whose identification was recalled.
        owes: whether it was handed over, names such a one, and nothing took that back yet.
    """

    stage: Stage
    draft: PackageDraft | None
    due: datetime | None
    recalled: bool
    owes: bool


def fetch(packages: list[Package]) -> None:
    """Fetch all that says how packages stand, in as many queries for many as for one."""
    drafts = PackageDraft.objects.defer("document").prefetch_related("signs")
    prefetch_related_objects(
        packages, "operation", "partner", "copy_of", "sent", "made", "end", "acknowledged", "taken",
        "corrections__sent", "corrections__end", "corrections__items",
        Prefetch("drafts", drafts), Prefetch("items", PackageItem.objects.select_related("death")),
    )  # fmt: skip


def last_draft(package: Package) -> PackageDraft | None:
    """Give the draft that was laid last before those who sign."""
    return max(package.drafts.all(), key=lambda one: one.turn, default=None)


def is_signed(draft: PackageDraft) -> bool:
    """Say whether two people signed a draft, one of each seat."""
    return signs.two(draft.signs.all(), draft.digest)


def told_in(package: Package) -> set[UUID]:
    """Give the identifications on which a package rests; what takes another back rests on none."""
    if package.corrects_id is not None:
        return set()
    return {id for item in package.items.all() for id in _told(item)}


def _told(item: PackageItem) -> Iterator[UUID]:
    if item.identification_id is not None:
        yield item.identification_id
    elif item.death is not None:
        yield from (UUID(one["identification"]) for one in item.death.document["dead"])


def gone_of(ids: Iterable[UUID]) -> frozenset[UUID]:
    """Give those identifications that were recalled."""
    rows = IdentificationEnd.objects.filter(identification__in=set(ids))
    return frozenset(rows.values_list("identification", flat=True))


def recalled(package: Package) -> bool:
    """Say whether a package names somebody whose identification was recalled."""
    return bool(gone_of(told_in(package)))


def days(operation: Operation, article: str) -> int:
    """Give in how many days an acknowledgement is due."""
    force = routes.in_force(operation)
    limit = None if force is None else force.paper.days(Article(article))
    return limit or ANSWERED


def standing(
    package: Package,
    at: datetime,
    limit: int | None = None,
    gone: frozenset[UUID] | None = None,
) -> Standing:
    """Say how a package stands at a moment.

    Args:
        package: the package.
        at: now.
        limit: `days` of its article, where they are known.
        gone: recalled identifications, where those of this package are known to be among them.
    """
    told = told_in(package)
    lost = told & (gone_of(told) if gone is None else gone)
    sent: Any = getattr(package, "sent", None)
    draft = last_draft(package)
    if sent is None:
        return Standing(_before(package, draft, bool(lost)), draft, None, bool(lost), False)
    within = days(package.operation, package.article) if limit is None else limit
    due = sent.at + timedelta(days=within)
    owes = not lost <= taken_back(package)
    if hasattr(package, "acknowledged"):
        return Standing(Stage.ACKNOWLEDGED, draft, due, bool(lost), owes)
    stage = Stage.OVERDUE if at > due else Stage.SENT
    return Standing(stage, draft, due, bool(lost), owes)


def standings(packages: Iterable[Package], at: datetime) -> dict[UUID, Standing]:
    """Say by id how packages stand, in as many queries for many as for one."""
    every = list(packages)
    fetch(every)
    gone = gone_of(id for one in every for id in told_in(one))
    limits: dict[tuple[UUID, str], int] = {}
    for one in every:
        if (one.operation_id, one.article) not in limits:
            limits[one.operation_id, one.article] = days(one.operation, one.article)
    return {one.pk: standing(one, at, limits[one.operation_id, one.article], gone) for one in every}


def _before(package: Package, draft: PackageDraft | None, gone: bool) -> Stage:
    """Give the stage of what was not handed over yet."""
    if hasattr(package, "end"):
        return Stage.ENDED
    if gone:
        return Stage.FROZEN
    if hasattr(package, "made"):
        return Stage.OUT if package.taken.all() else Stage.MADE
    if draft is None:
        return Stage.DRAFT
    return Stage.SIGNED if is_signed(draft) else Stage.LAID


def taken_back(package: Package, *, under_way: bool = False) -> set[UUID]:
    """Give the identifications that packages which were handed over took back of this one.

    Args:
        package: that told of them.
        under_way: whether those that are being taken back count as well.
    """
    return {
        id
        for one in package.corrections.all()
        if hasattr(one, "sent") or (under_way and not hasattr(one, "end"))
        for id in (item.identification_id for item in one.items.all())
        if id is not None
    }


def packages_of(file: File) -> QuerySet[Package]:
    """Give the packages that tell of a file, the last first; of a person, those of the body too."""
    rows = Package.objects.filter(
        Q(items__file=file)
        | Q(items__identification__report__other=file)
        | Q(items__death__in=listing(file))
    )
    return rows.select_related("partner", "operation").distinct()


def listing(file: File) -> list[Any]:
    """Give the ids of certified lists on which somebody stands."""
    found = []
    rows = Death.objects.filter(operation=file.operation_id, kind=LIST, packaged__isnull=False)
    mine = {
        str(pk)
        for pk in Death.objects.filter(
            Q(identification__report__one=file) | Q(identification__report__other=file)
        ).values_list("pk", flat=True)
    }
    for row in rows.distinct():
        if any(one["death"] in mine for one in row.document["dead"]):
            found.append(row.pk)
    return found


def by_digest(operation: Operation, digest: str) -> Package | None:
    """Give the package of an operation that was made with a digest; None where none was."""
    rows = Package.objects.filter(operation=operation, made__digest=digest)
    return rows.select_related("partner", "made").first()


def handed(operation: Operation) -> QuerySet[Package]:
    """Give the packages that were handed over."""
    return Package.objects.filter(operation=operation, sent__isnull=False)


def overdue(operation: Operation, at: datetime) -> list[Package]:
    """Give the packages whose acknowledgement is overdue, the oldest first."""
    rows = handed(operation).filter(acknowledged=None).select_related("partner", "sent")
    limits: dict[str, int] = {}
    found = []
    for one in rows.order_by("sent__at", "pk"):
        if one.article not in limits:
            limits[one.article] = days(operation, one.article)
        if at > one.sent.at + timedelta(days=limits[one.article]):
            found.append(one)
    return found


def owing(operation: Operation) -> list[Package]:
    """Give the packages that told what was recalled since, and that nothing took back yet."""
    ended = Q(items__identification__end__isnull=False) | Q(items__death__kind=LIST)
    rows = handed(operation).filter(ended, corrects=None).distinct()
    every = list(rows.order_by("made_at", "pk"))
    fetch(every)
    gone = gone_of(id for one in every for id in told_in(one))
    return [one for one in every if not told_in(one) & gone <= taken_back(one)]


def copies_waiting(operation: Operation) -> list[Package]:
    """Give the agency's copies that lie here while what they are copies of was handed over."""
    rows = Package.objects.filter(
        operation=operation, copy_of__sent__isnull=False, sent=None, end=None
    )
    return list(rows.order_by("copy_of__sent__at", "pk"))
