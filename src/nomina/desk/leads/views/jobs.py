"""Work in the background of one operation: how far it is, stop, go on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.leads.actions import AskLeads, GoOn, StopJob
from nomina.desk.leads.models import Job
from nomina.desk.leads.models.jobs import (
    DONE,
    FAILED,
    LEADS,
    STOPPED,
    STOPPING,
    WAITING,
    WORKING,
)
from nomina.desk.look import shapes
from nomina.desk.look.shapes import Act, Doing, Empty, Head, Weight
from nomina.desk.people.models import Operation
from nomina.desk.people.views.common import page, perform, said_and_back
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import tr

SHOWN = 10
"""Jobs on the page, newest first."""
_DOING = {
    WAITING: Doing.WAITING,
    WORKING: Doing.WORKING,
    STOPPING: Doing.WORKING,
    STOPPED: Doing.STOPPED,
    DONE: Doing.DONE,
    FAILED: Doing.FAILED,
}


def drawn(one: Job) -> shapes.Job:
    """Draw a job."""
    title = tr("Leads of the operation") if one.kind == LEADS else tr("Faces of the photos")
    says = one.says
    if one.state == STOPPED:
        says = tr("It goes on from where it was.")
    elif one.state == STOPPING:
        says = tr("It stops after the step that it is at.")
    again = reverse("leads:job", args=[one.pk])
    stop = reverse("leads:stop", args=[one.pk]) if one.state in (WAITING, WORKING) else ""
    return shapes.Job(
        one.pk.hex, title, _DOING[one.state], one.done, one.total, again=again, stop=stop, says=says
    )


@open_to(predicates.SEE_LEADS, on=Operation)
@require_safe
def jobs(request: HttpRequest, one: Operation) -> HttpResponse:
    """Show the newest work of an operation."""
    rows = list(Job.objects.visible_to(request.user).filter(operation=one)[:SHOWN])
    still = [job for job in rows if job.state in (STOPPED, FAILED)]
    acts = tuple(
        Act(tr("Go on"), reverse("leads:go_on", args=[job.pk]), post=True, weight=Weight.PRIMARY)
        for job in still[:1]
    )
    acts += (Act(tr("Compute anew"), reverse("leads:ask", args=[one.pk]), post=True),)
    head = Head(tr("Work in the background"), says=one.name, acts=acts)
    nothing = Empty(
        tr("Nothing was to be done yet"), tr("Work begins by itself when files or photos change.")
    )
    parts: list[object] = [drawn(job) for job in rows]
    return page(request, head, *(parts or [nothing]))


@open_to(predicates.SEE_LEADS, on=Job)
@require_safe
def job(request: HttpRequest, one: Job) -> HttpResponse:
    """Show one job alone, for a page that asks again while it works."""
    return render(request, "leads/part.html", {"it": drawn(one)})


@open_to(predicates.RUN_LEADS, on=Job)
@require_POST
def stop(request: HttpRequest, one: Job) -> HttpResponse:
    """Stop a job."""
    try:
        one = perform(request, StopJob(job=one))
    except InputError:  # it was over before the button was pressed
        one.refresh_from_db()
    if request.headers.get("HX-Request"):
        return render(request, "leads/part.html", {"it": drawn(one)})
    return redirect("leads:jobs", one.operation_id)


@open_to(predicates.RUN_LEADS, on=Job)
@require_POST
def go_on(request: HttpRequest, one: Job) -> HttpResponse:
    """Let a job go on."""
    try:
        perform(request, GoOn(job=one))
    except InputError as error:
        return said_and_back(request, str(error), "leads:jobs", one.operation_id)
    return redirect("leads:jobs", one.operation_id)


@open_to(predicates.RUN_LEADS, on=Operation)
@require_POST
def ask(request: HttpRequest, one: Operation) -> HttpResponse:
    """Have everything computed anew."""
    perform(request, AskLeads(operation=one))
    return redirect("leads:jobs", one.pk)
