"""A log as files that anybody can copy and check: checkpoint, tiles and entries.

Layout of c2sp.org/tlog-tiles: ``checkpoint``, ``tile/<level>/<number>`` with 256 hashes each, and
``tile/entries/<number>`` with the entries themselves, which are commitments. A tile that is not
full lies beside as ``<number>.p/<width>``. Nothing in them can be read by anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from nomina.documents import write_bytes_atomic
from nomina.errors import StoreError
from nomina.ledger.formats import node
from nomina.ledger.tree import Nodes, Place
from nomina.words import tr

WIDTH, HEIGHT = 256, 8
ENTRY = 34
"""Bytes of an entry: ``v1`` and a commitment."""


class Tile(NamedTuple):
    """Which tile: its level, its number there, and how many hashes it has (1 to 256)."""

    level: int
    number: int
    width: int

    def path(self, level: str = "") -> str:
        """Give its place below the folder, with slashes; ``entries`` is a level, too."""
        digits = str(self.number)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "/".join([f"x{part}" for part in parts[:-1]] + parts[-1:])
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level or self.level}/{name}{partial}"


def tiles(old: int, new: int) -> Iterator[Tile]:
    """Give the tiles of a tree of ``new`` entries that one of ``old`` has not, full ones first."""
    for level in range(64 // HEIGHT):
        before, now = old >> HEIGHT * level, new >> HEIGHT * level
        if not now:
            return
        for number in range(before // WIDTH, now // WIDTH):
            yield Tile(level, number, WIDTH)
        if now % WIDTH and now != before:
            yield Tile(level, now // WIDTH, now % WIDTH)


class Entries(Nodes, Protocol):
    """A log whose commitments can be read, too."""

    def commitments(self, start: int, stop: int) -> list[bytes]:
        """Give the commitments of the entries ``start`` to ``stop``."""


def export(log: Entries, folder: Path, old: int, new: int, checkpoint: bytes) -> int:
    """Write what a tree of ``new`` entries has beyond ``old``, the checkpoint last.

    Returns:
        The number of tiles written.

    Raises:
        InputError: the folder cannot be written.
        SpaceError: the disk is full.
    """
    written = 0
    for tile in tiles(old, new):
        start = tile.number * WIDTH
        places = [(tile.level * HEIGHT, start + at) for at in range(tile.width)]
        _put(folder / tile.path(), b"".join(log.hashes(places)))
        written += 1
        if tile.level == 0:
            entries = log.commitments(start, start + tile.width)
            data = b"".join(ENTRY.to_bytes(2, "big") + b"v1" + one for one in entries)
            _put(folder / tile.path("entries"), data)
    _put(folder / "checkpoint", checkpoint)
    return written


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes_atomic(path, data)


class TileNodes:
    """Hashes of complete subtrees, read from tiles.

    Args:
        folder: with ``tile`` in it.
        size: of the tree, from a checkpoint that was checked.
    """

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self._size = size

    def hashes(self, places: Sequence[Place]) -> list[bytes]:
        """Give the hashes at these places, in their order.

        Raises:
            StoreError: a tile is missing or has another length.
        """
        return [self._hash(*place) for place in places]

    def _hash(self, level: int, index: int) -> bytes:
        span = 1 << level % HEIGHT
        first = index * span
        number = first // WIDTH
        width = min(WIDTH, (self._size >> level // HEIGHT * HEIGHT) - number * WIDTH)
        data = self._read(Tile(level // HEIGHT, number, width))
        at = first % WIDTH * 32
        row = [data[at + 32 * one : at + 32 * one + 32] for one in range(span)]
        while len(row) > 1:
            row = [node(row[one], row[one + 1]) for one in range(0, len(row), 2)]
        return row[0]

    def _read(self, tile: Tile) -> bytes:
        for one in (tile, tile._replace(width=WIDTH)):  # a full one may have taken its place
            path = self._folder / one.path()
            if path.is_file():
                data = path.read_bytes()
                if len(data) == 32 * one.width:
                    return data
        raise StoreError(
            tr("a tile of the log is missing or was cut short"),
            where=str(self._folder / tile.path()),
            todo=tr("Take a whole, unchanged copy of the log"),
        )
