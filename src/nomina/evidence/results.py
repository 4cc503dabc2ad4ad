"""Results of an examiner or a laboratory on one body and one missing person, and where they clash.

A result is a row that stays: a second one on the same pair never overwrites the first. Two that
clash are both kept and reported (`contradictions`), and count for nothing until people cleared it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Literal

from nomina.cases.dates import When
from nomina.cases.description import Described
from nomina.errors import InputError
from nomina.evidence.finding import Words, in_all
from nomina.words import tr

ResultKind = Literal["fingerprints", "dna"]


class Conclusion(StrEnum):
    """What was concluded: the steps that reports of identification use, and what a search gives.

    ``established``: same source, and a second examiner has verified it (as ACE-V asks).
    ``probable``: same source, said by one examiner only, or with less to see than usual.
    ``possible``: nothing speaks against it and something for it.
    ``inconclusive``: examined, and it does not tell. ``excluded``: cannot be the same source.
    ``candidate`` and ``no candidate``: an automated search (AFIS) gave the pair, or searched this
    person's prints and did not give it; no examiner has looked yet.
    """

    ESTABLISHED = "established"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    INCONCLUSIVE = "inconclusive"
    EXCLUDED = "excluded"
    CANDIDATE = "candidate"
    NO_CANDIDATE = "no candidate"


SEARCHED = frozenset({Conclusion.CANDIDATE, Conclusion.NO_CANDIDATE})
"""Conclusions of a search that no examiner has looked at."""
FOR = frozenset({Conclusion.ESTABLISHED, Conclusion.PROBABLE, Conclusion.POSSIBLE})
"""Conclusions of an examiner that speak for the same person."""

SYNONYMS: dict[str, Conclusion] = {
    "same source": Conclusion.ESTABLISHED,
    "identification": Conclusion.ESTABLISHED,
    "positive": Conclusion.ESTABLISHED,
    "exclusion": Conclusion.EXCLUDED,
    "different source": Conclusion.EXCLUDED,
    "premature": Conclusion.INCONCLUSIVE,
    "insufficient": Conclusion.INCONCLUSIVE,
    "potential candidate": Conclusion.CANDIDATE,
    "встановлено": Conclusion.ESTABLISHED,
    "імовірно": Conclusion.PROBABLE,
    "ймовірно": Conclusion.PROBABLE,
    "можливо": Conclusion.POSSIBLE,
    "непереконливо": Conclusion.INCONCLUSIVE,
    "не визначено": Conclusion.INCONCLUSIVE,
    "виключено": Conclusion.EXCLUDED,
    "кандидат": Conclusion.CANDIDATE,
    "немає кандидата": Conclusion.NO_CANDIDATE,
    "установлено": Conclusion.ESTABLISHED,
    "вероятно": Conclusion.PROBABLE,
    "возможно": Conclusion.POSSIBLE,
    "неубедительно": Conclusion.INCONCLUSIVE,
    "не определено": Conclusion.INCONCLUSIVE,
    "исключено": Conclusion.EXCLUDED,
    "нет кандидата": Conclusion.NO_CANDIDATE,
}
"""Other words of reports and forms for the same conclusions."""


def conclusion(text: str) -> Conclusion:
    """Read a conclusion from a cell.

    Raises:
        InputError: it is none of the vocabulary.
    """
    folded = " ".join(text.casefold().replace("_", " ").split())
    if folded in SYNONYMS:
        return SYNONYMS[folded]
    try:
        return Conclusion(folded)
    except ValueError as error:
        raise InputError(
            tr("{text} is no conclusion that is known here").format(text=repr(text)),
            todo=tr("Write one of: {words}").format(words=", ".join(Conclusion)),
        ) from error


@dataclass(frozen=True, slots=True)
class PairResult:
    """One result.

    Attributes:
        kind: "fingerprints" or "dna".
        body, person: their numbers.
        conclusion: None only for DNA where the laboratory gives its likelihood ratio alone.
        log10_lr: of DNA, as the laboratory states it: same person, or the stated relation to
            the family, over a stranger. Fingerprints have none.
        laboratory, report: who concluded it and where that is written; DNA needs a report, and
            so does every exclusion.
        date: of the report.
    """

    kind: ResultKind
    body: str
    person: str
    conclusion: Conclusion | None = None
    log10_lr: float | None = None
    laboratory: str = ""
    report: str = ""
    date: When | None = None

    def __post_init__(self) -> None:
        what, todo = self._problem()
        if what:
            raise InputError(what, where=f"{self.body}, {self.person}, {self.kind}", todo=todo)

    @property
    def excludes(self) -> bool:
        """Whether it concludes that they cannot be the same."""
        return self.conclusion is Conclusion.EXCLUDED

    def _problem(self) -> tuple[str, str]:
        if self.kind not in {"fingerprints", "dna"}:
            return tr("results are of fingerprints or DNA"), tr("Write fingerprints or dna")
        if not (self.body.strip() and self.person.strip()):
            return tr("a result needs a body and a missing person"), tr("Give both numbers")
        if self.excludes and not self.report.strip():
            return tr("an exclusion needs its report"), tr("Give the number of the report")
        return self._of_fingerprints() if self.kind == "fingerprints" else self._of_dna()

    def _of_fingerprints(self) -> tuple[str, str]:
        if self.conclusion is None:
            return (
                tr("a fingerprint result needs its conclusion"),
                tr("Write one of: {words}").format(words=", ".join(Conclusion)),
            )
        if self.log10_lr is not None:
            return (
                tr("a fingerprint result is a conclusion and has no likelihood ratio"),
                tr("Leave the likelihood ratio empty"),
            )
        return "", ""

    def _of_dna(self) -> tuple[str, str]:
        lr = self.log10_lr
        if not self.report.strip():
            return tr("a DNA result needs its report"), tr("Give the number of the report")
        if lr is not None and not math.isfinite(lr):
            return (
                tr("a likelihood ratio is finite"),
                tr("An exclusion is a conclusion and has no likelihood ratio"),
            )
        if self.conclusion in SEARCHED:
            return (
                tr("{word} is a conclusion on fingerprints").format(word=self.conclusion),
                tr("Give the likelihood ratio that the laboratory states"),
            )
        if lr is None and self.conclusion not in {Conclusion.EXCLUDED, Conclusion.INCONCLUSIVE}:
            return (
                tr("a DNA result needs the likelihood ratio that the laboratory states"),
                tr("Write its logarithm to base 10, such as 6.3"),
            )
        if lr is not None and (
            (lr > 0.0 and self.excludes) or (lr < 0.0 and self.conclusion in FOR)
        ):
            return (
                tr("the conclusion {word} and a log10 LR of {lr:g} contradict each other").format(
                    word=self.conclusion, lr=lr
                ),
                tr("Correct one of them by the report"),
            )
        return "", ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Results that cannot all be right; all are kept.

    Attributes:
        results: those that clash.
        words: what clashes, in every language.
    """

    results: tuple[PairResult, ...]
    words: Words


def side(result: PairResult) -> int:
    """Say whether a result speaks for the same person (1), against it (-1) or for neither (0)."""
    if result.excludes or result.conclusion is Conclusion.NO_CANDIDATE:
        return -1
    if result.log10_lr is not None:
        return (result.log10_lr > 0.0) - (result.log10_lr < 0.0)
    return int(result.conclusion in FOR or result.conclusion is Conclusion.CANDIDATE)


def examined(results: Sequence[PairResult]) -> tuple[PairResult, ...]:
    """Give the results of examiners and laboratories; where there are none, all (of a search).

    An examiner looked at what the search gave, so that the two are one observation.
    """
    found = tuple(each for each in results if each.conclusion not in SEARCHED)
    return found or tuple(results)


def clash(results: Sequence[PairResult]) -> bool:
    """Say whether results of one kind on one pair speak both for and against it."""
    return {-1, 1} <= {side(each) for each in examined(results)}


def contradictions(results: Iterable[PairResult]) -> tuple[Contradiction, ...]:
    """Give what cannot be right together: on one pair, and one body established as two people.

    Two bodies established as one person are none: they may be parts of one body.
    """
    pairs: dict[tuple[str, str], list[PairResult]] = defaultdict(list)
    established: dict[str, list[PairResult]] = defaultdict(list)
    for result in results:
        pairs[result.body, result.person].append(result)
        if result.conclusion is Conclusion.ESTABLISHED:
            established[result.body].append(result)
    found = [
        Contradiction(tuple(each), in_all(partial(_on_pair, *key)))
        for key, each in pairs.items()
        if clash(each)
    ]
    for body, each in established.items():
        people = sorted({result.person for result in each})
        if len(people) > 1:
            found.append(Contradiction(tuple(each), in_all(partial(_on_body, body, people))))
    return tuple(found)


def _on_pair(body: str, person: str, language: str) -> str:
    return tr(
        "Results on body {body} and missing person {person} contradict each other; "
        "they count for nothing until somebody has cleared it.",
        language,
    ).format(body=body, person=person)


def _on_body(body: str, people: Sequence[str], language: str) -> str:
    return tr(
        "Body {body} is established as more than one missing person: {people}.", language
    ).format(body=body, people=", ".join(people))


def strangers(
    results: Iterable[PairResult], bodies: Sequence[Described], people: Sequence[Described]
) -> tuple[PairResult, ...]:
    """Give the results whose body or person is in neither register; a line refuses them."""
    known_bodies, known_people = {each.id for each in bodies}, {each.id for each in people}
    return tuple(
        each for each in results if each.body not in known_bodies or each.person not in known_people
    )
