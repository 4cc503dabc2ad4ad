"""The closed vocabulary of a face result (NOT-02): no page, message or catalog says more.

A face result is excluded, inconclusive or a candidate for other examination. Everything that a
user can read is looked through: string literals of the code (not its docstrings), templates,
scripts, styles and translation catalogs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

FORBIDDEN = re.compile(
    r"""(?ix)
    \b(?: match(?:es|ed|ing|er)? | mismatch\w* | hits? | identified | confirmed
        | confirm\w*\ (?:the\ )?identit\w+ | positive\ identification
        | similarity | \d+\s*%\s*(?:similar|alike|sure) )\b
    | збіг(?:у|ом|и|ів|аєть\w*)?\b | збіж\w+ | співпа\w+
    | \b(?:впізна|упізна|опізна|розпізна)н\w*
    | \b(?:ідентифіковано|підтверджен\w+\ особ\w+)\b
    | совпа\w+ | \b(?:опозна|узна)н\w* | \b(?:идентифицирован\w*|подтвержд\w+\ личност\w+)\b
    """
)

ALLOWED: dict[str, str] = {
    # words in a file of src: why they are no statement about a face
    **dict.fromkeys(
        (
            "is identified to",
            "identified to",
            "to this person was identified",
            "идентифицировано как лицо из дела",
            "как это лицо идентифицировано",
            "ідентифіковано як особу справи",
            "як цю особу ідентифіковано",
        ),
        "a link that a board member makes and signs for; no face makes one",
    ),
}
"""Text that may stand although a forbidden word is in it, with the reason."""

STORED = {"identified": "the kind of that link in the database, which nobody reads"}
"""Whole texts that are stored and never shown."""


def literals(source: str, name: str) -> Iterator[tuple[int, str]]:
    """Give the string literals of a module that are not docstrings, with their lines."""
    tree = ast.parse(source, name)
    silent = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    silent |= {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}  # attribute notes
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.lineno, node.value


def documented(source: str, name: str) -> Iterator[tuple[int, str]]:
    """Give the docstrings that users read: those of commands, which click prints as help."""
    for node in ast.walk(ast.parse(source, name)):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            text = ast.get_docstring(node)
            if text:
                yield node.lineno, text


def spoken(root: Path) -> Iterator[tuple[str, str]]:
    """Give everything under ``src`` that a user may read, with where it stands."""
    for path in sorted((root / "src").rglob("*")):
        where = path.relative_to(root).as_posix()
        if path.suffix == ".py":
            source = path.read_text("utf-8")
            yield from ((f"{where}:{line}", text) for line, text in literals(source, where))
            if "/cli/" in where:
                yield from ((f"{where}:{line}", text) for line, text in documented(source, where))
        elif path.suffix in {".html", ".htm", ".po", ".css", ".svg", ".txt"}:
            lines = path.read_text("utf-8").splitlines()
            yield from ((f"{where}:{i}", line) for i, line in enumerate(lines, 1))
        elif path.suffix == ".js":
            # What a script calls is not read by anybody: JavaScript's own names are set aside.
            text = re.sub(r"\.match(?:es|All)?\b|\bmatchMedia\b", "", path.read_text("utf-8"))
            yield from ((f"{where}:{i}", line) for i, line in enumerate(text.splitlines(), 1))


def found_in(text: str) -> list[str]:
    left = "" if text in STORED else text
    for allowed in ALLOWED:
        left = left.replace(allowed, "")
    return [word.group(0) for word in FORBIDDEN.finditer(left)]


def test_nothing_that_a_user_reads_says_more_than_the_three_words(repository: Path) -> None:
    wrong = [
        f"{where}: {words} in {text.strip()[:100]!r}"
        for where, text in spoken(repository)
        if (words := found_in(text))
    ]
    assert not wrong, "\n".join(wrong)


def test_every_allowed_text_is_still_needed(repository: Path) -> None:
    texts = [text for _, text in spoken(repository)]
    assert not [allowed for allowed in ALLOWED if not any(allowed in text for text in texts)]


@pytest.mark.parametrize(
    "text",
    [
        "This is a match.",
        "Matched with M-1",
        "3 hits",
        "The body was identified.",
        "confirm the identity",
        "87 % similar",
        "збіг обличчя",
        "співпадіння 90",
        "Тіло впізнано",
        "Лицо опознано",
        "есть совпадение",
        "Личность: идентифицирован",
    ],
)
def test_a_forbidden_word_is_seen(text: str) -> None:
    assert found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "unidentified bodies",
        "A face never identifies anyone.",
        "candidate for other examination",
        "white through",
        "неопознанные тела",
        "невпізнані тіла",
        "перевірка обличчя",
    ],
)
def test_plain_speech_is_left_alone(text: str) -> None:
    assert not found_in(text)
