"""Talking to a browser through two pipes: the DevTools protocol, with the standard library alone.

Messages are JSON, each ended by a zero byte. One thread sends, reads and waits; nothing waits
longer than the end that it was given. What comes is not trusted: too long a message, or one that
is no JSON object, ends the talk.
"""

from __future__ import annotations

import json
import os
import select
import time
from collections.abc import Callable
from typing import Any

Answer = dict[str, Any]
Then = Callable[[Answer | None], None]
"""Takes the result of a call; None where it failed."""
Event = Callable[[str, str, Answer], None]
"""Takes the name of an event, the session it is of, and what it says."""


class Gone(Exception):
    """The browser ended, or said what cannot be read."""


class TooSlow(Exception):
    """Something was not answered in time."""


class CallFailed(Exception):
    """The browser did not do what it was asked for."""


class Pipe:
    """The talk with one browser.

    Args:
        reading, writing: file descriptors; closed by :meth:`close`.
        ends: moment of `time.monotonic` after which nothing waits any more.
        most: bytes of the longest message.
    """

    def __init__(self, reading: int, writing: int, *, ends: float, most: int) -> None:
        self._reading, self._writing = reading, writing
        self._ends, self._most = ends, most
        self._rest = bytearray()
        self._seen = 0
        self._number = 0
        self._then: dict[int, Then] = {}
        self.on_event: Event = lambda name, session, said: None
        os.set_blocking(writing, False)

    def close(self) -> None:
        """Close both pipes; a browser that is still there ends then."""
        os.close(self._reading)
        os.close(self._writing)

    def send(
        self,
        method: str,
        given: Answer | None = None,
        session: str = "",
        then: Then | None = None,
    ) -> None:
        """Ask for something and go on; ``then`` is called with the result while others wait."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": given or {}}
        if session:
            message["sessionId"] = session
        if then is not None:
            self._then[self._number] = then
        rest = memoryview(json.dumps(message).encode() + b"\0")
        while rest:
            _, ready, _ = select.select([], [self._writing], [], self._left(self._ends))
            if not ready:
                raise TooSlow(method)
            try:
                rest = rest[os.write(self._writing, rest) :]
            except OSError as error:
                raise Gone(method) from error

    def call(
        self,
        method: str,
        given: Answer | None = None,
        session: str = "",
        *,
        seconds: float = 20.0,
    ) -> Answer:
        """Ask for something and wait for it.

        Raises:
            CallFailed: the browser did not do it.
            TooSlow: it was not done in time.
            Gone: the browser is no more.
        """
        got: list[Answer | None] = []
        self.send(method, given, session, got.append)
        if not self.wait(lambda: bool(got), seconds):
            raise TooSlow(method)
        if got[0] is None:
            raise CallFailed(method)
        return got[0]

    def wait(self, until: Callable[[], bool], seconds: float) -> bool:
        """Take what comes until something is so; give whether it became so.

        Raises:
            TooSlow: the end of the whole talk was reached.
            Gone: the browser is no more.
        """
        ends = time.monotonic() + seconds
        while not until():
            if time.monotonic() >= self._ends:
                raise TooSlow("the whole capture")
            if time.monotonic() >= ends:
                return False
            self._take(min(0.1, self._left(ends)))
        return True

    def _left(self, ends: float) -> float:
        return max(0.0, min(ends, self._ends) - time.monotonic())

    def _take(self, seconds: float) -> None:
        ready, _, _ = select.select([self._reading], [], [], seconds)
        if not ready:
            return
        data = os.read(self._reading, 1 << 20)
        if not data:
            raise Gone("the pipe ended")
        self._rest += data
        while (end := self._rest.find(b"\0", self._seen)) >= 0:
            message = bytes(self._rest[:end])
            del self._rest[: end + 1]
            self._seen = 0
            self._hear(message)
        self._seen = len(self._rest)
        if self._seen > self._most:
            raise Gone("a message is too long")

    def _hear(self, data: bytes) -> None:
        try:
            message = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise Gone("a message is not JSON") from error
        if not isinstance(message, dict):
            raise Gone("a message is no object")
        if "id" in message:
            then = self._then.pop(message["id"], None)
            if then is not None:
                result = message.get("result")
                then(result if isinstance(result, dict) else None)
        elif isinstance(said := message.get("params"), dict):
            session = message.get("sessionId")
            name = str(message.get("method"))
            self.on_event(name, session if isinstance(session, str) else "", said)
