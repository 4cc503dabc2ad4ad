"""Opening a desk in this process: keys first, then Django."""

from __future__ import annotations

import os
from pathlib import Path

from nomina.desk.boot import keys
from nomina.desk.boot.config import FOLDER, TLS, Config, read_config


def open_desk(folder: Path, passphrase: str | None = None, *, secure: bool = False) -> Config:
    """Read settings and keys of the desk in ``folder`` and start Django on it.

    A process opens one desk: Django's settings cannot be changed afterwards.

    Args:
        folder: of the desk.
        passphrase: of its key; None asks the environment where the key is not open yet.
        secure: pages are served over TLS.

    Raises:
        FolderError: there is no desk.
        InputError: a setting or the passphrase is wrong.
        StoreError: the key cannot be used.
    """
    config = read_config(folder)
    if passphrase is not None or not keys.is_held(folder):
        keys.unlock(folder, passphrase)
    os.environ[FOLDER] = str(folder.absolute())
    os.environ[TLS] = "1" if secure else "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "nomina.desk.settings"
    import django

    django.setup()
    return config


def migrate() -> None:
    """Bring the database of the open desk to the newest form; a new one gets its tables."""
    from nomina.desk.db.tables import make_tables
    from nomina.desk.db.upgrade import upgrade

    if not make_tables():
        upgrade()
