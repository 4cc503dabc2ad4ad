"""The door as a whole: every command's help, one line for a refusal, statuses, languages."""

from __future__ import annotations

import contextvars
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from nomina import __version__, words
from nomina.cli import main
from nomina.errors import InputError

COMMANDS = main.list_commands(click.Context(main))


def call(*args: object, **environment: str) -> Result:
    """Run a command in a context of its own, so that its language stays there."""
    env = {"NOMINA_LANG": None, "LANG": None, **environment}
    runner = CliRunner(env=env)
    return contextvars.copy_context().run(runner.invoke, main, [str(arg) for arg in args])


@pytest.fixture
def probe() -> Iterator[list[Any]]:
    """A command that does what the test puts into the list."""
    todo: list[Any] = []

    @click.command("probe")
    def run() -> None:
        todo[0]()

    main.add_command(run)
    yield todo
    del main.commands["probe"]


@pytest.mark.parametrize("command", [[], *[[name] for name in COMMANDS]], ids=" ".join)
def test_every_command_has_help(command: list[str]) -> None:
    done = call(*command, "--help")
    assert done.exit_code == 0
    assert done.output.startswith("Usage: main")
    assert done.stderr == ""
    if not command:
        assert [line.split()[0] for line in done.output.split("Commands:\n")[1].splitlines()] == (
            COMMANDS
        )


def test_a_verb_loads_no_other_verb_and_not_what_compares_faces() -> None:
    code = (
        "import sys; from nomina.cli import main; main(['vault', '--help'], standalone_mode=False);"
        "print(*(name for name in sys.modules if name.startswith(('nomina.', 'scipy', 'numpy'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1].split()
    assert "nomina.cli.vault" in loaded
    assert {"nomina.faces", "nomina.leads", "nomina.cli.ledger", "scipy"}.isdisjoint(loaded)


def test_a_verb_that_does_not_exist_is_refused() -> None:
    done = call("identfy")
    assert done.exit_code == 2
    assert "No such command" in done.stderr


def test_the_version_is_said() -> None:
    assert call("--version").output == f"nomina, version {__version__}\n"


@pytest.mark.parametrize(
    "args",
    [
        ["identify"],
        ["identify", "--bodies", "x", "--missing", "y", "--out", "z"],  # no share of its own
        ["identify", "--bodies", "x", "--missing", "y", "--out", "z", "--on-list", "many"],
        ["compare", "one.jpg"],
        ["forget"],
        ["forget", "a", "b"],
        ["nothing"],
        ["--nothing"],
        ["models", "add", "nowhere"],
        ["demo", "--out", "x", "--language", "fr"],
    ],
    ids=" ".join,
)
def test_wrong_usage_leaves_with_2(args: list[str]) -> None:
    done = call(*args)
    assert done.exit_code == 2
    assert "Usage:" in done.stderr
    assert "Error: " in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "this folder does not exist"),
        ("uk", "такої теки немає"),
        ("ru", "такой папки нет"),
        ("fr", "this folder does not exist"),
    ],
)
@pytest.mark.parametrize("variable", ["NOMINA_LANG", "LANG"])
def test_the_environment_chooses_the_language(
    tmp_path: Path, variable: str, language: str, said: str
) -> None:
    done = call("forget", tmp_path / "none", **{variable: f"{language}_XX.UTF-8"})
    assert done.exit_code == 1
    assert said in done.stderr


def test_one_call_leaves_its_language_to_itself(tmp_path: Path) -> None:
    for language, said in (("uk", "Тут нічого не зберігалося."), ("", "Nothing was kept here.")):
        assert call("forget", tmp_path, NOMINA_LANG=language).output == f"{said}\n"
    assert words.current() == "en"


def test_a_refusal_is_one_line_whatever_a_name_holds(probe: list[Any]) -> None:
    def refuse() -> None:
        raise InputError("what", where="a\nb\x1b[2J\u202e.jpg", todo="do it")

    probe.append(refuse)
    done = call("probe")
    assert done.exit_code == 1
    assert done.stderr == "a\ufffdb\ufffd[2J\ufffd.jpg: what. do it.\n"
    assert done.stdout == ""


def test_an_interrupt_leaves_with_130_and_says_how_to_go_on(probe: list[Any]) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    probe.append(interrupt)
    done = call("probe")
    assert done.exit_code == 130
    assert done.stderr == "Stopped. The same command goes on where it was.\n"


def test_an_error_of_ours_alone_is_made_a_line(probe: list[Any]) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    probe.append(fail)
    assert isinstance(call("probe").exception, ZeroDivisionError)  # a bug is not hidden


def test_forget_says_what_it_did(tmp_path: Path) -> None:
    from nomina.leads.store import Store

    done = call("forget", tmp_path)
    assert (done.exit_code, done.stdout) == (0, "Nothing was kept here.\n")
    Store(tmp_path, ("x",)).close()
    (tmp_path / "report.html").write_bytes(b"report")
    done = call("forget", tmp_path)
    assert (done.exit_code, done.stdout) == (
        0,
        "Forgotten: 2 files removed. The reports stay.\n",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    done = call("forget", tmp_path / "none")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    with Store(tmp_path, ("x",)):
        done = call("forget", tmp_path)
    assert done.exit_code == 1
    assert "another run is at work" in done.stderr


def test_the_real_command_gives_its_status_to_the_shell(tmp_path: Path) -> None:
    nomina = Path(sys.executable).with_name("nomina")
    done = subprocess.run(
        [nomina, "forget", tmp_path / "none"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "NOMINA_LANG": "ru", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "такой папки нет" in done.stderr
