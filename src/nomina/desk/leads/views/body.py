"""The leads of one body: who it may be, why, what next, and from what that was computed."""

from __future__ import annotations

from datetime import timedelta
from operator import attrgetter
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk import limits
from nomina.desk.files.fields import PM
from nomina.desk.files.models import File
from nomina.desk.leads import drawn
from nomina.desk.leads.actions import OpenLeads
from nomina.desk.leads.bands import share
from nomina.desk.leads.jobs import open_jobs
from nomina.desk.leads.models import Answer, Lead, Run
from nomina.desk.leads.models.jobs import STOPPED
from nomina.desk.leads.opened import withheld
from nomina.desk.leads.partners import partners
from nomina.desk.look.numbers import grouped
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Leads,
    Notice,
    Row,
    Table,
    Way,
)
from nomina.desk.look.stretch import Place, Stretch
from nomina.desk.people.models import Operation
from nomina.desk.people.views.common import PAGE, page, perform, told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import Refused
from nomina.words import tr


@open_to(predicates.SEE_LEADS, on=File)
@require_safe
def body(request: HttpRequest, one: File) -> HttpResponse:
    """Show the leads of a body by the newest complete run, and write down that it was asked for."""
    if one.kind != PM:
        raise Http404
    try:
        limits.spend(limits.LEADS_EACH_DAY, request.user.pk, one.pk)
    except limits.TooOften as error:
        return _used_up(request, one, error)
    try:
        run = perform(request, OpenLeads(body=one))
    except Refused as refused:
        return _closed(request, one, refused)
    parts: list[object] = []
    notice = _working(one.operation_id)
    if notice is not None:
        parts.append(notice)
    answer = Answer.objects.filter(run=run, body=one).first() if run is not None else None
    if run is None or answer is None:
        parts.append(_nothing(run))
    else:
        found = _found(one, run)
        people = drawn.people_of(found, request.user)
        every = "" if "all" in request.GET else "?all=1"
        parts.append(drawn.list_of(answer, found, people, run.missing, every=every))
        steps = drawn.steps_of(answer, people)
        parts += [steps] if steps is not None else []
        parts += drawn.findings_of(one, found, people)
    if run is not None:
        parts.append(_computed(run))
    jobs = reverse("leads:jobs", args=[one.operation_id])
    head = Head(
        tr("Leads of a body"),
        number=one.number,
        says=tr("Leads say where to look next. They identify nobody."),
        acts=(Act(tr("Work in the background"), jobs, key="w"),),
    )
    return page(request, head, *parts)


@open_to(predicates.SEE_LEADS, on=Operation)
@require_safe
def bodies(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the bodies of an operation, first those whose leads are worth a look."""
    run, place = Run.objects.shown(one.pk), Place.of(request)
    closed = withheld(request.user, one.pk)
    silent = (Cell(tr("closed while you examine"), Kind.UNKNOWN), Cell("", Kind.UNKNOWN))
    part = _stretch(run, place) if run is not None else Stretch[Answer]()
    address = reverse("leads:bodies", args=[one.pk])
    pager = part.pager(
        place,
        PAGE,
        attrgetter("body_id"),
        lambda **query: f"{address}?{urlencode(query)}",
        run.bodies if run is not None else None,
    )
    table = Table(
        tr("Bodies with leads"),
        (
            Column(tr("Number")),
            Column(tr("Faces: candidates for other examination"), number=True),
            Column(tr("Nobody on this list")),
        ),
        tuple(
            Row(
                answer.body_id.hex,
                (
                    Cell(answer.body.number, Kind.CODE),
                    *(silent if closed else _told(answer)),
                ),
                drawn.link(answer.body),
            )
            for answer in part.rows
        ),
        empty=_nothing(run).empty,
        pager=pager,
    )
    act = Act(tr("Work in the background"), reverse("leads:jobs", args=[one.pk]), key="w")
    says = tr("Leads say where to look next. They identify nobody.")
    notice = _working(one.pk)
    parts = [notice, table] if notice is not None else [table]
    return page(request, Head(tr("Leads"), says=says, acts=(act,)), *parts)


def _told(answer: Answer) -> tuple[Cell, Cell]:
    return Cell(str(answer.candidates), Kind.NUMBER), Cell(share(answer.nobody))


def _stretch(run: Run, place: Place) -> Stretch[Answer]:
    """Give the bodies of a run behind or before one of them; a strange one is the beginning."""
    rows = Answer.objects.filter(run=run)
    at = rows.filter(body=place.id).values_list("place", flat=True).first() if place.id else None
    back = place.back and at is not None
    if at is not None:
        rows = rows.filter(place__lt=at) if back else rows.filter(place__gt=at)
    found = rows.select_related("body").order_by("-place" if back else "place")[: PAGE + 1]
    return Stretch.cut(list(found), PAGE, behind=at is not None, back=back)


def _used_up(request: HttpRequest, one: File, error: limits.TooOften) -> HttpResponse:
    """Say that this person has read the leads of this body too often for a day (SEC-32)."""
    back = timezone.localtime(timezone.now() + timedelta(seconds=error.wait))
    says = tr(
        "You opened them {n} times within a day. That is enough for looking, and too often for"
        " trying photos against them. They open again at {when}."
    )
    told = says.format(n=limits.LEADS_EACH_DAY.most, when=back.strftime("%Y-%m-%d %H:%M"))
    head = Head(tr("Leads of a body"), number=one.number)
    shown = page(request, head, Empty(tr("The leads of this body rest for today"), told))
    shown.status_code = 429
    shown["Retry-After"] = str(error.wait)
    return shown


def _closed(request: HttpRequest, one: File, refused: Refused) -> HttpResponse:
    """Say why the leads of this body stay closed to who asks (FOR-05)."""
    head = Head(tr("Leads of a body"), number=one.number)
    shown = page(request, head, Empty(tr("The leads of this body are closed"), told(refused)))
    shown.status_code = 409
    return shown


def _found(one: File, run: Run) -> list[Lead]:
    """Give the leads in order; those of another operation only while an agreement holds."""
    rows = Lead.objects.filter(run=run, body=one).select_related("person__operation")
    sides = {one.operation_id} | partners(one.operation_id)
    return [lead for lead in rows.order_by("rank") if lead.person.operation_id in sides]


def _working(operation: UUID) -> Notice | None:
    states = set(open_jobs(operation).values_list("state", flat=True))
    if not states:
        return None
    if states == {STOPPED}:
        return Notice(
            tr("Something changed since, and the work on newer leads was stopped by a person."),
            Way.UNSURE,
        )
    return Notice(tr("Newer leads are being computed; these stand until they are complete."))


def _nothing(run: Run | None) -> Leads:
    if run is not None and not run.missing:
        says = tr("There is no missing person to compare with yet.")
    else:
        says = tr("They come by themselves when the work in the background is done.")
    empty = Empty(tr("No leads of this body yet"), says)
    return Leads(tr("Who this may be"), "", (), empty)


def _computed(run: Run) -> Table:
    packs = run.record.get("packs", [])
    when = timezone.localtime(run.end.made_at).strftime("%Y-%m-%d %H:%M")
    lines = (
        (tr("Computed at"), Cell(when, Kind.DATE)),
        (tr("Bodies"), Cell(grouped(run.bodies))),
        (tr("Missing people"), Cell(grouped(run.missing))),
        (tr("Photos"), Cell(grouped(run.photos))),
        (
            tr("Share of the bodies taken to be on the list"),
            Cell(share(run.on_list), Kind.TEXT),
        ),
        (tr("Model pack"), Cell(_named(packs), Kind.CODE)),
        (tr("Stored run"), Cell(run.pk.hex[:12], Kind.CODE)),
        (tr("Computed from"), Cell(run.inputs[:12], Kind.CODE)),
    )
    return Table(
        tr("What this was computed from"),
        (Column(tr("What")), Column(tr("How"))),
        tuple(Row(f"computed-{n}", (Cell(what), how)) for n, (what, how) in enumerate(lines)),
        titled=True,
    )


def _named(packs: list[dict[str, str]]) -> str:
    return ", ".join(f"{one['name']} {one['digest'][:12]}" for one in packs)
