"""The pages that lead to an operation, or ask of which: by one's roles, and no other."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from nomina.desk.policy.roles import Role
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import role, sign_in


@pytest.fixture
def kind() -> str:
    """A page is drawn the same from both databases."""
    return "sqlcipher"


def test_one_operation_is_opened_and_of_two_it_is_asked(yard: Yard, client: Client) -> None:
    cast, liaison = yard.team.cast, yard.team.one[Role.LIAISON]
    sign_in(client, liaison)
    for app in ("families", "custody", "transmit"):
        answer = client.get(reverse(f"{app}:home"))
        assert answer["Location"] == reverse(f"{app}:operation", args=[cast.one.pk])
    role(liaison, Role.LIAISON, cast.two, cast.ada)
    for app in ("families", "custody", "transmit"):
        shown = client.get(reverse(f"{app}:home")).content.decode()
        for one in (cast.one, cast.two):
            assert reverse(f"{app}:operation", args=[one.pk]) in shown
    sign_in(client, yard.team.one[Role.AUDITOR])
    for app in ("families", "custody", "transmit"):
        shown = client.get(reverse(f"{app}:home")).content.decode()
        assert "Your roles show you" in shown
        assert reverse(f"{app}:operation", args=[cast.one.pk]) not in shown
