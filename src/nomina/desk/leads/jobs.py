"""Work in the background: put off, claimed, beating, stopped, gone on with, taken up after a crash.

A job belongs to whoever has its `attempt`. A process that lost it, because it was silent for too
long, finds out at its next beat and writes nothing more. What a job does can be done again without
harm: templates that are there are not made again, and a run is shown only when it is whole.

Every worker looks again and again (`leads.keeping`) whether a job was lost by a process that is
over, or by itself when the database was away, and whether one waits that no task asks for.
"""

from __future__ import annotations

import logging
import platform
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from nomina.desk.files.fields import PM
from nomina.desk.files.models import Card
from nomina.desk.leads.models import Job, Run
from nomina.desk.leads.models.jobs import (
    DONE,
    FAILED,
    LEADS,
    OPEN,
    STOPPED,
    STOPPING,
    TEMPLATES,
    WAITING,
    WORKING,
)
from nomina.desk.people.models import User
from nomina.errors import NominaError
from nomina.words import tr

DELAY = timedelta(seconds=5)
"""Changes within this time are worked off together."""
LEASE = timedelta(seconds=90)
"""After so long without a beat a job is free for another process."""
_EVERY = 1.0
_TOKEN = uuid.uuid4().hex
"""Names this process; a number of the system comes again, in a container at every start."""
_at_work: set[UUID] = set()
"""The attempts that a thread of this process is at."""
_log = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody asked the job to stop."""


class Lost(Exception):
    """The job is no longer this process's; it writes nothing more."""


def changed(operation: UUID, *, delay: timedelta = DELAY, by: User | None = None) -> None:
    """Have the templates and leads of an operation made anew, soon and once.

    Call it within the transaction of a change: the row that it holds is the one that a job needs to
    begin, so no job begins before the change is kept, and no change is kept without its job.
    """
    with transaction.atomic(savepoint=False):
        _asked(operation, TEMPLATES, delay, by)


def _asked(operation: UUID, kind: str, delay: timedelta, by: User | None = None) -> None:
    while not _coalesced(operation, kind):
        try:
            with transaction.atomic():
                _begin(operation, kind, delay, by)
            return
        except IntegrityError:  # another made it at the same moment
            continue


def anew(operations: Iterable[UUID], *, has_bodies: bool = False) -> None:
    """Do what `changed` does for each operation that has a body at all.

    They are held in one order, so that no two who change something wait for each other for ever.
    """
    for operation in sorted(operations, key=lambda one: one.hex):
        if has_bodies or Card.objects.filter(operation=operation, kind=PM).exists():
            changed(operation)


def _coalesced(operation: UUID, kind: str) -> bool:
    """Leave a change to the job that is open; False where none is."""
    job = Job.objects.select_for_update().filter(operation=operation, kind=kind, state__in=OPEN)
    found = job.first()
    if found is not None and found.state in (WORKING, STOPPING) and not found.again:
        Job.objects.filter(pk=found.pk).update(again=True)
    return found is not None


def _begin(operation: UUID, kind: str, delay: timedelta, by: User | None = None) -> Job:
    due = timezone.now() + delay
    job = Job.objects.create(operation_id=operation, kind=kind, due_at=due, asked_by=by)
    _enqueue(job)
    return job


def _enqueue(job: Job) -> None:
    from nomina.desk.leads.tasks import work

    work.using(run_after=job.due_at).enqueue(str(job.pk))


def here() -> str:
    """Name this process as no other, of this machine or another, is ever named."""
    return f"{platform.node()[:80]}:{_TOKEN}"


def wake() -> None:
    """Take up what an earlier process left, and have anew what other code or packs had made."""
    from nomina.desk.leads.tasks import look

    revive()
    if Run.objects.exists():
        look.enqueue()


def keep(at: datetime | None = None) -> None:
    """Say of all jobs of this process that they are at work, whatever step they are at."""
    mine = Job.objects.filter(attempt__in=list(_at_work), state__in=(WORKING, STOPPING))
    mine.update(beat_at=at or timezone.now())


def revive(at: datetime | None = None) -> int:
    """Put jobs back that nobody is at, and count them; have tasks for those that wait without."""
    moment = at or timezone.now()
    found = sum(
        _put_back(job, moment)
        for job in Job.objects.filter(state__in=(WORKING, STOPPING))
        if _lost(job, moment)
    )
    waiting = list(Job.objects.filter(state=WAITING))
    tasks = _tasks() if waiting else set()
    for job in waiting:
        if str(job.pk) not in tasks:
            _enqueue(job)  # a second one finds nothing to do
    return found


def _lost(job: Job, at: datetime) -> bool:
    """Say whether nobody is at a job: its process is silent, or is this one and not at it."""
    if job.worker == here():
        return job.attempt not in _at_work
    return job.beat_at is None or job.beat_at < at - LEASE


def _put_back(job: Job, at: datetime) -> bool:
    mine = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=job.state)
    if job.state == STOPPING:
        mine.update(state=STOPPED, attempt=None, worker="")
        return False
    return bool(mine.update(state=WAITING, attempt=None, worker="", due_at=at))


def _tasks() -> set[str]:
    """Give the ids of the jobs that a task will ask for."""
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from nomina.desk.leads.tasks import work

    ready = DBTaskResult.objects.filter(task_path=work.module_path, status=TaskResultStatus.READY)
    return {str(given["args"][0]) for given in ready.values_list("args_kwargs", flat=True)}


@dataclass
class Beat:
    """What a job tells of itself while it works: a `nomina.progress.Progress` that is kept.

    Raises (from every call):
        Stopped: somebody asked to stop.
        Lost: another process has the job.
    """

    job: UUID
    attempt: UUID
    done: int = 0
    total: int | None = None
    _last: float = field(default=0.0, repr=False)

    def begin(self, label: str, total: int, done: int = 0) -> None:
        """Start a stage."""
        self.total, self.done = total, done
        self.tell()

    def advance(self, steps: int = 1) -> None:
        """Say that steps are done; it is kept once a second."""
        self.done += steps
        if time.monotonic() - self._last >= _EVERY:
            self.tell()

    def end(self) -> None:
        """Say that a stage is over."""
        self.tell()

    def tell(self, **more: Any) -> None:
        """Keep how far it is, and see whether it may go on."""
        self._last = time.monotonic()
        mine = Job.objects.filter(pk=self.job, attempt=self.attempt)
        kept = mine.update(beat_at=timezone.now(), done=self.done, total=self.total, **more)
        if not kept:
            raise Lost
        if mine.values_list("state", flat=True).first() != WORKING:
            raise Stopped


Worker = Callable[[Job, Beat], str]
"""Does the work of a job, and gives what was set aside, in words."""


def execute(job_id: UUID, does: Worker) -> None:
    """Do a job, if it is this process's to do; what goes wrong with it is kept with it.

    Raises:
        DatabaseError: how it ended could not be kept; `revive` puts it back.
    """
    attempt = uuid.uuid4()
    _at_work.add(attempt)  # before the row says so, or it would look lost
    try:
        job = _claimed(job_id, attempt)
        if job is not None:
            _done(job, Beat(job.pk, attempt), does)
    finally:
        _at_work.discard(attempt)


def _done(job: Job, beat: Beat, does: Worker) -> None:
    try:
        says = does(job, beat)
    except Lost:
        return
    except Stopped:
        _over(beat, STOPPED)
    except NominaError as error:
        _over(beat, FAILED, str(error))
    except Exception as error:  # noqa: BLE001 - a worker's edge: the page of jobs says it
        # The kind of error alone: what it says may hold what a file or photo holds.
        _log.error("a job failed with %s", type(error).__name__)
        _over(beat, FAILED, tr("something went wrong that is not foreseen; it can be tried again"))
    else:
        _over(beat, DONE, says)


def _claimed(job_id: UUID, attempt: UUID) -> Job | None:
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state=WAITING).first()
        if job is None or job.due_at > timezone.now() + timedelta(seconds=1):
            return None
        job.state, job.attempt, job.worker = WORKING, attempt, here()
        job.began_at = job.beat_at = timezone.now()
        job.done, job.total, job.again, job.says = 0, None, False, ""
        job.save()
        return job


def _over(beat: Beat, state: str, says: str = "") -> None:
    """End a job; what changed meanwhile, or follows from it, begins."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=beat.job, attempt=beat.attempt).first()
        if job is None:
            return
        job.state, job.says = state, says[:500]
        job.done, job.total, job.attempt = beat.done, beat.total, None
        job.ended_at = timezone.now()
        job.save()
        if job.again and state != STOPPED:
            _begin(job.operation_id, job.kind, DELAY)
        if state == DONE and job.kind == TEMPLATES:
            # Also where another begins: somebody may write during every one of them.
            follow(job.operation_id)


def follow(operation: UUID) -> None:
    """Have the leads of an operation weighed, now; within a transaction."""
    _asked(operation, LEADS, timedelta(0))


def stop(job: Job) -> None:
    """Ask a job to stop; it stops after the step that it is at, and can go on from there."""
    rows = Job.objects.filter(pk=job.pk)
    if not rows.filter(state=WAITING).update(state=STOPPED):
        rows.filter(state=WORKING).update(state=STOPPING)


def go_on(job: Job) -> bool:
    """Let a stopped or failed job go on; False where another does its work already."""
    try:
        with transaction.atomic():
            now = timezone.now()
            rows = Job.objects.filter(pk=job.pk, state__in=(STOPPED, FAILED))
            if not rows.update(state=WAITING, due_at=now, ended_at=None, says=""):
                return False
            job.due_at = now
            _enqueue(job)
            return True
    except IntegrityError:
        return False


def open_jobs(operation: UUID) -> models.QuerySet[Job]:
    """Give the jobs of an operation that are not over."""
    return Job.objects.filter(operation=operation, state__in=OPEN)
