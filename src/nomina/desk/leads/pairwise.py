"""All evidence on one pair, weighed as in a run: what is said of it does not depend on other pairs.

What things are worth, such as how rare a name is, does depend on both lists, so the lines are made
for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nomina.evidence import Finding, Line
from nomina.leads.assemble import Case, Half
from nomina.leads.compose import CONDITION, Known
from nomina.leads.engine import PackLike
from nomina.leads.gather import Owned, of_one_owner
from nomina.leads.lines import face_of
from nomina.leads.said import limited


@dataclass(frozen=True)
class Pair:
    """What is said of one pair; see `nomina.leads.documents.Lead`."""

    findings: tuple[Finding, ...]
    log10_lr: float
    excluded: bool


def weighed(
    known: Known,
    halves: tuple[Half, Half],
    pair: tuple[Case, Case],
    packs: Sequence[PackLike],
    silent: Sequence[str] = (),
    *,
    others: Sequence[Line],
) -> Pair:
    """Weigh one pair.

    Args:
        known, halves: both lists whole.
        pair: the two cases with the templates to be compared, by the ids that they have there.
        packs: in the order of the templates.
        silent: kinds that say nothing on any pair of the list, so that they are not told of this
            one either.
        others: every line but the faces, made of both lists whole (`nomina.leads.lines`).

    Raises:
        ValueError: a case is not among those known.
    """
    at = tuple(
        np.array([[case.record.id for case in half.cases].index(one.record.id)], np.intp)
        for half, one in zip(halves, pair, strict=True)
    )
    lines = _lines(known, halves, pair, packs, others)
    most = min((line.one_owner for line in lines if isinstance(line, Owned)), default=np.inf)
    values = of_one_owner({line.kind: line.log10_lr(at[0], at[1]) for line in lines}, most)
    excluded = any(bool(line.excludes(at[0], at[1])[0]) for line in lines)
    findings = []
    for line in lines:
        weight = float(values[line.kind][0])
        one = limited(line.finding(int(at[0][0]), int(at[1][0])), weight)
        if one is None or (line.kind in silent and not weight and not one.excludes):
            continue
        findings.append(one)
    total = 0.0 if excluded else sum(float(one[0]) for one in values.values())
    return Pair(tuple(findings), round(total, 4) + 0.0, excluded)


def _lines(
    known: Known,
    halves: tuple[Half, Half],
    pair: tuple[Case, Case],
    packs: Sequence[PackLike],
    others: Sequence[Line],
) -> list[Line]:
    calibrations = [pack.calibration(CONDITION) for pack in packs]
    sides = (_with(halves[0], pair[0]), _with(halves[1], pair[1]))
    dims = [pack.dim for pack in packs]
    face = face_of(known.bodies, known.missing, sides, calibrations, dims)
    if not face.beside_biology:
        others = [line for line in others if line.kind != "biology"]
    return [face, *others]


def _with(half: Half, one: Case) -> list[Case]:
    """Give the cases of a side without templates, but for one."""
    return [
        one if case.record.id == one.record.id else Case(case.record, ()) for case in half.cases
    ]
