"""No text in any record makes the desk ask an address (SEC-22).

An address of a port that counts stands in every place of the database that can hold text, in every
field that is sent, and in every file that is brought in. Every page is walked, the acts are done,
the worker works off all it has to do, and what can be carried away is. What this process tries to
reach is written down; what any other process of the machine reaches, the port counts.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django_tasks_db.models import DBTaskResult

from nomina.desk.books import clock
from nomina.desk.captures.actions import Accept, bring_in
from nomina.desk.captures.actions.faces import FindFaces
from nomina.desk.captures.evidence import evidence_of
from nomina.desk.captures.minding import Minder
from nomina.desk.captures.models import Capture, Errand, Item
from nomina.desk.files.models import File
from nomina.desk.files.photos import intake
from nomina.desk.files.photos.background import look_at_all
from nomina.desk.leads import keeping
from nomina.desk.leads.jobs import changed
from nomina.desk.policy.roles import OPERATION_ROLES, Role
from tests.desk.captures.saved import answer, inlined, mhtml, page, record, zipped
from tests.desk.captures.test_captures import ASKED
from tests.desk.captures.world import Sink, wait_for
from tests.desk.files.people import make_team
from tests.desk.files.shots import jpeg
from tests.desk.leads.town import consent, make_town, work
from tests.desk.people.cast import by, make_cast, role, sign_in
from tests.desk.policy.planting import planted
from tests.desk.policy.routes import make_world
from tests.desk.policy.walking import addresses, ask

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    """No decoder is left behind."""
    yield
    intake.close()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as made:
        yield made


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Where this process tried to go, or whose address it asked for, but for a database."""
    found: list[object] = []
    connect = socket.socket.connect

    def written(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            found.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", written)

    def looked_up(*what: Any, **more: Any) -> list[Any]:
        found.append(what)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    monkeypatch.setattr(settings, "DESK_ENGINE", "tests.desk.captures.engines.told", raising=False)
    yield found
    cache.clear()


def text(port: int) -> str:
    """An address in the ways in which programs find one in a text."""
    here = f"http://127.0.0.1:{port}/"
    return (
        f"{here}plain <img src='{here}img'> <a href={here}a>a</a> [a]({here}mark) ![i]({here}pic)"
        f' =IMAGE("{here}cell") @import url({here}css) <link rel=preload href={here}pre>'
        f" {here.replace('127.0.0.1', 'localhost')} ftp://127.0.0.1:{port}/ \\\\127.0.0.1@{port}\\s"
    )


def brought_ways(port: int) -> dict[str, bytes]:
    """Files of every kind that name an address where a program may follow it."""
    here = f"http://127.0.0.1:{port}/"
    head = (
        f"<base href='{here}'><meta http-equiv=refresh content='0;url={here}refresh'>"
        f"<link rel=stylesheet href='{here}css'><script src='{here}script'></script>"
        f"<img src='{here}img' srcset='{here}two 2x'><iframe src='{here}frame'></iframe>"
        f"<!DOCTYPE a SYSTEM '{here}dtd' [<!ENTITY x SYSTEM '{here}entity'>]>{inlined(jpeg(13))}"
    )
    html = page(text(port), head)
    svg = f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{here}svg'/></svg>".encode()
    xml = f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM '{here}xml'>]><a>&x;</a>".encode()
    return {
        "saved.html": html,
        "saved.mhtml": mhtml(html, jpeg(13)),
        "picture.svg": svg,
        "feed.xml": xml,
        "export.zip": zipped({"a.html": html, "b.json": f'{{"url": "{here}"}}'.encode()}),
        "archive.warc": record(answer(html), address=here),
        "words.txt": text(port).encode(),
        "doc.pdf": f"%PDF-1.4\n1 0 obj<</URI({here}pdf)/F({here}f)>>endobj".encode(),
        f"{here}name.html": html,
    }


def work_off(sink: Sink) -> None:
    """Everything that a worker does: jobs, photos, errands, what it looks at by the clock."""
    look_at_all.func()
    work()
    keeping.look()
    Minder().turn()
    clock.tick()
    for one in DBTaskResult.objects.filter(task_path__contains="captures"):
        one.task.func(*one.args_kwargs["args"])


@pytest.mark.deep
def test_files_that_name_addresses_are_kept_and_nobody_is_asked(
    db: str, sink: Sink, tried: list[object]
) -> None:
    from tests.desk.leads.town import with_faces

    with planted(text(sink.port), text(sink.port)):
        town = make_town(make_team(with_faces(make_cast())), people=2, bodies=1, listed=1)
        file, team = town.files["M0"], town.team
        keeper = team.one[Role.ANTE_MORTEM]
        asked = replace(ASKED, address=f"http://127.0.0.1:{sink.port}/asked")
        captures = [
            bring_in(by(keeper), file, data, name, asked)
            for name, data in brought_ways(sink.port).items()
        ]
        for observation in captures[0].observations.all()[:3]:
            Accept(observation=observation).do(by(keeper))
        consent(team, file)
        FindFaces(capture=captures[0]).do(by(team.one[Role.EXAMINER]))
        changed(town.one.pk)
        work_off(sink)
    assert set(Errand.objects.values_list("kind", "state")) == {("faces", "done")}
    assert len(evidence_of(file, keeper)) == len(captures)
    client = Client()
    sign_in(client, keeper)
    for one in captures:
        assert client.get(f"/captures/{one.pk}/").status_code == 200
        assert client.post(f"/captures/{one.pk}/bundle/").status_code == 200
    for item in Item.objects.filter(role__in=("text", "headers")):
        assert client.get(f"/captures/items/{item.pk}/text/").status_code == 200
    assert Capture.objects.count() == len(captures)
    assert tried == []
    assert sink.came == 0


def test_the_sink_and_the_list_would_tell(sink: Sink, tried: list[object]) -> None:
    """Or the tests here would pass whatever is asked."""
    with socket.socket() as line:
        line.connect(("127.0.0.1", sink.port))
        line.recv(1)
    wait_for(lambda: sink.came == 1)
    socket.getaddrinfo("a.example", 80)
    assert tried == [("127.0.0.1", sink.port), ("a.example", 80)]


@pytest.mark.deep
def test_no_page_act_or_export_asks_an_address_that_a_record_holds(
    db: str, sink: Sink, tried: list[object]
) -> None:
    planted_text = text(sink.port)
    with planted(planted_text, planted_text):
        world, client = make_world("mortuary-recorder"), Client()
        assert world.viewer is not None
        for held in sorted(OPERATION_ROLES - {Role.MORTUARY, Role.AUDITOR}):
            role(world.viewer, held, world.cast.one, world.cast.ada)
        sign_in(client, world.viewer)
        client.raise_request_exception = False  # whether pages fail is another test's to say
        asked = 0
        for place in ("team", "own"):
            for name, address in addresses(world.objects, place):
                shown = ask(client, "GET", address)
                ask(
                    client,
                    "GET",
                    f"{address}?{urlencode({'q': planted_text, 'next': planted_text})}",
                )
                fields = dict.fromkeys(_fields(shown), planted_text)
                ask(client, "POST", address, urlencode(fields))
                if name.startswith("api:"):
                    ask(client, "POST", address, "{}", "application/json")
                asked += 1
        work_off(sink)
    assert asked > 100
    assert tried == []
    assert sink.came == 0
    assert File.objects.exists()


def _fields(shown: Any) -> list[str]:
    import re

    if shown.streaming:
        return []
    return sorted(set(re.findall(r'name="([\w-]+)"', shown.content.decode("utf-8", "replace"))))
