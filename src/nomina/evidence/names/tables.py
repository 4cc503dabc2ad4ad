"""Small tables behind a part of names: inverted index, incidence, what is legible."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy import sparse

from nomina.evidence.line import Places


class Inverted:
    """For each of some strings, the places of the sets that have it."""

    def __init__(self, sets: Iterable[Iterable[str]]) -> None:
        self.number: dict[str, int] = {}
        number = self.number
        flat = [[number.setdefault(one, len(number)) for one in each] for each in sets]
        names = np.array([one for each in flat for one in each], dtype=np.intp)
        places = np.repeat(np.arange(len(flat)), [len(each) for each in flat])
        self.has = incidence(flat, len(number))
        self._places = places[np.argsort(names, kind="stable")]
        starts = np.concatenate([[0], np.cumsum(np.bincount(names, minlength=len(number)))])
        self._starts: list[int] = starts.tolist()

    def of(self, number: int) -> Places:
        """Give the places of one string by its number."""
        return self._places[self._starts[number] : self._starts[number + 1]]

    def gather(self, names: Iterable[str]) -> Places:
        """Give the places that have any of some strings, in order."""
        found = [self.of(self.number[each]) for each in names if each in self.number]
        if not found:
            return np.empty(0, np.intp)
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


def incidence(columns: list[list[int]], width: int) -> sparse.csr_array:
    """Give a row of zeros and ones for each list of columns."""
    starts = np.zeros(len(columns) + 1, dtype=np.int64)
    np.cumsum([len(each) for each in columns], out=starts[1:])
    flat = np.fromiter((one for each in columns for one in each), np.int64, int(starts[-1]))
    return sparse.csr_array(
        (np.ones(len(flat)), flat, starts), shape=(len(columns), width), dtype=np.float64
    )


def ones(matrix: sparse.csr_array) -> sparse.csr_array:
    """Give 1 wherever a matrix is not 0."""
    found = sparse.csr_array(matrix)
    found.eliminate_zeros()
    found.data[:] = 1.0
    return found


def legible_of(pattern: str, text: str) -> str:
    """Leave of a text what a pattern has legible: before its first ``*`` and after its last."""
    head, star, rest = pattern.partition("*")
    tail = rest.rpartition("*")[2]
    if not star:
        if len(text) != len(pattern):
            return f"{len(text)}"
        return "".join(
            "?" if hole == "?" else each for hole, each in zip(pattern, text, strict=True)
        )
    if len(text) < len(head) + len(tail):
        return f"{len(text)}"
    end = text[len(text) - len(tail) :]
    if "?" not in head + tail:
        return f"{text[: len(head)]}*{end}"
    return "".join(
        "?" if hole == "?" else each
        for hole, each in zip(f"{head}*{tail}", f"{text[: len(head)]}*{end}", strict=True)
    )
