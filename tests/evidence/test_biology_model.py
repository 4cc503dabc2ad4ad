"""The model of biology: its mean of 1, published numbers, and quadrature by other means."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from numpy.typing import NDArray

from nomina.cases.description import (
    AgeRange,
    BloodGroup,
    Build,
    Described,
    EyeColour,
    HairColour,
    Physical,
    SexBasis,
    Stature,
    StatureSource,
)
from nomina.cases.files import Sex
from nomina.evidence.biology import Biology
from nomina.evidence.biology.ages import Ages
from nomina.evidence.parameters import load
from tests.evidence.biology_cases import (
    BONE,
    MEASURED,
    NOTHING,
    PEOPLE,
    REPORTED,
    all_pairs,
    described,
    numbers,
)


def mean_lr(
    bodies: list[Described], people: list[Described], step: float = 1.0, alike: float = 1.0
) -> float:
    """The sum over outcomes of P(outcome | different) LR, the worst over the people.

    ``alike`` is the chance of what is the same in all outcomes.
    """
    line = Biology(bodies, people)
    different = line.model.different(np.arange(len(bodies))) * step / alike
    assert math.fsum(different) == pytest.approx(1.0, abs=1e-9)
    values = line.unbounded(*all_pairs(len(bodies), len(people))).reshape(len(bodies), -1)
    means = different @ 10.0**values
    return float(means[np.argmax(np.abs(means - 1.0))])


@pytest.mark.parametrize("basis", list(SexBasis))
def test_universal_sex_and_build(basis: SexBasis) -> None:
    outcomes = [Physical(s, basis, build=b) for s in (Sex.FEMALE, Sex.MALE) for b in Build]
    assert mean_lr(described(*outcomes), PEOPLE) == pytest.approx(1.0, abs=1e-9)


def by_stature(
    step: float, basis: SexBasis, stature: Stature, age: AgeRange | None
) -> list[Physical]:
    return [
        Physical(sex, basis, age, replace(stature, mm=mm))
        for sex in (Sex.FEMALE, Sex.MALE)
        for mm in np.arange(1025.0, 2475.0, step).tolist()
    ]


ADULT = AgeRange(20.0, 30.0)
"""Not so old that height is lost."""


@pytest.mark.parametrize(("source", "width"), [(BONE, 0), (MEASURED, 0), (REPORTED, 0), (BONE, 90),
                                               (MEASURED, 90)])  # fmt: skip
def test_universal_stature_with_sex_by_quadrature(source: StatureSource, width: float) -> None:
    """The trapezium rule on a smooth density that dies out at both ends is exact to rounding."""
    people = described(
        *(replace(each.physical, age=None, hair=None, eyes=None) for each in PEOPLE[:60])
    )
    stature = Stature(1700.0, source, width_mm=width)
    outcomes = by_stature(4.0, SexBasis.SKELETON, stature, ADULT)
    aged = Biology(described(Physical(age=ADULT)), people).model.different(np.array([0]))
    found = mean_lr(described(*outcomes), people, 4.0, float(aged[0]))
    assert found == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("basis", [SexBasis.ELEMENT, SexBasis.DNA])
@pytest.mark.parametrize("source", [BONE, MEASURED])
def test_leaving_out_the_short_never_raises_the_mean(
    basis: SexBasis, source: StatureSource
) -> None:
    """Chances are those of bodies whose age is known, of whom none is left out."""
    tall = (1440.0, 1500.0, 1600.0, 1700.0, 1900.0)
    people = described(
        *(Physical(sex, stature=Stature(mm, REPORTED)) for sex in Sex for mm in tall),
        *(Physical(sex, build=Build.SLIM) for sex in Sex),
    )
    stature = Stature(1700.0, source)
    every = described(*by_stature(0.5, basis, stature, ADULT))
    some = described(*by_stature(0.5, basis, stature, None))
    aged = Biology(described(Physical(age=ADULT)), people).model.different(np.array([0]))
    chance = Biology(every, people).model.different(np.arange(len(every))) * 0.5 / aged
    assert math.fsum(chance) == pytest.approx(1.0, abs=1e-9)
    values = Biology(some, people).unbounded(*all_pairs(len(some), len(people)))
    means = chance @ 10.0 ** values.reshape(len(some), -1)
    assert means.max() < 1.0 + 1e-5  # the grid has steps where the short begin
    ordinary = [place for place, each in enumerate(people) if each.physical.build is not None]
    assert means[ordinary] == pytest.approx(np.ones(len(ordinary)), abs=2e-3)
    assert means.min() > 0.5


def test_universal_age_hair_and_eyes() -> None:
    """Every estimate in half years with every pair of colours; ranges without width."""
    ages = [AgeRange(each / 2.0 + 0.25, each / 2.0 + 0.25) for each in range(240)]
    outcomes = [
        Physical(age=age, hair=hair, eyes=eyes)
        for age, hair, eyes in itertools.product(ages, HairColour, EyeColour)
    ]
    assert mean_lr(described(*outcomes), PEOPLE[:80]) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("sd", [0.0, 3.5, 12.0])
def test_universal_every_width_of_an_age_range(sd: float) -> None:
    line = Biology(PEOPLE[:1], PEOPLE)
    kernel = Ages(line.parameters).kernel(sd)
    assert kernel.sum(axis=0) == pytest.approx(np.ones(240), abs=1e-12)


@pytest.mark.parametrize("with_rh", [True, False])
def test_universal_blood_group(with_rh: bool) -> None:
    groups = [each for each in BloodGroup if each.value[-1:] in "+-" and each.value[-1:]]
    if not with_rh:
        groups = [each for each in BloodGroup if each not in groups]
    outcomes = [Physical(blood=group) for group in groups]
    assert mean_lr(described(*outcomes), PEOPLE) == pytest.approx(1.0, abs=1e-9)


def test_universal_all_at_once_by_sampling() -> None:
    """Bodies drawn as the model has them: of different people the mean LR is 1."""
    rng = np.random.default_rng(5)
    ages = [AgeRange(float(a), a + 8.0, 0.9) for a in (22, 30, 38, 55)]
    outcomes = [
        Physical(sex, SexBasis.PELVIS, age, None, build, hair, None, blood)
        for sex in (Sex.FEMALE, Sex.MALE)
        for age in ages
        for build in Build
        for hair in HairColour
        for blood in (BloodGroup.O_POS, BloodGroup.A_POS, BloodGroup.B_NEG)
    ]
    line = Biology(described(*outcomes), PEOPLE[:50])
    chance = line.model.different(np.arange(len(outcomes)))
    picked = rng.choice(len(outcomes), 4000, p=chance / chance.sum())
    # The outcomes are a part of all: given that part, LR has the mean P(part | y) / P(part).
    exact = chance @ 10.0 ** line.unbounded(*all_pairs(len(outcomes), 50)).reshape(-1, 50)
    lr = 10.0 ** line.unbounded(np.repeat(picked, 50), np.tile(np.arange(50), 4000))
    means = lr.reshape(-1, 50)
    error = means.std(axis=0) / math.sqrt(4000)
    assert (np.abs(means.mean(axis=0) * chance.sum() - exact) < 5.0 * error).all()


def exact_sex(body: Sex, person: Sex) -> float:
    values = numbers(
        sex_error={each.value: 0.05 for each in SexBasis},
        sex_error_file=0.0,
        mixed_up=0.0,
        prior_weight=1e15,
    )
    people = described(Physical(person))
    line = Biology(described(Physical(body)), people, values)
    return float(10.0 ** line.log10_lr(np.array([0]), np.array([0]))[0])


def test_published_sex() -> None:
    """EVIDENCE 4.1 (mispitools): error 0.05, shares of a half: 1.9 and 0.1."""
    assert exact_sex(Sex.MALE, Sex.MALE) == pytest.approx(1.9, abs=1e-9)
    assert exact_sex(Sex.FEMALE, Sex.MALE) == pytest.approx(0.1, abs=1e-9)


def test_published_hair() -> None:
    """EVIDENCE 4.1 (mispitools): 3.24254 for black on black, 0.0486381 for brown on black.

    There the shares (.3, .2, .25, .15, .1) are of colours as seen; true ones that give them are
    found by solving. Grey is a tenth at every age.
    """
    names = [each.value for each in HairColour]
    pairs = load("biology").matrix("hair_confusion")
    e = np.eye(5)
    for one, others in pairs.items():
        for other, value in others.items():
            i, j = names.index(one), names.index(other)
            e[i, j] = e[j, i] = value
    chance = e / e.sum(axis=1, keepdims=True)
    true = np.linalg.solve(chance.T, np.array([0.3, 0.2, 0.25, 0.15, 0.1]))
    natural = true[:4] / true[:4].sum()
    eyes = [each.value for each in EyeColour]
    values = numbers(
        hair_eyes={
            n: {eye: float(share) / 5 for eye in eyes}
            for n, share in zip(names[:4], natural, strict=True)
        },
        greying={"20": float(true[4])},
        hair_factor_body=1.0,
        hair_factor_file=0.0,
        mixed_up=0.0,
        prior_weight=1e15,
    )
    bodies = described(Physical(hair=HairColour.BLACK), Physical(hair=HairColour.BROWN))
    line = Biology(bodies, described(Physical(hair=HairColour.BLACK)), values)
    found = 10.0 ** line.log10_lr(np.array([0, 1]), np.array([0, 0]))
    assert found == pytest.approx([3.24254, 0.0486381], rel=2e-6)


def test_age_is_the_ratio_of_the_integrals() -> None:
    """Against quadrature of densities that share no code: N(mid; x, s) over the register."""
    ages = np.arange(18.25, 78.0, 0.5)
    people = described(*(Physical(age=AgeRange(a, a, method="birth date")) for a in ages.tolist()))
    body = described(Physical(age=AgeRange(28.25, 44.25, 0.9)))
    values = numbers(
        age_error_body=0.0,
        age_error_file=0.0,
        mixed_up=0.0,
        age_floor={"20": 1.0},
        age_smoothing=0.1,
        prior_weight=1e-9,
        age_sd_born=0.02,
    )
    line = Biology(body, people, values)
    found = line.unbounded(np.zeros(len(ages), np.intp), np.arange(len(ages)))
    s = 5.0  # 16 / (2 * 1.645) = 4.86, and up to half a year
    grid = np.linspace(18.0, 78.0, 60001)
    inside = np.exp(-0.5 * ((36.25 - grid) / s) ** 2).mean()
    by_hand = np.log10(np.exp(-0.5 * ((36.25 - ages) / s) ** 2) / inside)
    near = np.abs(ages - 36.25) < 15.0
    assert found[near] == pytest.approx(by_hand[near], abs=0.01)


def test_stature_is_the_ratio_of_normal_densities() -> None:
    """EVIDENCE 4.2: N(h; h_AM, s) / N(h; mu, sd); T integrated out by quadrature here."""
    parameters = numbers(prior_weight=1e15, mixed_up=0.0)
    male = Physical(Sex.MALE, SexBasis.DNA, stature=Stature(1850.0, BONE, 30.0))
    known = Physical(Sex.MALE, stature=Stature(1830.0, StatureSource.SERVICE_FILE))
    no_error = numbers(
        prior_weight=1e15,
        mixed_up=0.0,
        sex_error={each.value: 0.0 for each in SexBasis},
        sex_error_file=0.0,
    )
    line = Biology(described(male), described(known), no_error)
    found = float(line.log10_lr(np.array([0]), np.array([0]))[0])
    mu, sd = (parameters.table(each)["male"] for each in ("stature_mean", "stature_sd"))
    t = np.linspace(1300.0, 2300.0, 200001)

    def normal(x: float, mean: NDArray[np.float64] | float, s: float) -> NDArray[np.float64]:
        return np.asarray(np.exp(-0.5 * ((x - mean) / s) ** 2) / s)

    prior = np.exp(-0.5 * ((t - mu) / sd) ** 2)
    r2 = 1.0 - 30.0**2 / sd**2
    x = normal(1850.0, mu + r2 * (t - mu), math.sqrt(r2) * 30.0)
    y = normal(1830.0, t, 18.0)
    by_hand = (prior * x * y).sum() * prior.sum() / ((prior * x).sum() * (prior * y).sum())
    # 2: sex itself; the estimate is compared unless it is 4 spreads under the mean
    kept = NormalDist(0.0, math.sqrt(r2)).cdf(4.0)
    assert found == pytest.approx(math.log10(2.0 * by_hand * kept), abs=1e-7)


def test_a_bone_estimate_is_a_regression_towards_the_mean() -> None:
    """Simulated: T normal, bones, stature regressed on bone; the density of both agrees."""
    rng = np.random.default_rng(3)
    mu, sd, r = 1765.0, 68.0, 0.88
    t = rng.normal(0.0, 1.0, 400_000)
    bone = r * t + math.sqrt(1 - r**2) * rng.normal(size=t.size)
    estimate, error = mu + sd * r * bone, sd * math.sqrt(1 - r**2)
    r2 = 1.0 - error**2 / sd**2
    tall = np.abs(t - 1.0) < 0.05
    assert estimate[tall].mean() == pytest.approx(mu + r2 * sd, abs=1.0)
    assert estimate[tall].std() == pytest.approx(math.sqrt(r2) * error, rel=0.02)
    line = Biology(
        described(Physical(stature=Stature(1700.0, BONE, error))),
        described(NOTHING),
        numbers(sex_share={"female": 1e-12, "male": 1.0 - 1e-12}),
    )
    seen = float(line.model.different(np.array([0]))[0])
    counted = np.mean(np.abs(estimate - 1700.0) < 5.0) / 10.0
    assert seen == pytest.approx(counted, rel=0.03)
