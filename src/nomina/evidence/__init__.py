"""Lines of evidence: two observations to a `Finding` that claims no more than is known.

One module a line. Each states P(observation | same person) and P(observation | different people)
and divides them, so that the mean LR under "different people" is 1 before bounds are applied.
"""

from nomina.evidence.finding import KINDS, WEIGHED, Finding, Kind, Words, in_all
from nomina.evidence.line import Line, Pairs
from nomina.evidence.parameters import Parameters, load

__all__ = [
    "KINDS",
    "WEIGHED",
    "Finding",
    "Kind",
    "Line",
    "Pairs",
    "Parameters",
    "Words",
    "in_all",
    "load",
]
