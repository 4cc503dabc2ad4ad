"""The door of every endpoint: who asks, from where, how often, and what a problem looks like."""

from __future__ import annotations

import sqlite3
import time
import uuid
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from nomina.desk import limits
from nomina.desk.api.actions import MakeToken
from nomina.desk.api.description import described
from nomina.desk.api.urls import urlpatterns
from nomina.desk.policy.predicates import Predicate
from nomina.desk.policy.roles import Role
from nomina.errors import (
    CalibrationError,
    LedgerError,
    LineNotCrossed,
    NominaError,
    NotPermitted,
    PackError,
    SpaceError,
    StoreError,
)
from tests.desk.api.asking import ROOT, Program
from tests.desk.files.people import Team, opened_all
from tests.desk.people.cast import BOOK, NOW, by, sign_in


def test_every_address_has_a_door_with_a_rule() -> None:
    assert len(urlpatterns) >= 20
    for one in urlpatterns:
        assert isinstance(getattr(one.callback, "permission", None), Predicate), one.name
    paths = described()["paths"]
    assert len(paths) == len(urlpatterns)
    declared = [told["operationId"] for path in paths.values() for told in path.values()]
    assert len(declared) == len(set(declared)), "two of one name"


def test_a_stranger_gets_one_answer_to_everything(team: Team, program: Program) -> None:
    file = opened_all(team)["pm"]
    answers: list[Any] = [
        program.get("me"),
        program.get(f"files/{file.pk}"),
        program.get(f"files/{uuid.uuid4()}"),
        program.post(f"files/{file.pk}/say", {"nonsense": 1}),
        program.client.delete(f"{ROOT}files/{file.pk}"),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json().keys() == {"what", "where", "todo"}
    assert answers[0]["WWW-Authenticate"] == "Bearer"


def test_hidden_and_absent_are_one_answer_whatever_is_sent(team: Team, program: Program) -> None:
    hidden = opened_all(team, foreign=True)["pm"].pk
    absent = uuid.uuid4()
    program.sign_in(team.cast.bob)
    for sent in ({}, {"why": "x"}, {"nonsense": [1]}, "no object"):
        both = [program.post(f"files/{one}/holds", sent) for one in (hidden, absent)]
        assert {answer.status_code for answer in both} == {404}
        assert both[0].content == both[1].content
        assert both[0].headers == both[1].headers


def test_a_session_needs_its_sign_against_forgery_and_a_token_none(team: Team) -> None:
    file = opened_all(team)["pm"]
    client = Client(enforce_csrf_checks=True)
    sign_in(client, team.cast.bob)
    address = f"{ROOT}files/{file.pk}/holds"
    sent = {"data": {"why": "may live"}, "content_type": "application/json"}
    assert client.post(address, **sent).status_code == 403  # type: ignore[arg-type]
    client.get("/settings/")
    sign = client.cookies["csrftoken"].value
    with_sign = client.post(address, headers={"X-CSRFToken": sign}, **sent)  # type: ignore[arg-type]
    assert with_sign.status_code == 200
    token = (
        MakeToken(
            user=team.cast.bob,
            operation=team.cast.one,
            roles=(Role.EXAMINER,),
            name="t",
            until=NOW + timedelta(days=1),
        )
        .do(by(team.cast.bob), BOOK)
        .token
    )
    by_token = {"Authorization": f"Bearer {token}"}
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(address, headers=by_token, **sent).status_code == 200  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "status"), [("{", 400), ('"x"', 422), ("[]", 422), ('{"why": "a\\u0000b"}', 422),
                         ('{"why": "\\ud800"}', 422), ('{"why": 1}', 422), ('{"more": 1}', 422)],
)  # fmt: skip
def test_what_cannot_be_taken_is_a_problem_in_the_form_of_the_house(
    team: Team, program: Program, body: str, status: int
) -> None:
    file = opened_all(team)["pm"]
    program.sign_in(team.cast.bob)
    answer = program.client.post(f"{ROOT}files/{file.pk}/holds", body, "application/json")
    assert answer.status_code == status
    assert answer.json().keys() == {"what", "where", "todo"}
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_a_session_without_a_key_is_told_so_and_not_led_away(team: Team) -> None:
    """A password or a one-time code alone opens nothing; a token that was made with more does."""
    token = (
        MakeToken(
            user=team.cast.bob,
            operation=team.cast.one,
            roles=(Role.EXAMINER,),
            name="t",
            until=NOW + timedelta(days=1),
        )
        .do(by(team.cast.bob), BOOK)
        .token
    )
    client = Client()
    client.force_login(team.cast.bob)
    answers = [
        client.get(f"{ROOT}me"),
        client.get(f"{ROOT}files/{uuid.uuid4()}"),
        client.post(f"{ROOT}operations/{team.cast.one.pk}/files", {}, "application/json"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert {answer.json()["what"] for answer in answers} == {
        "this account has neither a passkey nor one-time codes yet"
    }
    bad = client.get(f"{ROOT}me", headers={"Authorization": "Bearer nomina_x"})
    assert bad.status_code == 401
    good = client.get(f"{ROOT}me", headers={"Authorization": f"Bearer {token}"})
    assert good.json()["token"] is True


class Fails:
    """A ledger that takes nothing."""

    why: Exception = LedgerError("the log is not what was signed", where="/srv/desk")

    def append(self, entry: object) -> None:
        raise self.why


def _database(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def _sqlite(code: int) -> sqlite3.OperationalError:
    cause = sqlite3.OperationalError()
    cause.sqlite_errorcode = code
    return cause


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
@pytest.mark.parametrize(
    ("why", "status"),
    [
        (LedgerError("the log is not what was signed", where="/srv/desk"), 503),
        (SpaceError("full", where="/srv/desk"), 503),
        (StoreError("away", where="/srv/desk"), 503),
        (PackError("changed", where="/srv/desk"), 503),
        (CalibrationError("too little", where="/srv/desk"), 503),
        (NotPermitted("no"), 403),
        (LineNotCrossed("the law forbids it"), 403),
        (_database(OperationalError("database is locked"), _sqlite(5)), 503),
        (_database(OperationalError("disk is full"), _sqlite(13)), 503),
        (_database(OperationalError("x"), psycopg.errors.LockNotAvailable()), 503),
    ],
)
def test_what_fails_behind_the_door_is_a_problem_and_no_page(
    team: Team, program: Program, monkeypatch: pytest.MonkeyPatch, why: Exception, status: int
) -> None:
    program.sign_in(team.cast.bob)
    monkeypatch.setattr(settings, "DESK_LEDGER", f"{__name__}.Fails")
    monkeypatch.setattr(Fails, "why", why)
    path = f"operations/{team.cast.one.pk}/files/search"
    answer = program.post(path, {"kind": "pm", "words": "x"})
    assert answer.status_code == status
    told = answer.json()
    assert told.keys() == {"what", "where", "todo"}
    assert told["what"]
    assert "/srv" not in answer.content.decode()


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
@pytest.mark.parametrize("why", [NominaError("new"), OperationalError("no such table: x")])
def test_a_fault_of_the_desk_is_not_told(
    team: Team, program: Program, monkeypatch: pytest.MonkeyPatch, why: Exception
) -> None:
    program.sign_in(team.cast.bob)
    monkeypatch.setattr(settings, "DESK_LEDGER", f"{__name__}.Fails")
    monkeypatch.setattr(Fails, "why", why)
    path = f"operations/{team.cast.one.pk}/files/search"
    with pytest.raises(type(why)):
        program.post(path, {"kind": "pm", "words": "x"})


def test_other_methods_are_named(team: Team, program: Program) -> None:
    program.sign_in(team.cast.bob)
    for method in ("put", "delete", "patch", "options", "head"):
        answer = getattr(program.client, method)(f"{ROOT}me")
        assert (answer.status_code, answer["Allow"]) == (405, "GET")


def test_who_asks_too_often_waits(
    team: Team, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "EACH_MINUTE", limits.Limit("api", 3, 10**9))
    program.sign_in(team.cast.bob)
    assert [program.get("me").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    late = program.get("me")
    assert late.json()["what"] == "this was asked too often"
    assert 0 < int(late["Retry-After"]) <= 10**9
    program.sign_in(team.cast.alice)
    assert program.get("me").status_code == 200, "another account has its own"


def test_a_count_begins_anew_with_each_stretch(db: str) -> None:
    limit = limits.Limit("x", 2, 60)
    start = 60.0 * (time.time() // 60)
    for moment in (start, start + 59, start + 60, start + 61):
        limits.spend(limit, "who", now=moment)
    with pytest.raises(limits.TooOften) as caught:
        limits.spend(limit, "who", now=start + 62.5)
    assert caught.value.wait == 58
    limits.spend(limit, "who", "else", now=start + 62.5)


def test_answers_speak_the_language_of_the_account(team: Team, program: Program) -> None:
    team.cast.bob.language = "uk"
    team.cast.bob.save(update_fields=["language"])
    program.sign_in(team.cast.bob)
    assert program.get("me")["Content-Language"] == "uk"
