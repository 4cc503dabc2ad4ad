"""Gallery files: whole, cut short, changed, interrupted, mapped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nomina.errors import StoreError
from nomina.gallery import ExactGallery


def _gallery(n: int, dim: int = 16) -> ExactGallery:
    rows = np.random.default_rng(n).standard_normal((n, dim), dtype=np.float32)
    gallery = ExactGallery(dim)
    gallery.add([f"person {i}" for i in range(n)], rows / np.linalg.norm(rows, axis=1)[:, None])
    return gallery


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "g"
    _gallery(40_000).save(path)
    ExactGallery.open(path).verify()
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    places = [*rng.integers(0, len(whole), 12).tolist(), 0, len(whole) - 1, len(whole) - 60]
    for at in places:
        with path.open("r+b") as file:
            file.seek(at)
            file.write(bytes([whole[at] ^ 1]))
        with pytest.raises(StoreError):
            ExactGallery.open(path).verify()
        with path.open("r+b") as file:
            file.seek(at)
            file.write(whole[at : at + 1])
    ExactGallery.open(path).verify()


def test_a_cut_file_and_a_foreign_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "g"
    _gallery(500).save(path)
    whole = path.read_bytes()
    for size in (0, 7, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(StoreError):
            ExactGallery.open(path)
    path.write_bytes(b"not a gallery" * 5000)
    with pytest.raises(StoreError):
        ExactGallery.open(path)
    with pytest.raises(StoreError):
        ExactGallery.open(tmp_path / "absent")


def test_a_save_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "g"
    old = _gallery(300)
    old.save(path)

    def fail(_: int) -> None:
        raise OSError(5, "gone")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(StoreError):
        _gallery(400).save(path)
    assert ExactGallery.open(path).root() == old.root()
    assert os.listdir(tmp_path) == ["g"]  # noqa: PTH208


def test_another_packing_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gallery = _gallery(40_000)
    gallery.save(tmp_path / "g")
    monkeypatch.setattr("nomina.gallery.kept.layout", lambda slots: "of another faiss")
    other = ExactGallery.open(tmp_path / "g")
    query = np.eye(16, dtype=np.float32)[:3]
    assert (other.search(query, 9).ids == gallery.search(query, 9).ids).all()


_CHILD = """
import sys, time
from pathlib import Path
import numpy as np
from nomina.gallery import ExactGallery
def resident():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"): return int(line.split()[1]) * 1024
before, began = resident(), time.perf_counter()
gallery = ExactGallery.open(Path(sys.argv[1]))
seconds, opened = time.perf_counter() - began, resident() - before
gallery.search(np.eye(gallery.dim, dtype=np.float32)[:1], 50)
print(opened, resident() - before, seconds, len(gallery))
"""


def _open_elsewhere(path: Path) -> tuple[float, float, float, float]:
    out = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True
    )
    a, b, c, d = map(float, out.stdout.split())
    return a, b, c, d


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_opening_copies_nothing(tmp_path: Path) -> None:
    _gallery(100_000, 64).save(tmp_path / "g")
    opened, searched, _, held = _open_elsewhere(tmp_path / "g")
    assert held == 100_000
    assert opened < 8e6  # the templates alone are 25.6 MB
    assert searched < 25.6e6


@pytest.mark.deep
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_a_million_is_exact_and_opens_in_milliseconds(tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    n, dim = 1_000_000, 128
    rows = rng.standard_normal((n, dim), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    gallery = ExactGallery(dim, threads=2)
    for at in range(0, n, 100_000):
        gallery.add([str(i) for i in range(at, at + 100_000)], rows[at : at + 100_000])
    queries = rows[:20] + 0.05 * rng.standard_normal((20, dim), dtype=np.float32)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    gallery.save(tmp_path / "g")
    kept = ExactGallery.open(tmp_path / "g")
    for query in queries:
        truth = rows @ query
        best = np.sort(truth)[-50:][::-1]
        for one in (gallery, kept):
            found = one.search(query[None], 50)
            np.testing.assert_allclose(found.scores[0], best, atol=1e-6)
            np.testing.assert_allclose(truth[found.ids[0].astype(int)], best, atol=1e-6)
    opened, _, seconds, _ = _open_elsewhere(tmp_path / "g")
    assert opened < 10e6
    assert seconds < 0.5
