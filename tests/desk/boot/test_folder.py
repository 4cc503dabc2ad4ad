"""The folder of a desk: its settings, its key, and that nothing is ever overwritten."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from nomina.cli import main
from nomina.desk.boot import keys
from nomina.desk.boot.config import KEYRING, PASSPHRASE_FILE, Config, checked, read_config
from nomina.desk.boot.folder import make_desk
from nomina.errors import FolderError, InputError, SpaceError, StoreError

POSIX = pytest.mark.skipif(os.name != "posix", reason="no rights of this kind here")
CHEAP = 2**4


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    make_desk(folder, Config(host="morgue.local", port=9000), cost=CHEAP)
    return folder


def test_a_new_desk_says_what_it_was_given_and_is_closed_to_others(desk: Path) -> None:
    assert read_config(desk, {}) == Config(host="morgue.local", port=9000)
    assert {p.name for p in desk.iterdir()} == {
        "desk.toml", "desk.db", "keys", "log.vkey", "vault",
    }  # fmt: skip
    if os.name == "posix":
        assert [mode(desk), mode(desk / "keys")] == [0o700, 0o700]
        assert [mode(desk / "desk.db"), mode(desk / "keys" / "desk.key")] == [0o600, 0o600]
    assert [p.name for p in desk.parent.iterdir()] == ["desk"]


def test_nothing_is_made_over_a_desk_or_any_file(desk: Path, tmp_path: Path) -> None:
    before = {p: p.read_bytes() for p in desk.rglob("*") if p.is_file()}
    with pytest.raises(FolderError, match="already"):
        make_desk(desk, Config(), cost=CHEAP)
    assert {p: p.read_bytes() for p in desk.rglob("*") if p.is_file()} == before
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note").touch()
    with pytest.raises(FolderError, match="not empty"):
        make_desk(tmp_path / "full", Config(), cost=CHEAP)
    with pytest.raises(FolderError, match="not empty"):
        make_desk(tmp_path / "full" / "note", Config(), cost=CHEAP)
    with pytest.raises(FolderError):
        keys.make_key(desk, cost=CHEAP)


def test_a_desk_that_could_not_be_finished_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nomina.desk.boot.folder.sqlcipher.create", full)
    with pytest.raises(FolderError, match="No space left"):
        make_desk(tmp_path / "desk", Config(), cost=CHEAP)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("port = 70000", "port: "),
        ('port = "80"', "port: "),
        ('colour = "red"', "colour: "),
        ('host = "192.168.1.2"', "host: a host name in small letters, not an address"),
        ('host = "a b"', "host: "),
        ('timezone = "Mars/Base"', "timezone: an IANA time zone"),
        ('timezone = "../../etc/passwd"', "timezone: "),
        ('language = "xx"', "language: one of en, uk, ru"),
        ("port = ", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(desk: Path, text: str, said: str) -> None:
    (desk / "desk.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_config(desk, {})
    assert said in str(caught.value)
    assert "desk.toml" in str(caught.value)


def test_the_environment_overrules_the_file(desk: Path) -> None:
    found = read_config(desk, {"NOMINA_DESK_PORT": "8443", "NOMINA_DESK_TIMEZONE": "Europe/Kyiv"})
    assert (found.port, found.timezone, found.host) == (8443, "Europe/Kyiv", "morgue.local")
    with pytest.raises(InputError, match="port"):
        read_config(desk, {"NOMINA_DESK_PORT": "eighty"})


def test_a_demonstration_is_marked_in_its_folder_and_nothing_else_marks_one(
    desk: Path, tmp_path: Path
) -> None:
    make_desk(tmp_path / "show", Config(demo=True), cost=CHEAP)
    variable = f"NOMINA_DESK_{'demo'.upper()}"
    assert read_config(tmp_path / "show", {variable: "0"}).demo
    assert not read_config(desk, {variable: "1"}).demo


def test_a_folder_without_a_desk_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="nomina init"):
        read_config(tmp_path, {})


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        checked({}).port = 1


def test_a_passphrase_is_needed_and_must_be_the_right_one(tmp_path: Path) -> None:
    make_desk(tmp_path / "desk", Config(), passphrase="краща за пароль", cost=CHEAP)
    folder = tmp_path / "desk"
    assert keys.has_passphrase(folder)
    with pytest.raises(InputError, match="NOMINA_DESK_PASSPHRASE"):
        keys.open_key(folder)
    with pytest.raises(InputError, match="not the one of this key"):
        keys.open_key(folder, "краща за паролі")
    root = keys.open_key(folder, "краща за пароль")
    assert len(root) == 32
    assert root.hex() not in (folder / keys.FILE).read_text()


def test_each_use_has_a_key_of_its_own_by_the_published_function(desk: Path) -> None:
    """RFC 5869 by the library's own call, with the label that the module documents."""
    root = bytes.fromhex(json.loads((desk / keys.FILE).read_text())["key"])
    uses = {
        keys.database_key(desk),
        bytes.fromhex(keys.django_key(desk)),
        keys.authority_key(desk),
        keys.second_factor_key(desk),
        keys.ledger_key(desk),
        keys.vault_key(desk),
        root,
    }
    assert len(uses) == 7
    info = b"nomina desk/database/1"
    assert keys.database_key(desk) == HKDF(SHA256(), 32, salt=None, info=info).derive(root)


@POSIX
def test_a_key_that_others_may_read_is_refused(desk: Path) -> None:
    (desk / keys.FILE).chmod(0o640)
    with pytest.raises(StoreError, match="others may read"):
        keys.open_key(desk)


@pytest.mark.parametrize(
    "content", ["", "[]", '{"version": 2}', '{"version": 1}', '{"version": 1, "key": "ab"}']
)
def test_a_key_file_that_is_not_understood_is_said_so(desk: Path, content: str) -> None:
    (desk / keys.FILE).write_text(content)
    with pytest.raises(StoreError, match="key file"):
        keys.open_key(desk)


def test_a_lost_key_is_said_so(desk: Path) -> None:
    (desk / keys.FILE).unlink()
    with pytest.raises(StoreError, match="not here"):
        keys.open_key(desk)


def test_the_command_makes_a_desk_and_refuses_a_second(tmp_path: Path) -> None:
    folder = str(tmp_path / "desk")
    run = CliRunner()
    done = run.invoke(main, ["init", folder, "--timezone", "Europe/Kyiv", "--language", "uk"])
    assert done.exit_code == 0, done.output
    assert read_config(tmp_path / "desk", {}).timezone == "Europe/Kyiv"
    again = run.invoke(main, ["init", folder])
    assert again.exit_code == 1
    assert "already" in again.output


def test_the_command_asks_for_a_passphrase_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "COST", CHEAP)
    done = CliRunner().invoke(
        main, ["init", str(tmp_path / "desk"), "--passphrase"], input="one\ntwo\none\none\n"
    )
    assert done.exit_code == 0, done.output
    assert keys.has_passphrase(tmp_path / "desk")
    assert "one" not in done.output.replace("Without", "").replace("nobody", "").split()


def test_a_passphrase_comes_from_a_file_or_a_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word, file, folder = "six words drawn at random here", tmp_path / "word", tmp_path / "desk"
    file.write_text(f"{word}\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setattr(keys, "COST", CHEAP)
    done = CliRunner().invoke(main, ["init", str(folder), "--passphrase-file", str(file)])
    assert done.exit_code == 0, done.output
    root = keys.open_key(folder, word)
    for name, value in ((PASSPHRASE_FILE, str(file)), (KEYRING, "here")):
        with monkeypatch.context() as patched:
            patched.setattr(keys, "from_keyring", {"here": word.encode()}.__getitem__)
            patched.setenv(name, value)
            keys.unlock(folder)
            assert keys.root(folder) == root
            keys.forget(folder)
    with pytest.raises(InputError, match="has a passphrase"):
        keys.unlock(folder)
    if os.name == "posix":
        file.chmod(0o644)
        monkeypatch.setenv(PASSPHRASE_FILE, str(file))
        with pytest.raises(InputError, match="others may read"):
            keys.unlock(folder)


def test_the_key_is_wrapped_again_and_stays_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_desk(tmp_path / "desk", Config(), passphrase="the old one", cost=CHEAP)
    folder = tmp_path / "desk"
    keys.unlock(folder, "the old one")
    root = keys.root(folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(SpaceError):
            keys.wrap_again(folder, "the new one", cost=CHEAP)
    assert keys.open_key(folder, "the old one") == root
    keys.wrap_again(folder, "the new one", cost=CHEAP)
    keys.forget(folder)
    assert keys.open_key(folder, "the new one") == root
    with pytest.raises(InputError, match="not the one"):
        keys.open_key(folder, "the old one")
    assert mode(folder / "keys" / "desk.key") == 0o600 or os.name != "posix"
