"""What a comparison of sets says to people: what was found again, missed and new."""

from __future__ import annotations

import numpy as np

from nomina.evidence.marks_sets import Sets
from nomina.words import tr

_LITTLE = 0.3
"""Up to this log10 LR, either way, things say little."""
_COULD = 0.1
"""A known thing could have been seen where this much of it would have been."""


def counts(sets: Sets, body: int, person: int) -> tuple[int, int, int]:
    """Count things in the likeliest matching: found again, missed, new."""
    # Loading it takes longer than all else that a page of the desk needs.
    from scipy.optimize import linear_sum_assignment

    b, p = np.array([body]), np.array([person])
    view, profile = sets.view[body], sets.profile[person]
    agree = lost = new = 0
    for component in (each for group in sets.components for each in group):
        many, width = int(component.found_count[body]), int(component.known_count[person])
        found, known = component.found[body, :many], component.known[person, :width]
        pairs: dict[int, int] = {}
        if many and width:
            rho = sets.against_unmatched(component, b, p, many, width)[0]
            rows, columns = linear_sum_assignment(-np.log(np.maximum(rho, 1.0)))
            pairs = {int(r): int(c) for r, c in zip(rows, columns, strict=True) if rho[r, c] > 1.0}
        agree += len(pairs)
        could = sets.model.missed[view, sets.people.codes[known, 0]] < np.log1p(-_COULD)
        lost += sum(bool(c) for place, c in enumerate(could) if place not in pairs.values())
        asked = sets.model.unknown[profile, sets.bodies.kind[found]] < 1.0
        new += sum(bool(a) for place, a in enumerate(asked) if place not in pairs)
    return agree, lost, new


def verdict(log10: float, language: str) -> str:
    """Say which way things speak, to end a sentence that begins "Together they"."""
    if log10 > _LITTLE:
        return tr("speak for the same person", language)
    if log10 < -_LITTLE:
        return tr("speak against the same person", language)
    return tr("say little", language)
