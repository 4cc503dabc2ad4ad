"""The pages say what the program does: every link, command, option, target and variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from nomina import words
from tools import docs


@pytest.fixture(autouse=True)
def english() -> None:
    words.use("en")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page on which each kind of fault is planted once, and each rule is kept once."""
    path = tmp_path / "page.md"
    path.write_text(
        "# A heading, with `code`\n\n"
        "[kept](#a-heading-with-code) [broken](#no-heading) [gone](gone.md) "
        "[plain](http://example.org) [secure](https://example.org)\n\n"
        "It is a match, 97 % sure. Matches of `--match` in code are not read.\n\n"
        "```sh\nmake test PYTHON=x   # make nothing\nmake nonsense\n"
        "nomina --version\nnomina conjure it\nnomina --conjure\n```\n"
        "Run `nomina --help` or `make CC=1 lint`. Nomina makes sure.\n"
    )
    return path


def test_planted_links_are_found(page: Path) -> None:
    assert docs.broken_links(page) == [
        "page.md: #no-heading names no heading",
        "page.md: gone.md does not exist",
        "page.md: http://example.org is no secure address",
    ]


def test_planted_words_are_found(page: Path) -> None:
    assert docs.forbidden_words(page) == [
        "page.md: 'match'",
        "page.md: '97 % sure'",
        "page.md: 'Matches'",
    ]


def test_planted_commands_are_found(page: Path) -> None:
    assert docs.unknown_commands(page) == [
        "page.md: there is no command nomina conjure",
        "page.md: nomina  has no --conjure",
    ]


def test_planted_targets_are_found(page: Path) -> None:
    assert docs.named_targets(page) == {"test", "nonsense", "lint"}


@pytest.mark.parametrize("path", docs.pages(), ids=lambda p: p.name)
def test_page(path: Path) -> None:
    """Links, commands, options and words of one page."""
    wrong = docs.broken_links(path) + docs.unknown_commands(path) + docs.forbidden_words(path)
    assert wrong == []


def test_the_reference_is_what_the_program_says() -> None:
    assert docs.stale() == []


def test_every_command_and_option_explains_itself() -> None:
    silent = [" ".join(path) for path, command in docs.commands() if not command.help]
    silent += [
        f"{' '.join(path)} {name}"
        for path, command in docs.commands()
        for name, text in docs.options(command).items()
        if name != "--help" and not text
    ]
    assert silent == []


def test_every_command_is_on_a_page_that_someone_wrote() -> None:
    written = [p for p in docs.pages() if p != docs.ROOT / docs.REFERENCE]
    text = "\n".join(line for page in written for line in docs.code(page))
    missing = [" ".join(path) for path, _ in docs.commands() if " ".join(path) not in text]
    assert missing == []


def test_targets_of_make_are_those_on_the_pages() -> None:
    named = set().union(*(docs.named_targets(page) for page in docs.pages()))
    assert named == docs.targets()


def test_environment_variables_are_those_on_the_pages() -> None:
    named = {
        name
        for page in docs.pages()
        for name in docs.VARIABLE.findall(page.read_text(encoding="utf-8"))
    }
    assert named == docs.read_variables()
