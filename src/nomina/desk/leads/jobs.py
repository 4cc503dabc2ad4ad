"""Work in the background: put off, claimed, beating, stopped, gone on with, taken up after a crash.

A job belongs to whoever has its `attempt`. A process that lost it, because it was silent for too
long, finds out at its next beat and writes nothing more. What a job does can be done again without
harm: templates that are there are not made again, and a run is shown only when it is whole.
"""

from __future__ import annotations

import logging
import os
import platform
import time
import uuid
from collections.abc import Callable
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
_log = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody asked the job to stop."""


class Lost(Exception):
    """The job is no longer this process's; it writes nothing more."""


def changed(operation: UUID, *, delay: timedelta = DELAY, by: User | None = None) -> None:
    """Have the templates and leads of an operation made anew, soon and once.

    Call it within the transaction of a change, or after it: the row that it holds is the one that
    a job needs to begin, so no job begins before the change is kept.
    """
    with transaction.atomic():
        if not _coalesced(operation, TEMPLATES):
            try:
                with transaction.atomic():
                    _begin(operation, TEMPLATES, delay, by)
            except IntegrityError:  # another made it at the same moment
                _coalesced(operation, TEMPLATES)


def anew(operation: UUID, has_bodies: bool = False) -> None:
    """Do what `changed` does, where the operation has a body at all."""
    if has_bodies or Card.objects.filter(operation=operation, kind=PM).exists():
        changed(operation)


def _coalesced(operation: UUID, kind: str) -> bool:
    """Leave a change to the job that is open; False where none is."""
    job = Job.objects.select_for_update().filter(operation=operation, kind=kind, state__in=OPEN)
    found = job.first()
    if found is not None and found.state in (WORKING, STOPPING):
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
    """Name this process."""
    return f"{platform.node()[:80]}:{os.getpid()}"


def _gone(worker: str) -> bool:
    """Say whether a process of this machine is known to be over."""
    node, _, pid = worker.rpartition(":")
    if node != platform.node()[:80] or os.name != "posix":
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        return False
    return False


def wake() -> None:
    """Take up what an earlier process left, and have anew what other code or packs had made."""
    from nomina.desk.leads.tasks import look

    revive()
    for job in Job.objects.filter(state=WAITING):
        _enqueue(job)  # its task may have died with a process; a second one finds nothing to do
    if Run.objects.exists():
        look.enqueue()


def revive(at: datetime | None = None) -> int:
    """Put jobs back whose process is over or silent, and count them."""
    moment = at or timezone.now()
    found = 0
    for job in Job.objects.filter(state__in=(WORKING, STOPPING)):
        silent = job.beat_at is None or job.beat_at < moment - LEASE
        if not silent and not _gone(job.worker):
            continue
        with transaction.atomic():
            mine = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=job.state)
            if job.state == STOPPING:
                mine.update(state=STOPPED, attempt=None, worker="")
            elif mine.update(state=WAITING, attempt=None, worker="", due_at=moment):
                job.due_at = moment
                _enqueue(job)
                found += 1
    return found


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
    """Do a job, if it is this process's to do; what goes wrong is kept with it, never raised."""
    job = _claimed(job_id)
    if job is None:
        return
    assert job.attempt is not None
    beat = Beat(job.pk, job.attempt)
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


def _claimed(job_id: UUID) -> Job | None:
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state=WAITING).first()
        if job is None or job.due_at > timezone.now() + timedelta(seconds=1):
            return None
        job.state, job.attempt, job.worker = WORKING, uuid.uuid4(), here()
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
        elif state == DONE and job.kind == TEMPLATES:
            follow(job.operation_id)


def follow(operation: UUID) -> None:
    """Have the leads of an operation weighed, now; within a transaction."""
    if not _coalesced(operation, LEADS):
        try:
            with transaction.atomic():
                _begin(operation, LEADS, timedelta(0))
        except IntegrityError:
            _coalesced(operation, LEADS)


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
