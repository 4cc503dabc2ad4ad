"""Progress on the error stream."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class _Rate(ProgressColumn):
    """Steps a second."""

    def render(self, task: Task) -> Text:
        """Draw it."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f}/s")


class Bars:
    """Progress of the library drawn as bars on the error stream, with rate and time left."""

    def __init__(self) -> None:
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._task = TaskID(0)

    def __enter__(self) -> Bars:
        return self  # drawn from the first stage on: a refusal before it stays one line

    def __exit__(self, *_: object) -> None:
        if self._bars.tasks:
            self._bars.stop()

    def begin(self, label: str, total: int, done: int = 0) -> None:
        """Start a stage."""
        self._bars.start()
        self._task = self._bars.add_task(label, total=total, completed=done)

    def advance(self, steps: int = 1) -> None:
        """Draw steps as done."""
        self._bars.advance(self._task, steps)

    def end(self) -> None:
        """Leave the bar of the stage as it is."""
        self._bars.stop_task(self._task)
