"""DNA: the likelihood ratio of a laboratory, with its report.

The laboratory states x = P(profiles | same) / P(profiles | different). Samples get mixed up,
contaminated and mislabelled, so x is not taken at its word. With e the probability that a report
is really on somebody else's sample, and N files of the larger register among whom that sample may
belong to anyone (so that it is this very person's with e/N):

    LR = ((1 - e) x + e) / ((1 - e/N) + (e/N) x)

If x has mean 1 under "different people", so has LR, exactly; and it lies between e and N/e. So
stated DNA never says more than the laboratory's error rate lets it. Then the bounds of the
parameters apply; the upper one (10^8) is reached only where N/e is above it, and only lessens.

Only the laboratory's own conclusion "excluded" excludes; its value is then the lower bound. A
small x without that word is only a small LR: relatives and mutation make some.

Given who it is, DNA of the nucleus is independent of every other line except through family and
descent: population frequencies of the laboratory should be those of the people concerned. What a
laboratory has already multiplied in (sex, age, place) must be left out of x. Where relatives are
missing together a pair is not enough; family factors say it (`nomina.reconcile`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from nomina.cases.description import Described
from nomina.errors import InputError
from nomina.evidence.finding import Kind
from nomina.evidence.parameters import Parameters, load
from nomina.evidence.results import Conclusion, PairResult
from nomina.evidence.results_line import ResultLine
from nomina.words import tr

_LARGEST = 300.0


class Dna(ResultLine):
    """Results on DNA; see the module."""

    kind: Kind = "dna"
    method = "laboratory's LR with its error rate"

    def __init__(
        self,
        bodies: Sequence[Described],
        people: Sequence[Described],
        results: Iterable[PairResult],
        parameters: Parameters | None = None,
    ) -> None:
        super().__init__(bodies, people, results, parameters or load("dna"))

    def _bounds(self, parameters: Parameters, files: int) -> tuple[float, float]:
        error = parameters.number("error_rate")
        if not 0.0 < error < 0.5:
            raise InputError("the error rate is not above 0 and below 0.5", where="dna")
        self.error = error
        self.elsewhere = error / max(1, files)
        upper = min(parameters.upper_bound, math.log10((1.0 - error) / self.elsewhere))
        return parameters.lower_bound, upper

    def rates(self, reported: float, different: float) -> tuple[float, float]:
        """Give the probability of a report under same and under different people.

        Args:
            reported: the LR stated; 0 for an exclusion.
            different: how probable a faultless laboratory is to state it of different people;
                of the same person it is ``reported`` times that.
        """
        same = different * reported
        return (
            (1.0 - self.error) * same + self.error * different,
            (1.0 - self.elsewhere) * different + self.elsewhere * same,
        )

    def _one(self, result: PairResult) -> float:
        if result.log10_lr is None:
            if not result.excludes:
                return 0.0
            same, other = self.rates(0.0, 1.0)
        else:
            # 10^300 and more would not fit a float, and is the same to the error rate.
            same, other = self.rates(10.0 ** min(result.log10_lr, _LARGEST), 1.0)
        return math.log10(same / other)

    def _sentence(self, result: PairResult, language: str) -> str:
        if result.excludes:
            return tr("The laboratory excluded that they are the same by DNA.", language)
        if result.log10_lr is None:
            return tr("The laboratory compared DNA and could not conclude.", language)
        said = tr(
            "The laboratory states a log10 likelihood ratio of {lr:.1f} from DNA.", language
        ).format(lr=result.log10_lr)
        if result.conclusion is Conclusion.INCONCLUSIVE:
            said += tr(" It calls the result inconclusive.", language)
        if abs(result.log10_lr - self._one(result)) > 0.1:
            said += tr(" Its error rate does not support more than is counted here.", language)
        return said
