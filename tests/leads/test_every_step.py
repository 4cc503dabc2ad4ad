"""Killed at every single step that touches the disk (REL-02), a run goes on to the same result."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

DRIVER = """
import json, os, shutil, sys
from pathlib import Path

sys.path.insert(0, sys.argv[2])
from tests.leads.fakes import operation
from tests.leads.test_identify import outputs, run

CALLS = ("write", "fsync", "replace", "rename", "mkdir", "ftruncate", "unlink")
base = Path(sys.argv[1])


def child(root, kill_at):
    \"\"\"Run in a process that dies at a step, half of a write done; its status tells.\"\"\"
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    seen = 0

    def watched(name, real):
        def call(*args, **more):
            nonlocal seen
            seen += 1
            if seen == kill_at:
                if name == "write":
                    real(args[0], args[1][: len(args[1]) // 2])
                os._exit(9)
            return real(*args, **more)
        return call

    for name in CALLS:
        setattr(os, name, watched(name, getattr(os, name)))
    try:
        run(root)
    except BaseException as error:
        print(type(error).__name__, error, file=sys.stderr)
        os._exit(1)
    os._exit(0)


whole = operation(base / "whole", missing=2, bodies=2)
run(whole)  # here, so that no child has to load pages and catalogs again
wanted = outputs(whole)
bad, step = [], 0
while True:
    step += 1
    root = operation(base / "killed", missing=2, bodies=2)
    status = child(root, step)
    if status == 0:
        break
    again = child(root, 0)
    left = [path.name for path in root.rglob("*.part")]
    if (status, again) != (9, 0) or left or outputs(root) != wanted:
        bad.append([step, status, again, left])
    shutil.rmtree(root)
print(json.dumps({"steps": step - 1, "bad": bad}))
"""


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="processes do not fork there")
def test_killed_at_every_step_it_goes_on_to_the_same_result(
    tmp_path: Path, repository: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(tmp_path), str(repository)],
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["bad"] == [], done.stderr
    assert found["steps"] > 50
