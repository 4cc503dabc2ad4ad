"""A wire between a device and the desk that can be cut, as in a wagon of steel."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Wire:
    """Carries bytes to a port of this machine, until it is cut.

    Attributes:
        port: where the device connects.
    """

    def __init__(self, to: int) -> None:
        self._to = to
        self._cut = False
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        self._threads = [self._started(self._accept)]

    def cut(self) -> None:
        """Break what is connected, and let nobody connect."""
        with self._lock:
            self._cut = True
            for end in self._ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let everybody connect again."""
        with self._lock:
            self._cut = False

    def close(self) -> None:
        """Cut it for good; no thread of it is left."""
        self.cut()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # closing alone wakes nobody who waits
        self._listening.close()
        for thread in self._threads:
            thread.join(10)

    @staticmethod
    def _started(target: Callable[..., None], *given: socket.socket) -> threading.Thread:
        thread = threading.Thread(target=target, args=given, name="wire", daemon=True)
        thread.start()
        return thread

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            with self._lock:
                if self._cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends |= {near, far}
            self._threads.append(self._started(self._join, near, far))

    def _join(self, near: socket.socket, far: socket.socket) -> None:
        back = self._started(_carry, far, near)
        _carry(near, far)
        back.join()
        with self._lock:
            self._ends -= {near, far}
        near.close()
        far.close()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)


@contextmanager
def wired(to: int) -> Iterator[Wire]:
    """Lay a wire to a port for as long as the block lasts."""
    wire = Wire(to)
    try:
        yield wire
    finally:
        wire.close()
