"""Which items are copies of one source: ten reposts are one, not ten.

Texts by their runs of five words (Broder 1997), pictures by their mark. This errs towards one
source: two pages that share most of what surrounds a short text count as one, and so agree less.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

from nomina.images.alike import APART

K = TypeVar("K", bound=Hashable)

RUN = 5
"""Words of one run."""
KEPT = 256
"""Runs that are kept of a text: those with the smallest digests."""
SHARED = 0.8
"""Share of the runs of the shorter text that stand in the other, from which both are one source."""
LEAST = 8
"""Runs that a text must have in what is compared; of fewer, nothing is said."""
COMMON = 50
"""Texts with a run, from which on it is common."""
_WORD = re.compile(r"\w+")
_WORDS = 100_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells the copies of an item.

    Attributes:
        digest: SHA-256 of its bytes; equal bytes are one source.
        runs: digests of runs of words, the smallest ones, in order.
        all_runs: whether these are all that it has.
        picture: mark of a picture as an integer; None where there is none.
    """

    digest: str
    runs: tuple[int, ...] = ()
    all_runs: bool = True
    picture: int | None = None


def runs_of(text: str) -> tuple[tuple[int, ...], bool]:
    """Give the smallest digests of the runs of words in a text, and whether they are all."""
    words: list[str] = []
    for found in _WORD.finditer(text.casefold()):
        words.append(found.group())
        if len(words) == _WORDS:
            break
    every = {
        int.from_bytes(blake2b(" ".join(run).encode(), digest_size=6).digest(), "big")
        for run in zip(*(words[at:] for at in range(RUN)), strict=False)
    }
    kept = sorted(every)[:KEPT]
    return tuple(kept), len(kept) == len(every)


def same_text(one: Mark, other: Mark) -> bool:
    """Say whether most of the shorter text stands in the other.

    Above the largest digest that both keep, nothing is known of either.
    """
    if not one.runs or not other.runs:
        return False
    ends = [mark.runs[-1] for mark in (one, other) if not mark.all_runs]
    end = min(ends) if ends else max(one.runs[-1], other.runs[-1])
    # Both are in order, so what lies up to the end is counted without looking at each.
    mine, theirs = (mark.runs[: bisect_right(mark.runs, end)] for mark in (one, other))
    shorter = min(len(mine), len(theirs))
    return shorter >= LEAST and len(set(mine).intersection(theirs)) >= SHARED * shorter


def same_picture(one: Mark, other: Mark) -> bool:
    """Say whether two pictures are copies of one; nothing of who is in them."""
    if one.picture is None or other.picture is None:
        return False
    return (one.picture ^ other.picture).bit_count() <= APART


def alike(one: Mark, other: Mark) -> bool:
    """Say whether two items are of one source."""
    return one.digest == other.digest or same_text(one, other) or same_picture(one, other)


def sources(marks: Mapping[K, Mark]) -> dict[K, int]:
    """Number the sources from 1, in the order of the items; copies of copies are one source."""
    keys: Sequence[K] = list(marks)
    root = dict(zip(keys, keys, strict=True))

    def first(key: K) -> K:
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    order = {key: at for at, key in enumerate(keys)}
    for one, other in _near(marks):
        a, b = first(one), first(other)
        if a != b and alike(marks[one], marks[other]):
            early, late = sorted((a, b), key=order.__getitem__)
            root[late] = early
    numbers: dict[K, int] = {}
    return {key: numbers.setdefault(first(key), len(numbers) + 1) for key in keys}


def _near(marks: Mapping[K, Mark]) -> Iterator[tuple[K, K]]:
    """Give the pairs that may be alike: pictures that are, and what shares bytes or enough runs.

    Of a run that stands in very many texts only the first are looked at: it is of what surrounds
    them, and copies of copies are found through each other.
    """
    held: dict[object, list[K]] = {}
    pictures: list[K] = []
    for key, mark in marks.items():
        yield from ((key, one) for one in pictures if same_picture(mark, marks[one]))
        if mark.picture is not None:
            pictures.append(key)
        shared: Counter[K] = Counter()
        for run in mark.runs:
            shared.update(held.get(run, ()))
        yield from ((key, one) for one, times in shared.items() if times >= LEAST)
        yield from ((key, one) for one in held.get(mark.digest, ()))
        for part in (mark.digest, *mark.runs):
            there = held.setdefault(part, [])
            if len(there) < COMMON:
                there.append(key)
