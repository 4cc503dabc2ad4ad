"""The bound that exactness rests on, and the packing shared with faiss."""

from __future__ import annotations

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from nomina.gallery.segment import Fine
from nomina.gallery.sketch import Codebook, Sketch, pack, rotation


def _rows(rng: np.random.Generator, n: int, dim: int, power: float) -> NDArray[np.float32]:
    x = np.sign(z := rng.standard_normal((n, dim))) * np.abs(z) ** power
    return np.asarray(x / np.linalg.norm(x, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("dim", [2, 31, 128, 512])
@pytest.mark.parametrize("power", [0.5, 1, 6])
def test_no_score_is_above_its_bound(dim: int, power: float) -> None:
    rng = np.random.default_rng(dim)
    rows, queries = _rows(rng, 640, dim, power), _rows(rng, 5, dim, power)
    queries[0] = rows[0]
    book = Codebook.fit(rows[:320])
    codes, loose = book.encode(rows)
    sketch = Sketch(book)
    sketch.append(pack(codes[:320]))
    sketch.append(pack(codes[320:]))
    upper, places = sketch.upper(queries, 640)
    truth = queries.astype(np.float64) @ rows.astype(np.float64).T
    for i in range(5):
        assert sorted(places[i]) == list(range(640))
        assert (np.diff(upper[i]) <= 0).all()
        fits = ~np.isin(places[i], loose)
        assert (upper[i] >= truth[i, places[i]])[fits].all()


def test_the_bound_is_worth_having() -> None:
    """On isotropic rows, the worst case, few bounds reach the score of the 50th best."""
    rng = np.random.default_rng(5)
    rows, query = _rows(rng, 32000, 128, 1), _rows(rng, 1, 128, 1)
    book = Codebook.fit(rows[:8192])
    sketch = Sketch(book)
    sketch.append(pack(book.encode(rows)[0]))
    upper, _ = sketch.upper(query, 32000)
    best = np.sort(rows @ query[0])[-50]
    assert (upper[0] >= best).sum() < 0.1 * len(rows)


def test_packing_is_what_faiss_scans() -> None:
    """An index that faiss filled itself gives the same bytes and the same scores."""
    rng = np.random.default_rng(6)
    rows = _rows(rng, 96, 30, 1)
    book = Codebook.fit(rows)
    codes, _ = book.encode(rows)
    sketch = Sketch(book)
    sketch.append(pack(codes))
    own = faiss.IndexPQFastScan(38, 38, 4, faiss.METRIC_INNER_PRODUCT)
    faiss.copy_array_to_vector(book.centroids().ravel(), own.pq.centroids)
    own.is_trained = True
    own.add(np.take_along_axis(book.centroids()[None], codes[:, :, None].astype(int), 2)[:, :, 0])
    packed = faiss.rev_swig_ptr(own.codes.get(), own.codes.size())
    assert book.slots == 38
    assert (sketch.packed() == packed).all()


def test_rotation_is_orthogonal_and_fixed() -> None:
    turn = rotation(64).astype(np.float64)
    np.testing.assert_allclose(turn @ turn.T, np.eye(64), atol=1e-6)
    book = Codebook.fit(_rows(np.random.default_rng(8), 200, 64, 3) + np.float32(0.1))
    turned = book.turn.astype(np.float64)
    np.testing.assert_allclose(turned @ turned.T, np.eye(64), atol=1e-6)
    along = turned @ book.mean / np.linalg.norm(book.mean)
    np.testing.assert_allclose(along, np.eye(64)[0], atol=1e-6)


def test_bytes_lose_no_more_than_they_say() -> None:
    rows = _rows(np.random.default_rng(7), 500, 48, 4)
    fine = Fine.of(rows)
    back = fine.bytes.astype(np.float64) * fine.scale[:, None]
    assert (np.linalg.norm(rows - back, axis=1) <= fine.error).all()
    assert np.abs(fine.error).max() < 0.03
