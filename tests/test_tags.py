"""Tags: the standard's own example, an independent reading of it, and what hands do wrong."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nomina import tags
from nomina.errors import InputError

ALL = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_the_example_of_the_standard() -> None:
    """ISO/IEC 7064 gives ISO79 with the check characters 3W."""
    assert tags.check("ISO79") == "3W"
    assert tags.holds("ISO793W")


@given(st.text(ALL, min_size=1, max_size=30))
@settings(max_examples=300)
def test_the_whole_text_is_one_by_its_modulus(text: str) -> None:
    """The definition itself: the sum of value times 36 to the power of the place is 1 mod 1271."""
    whole = text + tags.check(text)
    sum_ = sum(ALL.index(sign) * 36**place for place, sign in enumerate(reversed(whole)))
    assert sum_ % 1271 == 1


def test_every_wrong_character_and_every_swap_is_found() -> None:
    choose = random.Random(3).choice
    for _ in range(30):
        tag = tags.draw(choose)
        assert tags.read(tag) == tag
        assert set(tag) <= set(tags.SIGNS)
        for place, sign in enumerate(tag):
            for other in tags.SIGNS.replace(sign, ""):
                assert not tags.holds(tag[:place] + other + tag[place + 1 :])
        for place, (one, other) in enumerate(pairwise(tag)):
            if one != other:
                assert not tags.holds(tag[:place] + other + one + tag[place + 2 :])


def test_a_tag_is_read_however_it_is_written() -> None:
    tag = "1CWWG080GC"
    for text in ("1cww-g080-gc", " ICWW GO8O GC ", "lcww–g080–gc", "1CWWG080GC\n"):
        assert tags.read(text) == tag
    assert tags.written(tag) == "1CWW-G080-GC"


@pytest.mark.parametrize(
    "text",
    ["", "1CWW-G080", "1CWW-G080-GD", "2CWW-G080-GC", "1CWW-G080-GCC", "UCWW-G080-GC", "Ж" * 10,
     "1CWWG08\u0000GC", "=HYPERLINK(1)"],
)  # fmt: skip
def test_what_is_no_tag_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(InputError) as caught:
        tags.read(text)
    assert caught.value.todo


def test_what_turns_a_line_round_is_not_said_again() -> None:
    with pytest.raises(InputError) as caught:
        tags.read("\u202egnp.exe\x07")
    assert caught.value.where == "gnp.exe"


def test_tags_do_not_tell_of_each_other() -> None:
    drawn = {tags.draw() for _ in range(2000)}
    assert len(drawn) == 2000
    assert len({tag[0] for tag in drawn}) > 25
