"""What the desk writes of its faults to the terminal: where and of what kind, never about whom.

The text of an exception may quote what a person typed or a database holds, so of an exception only
its type and the places in the program are written.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from types import TracebackType
from typing import Any, TextIO

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"diary": {"()": "nomina.desk.boot.diary.Diary"}},
    "handlers": {
        "diary": {"()": "nomina.desk.boot.diary.Terminal", "formatter": "diary", "level": "ERROR"}
    },
    "root": {"handlers": ["diary"], "level": "WARNING"},
    # Its own handlers write to the terminal in no other case than while Django is debugged.
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
"""For Django's setting of this name."""

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Terminal(logging.StreamHandler[TextIO]):
    """Writes to what is the terminal at that moment."""

    def __init__(self, level: int = logging.NOTSET) -> None:
        logging.Handler.__init__(self, level)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """Standard error."""
        return sys.stderr


class Diary(logging.Formatter):
    """Formats an entry with its time in UTC; an exception without its text."""

    converter = time.gmtime  # type: ignore[assignment]  # a class holds it, not an instance

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        """Format an entry; text of its exception that another handler made is not taken over."""
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - the name of the library
        """Give the places and types of an exception and of those before it."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            places = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__))
            kind = type(error)
            lines[:0] = [*places.format(), f"{kind.__module__}.{kind.__qualname__}\n"]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "".join(lines).rstrip()
