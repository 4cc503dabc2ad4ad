"""Which words of a file, and which body, make an amputation an exclusion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nomina.cases.body import BodyRegion
from nomina.cases.description import Described, Mark, MarkKind, Marks
from nomina.evidence.marks import MarksLine
from nomina.evidence.marks_limbs import limbs_gone, limbs_there, whole_limb
from nomina.evidence.marks_model import LIMBS

WHOLE = Marks((), examined=True)
AT = {region: 1 << place for place, region in enumerate(LIMBS)}
HAND, ARM = BodyRegion.LEFT_HAND, BodyRegion.LEFT_ARM
FOOT, LEG = BodyRegion.LEFT_FOOT, BodyRegion.LEFT_LEG


def file(region: BodyRegion | None, motif: str, text: str = "") -> Marks:
    return Marks((Mark(MarkKind.AMPUTATION, region, motif, text),), medical_file=True)


def excluded(body: Marks, person: Marks) -> bool:
    made = MarksLine([Described("B", marks=body)], [Described("P", marks=person)])
    return bool(made.excludes(np.array([0]), np.array([0]))[0])


@pytest.mark.parametrize(
    ("region", "motif"),
    [
        (HAND, "hand"),
        (HAND, "ліва кисть"),
        (HAND, "кисть лівої руки"),
        (HAND, "amputation of the whole left hand"),
        (ARM, "forearm"),
        (ARM, "ампутована ліва рука"),
        (ARM, "левая рука (выше локтя)"),
        (FOOT, "стопы"),
        (LEG, "lower leg"),
        (LEG, "leg above knee"),
        (LEG, "гомілка, нижче коліна"),
        (LEG, "Бедро"),
    ],
)
def test_a_whole_limb_in_words_excludes(region: BodyRegion, motif: str) -> None:
    assert excluded(WHOLE, file(region, motif))
    assert limbs_gone(file(region, motif)) == AT[region]


@pytest.mark.parametrize(
    ("region", "motif"),
    [
        (HAND, "мізинець лівої руки"),
        (HAND, "мизинец кисти"),
        (HAND, "pinky of left hand"),
        (HAND, "half of the hand"),
        (HAND, "hand: II, III"),
        (HAND, "hand 2-3"),
        (HAND, "½ hand"),
        (HAND, "hand?"),
        (HAND, "~ hand"),
        (HAND, "handle"),
        (HAND, "thumb, hand"),
        (HAND, "right hand"),
        (HAND, "foot"),
        (HAND, "left"),
        (HAND, ""),
        (FOOT, "part of foot"),
        (FOOT, "частково стопа"),
        (FOOT, "передній відділ стопи"),
        (FOOT, "foot at the level of the toes"),
        (LEG, "planned leg"),
        (LEG, "knee"),
        (LEG, "no leg amputation"),
        (None, "left hand"),
        (BodyRegion.HEAD, "hand"),
    ],
)
def test_a_part_a_plan_or_a_doubt_excludes_nobody(region: BodyRegion | None, motif: str) -> None:
    assert not excluded(WHOLE, file(region, motif))


@pytest.mark.parametrize("said", ["hand", "ліва кисть", "leg above knee", "lower leg", "рука"])
def test_one_more_unknown_word_takes_the_exclusion_away(said: str) -> None:
    """Whatever is said beside it: before, behind, in any script or as a number."""
    assert whole_limb(said)[0]
    for word in ("part", "половина", "II", "2", "пів", "not", "не", "x"):
        for text in (f"{word} {said}", f"{said}, {word}"):
            assert not any(whole_limb(text)), text


def test_words_written_as_text_may_say_that_it_is_a_part() -> None:
    assert excluded(WHOLE, file(HAND, "hand"))
    assert not excluded(WHOLE, file(HAND, "hand", "planned"))


@pytest.mark.parametrize(
    ("region", "motif", "missing", "there"),
    [
        (LEG, "lower leg", FOOT, False),  # the stump of that amputation
        (LEG, "lower leg", BodyRegion.RIGHT_FOOT, False),
        (LEG, "lower leg", HAND, True),
        (ARM, "forearm", HAND, False),
        (ARM, "forearm", BodyRegion.RIGHT_HAND, False),
        (ARM, "forearm", FOOT, True),
        (HAND, "hand", BodyRegion.RIGHT_HAND, False),
        (HAND, "hand", ARM, True),
        (FOOT, "foot", FOOT, False),
    ],
)
def test_a_limb_is_there_with_its_end(
    region: BodyRegion, motif: str, missing: BodyRegion, there: bool
) -> None:
    body = replace(WHOLE, preserved=frozenset(BodyRegion) - {missing})
    assert bool(limbs_there(body) & AT[region]) is there
    assert excluded(body, file(region, motif)) is there
    assert excluded(WHOLE, file(region, motif))


def test_only_a_body_whose_record_says_what_was_examined() -> None:
    assert limbs_there(WHOLE) == sum(AT.values())
    assert limbs_there(replace(WHOLE, examined=False)) == limbs_there(None) == 0
    assert limbs_there(replace(WHOLE, asked=WHOLE.asked - {MarkKind.AMPUTATION})) == 0
    assert limbs_there(replace(WHOLE, marks=(Mark(MarkKind.AMPUTATION),))) == 0
