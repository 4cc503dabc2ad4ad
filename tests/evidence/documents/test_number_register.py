"""Numbers read against registered ones: both densities add up, and nothing near is lost."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from nomina.cases.description import Described, Number, NumberKind
from nomina.errors import InputError
from nomina.evidence import Parameters, load
from nomina.evidence.numbers import NumberRegister, read_number
from nomina.evidence.numbers.index import close
from nomina.evidence.numbers.misreading import Misreading, coded, placements
from nomina.evidence.numbers.signs import ALPHABET, DIGITS, LETTERS

TAG, SERVICE, OTHER = NumberKind.TAG, NumberKind.SERVICE, NumberKind.OTHER


def people(*numbers: tuple[str, ...], kind: NumberKind = TAG) -> list[Described]:
    return [
        Described(str(i), numbers=tuple(Number(kind, one) for one in each))
        for i, each in enumerate(numbers)
    ]


def register(
    read: list[str], *numbers: tuple[str, ...], parameters: Parameters | None = None
) -> NumberRegister:
    found = [read_number(Number(TAG, each)) for each in read]
    return NumberRegister(people(*numbers), found, parameters or load("documents"))


def ratios(found: NumberRegister, size: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array(
        [found.ratio(np.full(size, i), np.arange(size)) for i in range(len(found.read))]
    )


FILES = [("123",), ("124",), ("123", "999"), ("12",), ()]
WHOLE = ["".join(each) for n in (1, 2, 3) for each in product(DIGITS, repeat=n)]


def test_universal_whole_numbers() -> None:
    # Every reading of up to three digits; one of a form that no file has stands for all such.
    found = register(WHOLE, *FILES)
    for person in range(5):
        places, who = np.arange(len(WHOLE)), np.full(len(WHOLE), person)
        own, other = found.densities(places, who)
        assert own.sum() == pytest.approx(1.0, abs=1e-9)
        assert other.sum() == pytest.approx(1.0, abs=1e-9)
        assert (other * found.ratio(places, who)).sum() == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize(
    ("digits", "letters"),
    [
        (("{}?", "{}{}?"), "{}?"),
        (("?{}", "?{}{}"), "?{}"),
        (("{}*",), "{}*"),
        (("*{}{}",), "*{}"),
        (("{}*{}",), "{}*"),
        (("*{}*",), "*{}*"),
    ],
)
def test_universal_partly_legible_numbers(digits: tuple[str, ...], letters: str) -> None:
    # Which signs are legible is given; a letter stands for all forms that no file has.
    read = [
        shown.format(*each)
        for shown in digits
        for each in product(DIGITS, repeat=shown.count("{}"))
    ]
    read += [letters.format(each) for each in LETTERS]
    found = register(read, ("123",), ("124",), ("123", "999"), ("12",), ())
    places = np.arange(len(read))
    for person in range(5):
        who = np.full(len(read), person)
        own, other = found.densities(places, who)
        assert own.sum() == pytest.approx(1.0, abs=1e-9)
        assert (other * found.ratio(places, who)).sum() == pytest.approx(1.0, abs=1e-9)
        assert other.sum() == pytest.approx(1.0, abs=1e-9)


def test_misreadings_add_up_to_one() -> None:
    model = Misreading(load("documents"))
    true = coded("Э12")
    read = np.array([coded("".join(each)) for each in product(ALPHABET, ALPHABET, DIGITS)])
    found = model.likelihood(read, np.broadcast_to(true, read.shape))
    assert found.sum() == pytest.approx(1.0, abs=1e-9)


def test_a_sign_is_taken_for_one_that_looks_like_it() -> None:
    model = Misreading(load("documents"))
    read = np.array([coded("5123"), coded("5173"), coded("5193")])
    same, alike, unlike = model.likelihood(read, np.broadcast_to(coded("5123"), read.shape))
    assert same > alike > 0.0
    assert alike != unlike
    three, one = model.likelihood(
        np.array([coded("8"), coded("1")]), np.broadcast_to(coded("3"), (2, 1)), whole=False
    )
    assert three > 5.0 * one


def test_a_pattern_lies_in_a_number_in_every_way_it_can() -> None:
    found = {"".join(map(str, at.tolist())) for _, at in placements("1*23*4", 6)}
    assert found == {"0125", "0235", "0345"}
    assert placements("12?", 4) == []


@pytest.mark.parametrize("seed", range(4))
def test_all_strings_within_two_signs_are_found_once(seed: int) -> None:
    rng = np.random.default_rng(seed)
    signs = int(rng.integers(1, 11))
    read = rng.integers(0, 4, (60, signs)).astype(np.uint8)
    true = rng.integers(0, 4, (80, signs)).astype(np.uint8)
    found = [
        pair for a, b in close(read, true) for pair in zip(a.tolist(), b.tolist(), strict=True)
    ]
    apart = (read[:, None] != true[None]).sum(axis=2)
    assert len(found) == len(set(found))
    assert set(found) == set(zip(*(each.tolist() for each in np.nonzero(apart <= 2)), strict=True))


def test_a_number_ranks_its_owner_first_then_near_ones() -> None:
    files = [("Э-100100",), ("Э-100107",), ("АБ-200200",), ("555",)]
    found = ratios(register(["Э-100100", "Э-1?0100", "*200"], *files), 4)
    assert found.argmax(axis=1).tolist() == [0, 0, 2]
    assert found[0, 1] < 1.0
    assert found[0, 2] < 1.0
    assert found[0, 0] > found[1, 0]


def test_numbers_issued_in_a_row_say_less_when_misread() -> None:
    alone = ratios(register(["Э-100101"], ("Э-100107",), ("АБ-333333",)), 2)[0, 0]
    in_row = ratios(register(["Э-100101"], ("Э-100107",), ("Э-100101",)), 2)[0, 0]
    assert alone > 100.0
    assert in_row < 1.0


def test_the_letters_before_a_number_may_be_left_out_on_either_side() -> None:
    files = [("Э-100100",), ("777777",), ("АБ-333333",)]
    found = ratios(register(["100100", "АБ-777777"], *files), 3)
    assert found[0, 0] > 100.0
    assert found[1, 1] > 100.0
    assert found[0, 1] < 1.0
    assert found[1, 0] < 1.0


def test_numbers_of_related_kinds_are_compared_less_trustfully_and_others_not() -> None:
    read = [read_number(Number(kind, "100100")) for kind in (TAG, SERVICE, NumberKind.TAX, OTHER)]
    found = NumberRegister(people(("100100",), ("200300",)), read, load("documents"))
    zeros = np.zeros(4, np.intp)
    assert found.compared(np.arange(4), zeros).tolist() == [1, 2, 0, 2]
    same, service, tax, other = found.ratio(np.arange(4), zeros)
    assert same > service > 100.0
    assert other > 100.0
    assert tax < 2.0


def test_a_number_in_another_file_is_hardly_that_of_a_person_without_number() -> None:
    found = ratios(register(["Э-100100", "Э-999999"], ("Э-100100",), ()), 2)
    assert found[0, 1] < 0.01
    assert 1.0 <= found[1, 1] < 2.0


def test_a_check_digit_makes_readings_likelier_or_less_likely_than_others() -> None:
    two = [Described("a", numbers=(Number(NumberKind.TAX, "3184710691"),)), Described("b")]
    read = [read_number(Number(NumberKind.TAX, each)) for each in ("3184710691", "3184710961")]
    assert [each.passes for each in read] == [True, False]
    found = NumberRegister(two, read, load("documents"))
    exact, misread = found.ratio(np.arange(2), np.zeros(2, np.intp))
    assert exact > misread > 10.0
    # Of somebody without number in the file: valid numbers share what is not misread.
    passing, failing = found.densities(np.arange(2), np.ones(2, np.intp))[0]
    valid, wrong = read[0].valid, sum(load("documents").table("misread").values())
    assert passing / failing == pytest.approx((1.0 - wrong) / valid / (wrong / (1.0 - valid)))


def test_a_bad_number_in_a_file_is_named_and_not_known() -> None:
    found = register(["123"], ("12€",), ("123",), ("12?",))
    assert [each.where for each in found.problems] == ["12€", "12?"]
    assert found.compared(np.zeros(3, np.intp), np.arange(3)).tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("misread", {"one": 0.9, "two": 0.1, "swapped": 0.1}),
        ("confused_share", 1.5),
        ("confused", {"%": {"1": 1.0}}),
        ("on_list", -0.1),
        ("other_kind", 2.0),
    ],
)
def test_numbers_that_are_no_probabilities_are_named(name: str, value: object) -> None:
    whole = load("documents")
    values = whole.values | {name: whole.values[name].model_copy(update={"value": value})}
    with pytest.raises(InputError, match=name):
        register(["1"], ("1",), parameters=whole.model_copy(update={"values": values}))
