"""The vault of a desk gets another master; stopped anywhere, exactly one secret opens it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from nomina.desk import books
from nomina.desk.books import rotation, store
from nomina.desk.books.backup import archive
from nomina.desk.books.backup.making import make
from nomina.desk.books.leaves import DeskLeaves
from nomina.desk.boot import keys, vault_secret
from nomina.errors import InputError
from nomina.progress import Silent
from nomina.vault import Master
from tests.desk.conftest import HOME

FILES = (vault_secret.FILE, vault_secret.NEXT)


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    store.forget()
    yield
    for file in FILES:
        (HOME / file).unlink(missing_ok=True)
    store.forget()


def there() -> list[bool]:
    return [(HOME / file).exists() for file in FILES]


def opens(secret: bytes) -> bool:
    held = books.vault()
    try:
        Master.opened(held.index.card(), secret, held.index.store)
    except InputError:
        return False
    return True


def test_what_was_kept_reads_on_and_the_old_secret_is_gone(fresh_db: str, tmp_path: Path) -> None:
    with transaction.atomic():
        digest = books.vault().keep(b"a photo").digest
    size = DeskLeaves().size()
    assert opens(keys.vault_key(HOME))
    assert rotation.rotate(Silent()) == 1
    first = bytes.fromhex(archive_secret(tmp_path))
    assert (there(), opens(first), opens(keys.vault_key(HOME))) == ([True, False], True, False)
    assert books.vault().read(digest) == b"a photo"
    assert first.hex() not in (HOME / vault_secret.FILE).read_text()
    rotation.rotate(Silent())
    assert not opens(first)
    assert books.vault().read(digest) == b"a photo"
    assert not [one for one in books.vault().verify() if one.kind != "orphan"]
    assert DeskLeaves().size() == size + 3  # two rotations and a backup


def archive_secret(tmp_path: Path) -> str:
    """The secret that a copy of the desk carries, sealed."""
    made = make(HOME, tmp_path / "out")
    secret = archive.read_manifest(made, keys.backup_key(HOME)).vault
    data = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
    assert bytes.fromhex(secret) not in data
    assert secret.encode() not in data
    return secret


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("when", ["before the rows", "before the end", "after the end"])
def test_stopped_anywhere_one_secret_opens(
    fresh_db: str, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    with transaction.atomic():
        digest = books.vault().keep(b"a photo").digest
    rotation.rotate(Silent())

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        if when == "before the rows":
            patched.setattr("nomina.vault.Vault.rotate", killed)
        elif when == "before the end":
            patched.setattr(rotation.RotateVault, "said", killed)
        else:
            patched.setattr(store, "forget", killed)
        with pytest.raises(Killed):
            rotation.rotate(Silent())
    assert there() == [True, True]
    store.forget()
    assert books.vault().read(digest) == b"a photo"
    rotation.rotate(Silent())
    assert there() == [True, False]
    assert books.vault().read(digest) == b"a photo"
