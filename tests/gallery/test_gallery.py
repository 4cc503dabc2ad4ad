"""One body of checks for every gallery, against float64 brute force."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from nomina.errors import InputError
from nomina.gallery import ExactGallery, Found, Gallery
from nomina.gallery import exact as exact_module
from nomina.gallery import segment as segment_module
from nomina.gallery.ids import check
from nomina.gallery.protocol import as_templates

TIE = 2e-7
Rows = NDArray[np.float32]


class PlainGallery:
    """The Protocol in the fewest lines: a dict and one product in float64."""

    def __init__(self, dim: int) -> None:
        self._dim = dim
        self._held: dict[str, Rows] = {}

    @property
    def dim(self) -> int:
        return self._dim

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._held

    def add(self, ids: Sequence[str], templates: ArrayLike) -> None:
        rows = as_templates(templates, self._dim, "templates")
        check(ids)
        if len(ids) != len(rows) or any(i in self._held for i in ids):
            raise InputError("these ids cannot be added")
        self._held.update(zip(ids, rows, strict=True))

    def remove(self, ids: Sequence[str]) -> None:
        check(ids)
        if any(i not in self._held for i in ids):
            raise InputError("these ids cannot be removed")
        for id_ in ids:
            del self._held[id_]

    def search(self, queries: ArrayLike, k: int) -> Found:
        asked = as_templates(queries, self._dim, "queries")
        if k < 1:
            raise InputError("k is below 1")
        ids = sorted(self._held)
        rows = np.array([self._held[i] for i in ids], np.float64).reshape(-1, self._dim)
        scores = (asked.astype(np.float64) @ rows.T).astype(np.float32)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        return Found(np.array(ids, object)[best], np.take_along_axis(scores, best, 1))

    def save(self, path: Path) -> None:
        ids = sorted(self._held)
        with path.open("wb") as file:
            np.savez(file, ids=ids, rows=np.array([self._held[i] for i in ids]), dim=self._dim)

    @classmethod
    def open(cls, path: Path) -> Self:
        with np.load(path) as kept:
            gallery = cls(int(kept["dim"]))
            if len(kept["ids"]):
                gallery.add(kept["ids"].tolist(), kept["rows"])
        return gallery

    def root(self) -> str:
        data = self._dim.to_bytes(8, "little") + len(self).to_bytes(8, "little")
        for id_ in sorted(self._held):
            key = id_.encode()
            data += len(key).to_bytes(4, "little") + key + self._held[id_].tobytes()
        return sha256(data).hexdigest()


BACKENDS = [ExactGallery, PlainGallery]
backends = pytest.mark.parametrize("make", BACKENDS, ids=lambda b: b.__name__)
Make = Callable[[int], Any]


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sketches, tails and several segments appear with few templates."""
    for module in (exact_module, segment_module):
        monkeypatch.setattr(module, "STEP", 64)
    monkeypatch.setattr(exact_module, "SKETCH_FROM", 256)
    monkeypatch.setattr(segment_module, "ROWS", 512)
    monkeypatch.setattr(segment_module.Segment.__init__, "__defaults__", (512,))


def unit(rng: np.random.Generator, n: int, dim: int) -> Rows:
    x = rng.standard_normal((n, dim)).astype(np.float32)
    return np.asarray(x / np.linalg.norm(x, axis=1, keepdims=True), np.float32)


def spread(rng: np.random.Generator, n: int, dim: int, shape: str) -> Rows:
    """Templates of several shapes, from isotropic to what breaks a sketch fitted to it."""
    if shape == "isotropic":
        return unit(rng, n, dim)
    if shape == "faces":
        x = rng.standard_normal((n, dim)) * np.exp(-np.arange(dim) / 5) + 0.5
    elif shape == "clusters":
        x = unit(rng, 5, dim)[rng.integers(0, 5, n)] + 1e-4 * rng.standard_normal((n, dim))
    elif shape == "one-hot":
        x = np.eye(dim)[rng.integers(0, dim, n)]
    else:  # the second half looks nothing like what the sketch was fitted to
        x = np.concatenate([1 + 1e-3 * unit(rng, n // 2, dim), unit(rng, n - n // 2, dim)])
    return np.asarray(x / np.linalg.norm(x, axis=1, keepdims=True), np.float32)


SHAPES = ("isotropic", "faces", "clusters", "one-hot", "shift")


def assert_exact(found: Found, ids: Sequence[str], rows: Rows, queries: Rows, k: int) -> None:
    """The k best of float64, up to ties, in falling order, ties by id, scores right."""
    truth = queries.astype(np.float64) @ rows.astype(np.float64).T
    k = min(k, len(ids))
    place = {id_: i for i, id_ in enumerate(ids)}
    assert found.ids.shape == found.scores.shape == (len(queries), k)
    assert found.scores.dtype == np.float32
    for i in range(len(queries)):
        got = [place[id_] for id_ in found.ids[i]]
        assert len(set(got)) == k
        np.testing.assert_allclose(found.scores[i], truth[i, got], atol=TIE)
        np.testing.assert_allclose(truth[i, got], np.sort(truth[i])[::-1][:k], atol=TIE)
        keys = [(-s, t) for s, t in zip(found.scores[i].tolist(), found.ids[i], strict=True)]
        assert keys == sorted(keys)


@backends
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_search_is_exact_after_any_life(make: Make, data: st.DataObject) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    dim = data.draw(st.sampled_from([1, 7, 32]))
    gallery: Gallery = make(dim)
    plain = PlainGallery(dim)
    made = 0
    for _ in range(data.draw(st.integers(1, 6))):
        match data.draw(st.sampled_from(["add", "add", "add", "remove", "again", "keep"])):
            case "add":
                n = data.draw(st.sampled_from([1, 63, 200, 700]))
                ids = [f"{(made + i) * 7919 % 99991:05d}-id" for i in range(n)]
                rows = spread(rng, n, dim, data.draw(st.sampled_from(SHAPES)))
                made += n
                gallery.add(ids, rows)
                plain.add(ids, rows)
            case "remove" | "again" as act:
                held = sorted(plain._held)
                gone = [held[i] for i in np.unique(rng.integers(0, len(held), 40))] if held else []
                rows = np.array([plain._held[i] for i in gone], np.float32).reshape(-1, dim)
                gallery.remove(gone)
                plain.remove(gone)
                if act == "again":
                    gallery.add(gone, rows)
                    plain.add(gone, rows)
            case "keep":
                with tempfile.TemporaryDirectory() as folder:
                    gallery.save(Path(folder) / "kept")
                    gallery = make.open(Path(folder) / "kept")  # type: ignore[attr-defined]
        assert len(gallery) == len(plain)
    ids = sorted(plain._held)
    rows = np.array([plain._held[i] for i in ids], np.float32).reshape(-1, dim)
    queries = np.concatenate([unit(rng, 3, dim), rows[:2]])
    k = data.draw(st.sampled_from([1, 5, 50, 2000]))
    assert_exact(gallery.search(queries, k), ids, rows, queries, k)
    found, wanted = gallery.search(queries, k), plain.search(queries, k)
    np.testing.assert_allclose(found.scores, wanted.scores, atol=TIE)
    assert gallery.root() == plain.root()
    assert all(i in gallery for i in ids[:5])
    assert "no such id" not in gallery


@backends
def test_what_cannot_be_used_is_refused_and_changes_nothing(make: Make) -> None:
    gallery: Gallery = make(4)
    good = unit(np.random.default_rng(0), 2, 4)
    gallery.add(["a", "b"], good)
    before = gallery.root()
    bad_rows = {
        "nan": np.full((1, 4), np.nan),
        "zero": np.zeros((1, 4)),
        "long": good[:1] * 1.01,
        "infinite": np.array([[np.inf, 0, 0, 0]]),
        "narrow": good[:1, :3],
        "flat": good[0],
        "text": np.array([["a", "b", "c", "d"]]),
    }
    for rows in bad_rows.values():
        with pytest.raises(InputError):
            gallery.add(["c"], rows)
        with pytest.raises(InputError):
            gallery.search(rows, 1)
    for ids in (["a", "c"], ["c", "c"], ["", "c"], ["x" * 201, "c"], ["c\n", "d"], ["c"]):
        with pytest.raises(InputError):
            gallery.add(ids, good)
    for ids in (["c"], ["a", "c"], ["a", "a"]):
        with pytest.raises(InputError):
            gallery.remove(ids)
    with pytest.raises(InputError):
        gallery.search(good, 0)
    assert gallery.root() == before
    assert len(gallery) == 2


@backends
def test_an_empty_gallery_gives_empty_results(make: Make, tmp_path: Path) -> None:
    gallery: Gallery = make(3)
    gallery.save(tmp_path / "empty")
    for one in (gallery, make.open(tmp_path / "empty")):  # type: ignore[attr-defined]
        found = one.search(unit(np.random.default_rng(0), 2, 3), 5)
        assert found.ids.shape == found.scores.shape == (2, 0)
        assert len(one) == 0


@pytest.mark.parametrize("kept", [False, True])
def test_equal_templates_come_in_the_order_of_ids(kept: bool, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    rows = unit(rng, 900, 16)
    rows[100:700] = rows[100]
    ids = [f"{i * 389 % 900:03d}" for i in range(900)]
    gallery = ExactGallery(16)
    gallery.add(ids, rows)
    if kept:
        gallery.save(tmp_path / "g")
        gallery = ExactGallery.open(tmp_path / "g")
    found = gallery.search(rows[100:101], 50)
    assert found.ids[0].tolist() == sorted(ids[100:700])[:50]
    assert len(set(found.scores[0].tolist())) == 1


def test_differences_below_half_precision_are_told_apart() -> None:
    """Scores 1e-6 apart: far below what fp16, bytes or the sketch can see."""
    rng = np.random.default_rng(2)
    dim, n = 64, 600
    query, side = unit(rng, 2, dim).astype(np.float64)
    side -= query * (side @ query)
    side /= np.linalg.norm(side)
    cosine = 0.5 + 1e-6 * rng.permutation(n)
    rows = (cosine[:, None] * query + np.sqrt(1 - cosine**2)[:, None] * side).astype(np.float32)
    rows = np.concatenate([rows, unit(rng, 600, dim)])
    ids = [str(i) for i in range(len(rows))]
    gallery = ExactGallery(dim)
    gallery.add(ids, rows)
    asked = np.asarray(query[None], np.float32)
    assert_exact(gallery.search(asked, 50), ids, rows, asked, 50)
    assert len(np.unique(rows[:n].astype(np.float16) @ asked[0].astype(np.float16))) < n / 4


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_and_batches_change_nothing(threads: int) -> None:
    rng = np.random.default_rng(3)
    rows, queries = spread(rng, 3000, 32, "faces"), spread(rng, 70, 32, "faces")
    gallery = ExactGallery(32, threads=threads)
    gallery.add([str(i) for i in range(3000)], rows)
    whole = gallery.search(queries, 20)
    alone = [gallery.search(q[None], 20) for q in queries]
    assert (whole.ids == np.concatenate([f.ids for f in alone])).all()
    assert (whole.scores == np.concatenate([f.scores for f in alone])).all()
