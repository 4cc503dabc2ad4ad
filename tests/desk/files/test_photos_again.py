"""A photo that cannot be looked at now is tried again, not for ever, and the page says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from nomina.desk.files.models import Content, File
from nomina.desk.files.photos import background, intake
from nomina.desk.files.photos.receiving import receive
from nomina.desk.leads.actions import AskLeads
from nomina.errors import StoreError
from nomina.vault import Vault
from tests.desk.files.people import Team, opened
from tests.desk.files.shots import jpeg
from tests.desk.people.cast import BOOK, by, sign_in

UP = "could not be looked at"


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    """No decoder is left behind."""
    yield
    intake.close()


@pytest.fixture
def missing(team: Team, monkeypatch: pytest.MonkeyPatch) -> File:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    return opened("am", team.keeper("am"), team.cast.one)


def add(team: Team, file: File, seed: int) -> Content:
    done = receive(by(team.keeper("am")), file, jpeg(seed), f"{seed}.jpg")
    return Content.objects.get(pk=done.photo.pk)


def gone(self: Vault, digest: str) -> bytes:
    raise StoreError("the store of the vault is not here")


def waiting() -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.get(task_path__endswith="look_at_photo", status="READY")


def run(one: DBTaskResult[Any, Any]) -> None:
    """Do a task as the worker does, whatever its time."""
    one.claim("w")
    try:
        done = background.look_at_photo.call(*one.args_kwargs["args"])
    except StoreError as error:
        one.set_failed(error)
    else:
        one.set_successful(done)


def test_it_is_tried_again_some_times_and_then_the_page_says_so(
    team: Team, missing: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = add(team, missing, 1)
    page = reverse("files:photo", args=[content.pk])
    client = Client()
    sign_in(client, team.keeper("am"))
    pauses = []
    with monkeypatch.context() as away:
        away.setattr(Vault, "read", gone)
        run(waiting())
        for _ in background.PAUSES:
            again = waiting()
            assert again.run_after is not None
            pauses.append(again.run_after - timezone.now())
            assert UP not in client.get(page).content.decode()
            run(again)
    assert pauses == sorted(pauses)
    assert pauses[0].total_seconds() > 50
    assert not DBTaskResult.objects.filter(
        task_path__endswith="look_at_photo", status="READY"
    ).exists()
    assert UP in client.get(page).content.decode()
    AskLeads(operation=team.cast.one).do(by(team.cast.bob))
    assert UP not in client.get(page).content.decode()
    AskLeads(operation=team.cast.one).do(by(team.cast.bob))
    run(waiting())  # asked for once
    content.refresh_from_db()
    assert content.looked_at is not None


def test_one_that_fails_keeps_no_other_from_being_looked_at(
    team: Team, missing: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = add(team, missing, 1), add(team, missing, 2)
    DBTaskResult.objects.all().delete()  # their tasks died with a process
    real = Vault.read

    def torn(self: Vault, digest: str) -> bytes:
        return gone(self, digest) if digest == first.digest else real(self, digest)

    with monkeypatch.context() as broken:
        broken.setattr(Vault, "read", torn)
        assert background.look_at_all.call() == 1
    second.refresh_from_db()
    assert second.looked_at is not None
    assert waiting().args_kwargs["args"] == [first.pk.hex, 1]
    assert not background.given_up(first)


def test_a_task_that_died_with_its_process_is_not_waited_for(team: Team, missing: File) -> None:
    content = add(team, missing, 1)
    task = waiting()
    task.claim("w")
    assert not background.given_up(content)
    DBTaskResult.objects.filter(pk=task.pk).update(started_at=timezone.now() - background.LONGEST)
    assert background.given_up(content)
    background.look(content)
    content.refresh_from_db()
    assert not background.given_up(content)
