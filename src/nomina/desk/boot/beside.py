"""The worker of a served desk, in a process beside it, so that pages stay quick while it works.

Weighing a large operation keeps a processor busy for long; in the process that answers, every page
would wait for it. The process is told the passphrase through a pipe, never by its arguments or
environment, and that pipe is also how it learns that the desk is gone, however it went.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

NICE = 10
"""Steps by which the worker stands back behind those who wait for a page."""
COMMAND = (sys.executable, "-m", "nomina.desk.boot.beside")
_log = logging.getLogger(__name__)


class Beside:
    """A process that does the background work, for as long as the block lasts.

    One that ends by itself is followed by another after ``pause`` seconds. At the end the job that
    is running is given ``patience`` seconds; after that it is left and starts again with the desk.

    Args:
        folder: of the desk.
        passphrase: of its key; None where it has none or where the environment holds it.
    """

    def __init__(
        self,
        folder: Path,
        passphrase: str | None,
        *,
        command: Sequence[str] = COMMAND,
        patience: float = 25.0,
        pause: float = 5.0,
    ) -> None:
        self._command = [*command, str(folder.absolute())]
        self._passphrase = passphrase
        self._patience, self._pause = patience, pause
        self._closing = threading.Event()
        self._process = self._begin()
        self._thread = threading.Thread(target=self._watch, name="beside", daemon=True)

    @property
    def pid(self) -> int:
        """The process at work now."""
        return self._process.pid

    def __enter__(self) -> Beside:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join(self._pause + 5.0)
        process = self._process
        assert process.stdin is not None
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(self._patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _begin(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C is for the desk, which then ends this in its own order.
        process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
        )
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it ended at once; whoever watches begins another
            process.stdin.write(json.dumps(self._passphrase).encode() + b"\n")
            process.stdin.flush()
        return process

    def _watch(self) -> None:
        while not self._closing.wait(0.5):
            if self._process.poll() is None:
                continue
            _log.error("the worker ended with %s and is begun again", self._process.returncode)
            assert self._process.stdin is not None
            with suppress(OSError):
                self._process.stdin.close()
            if self._closing.wait(self._pause):
                return
            self._process = self._begin()


def main() -> None:
    """Work until the pipe that the passphrase came through is closed."""
    from nomina.desk.boot.opening import open_desk
    from nomina.desk.boot.serving import Work

    passphrase = json.loads(sys.stdin.buffer.readline() or b"null")
    if hasattr(os, "nice"):
        os.nice(NICE)
    open_desk(Path(sys.argv[1]), passphrase)
    from nomina.desk.books.clock import Clock

    with Work(), Clock():
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
