"""Makes every line of evidence for one run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import Described
from nomina.evidence import Line, load
from nomina.evidence.biology import Biology
from nomina.evidence.dental import Dental
from nomina.evidence.dna import Dna
from nomina.evidence.documents import DocumentsLine
from nomina.evidence.effects import EffectsLine
from nomina.evidence.face import Face
from nomina.evidence.fingerprints import Fingerprints
from nomina.evidence.marks import MarksLine
from nomina.evidence.names import Names
from nomina.evidence.results import PairResult
from nomina.evidence.whereabouts import WhereaboutsLine
from nomina.faces import Calibration, ConditionClass
from nomina.leads.assemble import Case

Templates = NDArray[np.float32]


def lines_of(
    bodies: Sequence[Described],
    people: Sequence[Described],
    results: Sequence[PairResult],
    folder: Path | None = None,
) -> list[Line]:
    """Give every line but the faces.

    Args:
        bodies, people: what can be compared.
        results: of laboratories and examiners.
        folder: numbers learnt by ``nomina calibrate``; None for those shipped.

    Raises:
        InputError: a file of numbers cannot be used.
    """
    names = Names(bodies, people, load("names", folder))
    return [
        Biology(bodies, people, load("biology", folder)),
        names,
        DocumentsLine(bodies, people, load("documents", folder), names.register),
        MarksLine(bodies, people, load("marks", folder)),
        Dental(bodies, people, load("dental", folder)),
        EffectsLine(bodies, people, load("effects", folder)),
        WhereaboutsLine(bodies, people, load("whereabouts", folder)),
        Fingerprints(bodies, people, results, load("fingerprints", folder)),
        Dna(bodies, people, results, load("dna", folder)),
    ]


def face_of(
    bodies: Sequence[Described],
    people: Sequence[Described],
    cases: tuple[Sequence[Case], Sequence[Case]],
    calibrations: Sequence[Calibration],
    dims: Sequence[int],
) -> Face:
    """Give the line of faces, with templates as they were pooled."""
    sides = [[_filled(side, pack, dim) for pack, dim in enumerate(dims)] for side in cases]
    stated = [ConditionClass(case.record.stated) for case in cases[0]]
    return Face(bodies, people, sides[0], sides[1], calibrations, stated=stated)


def _filled(cases: Sequence[Case], pack: int, dim: int) -> Templates:
    made = np.full((len(cases), dim), np.nan, np.float32)
    for row, case in enumerate(cases):
        if case.templates:
            made[row] = case.templates[pack]
    return made
