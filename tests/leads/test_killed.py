"""Killed again and again at any moment, a run ends with the result of one that was left alone."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from nomina.leads.identify import Settings, binding
from nomina.leads.store import Store
from nomina.synthetic import write_operation

pytestmark = pytest.mark.deep

KILLS = 10
RUN = """
import sys
from pathlib import Path
import nomina
root, out = Path(sys.argv[1]), Path(sys.argv[2])
print("up", flush=True)
nomina.identify(
    root / "bodies", root / "missing", out, on_list=0.7, workers=2,
    bodies_table=root / "bodies.csv", missing_table=root / "missing.csv",
)
"""


def begin(root: Path, out: Path) -> subprocess.Popen[str]:
    """Start a run and wait until Python and the library are up."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(root), str(out)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def result(out: Path) -> dict[str, Any]:
    """What the run wrote, without its times."""
    leads = json.loads((out / "leads.json").read_text("utf-8"))
    del leads["times"]
    return {
        "leads": leads,
        "csv": (out / "leads.csv").read_bytes(),
        "problems": (out / "problems.csv").read_bytes(),
    }


def works(root: Path, out: Path) -> int:
    """Count the pieces of work that are kept, each of one photo."""
    with Store(out, binding(Settings(root / "bodies", root / "missing", out, 0.7))) as store:
        return len(store)


def test_ten_kills_change_nothing(tmp_path: Path) -> None:
    write_operation(tmp_path, missing=20, bodies=12, on_list=8, seed=5)
    (tmp_path / "bodies" / "B-001" / "broken.jpg").write_bytes(b"\xff\xd8\xff not a photo")
    began = time.monotonic()
    with begin(tmp_path, tmp_path / "whole") as process:
        assert process.wait() == 0
    whole = time.monotonic() - began
    rng = random.Random(11)
    out = tmp_path / "killed"
    kept = []
    for kill in range(KILLS):
        with begin(tmp_path, out) as process:
            time.sleep(rng.uniform(0.0, 0.6 if kill % 2 else 0.3) * whole)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        for written in ("leads.json", "report.html"):  # where it had come to its end
            (out / written).unlink(missing_ok=True)
        if (out / ".nomina" / "key").exists():
            kept.append(works(tmp_path, out))
    assert kept == sorted(kept), "work that was kept is never lost"
    with begin(tmp_path, out) as process:
        assert process.wait() == 0
    assert result(out) == result(tmp_path / "whole")
    assert works(tmp_path, out) == works(tmp_path, tmp_path / "whole")
    assert not list(out.glob(".nomina-*.part")), "no half-written file stays"
