"""Sex, age, stature and appearance in one block."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from nomina.cases.description import (
    AgeRange,
    BloodGroup,
    Build,
    HairColour,
    Physical,
    SexBasis,
    Stature,
    StatureSource,
)
from nomina.cases.files import Sex
from nomina.errors import InputError
from nomina.evidence.biology import Biology
from nomina.evidence.parameters import Value
from nomina.words import LANGUAGES
from tests.evidence.biology_cases import (
    BONE,
    MEASURED,
    NOTHING,
    PEOPLE,
    all_pairs,
    described,
    drawn,
    numbers,
    one,
)


def test_which_way_the_values_speak() -> None:
    tall, short = (Physical(stature=Stature(mm, MEASURED)) for mm in (1950.0, 1650.0))
    assert one(tall, tall) > 0.5
    assert one(tall, short) < -1.0
    grey, black = Physical(hair=HairColour.GREY), Physical(hair=HairColour.BLACK)
    old, young = AgeRange(75.0, 75.0), AgeRange(25.0, 25.0)
    # Grey hair is rarer on the young, so that it says more of them where it is seldom confused.
    sharp: dict[str, Value] = {"hair_factor_body": 0.1, "hair_factor_file": 0.1, "mixed_up": 0.0}

    def more(age: AgeRange) -> float:
        with_age, with_both = Physical(age=age), replace(grey, age=age)
        return one(with_both, with_both, **sharp) - one(with_age, with_age, **sharp)

    assert more(young) > more(old) + 0.3
    assert one(grey, black) < 0.0 < one(black, black)
    assert one(Physical(blood=BloodGroup.A_POS), Physical(blood=BloodGroup.A_POS)) > 0.1
    assert one(Physical(blood=BloodGroup.AB_ANY), Physical(blood=BloodGroup.AB_NEG)) > 0.1
    assert one(Physical(blood=BloodGroup.AB_ANY), Physical(blood=BloodGroup.O_NEG)) < -0.3


def test_a_range_without_coverage_says_less() -> None:
    file = Physical(age=AgeRange(40.0, 40.0, method="birth date"))
    far = AgeRange(14.0, 34.0)  # so wide that the floor does not hide it
    assert one(Physical(age=far), file) > one(Physical(age=replace(far, coverage=0.95)), file)


def test_sex_is_as_sure_as_its_basis() -> None:
    male = Physical(Sex.MALE)
    order = [
        one(Physical(Sex.FEMALE, basis), male)
        for basis in (SexBasis.DNA, SexBasis.PELVIS, SexBasis.SKELETON, SexBasis.ELEMENT)
    ]
    assert order == sorted(order)
    assert order[0] < -1.5


def test_stature_is_conditioned_on_sex() -> None:
    """A woman of 180 cm is rarer than a man of 180 cm."""
    tall = Stature(1800.0, MEASURED)

    def more(sex: Sex) -> float:
        without = Physical(sex, SexBasis.DNA)
        return one(replace(without, stature=tall), Physical(sex, stature=tall)) - one(
            without, Physical(sex)
        )

    assert more(Sex.FEMALE) > more(Sex.MALE) + 0.3


def test_old_people_are_shorter_than_their_files() -> None:
    """35 mm are lost from 30 to 90 years, 15 gained by lying: measured 1744 of 1765 in files."""
    file = Physical(stature=Stature(1765.0, StatureSource.SERVICE_FILE))
    at_90 = AgeRange(90.0, 90.0)
    values = {
        mm: one(Physical(age=at_90, stature=Stature(mm, MEASURED)), file)
        for mm in (1704.0, 1744.0, 1784.0)
    }
    assert max(values, key=values.__getitem__) == 1744.0


def test_a_clash_of_everything_says_no_more_than_mixed_up_files_allow() -> None:
    a = Physical(Sex.MALE, SexBasis.DNA, AgeRange(20, 22, 0.9), Stature(1950.0, MEASURED))
    b = Physical(Sex.FEMALE, age=AgeRange(70, 70), stature=Stature(1450.0, MEASURED))
    assert one(a, b) == pytest.approx(math.log10(0.002), abs=0.01)


def test_unknown_is_neutral_and_has_no_finding() -> None:
    full = drawn(1, 9, bodies=True)
    assert one(NOTHING, full[0].physical) == 0.0
    assert one(Physical(Sex.MALE), Physical(hair=HairColour.RED)) == 0.0
    line = Biology(described(NOTHING, Physical(Sex.MALE)), described(Physical(build=Build.SLIM)))
    assert line.finding(0, 0) is None
    assert line.finding(1, 0) is None


def test_other_is_not_counted_and_no_mismatch() -> None:
    assert one(Physical(Sex.OTHER), Physical(Sex.MALE)) == 0.0
    with_hair = Physical(Sex.OTHER, hair=HairColour.RED)
    person = Physical(Sex.MALE, hair=HairColour.RED)
    assert one(with_hair, person) == pytest.approx(one(replace(with_hair, sex=None), person))
    found = Biology(described(with_hair), described(person)).finding(0, 0)
    assert found is not None
    assert "not counted" in found.sentence["en"]


def test_children_are_not_compared_by_stature() -> None:
    child = Physical(age=AgeRange(6.0, 8.0), stature=Stature(1150.0, MEASURED))
    assert one(child, child) == pytest.approx(one(replace(child, stature=None), child))


def test_short_people_without_an_age_may_be_children() -> None:
    """Below 1645 - 4 x 62 = 1397 of women, 1765 - 4 x 68 = 1493 of men; beyond, nothing is said."""
    small, other = (Physical(stature=Stature(mm, MEASURED)) for mm in (1150.0, 1250.0))
    tall = Physical(stature=Stature(1800.0, MEASURED))
    for a, b in ((small, other), (small, small), (small, tall), (tall, small)):
        assert one(a, b) == 0.0
    boy = Physical(Sex.MALE, SexBasis.SKELETON, stature=Stature(1150.0, MEASURED))
    assert one(boy, Physical(Sex.MALE)) == pytest.approx(
        one(replace(boy, stature=None), Physical(Sex.MALE))
    )  # that he is short must not make him a woman
    between = Stature(1460.0, StatureSource.REPORTED)
    man, woman = (Physical(sex, stature=between) for sex in (Sex.MALE, Sex.FEMALE))
    assert one(man, man) == pytest.approx(one(replace(man, stature=None), Physical(Sex.MALE)))
    assert one(woman, woman) > one(replace(woman, stature=None), Physical(Sex.FEMALE)) + 0.5
    grown = replace(small, age=AgeRange(30.0, 40.0))
    assert one(grown, replace(tall, age=AgeRange(30.0, 40.0))) < -1.0
    found = Biology(described(boy), described(boy)).finding(0, 0)
    assert found is not None
    assert "115" in found.body
    assert "115" not in found.sentence["en"]


def test_a_range_of_height_counts_as_its_width() -> None:
    """160-190: error 25 of a measured body with that of a flat range, 300 / sqrt(12), in mm."""
    wide = Physical(Sex.MALE, SexBasis.DNA, stature=Stature(1750.0, MEASURED, width_mm=300.0))
    by_hand = Stature(1750.0, MEASURED, math.sqrt(25.0**2 + 300.0**2 / 12.0))
    sex_alone = one(Physical(Sex.MALE, SexBasis.DNA), Physical(Sex.MALE))
    for mm in range(1600, 1900, 20):  # whoever lies inside does not clash
        file = Physical(Sex.MALE, stature=Stature(float(mm), StatureSource.SERVICE_FILE))
        assert one(wide, file) == pytest.approx(one(replace(wide, stature=by_hand), file))
        assert abs(one(wide, file) - sex_alone) < 0.45
    file = Physical(stature=Stature(1750.0, StatureSource.REPORTED, 20.0, width_mm=40.0))
    by_hand = Stature(1750.0, StatureSource.REPORTED, math.sqrt(20.0**2 + 40.0**2 / 12.0))
    assert one(wide, file) == pytest.approx(one(wide, replace(file, stature=by_hand)))
    found = Biology(described(wide), described(file)).finding(0, 0)
    assert found is not None
    assert "160-190 cm" in found.body
    assert "173-177 cm" in found.sentence["en"]


GROWN = [
    Physical(age=AgeRange(low, low + 1.0, method="birth date"))
    for low in np.random.default_rng(1).normal(38.0, 9.0, 2000).clip(18.0, 80.0).tolist()
]


@pytest.mark.parametrize("method", ["birth date", ""])
@pytest.mark.parametrize(
    ("low", "high", "near", "far"),
    [(0, 1, 0.5, 4), (0, 1, 1, 6), (0, 1, 1, 8), (2, 3, 2.5, 9), (8, 10, 9, 14)],
)
def test_ages_of_children_are_told_apart(
    low: float, high: float, near: float, far: float, method: str
) -> None:
    """Among adults, whom a child resembles least, a child of clearly another age gets no support.

    At 14, whose ages are less sure, it may get a little.
    """
    files = [Physical(age=AgeRange(age, age, method=method)) for age in (near, far)]
    body = Physical(age=AgeRange(low, high, 0.95))
    line = Biology(described(body), described(*files, *GROWN))
    agrees, clashes = line.log10_lr(np.array([0, 0]), np.array([0, 1]))
    assert agrees > 1.2
    assert clashes < (0.0 if far < 10 else 0.9)


def test_a_bone_formula_that_says_nothing_is_left_out() -> None:
    assert one(Physical(stature=Stature(1900.0, BONE, 62.0)), Physical(
        stature=Stature(1900.0, MEASURED))) == 0.0  # fmt: skip


def test_dense_candidates_and_findings_agree() -> None:
    bodies, people = drawn(60, 2, bodies=True), PEOPLE
    line = Biology(bodies, people)
    values = line.log10_lr(*all_pairs(60, 400)).reshape(60, 400)
    assert np.abs(line.dense(np.arange(60)) - values).max() < 1e-5
    assert line.dense(np.array([7, 3])).shape == (2, 400)
    assert values.max() <= line.strongest
    for least in (0.3, 1.0, line.strongest + 0.1):
        found = line.candidates(least)
        there = set(zip(found.bodies.tolist(), found.people.tolist(), strict=True))
        assert there == set(
            zip(*(each.tolist() for each in np.nonzero(values >= least)), strict=True)
        )
    for body, person in itertools.product(range(0, 60, 7), range(0, 400, 37)):
        finding = line.finding(body, person)
        value = values[body, person]
        if finding is None:
            assert value == 0.0
            continue
        assert finding.log10_lr == pytest.approx(value, abs=1e-12)
        assert finding.lower_bound <= finding.log10_lr <= finding.upper_bound
        assert not finding.excludes
        assert set(finding.sentence) == set(LANGUAGES)
    assert not line.excludes(np.arange(3), np.arange(3)).any()


def test_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = drawn(30, 4, bodies=True)
    line = Biology(bodies, PEOPLE)
    whole = line.dense(np.arange(30))
    monkeypatch.setattr("nomina.evidence.biology.line._CELLS", 1000)
    assert np.array_equal(line.dense(np.arange(30)), whole)
    assert len(line.candidates(0.5)) == int((line.log10_lr(*all_pairs(30, 400)) >= 0.5).sum())


def test_empty_registers() -> None:
    for bodies, people in (([], PEOPLE), (PEOPLE, []), ([], [])):
        line = Biology(bodies, people)
        assert line.strongest == 0.0
        assert len(line.candidates(0.5)) == 0
        assert line.dense(np.arange(len(bodies))).shape == (len(bodies), len(people))


def test_the_register_moves_the_population() -> None:
    """Among men only, a man says nothing; where A+ is all there is, it says little."""
    men = described(*[Physical(Sex.MALE, blood=BloodGroup.A_POS)] * 5000)
    line = Biology(described(Physical(Sex.MALE), Physical(blood=BloodGroup.A_POS)), men)
    sex, blood = line.log10_lr(np.array([0, 1]), np.array([0, 0]))
    assert 0.0 < sex < 0.01
    assert 0.0 < blood < 0.01


BAD: list[tuple[str, Value]] = [
    ("sex_error", {"fleshed": 0.1}),
    ("sex_error", {each.value: 0.6 for each in SexBasis}),
    ("sex_error_file", -0.1),
    ("sex_share", {"female": 0.5, "male": 0.6}),
    ("mixed_up", 1.5),
    ("age_floor", {"young": 3.0}),
    ("age_floor", {"20": 0.0}),
    ("age_coverage", 0.0),
    ("greying", {"20": 1.2}),
    ("stature_sd", {"female": -1.0, "male": 60.0}),
    ("stature_mean", {"male": 1700.0}),
    ("prior_weight", 0.0),
    ("build_body", {"slim": {"slim": 1.0, "medium": 0.0, "heavy": 0.0}}),
    ("hair_confusion", {"black": {"pink": 0.1}}),
    ("hair_confusion", {"black": {"brown": -0.1}}),
    ("hair_eyes", {"black": {"brown": 1.0}}),
    ("blood", {"O+": 1.0}),
    ("blood_error_file", 1.0),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_bad_numbers_are_named(name: str, value: Value) -> None:
    with pytest.raises(InputError):
        Biology(PEOPLE[:2], PEOPLE[:5], numbers(**{name: value}))


@pytest.mark.parametrize("body", [each for each in BloodGroup if each.value[-1] not in "+-"])
@pytest.mark.parametrize("person", [each for each in BloodGroup if each.value[-1] in "+-"])
def test_a_group_without_rh_speaks_for_either_sign(body: BloodGroup, person: BloodGroup) -> None:
    speaks_for = one(Physical(blood=body), Physical(blood=person)) > 0.0
    assert speaks_for == (body.value == person.value[:-1])
