"""Numbers of teeth: FDI (ISO 3950) and universal (1 to 32, milk teeth A to T)."""

from __future__ import annotations

import re

from nomina.cases.description.teeth import DECIDUOUS, PERMANENT
from nomina.errors import InputError


def _around(quadrants: tuple[int, int, int, int], places: int) -> list[int]:
    """Give FDI numbers as universal counts: upper right to left, then lower left to right."""
    inwards, outwards = range(places, 0, -1), range(1, places + 1)
    found = []
    for quadrant, run in zip(quadrants, (inwards, outwards, inwards, outwards), strict=True):
        found += [10 * quadrant + place for place in run]
    return found


_UNIVERSAL = {str(n): fdi for n, fdi in enumerate(_around((1, 2, 3, 4), 8), start=1)}
_UNIVERSAL |= dict(zip("ABCDEFGHIJKLMNOPQRST", _around((5, 6, 7, 8), 5), strict=True))
_FDI = {fdi: name for name, fdi in _UNIVERSAL.items()}
assert set(_FDI) == {*PERMANENT, *DECIDUOUS}


def from_universal(name: str) -> int:
    """Give the FDI number of a universal one; ``#3``, ``03`` and ``3`` are the same.

    Raises:
        InputError: there is no such tooth.
    """
    plain = re.sub(r"^#?0*(?=.)", "", name.upper())
    if plain not in _UNIVERSAL:
        raise InputError(
            f"there is no tooth {name} in universal notation",
            todo="A tooth is 1 to 32, a milk tooth A to T",
        )
    return _UNIVERSAL[plain]


def to_universal(fdi: int) -> str:
    """Give the universal number or letter of a tooth that there is."""
    return _FDI[fdi]


def milk_tooth(fdi: int) -> int | None:
    """Give the milk tooth at the place of a permanent one; None behind the second premolar."""
    return fdi + 40 if fdi % 10 <= 5 else None


def permanent_place(fdi: int) -> int:
    """Give the permanent tooth at the place of a milk tooth; a permanent one is its own."""
    return fdi - 40 if fdi > 50 else fdi
