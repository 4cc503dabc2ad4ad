"""What the lines of evidence say of a pair in words, with the values that were weighed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from nomina.cases.description import Described
from nomina.evidence import Finding, Line, Words, in_all
from nomina.leads.gather import Gathered
from nomina.words import tr


class Said:
    """Gives findings by numbers of body and person.

    Args:
        bodies, people: in the order of all places.
        lines: of evidence, made for them.
        found: pairs and their values.
    """

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        lines: Sequence[Line],
        found: Gathered,
    ) -> None:
        self._lines = lines
        self._people, self._by_kind = found.person, found.by_kind
        self._start = np.searchsorted(found.body, np.arange(len(bodies) + 1))
        self._place = {one.id: at for at, one in enumerate(bodies)}
        self._person = {one.id: at for at, one in enumerate(people)}
        # A line that says nothing on any pair need not be asked for words a hundred thousand times.
        self._heard = {
            line.kind
            for line in lines
            if found.by_kind[line.kind].any() or line.excludes(found.body, found.person).any()
        }

    def __call__(self, body: str, person: str) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
        """Give the findings on a pair, strongest first, and the kinds that say nothing."""
        at = self._place[body], self._person[person]
        row = self._row(*at)
        made = [
            (line.kind, self._finding(line, *at, row) if line.kind in self._heard else None)
            for line in self._lines
        ]
        findings = sorted(
            (one for _, one in made if one is not None),
            key=lambda one: (not one.excludes, -abs(one.log10_lr)),
        )
        return tuple(findings), tuple(kind for kind, one in made if one is None)

    def _finding(self, line: Line, body: int, person: int, row: int) -> Finding | None:
        return limited(line.finding(body, person), float(self._by_kind[line.kind][row]))

    def _row(self, body: int, person: int) -> int:
        start = int(self._start[body])
        people = self._people[start : int(self._start[body + 1])]
        return start + int(np.searchsorted(people, person))


def limited(finding: Finding | None, weighed: float) -> Finding | None:
    """Give a finding with the value that was weighed, and say so where it is less."""
    if finding is None or finding.excludes or abs(weighed - finding.log10_lr) < 1e-9:
        return finding
    sentence = in_all(partial(_with_owner, finding.sentence))
    return finding.model_copy(update={"log10_lr": weighed, "sentence": sentence})


def _with_owner(sentence: Words, language: str) -> str:
    more = tr(
        "It counts for less beside the documents: all of it may be somebody else's.",
        language,
    )
    return f"{sentence[language]} {more}"
