"""`nomina demo` as people run it: a real process, stopped in the middle, started again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from nomina.cli import main

CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("NOMINA_", "DJANGO_"))}
DEMO = [sys.executable, "-W", "error", "-c", "from nomina.cli import main; main()", "demo"]
SMALL = ("--small", "--once")


def demo(out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DEMO, "--out", str(out), *options],
        env=CLEAN | {"LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def port() -> str:
    import socket

    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return str(asking.getsockname()[1])


@pytest.mark.deep
@pytest.mark.enable_socket
def test_it_opens_and_says_who_may_sign_in(tmp_path: Path) -> None:
    done = demo(tmp_path / "demo", *SMALL, "--port", port())
    assert done.returncode == 0, done.stderr
    roles = (
        *("administrator", "security", "mortuary", "ante-mortem", "examiner"),
        *("board", "custody", "liaison", "transmission", "auditor"),
    )
    shown = dict(re.findall(r"^  (\S+) +(\d{6})  \w", done.stdout, re.M))
    assert [r for r in roles if r not in shown] == []
    assert len(set(shown.values())) > 10, "a code of its own for each, but for rare chance"
    assert "Password of each: " in done.stdout
    assert re.search(r"these codes until \d\d:\d\d:[03]0", done.stdout)
    assert "nothing was given away" in done.stdout


@pytest.mark.deep
@pytest.mark.enable_socket
@pytest.mark.parametrize("after", [3.0, 8.0, 14.0])
def test_stopped_at_any_time_it_goes_on_where_it_was(tmp_path: Path, after: float) -> None:
    process = subprocess.Popen(
        [*DEMO, "--out", str(tmp_path / "demo"), *SMALL, "--port", port()],
        env=CLEAN,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    done = demo(tmp_path / "demo", *SMALL, "--port", port())
    assert done.returncode == 0, done.stderr
    assert "nothing was given away" in done.stdout
    again = demo(tmp_path / "demo", *SMALL, "--port", port())
    assert (again.returncode, "Cases" in again.stderr) == (0, False), again.stderr
    assert len(demo(tmp_path / "demo", "--code", "board-second").stdout.strip()) == 6


def test_nobody_is_invented_in_a_desk_that_is_at_work(tmp_path: Path) -> None:
    made = CliRunner().invoke(main, ["init", str(tmp_path / "desk")])
    assert made.exit_code == 0, made.output
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    done = CliRunner().invoke(main, ["demo", "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "no demonstration" in done.output
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
