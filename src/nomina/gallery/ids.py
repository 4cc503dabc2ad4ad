"""Opaque ids in a compact table: bytes, offsets and a sorted hash, in runs that merge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nomina.errors import InputError

MAX_LENGTH = 200
"""The longest id, in characters."""


@dataclass(frozen=True, slots=True)
class Run:
    """The ids of a contiguous range of positions.

    Attributes:
        blob: (bytes,) uint8, the ids in UTF-8 one after another.
        offsets: (n + 1,) uint64, where each id begins in ``blob``.
        hashes: (n,) uint64, sorted.
        order: (n,) uint32, for each hash the place of its id in this run.
        mapped: whether the arrays are views of a file, which are never merged into memory.
    """

    blob: NDArray[np.uint8]
    offsets: NDArray[np.uint64]
    hashes: NDArray[np.uint64]
    order: NDArray[np.uint32]
    mapped: bool = False

    def __len__(self) -> int:
        return len(self.order)

    def text(self, place: int) -> str:
        """Give the id at a place of this run."""
        return bytes(self.blob[int(self.offsets[place]) : int(self.offsets[place + 1])]).decode()


def check(ids: Sequence[str]) -> list[bytes]:
    """Check ids and give them as UTF-8.

    Raises:
        InputError: one is no text, empty, too long, holds control characters, or comes twice.
    """
    for place, id_ in enumerate(ids):
        if not isinstance(id_, str) or not 0 < len(id_) <= MAX_LENGTH or not id_.isprintable():
            raise InputError(
                f"id number {place} cannot be used: {str(id_)[:60]!r}",
                todo=f"use 1 to {MAX_LENGTH} printable characters",
            )
    if len(set(ids)) != len(ids):
        ordered = sorted(ids)
        twice = next(a for a, b in pairwise(ordered) if a == b)
        raise InputError(f"id {twice!r} is given twice", todo="give every template its own id")
    return [id_.encode() for id_ in ids]


def hash_of(data: bytes) -> int:
    """Give the 64-bit hash an id is filed under, the same on every machine."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def make_run(ids: Sequence[bytes]) -> Run:
    """File ids, already checked, as one run."""
    hashes = np.fromiter((hash_of(i) for i in ids), np.uint64, len(ids))
    offsets = np.zeros(len(ids) + 1, np.uint64)
    np.cumsum(np.fromiter((len(i) for i in ids), np.uint64, len(ids)), out=offsets[1:])
    order = np.argsort(hashes, kind="stable").astype(np.uint32)
    blob = np.frombuffer(b"".join(ids), np.uint8)
    return Run(blob, offsets, hashes[order], order)


def _merge(a: Run, b: Run) -> Run:
    hashes = np.concatenate([a.hashes, b.hashes])
    order = np.concatenate([a.order, b.order + np.uint32(len(a))])
    by_hash = np.argsort(hashes, kind="stable")
    return Run(
        np.concatenate([a.blob, b.blob]),
        np.concatenate([a.offsets[:-1], b.offsets + a.offsets[-1]]),
        hashes[by_hash],
        order[by_hash],
    )


class IdTable:
    """Positions 0, 1, 2, ... and the id at each; an id may stand at several positions.

    (At most one of them is alive; the gallery knows which.) About 20 bytes beside the text of
    an id, and nothing is loaded to look one up in a file.
    """

    def __init__(self, runs: Sequence[Run] = ()) -> None:
        self._runs = list(runs)
        self._starts = np.cumsum([0, *map(len, self._runs)]).tolist()

    def __len__(self) -> int:
        return int(self._starts[-1])

    def append(self, ids: Sequence[bytes]) -> None:
        """File ids, already checked, at the next positions; runs of like size are merged."""
        self._runs.append(make_run(ids))
        while len(self._runs) > 1:
            a, b = self._runs[-2:]
            if a.mapped or len(a) > 2 * len(b):
                break
            self._runs[-2:] = [_merge(a, b)]
        self._starts = np.cumsum([0, *map(len, self._runs)]).tolist()

    def text(self, position: int) -> str:
        """Give the id at a position."""
        for start, run in zip(reversed(self._starts[:-1]), reversed(self._runs), strict=True):
            if position >= start:
                return run.text(position - start)
        raise IndexError(position)

    def texts(self) -> Iterator[str]:
        """Give the ids of all positions in order."""
        for run in self._runs:
            blob = run.blob.tobytes()
            offsets = run.offsets.tolist()
            for a, b in pairwise(offsets):
                yield blob[a:b].decode()

    def merged(self) -> Run:
        """Give all ids as one run."""
        if not self._runs:
            return make_run([])
        whole = self._runs[0]
        for run in self._runs[1:]:
            whole = _merge(whole, run)
        return whole

    def positions(self, ids: Sequence[bytes]) -> list[list[int]]:
        """Give, for every id, the positions it stands at (none, one or several)."""
        found: list[list[int]] = [[] for _ in ids]
        hashes = np.fromiter((hash_of(i) for i in ids), np.uint64, len(ids))
        for start, run in zip(self._starts, self._runs, strict=False):
            low = np.searchsorted(run.hashes, hashes, "left")
            high = np.searchsorted(run.hashes, hashes, "right")
            for i in np.flatnonzero(high > low).tolist():
                places = (int(run.order[at]) for at in range(int(low[i]), int(high[i])))
                found[i] += [start + p for p in places if run.text(p).encode() == ids[i]]
        return found
