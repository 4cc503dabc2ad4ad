"""Single values of descriptions: read as people write them, or refused by name; never guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nomina.cases.body import BodyRegion
from nomina.cases.dates import When
from nomina.cases.description import BloodGroup
from nomina.leads.describe import regions, vocabulary, vocabulary_things
from nomina.leads.describe.physical import blood_group, lived_years
from nomina.leads.describe.values import Bad, coverage, degrees, lengths, metres, when, years
from nomina.leads.describe.vocabulary import HAIR, STATE, Words
from nomina.words import LANGUAGES

VOCABULARIES = {
    name: words
    for module in (vocabulary, vocabulary_things)
    for name, words in vars(module).items()
    if isinstance(words, Words)
}

MAY_SAY_UNKNOWN = {
    STATE,
    vocabulary.YES_NO,
    vocabulary.CONDITION,
    vocabulary.ALIVE,
    vocabulary_things.CARRIED,
    vocabulary_things.TOOTH,
}
"""Vocabularies in which unknown or no is a value of its own."""


def height(text: str) -> tuple[float, float]:
    return lengths(text, 300, 2600)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("12.03.1987", "1987-03-12"),
        ("1.3.1987 р.", "1987-03-01"),
        ("25/03/1987", "1987-03-25"),
        ("03/25/1987", "1987-03-25"),
        ("11/11/2011", "2011-11-11"),
        ("??.03.1987", "1987-03-XX"),
        ("03.1987", "1987-03"),
        ("12 березня 1987 р.", "1987-03-12"),
        ("12 марта 1987 года", "1987-03-12"),
        ("March 12, 1987", "1987-03-12"),
        ("May 1987", "1987-05"),
        ("1985-1990", "1985/1990"),
        ("1987-03-12 00:00:00", "1987-03-12"),
        ("1987~", "1987~"),
        ("2022-03-XX/2022-05", "2022-03-XX/2022-05"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, edtf: str) -> None:
    assert when(text).edtf == edtf
    assert when(text).written == ("" if text == edtf else text)


@pytest.mark.parametrize(
    ("reader", "text", "code"),
    [
        (when, "12.03.87", "describe-date-year"),
        (when, "12/03/1987", "describe-date-order"),
        (when, "31.02.1987", "describe-date"),
        (when, "31 February 1987", "describe-date"),
        (when, "Marcel 1987", "describe-date"),
        (when, "1990-1985", "describe-date"),
        (when, "spring", "describe-date"),
        (height, "17.2", "describe-height"),
        (height, "1.72", "describe-height"),
        (height, "1720", "describe-height"),
        (height, "172 m", "describe-height"),
        (height, "tall", "describe-number"),
        (height, "175-170", "describe-range"),
        (height, "nan", "describe-number"),
        (years, "151", "describe-age"),
        (years, "-1", "describe-age"),
        (years, "forty", "describe-number"),
        (coverage, "95", "describe-coverage"),
        (coverage, "1", "describe-coverage"),
        (coverage, "100 %", "describe-coverage"),
        (lambda text: degrees(text, 90), "91", "describe-degrees"),
        (lambda text: degrees(text, 90), "48°30'", "describe-degrees"),
        (metres, "1,000", "describe-thousands"),
        (metres, "0", "describe-number"),
        (blood_group, "A(III)", "describe-word"),
        (blood_group, "Rh+", "describe-word"),
        (blood_group, "C+", "describe-word"),
    ],
)
def test_what_is_impossible_or_unclear_is_refused_by_name(
    reader: Callable[[str], object], text: str, code: str
) -> None:
    with pytest.raises(Bad) as refused:
        reader(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (height("172"), (1720, 1720)),
        (height("172,5 см"), (1725, 1725)),
        (height("1.72 m"), (1720, 1720)),
        (height("1720 мм"), (1720, 1720)),
        (height("170–175 cm"), (1700, 1750)),
        (years("35,5"), 35.5),
        (years("35 років"), 35),
        (coverage("95 %"), 0.95),
        (coverage("0,95"), 0.95),
        (degrees("-48,1573", 90), -48.1573),
        (metres("500 м"), 500),
        (metres("12,5"), 12.5),
    ],
)
def test_numbers_are_read_with_their_units(value: object, wanted: object) -> None:
    assert value == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("A+", BloodGroup.A_POS),
        ("А(ІІ) Rh-", BloodGroup.A_NEG),
        ("II+", BloodGroup.A_POS),
        ("0", BloodGroup.O_ANY),
        ("АВ(IV) Rh(+)", BloodGroup.AB_POS),
        ("B(III) резус отрицательный", BloodGroup.B_NEG),
        ("друга позитивна", BloodGroup.A_POS),
        ("четверта", BloodGroup.AB_ANY),
        ("o neg", BloodGroup.O_NEG),
    ],
)
def test_blood_groups_are_read_in_every_notation(text: str, group: BloodGroup) -> None:
    assert blood_group(text) is group


@pytest.mark.parametrize("name", sorted(VOCABULARIES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_templates_offer_is_read_back(name: str, language: str) -> None:
    words = VOCABULARIES[name]
    assert [words.read(words.word(value, language).upper()) for value in words] == list(words)


def test_no_word_means_two_things() -> None:
    with pytest.raises(AssertionError):
        Words({1: ("a", "b|c", "d"), 2: ("e", "f", "C")})
    assert HAIR.read("русий") is None  # brown or blond: asked, not guessed
    for words in VOCABULARIES.values():
        stated = set(words._of) & set(STATE._of)
        assert not stated or words in MAY_SAY_UNKNOWN


@pytest.mark.parametrize("language", range(3))
def test_every_region_is_read_in_every_language(language: int) -> None:
    for region, names in regions.SHOWN.items():
        assert regions.region_of(names[language]) is region
        assert regions.region_of(str(region)) is region


def test_a_paired_region_needs_one_side() -> None:
    assert regions.region_of("Forearm, left") is BodyRegion.LEFT_ARM
    assert regions.region_of("правое бедро") is BodyRegion.RIGHT_LEG
    for text in ("arm", "left and right arm", "tail", ""):
        assert regions.region_of(text) is None


def test_ages_come_from_both_dates_as_far_as_they_are_known() -> None:
    def lived(born: str, alive: str) -> tuple[float, float] | None:
        return lived_years(When(edtf=born), When(edtf=alive))

    # by hand: 12 March 1987 to 5 March 2022 are 12777 days
    assert lived("1987-03-12", "2022-03-05") == pytest.approx(
        (12776 / 365.2425, 12778 / 365.2425), abs=0.006
    )
    assert lived("1987", "2022") == pytest.approx((34.0, 36.0), abs=0.01)
    assert lived("1987~", "2022") == pytest.approx((33.0, 37.0), abs=0.01)
    assert lived("1987/..", "2022") is None
    assert lived("2022", "2022") == pytest.approx((0.0, 1.0), abs=0.01)
