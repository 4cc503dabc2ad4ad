"""Appends to a log in processes that are killed, and looks at what is left.

    python -m tests.ledger.faulty FILE moments COUNT SEED
    python -m tests.ledger.faulty FILE steps EVERY

Prints one JSON object: ``kills``, and ``bad``, a list of what went wrong (empty when all is well).
Each trial is a fork, so that no child has to load Python again; the parent has no file open then.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from nomina.ledger.audit import audit
from nomina.ledger.file_leaves import FileLeaves
from nomina.ledger.log import Log, alarms
from tests.ledger.acts import SIGNER, Clock, act, file_of, new_log


def prepared(path: Path, entries: int) -> None:
    """A log beside a table of acts, as the desk has them in one file."""
    log = new_log(path, entries=entries)
    leaves = file_of(log)
    leaves.connection.execute("CREATE TABLE done (number INTEGER PRIMARY KEY)")
    with leaves.transaction() as database:
        database.executemany("INSERT INTO done VALUES (?)", [(n,) for n in range(entries)])
        log.checkpoint()
    leaves.close()


def whole(path: Path) -> int:
    """Hold acts, entries, hashes and checkpoint against one another; give how many there are."""
    leaves = FileLeaves(path)
    acts = leaves.connection.execute("SELECT count(*) FROM done").fetchone()[0]
    [entries] = leaves.connection.execute("SELECT count(*) FROM entry").fetchone()
    assert leaves.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert acts == entries == leaves.size()
    assert audit(leaves) == []
    log = Log(leaves, SIGNER, Clock())
    assert alarms(leaves, log.key) == []
    leaves.close()
    return int(acts)


def appending(path: Path, out: int) -> None:
    """Act without end, saying the number of acts after each, until somebody kills it."""
    leaves = FileLeaves(path)
    log, number = Log(leaves, SIGNER, Clock()), leaves.size()
    os.write(out, b"up\n")
    while True:
        with leaves.transaction() as database:
            database.execute("INSERT INTO done VALUES (?)", (number,))
            log.append(act(number))
            if number % 5 == 0:
                log.checkpoint()
        number += 1
        os.write(out, b"%d\n" % number)


def killed_after(path: Path, seconds: float) -> tuple[int, list[int]]:
    """Kill what appends so long after it began; give how it ended and what it acknowledged."""
    ours, theirs = os.pipe()
    process = os.fork()
    if not process:
        try:
            appending(path, theirs)
        finally:
            os._exit(1)
    os.close(theirs)
    with os.fdopen(ours, "rb") as told:
        up = told.readline()
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        # A line that was cut by the kill tells of an act that was done, too.
        said = [int(line) for line in told.read().split(b"\n")[:-1]]
    return (status if up == b"up\n" else 1), said


def moments(path: Path, count: int, seed: int) -> tuple[int, list[object]]:
    """Kill at random moments: whatever was acknowledged is there, and all goes together."""
    prepared(path, 3)
    bad: list[object] = []
    rng, last = random.Random(seed), 3
    for number in range(count):
        status, said = killed_after(path, rng.uniform(0, 0.3))
        if status != -signal.SIGKILL:
            bad.append([number, f"ended with {status}"])
        promised = max([last, *said])
        last = whole(path)
        if last < promised:
            bad.append([number, f"{promised} were acknowledged, {last} are there"])
    return count, bad


def acting(path: Path, kill_at: int) -> int:
    """Do one act in a process that dies at a step of SQLite's machine; give how it ended."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    status = 1
    try:
        leaves = FileLeaves(path)
        log, seen = Log(leaves, SIGNER, Clock()), 0

        def step() -> int:
            nonlocal seen
            seen += 1
            if seen == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return 0

        leaves.connection.set_progress_handler(step, 1)
        number = leaves.size()
        with leaves.transaction() as database:
            database.execute("INSERT INTO done VALUES (?)", (number,))
            log.append(act(number))
            log.checkpoint()
        status = 0
    finally:
        os._exit(status)


def steps(path: Path, every: int) -> tuple[int, list[object]]:
    """Kill at one step after another: there is never an act without its entry."""
    prepared(path, 7)
    bad: list[object] = []
    for kills in range(10**6):
        at = 1 + kills * every
        status = acting(path, at)
        leaves = FileLeaves(path)
        counts = [
            leaves.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("done", "entry", "node WHERE level = 0")
        ]
        if len({*counts, leaves.size()}) > 1:
            bad.append([at, *counts])
        Log(leaves, SIGNER, Clock())
        leaves.close()
        if status == 0:
            return kills, bad
        if status != -signal.SIGKILL:
            bad.append([at, f"ended with {status}"])
            return kills, bad
    raise AssertionError


def main() -> None:
    path, scenario, *numbers = sys.argv[1:]
    kills, bad = globals()[scenario](Path(path), *map(int, numbers))
    print(json.dumps({"kills": kills, "bad": bad}))


if __name__ == "__main__":
    main()
