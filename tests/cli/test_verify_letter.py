"""`nomina verify-letter`: one altered byte of anything that leaves signed is caught, offline.

The files are what a family, a bureau or an agency holds: a letter, a package and an acknowledgement
of one, as JSON and as PDF. The command has the file and the public key, and nothing else: no desk
is there, and a socket cannot be opened.
"""

from __future__ import annotations

import random
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from nomina import letters, packages
from nomina.cli import main
from nomina.desk.custody.papers.page import Paper, Text, pdf
from nomina.errors import InputError
from nomina.ledger.checkpoint import public_key
from nomina.signed import spelt
from tests import test_letters
from tests.packages.drawn import KEY, THEIRS, THEM, US, content, item
from tests.test_letters import changed

_DRAWN = random.Random(16)


@cache
def package() -> packages.Package:
    return packages.sign(content(item("dead")), US, {})


@cache
def bare() -> bytes:
    """A print of the package that nobody signed, as the desk makes it."""
    attached = spelt(package().model_copy(update={"enclosed": None})).decode()
    paper = Paper(
        title="Package", number="T-00001", language="uk", at=datetime(2026, 11, 1, tzinfo=UTC),
        parts=(Text("Кого стосується", ("Слово.",)),), code="T-00001", document=attached,
    )  # fmt: skip
    return pdf(paper)


@cache
def package_print() -> bytes:
    return packages.sealed_print(bare(), package(), US)


@cache
def acknowledgement() -> bytes:
    got = packages.received(package().package, at="2026-11-02T10:00:00Z", signer="Duty officer")
    return spelt(packages.sign_received(got, THEM))


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "letter.json": (lambda: test_letters.FILE, test_letters.KEY),
    "letter.pdf": (test_letters.printed, test_letters.KEY),
    "package.json": (lambda: spelt(package()), KEY),
    "package.pdf": (package_print, KEY),
    "acknowledgement.json": (acknowledgement, THEIRS),
}
"""What leaves or comes signed, and under whose key."""


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*args: object, **more: object) -> None:
        raise AssertionError("the command opened a socket")

    monkeypatch.setattr(socket, "socket", none)
    monkeypatch.setattr(socket, "create_connection", none)


def run(folder: Path, name: str, data: bytes, key: str) -> tuple[int, str]:
    (folder / name).write_bytes(data)
    done = CliRunner().invoke(main, ["verify-letter", str(folder / name), "--key", key])
    return done.exit_code, done.output


@pytest.mark.parametrize("name", FILES)
def test_one_altered_byte_is_caught(tmp_path: Path, name: str) -> None:
    made, key = FILES[name]
    data = made()
    status, said = run(tmp_path, name, data, key)
    assert (status, "The signature of" in said) == (0, True), said
    assert ("Every byte of this print" in said) == name.endswith(".pdf")
    size = len(data)
    places = {*range(12), *range(size - 12, size), *range(0, size, size // 60 + 1)}
    for at in sorted(places):
        status, said = run(tmp_path, name, changed(data, at, _DRAWN.randrange(8)), key)
        assert (status, "holds" in said) == (1, False), (name, at, said)


@pytest.mark.parametrize("name", FILES)
def test_another_key_is_another_key(tmp_path: Path, name: str) -> None:
    other = public_key(THEM if FILES[name][1] != THEIRS else US)
    status, said = run(tmp_path, name, FILES[name][0](), other)
    assert (status, "signed with another key" in said) == (1, True), said


@pytest.mark.deep
def test_every_byte_of_the_print_of_a_package_counts() -> None:
    data = package_print()
    for at in range(len(data)):
        with pytest.raises(InputError):
            packages.check(changed(data, at, _DRAWN.randrange(8)), KEY, "it")


def test_the_line_of_one_kind_of_print_is_none_of_another(tmp_path: Path) -> None:
    """A package that is signed as a letter is neither, though each signature is a true one."""
    line = package_print().index(b"%nomina package print")
    as_letter = package_print()[:line] + package_print()[line:].replace(b"package", b"letter", 1)
    status, said = run(tmp_path, "a.pdf", as_letter, KEY)
    assert (status, "does not hold" in said) == (1, True), said
    with pytest.raises(InputError, match="nobody signed"):
        packages.check(as_letter, KEY, "it")
    with pytest.raises(InputError, match="nobody signed"):
        letters.check(package_print(), KEY, "it")


def test_a_print_that_carries_another_package_is_refused(tmp_path: Path) -> None:
    other = packages.sign(content(item("dead"), number="T-00002"), US, {})
    status, said = run(tmp_path, "a.pdf", packages.sealed_print(bare(), other, US), KEY)
    assert (status, "not attached" in said) == (1, True), said


def test_it_says_that_papers_which_lie_beside_were_not_checked(tmp_path: Path) -> None:
    paper = packages.Enclosure(number="D-1", kind="death", language="uk", digest="b" * 64)
    made = packages.sign(content(item("death"), enclosures=(paper,)), US)
    attached = spelt(made).decode()
    print_ = pdf(Paper(title="P", number="T", language="en", parts=(), document=attached,
                       at=datetime(2026, 11, 1, tzinfo=UTC)))  # fmt: skip
    for name, data in (("a.pdf", packages.sealed_print(print_, made, US)), ("a.json", spelt(made))):
        status, said = run(tmp_path, name, data, KEY)
        assert (status, "are not in this file" in said) == (0, True), (name, said)
