"""What every gallery can do, whatever searches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nomina.errors import InputError

UNIT_TOLERANCE = 1e-3
"""How far the length of a template may be from 1 before it is refused."""


@dataclass(frozen=True, slots=True)
class Found:
    """The nearest templates of a search, best first.

    Attributes:
        ids: (n, m) array of str objects, m = min(k, templates in the gallery).
        scores: (n, m) float32, dot products in [-1, 1], falling along each row; equal scores
            are ordered by id so that a result never depends on the order of enrolment.
    """

    ids: NDArray[np.object_]
    scores: NDArray[np.float32]


class Gallery(Protocol):
    """Templates under opaque ids, searched exactly.

    Exact means: the k templates with the largest dot product, up to differences that float32
    arithmetic itself cannot see.
    """

    @property
    def dim(self) -> int:
        """Give the number of values in a template."""

    def __len__(self) -> int:
        """Count the templates held."""

    def __contains__(self, id_: object) -> bool:
        """Say whether a template is held under this id."""

    def add(self, ids: Sequence[str], templates: ArrayLike) -> None:
        """Enrol one template under each id.

        Args:
            ids: texts of 1 to 200 characters without control characters, none held already.
            templates: (len(ids), dim) float32 of length 1.

        Raises:
            InputError: an id is unusable or held already, or a template has the wrong shape,
                a value that is no number, or a length other than 1. Nothing was added.
        """

    def remove(self, ids: Sequence[str]) -> None:
        """Take the templates of these ids out.

        Raises:
            InputError: an id is not held or is given twice. Nothing was removed.
        """

    def search(self, queries: ArrayLike, k: int) -> Found:
        """Find the k nearest templates of every query.

        Args:
            queries: (n, dim) float32 of length 1.
            k: how many to give, at least 1; all are given where fewer are held.

        Raises:
            InputError: the queries cannot be used, or k is below 1.
        """

    def save(self, path: Path) -> None:
        """Write the gallery as one file, atomically. It holds the templates in the clear."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a saved gallery without reading its templates into memory.

        Raises:
            StoreError: the file is no gallery, is cut short, or of an unknown version.
        """

    def root(self) -> str:
        """Give the SHA-256 (hex) over ids and templates in the order of ids."""


def as_templates(values: ArrayLike, dim: int, what: str) -> NDArray[np.float32]:
    """Check templates and give them as a contiguous (n, dim) float32 array.

    Raises:
        InputError: wrong shape, values that are no numbers, or lengths other than 1.
    """
    array: NDArray[Any] = np.asarray(values)
    if array.dtype.kind not in "fiu":
        raise InputError(f"{what} are not numbers", todo="give an array of float32")
    if array.ndim != 2 or array.shape[1] != dim:
        raise InputError(
            f"{what} have the shape {array.shape}", todo=f"give an array of shape (n, {dim})"
        )
    rows = np.ascontiguousarray(array, dtype=np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    wrong = np.flatnonzero(~(np.abs(lengths - 1.0) <= UNIT_TOLERANCE))
    if len(wrong):
        first = int(wrong[0])
        raise InputError(
            f"{len(wrong)} of {len(rows)} {what} are not of length 1"
            f" (the first, number {first}, has length {lengths[first]:.6g})",
            todo="divide every template by its Euclidean norm; leave out those with NaN or zeros",
        )
    return rows
