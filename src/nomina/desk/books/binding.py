"""Database and folder of a desk belong to each other: written once, held against at every start."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nomina.desk.books import acts_log, folder, store
from nomina.desk.books.index import DeskIndex
from nomina.desk.books.leaves import explained
from nomina.desk.books.models import Book, Store
from nomina.desk.books.told import place, told
from nomina.desk.boot import keys
from nomina.errors import StoreError
from nomina.ledger.checkpoint import public_key
from nomina.ledger.entry import Event
from nomina.ledger.publish import publish
from nomina.vault import FolderObjects, Master
from nomina.words import tr

_log = logging.getLogger(__name__)


def after_migrate(**_: Any) -> None:
    """Bind the database of the open desk, or hold it against its folder."""
    if settings.DESK is not None:
        bind(settings.DESK)


def bind(desk: Path) -> None:
    """Bind an empty database to the folder of a desk; refuse one that is bound to another.

    Raises:
        StoreError: the store of the vault is not there or is another one, its index is gone, or
            the log is of another desk. Nothing was changed.
    """
    objects = FolderObjects(store.folder())
    with transaction.atomic():
        _bind_vault(desk, objects)
        first = _bind_log(desk)
    store.opened()
    alarm = acts_log.alarm()
    if alarm is not None:  # it can be read, and every act is refused (REL-32)
        _log.error("nothing can be entered: %s", alarm)
    elif first is not None:
        publish(folder.public(), acts_log.log().leaves, first)


def _bind_vault(desk: Path, objects: FolderObjects) -> None:
    with told(explained):
        bound = Store.objects.exists()
    if bound:
        return
    if next(objects.names(), None) is not None:
        raise StoreError(
            tr("there are objects here, and their index with the keys is gone"),
            where=str(store.folder()),
            todo=tr("Put the index back from a copy"),
        )
    master = Master.made(keys.vault_key(desk), objects.id, store.COST)
    DeskIndex.bind(objects.id, master.card)


def _bind_log(desk: Path) -> bytes | None:
    """Begin the log where there is none, and give its first checkpoint."""
    signer = folder.signer(desk)
    with told(explained):
        written = Book.objects.values_list("key", flat=True).first()
        if written is None:
            Book.objects.create(key=public_key(signer))
    if written is None:
        log = acts_log.opened(desk)
        log.append(Event.of("ledger.made", signer.name, timezone.now()))
        return log.checkpoint()
    if written != public_key(signer):
        raise StoreError(
            tr("the log in the database is of another desk than the folder"),
            where=place(),
            todo=tr("Give the right folder or the right database; nothing was changed"),
        )
    return None
