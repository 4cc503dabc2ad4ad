"""Time the log of acts: entries a second, proofs, checks and an audit, by the size of the log.

    python bench/ledger.py [--quick] [--sizes 1000,100000,1000000] [--out FILE]

CPU seconds of this process (`time.process_time`), so that other work on the machine counts little;
syncing to the disk is not in them, and is given as wall clock for entries that are committed alone.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from machine import describe

from nomina.ledger.audit import audit
from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.ledger.entry import Event, Target
from nomina.ledger.file_leaves import FileLeaves
from nomina.ledger.log import Log
from nomina.ledger.tiles import tiles
from nomina.ledger.tree import consistency, root
from nomina.ledger.verify import check

SIGNER = KeySigner("example.org/bench", bytes(32))
WHEN = datetime(2026, 3, 1, tzinfo=UTC)
BATCH, PROOFS, ALONE = 1000, 50, 100


def act(number: int) -> Event:
    """Give an act of the usual length."""
    on = Target(type="body", id=f"B-{number:07d}", version=3)
    return Event.of("face.opened", "user-17", WHEN, on=on, change="sha256:" + "ab" * 32)


def timed(call: Callable[[], object], times: int) -> float:
    """Give the median CPU milliseconds of a call."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        call()
        taken.append(time.process_time() - begun)
    return round(statistics.median(taken) * 1000, 3)


def grow(log: Log, leaves: FileLeaves, size: int) -> float:
    """Enter acts up to a size, `BATCH` in a transaction; give CPU microseconds for each."""
    start, begun = leaves.size(), time.process_time()
    for first in range(start, size, BATCH):
        with leaves.transaction():
            for number in range(first, min(size, first + BATCH)):
                log.append(act(number))
    return round((time.process_time() - begun) / max(1, size - start) * 1e6, 1)


def alone(log: Log, leaves: FileLeaves) -> float:
    """Give the wall milliseconds of an act that is committed by itself, synced to the disk."""
    begun = time.perf_counter()
    for number in range(ALONE):
        with leaves.transaction():
            log.append(act(number))
    return round((time.perf_counter() - begun) / ALONE * 1000, 2)


def measured(log: Log, leaves: FileLeaves, path: Path, size: int, growth: float) -> dict[str, Any]:
    """Measure a log of one size."""
    with leaves.transaction():
        note = log.checkpoint()
    rng = random.Random(size)
    proven = log.prove(rng.randrange(size))
    key, salt = public_key(SIGNER), proven.salt.hex().encode()
    row = {
        "entries": size,
        "append_us": growth,
        "append_alone_wall_ms": alone(log, leaves),
        "root_ms": timed(lambda: root(leaves, size), PROOFS),
        "prove_ms": timed(lambda: log.prove(rng.randrange(size)), PROOFS),
        "consistency_ms": timed(lambda: consistency(leaves, rng.randrange(1, size), size), PROOFS),
        "check_ms": timed(lambda: check(proven.event, salt, proven.proof, key, []), 10),
        "open_ms": timed(lambda: Log(leaves, SIGNER, lambda: WHEN, known=[note]), 10),
        "proof_bytes": len(proven.proof),
        "file_bytes_an_entry": round(path.stat().st_size / leaves.size()),
        "tiles": sum(1 for _ in tiles(0, size)),
    }
    begun = time.process_time()
    wrong = audit(leaves)
    row["audit_s"] = round(time.process_time() - begun, 2)
    if wrong:
        raise SystemExit(f"entries {wrong} are not what they were")
    return row


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    default = Path(__file__).resolve().parent / "results" / "ledger.json"
    parser.add_argument("--out", type=Path, default=default)
    given = parser.parse_args()
    sizes = [1000, 3000] if given.quick else sorted(map(int, given.sizes.split(",")))
    report: dict[str, Any] = {"machine": describe(), "batch": BATCH, "sizes": []}
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "log.db"
        leaves = FileLeaves(path, make=True)
        log = Log(leaves, SIGNER, lambda: WHEN)
        for size in sizes:
            growth = grow(log, leaves, size)
            report["sizes"].append(measured(log, leaves, path, size, growth))
            print(json.dumps(report["sizes"][-1]), flush=True)
        leaves.close()
    if not given.quick:
        given.out.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
