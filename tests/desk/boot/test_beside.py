"""The worker beside a served desk: a real process on a desk that a passphrase opens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nomina.desk.boot.beside import NICE, Beside
from nomina.desk.boot.config import Config
from nomina.desk.boot.folder import make_desk
from tests.desk.boot.jobs import until

WORDS = "Ледоруб-Кипарис 4711"
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("NOMINA_", "DJANGO_"))}
ASK = """
import sys, time
from pathlib import Path
from nomina.desk.boot.opening import migrate, open_desk
open_desk(Path(sys.argv[1]), sys.argv[2])
migrate()
from nomina.desk.files.photos.background import look_at_all
id = look_at_all.enqueue().id
from nomina.desk.books.models import Beat
print(Beat.objects.count(), flush=True)
while look_at_all.get_result(id).status != "SUCCESSFUL" or not Beat.objects.exists():
    time.sleep(0.2)
print(Beat.objects.get().name, flush=True)
"""


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ.keys() - CLEAN.keys():
        monkeypatch.delenv(name)


def proc(pid: int, what: str) -> bytes:
    return Path(f"/proc/{pid}/{what}").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_works_on_what_waits_and_is_begun_again_and_ends(clean: None, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    make_desk(folder, Config(), passphrase=WORDS, cost=2**10)
    asked = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", ASK, str(folder), WORDS],
        env=CLEAN,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert asked.stdout is not None
    try:
        # Brought up to date, something waits, and nothing has given a sign of life.
        assert asked.stdout.readline() == "0\n"
        with Beside(folder, WORDS, pause=0.1) as beside:
            first = beside.pid
            os.kill(first, signal.SIGKILL)
            assert until(lambda: beside.pid != first)
            # Who asked keeps no clock: the job is done and the sign of life given by the child.
            assert asked.stdout.readline() == "worker\n"
            for what in ("cmdline", "environ"):
                assert WORDS.encode() not in proc(beside.pid, what)
            assert os.getpriority(os.PRIO_PROCESS, beside.pid) == os.nice(0) + NICE
            assert os.getsid(beside.pid) == beside.pid, "Ctrl-C is for the desk"
        assert not Path(f"/proc/{beside.pid}").exists()
    finally:
        asked.kill()
        asked.wait()
        asked.stdout.close()


def test_one_that_does_not_end_is_ended(tmp_path: Path) -> None:
    deaf = (sys.executable, "-c", "import time; time.sleep(99)")
    with Beside(tmp_path, None, command=deaf, patience=0.2) as beside:
        begun = time.monotonic()
    assert time.monotonic() - begun < 20
    with pytest.raises(ProcessLookupError):
        os.kill(beside.pid, 0)
