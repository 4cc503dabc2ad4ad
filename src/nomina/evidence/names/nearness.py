"""Skeletons that one or two edits, or letters easily misread, turn into one another.

Two skeletons are near when their optimal string alignment distance is at most 1 (both of 4 letters
or more) or 2 (both of 9 or more), or when `fold.misread` makes them one. All that are near are
found through equal strings after deletions, as in symmetric deletion search, by hashes.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from nomina.evidence.line import Places
from nomina.evidence.names.fold import misread

SHORT = 4
LONG = 9
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 1 << 64)
_LETTERS: NDArray[np.uint64] = np.random.default_rng(20260101).integers(
    1, 1 << 63, 128, dtype=np.uint64
)
_PLAIN = [int(each) for each in _LETTERS]
_WHOLE = 1 << 64
Hashes = NDArray[np.uint64]


def allowed(one: str, other: str) -> int:
    """Give how many edits two skeletons may lie apart and be near."""
    short = min(len(one), len(other))
    return 0 if short < SHORT else 1 if short < LONG else 2


def near(one: str, other: str) -> bool:
    """Say whether two skeletons are near; equal ones are."""
    most = allowed(one, other)
    if one == other or (most and misread(one) == misread(other)):
        return True
    return most > 0 and OSA.distance(one, other, score_cutoff=most) <= most


def _deletions(words: list[str]) -> tuple[Hashes, NDArray[np.int32]]:
    """Give hashes of the words with up to 1 (2 where long) letters left out, and whose they are."""
    lengths = np.array([len(each) for each in words], dtype=np.intp)
    most = int(lengths.max(initial=0))
    letters = np.zeros((len(words), most), dtype=np.uint8)
    for length in np.unique(lengths):
        of_it = np.flatnonzero(lengths == length)
        joined = "".join(words[each] for each in of_it).encode("ascii", "replace")
        letters[of_it, :length] = np.frombuffer(joined, np.uint8).reshape(len(of_it), length)
    powers = np.array([pow(_BASE, place, 1 << 64) for place in range(most)], dtype=np.uint64)
    terms = np.where(letters > 0, _LETTERS[letters] * powers, np.uint64(0))
    sums = np.zeros((len(words), most + 1), dtype=np.uint64)
    np.cumsum(terms, axis=1, out=sums[:, 1:])
    whole = sums[:, -1]
    hashes, owners = [whole], [np.arange(len(words))]
    once, twice = np.uint64(_INVERSE), np.uint64(_INVERSE * _INVERSE % (1 << 64))
    for first in range(most):
        at = np.flatnonzero((lengths > first) & (lengths >= SHORT))
        hashes.append(sums[at, first] + (whole[at] - sums[at, first + 1]) * once)
        owners.append(at)
        for second in range(first + 1, most):
            at = np.flatnonzero((lengths > second) & (lengths >= LONG))
            if len(at):
                between = sums[at, second] - sums[at, first + 1]
                after = whole[at] - sums[at, second + 1]
                hashes.append(sums[at, first] + between * once + after * twice)
                owners.append(at)
    return np.concatenate(hashes), np.concatenate(owners).astype(np.int32)


def _together(order: NDArray[np.int32], group: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Give pairs of owners with equal groups (sorted), coded smaller * 2**32 + larger, once."""
    found: list[NDArray[np.int64]] = []
    at = np.arange(len(group) - 1)
    step = 1
    while len(at):
        at = at[at + step < len(group)]
        at = at[group[at] == group[at + step]]
        one, other = order[at].astype(np.int64), order[at + step].astype(np.int64)
        pairs = (np.minimum(one, other) << 32) | np.maximum(one, other)
        found.append(np.unique(pairs[one != other]))
        step += 1
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)


def _deletions_of(word: str) -> Hashes:
    """Give the hashes of `_deletions` for one word, each once, in order."""
    sums, power = [0], 1
    for each in word.encode("ascii", "replace"):
        sums.append(sums[-1] + _PLAIN[each] * power)
        power = power * _BASE % _WHOLE
    whole, length = sums[-1], len(word)
    found = {whole % _WHOLE}
    if length >= SHORT:
        for first in range(length):
            found.add((sums[first] + (whole - sums[first + 1]) * _INVERSE) % _WHOLE)
    if length >= LONG:
        for first in range(length):
            for second in range(first + 1, length):
                between, after = sums[second] - sums[first + 1], whole - sums[second + 1]
                found.add((sums[first] + (between + after * _INVERSE) * _INVERSE) % _WHOLE)
    return np.array(sorted(found), dtype=np.uint64)


class NearIndex:
    """Skeletons made ready to be asked which are near."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = list(words)
        hashes, owners = _deletions(self.words)
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._owners = hashes[order], owners[order]
        self._misread: dict[str, list[int]] = {}
        for place, each in enumerate(self.words):
            if len(each) >= SHORT:
                self._misread.setdefault(misread(each), []).append(place)

    def near(self, word: str) -> Places:
        """Give the places of all words that are near, equal ones among them."""
        if not self.words:
            return np.empty(0, np.intp)
        asked = _deletions_of(word)
        low = np.searchsorted(self._hashes, asked, "left")
        high = np.searchsorted(self._hashes, asked, "right")
        found = {
            int(each)
            for first, last in zip(low.tolist(), high.tolist(), strict=True)
            for each in self._owners[first:last]
        }
        if len(word) >= SHORT:
            found.update(self._misread.get(misread(word), ()))
        return np.array(sorted(each for each in found if near(word, self.words[each])), np.intp)

    def pairs(self) -> tuple[Places, Places]:
        """Give all pairs of different words that are near, each once."""
        codes = _together(self._owners, self._hashes)
        one, other = (codes >> 32).astype(np.intp), (codes & 0xFFFFFFFF).astype(np.intp)
        lengths = np.array([len(each) for each in self.words], dtype=np.intp)
        short = np.minimum(lengths[one], lengths[other])
        most = np.where(short < SHORT, 0, np.where(short < LONG, 1, 2))
        apart = cpdist(
            [self.words[each] for each in one],
            [self.words[each] for each in other],
            scorer=OSA.distance,
            score_cutoff=2,
            dtype=np.uint8,
        )
        codes = codes[apart <= most] if len(codes) else codes
        groups = [each for each in self._misread.values() if len(each) > 1]
        if groups:
            owners = np.array([each for group in groups for each in group], dtype=np.int32)
            labels = np.repeat(
                np.arange(len(groups), dtype=np.uint64), [len(each) for each in groups]
            )
            codes = np.unique(np.concatenate([codes, _together(owners, labels)]))
        return (codes >> 32).astype(np.intp), (codes & 0xFFFFFFFF).astype(np.intp)
