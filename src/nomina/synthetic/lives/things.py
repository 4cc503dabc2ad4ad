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
_LOOKS = ("old", "new", "large", "small")
_LINES = ("Sport", "Pro", "Classic")
_STRANGE = {  # where a kind has one value only, such as glasses
    "item": "thing", "colour": "orange", "material": "plastic", "label": "Reman", "size": "50",
    "inscription": "ЩЩ 1960",
}  # fmt: skip
_TRIES = 20
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

    def on_body(
        self, dice: random.Random, told: tuple[Effect, ...] | None
    ) -> tuple[Effect, ...] | None:
        """Give what is on the body: things told of that stayed, and others of every kind.

        Args:
            dice: of the draw.
            told: what the file says of things; None where it says nothing or there is no file.
        """
        if dice.random() >= self._of.body_shows["effects"]:
            return None
        stated = told or ()
        if dice.random() < self._rates["changed_hands"]:
            stated = ()
        changed = dice.random() < self._rates["clothes_changed"]
        found, beside = [], dict.fromkeys(self._rates["worn"], 1.0)
        for each in stated:
            name = _class_of(each.kind)
            if changed and each.kind in _CLOTHES:
                continue
            if each.is_none:
                beside[name] = self._rates["others_of_none"][name]
                continue
            beside[name] = self._rates["others_beside"][name]
            if dice.random() < self._rates["found"][name]:
                found.append(self._as_seen(dice, each))
        for name, mean in self._rates["worn"].items():
            found += [_drawn(dice, name) for _ in range(poisson(dice, beside[name] * mean))]
        return tuple(dict.fromkeys(found))

    def _as_seen(self, dice: random.Random, thing: Effect) -> Effect:
        """Describe a thing anew: each attribute as it was, near it, or otherwise."""
        seen = {name: getattr(thing, name) for name in self._agree}
        for name, value in seen.items():
            how = self._agree[name](dice) if value else "same"
            if how == "near":
                seen[name] = _near(dice, name, value)
            elif how == "different":
                seen[name] = _other(dice, thing, name)
        return replace(thing, **seen)


def _near(dice: random.Random, attribute: str, value: str) -> str:
    """Give another word for a value: a colour and one more, a size beside it, a letter misread."""
    if attribute == "size":
        return str(int(value) + dice.choice((-1, 1)))
    if attribute == "inscription":
        place = dice.choice([at for at, sign in enumerate(value) if sign != " "])
        digits = "0123456789" if value[place].isdigit() else _LETTERS
        return value[:place] + pick(dice, digits.replace(value[place], "")) + value[place + 1 :]
    more = {"colour": _COLOURS, "material": _METALS, "item": _LOOKS, "label": _LINES}[attribute]
    return f"{value} {pick(dice, [each for each in more if each != value])}"


def _other(dice: random.Random, thing: Effect, attribute: str) -> str:
    """Give a value that differs, as things of the kind have them."""
    value = getattr(thing, attribute)
    for _ in range(_TRIES):
        drawn: str = getattr(_drawn(dice, _class_of(thing.kind)), attribute)
        if drawn and drawn != value:
            return drawn
    return _STRANGE[attribute]


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
