"""What stands on the page of a body's leads."""

from __future__ import annotations

import math
from uuid import uuid4

import pytest

from nomina.desk.files.models import File
from nomina.desk.leads import drawn
from nomina.desk.leads.bands import band
from nomina.desk.leads.models import Answer, Lead


def leads(n: int) -> list[Lead]:
    """Leads in order, each half as probable as the one before."""
    return [
        Lead(
            person=File(pk=uuid4(), kind="am", number=f"AM-{rank}"),
            rank=rank,
            posterior=2.0**-rank,
            log10_lr=0.0,
            band=0,
            word="",
            findings=[],
        )
        for rank in range(1, n + 1)
    ]


@pytest.mark.parametrize(
    ("nobody", "every", "ranks"),
    [
        (1.0, "?all=1", [*range(1, 11)]),
        (0.0, "?all=1", [*range(1, 11), 31]),
        (0.0, "", [*range(1, 32)]),
    ],
)
def test_the_first_ten_stand_there_and_nobody_always(
    nobody: float, every: str, ranks: list[int]
) -> None:
    found = leads(30)
    people = {one.person_id: drawn.Person("A", "1", "", open=True) for one in found}
    shown = drawn.list_of(Answer(nobody=nobody), found, people, 30, every=every)
    assert [one.rank for one in shown.leads] == ranks
    assert [one.id for one in shown.leads].count(drawn.NOBODY) == 1
    assert (shown.more is not None) == bool(every)
    if shown.more is not None:
        assert (shown.more.label, shown.more.href) == ("Show all 31", every)


@pytest.mark.parametrize(
    ("low", "high"),
    [(0.0, math.log10(2)), (math.log10(2), 1), (1, 2), (2, 3), (3, 4), (4, 6), (6, 9)],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_the_bar_says_no_more_than_the_degree(low: float, high: float, sign: int) -> None:
    """Within a degree of the scale a script that reads the drawing sees nothing move (SEC-32)."""
    pages = set()
    for step in range(50):
        [lead] = leads(1)
        lead.log10_lr = sign * (low + 1e-9 + (high - low - 2e-9) * step / 49)
        lead.band = band(lead.log10_lr)
        bounds = {"lower_bound": -1.2 - step / 100, "upper_bound": 7.2 + step / 100}
        finding = {"kind": "biology", "excludes": False, "log10_lr": lead.log10_lr or 1.0}
        lead.findings = [finding | bounds]
        people = {lead.person_id: drawn.Person("A", "1", "", open=True)}
        shown = drawn.list_of(Answer(nobody=0.0), [lead], people, 1).leads[0]
        assert shown.strength is not None
        assert shown.strength.says == shown.band
        assert shown.strength.lower <= lead.findings[0]["lower_bound"]
        pages.add((shown.strength, shown.band, shown.word, shown.rank))
    assert len(pages) == 1
    [(bar, *_)] = pages
    assert bar.found == 0 if low == 0 else low <= sign * bar.found < high


def test_few_leads_need_no_more() -> None:
    found = leads(9)
    people = {one.person_id: drawn.Person("A", "1", "", open=True) for one in found}
    shown = drawn.list_of(Answer(nobody=0.5), found, people, 9, every="?all=1")
    assert len(shown.leads) == 10
    assert shown.more is None
