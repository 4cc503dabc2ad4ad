"""One connected component: its bodies, people, weighted pairs and families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Family:
    """A family in a component: its placements as places of rows and columns, and their weights.

    Attributes:
        rows, cols: what it covers.
        placements: each a tuple of (row, col).
        weights: (P,) of the placement, prior and pair evidence included.
    """

    rows: frozenset[int]
    cols: frozenset[int]
    placements: tuple[tuple[tuple[int, int], ...], ...]
    weights: Floats


@dataclass(frozen=True, slots=True)
class Component:
    """A component: rows (bodies) and columns (people) by local places.

    Attributes:
        rows, cols: global places, ascending.
        row, col: (E,) local places of pairs that no family of the component covers.
        weight: (E,) of each pair, above 0, over leaving its body and its person free.
        edge: (E,) places of the pairs in the evidence; -1 where there is none on a pair.
        families: in local places.
    """

    rows: Places
    cols: Places
    row: Places
    col: Places
    weight: Floats
    edge: Places
    families: tuple[Family, ...] = ()

    def transposed(self) -> Component:
        """Give the component with people as rows."""
        return Component(
            rows=self.cols,
            cols=self.rows,
            row=self.col,
            col=self.row,
            weight=self.weight,
            edge=self.edge,
            families=tuple(
                Family(
                    family.cols,
                    family.rows,
                    tuple(tuple((c, r) for r, c in one) for one in family.placements),
                    family.weights,
                )
                for family in self.families
            ),
        )


@dataclass(frozen=True, slots=True)
class Marginals:
    """What is known of a component once it is weighed.

    Attributes:
        pair: (E,) probability of each pair, in the order of the component.
        row_free: (R,) probability that a body is given nobody of the component; ``col_free``
            (C,) the same for people.
        placed: probability of each (row, col) that families place.
    """

    pair: Floats
    row_free: Floats
    col_free: Floats
    placed: Mapping[tuple[int, int], float] = field(default_factory=dict)
