"""How a number is misread: P(signs read | number), over all signs.

With one sign misread at e1, two at e2, two neighbours swapped at eT, and otherwise none. Places are
misread alike; a sign is taken for one that looks like it more often than for another, digits for
digits and letters for letters. Which signs are not legible is taken to depend on the thing and not
on its number; given that, misreadings are of the legible signs.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from nomina.errors import InputError
from nomina.evidence.line import Floats
from nomina.evidence.numbers.signs import ALPHABET, CODE, DIGITS, HIDDEN, LETTERS
from nomina.evidence.parameters import Parameters

Codes = NDArray[np.uint8]
_BYTES = {ord(sign): chr(code) for sign, code in [*CODE.items(), ("?", HIDDEN)]}
MOST = 2
"""Signs that may be misread at once; more is another number."""


def coded(text: str) -> Codes:
    """Give the codes of signs; `HIDDEN` for ``?``."""
    return np.frombuffer(text.translate(_BYTES).encode("latin-1"), np.uint8)


def segments(text: str) -> tuple[str, ...]:
    """Give what stands between the ``*`` of a pattern."""
    return tuple(text.split("*"))


def placements(text: str, length: int) -> list[tuple[Codes, NDArray[np.intp]]]:
    """Give every way in which a pattern may lie in a number of ``length`` signs.

    Returns:
        (codes of its legible signs, their places) of each; all ways are alike likely.
    """
    parts = segments(text)
    if len(parts) == 1:
        starts: list[tuple[int, ...]] = [(0,)] if len(text) == length else []
    else:
        inner = parts[1:-1]
        low, high = len(parts[0]), length - len(parts[-1])
        starts = [(0, *chosen, high) for chosen in _inner(tuple(map(len, inner)), low, high)]
    codes = coded("".join(parts))
    legible = codes != HIDDEN
    found = []
    for at in starts:
        places = np.array(
            [start + i for start, part in zip(at, parts, strict=True) for i in range(len(part))],
            np.intp,
        )
        found.append((codes[legible], places[legible]))
    return found


def _inner(lengths: tuple[int, ...], low: int, high: int) -> list[tuple[int, ...]]:
    free = high - low - sum(lengths)
    if free < 0:
        return []
    found = []
    for gaps in combinations(range(free + len(lengths)), len(lengths)):
        starts, at = [], low
        for place, gap in enumerate(gaps):
            start = at + gap - place
            starts.append(start + sum(lengths[:place]))
        found.append(tuple(starts))
    return found


class Misreading:
    """The model with its numbers ready.

    Raises:
        InputError: a number of it is no probability.
    """

    def __init__(self, parameters: Parameters) -> None:
        rates = parameters.table("misread")
        self.one, self.two, self.swapped = (rates[each] for each in ("one", "two", "swapped"))
        self.any = self.one + self.two + self.swapped
        if min(self.one, self.two, self.swapped) < 0.0 or self.any >= 1.0:
            raise InputError("misread of documents are no probabilities with a sum below 1")
        share = parameters.number("confused_share")
        if not 0.0 <= share <= 1.0:
            raise InputError("confused_share of documents is no share")
        self.taken_for = _confusion(parameters.matrix("confused"), share)

    def likelihood(self, read: Codes, true: Codes, *, whole: bool = True) -> Floats:
        """Give P(read | true) of legible signs.

        Args:
            read: codes, (pairs, signs).
            true: codes of the numbers at the same places, (pairs, signs).
            whole: whether all signs are legible, so that neighbours may have been swapped.

        Returns:
            (pairs,).
        """
        n = read.shape[1]
        differ = read != true
        count = differ.sum(axis=1)
        taken = np.where(differ, self.taken_for[true, read], 1.0).prod(axis=1)
        one = self.one if n else 0.0
        two = self.two if n > 1 else 0.0
        out = np.zeros(len(read))
        swapped = np.zeros(len(read))
        digit = true < len(DIGITS)
        alike = digit[:, 1:] == digit[:, :-1]  # only neighbours of one class are swapped
        may = alike.sum(axis=1)
        if whole and n > 1:
            for place in range(n - 1):
                same = (read[:, place] == true[:, place + 1]) & (
                    read[:, place + 1] == true[:, place]
                )
                others = count == differ[:, place].astype(int) + differ[:, place + 1]
                swapped += same & others & alike[:, place]
            swapped = self.swapped * swapped / np.maximum(may, 1)
            swap = np.where(may > 0, self.swapped, 0.0)
        else:
            swap = np.zeros(len(read))
        exact, single, double = count == 0, count == 1, count == 2
        out[exact] = (1.0 - one - two - swap)[exact]
        out[single] = one / max(n, 1) * taken[single]
        out[double] = two / max(n * (n - 1) / 2, 1) * taken[double]
        return out + swapped


def _confusion(table: dict[str, dict[str, float]], share: float) -> Floats:
    """Give P(sign read | sign, misread), (signs, signs); rows sum to 1."""
    strange = {each for row in table.values() for each in row} | set(table)
    if strange - set(ALPHABET):
        raise InputError(f"confused of documents has {sorted(strange - set(ALPHABET))}")
    out = np.zeros((len(ALPHABET), len(ALPHABET)))
    for signs in (DIGITS, LETTERS):
        for sign in signs:
            row = {
                other: weight
                for other, weight in table.get(sign, {}).items()
                if other in signs and other != sign
            }
            whole = sum(row.values())
            alike = share if whole > 0.0 else 0.0
            for other in signs:
                if other != sign:
                    out[CODE[sign], CODE[other]] = (1.0 - alike) / (len(signs) - 1)
                    if alike:
                        out[CODE[sign], CODE[other]] += alike * row.get(other, 0.0) / whole
    return out
