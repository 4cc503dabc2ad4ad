"""What is said of every problem: there for every reason, in every language, without other words."""

from __future__ import annotations

import string

import pytest

from nomina.images.refusals import REASONS
from nomina.leads import words
from nomina.leads.words import problem, say
from nomina.words import LANGUAGES

CODES = sorted(words._texts("en"))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words_with_the_same_fields_in_every_language(
    code: str, language: str
) -> None:
    english, here = words._texts("en")[code], words._texts(language)[code]
    for one, other in zip(english, here, strict=True):
        assert fields(one) == fields(other)
        assert bool(one) == bool(other)
    assert (language == "en") == (here[0] == english[0])
    assert not here[0].endswith(".")  # the line adds its own


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_of_the_image_door_has_words(reason: str, language: str) -> None:
    what, todo = say(f"photo-refused-{reason}", language)
    assert what
    assert todo
    with_kind, _ = say(f"photo-refused-{reason}: odd kind", language)
    assert "odd kind" in with_kind


def test_a_line_holds_no_line_and_no_command_of_a_name() -> None:
    made = problem(
        "row-photo-missing", "bodies", case="a\nb", file="c\x1b[2J", photo="d\r\ne\u202e"
    )
    for text in (made.case, made.file, made.what, made.todo):
        assert text.isprintable()
    assert made.code == "row-photo-missing"
