"""What people do with leads: open those of a body, stop work and let it go on, ask for it anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.files.fields import PM
from nomina.desk.files.models import File
from nomina.desk.files.photos.background import again
from nomina.desk.leads import jobs
from nomina.desk.leads.models import Job, Run
from nomina.desk.leads.models.jobs import FAILED, OPEN, STOPPED
from nomina.desk.leads.opened import opened
from nomina.desk.people.models import Operation
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class OpenLeads(Action[Run | None]):
    """Look at whom a body may be; which run was shown is written down."""

    body: File

    kind = "leads.opened"
    permission = predicates.SEE_LEADS

    def thing(self) -> Thing:
        """Give the file."""
        return self.body.thing()

    def check(self, by: Actor) -> None:
        """Refuse a file that is not of a body."""
        if self.body.kind != PM:
            raise Refused(tr("only a body has leads"))

    def effect(self, by: Actor) -> Run | None:
        """Give the run that is shown.

        Raises:
            Refused: who asks examines the body now.
        """
        opened.send(OpenLeads, body=self.body, by=by)
        return Run.objects.shown(self.body.operation_id)

    def on(self, done: Run | None) -> tuple[Reference, ...]:
        """Give the file, and the run."""
        run = (Reference("run", done.pk),) if done is not None else ()
        return (Reference("file", self.body.pk), *run)


@dataclass(frozen=True, kw_only=True)
class StopJob(Action[Job]):
    """Stop work in the background; what it did is kept."""

    job: Job

    kind = "leads.stop"
    permission = predicates.RUN_LEADS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.job.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is over."""
        if not Job.objects.filter(pk=self.job.pk, state__in=OPEN).exists():
            raise Refused(tr("this work is over already"))

    def effect(self, by: Actor) -> Job:
        """Ask it to stop."""
        jobs.stop(self.job)
        self.job.refresh_from_db()
        return self.job

    def on(self, done: Job) -> tuple[Reference, ...]:
        """Give the job and the operation."""
        return (Reference("job", done.pk), Reference("operation", done.operation_id))


@dataclass(frozen=True, kw_only=True)
class GoOn(Action[Job]):
    """Let work go on that was stopped or has failed."""

    job: Job

    kind = "leads.go-on"
    permission = predicates.RUN_LEADS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.job.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is neither stopped nor failed."""
        if not Job.objects.filter(pk=self.job.pk, state__in=(STOPPED, FAILED)).exists():
            raise Refused(tr("this work is not stopped"))

    def effect(self, by: Actor) -> Job:
        """Have it taken up."""
        if not jobs.go_on(self.job):
            raise Refused(tr("other work does the same already"))
        self.job.refresh_from_db()
        return self.job

    def on(self, done: Job) -> tuple[Reference, ...]:
        """Give the job and the operation."""
        return (Reference("job", done.pk), Reference("operation", done.operation_id))


@dataclass(frozen=True, kw_only=True)
class AskLeads(Action[Operation]):
    """Have the leads of an operation made anew now."""

    operation: Operation

    kind = "leads.ask"
    permission = predicates.RUN_LEADS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def effect(self, by: Actor) -> Operation:
        """Put the work at the head, or leave it to what is at work.

        Photos that could not be looked at, however often it was tried, are tried again.
        """
        again(self.operation.pk)
        jobs.changed(self.operation.pk, delay=timedelta(0), by=by.user)
        return self.operation

    def on(self, done: Operation) -> tuple[Reference, ...]:
        """Give the operation."""
        return (Reference("operation", done.pk),)

    def said(self, done: Operation) -> Mapping[str, Said]:
        """Give the operation."""
        return {"operation": str(done.pk)}
