"""Spelling of invented names against the published tables, and the form of invented numbers."""

from __future__ import annotations

import random
from datetime import date

import pytest
from stdnum import luhn
from stdnum.ua import rntrc

from nomina.cases.description import NumberKind
from nomina.cases.files import Sex
from nomina.synthetic.lives import names, numbers
from nomina.synthetic.lives.names import FAMILY_NAMES, MEN, WOMEN, Name, latin, parts

# Examples of resolution 55 of the Cabinet of Ministers of 27 January 2010.
KMU = """Алушта Alushta|Андрій Andrii|Борщагівка Borshchahivka|Борисенко Borysenko
Вінниця Vinnytsia|Володимир Volodymyr|Гадяч Hadiach|Богдан Bohdan|Згурський Zghurskyi
Ґалаґан Galagan|Дмитро Dmytro|Єнакієве Yenakiieve|Гаєвич Haievych|Короп'є Koropie
Їжакевич Yizhakevych|Кадиївка Kadyivka|Мар'їне Marine|Йосипівка Yosypivka|Олексій Oleksii
Рибчинський Rybchynskyi|Соломія Solomiia|Ужгород Uzhhorod|Харків Kharkiv|Щербухи Shcherbukhy
Гоща Hoshcha|Юрій Yurii|Яготин Yahotyn|Костянтин Kostiantyn|Знам'янка Znamianka
Феодосія Feodosiia|Розгон Rozghon|Згорани Zghorany"""
# Russian spelling as ICAO 9303 romanises it.
ICAO = """Александр ALEKSANDR|Григорьевич GRIGOREVICH|Щербак SHCHERBAK|Сергей SERGEI
Юрьевич IUREVICH|Соловьёв SOLOVEV|Вячеслав VIACHESLAV|Евгений EVGENII|Цюпа TSIUPA"""


def pairs(text: str) -> list[tuple[str, str]]:
    found = [each.split() for each in text.replace("\n", "|").split("|")]
    return [(cyrillic, roman) for cyrillic, roman in found]


@pytest.mark.parametrize(("cyrillic", "roman"), pairs(KMU))
def test_ukrainian_is_romanised_as_passports_do(cyrillic: str, roman: str) -> None:
    assert latin(cyrillic, "kmu") == roman


@pytest.mark.parametrize(("cyrillic", "roman"), pairs(ICAO))
def test_russian_is_romanised_as_passports_do(cyrillic: str, roman: str) -> None:
    assert latin(cyrillic, "icao") == roman


def test_every_name_can_be_spelled_in_every_way() -> None:
    for family in range(0, FAMILY_NAMES, 7):
        for sex, given in ((Sex.MALE, MEN), (Sex.FEMALE, WOMEN)):
            name = Name(family, family % len(given), family % len(MEN), sex)
            assert not set("іїєґ'") & set(" ".join(parts(name, "ru")).lower())
            for script in ("kmu", "icao"):
                spelled = "".join(parts(name, script))
                assert spelled.isascii()
                assert spelled.isalpha()
    assert len({parts(Name(at, 0, 0, Sex.MALE), "uk")[0] for at in range(FAMILY_NAMES)}) == (
        FAMILY_NAMES
    )


def test_partly_legible_names_and_numbers_keep_what_is_legible() -> None:
    dice = random.Random(1)
    for _ in range(300):
        text = names.partly(dice, "Боровенко Сергій Іванович")
        assert set(text) & set("?*")
        if "*" not in text:
            assert len(text) == len("Боровенко Сергій Іванович")
        number = numbers.partly(dice, "АВ-123456")
        assert 1 <= number.count("?") <= 3
        assert all(a in {b, "?"} for a, b in zip(number, "АВ-123456", strict=True))
        assert names.misread(dice, "Боровенко Сергій") != "Боровенко Сергій"
        wrong = numbers.misread(dice, "АВ-123456")
        assert sum(a != b for a, b in zip(wrong, "АВ-123456", strict=True)) == 1


def test_tax_numbers_encode_birthday_and_sex() -> None:
    """3184710691 is of a man born 1987-03-12 (python-stdnum)."""
    dice, born = random.Random(1), date(1987, 3, 12)
    for sex in (Sex.MALE, Sex.FEMALE):
        for _ in range(200):
            text = numbers.tax(dice, born.toordinal(), sex)
            assert rntrc.is_valid(text)
            assert text.startswith("31847")
            assert int(text[8]) % 2 == (sex is Sex.MALE)


def test_bank_cards_have_their_check_digit_and_no_issuer() -> None:
    dice = random.Random(1)
    for _ in range(200):
        text = numbers.draw(dice, NumberKind.BANK_CARD, 1, Sex.MALE).replace(" ", "")
        assert len(text) == 16
        assert text.startswith("0")
        assert luhn.is_valid(text)
