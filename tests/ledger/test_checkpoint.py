"""Keys and signatures as others write them."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from nomina.errors import InputError
from nomina.ledger.checkpoint import KeySigner, cosignature, public_key, sign, with_lines
from nomina.ledger.formats import COSIGNATURE, Refused, parse_key, parse_note, signed_by
from tests.ledger.test_formats import PETER, PETER_LINE, TEXT

# golang.org/x/mod/sumdb/note, note_test.go.
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"


@pytest.fixture
def peter(tmp_path: Path) -> KeySigner:
    (tmp_path / "peter").write_text(PETER_PRIVATE + "\n")
    return KeySigner.read(tmp_path / "peter")


def test_a_key_of_go_signs_what_go_signs(peter: KeySigner) -> None:
    assert public_key(peter) == PETER
    assert sign(TEXT, peter, 1).decode().startswith(TEXT + "\n" + PETER_LINE)


def test_a_new_key_is_written_for_its_owner_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = KeySigner.make("example.org/x", path)
    again = KeySigner.read(path)
    assert (again.name, again.public) == (made.name, made.public)
    assert made.public != KeySigner.make("example.org/x", tmp_path / "other").public
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(InputError, match="a key already"):
        KeySigner.make("example.org/x", path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        PETER,
        PETER_PRIVATE.replace("c74f20a3", "c74f20a4"),
        PETER_PRIVATE[:-4],
        PETER_PRIVATE.replace("+AYEK", "+BYEK"),
        PETER_PRIVATE.replace("PRIVATE+KEY", "PUBLIC+KEY"),
        PETER_PRIVATE + "!",
    ],
)
def test_what_is_no_private_key_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    with pytest.raises(InputError, match="private key cannot be read"):
        KeySigner.read(tmp_path / "key")
    with pytest.raises(InputError, match="private key cannot be read"):
        KeySigner.read(tmp_path / "none")


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\nb", "a\u2003b", "\ud800", "cosignature/v1", "a" * 201]
)
def test_names_that_cannot_be_signed_with(name: str) -> None:
    with pytest.raises(InputError, match="cannot have this name"):
        KeySigner(name, bytes(32))


def test_a_cosignature_says_its_time_and_covers_every_line(peter: KeySigner) -> None:
    text = "example.org/x\n5\n" + "A" * 43 + "=\nmore\n"
    key = parse_key(public_key(peter, COSIGNATURE), COSIGNATURE)
    note = f"{text}\n{cosignature(text, peter, 1679315147)}"
    assert signed_by(parse_note(note.encode()), key) == 1679315147
    for changed in (note.replace("more", "less"), note.replace("\n5\n", "\n6\n")):
        with pytest.raises(Refused, match="unsigned"):
            signed_by(parse_note(changed.encode()), key)


def test_lines_are_added_once(peter: KeySigner) -> None:
    text = "example.org/x\n5\n" + "A" * 43 + "=\n"
    note, line = sign(text, peter, 1), cosignature(text, peter, 2)
    whole = with_lines(note, line)
    assert whole == note + line.encode()
    assert with_lines(whole, line) == whole
    with pytest.raises(Refused, match="note"):
        with_lines(note, "no line")
