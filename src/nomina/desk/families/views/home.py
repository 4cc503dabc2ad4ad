"""Bringing home: who asks, the steps that were agreed, the release, and the return."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.custody.actions.release_out import sentence
from nomina.desk.custody.models import ReturnRequest
from nomina.desk.custody.models.effects_family import OBJECTION
from nomina.desk.custody.release_check import Missing
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.families import home_state
from nomina.desk.families.contact import contact_of
from nomina.desk.families.hearing_shapes import old
from nomina.desk.families.home_words import came_name, end_name, step_name
from nomina.desk.families.models import Collection, CollectionStep, CollectionStepEnd
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Notice,
    Row,
    Table,
    Way,
    Weight,
)
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import moment, paged
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


def _state(one: Collection, frozen: frozenset[UUID], behind: frozenset[UUID]) -> Cell:
    """Say where a request stands."""
    if hasattr(one, "returned"):
        return Cell(tr("returned"), Kind.CHIP, way=Way.FOR)
    if hasattr(one, "end"):
        return Cell(tr("ended"))
    if one.pk in frozen:
        return Cell(tr("frozen: recalled"), Kind.CHIP, way=Way.STOP)
    if one.pk in behind:
        return Cell(tr("a step is late"), Kind.CHIP, way=Way.STOP)
    return Cell(tr("on the way"), Kind.CHIP, way=Way.UNSURE)


def listed(rows: Sequence[Collection], title: str, pager: Any = None) -> Table:
    """List requests, read with `home_state.READ_WITH`: a number each, and no name."""
    now = timezone.now()
    frozen, behind = home_state.frozen(rows), home_state.behind(rows, now)
    return Table(
        title,
        (Column(tr("Person")), Column(tr("Way")), Column(tr("How old")), Column(tr("State"))),
        tuple(
            Row(
                one.pk.hex,
                (
                    Cell(one.file.number, Kind.CODE),
                    Cell(tr("the other side") if one.other_side else tr("own side")),
                    Cell(old(one.made_at, now)),
                    _state(one, frozen, behind),
                ),
                reverse("families:homecoming", args=[one.pk]),
            )
            for one in rows
        ),
        Empty(tr("Nobody is on the way home"), tr("A request comes in a reply or at the counter.")),
        pager,
        titled=True,
    )


@open_to(predicates.SEE_RETURNS, on=Operation)
@require_safe
def homecomings(request: HttpRequest, one: Operation) -> HttpResponse:
    """List who is on the way home, and who came home."""
    rows = Collection.objects.visible_to(request.user).filter(operation=one)
    rows = rows.select_related(*home_state.READ_WITH)
    on_way = rows.filter(returned=None, end=None).order_by("made_at", "pk")
    over = rows.exclude(returned=None, end=None).order_by("-made_at", "pk")
    shown, pager = paged(request, over)
    acts = []
    if predicates.RUN_RETURNS(standing_for(request), one.thing()):
        href = reverse("families:collect", args=[one.pk])
        acts.append(Act(tr("Write down a request"), href, key="n", weight=Weight.PRIMARY))
    says = tr("Each step is agreed, written down, and followed until somebody is home.")
    head = Head(tr("Bringing home"), says=f"{one.name} · {says}", acts=tuple(acts))
    return page(
        request,
        head,
        listed(list(on_way), tr("On the way")),
        listed(shown, tr("What is over"), pager) if shown else None,
    )


@open_to(predicates.SEE_RETURNS, on=Collection)
@require_safe
def homecoming(request: HttpRequest, one: Collection) -> HttpResponse:
    """Show how somebody comes home: what was asked, agreed, is missing, and happened."""
    now = timezone.now()
    sees = predicates.SEE_WISHES(standing_for(request), one.thing())
    says = tr("From what was asked to the day on which they are home.")
    head = Head(
        tr("Bringing home"), number=one.file.number, says=says, acts=tuple(_acts(request, one))
    )
    return page(
        request,
        head,
        *_notices(one, now, sees=sees),
        _facts(request, one),
        _steps(request, one, now),
        _papers(one, now),
    )


def _acts(request: HttpRequest, one: Collection) -> Iterator[Act]:
    runs = predicates.RUN_RETURNS(standing_for(request), one.thing())
    there = [one.pk]
    if runs and not hasattr(one, "end") and not hasattr(one, "returned"):
        release = home_state.release_of(one)
        done = release is not None and home_state.is_done(release)
        step = reverse("families:agree_step", args=there)
        first = Weight.PLAIN if done else Weight.PRIMARY
        yield Act(tr("Agree a step"), step, key="n", weight=first)
        if release is None:
            yield Act(tr("Name the release"), reverse("families:join_release", args=there))
        if done:
            href = reverse("families:say_returned", args=there)
            yield Act(tr("They are home"), href, key="h", weight=Weight.PRIMARY)
        yield Act(tr("End without a return"), reverse("families:end_homecoming", args=there))
    if predicates.SEE_WISHES(standing_for(request), one.thing()):
        yield Act(tr("The family's wishes"), reverse("custody:wishes", args=[one.file_id]))
    yield Act(tr("All requests"), reverse("families:homecomings", args=[one.operation_id]))


def _notices(one: Collection, now: datetime, *, sees: bool) -> Iterator[Notice]:
    if hasattr(one, "returned"):
        yield Notice(tr("This person was returned."), Way.FOR)
    elif hasattr(one, "end"):
        yield Notice(f"{end_name(one.end.outcome)}. {one.end.why}")
    elif home_state.frozen([one]):
        text = tr("The identification on which this rests was recalled. Nothing goes further.")
        yield Notice(text, Way.STOP)
    elif home_state.behind([one], now):
        yield Notice(tr("A step should have happened by now."), Way.STOP)
    objects = ReturnRequest.objects.filter(file=one.file, asked=OBJECTION)
    if sees and objects.exists():
        text = tr("Somebody objects to a return. It is written down, and ends no request.")
        yield Notice(text, Way.UNSURE)
    if one.other_side:
        text = tr("This family is on the other side: its bureau or the agency is the only way.")
        yield Notice(text, Way.UNSURE)


def _facts(request: HttpRequest, one: Collection) -> Facts:
    release = home_state.release_of(one)
    facts = [
        Fact(tr("How the request came"), f"{came_name(one.came)} · {written(one.made_at)}"),
        Fact(tr("Person"), one.file.number, reverse("files:file", args=[one.file_id])),
        Fact(
            tr("Release from custody"),
            release.number if release else "",
            reverse("custody:release", args=[release.pk]) if release else "",
        ),
    ]
    sees = predicates.SEE_WISHES(standing_for(request), one.thing())
    if one.family is not None and sees:
        known = contact_of(one.family)
        href = reverse("files:file", args=[one.family.pk])
        no = tr("they want no contact") if known.no_contact else ""
        facts.insert(2, Fact(tr("Family"), one.family.number, href))
        facts.insert(3, Fact(tr("How to reach them safely"), no or known.how))
        facts.insert(4, Fact(tr("Whom not to tell"), known.not_tell))
    if hasattr(one, "returned"):
        home = one.returned
        facts.append(Fact(tr("Home on"), home.day.isoformat()))
        where = f"{home.grave.place.code} {home.grave.number}" if home.grave else ""
        buried = " · ".join(text for text in (where, home.buried) if text)
        facts.append(Fact(tr("Burial"), buried))
    return Facts(tr("The request"), tuple(facts))


def _steps(request: HttpRequest, one: Collection, now: datetime) -> Table:
    runs = predicates.RUN_RETURNS(standing_for(request), one.thing())
    over = hasattr(one, "end") or hasattr(one, "returned")
    ends = {row.step_id: row for row in CollectionStepEnd.objects.filter(step__collection=one)}
    rows = sorted(one.steps.all(), key=lambda step: (step.at is None, step.at or step.made_at))
    return Table(
        tr("Steps"),
        (
            Column(tr("What")),
            Column(tr("When")),
            Column(tr("Where")),
            Column(tr("Who")),
            Column(tr("State")),
        ),
        tuple(_step(step, ends.get(step.pk), now, runs=runs, over=over) for step in rows),
        Empty(tr("Nothing was agreed yet"), tr("Begin with the appointment or the papers.")),
        titled=True,
    )


def _step(
    step: CollectionStep, end: CollectionStepEnd | None, now: datetime, *, runs: bool, over: bool
) -> Row:
    if end is not None and end.happened:
        state = Cell(tr("happened"), Kind.CHIP, way=Way.FOR)
    elif end is not None:
        state = Cell(tr("fell away"), small=end.words)
    elif over:
        state = Cell("")
    elif home_state.late(step, now):
        state = Cell(tr("late"), Kind.CHIP, way=Way.STOP)
    else:
        state = Cell(tr("agreed"), Kind.CHIP, way=Way.UNSURE)
    when = moment(step.at) if step.at is not None else Cell(tr("no day yet"), Kind.UNKNOWN)
    href = reverse("families:end_step", args=[step.pk]) if runs and end is None and not over else ""
    return Row(
        step.pk.hex,
        (
            Cell(step_name(step.step), small=step.words),
            when,
            Cell(step.place) if step.place else Cell("", Kind.UNKNOWN),
            Cell(step.who),
            state,
        ),
        href,
    )


def _papers(one: Collection, now: datetime) -> Table | None:
    """What custody still misses; it is custody's own check, and not another one."""
    release = home_state.release_of(one)
    if release is None or home_state.is_done(release) or hasattr(one, "returned"):
        return None
    found = home_state.lacks(release, now)
    return Table(
        tr("What the release still needs"),
        (Column(tr("What")),),
        tuple(Row(f"lacks-{n}", (Cell(_lack(row)),)) for n, row in enumerate(found)),
        Empty(tr("Nothing is missing; custody may give the coffin out")),
        titled=True,
    )


def _lack(row: Missing) -> str:
    line = sentence(row)
    return line[:1].upper() + line[1:]
