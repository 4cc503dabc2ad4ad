"""Every photo through the engine once, on a few threads, each result kept before the next run.

The threads read, open and compare; only the caller's thread writes. At most a few results wait,
so memory does not grow with the number of photos. Stopped anywhere, what was kept is kept.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import queue
import stat
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nomina.errors import ImageRefused
from nomina.images import Limits
from nomina.images.refusals import refuse
from nomina.leads.engine import Engine, Work
from nomina.leads.intake import HandBox
from nomina.leads.store import Store, work_key
from nomina.progress import Progress
from nomina.words import tr

_MAX_BYTES = Limits().max_bytes
_FRESH_SECONDS = 3.0  # file systems keep times this coarse, or nearly
_WAIT = 0.2
_NOT_FILES = frozenset({errno.ENXIO, errno.ENODEV, errno.EOPNOTSUPP})  # sockets, lone devices


@dataclass(frozen=True, slots=True)
class Job:
    """One photo with its box. ``name`` is its place among all photos of the run."""

    name: str
    path: Path
    box: HandBox | None


@dataclass(frozen=True, slots=True)
class Done:
    """What is known of a job: the digest of the file, None where it cannot be read."""

    sha256: str | None
    key: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class _Result:
    job: Job
    sha256: str | None
    key: str
    work: Work | None
    stamp: list[int]


def run_all(
    jobs: Sequence[Job],
    engine: Engine,
    store: Store,
    *,
    workers: int,
    progress: Progress,
    clock: Callable[[], datetime],
) -> dict[str, Done]:
    """Do every job that is not done yet, and give what is known of each by name.

    Raises:
        SpaceError: the disk is full; what was done is kept.
        StoreError: what was kept cannot be read or written.
    """
    known: dict[str, Done] = {}
    passing: dict[str, dict[str, object]] = {}
    todo: list[Job] = []
    for job in jobs:
        done = _known(job, engine.digest, store)
        if done is None:
            todo.append(job)
        else:
            known[job.name] = done
    progress.begin(tr("Photos"), len(jobs), len(known))
    try:
        with contextlib.closing(_results(todo, engine, store, workers)) as results:
            for result in results:
                known[result.job.name] = _kept(result, store, passing, clock)
                progress.advance()
        store.sync()
    finally:
        progress.end()
    return known


def _kept(
    result: _Result,
    store: Store,
    passing: dict[str, dict[str, object]],
    clock: Callable[[], datetime],
) -> Done:
    """Keep one result; a file is only trusted by its looks when it did not change just now."""
    work = result.work
    if result.sha256 is None and work is not None:  # not read, so there is nothing to keep
        return Done(None, "", work.facts)
    if work is not None and not work.passing and result.key not in store:
        store.keep(result.key, work.facts, work.templates, work.crop)
    elif work is not None:
        passing[result.key] = work.facts
    if result.sha256 is not None and result.stamp:
        newest = max(result.stamp[1], result.stamp[2]) / 1e9
        if clock().timestamp() - newest > _FRESH_SECONDS:
            store.saw(result.job.name, result.stamp, result.sha256)
    kept = store.get(result.key)
    if kept is not None:
        return Done(result.sha256, result.key, kept.facts)
    return Done(result.sha256, result.key, passing[result.key])


def _known(job: Job, engine: str, store: Store) -> Done | None:
    try:
        stamp = _stamp(job.path.stat())
    except OSError:
        return None
    sha256 = store.digest_of(job.name, stamp)
    if sha256 is None:
        return None
    key = work_key(sha256, engine, job.box)
    kept = store.get(key)
    return Done(sha256, key, kept.facts) if kept is not None else None


def _stamp(facts: os.stat_result) -> list[int]:
    return [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino]


class _Shared:
    """What the threads share: the jobs left, the results waiting, and whether to stop."""

    def __init__(self, jobs: list[Job], workers: int) -> None:
        self.jobs: Iterator[Job] = iter(jobs)
        self.taking = threading.Lock()
        self.ready: queue.Queue[_Result | BaseException] = queue.Queue(2 * workers)
        self.stop = threading.Event()
        self.claimed: set[str] = set()

    def next(self) -> Job | None:
        with self.taking:
            return None if self.stop.is_set() else next(self.jobs, None)

    def claim(self, key: str) -> bool:
        """Claim a piece of work; False where another thread has it, as for two equal files."""
        with self.taking:
            is_new = key not in self.claimed
            self.claimed.add(key)
            return is_new

    def give(self, item: _Result | BaseException) -> None:
        while not self.stop.is_set():
            try:
                self.ready.put(item, timeout=_WAIT)
                return
            except queue.Full:
                continue


def _results(
    jobs: list[Job], engine: Engine, store: Store, workers: int
) -> Generator[_Result, None, None]:
    shared = _Shared(jobs, workers)
    digest = engine.digest

    def labour() -> None:
        try:
            while (job := shared.next()) is not None:
                shared.give(_one(job, engine, digest, store, shared))
        except BaseException as error:  # noqa: BLE001 - a worker's edge: the caller raises it
            shared.give(error)

    threads = [threading.Thread(target=labour, daemon=True) for _ in range(min(workers, len(jobs)))]
    for thread in threads:
        thread.start()
    late: list[_Result] = []
    try:
        for _ in jobs:
            item = shared.ready.get()
            if isinstance(item, BaseException):
                raise item
            if item.work is None and item.sha256 is not None and item.key not in store:
                late.append(item)  # its twin is still at work on another thread
            else:
                yield item
        yield from late
    finally:
        shared.stop.set()
        for thread in threads:
            thread.join()


def _one(job: Job, engine: Engine, digest: str, store: Store, shared: _Shared) -> _Result:
    try:
        data, stamp = _read(job.path)
    except ImageRefused as refused:
        return _Result(job, None, "", Work({"status": "refused", "reason": refused.reason}), [])
    sha256 = hashlib.sha256(data).hexdigest()
    key = work_key(sha256, digest, job.box)
    if key in store or not shared.claim(key):
        return _Result(job, sha256, key, None, stamp)
    return _Result(job, sha256, key, engine.work(data, job.box), stamp)


def _read(path: Path) -> tuple[bytes, list[int]]:
    """Read a regular file whole, and how it looked before it was read."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)  # without blocking, so that a pipe is seen to be one
        try:
            facts = os.fstat(handle)
            if not stat.S_ISREG(facts.st_mode):
                raise refuse("not-a-file")
            if facts.st_size > _MAX_BYTES:
                raise refuse("too-large", detail=f"{facts.st_size} bytes")
            with os.fdopen(handle, "rb", closefd=False) as stream:
                return stream.read(_MAX_BYTES + 1), _stamp(facts)
        finally:
            os.close(handle)
    except (FileNotFoundError, NotADirectoryError):
        raise refuse("not-found") from None
    except OSError as error:
        raise refuse("not-a-file" if error.errno in _NOT_FILES else "unreadable") from None
