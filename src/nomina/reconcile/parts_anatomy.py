"""Anatomy of parts: what a bag holds, what cannot be one person, and how many people there are.

Nobody has two left hands: a set of parts in which an element is there twice is no one person. A
fragment of an element clashes with the whole of it, but not with another fragment, which may be
the rest of the same bone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nomina.errors import InputError
from nomina.evidence.finding import Words, in_all
from nomina.words import tr


class Side(StrEnum):
    """The body's own side; a paired element without one has an unknown side."""

    LEFT = "left"
    RIGHT = "right"


class Element(StrEnum):
    """Elements that are told apart: bones, and wholes made of them."""

    SKULL = "skull"
    MANDIBLE = "mandible"
    CERVICAL_SPINE = "cervical spine"
    THORACIC_SPINE = "thoracic spine"
    LUMBAR_SPINE = "lumbar spine"
    SACRUM = "sacrum"
    STERNUM = "sternum"
    CLAVICLE = "clavicle"
    SCAPULA = "scapula"
    HUMERUS = "humerus"
    RADIUS = "radius"
    ULNA = "ulna"
    HAND = "hand"
    HIP = "hip bone"
    FEMUR = "femur"
    PATELLA = "patella"
    TIBIA = "tibia"
    FIBULA = "fibula"
    FOOT = "foot"
    HEAD = "head"
    TRUNK = "trunk"
    ARM = "arm"
    LEG = "leg"
    WHOLE_BODY = "whole body"


_E = Element
UNPAIRED = (
    _E.SKULL,
    _E.MANDIBLE,
    _E.CERVICAL_SPINE,
    _E.THORACIC_SPINE,
    _E.LUMBAR_SPINE,
    _E.SACRUM,
    _E.STERNUM,
)
PAIRED = (
    _E.CLAVICLE,
    _E.SCAPULA,
    _E.HUMERUS,
    _E.RADIUS,
    _E.ULNA,
    _E.HAND,
    _E.HIP,
    _E.FEMUR,
    _E.PATELLA,
    _E.TIBIA,
    _E.FIBULA,
    _E.FOOT,
)
MADE_OF: dict[Element, tuple[Element, ...]] = {
    _E.HEAD: (_E.SKULL, _E.MANDIBLE),
    _E.TRUNK: (_E.THORACIC_SPINE, _E.LUMBAR_SPINE, _E.STERNUM),
    _E.ARM: (_E.HUMERUS, _E.RADIUS, _E.ULNA),
    _E.LEG: (_E.FEMUR, _E.PATELLA, _E.TIBIA, _E.FIBULA),
}
"""Wholes by the elements that are surely in them; an arm or leg has no hand or foot by itself."""
_SIDED = {*PAIRED, _E.ARM, _E.LEG}


@dataclass(frozen=True, slots=True)
class Piece:
    """One element, or a fragment of it.

    Attributes:
        element: which; ``side`` None where it has none or none is known.
        whole: False for a fragment.
    """

    element: Element
    side: Side | None = None
    whole: bool = True

    def __post_init__(self) -> None:
        if self.side is not None and self.element not in _SIDED:
            raise InputError(tr("{element} has no side").format(element=self.element))


@dataclass(frozen=True, slots=True)
class Part:
    """One bag or separated part, with a file of its own. ``pieces`` may be empty: soft tissue."""

    id: str
    pieces: tuple[Piece, ...] = ()


def piece(text: str) -> Piece:
    """Read ``left humerus``, ``skull``, ``right hand fragment``, ``femur`` (side not known).

    Raises:
        InputError: it is no element that is known here.
    """
    words = text.casefold().split()
    whole = "fragment" not in words
    side = next((Side(word) for word in words if word in set(Side)), None)
    name = " ".join(word for word in words if word not in {"fragment", "left", "right"})
    if name not in set(Element) or {"left", "right"} <= set(words):
        raise InputError(
            tr("{text} is no part of a body that is known here").format(text=repr(text)),
            todo=tr("Write one of: {words}").format(words=", ".join(Element)),
        )
    return Piece(Element(name), side, whole)


Counts = NDArray[np.intp]
"""(paired, 6) whole left, right, of unknown side, then fragments the same; flat, with
(unpaired, 2) whole and fragments behind it."""
_PAIRED_AT = {element: 6 * i for i, element in enumerate(PAIRED)}
_UNPAIRED_AT = {element: 6 * len(PAIRED) + 2 * i for i, element in enumerate(UNPAIRED)}
_LENGTH = 6 * len(PAIRED) + 2 * len(UNPAIRED)


def counted(pieces: Iterable[Piece]) -> Counts:
    """Count the elements in some pieces."""
    counts = np.zeros(_LENGTH, np.intp)
    for each in pieces:
        for element, side in _atoms(each):
            if element in _UNPAIRED_AT:
                counts[_UNPAIRED_AT[element] + (not each.whole)] += 1
            else:
                at = {Side.LEFT: 0, Side.RIGHT: 1, None: 2}[side]
                counts[_PAIRED_AT[element] + at + 3 * (not each.whole)] += 1
    return counts


def _atoms(one: Piece) -> list[tuple[Element, Side | None]]:
    if one.element is _E.WHOLE_BODY:
        # Only a complete body holds everything; of the rest of one nobody knows what it holds.
        sides = [(element, side) for element in PAIRED for side in Side] if one.whole else []
        return [*((element, None) for element in UNPAIRED if one.whole), *sides]
    if one.element in MADE_OF:
        # A fragment of an arm is a fragment of one of its bones, but of which?
        return [(each, one.side) for each in MADE_OF[one.element]] if one.whole else []
    return [(one.element, one.side)]


def twice(counts: Counts) -> list[Element]:
    """Give the elements that are there more often than one person can have them."""
    found = [
        element
        for element, at in _UNPAIRED_AT.items()
        if counts[at] > 1 or (counts[at] and counts[at + 1])
    ]
    paired = counts[: 6 * len(PAIRED)].reshape(-1, 6)
    found += [
        element
        for element, row in zip(PAIRED, paired, strict=True)
        if row.any() and not _fits([int(each) for each in row])
    ]
    return found


def _fits(row: Sequence[int]) -> bool:
    """Say whether wholes of unknown side can be given sides so that nothing is there twice."""
    left, right, unknown, left_bits, right_bits, unknown_bits = row
    for to_left in range(unknown + 1):
        a, b = left + to_left, right + unknown - to_left
        if (
            a <= 1
            and b <= 1
            and not ((a and left_bits) or (b and right_bits) or (a and b and unknown_bits))
        ):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Clash:
    """A bag that holds more than one person.

    Attributes:
        part: its id; ``elements`` those that are there too often.
        words: one sentence in every language.
    """

    part: str
    elements: tuple[Element, ...]
    words: Words


def contradictions(parts: Iterable[Part]) -> tuple[Clash, ...]:
    """Give the bags that hold more than one person by their own anatomy."""
    found = []
    for part in parts:
        elements = tuple(twice(counted(part.pieces)))
        if elements:
            found.append(Clash(part.id, elements, in_all(partial(_said, part.id, elements))))
    return tuple(found)


def _said(part: str, elements: Sequence[Element], language: str) -> str:
    names = ", ".join(element_said(each, language) for each in elements)
    return tr(
        "{part} holds more than one person: there more than once is {elements}.", language
    ).format(part=part, elements=names)


def element_said(element: Element, language: str | None = None) -> str:
    """Give the name of an element in a language."""
    return {
        _E.SKULL: tr("skull", language),
        _E.MANDIBLE: tr("mandible", language),
        _E.CERVICAL_SPINE: tr("cervical spine", language),
        _E.THORACIC_SPINE: tr("thoracic spine", language),
        _E.LUMBAR_SPINE: tr("lumbar spine", language),
        _E.SACRUM: tr("sacrum", language),
        _E.STERNUM: tr("sternum", language),
        _E.CLAVICLE: tr("clavicle", language),
        _E.SCAPULA: tr("scapula", language),
        _E.HUMERUS: tr("humerus", language),
        _E.RADIUS: tr("radius", language),
        _E.ULNA: tr("ulna", language),
        _E.HAND: tr("hand", language),
        _E.HIP: tr("hip bone", language),
        _E.FEMUR: tr("femur", language),
        _E.PATELLA: tr("patella", language),
        _E.TIBIA: tr("tibia", language),
        _E.FIBULA: tr("fibula", language),
        _E.FOOT: tr("foot", language),
        _E.HEAD: tr("head", language),
        _E.TRUNK: tr("trunk", language),
        _E.ARM: tr("arm", language),
        _E.LEG: tr("leg", language),
        _E.WHOLE_BODY: tr("whole body", language),
    }[element]


def pair_matched(left: int, right: int, pairs: int) -> int:
    """Give the least number of people by paired elements: left + right - pairs.

    Args:
        left, right: how many of each side; ``pairs`` how many of them were found to be of one
            person each.

    Raises:
        InputError: there cannot be so many pairs.
    """
    _pairs_can_be(left, right, pairs)
    return left + right - pairs


def most_likely_number(left: int, right: int, pairs: int) -> float:
    """Give the most likely number of people (MLNI): (L + 1)(R + 1)/(P + 1) - 1.

    Raises:
        InputError: there cannot be so many pairs.
    """
    _pairs_can_be(left, right, pairs)
    return (left + 1) * (right + 1) / (pairs + 1) - 1.0


def _pairs_can_be(left: int, right: int, pairs: int) -> None:
    if min(left, right) < 0 or not 0 <= pairs <= min(left, right):
        raise InputError(
            tr("there cannot be {pairs} pairs of {left} left and {right} right ones").format(
                pairs=pairs, left=left, right=right
            )
        )


def least_number(parts: Iterable[Part]) -> int:
    """Give the minimum number of individuals (MNI): of any element, the more frequent side.

    Of unknown sides two may be one person's. Fragments count only where there is no whole.
    """
    counts = sum((counted(part.pieces) for part in parts), np.zeros(_LENGTH, np.intp))
    most = max((max(counts[at], counts[at + 1] > 0) for at in _UNPAIRED_AT.values()), default=0)
    for row in counts[: 6 * len(PAIRED)].reshape(-1, 6):
        left, right = (max(row[side], row[side + 3] > 0) for side in (0, 1))
        both = left + right + row[2] + (row[5] > 0 and not (left or right or row[2]))
        most = max(most, left, right, math.ceil(both / 2))
    return int(most)
