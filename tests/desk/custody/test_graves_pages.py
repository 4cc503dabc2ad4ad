"""The pages of graves without scripts: from a cemetery to a later grave, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from nomina.desk.books import vault
from nomina.desk.custody.models import (
    Burial,
    Cremation,
    Grave,
    GraveMarking,
    GraveOffer,
    Item,
    Place,
)
from nomina.desk.policy.roles import Role
from tests.desk.custody.ground import Ground, make_ground, point
from tests.desk.custody.test_release_pages import send, text_of, url
from tests.desk.custody.yard import Yard
from tests.desk.files.shots import encoded
from tests.desk.people.cast import BOOK, sign_in
from tests.desk.people.test_pages import HOSTILE

ORDER: dict[str, Any] = {
    "why": "investigation", "words_": "DNA sample", "authority": "Prosecutor",
    "document": "order 12/26", "read": "scanned",
}  # fmt: skip


@pytest.fixture
def kind() -> str:
    """A page is drawn the same from both databases; what acts keep is tried in both."""
    return "sqlcipher"


@pytest.fixture
def ground(yard: Yard, monkeypatch: pytest.MonkeyPatch, client: Client) -> Ground:
    """A cemetery, with the officer signed in."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()
    made = make_ground(yard, monkeypatch)
    sign_in(client, yard.officer)
    return made


def stone() -> bytes:
    """A picture of a marker that says where, when and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Maker of phones"
    exif.get_ifd(0x8825)[2] = (49.0, 1.0, 2.0)
    pixels = np.full((64, 96, 3), 90, np.uint8)
    return encoded(pixels, exif=exif.tobytes())


def upload(data: bytes, name: str = "stone.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


def bury(client: Client, ground: Ground, item: Item, grave: Grave | str, status: int = 200) -> str:
    typed = grave if isinstance(grave, str) else f"{grave.place.code} {grave}"
    address = url("bury", ground.cemetery.operation)
    return send(client, address, status, tag=str(item), grave=typed, read="scanned")


def test_from_a_new_cemetery_to_a_second_grave(ground: Ground, client: Client) -> None:
    one = ground.cemetery.operation
    send(client, url("make_place", one), kind="cemetery", name="New field", code="c2")
    place = Place.objects.get(code="C2")
    assert "No grave yet" in text_of(client, url("cemetery", place))
    given: dict[str, Any] = {
        "kind": "individual", "spots": 1, "section": "B", "row": "3", "plot": "12",
    }  # fmt: skip
    where: dict[str, Any] = {
        "latitude": "49.1",
        "longitude": "36.1",
        "accuracy": "4",
        "source": "gps",
    }
    page = send(client, url("make_grave", place), words_="Unknown 17", **given, **where)
    assert "The grave was added" in page
    assert "49.100000, 36.100000" in page
    grave = Grave.objects.get(place=place)
    again = send(client, url("make_grave", place), 422, **given)
    assert "another grave stands there: G1" in again
    body = ground.yard.body()
    said = bury(client, ground, body, grave, 422)
    assert "nobody examined this" in said
    assert "C2 G1" in said, "what was typed stands there still"
    ground.seen.add(body.pk)
    page = bury(client, ground, body, "c2 g1")
    assert "The burial was written down" in page
    number = body.file.number if body.file else ""
    assert page.count(f">{number}<") >= 1
    assert "Bury here" not in page, "nobody else has room in it"
    assert "somebody lies in every spot" in bury(client, ground, ground.examined(), grave, 422)
    lies = text_of(client, url("item", body))
    assert "C2 G1" in lies
    for shut in (">Move<", ">Hand over<", ">Bury<", "Take this back"):
        assert shut not in lies, shut
    before = timezone.now() + timedelta(hours=1)
    late = send(
        client, url("exhume", grave), 422, **ORDER, who=Burial.objects.get().pk.hex,
        place=ground.cemetery.pk, at=f"{before:%Y-%m-%dT%H:%M}",
    )  # fmt: skip
    assert "later than the desk" in late
    who = Burial.objects.get().pk.hex
    page = send(client, url("exhume", grave), **ORDER, who=who, place=ground.cemetery.pk)
    assert "Nobody lies here" in page
    assert "Exhumed: " in page
    lifted = text_of(client, url("item", body))
    assert "Take this back" not in lifted, "nobody is put into a grave by taking a movement back"
    assert ">Move<" in lifted
    assert ">Bury<" in lifted
    second = ground.grave(section="A", row="1", plot="1")
    bury(client, ground, body, second)
    way = text_of(client, url("item", body)).partition(">Burial<")[2]
    assert way.index("C2 G1") < way.index("C1 G1")
    assert ("Lay in" in way, "Lies in" in way) == (True, True)
    assert number in text_of(client, url("graves", one))
    done = [kind for kind in BOOK.kinds() if kind.startswith("custody.")]
    acts = ["place", "grave", "bury", "exhume", "bury"]
    assert [one.removeprefix("custody.") for one in done] == acts


def test_a_collective_grave_says_why_and_each_has_a_spot(ground: Ground, client: Client) -> None:
    address = url("make_grave", ground.cemetery)
    assert "needs a reason" in send(client, address, 422, kind="collective", spots=2)
    page = send(client, address, kind="collective", spots=2, reason="found so, and left so")
    assert "found so, and left so" in page
    grave = Grave.objects.get()
    bodies = [ground.examined(), ground.examined()]
    for body in bodies:
        bury(client, ground, body, grave)
    lying = [one.spot.number for one in Burial.objects.order_by("at") if one.spot]
    assert lying == [1, 2]
    form = text_of(client, url("exhume", grave))
    assert form.count('name="who"') == 2
    send(client, url("exhume", grave), 422, **ORDER, place=ground.yard.morgue.pk)
    first = Burial.objects.order_by("at")[0]
    send(client, url("exhume", grave), **ORDER, who=first.pk.hex, place=ground.yard.morgue.pk)
    page = text_of(client, url("grave", grave))
    assert "Bury here" in page
    assert Burial.objects.standing().get() != first


def test_a_marker_is_pictured_and_seen_when_asked_for_alone(ground: Ground, client: Client) -> None:
    grave = ground.grave()
    address = url("mark_grave", grave)
    more: dict[str, Any] = {"words_": "Unknown 17", "shows": "marker"}
    said = send(client, address, 422, photo=upload(stone()), **more)
    assert "picture of a grave shows nobody" in said
    page = send(client, address, photo=upload(stone()), nobody="on", **more)
    assert "Show the picture" in page
    row = GraveMarking.objects.get()
    source = url("marker_image", row)
    assert source not in page
    assert source in text_of(client, url("grave", grave) + f"?picture={row.pk.hex}")
    answer = client.get(source)
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    assert b"Maker of phones" in vault().read(row.photo)
    assert b"Maker of phones" not in answer.content
    assert not Image.open(io.BytesIO(answer.content)).getexif()
    client.logout()
    sign_in(client, ground.yard.team.morten)
    assert client.get(source).status_code in (403, 404)


WRONG = {
    "empty": b"",
    "words": b"<svg onload=alert(1)>",
    "cut": stone()[:200],
    "a page": b"\xff\xd8\xff\xe0<script>alert(1)</script>",
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_what_is_no_picture_is_refused_and_leaves_nothing(
    ground: Ground, client: Client, data: bytes
) -> None:
    grave, before = ground.grave(), len(vault().index)
    said = send(
        client, url("mark_grave", grave), 422, words_="w", shows="marker", nobody="on",
        photo=upload(data),
    )  # fmt: skip
    assert ("this picture cannot be opened" if data else "the file is empty") in said.lower()
    assert not GraveMarking.objects.exists()
    assert len(vault().index) == before


def test_ashes_and_the_sea_have_their_papers(ground: Ground, client: Client) -> None:
    one = ground.cemetery.operation
    burnt, sunk = ground.examined(), ground.examined()
    given: dict[str, Any] = {"authority": "Head of health", "ashes": "urn 12", "read": "scanned"}
    address = url("cremate", one)
    send(client, address, 422, tag=str(burnt), reason="room", words_="w", **given)
    assert not Cremation.objects.exists(), "no other reason than the three"
    page = send(client, address, tag=str(burnt), reason="hygiene", words_="cholera", **given)
    assert "urn 12" in page
    point_: dict[str, Any] = {"latitude": "44.1234567", "longitude": "33.7654321"}
    page = send(
        client, url("bury_at_sea", one), tag=str(sunk), ship="Rescue 3", read="scanned", **point_
    )
    assert "the sea" in page
    for shut in (">Move<", ">Hand over<", ">Bury<", "Take this back", "Write down effects"):
        assert shut not in page, shut
    assert "Rescue 3" in text_of(client, url("graves", one))
    for address in (
        url("take_burial", Burial.objects.get()), url("take_cremation", Cremation.objects.get()),
    ):  # fmt: skip
        answer = client.post(address, {"language": "uk"})
        assert answer.content[:5] == b"%PDF-"
    assert BOOK.kinds()[-2:] == ["custody.take-burial", "custody.take-burial"]


def test_the_list_leaves_in_four_forms_and_each_is_written_down(
    ground: Ground, client: Client
) -> None:
    grave = ground.grave(words="=1+1", point=point("49.1", "36.1"))
    body = ground.examined()
    ground.bury(body, grave)
    number = body.file.number if body.file else ""
    got = {}
    for form in ("pdf", "geojson", "gpx", "csv"):
        address = url("take_graves", ground.cemetery)
        answer = client.post(address, {"form": form, "language": "en"})
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment;")
        got[form] = answer.content
    assert got["pdf"][:5] == b"%PDF-"
    [feature] = json.loads(got["geojson"])["features"]
    assert feature["geometry"]["coordinates"] == [36.1, 49.1]
    assert feature["properties"]["dead"] == [number]
    assert b"<name>C1 G1</name>" in got["gpx"]
    cells = list(csv.reader(io.StringIO(got["csv"].decode("utf-8-sig"))))[1]
    assert number in cells
    assert "=1+1" not in cells
    assert BOOK.kinds()[-4:] == ["custody.take-graves"] * 4


def test_an_offer_of_return_waits_its_five_years(ground: Ground, client: Client) -> None:
    day = timezone.now().date() - timedelta(days=40)
    page = send(
        client, url("offer_return", ground.cemetery), to="Home country", made_on=str(day),
        document="note 4",
    )  # fmt: skip
    assert "Home country" in page
    offer = GraveOffer.objects.get()
    answer: dict[str, Any] = {
        "accepted": "no",
        "words_": "moved",
        "noticed_on": str(day),
        "notice": "note 5",
    }
    assert "five years" in send(client, url("answer_offer", offer), 422, **answer)
    page = send(client, url("answer_offer", offer), accepted="yes", words_="in May")
    assert "accepted" in page
    assert "ended already" in send(client, url("answer_offer", offer), accepted="yes", words_="w")


def test_hostile_words_stay_words(ground: Ground, client: Client) -> None:
    for text in HOSTILE:
        address = url("make_grave", ground.cemetery)
        answer = client.post(
            address,
            {"kind": "individual", "spots": 1, "section": text[:40], "plot": text[:40],
             "grouped": text[:100], "words_": text},
            follow=True,
        )  # fmt: skip
        assert answer.status_code in (200, 422), text
    grave = Grave.objects.order_by("number").first()
    assert grave is not None
    body = ground.examined()
    send(
        client, url("bury", ground.cemetery.operation), tag=str(body), grave=f"C1 {grave}",
        read="scanned", officiant=HOSTILE[0], rites=HOSTILE[1],
    )  # fmt: skip
    for address in (
        url("graves", ground.cemetery.operation), url("cemetery", ground.cemetery),
        url("grave", grave), url("exhume", grave), url("item", body),
    ):  # fmt: skip
        page = text_of(client, address)
        assert "<img src=x" not in page
        assert "<script>alert" not in page


def test_a_grave_that_nobody_can_mean_is_said_to_be_none(ground: Ground, client: Client) -> None:
    body = ground.examined()
    ground.grave()
    for typed in ("G9", "C9 G1", "the old one", "C1 G1 G1", "G" + "1" * 30):
        assert "there is no such grave" in bury(client, ground, body, typed[:40], 422)
    send(
        client, url("make_place", ground.cemetery.operation), kind="cemetery", name="Two", code="C2"
    )
    ground.grave(place=Place.objects.get(code="C2"))
    assert "several cemeteries have such a grave" in bury(client, ground, body, "G1", 422)


def test_who_keeps_no_graves_reads_them_alone(ground: Ground, client: Client) -> None:
    grave = ground.grave()
    client.logout()
    sign_in(client, ground.yard.clerk)
    page = text_of(client, url("grave", grave))
    for shut in ("Bury here", "Write down its marking", "Measure it", "Exhume"):
        assert shut not in page, shut
    for name, row in (
        ("bury", grave.operation), ("exhume", grave), ("mark_grave", grave),
        ("make_grave", ground.cemetery),
    ):  # fmt: skip
        assert client.post(url(name, row), {}).status_code == 403, name
    client.logout()
    sign_in(client, ground.yard.team.one[Role.EXAMINER])
    assert client.get(url("grave", grave)).status_code in (403, 404)
