"""Names that people type: hostile ones, and those of languages that are not ours."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomina.desk.people.text import clean_name, clean_note
from nomina.errors import InputError


@pytest.mark.parametrize(
    "name",
    [
        "Zoë O'Neill-Çelik",
        "Олексій Ґалаґан",
        "محمد\u200cرضا",
        "שלום\u200f",
        "王小明",
        "<img src=x onerror=alert(1)>",
        "=HYPERLINK(1)",
        "{{7*7}}",
    ],
)
def test_what_can_be_written_is_kept(name: str) -> None:
    assert clean_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "name", ["", "  ", "a\x00b", "a\u202eb", "a\u2066b", "a\x1bb", "x" * 201, "a\ud800", "a\u2028"]
)
def test_what_would_break_a_line_or_a_table_is_refused(name: str) -> None:
    if name == "a\u2028":  # a line separator counts as space, and ends up as none
        assert clean_name(name) == "a"
        return
    with pytest.raises(InputError):
        clean_name(name)


@given(st.text(max_size=60))
def test_a_clean_name_is_one_line_and_stays_clean(typed: str) -> None:
    try:
        name = clean_name(typed)
    except InputError:
        return
    assert name == name.strip()
    assert len(name.splitlines()) == 1
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in name)
    assert clean_name(name) == name


def test_a_reason_has_lines() -> None:
    assert clean_note(" one\r\n\ttwo ") == "one\n\ttwo"
    with pytest.raises(InputError):
        clean_note("a\x00")
