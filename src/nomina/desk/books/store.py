"""The vault of the open desk: objects in a folder, rows in the database, a key of `vault_secret`.

The secret of its master is 256 random bits, not words that someone chose: there is nothing to
guess, so scrypt is run at the least cost that it has.
"""

from __future__ import annotations

import threading
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from nomina.desk.books.index import DeskIndex
from nomina.desk.boot import vault_secret
from nomina.errors import StoreError
from nomina.vault import Cost, FolderObjects, Vault
from nomina.words import tr

COST = Cost(n=2, r=8, p=1)
_held: dict[tuple[Path, str], Vault] = {}
_lock = threading.Lock()


def folder() -> Path:
    """Give the folder of the objects.

    Raises:
        StoreError: no desk is open.
    """
    place: Path | None = settings.DESK_VAULT
    if place is None:
        raise StoreError(tr("no desk is open"))
    return place


def opened() -> Vault:
    """Give the vault of the open desk; one for all threads, since it holds no connection.

    What failed stays noted in it, so that nothing is written after a disk failed (REL-04).

    Raises:
        StoreError: no desk is open, its store is not there or is another one, or the database
            is bound to no store.
    """
    place = folder()
    assert settings.DESK is not None
    index = DeskIndex()
    card = index.card()
    with _lock:
        held = _held.get((place, card.id))
        if held is None or held.index.store != index.store:
            objects = FolderObjects(place)
            master = vault_secret.opened(settings.DESK, card, index.store)
            held = _held[place, card.id] = Vault(objects, index, master, timezone.now)
        return held


def forget() -> None:
    """Drop what is held open, as after the folder was exchanged."""
    with _lock:
        _held.clear()
