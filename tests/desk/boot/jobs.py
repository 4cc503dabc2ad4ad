"""Background jobs for the tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from django_tasks import task


@task()
def touch(path: str) -> None:
    """Make an empty file."""
    Path(path).touch()


def wait_for(path: Path, seconds: float) -> bool:
    """Say whether a file appears within some time."""
    return until(path.exists, seconds)


def until(true: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Say whether something comes true within some time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not true():
        time.sleep(0.05)
    return true()
