"""The files of a log: the layout of c2sp.org/tlog-tiles, and the tree that is read from them."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path

import pytest

from nomina.errors import StoreError
from nomina.ledger.formats import includes, leaf, open_checkpoint, parse_key
from nomina.ledger.tiles import Tile, TileNodes, export, tiles
from nomina.ledger.tree import consistency, inclusion, root
from tests.ledger.acts import KEY, act, file_of, new_log


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0, 256), "tile/0/000"),
        (Tile(1, 1234067, 256), "tile/1/x001/x234/067"),
        (Tile(0, 999, 256), "tile/0/999"),
        (Tile(0, 1000, 256), "tile/0/x001/000"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(2, 0, 1), "tile/2/000.p/1"),
    ],
)
def test_paths_are_those_of_the_specification(tile: Tile, path: str) -> None:
    assert tile.path() == path
    assert Tile(0, 1234067, 5).path("entries") == "tile/entries/x001/x234/067.p/5"


def test_a_tree_of_70000_has_the_tiles_of_the_specification() -> None:
    """273 full and one of 112 at level 0, one full and one of 17 above, one of 1 above that."""
    found = list(tiles(0, 70_000))
    assert sum(tile == Tile(0, tile.number, 256) for tile in found) == 273
    assert [tile for tile in found if tile.width < 256] == [
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert next(tile for tile in found if tile.level == 1) == Tile(1, 0, 256)
    assert len(found) == 277
    assert list(tiles(0, 256)) == [Tile(0, 0, 256), Tile(1, 0, 1)]
    assert list(tiles(0, 0)) == list(tiles(70_000, 70_000)) == []


def test_growing_writes_what_is_new_and_nothing_twice() -> None:
    seen: set[Tile] = set()
    sizes = [0, 1, 1, 255, 256, 257, 511, 512, 1000, 65535, 65536, 70_000]
    for old, new in pairwise(sizes):
        fresh = list(tiles(old, new))
        assert not seen.intersection(fresh)
        seen.update(fresh)
        needed = {tile for tile in tiles(0, new) if tile.width == 256 or new == sizes[-1]}
        assert needed <= seen


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of 700 entries, published at four sizes."""
    folder = tmp_path_factory.mktemp("tiles")
    log, old = new_log(folder / "log.db"), 0
    leaves = file_of(log)
    for size in (3, 256, 600, 700):
        with leaves.transaction():
            for number in range(old, size):
                log.append(act(number))
            note = log.checkpoint()
        export(leaves, folder / "public", old, size, note)
        old = size
    return folder


def test_whoever_has_the_files_can_prove_everything(published: Path) -> None:
    leaves = file_of(new_log(published / "log.db"))
    note = (published / "public" / "checkpoint").read_bytes()
    checkpoint = open_checkpoint(note, parse_key(KEY))[0]
    nodes = TileNodes(published / "public", checkpoint.size)
    assert root(nodes, 700) == checkpoint.root
    for size in (1, 255, 256, 257, 512, 699, 700):
        assert root(nodes, size) == root(leaves, size)
        assert consistency(nodes, size, 700) == consistency(leaves, size, 700)
    for index in (0, 255, 256, 511, 699):
        [committed] = leaves.commitments(index, index + 1)
        path = inclusion(nodes, index, 700)
        assert includes(checkpoint.root, 700, index, leaf(committed), path)


def test_entries_hash_to_the_leaves_beside_them(published: Path) -> None:
    """c2sp.org/tlog-tiles: entries with two bytes of length, hashed as RFC 6962 says."""
    public = published / "public"
    for name in ("000", "001", "002.p/188"):
        data, found = (public / "tile" / "entries" / name).read_bytes(), b""
        while data:
            length = int.from_bytes(data[:2], "big")
            found += hashlib.sha256(b"\0" + data[2 : 2 + length]).digest()
            data = data[2 + length :]
        assert found == (public / "tile" / "0" / name).read_bytes()


def test_a_level_is_the_roots_of_full_tiles_below(published: Path) -> None:
    leaves = file_of(new_log(published / "log.db"))
    row = (published / "public" / "tile" / "1" / "000.p" / "2").read_bytes()
    assert row[:32] == root(leaves, 256)
    assert row[32:] == leaves.hashes([(8, 1)])[0]


def test_a_full_tile_takes_the_place_of_a_partial_one(published: Path) -> None:
    leaves = file_of(new_log(published / "log.db"))
    (published / "public" / "tile" / "0" / "000.p" / "3").unlink()
    assert root(TileNodes(published / "public", 3), 3) == root(leaves, 3)


def test_a_tile_that_is_missing_or_short_is_said(published: Path) -> None:
    path = published / "public" / "tile" / "0" / "002.p" / "188"
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    with pytest.raises(StoreError, match="missing or was cut short"):
        root(TileNodes(published / "public", 700), 700)
    path.write_bytes(data)
    assert root(TileNodes(published / "public", 700), 700)
