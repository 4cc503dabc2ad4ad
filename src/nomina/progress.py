"""Progress as something the caller gives, so that the library stays silent by itself."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What a long job tells its caller. The door draws bars; tests count; a page stores it."""

    def begin(self, label: str, total: int, done: int = 0) -> None:
        """Start a stage of ``total`` steps, of which ``done`` were done by an earlier run."""

    def advance(self, steps: int = 1) -> None:
        """Say that ``steps`` more steps of the current stage are done."""

    def end(self) -> None:
        """Say that the current stage is over."""


class Silent:
    """A progress that says nothing; the default everywhere in the library."""

    def begin(self, label: str, total: int, done: int = 0) -> None:
        """Do nothing."""

    def advance(self, steps: int = 1) -> None:
        """Do nothing."""

    def end(self) -> None:
        """Do nothing."""
