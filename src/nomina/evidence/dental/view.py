"""Two charts tooth by tooth, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description.teeth import PERMANENT
from nomina.evidence.dental import states as st
from nomina.evidence.dental.model import Model
from nomina.evidence.finding import Words, in_all
from nomina.words import tr

Chart = tuple[NDArray[np.uint8], NDArray[np.uint8]]
"""States (32,) and root fillings (32,)."""


class Verdict(StrEnum):
    """How the two charts of one tooth lie to each other."""

    AGREE = "agree"
    EXPLAINABLE = "explainable"
    IMPOSSIBLE = "impossible"
    NO_INFORMATION = "no information"


@dataclass(frozen=True, slots=True)
class ToothView:
    """One tooth in both charts.

    Attributes:
        fdi: its number.
        verdict: impossible means: unless one of the charts is wrong there.
        body, person: its state in each chart, in every language.
        reason: why, in every language.
    """

    fdi: int
    verdict: Verdict
    body: Words
    person: Words
    reason: Words


def views(model: Model, body: Chart, person: Chart) -> tuple[ToothView, ...]:
    """Give the view of every tooth that at least one chart knows, by FDI number."""
    # With the largest number of years, whatever can become of a state has a chance.
    reachable = np.asarray((model.progress > 0).any(axis=(0, 2)))
    out = []
    for place, fdi in enumerate(PERMANENT):
        found, known = int(body[0][place]), int(person[0][place])
        if found == known == st.NO_INFORMATION:
            continue
        roots = int(body[1][place]), int(person[1][place])
        verdict, reason = _judged(reachable[st.TYPE[place]], (found, known), roots)
        states = _words(found, roots[0]), _words(known, roots[1])
        out.append(ToothView(fdi, verdict, *states, in_all(_REASONS[reason])))
    return tuple(out)


_REASONS: dict[str, Callable[[str], str]] = {
    "silent": lambda language: tr("Not known in one of the two charts.", language),
    "same": lambda language: tr("The same in both charts.", language),
    "later": lambda language: tr("Later treatment or loss explains it.", language),
    "root": lambda language: tr("The root may have been filled later.", language),
    "bridge": lambda language: tr("A bridge or denture may not have been found.", language),
    "erupted": lambda language: tr("The tooth may have erupted since.", language),
    "no root": lambda language: tr("A root filling does not go away.", language),
    "never": lambda language: tr("It cannot follow what was charted in life.", language),
}
_SPECIAL = {
    (st.REPLACED, st.MISSING): "bridge",
    (st.UNERUPTED, st.SOUND): "erupted",
}


def _judged(
    reachable: NDArray[np.bool_], states: tuple[int, int], roots: tuple[int, int]
) -> tuple[Verdict, str]:
    found, known = states
    if st.NO_INFORMATION in states:
        return Verdict.NO_INFORMATION, "silent"
    if roots == (st.ROOT_EMPTY, st.ROOT_FILLED):
        return Verdict.IMPOSSIBLE, "no root"
    # Where one chart does not say which surfaces, it agrees with any.
    same = found == known or (st.SOME_SURFACES in states and _restored(found) and _restored(known))
    if same and roots == (st.ROOT_FILLED, st.ROOT_EMPTY):
        return Verdict.EXPLAINABLE, "root"
    if same:
        return Verdict.AGREE, "same"
    if reachable[np.ix_(_any_of(known), _any_of(found))].any():
        return Verdict.EXPLAINABLE, _SPECIAL.get((known, found), "later")
    return Verdict.IMPOSSIBLE, "never"


def _restored(code: int) -> bool:
    return st.PATTERNS.start <= code < st.PATTERNS.stop or code == st.SOME_SURFACES


def _any_of(code: int) -> list[int]:
    return list(range(st.STATES)[st.PATTERNS]) if code == st.SOME_SURFACES else [code]


_STATE_WORDS: dict[int, Callable[[str], str]] = {
    st.UNERUPTED: lambda language: tr("tooth not erupted", language),
    st.SOUND: lambda language: tr("sound tooth", language),
    st.CROWN: lambda language: tr("dental crown", language),
    st.ROOT: lambda language: tr("root of a tooth only", language),
    st.REPLACED: lambda language: tr("replaced by a bridge or denture", language),
    st.IMPLANT: lambda language: tr("dental implant", language),
    st.MISSING: lambda language: tr("missing tooth", language),
    st.SOME_SURFACES: lambda language: tr("filled, surfaces not known", language),
    st.NO_INFORMATION: lambda language: tr("no information on the tooth", language),
}


def _words(code: int, root: int) -> Words:
    def say(language: str) -> str:
        if code in _STATE_WORDS:
            text = _STATE_WORDS[code](language)
        else:
            text = tr("filled: {surfaces}", language).format(surfaces=st.surfaces_of(code))
        if root == st.ROOT_FILLED:
            text = tr("{state}, root filled", language).format(state=text)
        return text

    return in_all(say)


def sentence(teeth: tuple[ToothView, ...], years: float | None) -> Words:
    """Give the sentence of a finding.

    Args:
        teeth: the view.
        years: from the chart to when the person was last known alive; None where not known,
            below 0 where the chart is later, which cannot be.
    """
    count = dict.fromkeys(Verdict, 0)
    for each in teeth:
        count[each.verdict] += 1
    numbers = {
        "n": len(teeth) - count[Verdict.NO_INFORMATION],
        "same": count[Verdict.AGREE],
        "changed": count[Verdict.EXPLAINABLE],
        "against": count[Verdict.IMPOSSIBLE],
    }
    names = ", ".join(str(each.fdi) for each in teeth if each.verdict is Verdict.IMPOSSIBLE)

    def say(language: str) -> str:
        text = tr(
            "Teeth known in both charts: {n}; the same: {same}; explained by later treatment or "
            "loss: {changed}; not possible unless a chart is wrong: {against}.",
            language,
        ).format(**numbers)
        if names:
            text += " " + tr("Not possible: {teeth}.", language).format(teeth=names)
        if years is not None and years < 0:
            text += " " + tr(
                "The chart is dated later than the person was last known alive.", language
            )
        elif years is None:
            text += " " + tr("How old the chart was is not known.", language)
        else:
            text += " " + tr(
                "Years from the chart to when the person was last known alive: {years}.", language
            ).format(years=f"{years:.1f}")
        return text + " " + tr("Only an odontologist decides on teeth.", language)

    return in_all(say)
