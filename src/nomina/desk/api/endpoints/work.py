"""Leads of a body, and the work in the background that makes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest

from nomina.desk import limits
from nomina.desk.api import lead_shapes as shapes
from nomina.desk.api.doors import act, get, post
from nomina.desk.files.fields import PM
from nomina.desk.files.models import File
from nomina.desk.leads.actions import GoOn, OpenLeads, StopJob
from nomina.desk.leads.bands import words
from nomina.desk.leads.drawn import EVEN, SHOWN, Person, people_of
from nomina.desk.leads.jobs import open_jobs
from nomina.desk.leads.models import Answer, Job, Lead
from nomina.desk.leads.partners import partners
from nomina.desk.people.models import Operation
from nomina.desk.policy import predicates
from nomina.evidence import Finding
from nomina.leads.report_words import result_words
from nomina.words import current

JOBS = 50
"""Jobs in a list, newest first."""


@get("files/{uuid:id}/leads", "leads", predicates.SEE_LEADS, on=File, gives=shapes.Leads)
def leads(request: HttpRequest, one: File) -> shapes.Leads:
    """Show where to look next for who a body was: degrees and places, no score. It is counted."""
    if one.kind != PM:
        raise Http404
    limits.spend(limits.LEADS_EACH_DAY, request.user.pk, one.pk)
    run = act(request, OpenLeads(body=one))
    answer = Answer.objects.visible_to(request.user).filter(run=run, body=one).first()
    working = open_jobs(one.operation_id).exists()
    if run is None or answer is None:
        return shapes.Leads(run=None, computed_at=None, working=working, nobody=None, leads=[])
    sides = {one.operation_id} | partners(one.operation_id)
    rows = Lead.objects.visible_to(request.user).filter(run=run, body=one)
    found = [
        lead
        for lead in rows.select_related("person__operation").order_by("rank")
        if lead.person.operation_id in sides
    ]
    people = people_of(found, request.user)
    before = sum(lead.posterior > answer.nobody for lead in found)
    return shapes.Leads(
        run=run.pk,
        computed_at=run.end.made_at,
        working=working,
        nobody=before + 1,
        leads=[
            drawn(lead, people[lead.person_id], place + (place > before), whole=place <= SHOWN)
            for place, lead in enumerate(found, 1)
        ],
    )


def drawn(lead: Lead, person: Person, place: int, *, whole: bool) -> shapes.Lead:
    """Give a lead as who asks may know it; its findings where ``whole``."""
    word = result_words(current())
    said = {"": "", "inconclusive": word["inconclusive"]}.get(lead.word, word["candidate"])
    told = lead.findings if person.open and whole else []
    return shapes.Lead(
        place=place,
        person=lead.person_id if person.open else None,
        number=person.number,
        name=person.name,
        degree=lead.band,
        says=words(lead.band),
        excluded=lead.excluded,
        faces=said,
        findings=[_finding(kept) for kept in told],
        lacking=list(lead.lacking),
    )


def _finding(kept: Mapping[str, Any]) -> shapes.Finding:
    one = Finding.model_validate(kept)
    return shapes.Finding(
        kind=one.kind,
        speaks=_speaks(one),
        says=one.said(),
        body=one.body,
        person=one.person,
        source=one.source,
    )


def _speaks(one: Finding) -> Literal["excludes", "even", "for", "against"]:
    if one.excludes:
        return "excludes"
    if abs(one.log10_lr) < EVEN:
        return "even"
    return "for" if one.log10_lr > 0 else "against"


@get("operations/{uuid:id}/jobs", "jobs", predicates.SEE_LEADS, on=Operation, gives=shapes.Jobs)
def jobs(request: HttpRequest, one: Operation) -> shapes.Jobs:
    """List the newest work in the background of an operation."""
    rows = Job.objects.visible_to(request.user).filter(operation=one)[:JOBS]
    return shapes.Jobs(jobs=[_job(job) for job in rows])


@post("jobs/{uuid:id}/stop", "stop", predicates.RUN_LEADS, on=Job, gives=shapes.Job)
def stop(request: HttpRequest, one: Job) -> shapes.Job:
    """Stop a job; what it did is kept."""
    return _job(act(request, StopJob(job=one)))


@post("jobs/{uuid:id}/go-on", "go_on", predicates.RUN_LEADS, on=Job, gives=shapes.Job)
def go_on(request: HttpRequest, one: Job) -> shapes.Job:
    """Let a job go on that was stopped or has failed."""
    return _job(act(request, GoOn(job=one)))


def _job(job: Job) -> shapes.Job:
    fields = ("kind", "state", "made_at", "ended_at", "done", "total", "says")
    operation: UUID = job.operation_id
    return shapes.Job(
        id=job.pk, operation=operation, **{field: getattr(job, field) for field in fields}
    )
