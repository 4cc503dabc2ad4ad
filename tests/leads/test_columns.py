"""Headers and words of tables: each has one meaning, however it is written."""

from __future__ import annotations

from itertools import combinations

import pytest

from nomina.leads import columns
from nomina.leads.columns import alive_of, column_of, condition_of, plain


@pytest.mark.parametrize(
    "table",
    [columns._HEADERS, columns._CONDITIONS, columns._ALIVE],
    ids=["header", "state", "life"],
)
def test_no_word_has_two_meanings(table: dict[str, str]) -> None:
    words = {key: {plain(word) for word in text.split("|")} for key, text in table.items()}
    for one, other in combinations(words, 2):
        assert not words[one] & words[other], (one, other)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Body_No.", "number"),
        ("№", "number"),
        ("  НОМЕР  тіла ", "number"),
        ("Ім'я", "name"),
        ("Ім’я", "name"),
        ("ФИО", "name"),
        ("Photo file", "file"),
        ("Тека", "folder"),
        ("May be alive?", None),
        ("may_be-alive", "alive"),
        ("rank", None),
        ("", None),
    ],
)
def test_headers_are_known_by_any_spelling(header: str, column: str | None) -> None:
    assert column_of(header) == column


def test_words_for_life_are_understood_in_every_gender() -> None:
    for word in ("мертвий", "мертва", "мёртвый", "мертвая", "загибла", "погибшая", "No", "dead"):
        assert alive_of(word) == "dead", word
    for word in ("живий", "жива", "ЖИВАЯ", "так", "Yes", "true", "may be alive", "возможно"):
        assert alive_of(word) == "may be alive", word
    for word in ("?", "невідома", "неизвестна", "unknown"):
        assert alive_of(word) == "unknown", word
    for word in ("perhaps", "2", "не жив", "not dead"):
        assert alive_of(word) is None, word


def test_conditions_are_those_of_the_faces() -> None:
    from nomina.faces.types import ConditionClass

    assert set(columns._CONDITIONS) == {str(one.value) for one in ConditionClass}
    assert condition_of("Свіже") == "fresh"
    assert condition_of("early-change") == "early_change"
    assert condition_of("rotten") is None
