"""What a worker does again and again beside its jobs, in a thread of its own."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from typing import ClassVar, Self

from django.db import connections

_log = logging.getLogger(__name__)


class Again(ABC):
    """Takes its turn every so often, for as long as the block lasts; what fails is tried again.

    Class attributes:
        name: of the thread, and in what is written of a turn that failed.
        every: seconds between two turns.
        at_once: whether the first turn comes at the beginning, not after `every`.
    """

    name: ClassVar[str]
    every: ClassVar[float]
    at_once: ClassVar[bool] = False

    def __init__(self, *, every: float | None = None) -> None:
        self._every = self.every if every is None else every
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join(20.0)

    @abstractmethod
    def turn(self) -> object:
        """Do it once."""

    def _run(self) -> None:
        if not self.at_once and self._closing.wait(self._every):
            return
        while True:
            try:
                self.turn()
            except Exception:  # noqa: BLE001 - an edge of the worker: it is tried again
                _log.exception("the %s failed; it is tried again", self.name)
            finally:
                connections.close_all()
            if self._closing.wait(self._every):
                return
