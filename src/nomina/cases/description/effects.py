"""Things that were worn or carried: clothing, footwear, jewellery, watch, glasses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EffectKind(StrEnum):
    """What a thing is."""

    CLOTHING = "clothing"
    FOOTWEAR = "footwear"
    WATCH = "watch"
    GLASSES = "glasses"
    RING = "ring"
    NECKLACE = "necklace"
    EARRING = "earring"
    RELIGIOUS = "religious"
    KEYS = "keys"
    OTHER = "other"


_NONE = frozenset({"none", "немає", "нема", "нет"})


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing. Empty text: nobody said.

    Attributes:
        kind: what it is.
        item: which one, such as "jacket"; "none" (немає, нет) where it is known that there was
            no thing of this kind.
        colour, material, label, size: as described; a label is a maker's name.
        inscription: letters engraved or written on it.
        written: the words of whoever described it.
    """

    kind: EffectKind
    item: str = ""
    colour: str = ""
    material: str = ""
    label: str = ""
    size: str = ""
    inscription: str = ""
    written: str = ""

    @property
    def is_none(self) -> bool:
        """Whether it says that there was no thing of this kind, as "ring, none" does."""
        return self.item.strip().casefold() in _NONE
