"""What a run found, held in arrays: the leads of thousands of bodies without an object for each.

The document `Leads` is what others read. Half a million leads as objects would take more than a
gigabyte, so a run keeps numbers and makes the objects of one body when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from nomina.documents import version_of
from nomina.leads.documents import (
    BodyLeads,
    CaseRecord,
    Lead,
    Leads,
    Problem,
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
        posterior: (n,).
        strengths: of all n; None where no opinion can be given.
    """

    body: str
    nobody: float
    others: float
    people: NDArray[np.int32]
    posterior: NDArray[np.float64]
    strengths: Strengths | None

    @property
    def candidates(self) -> int:
        """Count the leads that are candidates for other examination."""
        return 0 if self.strengths is None else int((self.strengths.low > 0.0).sum())


class Results(Sequence[BodyLeads]):
    """The leads of all bodies; each is made anew when it is asked for.

    Args:
        lines: one a body.
        names: numbers of the missing people by the places that lines use.
    """

    def __init__(self, lines: Sequence[Line], names: Sequence[str]) -> None:
        self.lines = lines
        self._names = names

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, at: int) -> BodyLeads: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[BodyLeads]: ...

    def __getitem__(self, at: int | slice) -> BodyLeads | Sequence[BodyLeads]:
        if isinstance(at, slice):
            return Results(self.lines[at], self._names)
        return self._made(self.lines[at])

    def _made(self, line: Line) -> BodyLeads:
        records: list[StrengthRecord | None] = [None] * len(line.people)
        if line.strengths is not None:
            records = list(line.strengths.records())
        leads = tuple(
            Lead(
                rank=rank,
                person=self._names[place],
                strength=strength,
                posterior=posterior,
                word=word(strength),
            )
            for rank, (place, posterior, strength) in enumerate(
                zip(line.people.tolist(), line.posterior.tolist(), records, strict=True), start=1
            )
        )
        return BodyLeads(body=line.body, nobody=line.nobody, others=line.others, leads=leads)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The content of `Leads`, field by field, with compact results."""

    run: Run
    bodies: tuple[CaseRecord, ...]
    missing: tuple[CaseRecord, ...]
    results: Results
    problems: tuple[Problem, ...]
    times: Times

    def document(self) -> Leads:
        """Give it as the document that is read back; needs the memory of all leads."""
        return Leads(
            run=self.run,
            bodies=self.bodies,
            missing=self.missing,
            results=tuple(self.results),
            problems=self.problems,
            times=self.times,
        )

    def json(self) -> Iterator[bytes]:
        """Give ``leads.json`` in chunks, one line for each case, body and problem."""
        yield f'{{"schema_version": "{version_of(Leads)}",\n'.encode()
        yield b'"run": ' + self.run.model_dump_json().encode()
        for name in ("bodies", "missing", "results", "problems"):
            yield f',\n"{name}": ['.encode()
            before = b"\n"
            for part in getattr(self, name):
                yield before + part.model_dump_json().encode()
                before = b",\n"
            yield b"\n]"
        yield b',\n"times": ' + self.times.model_dump_json().encode() + b"}\n"
