"""Where recipients stand, and how often a dry run is drawn to say so."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from nomina.desk.families import telling_dry, telling_lists, telling_states
from nomina.desk.families.models import Notice, Plan
from nomina.desk.families.telling_states import RECORD_WITHIN, State, where_each
from tests.desk.custody.yard import Yard
from tests.desk.families.visits import QUICK, Visits, make_visits
from tests.desk.people.cast import sign_in

pytestmark = QUICK


@pytest.fixture
def visits(yard: Yard) -> Visits:
    return make_visits(yard)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """The plans of which a dry run was drawn, in turn."""
    rows: list[Plan] = []
    real = telling_dry.digest_of

    def digest_of(plan: Plan) -> str:
        rows.append(plan)
        return real(plan)

    monkeypatch.setattr(telling_dry, "digest_of", digest_of)
    return rows


def test_the_dry_run_of_a_plan_for_several_is_drawn_once(
    visits: Visits, drawn: list[Plan], client: Client
) -> None:
    notice = visits.begin()
    mother, brother = visits.choose(notice), visits.choose(notice, visits.brother)
    both = visits.plan(mother, brother)
    assert set(where_each(telling_states.again(notice)).values()) == {State.RELEASE}
    assert drawn == [], "what nobody signed is not drawn"
    visits.sign(both)
    drawn.clear()
    rows = Notice.objects.filter(pk=notice.pk)
    [(row, state)] = telling_lists.in_order(rows)
    assert state is State.TELL
    assert telling_states.due(row, state) == both.at + RECORD_WITHIN
    assert len(drawn) == 1
    visits.tell(mother)
    found = where_each(telling_states.again(notice))
    assert found == {mother.pk: State.TOLD, brother.pk: State.TELL}
    drawn.clear()
    sign_in(client, visits.liaison)
    operation = reverse("families:notices", args=[notice.operation_id])
    assert client.get(operation).status_code == 200
    assert len(drawn) == 1


def test_a_day_is_that_of_the_visits_that_are_still_to_come(visits: Visits) -> None:
    """Who was told, and went by another plan, has no part in it."""
    notice = visits.begin()
    mother, brother = visits.choose(notice), visits.choose(notice, visits.brother)
    visits.sign(visits.plan(mother))
    later = visits.plan(brother, at=visits.later() + 3 * RECORD_WITHIN)
    visits.sign(later)
    visits.tell(mother)
    row = telling_states.again(notice)
    assert telling_states.due(row, telling_states.stands_as(row)) == later.at + RECORD_WITHIN
