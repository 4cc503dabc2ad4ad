"""Background jobs for the tests."""

from __future__ import annotations

import time
from pathlib import Path

from django_tasks import task


@task()
def touch(path: str) -> None:
    """Make an empty file."""
    Path(path).touch()


def wait_for(path: Path, seconds: float) -> bool:
    """Say whether a file appears within some time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not path.exists():
        time.sleep(0.1)
    return path.exists()
