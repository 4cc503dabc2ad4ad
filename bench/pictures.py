"""Draw the pictures of docs/ from bench/results: reliability of the posterior, growth of cost.

python bench/pictures.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
PICTURES = HERE.parent / "docs" / "pictures"
INK, ACCENT, WARM = "#1d2430", "#2f5d8a", "#a4552a"


def result(name: str) -> dict[str, Any]:
    """Read one result."""
    found: dict[str, Any] = json.loads((HERE / "results" / f"{name}.json").read_text("utf-8"))
    return found


def reliability() -> None:
    """Stated against observed probability, for both simulators."""
    figure, panels = plt.subplots(1, 2, figsize=(8.0, 4.2), sharex=True, sharey=True)
    for panel, what, title in (
        (panels[0], "pairs", "a body is this person"),
        (panels[1], "nobody", "a body is nobody on the list"),
    ):
        panel.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle=":")
        for name, label, colour, mark in (
            ("posterior", "drawn as assumed", ACCENT, "o"),
            ("posterior-worse", "drawn otherwise", WARM, "s"),
        ):
            rows = [row for row in result(name)[what] if row["pairs"] >= 30]
            stated, seen = [r["stated"] for r in rows], [r["observed"] for r in rows]
            panel.plot(stated, seen, marker=mark, color=colour, label=label, markersize=4)
        panel.set_title(title, fontsize=10)
        panel.set_xlabel("stated probability")
        panel.grid(alpha=0.25)
    panels[0].set_ylabel("share that was so")
    panels[0].legend(frameon=False, fontsize=9)
    _save(figure, "posterior")


def cost() -> None:
    """Seconds and memory by size."""
    rows = result("evidence")["sizes"]
    sizes = [row["bodies"] for row in rows]
    figure, left = plt.subplots(figsize=(6.4, 4.0))
    left.loglog(
        sizes, [row["cpu_seconds"] for row in rows], "o-", color=ACCENT, label="CPU seconds"
    )
    left.set_xlabel("bodies, against ten times as many missing people")
    left.set_ylabel("CPU seconds, all evidence to the posterior")
    right = left.twinx()
    right.loglog(sizes, [row["peak_mib"] for row in rows], "s--", color=WARM, label="MiB")
    right.set_ylabel("peak memory, MiB")
    lines = [*left.get_lines(), *right.get_lines()]
    left.legend(handles=lines, frameon=False, loc="upper left")
    left.grid(alpha=0.25)
    _save(figure, "evidence-cost")


def _save(figure: Any, name: str) -> None:
    figure.tight_layout()
    figure.savefig(PICTURES / f"{name}.svg", metadata={"Date": None})
    plt.close(figure)


def main() -> int:
    """Draw them."""
    mpl.rcParams["svg.hashsalt"] = "nomina"
    mpl.rcParams["axes.edgecolor"] = INK
    reliability()
    cost()
    return 0


if __name__ == "__main__":
    sys.exit(main())
