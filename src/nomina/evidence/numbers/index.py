"""Which registered numbers a number read may be, within two misread signs: found by blocks.

Two strings of one length that differ in at most two places agree in one of three sets of places.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nomina.evidence.line import Places
from nomina.evidence.numbers.misreading import MOST, Codes

_BLOCKS = MOST + 1
_CHUNK = 1_000_000
_BASE = np.int64(53)


def _keys(codes: Codes, block: int) -> NDArray[np.int64]:
    """Give one whole number for the signs of a block; equal exactly where the signs are."""
    out = np.zeros(len(codes), np.int64)
    for place in range(block, codes.shape[1], _BLOCKS):
        out = out * _BASE + codes[:, place]
    return out


def close(read: Codes, true: Codes) -> Iterator[tuple[Places, Places]]:
    """Give all pairs of rows that differ in at most two signs, each once, in chunks.

    Args:
        read: (n, signs), up to 30 signs.
        true: (m, signs).
    """
    if not len(read) or not len(true):
        return
    read_keys = [_keys(read, block) for block in range(_BLOCKS)]
    true_keys = [_keys(true, block) for block in range(_BLOCKS)]
    for block in range(_BLOCKS):
        order = np.argsort(true_keys[block], kind="stable")
        sorted_keys = true_keys[block][order]
        low = np.searchsorted(sorted_keys, read_keys[block], "left")
        many = np.searchsorted(sorted_keys, read_keys[block], "right") - low
        ends = np.cumsum(many)
        first = 0
        while first < len(read):
            before = ends[first - 1] if first else 0
            last = max(first + 1, int(np.searchsorted(ends, before + _CHUNK, "right")))
            part = many[first:last]
            mine = np.repeat(np.arange(first, last), part)
            inside = np.arange(len(mine)) - np.repeat(np.cumsum(part) - part, part)
            theirs = order[np.repeat(low[first:last], part) + inside]
            new = np.ones(len(mine), np.bool_)  # found by no block before
            for earlier in range(block):
                new &= read_keys[earlier][mine] != true_keys[earlier][theirs]
            mine, theirs = mine[new], theirs[new]
            near = (read[mine] != true[theirs]).sum(axis=1) <= MOST
            yield mine[near], theirs[near]
            first = last
