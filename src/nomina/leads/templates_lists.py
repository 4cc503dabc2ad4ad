"""Words that templates offer in a drop-down, by column."""

from __future__ import annotations

from collections.abc import Callable

from nomina.cases.description import BloodGroup
from nomina.cases.description.teeth import DECIDUOUS, PERMANENT
from nomina.cases.states import State
from nomina.evidence.results import Conclusion
from nomina.leads.describe import regions
from nomina.leads.describe.entries import Thing
from nomina.leads.describe.results import RESULT_KIND, ResultColumn
from nomina.leads.describe.vocabulary import (
    ALIVE,
    BUILD,
    CONDITION,
    EYES,
    HAIR,
    MEDICAL_FILE,
    SEX,
    SEX_BASIS,
    STATE,
    STATURE_SOURCE,
    YES_NO,
)
from nomina.leads.describe.vocabulary_things import (
    CARRIED,
    EFFECT_KIND,
    MARK_KIND,
    NUMBER_KIND,
    PAPER_KIND,
    TOOTH,
)
from nomina.words import LANGUAGES

Shown = Callable[[str], list[str]]

_WHOLE: dict[str, Shown] = {"condition": CONDITION.shown, "alive": ALIVE.shown}
_STATED: dict[str, Shown] = {
    "sex": SEX.shown,
    "sex basis": SEX_BASIS.shown,
    "height source": STATURE_SOURCE.shown,
    "build": BUILD.shown,
    "hair": HAIR.shown,
    "eyes": EYES.shown,
    "blood group": lambda _: [str(group) for group in BloodGroup],
    "marks source": MEDICAL_FILE.shown,
}
_FIELDS: dict[tuple[Thing, str], Shown] = {
    ("papers", "kind"): PAPER_KIND.shown,
    ("papers", "carried"): CARRIED.shown,
    ("marks", "kind"): MARK_KIND.shown,
    ("marks", "region"): regions.shown,
    ("effects", "kind"): EFFECT_KIND.shown,
    ("teeth", "tooth"): lambda _: [str(fdi) for fdi in PERMANENT + DECIDUOUS],
    ("teeth", "state"): TOOTH.shown,
    ("teeth", "root filled"): YES_NO.shown,
    ("numbers", "kind"): NUMBER_KIND.shown,
}


def offered(column: str, language: str) -> tuple[str, ...]:
    """Give the words for a column of the first sheet; none where anything may be written."""
    if column in _WHOLE:
        return tuple(_WHOLE[column](language))
    if column not in _STATED:
        return ()
    states = (STATE.word(state, language) for state in (State.UNKNOWN, State.REFUSED))
    return (*_STATED[column](language), *states)


def of_field(thing: Thing, field: str, language: str) -> tuple[str, ...]:
    """Give the words for a column of a further sheet."""
    shown = _FIELDS.get((thing, field))
    return tuple(shown(language)) if shown else ()


def of_result(column: ResultColumn, language: str) -> tuple[str, ...]:
    """Give the words for a column of the table of results."""
    if column == "kind":
        return tuple(RESULT_KIND.shown(language))
    return tuple(map(conclusion_word(language), Conclusion)) if column == "conclusion" else ()


def conclusion_word(language: str) -> Callable[[Conclusion], str]:
    """Give what says the word for a conclusion in one language."""
    place = LANGUAGES.index(language)
    return lambda one: _CONCLUSIONS[one][place]


_CONCLUSIONS = {
    Conclusion.ESTABLISHED: ("established", "встановлено", "установлено"),
    Conclusion.PROBABLE: ("probable", "імовірно", "вероятно"),
    Conclusion.POSSIBLE: ("possible", "можливо", "возможно"),
    Conclusion.INCONCLUSIVE: ("inconclusive", "не визначено", "не определено"),
    Conclusion.EXCLUDED: ("excluded", "виключено", "исключено"),
    Conclusion.CANDIDATE: ("candidate", "кандидат", "кандидат"),
    Conclusion.NO_CANDIDATE: ("no candidate", "немає кандидата", "нет кандидата"),
}
