"""Photos of files: kept once, looked at by the desk, and opened by people only in writing."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django_tasks_db.models import DBTaskResult
from PIL import Image

from nomina.desk.acts import Actor, NotPermitted, Refused
from nomina.desk.books import vault
from nomina.desk.files.actions import RemovePhoto
from nomina.desk.files.actions.faces import ChooseFace, DrawFace
from nomina.desk.files.actions.photos import (
    IMPORTED,
    AddPhoto,
    LookAtPhoto,
    OpenPhoto,
    TakeOriginal,
)
from nomina.desk.files.models import (
    Card,
    Content,
    Face,
    File,
    Hold,
    Occurrence,
    Photo,
    Rendition,
)
from nomina.desk.files.photos import background, intake, opened
from nomina.desk.files.photos.page import taken
from nomina.desk.files.photos.receiving import AGAIN, KEPT, receive, take
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, StoreError
from nomina.vault import Vault
from tests.desk.files.shots import encoded, jpeg, portrait
from tests.desk.files.shots import opened as file_of
from tests.desk.people.cast import BOOK, NOW, Cast, Torn, account, by, make_cast, role


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


def add(cast: Cast, file: File, data: bytes, name: str = "IMG_1.jpg", **more: Any) -> Any:
    return receive(by(cast.alice), file, data, name, **{"alive": "dead", **more})


def test_a_photo_is_kept_as_it_came_and_written_down(cast: Cast, body: File) -> None:
    data = jpeg(1)
    done = add(cast, body, data)
    content = Content.objects.get(pk=done.photo.pk)
    assert (done.state, done.says) == (KEPT, "The photo was kept.")
    assert content.digest == hashlib.sha256(data).hexdigest()
    assert vault().read(content.digest) == data
    assert (content.media, content.width, content.height, content.size) == (
        "image/jpeg", 40, 40, len(data),
    )  # fmt: skip
    assert BOOK.kinds() == ["photo.add"]
    assert BOOK.entries[0].on[0].id == done.photo.pk
    assert Card.objects.get(file=body).photos == 1
    assert DBTaskResult.objects.filter(task_path__endswith="look_at_photo").count() == 1


def test_the_same_bytes_again_are_the_same_photo_with_a_further_occurrence(
    cast: Cast, body: File
) -> None:
    first = add(cast, body, jpeg(1))
    second = add(cast, body, jpeg(1), "copy.jpg")
    assert (second.state, second.photo) == (AGAIN, first.photo)
    assert second.says == "This file has it already: photo 1."
    assert list(Occurrence.objects.values_list("name", flat=True)) == ["IMG_1.jpg", "copy.jpg"]
    assert (Photo.objects.count(), Card.objects.get(file=body).photos) == (1, 1)
    for _ in range(2):
        again = take(
            by(cast.alice), body, jpeg(1), "copy.jpg", source=IMPORTED, once=True, alive="dead"
        )
    assert (again.again, Occurrence.objects.count()) == (True, 3)


def test_another_file_with_the_same_photo_is_named_to_who_may_see_its_photos(cast: Cast) -> None:
    """Alice sees missing people's files and not their photos; nothing says that it is there."""
    rita = account("rita")
    role(rita, Role.ANTE_MORTEM, cast.one, cast.ada)
    missing = file_of("am", rita, cast.one)
    body = file_of("pm", cast.alice, cast.one, site=cast.site_one)
    other = file_of("pm", cast.alice, cast.one, site=cast.site_one)
    receive(by(rita), missing, jpeg(1), "a.jpg")
    done = add(cast, body, jpeg(1))
    assert done.says == "The photo was kept."
    done = add(cast, other, jpeg(1))
    assert done.says == f"The photo was kept. The same photo is also in: {body.number}."


def test_what_cannot_be_opened_is_kept_with_the_reason(cast: Cast, body: File) -> None:
    for data, reason in (
        (b"no picture at all", "not-an-image"),
        (jpeg(1)[:300], "truncated"),
        (b"GIF89a" + bytes(50), "format-not-accepted: gif"),
    ):
        done = add(cast, body, data, "../../etc/passwd\x00\u202e.jpg")
        content = Content.objects.get(pk=done.photo.pk)
        assert content.unreadable.startswith(reason)
        assert "It cannot be opened" in done.says
        assert vault().read(content.digest) == data
        assert content.looked_at is not None  # nothing is looked for in it
    name = Occurrence.objects.order_by("pk")[0].name
    assert name == "../../etc/passwd\ufffd\ufffd.jpg"


def test_what_a_file_claims_of_itself_is_kept_as_a_claim(cast: Cast, body: File) -> None:
    exif = Image.Exif()
    exif[0x0110] = "Telefon <img onerror=x>"
    exif.get_ifd(0x8769)[0x9003] = "2022:03:12 10:11:12"
    done = add(cast, body, encoded(np.zeros((30, 30, 3), np.uint8), exif=exif))
    claims = Content.objects.get(pk=done.photo.pk).claims
    assert claims["model"] == "Telefon <img onerror=x>"
    assert claims["taken_at"] == "2022-03-12T10:11:12"


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_what_is_refused(cast: Cast, body: File) -> None:
    facts = intake.Facts()
    with pytest.raises(Refused, match="empty"):
        add(cast, body, b"")
    with pytest.raises(Refused, match="100 MB"):
        AddPhoto(file=body, data=bytes(intake.LARGEST + 1), facts=facts).do(by(cast.alice))
    for said in ("", "alive", "yes"):
        with pytest.raises(InputError, match="dead, may-live, not-known"):
            add(cast, body, jpeg(1), alive=said)
    with pytest.raises(InputError, match="changed on its way"):
        add(cast, body, jpeg(1), digest="0" * 64)
    rita = account("rita")
    role(rita, Role.ANTE_MORTEM, cast.one, cast.ada)
    family = file_of("family", rita, cast.one, missing=file_of("am", rita, cast.one))
    for who, file in ((cast.bob, body), (cast.charlie, body), (rita, body), (rita, family)):
        with pytest.raises(NotPermitted):
            receive(by(who), file, jpeg(1), "a.jpg", alive="dead")
    assert (Photo.objects.count(), Content.objects.count()) == (0, 0)


def test_what_may_show_someone_alive_is_held_in_the_act_that_adds_it(
    cast: Cast, body: File
) -> None:
    """Also where the file has it already, and once."""
    first = add(cast, body, jpeg(1))
    assert not Hold.objects.exists()
    again = add(cast, body, jpeg(1), alive="may-live")
    hold = Hold.objects.get()
    assert (again.photo, hold.photo, hold.made_by) == (first.photo, first.photo, cast.alice)
    assert "compared with nobody" in again.says
    assert "hold" in [one.kind for one in BOOK.entries[-1].on]
    add(cast, body, jpeg(1), alive="may-live")
    add(cast, body, jpeg(1), alive="dead")
    assert Hold.objects.current().count() == 1
    came = list(Occurrence.objects.values_list("alive", flat=True))
    assert came == ["dead", "may-live", "may-live", "dead"]


def test_what_the_ledger_does_not_take_did_not_happen(cast: Cast, body: File) -> None:
    action = AddPhoto(file=body, data=jpeg(77), facts=intake.facts_of(jpeg(77)), alive="dead")
    with pytest.raises(OSError, match="gone"):
        action.do(by(cast.alice), Torn())
    jobs = DBTaskResult.objects.filter(task_path__endswith="look_at_photo")
    assert (Photo.objects.count(), jobs.count()) == (0, 0)
    digest = hashlib.sha256(jpeg(77)).hexdigest()
    assert not vault().has([digest])
    assert add(cast, body, jpeg(77)).state == KEPT


def test_the_desk_makes_pictures_and_finds_the_face_once(cast: Cast, body: File) -> None:
    done = add(cast, body, portrait())
    photo = done.photo
    assert background.look_at_photo.call(photo.pk.hex) is True
    content = Content.objects.get(pk=photo.pk)
    made = {one.kind: one for one in content.renditions.all()}
    assert set(made) == set(background.SIZES)
    for one in made.values():
        picture = Image.open(io.BytesIO(vault().read(one.digest)))
        assert picture.size == (one.width, one.height)
        assert picture.getexif() == {}
    face = content.faces.get()
    assert taken([face]) == face
    left, top, right, bottom = Person_box()
    assert abs((face.left + face.right) / 2 - (left + right) / 2) < 30
    assert abs((face.top + face.bottom) / 2 - (top + bottom) / 2) < 40
    assert BOOK.kinds() == ["photo.add", "photo.looked"]
    before = vault().index.__len__()
    assert background.look_at_photo.call(photo.pk.hex) is False
    # A job that was overtaken by another writes nothing.
    assert LookAtPhoto(content=content, made=[]).do(Actor()) is False
    assert (Rendition.objects.count(), Face.objects.count()) == (2, 1)
    assert len(vault().index) == before


def Person_box() -> tuple[float, float, float, float]:  # noqa: N802
    """Around the landmarks that the face was drawn by."""
    from nomina.synthetic import Person

    person = Person.from_seed(3)
    points = person.landmarks(person.ante_mortem_view(0))
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def test_a_photo_that_goes_while_it_is_looked_at_leaves_nothing(cast: Cast, body: File) -> None:
    done = add(cast, body, portrait())
    content = Content.objects.get(pk=done.photo.pk)
    RemovePhoto(photo=done.photo, reason="other", why="wrong").do(by(cast.alice))
    made = background._made(intake.door().open(portrait()))
    assert LookAtPhoto(content=content, made=made).do(Actor()) is False
    assert not Rendition.objects.exists()


def test_work_that_was_cut_short_is_asked_for_again(
    cast: Cast, body: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in (1, 2):
        add(cast, body, jpeg(seed))
    DBTaskResult.objects.all().delete()
    background.resume()
    assert DBTaskResult.objects.get().task_path.endswith("look_at_all")
    assert background.look_at_all.call() == 2
    DBTaskResult.objects.all().delete()
    background.resume()
    assert not DBTaskResult.objects.exists()

    def gone(self: Vault, digest: str) -> bytes:
        raise StoreError("the store of the vault is not here")

    third = add(cast, body, jpeg(3))
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "read", gone)
        with pytest.raises(StoreError):
            background.look_at_photo.call(third.photo.pk.hex)
    assert Content.objects.get(pk=third.photo.pk).looked_at is None


def test_only_the_desk_itself_looks(cast: Cast, body: File) -> None:
    content = Content.objects.get(pk=add(cast, body, jpeg(1)).photo.pk)
    with pytest.raises(NotPermitted):
        LookAtPhoto(content=content).do(by(cast.alice))


def looked_at(cast: Cast, body: File) -> Photo:
    photo: Photo = add(cast, body, portrait()).photo
    background.look_at_photo.call(photo.pk.hex)
    BOOK.entries.clear()
    return photo


def test_opening_a_face_is_in_the_ledger_and_good_for_one_person_for_a_moment(
    cast: Cast, body: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = looked_at(cast, body)
    made = OpenPhoto(photo=photo).do(by(cast.bob))
    assert (made.kind, BOOK.kinds()) == ("page", ["face.opened"])
    entry = BOOK.entries[0]
    assert (entry.who, entry.on[0].id) == (cast.bob.pk, photo.pk)
    sign = opened.sign(photo, "page", cast.bob)
    assert opened.holds(sign, photo, "page", cast.bob)
    assert not opened.holds(sign, photo, "page", cast.alice)
    assert not opened.holds(sign, photo, "small", cast.bob)
    assert not opened.holds(sign, Photo(file=body), "page", cast.bob)
    assert not opened.holds(sign[:-1], photo, "page", cast.bob)
    monkeypatch.setattr(opened, "AGE", -1)
    assert not opened.holds(sign, photo, "page", cast.bob)
    with pytest.raises(NotPermitted):
        OpenPhoto(photo=photo).do(by(cast.charlie))


def test_the_original_is_given_to_few_and_in_writing(cast: Cast, body: File) -> None:
    photo = looked_at(cast, body)
    liaison = account("lena")
    role(liaison, Role.LIAISON, cast.one, cast.ada)
    assert TakeOriginal(photo=photo).do(by(cast.bob)).size == len(portrait())
    with pytest.raises(NotPermitted):
        TakeOriginal(photo=photo).do(by(liaison))
    assert BOOK.kinds() == ["photo.original", "act.refused"]


def test_a_box_by_hand_is_the_face_from_then_on(cast: Cast, body: File) -> None:
    photo = looked_at(cast, body)
    found = Face.objects.get()
    drawn = DrawFace(photo=photo, left=10, top=20, right=110, bottom=150, turn=-12.5).do(
        by(cast.bob)
    )
    faces = list(Face.objects.all())
    assert taken(faces) == drawn
    assert drawn.by == cast.bob
    ChooseFace(photo=photo, face=found.pk).do(by(cast.alice))
    assert taken(list(Face.objects.all())) == found
    ChooseFace(photo=photo, face=None).do(by(cast.alice))
    assert taken(list(Face.objects.all())) is None
    assert BOOK.kinds() == ["face.draw", "face.choose", "face.choose"]


@pytest.mark.parametrize(
    "box",
    [(10, 20, 15, 150, 0), (200, 200, 320, 320, 0), (300, 0, 400, 90, 0), (10, 20, 110, 150, 181)],
)
def test_a_box_that_is_not_of_the_photo_is_refused(
    cast: Cast, body: File, box: tuple[int, int, int, int, float]
) -> None:
    photo = looked_at(cast, body)
    left, top, right, bottom, turn = box
    action = DrawFace(photo=photo, left=left, top=top, right=right, bottom=bottom, turn=turn)
    with pytest.raises(Refused):
        action.do(by(cast.alice))


def test_a_face_of_another_photo_is_not_chosen(cast: Cast, body: File) -> None:
    photo = looked_at(cast, body)
    other: Photo = add(cast, body, jpeg(9)).photo
    with pytest.raises(Refused):
        ChooseFace(photo=other, face=Face.objects.get().pk).do(by(cast.alice))
    assert photo.content.faces.get().of_file is None


def test_consent_says_whether_photos_of_the_missing_may_be_compared(cast: Cast) -> None:
    from nomina.desk.files.actions import EndConsent, GiveConsent
    from nomina.desk.files.photos.page import allowed, notices

    rita: User = account("rita")
    role(rita, Role.ANTE_MORTEM, cast.one, cast.ada)
    missing = file_of("am", rita, cast.one)
    said = {notice.text for notice in notices(missing, NOW)}
    assert any(text.startswith("No consent for comparing faces") for text in said)
    consent = GiveConsent(file=missing, purpose="compare-faces", given_by="mother", how="paper").do(
        by(rita)
    )
    assert allowed(missing, NOW + timedelta(seconds=1))
    photo = receive(by(rita), missing, portrait(), "a.jpg").photo
    background.look_at_photo.call(photo.pk.hex)
    digests = {photo.content.digest, *Rendition.objects.values_list("digest", flat=True)}
    EndConsent(consent=consent, why="she said so").do(by(rita))
    assert not vault().has(digests)
    assert not Content.objects.exists()
    assert not Face.objects.exists()
    with pytest.raises(Refused):
        OpenPhoto(photo=photo).do(by(rita))
    living = file_of("pui", rita, cast.one)
    assert any("never compared" in notice.text for notice in notices(living))
