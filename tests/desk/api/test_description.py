"""The committed description is what the code gives, and what it gives holds no score (SEC-32)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from nomina.desk.api.description import described, text
from tools.docs import FORBIDDEN
from tools.openapi import PAGE


def test_the_description_is_that_of_the_code() -> None:
    assert PAGE.read_text("utf-8") == text(), "run python -m tools.openapi"


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object within the description."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from parts(one)


def test_no_answer_holds_a_number_with_a_fraction() -> None:
    for part in parts(described()):
        assert part.get("type") != "number", part
        assert part.get("additionalProperties") is not True, part


@pytest.mark.parametrize("word", ["score", "similarity", "template", "posterior", "log10"])
def test_no_field_is_called_what_it_must_not_hold(word: str) -> None:
    for part in parts(described()):
        assert not any(word in name for name in part.get("properties", {}))


def test_every_endpoint_says_what_goes_wrong_and_what_it_is() -> None:
    for path, methods in described()["paths"].items():
        for method, told in methods.items():
            codes = {int(code) for code in told["responses"]}
            assert {401, 403, 429} <= codes, path
            assert (404 in codes) == ("{" in path), path
            assert (422 in codes) or method == "get", path
            assert told["summary"], path
            assert told["description"], path


def test_the_words_of_a_face_result_are_not_used() -> None:
    assert not FORBIDDEN.search(text())
