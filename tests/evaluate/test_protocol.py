"""The protocol against a search written out one pair at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nomina.evaluate import protocol
from nomina.evaluate.folder import read_people
from nomina.evaluate.protocol import PLAIN, Embedded, embed, search
from nomina.evaluate.run import Bench
from tests.evaluate.world_of_numbers import DIM, make_bench, write_people


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return write_people(tmp_path / "people")


@pytest.fixture
def bench() -> Bench:
    return make_bench()


def made_up(seed: int, people: int = 12) -> Embedded:
    """Random templates; some photos without a face, on either side."""
    rng = np.random.default_rng(seed)

    def some(n: int) -> tuple[np.ndarray | None, ...]:
        rows = rng.integers(-3, 4, size=(n, 4)).astype(np.float32)  # small whole numbers: exact
        return tuple(None if rng.random() < 0.2 else row for row in rows)

    owners = tuple(int(i) for i in sorted(rng.choice(people, 7, replace=False)))
    names = tuple(str(i) for i in range(people))
    return Embedded(names, some(people), owners, {PLAIN: some(7)}, (), (), (), 0)


@pytest.mark.parametrize("seed", range(20))
def test_search_equals_one_pair_at_a_time(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "_BLOCK", 25)  # several blocks, the last one short
    embedded = made_up(seed)
    searches, pairs = search(embedded)
    mated, non_mated = [], []
    for i, (owner, probe) in enumerate(zip(embedded.owners, embedded.probes[PLAIN], strict=True)):
        scores = {
            j: float(probe @ row)
            for j, row in enumerate(embedded.gallery)
            if probe is not None and row is not None
        }
        mate = scores.pop(owner, -np.inf)
        assert searches.mate[i] == mate
        assert searches.best_other[i] == max(scores.values(), default=-np.inf)
        above = sum(score >= mate for score in scores.values())
        assert searches.ranks[i] == (1 + above if np.isfinite(mate) else np.inf)
        mated += [(mate, owner)] if np.isfinite(mate) else []
        non_mated += [(score, owner, j) for j, score in scores.items()]
    assert sorted(zip(pairs.mated, pairs.mated_people, strict=True)) == sorted(mated)
    got = np.column_stack([pairs.non_mated, pairs.non_mated_people])
    assert sorted(map(tuple, got.tolist())) == sorted(non_mated)
    assert searches.n_gallery == 12


def test_no_face_anywhere_finds_nobody() -> None:
    searches, pairs = search(
        Embedded(("a", "b"), (None, None), (0,), {PLAIN: (None,)}, (), (), (), 0)
    )
    assert searches.ranks.tolist() == [np.inf]
    assert pairs.mated.size == pairs.non_mated.size == 0


def test_many_pairs_are_drawn_by_seed_and_without_the_mate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MOST_PAIRS", 14)
    embedded = made_up(1)
    _, first = search(embedded, seed=1)
    _, again = search(embedded, seed=1)
    assert 7 <= first.non_mated.size <= 14
    assert (first.non_mated == again.non_mated).all()
    assert (first.non_mated_people[:, 0] != first.non_mated_people[:, 1]).all()


def test_the_face_nearest_the_centre_counts(people: Path, bench: Bench) -> None:
    embedded = embed(read_people(people), bench.open_photo, bench.engines)
    # The stranger in the corner is everywhere the same; were they taken, all would be alike.
    rows = np.stack([row for row in embedded.gallery if row is not None])
    assert rows.shape == (60, DIM)
    assert np.abs(rows @ rows.T - np.eye(60)).max() < 0.99
    searches, _ = search(embedded)
    assert np.mean(searches.ranks == 1) > 0.9


def test_misses_are_counted_with_their_reason(people: Path, bench: Bench) -> None:
    (people / "person 03" / "a.JPG").write_text("3 2 broken")  # cannot be enrolled
    (people / "person 04" / "b.jpg").write_text("4 2 empty")  # cannot be searched with
    embedded = embed(read_people(people), bench.open_photo, bench.engines)
    assert embedded.problems == (("person 03/a.JPG", "truncated"), ("person 04/b.jpg", "no-face"))
    assert len(embedded.digests) == 104  # what did not open has no place in the list
    assert len(embedded.searched_digests) == 89
    searches, pairs = search(embedded)
    assert searches.ranks[3] == searches.ranks[4] == np.inf
    assert pairs.mated.size == 43
    assert pairs.non_mated.size == 43 * 58 + 1 * 59  # person 03 still searches, without a mate


def test_alterations_touch_probes_only_and_follow_the_photo(people: Path, bench: Bench) -> None:
    def run(seed: int) -> Embedded:
        return embed(
            read_people(people),
            bench.open_photo,
            bench.engines,
            conditions=bench.conditions,
            alter=bench.alter,
            seed=seed,
        )

    first, again, other = run(0), run(0), run(1)
    assert list(first.probes) == [PLAIN, "noise", "blank"]
    assert first.probes["blank"] == (None,) * 45
    noisy = [
        np.stack([r for r in x.probes["noise"] if r is not None]) for x in (first, again, other)
    ]
    assert (noisy[0] == noisy[1]).all()
    assert (noisy[0] != noisy[2]).any()
    assert first.n_images == 105 + 2 * 45
    plain = search(first)[0], search(embed(read_people(people), bench.open_photo, bench.engines))[0]
    assert (plain[0].mate == plain[1].mate).all()
