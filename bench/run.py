"""Run the benchmarks, one after another: `make bench`. Results lie in bench/results.

`templates.py` and `memory.py` take long and are run by hand. Of the others `desk.py` and
`custody.py` take half an hour each; with `--quick` everything is small.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCHES = (
    "faces.py",
    "search.py",
    "synthetic.py",
    "groups.py",
    "evidence.py",
    "linking.py",
    "posterior.py",
    "vault.py",
    "ledger.py",
    "desk.py",
    "examining.py",
    "custody.py",
    "enquiries.py",
)


def main() -> int:
    """Run them all with the arguments given (such as ``--quick``); fail if one fails."""
    failed = 0
    for bench in BENCHES:
        print(f"== {bench}", flush=True)
        failed |= subprocess.run(
            [sys.executable, str(HERE / bench), *sys.argv[1:]], check=False
        ).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
