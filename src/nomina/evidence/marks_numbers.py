"""Serial numbers of implants: the same under its spellings, and one that holds another."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Sequence
from functools import lru_cache

LEAST = 4
"""A shorter number is no serial number: too many are alike, and too many hold it."""

_LATIN = str.maketrans("авсенікмортхуё", "abcehikmoptxye")
_LABELS = (
    "s/n s.n sn n no nr num number ref lot batch serial ser cat catalog catalogue с/н с.н сн сер"
    " серія серия серійний серийный номер ном зав заводський заводской лот реф партія партия кат"
    " каталожний каталожный"
).translate(_LATIN)
_LABEL = re.compile(
    r"(?<![^\W_])(?:"
    + "|".join(
        r"\s*[/.]\s*".join(re.split("[/.]", each))
        for each in sorted(_LABELS.split(), key=len, reverse=True)
    )
    + r")(?![^\W\d_])"
)


@lru_cache(maxsize=1 << 16)
def serial(text: str) -> str:
    """Give letters and digits of a number, in Latin where they look so; empty if under `LEAST`.

    What only says what it is ("SN", "№", "REF", "LOT", Cyrillic too) is left out, as are zeros
    before it: ``"S/N: 0004711"`` and ``"4711"`` are the same.
    """
    plain = unicodedata.normalize("NFKC", text.replace("№", " no ")).casefold().translate(_LATIN)
    parts = ("".join(re.findall(r"[^\W_]", part)).lstrip("0") for part in _LABEL.split(plain))
    found = "".join(parts)
    return found if len(found) >= LEAST else ""


def holding(values: Sequence[tuple[int, Hashable]]) -> set[tuple[int, int]]:
    """Give pairs of which one number holds the other whole, both ways."""
    places: dict[tuple[int, str], list[int]] = defaultdict(list)
    lengths = sorted({len(str(value)) for _, value in values})
    for place, (stratum, value) in enumerate(values):
        places[stratum, str(value)].append(place)
    found = set()
    for place, (stratum, value) in enumerate(values):
        text = str(value)
        for length in (each for each in lengths if LEAST <= each < len(text)):
            for start in range(len(text) - length + 1):
                for other in places.get((stratum, text[start : start + length]), ()):
                    found |= {(place, other), (other, place)}
    return found
