"""Numbers as written to signs that can be compared, with their checks."""

from __future__ import annotations

from datetime import date

import pytest
from stdnum.ua import rntrc

from nomina.cases.description import Number, NumberKind
from nomina.errors import InputError
from nomina.evidence.numbers import read_number
from nomina.evidence.numbers.checks import rnokpp_passes, snils_passes

TAG, TAX, PHONE = NumberKind.TAG, NumberKind.TAX, NumberKind.PHONE


@pytest.mark.parametrize(
    ("kind", "written", "text"),
    [
        (TAG, "Э-100100", "Э100100"),
        (TAG, "АБ-200200", "АБ200200"),
        (TAG, "AБ № 200 200", "АБ200200"),  # a Latin A
        (TAG, "АБ-2ОО2OO", "АБ200200"),  # letters for digits, of both scripts
        (TAG, "?Б-2?0200", "?Б2?0200"),
        (TAG, "аб**200", "АБ*200"),
        (NumberKind.PASSPORT, "KM 12345б", "КМ123456"),
        (NumberKind.PASSPORT, "45 12 345678", "4512345678"),
        (NumberKind.ID_CARD, "00З 456 789", "003456789"),
        (NumberKind.REGISTER, "19870312-12345", "1987031212345"),
        (TAX, "318 471 О691", "3184710691"),
        (PHONE, "+380 67 123-45-67", "380671234567"),
        (PHONE, "8 (067) 123 45 67", "380671234567"),
        (PHONE, "067 1234567", "380671234567"),
        (PHONE, "8 912 345-67-89", "79123456789"),
        (PHONE, "9123456789", "79123456789"),
    ],
)
def test_a_number_is_one_however_it_is_written(kind: NumberKind, written: str, text: str) -> None:
    assert read_number(Number(kind, written)).text == text


@pytest.mark.parametrize(
    ("text", "born", "male"),
    [
        ("1759013776", date(1948, 2, 28), True),
        ("3184710691", date(1987, 3, 12), True),
    ],
)
def test_a_tax_number_holds_birth_date_and_sex(text: str, born: date, male: bool) -> None:
    found = read_number(Number(TAX, text))
    assert (found.passes, found.born, found.male) == (True, born, male)
    assert read_number(Number(TAX, text[:-1] + str((int(text[-1]) + 1) % 10))).passes is False


def test_a_wrong_check_digit_says_nothing_of_birth() -> None:
    assert read_number(Number(TAX, "1759013770")).born is None


def test_the_check_of_tax_numbers_is_that_of_stdnum() -> None:
    for n in range(1_000_000_000, 9_999_999_999, 4_999_999):
        assert rnokpp_passes(str(n)) == rntrc.is_valid(str(n))


@pytest.mark.parametrize(
    ("kind", "text", "passes"),
    [
        (NumberKind.INSURANCE, "112-233-445 95", True),
        (NumberKind.INSURANCE, "112-233-445 96", False),
        (TAX, "500100732259", True),
        (TAX, "7707083893", True),  # ten digits of an organisation
        (TAX, "500100732250", False),
        (NumberKind.BANK_CARD, "4111 1111 1111 1111", True),
        (NumberKind.BANK_CARD, "4111 1111 1111 1112", False),
        (NumberKind.BANK_CARD, "4111 1111 1111 111?", None),
        (TAG, "АБ-200200", None),
    ],
)
def test_check_digits_are_checked_where_there_are_any(
    kind: NumberKind, text: str, passes: bool | None
) -> None:
    assert read_number(Number(kind, text)).passes is passes


def test_an_insurance_sum_of_100_or_101_is_checked_by_zeros() -> None:
    # 9 * 9 + 8 * 2 + 3 * 1 = 100: the check digits are 00.
    assert snils_passes("92000010000")
    assert not snils_passes("92000010001")


def test_a_record_number_holds_a_birth_date_and_an_impossible_one_none() -> None:
    assert read_number(Number(NumberKind.REGISTER, "19870312-12345")).born == date(1987, 3, 12)
    assert read_number(Number(NumberKind.REGISTER, "19871312-12345")).born is None


@pytest.mark.parametrize("text", ["АБ-2002€0", "***", "??"])
def test_what_is_no_number_is_named(text: str) -> None:
    with pytest.raises(InputError) as raised:
        read_number(Number(TAG, text))
    assert raised.value.where == text
