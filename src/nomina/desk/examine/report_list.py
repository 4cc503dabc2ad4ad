"""The reports of an operation in order: first what waits for somebody, each part by age."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When

from nomina.desk.examine.models import Report, Step
from nomina.desk.examine.report_words import RESTING
from nomina.desk.examine.states import State
from nomina.desk.look.stretch import Place, Stretch
from nomina.desk.policy.roles import SEES_LEADS, Role
from nomina.desk.policy.standing import Standing

MINE, GOES_ON, RESTS = range(3)
"""Where a report stands in the list: it waits for who looks, for others, or for nobody."""
_S = State
_ANY = (
    _S.FIRST, _S.CONCLUSION, _S.IDENTIFICATION_1, _S.SAME_1, _S.EXCLUSION_1, _S.PREMATURE_1,
)  # fmt: skip
_ANOTHER = (_S.SECOND, _S.IDENTIFICATION_2, _S.SAME_2, _S.EXCLUSION_2, _S.PREMATURE_2)


def listed(operation: UUID, user: object, who: Standing) -> QuerySet[Any]:
    """Give the reports with a file in an operation, with ``rank``, ``at`` and ``since``.

    Args:
        who: what ``user`` holds now.
    """
    last = Step.objects.filter(report=OuterRef("pk")).order_by("-number")
    first = Step.objects.filter(report=OuterRef("pk"), number=1)
    rows: QuerySet[Any] = Report.objects.visible_to(user).filter(
        Q(one__operation=operation) | Q(other__operation=operation)
    )
    rows = rows.annotate(
        at=Subquery(last.values("target")[:1]),
        since=Subquery(last.values("made_at")[:1]),
        last_by=Subquery(last.values("by")[:1]),
        last_owner=Subquery(last.values("owner")[:1]),
        asked_by=Subquery(first.values("owner")[:1]),
    )
    rank = Case(
        When(_waits(who), then=Value(MINE)),
        When(at__in=tuple(RESTING), then=Value(RESTS)),
        default=Value(GOES_ON),
    )
    related = ("one__operation", "other__operation", "made_by")
    rows = rows.annotate(rank=rank).select_related(*related)
    return rows.order_by("rank", "since", "pk")


def _waits(who: Standing) -> Q:
    """Say for which states, and whom, a move is theirs; the act itself decides again."""
    owns = [h.operation for h in who.held if h.role in SEES_LEADS]
    sits = [h.operation for h in who.held if h.role is Role.BOARD]

    def but(column: str) -> Q:
        """Of an operation of theirs which did not make that step."""
        return (Q(one__operation__in=owns) & ~Q(one__operation=F(column))) | (
            Q(other__operation__in=owns) & ~Q(other__operation=F(column))
        )

    alone = Q(one__operation=F("other__operation"))
    return (
        Q(at__in=_ANY)
        | Q(at=_S.DISCLOSURE) & but("asked_by")
        | Q(at=_S.REFUSED, made_by=who.user)
        | Q(at__in=_ANOTHER) & ~Q(last_by=who.user) & (alone | but("last_owner"))
        | Q(at=_S.BOARD) & (Q(one__operation__in=sits) | Q(other__operation__in=sits))
    )


def part_of(rows: QuerySet[Any], place: Place, size: int) -> Stretch[Any]:
    """Give the reports behind or before one of them; a strange one is the beginning."""
    at = rows.filter(pk=place.id).values_list("rank", "since").first() if place.id else None
    back = place.back and at is not None
    order = ("rank", "since", "pk")
    if at is not None:
        rank, since = at
        way = "lt" if back else "gt"
        rows = rows.filter(
            Q(**{f"rank__{way}": rank})
            | Q(rank=rank)
            & (Q(**{f"since__{way}": since}) | Q(since=since) & Q(**{f"pk__{way}": place.id}))
        )
    found = rows.order_by(*(f"-{one}" for one in order) if back else order)[: size + 1]
    return Stretch.cut(list(found), size, behind=at is not None, back=back)
