"""Small line charts as inline SVG: step lines over linear or logarithmic axes, with labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from nomina.evaluate.metrics import Floats

WIDTH, HEIGHT = 560, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 28, 46


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its ends, where it is labelled, and whether it is logarithmic."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def place(self, values: Floats) -> Floats:
        """Give positions from 0 to 1, values beyond the ends put at them."""
        inside = np.clip(values, self.low, self.high)
        if self.log:
            return np.asarray(
                (np.log10(inside) - np.log10(self.low)) / (np.log10(self.high) - np.log10(self.low))
            )
        return np.asarray((inside - self.low) / (self.high - self.low))


@dataclass(frozen=True, slots=True)
class Line:
    """One line: points by x, drawn in one of the page's line styles (0, 1, ...)."""

    name: str
    x: Floats
    y: Floats
    style: int = 0


def chart(
    key: str, title: str, description: str, axes: tuple[Axis, Axis], lines: Sequence[Line]
) -> str:
    """Draw one chart.

    Args:
        key: a word unique in the page, for ids.
        title: read out first by a screen reader.
        description: what the chart shows, in a sentence.
        axes: horizontal and vertical.
        lines: drawn in order, named above the plot where there are several.
    """
    across, up = axes
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{key}-title {key}-text">',
        f'<title id="{key}-title">{escape(title)}</title>',
        f'<desc id="{key}-text">{escape(description)}</desc>',
        *_grid(across, up),
        *(_path(line, across, up) for line in lines),
        *(_legend(lines) if len(lines) > 1 else ()),
        "</svg>",
    ]
    return "\n".join(parts)


def _x(axis: Axis, values: Floats) -> Floats:
    return _LEFT + axis.place(values) * (WIDTH - _LEFT - _RIGHT)


def _y(axis: Axis, values: Floats) -> Floats:
    return HEIGHT - _BOTTOM - axis.place(values) * (HEIGHT - _TOP - _BOTTOM)


def _grid(across: Axis, up: Axis) -> list[str]:
    base, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
    parts = []
    for tick, at in zip(across.ticks, _x(across, np.array(across.ticks)), strict=True):
        parts.append(f'<path class="grid" d="M{at:.1f} {_TOP}V{base}"/>')
        parts.append(f'<text x="{at:.1f}" y="{base + 16}" class="mid">{tick:g}</text>')
    for tick, at in zip(up.ticks, _y(up, np.array(up.ticks)), strict=True):
        parts.append(f'<path class="grid" d="M{_LEFT} {at:.1f}H{right}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{at + 4:.1f}" class="end">{tick:g}</text>')
    middle = (_TOP + base) / 2
    parts.append(
        f'<text x="{(_LEFT + right) / 2}" y="{HEIGHT - 8}" class="mid axis">'
        f"{escape(across.label)}</text>"
    )
    parts.append(
        f'<text x="14" y="{middle}" class="mid axis" transform="rotate(-90 14 {middle})">'
        f"{escape(up.label)}</text>"
    )
    return parts


def _path(line: Line, across: Axis, up: Axis) -> str:
    x, y = _thinned(_x(across, line.x), _y(up, line.y))
    if x.size == 0:
        return ""
    steps = "".join(f"H{a:.1f}V{b:.1f}" for a, b in zip(x[1:], y[1:], strict=True))
    return f'<path class="line s{line.style}" d="M{x[0]:.1f} {y[0]:.1f}{steps}"/>'


def _thinned(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Keep the first and last point, and those where the height moves by a tenth of a pixel."""
    if x.size == 0:
        return x, y
    moves = np.append(True, np.diff(np.round(y, 1)) != 0)
    moves[-1] = True
    return x[moves], y[moves]


def _legend(lines: Sequence[Line]) -> list[str]:
    parts = []
    for i, line in enumerate(lines):
        x = _LEFT + 180 * i
        parts.append(f'<path class="line s{line.style}" d="M{x} 12h24"/>')
        parts.append(f'<text x="{x + 30}" y="16">{escape(line.name)}</text>')
    return parts
