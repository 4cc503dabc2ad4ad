"""Which language, theme and contrast a request gets, and what is left behind after it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from nomina import words
from nomina.desk.look import language, themes
from nomina.desk.look.signals import chosen


def asked(accept: str = "", cookies: dict[str, str] | None = None, user: Any = None) -> HttpRequest:
    request = RequestFactory().get("/", headers={"accept-language": accept})
    request.COOKIES.update(cookies or {})
    if user is not None:
        request.user = user
    return request


@pytest.mark.parametrize(
    ("accept", "cookie", "user", "expected"),
    [
        ("", "", "", "en"),
        ("uk", "", "", "uk"),
        ("de, ru;q=0.4, uk;q=0.6", "", "", "uk"),  # RFC 9110: the greatest weight first
        ("uk-UA,uk;q=0.9", "", "", "uk"),
        ("ru;q=0, uk;q=0.1", "", "", "uk"),
        ("ru;q=0", "", "", "en"),  # a weight of 0 is "not acceptable"
        ("de", "", "", "en"),
        ("uk", "ru", "", "ru"),
        ("uk", "klingon", "", "uk"),
        ("uk", "en", "ru", "ru"),
        ("uk", "ru", "klingon", "ru"),
        ("<script>,;;q=x", "", "", "en"),
    ],
)
def test_person_then_cookie_then_browser(
    accept: str, cookie: str, user: str, expected: str
) -> None:
    request = asked(accept, {language.COOKIE: cookie}, SimpleNamespace(language=user))
    assert language.chosen(request) == expected


def test_a_person_without_a_language_of_their_own_is_no_fault() -> None:
    assert language.chosen(asked("uk", user=SimpleNamespace())) == "uk"
    assert language.chosen(asked("uk")) == "uk"


def test_the_language_ends_with_the_request_even_after_an_error() -> None:
    spoken = []

    def answers(_request: HttpRequest) -> HttpResponse:
        spoken.append((words.current(), translation.get_language()))
        return HttpResponse()

    def fails(_request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    before = words.current(), translation.get_language()
    answer = language.LanguageMiddleware(answers)(asked("ru"))
    assert spoken == [("ru", "ru")]
    assert answer.headers["Content-Language"] == "ru"
    assert "Accept-Language" in answer.headers["Vary"]
    assert (words.current(), translation.get_language()) == before
    with pytest.raises(RuntimeError):
        language.LanguageMiddleware(fails)(asked("uk"))
    assert (words.current(), translation.get_language()) == before


def test_every_language_has_its_own_name() -> None:
    assert tuple(language.NAMES) == words.LANGUAGES
    assert not language.RIGHT_TO_LEFT & set(words.LANGUAGES)


def test_direction() -> None:
    assert [language.direction(code) for code in ("uk", "ar", "he")] == ["ltr", "rtl", "rtl"]


@pytest.mark.parametrize(
    ("cookie", "user", "expected"),
    [("", "", "auto"), ("dark", "", "dark"), ("dark", "light", "light"), ("x", "y", "auto")],
)
def test_theme(cookie: str, user: str, expected: str) -> None:
    request = asked(cookies={themes.COOKIE: cookie}, user=SimpleNamespace(theme=user))
    assert themes.theme(request) == expected


def test_contrast() -> None:
    assert themes.contrast(asked(cookies={themes.CONTRAST_COOKIE: "more"})) == "more"
    assert themes.contrast(asked(cookies={themes.CONTRAST_COOKIE: "'><x"})) == "auto"


@pytest.fixture
def heard() -> Any:
    told: list[dict[str, str]] = []

    def hear(choice: dict[str, str], **_more: object) -> None:
        told.append(choice)

    chosen.connect(hear)
    yield told
    chosen.disconnect(hear)


def test_a_choice_is_kept_on_the_device_and_told(guide: Client, heard: Any) -> None:
    answer = guide.post("/look/choose/", {"language": "uk", "theme": "dark", "back": "/guide/"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/guide/"
    for name, value in ((language.COOKIE, "uk"), (themes.COOKIE, "dark")):
        cookie = answer.cookies[name]
        assert cookie.value == value
        assert cookie["httponly"]
        assert cookie["secure"]
        assert cookie["samesite"] == "Strict"
    assert heard == [{"language": "uk", "theme": "dark"}]
    page = guide.get("/guide/bare/").content.decode()
    assert '<html lang="uk" dir="ltr" data-theme="dark"' in page


@pytest.mark.parametrize("value", ["klingon", "", "uk\r\nSet-Cookie: x=1", "../"])
def test_what_cannot_be_chosen_is_passed_over(guide: Client, heard: Any, value: str) -> None:
    answer = guide.post("/look/choose/", {"language": value, "theme": value, "contrast": value})
    assert answer.status_code == 302
    assert not answer.cookies
    assert heard == []


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "x"],
)
def test_the_way_back_never_leaves_the_desk(guide: Client, back: str) -> None:
    answer = guide.post("/look/choose/", {"theme": "dark", "back": back})
    assert answer.headers["Location"] == "/"


def test_choosing_changes_something_and_so_is_a_post(guide: Client) -> None:
    assert guide.get("/look/choose/?theme=dark").status_code == 405


def test_choosing_needs_the_token_of_the_page() -> None:
    with override_settings(ROOT_URLCONF="tests.desk.look.urls"):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post("/look/choose/", {"theme": "dark"}).status_code == 403


@pytest.mark.parametrize(("spoken", "said"), [("en", False), ("uk", True), ("ru", True)])
def test_words_that_no_native_speaker_read_say_so(guide: Client, spoken: str, said: bool) -> None:
    page = guide.get("/guide/", headers={"accept-language": spoken}).content.decode()
    note = words.tr("Not yet read by a native speaker. Say what is wrong.", spoken)
    assert (note in page) is said
