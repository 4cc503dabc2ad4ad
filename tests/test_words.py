"""People read Nomina in their own language, and no message is left behind."""

from __future__ import annotations

import contextvars
import errno
import gettext
import importlib.util
import os
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from nomina import words
from nomina.documents import write_bytes_atomic
from nomina.errors import InputError, SpaceError
from nomina.words import LANGUAGES, from_environment, ntr, tr, use

ROOT = Path(__file__).parents[1]
FORBIDDEN = ("збіг", "збіж", "совпад", "ідентифікован", "идентифицирован", "впізнан", "опознан")

OF_A_BOARD = (
    "ідентифіковано як особу справи",
    "як цю особу ідентифіковано",
    "идентифицировано как лицо из дела",
    "как это лицо идентифицировано",
)
"""What a board says of two files when it signs a link; no face makes one."""


def _load() -> ModuleType:
    pytest.importorskip("babel")
    spec = importlib.util.spec_from_file_location("catalogs", ROOT / "tools" / "catalogs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["catalogs"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def catalogs() -> ModuleType:
    return _load()


def test_every_message_is_translated_and_compiled(catalogs: ModuleType) -> None:
    """After a change: ``python tools/catalogs.py``, then translate."""
    assert catalogs.complaints() == []


def test_words_that_a_face_result_never_uses(catalogs: ModuleType) -> None:
    for language in catalogs.TRANSLATED:
        text = catalogs.paths(language)[0].read_text("utf-8").lower()
        for decided in OF_A_BOARD:
            text = text.replace(decided, "")
        for word in FORBIDDEN:
            assert word not in text, f"{language}: {word}"


@pytest.fixture
def small(tmp_path: Path, catalogs: ModuleType) -> tuple[Path, Path]:
    source, locale = tmp_path / "src", tmp_path / "locale"
    source.mkdir()
    (source / "a.py").write_text(
        'x = tr("A body")\ny = words.ntr("{n} day", "{n} days", n)\nz = other("never")\n'
    )
    (source / "page.html").write_text("<p>{{ tr(\"It's &amp; quiet\") }}{{ntr('a', 'b', n)}}")
    catalogs.refresh(source, locale)
    return source, locale


def test_extraction_and_check(small: tuple[Path, Path], catalogs: ModuleType) -> None:
    source, locale = small
    ids = {m.id for m in catalogs.extract(source) if m.id}
    assert ids == {"A body", ("{n} day", "{n} days"), "It's & quiet", ("a", "b")}
    assert sum("not translated" in line for line in catalogs.complaints(source, locale)) == 8
    for language, body in (("uk", "Тіло"), ("ru", "Тело")):
        po, _ = catalogs.paths(language, locale)
        text = po.read_text("utf-8")
        text = text.replace('msgid "A body"\nmsgstr ""', f'msgid "A body"\nmsgstr "{body}"')
        text = text.replace('& quiet"\nmsgstr ""', '& quiet"\nmsgstr "тихо"')
        text = text.replace('[0] ""', '[0] "{n} a"').replace('[1] ""', '[1] "{n} b"')
        po.write_text(text.replace('[2] ""', '[2] "{n} c"'), "utf-8")
    said = catalogs.complaints(source, locale)
    assert sum("stale" in line for line in said) == 2
    assert sum("other fields" in line for line in said) == 2  # ("a", "b") has no {n}
    catalogs.refresh(source, locale)
    assert "Тіло" in catalogs.paths("uk", locale)[0].read_text("utf-8")
    assert not any("stale" in line for line in catalogs.complaints(source, locale))
    before = catalogs.paths("uk", locale)[0].read_bytes()
    catalogs.refresh(source, locale)
    assert catalogs.paths("uk", locale)[0].read_bytes() == before
    (source / "a.py").write_text("")
    assert any("no longer used" in line for line in catalogs.complaints(source, locale))


def test_a_message_must_be_literal(tmp_path: Path, catalogs: ModuleType) -> None:
    (tmp_path / "a.py").write_text('tr(f"{n} bodies")')
    with pytest.raises(ValueError, match=r"a\.py:1"):
        catalogs.extract(tmp_path)


def test_plural_rules_of_ukrainian_and_russian(
    small: tuple[Path, Path], catalogs: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1 день, 2 дні, 5 днів, 11 днів, 21 день: the rules of CLDR."""
    source, locale = small
    for language, forms in (("uk", ("день", "дні", "днів")), ("ru", ("день", "дня", "дней"))):
        po, mo = catalogs.paths(language, locale)
        text = po.read_text("utf-8")
        for i, form in enumerate(forms):
            text = text.replace(f'msgstr[{i}] ""', f'msgstr[{i}] "{{n}} {form}"')
        po.write_text(text, "utf-8")
        catalogs.refresh(source, locale)
        with mo.open("rb") as file:
            catalog = gettext.GNUTranslations(file)
        monkeypatch.setattr(words, "_catalog", lambda _language, found=catalog: found)
        said = [ntr("{n} day", "{n} days", n, language).format(n=n) for n in (1, 2, 5, 11, 21, 22)]
        one, few, many = forms
        assert said == [f"1 {one}", f"2 {few}", f"5 {many}", f"11 {many}", f"21 {one}", f"22 {few}"]


def test_without_translation_the_text_stays() -> None:
    for language in LANGUAGES:
        assert tr("no such message", language) == "no such message"
        assert tr("", language) == ""
        assert ntr("x", "y", 1, language) == "x"
        assert ntr("x", "y", 2, language) == "y"


def test_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="de"):
        use("de")
    with pytest.raises(InputError, match="de"):
        tr("x", "de")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "uk_UA.UTF-8"}, "uk"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "ru"}, "ru"),
        ({"LANG": "ru_RU", "NOMINA_LANG": "uk"}, "uk"),
        ({"LANG": "ru_RU", "NOMINA_LANG": "klingon"}, "ru"),
        ({"NOMINA_LANG": "uk-UA"}, "uk"),
        ({"NOMINA_LANG": "UK.utf8"}, "uk"),
    ],
)
def test_environment(environment: dict[str, str], language: str) -> None:
    assert from_environment(environment) == language


def test_language_belongs_to_the_context(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOMINA_LANG", "ru")
    assert words.current() == "en"  # the environment is not asked before use(None)

    def inside() -> None:
        assert use("uk") == "uk"
        assert words.current() == "uk"
        assert use(None) == "ru"
        seen: list[str] = []
        thread = threading.Thread(target=lambda: seen.append(words.current()))
        thread.start()
        thread.join()
        assert seen == ["en"]

    contextvars.copy_context().run(inside)
    assert words.current() == "en"


@pytest.mark.parametrize(
    ("language", "said"), [("uk", "немає місця"), ("ru", "нет места"), ("en", "no space left")]
)
def test_an_error_speaks_the_language_in_use(
    language: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    def inside() -> None:
        use(language)
        with pytest.raises(SpaceError, match=said):
            write_bytes_atomic(tmp_path / "a", b"x")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        contextvars.copy_context().run(inside)
