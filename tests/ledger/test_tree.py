"""Roots and proofs against published numbers, pymerkle, and a plain reading of RFC 6962."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from functools import cache

import pytest

from nomina.ledger.formats import includes, node
from nomina.ledger.tree import EMPTY, Place, consistency, grown, inclusion, is_consistent, root

# The reference tree of Certificate Transparency (RFC 6962), as published in
# github.com/transparency-dev/merkle (testonly/constants.go, proof/verify_test.go).
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
N = {
    "l0": "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "l1": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "l4": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "l6": "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "n01": "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "n23": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "n45": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "n67": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "n03": "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "n47": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
}
PATHS = {  # (index, size)
    (0, 1): "",
    (0, 8): "l1 n23 n47",
    (5, 8): "l4 n67 n03",
    (2, 3): "n01",
    (1, 5): "l0 n23 l4",
}
GROWTH = {  # (old, new)
    (1, 1): "",
    (1, 8): "l1 n23 n47",
    (6, 8): "n45 n67 n03",
    (2, 5): "n23 l4",
    (6, 7): "n45 l6 n03",
}


class Grown:
    """A tree in memory that counts what is read of it."""

    def __init__(self, entries: Sequence[bytes] = ()) -> None:
        self.kept: dict[Place, bytes] = {}
        self.size = self.reads = 0
        for entry in entries:
            self.add(entry)

    def add(self, entry: bytes) -> None:
        made = grown(self, self.size, hashlib.sha256(b"\0" + entry).digest())
        assert not self.kept.keys() & dict(made).keys(), "no hash is ever written twice"
        self.kept.update(made)
        self.size += 1

    def hashes(self, places: Sequence[Place]) -> list[bytes]:
        self.reads += len(places)
        return [self.kept[place] for place in places]


def plain_root(entries: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    k = 1
    while 2 * k < len(entries):
        k *= 2
    return hashlib.sha256(b"\1" + plain_root(entries[:k]) + plain_root(entries[k:])).digest()


def steps(names: str) -> list[bytes]:
    return [bytes.fromhex(N[name]) for name in names.split()]


def entries(count: int, seed: int = 0) -> list[bytes]:
    rng = random.Random(seed)
    return [rng.randbytes(rng.randrange(40)) for _ in range(count)]


def leaf_of(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def test_roots_are_the_published_ones() -> None:
    tree = Grown()
    assert root(tree, 0) == EMPTY == bytes.fromhex(ROOTS[0])
    for size, entry in enumerate(INPUTS, 1):
        tree.add(entry)
        for earlier in range(size + 1):
            assert root(tree, earlier).hex() == ROOTS[earlier]


def test_proofs_are_the_published_ones_and_hold() -> None:
    tree = Grown(INPUTS)
    for (index, size), path in PATHS.items():
        assert inclusion(tree, index, size) == steps(path)
        top = bytes.fromhex(ROOTS[size])
        assert includes(top, size, index, leaf_of(INPUTS[index]), steps(path))
    for (old, new), proof in GROWTH.items():
        assert consistency(tree, old, new) == steps(proof)
        tops = [bytes.fromhex(ROOTS[size]) for size in (old, new)]
        assert is_consistent(old, tops[0], new, tops[1], steps(proof))


def compared(most: int) -> int:
    """Hold every root and proof of all trees up to a size against pymerkle; give their number."""
    pymerkle = pytest.importorskip("pymerkle", reason="the oracle of roots and proofs is not here")
    given = entries(most, seed=most)
    tree, oracle, count = Grown(given), pymerkle.InmemoryTree(), 0
    oracle.append_entries(given)
    leaves, tops = [leaf_of(entry) for entry in given], [b""]
    for size in range(1, most + 1):
        top = root(tree, size)
        tops.append(oracle.get_root(size))  # of the first so many, whatever is added later
        assert top == tops[size]
        for index in range(size):
            path = inclusion(tree, index, size)
            theirs = oracle.prove_inclusion(index + 1, size)
            assert set(path) == set(theirs.path) - {leaves[index]}
            assert includes(top, size, index, leaves[index], path)
            proof = consistency(tree, index + 1, size)
            before = tops[index + 1]
            assert is_consistent(index + 1, before, size, top, proof)
            pymerkle.verify_consistency(before, top, oracle.prove_consistency(index + 1, size))
            count += 3
    return count


def test_pymerkle_agrees() -> None:
    assert compared(40) > 2000


@pytest.mark.deep
def test_pymerkle_agrees_on_larger_trees() -> None:
    assert compared(200) > 60_000


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 64, 100, 255, 256, 257])
def test_roots_are_those_of_a_plain_reading_of_the_standard(size: int) -> None:
    given = entries(size, seed=size)
    tree = Grown(given)
    for earlier in {0, 1, size // 2, size - 1, size}:
        assert root(tree, earlier) == plain_root(given[:earlier])
    assert len(tree.kept) < 2 * size + 1


def forged(tries: int, seed: int) -> int:
    """Try changed entries, places, sizes, paths and roots; give how many were tried."""
    rng = random.Random(seed)
    tree = Grown(given := entries(150, seed=3))
    roots = [root(tree, size) for size in range(151)]
    for _ in range(tries):
        size = rng.randrange(1, 151)
        index = rng.randrange(size)
        path = inclusion(tree, index, size)
        true = (roots[size], size, index, leaf_of(given[index]), path)
        kind = rng.randrange(7)
        other = list(path)
        if kind == 0:
            false = (*true[:3], leaf_of(b"other"), path)
        elif kind == 1:
            false = (
                true[0],
                size,
                rng.choice([i for i in range(-1, 152) if i != index]),
                *true[3:],
            )
        elif kind == 2 and path:
            at = rng.randrange(len(path))
            other[at] = bytes([other[at][0] ^ 1 << rng.randrange(8)]) + other[at][1:]
            false = (*true[:4], other)
        elif kind == 3:
            other.insert(rng.randrange(len(path) + 1), rng.choice([*path, roots[size], true[3]]))
            false = (*true[:4], other)
        elif kind == 4 and path:
            del other[rng.randrange(len(path))]
            false = (*true[:4], other)
        elif kind == 5:
            false = (rng.choice([r for r in roots if r != roots[size]]), *true[1:])
        else:  # the hash of an inner node taken for a leaf
            if not path:
                continue
            above = node(path[0], true[3]) if index & 1 else node(true[3], path[0])
            false = (true[0], size, index, above, path[1:])
        if kind == 6 and includes(false[0], size >> 1, index >> 1, *false[3:]):
            continue  # an inner node is the leaf of another tree; sizes are signed
        assert not includes(*false), (kind, size, index)
    return tries


def test_forged_paths_are_refused() -> None:
    assert forged(5000, seed=1)


@pytest.mark.deep
def test_many_forged_paths_are_refused() -> None:
    assert forged(300_000, seed=2)


def from_there(tree: Grown, same: int, more: Sequence[bytes]) -> Grown:
    """A tree that has the first entries of another, whose hashes are not computed again."""
    other = Grown()
    ends = ((place, (place[1] + 1) << place[0]) for place in tree.kept)
    other.kept = {place: tree.kept[place] for place, end in ends if end <= same}
    other.size = same
    for entry in more:
        other.add(entry)
    return other


def test_a_tree_from_the_middle_of_another_is_that_from_the_beginning() -> None:
    one, two = entries(40, seed=4), entries(40, seed=5)
    for same in range(41):
        mixed = one[:same] + two[same:]
        assert from_there(Grown(one), same, two[same:]).kept == Grown(mixed).kept


def rewritten(tries: int, seed: int) -> None:
    """Rewrite one entry of a history that was signed: no proof leads to it from the old root."""
    rng = random.Random(seed)
    given = entries(90, seed=4)
    tree = Grown(given)

    @cache  # there are 4,005 pairs of sizes, and each has one tree in which the last is dropped
    def without(old: int, new: int) -> Grown:
        return from_there(tree, old - 1, given[old:new])

    for _ in range(tries):
        old, new = sorted(rng.sample(range(1, 91), 2))
        entry, place = rng.randbytes(8), rng.randrange(old)
        other = from_there(tree, place, [entry, *given[place + 1 : new]])
        top = root(other, new)
        for proof in (consistency(other, old, new), consistency(tree, old, new)):
            assert not is_consistent(old, root(tree, old), new, top, proof)
        dropped = without(old, new)
        if dropped.size >= old:
            proof = consistency(dropped, old, dropped.size)
            top = root(dropped, dropped.size)
            assert not is_consistent(old, root(tree, old), dropped.size, top, proof)


def test_rewritten_histories_are_refused() -> None:
    rewritten(300, seed=5)


@pytest.mark.deep
def test_many_rewritten_histories_are_refused() -> None:
    rewritten(20_000, seed=6)


def test_a_changed_growth_is_refused() -> None:
    tree = Grown(entries(40, seed=8))
    for new in range(1, 41):
        for old in range(1, new):
            proof = consistency(tree, old, new)
            tops = root(tree, old), root(tree, new)
            assert not is_consistent(old, tops[1], new, tops[0], proof)
            assert not is_consistent(old, tops[0], new, tops[1], [*proof, tops[0]])
            assert not is_consistent(old, tops[0], new, tops[1], proof[:-1])
            assert not is_consistent(new, tops[1], old, tops[0], proof)
            if old + 1 < new:
                assert not is_consistent(old + 1, tops[0], new, tops[1], proof)
    assert not is_consistent(3, root(tree, 3), 3, root(tree, 4), [])
    assert not is_consistent(3, root(tree, 3), 3, root(tree, 3), [EMPTY])
    assert is_consistent(0, EMPTY, 5, root(tree, 5), [])
    assert not is_consistent(0, root(tree, 1), 5, root(tree, 5), [])
    assert not is_consistent(0, EMPTY, 5, root(tree, 5), [EMPTY])


def test_what_is_read_grows_with_the_logarithm() -> None:
    tree = Grown([b"%d" % n for n in range(5000)])
    for size in (4095, 4096, 4097, 5000):
        for call in (inclusion, consistency):
            tree.reads = 0
            call(tree, size // 3, size)
            assert tree.reads <= 2 * size.bit_length()
        tree.reads = 0
        root(tree, size)
        assert tree.reads <= size.bit_length()


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 2)])
def test_no_path_where_there_is_no_entry(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no entry"):
        inclusion(Grown(INPUTS), index, size)
    assert not includes(EMPTY, size, index, EMPTY, [])


def test_no_growth_backwards() -> None:
    with pytest.raises(ValueError, match="at the beginning"):
        consistency(Grown(INPUTS), 3, 2)
