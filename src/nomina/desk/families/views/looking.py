"""How long each step takes, what is late, how families answered: for those who run it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.custody import more as custody_pages
from nomina.desk.custody.papers.page import pdf
from nomina.desk.custody.views.common import page
from nomina.desk.families import looking_paper, looking_read
from nomina.desk.families import more as families_pages
from nomina.desk.families.actions.looking import TakeNumbers
from nomina.desk.families.forms_looking import NumbersForm
from nomina.desk.families.looking import STAGES, STEPS, Numbers, Shown, behind, published
from nomina.desk.families.looking_chart import bars
from nomina.desk.families.looking_words import (
    LATE,
    count_text,
    label_rows,
    late_name,
    median_text,
    stage_name,
    step_name,
)
from nomina.desk.families.views.hearing import STYLES
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import form_page, perform, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.transmit import more as bureau_pages
from nomina.words import tr

SHOWN = 12
"""Months of the table of a page."""


@open_to(predicates.SEE_NUMBERS, on=Operation)
@require_safe
def numbers(request: HttpRequest, one: Operation) -> HttpResponse:
    """Show the numbers of an operation."""
    found = published(looking_read.happened(one))
    late = looking_read.late(one, timezone.now())
    take_away = reverse("families:take_numbers", args=[one.pk])
    says = tr("Groups under ten are not shown, and no total contains them.")
    head = Head(
        tr("From recovery to home, in numbers"),
        says=f"{one.name} · {says}",
        acts=(Act(tr("Carry them away"), take_away, key="p"),),
    )
    stages = [(row, stage_name(row)) for row in STAGES]
    return page(
        request,
        head,
        bars(found, stages, tr("What happened, by month"), key="stages"),
        _months(found),
        _steps(found),
        bars(
            found,
            [(row, step_name(row)) for row in STEPS],
            tr("Median days of each step, by month"),
            medians=True,
            key="days",
        ),
        bars(found, label_rows(), tr("How families answered, by month"), key="answers"),
        _labels(found),
        _late(late),
        styles=STYLES,
    )


def _months(found: Numbers) -> Table:
    """The numbers of each month: the drawing in words."""
    months = found.every[-SHOWN:][::-1]
    return Table(
        tr("By month"),
        (
            Column(tr("Month")),
            *(Column(stage_name(stage)) for stage in STAGES),
        ),
        tuple(
            Row(
                f"m-{month:%Y-%m}",
                (
                    Cell(f"{month:%Y-%m}", Kind.DATE),
                    *(_cell(found.at(stage, month)) for stage in STAGES),
                ),
            )
            for month in months
        )
        + ((_all(found),) if months else ()),
        Empty(tr("Nothing may be shown yet"), tr("It takes ten of a kind in one month.")),
        titled=True,
    )


def _all(found: Numbers) -> Row:
    cells = tuple(_cell(found.total(stage)) for stage in STAGES)
    return Row("m-all", (Cell(tr("In all")), *cells))


def _cell(shown: Shown) -> Cell:
    return Cell("–" if shown.count is None else count_text(shown))


def _steps(found: Numbers) -> Table:
    return Table(
        tr("How long each step takes"),
        (Column(tr("Step")), Column(tr("Median"))),
        tuple(
            Row(f"s-{step}", (Cell(step_name(step)), Cell(median_text(found.total(step)))))
            for step in STEPS
        ),
        titled=True,
    )


def _labels(found: Numbers) -> Table:
    return Table(
        tr("How families answered"),
        (Column(tr("Holds")), Column(tr("Replies"))),
        tuple(
            Row(row, (Cell(name), Cell(count_text(found.total(row))))) for row, name in label_rows()
        ),
        titled=True,
    )


def _late(counts: dict[str, int]) -> Table:
    return Table(
        tr("Late now"),
        (Column(tr("What")), Column(tr("How many"))),
        tuple(
            Row(f"l-{one}", (Cell(late_name(one)), Cell(count_text(Shown(behind(counts[one]))))))
            for one in LATE
        ),
        titled=True,
    )


@open_to(predicates.SEE_NUMBERS, on=Operation)
def take_numbers(request: HttpRequest, one: Operation) -> HttpResponse:
    """Carry the numbers away, as a paper or a table."""
    form = NumbersForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        kind = given["form"]
        language = given["language"] if kind == "pdf" else ""
        found, now = published(looking_read.happened(one)), timezone.now()
        late = {key: behind(n) for key, n in looking_read.late(one, now).items()}
        perform(request, TakeNumbers(operation=one, form=kind, language=language))
        if kind == "csv":
            return _file(looking_paper.csv(one, found, late), "text/csv", "numbers.csv")
        made = looking_paper.paper(one, found, late, language, now)
        return _file(pdf(made), "application/pdf", f"numbers.{language}.pdf")

    says = tr("The file leaves this desk. That it was done is written down.")
    head = Head(tr("Carry the numbers away"), says=says)
    back = reverse("families:numbers", args=[one.pk])
    return take(request, form, done) or form_page(
        request, head, form, tr("Download the file"), back
    )


def _file(data: bytes, media: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox"
    return answer


def acts(request: HttpRequest, one: Operation) -> Iterator[Act]:
    """Lead to the numbers."""
    if predicates.SEE_NUMBERS(standing_for(request), one.thing()):
        yield Act(tr("In numbers"), reverse("families:numbers", args=[one.pk]))


def join() -> None:
    """Join the pages of families, custody and the bureau."""
    families_pages.add_acts(acts)
    custody_pages.add_acts(custody_pages.OPERATION, acts)
    bureau_pages.add_acts(acts)
