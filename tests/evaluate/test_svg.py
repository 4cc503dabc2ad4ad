"""Charts keep every visible step, whatever is dropped to keep the file small."""

from __future__ import annotations

import re

import numpy as np

from nomina.evaluate.svg import Axis, Line, chart


def test_no_step_is_lost_among_many_points() -> None:
    y = np.full(50_000, 0.9)
    y[0], y[1] = 0.2, 0.5
    across = Axis("rank", 1.0, 50_000.0, (1.0, 100.0), log=True)
    up = Axis("share", 0.0, 1.0, (0.0, 1.0))
    drawn = chart("k", "a < b", "text", (across, up), [Line("one", np.arange(1.0, 50_001.0), y)])
    path = re.search(r'class="line s0" d="([^"]+)"', drawn)
    assert path
    heights = {float(x) for x in re.findall(r"(?:V|M[0-9.]+ )([0-9.]+)", path[1])}
    # The plot is 266 high and ends at 294: 294 - 266 * share.
    assert heights == {240.8, 161.0, 54.6}
    assert len(path[1]) < 200
    assert "a &lt; b" in drawn


def test_values_beyond_an_axis_lie_at_its_end() -> None:
    axis = Axis("FPIR", 0.001, 1.0, (0.001, 1.0), log=True)
    assert axis.place(np.array([0.0, 0.001, 1.0, 2.0])).tolist() == [0, 0, 1, 1]
