"""Pages for what goes wrong say what happened and what to do, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from nomina import words


@pytest.mark.parametrize("status", [400, 403, 404, 500])
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_each_is_a_whole_page_in_the_language_asked_for(
    guide: Client, status: int, language: str
) -> None:
    answer = guide.get(f"/guide/wrong/{status}/", headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == status
    assert f'<html lang="{language}"' in page
    assert page.count("<h1>") == 1
    assert words.tr("To the start", language) in page
    for told in ("Traceback", "RuntimeError", "as asked", "Http404", "guide/views", f"{status}"):
        assert told not in page.partition("<main")[2]


def without_address(page: bytes) -> list[bytes]:
    """The lines of a page but those that hold a token or the address that was asked for."""
    return [line for line in page.split(b"\n") if b"csrf" not in line and b'"back"' not in line]


def test_what_is_hidden_and_what_is_not_there_look_alike(guide: Client) -> None:
    absent = without_address(guide.get("/no/such/page/").content)
    assert len(absent) > 40
    assert absent == without_address(guide.get("/guide/wrong/404/").content)


def test_a_fault_is_told_without_asking_the_database(guide: Client) -> None:
    """The test has no database: a page that asked it would be a second fault."""
    assert guide.get("/guide/wrong/500/").status_code == 500


def test_the_page_for_no_connection(guide: Client) -> None:
    assert b"does not answer" in guide.get("/look/offline/").content


def test_a_desk_in_use_has_no_style_guide() -> None:
    assert Client(raise_request_exception=False).get("/guide/").status_code == 404
