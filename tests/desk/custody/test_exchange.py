"""A list held against finds: each line and each find once, and each difference told once."""

from __future__ import annotations

import itertools
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from nomina.desk.acts import Action
from nomina.desk.custody import exchange, holds, public
from nomina.desk.custody.actions.exchange import AttachPaper, MakeBatch
from nomina.desk.custody.actions.exchange_finds import EndBatch, RecordFound, TellDifferences
from nomina.desk.custody.exchange import accounts, stages_of
from nomina.desk.custody.models import Batch, Found, GoesBack, Incident, Item, Listed
from nomina.desk.custody.public import LEAST, Counted, published, shown
from nomina.desk.files.models import File, Link
from nomina.errors import NeverChanged, NotPermitted, Refused
from tests.desk.custody.exchanges import batch, found, listed
from tests.desk.custody.yard import Yard
from tests.desk.files.people import opened

NUMBERS = ("", "17/4", "17-4", "17/5", "Б 1")
NAMES = ("", "Зразок Іван", "ЗРАЗОК  іван", "Sample")


def line_of(number: str, name: str, military: str, wrong: str) -> Listed:
    return Listed(line=1, number=number, said_name=name, military=military, wrong=wrong)


LINES = st.lists(
    st.builds(
        line_of,
        st.sampled_from(NUMBERS),
        st.sampled_from(NAMES),
        st.sampled_from(("", "A1", "a-1")),
        st.sampled_from(("", "", "", "blank")),
    ),
    max_size=7,
)
FINDS = st.lists(
    st.tuples(
        st.integers(-2, 6),
        st.sampled_from(("body", "part", "several", "nothing")),
        st.sampled_from((None, 0, 1, 2, 5)),
        st.sampled_from(("yes", "no", "unknown")),
    ),
    max_size=9,
)


def plain(text: str) -> str:
    """The same number or name, written by another hand: letters and digits alone."""
    return "".join(sign for sign in text.lower() if sign.isalnum())


def told(
    lines: Sequence[Listed], finds: Sequence[Found], way: str
) -> Counter[tuple[str, uuid.UUID]]:
    """The oracle: each difference by its own sentence of the design, line by line, find by find."""
    said: Counter[tuple[str, uuid.UUID]] = Counter()
    known = {line.pk for line in lines}
    for line in lines:
        mine = [find for find in finds if find.listed_id == line.pk]
        people = [find for find in mine if find.what != "nothing"]
        said["unread", line.pk] += bool(line.wrong)
        said["not-found", line.pk] += not people and not line.wrong
        said["several-bags", line.pk] += len(people) >= 2
        twins = [
            other
            for other in lines
            if other is not line
            and not line.wrong
            and not other.wrong
            and (
                (plain(line.number) and plain(line.number) == plain(other.number))
                or (plain(line.military) and plain(line.military) == plain(other.military))
                or (
                    not (line.number or line.military or other.number or other.military)
                    and plain(line.said_name)
                    and plain(line.said_name) == plain(other.said_name)
                )
            )
        ]
        said["twice", line.pk] += bool(twins)
    for find in finds:
        at = find.listed_id if find.listed_id in known else find.item_id
        assert at is not None
        human = find.what != "nothing"
        several = human and (find.what == "several" or (find.persons or 0) > 1)
        said["no-line", at] += find.listed_id not in known
        said["several-persons", at] |= several
        said["nothing-human", at] |= not human
        said["ours", at] |= human and way == "out" and find.ours == "yes"
        said["not-ours", at] |= human and way == "in" and find.ours == "no"
    return +said


@given(LINES, FINDS, st.sampled_from(("in", "out")))
def test_every_line_and_every_find_is_in_one_account_and_says_all_that_differs(
    lines: list[Listed], drawn: list[tuple[int, str, int | None, str]], way: str
) -> None:
    finds = [
        Found(
            item_id=uuid.uuid4(),
            listed_id=lines[at].pk
            if 0 <= at < len(lines)
            else (uuid.uuid4() if at == -2 else None),  # of a line that was withdrawn
            what=what,
            persons=persons,
            ours=ours,
        )
        for at, what, persons, ours in drawn
    ]
    made = accounts(lines, finds, way)
    assert Counter(one.line.pk for one in made if one.line) == Counter(x.pk for x in lines)
    assert Counter(x.item_id for one in made for x in one.finds) == Counter(
        x.item_id for x in finds
    )
    assert all(one.line is not None or len(one.finds) == 1 for one in made)
    said = Counter(
        (code, one.line.pk if one.line else one.finds[0].item_id)
        for one in made
        for code in one.differs
    )
    assert said == told(lines, finds, way)
    keys = [key for _, _, key in exchange.keys(made)]
    assert len(keys) == len(set(keys)) == said.total()


def test_differences_become_incidents_once_each_and_stay_with_the_end(yard: Yard) -> None:
    one = batch(yard)
    lines = listed(
        yard, one, ("1", "A", ""), ("2", "B", ""), ("2.", "C", ""), ("3", "D", ""), ("4", "E", "")
    )
    bags = [yard.thing("bag") for _ in range(5)]
    found(yard, one, bags[0], lines[0], "several", persons=2)
    found(yard, one, bags[1], lines[1])
    found(yard, one, bags[2], lines[1], "part")
    found(yard, one, bags[3], None, ours="no")
    found(yard, one, bags[4], lines[3], "nothing")
    said = {
        (row.said["what"], row.said["line"], tuple(row.said["tags"]))
        for row in yard.do(TellDifferences(batch=one), yard.clerk)
    }
    tags = [str(bag) for bag in bags]
    assert said == {
        ("several-persons", 2, (tags[0],)),
        ("several-bags", 3, tuple(sorted(tags[1:3]))),
        ("twice", 3, tuple(sorted(tags[1:3]))),
        ("twice", 4, ()),
        ("not-found", 4, ()),
        ("no-line", None, (tags[3],)),
        ("not-ours", None, (tags[3],)),
        ("not-found", 5, (tags[4],)),
        ("nothing-human", 5, (tags[4],)),
        ("not-found", 6, ()),
    }
    assert yard.do(TellDifferences(batch=one)) == []
    found(yard, one, bags[0], lines[0], "several", persons=3)  # known already
    found(yard, one, yard.thing("bag"), None)  # new
    closed = yard.do(EndBatch(batch=one, words="done"))
    assert [row.said["what"] for row in closed.incidents] == ["no-line"]
    assert Incident.objects.filter(kind="list").count() == 11
    late: tuple[Action[Any], ...] = (
        TellDifferences(batch=one),
        RecordFound(batch=one, item=bags[0], what="body"),
        AttachPaper(batch=one, data=b"x", name="x", media=""),
        EndBatch(batch=one),
    )
    for action in late:
        with pytest.raises(Refused, match="closed"):
            yard.do(action)
    assert "custody.batch-end" in yard.book.kinds()


def test_the_last_find_of_a_bag_counts_and_the_first_stays(yard: Yard) -> None:
    one = batch(yard)
    (line,) = listed(yard, one, ("1", "A", ""))
    bag = yard.thing("bag")
    found(yard, one, bag)
    found(yard, one, bag, line, "part", words="a second look")
    (account,) = exchange.of(one)
    assert (account.line, account.finds[0].turn, account.differs) == (line, 2, ())
    assert one.finds.count() == 2
    with pytest.raises(NeverChanged):
        one.finds.update(what="body")
    with pytest.raises(IntegrityError), transaction.atomic():
        Found(batch=one, item=bag, turn=2, what="body", ours="yes", by=yard.clerk).save()


def test_what_is_not_ours_goes_back_and_is_held_until_a_find_says_otherwise(yard: Yard) -> None:
    one = batch(yard)
    body = yard.body()
    assert holds.of(body) == () or all(h.key != "goes-back" for h in holds.of(body))
    found(yard, one, body, ours="no")
    assert "goes-back" in {hold.key for hold in holds.of(body)}
    found(yard, one, body, ours="no", words="seen again")
    assert GoesBack.objects.count() == 1
    found(yard, one, body, ours="unknown")
    assert "goes-back" not in {hold.key for hold in holds.of(body)}
    assert GoesBack.objects.current().count() == 0
    found(yard, one, body, ours="no")
    assert GoesBack.objects.current().get().item == body


@pytest.mark.parametrize(
    ("what", "persons", "good"),
    [
        ("body", 1, True), ("body", None, True), ("body", 2, False), ("body", 0, False),
        ("several", 2, True), ("several", None, True), ("several", 1, False),
        ("nothing", 0, True), ("nothing", 1, False), ("part", 3, False), ("x", None, False),
    ],
)  # fmt: skip
def test_a_find_says_what_can_be(yard: Yard, what: str, persons: int | None, good: bool) -> None:
    one, bag = batch(yard), yard.thing("bag")
    if good:
        assert found(yard, one, bag, None, what, persons=persons).what == what
        return
    with pytest.raises(Refused):
        found(yard, one, bag, None, what, persons=persons)
    assert not one.finds.exists()


def test_what_cannot_be_a_batch_or_a_find_is_refused(yard: Yard) -> None:
    one = batch(yard)
    with pytest.raises(Refused, match="has this number"):
        batch(yard)
    with pytest.raises(Refused, match="needs its carrier"):
        batch(yard, "B-10", way="out")
    with pytest.raises(Refused, match="a number is"):
        batch(yard, "b 9")
    assert batch(yard, "B-9" + "0" * 9).number == "B-9000000000"
    with pytest.raises(Refused, match="a number is 1 to 12 capitals"):
        batch(yard, "B-9" + "0" * 10)  # longer than PostgreSQL keeps
    with pytest.raises(NotPermitted):
        yard.do(
            MakeBatch(
                operation=yard.team.cast.one, number="X", way="in", counterpart="c",
                place=yard.wagon,
            ),
            yard.clerk,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.create(
            operation=one.operation, number="B-11", way="out", counterpart="c",
            carried_by="icrc", place=yard.wagon, made_by=yard.officer,
        )  # fmt: skip
    other = batch(yard, "B-12")
    (line,) = listed(yard, other, ("1", "A", ""))
    with pytest.raises(Refused, match="another batch"):
        found(yard, one, yard.thing("bag"), line)


def linked(yard: Yard, why: str, one: File | None, other: File | None) -> None:
    assert one is not None
    assert other is not None
    Link.objects.create(kind=why, one=one, other=other, why="w", made_by=yard.officer)


def part_of(yard: Yard, whole: Item, why: str) -> Item:
    """A part that is somebody's, by a link between the files."""
    part = yard.thing("part", file=yard.file())
    linked(yard, why, part.file, whole.file)
    return part


def test_a_body_says_in_which_exchanges_its_person_came(yard: Yard) -> None:
    person = opened("am", yard.team.keeper("am"), yard.team.cast.one)
    body, stranger = yard.body(), yard.body()
    arm = part_of(yard, body, "fragment")
    leg = yard.thing("part", file=yard.file())
    for file in (body.file, leg.file):
        linked(yard, "identified", file, person)
    disc = yard.thing("disc", parent=leg)
    for stage, item in ((9, body), (3, arm), (7, leg), (12, stranger)):
        found(yard, batch(yard, f"B-{stage}", stage=stage), item)
    for item in (body, arm, leg, disc):
        assert [one.stage for one in stages_of(item)] == [3, 7, 9]
    assert [one.stage for one in stages_of(stranger)] == [12]
    assert stages_of(yard.thing("coffin")) == []


def test_small_numbers_are_never_told() -> None:
    assert [shown(n) for n in (0, 1, 9, 10, 19, 20, 105)] == [None, None, None, 10, 10, 20, 100]


MONTHS = (date(2026, 9, 1), date(2026, 10, 1), None)


@given(st.lists(st.tuples(st.sampled_from(MONTHS), st.integers(0, 60)), max_size=8))
def test_no_subtraction_of_published_totals_gives_a_small_group(
    drawn: list[tuple[date | None, int]],
) -> None:
    """A small batch, whatever its size, leaves everything that is published as it is.

    And of two days, each published number differs by a ten or by nothing.
    """
    every = [Counted(str(n), month, people) for n, (month, people) in enumerate(drawn)]
    now = published(every)
    for at, one in enumerate(every):
        for size in range(LEAST) if one.people < LEAST else ():
            other = [*every[:at], replace(one, people=size), *every[at + 1 :]]
            assert published(other) == now
        tomorrow = published([*every[:at], replace(one, people=one.people + 1), *every[at + 1 :]])
        assert ((tomorrow.total or 0) - (now.total or 0)) % LEAST == 0
    cells = [now.total, *now.months.values(), *now.batches.values()]
    assert all(cell is None or (cell >= LEAST and cell % LEAST == 0) for cell in cells)
    for one_cell, other_cell in itertools.combinations(cells, 2):
        assert abs((one_cell or 0) - (other_cell or 0)) not in range(1, LEAST)
    assert (now.total or 0) <= sum(people for _, people in drawn)


def test_the_attack_works_on_totals_that_are_exact_or_rounded_by_themselves() -> None:
    """The same test on the two obvious ways: each tells some small batch to the one."""

    def told_apart(tell: Callable[[int], int | None]) -> bool:
        worlds: dict[tuple[int | None, ...], set[int]] = {}
        for small, large in itertools.product(range(40), repeat=2):
            seen = (tell(small), tell(large), tell(small + large + 12))  # twelve are known
            worlds.setdefault(seen, set()).add(small)
        return any(len(sizes) == 1 and min(sizes) < LEAST for sizes in worlds.values())

    assert told_apart(lambda n: n if n >= LEAST else None)
    assert told_apart(shown)


def test_numbers_are_of_the_last_finds_of_each_batch(yard: Yard) -> None:
    day = date(2026, 9, 17)
    one, other = batch(yard, day=day), batch(yard, "B-10", day=day)
    bags = [yard.thing("packet") for _ in range(3)]
    found(yard, one, bags[0], None, "several", persons=700)  # typed wrong
    found(yard, one, bags[0], None, "several", persons=17)
    found(yard, one, bags[1], None, "several")
    found(yard, one, bags[1], None, "nothing")
    found(yard, other, bags[2], None, "several", persons=9)
    out = public.numbers(yard.team.cast.one)
    assert (out.total, out.batches) == (10, {"B-9": 10, "B-10": None})
    assert out.months == {date(2026, 9, 1): 10}
    assert public.numbers(yard.team.cast.one, "out").total is None
