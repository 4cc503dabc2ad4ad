"""The page of an examination, by its stage: what is not due yet is not even read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from nomina.desk.examine.actions.examining import stage
from nomina.desk.examine.features import FEATURES, feature_name, seen_name
from nomina.desk.examine.forms import ConcludeForm, DescribeForm, outcome_name
from nomina.desk.examine.models import Examination, Planted, Revised
from nomina.desk.examine.pictures import BODY, CROP, REFERENCE, WHOLE, file_of, pictures_of
from nomina.desk.leads import drawn
from nomina.desk.leads.models import Answer, Lead, Run
from nomina.desk.look import shapes
from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Act, Cell, Column, Kind, Notice, Row, Table, Way
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.words import ntr, tr


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form within a page.

    Attributes:
        id: unique on the page.
        href: where it is sent to.
    """

    template: ClassVar[str] = "examine/form.html"
    id: str
    title: str
    says: str
    form: forms.Form
    href: str
    button: str


@dataclass(frozen=True, slots=True)
class Side:
    """One picture; ``whole`` asks for more than the face, once that was seen."""

    photo: shapes.Photo
    whole: Act | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """Pictures beside each other."""

    template: ClassVar[str] = "examine/pictures.html"
    photos: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """The picture that was opened just now.

    Attributes:
        side, place: which one.
        part: the face alone, or the whole picture.
        source: its address, good for a moment.
    """

    side: str = ""
    place: int = 0
    part: str = CROP
    source: str = ""


NOTHING = Opened()


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
    sides = sides_of(request, one, BODY, opened)
    if at > 1:
        sides += sides_of(request, one, REFERENCE, opened)
    parts: list[object] = [Sides(tuple(sides))]
    if at == 1:
        parts.append(_describing(one, form))
    else:
        parts.append(_described(one))
    if at == 2:
        parts.append(_concluding(one, form))
    if at == 4:
        parts += _revealed(request, one)
    return parts


def sides_of(request: HttpRequest, one: Examination, side: str, opened: Opened) -> list[Side]:
    """Draw the pictures of one side: where they come from is told by nothing."""
    file = file_of(one, side)
    name = tr("Picture of the body") if side == BODY else tr("Picture to compare with")
    if not predicates.SEE_PHOTO(standing_for(request), file.thing()):
        return [_none(side, name, tr("You may not open it; leave this one to somebody else."))]
    found = pictures_of(file)
    if not found:
        return [_none(side, name, tr("There is no picture to look at."))]
    show, hide = (reverse(f"examine:{act}_{side}", args=[one.pk]) for act in ("show", "hide"))
    drawn_ = []
    for n, picture in enumerate(found):
        mine = opened.source if (opened.side, opened.place) == (side, n) else ""
        label = f"{name} {n + 1}" if len(found) > 1 else name
        photo = shapes.Photo(
            id=f"{side}-{n}",
            label=label,
            show=f"{show}?n={n}",
            hide=f"{hide}?n={n}",
            source=mine,
        )
        whole = None
        if mine and opened.part == CROP and picture.face is not None:
            whole = Act(tr("Show the whole picture"), f"{show}?n={n}&part={WHOLE}", post=True)
        drawn_.append(Side(photo, whole))
    return drawn_


def _none(side: str, name: str, why: str) -> Side:
    return Side(shapes.Photo(id=f"{side}-0", label=name, why_not=why))


def _describing(one: Examination, form: forms.Form | None) -> Sheet:
    return Sheet(
        "describe",
        tr("What this picture shows"),
        tr("Describe it before you see the other one. It cannot be changed afterwards."),
        form or DescribeForm(),
        reverse("examine:describe", args=[one.pk]),
        tr("Lock the description"),
    )


def _concluding(one: Examination, form: forms.Form | None) -> Sheet:
    return Sheet(
        "conclude",
        tr("What both pictures come to"),
        tr("It is locked; a later change stands beside it and is marked."),
        form or ConcludeForm(),
        reverse("examine:conclude", args=[one.pk]),
        tr("Lock the conclusion"),
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
