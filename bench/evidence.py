"""Time the joint weighing of all evidence, as the registers grow.

    python bench/evidence.py [--quick] [--sizes 1000x10000,...] [--out FILE]

Registers are drawn by `nomina.synthetic.registers`; faces are vectors whose mates score as the
calibration's do. Timed is everything from descriptions in memory to the posterior with its
alternatives. Each size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from machine import describe
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
SIZES = (
    (250, 2500),
    (500, 5000),
    (1000, 10_000),
    (2000, 20_000),
    (4000, 40_000),
    (10_000, 100_000),
)
QUICK = SIZES[:3]
ON_LIST, SEED, DIM = 0.7, 5, 128
FACES = (0.85, 0.9)
"""Shares of bodies and of missing people with a usable face."""


def templates(
    truth: NDArray[np.intp], people: int, typical: float, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Draw unit vectors: strangers at random, mates with about the score that is typical."""
    rng = np.random.default_rng((seed, 17))

    def unit(n: int) -> NDArray[np.float32]:
        made = rng.standard_normal((n, DIM)).astype(np.float32)
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True))

    listed, found = unit(people), unit(len(truth))
    score = np.clip(rng.normal(typical, 0.12, len(truth)), 0.0, 0.99).astype(np.float32)[:, None]
    mates = score * listed[truth] + np.sqrt(1 - score**2) * found
    found = np.where(truth[:, None] >= 0, mates, found).astype(np.float32)
    found[rng.random(len(found)) > FACES[0]] = np.nan
    listed[rng.random(len(listed)) > FACES[1]] = np.nan
    return found, listed


def one(bodies: int, people: int) -> dict[str, Any]:
    """Weigh one pair of registers; give seconds by stage, memory and what was found."""
    from nomina.evidence.face import Face
    from nomina.faces import load_pack
    from nomina.leads.joint import Joint
    from nomina.leads.lines import lines_of
    from nomina.progress import Silent
    from nomina.synthetic.registers import draw_registers

    start = time.perf_counter()
    drawn = draw_registers(people, bodies, ON_LIST, SEED)
    calibration = load_pack("embedded").calibration("simulated")
    typical = calibration.set.typical_mated_score or 0.9
    found, listed = templates(drawn.truth, people, typical, SEED)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    drawing = time.perf_counter() - start
    start, cpu = time.perf_counter(), time.process_time()
    face = Face(drawn.bodies, drawn.people, [found], [listed], [calibration])
    lines = [face, *lines_of(drawn.bodies, drawn.people, ())]
    made = time.perf_counter()
    joint = Joint(drawn.bodies, drawn.people, lines, ON_LIST, Silent())
    end, cpu = time.perf_counter(), time.process_time() - cpu
    first = [joint.leads(at, 1).people[:1].tolist() for at in range(bodies)]
    right = sum(lead == [true] for lead, true in zip(first, drawn.truth.tolist(), strict=True))
    return {
        "bodies": bodies,
        "people": people,
        "seconds": round(end - start, 1),
        "cpu_seconds": round(cpu, 1),
        "of_which_lines": round(made - start, 1),
        "drawing_seconds": round(drawing, 1),
        "registers_mib": before,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "pairs": len(joint.found.body),
        "components": len(joint.posterior.groups),
        "largest": max((len(group.bodies) for group in joint.posterior.groups), default=0),
        "sampled": sum(group.method == "chains" for group in joint.posterior.groups),
        "right_first": right,
        "listed": int((drawn.truth >= 0).sum()),
        "most_unlisted": round(
            float(
                max(
                    (1.0 - joint.nobody(at) for at in np.flatnonzero(drawn.truth < 0).tolist()),
                    default=0.0,
                )
            ),
            4,
        ),
    }


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sizes", default="")
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=HERE / "results" / "evidence.json")
    given = parser.parse_args()
    if given.one:
        bodies, people = map(int, given.one.split("x"))
        print(json.dumps(one(bodies, people)))
        return 0
    sizes = [tuple(map(int, size.split("x"))) for size in given.sizes.split(",") if size]
    rows = []
    for bodies, people in sizes or (QUICK if given.quick else SIZES):
        done = subprocess.run(
            [sys.executable, __file__, "--one", f"{bodies}x{people}"],
            check=True,
            capture_output=True,
            text=True,
        )
        rows.append(json.loads(done.stdout.splitlines()[-1]))
        print(rows[-1], flush=True)
    report: dict[str, Any] = {"machine": describe(), "sizes": rows}
    if not given.quick:
        given.out.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
