"""The numbers of the line, read and checked."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nomina.errors import InputError
from nomina.evidence.names.coded import Part
from nomina.evidence.parameters import Parameters

_LEVELS = ("exact", "transliteration", "equivalent", "near", "different")
_UNSEEN = ("same", "near", "different")


def distribution(found: dict[str, float], names: tuple[str, ...], where: str) -> dict[str, float]:
    """Give a table that has these names, each above 0, with sum 1.

    Raises:
        InputError: it is not such a table.
    """
    if set(found) != set(names):
        raise InputError(f"{where} needs one number for each of {', '.join(names)}", where="names")
    if min(found.values()) <= 0.0 or abs(math.fsum(found.values()) - 1.0) > 1e-9:
        raise InputError(f"the numbers in {where} are not above 0 with sum 1", where="names")
    return found


def share(value: float, where: str) -> float:
    """Give a probability that is neither 0 nor 1.

    Raises:
        InputError: it is not one.
    """
    if not 0.0 < value < 1.0:
        raise InputError(f"{where} is {value:g}, not between 0 and 1", where="names")
    return value


@dataclass(frozen=True, slots=True)
class Rates:
    """Probabilities of how well a part agrees given the same person, and of the smoothing.

    Attributes:
        same: by part, (same name, near, different).
        initial, legible: that an initial, or what is legible, fits.
        weight: people that the names which the register lacks count for.
        unseen: of these, (same name, near, different).
    """

    same: dict[Part, tuple[float, float, float]]
    initial: float
    legible: float
    weight: float
    unseen: tuple[float, float, float]

    @classmethod
    def of(cls, parameters: Parameters) -> Rates:
        """Read them.

        Raises:
            InputError: one is missing or out of range.
        """
        same = {}
        for part in Part:
            where = f"{part.name.lower()}_same"
            row = distribution(parameters.table(where), _LEVELS, where)
            agree = math.fsum(row[each] for each in _LEVELS[:3])
            same[part] = (agree, row["near"], row["different"])
        unseen = distribution(parameters.table("unseen"), _UNSEEN, "unseen")
        weight = parameters.number("register_weight")
        if not 0.0 < weight < math.inf:
            raise InputError(f"register_weight is {weight:g}, not above 0", where="names")
        return cls(
            same=same,
            initial=share(parameters.number("initial_same"), "initial_same"),
            legible=share(parameters.number("legible_same"), "legible_same"),
            weight=weight,
            unseen=(unseen["same"], unseen["near"], unseen["different"]),
        )
