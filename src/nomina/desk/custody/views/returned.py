"""Of one missing person: what was released when, what remains, and what the family chose.

And what releases show on the pages of the register and of files.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody import here, more, wishes
from nomina.desk.custody.models import Item, Movement, Release, Stay
from nomina.desk.custody.models.items import BAG, COFFIN, REMAINS
from nomina.desk.custody.release_ground import Person, individual, person_of
from nomina.desk.custody.release_state import State, stands_as
from nomina.desk.custody.shapes import Facts
from nomina.desk.custody.views.common import page
from nomina.desk.custody.views.release import identification_of
from nomina.desk.custody.views.release_parts import family_facts
from nomina.desk.custody.words import item_kind
from nomina.desk.custody.words_release import state_name, state_way
from nomina.desk.examine.models import Identification
from nomina.desk.files import more as of_files
from nomina.desk.files.fields import AM
from nomina.desk.files.models import File
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.files.shapes import Line, Lines
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Way
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import moment
from nomina.desk.policy import predicates
from nomina.desk.policy.finding import Seen
from nomina.desk.policy.guard import open_to
from nomina.words import tr


def of_person(file: File) -> Person | None:
    """Give whose remains belong to a missing person; None where nobody was identified as them."""
    rows = Identification.objects.current().filter(
        report__kind=IDENTIFIED, report__other__in=individual([file.pk])
    )
    first = rows.select_related("report").order_by("made_at", "pk").first()
    return None if first is None else person_of(first)


def releases_of(file: File, user: object) -> list[Release]:
    """Give the releases of the remains of a missing person, the first in front."""
    rows = Release.objects.visible_to(user).filter(
        identification__report__other__in=individual([file.pk])
    )
    return list(rows.select_related(*Release.beside, "done", "end").order_by("made_at", "pk"))


@open_to(predicates.SEE_CUSTODY, on=File)
@require_safe
def returned(request: HttpRequest, one: File) -> HttpResponse:
    """Show what was returned of a missing person, what remains, and what the family chose."""
    if one.kind != AM:
        return redirect("files:file", one.pk)
    person = of_person(one)
    head = Head(
        tr("What was returned"),
        number=one.number,
        says=tr("Every part of one person, wherever it is, and what the family wants to hear of."),
        acts=(Act(tr("The file"), reverse("files:file", args=[one.pk])),),
    )
    return page(
        request, head, _family(request, one), _remains(request, person), _releases(request, one)
    )


def _family(request: HttpRequest, one: File) -> Facts:
    facts = family_facts(request, one, wishes.wishes_of(one), wishes.further_of(one))
    return Facts(tr("The family"), tuple(facts))


def _remains(request: HttpRequest, person: Person | None) -> Table:
    items: list[Item] = []
    if person is not None:
        rows = Item.objects.visible_to(request.user).filter(kind__in=REMAINS, file__in=person.files)
        items = list(rows.select_related("file").order_by("file__number"))
    stays = {
        stay.item_id: stay
        for stay in Stay.objects.now()
        .filter(item__in=items)
        .select_related("place", "keeper", "movement")
    }
    return Table(
        tr("Remains of this person"),
        (Column(tr("Number")), Column(tr("What it is")), Column(tr("Where")), Column(tr("Since"))),
        tuple(
            Row(
                item.pk.hex,
                (
                    Cell(item.file.number if item.file else "", Kind.CODE, small=str(item)),
                    Cell(item_kind(item.kind)),
                    _where(stays.get(item.pk)),
                    moment(stays[item.pk].since) if item.pk in stays else Cell(""),
                ),
                reverse("custody:item", args=[item.pk]),
            )
            for item in items
        ),
        empty=Empty(tr("Nothing of this person is known yet")),
        titled=True,
    )


def _where(stay: Stay | None) -> Cell:
    if stay is None:
        return Cell(tr("not taken in"), Kind.CHIP, way=Way.UNSURE)
    if stay.place is None:
        why: Movement = stay.movement
        return Cell(tr("returned"), Kind.CHIP, small=f"{stay.keeper.name} {why.why}", way=Way.FOR)
    return Cell(tr("remains in custody"), Kind.CHIP, small=stay.place.code, way=Way.UNSURE)


def _releases(request: HttpRequest, one: File) -> Table:
    return Table(
        tr("Releases"),
        (Column(tr("Number")), Column(tr("To")), Column(tr("State")), Column(tr("When"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.number, Kind.CODE, small=row.identification.report.one.number),
                    Cell(row.receiver, Kind.NAME, small=row.relation),
                    Cell(state_name(state), Kind.CHIP, way=state_way(state)),
                    moment(row.done.at if state is State.DONE else row.made_at),
                ),
                reverse("custody:release", args=[row.pk]),
            )
            for row in releases_of(one, request.user)
            for state in [stands_as(row)]
        ),
        empty=Empty(tr("Nothing was released yet")),
        titled=True,
    )


def on_file(request: HttpRequest, one: File) -> Lines | None:
    """List the releases of a missing person on the page of the file."""
    seen = predicates.SEE_CUSTODY(standing_for(request), one.thing())
    if one.kind != AM or not seen:
        return None
    rows = releases_of(one, request.user)
    act = Act(tr("What was returned"), reverse("custody:returned", args=[one.pk]))
    return Lines(
        "releases",
        tr("Releases"),
        tuple(
            Line(
                state_name(stands_as(row)),
                href=reverse("custody:release", args=[row.pk]),
                number=row.number,
            )
            for row in rows
        ),
        empty=tr("Nothing was released yet"),
        acts=(act,),
    )


def of_operation(request: HttpRequest, one: Operation) -> Iterable[Act]:
    """Give the way to the releases of an operation."""
    yield Act(tr("Releases"), reverse("custody:releases", args=[one.pk]))


@Seen
def _open_releases(user: object, *, container: UUID) -> QuerySet[Release]:
    return Release.objects.visible_to(user).open().filter(container=container)


def of_item(request: HttpRequest, one: Item) -> Iterable[Act]:
    """Give what releases can do with an item."""
    who = standing_for(request)
    if one.kind in (COFFIN, BAG):
        for row in _open_releases(request.user, container=one.pk):
            yield Act(tr("Its release"), reverse("custody:release", args=[row.pk]))
    if one.kind not in REMAINS or not here.is_here(request, one):
        return
    if identification_of(one) is not None:
        if predicates.PREPARE_RELEASE(who, one.thing()):
            yield Act(tr("Begin a release"), reverse("custody:begin_release", args=[one.pk]))
        if predicates.ISSUE_PAPERS(who, one.thing()):
            yield Act(tr("Death certificate"), reverse("custody:draft_death", args=[one.pk]))


def join() -> None:
    """Stand on the pages of operations, items and missing people."""
    more.add_acts(more.OPERATION, of_operation)
    more.add_acts(more.ITEM, of_item)
    of_files.add(on_file)
