"""Photos through the interface: sent once, opened in writing, never in a list."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nomina.desk.files.models import Content, File, Photo
from nomina.desk.files.photos import background, intake
from nomina.desk.policy.roles import Role
from tests.desk.api.asking import ROOT, Program
from tests.desk.files.people import Team, opened_all
from tests.desk.files.shots import jpeg, portrait
from tests.desk.people.cast import BOOK


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    """No decoder is left behind."""
    yield
    intake.close()


@pytest.fixture
def body(team: Team) -> File:
    return opened_all(team)["pm"]


def send(
    program: Program, file: File, data: bytes, digest: str = "", alive: str | None = "dead"
) -> Any:
    """Send a photo with its digest, or with another one."""
    given = {
        "photo": SimpleUploadedFile("IMG_1.jpg", data, "image/jpeg"),
        "sha256": digest or hashlib.sha256(data).hexdigest(),
    }
    if alive is not None:
        given["alive"] = alive
    return program.client.post(f"{ROOT}files/{file.pk}/photos", given)


def test_whom_a_photo_shows_is_said_or_nothing_is_kept(
    team: Team, program: Program, body: File
) -> None:
    """A program from before this was asked is told what to send (LAW-23)."""
    program.sign_in(team.cast.alice)
    silent = send(program, body, jpeg(1), alive=None)
    assert (silent.status_code, silent.json()["where"]) == (422, "alive")
    assert "dead, may-live, not-known" in silent.json()["todo"]
    assert send(program, body, jpeg(1), alive="perhaps").status_code == 422
    assert not Photo.objects.exists()
    id_ = send(program, body, jpeg(1), alive="may-live").json()["id"]
    assert program.get(f"photos/{id_}").json()["held"]
    assert program.post(f"photos/{id_}/original").status_code == 409


def test_a_photo_is_sent_once_and_said_to_be_here(team: Team, program: Program, body: File) -> None:
    program.sign_in(team.cast.alice)
    data, other = jpeg(1), hashlib.sha256(b"other").hexdigest()
    digest = hashlib.sha256(data).hexdigest()
    asked = {"digests": [digest, other]}
    assert program.post(f"files/{body.pk}/photos/missing", asked).json() == asked
    first, second = send(program, body, data), send(program, body, data)
    assert (first.status_code, first.json()["again"]) == (200, False)
    assert (second.json()["id"], second.json()["again"]) == (first.json()["id"], True)
    missing = program.post(f"files/{body.pk}/photos/missing", asked).json()
    assert missing == {"digests": [other]}
    assert Content.objects.get().digest == digest


def test_what_another_file_holds_is_not_told(team: Team, program: Program, body: File) -> None:
    data = jpeg(2)
    there = opened_all(team, foreign=True)["pm"]
    program.sign_in(team.morten)
    assert send(program, there, data).status_code == 200
    program.sign_in(team.cast.alice)
    asked = {"digests": [hashlib.sha256(data).hexdigest()]}
    assert program.post(f"files/{body.pk}/photos/missing", asked).json() == asked
    assert "also" not in send(program, body, data).json()["says"]


def test_what_is_not_taken(team: Team, program: Program, body: File) -> None:
    program.sign_in(team.cast.alice)
    assert send(program, body, jpeg(1), "0" * 64).status_code == 422
    assert send(program, body, jpeg(1), "no digest").status_code == 422
    assert send(program, body, b"").status_code == 409
    program.sign_in(team.cast.bob)
    assert send(program, body, jpeg(1)).status_code == 403
    assert not Photo.objects.exists()


def test_a_face_is_opened_in_writing_and_never_in_a_list(
    team: Team, program: Program, body: File
) -> None:
    program.sign_in(team.cast.alice)
    id_ = send(program, body, portrait()).json()["id"]
    program.sign_in(team.cast.bob)
    assert program.get(f"photos/{id_}/image").status_code == 409, "it is not made yet"
    background.look_at_photo.call(uuid.UUID(id_).hex)
    BOOK.entries.clear()
    listed = program.get(f"files/{body.pk}/photos")
    whole = program.get(f"photos/{id_}")
    assert [one["id"] for one in listed.json()["photos"]] == [id_]
    assert (listed.json()["photos"][0]["faces"], len(whole.json()["boxes"])) == (1, 1)
    assert BOOK.kinds() == []
    for answer in (listed, whole):
        assert b"\xff\xd8" not in answer.content
        assert b"/9j/" not in answer.content
    image = program.get(f"photos/{id_}/image")
    assert image["Content-Type"] == "image/jpeg"
    assert image.content[:2] == b"\xff\xd8"
    assert BOOK.kinds() == ["face.opened"]
    assert BOOK.entries[0].who == team.cast.bob.pk
    original = program.post(f"photos/{id_}/original")
    assert original.content == portrait()
    assert original["Content-Type"] == "application/octet-stream"
    assert BOOK.kinds()[-1] == "photo.original"
    program.sign_in(team.one[Role.CUSTODY])
    assert program.get(f"photos/{id_}/image").status_code == 403


def test_a_photo_is_taken_away_by_who_keeps_the_file(
    team: Team, program: Program, body: File
) -> None:
    program.sign_in(team.cast.alice)
    id_ = send(program, body, jpeg(3)).json()["id"]
    given = {"reason": "wrong-file", "why": "of another body"}
    assert program.post(f"photos/{id_}/remove", given).status_code == 200
    one = program.get(f"photos/{id_}").json()
    assert (one["digest"], one["names"], one["end"]["why"]) == (None, [], "of another body")
    assert program.post(f"photos/{id_}/remove", given).status_code == 409
    assert program.get(f"photos/{id_}/image").status_code == 409
