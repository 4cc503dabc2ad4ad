"""Marks of the body: those that a file lists, and those that are found, with what goes wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache

from nomina.cases.body import BodyRegion
from nomina.cases.description import Mark, MarkKind, Marks
from nomina.synthetic.lives.assumptions import Assumptions
from nomina.synthetic.lives.draws import Draw, pick, poisson, words

_TATTOOS = {
    "cross": 12.0, "animal": 16.0, "bird": 6.0, "emblem": 14.0, "name": 8.0, "text": 16.0,
    "portrait": 5.0, "flower": 5.0, "skull": 6.0, "heart": 3.0, "star": 4.0, "weapon": 4.0,
    "ornament": 16.0, "sea": 3.0,
}  # fmt: skip
MOTIFS: dict[MarkKind, dict[str, float]] = {
    MarkKind.TATTOO: _TATTOOS,
    MarkKind.SCAR: {"": 4.0, "burn": 2.0, "wound": 3.0, "cut": 3.0},
    MarkKind.OPERATION: {
        "appendix": 5.0, "gallbladder": 1.0, "hernia": 2.0, "spine": 0.5, "knee joint": 1.0,
        "abdomen": 1.0, "thyroid": 0.3, "kidney": 0.3,
    },
    MarkKind.IMPLANT: {"plate": 4.0, "screw": 3.0, "rod": 2.0, "stent": 1.0, "mesh": 1.0},
    MarkKind.AMPUTATION: {"finger": 6.0, "toe": 2.0, "foot": 0.5, "lower leg": 0.5},
    MarkKind.FRACTURE: {
        "nose": 3.0, "collarbone": 2.0, "rib": 3.0, "forearm": 4.0, "lower leg": 3.0, "hand": 2.0,
    },
    MarkKind.PIERCING: {"ear": 8.0, "nose": 1.0, "navel": 1.0},
    MarkKind.MOLE: {"": 1.0},
    MarkKind.OTHER: {"birth mark": 1.0},
}  # fmt: skip
_TEXTS = words(
    "ВДВ ВМФ ДШВ МАМА ВОЛЯ УКРАЇНА СИЛА НІНА ОЛЯ ІРА ТАНЯ 1991 1987 1995 2014 VITA VENI "
    "AMOR FORZA NEVER ГРУПА МИР ДІМ РОДИНА"
)
_LETTERS = "АБВГДКЛМНОПРСТ"
_WHERE = {  # an operation or an implant sits where the organ is
    "appendix": BodyRegion.TRUNK_FRONT, "gallbladder": BodyRegion.TRUNK_FRONT,
    "hernia": BodyRegion.TRUNK_FRONT, "abdomen": BodyRegion.TRUNK_FRONT,
    "spine": BodyRegion.TRUNK_BACK, "kidney": BodyRegion.TRUNK_BACK, "thyroid": BodyRegion.NECK,
    "nose": BodyRegion.HEAD, "ear": BodyRegion.HEAD, "collarbone": BodyRegion.TRUNK_FRONT,
    "rib": BodyRegion.TRUNK_FRONT, "navel": BodyRegion.TRUNK_FRONT, "stent": BodyRegion.TRUNK_FRONT,
}  # fmt: skip
_PAIRED = {
    "forearm": (BodyRegion.RIGHT_ARM, BodyRegion.LEFT_ARM),
    "finger": (BodyRegion.RIGHT_HAND, BodyRegion.LEFT_HAND),
    "hand": (BodyRegion.RIGHT_HAND, BodyRegion.LEFT_HAND),
    "lower leg": (BodyRegion.RIGHT_LEG, BodyRegion.LEFT_LEG),
    "knee joint": (BodyRegion.RIGHT_LEG, BodyRegion.LEFT_LEG),
    "toe": (BodyRegion.RIGHT_FOOT, BodyRegion.LEFT_FOOT),
    "foot": (BodyRegion.RIGHT_FOOT, BodyRegion.LEFT_FOOT),
}
_LIMBS = (
    {BodyRegion.LEFT_ARM, BodyRegion.LEFT_HAND},
    {BodyRegion.RIGHT_ARM, BodyRegion.RIGHT_HAND},
    {BodyRegion.LEFT_LEG, BodyRegion.LEFT_FOOT},
    {BodyRegion.RIGHT_LEG, BodyRegion.RIGHT_FOOT},
    {BodyRegion.HEAD},
)
_NEAR = {
    BodyRegion.HEAD: BodyRegion.NECK, BodyRegion.NECK: BodyRegion.HEAD,
    BodyRegion.RIGHT_ARM: BodyRegion.RIGHT_HAND, BodyRegion.RIGHT_HAND: BodyRegion.RIGHT_ARM,
    BodyRegion.LEFT_ARM: BodyRegion.LEFT_HAND, BodyRegion.LEFT_HAND: BodyRegion.LEFT_ARM,
    BodyRegion.TRUNK_FRONT: BodyRegion.TRUNK_BACK, BodyRegion.TRUNK_BACK: BodyRegion.TRUNK_FRONT,
    BodyRegion.RIGHT_LEG: BodyRegion.RIGHT_FOOT, BodyRegion.RIGHT_FOOT: BodyRegion.RIGHT_LEG,
    BodyRegion.LEFT_LEG: BodyRegion.LEFT_FOOT, BodyRegion.LEFT_FOOT: BodyRegion.LEFT_LEG,
}  # fmt: skip
_ALL_KINDS, _ALL_REGIONS = frozenset(MarkKind), frozenset(BodyRegion)
_ASKED = frozenset({MarkKind.TATTOO, MarkKind.SCAR, MarkKind.OPERATION})


class Skin:
    """Draws marks, and what is told and seen of them.

    Args:
        assumptions: the rates.
    """

    def __init__(self, assumptions: Assumptions) -> None:
        self._of = assumptions
        self._rates = rates = assumptions.marks
        self._regions = {
            kind: Draw({BodyRegion(name): share for name, share in rates["regions"][kind].items()})
            for kind in MarkKind
        }
        self._motifs = {kind: Draw(table) for kind, table in MOTIFS.items()}
        self._seen = {kind: Draw(rates["seen_as"][kind]) for kind in MarkKind}
        self._text = Draw(rates["text_agree"])
        self._number = Draw(rates["number_agree"])

    def known(self, dice: random.Random) -> tuple[Mark, ...]:
        """Draw the marks that people who know the person would list."""
        found = []
        if dice.random() < self._rates["tattooed"]:
            count = 1 + poisson(dice, self._rates["tattoos_each"] - 1.0)
            found += [self._mark(dice, MarkKind.TATTOO) for _ in range(count)]
        for kind, mean in self._rates["marks_each"].items():
            found += [self._mark(dice, MarkKind(kind)) for _ in range(poisson(dice, mean))]
        return tuple(dict.fromkeys(found))

    def in_file(self, dice: random.Random, known: tuple[Mark, ...]) -> Marks | None:
        """Give what a file says of them: all kinds were asked about, or only the usual ones."""
        if dice.random() >= self._of.file_knows["marks"]:
            return None
        every = dice.random() < self._of.file_knows["marks of all kinds"]
        medical = dice.random() < self._of.medical_file
        kinds = _ALL_KINDS if every else _ASKED
        kept = tuple(mark for mark in known if mark.kind in kinds)
        return Marks(kept, kinds, _ALL_REGIONS, medical)

    def on_body(
        self,
        dice: random.Random,
        known: tuple[Mark, ...],
        preserved: frozenset[BodyRegion],
        *,
        medical: bool,
    ) -> Marks | None:
        """Give what an examiner sees: known marks that are found, and others."""
        if dice.random() >= self._of.body_shows["marks"]:
            return None
        every = dice.random() < self._of.body_shows["marks of all kinds"]
        kinds = _ALL_KINDS if every else _ASKED
        found = [*self._found(dice, known, medical), *self._others(dice, medical)]
        kept = [mark for mark in found if mark.kind in kinds and mark.region in preserved]
        looked = MarkKind.AMPUTATION in kinds
        return Marks(tuple(dict.fromkeys(kept)), kinds, preserved, examined=looked)

    def preserved(self, dice: random.Random) -> frozenset[BodyRegion]:
        """Draw which regions of a body there are."""
        chance = dice.random()
        if chance < self._of.whole:
            return _ALL_REGIONS
        count = 1 if chance < self._of.whole + self._of.half else dice.randint(2, 4)
        missing: set[BodyRegion] = set().union(*dice.sample(_LIMBS, count))
        return _ALL_REGIONS - missing

    def _mark(self, dice: random.Random, kind: MarkKind) -> Mark:
        motif = self._motifs[kind](dice)
        region = self._region(dice, kind, motif)
        text = number = ""
        if kind is MarkKind.TATTOO and motif in {"text", "name", "emblem"}:
            text = _text(dice)
        if kind is MarkKind.IMPLANT and dice.random() < 0.4:
            number = f"{pick(dice, _LETTERS)}{dice.randrange(10**7):07d}"
        return _kept(kind, region, motif, text, number)

    def _region(self, dice: random.Random, kind: MarkKind, motif: str) -> BodyRegion:
        if motif in _WHERE and kind is not MarkKind.TATTOO:
            return _WHERE[motif]
        pair = _PAIRED.get(motif)
        return pick(dice, pair) if pair else self._regions[kind](dice)

    def _found(self, dice: random.Random, known: tuple[Mark, ...], medical: bool) -> Iterator[Mark]:
        source = "medical file" if medical else "family"
        shares = self._rates["found"][source]
        for mark in known:
            if dice.random() < shares[mark.kind]:
                yield self._as_seen(dice, mark, source)

    def _others(self, dice: random.Random, medical: bool) -> Iterator[Mark]:
        """Draw marks that nobody documented."""
        shares = self._rates["undocumented"]["medical file" if medical else "family"]
        tattoos = self._rates["tattooed"] * self._rates["tattoos_each"]
        for name, share in shares.items():
            mean = tattoos if name == MarkKind.TATTOO else self._rates["marks_each"][name]
            for _ in range(poisson(dice, share * mean)):
                yield self._mark(dice, MarkKind(name))

    def _as_seen(self, dice: random.Random, mark: Mark, source: str) -> Mark:
        kind = MarkKind(self._seen[mark.kind](dice))
        region = self._placed(dice, mark.region, source)
        motif, text, number = mark.motif, mark.text, mark.number
        if kind is not mark.kind:
            motif, number = self._motifs[kind](dice), ""
        elif dice.random() < self._rates["motif_error"]:
            motif = self._motifs[kind](dice)
        if text:
            text = _told(dice, text, self._text(dice), _text(dice))
        if number:
            other = f"{pick(dice, _LETTERS)}{dice.randrange(10**7):07d}"
            number = _told(dice, number, self._number(dice), other)
        return _kept(kind, region, motif, text, number)

    def _placed(
        self, dice: random.Random, region: BodyRegion | None, source: str
    ) -> BodyRegion | None:
        errors, chance = self._rates["region_errors"][source], dice.random()
        if region is None:
            return None
        if chance < errors["side"]:
            return _mirrored(region)
        if chance < errors["side"] + errors["neighbour"]:
            return _NEAR[region]
        if chance < sum(errors.values()):
            return pick(dice, tuple(BodyRegion))
        return region


@lru_cache(maxsize=16_384)
def _kept(kind: MarkKind, region: BodyRegion | None, motif: str, text: str, number: str) -> Mark:
    return Mark(kind, region, motif, text, number)


def _text(dice: random.Random) -> str:
    """Draw letters of a tattoo: half of them words that many wear, half their wearer's own."""
    if dice.random() < 0.5:
        return pick(dice, _TEXTS)
    return "".join(pick(dice, _LETTERS) for _ in range(dice.randint(3, 6)))


def _told(dice: random.Random, text: str, how: str, other: str) -> str:
    if how == "same":
        return text
    if how == "near":
        place = dice.randrange(len(text))
        return text[:place] + pick(dice, _LETTERS) + text[place + 1 :]
    return other


def _mirrored(region: BodyRegion) -> BodyRegion:
    side, _, part = region.value.partition("_")
    if side not in {"left", "right"}:
        return region
    return BodyRegion(("right_" if side == "left" else "left_") + part)
