"""The files of a backup: a sealed manifest, sealed rows, and objects that are sealed already.

The manifest is sealed by AES-256-GCM under a key of the desk's root key, so nobody else can have
written it; it holds the key and the SHA-256 of the rows, and the SHA-256 of every object.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import ValidationError

from nomina.documents import Document, Part, sync_folder, write_bytes_atomic, write_chunks_atomic
from nomina.errors import InputError, StoreError
from nomina.vault.stream import Unsound, opened, sealed
from nomina.words import tr

MAGIC = b"nomina backup 1\n"
MANIFEST, ROWS, KEY, OBJECTS = ".nomina", ".rows", ".key", "objects"
_CHUNK = 1 << 20


class Rows(Part):
    """The file of rows: bytes before sealing, SHA-256 of the file, and its own key (hex)."""

    size: int
    sha256: str
    key: str


class Held(Part):
    """An object of the vault, as it lies there: name, bytes, SHA-256."""

    name: str
    size: int
    sha256: str


class Logged(Part):
    """The log at that moment: entries, root (hex), newest checkpoint, public key."""

    size: int
    root: str
    checkpoint: str
    key: str


class Manifest(Document):
    """What a copy holds.

    Attributes:
        id: 32 hex digits, drawn.
        made_at: ISO 8601, UTC.
        tables: rows of each table, by label.
        migrations: applied, as ``app.name``.
        store: id of the vault's objects.
        config: text of `desk.toml`.
        vault: secret of the vault's master key (hex) where it was rotated; see `vault_secret`.
    """

    id: str
    made_at: str
    tables: dict[str, int]
    migrations: list[str]
    rows: Rows
    log: Logged
    store: str
    objects: list[Held]
    config: str
    vault: str = ""


def damaged(path: Path) -> StoreError:
    """Say that a file of a backup is not what was written."""
    return StoreError(
        tr("this backup was changed or cut, and is none"),
        where=str(path),
        todo=tr("Take another copy"),
    )


def write_manifest(path: Path, manifest: Manifest, key: bytes) -> None:
    """Seal and write a manifest."""
    nonce = os.urandom(12)
    data = AESGCM(key).encrypt(nonce, manifest.model_dump_json().encode(), MAGIC)
    write_bytes_atomic(path, MAGIC + nonce + data, mode=0o600)


def read_manifest(path: Path, key: bytes) -> Manifest:
    """Open a manifest.

    Raises:
        InputError: it cannot be read, or is none.
        StoreError: it was changed, or the key is of another desk.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            tr("the file cannot be read ({why})").format(why=error.strerror), where=str(path)
        ) from error
    if not data.startswith(MAGIC):
        raise InputError(tr("this is no backup of a desk"), where=str(path))
    body = data[len(MAGIC) :]
    try:
        return Manifest.model_validate_json(AESGCM(key).decrypt(body[:12], body[12:], MAGIC))
    except (InvalidTag, ValueError, ValidationError) as error:
        raise StoreError(
            tr("this backup was changed or cut, or the key is of another desk"),
            where=str(path),
            todo=tr("Take another copy, and the key of the desk it was made of"),
        ) from error


class Counted:
    """Counts and hashes what passes through.

    Attributes:
        size: in bytes.
        sha256: of all of it.
    """

    def __init__(self) -> None:
        self.size = 0
        self.sha256 = hashlib.sha256()

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Give the same pieces."""
        for piece in pieces:
            self.size += len(piece)
            self.sha256.update(piece)
            yield piece


def write_rows(path: Path, of: str, lines: Iterable[bytes]) -> Rows:
    """Seal and write rows under a key that is used once."""
    key, plain, file = os.urandom(32), Counted(), Counted()
    bound = _bound(of)
    pieces = file.through(sealed(key, bound, plain.through(lines)))
    write_chunks_atomic(path, pieces, mode=0o600)
    return Rows(size=plain.size, sha256=file.sha256.hexdigest(), key=key.hex())


def demand_rows(path: Path, manifest: Manifest) -> None:
    """Check the file of rows without opening it.

    Raises:
        StoreError: it is not there, or was changed or cut.
    """
    if _sha256(path) != manifest.rows.sha256:
        raise damaged(path)


def read_rows(path: Path, manifest: Manifest) -> Iterator[bytes]:
    """Give rows as they were written; each piece is authentic.

    Raises:
        StoreError: the file is not there, or was changed or cut.
    """
    demand_rows(path, manifest)
    rows = manifest.rows
    try:
        with path.open("rb") as file:
            yield from opened(bytes.fromhex(rows.key), _bound(manifest.id), rows.size, file)
    except (OSError, Unsound, ValueError) as error:
        raise damaged(path) from error


def _bound(of: str) -> bytes:
    return f"nomina backup rows 1\n{of}".encode()


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise damaged(path) from error


def object_path(folder: Path, name: str) -> Path:
    """Give the place of an object in a backup, or in the folder of a vault."""
    return folder / name[:2] / name


def take_object(source: BinaryIO, folder: Path, name: str) -> Held:
    """Copy an object, unless the same lies there already.

    Raises:
        SpaceError: the disk is full.
        InputError: the folder cannot be written.
    """
    path, was = object_path(folder, name), Counted()
    for _ in was.through(iter(lambda: source.read(_CHUNK), b"")):
        pass
    held = Held(name=name, size=was.size, sha256=was.sha256.hexdigest())
    if not path.is_file() or _sha256(path) != held.sha256:
        source.seek(0)
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(folder)
        again = Counted()
        pieces = again.through(iter(lambda: source.read(_CHUNK), b""))
        write_chunks_atomic(path, pieces, mode=0o600)
        if again.sha256.digest() != was.sha256.digest():
            raise damaged(path)
    return held


def demand_object(folder: Path, held: Held) -> Path:
    """Give the file of an object that is what it was.

    Raises:
        StoreError: it is missing or was changed.
    """
    path = object_path(folder, held.name)
    if not path.is_file():
        raise StoreError(
            tr("an object is missing in this backup, and it is none"),
            where=str(path),
            todo=tr("Take another copy"),
        )
    if _sha256(path) != held.sha256:
        raise damaged(path)
    return path
