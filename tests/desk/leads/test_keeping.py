"""A worker looks beside its job, in a thread with a connection of its own, and goes on looking."""

from __future__ import annotations

import threading
from typing import Any, Self

import pytest
from django.db import OperationalError

from nomina.desk.boot import serving
from nomina.desk.leads import jobs, keeping
from nomina.desk.leads.keeping import Keeper
from nomina.desk.leads.models import Job
from nomina.desk.leads.models.jobs import TEMPLATES
from tests.desk.people.cast import EARLIER, make_cast


def test_a_job_of_a_host_that_died_is_put_back_while_another_lives(
    fresh_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look fails, as where the database is away; the second one does it."""
    job = Job.objects.create(
        kind=TEMPLATES, operation=make_cast().one, state="working", worker="dead:1", beat_at=EARLIER
    )
    looked = threading.Event()
    looks: list[int] = []
    real = jobs.revive

    def revive() -> int:
        looks.append(1)
        if len(looks) == 1:
            raise OperationalError("away")
        found = real()
        looked.set()
        return found

    monkeypatch.setattr(jobs, "revive", revive)
    with Keeper(every=0.01):
        assert looked.wait(20)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.worker) == ("waiting", None, "")


def test_every_worker_looks_for_as_long_as_it_works(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    class Watched(Keeper):
        def __enter__(self) -> Self:
            steps.append("begins")
            return super().__enter__()

        def __exit__(self, *more: Any) -> None:
            steps.append("ends")
            super().__exit__(*more)

    monkeypatch.setattr(keeping, "Keeper", Watched)
    monkeypatch.setattr(jobs, "wake", lambda: steps.append("wakes"))
    found = serving.worker(0.0)
    found.running = False
    found.run()
    assert steps == ["begins", "wakes", "ends"]


def test_what_breaks_a_worker_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only the database: what it says when it is full or away has many kinds."""
    made = threading.Semaphore(0)

    class Broken:
        running = True

        def run(self) -> None:
            made.release()
            raise OSError("no space left on device")

    monkeypatch.setattr(serving, "worker", lambda _: Broken())
    with serving.Work(pause=0.01):
        assert made.acquire(timeout=10)
        assert made.acquire(timeout=10)
