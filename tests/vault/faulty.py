"""Runs a vault in processes that die or meet a failing disk, and looks at what is left.

    LD_PRELOAD=faults.so python -m tests.vault.faulty SCENARIO FOLDER [COUNT [SEED]]

Prints one JSON object: ``steps`` tried, and ``bad``, a list of what went wrong (empty when all is
well). Each trial is a fork, so that no child has to load Python again.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from nomina.errors import NominaError, SpaceError, StoreError
from nomina.vault import Vault, create, opened
from nomina.vault.stream import CHUNK
from tests.vault.vaults import CHEAP, OTHER, SECRET, later, noon
from tests.vault.watch import Watch

COUNT, KILL, FULL, SYNC, STOP = range(5)
HELD = [bytes([n]) * 3000 for n in range(3)]
NEW = [bytes([n]) * size for n, size in ((10, 900), (11, 2 * CHUNK + 5), (12, 5000))]
GOES = bytes([20]) * 4000
Work = Callable[[Path], None]


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def arm(nth: int, how: int) -> None:
    ctypes.CDLL(None).faults_arm(ctypes.c_long(nth), how)


def seen() -> int:
    return int(ctypes.CDLL(None).faults_seen())


def say(word: str) -> None:
    """Acknowledge on standard output, which the faults leave alone."""
    os.write(1, word.encode() + b"\n")


def prepared(root: Path) -> None:
    with create(root, SECRET, noon, cost=CHEAP) as vault:
        for data in (*HELD, GOES):
            vault.keep(data)


def forked(
    work: Callable[[], None], kill_after: float | None = None, since: str = ""
) -> tuple[int, list[str]]:
    """Do it in a fork; give how that ended and what it acknowledged.

    Args:
        work: what to do.
        kill_after: seconds after which it is killed.
        since: the word from which these count; from the beginning where empty.
    """
    process, ours = begun(work)
    said = b""
    if kill_after is not None:
        while since.encode() not in said and (piece := os.read(ours, 1 << 16)):
            said += piece
        time.sleep(kill_after)
        os.kill(process, signal.SIGKILL)
    while piece := os.read(ours, 1 << 16):
        said += piece
    os.close(ours)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return status, said.decode().splitlines()


def begun(work: Callable[[], None]) -> tuple[int, int]:
    """Begin it in a fork; give its process, and from where to read what it acknowledges."""
    ours, theirs = os.pipe()
    process = os.fork()
    if not process:
        os.dup2(theirs, 1)
        status = 1
        try:
            work()
            status = 0
        except NominaError as error:
            say(f"{type(error).__name__} {error}")
        except Exception as error:  # noqa: BLE001 - the parent tells what it was
            say(f"! {type(error).__name__} {error}")
        os._exit(status)
    os.close(theirs)
    return process, ours


def stopped(work: Callable[[], None], every: int) -> Iterator[tuple[int | None, list[str]]]:
    """Stop it in a fork at its first step and at every so many after that, as a kill would find it.

    It goes on, from half of a write, when the next is asked for.

    Yields:
        None and what it has acknowledged so far; at last its status and all of that.
    """
    process, ours = begun(armed(work, every, STOP))
    os.set_blocking(ours, False)
    said = b""
    while True:
        status = os.waitpid(process, os.WUNTRACED)[1]
        with contextlib.suppress(BlockingIOError):  # that is all so far
            while piece := os.read(ours, 1 << 16):
                said += piece
        if not os.WIFSTOPPED(status):
            os.close(ours)
            yield os.waitstatus_to_exitcode(status), said.decode().splitlines()
            return
        yield None, said.decode().splitlines()
        os.kill(process, signal.SIGCONT)


def working(root: Path) -> None:
    """Keep one that is there, three that are not, and forget one; say each when it is done."""
    with opened(root, SECRET, noon) as vault:
        vault.keep(HELD[0])
        for data in NEW:
            vault.keep(data)
            say(digest(data))
        vault.forget(digest(GOES))
        say("forgotten")


def wrong(root: Path, said: list[str]) -> str:
    """Say what is wrong with a vault after it was interrupted; empty where nothing is."""
    with opened(root, SECRET, noon) as vault:
        faults = [f.kind for f in vault.verify() if f.kind != "orphan"]
        if faults:
            return f"faults {faults}"
        if any(vault.read(digest(data)) != data for data in HELD):
            return "what was held is not what it was"
        for data in NEW:
            there = bool(vault.has([digest(data)]))
            if digest(data) in said and not there:
                return "what was acknowledged is gone"
            if there and vault.read(digest(data)) != data:
                return "what was kept is not what it was"
        if "forgotten" in said and vault.has([digest(GOES)]):
            return "what was forgotten is there"
    return ""


def not_finished(root: Path) -> str:
    """Run to the end and clean up; say what is wrong with the result."""
    status, said = forked(lambda: working(root))
    if status or said[-1:] != ["forgotten"]:
        return f"the second run ended with {status} {said}"
    if bad := wrong(root, said):
        return bad
    with opened(root, SECRET, later) as vault:
        vault.collect()
        left = [f.kind for f in vault.verify()]
        objects = [p for p in (root / "objects").glob("*/*") if p.is_file()]
        if left or len(objects) != len(HELD) + len(NEW) or len(vault.index) != len(objects):
            return f"left over: {left} {len(objects)} {len(vault.index)}"
    stray = [p.name for p in root.iterdir() if p.name not in {"objects", "index.sqlite"}]
    return f"stray files {stray}" if stray else ""


def trials(base: Path) -> Iterator[Path]:
    """Give one prepared vault again and again, each time as it was at first."""
    root = base / "trial"
    prepared(root)
    whole = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    while True:
        yield root
        for path in [*root.iterdir(), *root.glob("objects/*/*"), *root.glob("objects/.*")]:
            if path.is_file() and path not in whole:
                path.unlink()
        for path, data in whole.items():
            path.write_bytes(data)


def armed(work: Callable[[], None], nth: int, how: int) -> Callable[[], None]:
    def run() -> None:
        arm(nth, how)
        work()

    return run


def every_step(base: Path) -> tuple[int, list[object]]:
    """Kill at each step that changes the disk."""
    bad: list[object] = []
    for step, root in enumerate(trials(base), 1):
        status, said = forked(armed(lambda root=root: working(root), step, KILL))  # type: ignore[misc]
        if status == 0:
            return step - 1, bad
        found = f"ended with {status}" if status != -9 else ""
        found = found or wrong(root, said) or not_finished(root)
        if found:
            bad.append([step, found, said])
    raise AssertionError


def full_disk(base: Path) -> tuple[int, list[object]]:
    """Let no write succeed from the nth on: it is said, reading goes on, a later run ends."""
    bad: list[object] = []
    for nth, root in enumerate(trials(base), 1):
        status, said = forked(armed(lambda root=root: working(root), nth, FULL))  # type: ignore[misc]
        if status == 0:
            return nth - 1, bad
        found = "" if said[-1].startswith(SpaceError.__name__ + " ") else "not said"
        found = found or wrong(root, said)
        halves = [str(p) for p in root.rglob(".nomina-*")]
        if found := found or ("halves" if halves else "") or not_finished(root):
            bad.append([nth, found, said])
    raise AssertionError


def failing_sync(base: Path) -> tuple[int, list[object]]:
    """Let the nth sync fail: it is said and not acknowledged, and this process writes no more."""
    bad: list[object] = []

    def work(root: Path, nth: int) -> None:
        with opened(root, SECRET, noon) as vault:
            arm(nth, SYNC)
            try:
                for data in NEW:
                    vault.keep(data)
                    say(digest(data))
                vault.forget(digest(GOES))
                say("forgotten")
            except StoreError:
                calls = seen()
                for _ in range(2):
                    refused(vault)
                if seen() != calls:  # what SQLite syncs to undo is before the error
                    say("! more syncs after the disk failed")
                if vault.read(digest(HELD[0])) != HELD[0]:
                    say("! reading does not go on")
                raise
            say("done" if seen() < nth else "unnoticed")

    for nth, root in enumerate(trials(base), 1):
        status, said = forked(lambda root=root, nth=nth: work(root, nth))  # type: ignore[misc]
        if said[-1:] == ["done"]:
            return nth - 1, bad
        # SQLite passes over a failed sync of the folder of its journal; all is whole then too.
        found = "" if status == 0 or said[-1].startswith("StoreError ") else "not said"
        found = found or "; ".join(x for x in said if x.startswith("!"))
        if found := found or wrong(root, said) or not_finished(root):
            bad.append([nth, found, said])
    raise AssertionError


def refused(vault: Vault) -> None:
    try:
        vault.keep(b"another, after the disk failed")
    except StoreError as error:
        if "can only be read now" not in error.what:
            say(f"! refused with {error.what}")
    else:
        say("! acknowledged after the disk failed")


def random_kills(base: Path, count: int, seed: int) -> tuple[int, list[object]]:
    """Kill at random moments; every acknowledged object is there, every other whole or absent."""
    bad: list[object] = []
    rng = random.Random(seed)
    root = base / "v"
    with create(root, SECRET, noon, cost=CHEAP):
        pass
    watch = Watch(root)
    given = [
        {digest(data): data for n in range(2000) if (data := f"{turn} {n}".encode() * 200)}
        for turn in range(7)
    ]

    def work(number: int) -> None:
        with opened(root, SECRET, noon) as vault:
            say("up")
            for n in range(10_000):
                data = f"{number % 7} {n}".encode() * 200  # some were kept by runs before
                say("d " + vault.keep(data).digest)

    for number in range(count):
        contents = given[number % 7]
        status, said = forked(lambda number=number: work(number), rng.uniform(0, 0.12))  # type: ignore[misc]
        if status != -9 or any(x.startswith("!") for x in said):
            bad.append([number, status, said[-1:]])
        watch.kept |= {name for x in said if (name := x.removeprefix("d ")) in contents}
        if found := watch.wrong(contents):
            bad.append([number, found])
    whole = {name: data for each in given for name, data in each.items()}
    with opened(root, SECRET, later) as vault:
        faults = [f.kind for f in vault.verify() if f.kind != "orphan"]
        lost = [name for name in watch.kept if vault.read(name) != whole[name]]
        vault.collect()
        left = [f.kind for f in vault.verify()]
        if faults or lost or left or len(list(vault.objects.names())) != len(vault.index):
            bad.append(["left", faults, lost, left])
        if len(vault.index) < len(watch.kept):
            bad.append(["rows", len(vault.index), len(watch.kept)])
    return count if len(watch.kept) > count else 0, bad


def which_opens(root: Path) -> list[str]:
    """Name the passphrases that open a vault and read all of it."""
    found = []
    for name, secret in (("old", SECRET), ("new", OTHER)):
        try:
            with opened(root, secret, noon) as vault:
                if all(vault.read(digest(x)) == x for x in (*HELD, GOES)):
                    found.append(name if not list(vault.verify()) else "faulty")
        except NominaError:
            pass
    return found


def rotation(base: Path) -> tuple[int, list[object]]:
    """Kill a rotation at each step: exactly one passphrase opens, and it can be done again."""
    bad: list[object] = []

    def work(root: Path) -> None:
        with opened(root, SECRET, noon) as vault:
            vault.rotate(OTHER)
            say("rotated")

    for step, root in enumerate(trials(base), 1):
        status, said = forked(armed(lambda root=root: work(root), step, KILL))  # type: ignore[misc]
        found = which_opens(root)
        if len(found) != 1 or (said == ["rotated"] and found != ["new"]):
            bad.append([step, found, said])
        if status == 0:
            return step - 1, bad
        if found == ["old"]:
            forked(lambda root=root: work(root))  # type: ignore[misc]
            if which_opens(root) != ["new"]:
                bad.append([step, "not rotated again"])
    raise AssertionError


def making(base: Path) -> tuple[int, list[object]]:
    """Kill the making of a vault at each step: made again, or whole already."""
    bad: list[object] = []
    step = 0
    while True:
        step += 1
        root = base / "made"
        status, _ = forked(
            armed(lambda root=root: create(root, SECRET, noon, cost=CHEAP).close(), step, KILL)  # type: ignore[misc]
        )
        if status == 0:
            return step - 1, bad
        try:
            try:
                create(root, SECRET, noon, cost=CHEAP).close()
            except StoreError as error:
                if "already" not in error.what:
                    raise
            with opened(root, SECRET, noon) as vault:
                if not vault.keep(b"x").new or list(vault.verify()):
                    bad.append([step, "faulty"])
        except NominaError as error:
            bad.append([step, str(error)])
        shutil.rmtree(root)


def duplicates(base: Path, count: int, seed: int) -> tuple[int, list[object]]:
    """Keep the same contents in processes that run at once, each in its own order."""
    root = base / "v"
    with create(root, SECRET, noon, cost=CHEAP):
        pass
    contents = [bytes([n]) * (n * 321) for n in range(15)]

    def work(number: int) -> None:
        order = random.Random(seed + number).sample(contents, len(contents))
        with opened(root, SECRET, noon) as vault:
            for data in order:
                vault.keep(data)

    children = []
    for number in range(count):
        if not (child := os.fork()):
            try:
                work(number)
            except Exception as error:  # noqa: BLE001 - the parent tells what it was
                say(f"! {error}")
                os._exit(1)
            os._exit(0)
        children.append(child)
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    bad: list[object] = [["ended", x] for x in ended if x]
    with opened(root, SECRET, noon) as vault:
        objects = len(list(vault.objects.names()))
        if not objects == len(vault.index) == len(contents):
            bad.append([objects, len(vault.index)])
        bad += [f.kind for f in vault.verify()]
        bad += [n for n, data in enumerate(contents) if vault.read(digest(data)) != data]
    return count, bad


def main() -> None:
    scenario, base, *numbers = sys.argv[1:]
    act = globals()[scenario]
    steps, bad = act(Path(base), *map(int, numbers))
    print(json.dumps({"steps": steps, "bad": bad}))


if __name__ == "__main__":
    main()
