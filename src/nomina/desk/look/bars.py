"""The bar of a strength: from against to for, shaded where the data cannot support a claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

REACH = 6.0
"""The bar shows log10 LR from -REACH to REACH; what lies beyond is drawn at its end."""

WIDE = 240.0
"""Width of the drawing, in its own units."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the bar, in units of the drawing."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Strength:
    """A strength and how far the data lets it go, all as log10 of a likelihood ratio.

    Attributes:
        found: what the evidence comes to.
        lower: the least that the data can support.
        upper: the most that the data can support.
        says: the strength in words, for who does not see the bar.

    Raises:
        ValueError: the limits are not in order, or no number.
    """

    template: ClassVar[str] = "look/bar.html"
    found: float
    lower: float
    upper: float
    says: str

    def __post_init__(self) -> None:
        if not self.lower <= self.upper or self.found != self.found:
            raise ValueError(f"limits {self.lower} and {self.upper} of {self.found}")

    @property
    def way(self) -> str:
        """``for``, ``against`` or ``even``."""
        return "for" if self.found > 0 else "against" if self.found < 0 else "even"

    @property
    def at(self) -> float:
        """Where the mark of what was found stands."""
        return _place(self.found)

    @property
    def body(self) -> Span:
        """The stretch from even to what was found."""
        middle = WIDE / 2
        return Span(round(min(middle, self.at), 1), round(abs(self.at - middle), 1))

    @property
    def beyond(self) -> tuple[Span, Span]:
        """The two stretches that the data cannot support."""
        low, high = _place(self.lower), _place(self.upper)
        return Span(0, low), Span(high, round(WIDE - high, 1))


def _place(log10_lr: float) -> float:
    """Give the place of a log10 LR on the drawing, in its units."""
    held = min(max(log10_lr, -REACH), REACH)
    return round((held + REACH) / (2 * REACH) * WIDE, 1)
