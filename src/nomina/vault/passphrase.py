"""Where the passphrase of a vault comes from: a file, the environment, or the system's keyring."""

from __future__ import annotations

import importlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from nomina.errors import InputError
from nomina.words import tr

VARIABLE = "NOMINA_VAULT_PASSPHRASE"
SHORTEST = 16
"""Characters: whoever stole the index can guess as often as scrypt lets them."""
_LONGEST = 4096
_SERVICE = "nomina-vault"


def from_file(path: Path) -> bytes:
    """Read a passphrase from a file; the end of its last line is not part of it.

    Raises:
        InputError: it cannot be read, others may read it (POSIX), or it is too short or too long.
    """
    where = str(path)
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            secret = file.read(_LONGEST + 1)
    except OSError as error:
        raise InputError(
            tr("the file cannot be read ({why})").format(why=error.strerror),
            where=where,
            todo=tr("Check that it exists and that you may read it"),
        ) from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InputError(
            tr("others may read or change the file of the passphrase"),
            where=where,
            todo=tr("Take their rights away: chmod 600"),
        )
    return _checked(secret.removesuffix(b"\n").removesuffix(b"\r"), where)


def from_environment(environment: Mapping[str, str] | None = None) -> bytes | None:
    """Give the passphrase in ``NOMINA_VAULT_PASSPHRASE``; None where that is not set.

    Raises:
        InputError: it is too short or too long.
    """
    found = (os.environ if environment is None else environment).get(VARIABLE)
    return None if found is None else _checked(found.encode("utf-8", "surrogateescape"), VARIABLE)


def from_keyring(name: str) -> bytes:
    """Give the passphrase kept in the system's keyring as ``nomina-vault`` / ``name``.

    Raises:
        InputError: the package ``keyring`` is not installed, has no store here, or has none of
            that name; or it is too short or too long.
    """
    where = f"{_SERVICE}/{name}"
    try:
        keyring = importlib.import_module("keyring")
        failure = importlib.import_module("keyring.errors").KeyringError
    except ImportError:
        raise InputError(
            tr("the package keyring is not installed"),
            where=where,
            todo=tr("Install it beside Nomina, or give the passphrase in a file"),
        ) from None
    try:
        found = keyring.get_password(_SERVICE, name)
    except failure as error:
        raise InputError(
            tr("the keyring of the system cannot be used ({why})").format(why=error),
            where=where,
            todo=tr("Unlock it, or give the passphrase in a file"),
        ) from error
    if found is None:
        raise InputError(
            tr("the keyring has no such passphrase"),
            where=where,
            todo=tr("Put it there: keyring set {service} {name}").format(
                service=_SERVICE, name=name
            ),
        )
    return _checked(str(found).encode(), where)


def _checked(secret: bytes, where: str) -> bytes:
    if len(secret) > _LONGEST:
        raise InputError(
            tr("the passphrase is longer than {n} bytes").format(n=_LONGEST),
            where=where,
            todo=tr("Check that this is the right file"),
        )
    if len(secret.decode("utf-8", "surrogateescape")) < SHORTEST:
        raise InputError(
            tr("the passphrase is shorter than {n} characters").format(n=SHORTEST),
            where=where,
            todo=tr("Take a longer one, such as six words drawn at random"),
        )
    return secret
