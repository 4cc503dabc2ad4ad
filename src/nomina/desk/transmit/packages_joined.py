"""Where packages show in other places: recalls, files, the bureau's first page, and the vault."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from nomina.desk import outgoing
from nomina.desk.custody.models import Death
from nomina.desk.custody.models.deaths import LIST
from nomina.desk.examine import resting
from nomina.desk.examine.models import Identification
from nomina.desk.examine.resting import HAPPENED, PENDING, Resting
from nomina.desk.files import more as of_files
from nomina.desk.files import needed
from nomina.desk.files.fields import AM, PM
from nomina.desk.files.models import File
from nomina.desk.files.shapes import Line, Lines
from nomina.desk.look.shapes import Act
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.transmit import (
    more,
    packages,
    packages_example,
    packages_kept,
    packages_words,
)
from nomina.desk.transmit.models import Package
from nomina.desk.transmit.packages import Stage
from nomina.desk.transmit.views.packages import table
from nomina.desk.transmit.ways import Article
from nomina.desk.transmit.ways_words import article_name
from nomina.words import tr

AT_ONCE = 20
"""Packages on the first page at most; the register has all of them."""


def rests(identification: Identification) -> Iterator[Resting]:
    """Give the packages that name somebody as an identification says (`examine.resting`)."""
    named = Q(items__identification=identification)
    lists = [
        row.pk
        for row in Death.objects.filter(kind=LIST, packaged__isnull=False).distinct()
        if str(identification.pk) in {one["identification"] for one in row.document["dead"]}
    ]
    rows = Package.objects.filter(named | Q(items__death__in=lists), corrects=None, end=None)
    for one in rows.select_related("partner", "operation", "sent").distinct().order_by("number"):
        yield Resting(
            "package",
            tr("Package {number} to {name}").format(number=one.number, name=one.partner.name),
            HAPPENED if hasattr(one, "sent") else PENDING,
            reverse("transmit:package", args=[one.pk]),
            tr("handed over") if hasattr(one, "sent") else "",
        )


def on_file(request: HttpRequest, one: File) -> Lines | None:
    """Say what was forwarded of a body or person, to whoever sees the bureau."""
    may = predicates.SEE_BUREAU(standing_for(request), one.thing())
    if one.kind not in (AM, PM) or not may:
        return None
    now = timezone.now()
    mine = packages.packages_of(one).values("pk")
    rows = list(Package.objects.visible_to(request.user).filter(pk__in=mine))
    stands = packages.standings(rows, now)
    lines = []
    for row in rows:
        stage = stands[row.pk].stage
        if stage is Stage.ENDED:
            continue
        small = f"{row.partner.name} · {packages_words.stage_name(stage)}"
        href = reverse("transmit:package", args=[row.pk])
        name = article_name(Article(row.article))
        lines.append(Line(name, href=href, number=row.number, small=small))
    return Lines(
        "forwarded",
        tr("What was forwarded of this file"),
        tuple(lines[:AT_ONCE]),
        empty=tr("Nothing was forwarded of this file"),
        acts=tuple(_acts_of(request, one, bool(lines))),
    )


def _acts_of(request: HttpRequest, one: File, any_: bool) -> Iterator[Act]:
    if one.kind == PM and predicates.RUN_BUREAU(standing_for(request), one.thing()):
        href = reverse("transmit:new_package", args=[one.operation_id])
        yield Act(tr("New package"), f"{href}?file={one.pk}")
    if any_:
        yield Act(tr("All packages"), reverse("transmit:packages_of_file", args=[one.pk]))


def parts(request: HttpRequest, one: Operation) -> Iterator[object]:
    """Give what has to be taken back, copies left behind, and what nobody acknowledged in time."""
    owing = packages.owing(one)[:AT_ONCE]
    if owing:
        yield table(owing, tr("To be taken back"), titled=True)
    behind = packages.copies_waiting(one)[:AT_ONCE]
    if behind:
        yield table(behind, tr("Copies that the agency has not been handed yet"), titled=True)
    late = packages.overdue(one, timezone.now())[:AT_ONCE]
    if late:
        yield table(late, tr("Acknowledgements overdue"), titled=True)


def acts(request: HttpRequest, one: Operation) -> Iterator[Act]:
    """Lead to the register of packages."""
    yield Act(tr("Packages"), reverse("transmit:packages", args=[one.pk]), key="k")


def join() -> None:
    """Join all of it."""
    resting.register("package", rests)
    of_files.add(on_file)
    needed.add(packages_kept.refers)
    more.add_parts(parts)
    more.add_acts(acts)
    outgoing.add(packages_example.OUTGOING)
