"""The Merkle tree of RFC 6962: roots, paths and proofs from the hashes of complete subtrees.

A place is a level and an index: the hash at ``(level, index)`` is that over the entries from
``index * 2**level`` on, ``2**level`` of them. Only complete subtrees are kept, about two an entry.
Everything here reads O(log size) of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

from nomina.ledger.formats import node

Place = tuple[int, int]
EMPTY = hashlib.sha256(b"").digest()
"""Root of a tree without entries (RFC 6962 section 2.1)."""


class Nodes(Protocol):
    """Where hashes of complete subtrees are read from."""

    def hashes(self, places: Sequence[Place]) -> list[bytes]:
        """Give the hashes at these places, in their order."""


def complete(start: int, stop: int) -> list[Place]:
    """Give the largest complete subtrees that make up the entries ``start`` to ``stop``.

    ``start`` must be a multiple of the smallest power of two that is not below the length, as
    all ranges are into which a tree is divided.
    """
    places = []
    for level in reversed(range((stop - start).bit_length())):
        if (stop - start) >> level & 1:
            places.append((level, start >> level))
            start += 1 << level
    return places


def _folded(hashes: Sequence[bytes]) -> bytes:
    found = hashes[-1]
    for left in reversed(hashes[:-1]):
        found = node(left, found)
    return found


def _over(nodes: Nodes, ranges: list[tuple[int, int]]) -> list[bytes]:
    """Give the hash over each range of entries, with one read."""
    parts = [complete(start, stop) for start, stop in ranges]
    hashes = iter(nodes.hashes([place for part in parts for place in part]))
    return [_folded([next(hashes) for _ in part]) for part in parts]


def _split(length: int) -> int:
    """Give the largest power of two below ``length``."""
    return 1 << (length - 1).bit_length() - 1


def root(nodes: Nodes, size: int) -> bytes:
    """Give the root over the first ``size`` entries (RFC 6962 section 2.1)."""
    return _over(nodes, [(0, size)])[0] if size else EMPTY


def grown(nodes: Nodes, size: int, entry: bytes) -> list[tuple[Place, bytes]]:
    """Give the hashes that become complete when a leaf is added to ``size`` others."""
    height = (~size & size + 1).bit_length() - 1  # of the ones at the end of ``size``
    lefts = nodes.hashes([(level, (size >> level) - 1) for level in range(height)])
    made = [((0, size), entry)]
    for level, left in enumerate(lefts, 1):
        made.append(((level, size >> level), node(left, made[-1][1])))
    return made


def inclusion(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Give the path from an entry to the root over ``size`` of them (RFC 6962 section 2.1.1).

    Raises:
        ValueError: there is no such entry.
    """
    if not 0 <= index < size:
        raise ValueError(f"no entry {index} among {size}")
    start, stop, ranges = 0, size, []
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    return _over(nodes, ranges[::-1])


def consistency(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """Give the proof that a tree of ``new`` entries begins with that of ``old`` (section 2.1.2).

    Raises:
        ValueError: ``old`` is not between 0 and ``new``.
    """
    if not 0 <= old <= new:
        raise ValueError(f"no {old} entries at the beginning of {new}")
    if old in {0, new}:
        return []
    start, stop, ranges = 0, new, []
    while stop != old:
        middle = start + _split(stop - start)
        if old <= middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:  # where it is 0, the old root itself is this part
        ranges.append((start, stop))
    return _over(nodes, ranges[::-1])


def is_consistent(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether a proof leads from one root to another (RFC 9162 section 2.1.4.2)."""
    if not 0 < old < new:
        kept = old_root == new_root if old == new else old_root == EMPTY
        return 0 <= old <= new and kept and not proof
    steps = list(proof)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node(step, first), node(step, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node(second, step)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
