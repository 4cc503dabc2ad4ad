"""Why an item may not leave custody: each subject adds its reasons, and a release asks them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nomina.desk.custody.models import Item


@dataclass(frozen=True)
class Hold:
    """One reason against letting an item go.

    Attributes:
        key: a short code of the reason, for logs and tests.
        what: what stands in the way, in the language of the reader.
        todo: what would settle it.
        final: whether it stands against whatever cannot be undone, burial and cremation too.
    """

    key: str
    what: str
    todo: str
    final: bool = False


Reason = Callable[[Item], Iterator[Hold]]
_reasons: list[Reason] = []


def add(reason: Reason) -> None:
    """Have every release ask for one more reason."""
    if reason not in _reasons:
        _reasons.append(reason)


def of(item: Item) -> tuple[Hold, ...]:
    """Give all that stands against letting an item go now; empty where nothing does."""
    return tuple(hold for reason in _reasons for hold in reason(item))
