"""One run at a time in one folder, held by the system, so that a killed run leaves no lock."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from nomina.errors import InputError, StoreError
from nomina.words import tr

if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _grab(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _grab(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """Held from making to `release`.

    Args:
        path: of the lock file; made where there is none.

    Raises:
        StoreError: another run holds it.
        InputError: the place cannot be written.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise InputError(
                tr("the folder for the leads cannot be written ({why})").format(why=error.strerror),
                where=str(path.parent),
                todo=tr("Check that you may write there"),
            ) from error
        try:
            _grab(self._handle)
        except OSError:
            self.release()
            raise StoreError(
                tr("another run is at work in this folder"),
                where=str(path.parent),
                todo=tr("Wait for it, or stop it; then run the same command again"),
            ) from None

    def release(self) -> None:
        """Let others in; doing so again does nothing."""
        if self._handle >= 0:
            with contextlib.suppress(OSError):
                os.close(self._handle)
            self._handle = -1
