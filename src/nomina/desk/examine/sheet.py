"""The page of an examination, by its stage: what is not due yet is not even read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django import forms
from django.db.models import Exists
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from nomina.desk.examine import tools
from nomina.desk.examine.actions.examining import stage
from nomina.desk.examine.assign import taken_back
from nomina.desk.examine.features import FEATURES, feature_name, seen_name
from nomina.desk.examine.forms import ConcludeForm, DescribeForm, blank, outcome_name
from nomina.desk.examine.marks import marks_of
from nomina.desk.examine.models import Examination, Planted, Revised
from nomina.desk.examine.models.examinations import OUTCOMES
from nomina.desk.examine.pictures import BODY, REFERENCE, read_pictures
from nomina.desk.examine.screen import NOTHING, Opened, Sides, sides_of
from nomina.desk.leads import drawn
from nomina.desk.leads.models import Answer, Lead, Run
from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Cell, Column, Kind, Notice, Row, Table, Way
from nomina.words import ntr, tr


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form within a page.

    Attributes:
        id: unique on the page.
        href: where it is sent to.
        form: as it was sent, or drawn with nothing in it.
        choices: values of its field ``outcome`` with their words; each gets a button and a key.
    """

    template: ClassVar[str] = "examine/form.html"
    id: str
    title: str
    says: str
    form: forms.Form | SafeString
    href: str
    button: str
    choices: tuple[tuple[str, str], ...] = ()


def parts_of(
    request: HttpRequest,
    one: Examination,
    opened: Opened = NOTHING,
    form: forms.Form | None = None,
) -> list[object]:
    """Draw an examination for its examiner.

    Args:
        opened: the picture that was opened by this request.
        form: that was sent and not taken.
    """
    at = stage(one)
    if at > 1:
        read_pictures((one.pair.body, one.pair.person))
    columns = [sides_of(request, one, BODY, opened)]
    if at > 1:
        columns.append(sides_of(request, one, REFERENCE, opened))
    mark = reverse("examine:mark", args=[one.pk])
    screen = Sides(tuple(map(tuple, columns)), tools.groups(), tools.points(), mark)
    parts: list[object] = [screen, marks_of(request, one)]
    if at == 1:
        parts.append(_describing(one, form))
    else:
        parts.append(_described(one))
    if at == 2:
        parts.append(_concluding(one, form))
    if at == 4:
        parts += _revealed(request, one)
    return parts


def _describing(one: Examination, form: forms.Form | None) -> Sheet:
    return Sheet(
        "describe",
        tr("What this picture shows"),
        tr("Describe it before you see the other one. It cannot be changed afterwards."),
        form or blank(DescribeForm),
        reverse("examine:describe", args=[one.pk]),
        tr("Lock the description"),
    )


def _concluding(one: Examination, form: forms.Form | None) -> Sheet:
    return Sheet(
        "conclude",
        tr("What both pictures come to"),
        tr("It is locked; a later change stands beside it and is marked."),
        form or blank(ConcludeForm),
        reverse("examine:conclude", args=[one.pk]),
        tr("Lock the conclusion"),
        tuple((one, outcome_name(one)) for one in OUTCOMES),
    )


def _described(one: Examination) -> Table:
    said = one.described.features
    return Table(
        tr("What the picture of the body shows"),
        (Column(tr("Feature")), Column(tr("Seen")), Column(tr("In words"))),
        tuple(
            Row(
                f"feature-{name}",
                (
                    Cell(feature_name(name)),
                    Cell(seen_name(said[name]["seen"])),
                    Cell(said[name]["words"]),
                ),
            )
            for name in FEATURES
        ),
        titled=True,
    )


def _revealed(request: HttpRequest, one: Examination) -> list[object]:
    """Draw what may be known once the conclusion is in."""
    parts: list[object] = [_views(request, one)]
    planted = Planted.objects.visible_to(request.user).filter(examination=one).first()
    if planted is not None:
        if Planted.objects.filter(Exists(taken_back()), pk=planted.pk).exists():
            text = tr(
                "This pair was closed before and mixed in to measure how often views are right."
                " What was taken for the answer was recalled since, so it measures nothing."
            )
            return [*parts, Notice(text, Way.UNSURE)]
        answer = tr("one person") if planted.mate else tr("two people")
        text = tr(
            "This pair was closed before and mixed in to measure how often views are right."
            " The answer is: {answer}. Only you read this."
        )
        parts.append(Notice(text.format(answer=answer), Way.UNSURE))
        return parts
    return parts + _evidence(request, one)


def _views(request: HttpRequest, one: Examination) -> Table:
    """Draw the views of the pair that this examiner may read by now."""
    others = Examination.objects.visible_to(request.user).filter(
        pair=one.pair_id, concluded__isnull=False
    )
    rows = others.select_related("concluded", "examiner").prefetch_related("revisions")
    lines = [line for view in rows for line in _lines(view, mine=view.pk == one.pk)]
    return Table(
        tr("Views of this pair"),
        (Column(tr("Examiner")), Column(tr("View")), Column(tr("Reasons")), Column(tr("When"))),
        tuple(lines),
        titled=True,
    )


def _lines(view: Examination, *, mine: bool) -> list[Row]:
    name = tr("you") if mine else view.examiner.name
    changes: list[Revised] = list(view.revisions.all())
    n = len(changes)
    count = ntr("changed {n} time later", "changed {n} times later", n).format(n=n) if n else ""
    rows = [
        Row(
            f"view-{view.pk.hex}",
            (
                Cell(name, Kind.NAME),
                Cell(outcome_name(view.concluded.outcome), small=count),
                Cell(view.concluded.reasons),
                _when(view.concluded.made_at),
            ),
        )
    ]
    for change in changes:
        seen = tr("changed after the rest was seen: {why}").format(why=isolated(change.why))
        rows.append(
            Row(
                f"change-{change.pk.hex}",
                (
                    Cell(name, Kind.NAME),
                    Cell(outcome_name(change.outcome), small=seen),
                    Cell(change.reasons),
                    _when(change.made_at),
                ),
            )
        )
    return rows


def _when(moment: object) -> Cell:
    return Cell(timezone.localtime(moment).strftime("%Y-%m-%d %H:%M"), Kind.DATE)  # type: ignore[arg-type]


def _evidence(request: HttpRequest, one: Examination) -> list[object]:
    """Draw what the shown run says of the pair, as the page of the body does, and of no other."""
    body, run = one.pair.body, Run.objects.shown(one.pair.body.operation_id)
    answer = Answer.objects.filter(run=run, body=body).first()
    rows = Lead.objects.filter(run=run, body=body, person=one.pair.person_id)
    lead = rows.select_related("person__operation").first()
    if answer is None or lead is None:
        return [Notice(tr("The newest leads say nothing of this pair."))]
    people = drawn.people_of([lead], request.user)
    person: UUID = lead.person_id
    title, says = tr("The lead"), tr("Leads say where to look next. They identify nobody.")
    parts: list[object] = [drawn.alone(answer, lead, people[person], title, says)]
    parts += drawn.findings_of(body, [lead], people)
    steps = drawn.steps_of(answer, people)
    return [*parts, steps] if steps is not None else parts
