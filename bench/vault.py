"""Time keeping and reading in a vault beside plain files that are written and synced alike.

    python bench/vault.py [--quick] [--folder DIR]

Contents are random bytes. The plain side writes a temporary file, syncs it, renames it and syncs
the folder, and hashes what it reads: what keeping safely costs without a vault. Both take turns, so
that whatever else the machine does falls on both; CPU seconds are of this process alone.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import machine

from nomina.documents import write_synced
from nomina.vault import Vault, create, opened

SECRET = b"a passphrase of this benchmark"
SIZES = ((100 << 10, 300), (3 << 20, 60), (256 << 20, 3))
PIECE = 1 << 18


def now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Do something; give its seconds on the clock and of the processor."""
    clock, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - clock, time.process_time() - cpu


def plain_keep(source: Path, path: Path) -> None:
    """Copy a file safely."""
    with source.open("rb") as file:
        write_synced(path, iter(lambda: file.read(PIECE), b""))


def plain_read(path: Path) -> None:
    """Read a file and hash it."""
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")


def keep(vault: Vault, source: Path) -> None:
    """Keep a file."""
    with source.open("rb") as file:
        vault.keep(file)


def drained(vault: Vault, digest: str) -> None:
    """Read what is kept, to its end."""
    for _ in vault.pieces(digest):
        pass


def measure(vault: Vault, folder: Path, size: int, count: int) -> dict[str, Any]:
    """Give MiB a second of both sides for ``count`` contents of one size."""
    plain, source = folder / "plain", folder / "source"
    plain.mkdir(exist_ok=True)
    took: dict[str, list[tuple[float, float]]] = {}
    for n in range(count):
        data = os.urandom(size)
        source.write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        path = plain / digest
        acts: dict[str, Callable[[], object]] = {
            "plain keep": lambda path=path: plain_keep(source, path),  # type: ignore[misc]
            "vault keep": lambda: keep(vault, source),
            "vault keep again": lambda: keep(vault, source),
            "plain read": lambda path=path: plain_read(path),  # type: ignore[misc]
            "vault read": lambda digest=digest: drained(vault, digest),  # type: ignore[misc]
        }
        order = list(acts) if n % 2 else ["vault keep", "plain keep", *list(acts)[2:]]
        for name in order:
            took.setdefault(name, []).append(timed(acts[name]))
        path.unlink()
    mib = size / (1 << 20)
    return {
        name: {
            "n": count,
            "median_ms": round(1e3 * statistics.median(x for x, _ in all_), 3),
            "mib_a_second": round(mib / statistics.median(x for x, _ in all_), 1),
            "mib_a_cpu_second": round(mib * count / max(sum(x for _, x in all_), 1e-9), 1),
        }
        for name, all_ in took.items()
    }


def main() -> None:
    """Measure and write the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few of each size")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder otherwise")
    asked = parser.parse_args()
    sizes = [(size, max(1, n // 20)) for size, n in SIZES] if asked.quick else list(SIZES)
    result: dict[str, Any] = {"sqlite": sqlite3.sqlite_version, "load": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        seconds, _ = timed(lambda: create(folder / "v", SECRET, now).close())
        result["make_s"] = round(seconds, 3)
        with opened(folder / "v", SECRET, now) as vault:
            result["sizes"] = {
                f"{size >> 10} KiB": measure(vault, folder, size, count) for size, count in sizes
            }
            rows = len(vault.index)
            seconds, cpu = timed(lambda: list(vault.verify()))
            result["verify"] = {"objects": rows, "s": round(seconds, 2), "cpu_s": round(cpu, 2)}
            seconds, cpu = timed(lambda: vault.rotate(SECRET + b"!"))
            result["rotate"] = {"objects": rows, "s": round(seconds, 2), "cpu_s": round(cpu, 2)}
    machine.save("vault-quick" if asked.quick else "vault", result)


if __name__ == "__main__":
    main()
