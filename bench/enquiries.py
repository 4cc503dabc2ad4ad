"""Flood the public page with junk while twenty people work, and time whether it tells anything.

    python bench/enquiries.py [--quick] [--files 5000] [--seconds 30] [--rate 500] [--keep DIR]

A desk is made, filled (`desk_plan.py`) and served as people serve it, with the public page of an
operation open on the desk's own port and on one of its own. Twenty people ask for their lists, each
once in two seconds, whether the last answer has come or not (open loop): in a round of quiet, in
one while 500 requests a second of junk come to the public page, each over a connection of its own,
and again with the junk at the port of its own. A proxy is said to stand in front, so that the
junk can come from many addresses: half of it comes from eight, half from a new one each time, and
it is of every kind that `JUNK` lists.

Then the answers to a wrong number and to a wrong secret are timed in turns within one process: from
their times it must not be told which of the two was wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import desk
import machine
import serving

LINE = 300.0
"""What the median of what staff ask for may take during a flood, in ms."""
_FORM = "application/x-www-form-urlencoded"
_MULTI = "multipart/form-data; boundary=b"
JUNK: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("pages that are not there", "GET /ask/{junk}/", {}, ""),
    ("the page, over and over", "GET /ask/{code}/", {}, ""),
    ("bodies that are too large", "POST /ask/{code}/", {"Content-Type": _MULTI,
     "Content-Length": "99999999"}, "x" * 500),
    ("bodies of another type", "POST /ask/{code}/", {"Content-Type": "application/json",
     "Content-Length": "2"}, "{}"),
    ("bodies of no length", "POST /ask/{code}/", {"Transfer-Encoding": "chunked",
     "Content-Type": _FORM}, "5\r\nabcde\r\n"),
    ("numbers and secrets", "POST /ask/{code}/mine/", {"Content-Type": _FORM},
     "number={junk}&secret={junk}"),
    ("forms", "POST /ask/{code}/", {"Content-Type": _FORM},
     "step=send&side=own&token={junk}&m-family+name={junk}"),
    ("methods", "PUT /ask/{code}/", {"Content-Type": _FORM, "Content-Length": "0"}, ""),
    ("slow ones", "POST /ask/{code}/", {"Content-Type": _FORM, "Content-Length": "5000"}, "abc"),
)  # fmt: skip
SLOW = "slow ones"
"""These hold their connection for three seconds and send no more."""


@dataclass
class Flood:
    """What came of one flood.

    Attributes:
        sent: requests, by kind.
        status: answers by status; 0 where there was none.
        took: milliseconds of answers that came.
        late: seconds by which the last request was late: the flood itself kept its pace.
    """

    sent: Counter[str] = field(default_factory=Counter)
    status: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    late: float = 0.0


async def _one(port: int, code: str, number: int, dice: random.Random, flood: Flood) -> None:
    kind, line, headers, body = JUNK[number % len(JUNK)]
    junk = f"{dice.getrandbits(50):x}"[:12]
    few = number // len(JUNK) % 2
    many = f"10.{dice.randrange(2**8)}.{number >> 8 & 255}.{number & 255}"
    source = f"192.0.2.{number % 8}" if few else many
    sent = body.replace("{junk}", junk)
    given = {"Host": "localhost", "X-Forwarded-For": source} | headers
    if line.startswith("POST") and not {"Content-Length", "Transfer-Encoding"} & set(given):
        given["Content-Length"] = str(len(sent))
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    text = f"{line.format(code=code, junk=junk)} HTTP/1.1\r\n{head}Connection: close\r\n\r\n{sent}"
    flood.sent[kind] += 1
    begun = time.perf_counter()
    status = 0
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 10)
        writer.write(text.encode())
        first = await asyncio.wait_for(reader.read(64), 3 if kind == SLOW else 20)
        if first.startswith(b"HTTP/1.1 "):
            status = int(first[9:12])
            flood.took.append((time.perf_counter() - begun) * 1000)
        writer.close()
    except (OSError, TimeoutError):
        pass
    flood.status[status] += 1


async def _flood(port: int, code: str, rate: float, seconds: float) -> Flood:
    flood, dice, tasks = Flood(), random.Random(9), set()
    begun = time.perf_counter()
    for number in range(int(rate * seconds)):
        due = begun + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        flood.late = max(flood.late, time.perf_counter() - due)
        task = asyncio.create_task(_one(port, code, number, dice, flood))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    return flood


def flood(port: int, code: str, rate: float, seconds: float, told: Any) -> None:
    """Send junk, in a process of its own, and tell what came of it."""
    told.send(asyncio.run(_flood(port, code, rate, seconds)))


def during(served: desk.Desk, seconds: float, port: int, code: str, rate: float) -> dict[str, Any]:
    """Let everybody work for a while, under a flood where ``rate`` is not 0; gives the times."""
    served.took.clear()
    served.faults.clear()
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=flood, args=(port, code, rate, seconds, theirs))
    if rate:
        process.start()
    before, begun = serving.cpu_of(served.processes), serving.busy()
    desk.ask_round(served, seconds)
    cpu = serving.cpu_of(served.processes) - before
    used, had = (now - then for now, then in zip(serving.busy(), begun, strict=True))
    found: dict[str, Any] = {
        "staff_ms": serving.times([ms for one in served.took.values() for ms in one]),
        "faults": dict(served.faults),
        "cpu_seconds_of_the_desk": round(cpu, 1),
        "busy_cores": round(used / had * (os.cpu_count() or 1), 2),
    }
    if rate:
        came: Flood = mine.recv()
        process.join(30)
        found["junk"] = {
            "sent": sum(came.sent.values()),
            "by_kind": dict(came.sent),
            "answers": {str(one): n for one, n in sorted(came.status.items())},
            "refused_ms": serving.times(came.took),
            "latest_s": round(came.late, 2),
        }
    return found


def plan(folder: Path, *what: str) -> dict[str, Any]:
    """Run the other half (`enquiries_plan.py`) on a desk that is not served."""
    planner = str(Path(__file__).with_name("enquiries_plan.py"))
    done = subprocess.run(
        [sys.executable, planner, str(folder), *what],
        env=serving.environment(""), check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> int:
    """Measure and write the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a small desk, ten seconds")
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=500.0)
    parser.add_argument("--keep", type=Path, help="make the desk here and use it again")
    parser.add_argument("--tries", type=int, default=400)
    given = parser.parse_args()
    if given.quick:
        given.files, given.seconds, given.tries = 500, 10.0, 100
    found: dict[str, Any] = {"load": os.getloadavg()[0], "rate": given.rate, "askers": 20}
    with tempfile.TemporaryDirectory() as name:
        folder = (given.keep or Path(name)) / "desk"
        if not (folder / "plan.json").exists():
            desk.make(folder, given.files, "", work=False)
        code = plan(folder, "--page")["code"]
        own = serving.free_port()
        text = (folder / "desk.toml").read_text("utf-8").partition("public_port")[0]
        settings = f'public_port = {own}\nproxies = ["127.0.0.1"]\n'
        (folder / "desk.toml").write_text(text + settings, "utf-8")
        with ExitStack() as open_:
            served = desk.served(folder, given.files, "", open_, [])
            desk.ask_round(served, max(given.seconds / 3, 8), count=False)
            port = served.ports[0]
            rounds = (("quiet", port, 0.0), ("flood", port, given.rate),
                      ("flood_at_its_own_port", own, given.rate))  # fmt: skip
            for what, where, rate in rounds:
                found[what] = during(served, given.seconds, where, code, rate)
                print(what, json.dumps(found[what]), f"load {os.getloadavg()[0]:.1f}", flush=True)
        found["telling_apart"] = plan(folder, "--tell", str(given.tries))
    found["line_ms"] = LINE
    floods = [found[one]["staff_ms"]["p50"] for one in ("flood", "flood_at_its_own_port")]
    found["kept"] = all(one < LINE for one in floods)
    machine.save("enquiries" + ("-quick" if given.quick else ""), found)
    return 0 if found["kept"] else 1


if __name__ == "__main__":
    sys.exit(main())
