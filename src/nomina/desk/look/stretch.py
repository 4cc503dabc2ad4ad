"""Lists that go on behind a row instead of skipping rows: a deep page costs what the first does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.http import HttpRequest

from nomina.desk.look.shapes import Pager

Item = TypeVar("Item")


@dataclass(frozen=True)
class Place:
    """Where an address says that a list goes on.

    Attributes:
        id: of the row behind or before which; None for the beginning.
        back: towards the beginning.
        at: how many rows lie before the part, as far as the address knows.
    """

    id: UUID | None = None
    back: bool = False
    at: int = 0

    @classmethod
    def of(cls, request: HttpRequest) -> Place:
        """Read it from an address; what is no id is the beginning."""
        back, at = "before" in request.GET, request.GET.get("at", "")
        try:
            id = UUID(request.GET.get("before" if back else "after") or "")
        except ValueError:
            id = None
        return cls(id, back, int(at) if at.isascii() and at.isdigit() and len(at) < 9 else 0)


@dataclass(frozen=True)
class Stretch(Generic[Item]):
    """A part of a list; ``before`` and ``after`` say whether there is more on that side."""

    rows: tuple[Item, ...] = ()
    before: bool = False
    after: bool = False

    @classmethod
    def cut(cls, found: Sequence[Item], size: int, *, behind: bool, back: bool) -> Stretch[Item]:
        """Make a part of what a walk along the list found.

        Args:
            found: in the order in which they were walked; at most one more than ``size``.
            size: rows of a page.
            behind: whether the walk began at a row, and not at the beginning of the list.
            back: whether it went towards the beginning.
        """
        more, rows = len(found) > size, tuple(found[:size])
        if back and behind:
            return cls(rows[::-1], more, after=True)
        return cls(rows, behind, more)

    def pager(
        self, place: Place, size: int, id: Callable[[Item], UUID], to: Callable[..., str],
        total: int | None = None,
    ) -> Pager | None:  # fmt: skip
        """Say where the part lies; None where it is all there is.

        Args:
            place: where the address said that it begins.
            size: rows of a page.
            id: gives what stands for a row in an address.
            to: gives an address of a place: ``before`` or ``after``, and ``at``.
            total: rows of the whole list, where that is known.
        """
        if not self.rows or not (self.before or self.after):
            return None
        at, count = place.at if self.before else 0, len(self.rows)
        before = to(before=id(self.rows[0]).hex, at=str(max(at - size, 0)))
        after = to(after=id(self.rows[-1]).hex, at=str(at + count))
        return Pager(
            first=at + 1,
            last=at + count,
            total=total,
            before=before if self.before else "",
            after=after if self.after else "",
        )
