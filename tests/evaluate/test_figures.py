"""The figures of a row are those of its parts, and what cannot be said is null."""

from __future__ import annotations

import numpy as np
import pytest

from nomina.evaluate.documents import Figures
from nomina.evaluate.figures import curves, fields, figures
from nomina.evaluate.metrics import Searches
from nomina.evaluate.protocol import Pairs

# Ten people: seven at rank 1, one at rank 2, one at rank 11, one without a face.
MATE = np.array([0.9] * 7 + [0.5, 0.2, -np.inf])
ABOVE = np.array([0] * 7 + [1, 10, 0])
OTHERS = np.array([0.4] * 7 + [0.6, 0.8, -np.inf])
SEARCHES = Searches(MATE, ABOVE, OTHERS, 30)


def _pairs(n: int) -> Pairs:
    people = np.arange(n)
    return Pairs(
        mated=np.full(n, 0.9),
        mated_people=people,
        non_mated=np.full(n, 0.1),
        non_mated_people=np.stack([people, (people + 1) % max(n, 1)], axis=1),
    )


def test_shares_by_hand_and_null_where_too_few() -> None:
    found = figures(SEARCHES, _pairs(9), None)
    assert found.n_mated == 10
    assert found.rank == {"1": 0.7, "10": 0.8, "50": 0.9}
    # three over the rate: 30 searches for 0.1, and there are ten
    assert found.fnir_at_fpir == {"0.1": None, "0.01": None, "0.003": None}
    assert set(found.intervals.fnir_at_fpir.values()) == {None}
    assert (found.n_mated_pairs, found.n_non_mated_pairs) == (9, 9)
    assert found.cllr is found.cllr_refit is found.cllr_min is None
    for rank, value in found.rank.items():
        assert found.intervals.rank[rank].low <= value <= found.intervals.rank[rank].high


def test_no_pairs_have_no_cost() -> None:
    found = figures(SEARCHES, _pairs(0), None)
    assert found.cllr is found.cllr_min_same_data is found.mean_lr_non_mated is None


def test_curves_are_of_all_searches_and_without_calibration_there_is_no_tippett() -> None:
    drawn = curves(SEARCHES, _pairs(9), None)
    assert drawn.cmc[[0, 1, 9, 10]] == pytest.approx([0.7, 0.8, 0.8, 0.9])
    assert drawn.tippett is None


def test_fields_make_the_same_figures_again() -> None:
    found = figures(SEARCHES, _pairs(9), None)
    assert Figures(**fields(found)) == found
