"""Hold the joint posterior against the truth on simulated operations, pooled until bins are full.

    python bench/posterior.py [--quick] [--minutes 10] [--worse] [--bodies 1000] [--people 10000]

Operations are drawn by `nomina.synthetic.registers`: with the rates that the lines of evidence
assume, and with ``--worse`` by a simulator in which more is lost, swapped and wrong than they
assume. Faces are log10 LRs of a binormal score, so that they are calibrated; in ``--worse`` they
say too much by a third. Written are the pairs and the true ones in each bin of probability.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from machine import describe
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
EDGES = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
ENOUGH, ON_LIST = 2000, 0.7
_SPREAD = 2.2
"""Standard deviation of the natural-log LR of a face among different people."""

Floats = NDArray[np.float64]


class Faces:
    """A line of evidence that is calibrated by construction: binormal log LRs, drawn once."""

    kind = "face"
    strongest = 6.0

    def __init__(
        self, truth: NDArray[np.intp], people: int, seed: int, *, says: float = 1.0
    ) -> None:
        rng = np.random.default_rng((seed, 3))
        middle = _SPREAD**2 / 2
        logs = rng.normal(-middle, _SPREAD, (len(truth), people)).astype(np.float32)
        mates = np.flatnonzero(truth >= 0)
        logs[mates, truth[mates]] += 2 * middle
        logs[rng.random(len(truth)) > 0.85] = 0.0
        logs[:, rng.random(people) > 0.9] = 0.0
        self.values = logs * np.float32(says / math.log(10))

    def candidates(self, least: float) -> Any:
        """Give every pair of at least this log10 LR."""
        from nomina.evidence import Pairs

        return Pairs(*np.nonzero(self.values >= least))

    def dense(self, bodies: NDArray[np.intp]) -> NDArray[np.float32]:
        """Give rows."""
        return self.values[bodies]

    def log10_lr(self, bodies: NDArray[np.intp], people: NDArray[np.intp]) -> Floats:
        """Give pairs."""
        return self.values[bodies, people].astype(np.float64)

    def excludes(self, bodies: NDArray[np.intp], people: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Exclude nobody."""
        return np.zeros(len(bodies), dtype=bool)

    def finding(self, body: int, person: int) -> None:
        """Say nothing in words."""


def operation(bodies: int, people: int, seed: int, *, worse: bool) -> tuple[Floats, Floats]:
    """Weigh one operation; give pairs (probability, true) and nobody (probability, true)."""
    from nomina.leads.joint import Joint
    from nomina.leads.lines import lines_of
    from nomina.progress import Silent
    from nomina.synthetic.lives.assumptions import Assumptions
    from nomina.synthetic.registers import draw_registers

    drawn = draw_registers(
        people, bodies, ON_LIST, seed, Assumptions.worse() if worse else Assumptions()
    )
    face: Any = Faces(drawn.truth, people, seed, says=4 / 3 if worse else 1.0)
    lines = [face, *lines_of(drawn.bodies, drawn.people, ())]
    joint = Joint(drawn.bodies, drawn.people, lines, ON_LIST, Silent())
    found = joint.posterior
    true = drawn.truth[found.body] == found.person
    pairs = np.stack([found.probability, true.astype(np.float64)])
    nobody = np.stack([found.none, (drawn.truth < 0).astype(np.float64)])
    return pairs, nobody


def binned(rows: Sequence[Floats]) -> list[dict[str, float]]:
    """Count pairs and true ones, and average what was stated, by bin."""
    stated, true = np.concatenate(rows, axis=1)
    made = []
    for low, high in itertools.pairwise(EDGES.tolist()):
        at = (stated >= low) & ((stated < high) | (high == 1.0))
        count = int(at.sum())
        made.append(
            {
                "from": float(low),
                "to": float(high),
                "pairs": count,
                "stated": round(float(stated[at].mean()), 4) if count else 0.0,
                "observed": round(float(true[at].mean()), 4) if count else 0.0,
            }
        )
    return made


def pooled(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Add two reports of the same simulator and size, of different seeds."""
    made = dict(now)
    for what in ("pairs", "nobody"):
        made[what] = [
            {
                "from": one["from"],
                "to": one["to"],
                "pairs": (count := one["pairs"] + two["pairs"]),
                **{
                    name: round(
                        (one[name] * one["pairs"] + two[name] * two["pairs"]) / max(count, 1), 4
                    )
                    for name in ("stated", "observed")
                },
            }
            for one, two in zip(before[what], now[what], strict=True)
        ]
    runs = before["operations"], now["operations"]
    made["operations"] = sum(runs)
    made["minutes"] = round(before["minutes"] + now["minutes"], 1)
    name = "cross_entropy_bits_a_body"
    made[name] = round((before[name] * runs[0] + now[name] * runs[1]) / sum(runs), 4)
    return made


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--worse", action="store_true")
    parser.add_argument("--bodies", type=int, default=1000)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=1, help="First seed.")
    parser.add_argument("--pool", type=Path, default=None, help="Add to an earlier report.")
    parser.add_argument("--out", type=Path, default=None)
    given = parser.parse_args()
    if given.quick:
        given.bodies, given.people, given.minutes = 100, 1000, 0.5
    pairs, nobody, begun, seed = [], [], time.monotonic(), given.first
    while time.monotonic() - begun < 60 * given.minutes:
        one, none = operation(given.bodies, given.people, seed, worse=given.worse)
        pairs.append(one)
        nobody.append(none)
        seed += 1
        if min(row["pairs"] for row in binned(pairs)) >= ENOUGH:
            break
    report: dict[str, Any] = {
        "machine": describe(),
        "simulator": "worse" if given.worse else "as assumed",
        "operations": len(pairs),
        "bodies": given.bodies,
        "people": given.people,
        "minutes": round((time.monotonic() - begun) / 60, 1),
        "pairs": binned(pairs),
        "nobody": binned(nobody),
        "cross_entropy_bits_a_body": round(_cost(pairs, nobody), 4),
    }
    if given.pool is not None:
        report = pooled(json.loads(given.pool.read_text("utf-8")), report)
    text = json.dumps(report, indent=1)
    print(text)
    name = "posterior-worse.json" if given.worse else "posterior.json"
    if not given.quick:
        (given.out or HERE / "results" / name).write_text(text + "\n", "utf-8")
    return 0


def _cost(pairs: Sequence[Floats], nobody: Sequence[Floats]) -> float:
    """Give the mean of -log2 of the probability given to what is true, by body."""
    true = [rows[0][rows[1] == 1.0] for rows in (*pairs, *nobody)]
    chance = np.maximum(np.concatenate(true), 1e-6)
    bodies = sum(rows.shape[1] for rows in nobody)
    missed = bodies - len(chance)  # the true pair was not among those weighed
    return float((-np.log2(chance).sum() + missed * -math.log2(1e-6)) / bodies)


if __name__ == "__main__":
    sys.exit(main())
