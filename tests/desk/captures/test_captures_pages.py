"""Pages of captures: plain text and remade pixels, and no byte of a picture before its act."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nomina.desk.captures import errands
from nomina.desk.captures import opened as signs
from nomina.desk.captures.browsed_act import ADDRESSES_EACH_DAY, fetch
from nomina.desk.captures.models import (
    Accepted,
    Asking,
    Capture,
    Errand,
    Item,
    Observation,
    Refused,
)
from nomina.desk.files.models import File
from nomina.desk.files.photos import intake
from nomina.desk.policy.roles import Role
from nomina.errors import InputError
from tests.desk.captures.saved import inlined, page, zipped
from tests.desk.captures.test_browsed import captured
from tests.desk.captures.test_captures import ASKED
from tests.desk.files.people import Team, make_team, opened
from tests.desk.files.shots import jpeg
from tests.desk.people.cast import BOOK, make_cast, sign_in
from tests.desk.policy.planting import HOSTILE

FORM = {"purpose": ASKED.purpose, **ASKED.assessment, "address": ASKED.address}


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    """No decoder is left behind."""
    yield
    intake.close()


@pytest.fixture
def team(db: str, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    return make_team(make_cast())


@pytest.fixture
def person(team: Team) -> File:
    return opened("am", team.one[Role.ANTE_MORTEM], team.cast.one)


def browser(team: Team, role: Role = Role.ANTE_MORTEM) -> Client:
    client = Client()
    sign_in(client, team.one[role])
    return client


def at(name: str, thing: Any) -> str:
    return reverse(f"captures:{name}", args=[thing.pk])


def sent(client: Client, file: File, data: bytes, name: str = "saved.html", **more: str) -> Any:
    upload = SimpleUploadedFile(name, data, "text/html")
    return client.post(at("add", file), {**FORM, **more, "saved": upload})


def test_one_is_brought_in_and_its_page_is_plain(team: Team, person: File) -> None:
    client = browser(team)
    data = page(f"{HOSTILE} <a href='http://evil.example/'>born in 1985</a>", inlined(jpeg(1)))
    answer = sent(client, person, data, f"{HOSTILE}.html")
    capture = Capture.objects.get()
    assert answer.headers["Location"] == at("capture", capture)
    shown = client.get(at("capture", capture)).content.decode()
    assert "SHA-256" in shown
    assert ASKED.purpose in shown
    assert "onerror=alert(1)>" not in shown
    assert not re.search(r"<img|<iframe|<script(?! src)|href=\"http", shown)  # no picture, no link
    text = capture.items.get(role="text")
    words = client.get(at("text", text))
    assert words.headers["Content-Type"].startswith("text/html")
    assert "evil.example" not in re.sub(r"<[^>]+>", "", words.content.decode())
    assert 'href="http' not in words.content.decode()
    listed = client.get(at("list", person)).content.decode()
    assert at("capture", capture) in listed
    count = capture.observations.count()
    assert count > 0
    assert f">{count}<" in listed


def test_what_is_missing_in_the_form_is_said_and_nothing_is_kept(team: Team, person: File) -> None:
    client = browser(team)
    for missing in ("purpose", *ASKED.assessment):
        assert sent(client, person, page(), **{missing: ""}).status_code == 422
    assert client.post(at("add", person), FORM).status_code == 422
    assert sent(client, person, b"").status_code == 422
    assert Capture.objects.count() == 0


def test_a_picture_is_shown_only_after_its_act_and_only_as_pixels(team: Team, person: File) -> None:
    client = browser(team)
    sent(client, person, jpeg(1), "a.jpg")
    original, view = Item.objects.all()
    BOOK.entries.clear()
    assert client.get(at("image", view)).status_code == 403
    shown = client.post(at("show", view), headers={"HX-Request": "true"}).content.decode()
    [address] = re.findall(r'<img src="([^"]+)"', shown)
    assert BOOK.kinds() == ["capture.opened"]
    answer = client.get(address.replace("&amp;", "&"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert hashlib.sha256(answer.content).hexdigest() == view.digest
    assert answer.content != jpeg(1)
    other = browser(team, Role.EXAMINER)
    assert other.get(address.replace("&amp;", "&")).status_code == 403  # of one person alone
    borrowed = address.replace(view.pk.hex, original.pk.hex)
    borrowed = borrowed.replace(str(view.pk), str(original.pk))
    assert client.get(borrowed).status_code == 403  # an original is never shown
    signed = signs.sign(original, team.one[Role.ANTE_MORTEM])  # nor with a sign of its own
    assert client.get(at("image", original), {"opened": signed}).status_code == 403
    assert client.post(at("show", original)).status_code == 200
    assert BOOK.kinds() == ["capture.opened"]


@pytest.mark.parametrize(
    "data", [page(), b"<svg onload=alert(1)>", jpeg(1), zipped({"a.html": page()})]
)
def test_originals_are_downloads_and_nothing_else(team: Team, person: File, data: bytes) -> None:
    client = browser(team)
    sent(client, person, data)
    item = Item.objects.get(number=1)
    assert client.get(at("original", item)).headers["Content-Type"].startswith("text/html")
    answer = client.post(at("original", item))
    assert answer.content == data
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{item.digest}.bin"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_stale_sign_in_carries_nothing_away(team: Team, person: File) -> None:
    sent(browser(team), person, page())
    capture, item = Capture.objects.get(), Item.objects.get(number=1)
    stale = Client()
    sign_in(stale, team.one[Role.EXAMINER], proved=1.0)
    for name, thing in (("original", item), ("bundle", capture)):
        for answer in (stale.get(at(name, thing)), stale.post(at(name, thing))):
            assert answer.status_code == 302
            assert "reauthenticate" in answer.headers["Location"]


def test_the_bundle_from_the_page_is_whole(team: Team, person: File) -> None:
    client = browser(team)
    sent(client, person, page())
    capture = Capture.objects.get()
    answer = client.post(at("bundle", capture))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        document = found.read("bundle.json")
        assert hashlib.sha256(document).hexdigest() == capture.bundle
        for name in found.namelist():
            if name.startswith("items/"):
                assert hashlib.sha256(found.read(name)).hexdigest() == name.removeprefix("items/")
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_observations_are_judged_with_buttons(team: Team, person: File) -> None:
    client = browser(team)
    sent(client, person, page())
    one, other, *_ = Observation.objects.all()
    capture = Capture.objects.get()
    shown = client.get(at("capture", capture)).content.decode()
    assert at("accept", one) in shown
    looked = browser(team, Role.EXAMINER).get(at("capture", capture)).content.decode()
    assert at("accept", one) not in looked
    client.post(at("accept", one))
    client.post(at("refuse", other))
    assert (Accepted.objects.count(), Refused.objects.count()) == (1, 1)
    again = client.post(at("accept", other), follow=True).content.decode()
    assert "Somebody has judged this already" in again
    assert at("accept", one) not in again
    assert "accepted by" in again


def test_keys_and_roles_of_the_list(team: Team, person: File) -> None:
    mine = browser(team).get(at("list", person)).content.decode()
    assert 'data-key="a"' in mine
    board = browser(team, Role.BOARD).get(at("list", person)).content.decode()
    assert at("add", person) not in board
    assert browser(team, Role.CUSTODY).get(at("list", person)).status_code == 403


ADDRESS = {**FORM, "address": "https://news.example.org/1"}


def test_an_address_is_off_and_the_page_says_what_allows_it(team: Team, person: File) -> None:
    client = browser(team)
    assert at("ask", person) in client.get(at("list", person)).content.decode()
    answer = client.get(at("ask", person))
    assert "Addresses are not captured at this desk" in answer.content.decode()
    assert "NOMINA_DESK_CAPTURE" in answer.content.decode()
    assert "<textarea" not in answer.content.decode()
    assert client.post(at("ask", person), ADDRESS).status_code == 409
    assert not Asking.objects.exists()


def test_an_address_is_asked_for_seen_and_opened(
    team: Team, person: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOMINA_DESK_CAPTURE", "1")
    client = browser(team)
    form = client.get(at("ask", person)).content.decode()
    places = [form.index(f'name="{name}"') for name in ("purpose", "duplicate", "address")]
    assert places == sorted(places)
    for missing in ADDRESS:
        assert client.post(at("ask", person), {**ADDRESS, missing: ""}).status_code == 422
    wrong = client.post(at("ask", person), {**ADDRESS, "address": "http://[::1]/"})
    assert (wrong.status_code, Asking.objects.count()) == (422, 0)
    assert "no public name" in wrong.content.decode()
    answer = client.post(at("ask", person), ADDRESS)
    one = Asking.objects.get()
    assert answer.headers["Location"] == at("asked", one)
    shown = client.get(at("asked", one)).content.decode()
    assert f'hx-get="{at("how_far", one)}"' in shown
    assert ASKED.purpose in shown
    assert 'href="https' not in shown
    assert at("asked", one) in client.get(at("list", person)).content.decode()

    def fails(errand: Errand) -> None:
        raise InputError("the page could not be reached: it is too large")

    errands.execute(one.errand.pk, fails)
    part = client.get(at("how_far", one)).content.decode()
    assert "The page could not be reached: it is too large" in part
    assert "hx-get" not in part
    assert "<html" not in part
    assert at("ask_again", one) in part
    assert at("ask_again", one) not in browser(team, Role.BOARD).get(at("how_far", one)).text
    assert "it is too large" in client.get(at("list", person)).content.decode()
    client.post(at("ask_again", one))
    errands.execute(one.errand.pk, lambda e: fetch(e, capturing=lambda a: captured(asked=a)))
    capture = Capture.objects.get()
    assert at("capture", capture) in client.get(at("how_far", one)).content.decode()
    assert at("asked", one) not in client.get(at("list", person)).content.decode()


def test_who_asks_too_often_is_told_until_when(
    team: Team, person: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOMINA_DESK_CAPTURE", "1")
    limit = replace(ADDRESSES_EACH_DAY, most=1)
    monkeypatch.setattr("nomina.desk.captures.browsed_act.ADDRESSES_EACH_DAY", limit)
    client = browser(team)
    assert client.post(at("ask", person), ADDRESS).status_code == 302
    answer = client.post(at("ask", person), ADDRESS)
    assert answer.status_code == 429
    assert "You can ask again at" in answer.content.decode()
    assert ASKED.purpose in answer.content.decode()  # what was written is not lost
