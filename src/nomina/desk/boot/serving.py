"""The web server of a desk, and the worker that does what need not be waited for."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any

from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Gateway_10, Server

from nomina.desk.boot.authority import Certificates
from nomina.desk.boot.config import Config
from nomina.errors import InputError

LONGEST_BODY = 256 * 2**20
"""Bytes that one request may carry."""
LONGEST_HEADER = 64 * 2**10
CONNECTIONS = 200
"""Connections that are kept open while nothing is asked: some for each browser of a team."""
WAITING = 512
"""Connections that may wait to be taken: where more came than that, a browser tries again after a
second, whoever it belongs to."""
PUBLIC_THREADS = 6
"""Threads of a server that answers the public page alone."""
_log = logging.getLogger(__name__)

App = Callable[..., Any]


class Work:
    """The worker, in a thread of its own, for as long as the block lasts.

    A job that is running when the desk closes is given ``patience`` seconds; after that it is
    left, and starts again with the desk: jobs are idempotent. What breaks the worker is followed by
    another one after ``pause`` seconds.
    """

    def __init__(
        self, *, interval: float = 1.0, patience: float = 20.0, pause: float = 5.0
    ) -> None:
        self._interval = interval
        self._patience = patience
        self._pause = pause
        self._closing = threading.Event()
        self._worker: Any = None
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def __enter__(self) -> Work:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        if self._worker is not None:
            self._worker.running = False
        self._thread.join(self._patience)

    def _run(self) -> None:
        from django.db import connections

        while not self._closing.is_set():
            self._worker = worker(self._interval)
            try:
                self._worker.run()
            except Exception:  # noqa: BLE001 - a database that is away for a moment stops no desk
                _log.exception("the worker goes on in a moment")
                self._closing.wait(self._pause)
            finally:
                connections.close_all()


def worker(interval: float = 1.0) -> Any:
    """Make a worker for all queues; ``run`` works until ``running`` is False.

    Args:
        interval: seconds between two looks at an empty queue.
    """
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    from nomina.desk.captures.minding import Minder
    from nomina.desk.custody.watch import Watch
    from nomina.desk.families.hearing_watch import Erasing, Fetching
    from nomina.desk.families.postman import Postman
    from nomina.desk.files.photos.background import resume
    from nomina.desk.leads.jobs import wake
    from nomina.desk.leads.keeping import Keeper

    class Resuming(Worker):
        """A worker that first asks for what an earlier one left undone, and then looks for more."""

        def run(self) -> None:
            with Keeper(), Minder(), Watch(), Erasing(), Fetching(), Postman():
                resume()
                wake()
                super().run()

    return Resuming(
        queue_names=["*"],
        interval=interval,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


class _Gateway(Gateway_10):
    """Ends a connection where the answer says so, without reading what was sent and not wanted."""

    def start_response(self, status: str, headers: Any, exc_info: Any = None) -> Any:
        """Take the head of an answer."""
        if ("Connection", "close") in headers:
            self.req.close_connection = True
        return super().start_response(status, headers, exc_info)


def web(app: App, config: Config, *, address: str, certificates: Certificates | None) -> Server:
    """Make the web server, bound and listening; ``serve`` answers until ``stop``.

    Args:
        app: the WSGI application.
        config: for port and threads.
        address: ``127.0.0.1``, or ``0.0.0.0`` for the whole network.
        certificates: for TLS; None for plain HTTP on this machine alone.

    Raises:
        InputError: the port is taken or not allowed.
    """
    server = Server(
        (address, config.port), app, numthreads=config.threads, server_name="nomina", timeout=30
    )
    server.gateway = _Gateway
    server.max_request_body_size = LONGEST_BODY
    server.max_request_header_size = LONGEST_HEADER
    # Beyond this many idle connections every page would connect anew, over TLS at some cost.
    server.keep_alive_conn_limit = CONNECTIONS
    server.request_queue_size = WAITING
    if certificates is not None:
        server.ssl_adapter = BuiltinSSLAdapter(
            str(certificates.certificate),
            str(certificates.key),
            private_key_password=certificates.password,
        )
    try:
        server.prepare()
    except OSError as error:
        raise InputError(
            f"the port {config.port} cannot be used",
            todo="Close what uses it, or give another with --port",
        ) from error
    return server


def public(config: Config, *, address: str, certificates: Certificates | None) -> Server:
    """Make the server of the public page alone, which must be asked for (``public_port``).

    It answers nothing else: the sign-in and every other page stay where only the team can reach
    them. Its process is one of its own (`nomina.desk.boot.outside`).

    Raises:
        InputError: the port is taken or not allowed.
    """
    from nomina.desk.boot.flood import Gate
    from nomina.desk.wsgi import behind

    own = config.model_copy(update={"port": config.public_port, "threads": PUBLIC_THREADS})
    gate = Gate(behind, threads=PUBLIC_THREADS, proxies=config.proxies, alone=True)
    return web(gate, own, address=address, certificates=certificates)


def until_stopped(server: Server) -> None:
    """Answer requests until Ctrl-C or SIGTERM; requests in progress are finished.

    The server runs in a thread of its own, where no signal cuts it short: raised while it handed a
    connection to a thread that answers, an interrupt cost another one its wake-up, and the end was
    waited for without an end. A second Ctrl-C does not cut the clean end short.
    """
    told: SimpleQueue[BaseException | None] = SimpleQueue()

    def serve() -> None:
        try:
            server.serve()
        except BaseException as error:  # noqa: BLE001 - raised again below, in the main thread
            told.put(error)
        else:
            told.put(None)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        told.put(None)

    before = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    thread = threading.Thread(target=serve, name="server", daemon=True)
    thread.start()
    try:
        error = _first(told)
        server.stop()
        thread.join()
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    if error is not None:
        raise error


def _first(told: SimpleQueue[BaseException | None]) -> BaseException | None:
    while True:
        try:
            return told.get(timeout=1.0)  # without one, Windows would wait through a Ctrl-C
        except Empty:
            continue


def desk_app(folder: Path) -> App:
    """Give the desk in ``folder``, which must be open, as a WSGI application."""
    from nomina.desk.wsgi import application

    return application
