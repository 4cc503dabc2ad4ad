"""Hostile text is only text: planted in every column, sent to every field, on every page.

The walk is over the table of routes, so a new page is covered as soon as it has its row.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from nomina.desk.policy.roles import OPERATION_ROLES, Role
from tests.desk.people.cast import role, sign_in
from tests.desk.policy.planting import BEGIN, CODED, END, FREE, HOSTILE, columns, planted, said
from tests.desk.policy.routes import World, make_world, names
from tests.desk.policy.walking import addresses, ask

EVERY = "every role"
QUERY = "q words kind page after before back sex missing size opened next place number".split()  # noqa: SIM905
TYPED = [HOSTILE, "a\x00b", "\ud800", "ж" * 10_000, "=1+1", "\u202egnp.exe", "../../etc/passwd"]
FEW = TYPED[:2]
KINDS = (" am", " pui", " family")
"""Kinds of file whose forms are drawn by the same code as those of a body."""


def test_every_column_of_text_is_planted_or_known_to_hold_codes() -> None:
    assert said(FREE) | said(CODED) == columns()
    assert not said(FREE) & said(CODED)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Where a connection was tried to; the only one allowed is a database on this machine."""
    tried: list[object] = []
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            tried.append(address)
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *found, **_: tried.append(found))
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    yield tried
    cache.clear()


def signed_in(viewer: str) -> tuple[World, Client]:
    """The world, and someone in it: with one role, or with every role of an operation."""
    world, client = make_world("mortuary-recorder" if viewer == EVERY else viewer), Client()
    assert world.viewer is not None
    if viewer == EVERY:
        for held in sorted(OPERATION_ROLES - {Role.MORTUARY, Role.AUDITOR}):
            role(world.viewer, held, world.cast.one, world.cast.ada)
    sign_in(client, world.viewer)
    return world, client


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.texts: list[str] = []
        self.inside: list[str] = []
        self.fields: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)
        found: dict[str, str | None] = dict(attrs)
        if any(name.startswith("on") for name in found):
            self.faults.append(f"a handler: {found}")
        if tag == "script" and not found.get("src") and found.get("type") != "application/json":
            self.faults.append("a script in the page")
        for name in ("src", "href", "action", "formaction"):
            where = (found.get(name) or "").strip().lower()
            if where and not where.startswith(("/", "?", "#")):
                self.faults.append(f"leads away: {where[:60]}")
        if tag in {"input", "textarea", "select"} and found.get("name"):
            self.fields.add(str(found["name"]))
        for name, value in found.items():
            self._text(value or "", held=name == "value")

    def handle_data(self, data: str) -> None:
        self._text(data, held=bool({"bdi", "textarea", "option"} & set(self.inside[-3:])))

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def _text(self, text: str, *, held: bool) -> None:
        self.texts.append(text)
        turned = text.find("\u202e")
        # Django's own sentence repeats what was sent, in a block of its own that nothing leaves.
        repeated = "is not one of the available choices" in text
        if turned >= 0 and not held and not repeated and "\u2068" not in text[:turned]:
            self.faults.append(f"turns what stands after it: {text[max(0, turned - 80) :][:120]!r}")


def whole(text: str) -> bool:
    """Whether every planted text stands there as it was planted, or is cut short."""
    for piece in text.split(BEGIN)[1:]:
        shown = piece.split(END)[0].split("…")[0]
        if not HOSTILE.startswith(shown[: len(HOSTILE)]):
            return False
    return True


def faults(response: HttpResponse) -> list[str]:
    """What is wrong with an answer."""
    found = [f"status {response.status_code}"] if response.status_code >= 500 else []
    for name, value in response.items():
        if BEGIN in str(value) or "onerror" in str(value):
            found.append(f"in the header {name}")
    if response.streaming or not response.content:
        return found
    text, kind = response.content.decode("utf-8", "replace"), response.get("Content-Type", "")
    if kind.startswith("application/json"):
        texts = json.dumps(json.loads(text), ensure_ascii=False).replace('\\"', '"')
        return found + ([] if whole(texts) else ["changed in JSON"])
    if not kind.startswith("text/html"):
        return found + (["planted in other content"] if "onerror" in text else [])
    page = Page()
    page.feed(text)
    found += page.faults
    return found + [f"changed: {one[:200]}" for one in page.texts if not whole(one)]


def walked(world: World, client: Client) -> Iterator[tuple[str, str, HttpResponse]]:
    """Ask every address about objects of the team, to read and with nothing sent."""
    for place in ("team", "own"):
        for name, address in addresses(world.objects, place):
            for method in ("GET", "POST"):
                yield f"{method} {name}", address, ask(client, method, address)


WALKS = [
    pytest.param("sqlcipher", EVERY),
    pytest.param("sqlcipher", "administrator"),
    pytest.param("postgres", EVERY, marks=pytest.mark.deep),
    pytest.param("postgres", "administrator", marks=pytest.mark.deep),
]


@pytest.mark.parametrize(("kind", "viewer"), WALKS, indirect=["kind"])
def test_planted_text_is_harmless_on_every_page(
    db: str, outside: list[object], viewer: str
) -> None:
    with planted():
        world, client = signed_in(viewer)
    shown, wrong = set(), []
    for name, _, response in walked(world, client):
        wrong += [f"{name}: {fault}" for fault in faults(response)]
        if not response.streaming and BEGIN.encode() in response.content:
            shown.add(name.split(" ")[1])
    assert not wrong, "\n".join(wrong)
    assert len(shown) >= 15, "the planted text must be seen, or nothing was tried"
    assert outside == []


SENT = [
    pytest.param("postgres", EVERY, FEW),
    pytest.param("postgres", EVERY, TYPED, marks=pytest.mark.deep),
    pytest.param("postgres", "administrator", TYPED, marks=pytest.mark.deep),
    pytest.param("sqlcipher", EVERY, TYPED, marks=pytest.mark.deep),
    pytest.param("sqlcipher", "administrator", TYPED, marks=pytest.mark.deep),
]


@pytest.mark.parametrize(("kind", "viewer", "typed"), SENT, indirect=["kind"])
def test_hostile_input_is_harmless_in_every_field(
    db: str, outside: list[object], viewer: str, typed: list[str]
) -> None:
    """Each form is filled in with hostile text, and each address asked with it as a question."""
    world, client = signed_in(viewer)
    wrong = []
    for name, address in addresses(world.objects, "team"):
        if typed is FEW and name.endswith(KINDS):
            continue
        shown = ask(client, "GET", address)
        if name.startswith("api:") or shown.status_code != 200 or shown.streaming:
            continue
        page = Page()
        page.feed(shown.content.decode("utf-8", "replace"))
        for text in typed:
            sent = [
                ("POST", address, urlencode(dict.fromkeys(sorted(page.fields), _raw(text)))),
                ("GET", f"{address}?{urlencode(dict.fromkeys(QUERY, _raw(text)))[:30_000]}", ""),
            ]
            for method, where, given in sent:
                response = ask(client, method, where, given)
                wrong += [f"{method} {name} {text[:9]!r}: {one}" for one in faults(response)]
    assert not wrong, "\n".join(wrong)
    assert outside == []


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def bodies() -> dict[str, Any]:
    """For each endpoint that acts, the description of what is sent there."""
    from nomina.desk.api.description import ROOT, described

    made = described()
    found = {}
    for path, methods in made["paths"].items():
        body = methods.get("post", {}).get("requestBody", {}).get("content", {})
        schema = body.get("application/json", {}).get("schema", {})
        if "$ref" in schema:
            known = made["components"]["schemas"][schema["$ref"].split("/")[-1]]
            found[path.removeprefix(ROOT)] = {
                name: "array" if part.get("type") == "array" else part.get("type", "other")
                for name, part in known["properties"].items()
            }
    return found


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        pytest.param("postgres", FEW),
        pytest.param("postgres", TYPED, marks=pytest.mark.deep),
        pytest.param("sqlcipher", TYPED, marks=pytest.mark.deep),
    ],
    indirect=["kind"],
)
def test_hostile_input_is_harmless_in_the_interface(
    db: str, outside: list[object], typed: list[str]
) -> None:
    world, client = signed_in(EVERY)
    known = bodies()
    assert len(known) >= 10
    routes = dict(addresses(world.objects, "team"))
    wrong = []
    for name, address in routes.items():
        if not name.startswith("api:") or name.endswith(KINDS):
            continue
        path = address.removeprefix("/api/v1/")
        shape = next(
            (shape for form, shape in known.items() if _alike(form, path)), {"why": "string"}
        )
        for text in typed:
            texts = {"array": [text], "object": {text: text}}
            sent = json.dumps({key: texts.get(kind, text) for key, kind in shape.items()})
            response = ask(client, "POST", address, sent, "application/json")
            wrong += [f"POST {name} {text[:9]!r}: {fault}" for fault in faults(response)]
            asked = urlencode({"kind": "pm", "words": _raw(text), "after": _raw(text)})
            response = ask(client, "GET", f"{address}?{asked}")
            wrong += [f"GET {name} ?{text[:9]!r}: {fault}" for fault in faults(response)]
    assert not wrong, "\n".join(wrong)
    assert outside == []


def _alike(form: str, path: str) -> bool:
    """Whether a path is of a form with ``{id}`` in it."""
    before, _, after = form.partition("{id}")
    return path.startswith(before) and path.endswith(after) and path.count("/") == form.count("/")


def test_the_walk_leaves_no_route_out() -> None:
    world = {kind: {"team": "00000000-0000-0000-0000-000000000000"} for kind in _kinds()}
    walked_ = {name.split(" ")[0] for name, _ in addresses(world, "team")}
    assert walked_ | {"account_logout"} >= {name for name, _ in names() if not _number(name)}
    assert reverse("home") == "/"


def _kinds() -> set[str]:
    from tests.desk.policy.routes import OBJECTS

    return set(OBJECTS.values()) - {"key"}


def _number(name: str) -> bool:
    from tests.desk.policy.routes import OBJECTS

    return OBJECTS.get(name) == "key"
