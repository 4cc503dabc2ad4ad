"""Receiving a photo from outside, and what is said to who sent it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from nomina.desk.acts import Actor
from nomina.desk.files.actions.photos import UPLOADED, Added, AddPhoto, elsewhere
from nomina.desk.files.living import lives
from nomina.desk.files.models import File, Photo
from nomina.desk.files.photos.intake import DoorLike, facts_of
from nomina.desk.files.photos.page import number_of
from nomina.desk.files.photos.trouble import told
from nomina.desk.files.photos.words import why_unreadable
from nomina.errors import InputError
from nomina.words import tr

KEPT, AGAIN = "kept", "again"
SAID = 5
"""Other files that are named at most, where they hold the same photo."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a photo that was sent; it is kept when this exists.

    Attributes:
        state: `KEPT`, or `AGAIN` where the file had it.
        says: the same in words, with what else is to be known.
    """

    photo: Photo
    state: str
    says: str


def receive(
    by: Actor, file: File, data: bytes, name: str, *, digest: str = "", alive: str = ""
) -> Receipt:
    """Receive one photo that someone sent, and say what became of it.

    Args:
        by: who sends it.
        file: that it is for.
        data: the bytes as they arrived.
        name: the name that it came under.
        digest: SHA-256 (hex) that the sender gave; empty where none was given.
        alive: see `AddPhoto`.

    Raises:
        InputError: the bytes are not what was sent, or the act is refused.
        NotPermitted: the rule forbids it.
        SpaceError: there is no space; nothing was kept.
        StoreError: vault, ledger or database cannot be used; nothing was kept.
    """
    if digest and digest.lower() != hashlib.sha256(data).hexdigest():
        raise InputError(tr("the photo was changed on its way"), todo=tr("Send it again"))
    added = take(by, file, data, name, alive=alive)
    return Receipt(added.photo, AGAIN if added.again else KEPT, _says(by, added))


def take(
    by: Actor,
    file: File,
    data: bytes,
    name: str,
    *,
    source: str = UPLOADED,
    once: bool = False,
    alive: str = "",
    door: DoorLike | None = None,
) -> Added:
    """Take one photo in, in one transaction; it is kept when this returns.

    Args:
        source: by which way it comes.
        once, alive: see `AddPhoto`.
        door: opens photos; that of this process where None.

    Raises:
        InputError, NotPermitted, SpaceError, StoreError: as `receive`.
    """
    # Decoding takes longest, so it comes before the transaction and its locks.
    facts = facts_of(data, door)
    act = AddPhoto(
        file=file, data=data, facts=facts, name=name, source=source, once=once, alive=alive
    )
    with told():
        return act.do(by)


def _says(by: Actor, added: Added) -> str:
    if added.again:
        number = number_of(added.photo)
        said = [tr("This file has it already: photo {n}.").format(n=number)]
    else:
        said = [tr("The photo was kept.")]
    if added.content.unreadable:
        why = why_unreadable(added.content.unreadable)
        said.append(tr("It cannot be opened: {why}.").format(why=why))
    if lives(added.content):
        said.append(tr("It may show someone alive, so it is compared with nobody."))
    others = elsewhere(by, added)
    if others:
        names = ", ".join(file.number for file in others[:SAID])
        said.append(tr("The same photo is also in: {files}.").format(files=names))
    return " ".join(said)
