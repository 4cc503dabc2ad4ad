"""The tags of templates: the house's words, escaped, with values that keep their direction."""

from __future__ import annotations

import contextvars
import unicodedata
from types import ModuleType

import pytest
from django.template import Context, Template, TemplateSyntaxError
from hypothesis import given
from hypothesis import strategies as st

from nomina import words
from nomina.desk.look.isolate import isolated
from nomina.desk.look.numbers import grouped


@pytest.fixture(scope="module")
def catalogs() -> ModuleType:
    from tools import catalogs

    return catalogs


def drawn(text: str, language: str = "en", **values: object) -> str:
    def inside() -> str:
        words.use(language)
        return str(Template("{% load look %}" + text).render(Context(values)))

    return contextvars.copy_context().run(inside)


def test_words_come_from_the_houses_catalog() -> None:
    assert drawn('{% tr "not known" %}') == "not known"
    for language in ("uk", "ru"):
        assert drawn('{% tr "not known" %}', language) == words.tr("not known", language)
        assert drawn('{% tr "not known" %}', language) != "not known"


def test_values_are_escaped_and_kept_apart_from_the_text() -> None:
    text = '{% tr "{done} of {total}" done=a total=b %}'
    said = drawn(text, a="<b>{total}</b>", b="'\"&")
    assert said == "&lt;b&gt;{total}&lt;/b&gt; of &#x27;&quot;&amp;"


def test_words_can_be_kept_for_later() -> None:
    assert drawn('{% tr "Stop" as x %}[{{ x }}{{ x }}]') == "[StopStop]"
    assert drawn('{% tr "done" as x %}{% tr "{done} of {total}" done=x total=1 %}') == "done of 1"


@pytest.mark.parametrize(
    ("n", "uk"),
    [(1, "хвилини"), (2, "хвилин"), (5, "хвилин"), (21, "хвилини"), (1111, "хвилин")],
)
def test_a_count_follows_the_plural_rules_of_the_language(n: int, uk: str) -> None:
    text = '{% trn "about {n} minute left" "about {n} minutes left" n=n %}'
    assert drawn(text, n=n) == f"about {n:,} minute{'' if n == 1 else 's'} left"
    assert drawn(text, "uk", n=n).endswith(uk)


@pytest.mark.parametrize(
    "wrong",
    [
        "{% tr name %}",
        "{% tr %}",
        '{% tr "a"|upper %}',
        '{% tr "a" "b" %}',
        '{% trn "{n} a" n=1 %}',
        '{% trn "{n} a" "{n} b" %}',
    ],
)
def test_what_no_catalog_could_hold_is_refused(wrong: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn(wrong, name="x")


def test_the_catalog_finds_what_the_tags_say(catalogs: ModuleType) -> None:
    page = """{% tr "one" %} {% tr 'it\\'s' x=y %} <a aria-label="{% tr 'in "quotes"' %}">
    {% trn "{n} a" "{n} b" n=3 %} {% tr "a &amp; b" as z %} {% trace "no" %} {{ tr }}"""
    assert list(catalogs.from_page(page)) == [
        "one",
        "it's",
        'in "quotes"',
        "a &amp; b",
        ("{n} a", "{n} b"),
    ]


def test_numbers_are_grouped_as_cldr_says() -> None:
    """CLDR 44: en groups by a comma, uk and ru by a no-break space."""

    def said(language: str) -> str:
        words.use(language)
        return grouped(1234567)

    for language, expected in (("en", "1,234,567"), ("uk", "1\u00a0234\u00a0567")):
        assert contextvars.copy_context().run(said, language) == expected
    assert grouped(999) == "999"
    assert grouped(-1234) == "-1,234"


def depth(text: str) -> list[int]:
    """How deep in isolates each sign stands, by UAX #9: what closes nothing is passed over."""
    deep, seen = 0, []
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind == "PDI":
            deep = max(deep - 1, 0)
        seen.append(deep)
        if kind in {"LRI", "RLI", "FSI"}:
            deep += 1
    return [*seen, deep]


@given(st.text(st.sampled_from("ab אב\u202e\u202d\u202c\u2066\u2067\u2068\u2069"), max_size=12))
def test_a_foreign_text_never_reaches_what_follows_it(text: str) -> None:
    held = isolated(text)
    assert depth(held + "x")[len(held)] == 0  # all that was opened is closed before what follows
    if any(unicodedata.bidirectional(sign) not in {"L", "WS"} for sign in text):
        assert min(depth(held)[1 : len(held) - 1], default=1) >= 1  # nothing closed it earlier
    else:
        assert held == text


def test_numbers_of_a_drawing_have_a_point_in_every_language() -> None:
    assert drawn("{{ x|raw }}", "uk", x=120.5) == "120.5"
    assert drawn("{{ x|raw }}", "uk", x=0) == "0"
