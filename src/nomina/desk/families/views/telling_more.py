"""What telling shows on other pages, what waits of it, and what rests on an identification."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.custody.views.common import written
from nomina.desk.examine import resting
from nomina.desk.examine.models import Identification
from nomina.desk.families import counts, more, telling_hold, telling_lists
from nomina.desk.families.models import Notice
from nomina.desk.families.models.telling import RECALL
from nomina.desk.families.telling_states import again, everybody, standing, stands_as, told_of
from nomina.desk.families.telling_words import occasion_name, state_name
from nomina.desk.families.views import telling_lists as lists
from nomina.desk.files import more as file_pages
from nomina.desk.files.fields import AM
from nomina.desk.files.models import File
from nomina.desk.files.shapes import Line, Lines
from nomina.desk.look.shapes import Act
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import SEES_NOTICES
from nomina.words import tr

KIND = "notice"


def rests(identification: Identification) -> Iterator[resting.Resting]:
    """Give the notices of an identification, and each relative who was told by one (NOT-07)."""
    for row in identification.notices.exclude(occasion=RECALL).filter(end=None):
        one = again(row)
        href, told = reverse("families:notice", args=[one.pk]), everybody(one)
        waits = not told or any(told_of(person) is None for person in standing(one))
        if waits:
            yield resting.Resting(
                KIND, tr("Notice to a family"), resting.PENDING, href, tr("not told yet")
            )
        for person in told:
            record = told_of(person)
            assert record is not None
            yield resting.Resting(
                KIND,
                tr("Relative {number}").format(number=person.family.number),
                resting.HAPPENED,
                reverse("families:told", args=[record.pk]),
                tr("told on {when}").format(when=written(record.at)),
            )


def waiting(request: HttpRequest) -> int:
    """Count what waits to be told, in the operations where who asks sees notices."""
    return counts.notices(counts.operations(standing_for(request), SEES_NOTICES))


def parts(request: HttpRequest, one: Operation) -> Iterator[object]:
    """Show what waits to be told."""
    if predicates.SEE_NOTICES(standing_for(request), one.thing()):
        yield from lists.parts(request, one, pages=False)


def acts(request: HttpRequest, one: Operation) -> Iterator[Act]:
    """Lead to the notices."""
    if predicates.SEE_NOTICES(standing_for(request), one.thing()):
        yield Act(tr("All notices"), reverse("families:notices", args=[one.pk]), key="t")


def on_file(request: HttpRequest, one: File) -> Lines | None:
    """Show on the page of a missing person how far the family is told."""
    if one.kind != AM or not predicates.SEE_NOTICES(standing_for(request), one.thing()):
        return None
    rows = Notice.objects.visible_to(request.user).filter(identification__link__other=one)
    lines = []
    for row in rows:
        found = again(row)
        lines.append(
            Line(
                occasion_name(row.occasion),
                href=reverse("families:notice", args=[row.pk]),
                number=row.body.number,
                small=f"{state_name(stands_as(found))} · {written(row.made_at)}",
            )
        )
    waits = telling_lists.begun_not(one.operation_id).filter(link__other=one).exists()
    if not lines and not waits:
        return None
    begin: tuple[Act, ...] = ()
    if waits and predicates.TELL_FAMILIES(standing_for(request), one.thing()):
        href = reverse("families:begin_notice", args=[one.pk])
        begin = (Act(tr("Begin to tell the family"), href),)
    empty = tr("Not begun.")
    return Lines("telling", tr("Telling the family"), tuple(lines), empty=empty, acts=begin)


def join() -> None:
    """Join the pages, have recalls list who was told, and keep bodies where they are meanwhile."""
    resting.register(KIND, rests, predicates.SEE_NOTICES)
    telling_hold.join()
    more.add_parts(parts)
    more.add_acts(acts)
    more.add_count(waiting)
    file_pages.add(on_file)
