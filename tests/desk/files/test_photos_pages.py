"""Pages of photos: nothing leaves before it is written down, and only who may sees anything."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from nomina.desk.books import vault
from nomina.desk.files.actions import HoldPhoto, RemovePhoto
from nomina.desk.files.models import Content, Face, File, Hold, Occurrence, Photo, PhotoEnd
from nomina.desk.files.photos import background, intake, uploads
from nomina.desk.files.photos.receiving import receive
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import SpaceError
from nomina.vault import Vault
from tests.desk.files.shots import jpeg, portrait, recorder
from tests.desk.files.shots import opened as file_of
from tests.desk.people.cast import BOOK, Cast, account, by, make_cast, role, sign_in

JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    """No decoder is left behind."""
    yield
    intake.close()


@pytest.fixture
def cast(db: str, monkeypatch: pytest.MonkeyPatch) -> Cast:
    from django.conf import settings

    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    return make_cast()


@pytest.fixture
def body(cast: Cast) -> File:
    return file_of("pm", cast.alice, cast.one, site=cast.site_one)


def at(name: str, thing: Any) -> str:
    return reverse(f"files:{name}", args=[thing.pk])


def signed_in(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def upload(data: bytes, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "text/html")  # what it says of itself is not believed


def sent(client: Client, body: File, files: list[Any]) -> tuple[str, list[str]]:
    """Send a plain form; give the page that it leads to, and what is said once on it."""
    given = {"photos": files, "alive": "dead"}
    answer = client.post(at("add_photos", body), given, follow=True)
    page = answer.content.decode()
    return page, re.findall(r"data-notice[^>]*>\s*<p>(?:<bdi>)?(.*?)(?:</bdi>)?</p>", page)


def looked_at(cast: Cast, body: File) -> Photo:
    photo = receive(by(cast.alice), body, portrait(), "IMG_7.jpg", alive="dead").photo
    background.look_at_photo.call(photo.pk.hex)
    BOOK.entries.clear()
    return photo


def test_a_script_sends_one_with_its_digest(cast: Cast, body: File) -> None:
    client, digest = signed_in(cast.alice), hashlib.sha256(jpeg(1)).hexdigest()
    dead = {"alive": "dead"}
    sent = {"photos": upload(jpeg(1)), "sha256": digest, **dead}
    answer = client.post(at("add_photos", body), sent, headers=JSON)
    assert answer.json() == {"state": "kept", "says": "The photo was kept."}
    once_more = {"photos": upload(jpeg(1)), **dead}
    again = client.post(at("add_photos", body), once_more, headers=JSON)
    assert again.json()["state"] == "again"
    silent = client.post(at("add_photos", body), {"photos": upload(jpeg(2))}, headers=JSON)
    assert (silent.status_code, Photo.objects.count()) == (422, 1)
    assert "dead, may-live, not-known" in silent.json()["says"]
    wrong = {"photos": upload(jpeg(2)), "sha256": digest, **dead}
    refused = client.post(at("add_photos", body), wrong, headers=JSON)
    assert (refused.status_code, Photo.objects.count()) == (422, 1)
    assert "changed on its way" in refused.json()["says"]
    none = client.post(at("add_photos", body), {}, headers=JSON)
    assert none.status_code == 422
    asked = [digest, "0" * 64, "../../x", 7, digest.upper()]
    have = client.post(at("have_photos", body), json.dumps(asked), "application/json")
    assert have.json() == {"have": [digest]}
    for nonsense in (b"{", b"{}", json.dumps(["0" * 64] * 1001).encode()):
        assert client.post(at("have_photos", body), nonsense, "text/plain").status_code == 422


def test_what_another_file_has_is_not_told(cast: Cast, body: File) -> None:
    other = file_of("pm", cast.alice, cast.one, site=cast.site_one)
    receive(by(cast.alice), other, jpeg(1), "a.jpg", alive="dead")
    asked = json.dumps([hashlib.sha256(jpeg(1)).hexdigest()])
    answer = signed_in(cast.alice).post(at("have_photos", body), asked, "application/json")
    assert answer.json() == {"have": []}


def test_a_plain_form_takes_many(cast: Cast, body: File) -> None:
    client = signed_in(cast.alice)
    files = [upload(jpeg(1)), upload(jpeg(2)), upload(b"text", "<img onerror=x>.jpg"), upload(b"")]
    page, said = sent(client, body, files)
    assert len(Photo.objects.all()) == 3
    assert any("3 photos were kept." in one for one in said)
    assert any("It cannot be opened" in one for one in said)
    assert any("the file is empty" in one.lower() for one in said)
    assert "<img onerror" not in page
    assert client.post(at("add_photos", body), {}).headers["Location"] == at("add_photos", body)


def test_a_plain_form_says_whom_the_photos_of_a_body_show(cast: Cast, body: File) -> None:
    """No answer is chosen beforehand, and without one nothing is taken (LAW-23)."""
    client = signed_in(cast.alice)
    page = client.get(at("add_photos", body)).content.decode()
    assert re.findall(r'name="alive" value="([a-z-]+)" required>', page) == [
        "dead", "may-live", "not-known",
    ]  # fmt: skip
    client.post(at("add_photos", body), {"photos": [upload(jpeg(1)), upload(jpeg(2))]})
    assert not Photo.objects.exists()
    given = {"photos": [upload(jpeg(1))], "alive": "may-live"}
    said = client.post(at("add_photos", body), given, follow=True).content.decode()
    assert "It may show someone alive" in said
    assert Hold.objects.get().photo == Photo.objects.get()
    page = client.get(at("photo", Photo.objects.get())).content.decode()
    assert "may show someone alive" in page
    assert "Download the original" not in page


def test_that_nobody_said_it_is_shown(cast: Cast, body: File) -> None:
    photo = receive(by(cast.alice), body, jpeg(1), "a.jpg", alive="not-known").photo
    client = signed_in(cast.bob)
    assert "Nobody said that" in client.get(at("photo", photo)).content.decode()
    receive(by(cast.alice), body, jpeg(1), "a.jpg", alive="dead")
    assert "Nobody said that" not in client.get(at("photo", photo)).content.decode()


def test_a_full_disk_is_said_and_nothing_is_acknowledged(
    cast: Cast, body: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise SpaceError("there is no space left in the vault")

    monkeypatch.setattr(Vault, "keep", full)
    client = signed_in(cast.alice)
    given = {"photos": upload(jpeg(1)), "alive": "dead"}
    answer = client.post(at("add_photos", body), given, headers=JSON)
    assert answer.status_code == 503
    assert "no space" in answer.json()["says"].lower()
    _, said = sent(client, body, [upload(jpeg(1)), upload(jpeg(2))])
    assert len(said) == 1
    assert not Photo.objects.exists()


def test_too_large_a_file_is_refused_by_name_and_the_others_are_kept(
    cast: Cast, body: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 200_000)
    client = signed_in(cast.alice)
    files = [upload(bytes(200_001), "large.jpg"), upload(jpeg(1))]
    _, said = sent(client, body, files)
    assert any(one.startswith("large.jpg: This is larger") for one in said)
    assert Photo.objects.count() == 1


def test_of_a_stranger_no_photo_is_read() -> None:
    handler = uploads.InMemory(HttpRequest())
    with pytest.raises(StopUpload):
        handler.handle_raw_input(io.BytesIO(), {}, uploads.MOST_OF_A_STRANGER + 1, b"")


def test_a_photo_is_veiled_until_it_is_opened_and_that_is_written_down(
    cast: Cast, body: File
) -> None:
    photo = looked_at(cast, body)
    client = signed_in(cast.bob)
    for address in (at("file", body), at("photo", photo)):
        page = client.get(address).content.decode()
        assert "<img" not in page
        assert at("photo_image", photo) not in page
    assert client.get(at("photo_image", photo)).status_code == 403
    assert BOOK.entries == []
    page = client.post(at("show_photo", photo), headers={"HX-Request": "true"}).content.decode()
    assert BOOK.kinds() == ["face.opened"]
    found = re.search(r'<img src="([^"]+)"', page)
    assert found is not None
    picture = client.get(found[1].replace("&amp;", "&"))
    assert picture.content == vault().read(photo.content.renditions.get(kind="page").digest)
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert picture.headers["Cache-Control"] == "no-store, private"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    alice = signed_in(cast.alice)
    assert alice.get(found[1].replace("&amp;", "&")).status_code == 403
    hidden = client.post(at("hide_photo", photo), headers={"HX-Request": "true"})
    assert "<img" not in hidden.content.decode()
    whole = client.post(at("show_photo", photo)).content.decode()
    assert "<img" in whole
    assert BOOK.kinds() == ["face.opened"] * 2


def test_the_original_is_a_download_and_nothing_else(cast: Cast, body: File) -> None:
    photo = looked_at(cast, body)
    client = signed_in(cast.bob)
    asked = client.get(at("photo_original", photo))
    assert "leaves this desk" in asked.content.decode()
    assert BOOK.kinds() == []
    answer = client.post(at("photo_original", photo))
    assert answer.content == portrait()
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{photo.pk.hex}.jpg"'
    assert BOOK.kinds() == ["photo.original"]


def test_who_sees_the_file_and_not_its_photos_is_told_so(cast: Cast, body: File) -> None:
    photo = looked_at(cast, body)
    carla = account("carla")
    role(carla, Role.CUSTODY, cast.one, cast.ada)
    client = signed_in(carla)
    assert client.get(at("photo", photo)).status_code == 403
    assert client.post(at("show_photo", photo)).status_code == 403
    page = client.get(at("file", body)).content.decode()
    assert "Your role does not open photos of this kind." in page
    assert signed_in(cast.charlie).post(at("show_photo", photo)).status_code == 404
    assert BOOK.entries == []


def test_a_tombstone_is_shown_as_one(cast: Cast, body: File) -> None:
    photo = looked_at(cast, body)
    RemovePhoto(photo=photo, reason="living", why="it was his brother").do(by(cast.alice))
    BOOK.entries.clear()
    client = signed_in(cast.bob)
    page = client.get(at("photo", photo)).content.decode()
    assert "it shows someone who is alive" in page
    assert "it was his brother" in page
    assert "Show</span>" not in page
    assert "removed: " in client.get(at("file", body)).content.decode()
    client.post(at("show_photo", photo))
    client.post(at("photo_original", photo))
    assert BOOK.entries == []


def test_holds_are_shown(cast: Cast, body: File) -> None:
    photo = looked_at(cast, body)
    HoldPhoto(file=body, photo=photo, why="he may live").do(by(cast.bob))
    client = signed_in(cast.alice)
    assert "held back from comparison" in client.get(at("file", body)).content.decode()
    assert "he may live" in client.get(at("photo", photo)).content.decode()


def test_a_picture_that_was_opened_closes_when_the_photo_is_held(cast: Cast) -> None:
    """A liaison sees photos of the missing, and none of the living."""
    rita, lena = recorder(cast), account("lena")
    role(lena, Role.LIAISON, cast.one, cast.ada)
    missing = file_of("am", rita, cast.one)
    photo = receive(by(rita), missing, portrait(), "a.jpg").photo
    background.look_at_photo.call(photo.pk.hex)
    client = signed_in(lena)
    page = client.post(at("show_photo", photo)).content.decode()
    [source] = re.findall(r'<img[^>]* src="([^"]+)"', page)
    address = html.unescape(source)
    assert client.get(address).status_code == 200
    HoldPhoto(file=missing, photo=photo, why="he may live").do(by(cast.bob))
    assert client.get(address).status_code == 403
    assert client.post(at("show_photo", photo)).status_code == 403
    page = client.get(at("photo", photo)).content.decode()
    assert "your role does not open such photos" in page
    assert signed_in(cast.bob).post(at("show_photo", photo)).status_code == 200


def test_a_photo_is_held_and_removed_by_its_page(cast: Cast, body: File) -> None:
    photo = looked_at(cast, body)
    client = signed_in(cast.alice)
    client.post(at("hold_photo", photo), {"why": "he may live"})
    assert Hold.objects.get().photo == photo
    assert client.get(at("remove_photo", photo)).status_code == 200
    client.post(at("remove_photo", photo), {"reason": "withdrawn", "why": "no"})
    assert not PhotoEnd.objects.exists()
    client.post(at("remove_photo", photo), {"reason": "wrong-file", "why": "of B2"})
    assert PhotoEnd.objects.get().reason == "wrong-file"
    assert not Content.objects.exists()


def test_a_face_is_marked_by_numbers_and_chosen(cast: Cast, body: File) -> None:
    photo = looked_at(cast, body)
    client = signed_in(cast.bob)
    box = {"left": "20", "top": "30", "right": "120", "bottom": "150", "turn": "-10"}
    assert client.post(at("draw_face", photo), {**box, "right": "22"}).status_code == 422
    assert client.post(at("draw_face", photo), {**box, "left": "x"}).status_code == 422
    answer = client.post(at("draw_face", photo), box)
    assert answer.headers["Location"] == at("photo", photo)
    drawn = Face.objects.get(by=cast.bob)
    assert (drawn.left, drawn.turn, drawn.of_file) == (20, -10.0, True)
    page = client.get(at("photo", photo)).content.decode()
    assert "drawn by Bob Name" in page
    for wrong in ("", "x", "9" * 30, "99999"):
        client.post(at("choose_face", photo), {"face": wrong})
    assert BOOK.kinds() == ["face.draw"]
    client.post(at("choose_face", photo), {"face": "none"})
    assert set(Face.objects.values_list("of_file", flat=True)) == {False}


def test_a_name_from_outside_harms_no_page(cast: Cast, body: File) -> None:
    name = '"><img src=x onerror=alert(1)>\u202e{{7*7}}\x00' + "x" * 10_000
    photo = receive(by(cast.alice), body, jpeg(1), name, alive="dead").photo
    page = signed_in(cast.alice).get(at("photo", photo)).content.decode()
    assert "<img src=x" not in page
    assert "\u202e" not in page
    assert len(Occurrence.objects.get().name) == intake.NAME


def test_pages_hold_no_script_or_style_of_their_own(cast: Cast, body: File) -> None:
    photo = looked_at(cast, body)
    client = signed_in(cast.alice)
    for address in (at("add_photos", body), at("photo", photo), at("draw_face", photo)):
        page = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", page)
    folder = Path(background.__file__).parents[1] / "static" / "files"
    for script in folder.glob("*.js"):
        assert "innerHTML" not in script.read_text("utf-8")
