"""Errands of the worker: claimed, beating, done or failed, and taken up again after a crash.

An errand belongs to whoever has its `attempt`; a process that lost it finds out before it keeps
anything, and what it keeps it keeps in one transaction with the end of the errand. So a worker that
is killed leaves no half capture, and none twice. One that was lost is begun again by itself, at
most `TRIES` times: a page that kills the worker does not do so for ever.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from nomina.desk.acts import Action, Actor, Reference, Said
from nomina.desk.captures.models import Capture, Errand
from nomina.desk.captures.models.errands import DONE, FACES, FAILED, WAITING, WORKING
from nomina.desk.leads.jobs import LEASE, Lost, here
from nomina.desk.policy import predicates
from nomina.errors import NominaError
from nomina.words import tr

TRIES = 3
"""How often an errand is begun before a person has to ask for it again."""
_at_work: set[UUID] = set()
"""The attempts that a thread of this process is at."""
_log = logging.getLogger(__name__)

Does = Callable[[Errand], None]
"""Does an errand that is claimed, and ends it by `end` in the act that keeps what came of it."""


def enqueue(errand: Errand) -> None:
    """Have the worker do an errand; call it within the transaction of the act that asks."""
    from nomina.desk.captures.tasks import run

    run.enqueue(str(errand.pk))


def put_back(errand: Errand, by: Actor) -> bool:
    """Have an errand that failed done again, for who asks now; False where it did not fail."""
    rows = Errand.objects.filter(pk=errand.pk, state=FAILED)
    if not rows.update(state=WAITING, tries=0, says="", ended_at=None, by=by.user):
        return False
    enqueue(errand)
    return True


def execute(errand: UUID, does: Does) -> None:
    """Do an errand, if it is this process's to do; why it failed is kept with it.

    Raises:
        StoreError, DatabaseError: how it ended could not be kept; `revive` puts it back.
    """
    attempt = uuid.uuid4()
    _at_work.add(attempt)  # before the row says so, or it would look lost
    try:
        claimed = _claimed(errand, attempt)
        if claimed is not None:
            _done(claimed, does)
    finally:
        _at_work.discard(attempt)


def _claimed(errand: UUID, attempt: UUID) -> Errand | None:
    with transaction.atomic():
        rows = Errand.objects.select_for_update().select_related(None)
        found = rows.filter(pk=errand, state=WAITING).first()
        if found is None:
            return None
        found.state, found.attempt, found.worker = WORKING, attempt, here()
        found.began_at = found.beat_at = timezone.now()
        found.tries += 1
        found.save()
        return found


def _done(errand: Errand, does: Does) -> None:
    try:
        does(errand)
    except Lost:
        return
    except NominaError as error:
        fail(errand, str(error))
    except Exception as error:  # noqa: BLE001 - a worker's edge: the page says it
        # The kind of error alone: what it says may hold what a page or file holds.
        _log.error("an errand failed with %s", type(error).__name__)
        fail(errand, tr("something went wrong that is not foreseen; it can be tried again"))


def fail(errand: Errand, why: str) -> None:
    """Keep with an errand, and in the ledger, why nothing came of it."""
    try:
        Fail(errand=errand, why=why[:500]).do(Actor())
    except Lost:
        return


def mine(errand: Errand) -> Errand:
    """Give an errand, locked, while it is still this attempt's; within a transaction.

    Raises:
        Lost: another process has it.
    """
    rows = Errand.objects.select_for_update()
    found = rows.filter(pk=errand.pk, attempt=errand.attempt, state=WORKING).first()
    if found is None:
        raise Lost
    return found


def end(errand: Errand, at: datetime, capture: Capture, says: str = "") -> None:
    """Say that an errand is done; within the transaction that keeps what came of it.

    Raises:
        Lost: another process has it; the caller's transaction must not be kept.
    """
    found = mine(errand)
    found.state, found.says, found.capture = DONE, says[:500], capture
    found.attempt, found.ended_at = None, at
    found.save()


@dataclass(frozen=True, kw_only=True)
class Fail(Action[Errand]):
    """Say that nothing came of an errand, and why."""

    errand: Errand
    why: str

    kind = "capture.vain"
    permission = predicates.LOOK_AT_PHOTO

    def effect(self, by: Actor) -> Errand:
        """Keep the reason.

        Raises:
            Lost: another process has the errand.
        """
        found = mine(self.errand)
        found.state, found.says = FAILED, self.why
        found.attempt, found.ended_at = None, by.at
        found.save()
        return found

    def on(self, done: Errand) -> tuple[Reference, ...]:
        """Give the errand and the file."""
        what, id_ = ("asking", done.asking_id)
        if done.kind == FACES:
            what, id_ = ("capture", done.capture_id)
        assert id_ is not None
        return (Reference(what, id_), Reference("file", done.file_id))

    def said(self, done: Errand) -> dict[str, Said]:
        """Give the reason."""
        return {"why": self.why}


def keep(at: datetime | None = None) -> None:
    """Say of all errands of this process that they are at work."""
    rows = Errand.objects.filter(attempt__in=list(_at_work), state=WORKING)
    rows.update(beat_at=at or timezone.now())


def revive(at: datetime | None = None) -> int:
    """Put back what nobody is at any more, and count it; have tasks for what waits without."""
    moment = at or timezone.now()
    found = 0
    for one in Errand.objects.filter(state=WORKING):
        if _lost(one, moment):
            found += _again(one)
    waiting = list(Errand.objects.filter(state=WAITING))
    asked = _tasks() if waiting else set()
    for one in waiting:
        if str(one.pk) not in asked:
            enqueue(one)  # a second one finds nothing to do
    return found


def _lost(errand: Errand, at: datetime) -> bool:
    if errand.worker == here():
        return errand.attempt not in _at_work
    return errand.beat_at is None or errand.beat_at < at - LEASE


def _again(errand: Errand) -> bool:
    if errand.tries >= TRIES:
        fail(errand, tr("the worker ended {n} times while it was at it").format(n=errand.tries))
        return False
    rows = Errand.objects.filter(pk=errand.pk, attempt=errand.attempt, state=WORKING)
    return bool(rows.update(state=WAITING, attempt=None, worker=""))


def _tasks() -> set[str]:
    """Give the ids of the errands that a task will ask for."""
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from nomina.desk.captures.tasks import run

    ready = DBTaskResult.objects.filter(task_path=run.module_path, status=TaskResultStatus.READY)
    return {str(given["args"][0]) for given in ready.values_list("args_kwargs", flat=True)}


def open_errands(kind: str, **of: object) -> models.QuerySet[Errand]:
    """Give the errands of a kind that are not over."""
    return Errand.objects.filter(kind=kind, state__in=(WAITING, WORKING), **of)
