"""What the rail counts: of one's own operations and roles, and not always anew where it takes long.

Each query is held against its `QuerySet` in `tests/desk/db/test_prepared.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nomina.desk.families import counts
from nomina.desk.people.standing import standing_of
from nomina.desk.policy.roles import SEES_ENQUIRIES, SEES_NOTICES, Role
from tests.desk.custody.yard import Yard
from tests.desk.families.visits import Visits, make_visits
from tests.desk.people.cast import NOW, account, role


@pytest.fixture
def visits(yard: Yard) -> Visits:
    return make_visits(yard)


@pytest.fixture
def kept() -> Iterator[None]:
    """No number of another test stays."""
    counts._kept.clear()
    yield
    counts._kept.clear()


def test_operations_are_those_where_somebody_holds_a_role(visits: Visits) -> None:
    cast, both = visits.yard.team.cast, account("both")
    for operation in (cast.one, cast.two):
        role(both, Role.LIAISON, operation, cast.ada)
    everywhere = tuple(sorted((cast.one.pk, cast.two.pk)))
    for user, roles, expected in (
        (both, SEES_NOTICES, everywhere),
        (both, [Role.BOARD], ()),
        (visits.liaison, SEES_ENQUIRIES, (cast.one.pk,)),
        (cast.eve, [Role.EXAMINER], ()),  # her role has ended
        (cast.ada, SEES_NOTICES, ()),
        (None, SEES_NOTICES, ()),
    ):
        assert counts.operations(standing_of(user, NOW), roles) == expected


def test_what_waits_is_counted_at_each_step(visits: Visits) -> None:
    there = (visits.yard.team.cast.one.pk,)
    elsewhere = (visits.yard.team.cast.two.pk,)
    assert counts.notices(there) == 1, "nobody began to tell it"
    mother = visits.choose(visits.begin())
    assert counts.notices(there) == 1, "it is to be planned"
    visits.sign(visits.plan(mother))
    assert counts.notices(there) == 1, "they are on the way"
    visits.tell(mother)
    assert [counts.notices(one) for one in (there, elsewhere, ())] == [0, 0, 0]


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_what_took_long_is_not_asked_again_at_once(
    visits: Visits, kept: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = (visits.yard.team.cast.one.pk,)
    clock = [100.0]

    def monotonic() -> float:
        clock[0] += 0.1  # so that whatever is counted takes as long
        return clock[0]

    monkeypatch.setattr(counts, "monotonic", monotonic)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert counts.notices(there) == 1
        return len(found)

    assert [asked(), asked()] == [3, 3], "what is counted fast is counted each time"
    monkeypatch.setattr(counts, "LONG", 0.05)
    assert [asked(), asked(), asked()] == [3, 0, 0]
    assert counts.enquiries(there) == 0, "another number is not that one"
    clock[0] += counts.REST * 0.1
    assert [asked(), asked()] == [3, 0]
    monkeypatch.setattr(counts, "MOST", 1)
    counts.notices((*there, visits.yard.team.cast.two.pk))
    assert asked() == 3
