"""The descriptions of an invented operation: lives behind drawn faces, families and traps."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nomina.cases.body import BodyRegion
from nomina.cases.description import Described
from nomina.synthetic.drawn import looks_of
from nomina.synthetic.lives.assumptions import Assumptions
from nomina.synthetic.lives.people import FamilyKind, Life, People
from nomina.synthetic.lives.seen import Clerk
from nomina.synthetic.traits import Traits
from nomina.synthetic.truth import Relatives, Trap

PER_GROUND = 20
"""People of a place, on average: a small operation still has several places."""
Family = tuple[FamilyKind, int, int]
"""What two of the missing are, and their places; a father goes before his son."""


@dataclass(slots=True)
class Story:
    """What an operation says, and what is true of it; traps change it in place.

    Attributes:
        lives: of the missing first, then of bodies of nobody on the list.
        missing: how many are missing.
        whose: for each body the place of its life.
        files: of the missing; after them second files, whose lives ``second`` gives.
        bodies: findings; ``preserved``: the regions of each that are there.
        parts: number of a part, the place of the body that it is of, the place of the body in
            whose bag it lay, and its region.
        results: rows of the table of results.
    """

    lives: list[Life]
    missing: int
    whose: list[int]
    files: list[Described]
    preserved: list[frozenset[BodyRegion]]
    bodies: list[Described] = field(default_factory=list)
    second: list[int] = field(default_factory=list)
    parts: list[tuple[str, int, int, BodyRegion]] = field(default_factory=list)
    results: list[tuple[str, ...]] = field(default_factory=list)
    families: list[Relatives] = field(default_factory=list)
    traps: list[Trap] = field(default_factory=list)

    def found(self, person: int) -> int | None:
        """Give the place of the body of a missing person, if there is one."""
        return self.whose.index(person) if person in self.whose else None

    def listed(self) -> list[int]:
        """Give the places of bodies whose person is on the list."""
        return [body for body, person in enumerate(self.whose) if person < self.missing]


def tell(
    drawn: Sequence[Traits], missing: int, whose: Sequence[int], seed: int
) -> tuple[Story, Clerk, random.Random]:
    """Invent what is known of people whose faces are drawn.

    Args:
        drawn: of the missing first, then of bodies of nobody on the list.
        missing: how many are missing.
        whose: for each body the place of its person among ``drawn``.
        seed: the same seed tells the same.

    Returns:
        The story without traps, and who writes it from which dice, for `traps.lay`.
    """
    dice = random.Random(f"operation {seed}")
    of = replace(Assumptions(), per_event=PER_GROUND)
    people = People(of, dice)
    clerk = Clerk(people)
    related = tuple(_families(dice, drawn[:missing], set(whose)))
    lives = _lives(people, drawn, related)
    files = [clerk.file(f"M-{at + 1:03d}", life) for at, life in enumerate(lives[:missing])]
    preserved = [people.skin.preserved(dice) for _ in whose]
    story = Story(lives, missing, list(whose), files, preserved)
    story.families = [
        Relatives(kind=kind, people=(files[one].id, files[other].id))
        for kind, one, other in related
    ]
    for at, person in enumerate(whose):
        life = lives[person]
        file = files[person] if person < missing else None
        medical = file is not None and file.marks is not None and file.marks.medical_file
        story.bodies.append(
            clerk.body(
                f"B-{at + 1:03d}",
                life,
                clerk.wallet.own(dice, life),
                medical=medical,
                told=None if file is None else file.effects,
                preserved=preserved[at],
            )
        )
    return story, clerk, dice


def _lives(people: People, drawn: Sequence[Traits], related: Sequence[Family]) -> list[Life]:
    """Draw a life behind every face; who is of one family was lost in one place."""
    dice = people.dice
    places = people.country.grounds(dice, len(drawn))
    where = [dice.choice(places) for _ in drawn]
    for _, one, other in related:
        where[other] = where[one]
    lives = [
        people.life(place, looks_of(traits, people.appearance, dice, place.day))
        for traits, place in zip(drawn, where, strict=True)
    ]
    for kind, one, other in related:
        lives[other] = people.related(lives[one], lives[other], kind)
    return lives


def _families(dice: random.Random, missing: Sequence[Traits], found: set[int]) -> Iterator[Family]:
    """Find men whose ages could make them brothers, both of them found; two more; father and son.

    Yields:
        As many of the three as there are men for, each man in one family.
    """
    men = [at for at, traits in enumerate(missing) if traits.sex == "male"]
    dice.shuffle(men)
    taken: set[int] = set()

    def pair(least: float, most: float, among: Sequence[int]) -> tuple[int, int] | None:
        free = [at for at in among if at not in taken]
        for one in free:
            for other in free:
                if least <= missing[one].age - missing[other].age <= most:
                    taken.update((one, other))
                    return one, other
        return None

    rest = [at for at in men if at not in found]
    wanted: tuple[tuple[FamilyKind, float, float, Sequence[int]], ...] = (
        ("brothers", 1.5, 12.0, [at for at in men if at in found]),
        ("brothers", 1.5, 12.0, rest + men),
        ("father and son", 19.0, 45.0, rest + men),
    )
    for kind, least, most, among in wanted:
        both = pair(least, most, among)
        if both is not None:
            yield kind, *both
