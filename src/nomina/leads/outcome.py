"""What a run found, held in arrays: the leads of thousands of bodies without an object for each.

The document `Leads` is what others read. Half a million leads as objects would take more than a
gigabyte, so a run keeps numbers and makes the objects of one body when they are asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from nomina.documents import version_of
from nomina.evidence import Finding
from nomina.leads.documents import (
    BodyLeads,
    CaseRecord,
    Lead,
    Leads,
    NextStep,
    Problem,
    Reconciliation,
    Run,
    StrengthRecord,
    Times,
)
from nomina.leads.weigh import Strengths, word


@dataclass(frozen=True, slots=True)
class Line:
    """The leads of one body, best first.

    Attributes:
        body: its number.
        nobody: probability that nobody on the list fits; ``others`` what is left for people of
            the list that are not among the leads.
        people: (n,) places in the names that `Results` is given.
        posterior, log10_lr: (n,) by all evidence; glr (n,) likewise, NaN where not computed.
        excluded: (n,) a finding says that it cannot be.
        compared: (n,) place of a lead in ``strengths``; -1 where no faces were compared.
        strengths: of the faces; None where no opinion can be given.
        open_bits: entropy of all alternatives; ``next_steps`` what would tell them apart.
    """

    body: str
    nobody: float
    others: float
    people: NDArray[np.int32]
    posterior: NDArray[np.float64]
    log10_lr: NDArray[np.float64]
    glr: NDArray[np.float64]
    excluded: NDArray[np.bool_]
    compared: NDArray[np.int32]
    strengths: Strengths | None
    open_bits: float = 0.0
    next_steps: tuple[NextStep, ...] = ()

    @property
    def candidates(self) -> int:
        """Count the leads whose faces make them candidates for other examination."""
        return 0 if self.strengths is None else int((self.strengths.low > 0.0).sum())


Said = Callable[[str, str], tuple[tuple[Finding, ...], tuple[str, ...]]]
"""Gives the findings on a pair, by numbers of body and person, and what could not be compared."""
SHOWN = 5
"""Leads of a body whose findings are written, beside every lead above `WORTH`."""
WORTH = 0.005


def _nothing(body: str, person: str) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    return (), ()


class Results(Sequence[BodyLeads]):
    """The leads of all bodies; each is made anew when it is asked for.

    Args:
        lines: one a body.
        names: numbers of the missing people by the places that lines use.
        said: findings on a pair.
    """

    def __init__(self, lines: Sequence[Line], names: Sequence[str], said: Said = _nothing) -> None:
        self.lines = lines
        self._names = names
        self._said = said

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, at: int) -> BodyLeads: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[BodyLeads]: ...

    def __getitem__(self, at: int | slice) -> BodyLeads | Sequence[BodyLeads]:
        if isinstance(at, slice):
            return Results(self.lines[at], self._names, self._said)
        return self._made(self.lines[at])

    def _made(self, line: Line) -> BodyLeads:
        records: list[StrengthRecord] = []
        if line.strengths is not None:
            records = list(line.strengths.records())
        leads = tuple(self._lead(line, at, records) for at in range(len(line.people)))
        return BodyLeads(
            body=line.body,
            nobody=line.nobody,
            others=line.others,
            leads=leads,
            open_bits=line.open_bits,
            next_steps=line.next_steps,
        )

    def _lead(self, line: Line, at: int, records: Sequence[StrengthRecord]) -> Lead:
        person = self._names[int(line.people[at])]
        compared, glr = int(line.compared[at]), float(line.glr[at])
        strength = records[compared] if records and compared >= 0 else None
        findings: tuple[Finding, ...] = ()
        lacking: tuple[str, ...] = ()
        if at < SHOWN or line.posterior[at] >= WORTH:
            findings, lacking = self._said(line.body, person)
        return Lead(
            rank=at + 1,
            person=person,
            strength=strength,
            posterior=float(line.posterior[at]),
            word=word(strength),
            log10_lr=float(line.log10_lr[at]),
            excluded=bool(line.excluded[at]),
            glr=None if math.isnan(glr) else glr,
            findings=findings,
            lacking=lacking,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """The content of `Leads`, field by field, with compact results."""

    run: Run
    bodies: tuple[CaseRecord, ...]
    missing: tuple[CaseRecord, ...]
    results: Results
    reconciliation: Reconciliation
    problems: tuple[Problem, ...]
    times: Times

    def document(self) -> Leads:
        """Give it as the document that is read back; needs the memory of all leads."""
        return Leads(
            run=self.run,
            bodies=self.bodies,
            missing=self.missing,
            results=tuple(self.results),
            reconciliation=self.reconciliation,
            problems=self.problems,
            times=self.times,
        )

    def json(self) -> Iterator[bytes]:
        """Give ``leads.json`` in chunks, one line for each case, body and problem."""
        yield f'{{"schema_version": "{version_of(Leads)}",\n'.encode()
        yield b'"run": ' + self.run.model_dump_json().encode()
        yield b',\n"reconciliation": ' + self.reconciliation.model_dump_json().encode()
        for name in ("bodies", "missing", "results", "problems"):
            yield f',\n"{name}": ['.encode()
            before = b"\n"
            for part in getattr(self, name):
                yield before + part.model_dump_json().encode()
                before = b",\n"
            yield b"\n]"
        yield b',\n"times": ' + self.times.model_dump_json().encode() + b"}\n"
