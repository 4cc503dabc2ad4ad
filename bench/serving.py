"""What the benchmarks of a desk that is served share: serving it, its CPU time, percentiles."""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOMINA = [sys.executable, "-c", "from nomina.cli import main; main()"]
EVERY = 2.0
"""Seconds after which each of the twenty asks again."""


def free_port() -> int:
    """Give a port that nothing listened on a moment ago."""
    import socket

    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
    return port


def environment(address: str) -> dict[str, str]:
    """Give the environment of a desk on a database; an empty address is the embedded one."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("NOMINA_", "DJANGO_"))}
    return clean | ({"NOMINA_DATABASE": address} if address else {})


@contextmanager
def running(*arguments: str, env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run a command of the desk until the end of the block."""
    process = subprocess.Popen(
        [*NOMINA, *arguments],
        env=env | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)


def cpu_of(pids: list[int]) -> float:
    """Give the CPU seconds of processes and of their children, those that ended among them."""
    ticks, found = 0, set(pids)
    stats = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stats[int(entry.name)] = entry.joinpath("stat").read_text().rpartition(")")[2]
            except OSError:
                continue
    for pid, text in sorted(stats.items()):
        if int(text.split()[1]) in found:
            found.add(pid)
    for pid in found & stats.keys():
        ticks += sum(map(int, stats[pid].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def busy() -> tuple[float, float]:
    """Give the seconds that the cores of the machine were busy, and all seconds they had."""
    first = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    every = [int(one) / os.sysconf("SC_CLK_TCK") for one in first]
    return sum(every) - every[3] - every[4], sum(every)


def percentile(values: list[float], share: float) -> float:
    """Give a percentile as the smallest value that ``share`` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered) - 1e-9) - 1)]


def times(values: list[float]) -> dict[str, float]:
    """Sum up the times of one list."""
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    found = {name: round(percentile(values, share), 1) for name, share in shares.items()}
    return {"n": len(values), **found, "max": round(max(values), 1)}


def interval(few: list[float], many: list[float]) -> list[float]:
    """Give what nine in ten redrawn samples have as the ratio of 95th percentiles.

    A 95th percentile of some dozen answers rests on one or two of them; the percentile bootstrap
    (Efron 1979) says by how much another hour could have given another ratio.
    """
    dice = random.Random(0)
    ratios = [
        percentile(dice.choices(many, k=len(many)), 0.95)
        / percentile(dice.choices(few, k=len(few)), 0.95)
        for _ in range(1000)
    ]
    return [round(percentile(ratios, share), 2) for share in (0.05, 0.95)]
