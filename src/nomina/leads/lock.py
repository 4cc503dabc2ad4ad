"""One run at a time in one folder, held by the system, so that a killed run leaves no lock."""

from __future__ import annotations

import contextlib
import errno
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


_HELD = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})


class Lock:
    """Held from making to `release`.

    Args:
        path: of the lock file; made where there is none.

    Raises:
        StoreError: another run holds it.
        InputError: the place cannot be written, or has no locks.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = -1
        while not self._take():
            self.release()

    def _take(self) -> bool:
        """Open and grab the file; False where it was removed between the two."""
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            _grab(self._handle)
            return self._is_there()
        except OSError as error:
            opened = self._handle >= 0
            self.release()
            where = str(self._path.parent)
            if opened and error.errno in _HELD:
                raise StoreError(
                    tr("another run is at work in this folder"),
                    where=where,
                    todo=tr("Wait for it, or stop it; then run the same command again"),
                ) from None
            raise InputError(
                tr("the folder for the leads cannot be written ({why})").format(why=error.strerror),
                where=where,
                todo=tr("Check that you may write there"),
            ) from error

    def _is_there(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._handle), self._path.stat())
        except FileNotFoundError:
            return False

    def remove(self) -> None:
        """Remove the file while it is held, so that nobody holds a file that is gone; let go."""
        with contextlib.suppress(OSError):
            self._path.unlink()
        self.release()
        if os.name == "nt":  # an open file cannot be removed there
            with contextlib.suppress(OSError):
                self._path.unlink()

    def release(self) -> None:
        """Let others in; doing so again does nothing."""
        if self._handle >= 0:
            with contextlib.suppress(OSError):
                os.close(self._handle)
            self._handle = -1
