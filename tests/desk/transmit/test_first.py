"""The first screen says what should have gone by now, to those who run the bureau alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from nomina.desk.files.models import Card
from nomina.desk.policy.roles import Role
from nomina.desk.transmit.waiting import today_of
from nomina.desk.transmit.ways import Channel
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import NOW, sign_in
from tests.desk.transmit.routed import make_bureau
from tests.desk.transmit.test_waiting import handed_over, say


@pytest.fixture
def kind() -> str:
    """A page is drawn the same from both databases."""
    return "sqlcipher"


def test_what_is_late_stands_first(
    yard: Yard, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LAW-05, by the clock: a body of eleven days is late by a limit of ten, of nine it is not."""
    bureau = make_bureau(yard.team)
    home = bureau.partner("home-bureau")
    bureau.policy((home, Channel.DIRECT), (bureau.partner("tracing-agency"), Channel.DIRECT))
    for days in (11, 9):
        file = yard.file()
        on = today_of(NOW) - timedelta(days=days)
        Card.objects.filter(file=file).update(moment=on.isoformat())
        say(bureau, file)
    handed_over(bureau, home, "answer-to-enquiry", file=yard.file())

    def first(role: Role) -> str:
        sign_in(client, yard.team.one[role])
        return client.get(reverse("home")).content.decode()

    shown = first(Role.TRANSMISSION)
    assert "1 thing should have gone to a bureau; the oldest waits 11 days." in shown
    assert "not acknowledged" not in shown
    for role in (Role.BOARD, Role.LIAISON, Role.CUSTODY, Role.AUDITOR):
        assert "should have gone" not in first(role)
    later = NOW + timedelta(days=200)
    monkeypatch.setattr("nomina.desk.transmit.views.first.timezone.now", lambda: later)
    shown = first(Role.TRANSMISSION)
    assert "2 things should have gone to a bureau; the oldest waits 211 days." in shown
    assert "1 package that was handed over is not acknowledged in time." in shown
