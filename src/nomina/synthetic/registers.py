"""Two registers of people who do not exist, of any size, without photos: for calibration and speed.

Every rate is one of `Assumptions`. The same seed gives the same registers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import Described, Paper, PaperKind
from nomina.errors import InputError
from nomina.synthetic.lives.assumptions import Assumptions
from nomina.synthetic.lives.draws import pick
from nomina.synthetic.lives.grounds import Ground
from nomina.synthetic.lives.names import rank
from nomina.synthetic.lives.people import Life, People
from nomina.synthetic.lives.seen import Clerk

_BEARS_A_NUMBER = (PaperKind.PASSPORT, PaperKind.MILITARY_ID, PaperKind.BANK_CARD)


@dataclass(frozen=True, slots=True)
class Registers:
    """Two registers, and who is who.

    Attributes:
        bodies, people: as they would be read from tables.
        truth: (bodies,) place of the person of each body; -1 where not on the list.
        families: places of people who are brothers or sisters.
        swapped: places of bodies that carry the papers of another body's person.
        carrying: place of a body to the place of a listed person, drawn at random, whose papers it
            carries beside or in place of its own.
    """

    bodies: tuple[Described, ...]
    people: tuple[Described, ...]
    truth: NDArray[np.intp]
    families: tuple[tuple[int, int], ...]
    swapped: tuple[int, ...]
    carrying: dict[int, int]


def draw_registers(
    missing: int,
    bodies: int,
    on_list: float,
    seed: int,
    assumptions: Assumptions | None = None,
) -> Registers:
    """Draw two registers.

    Args:
        missing: people on the list.
        bodies: bodies.
        on_list: share of the bodies whose person is on the list, 0 to 1.
        seed: the same seed gives the same registers.
        assumptions: every rate; None for those that the lines of evidence assume.

    Raises:
        InputError: the share cannot be, or asks for more people than there are.
    """
    listed = round(on_list * bodies)
    if not 0.0 <= on_list <= 1.0 or listed > missing:
        raise InputError(f"{on_list:g} of {bodies} bodies cannot be among {missing} people")
    of = assumptions or Assumptions()
    dice = random.Random(f"registers {seed}")
    people = People(of, dice)
    clerk = Clerk(people)
    places = people.country.grounds(dice, missing)
    lives, families = _missing(people, missing, places)
    whose = _whose(dice, missing, listed, families, of)
    dead = [lives[at] for at in whose]
    dead += [people.life(places[rank(dice, len(places))]) for _ in range(bodies - listed)]
    order = list(range(bodies))
    dice.shuffle(order)
    truth = np.array([whose[at] if at < listed else -1 for at in order], np.intp)
    dead = [dead[at] for at in order]
    papers, swapped, carrying = _papers(clerk, dice, dead, lives, of)
    files = [clerk.file(f"M-{at + 1}", life) for at, life in enumerate(lives)]
    found = []
    for at, (life, own) in enumerate(zip(dead, papers, strict=True)):
        file = files[truth[at]] if truth[at] >= 0 else None
        medical = file is not None and file.marks is not None and file.marks.medical_file
        told = None if file is None else file.effects
        found.append(clerk.body(f"B-{at + 1}", life, own, medical=medical, told=told))
    return Registers(tuple(found), tuple(files), truth, families, swapped, carrying)


def _missing(
    people: People, count: int, places: Sequence[Ground]
) -> tuple[list[Life], tuple[tuple[int, int], ...]]:
    """Draw the missing; behind some stands a brother or sister."""
    dice, lives = people.dice, list[Life]()
    families = []
    while len(lives) < count:
        lives.append(people.life(places[rank(dice, len(places))]))
        if len(lives) < count and dice.random() < people.of.brothers / 2:
            lives.append(people.brother(lives[-1]))
            families.append((len(lives) - 2, len(lives) - 1))
    return lives, tuple(families)


def _whose(
    dice: random.Random,
    missing: int,
    listed: int,
    families: tuple[tuple[int, int], ...],
    of: Assumptions,
) -> list[int]:
    """Draw whose bodies were found; brothers are found together more often than by chance."""
    brother = dict(families) | {other: one for one, other in families}
    drawn = dice.sample(range(missing), listed)
    have = set(drawn)
    for place, one in enumerate(drawn):
        other = brother.get(one)
        if other is None or other in have or dice.random() >= of.brothers_found:
            continue
        gone = drawn[place - 1]  # takes the place of one who has no part in this
        if gone not in brother:
            have.remove(gone)
            have.add(other)
            drawn[place - 1] = other
    return drawn


def _papers(
    clerk: Clerk, dice: random.Random, dead: list[Life], lives: list[Life], of: Assumptions
) -> tuple[list[tuple[Paper, ...]], tuple[int, ...], dict[int, int]]:
    """Draw what each body carries: its own, another's, or one thing too many."""
    owner = list(range(len(dead)))
    swapped: list[int] = []
    chosen = [at for at in owner if dice.random() < of.documents["swapped"]]
    for one, other in zip(chosen[0::2], chosen[1::2], strict=False):
        owner[one], owner[other] = other, one
        swapped += [one, other]
    near: dict[int, list[int]] = {}
    for at, life in enumerate(lives):
        near.setdefault(id(life.lost.ground), []).append(at)
    papers, carrying = [], dict[int, int]()

    def another(at: int) -> Life:
        """Draw whose papers a body may carry if not its own."""
        ground = dead[at].lost.ground
        if not lives or dice.random() >= of.documents["on_list"]:
            return clerk.stranger(ground)
        here = near.get(id(ground), ()) if dice.random() < of.foreign_near else ()
        carrying[at] = pick(dice, here or range(len(lives)))
        return lives[carrying[at]]

    for at, whose in enumerate(owner):
        if at != whose:
            own = clerk.wallet.own(dice, dead[whose])
        else:
            own = clerk.wallet.carried(dice, dead[at], partial(another, at))
        if dice.random() < of.foreign_paper:
            kind = pick(dice, _BEARS_A_NUMBER)
            own = (*own, clerk.wallet.paper(dice, another(at), kind))
        papers.append(own)
    return papers, tuple(sorted(swapped)), carrying
