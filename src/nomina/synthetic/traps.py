"""What misleads in the sample operation, laid on purpose and told in its truth."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

from nomina.cases.body import BodyRegion
from nomina.cases.description import (
    AgeRange,
    Carried,
    Described,
    Number,
    NumberKind,
    Paper,
    PaperKind,
    PersonName,
)
from nomina.cases.files import Sex
from nomina.synthetic.lives.grounds import day
from nomina.synthetic.lives.looks import YEAR, lived
from nomina.synthetic.lives.names import misread, parts, written
from nomina.synthetic.lives.seen import Clerk
from nomina.synthetic.story import Story
from nomina.synthetic.truth import Trap, TrapKind

LEAST = 16
"""Bodies on the list that an operation needs for traps, with as many missing who were not found
or more; a smaller operation has none."""
_ALL = frozenset(BodyRegion)
_LABORATORY = "Лабораторія Зразок"  # "laboratory Sample"


def lay(story: Story, clerk: Clerk, dice: random.Random) -> None:
    """Lay all traps, each on other bodies and people; none where the operation is too small."""
    if len(story.listed()) < LEAST or story.missing - len(story.listed()) < LEAST:
        return
    trapper = _Trapper(story, clerk, dice)
    trapper.brothers()
    trapper.swapped_papers()
    trapper.tag_of_another()
    trapper.paper_on_a_stranger()
    trapper.two_in_one_bag()
    trapper.wrong_in_file()
    trapper.two_files()
    trapper.results()


class _Trapper:
    """Lays traps; every body and person is taken once."""

    def __init__(self, story: Story, clerk: Clerk, dice: random.Random) -> None:
        self._story, self._clerk = story, clerk
        number = {person: at for at, person in enumerate(story.whose)}
        ids = [file.id for file in story.files]
        self._in_family = {ids.index(one) for each in story.families for one in each.people}
        listed = [at for at in story.listed() if story.whose[at] not in self._in_family]
        lost = [at for at in range(story.missing) if at not in number]
        lost = [at for at in lost if at not in self._in_family]
        unlisted = [at for at in range(len(story.whose)) if story.whose[at] >= story.missing]
        for each in (listed, lost, unlisted):
            dice.shuffle(each)
        self._listed, self._lost, self._unlisted = listed, lost, unlisted
        self._dice = dice

    def brothers(self) -> None:
        """Leave of two brothers who were both found little that tells them apart."""
        story = self._story
        family = next((f for f in story.families if f.kind == "brothers"), None)
        if family is None:
            return
        people = [int(one[2:]) - 1 for one in family.people]
        bodies = [story.found(person) for person in people]
        if None in bodies:
            return
        found = [body for body in bodies if body is not None]
        for body, person in zip(found, people, strict=True):
            name = PersonName(parts(story.lives[person].name, "uk")[0])
            jacket = Paper(PaperKind.INSCRIPTION, (name,), carried=Carried.WORN)
            self._body(body, papers=(jacket,), marks=None, teeth=None, effects=None)
        self._tell(
            "brothers found together",
            found,
            people,
            "Two brothers, lost in one place; their jackets bear the family name, and of neither "
            "body marks, teeth or things are described.",
        )

    def swapped_papers(self) -> None:
        """Give two bodies each other's passport."""
        story = self._story
        one, other = self._two_of_one_sex()
        for body, bearer in ((one, other), (other, one)):
            self._bear(body, story.whose[bearer], PaperKind.PASSPORT, NumberKind.PASSPORT)
        self._tell(
            "swapped papers",
            (one, other),
            (story.whose[one], story.whose[other]),
            "Each body carries the passport of the other's person.",
        )

    def tag_of_another(self) -> None:
        """Give a body the tag of a missing person who was not found."""
        body, owner = self._listed.pop(), self._lost.pop()
        self._bear(body, owner, PaperKind.IDENTITY_TAG, NumberKind.TAG)
        self._tell(
            "tag of another",
            (body,),
            (self._story.whose[body], owner),
            "The body is the first person's; its tag is the second's, who is among no bodies.",
        )

    def paper_on_a_stranger(self) -> None:
        """Give a body of nobody on the list the military ID of a missing person."""
        body, owner = self._unlisted.pop(), self._lost.pop()
        self._bear(body, owner, PaperKind.MILITARY_ID, NumberKind.MILITARY_ID)
        self._tell(
            "paper of another on a stranger",
            (body,),
            (owner,),
            "The body is nobody's on the list, and carries this person's military ID.",
        )

    def two_in_one_bag(self) -> None:
        """Lay a third hand into a bag: that of another body."""
        story, hand = self._story, BodyRegion.LEFT_HAND
        whole, lacking = self._listed.pop(), self._listed.pop()
        story.preserved[whole] = _ALL
        story.preserved[lacking] = _ALL - {hand}
        for body in (whole, lacking):
            marks = story.bodies[body].marks
            if marks is not None:
                here = story.preserved[body]
                kept = tuple(mark for mark in marks.marks if mark.region in here)
                self._body(body, marks=replace(marks, marks=kept, preserved=here))
        story.parts.append(("P-001", lacking, whole, hand))
        story.traps.append(
            Trap(
                kind="two bodies in one bag",
                bodies=(story.bodies[whole].id, "P-001", story.bodies[lacking].id),
                people=(self._id(story.whose[whole]), self._id(story.whose[lacking])),
                note="A second left hand lies in the bag of the first body; it is the third's.",
            )
        )

    def wrong_in_file(self) -> None:
        """Write a wrong sex in one file, and a wrong birth date in another."""
        story, dice = self._story, self._dice
        body = self._listed.pop()
        person = story.whose[body]
        file = story.files[person]
        other = Sex.FEMALE if story.lives[person].looks.sex is Sex.MALE else Sex.MALE
        story.files[person] = replace(file, physical=replace(file.physical, sex=other))
        note = "The file of the person has the other sex."
        self._tell("wrong sex in the file", (body,), (person,), note)
        body = self._listed.pop()
        person = story.whose[body]
        life = story.lives[person]
        born = life.looks.born - 10 * round(YEAR) - dice.randint(1, 9)
        file = self._with_number(person, NumberKind.TAX)
        where = file.whereabouts
        age = file.physical.age
        if where is not None and where.when is not None:
            age = lived(born, life.lost.last)
        story.files[person] = replace(
            file, physical=replace(file.physical, age=age), born=day(born)
        )
        note = "The file makes the person ten years older; the tax number in it is right."
        self._tell("wrong birth date in the file", (body,), (person,), note)

    def two_files(self) -> None:
        """Write a second file on one person, with another spelling and less in it."""
        story = self._story
        body = self._listed.pop()
        person = story.whose[body]
        first, life = story.files[person], story.lives[person]
        name = written(life.name, "ru", patronymic=False)
        again = self._clerk.file(f"M-{story.missing + 1:03d}", life)
        years = float(round(life.looks.age(life.lost.last)))  # as somebody said
        story.second.append(person)
        story.files.append(
            replace(
                again,
                names=(PersonName(misread(self._dice, name)),),
                numbers=(),
                born=None,
                physical=replace(again.physical, blood=None, age=AgeRange(years, years + 1.0)),
                teeth=None,
            )
        )
        number = story.files[-1].id
        story.traps.append(
            Trap(
                kind="two files of one man",
                bodies=(story.bodies[body].id,),
                people=(first.id, number),
                note="Both files are on one person, the second in Russian with a slip.",
            )
        )

    def results(self) -> None:
        """Give results of a laboratory and of an examiner, three for and one against."""
        story = self._story
        swapped = next(t for t in story.traps if t.kind == "swapped papers")
        tag = next(t for t in story.traps if t.kind == "tag of another")
        one, other = self._listed.pop(), self._listed.pop()

        def row(pair: tuple[str, str], kind: str, said: str, strength: str, at: int) -> None:
            report = f"{'D' if kind == 'dna' else 'F'}-{at:03d}/2025"
            date = f"2025-09-{10 + at}"
            story.results.append((*pair, kind, said, strength, _LABORATORY, report, date))

        for at, (body, strength) in enumerate(((one, "6.2"), (other, "4.8")), start=1):
            pair = story.bodies[body].id, self._id(story.whose[body])
            row(pair, "dna", "", strength, at)
        row((swapped.bodies[0], swapped.people[0]), "dna", "", "5.4", 3)
        print_of = self._listed.pop()
        pair = story.bodies[print_of].id, self._id(story.whose[print_of])
        row(pair, "fingerprints", "established", "", 4)
        row((tag.bodies[0], tag.people[1]), "fingerprints", "excluded", "", 5)

    def _two_of_one_sex(self) -> tuple[int, int]:
        def sex(body: int) -> Sex:
            return self._story.lives[self._story.whose[body]].looks.sex

        one = self._listed.pop()
        other = next(each for each in self._listed if sex(each) is sex(one))
        self._listed.remove(other)
        return one, other

    def _bear(self, body: int, owner: int, paper: PaperKind, number: NumberKind) -> None:
        """Make this the only paper of a body, well legible, and its number one that is on file."""
        story = self._story
        self._body(body, papers=(self._clerk.wallet.clear(story.lives[owner], paper),))
        story.files[owner] = self._with_number(owner, number)

    def _with_number(self, person: int, kind: NumberKind) -> Described:
        story = self._story
        file = story.files[person]
        number = Number(kind, story.lives[person].numbers[kind])
        others = tuple(each for each in file.numbers if each.kind is not kind)
        return replace(file, numbers=(*others, number))

    def _body(self, body: int, **changes: object) -> None:
        bodies = self._story.bodies
        bodies[body] = replace(bodies[body], **changes)  # type: ignore[arg-type]

    def _id(self, person: int) -> str:
        return self._story.files[person].id

    def _tell(
        self, kind: TrapKind, bodies: Iterable[int], people: Iterable[int], note: str
    ) -> None:
        self._story.traps.append(
            Trap(
                kind=kind,
                bodies=tuple(self._story.bodies[body].id for body in bodies),
                people=tuple(self._id(person) for person in people),
                note=note,
            )
        )
