"""What bringing home shows on other pages: first screen, families, custody, bureau, a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.custody import more as custody_pages
from nomina.desk.custody.views.common import written
from nomina.desk.families import home_state
from nomina.desk.families import more as families_pages
from nomina.desk.families.home_words import came_name
from nomina.desk.families.models import Collection, ReturnNews
from nomina.desk.families.views.home import listed
from nomina.desk.files import more as file_pages
from nomina.desk.files.fields import AM
from nomina.desk.files.models import File
from nomina.desk.files.shapes import Line, Lines
from nomina.desk.look import first
from nomina.desk.look.shapes import Act
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.transmit import more as bureau_pages
from nomina.words import tr

FIRST = 8
"""Requests that stand on the pages of others, and news on the first screen."""


@dataclass(frozen=True, slots=True)
class News:
    """A person was returned; no name, no number, no picture."""

    template: ClassVar[str] = "families/home_news.html"
    id: str
    operation: str
    day: str
    href: str


def on_first(request: HttpRequest) -> Iterator[object]:
    """Tell who worked on a case that a person was returned, until they put it away."""
    rows = (
        ReturnNews.objects.visible_to(request.user)
        .unseen()
        .select_related("returned__collection__operation")
    )
    for one in rows.order_by("made_at", "pk")[:FIRST]:
        yield News(
            one.pk.hex,
            one.returned.collection.operation.name,
            one.returned.day.isoformat(),
            reverse("families:put_away", args=[one.pk]),
        )


def parts(request: HttpRequest, one: Operation) -> Iterator[object]:
    """List who is on the way home."""
    if not predicates.SEE_RETURNS(standing_for(request), one.thing()):
        return
    rows = Collection.objects.visible_to(request.user).filter(operation=one).open()
    found = rows.select_related(*home_state.READ_WITH).order_by("made_at", "pk")[:FIRST]
    if found:
        yield listed(list(found), tr("On the way home"))


def of_bureau(request: HttpRequest, one: Operation) -> Iterator[object]:
    """List who is on the way home through the bureau."""
    if not predicates.SEE_RETURNS(standing_for(request), one.thing()):
        return
    rows = Collection.objects.visible_to(request.user).filter(operation=one, other_side=True)
    found = rows.open().select_related(*home_state.READ_WITH).order_by("made_at", "pk")[:FIRST]
    if found:
        yield listed(list(found), tr("On the way home"))


def acts(request: HttpRequest, one: Operation) -> Iterator[Act]:
    """Lead to bringing home."""
    if predicates.SEE_RETURNS(standing_for(request), one.thing()):
        yield Act(tr("Bringing home"), reverse("families:homecomings", args=[one.pk]), key="b")


def acts_elsewhere(request: HttpRequest, one: Operation) -> Iterator[Act]:
    """Lead to bringing home, from pages on which another key does."""
    if predicates.SEE_RETURNS(standing_for(request), one.thing()):
        yield Act(tr("Bringing home"), reverse("families:homecomings", args=[one.pk]))


def on_file(request: HttpRequest, one: File) -> Lines | None:
    """List the requests for a missing person."""
    if one.kind != AM or not predicates.SEE_RETURNS(standing_for(request), one.thing()):
        return None
    rows = Collection.objects.visible_to(request.user).filter(file=one)
    found = list(rows.order_by("-made_at", "pk")[:FIRST])
    if not found:
        return None
    lines = tuple(
        Line(
            tr("A request to come home"),
            href=reverse("families:homecoming", args=[row.pk]),
            small=f"{came_name(row.came)} · {written(row.made_at)}",
        )
        for row in found
    )
    return Lines("homecoming", tr("Bringing home"), lines, empty="")


def join() -> None:
    """Join the pages, and have recalls list requests."""
    home_state.join()
    first.add(on_first)
    families_pages.add_parts(parts)
    families_pages.add_acts(acts)
    custody_pages.add_parts(custody_pages.OPERATION, parts)
    custody_pages.add_acts(custody_pages.OPERATION, acts_elsewhere)
    bureau_pages.add_parts(of_bureau)
    bureau_pages.add_acts(acts_elsewhere)
    file_pages.add(on_file)
