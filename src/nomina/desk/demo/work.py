"""What the worker of a desk does at first, told as progress: faces, templates, leads."""

from __future__ import annotations

import time
from uuid import UUID

from nomina.desk.files.models import Content
from nomina.desk.files.photos.background import look_at_photo
from nomina.desk.leads.models import Job
from nomina.desk.leads.models.jobs import FAILED, STOPPING, TEMPLATES, WAITING, WORKING
from nomina.errors import StoreError
from nomina.progress import Progress
from nomina.words import tr

EVERY = 0.3
"""Seconds between two looks at how far it is."""
_GOES_ON = (WAITING, WORKING, STOPPING)


def until_done(progress: Progress, patience: float = 1800.0) -> None:
    """Wait until the worker, which must be at work, has nothing to do with photos and leads.

    Args:
        progress: told of photos, and of each job.
        patience: seconds after which it is given up.

    Raises:
        StoreError: a job failed, or it takes too long.
    """
    end = time.monotonic() + patience
    failed = set(Job.objects.filter(state=FAILED).values_list("pk", flat=True))
    while True:
        if Content.objects.filter(looked_at=None).exists():
            _faces(progress, end)
        job = Job.objects.filter(state__in=_GOES_ON).order_by("due_at").first()
        if job is None:
            break
        _job(job.pk, progress, end)
        now = Job.objects.filter(state=FAILED).exclude(pk__in=failed).first()
        if now is not None:
            raise StoreError(now.says)


def _faces(progress: Progress, end: float) -> None:
    every = Content.objects.all()
    left = every.filter(looked_at=None).count()
    progress.begin(tr("Looking for faces"), every.count(), every.count() - left)
    # The worker looks at the first, this thread at the last: two cores are used.
    for content in every.filter(looked_at=None).order_by("-photo__made_at"):
        look_at_photo.func(content.pk.hex)
        now = every.filter(looked_at=None).count()
        progress.advance(left - now)
        left = now
        if time.monotonic() > end or not left:
            break
    while every.filter(looked_at=None).exists():
        _pause(end)
    progress.end()


def _job(which: UUID, progress: Progress, end: float) -> None:
    rows = Job.objects.filter(pk=which)
    while (job := rows.get()).state in _GOES_ON and not job.total:
        _pause(end)
    if not job.total:
        return
    weighing = tr("Weighing all evidence")
    progress.begin(tr("Templates of faces") if job.kind == TEMPLATES else weighing, job.total)
    done, total = 0, job.total
    while True:
        # A job has several stages, each with its own count; the bar shows the one it is at.
        if job.total != total:
            progress.end()
            progress.begin(weighing, job.total or 0)
            done, total = 0, job.total or 0
        progress.advance(max(0, job.done - done))
        done = max(done, job.done)
        if job.state not in _GOES_ON:
            break
        _pause(end)
        job = rows.get()
    progress.end()


def _pause(end: float) -> None:
    if time.monotonic() > end:
        raise StoreError(
            tr("the work in the background takes too long"), todo=tr("Start the command again")
        )
    time.sleep(EVERY)
