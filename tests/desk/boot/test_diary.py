"""The diary of the desk says where something broke and of what kind, and quotes nothing."""

from __future__ import annotations

import logging
import sys

import pytest
from django.conf import settings
from django.test import Client, override_settings

from nomina.desk.boot import diary

NAME = "Planted-Прізвище"


def faulty() -> None:
    try:
        raise ValueError(f"no number: {NAME}")
    except ValueError as error:
        raise KeyError(NAME) from error


def raised() -> str:
    try:
        faulty()
    except KeyError:
        return diary.Diary().format(
            logging.LogRecord("a", logging.ERROR, __file__, 1, "broke %s", ("it",), sys.exc_info())
        )
    raise AssertionError


def test_an_exception_is_told_by_type_and_place_alone() -> None:
    said = raised()
    assert NAME not in said
    assert "ERROR a: broke it" in said
    assert said.index("builtins.ValueError") < said.index("builtins.KeyError")
    assert said.count("in faulty") == 2


def test_a_text_that_another_handler_made_is_not_taken_over() -> None:
    record = logging.LogRecord("a", logging.ERROR, __file__, 1, "m", (), None)
    record.exc_text = NAME
    assert NAME not in diary.Diary().format(record)
    assert record.exc_text == NAME


def test_a_fault_of_a_page_stands_in_the_diary(capsys: pytest.CaptureFixture[str]) -> None:
    """The page says so; before there was a diary, a fault was written nowhere."""
    assert settings.LOGGING is diary.LOGGING
    with override_settings(ROOT_URLCONF="tests.desk.look.urls"):
        answer = Client(raise_request_exception=False).get("/guide/wrong/500/")
    assert answer.status_code == 500
    said = capsys.readouterr().err
    assert "Internal Server Error: /guide/wrong/500/" in said
    assert "builtins.RuntimeError" in said
    assert "RuntimeError: as asked" not in said
