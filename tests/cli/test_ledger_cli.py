"""`nomina ledger`: a log is made, proven, verified by a stranger, witnessed and watched."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nomina.cli import main
from nomina.ledger.checkpoint import KeySigner
from nomina.ledger.file_leaves import FileLeaves
from nomina.ledger.formats import open_checkpoint, parse_key
from nomina.ledger.log import Log
from nomina.ledger.tiles import TileNodes
from nomina.ledger.tree import root
from tests.ledger.acts import Clock, act

NAME = "example.org/mortuary"


def call(*args: object, status: int = 0, language: str = "en") -> Result:
    runner = CliRunner(env={"NOMINA_LANG": language})
    done = runner.invoke(main, ["ledger", *map(str, args)])
    assert done.exit_code == status, done.output
    return done


def key_in(output: str) -> str:
    return next(line for line in output.splitlines() if "key" in line).split(": ")[1]


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is ten seconds on whenever somebody looks, so that a second never ends."""
    clock = Clock()

    def now() -> datetime:
        clock.on(10)
        return clock.now

    monkeypatch.setattr(import_module("nomina.cli.ledger"), "_now", now)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str]:
    """A log and its public key."""
    return tmp_path / "log", key_in(call("init", tmp_path / "log", "--name", NAME).output)


def do(directory: Path, acts: int) -> None:
    """Enter so many acts, as a desk does."""
    leaves = FileLeaves(directory / "log.db")
    log = Log(leaves, KeySigner.read(directory / "key"), Clock())
    with leaves.transaction():
        for number in range(acts):
            log.append(act(number))
    leaves.close()


def test_from_a_new_log_to_a_stranger_who_checks(tmp_path: Path, made: tuple[Path, str]) -> None:
    log, key = made
    assert key.startswith(NAME + "+")
    do(log, 5)
    assert "Signed: 6 entries" in call("checkpoint", log, "--every", 1).output
    assert "No checkpoint is due" in call("checkpoint", log, "--every", 10**9).output
    out = tmp_path / "handed"
    assert call("prove", log, 3, "--out", out).output.count("Written: ") == 7
    said = call("verify", out, "--key", key).output
    assert "The proof holds." in said
    assert f"entry 3 of the log {NAME}, under a checkpoint over 6 entries" in said
    assert "Доказ дійсний." in call("verify", out, "--key", key, language="uk").output
    shutil.rmtree(log)
    command = [sys.executable, "-I", "-S", "verify.py", "--event", "event.json", "--salt"]
    command += ["salt.txt", "--proof", "act.tlog-proof", "--key", key]
    done = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False, env={})
    assert (done.returncode, done.stderr) == (0, "")
    assert "The proof holds." in done.stdout


def test_a_changed_proof_leaves_with_1(tmp_path: Path, made: tuple[Path, str]) -> None:
    log, key = made
    out = tmp_path / "handed"
    call("prove", log, 0, "--out", out)
    event = (out / "event.json").read_bytes()
    (out / "event.json").write_bytes(event.replace(b"ledger.made", b"ledger.mode"))
    done = call("verify", out, "--key", key, status=1)
    assert done.stderr == "the act is not in the log at this place, or was changed.\n"
    (out / "event.json").write_bytes(event)
    done = call("verify", out, "--key", "x", status=1, language="ru")
    assert done.stderr == "это не открытый ключ нужного вида (x).\n"
    (out / "salt.txt").unlink()
    assert "cannot be read" in call("verify", out, "--key", key, status=1).stderr


def test_a_witness_elsewhere(tmp_path: Path, made: tuple[Path, str]) -> None:
    log, key = made
    asked, answer, far = tmp_path / "asked", tmp_path / "answer", tmp_path / "far"
    call("request", log, "--out", asked)
    watch = ("witness", far, asked, "--log", key, "--out", answer)
    watching = key_in(call(*watch, "--name", "w.example").output)
    assert "a key already" in call(*watch, "--name", "w.example", status=1).stderr
    said = call("witnessed", log, answer, "--witness-key", watching).output
    assert said == "The checkpoint is witnessed by: w.example\n"
    assert (log / "public" / "checkpoint").read_bytes() == answer.read_bytes()
    out = tmp_path / "handed"
    call("prove", log, 0, "--out", out, "--witnessed")
    assert (
        "w.example witnessed it"
        in call("verify", out, "--key", key, "--witness-key", watching).output
    )
    do(log, 3)
    call("checkpoint", log, "--every", 1)
    call("request", log, "--old", 1, "--out", asked)
    call(*watch)
    done = call("request", log, "--old", 99, "--out", asked, status=1)
    assert "no checkpoint is over 99 entries" in done.stderr


def test_a_log_that_was_put_back_is_an_alarm(tmp_path: Path, made: tuple[Path, str]) -> None:
    log, _ = made
    shutil.copy(log / "log.db", tmp_path / "backup.db")
    do(log, 4)
    call("checkpoint", log, "--every", 1)
    kept = tmp_path / "kept"
    shutil.copy(log / "public" / "checkpoint", kept)
    assert "The log is what was signed." in call("status", log, "--all", "--known", kept).output
    shutil.copy(tmp_path / "backup.db", log / "log.db")
    for command in (("status", log), ("checkpoint", log), ("prove", log, 0, "--out", "x")):
        done = call(*command, status=1)
        assert "the log has 1 entries, and 5 were signed" in done.stderr
    shutil.rmtree(log / "public")  # the whole folder was put back: only others can tell
    call("status", log)
    done = call("status", log, "--known", kept, status=1)
    assert "An older copy may have been put back" in done.stderr


def test_a_changed_entry_is_named(made: tuple[Path, str]) -> None:
    log, _ = made
    do(log, 4)
    database = sqlite3.connect(log / "log.db")
    database.execute("DROP TRIGGER act_stays")
    database.execute("UPDATE entry SET salt = zeroblob(32) WHERE place = 2")
    database.commit()
    database.close()
    call("status", log)
    assert "Entry 2 was changed" in call("status", log, "--all", status=1).stderr


def test_whoever_looks_after_it_needs_no_private_key(made: tuple[Path, str]) -> None:
    log, key = made
    (log / "key").unlink()
    assert f"Public key: {key}" in call("status", log, "--all").output
    assert "private key cannot be read" in call("checkpoint", log, status=1).stderr
    (log / "log.vkey").write_text(key[:-1])
    assert "not a public key" in call("status", log, status=1).stderr


def test_what_is_published_is_the_whole_log(made: tuple[Path, str]) -> None:
    log, key = made
    for acts in (2, 300, 1):
        do(log, acts)
        call("checkpoint", log, "--every", 1)
        checkpoint, _, _ = open_checkpoint(
            (log / "public" / "checkpoint").read_bytes(), parse_key(key)
        )
        assert root(TileNodes(log / "public", checkpoint.size), checkpoint.size) == checkpoint.root
    assert checkpoint.size == 304


def test_refusals_are_one_line(tmp_path: Path, made: tuple[Path, str]) -> None:
    log, key = made
    for args in (
        ("init", log, "--name", NAME),
        ("init", tmp_path / "b", "--name", "two words"),
        ("status", tmp_path / "none"),
        ("prove", log, 7, "--out", tmp_path / "x"),
        ("prove", log, 0, "--out", tmp_path / "x", "--witnessed"),
        ("witness", tmp_path / "w", log / "key", "--log", key, "--out", "x", "--name", "w"),
        ("witness", tmp_path / "w", log / "none", "--log", key, "--out", "x"),
        ("witnessed", log, log / "key", "--witness-key", key),
        ("status", log, "--known", log / "none"),
    ):
        done = call(*args, status=1)
        assert done.stderr.count("\n") == 1
        assert not done.exception or isinstance(done.exception, SystemExit)
