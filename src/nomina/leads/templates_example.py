"""Rows of nobody that show how a template is filled in, in the language chosen."""

from __future__ import annotations

from nomina.cases.body import BodyRegion
from nomina.cases.description import (
    Build,
    Carried,
    EffectKind,
    EyeColour,
    HairColour,
    MarkKind,
    NumberKind,
    PaperKind,
    Presence,
    SexBasis,
    StatureSource,
)
from nomina.cases.files import Sex
from nomina.cases.states import State
from nomina.evidence.results import Conclusion
from nomina.leads.describe import vocabulary as words
from nomina.leads.describe import vocabulary_things as things
from nomina.leads.describe.regions import SHOWN
from nomina.leads.describe.results import RESULT_KIND
from nomina.leads.templates_lists import conclusion_word
from nomina.words import LANGUAGES, tr


def example(table: str, language: str) -> list[dict[str, str]]:
    """Give the rows of an example for ``bodies`` or ``missing``, by column."""
    return _bodies(language) if table == "bodies" else _missing(language)


def _marks(language: str) -> str:
    kind = things.MARK_KIND.word
    arm, chest = (
        SHOWN[region][LANGUAGES.index(language)]
        for region in (BodyRegion.LEFT_ARM, BodyRegion.TRUNK_FRONT)
    )
    cross = tr("cross", language)
    return f"{kind(MarkKind.TATTOO, language)} | {arm} | {cross} | 1987 | ; " + (
        f"{kind(MarkKind.SCAR, language)} | {chest}"
    )


def _asked(language: str) -> str:
    kinds = (MarkKind.TATTOO, MarkKind.SCAR, MarkKind.OPERATION)
    return ", ".join(things.MARK_KIND.word(kind, language) for kind in kinds)


def _teeth(language: str) -> str:
    sound, missing = (
        things.TOOTH.word(state, language) for state in (Presence.SOUND, Presence.MISSING)
    )
    return f"11 {sound}; 16 MO amalgam; 36 {missing}"


def _ring(language: str) -> str:
    return f"{things.EFFECT_KIND.word(EffectKind.RING, language)} | | | | | 18 | O. 2010"


def _bodies(language: str) -> list[dict[str, str]]:
    state = words.STATE.word
    passport = things.PAPER_KIND.word(PaperKind.PASSPORT, language)
    kind = things.NUMBER_KIND.word(NumberKind.PASSPORT, language)
    pocket = things.CARRIED.word(Carried.POCKET, language)
    first = {
        "number": "B-001",
        "folder": "B-001",
        "condition": words.CONDITION.word("fresh", language),
        "alive": words.ALIVE.word("dead", language),
        "sex": words.SEX.word(Sex.MALE, language),
        "sex basis": words.SEX_BASIS.word(SexBasis.FLESHED, language),
        "age from": "30",
        "age to": "40",
        "age coverage": "95 %",
        "stature": "172",
        "height source": words.STATURE_SOURCE.word(StatureSource.MEASURED, language),
        "build": words.BUILD.word(Build.MEDIUM, language),
        "hair": words.HAIR.word(HairColour.BROWN, language),
        "eyes": words.EYES.word(EyeColour.BLUE, language),
        "blood group": "A+",
        "papers": f"{passport} | {tr('Sample Ivan', language)} | {kind}: AB123456 | 1987-03-12"
        f" | {pocket}",
        "marks": _marks(language),
        "marks asked": _asked(language),
        "regions missing": state(State.KNOWN, language),
        "teeth": _teeth(language),
        "teeth charted": "2022-05-12",
        "effects": _ring(language),
        "place": tr("Village, north road", language),
        "latitude": "50.59",
        "longitude": "30.28",
        "accuracy": "500",
        "died": "2022-03",
        "found": "2022-05-11",
    }
    second = {
        "number": "B-002",
        "alive": words.ALIVE.word("dead", language),
        "sex": state(State.UNKNOWN, language),
        "papers": state(State.KNOWN, language),
        "marks": state(State.UNKNOWN, language),
        "regions missing": ", ".join(
            SHOWN[region][LANGUAGES.index(language)]
            for region in (BodyRegion.HEAD, BodyRegion.NECK)
        ),
        "found": "2022-05",
    }
    return [first, second]


def _missing(language: str) -> list[dict[str, str]]:
    state = words.STATE.word
    tag, passport = (
        things.NUMBER_KIND.word(kind, language) for kind in (NumberKind.TAG, NumberKind.PASSPORT)
    )
    first = {
        "number": "M-001",
        "folder": "M-001",
        "name": tr("Sample Ivan", language),
        "other names": "Sample I.",
        "sex": words.SEX.word(Sex.MALE, language),
        "born": "1987-03-12",
        "last known alive": "2022-03-05",
        "stature": "170-175",
        "height source": words.STATURE_SOURCE.word(StatureSource.REPORTED, language),
        "hair": words.HAIR.word(HairColour.BROWN, language),
        "eyes": words.EYES.word(EyeColour.BLUE, language),
        "blood group": state(State.REFUSED, language),
        "numbers": f"{tag}: AB-123456; {passport}: AB123456",
        "marks": _marks(language),
        "marks asked": _asked(language),
        "marks source": words.MEDICAL_FILE.word(value=False, language=language),
        "teeth": _teeth(language),
        "teeth charted": "2019",
        "effects": _ring(language),
        "unit": "A 1234",
        "place": tr("Village, north road", language),
    }
    second = {
        "number": "M-002",
        "name": tr("Sample Olena", language),
        "sex": words.SEX.word(Sex.FEMALE, language),
        "age from": "60",
        "age to": "65",
        "marks": state(State.KNOWN, language),
        "marks asked": _asked(language),
    }
    return [first, second]


def example_of_results(language: str) -> list[dict[str, str]]:
    """Give the rows of an example for ``results``, by column."""
    said = conclusion_word(language)
    return [
        {
            "body": "B-001",
            "person": "M-001",
            "kind": RESULT_KIND.word("dna", language),
            "log10_lr": "6.3",
            "laboratory": tr("Laboratory", language),
            "report": "2022/17",
            "date": "2022-06-01",
        },
        {
            "body": "B-002",
            "person": "M-001",
            "kind": RESULT_KIND.word("fingerprints", language),
            "conclusion": said(Conclusion.EXCLUDED),
            "laboratory": tr("Laboratory", language),
            "report": "2022/18",
            "date": "2022-06-02",
        },
    ]
