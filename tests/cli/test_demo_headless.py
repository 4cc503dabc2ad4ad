"""`nomina demo --headless`: its account of what was found, and the whole of it once."""

from __future__ import annotations

import pytest

from nomina import words
from nomina.cli.demo_headless import Account, account, sentences, traps
from nomina.leads.documents import BodyLeads, CaseRecord, Lead
from nomina.synthetic.truth import Trap, Truth


@pytest.fixture(autouse=True)
def english() -> None:
    words.use("en")


def body(name: str, *, compared: bool = True) -> CaseRecord:
    return CaseRecord(id=name, compared=compared, photos=())


def result(name: str, people: list[str], nobody: float) -> BodyLeads:
    leads = tuple(
        Lead(rank=rank, person=person, strength=None, posterior=0.5**rank, word="inconclusive")
        for rank, person in enumerate(people, start=1)
    )
    return BodyLeads(body=name, nobody=nobody, others=0.0, leads=leads)


def test_the_account_is_the_one_counted_by_hand() -> None:
    many = [f"p{i}" for i in range(12)]
    found = account(
        [
            body("first"),
            body("tenth"),
            body("eleventh"),
            body("blank", compared=False),
            body("twice"),
            body("other"),
        ],
        [
            result("first", many, 0.1),
            result("tenth", many, 0.2),
            result("eleventh", many, 0.3),
            result("blank", [], 0.3),
            result("twice", ["again", "p5", "p2"], 0.4),
            result("other", many, 0.9),
        ],
        Truth(
            seed=1,
            persons=(*many, "again"),
            bodies={
                "first": "p0",
                "tenth": "p9",
                "eleventh": "p10",
                "blank": "p1",
                "twice": "p2",
                "other": None,
            },
            duplicates={"again": "p2"},
        ),
    )
    assert found == Account(
        listed=5,
        unlisted=1,
        first=2,
        among_ten=3,
        not_compared=1,
        nobody_listed=(0.1, 0.2, 0.3, 0.3, 0.4),
        nobody_unlisted=(0.9,),
        somebody_unlisted=0.5,
        right={
            "first": 0.5,
            "tenth": 0.5**10,
            "eleventh": 0.5**11,
            "blank": 0.0,
            "twice": 0.5 + 0.5**3,  # both files are his
        },
        best={
            "first": ("p0", 0.5),
            "tenth": ("p0", 0.5),
            "eleventh": ("p0", 0.5),
            "blank": None,
            "twice": ("again", 0.5),
            "other": ("p0", 0.5),
        },
    )


def told(first: int, somebody: float) -> Account:
    return Account(
        listed=28,
        unlisted=12,
        first=first,
        among_ten=25,
        not_compared=1,
        nobody_listed=(0.1, 0.34, 0.4),
        nobody_unlisted=(0.5, 0.7, 0.9),
        somebody_unlisted=somebody,
        right={"B1": 0.125, "B3": 0.75},
        best={"B1": ("M1", 0.125), "B2": ("M2", 0.0625), "B3": ("M1", 0.5), "B4": None},
    )


def test_every_count_is_said_once() -> None:
    text = "\n".join(sentences(told(21, 0.81), told(26, 0.06)))
    for said in ("28", "12", "21", "26", "25", ": 1\n", "0.34", "0.70", "0.06"):
        assert text.count(said) == 1, said
    assert "0.81" not in text


def test_of_a_trap_the_probability_of_the_right_answer_is_said() -> None:
    """For somebody listed it is that of the person, for a stranger that of not being the first."""
    truth = Truth(
        seed=1,
        persons=("M1", "M2"),
        bodies={"B1": "M1", "B2": None, "B3": "M2", "B4": None},
        traps=(
            Trap(kind="swapped papers", bodies=("B1", "B3"), people=(), note="-"),
            Trap(kind="paper of another on a stranger", bodies=("B2", "B4"), people=(), note="-"),
        ),
    )
    heading, swapped, stranger = traps(truth, told(21, 0.81))
    assert heading
    assert swapped.endswith(": B1 0.125, B3 0.750")
    assert stranger.endswith(": B2 0.938, B4 1.000")
    assert list(traps(truth.model_copy(update={"traps": ()}), told(21, 0.81))) == []
