"""Things worn or carried as numbers: how common each is, and what becomes of one remembered.

How many of a kind a body has, and the shares of what is said of them, are counted in the
registers of bodies and people together, since a stranger's things are drawn from both; the
parameters stand in while registers are small.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np

from nomina.cases.description import Effect, EffectKind
from nomina.errors import InputError
from nomina.evidence.effects_words import value_of
from nomina.evidence.line import Floats, Places
from nomina.evidence.marks_levels import Ids, Levels, fold, one_edit, shared
from nomina.evidence.marks_sets import Model, Sets, Things
from nomina.evidence.parameters import Parameters

CLASSES = (
    "clothing",
    "footwear",
    "watch",
    "glasses",
    "ring",
    "neck",
    "earring",
    "keys",
    "other",
)
"""Kinds as compared: what hangs on the neck and what is religious are told apart by the item."""
CLASS_OF = {kind: CLASSES.index(kind.value) for kind in EffectKind if kind.value in CLASSES} | {
    EffectKind.NECKLACE: CLASSES.index("neck"),
    EffectKind.RELIGIOUS: CLASSES.index("neck"),
}
CLOTHES = ("clothing", "footwear")
SMALL = ("watch", "glasses", "ring", "neck", "earring", "keys")
"""Where a family says "none" of everything, these were not worn; clothes are not meant."""
ATTRIBUTES = ("item", "colour", "material", "size", "label", "inscription")
SCREENED = 6
"""All but inscriptions, which are looked up."""
_SHORT = 4

GROUPS = (
    tuple((CLASSES.index(name),) for name in CLOTHES),
    tuple((CLASSES.index(name),) for name in CLASSES if name not in CLOTHES),
)


class Kinds:
    """The kind of a thing compared: ln d / v, or minus infinity for two kinds."""

    def __init__(self, found: Floats, rate: Floats) -> None:
        self._table = np.full((len(CLASSES) + 1, len(CLASSES) + 1), -np.inf)
        np.fill_diagonal(self._table[1:, 1:], np.log(found / rate))

    def log_ratio(self, found: Ids, known: Ids) -> Floats:
        """Give the log ratio of codes of kinds, which are places in `CLASSES` plus 1."""
        return np.asarray(self._table[found, known])


def ready(
    parameters: Parameters,
    bodies: Sequence[tuple[Effect, ...] | None],
    people: Sequence[tuple[Effect, ...] | None],
) -> Sets:
    """Give two registers ready to be compared.

    Raises:
        InputError: a number of the parameters cannot be.
    """
    codes = [_Values(attribute) for attribute in ATTRIBUTES]
    found, known = _things(bodies, codes), _things(people, codes)
    told = sum(each is not None for each in bodies)
    weight = parameters.number("bodies_weight")
    worn = _positive(parameters, "worn")
    on_bodies = np.bincount(found.kind, minlength=len(CLASSES))
    rate = (on_bodies + weight * worn) / (told + weight)
    d = _shares(parameters, "found")
    profile, unknown = _profiles(parameters, people)
    levels = [
        each.levels(parameters, np.concatenate([found.codes[:, c], known.codes[:, c]]))
        for c, each in enumerate(codes, start=1)
    ]
    model = Model(
        groups=GROUPS,
        changed=(_share(parameters, "clothes_changed"), 0.0),
        attributes=(Kinds(d, rate), *levels),
        screened=SCREENED,
        background=rate[None],
        missed=np.concatenate([[0.0], np.log1p(-d)])[None],
        unknown=unknown,
    )
    view = np.array([-1 if each is None else 0 for each in bodies], np.intp)
    return Sets(model, found, known, view, profile)


class _Values:
    """Numbers for the values of one attribute, by kind, in the order in which they come."""

    def __init__(self, attribute: str) -> None:
        self.attribute = attribute
        self.ids: dict[tuple[int, Hashable], int] = {}
        self._folded: dict[str, Hashable] = {}

    def of(self, kind: int, text: str) -> int:
        if not text:
            return 0
        if text not in self._folded:
            self._folded[text] = (
                fold(text) if self.attribute == "inscription" else value_of(self.attribute, text)
            )
        value = self._folded[text]
        return self.ids.setdefault((kind, value), len(self.ids) + 1) if value else 0

    def levels(self, parameters: Parameters, used: Ids) -> Levels:
        name = self.attribute
        agree = parameters.matrix("agree").get(name, {})
        if set(agree) != {"same", "near", "different"}:
            raise InputError(f"agree of effects, row {name}, needs same, near and different")
        unseen = parameters.table("unseen").get(name, 0.0)
        near_unseen = parameters.table("near_unseen").get(name, 0.0)
        return Levels(
            list(self.ids),
            np.bincount(used, minlength=len(self.ids) + 1)[1:].astype(float),
            agree=(agree["same"], agree["near"], agree["different"]),
            unseen=unseen,
            near=_NEAR.get(name, shared),
            near_unseen=lambda value: (
                0.0 if isinstance(value, str) and len(value) < _SHORT else near_unseen
            ),
        )


def _near_sizes(values: Sequence[tuple[int, Hashable]]) -> set[tuple[int, int]]:
    """Give pairs of sizes that share one or are neighbours: 48 and 50 of clothes, 42 and 43."""
    wider: list[tuple[int, Hashable]] = []
    for kind, value in values:
        assert isinstance(value, frozenset)
        step = 2 if CLASSES[kind] == "clothing" else 1
        wider.append((kind, value | {each for size in value for each in _next(size, step)}))
    held = {place: value for place, (_, value) in enumerate(values)}
    out = set()
    for a, b in shared(wider):
        mine, theirs = held[a], wider[b][1]
        assert isinstance(mine, frozenset)
        assert isinstance(theirs, frozenset)
        if mine & theirs:
            out |= {(a, b), (b, a)}
    return out


def _next(size: str, step: int) -> Iterable[str]:
    head, _, number = size.rpartition(" ")
    if not number.isdecimal() or len(number) > 3:
        return ()
    by = 1 if head else step
    return (f"{head} {int(number) + by}".strip(), f"{head} {int(number) - by}".strip())


_NEAR: dict[str, Callable[[Sequence[tuple[int, Hashable]]], set[tuple[int, int]]]] = {
    "inscription": one_edit,
    "size": _near_sizes,
}


def _things(side: Sequence[tuple[Effect, ...] | None], codes: list[_Values]) -> Things:
    owner, kinds, rows = [], [], []
    for place, effects in enumerate(side):
        for effect in effects or ():
            if effect.is_none:
                continue
            kind = CLASS_OF[effect.kind]
            owner.append(place)
            kinds.append(kind)
            rows.append(
                (kind + 1, *(each.of(kind, getattr(effect, each.attribute)) for each in codes))
            )
    return Things(
        np.array(owner, np.intp),
        np.array(kinds, np.intp),
        np.array(rows, np.int64).reshape(-1, len(codes) + 1),
    )


def _profiles(
    parameters: Parameters, people: Sequence[tuple[Effect, ...] | None]
) -> tuple[Places, Floats]:
    """Give the place of each person's m by kind, and all of those."""
    listed, none = _shares(parameters, "others_beside"), _shares(parameters, "others_of_none")
    places: dict[tuple[int, ...], int] = {(0,) * len(CLASSES): 0}
    out = np.full(len(people), -1, np.intp)
    for place, effects in enumerate(people):
        if effects is not None:
            out[place] = places.setdefault(asked(effects), len(places))
    state = np.array(list(places))
    return out, np.where(state == 0, 1.0, np.where(state == 1, listed, none))


def asked(effects: tuple[Effect, ...]) -> tuple[int, ...]:
    """Give by kind: 0 nobody said, 1 there was one, 2 there was none."""
    state = [0] * len(CLASSES)
    if not effects:
        for name in SMALL:
            state[CLASSES.index(name)] = 2
    neck = {each.kind for each in effects if each.is_none}
    for each in effects:
        kind = CLASS_OF[each.kind]
        if not each.is_none:
            state[kind] = 1
        elif state[kind] == 0 and (
            CLASSES[kind] != "neck" or neck >= {EffectKind.NECKLACE, EffectKind.RELIGIOUS}
        ):
            state[kind] = 2
    return tuple(state)


def _share(parameters: Parameters, name: str) -> float:
    value = parameters.number(name)
    if not 0.0 < value < 1.0:
        raise InputError(f"{name} of effects is {value:g} and must lie above 0 and below 1")
    return value


def _positive(parameters: Parameters, name: str) -> Floats:
    table = parameters.table(name)
    for each in CLASSES:
        if table.get(each, 0.0) <= 0.0:
            raise InputError(f"{name} of effects has no number above 0 for {each}")
    return np.array([table[each] for each in CLASSES])


def _shares(parameters: Parameters, name: str) -> Floats:
    values = _positive(parameters, name)
    if values.max() >= 1.0:
        raise InputError(f"{name} of effects has a share that is not below 1")
    return values
