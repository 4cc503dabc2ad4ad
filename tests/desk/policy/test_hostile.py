"""Hostile text is only text: planted in every column, sent to every field, on every page.

The walk is over the table of routes, so a new page is covered as soon as it has its row.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import chain
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nomina.desk import limits
from nomina.desk.policy.roles import OPERATION_ROLES, Role
from tests.desk.people.cast import role, sign_in
from tests.desk.policy.planting import BEGIN, CODED, END, FREE, HOSTILE, columns, planted, said
from tests.desk.policy.routes import World, make_world, names
from tests.desk.policy.walking import addresses, ask, once

EVERY = "every role"
QUERY = "q words kind page after before back sex missing size opened next place number".split()  # noqa: SIM905
TYPED = [HOSTILE, "a\x00b", "\ud800", "ж" * 10_000, "=1+1", "\u202egnp.exe", "../../etc/passwd"]
FEW = TYPED[:2]
REFUSED = TYPED[:4]
"""Those that one database may refuse where the other takes them, and what is planted."""
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
    if str(response.get("Content-Disposition", "")).startswith("attachment"):
        # A download of evidence has what was planted in it, and no browser draws it.
        return found + ([] if kind == "application/octet-stream" else ["a download of a kind"])
    if not kind.startswith("text/html"):
        return found + (["planted in other content"] if "onerror" in text else [])
    page = Page()
    page.feed(text)
    found += page.faults
    return found + [f"changed: {one[:200]}" for one in page.texts if not whole(one)]


def walked(world: World, client: Client) -> Iterator[tuple[str, str, HttpResponse]]:
    """Ask every address about objects of the team, to read and with nothing sent."""
    walk = chain.from_iterable(addresses(world.objects, place) for place in ("team", "own"))
    for name, address in once(walk):
        for method in ("GET", "POST"):
            yield f"{method} {name}", address, ask(client, method, address)


WALKS = [
    pytest.param("sqlcipher", EVERY),
    pytest.param("sqlcipher", "administrator", marks=pytest.mark.deep),
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
    pytest.param("postgres", EVERY, REFUSED, marks=pytest.mark.deep),
    pytest.param("postgres", "administrator", REFUSED, marks=pytest.mark.deep),
    pytest.param("sqlcipher", EVERY, TYPED, marks=pytest.mark.deep),
    pytest.param("sqlcipher", "administrator", TYPED, marks=pytest.mark.deep),
]


@pytest.mark.parametrize(("kind", "viewer", "typed"), SENT, indirect=["kind"])
def test_hostile_input_is_harmless_in_every_field(
    db: str, outside: list[object], viewer: str, typed: list[str]
) -> None:
    """Each form is filled in with hostile text, and each address asked with it as a question.

    The quick tests ask of a third of the pages, and of some kinds of file not at all.
    """
    world, client = signed_in(viewer)
    wrong = []
    walk = addresses(world.objects, "team")
    pages = (one for one in walk if not one[0].startswith("api:"))
    few = (one for one in pages if typed is not FEW or _some(one[0]))
    for name, address in once(few):
        shown = ask(client, "GET", address)
        if shown.status_code != 200 or shown.streaming:
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


def _some(name: str) -> bool:
    return not name.endswith(KINDS) and crc32(name.encode()) % 3 == 0


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
        pytest.param("postgres", REFUSED, marks=pytest.mark.deep),
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
    walk = addresses(world.objects, "team")
    few = (one for one in walk if one[0].startswith("api:") and not one[0].endswith(KINDS))
    wrong = []
    for name, address in once(few):
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


ODD: list[Any] = [
    None, "", 0, -1, 10**30, 1.5, 1e308, True, [], {}, [None], {"a": {}}, "NaN", "a\x00b", "\ud800",
    "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "9999-12-31T23:59:59Z", "2999-01-01T00:00:00", "/9999-12-31", "9999-12-31/", "-9999", "Y17E8",
    "1e5", "inf", "9" * 5000, "00000000-0000-4000-8000-000000000000", float("nan"), float("inf"),
]  # fmt: skip
"""What one value of a request may be, all else being right."""
FEW_ODD = [10**30, "9999-12-31T23:59:59Z", float("nan")]
OF_DATABASE = [10**30, "a\x00b", "\ud800", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
"""Those that one database may refuse where the other takes them."""


def right(world: World) -> dict[str, list[dict[str, Any]]]:
    """For each endpoint that takes JSON, what is taken there by who has every role."""
    known = {"state": "known", "source": {"kind": "witness", "reference": "r", "note": "n"}}
    body = {"said": {"found": known | {"value": "2022-03-12"}}, "seen": {"sex": []}}
    person = {"said": {"born": known | {"value": "1980"}, "stature": known | {"value": "172"}}}
    other = str(world.objects["file am"]["team"])
    why = {"why": "w"}
    return {
        "operations/{id}/files": [
            {"kind": "am", "incomplete": True, "site": None, "missing": None, **person}
        ],
        "operations/{id}/files/search": [
            {"kind": "am", "words": "x", "after": None, "lacks": False, "unsettled": False}
        ],
        "files/{id}/say": [body, person],
        "files/{id}/consents": [
            {"purpose": "dna", "given_by": "m", "how": "form", "recipient": "r",
             "until": "2999-01-01T00:00:00Z"}
        ],
        "files/{id}/holds": [{"why": "w", "photo": None}],
        "files/{id}/links": [{"kind": "same", "other": other, "why": "w"}],
        "files/{id}/photos/missing": [{"digests": ["0" * 64]}],
        "places/{id}/readings": [
            {"readings": [{"at": "2024-05-01T08:00:00Z", "tenths": -41, "sensor": "door"}]}
        ],
        "photos/{id}/remove": [{"reason": "wrong-file", "why": "w"}],
        "consents/{id}/end": [why],
        "holds/{id}/end": [why],
        "links/{id}/end": [why],
    }  # fmt: skip


def changed(given: Any, odd: list[Any]) -> Iterator[Any]:
    """Give what is sent with each of its values, at any depth, made odd in every way in turn."""
    if isinstance(given, dict):
        for key, value in given.items():
            yield from ({**given, key: one} for one in (*odd, *changed(value, odd)))
        yield from ({**given, key: 1} for key in ("\ud800", "a\x00b"))
    elif isinstance(given, list):
        yield from ([*given, one] for one in odd)


@pytest.mark.parametrize(
    ("kind", "odd"),
    [
        pytest.param("sqlcipher", FEW_ODD),
        pytest.param("sqlcipher", ODD, marks=pytest.mark.deep),
        pytest.param("postgres", OF_DATABASE, marks=pytest.mark.deep),
    ],
    indirect=["kind"],
)
def test_one_odd_value_in_what_is_otherwise_right_is_harmless(
    db: str, outside: list[object], odd: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is taken is read again, by page and by program: no value is kept that no page shows."""
    monkeypatch.setattr(limits, "EACH_MINUTE", limits.Limit("api", 10**6, 60))
    world, client = signed_in(EVERY)
    sent = right(world)
    assert sent.keys() == bodies().keys(), "an endpoint is not tried"
    wrong, taken = [], 0
    for form, given in sent.items():
        for name, address in addresses(world.objects, "team"):
            if not name.startswith("api:") or not _alike(form, address.removeprefix("/api/v1/")):
                continue
            if not name.endswith((" am", " pm", "api:files operation", "api:search operation")):
                continue
            if odd is FEW_ODD and name not in QUICK:
                continue
            for one in (each for body in given for each in (body, *changed(body, odd))):
                response, after = _kept(client, address, json.dumps(one))
                taken += response.status_code == 200
                for answer in (response, *after):
                    wrong += [f"{name} {str(one)[:300]}: {fault}" for fault in faults(answer)]
    assert not wrong, "\n".join(wrong[:20])
    assert taken >= 4, "what is right must be taken, or nothing was tried"
    assert outside == []


def _kept(client: Client, address: str, sent: str) -> tuple[HttpResponse, list[HttpResponse]]:
    """Send something, and where it was taken ask for what shows it; nothing of it stays."""
    shown: list[Any] = []
    # East of Greenwich the last year of a calendar in UTC is one too far.
    with timezone.override("Europe/Kyiv"), transaction.atomic():
        response: Any = client.post(address, sent, content_type="application/json")
        if response.status_code == 200:
            root, _, rest = address.removeprefix("/api/v1/").partition("/")
            id_ = response.json()["id"] if root == "operations" and "id" in response.json() else ""
            file = id_ or (rest.split("/")[0] if root == "files" else "")
            where = [f"/files/{file}/", *(f"/api/v1/files/{file}{one}" for one in READ)]
            shown = [client.get(one) for one in where if file]
        transaction.set_rollback(True)
    return response, shown


QUICK = {"api:search operation", "api:say file am", "api:consents file am"}
READ = ("", "/history", "/consents", "/holds")


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
