"""How much somebody looked at, and when a pause is worth suggesting. Nobody else is told either.

A stretch is looking without `REST`. The limits are proposals (TRUST.md, WEL-07), no standard: they
suggest, and stop nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from nomina.desk.db.prepared import Prepared
from nomina.desk.look import person
from nomina.desk.look.addresses import address
from nomina.desk.people.models import User
from nomina.desk.people.models.care import VIEWS, Care, Looked, care_of

REST = timedelta(minutes=10)
"""Without an opening for so long, a stretch is over."""
LONGEST = timedelta(hours=6)
"""Of a stretch, how far back is looked."""
PACE: dict[str, tuple[int, timedelta]] = {
    "usual": (40, timedelta(minutes=25)),
    "sooner": (20, timedelta(minutes=12)),
    "later": (80, timedelta(minutes=50)),
}
"""Openings, and time, of a stretch after which a pause is suggested."""
SPACES = frozenset({"examine", "captures"})
PAGES = frozenset(f"files:{one}" for one in ("file", "photo", "show_photo", "hide_photo"))
"""Namespaces, and further pages, on which the dead are shown."""


@dataclass(frozen=True)
class Counts:
    """How many pictures somebody opened, again and again counted each time."""

    today: int
    week: int


@dataclass(frozen=True)
class Stretch:
    """Looking without a rest until now; no more is counted than it takes for a suggestion."""

    openings: int
    minutes: int


def counts(user: object, at: datetime) -> Counts:
    """Give one's own counts: of today, and since Monday, by the clock of the desk."""
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = day - timedelta(days=day.weekday())
    mine = Looked.objects.visible_to(user)
    return Counts(mine.filter(made_at__gte=day).count(), mine.filter(made_at__gte=monday).count())


@Prepared
def _openings(user: UUID, since: datetime, until: datetime, most: int) -> QuerySet[Any, datetime]:
    rows = Looked.objects.filter(by=user, made_at__gt=since, made_at__lte=until)
    return rows.order_by("-made_at").values_list("made_at", flat=True)[:most]


def tired(care: Care, at: datetime) -> Stretch | None:
    """Give the stretch after which a pause is to be suggested now; None where it is not."""
    if care.pace not in PACE:
        return None
    most, longest = PACE[care.pace]
    since = max(filter(None, (at - LONGEST, care.paused_at)))
    first, n = at, 0
    for moment in _openings(user=care.user_id, since=since, until=at, most=most):
        if first - moment > REST:
            break
        first, n = moment, n + 1
    if n >= most or at - first >= longest:
        return Stretch(n, int((at - first).total_seconds()) // 60)
    return None


def own(request: HttpRequest) -> person.Own:
    """Give what the frame of a page draws for one person, where the dead are shown."""
    at = request.resolver_match
    user = request.user
    if at is None or not isinstance(user, User):
        return person.NOBODY
    if at.namespace not in SPACES and at.view_name not in PAGES:
        return person.NOBODY
    care = care_of(user)
    on = tuple(view for view in VIEWS if getattr(care, view))
    pause = tired(care, timezone.now()) is not None
    return person.Own(
        views=on,
        keep=address("people:keep_views"),
        pause=address("people:paused") if pause else "",
        care=address("people:care"),
        back=request.get_full_path() if request.method == "GET" else "",
        swap="HX-Request" in request.headers,
    )
