"""What no one person can have, and how many people there are."""

from __future__ import annotations

import pytest

from nomina.errors import InputError
from nomina.reconcile.parts_anatomy import (
    Element,
    Part,
    Piece,
    Side,
    contradictions,
    counted,
    element_said,
    least_number,
    most_likely_number,
    pair_matched,
    piece,
    twice,
)
from nomina.words import LANGUAGES


def part(name: str, *texts: str) -> Part:
    return Part(name, tuple(piece(text) for text in texts))


def test_pieces_are_read() -> None:
    assert piece("Left Humerus") == Piece(Element.HUMERUS, Side.LEFT)
    assert piece("right hip bone fragment") == Piece(Element.HIP, Side.RIGHT, whole=False)
    assert piece("femur") == Piece(Element.FEMUR, None)
    assert piece("whole body") == Piece(Element.WHOLE_BODY)


@pytest.mark.parametrize("text", ["", "left", "tail", "left right hand", "left wing"])
def test_a_piece_is_never_guessed(text: str) -> None:
    with pytest.raises(InputError, match="no part of a body"):
        piece(text)


def test_a_skull_has_no_side() -> None:
    with pytest.raises(InputError, match="no side"):
        piece("left skull")


@pytest.mark.parametrize(
    ("texts", "clash"),
    [
        (("left hand", "left hand"), True),
        (("left hand", "right hand"), False),
        (("skull", "skull"), True),
        (("head", "mandible"), True),
        (("head", "cervical spine"), False),
        (("left arm", "left humerus"), True),
        (("left arm", "left hand"), False),
        (("left femur", "left femur fragment"), True),
        (("left femur fragment", "left femur fragment"), False),  # may be the two ends of it
        (("femur", "femur"), False),  # sides are not known: may be one left, one right
        (("femur", "femur", "femur"), True),
        (("left femur", "femur", "femur"), True),
        (("left femur", "femur", "right femur fragment"), True),
        (("left femur", "femur fragment"), False),
        (("left femur", "right femur", "femur fragment"), True),
        (("femur", "left femur fragment", "right femur fragment"), True),
        (("whole body", "left patella"), True),
        (("whole body", "skull fragment"), True),
        (("whole body fragment", "left hand"), False),
        (("trunk", "sternum"), True),
        (("left leg", "right leg", "left foot", "head", "trunk"), False),
    ],
)
def test_an_element_that_is_there_twice(texts: tuple[str, ...], clash: bool) -> None:
    assert bool(twice(counted(piece(text) for text in texts))) == clash
    found = contradictions([part("PM7", *texts)])
    assert bool(found) == clash
    if clash:
        assert found[0].part == "PM7"
        assert set(found[0].words) == set(LANGUAGES)
        assert "PM7" in found[0].words["ru"]


def test_only_the_bag_with_two_people_is_named() -> None:
    bags = [part("A", "left hand"), part("B", "left hand", "left hand"), part("C", "left hand")]
    (found,) = contradictions(bags)
    assert (found.part, found.elements) == ("B", (Element.HAND,))
    assert "hand" in found.words["en"]


def test_every_element_has_a_name() -> None:
    assert {element_said(each) for each in Element} == {each.value for each in Element}


def test_numbers_of_individuals() -> None:
    """By hand: 7 left, 5 right, 4 pairs: at least 8 by pairs; (8 x 6)/5 - 1 = 8.6."""
    assert pair_matched(7, 5, 4) == 8
    assert most_likely_number(7, 5, 4) == pytest.approx(8.6)
    assert most_likely_number(3, 3, 3) == 3.0


@pytest.mark.parametrize("numbers", [(3, 2, 3), (-1, 2, 0), (3, 2, -1)])
def test_pairs_that_cannot_be(numbers: tuple[int, int, int]) -> None:
    for formula in (pair_matched, most_likely_number):
        with pytest.raises(InputError, match="there cannot be"):
            formula(*numbers)


@pytest.mark.parametrize(
    ("texts", "least"),
    [
        ((), 0),
        (("left hand", "left hand", "right hand"), 2),
        (("femur", "femur", "femur"), 2),
        (("left femur", "femur", "femur"), 2),
        (("skull", "head"), 2),
        (("skull fragment", "skull fragment"), 1),
        (("femur fragment",), 1),
        (("whole body", "left hand"), 2),
        (("whole body", "left hand fragment"), 1),
    ],
)
def test_the_least_number(texts: tuple[str, ...], least: int) -> None:
    assert least_number(part(str(n), text) for n, text in enumerate(texts)) == least
