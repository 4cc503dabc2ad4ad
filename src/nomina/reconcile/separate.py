"""Which further examination would tell the alternatives of a body apart best.

An examination that settles what it can settle says which cell of a partition holds the truth: each
alternative with something to compare is a cell of its own, those that it cannot tell apart (for
DNA, people with the same relatives) share one, and those with nothing to compare share one with
"nobody on this list". The information it is expected to give is the entropy of that partition,
times the share of examinations that settle the matter. In bits; the entropy of the alternatives
themselves is the most that anything could give.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass

SETTLES: Mapping[str, float] = {
    "fingerprints": 0.9,
    "dna": 0.9,
    "dental": 0.7,
    "documents": 0.4,
    "marks": 0.4,
    "face": 0.3,
    "effects": 0.2,
    "biology": 0.1,
}
"""Share of examinations that settle what they can, by kind. Assumed: no figure was found; it
orders what is worth doing and enters no probability."""


@dataclass(frozen=True, slots=True)
class Step:
    """One examination: its kind, the expected information in bits, and whom it could compare."""

    kind: str
    bits: float
    people: tuple[str, ...]


def entropy(shares: Collection[float]) -> float:
    """Give the entropy of shares in bits; they are scaled to sum to 1."""
    total = math.fsum(shares)
    return -math.fsum(p / total * math.log2(p / total) for p in shares if p > 0.0)


def next_steps(
    people: Mapping[str, float],
    nobody: float,
    done: Mapping[str, Collection[str]],
    can: Mapping[str, Collection[str]],
    *,
    relatives: Mapping[str, Hashable] | None = None,
) -> list[Step]:
    """Order examinations by what they are expected to tell.

    Args:
        people: probability by alternative; ``nobody`` of all else.
        done: people already compared, by kind; they are not compared again.
        can: people with something to compare, by kind; a kind that is not in it is not asked for.
        relatives: a family by person; DNA does not tell its members apart where their reference
            samples are the same relatives'.
    """
    steps = []
    for kind, settles in SETTLES.items():
        new = sorted(set(can.get(kind, ())) & people.keys() - set(done.get(kind, ())))
        if not new:
            continue
        cells: dict[Hashable, float] = {"rest": nobody}
        for person, p in people.items():
            cell: Hashable = "rest"
            if person in new:
                family = (relatives or {}).get(person) if kind == "dna" else None
                cell = ("person", person) if family is None else ("family", family)
            cells[cell] = cells.get(cell, 0.0) + p
        bits = settles * entropy(list(cells.values()))
        if bits > 1e-3:
            steps.append(Step(kind, bits, tuple(new)))
    return sorted(steps, key=lambda step: (-step.bits, step.kind))
