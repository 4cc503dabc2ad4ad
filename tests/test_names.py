"""Names from outside, as Unicode describes them."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from nomina.names import folded, shown


def test_what_cannot_be_printed_is_marked() -> None:
    assert shown("a\nb\u202e\x1b[2J\udcff") == "a\ufffdb\ufffd\ufffd[2J\ufffd"


@given(st.text())
def test_what_is_shown_is_one_line_that_commands_nothing(text: str) -> None:
    found = shown(text)
    assert len(found) == len(text)
    assert found.isprintable()
    assert shown(found) == found


def test_two_spellings_of_one_name_fold_alike_and_two_names_do_not() -> None:
    assert folded(" ЙОСИП ") == folded(unicodedata.normalize("NFD", "йосип"))
    assert folded("Strauß") == folded("STRAUSS")
    assert folded("Іван") != folded("Iван")  # a Cyrillic letter and a Latin one
