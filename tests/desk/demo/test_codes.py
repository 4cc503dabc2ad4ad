"""The codes of the demonstration as its terminal shows them, and as another asks for them."""

from __future__ import annotations

import base64
import os
import re
import sys
import time

import pytest

from nomina.cli import demo
from nomina.desk.demo import cast
from nomina.errors import InputError
from tests.desk.conftest import HOME

KEYS = {player.login: base64.b32encode(player.login.encode()).decode() for player in cast.CAST}


def test_each_line_has_the_code_of_its_account_and_none_where_it_has_no_key() -> None:
    keys = {login: key for login, key in KEYS.items() if login != "auditor"}
    lines = demo._sign_ins(keys, 1111111109)
    shown = dict(re.findall(r"^  (\S+) +(\d{6})  \w", "\n".join(lines), re.M))
    assert shown == {login: cast.code(key, 1111111109) for login, key in keys.items()}
    assert any(re.fullmatch(r"  auditor {12,}\w.*", line) for line in lines)
    assert max(map(len, lines)) <= 80, "a line that is folded makes the block crawl"
    assert len(lines) < 24


def test_they_are_drawn_anew_when_they_change_and_not_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cast, "PERIOD", 1)
    monkeypatch.setenv("TERM", "xterm")
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as terminal, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", terminal)
        first = int(time.time())
        with demo._Codes(KEYS):
            time.sleep(2.5)
        last = int(time.time())
        terminal.flush()
        written = os.read(ours, 1 << 20).decode()
    os.close(ours)
    drawn = re.findall(r"  board +(\d{6})  ", written)
    assert drawn[0] in {cast.code(KEYS["board"], at) for at in (first, first + 1)}
    assert {cast.code(KEYS["board"], at) for at in range(first + 1, last)} <= set(drawn)
    assert len(drawn) <= last - first + 2, "whoever copies a code is not disturbed"


def test_another_terminal_gets_all_of_them_or_one(
    db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cast.gathered(HOME, "en")
    demo._tell_codes("")
    told = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [login for login, _, _ in told] == [player.login for player in cast.CAST]
    assert {login: key for login, _, key in told} == cast.secrets()
    demo._tell_codes("board-second")
    assert re.fullmatch(r"\d{6}\n", capsys.readouterr().out)
    with pytest.raises(InputError, match="signs in so"):
        demo._tell_codes("nobody")
