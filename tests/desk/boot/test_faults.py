"""What stops an act is a page that says so, on a desk that can only be read and elsewhere."""

from __future__ import annotations

from typing import NoReturn

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from nomina import words
from nomina.desk.acts import Entry
from nomina.desk.policy.roles import Role
from nomina.errors import (
    InputError,
    LedgerError,
    NotPermitted,
    SpaceError,
    StoreError,
)
from tests.desk.files.people import make_team, opened
from tests.desk.people.cast import make_cast, sign_in
from tests.desk.people.conftest import client as client  # noqa: PLC0414 - a fixture

RAISED: list[Exception] = []


class Shut:
    """A ledger that raises what stands in `RAISED`."""

    def append(self, entry: Entry) -> NoReturn:
        raise RAISED[-1]


@pytest.fixture
def kind() -> str:
    """The pages are drawn the same from both databases."""
    return "sqlcipher"


def test_a_desk_that_can_only_be_read_says_so_where_reading_is_an_act(
    db: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REL-32: what needs no entry is read as ever; search and leads say why not; nothing is 500."""
    team = make_team(make_cast())
    person = opened("am", team.keeper("am"), team.cast.one)
    body = opened("pm", team.keeper("pm"), team.cast.one, team.cast.site_one)
    RAISED[:] = [LedgerError("1000000 were signed", where="/srv/desk/desk.db")]
    monkeypatch.setattr(settings, "DESK_LEDGER", f"{__name__}.Shut")
    sign_in(client, team.keeper("am"))
    for name, *given in (
        ("home",), ("people:operations",), ("files:list", team.cast.one.pk), ("find",),
        ("files:file", person.pk), ("files:history", person.pk), ("files:edit", person.pk),
    ):  # fmt: skip
        assert client.get(reverse(name, args=given)).status_code == 200, name
    posted = client.post(reverse("find"), {"q": "Зразок"})
    page = posted.content.decode()
    assert posted.status_code == 503
    assert "The desk can only be read now" in page
    assert "Nothing of what you sent was kept" in page
    assert "/srv/desk" not in page
    assert "1000000" not in page
    sign_in(client, team.one[Role.EXAMINER])
    leads = client.get(reverse("leads:body", args=[body.pk]))
    assert leads.status_code == 503
    assert "That somebody opens this page is an entry of the log" in leads.content.decode()
    team.cast.bob.language = "uk"
    team.cast.bob.save(update_fields=["language"])
    leads = client.get(reverse("leads:body", args=[body.pk]))
    assert words.tr("The desk can only be read now", "uk") in leads.content.decode()


BUSY = OperationalError("database is locked")
BUSY.__cause__ = type("Locked", (Exception,), {"sqlite_errorcode": 5})()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (StoreError("the vault is away", where="/srv/vault", todo="Attach it"), 503, "Attach it."),
        (SpaceError("the disk is full", where="/srv/vault"), 503, "The disk is full."),
        (BUSY, 503, "Somebody else has been writing for long."),
        (NotPermitted("your role does not allow this"), 403, "your role"),
        (InputError("it cannot be read", where="photo 3", todo="Send it"), 422, "photo 3: it"),
    ],
)
def test_each_fault_has_its_page(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, says: str
) -> None:
    cast = make_cast()
    sign_in(client, cast.ada)
    RAISED[:] = [error]
    monkeypatch.setattr(settings, "DESK_LEDGER", f"{__name__}.Shut")
    sent = {"language": "en", "theme": "dark"}
    before = cast.ada.theme
    if status < 500:  # where neither an act nor a form took it

        def refuse(*_: object) -> NoReturn:
            raise error

        monkeypatch.setattr("nomina.desk.people.views.own.take", refuse)
    answer = client.post(reverse("people:settings"), sent)
    page = answer.content.decode()
    assert (answer.status_code, says in page) == (status, True), page
    assert "/srv" not in page
    cast.ada.refresh_from_db()
    assert cast.ada.theme == before
