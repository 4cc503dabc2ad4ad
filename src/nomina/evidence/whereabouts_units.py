"""Units: the same under its spellings, what is not comparable, and how common each is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nomina.cases.description import Whereabouts
from nomina.evidence.line import Floats, Places
from nomina.evidence.whereabouts_unit_words import GENERIC, canonical

# Latin letters that are drawn as Cyrillic ones, in lower case.
_CYRILLIC = str.maketrans("abcehikmoptxy", "авсенікмортху")
_ORDINAL = re.compile(r"\b(\d+)[\s-]*(?:а|я|й|га|та|тя|ша|ма|ий|ій|ый|ой|ая|го|ї|st|nd|rd|th)\b")
_NUMBERED = re.compile(
    r"\b(?:[вb]\s*[/\\]\s*ч|[вb]ч|військов\w+\s+частин\w+|(?:войсков|воинск)\w+\s+част\w+|military\s+unit)\b"
)
_WORD = re.compile(r"[^\W_]+")
_SPACED = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_LONG = 4
"""So many digits are the number of a military unit as on its letters (А1234), not of a brigade."""
_BLOCK = 256


@lru_cache(maxsize=8192)
def folded(unit: str) -> str:
    """Give a unit without what its spellings differ in.

    These are case, signs, endings of ordinals, letters drawn alike, ``в/ч`` and abbreviations:
    ``"24-та окрема механізована бригада"`` and ``"24 ОМБр"`` become the same, ``"в/ч А1234"`` and
    ``"A1234"`` too. A name is never shortened.
    """
    text = unicodedata.normalize("NFKC", unit).casefold()
    text = _NUMBERED.sub(" ", _ORDINAL.sub(r"\1", text))
    words = _WORD.findall(_SPACED.sub(" ", text))
    return " ".join(part for word in words for part in canonical(word, word.translate(_CYRILLIC)))


def compare(one: str, other: str) -> bool | None:
    """Say whether two units are the same; None where the words leave it open, or say none."""
    names = folded(one), folded(other)
    if not all(names):
        return None
    if names[0] == names[1]:
        return True
    return None if bool(_left_open(names, 1)[0, 1]) else False


@dataclass(frozen=True, slots=True)
class Units:
    """Units of both registers.

    Attributes:
        names: folded, each once; they are all the outcomes there are. Those of bodies come first.
        body, person: place of the unit of each record; -1 without.
        everywhere: (units,) frequency among the people, with half a person more for each unit.
        open: (units of bodies, units) pairs that may be one or two units, and are not compared.
    """

    names: tuple[str, ...]
    body: Places
    person: Places
    everywhere: Floats
    open: NDArray[np.bool_]


def units(bodies: Sequence[Whereabouts | None], people: Sequence[Whereabouts | None]) -> Units:
    """Code all units."""
    codes: dict[str, int] = {}
    placed = [
        np.array(
            [
                codes.setdefault(name, len(codes)) if (name := folded(w.unit if w else "")) else -1
                for w in side
            ],
            np.intp,
        )
        for side in (bodies, people)
    ]
    known = placed[1][placed[1] >= 0]
    count = np.bincount(known, minlength=len(codes)) + 0.5
    names = tuple(codes)
    of_bodies = int(placed[0].max(initial=-1)) + 1
    return Units(
        names, placed[0], placed[1], count / max(1.0, count.sum()), _left_open(names, of_bodies)
    )


def _left_open(names: Sequence[str], first: int) -> NDArray[np.bool_]:
    """Give (first, names) which of the first names may be which other one.

    Names of another style (the number on letters, that of a brigade or the like, a name alone) are
    left open, and in one style numbers of which one side has all of the other's, or names that
    share a word or have none of their own.
    """
    told = [_told(name) for name in names]
    style = np.array([each for each, _ in told], np.intp)
    size = np.array([len(keys) for _, keys in told], np.intp)
    codes: dict[str, int] = {}
    column = [codes.setdefault(key, len(codes)) for _, keys in told for key in sorted(keys)]
    row = np.repeat(np.arange(len(names)), size)
    has = sparse.csr_matrix((np.ones(len(row), np.int32), (row, column)), (len(names), len(codes)))
    out = np.zeros((first, len(names)), np.bool_)
    for start in range(0, first, _BLOCK):
        some = slice(start, min(start + _BLOCK, first))
        both = (has[some] @ has.T).toarray()
        mine = size[some, None]
        within = (both == mine) | (both == size)
        named = (style[some, None] == 0) & ((both > 0) | (mine == 0) | (size == 0))
        out[some] = (style[some, None] != style) | np.where(style == 0, named, within)
    out[np.arange(first), np.arange(first)] = False
    return out


def _told(name: str) -> tuple[int, frozenset[str]]:
    """Give the style of a folded name (0 a name, 1 a number, 2 that on letters) and what tells."""
    words = name.split()
    numbers = frozenset(word.lstrip("0") for word in words if word.isdecimal())
    long = frozenset(number for number in numbers if len(number) >= _LONG)
    if numbers:
        return (2, long) if long else (1, numbers)
    return 0, frozenset(words) - GENERIC
