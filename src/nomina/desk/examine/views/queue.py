"""The queue of an operation: a number and nothing else for examiners, the rest for others."""

from __future__ import annotations

from operator import attrgetter
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Exists, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.examine.actions.queue import TakeBody
from nomina.desk.examine.assign import CLOSED, closed, taken_back
from nomina.desk.examine.forms import outcome_name
from nomina.desk.examine.ground import PHOTOS, RECALLED, RECORDS
from nomina.desk.examine.models import Pair, Planted
from nomina.desk.examine.models.examinations import OUTCOMES
from nomina.desk.examine.queue import reopened, unopened, waiting
from nomina.desk.examine.sides import reach_of
from nomina.desk.files.fields import PM
from nomina.desk.files.models import File
from nomina.desk.leads import drawn
from nomina.desk.leads.bands import share
from nomina.desk.leads.models import Answer, Run
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Notice, Row, Table, Way
from nomina.desk.look.stretch import Place, Stretch
from nomina.desk.people.models import Operation, User
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import PAGE, form_page, page, perform, told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import Refused
from nomina.leads.report_evidence_words import kind_words
from nomina.words import current, ntr, tr

Fresh = dict[UUID, tuple[str, ...]]
"""Pairs that come back, with what is new."""
EXAMINERS = 3
"""Examiners whose answers on closed pairs must be together before anybody else reads the sum."""


@open_to(predicates.SEE_LEADS, on=Operation)
@require_safe
def queue(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the bodies that wait to be examined.

    Whoever examines there reads numbers alone: neither a degree nor a place, and not what is new.
    """
    run, place = Run.objects.shown(one.pk), Place.of(request)
    blind = predicates.EXAMINE(standing_for(request), one.thing())
    fresh: Fresh = {}
    part: Stretch[Answer] = Stretch()
    apart: tuple[Notice, ...] = ()
    if run is not None:
        user = request.user if blind and isinstance(request.user, User) else None
        fresh, reach = reopened(run), reach_of(one.pk, user.pk if user is not None else None)
        part = _stretch(run, place, waiting(run, user, fresh, reach))
        apart = _apart(unopened(run, user, fresh, reach))
    address = reverse("examine:queue", args=[one.pk])
    table = Table(
        tr("Bodies that wait to be examined"),
        _columns(blind=blind),
        _rows(part.rows, fresh, blind=blind),
        empty=Empty(
            tr("Nothing waits here"),
            tr("Bodies come by themselves when there are leads that nobody decided yet."),
        ),
        pager=part.pager(
            place, PAGE, attrgetter("body_id"), lambda **query: f"{address}?{urlencode(query)}"
        ),
    )
    acts = (Act(tr("My examinations"), reverse("examine:mine"), key="m"),) if blind else ()
    if not blind:
        href = reverse("examine:measured", args=[one.pk])
        acts = (Act(tr("How often examiners were right"), href),)
    head = Head(tr("Queue"), says=tr("Most useful first. Nobody is named here."), acts=acts)
    return page(request, head, *apart, table)


def _apart(rows: QuerySet[Answer]) -> tuple[Notice, ...]:
    """Tell how many bodies wait for somebody else: the other picture is of another operation."""
    n = len(rows.values_list("pk")[: PAGE + 1])
    if not n:
        return ()
    if n > PAGE:
        says = tr(
            "More than {n} bodies wait for an examiner who may open the photographs of both"
            " operations."
        ).format(n=PAGE)
    else:
        says = ntr(
            "{n} body waits for an examiner who may open the photographs of both operations.",
            "{n} bodies wait for an examiner who may open the photographs of both operations.",
            n,
        ).format(n=n)
    return (Notice(says, Way.UNSURE),)


def _stretch(run: Run, place: Place, rows: QuerySet[Answer]) -> Stretch[Answer]:
    every = Answer.objects.filter(run=run)
    at = every.filter(body=place.id).values_list("place", flat=True).first() if place.id else None
    back = place.back and at is not None
    if at is not None:
        rows = rows.filter(place__lt=at) if back else rows.filter(place__gt=at)
    found = list(rows.order_by("-place" if back else "place")[: PAGE + 1])
    return Stretch.cut(found, PAGE, behind=at is not None, back=back)


def _columns(*, blind: bool) -> tuple[Column, ...]:
    if blind:
        return (Column(tr("Number")),)
    return (Column(tr("Number")), Column(tr("Nobody on this list")), Column(tr("What is new")))


def _rows(answers: tuple[Answer, ...], fresh: Fresh, *, blind: bool) -> tuple[Row, ...]:
    if blind:
        return tuple(
            Row(
                one.body_id.hex,
                (Cell(one.body.number, Kind.CODE),),
                reverse("examine:take", args=[one.body_id]),
            )
            for one in answers
        )
    bodies = {one.body_id for one in answers}
    new: dict[UUID, set[str]] = {}
    for pair in Pair.objects.filter(pk__in=fresh, body__in=bodies):
        new.setdefault(pair.body_id, set()).update(fresh[pair.pk])
    return tuple(
        Row(
            one.body_id.hex,
            (
                Cell(one.body.number, Kind.CODE),
                Cell(share(one.nobody)),
                Cell(_new(new.get(one.body_id, set()))),
            ),
            drawn.link(one.body),
        )
        for one in answers
    )


def _new(kinds: set[str]) -> str:
    own = {PHOTOS: tr("photos"), RECORDS: tr("records"), RECALLED: tr("a recalled identification")}
    names = {**kind_words(current()), **own}
    said = ", ".join(sorted(names.get(kind, kind) for kind in kinds))
    return tr("set aside before; new since: {kinds}").format(kinds=said) if said else ""


@open_to(predicates.EXAMINE, on=File)
def take(request: HttpRequest, one: File) -> HttpResponse:
    """Take a body from the queue, after a question; the desk chooses the other side."""
    if one.kind != PM:
        raise Http404
    back = reverse("examine:queue", args=[one.operation_id])
    if request.method != "POST":
        says = tr(
            "You describe its picture alone, then another picture appears. What speaks for and"
            " against is shown when you have concluded."
        )
        head = Head(tr("Examine a body"), number=one.number, says=says)
        return form_page(request, head, forms.Form(), tr("Take this body"), back)
    try:
        done = perform(request, TakeBody(body=one))
    except Refused as error:
        messages.error(request, told(error))
        return redirect(back)
    return redirect("examine:examination", done.pk)


@open_to(predicates.SEE_MEASURED, on=Operation)
@require_safe
def measured(request: HttpRequest, one: Operation) -> HttpResponse:
    """Show how often examiners were right on closed pairs: the sum of all, and nobody alone."""
    rows = Planted.objects.filter(
        examination__pair__body__operation=one, examination__concluded__isnull=False
    ).exclude(Exists(taken_back()))
    told_of = list(
        rows.values_list("mate", "examination__concluded__outcome", "examination__examiner")
    )
    head = Head(
        tr("How often examiners were right"),
        says=tr("Closed pairs are mixed in, one in twenty; only the sum of all is shown here."),
    )
    if len({who for _, _, who in told_of}) < EXAMINERS:
        n = closed(one.pk).count()
        text = tr("Error is unmeasured in this operation.")
        if n < CLOSED:
            more = ntr(
                "{n} pair is closed; pairs are mixed in from 30 on.",
                "{n} pairs are closed; pairs are mixed in from 30 on.",
                n,
            )
            text = f"{text} {more.format(n=n)}"
        return page(request, head, Notice(text, Way.UNSURE))
    counts = {
        (mate, outcome): sum(a == mate and b == outcome for a, b, _ in told_of)
        for mate in (True, False)
        for outcome in OUTCOMES
    }
    table = Table(
        tr("Closed pairs, as examiners saw them"),
        (Column(tr("The answer")), *(Column(outcome_name(o), number=True) for o in OUTCOMES)),
        tuple(
            Row(
                f"mate-{int(mate)}",
                (
                    Cell(tr("one person") if mate else tr("two people")),
                    *(Cell(str(counts[mate, o]), Kind.NUMBER) for o in OUTCOMES),
                ),
            )
            for mate in (True, False)
        ),
    )
    return page(request, head, table)
