"""Work is put off, done once, stopped, gone on with, and survives whoever does it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from nomina.desk.files.actions import Say
from nomina.desk.leads import embed, ground, jobs, tasks, weigh
from nomina.desk.leads.models import Answer, FaceTemplate, Job, Lead, Run, RunEnd
from nomina.desk.leads.models.jobs import LEADS, TEMPLATES
from tests.desk.files.people import EXAMINED, said
from tests.desk.leads.engines import DOOR
from tests.desk.leads.town import Town, asked, work
from tests.desk.people.cast import BOOK, EARLIER, Book, by


class Killed(BaseException):
    """The process is gone; nothing after this is done by it."""


def begin(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(due_at=job.made_at)
    tasks.work.call(str(job.pk))


def test_many_changes_are_one_job(town: Town) -> None:
    """Ten files, ten photos and six consents were made."""
    job = Job.objects.get()
    assert (job.kind, job.state, asked()) == (TEMPLATES, "waiting", 1)
    assert job.due_at - job.made_at > timedelta(seconds=3)
    tasks.work.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == "waiting"  # it is not due yet


def test_an_operation_has_one_open_job_of_a_kind(town: Town) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind=TEMPLATES, operation=town.one)
    Job.objects.create(kind=TEMPLATES, operation=town.one, state="done")


def test_what_changes_while_a_job_works_is_done_after_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Job.objects.get()
    real = embed.templates

    def meanwhile(job: Job, beat: jobs.Beat) -> str:
        Say(file=town.files["B0"], given={"stature": said("180", EXAMINED)}).do(
            by(town.team.keeper("pm")), Book()
        )
        jobs.changed(town.one.pk)
        jobs.changed(town.one.pk)
        return real(job, beat)

    monkeypatch.setattr(embed, "templates", meanwhile)
    begin(first)
    monkeypatch.setattr(embed, "templates", real)
    first.refresh_from_db()
    assert first.state == "done"
    # The leads do not wait for another pass: somebody may write during each of them.
    assert set(Job.objects.filter(state="waiting").values_list("kind", flat=True)) == {
        TEMPLATES,
        LEADS,
    }
    work()
    assert RunEnd.objects.count() == 1
    assert not Job.objects.filter(state__in=("waiting", "working")).exists()


def test_a_stopped_job_keeps_what_it_did_and_goes_on(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job.objects.get()
    monkeypatch.setattr(jobs, "_EVERY", 0.0)
    real = embed._keep

    def third(*given: Any) -> None:
        real(*given)
        if FaceTemplate.objects.count() == 3:
            jobs.stop(job)

    monkeypatch.setattr(embed, "_keep", third)
    begin(job)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("stopped", 3, 10)
    jobs.changed(town.one.pk)
    assert Job.objects.count() == 1  # whoever stopped it says when it goes on
    monkeypatch.setattr(embed, "_keep", real)
    assert jobs.go_on(job)
    assert not jobs.go_on(job)
    work()
    assert FaceTemplate.objects.count() == DOOR.opened == 10
    assert Run.objects.shown(town.one.pk) is not None


def test_a_waiting_job_stops_at_once(town: Town) -> None:
    job = Job.objects.get()
    jobs.stop(job)
    begin(job)
    job.refresh_from_db()
    assert (job.state, FaceTemplate.objects.count()) == ("stopped", 0)


def test_who_lost_a_job_writes_nothing_more(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was silent for too long, and another process has it by now."""
    job = Job.objects.get()
    monkeypatch.setattr(jobs, "_EVERY", 0.0)
    real = embed._keep

    def taken(*given: Any) -> None:
        real(*given)
        Job.objects.filter(pk=job.pk).update(attempt=uuid.uuid4(), worker="elsewhere:1")

    monkeypatch.setattr(embed, "_keep", taken)
    begin(job)
    job.refresh_from_db()
    assert (job.state, job.worker, FaceTemplate.objects.count()) == ("working", "elsewhere:1", 1)


def test_only_a_job_whose_process_is_silent_or_over_is_taken_up(town: Town) -> None:
    job = Job.objects.get()
    now = timezone.now()

    def put(worker: str, beat: timedelta, state: str = "working") -> None:
        Job.objects.filter(pk=job.pk).update(
            state=state, worker=worker, beat_at=now - beat, attempt=uuid.uuid4()
        )

    recent, long_ago = timedelta(seconds=5), jobs.LEASE + timedelta(seconds=1)
    node = jobs.here().rpartition(":")[0]
    for worker in ("elsewhere:1", f"{node}:1"):  # also a container begun again, of the same name
        put(worker, recent)
        assert jobs.revive(now) == 0
        put(worker, long_ago)
        assert jobs.revive(now) == 1
    put(jobs.here(), recent)  # which is not at it, or it would know the attempt
    assert jobs.revive(now) == 1
    put("elsewhere:1", long_ago, "stopping")
    assert jobs.revive(now) == 0
    job.refresh_from_db()
    assert job.state == "stopped"


def test_a_job_is_not_lost_by_a_step_that_takes_long(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker says of its jobs that they are at work, while they say nothing themselves."""
    seen: list[tuple[int, str]] = []

    def long(job: Job, beat: jobs.Beat) -> str:
        later = timezone.now() + 2 * jobs.LEASE
        jobs.keep(later)
        with monkeypatch.context() as other:  # as another process looks at it
            other.setattr(jobs, "here", lambda: "elsewhere:1")
            found = jobs.revive(later + jobs.LEASE / 2)
        seen.append((found + jobs.revive(later), Job.objects.get(pk=job.pk).state))
        return ""

    monkeypatch.setattr(embed, "templates", long)
    begin(Job.objects.get(kind=TEMPLATES))
    assert seen == [(0, "working")]


def test_a_job_whose_end_could_not_be_kept_is_put_back(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database went away while it beat, and was still away when that was to be written."""
    job = Job.objects.get()

    def away(*_: Any) -> None:
        raise OperationalError("disk I/O error")

    with monkeypatch.context() as broken:
        broken.setattr(jobs, "_over", away)
        broken.setattr(jobs.Beat, "begin", away)
        with pytest.raises(OperationalError):
            begin(job)
    job.refresh_from_db()
    assert (job.state, job.worker) == ("working", jobs.here())
    jobs.stop(job)  # what somebody may have asked for meanwhile
    jobs.revive()
    job.refresh_from_db()
    assert job.state == "stopped"
    assert jobs.go_on(job)
    work()
    assert Run.objects.shown(town.one.pk) is not None


def test_a_job_that_waits_without_a_task_gets_one(town: Town) -> None:
    """What claims it failed, and the task was over with that; one that has a task gets no other."""
    assert asked() == 1
    jobs.revive()
    assert asked() == 1
    for status in ("FAILED", "RUNNING"):  # whoever ran it may be gone
        DBTaskResult.objects.update(status=status)
        jobs.revive()
        assert DBTaskResult.objects.filter(status="READY").count() == 1


def test_what_goes_wrong_is_said_without_what_was_in_hand(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ValueError("0.123456789 Зразок")

    monkeypatch.setattr(embed, "_keep", broken)
    job = Job.objects.get()
    begin(job)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "Зразок" not in job.says + caplog.text
    assert "0.123" not in job.says + caplog.text
    assert "ValueError" in caplog.text


@contextmanager
def dies_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the process die before the end of the ``step``-th transaction that writes results."""
    count = 0
    real = ground.standing

    @contextmanager
    def standing(operation: uuid.UUID, epoch: int) -> Iterator[None]:
        nonlocal count
        count += 1
        with real(operation, epoch):
            yield
            if count == step:
                raise Killed

    with monkeypatch.context() as patched:
        for module in ("embed", "weigh"):
            patched.setattr(f"nomina.desk.leads.{module}.standing", standing)
        patched.setattr(jobs, "here", lambda: "elsewhere:1")
        yield


def killed(step: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Work until the process dies; False where it came to the end before."""
    with dies_at(step, monkeypatch):
        try:
            work()
        except Killed:
            return True
    return False


def results(town: Town) -> list[tuple[object, ...]]:
    run = Run.objects.shown(town.one.pk)
    names = {file.pk: name for name, file in town.files.items()}
    rows = Lead.objects.filter(run=run).values_list("body", "person", "rank", "posterior")
    return sorted((names[b], names[p], rank, round(share, 9)) for b, p, rank, share in rows)


# Of ten templates none, two and six are kept; then it dies at the tenth and beginning the run, at
# its results, and at its end.
STEPS = [1, 3, 5, 5, 2, 3]


def test_killed_at_any_write_and_begun_again_it_gives_the_same_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step, kept in zip(STEPS, [0, 2, 6, 10, 10, 10], strict=True):
        assert killed(step, monkeypatch)
        assert FaceTemplate.objects.count() == kept
        assert Run.objects.shown(town.one.pk) is None
        assert jobs.revive(timezone.now() + jobs.LEASE + timedelta(seconds=1)) == 1
    BOOK.entries.clear()  # in memory, so that it kept what the last death undid
    work()
    assert FaceTemplate.objects.count() == 10
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    assert RunEnd.objects.count() == 1
    assert Run.objects.count() == 3  # two were begun and have no end; nothing of them is left
    assert BOOK.kinds().count("leads.run") == 1
    assert Answer.objects.count() == Answer.objects.filter(run=run).count() == 4
    assert Lead.objects.count() == Lead.objects.filter(run=run).count()
    once = results(town)
    monkeypatch.setattr(weigh, "code_sha256", lambda: "0" * 64)  # undisturbed, by other code
    jobs.changed(town.one.pk)
    work()
    assert Run.objects.shown(town.one.pk) != run
    assert results(town) == once


def test_what_an_earlier_process_left_is_asked_for_at_the_start(town: Town) -> None:
    job = Job.objects.get()
    DBTaskResult.objects.all().delete()  # its task died with the process
    jobs.wake()
    assert asked() == 1
    begin(job)
    Job.objects.filter(kind=LEADS).update(state="working", worker="elsewhere:1", beat_at=EARLIER)
    jobs.wake()
    assert Job.objects.get(kind=LEADS).state == "waiting"
    work()
    assert Run.objects.shown(town.one.pk) is not None
