"""Where a passphrase comes from: each refusal says what and where, and never the passphrase."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from nomina.errors import InputError
from nomina.vault.passphrase import (
    SHORTEST,
    VARIABLE,
    from_environment,
    from_file,
    from_keyring,
)


def kept(path: Path, data: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(data)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_end_of_the_line_is_not_part_of_it(tmp_path: Path, end: bytes) -> None:
    words = "шість слів, витягнутих навмання".encode()
    assert from_file(kept(tmp_path / "p", words + end)) == words


def test_only_one_end_is_taken_and_spaces_stay(tmp_path: Path) -> None:
    assert from_file(kept(tmp_path / "p", b"  sixteen and more \n\n")) == b"  sixteen and more \n"


@pytest.mark.skipif(os.name != "posix", reason="no such rights on this system")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o666])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = kept(tmp_path / "p", b"x" * SHORTEST, mode)
    with pytest.raises(InputError, match="others may read") as refused:
        from_file(path)
    assert str(path) == refused.value.where
    path.chmod(0o400)
    assert from_file(path) == b"x" * SHORTEST


def test_short_long_and_missing_ones_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        from_file(tmp_path / "none")
    for data in (b"", b"\n", b"y" * (SHORTEST - 1) + b"\n", "я".encode() * (SHORTEST - 1)):
        with pytest.raises(InputError, match="shorter than 16") as refused:
            from_file(kept(tmp_path / "p", data))
        assert not data.strip() or data.decode().strip() not in str(refused.value)
    with pytest.raises(InputError, match="longer than"):
        from_file(kept(tmp_path / "p", b"x" * 5000))


def test_the_environment_is_asked_by_name() -> None:
    assert from_environment({}) is None
    assert from_environment({VARIABLE: "x" * SHORTEST}) == b"x" * SHORTEST
    with pytest.raises(InputError, match="shorter") as refused:
        from_environment({VARIABLE: "short"})
    assert refused.value.where == VARIABLE


def test_the_keyring_is_asked_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    class KeyringError(Exception):
        pass

    package, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    held = {("nomina-vault", "here"): "z" * SHORTEST}

    def get_password(service: str, name: str) -> str | None:
        if name == "locked":
            raise KeyringError("locked")
        return held.get((service, name))

    vars(package)["get_password"] = get_password
    vars(errors)["KeyringError"] = KeyringError
    monkeypatch.setitem(sys.modules, "keyring", package)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    assert from_keyring("here") == b"z" * SHORTEST
    with pytest.raises(InputError, match="no such passphrase") as refused:
        from_keyring("there")
    assert "keyring set nomina-vault there" in refused.value.todo
    with pytest.raises(InputError, match=r"cannot be used \(locked\)"):
        from_keyring("locked")


def test_without_the_package_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(InputError, match="keyring is not installed"):
        from_keyring("here")
