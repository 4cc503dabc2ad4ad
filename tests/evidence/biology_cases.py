"""Records and numbers for the tests of biology."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import (
    AgeRange,
    BloodGroup,
    Build,
    Described,
    EyeColour,
    HairColour,
    Physical,
    SexBasis,
    Stature,
    StatureSource,
)
from nomina.cases.files import Sex
from nomina.evidence.biology import Biology
from nomina.evidence.parameters import Parameters, Value, load

NOTHING = Physical()
BONE = StatureSource.BONE
MEASURED, REPORTED = StatureSource.MEASURED, StatureSource.REPORTED


def numbers(**values: Value) -> Parameters:
    data = load("biology").model_dump()
    for name, value in values.items():
        data["values"][name]["value"] = value
    return Parameters.model_validate(data)


def described(*all_of_them: Physical) -> list[Described]:
    return [Described(f"N{place}", physical=one) for place, one in enumerate(all_of_them)]


def drawn(n: int, seed: int, *, bodies: bool) -> list[Described]:
    """Draw records with every kind of field and gap."""
    rng = np.random.default_rng(seed)

    def some(values: list[object]) -> object:
        return None if rng.random() < 0.3 else values[rng.integers(len(values))]

    found = []
    for _ in range(n):
        low = float(rng.integers(5, 70))
        age = AgeRange(low, low + float(rng.integers(0, 20)), 0.9 if rng.random() < 0.5 else None)
        mm = float(rng.integers(165, 185) * 10)
        stature = Stature(mm, list(StatureSource)[rng.integers(5)])
        found.append(
            Physical(
                some(list(Sex)),  # type: ignore[arg-type]
                list(SexBasis)[rng.integers(6)] if bodies else SexBasis.STATED,
                some([age]),  # type: ignore[arg-type]
                some([stature]),  # type: ignore[arg-type]
                some(list(Build)),  # type: ignore[arg-type]
                some(list(HairColour)),  # type: ignore[arg-type]
                some(list(EyeColour)),  # type: ignore[arg-type]
                some(list(BloodGroup)),  # type: ignore[arg-type]
            )
        )
    return described(*found)


PEOPLE = drawn(400, 1, bodies=False)


def all_pairs(n: int, m: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return np.divmod(np.arange(n * m, dtype=np.intp), m)


def one(body: Physical, person: Physical, **values: Value) -> float:
    line = Biology(described(body), described(person), numbers(**values))
    return float(line.log10_lr(np.array([0]), np.array([0]))[0])
