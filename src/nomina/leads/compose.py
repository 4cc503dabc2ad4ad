"""Two assembled sides to what the run found: order, strengths, shares, record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from nomina.cases.description import Described
from nomina.evidence import Line as Evidence
from nomina.evidence.documents import DocumentsLine
from nomina.evidence.results import PairResult
from nomina.leads.assemble import Case, Half, on_both_sides, stacked
from nomina.leads.documents import GalleryRecord, ModelRecord, Problem, Run, Times
from nomina.leads.engine import MAX_SIDE, PackLike
from nomina.leads.intake import Intake
from nomina.leads.joint import Joint
from nomina.leads.lines import face_of, lines_of
from nomina.leads.outcome import Line, Outcome, Results
from nomina.leads.record import digest_of, machine, pack_records
from nomina.leads.weigh import List, Scale
from nomina.leads.words import problem
from nomina.progress import Progress

CONDITION = "simulated"
_LONGEST_ID = 200
_NO_TIME = Times(started_at="", finished_at="")


class Asked(Protocol):
    """What is asked of a comparison, wherever its cases come from; see `identify`."""

    @property
    def on_list(self) -> float:
        """Share of the bodies thought to be on the list."""

    @property
    def top(self) -> int:
        """Leads for each body."""

    @property
    def purpose(self) -> str:
        """What the comparison is for; empty where nobody said."""

    @property
    def authority(self) -> str:
        """Who ordered it; empty where nobody said."""

    @property
    def without(self) -> Sequence[str]:
        """Kinds of evidence to leave out."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside faces: both sides described, results on pairs, numbers behind it all."""

    bodies: tuple[Described, ...]
    missing: tuple[Described, ...]
    results: tuple[PairResult, ...]
    parameters: Path | None
    digests: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def composed(
    settings: Asked,
    packs: Sequence[PackLike],
    *,
    finder: tuple[ModelRecord, ...],
    sides: tuple[Intake, Intake],
    halves: tuple[Half, Half],
    known: Known,
    progress: Progress,
) -> tuple[Outcome, dict[str, str]]:
    """Give the leads without their times, and the raw scores, which are only ever kept sealed."""
    bodies, missing = halves
    weigher = Weigher(settings, packs, (bodies.cases, missing.cases), known, progress)
    lines, scores = [], dict[str, str]()
    for at, case in enumerate(bodies.cases):
        line, scores[case.record.id] = weigher.body(at, case)
        lines.append(line)
    run = Run(
        purpose=settings.purpose.strip() or "not stated",
        authority=settings.authority.strip() or "not stated",
        on_list=settings.on_list,
        list_length=len(missing.cases),
        top=settings.top,
        max_side=MAX_SIDE,
        finder=finder,
        packs=pack_records(packs, CONDITION),
        gallery=weigher.galleries(),
        inputs=inputs_digest(settings, packs, sides, halves, known),
        machine=machine(),
    )
    names = [case.record.id for case in missing.cases]
    outcome = Outcome(
        run=run,
        bodies=tuple(case.record for case in bodies.cases),
        missing=tuple(case.record for case in missing.cases),
        results=Results(lines, names, weigher.joint.said),
        reconciliation=weigher.joint.record(),
        problems=(
            *bodies.problems,
            *missing.problems,
            *known.problems,
            *weigher.problems,
            *on_both_sides(bodies, missing),
        ),
        times=_NO_TIME,
    )
    return outcome, scores


class Weigher:
    """Weighs all bodies against one list, by all evidence.

    Args:
        settings: for Q and the number of leads.
        packs: in the order of the templates of each case.
        cases: both sides whole, compared or not.
        known: what is known beside faces, in the order of the cases.
        progress: told of bodies.
    """

    def __init__(
        self,
        settings: Asked,
        packs: Sequence[PackLike],
        cases: tuple[Sequence[Case], Sequence[Case]],
        known: Known,
        progress: Progress,
    ) -> None:
        self._settings = settings
        listed = cases[1]
        self._listed = listed
        calibrations = [pack.calibration(CONDITION) for pack in packs]
        dims = [pack.dim for pack in packs]
        self._scale = Scale(calibrations)
        usable = np.array([bool(case.templates) for case in listed], dtype=bool)
        self._row = np.where(usable, np.cumsum(usable) - 1, -1)
        names = [_gallery_id(case.record.id) for case in listed if case.templates]
        self._list = List(names, stacked(listed, len(packs), dims))
        face = face_of(known.bodies, known.missing, cases, calibrations, dims)
        others = lines_of(known.bodies, known.missing, known.results, known.parameters)
        if not face.beside_biology:  # its strangers differ in sex and age, so that it says both
            others = [line for line in others if line.kind != "biology"]
        self.problems = _unreadable(others)
        lines = [line for line in (face, *others) if line.kind not in settings.without]
        self.joint = Joint(known.bodies, known.missing, lines, settings.on_list, progress)

    def galleries(self) -> tuple[GalleryRecord, ...]:
        """Name what was searched, one record a pack."""
        return tuple(
            GalleryRecord(size=len(gallery), root=gallery.root())
            for gallery in self._list.galleries
        )

    def body(self, at: int, case: Case) -> tuple[Line, str]:
        """Give the leads of one body, and the raw scores behind them as the text of a list."""
        leads = self.joint.leads(at, self._settings.top)
        nobody = self.joint.nobody(at)
        rows = self._row[leads.people] if case.templates else np.full(len(leads.people), -1)
        seen = np.flatnonzero(rows >= 0)
        compared = np.full(len(rows), -1, np.int32)
        compared[seen] = np.arange(len(seen))
        strengths, kept = None, []
        if len(seen):
            scores = self._list.some(case.templates, rows[seen])
            kept = [
                [
                    self._listed[int(leads.people[place])].record.id,
                    *(round(float(score), 7) for score in scores[:, column]),
                ]
                for column, place in enumerate(seen.tolist())
            ]
            if case.record.stated != "advanced_change":
                strengths = self._scale.measured(scores)
        bits, steps = self.joint.next_steps(at)
        line = Line(
            body=case.record.id,
            nobody=nobody,
            others=min(max(1.0 - nobody - float(leads.posterior.sum()), 0.0), 1.0),
            people=leads.people.astype(np.int32),
            posterior=leads.posterior,
            log10_lr=leads.log10_lr,
            glr=leads.glr,
            excluded=leads.excluded,
            compared=compared,
            strengths=strengths,
            open_bits=bits,
            next_steps=steps,
        )
        # As text: half a million lists of numbers are ten times the size.
        return line, json.dumps(kept)


def _unreadable(lines: Sequence[Evidence]) -> tuple[Problem, ...]:
    """Give the numbers and dates on papers and in files that cannot be read, each once."""
    found = [one for line in lines if isinstance(line, DocumentsLine) for one in line.problems]
    return tuple(
        dict.fromkeys(
            problem("paper-unreadable", "run", why=f"{one.what} ({one.where})") for one in found
        )
    )


def _gallery_id(name: str) -> str:
    """Give an id that a gallery takes; printable ids stay as they are."""
    if len(name) <= _LONGEST_ID and name.isprintable():
        return name
    return f"sha256:{digest_of([name])}"


def inputs_digest(
    settings: Asked,
    packs: Sequence[PackLike],
    sides: tuple[Intake, Intake],
    halves: tuple[Half, Half],
    known: Known,
) -> str:
    """Give one digest of everything that decides the result."""
    lines = [
        *known.digests,
        f"without {sorted(settings.without)}",
        f"on_list {settings.on_list!r} top {settings.top}",
        f"purpose {settings.purpose!r} authority {settings.authority!r}",
        *(f"pack {pack.digest} {pack.calibration(CONDITION).sha256}" for pack in packs),
    ]
    for side, half in zip(sides, halves, strict=True):
        lines.append(f"{side.side} table {side.table}")
        for given, case in zip(side.cases, half.cases, strict=True):
            lines.append(f"case {given.id!r} {given.label!r} {given.stated}")
            lines += [
                f"photo {photo.file!r} {record.sha256} {photo.box!r}"
                for photo, record in zip(given.photos, case.record.photos, strict=True)
            ]
    return digest_of(lines)
