"""From a map of scores to windows, worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nomina.faces.embedded.detector import FIRST, STEP, WINDOW, Candidate, Detector, suppress
from nomina.faces.geometry import Box


class Map:
    """Stands where the session stands and gives one map of scores."""

    def __init__(self, scores: NDArray[np.float32]) -> None:
        self.scores = scores

    def run(self, _: None, fed: dict[str, Any]) -> list[NDArray[np.float32]]:
        assert fed["pixels"].dtype == np.uint8
        return [self.scores[None, None]]


def _look(cells: dict[tuple[int, int], float], **how: float) -> list[Candidate]:
    scores = np.full((20, 30), -1.0, dtype=np.float32)
    for (row, column), score in cells.items():
        scores[row, column] = score
    return Detector(Map(scores)).look(np.zeros((160, 240, 3), np.uint8), **how)


def test_a_lone_cell_is_a_window_around_its_centre() -> None:
    (found,) = _look({(3, 5): 0.8})
    assert found.score == pytest.approx(0.8)
    assert found.box.centre == pytest.approx((FIRST + 5 * STEP, FIRST + 3 * STEP))
    assert (found.box.width, found.box.height) == (WINDOW, WINDOW)


def test_two_equal_cells_side_by_side_are_one_window_between_them() -> None:
    found = _look({(3, 5): 0.8, (3, 6): 0.8})
    assert len(found) == 1
    assert found[0].box.centre == pytest.approx((FIRST + 5.5 * STEP, FIRST + 3 * STEP))


def test_a_weaker_neighbour_draws_the_window_by_what_it_has_above_half() -> None:
    # above half of the peak: 0.5 and 0.25, so a third of a cell to the right
    (found,) = _look({(3, 5): 1.0, (3, 6): 0.75})
    assert found.box.centre[0] == pytest.approx(FIRST + (5 + 1 / 3) * STEP)


def test_cells_in_a_corner_and_below_the_floor() -> None:
    (found,) = _look({(0, 0): 0.5, (10, 20): -0.1})
    assert found.box.left == FIRST - WINDOW / 2
    assert _look({(0, 0): 0.5}, floor=0.6) == []
    _, doubted = _look({(0, 0): 0.5, (10, 20): -0.1}, floor=-0.2)
    assert doubted.box.centre == pytest.approx((FIRST + 20 * STEP, FIRST + 10 * STEP))


def test_what_is_too_small_for_a_window_is_not_looked_at() -> None:
    detector = Detector(None)
    assert detector.look(np.zeros((39, 500, 3), np.uint8)) == []


def _at(x: float, score: float, size: float = 80) -> Candidate:
    return Candidate(Box(x, 0, x + size, size), score)


def test_of_windows_on_one_another_the_best_is_kept() -> None:
    # shifted by 30 of 80 the union is 110: IoU 50 / 110 = 0.45; by 40 it is 40 / 120 = 0.33
    assert [c.score for c in suppress([_at(0, 0.5), _at(30, 0.9)])] == [0.9]
    assert [c.score for c in suppress([_at(0, 0.5), _at(40, 0.9)])] == [0.9, 0.5]
    # small in large: little of the union, but all of the smaller
    assert [c.score for c in suppress([_at(0, 0.9), _at(20, 0.5, size=30)])] == [0.9]
    # what was dropped drops nothing itself
    assert len(suppress([_at(0, 0.9), _at(30, 0.8), _at(60, 0.7)])) == 2
    assert suppress([]) == []
