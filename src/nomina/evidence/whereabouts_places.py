"""Places as cells of a grid, and how probable each is for the body of one person.

The cells are those in which anybody of the two registers was, and one more for everywhere else, so
that probabilities sum to 1 over a list that is finite. A position with a wide accuracy stands for
all of these cells within it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nomina.cases.description import Whereabouts
from nomina.errors import InputError
from nomina.evidence.line import Floats, Places
from nomina.evidence.parameters import Parameters

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""
MOST_CELLS = 6000
_DEGREE_KM = EARTH_KM * np.pi / 180.0
EXACT_CELLS = 1500
"""Up to so many cells tables are in double precision, above it in single, to save memory."""
_BLOCK = 256
_WIDE = 30.0
Table = NDArray[np.floating[Any]]


def mixture(parameters: Parameters, name: str) -> tuple[Floats, Floats, float]:
    """Read a mixture: scales above 0, their weights, and the weight of the uniform rest.

    Raises:
        InputError: they do not belong together, or do not sum to 1.
    """
    scales, weights = parameters.table(f"{name}_scales"), parameters.table(f"{name}_weights")
    where = f"whereabouts, {name}"
    if set(weights) != {*scales, "anywhere"}:
        raise InputError("each scale needs a weight, and so does anywhere", where=where)
    if not all(scale > 0.0 for scale in scales.values()):
        raise InputError("a scale is not above 0", where=where)
    if not all(0.0 < weight < 1.0 for weight in weights.values()):
        raise InputError("a weight is not between 0 and 1", where=where)
    if abs(sum(weights.values()) - 1.0) > 1e-9:
        raise InputError("the weights do not sum to 1", where=where)
    return (
        np.array(list(scales.values())),
        np.array([weights[each] for each in scales]),
        weights["anywhere"],
    )


def distance_km(latitude: Floats, longitude: Floats, lat: Floats, lon: Floats) -> Floats:
    """Give great-circle distances (haversine)."""
    a, b = np.radians(latitude), np.radians(lat)
    half = np.sin((a - b) / 2.0) ** 2
    half = half + np.cos(a) * np.cos(b) * np.sin(np.radians(longitude - lon) / 2.0) ** 2
    return np.asarray(2.0 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


@dataclass(frozen=True, slots=True)
class Grid:
    """Positions of both registers as cells.

    Attributes:
        cells: how many cells there are; the last is everywhere else.
        body, person: key of each record; -1 without position.
        body_cells, person_cells: (keys, cells) the share of each cell in a key; rows sum to 1.
        kernel: (cells, person keys) probability of each cell for the body of such a person.
    """

    cells: int
    body: Places
    person: Places
    body_cells: sparse.csr_matrix
    person_cells: sparse.csr_matrix
    kernel: Table


def grid(
    bodies: Sequence[Whereabouts | None],
    people: Sequence[Whereabouts | None],
    parameters: Parameters,
) -> Grid:
    """Code all positions; cells are widened until there are at most `MOST_CELLS`.

    For a person last known in cell c the body lies in cell x with probability
    ``sum_k w_k exp(-d/s_k) / sum exp(-d/s_k) + w_0 / around``, the sum being over the whole plane
    and ``around`` the cells of the smallest rectangle with all positions; d in km between the
    middles, in one cell half its width. What is missing to 1 lies everywhere else.
    """
    both = [*bodies, *people]
    there = np.array([each is not None and each.latitude is not None for each in both], np.bool_)
    kept = [each for each in both if each is not None and each.latitude is not None]
    lat = np.array([each.latitude for each in kept], np.float64)
    lon = np.array([each.longitude for each in kept], np.float64)
    radius = np.array([(each.accuracy_m or 0.0) / 1000.0 for each in kept], np.float64)
    width = parameters.number("cell_km")
    if not width > 0.0:
        raise InputError("the width of a cell is not above 0", where="whereabouts, cell_km")
    cell, middles = _cells(lat, lon, width)
    while len(middles) > MOST_CELLS:
        width *= 2.0
        cell, middles = _cells(lat, lon, width)
    # Accuracies in steps of a factor 2, so that few keys arise; below a cell it is of no matter.
    step = np.ceil(np.log2(np.maximum(radius / width, 1.0))).astype(np.intp)
    code = np.full(len(both), -1, np.intp)
    code[there] = cell * 64 + step
    n = len(bodies)
    kernel = _kernel(middles, width, parameters)
    body, body_cells = _keys(code[:n], middles, width)
    person, person_cells = _keys(code[n:], middles, width)
    # (cells x cells) times (cells x keys): what is known of a person's place is itself spread.
    spread = mean_over(person_cells, kernel.T).T
    return Grid(len(kernel), body, person, body_cells, person_cells, np.ascontiguousarray(spread))


def mean_over(cells: sparse.csr_matrix, table: Table) -> Table:
    """Give the mean over the cells of each key (keys, cells) of a table (cells, n)."""
    if cells.nnz == cells.shape[0]:  # one cell each, as nearly always: it is only a choice
        return np.asarray(table[cells.indices])
    return np.asarray(cells @ table, table.dtype)


def _cells(lat: Floats, lon: Floats, width: float) -> tuple[Places, Floats]:
    """Give the cell of each position, and latitude and longitude of each middle (cells, 2)."""
    row = np.floor(lat * _DEGREE_KM / width)
    middle = (row + 0.5) * width / _DEGREE_KM
    around = np.maximum(1.0, np.round(360.0 * _DEGREE_KM * np.cos(np.radians(middle)) / width))
    column = np.floor((lon + 180.0) / 360.0 * around) % around
    middles = np.stack([np.clip(middle, -90.0, 90.0), (column + 0.5) / around * 360.0 - 180.0], 1)
    unique, cell = np.unique(middles, axis=0, return_inverse=True)
    return cell.reshape(-1).astype(np.intp), unique.reshape(-1, 2)


def _vectors(middles: Floats) -> Floats:
    lat, lon = np.radians(middles).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _apart(vectors: Floats, block: slice, width: float) -> Floats:
    """Give km from all cells to a block of them, half a width at least, (cells, block)."""
    chord = np.sqrt(np.clip(2.0 - 2.0 * vectors @ vectors[block].T, 0.0, 4.0))
    return np.maximum(2.0 * EARTH_KM * np.arcsin(chord / 2.0), width / 2.0)


def _kernel(middles: Floats, width: float, parameters: Parameters) -> Table:
    """Give (cells, cells) P(cell of the body | cell of the person); the last is everywhere else."""
    scales, weights, rest = mixture(parameters, "distance")
    vectors, cells = _vectors(middles), len(middles)
    kind: type[np.floating[Any]] = np.float64 if cells < EXACT_CELLS else np.float32
    kernel = np.zeros((cells + 1, cells + 1), kind)
    whole = [_plane(scale / width) for scale in scales.tolist()]
    for start in range(0, cells, _BLOCK):
        block = slice(start, min(start + _BLOCK, cells))
        apart = _apart(vectors, block, width).astype(kind)
        total = np.full(apart.shape, rest / _around(middles, width), kind)
        for scale, weight, over in zip(scales, weights, whole, strict=True):
            total += np.exp(-apart / kind(scale)) * kind(weight / over)
        # Cells on a sphere are not all of one size: rounding, where nearly all are occupied.
        summed = total.sum(axis=0, dtype=np.float64)
        total /= np.maximum(summed, 1.0).astype(kind)
        kernel[:cells, block] = total
        kernel[cells, block] = np.maximum(1.0 - total.sum(axis=0, dtype=np.float64), 0.0)
    kernel[cells, cells] = 1.0
    return kernel


def _plane(scale: float) -> float:
    """Sum exp(-d / scale) over all cells of a plane, d half a width at least; in widths."""
    if scale > _WIDE:
        return float(2.0 * np.pi * scale**2)
    reach = np.arange(-int(30.0 * scale) - 2, int(30.0 * scale) + 3, dtype=np.float64)
    apart = np.maximum(np.hypot(reach[:, None], reach[None, :]), 0.5)
    return float(np.exp(-apart / scale).sum())


def _around(middles: Floats, width: float) -> float:
    """Count the cells of the smallest rectangle with all of these; at least those there are."""
    if not len(middles):
        return 1.0
    height, along = np.ptp(middles, axis=0) * _DEGREE_KM / width
    along *= np.cos(np.radians(middles[:, 0].mean()))
    return float(max((height + 1.0) * (along + 1.0), len(middles)))


def _keys(code: Places, middles: Floats, width: float) -> tuple[Places, sparse.csr_matrix]:
    """Give the key of each record (-1 without position) and the cells of each key."""
    unique, inverse = np.unique(code, return_inverse=True)
    skipped = int(len(unique) > 0 and unique[0] == -1)
    key = inverse.reshape(-1).astype(np.intp) - skipped
    vectors = _vectors(middles)
    rows, columns = [], []
    for row, each in enumerate(unique[skipped:].tolist()):
        cell, step = divmod(each, 64)
        found = np.array([cell])
        if step:
            apart = _apart(vectors, slice(cell, cell + 1), width)[:, 0]
            found = np.flatnonzero(apart <= width * 2.0**step)
        rows.append(np.full(len(found), row))
        columns.append(found)
    shape = (len(unique) - skipped, len(middles) + 1)
    if not rows:
        return key, sparse.csr_matrix(shape)
    share = np.concatenate([np.full(len(each), 1.0 / len(each)) for each in columns])
    at = np.concatenate(rows), np.concatenate(columns)
    return key, sparse.csr_matrix((share, at), shape=shape)
