"""Fingerprints: the conclusion of an examiner, or what an automated search (AFIS) gave.

An examiner's conclusion c has LR(c) = P(c | same) / P(c | different), with the rates at which
examiners err; so has a candidate of a search that nobody has looked at, which is far weaker. No
conclusion is certain: the LR stays within its bounds (default 10^-6 to 10^6), which the shipped
rates do not reach, so that clipping changes nothing of them. Only an examiner's
"excluded" excludes; its value is then the lower bound, which is more than the error rates alone
would give, since it is a conclusion and not a rate. A search that gave nothing excludes nobody.

The conclusion depends on the fingers alone, so given who it is it is independent of every other
line; a fingerprint result must not be entered for one person through two laboratories and counted
twice (`nomina.evidence.results_line` takes one of them).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from nomina.cases.description import Described
from nomina.errors import InputError
from nomina.evidence.finding import Kind
from nomina.evidence.parameters import Parameters, load
from nomina.evidence.results import SEARCHED, Conclusion, PairResult
from nomina.evidence.results_line import ResultLine
from nomina.words import tr

Rates = Mapping[Conclusion, tuple[float, float]]
"""Of each conclusion, its probability given the same person and given different people."""


class Fingerprints(ResultLine):
    """Results on fingerprints; see the module."""

    kind: Kind = "fingerprints"
    method = "rates of conclusions"

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        results: Iterable[PairResult],
        parameters: Parameters | None = None,
    ) -> None:
        parameters = parameters or load("fingerprints")
        self.examiner: Rates = _rates(parameters, "examiner", frozenset(Conclusion) - SEARCHED)
        self.search: Rates = _rates(parameters, "search", SEARCHED)
        super().__init__(bodies, people, results, parameters)

    def _bounds(self, parameters: Parameters, files: int) -> tuple[float, float]:
        return parameters.lower_bound, parameters.upper_bound

    def _one(self, result: PairResult) -> float:
        if result.conclusion is None:
            return 0.0
        rates = self.search if result.conclusion in SEARCHED else self.examiner
        same, different = rates[result.conclusion]
        return math.log10(same / different)

    def _sentence(self, result: PairResult, language: str) -> str:
        return {
            Conclusion.ESTABLISHED: tr(
                "An examiner concluded that the fingerprints come from one person, and a second "
                "one verified it.",
                language,
            ),
            Conclusion.PROBABLE: tr(
                "An examiner concluded that the fingerprints probably come from one person.",
                language,
            ),
            Conclusion.POSSIBLE: tr(
                "An examiner concluded that the fingerprints possibly come from one person.",
                language,
            ),
            Conclusion.INCONCLUSIVE: tr(
                "An examiner compared the fingerprints and could not conclude.", language
            ),
            Conclusion.EXCLUDED: tr(
                "An examiner concluded that the fingerprints cannot come from one person.",
                language,
            ),
            Conclusion.CANDIDATE: tr(
                "An automated search of fingerprints gave this person as a candidate; no examiner "
                "has looked at it yet.",
                language,
            ),
            Conclusion.NO_CANDIDATE: tr(
                "An automated search of fingerprints did not give this person as a candidate.",
                language,
            ),
        }[result.conclusion or Conclusion.INCONCLUSIVE]


def _rates(parameters: Parameters, who: str, conclusions: frozenset[Conclusion]) -> Rates:
    """Read two rows of probabilities and check that each is above 0 and that they sum to 1."""
    rows = []
    for given in ("same", "different"):
        name = f"{who}_{given}"
        row = parameters.table(name)
        if set(row) != set(conclusions):
            raise InputError(
                f"{name} needs one probability for each of {', '.join(sorted(conclusions))}",
                where="fingerprints",
            )
        if not all(0.0 < each < 1.0 for each in row.values()):
            raise InputError(f"{name} has a probability that is not between 0 and 1", where=who)
        if abs(math.fsum(row.values()) - 1.0) > 1e-9:
            raise InputError(f"the probabilities in {name} do not sum to 1", where="fingerprints")
        rows.append(row)
    same, different = rows
    return {each: (same[each], different[each]) for each in Conclusion if each in conclusions}
