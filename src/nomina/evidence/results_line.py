"""What the two lines of results share: each pair with its results, coded once, looked up at once.

Results on one pair are of the same fingers or the same samples, so they are never multiplied. An
examiner goes before the search that gave the pair; results that say nothing step back; of the
rest the one nearest to neutral counts. Where they clash they count for nothing (LR 1) and exclude
nobody, until people have cleared it. Each of these rules can only lessen a claim.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np

from nomina.cases.description import Described
from nomina.errors import InputError
from nomina.evidence.finding import Finding, Kind, in_all
from nomina.evidence.line import Bools, Floats, Pairs, Places
from nomina.evidence.parameters import Parameters
from nomina.evidence.results import PairResult, clash, examined
from nomina.words import tr


class ResultLine(ABC):
    """A line whose evidence is results on pairs; pairs without result have LR 1.

    Whether a pair was examined at all is taken to depend on what else was known, not on whether
    they are the same person.

    Raises:
        InputError: a result is on a body or a person that is in neither register.
    """

    kind: Kind
    method: str

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        results: Iterable[PairResult],
        parameters: Parameters,
    ) -> None:
        self.parameters = parameters
        self._lower, self._upper = self._bounds(parameters, max(len(bodies), len(people)))
        self._body_ids = [each.id for each in bodies]
        self._person_ids = [each.id for each in people]
        groups = self._grouped(results)
        self._keys = np.array(sorted(groups), dtype=np.int64)
        self._results = [tuple(groups[key]) for key in self._keys.tolist()]
        weighed = [self._weighed(each) for each in self._results]
        self._excludes = np.array([excludes for _, excludes in weighed], dtype=np.bool_)
        values = np.array([lr for lr, _ in weighed], dtype=np.float64)
        values = np.clip(values, self._lower, self._upper)
        self._values: Floats = np.where(self._excludes, self._lower, values)
        self.strongest = float(self._values.max(initial=0.0))

    def _grouped(self, results: Iterable[PairResult]) -> dict[int, list[PairResult]]:
        body_places = {name: place for place, name in enumerate(self._body_ids)}
        person_places = {name: place for place, name in enumerate(self._person_ids)}
        groups: dict[int, list[PairResult]] = {}
        for each in results:
            if each.kind != self.kind:
                continue
            if each.body not in body_places or each.person not in person_places:
                raise InputError(
                    tr("there is a result on a body or missing person that is not described"),
                    where=f"{each.body}, {each.person}, {each.report}",
                    todo=tr("Correct the number, or add the file to the table"),
                )
            key = body_places[each.body] * len(person_places) + person_places[each.person]
            groups.setdefault(key, []).append(each)
        return groups

    @abstractmethod
    def _bounds(self, parameters: Parameters, files: int) -> tuple[float, float]:
        """Give the least and largest log10 LR for registers of which the larger has ``files``."""

    @abstractmethod
    def _one(self, result: PairResult) -> float:
        """Give the unbounded log10 LR of one result; an exclusion as its rates alone have it."""

    @abstractmethod
    def _sentence(self, result: PairResult, language: str) -> str:
        """Say what one result means."""

    def _weighed(self, results: Sequence[PairResult]) -> tuple[float, bool]:
        used = self._used(results)
        if used is None:
            return 0.0, False
        return self._one(used), used.excludes

    def _used(self, results: Sequence[PairResult]) -> PairResult | None:
        """Give the result that counts; None where results clash."""
        found = examined(results)
        if clash(found):
            return None
        telling = [each for each in found if self._one(each) != 0.0] or list(found)
        # An exclusion is the conclusion of whoever made it, however weak another one beside it.
        return min(telling, key=lambda each: (not each.excludes, abs(self._one(each))))

    def _at(self, bodies: Places, people: Places) -> tuple[Places, Bools]:
        keys = np.asarray(bodies, np.int64) * len(self._person_ids) + np.asarray(people, np.int64)
        at = np.searchsorted(self._keys, keys)
        at = np.minimum(at, max(0, len(self._keys) - 1))
        there = self._keys[at] == keys if len(self._keys) else np.zeros(keys.shape, np.bool_)
        return at, there

    def candidates(self, least: float) -> Pairs:
        """Give every pair with a log10 LR of at least ``least`` (above 0)."""
        if least > self.strongest:
            return Pairs.none()
        keys = self._keys[self._values >= least]
        bodies, people = np.divmod(keys, len(self._person_ids))
        return Pairs(bodies.astype(np.intp), people.astype(np.intp))

    def log10_lr(self, bodies: Places, people: Places) -> Floats:
        """Give the bounded log10 LR of pairs; 0 without a result."""
        at, there = self._at(bodies, people)
        return np.where(there, self._values[at], 0.0) if len(self._keys) else np.zeros(there.shape)

    def excludes(self, bodies: Places, people: Places) -> Bools:
        """Say which pairs an examiner or laboratory has excluded, unless results clash."""
        at, there = self._at(bodies, people)
        return there & self._excludes[at] if len(self._keys) else there

    def finding(self, body: int, person: int) -> Finding | None:
        """Give the finding of one pair; None where there is no result."""
        at, there = self._at(np.array([body]), np.array([person]))
        if not there[0]:
            return None
        place = int(at[0])
        results = self._results[place]
        used = self._used(results)
        reports = "; ".join(dict.fromkeys(each.report for each in results if each.report))
        return Finding(
            kind=self.kind,
            log10_lr=float(self._values[place]),
            lower_bound=self._lower,
            upper_bound=self._upper,
            excludes=bool(self._excludes[place]),
            body=self._body_ids[body] + (f" ({reports})" if reports else ""),
            person=self._person_ids[person],
            sentence=in_all(partial(self._said, used, len(results))),
            method=self.method,
            version=self.parameters.version,
            source=self.parameters.sources(),
        )

    def _said(self, used: PairResult | None, results: int, language: str) -> str:
        if used is None:
            return tr(
                "Results of this examination contradict each other and count for nothing until "
                "somebody has cleared it.",
                language,
            )
        said = self._sentence(used, language)
        by = ", ".join(each for each in (used.laboratory, used.report) if each)
        if by:
            said += tr(" Reported by: {by}.", language).format(by=by)
        if results > 1:
            said += tr(" Results on this pair: {n}; only one of them counts.", language).format(
                n=results
            )
        return said
