"""Nothing of a hidden case shows: not in a list, a count, a search, an error, a header, anywhere.

Every address is asked before there are files in operation Two and after; whoever does not work
there gets the same answers, byte for byte.
"""

from __future__ import annotations

import difflib
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from nomina.desk.families.models import Threat, ThreatErased
from nomina.desk.families.models.threats import TIME
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.policy.roles import DESK_ROLES, OPERATION_ROLES, SEES_FILE, Role
from tests.desk.families.facts.public import PUBLIC
from tests.desk.files.people import opened
from tests.desk.people.cast import Cast, account, make_cast, role, sign_in
from tests.desk.policy.planting import BEGIN, LONG, MARK, planted
from tests.desk.policy.records import records
from tests.desk.policy.routes import OBJECTS, make_world, names
from tests.desk.policy.walking import addresses, ask, once, told

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


@dataclass(frozen=True)
class Asked:
    """One request: what it is called here, its method, its address and what is sent."""

    name: str
    method: str
    address: str
    sent: str = ""


WORDS = ("zqbeginqz", "Зразок", "PM-S2-00001")
"""What is searched for: what is planted, what is in both operations, and what is in the other."""


def remembers(client: Client) -> None:
    """Have the session remember the searches, since their words stand in no address."""
    session = client.session
    session["files.searches"] = {f"search-{n}": words for n, words in enumerate(WORDS)}
    session.save()


def asked(known: dict[str, dict[str, Any]]) -> Iterator[Asked]:
    """Every page about what is seen, every list as it can be sifted, and every search."""
    for name, address in once(addresses(known, "team")):
        if not name.startswith(("mfa_", "account_")):  # drawn anew each time, and of no case
            yield Asked(name, "GET", address)
    where = known["operation"]["team"]
    lists, api = (reverse(f"{space}", args=[where]) for space in ("files:list", "api:files"))
    for kind in ("am", "pm", "pui", "family"):
        for more in ("lacks=on", "unsettled=on", "sex=male", f"after={uuid.UUID(int=1).hex}"):
            yield Asked(f"list {kind} {more}", "GET", f"{lists}?kind={kind}&{more}")
    for n, words in enumerate(WORDS):
        yield Asked(f"find {words}", "GET", f"{reverse('find')}?search=search-{n}")
        yield Asked(f"search {words}", "POST", reverse("find"), urlencode({"q": words}))
        for kind in ("am", "pm", "pui", "family"):
            yield Asked(f"list {kind} {words}", "GET", f"{lists}?kind={kind}&search=search-{n}")
            given = urlencode({"kind": kind, "words": words})
            yield Asked(f"api {kind} {words}", "GET", f"{api}?{given}")
            given = urlencode({"q": words, "kind": kind, "operation": where.hex})
            yield Asked(f"search {kind} {words}", "POST", reverse("find"), given)


_TOKEN = re.compile(r'search=(?!search-)[\w-]+|"csrf": "\w+"')


def answered(client: Client, one: Asked) -> tuple[str, list[str]]:
    """Give what an answer tells, and the form of every statement that it asked of the database."""
    forms: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        forms.append(re.sub(r"\d+", "0", sql))  # names of savepoints; values are given apart
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = ask(client, one.method, one.address, one.sent)
    return _TOKEN.sub("search=", told(response)), forms


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


QUICK = (EVERY,)
OF_ALL = {Role.SECURITY.value: ("families:threats",)}
"""Lists of every operation that a role is meant to see."""
VIEWERS = [
    pytest.param("sqlcipher", viewer, marks=() if viewer in QUICK else pytest.mark.deep)
    for viewer in (EVERY, "no role", *(one.value for one in Role))
] + [pytest.param("postgres", viewer, marks=pytest.mark.deep) for viewer in (EVERY, "auditor")]


@pytest.mark.parametrize(("kind", "viewer"), VIEWERS, indirect=["kind"])
def test_what_is_hidden_changes_no_answer(
    db: str, quiet: None, viewer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor what is asked of the database, in number and form: so it takes no other time either.

    Hidden are all files of another operation, and in one's own those of kinds that a role does not
    see.
    """
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
    remembers(client)
    client.get(reverse("home"))  # the first request of a process opens the log, once
    moment = timezone.now()  # pages show the minute, and the walk takes longer than one
    monkeypatch.setattr(timezone, "now", lambda: moment)
    before = {
        one: answered(client, one) for one in asked(known) if one.name not in OF_ALL.get(viewer, ())
    }
    assert viewer != EVERY or any("seen" in text for text, _ in before.values())
    were = every_id()
    with planted(MARK, LONG):
        records(cast, None, places=("foreign",))
        _hidden_here(cast, viewer, known)
        _meant(cast, viewer)
    # Those who keep the desk running see how many jobs wait in all of it: that is meant.
    DBTaskResult.objects.all().delete()
    secret = every_id() - were
    assert len(secret) > 30
    wrong = []
    for one, (text, asked_before) in before.items():
        after, forms = answered(client, one)
        if after != text:
            lines = difflib.unified_diff(text.splitlines(), after.splitlines(), n=0)
            wrong.append(f"{one.name}: {[line[:200] for line in lines][3:7]}")
        if forms != asked_before:
            lines = difflib.unified_diff(asked_before, forms, n=0)
            wrong.append(f"{one.name} asks: {[line[:300] for line in lines][3:7]}")
        if BEGIN in after and BEGIN not in one.name:
            wrong.append(f"{one.name}: shows what was planted")
        # What was told before holds no id that was drawn since.
        if after != text and any(id in after or id.replace("-", "") in after for id in secret):
            wrong.append(f"{one.name}: shows an id")
    assert not wrong, "\n".join(wrong)


def _hidden_here(cast: Cast, viewer: str, known: dict[str, dict[str, Any]]) -> None:
    """Open files in operation One, of the kinds that someone with this role there does not see."""
    if viewer in {EVERY, "no role"} or Role(viewer) not in OPERATION_ROLES - {Role.AUDITOR}:
        return
    keeper, missing = User.objects.get(login="ante"), File.objects.get(pk=known["file am"]["team"])
    for kind in ("pui", "family"):
        if Role(viewer) not in SEES_FILE[kind]:
            opened(kind, keeper, cast.one, missing=missing if kind == "family" else None)


def _meant(cast: Cast, viewer: str) -> None:
    """Security sees the threats of every operation: that is meant, so none of Two counts."""
    if viewer == Role.SECURITY:
        for threat in Threat.objects.filter(operation=cast.two, erased=None):
            ThreatErased(threat=threat, why=TIME).save(force_insert=True)


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
        # The code of a public page is shorter than an id, and the page that is not there says it.
        absent = reverse(name, args=["0" * 12 if about in PUBLIC else uuid.uuid4()])
        hidden = reverse(name, args=[world.objects[about]["foreign"]])
        for method in ("GET", "POST"):
            answers, counts = [], []
            for address in (absent, hidden):
                text, forms = answered(client, Asked(name, method, address))
                answers.append(text.replace(address, "ADDRESS"))
                counts.append(len(forms))
            assert answers[0] == answers[1], f"{method} {name}"
            assert counts[0] == counts[1], f"{method} {name}"
