"""A desk served over real HTTP on this machine, for the tests that need one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from nomina.desk.boot.authority import Certificates
from nomina.desk.boot.config import Config
from nomina.desk.boot.serving import App, web


def free_port() -> int:
    """A TCP port that nothing listened on a moment ago."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
    return port


@contextmanager
def served(app: App, certificates: Certificates | None = None) -> Iterator[int]:
    """Serve ``app`` on localhost for as long as the block lasts; gives the port."""
    config = Config(port=free_port(), threads=4)
    server = web(app, config, address="127.0.0.1", certificates=certificates)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield config.port
    finally:
        server.stop()
        thread.join(10)
