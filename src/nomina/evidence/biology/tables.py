"""Tables of the sorts that do not flow: sex, build, hair, eyes, blood group.

An index one past the last value stands for "not known": its chance is 1 whatever is true.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import BloodGroup, Build, EyeColour, HairColour
from nomina.cases.files import Sex
from nomina.errors import InputError
from nomina.evidence.parameters import Parameters

Floats = NDArray[np.float64]

SEXES = (Sex.FEMALE, Sex.MALE)
BUILDS = tuple(Build)
HAIRS = (
    HairColour.BLACK,
    HairColour.BROWN,
    HairColour.BLOND,
    HairColour.RED,
    HairColour.GREY,
)
NATURAL = HAIRS[:4]
EYES = tuple(EyeColour)
BLOODS = tuple(BloodGroup)
TYPED = BLOODS[:8]
"""ABO and Rh(D); the rest of `BLOODS` leaves Rh(D) open."""


def row(table: dict[str, float], names: Sequence[str], name: str) -> Floats:
    """Give shares in the order of ``names``.

    Raises:
        InputError: a name lacks or is unknown, a share is out of range, or they do not sum to 1.
    """
    if set(table) != set(names):
        raise InputError(f"{name} needs one number for each of {', '.join(names)}", where=name)
    values = np.array([table[each] for each in names])
    if not (values >= 0.0).all() or abs(values.sum() - 1.0) > 1e-9:
        raise InputError(f"the shares in {name} are not from 0 to 1 with sum 1", where=name)
    return np.asarray(values / values.sum())


def numbers(parameters: Parameters, name: str, names: Sequence[str]) -> Floats:
    """Give numbers above 0 in the order of ``names``.

    Raises:
        InputError: a name lacks or is unknown, or a number is not above 0.
    """
    table = parameters.table(name)
    if set(table) != set(names):
        raise InputError(f"{name} needs one number for each of {', '.join(names)}", where=name)
    values = np.array([table[each] for each in names])
    if not (np.isfinite(values) & (values > 0.0)).all():
        raise InputError(f"{name} has a number that is not above 0", where=name)
    return values


def rows(parameters: Parameters, name: str, given: Sequence[str], seen: Sequence[str]) -> Floats:
    """Give a matrix whose rows each sum to 1, (given, seen)."""
    table = parameters.matrix(name)
    if set(table) != set(given):
        raise InputError(f"{name} needs one row for each of {', '.join(given)}", where=name)
    return np.stack([row(table[each], seen, f"{name}, {each}") for each in given])


def confusion(parameters: Parameters, name: str, factor: str, names: Sequence[str]) -> Floats:
    """Give the chance of each colour seen given the true one, (true, seen).

    Source: M. Marsico et al. 2023, FSI: Genetics 66:102891: P(j|i) = e_ij / (1 + sum of e_ij),
    P(i|i) = 1 / (1 + sum); here each e_ij times a factor.
    """
    weights = np.eye(len(names))
    times = parameters.number(factor)
    for one, others in parameters.matrix(name).items():
        for other, value in others.items():
            if one not in names or other not in names or one == other:
                raise InputError(f"{name} has no pair {one}, {other}", where=name)
            i, j = names.index(one), names.index(other)
            weights[i, j] = weights[j, i] = value * times
    if not (np.isfinite(weights).all() and (weights >= 0.0).all()):
        raise InputError(f"{name} times {factor} has a number below 0", where=name)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def with_unknown(chances: Floats) -> Floats:
    """Add the column for "not known" to chances (true, seen)."""
    return np.column_stack([chances, np.ones(len(chances))])


def typing(shares: Floats, error: float) -> Floats:
    """Give the chance of each group stated given the true one, (8, 13), "not known" last.

    Who errs states the group of somebody else. A group without Rh(D) is stated of either.
    """
    full = (1.0 - error) * np.eye(8) + error * shares
    abo = full.reshape(8, 4, 2).sum(axis=2)
    return np.column_stack([full, abo, np.ones(8)])
