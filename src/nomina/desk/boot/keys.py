"""The one root key of a desk, and the keys for its uses that are derived from it.

``DIR/keys/desk.key`` holds 32 random bytes, either plain (whoever copies the folder can read the
desk: right only on an encrypted disk) or wrapped by a passphrase: scrypt (RFC 7914) gives the key
that AES-256-GCM wraps with. Each use has its own key by HKDF-SHA256 (RFC 5869), so that no key
that leaks tells another.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from nomina.desk.boot.config import KEYRING, PASSPHRASE, PASSPHRASE_FILE
from nomina.documents import write_bytes_atomic
from nomina.errors import FolderError, InputError, StoreError
from nomina.vault.passphrase import from_file, from_keyring
from nomina.words import tr

FILE = Path("keys") / "desk.key"
COST = 2**17
"""scrypt's N with r = 8 and p = 1: 128 MiB and about a second for each guess."""
_ABOUT = b"nomina desk root key 1"


def make_key(folder: Path, passphrase: str | None = None, *, cost: int = COST) -> None:
    """Write a new root key into ``folder``; an existing one is never overwritten.

    Args:
        folder: of the desk.
        passphrase: wraps the key; None writes it plain.
        cost: scrypt's N, a power of two.

    Raises:
        FolderError: there is a key already, or it cannot be written.
    """
    content = _content(secrets.token_bytes(32), passphrase, cost)
    path = folder / FILE
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise FolderError(
            f"the key cannot be written: {error.strerror}", where=str(path)
        ) from error


def _content(root: bytes, passphrase: str | None, cost: int) -> str:
    content: dict[str, Any] = {"version": 1}
    if passphrase is None:
        content["key"] = root.hex()
    else:
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        sealed = AESGCM(_stretched(passphrase, salt, cost)).encrypt(nonce, root, _ABOUT)
        content |= {"salt": salt.hex(), "cost": cost, "wrapped": (nonce + sealed).hex()}
    return json.dumps(content) + "\n"


def wrap_again(folder: Path, passphrase: str, *, cost: int = COST) -> None:
    """Wrap the root key of an open desk by another passphrase; stopped anywhere, one of both opens.

    Args:
        folder: of the desk.
        passphrase: the new one.
        cost: see `make_key`.

    Raises:
        SpaceError, InputError: the file cannot be written; the old one stays.
    """
    content = _content(root(folder), passphrase, cost)
    write_bytes_atomic(folder / FILE, content.encode("ascii"), mode=0o600)


def passphrase_given() -> str | None:
    """Give the passphrase of the environment: itself, or from the file or keyring it names.

    Raises:
        InputError: that file or keyring cannot be used.
    """
    if (said := os.environ.get(PASSPHRASE)) is not None:
        return said
    if (path := os.environ.get(PASSPHRASE_FILE)) is not None:
        return as_text(from_file(Path(path)))
    if (name := os.environ.get(KEYRING)) is not None:
        return as_text(from_keyring(name))
    return None


def as_text(secret: bytes) -> str:
    """Give a passphrase from a file or a keyring as text.

    Raises:
        InputError: it is no UTF-8.
    """
    try:
        return secret.decode()
    except UnicodeDecodeError:
        raise InputError(tr("the passphrase is not written in UTF-8")) from None


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())


def has_passphrase(folder: Path) -> bool:
    """Say whether the key of the desk in ``folder`` is wrapped by a passphrase."""
    return is_wrapped(folder / FILE)


def is_wrapped(path: Path) -> bool:
    """Say whether a passphrase wraps the key in a file, which may lie on any disk."""
    return "wrapped" in _read(path, private=False)


def _read(path: Path, *, private: bool = True) -> dict[str, Any]:
    try:
        mode = path.stat().st_mode
        content = json.loads(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise StoreError("the key of this desk is not here", where=str(path)) from None
    except (OSError, ValueError) as error:
        raise StoreError("the key file cannot be read", where=str(path)) from error
    if private and os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise StoreError(
            "others may read the key file", where=str(path), todo="Run chmod 600 on it"
        )
    if not isinstance(content, dict) or content.get("version") != 1:
        raise StoreError("the key file is not understood", where=str(path))
    return content


def open_key(folder: Path, passphrase: str | None = None) -> bytes:
    """Read the root key of the desk in ``folder``: 32 bytes.

    Raises:
        InputError: the key has a passphrase, and none or a wrong one was given.
        StoreError: there is no key file, it is not understood, or others may read it.
    """
    return open_file(folder / FILE, passphrase)


def open_file(path: Path, passphrase: str | None = None, *, private: bool = True) -> bytes:
    """Do what `open_key` does with a file.

    Args:
        path: of the key.
        passphrase: of the key.
        private: refuse one that others may read, which no file on a stick can help.
    """
    content = _read(path, private=private)
    try:
        if "wrapped" not in content:
            root = bytes.fromhex(content["key"])
        elif passphrase is None:
            raise InputError(
                "the key has a passphrase", where=str(path), todo=f"Give it in {PASSPHRASE}"
            )
        else:
            wrapped = bytes.fromhex(content["wrapped"])
            stretched = _stretched(passphrase, bytes.fromhex(content["salt"]), content["cost"])
            root = AESGCM(stretched).decrypt(wrapped[:12], wrapped[12:], _ABOUT)
    except InvalidTag:
        raise InputError("the passphrase is not the one of this key", where=str(path)) from None
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError("the key file is not understood", where=str(path)) from error
    if len(root) != 32:
        raise StoreError("the key file is not understood", where=str(path))
    return root


_opened: dict[Path, bytes] = {}


def unlock(folder: Path, passphrase: str | None = None) -> None:
    """Read the root key once for this process; it is kept in memory only.

    Args:
        folder: of the desk.
        passphrase: of the key; None asks the environment.

    Raises:
        InputError, StoreError: as `open_key`.
    """
    given = passphrase_given() if passphrase is None else passphrase
    _opened[folder.absolute()] = open_key(folder, given)


def hold(folder: Path, root: bytes) -> None:
    """Keep the root key of a folder in memory, whether or not it holds a file of it."""
    _opened[folder.absolute()] = root


def is_held(folder: Path) -> bool:
    """Say whether this process has the root key of a folder in memory."""
    return folder.absolute() in _opened


def root(folder: Path) -> bytes:
    """Give the root key, for another process of this desk; it is never written for that.

    Raises:
        InputError, StoreError: as `open_key`.
    """
    if not is_held(folder):
        unlock(folder)
    return _opened[folder.absolute()]


def forget(folder: Path) -> None:
    """Drop the root key of a folder from memory."""
    _opened.pop(folder.absolute(), None)


def derived(folder: Path, use: str) -> bytes:
    """Give the key for one use: 32 bytes."""
    info = f"nomina desk/{use}/1".encode()
    return HKDF(SHA256(), 32, salt=None, info=info).derive(root(folder))


def database_key(folder: Path) -> bytes:
    """Give the key of the embedded database."""
    return derived(folder, "database")


def django_key(folder: Path) -> str:
    """Give Django's SECRET_KEY, which signs sessions and forms."""
    return derived(folder, "django").hex()


def authority_key(folder: Path) -> bytes:
    """Give the key that wraps the private keys of the certificates of `nomina serve --lan`."""
    return derived(folder, "authority")


def tombstone_key(folder: Path) -> bytes:
    """Give the key under which the bytes of photos that were taken away are told."""
    return derived(folder, "tombstone")


def second_factor_key(folder: Path) -> bytes:
    """Give the key that seals the secrets of one-time codes in the database."""
    return derived(folder, "second factor")


def ledger_key(folder: Path) -> bytes:
    """Give the seed of the key that signs the log of acts."""
    return derived(folder, "ledger")


def vault_key(folder: Path) -> bytes:
    """Give the secret of the master key of the vault."""
    return derived(folder, "vault")


def backup_key(folder: Path) -> bytes:
    """Give the key that seals the manifests of backups."""
    return derived(folder, "backup")


def receipt_key(folder: Path) -> bytes:
    """Give the key of the seals under reports of restored backups."""
    return derived(folder, "receipt")
