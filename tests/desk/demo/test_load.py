"""The demonstration's desk: loaded by its own acts, once, and signed in to as by everyone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from nomina.desk.boot import keys
from nomina.desk.boot.config import Config
from nomina.desk.demo import cast, load, scenes
from nomina.desk.examine.models import Report
from nomina.desk.examine.states import State
from nomina.desk.files.models import (
    Card,
    Consent,
    ConsentEnd,
    Content,
    File,
    Hold,
    Link,
    Photo,
    PhotoEnd,
    Relation,
)
from nomina.desk.files.photos import intake
from nomina.desk.people.models import Agreement, Membership, Operation, User
from nomina.desk.policy.roles import Role
from nomina.documents import read_json
from nomina.progress import Silent
from nomina.synthetic import write_operation
from nomina.synthetic.truth import Truth
from tests.desk.conftest import HOME
from tests.desk.people.cast import BOOK


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("operation")
    write_operation(place, missing=6, bodies=5, on_list=3)
    yield place
    intake.close()


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    cache.clear()


def loaded(folder: Path) -> None:
    users = cast.gathered(HOME, "en")
    ours, _ = load.operations(users)
    kept = load.load(folder, ours, users, ("ante-mortem", "mortuary"), Silent())
    scenes.play(kept, users, read_json(folder / "truth.json", Truth))


def test_what_was_drawn_is_there_once_however_often_it_is_loaded(db: str, folder: Path) -> None:
    loaded(folder)
    counts = {
        kind: File.objects.filter(kind=kind).count() for kind in ("am", "pm", "pui", "family")
    }
    assert counts == {"am": 6, "pm": 5, "pui": 1, "family": 2}
    drawn = {p.read_bytes() for p in folder.rglob("*.jpg")}
    gone = Photo.objects.filter(end__isnull=False).count()
    assert gone == PhotoEnd.objects.filter(reason="withdrawn").count() >= 1
    assert Content.objects.count() == len(drawn) - gone + 2  # two more are held
    assert [ConsentEnd.objects.count(), Hold.objects.count(), Relation.objects.count()] == [1, 2, 2]
    assert Card.objects.filter(unsettled=1).count() == 1
    assert [link.kind for link in Link.objects.all()] == ["identified"]
    assert Consent.objects.filter(purpose="compare-faces").count() == 6
    assert [Operation.objects.count(), Agreement.objects.count()] == [2, 1]

    assert {report.state for report in Report.objects.all()} == {State.BOARD, State.PREMATURE}

    written = len(BOOK.entries)
    loaded(folder)
    assert len(BOOK.entries) == written, "a second load does nothing"


def test_who_keeps_accounts_sees_no_case_and_each_role_has_somebody(db: str, folder: Path) -> None:
    users = cast.gathered(HOME, "uk")
    load.operations(users)
    held = {Role(one) for one in Membership.objects.values_list("role", flat=True)}
    assert held == set(Role)
    assert not File.objects.visible_to(users["administrator"]).exists()
    assert {user.language for user in users.values()} == {"uk"}


def signs_in(login: str, code: str) -> Client:
    client = Client()
    first = {"login": login, "password": cast.PASSWORD}
    answer = client.post(reverse("account_login"), first)
    assert answer["Location"] == reverse("mfa_authenticate"), "a password alone opens nothing"
    client.post(reverse("mfa_authenticate"), {"code": code})
    return client


def test_the_code_on_the_terminal_opens_the_door_and_an_old_one_does_not(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load.operations(cast.gathered(HOME, "en"))
    assert User.objects.count() == len(cast.CAST)
    now, seconds = cast.code(HOME, time.time())
    assert 0 < seconds <= cast.PERIOD
    client = signs_in("examiner", now)
    assert client.get(reverse("people:operations")).status_code == 200
    old, _ = cast.code(HOME, time.time() - 600)
    assert signs_in("board", old).get(reverse("people:operations")).status_code == 302

    says = "the people in it do not exist"
    assert says not in client.get(reverse("people:operations")).content.decode()
    monkeypatch.setattr(settings, "CONFIG", Config(demo=True))
    assert says in client.get(reverse("people:operations")).content.decode()


def test_the_codes_are_those_of_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 6238, appendix B: the last six of eight digits, for the secret 1234...7890."""
    known = b"12345678901234567890" + bytes(12)
    monkeypatch.setattr(keys, "derived", lambda folder, use: known)
    for at, code in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        assert cast.code(HOME, at)[0] == code
    assert cast.code(HOME, 59)[1] == 1
    assert cast.code(HOME, 60)[1] == 30
