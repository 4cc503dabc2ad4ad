"""Rotating the keys of a desk, as acts at the terminal: the vault's master, and the passphrase."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction

from nomina.desk import books
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.books import store
from nomina.desk.books.index import DeskIndex
from nomina.desk.books.models import Store
from nomina.desk.boot import keys, vault_secret
from nomina.desk.policy import predicates
from nomina.errors import StoreError
from nomina.progress import Progress
from nomina.words import tr


@dataclass(frozen=True)
class RotateVault(Action[int]):
    """Seal every key of the vault under a newly drawn secret; gives how many there were."""

    progress: Progress

    kind = "vault.rotate"
    permission = predicates.SIGNED_OUT

    def effect(self, by: Actor) -> int:
        """Draw the secret, keep it beside the old one, and seal the rows anew."""
        desk, secret = _desk(), os.urandom(32)
        _settled(desk)  # holds the card until the end, so that one rotation is at work
        vault_secret.write(desk, secret, vault_secret.NEXT)
        return books.vault().rotate(secret, progress=self.progress)

    def on(self, done: int) -> tuple[Reference, ...]:
        """Give nothing: it is of the whole vault."""
        return ()

    def said(self, done: int) -> Mapping[str, Said]:
        """Give how many keys were sealed anew."""
        return {"keys": done}


@dataclass(frozen=True)
class ChangePassphrase(Action[None]):
    """Wrap the root key by another passphrase."""

    passphrase: str = field(repr=False)

    kind = "desk.passphrase"
    permission = predicates.SIGNED_OUT

    def check(self, by: Actor) -> None:
        """Refuse none at all."""
        if not self.passphrase:
            raise Refused(tr("this passphrase is empty"))

    def effect(self, by: Actor) -> None:
        """Do nothing yet: the file changes when the entry is certain."""
        transaction.on_commit(lambda: keys.wrap_again(_desk(), self.passphrase))

    def on(self, done: None) -> tuple[Reference, ...]:
        """Give nothing: it is of the whole desk."""
        return ()


def rotate(progress: Progress) -> int:
    """Rotate the master key of the open desk's vault, and destroy the old secret.

    Stopped at any moment, the vault opens with exactly one of the two; run it again then.

    Raises:
        NominaError: it was not rotated; everything is as it was.
    """
    done = RotateVault(progress).do(Actor())
    store.forget()
    with transaction.atomic():
        _settled(_desk())
    return done


def _settled(desk: Path) -> None:
    list(Store.objects.select_for_update())
    index = DeskIndex()
    try:
        vault_secret.settle(desk, index.card(), index.store)
    except OSError as error:
        raise StoreError(
            tr("the old key of the vault could not be removed ({why})").format(why=error.strerror),
            where=str(desk / vault_secret.NEXT),
            todo=tr("Run the same command again"),
        ) from error


def _desk() -> Path:
    desk: Path | None = settings.DESK
    if desk is None:
        raise StoreError(tr("no desk is open"))
    return desk
