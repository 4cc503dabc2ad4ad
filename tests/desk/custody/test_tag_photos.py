"""A picture of the tag: of both sides of a handover, kept as it came, and shown when asked for."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import CharField
from django.test import Client
from PIL import Image

from nomina.desk.books import vault
from nomina.desk.custody import kept
from nomina.desk.custody.actions.moving import Pack
from nomina.desk.custody.actions.taking import Take
from nomina.desk.custody.models import Handover, HandoverEnd, Item, Movement, TagPhoto
from nomina.desk.custody.models.movements import DIGEST
from nomina.desk.custody.picture import Picture, opened
from nomina.desk.files.actions.photos import AddPhoto
from nomina.desk.files.actions.removal import RemovePhoto
from nomina.desk.files.photos.intake import facts_of
from nomina.desk.policy.roles import Role
from nomina.errors import NeverChanged, Refused
from tests.desk.custody.test_graves_pages import WRONG, stone
from tests.desk.custody.test_release_pages import send, text_of, url
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.people.cast import BOOK, by, sign_in

SHOWN = Picture(data=b"as it came", shown=b"its pixels")


@pytest.fixture
def desk(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> Yard:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()
    return yard


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("tag.jpg", data, "image/jpeg")


def offered(client: Client, yard: Yard, items: list[Item], status: int = 200, **more: Any) -> str:
    given: dict[str, Any] = {
        "tags": " ".join(str(one) for one in items), "taker": yard.clerk.pk.hex,
        "place": yard.other.pk, "read": "scanned",
    }  # fmt: skip
    return send(client, url("offer", yard.team.cast.one), status, **(given | more))


def taken(client: Client, one: Handover, items: list[Item], status: int = 200, **more: Any) -> str:
    given = {"tags": " ".join(str(item) for item in items), "read": "scanned"}
    return send(client, url("take", one), status, **(given | more))


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_both_sides_take_a_picture_and_it_is_seen_when_asked_for(
    desk: Yard, client: Client
) -> None:
    bodies, coffin = [desk.body(), desk.body()], desk.thing("coffin")
    sign_in(client, desk.officer)
    assert 'capture="environment"' in text_of(client, url("offer", desk.team.cast.one))
    offered(client, desk, [*bodies, coffin], picture=upload(stone()))
    handover = Handover.objects.get()
    given = TagPhoto.objects.get(handover=handover)
    page = text_of(client, url("handover", handover))
    assert url("tag_image", given) not in page
    assert f"?picture={given.pk.hex}" in page
    waits = text_of(client, url("item", bodies[0]))
    assert url("handover", handover) in waits
    assert ">Move<" not in waits, "what waits to be taken is moved by nobody"
    client.logout()
    sign_in(client, desk.clerk)
    taken(client, handover, bodies, picture=upload(stone() + b"\0"))
    assert Movement.objects.get(item=bodies[0], kind="hand").photo
    second = TagPhoto.objects.get(handover=handover, side="taken")
    photos = Movement.objects.filter(handover=handover).values_list("photo", flat=True)
    assert set(photos) == {second.photo} != {given.photo}
    for row, name in ((given, "as given"), (second, "as taken over")):
        for address in (url("handover", handover), url("item", bodies[0])):
            page = text_of(client, address)
            assert name in page
            assert "<img" not in page
            page = text_of(client, f"{address}?picture={row.pk.hex}")
            assert page.count("<img") == 1
            assert url("tag_image", row) in page
    left = text_of(client, url("item", coffin))
    assert "Picture of the tag" not in left, "it was not taken, and has no such movement"
    lists = (url("handovers", desk.team.cast.one), url("place", desk.other))
    assert all("icture" not in text_of(client, one) for one in lists)
    answer = client.get(url("tag_image", given))
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    assert b"Maker of phones" in vault().read(given.photo)
    assert not Image.open(io.BytesIO(answer.content)).getexif()


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_what_is_no_picture_hands_nothing_over(desk: Yard, client: Client, data: bytes) -> None:
    body = desk.body()
    sign_in(client, desk.officer)
    before = len(vault().index)
    said = offered(client, desk, [body], 422, picture=upload(data))
    assert ("this picture cannot be opened" if data else "the file is empty") in said.lower()
    assert str(body) in said, "what was read stands there still"
    assert not Handover.objects.exists()
    handover = desk.offer([body], desk.keeper(desk.clerk), desk.other)
    client.logout()
    sign_in(client, desk.clerk)
    taken(client, handover, [body], 422, picture=upload(data))
    assert not HandoverEnd.objects.exists()
    assert len(vault().index) == before


def test_what_is_refused_keeps_no_picture(desk: Yard) -> None:
    body = desk.body()
    keeper, before = desk.keeper(desk.clerk), len(vault().index)
    with pytest.raises(Refused, match="in the hands of"):
        desk.offer([body], desk.driver, desk.other, user=desk.clerk, picture=SHOWN)
    handover = desk.offer([body], keeper, desk.other)
    lying = desk.body()
    desk.move(lying, desk.other, desk.position(desk.other, "A1"))
    assert len(vault().index) == before
    when = desk.when()
    handed = desk.take(handover, [body], desk.clerk, picture=SHOWN, when=when)
    assert len(vault().index) == before + 2
    act = Take(handover=handover, items=(), when=when, picture=SHOWN)
    assert act.said(handed)["photo"] == SHOWN.digest, "the log says which picture it was"
    assert TagPhoto.objects.get().photo == SHOWN.digest


def test_what_lies_within_was_carried_and_not_pictured(desk: Yard) -> None:
    body, coffin = desk.body(), desk.thing("coffin")
    desk.do(
        Pack(operation=body.operation, items=(body,), into=coffin, when=desk.when(),
             reading=SCANNED)
    )  # fmt: skip
    handover = desk.offer([coffin], desk.keeper(desk.clerk), desk.other, picture=SHOWN)
    desk.take(handover, [coffin], desk.clerk, picture=SHOWN)
    by_item = {row.item_id: row.photo for row in Movement.objects.filter(handover=handover)}
    assert by_item == {coffin.pk: SHOWN.digest, body.pk: ""}
    assert TagPhoto.objects.count() == 2, "both sides may take the same picture"


def test_a_picture_stays_as_it_is_one_of_each_side(desk: Yard) -> None:
    handover = desk.offer([desk.body()], desk.keeper(desk.clerk), desk.other, picture=SHOWN)
    row = TagPhoto.objects.get(handover=handover)
    with pytest.raises(NeverChanged):
        row.delete()
    with pytest.raises(NeverChanged):
        TagPhoto.objects.update(shown=row.photo)
    for wrong in ({"side": "given"}, {"side": "other"}, {"side": "taken", "shown": ""}):
        given = {"photo": row.photo, "shown": row.shown} | wrong
        with pytest.raises(IntegrityError), transaction.atomic():
            TagPhoto.objects.create(handover=handover, by=desk.officer, **given)


def test_a_picture_is_seen_by_whoever_sees_the_handover(desk: Yard) -> None:
    handover = desk.offer([desk.body()], desk.keeper(desk.clerk), desk.other, picture=SHOWN)
    row = TagPhoto.objects.get(handover=handover)
    team = desk.team
    for user, sees in (
        (desk.clerk, True), (team.one[Role.LIAISON], True), (team.one[Role.EXAMINER], False),
        (team.morten, False), (team.cast.charlie, False),
    ):  # fmt: skip
        assert TagPhoto.objects.visible_to(user).filter(pk=row.pk).exists() is sees, user


def test_the_same_bytes_stay_though_a_photo_of_a_file_goes(desk: Yard) -> None:
    """The vault keeps equal bytes once; a file that loses its photo takes no picture away."""
    picture = opened(stone())
    handover = desk.offer([desk.body()], desk.keeper(desk.clerk), desk.other, picture=picture)
    file, recorder = desk.file(), by(desk.team.keeper("pm"))
    added = AddPhoto(
        file=file, data=picture.data, facts=facts_of(picture.data), alive="dead"
    ).do(recorder, desk.book)  # fmt: skip
    gone = RemovePhoto(photo=added.photo, reason="wrong-file", why="a tag, and no face")
    gone.do(recorder, desk.book)
    assert vault().read(TagPhoto.objects.get(handover=handover).photo) == picture.data
    assert kept.refers([picture.digest, "0" * 64]) == {picture.digest}


ELSEWHERE = {
    "BatchDocument.digest", "BatchDocument.kept", "Death.digest", "Listed.mark", "Logger.digest",
    "Manifest.digest", "ManifestReceipt.digest", "ManifestReceipt.kept", "Movement.photo",
    "OurReceipt.digest", "ReleaseDone.digest", "ReleaseSign.digest", "TheirManifest.digest",
    "Unresolved.digest",
}  # fmt: skip
"""Digests of what is no bytes of the vault as they came: of documents, keys and envelopes."""


def test_every_digest_is_of_the_vault_or_known_to_be_of_something_else() -> None:
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("custody").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, CharField) and field.max_length == DIGEST
    }
    assert found - ELSEWHERE == {f"{model}.{column}" for model, column in kept.COLUMNS}
