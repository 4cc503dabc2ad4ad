"""`nomina vault`: made, checked, rotated and told, each refusal one line and a status."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nomina.cli import main
from nomina.vault import Cost, opened
from tests.vault.vaults import OTHER, SECRET, age, files, noon

ENVIRONMENT = {"NOMINA_LANG": "en", "NOMINA_VAULT_PASSPHRASE": None}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual cost of the passphrase is 128 MiB and near half a second a call."""
    monkeypatch.setattr(Cost.__new__, "__defaults__", (2, 1, 1))


def call(*args: object, **environment: str) -> Result:
    runner = CliRunner(env={**ENVIRONMENT, **environment})
    return runner.invoke(main, ["vault", *map(str, args)])


@pytest.fixture
def word(tmp_path: Path) -> Path:
    path = tmp_path / "word"
    path.write_bytes(SECRET + b"\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def root(tmp_path: Path, word: Path) -> Path:
    assert call("init", tmp_path / "v", "--passphrase", word).exit_code == 0
    with opened(tmp_path / "v", SECRET, noon) as vault:
        for data in (b"one", b"two", b"three"):
            vault.keep(data)
    return tmp_path / "v"


def test_it_is_made_and_says_what_to_keep(tmp_path: Path, word: Path) -> None:
    done = call("init", tmp_path / "v", "--passphrase", word)
    assert done.exit_code == 0
    first, second = done.stdout.splitlines()
    with opened(tmp_path / "v", SECRET, noon) as vault:
        assert first == f"Made: vault {vault.objects.id}"
    assert "without it nothing here can be read" in second
    again = call("init", tmp_path / "v", "--passphrase", word)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "a vault here already" in again.stderr


def test_whole_it_is_said_to_be(root: Path, word: Path) -> None:
    done = call("verify", root, "--passphrase", word)
    assert done.exit_code == 0, done.stderr
    assert done.stdout == "3 objects are as they were kept.\n"


def test_the_environment_gives_the_passphrase_too(root: Path) -> None:
    done = call("verify", root, NOMINA_VAULT_PASSPHRASE=SECRET.decode())
    assert done.exit_code == 0
    done = call("verify", root)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no passphrase was given" in done.stderr
    assert "NOMINA_VAULT_PASSPHRASE" in done.stderr
    done = call("verify", root, NOMINA_VAULT_PASSPHRASE=OTHER.decode())
    assert done.exit_code == 1
    assert "not the passphrase of the vault" in done.stderr
    assert OTHER.decode() not in done.stderr
    assert call("verify", root, "--passphrase", "x", "--keyring", "y").exit_code == 2


def test_what_is_damaged_and_missing_is_named_and_it_leaves_with_1(root: Path, word: Path) -> None:
    one, two, _ = files(root)
    one.write_bytes(one.read_bytes()[:-1] + b"\0")
    two.unlink()
    done = call("verify", root, "--passphrase", word)
    assert done.exit_code == 1
    said = sorted(line.split()[:2] for line in done.stdout.splitlines())
    assert said == [["damaged:", one.name], ["missing:", two.name]]
    assert "not whole; faults: 2" in done.stderr.splitlines()[-1]


def test_orphans_are_told_and_collected_only_when_asked(root: Path, word: Path) -> None:
    stray = root / "objects" / "ab" / ("ab" * 16)
    stray.write_bytes(b"left by a run that was stopped")
    age(stray, 2)
    done = call("verify", root, "--passphrase", word)
    assert done.exit_code == 0
    assert f"orphan: {stray.name}" in done.stdout
    assert done.stdout.splitlines()[-1] == "Bytes that the index does not know: 1"
    assert stray.exists()
    done = call("verify", root, "--passphrase", word, "--collect")
    assert done.stdout.splitlines()[-1] == "Removed: 1"
    assert not stray.exists()
    assert len(files(root)) == 3


def test_nothing_is_collected_from_a_vault_that_is_not_whole(root: Path, word: Path) -> None:
    files(root)[0].unlink()
    stray = root / "objects" / "ab" / ("ab" * 16)
    stray.write_bytes(b"perhaps what is missing")
    age(stray, 2)
    assert call("verify", root, "--passphrase", word, "--collect").exit_code == 1
    assert stray.exists()


def test_rotated_it_opens_with_the_new_one(root: Path, word: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.write_bytes(OTHER)
    new.chmod(0o600)
    done = call("rotate", root, "--passphrase", word, "--new", new)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines()[0] == "Keys sealed anew: 3"
    assert "Copies made before" in done.stdout
    assert call("verify", root, "--passphrase", new).exit_code == 0
    assert call("verify", root, "--passphrase", word).exit_code == 1


def test_it_tells_what_it_is_without_a_passphrase(root: Path) -> None:
    done = call("status", root)
    assert done.exit_code == 0
    said = dict(line.split(": ") for line in done.stdout.splitlines())
    with opened(root, SECRET, noon) as vault:
        assert said["Vault"] == vault.objects.id
    assert (said["Kept"], said["Objects"]) == ("3", "3")
    assert said["Bytes that the index does not know"] == "0"


@pytest.mark.parametrize("verb", ["verify", "status"])
def test_a_store_that_is_not_here_is_said(root: Path, word: Path, verb: str) -> None:
    (root / "objects").rename(root.with_name("away"))
    asked = ["--passphrase", word] if verb == "verify" else []
    done = call(verb, root, *asked)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "nothing was changed" in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_open_file_of_the_passphrase_is_refused(root: Path, word: Path) -> None:
    word.chmod(0o644)
    done = call("verify", root, "--passphrase", word)
    assert done.exit_code == 1
    assert "others may read" in done.stderr
    assert SECRET.decode() not in done.stderr
