"""The folder of a desk: made whole or not at all, and never over another."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from nomina.desk.books import folder as books
from nomina.desk.boot import keys
from nomina.desk.boot.config import FILE, Config, read_config
from nomina.desk.db.sqlcipher import base as sqlcipher
from nomina.documents import sync_folder, write_bytes_atomic
from nomina.errors import FolderError
from nomina.words import tr

DATABASE = "desk.db"
_SAID = """\
# The settings of this desk; nothing in it is secret. Each can be overruled by a variable such
# as NOMINA_DESK_PORT. A PostgreSQL database is named in NOMINA_DATABASE, never here.
language = "{language}"
timezone = "{timezone}"
# Passkeys are bound to this name: when it changes, everyone signs in anew with a code.
host = "{host}"
port = {port}
threads = {threads}
"""
_DEMO = """\
# A demonstration: every page says that nobody in it exists. Never change this by hand.
demo = true
"""


def make_desk(
    folder: Path,
    config: Config,
    *,
    passphrase: str | None = None,
    embedded: bool = True,
    cost: int = keys.COST,
) -> None:
    """Make the folder of a new desk: settings, key, vault and, if ``embedded``, an empty database.

    Args:
        folder: must not exist, or be empty.
        config: what `desk.toml` will say.
        passphrase: wraps the key; None leaves it plain.
        embedded: False where PostgreSQL is used.
        cost: of guessing the passphrase, see `keys.make_key`.

    Raises:
        FolderError: the folder holds something, or cannot be made.
    """
    folder = folder.absolute()
    _demand_empty(folder)
    # Made beside and renamed, so that a stopped command leaves no half of a desk.
    beside = folder.with_name(f".{folder.name}.{os.urandom(4).hex()}")
    try:
        beside.mkdir(mode=0o700, parents=True)
        said = _SAID.format(**config.model_dump()) + (_DEMO if config.demo else "")
        write_bytes_atomic(beside / FILE, said.encode())
        read_config(beside, {})
        keys.make_key(beside, passphrase, cost=cost)
        keys.unlock(beside, passphrase)
        books.make(beside, config.host)
        if embedded:
            sqlcipher.create(beside / DATABASE, keys.database_key(beside))
        if os.name != "posix" and folder.exists():
            folder.rmdir()  # elsewhere a folder is not renamed over an empty one
        beside.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise FolderError(
            tr("the folder cannot be made: {why}").format(why=error.strerror), where=str(folder)
        ) from error
    finally:
        keys.forget(beside)
        shutil.rmtree(beside, ignore_errors=True)


def _demand_empty(folder: Path) -> None:
    if (folder / FILE).exists():
        raise FolderError(tr("there is a desk here already"), where=str(folder))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderError(
            tr("the folder is not empty"), where=str(folder), todo=tr("Name a new one")
        )
