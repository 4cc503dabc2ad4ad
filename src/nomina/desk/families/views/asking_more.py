"""What the enquiry desk shows elsewhere: on the work with families of an operation, on files."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from nomina import tags
from nomina.desk.custody.views.common import written
from nomina.desk.families import asking, counts, more
from nomina.desk.families.hearing_shapes import old
from nomina.desk.families.models import Enquiry, EnquiryFile
from nomina.desk.families.views.asking_shapes import enquiries_table
from nomina.desk.files import more as file_pages
from nomina.desk.files.fields import AM, FAMILY
from nomina.desk.files.models import File
from nomina.desk.files.shapes import Line, Lines
from nomina.desk.look import first
from nomina.desk.look.shapes import Act, Notice, Way, Weight
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import SEES_ENQUIRIES
from nomina.words import ntr, tr

FIRST = 8
"""Enquiries that stand on the page of an operation's work with families."""
MOST = 20
"""Enquiries on the page of a file."""


def waiting(request: HttpRequest) -> int:
    """Count the enquiries that nobody has read."""
    return counts.enquiries(counts.operations(standing_for(request), SEES_ENQUIRIES))


def on_first(request: HttpRequest) -> Iterator[object]:
    """Say on the first screen what nobody has read, and since when the oldest waits."""
    ages = asking.unread_of(request.user)
    if not ages:
        return
    now = timezone.now()
    text = ntr(
        "{n} enquiry is unread; the oldest came {age} ago.",
        "{n} enquiries are unread; the oldest came {age} ago.",
        len(ages),
    ).format(n=len(ages), age=old(ages[0], now))
    late = timezone.localtime(ages[0]).date() < timezone.localtime(now).date()
    yield Notice(text, Way.STOP if late else Way.UNSURE)


def parts(request: HttpRequest, one: Operation) -> Iterator[object]:
    """Show the enquiries that wait longest."""
    who = standing_for(request)
    if not predicates.SEE_ENQUIRIES(who, one.thing()):
        return
    rows = Enquiry.objects.visible_to(request.user).filter(operation=one)
    lines = asking.lines_of(asking.open_(asking.standing(rows))[:FIRST], timezone.now())
    yield enquiries_table(lines, tr("Enquiries"), titled=True)


def acts(request: HttpRequest, one: Operation) -> Iterator[Act]:
    """Lead to the enquiries, and to taking one down."""
    who = standing_for(request)
    if predicates.RUN_ENQUIRIES(who, one.thing()):
        href = reverse("families:take_enquiry", args=[one.pk])
        yield Act(tr("Take down an enquiry"), href, key="n", weight=Weight.PRIMARY)
    if predicates.SEE_ENQUIRIES(who, one.thing()):
        yield Act(tr("All enquiries"), reverse("families:enquiries", args=[one.pk]), key="e")


def on_file(request: HttpRequest, one: File) -> Lines | None:
    """Show on the page of a missing person who asks, and on a relative's how to reach them."""
    if one.kind not in (AM, FAMILY) or not predicates.SEE_ENQUIRIES(
        standing_for(request), one.thing()
    ):
        return None
    if one.kind == FAMILY:
        act = Act(tr("Kinship and contact"), reverse("families:family", args=[one.pk]))
    else:
        act = Act(tr("Disputes"), reverse("families:disputes", args=[one.pk]))
    lines = list(_asked(request, one))
    empty = tr("No enquiry led here.")
    return Lines("asking", tr("Who asks"), tuple(lines), empty=empty, acts=(act,))


def _asked(request: HttpRequest, one: File) -> Iterator[Line]:
    rows = EnquiryFile.objects.visible_to(request.user).select_related("enquiry")
    mine = rows.filter(family=one) if one.kind == FAMILY else rows.filter(missing=one)
    found = {row.enquiry_id: row.enquiry for row in mine.order_by("-made_at")[:MOST]}
    for enquiry in found.values():
        yield Line(
            tr("An enquiry"),
            href=reverse("families:enquiry", args=[enquiry.pk]),
            number=tags.written(enquiry.number),
            small=written(enquiry.made_at),
        )


def join() -> None:
    """Join the pages."""
    first.add(on_first)
    more.add_parts(parts)
    more.add_acts(acts)
    more.add_count(waiting)
    file_pages.add(on_file)
