"""What a family took back stays away when an older copy is put back."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from nomina.desk.acts import Actor
from nomina.desk.books import vault
from nomina.desk.books.backup import archive, taken
from nomina.desk.books.backup.making import make
from nomina.desk.books.backup.taken import End, TakeAgain, Taken
from nomina.desk.boot import keys
from nomina.desk.files.actions import EndConsent, GiveConsent
from nomina.desk.files.models import Consent, ConsentEnd, Content, Photo, PhotoEnd, Tombstone
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.files.photos import intake
from nomina.desk.files.photos.receiving import take
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import StoreError
from tests.desk.books.test_backup import run
from tests.desk.conftest import HOME
from tests.desk.files.shots import jpeg
from tests.desk.files.shots import opened as file_of
from tests.desk.people.cast import BOOK, NOW, account, by, make_cast, role


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    """No decoder is left behind."""
    yield
    intake.close()


DIGEST = hashlib.sha256(jpeg(1)).hexdigest()


def allowed() -> tuple[Consent, User]:
    """A photo of somebody missing, and the consent that it is here by."""
    cast = make_cast()
    rita = account("rita")
    role(rita, Role.ANTE_MORTEM, cast.one, cast.ada)
    file = file_of("am", rita, cast.one)
    consent = GiveConsent(
        file=file, purpose=COMPARE_FACES, given_by="mother", how="form 1"
    ).do(by(rita))  # fmt: skip
    take(by(rita), file, jpeg(1), "a.jpg")
    return consent, rita


def test_what_was_taken_back_is_taken_away_again_and_that_is_an_entry(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    consent, rita = allowed()
    photo, at = Photo.objects.get(), NOW + timedelta(minutes=1)
    assert vault().has([DIGEST])
    found = Taken(
        photos=[
            End(id=photo.pk, at=at, by=rita.pk, reason="withdrawn"),
            End(id=uuid4(), at=at, by=rita.pk, reason="withdrawn"),
        ],
        consents=[End(id=consent.pk, at=at, by=uuid4())],
    )
    assert taken.is_missing(found)
    BOOK.entries.clear()
    again = TakeAgain(found).do(Actor())
    assert (again.photos, again.consents) == ((photo.pk,), (consent.pk,))
    assert BOOK.kinds() == ["backup.take-again"]
    assert not Content.objects.exists()
    assert not vault().has([DIGEST])
    assert Tombstone.objects.get().photo == photo
    end = PhotoEnd.objects.get()
    assert (end.made_at, end.ended_by, end.reason) == (at, rita, "withdrawn")
    assert ConsentEnd.objects.get().made_at == at
    assert not taken.is_missing(found)


def test_a_list_keeps_what_an_earlier_one_said_and_shows_what_was_changed(tmp_path: Path) -> None:
    key, store = bytes(32), "0" * 32
    first, second = (End(id=uuid4(), at=NOW, by=uuid4(), reason="withdrawn") for _ in range(2))
    assert taken.read(tmp_path, store, key) == Taken(photos=[], consents=[])
    taken.write(tmp_path, store, key, Taken(photos=[first], consents=[]))
    taken.write(tmp_path, store, key, Taken(photos=[second], consents=[first]))
    found = taken.read(tmp_path, store, key)
    assert (found.photos, found.consents) == ([first, second], [first])
    path = tmp_path / f"{store}.taken"
    data = path.read_bytes()
    assert first.id.bytes not in data
    assert str(first.id).encode() not in data
    for place in (0, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(StoreError, match="changed or cut"):
            taken.read(tmp_path, store, key)
    path.write_bytes(data)
    with pytest.raises(StoreError):
        taken.read(tmp_path, store, bytes(31) + b"1")


@pytest.mark.deep
@pytest.mark.parametrize("behind", [False, True])
def test_an_older_copy_comes_back_without_it(fresh_db: str, tmp_path: Path, behind: bool) -> None:
    consent, rita = allowed()
    out = tmp_path / "out"
    older = make(HOME, out)
    manifest = archive.read_manifest(older, keys.backup_key(HOME))
    assert len(manifest.objects) >= 1
    EndConsent(consent=consent, why="she asks").do(by(rita, NOW + timedelta(minutes=1)))
    newer = make(HOME, out)
    left = len(archive.read_manifest(newer, keys.backup_key(HOME)).objects)
    assert left < len(manifest.objects)
    known = []
    if behind:
        from nomina.desk.books import folder
        from nomina.ledger.checkpoint import checkpoint_text, sign

        signer = folder.signer(HOME)
        note = sign(checkpoint_text(signer.name, 10**6, bytes(32)), signer, 1)
        (tmp_path / "newer").write_bytes(note)
        known = ["--known", str(tmp_path / "newer")]
    new, key = str(tmp_path / "new"), ("--key", str(HOME / keys.FILE))
    done = run("restore", str(older), new, *key, *known)
    assert done.returncode == int(behind), done.stderr
    assert "taken away again: 1 photos, 1 consents" in done.stdout
    status = run("vault", "status", new)
    assert f"Kept: {left}\n" in status.stdout, status.stdout + status.stderr
    shutil.rmtree(new)
    next(out.glob("*.taken")).write_bytes(b"changed")
    assert run("restore", str(older), new, *key).returncode == 1
    assert not Path(new).exists()
