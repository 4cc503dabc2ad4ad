"""Nothing of a hidden case shows: not in a list, a count, a search, an error, a header, anywhere.

Every address is asked before there are files in operation Two and after; whoever does not work
there gets the same answers, byte for byte.
"""

from __future__ import annotations

import difflib
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from nomina.desk.policy.roles import DESK_ROLES, OPERATION_ROLES, Role
from tests.desk.people.cast import Cast, account, make_cast, role, sign_in
from tests.desk.policy.planting import BEGIN, LONG, MARK, planted
from tests.desk.policy.records import records
from tests.desk.policy.routes import OBJECTS, make_world, names
from tests.desk.policy.walking import addresses, ask, told

EVERY = "every role"


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    yield
    cache.clear()


def looker(viewer: str, cast: Cast) -> tuple[Any, Client]:
    """Someone with one role in operation One, with every role there, or with none."""
    me, client = account("me"), Client()
    held = {EVERY: sorted(OPERATION_ROLES - {Role.AUDITOR}), "no role": []}.get(viewer)
    for one in [Role(viewer)] if held is None else held:
        role(me, one, None if one in DESK_ROLES else cast.one, cast.ada)
    sign_in(client, me)
    return me, client


def asked(known: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Every address about what is seen, and searches for what is not."""
    for name, address in addresses(known, "team"):
        if not name.startswith(("mfa_", "account_")):  # drawn anew each time, and of no case
            yield name, address
    for words in ("zqbeginqz", "img", "Зразок", "PM-1", "1"):
        yield f"find {words}", f"{reverse('find')}?{urlencode({'q': words})}"
        for kind in ("am", "pm", "pui", "family"):
            where = known["operation"]["team"]
            given = urlencode({"kind": kind, "q": words})
            yield f"list {kind} {words}", f"{reverse('files:list', args=[where])}?{given}"
            given = urlencode({"kind": kind, "words": words})
            yield f"api {kind} {words}", f"{reverse('api:files', args=[where])}?{given}"


def every_id() -> set[str]:
    """The id of every row of the desk that has a random one."""
    return {
        str(pk)
        for app in apps.get_app_configs()
        if app.name.startswith("nomina.desk")
        for model in app.get_models()
        for pk in model._base_manager.values_list("pk", flat=True)
        if isinstance(pk, uuid.UUID)
    }


VIEWERS = [
    pytest.param("sqlcipher", EVERY),
    pytest.param("sqlcipher", "no role"),
    pytest.param("sqlcipher", "auditor", marks=pytest.mark.deep),
    pytest.param("sqlcipher", "administrator"),
    pytest.param("sqlcipher", "security", marks=pytest.mark.deep),
    pytest.param("postgres", EVERY, marks=pytest.mark.deep),
]


@pytest.mark.parametrize(("kind", "viewer"), VIEWERS, indirect=["kind"])
def test_what_is_hidden_changes_no_answer(db: str, quiet: None, viewer: str) -> None:
    cast = make_cast()
    me, client = looker(viewer, cast)
    with planted("seen", "seen " * 20):
        known = records(cast, me, places=("team",))
    known |= {
        "operation": {"team": cast.one.pk},
        "user": {"team": cast.bob.pk},
        "membership": {"team": cast.roles["bob"].pk},
        "agreement": {"team": cast.agreement.pk},
    }
    DBTaskResult.objects.all().delete()
    before = {name: told(ask(client, "GET", address)) for name, address in asked(known)}
    were = every_id()
    with planted(MARK, LONG):
        records(cast, None, places=("foreign",))
    # Those who keep the desk running see how many jobs wait in all of it: that is meant.
    DBTaskResult.objects.all().delete()
    secret = every_id() - were
    assert len(secret) > 30
    wrong = []
    for name, address in asked(known):
        after = told(ask(client, "GET", address))
        if after != before[name]:
            lines = difflib.unified_diff(before[name].splitlines(), after.splitlines(), n=0)
            wrong.append(f"{name}: {[line[:200] for line in lines][3:7]}")
        if BEGIN in after and BEGIN not in name:
            wrong.append(f"{name}: shows what was planted")
        if any(one in after or one.replace("-", "") in after for one in secret):
            wrong.append(f"{name}: shows an id")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("viewer", ["anonymous", "no role", "examiner"])
@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_hidden_and_absent_are_one_answer_on_every_route(db: str, quiet: None, viewer: str) -> None:
    """The same status, body and headers, and the same questions to the database."""
    world, client = make_world(viewer), Client()
    if world.viewer is not None:
        sign_in(client, world.viewer)
    for name, arguments in names():
        about = OBJECTS.get(name, "")
        if not arguments or about in {"key", ""}:
            continue
        absent = reverse(name, args=[uuid.uuid4()])
        hidden = reverse(name, args=[world.objects[about]["foreign"]])
        for method in ("GET", "POST"):
            answers, counts = [], []
            for address in (absent, hidden):
                with CaptureQueriesContext(connection) as queries:
                    response = ask(client, method, address)
                answers.append(told(response).replace(address, "ADDRESS"))
                counts.append(len(queries))
            assert answers[0] == answers[1], f"{method} {name}"
            assert counts[0] == counts[1], f"{method} {name}"
