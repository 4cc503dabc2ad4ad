"""Things that people wore and carried: those that are remembered, and those on the body."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import lru_cache

from nomina.cases.description import Effect, EffectKind
from nomina.synthetic.lives.assumptions import Assumptions
from nomina.synthetic.lives.draws import Draw, pick, poisson, words

_COLOURS = words("black blue grey green brown white red khaki camouflage yellow")
_METALS = words("silver gold steel")
_LABELS = ("", "", "", "", "Norda", "Velmar", "Kyrsport", "Ostra", "Limex", "Taviro")  # invented
_ITEMS: dict[EffectKind, tuple[str, ...]] = {
    EffectKind.CLOTHING: (
        "jacket", "trousers", "uniform", "t-shirt", "sweater", "shirt", "jeans", "belt", "hat",
        "gloves", "socks", "underwear", "vest", "coat", "hoodie",
    ),
    EffectKind.FOOTWEAR: ("boots", "boots", "boots", "trainers", "shoes", "sandals"),
    EffectKind.WATCH: ("watch", "electronic watch"),
    EffectKind.GLASSES: ("glasses",),
    EffectKind.RING: ("ring", "wedding ring", "signet ring"),
    EffectKind.NECKLACE: ("chain", "necklace"),
    EffectKind.RELIGIOUS: ("cross", "cross", "icon", "prayer book"),
    EffectKind.EARRING: ("earring",),
    EffectKind.KEYS: ("keys", "car key"),
    EffectKind.OTHER: ("lighter", "knife", "wallet", "torch", "notebook", "bracelet", "comb"),
}  # fmt: skip
_NAMES = {
    "clothing": EffectKind.CLOTHING, "footwear": EffectKind.FOOTWEAR, "watch": EffectKind.WATCH,
    "glasses": EffectKind.GLASSES, "ring": EffectKind.RING, "earring": EffectKind.EARRING,
    "keys": EffectKind.KEYS, "other": EffectKind.OTHER,
}  # fmt: skip
_CLOTHES = frozenset({EffectKind.CLOTHING, EffectKind.FOOTWEAR})
_METAL = frozenset(
    {EffectKind.RING, EffectKind.NECKLACE, EffectKind.WATCH, EffectKind.EARRING}
    | {EffectKind.RELIGIOUS}
)
_ASKED_OF_NONE = (EffectKind.RING, EffectKind.WATCH, EffectKind.GLASSES)
_LETTERS = "АБВГДКЛМНОПРСТ"


class Wardrobe:
    """Draws things.

    Args:
        assumptions: the rates.
    """

    def __init__(self, assumptions: Assumptions) -> None:
        self._of = assumptions
        self._rates = assumptions.effects
        self._agree = {name: Draw(row) for name, row in self._rates["agree"].items()}

    def owned(self, dice: random.Random) -> tuple[Effect, ...]:
        """Draw the things that the family could remember."""
        found: dict[Effect, None] = {}
        for name, mean in self._rates["worn"].items():
            for _ in range(poisson(dice, self._of.remembered * mean)):
                found[_drawn(dice, name)] = None
        return tuple(found)

    def in_file(self, dice: random.Random, owned: tuple[Effect, ...]) -> tuple[Effect, ...] | None:
        """Give what the family says; now and then also that there was no ring or the like."""
        if dice.random() >= self._of.file_knows["effects"]:
            return None
        kinds = {each.kind for each in owned}
        none = [
            Effect(kind, "none")
            for kind in _ASKED_OF_NONE
            if kind not in kinds and dice.random() < 0.2
        ]
        return (*owned, *none)

    def on_body(self, dice: random.Random, owned: tuple[Effect, ...]) -> tuple[Effect, ...] | None:
        """Give what is on the body: things that stayed, and others of every kind."""
        if dice.random() >= self._of.body_shows["effects"]:
            return None
        if dice.random() < self._rates["changed_hands"]:
            owned = ()
        changed = dice.random() < self._rates["clothes_changed"]
        found = []
        for each in owned:
            share = self._rates["found"][_class_of(each.kind)]
            if not (changed and each.kind in _CLOTHES) and dice.random() < share:
                found.append(self._as_seen(dice, each))
        for name, mean in self._rates["worn"].items():
            share = self._rates["others_beside"][name]
            found += [_drawn(dice, name) for _ in range(poisson(dice, share * mean))]
        return tuple(dict.fromkeys(found))

    def _as_seen(self, dice: random.Random, thing: Effect) -> Effect:
        """Describe a thing anew: each attribute as it was, near it, or otherwise."""
        other = _drawn(dice, _class_of(thing.kind))
        changed = {}
        for name in ("colour", "material", "size", "label", "inscription"):
            value = getattr(thing, name)
            if value and self._agree[name](dice) != "same":
                changed[name] = getattr(other, name)
        if self._agree["item"](dice) == "different":
            changed["item"] = pick(dice, _ITEMS[thing.kind])
        return replace(thing, **changed) if changed else thing


def _class_of(kind: EffectKind) -> str:
    if kind in {EffectKind.NECKLACE, EffectKind.RELIGIOUS}:
        return "neck"
    return kind.value


def _drawn(dice: random.Random, name: str) -> Effect:
    kind = _NAMES.get(name) or pick(dice, (EffectKind.NECKLACE, EffectKind.RELIGIOUS))
    colour = material = size = inscription = ""
    if kind in _METAL:
        material = pick(dice, _METALS)
    elif dice.random() < 0.8:
        colour = pick(dice, _COLOURS)
    label = pick(dice, _LABELS) if kind in _CLOTHES else ""
    if kind is EffectKind.FOOTWEAR and dice.random() < 0.5:
        size = str(dice.randint(39, 46))
    if kind is EffectKind.RING and dice.random() < 0.15:
        letters = "".join(pick(dice, _LETTERS) for _ in range(2))
        inscription = f"{letters} {dice.randint(1995, 2022)}"
    return _kept(kind, pick(dice, _ITEMS[kind]), colour, material, label, size, inscription)


@lru_cache(maxsize=65_536)
def _kept(kind: EffectKind, *fields: str) -> Effect:
    return Effect(kind, *fields)
