"""Units: the same under its spellings, and how common each is around a place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nomina.cases.description import Whereabouts
from nomina.evidence.line import Floats, Places

# Latin letters that are drawn as Cyrillic ones, in lower case.
_CYRILLIC = str.maketrans("abcehikmoptxy", "авсенікмортху")
_ORDINAL = re.compile(r"\b(\d+)[\s-]*(?:а|я|й|га|та|тя|ша|ма|ий|ій|ый|ой|ая|го|ї|st|nd|rd|th)\b")
_WORD = re.compile(r"[^\W_]+")
_SPACED = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")


@lru_cache(maxsize=8192)
def folded(unit: str) -> str:
    """Give a unit without what its spellings differ in: case, signs, endings of ordinals.

    ``"24-та ОМБр"`` and ``"24 омбр"`` become the same; a name is never shortened.
    """
    text = unicodedata.normalize("NFKC", unit).casefold()
    text = _ORDINAL.sub(r"\1", text)
    words = _WORD.findall(_SPACED.sub(" ", text))
    # Where one letter is Cyrillic, those that only look like it are taken for it.
    if re.search(r"[а-яёіїєґ]", text):
        words = [word.translate(_CYRILLIC) for word in words]
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class Units:
    """Units of both registers.

    Attributes:
        names: folded, each once; they are all the outcomes there are.
        body, person: place of the unit of each record; -1 without.
        everywhere: (units,) frequency among the people, with half a person more for each unit.
    """

    names: tuple[str, ...]
    body: Places
    person: Places
    everywhere: Floats


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
    return Units(tuple(codes), placed[0], placed[1], count / max(1.0, count.sum()))
