"""What the family was asked, on the page of a missing person: a way there, for who may see it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from nomina.desk.custody.actions.effects_family import SayFurther
from nomina.desk.policy.roles import Role
from tests.desk.custody.test_release_pages import text_of, url
from tests.desk.custody.yard import Yard
from tests.desk.files.shots import opened
from tests.desk.people.cast import BOOK, by, sign_in


@pytest.fixture
def kind() -> str:
    """A page is drawn the same from both databases; what acts keep is tried in both."""
    return "sqlcipher"


def test_the_page_of_a_missing_person_leads_to_the_familys_wishes(
    yard: Yard, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()
    team = yard.team
    person = opened("am", team.keeper("am"), team.cast.one)
    page, wishes = reverse("files:file", args=[person.pk]), url("wishes", person)
    liaison = team.one[Role.LIAISON]
    sign_in(client, liaison)
    seen = text_of(client, page)
    assert wishes in seen
    assert "Nobody has asked about further remains" in seen
    said = {"said_by": "Mother", "kinship": "mother", "how": "by telephone"}
    SayFurther(file=person, choice="wait-until-complete", **said).do(by(liaison), yard.book)
    seen = text_of(client, page)
    assert "If more is found later" in seen
    assert "Mother" not in seen, "who said it stands on the page of the wishes alone"
    client.logout()
    sign_in(client, team.one[Role.EXAMINER])
    seen = text_of(client, page)
    assert wishes not in seen
    assert "further remains" not in seen
    body = yard.body()
    assert body.file is not None
    client.logout()
    sign_in(client, team.one[Role.CUSTODY])
    assert "The family" not in text_of(client, reverse("files:file", args=[body.file.pk]))
