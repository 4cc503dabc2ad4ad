"""`nomina demo`: its account of what was found, and the whole of it once."""

from __future__ import annotations

import pytest

from nomina import words
from nomina.cli.demo import Account, account, sentences
from nomina.leads.documents import BodyLeads, CaseRecord, Lead


@pytest.fixture(autouse=True)
def english() -> None:
    words.use("en")


def body(name: str, *, compared: bool = True) -> CaseRecord:
    return CaseRecord(id=name, compared=compared, photos=())


def result(name: str, people: list[str], nobody: float) -> BodyLeads:
    leads = tuple(
        Lead(rank=rank, person=person, strength=None, posterior=0.0, word="inconclusive")
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
            body("other"),
        ],
        [
            result("first", many, 0.1),
            result("tenth", many, 0.2),
            result("eleventh", many, 0.3),
            result("blank", [], 0.3),
            result("other", many, 0.9),
        ],
        {"first": "p0", "tenth": "p9", "eleventh": "p10", "blank": "p1", "other": None},
    )
    assert found == Account(
        listed=4,
        unlisted=1,
        first=1,
        among_ten=2,
        not_compared=1,
        nobody_listed=(0.1, 0.2, 0.3, 0.3),
        nobody_unlisted=(0.9,),
    )


def test_every_count_is_said_once() -> None:
    text = "\n".join(sentences(Account(28, 12, 21, 25, 1, (0.1, 0.34, 0.4), (0.5, 0.7, 0.9))))
    for said in ("28", "12", "21", "25", ": 1\n", "0.34", "0.70"):
        assert text.count(said) == 1, said
