"""What the commands of the desk share: its folder, and its passphrase."""

from __future__ import annotations

from pathlib import Path

import click

from nomina.words import tr

folder_argument = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")


def is_desk(folder: Path) -> bool:
    """Say whether a folder is that of a desk."""
    from nomina.desk.boot.config import FILE

    return (folder / FILE).is_file()


def new_passphrase(file: Path | None, keyring: str | None) -> str:
    """Give a new passphrase for a desk: from a file, from the system's keyring, or asked for twice.

    Raises:
        InputError: the file or the keyring cannot be used.
    """
    from nomina.desk.boot.keys import as_text
    from nomina.vault.passphrase import from_file, from_keyring

    if file is not None and keyring is not None:
        raise click.UsageError(tr("give the passphrase in a file or in the keyring, not in both"))
    if file is not None:
        return as_text(from_file(file))
    if keyring is not None:
        return as_text(from_keyring(keyring))
    chosen: str = click.prompt(
        tr("New passphrase of this desk"), hide_input=True, confirmation_prompt=True, err=True
    )
    return chosen


def passphrase_for(folder: Path) -> str | None:
    """Give the passphrase of the desk in ``folder``: none, from the environment, or asked for."""
    from nomina.desk.boot.config import read_config
    from nomina.desk.boot.keys import has_passphrase, passphrase_given

    read_config(folder)
    if not has_passphrase(folder):
        return None
    if (given := passphrase_given()) is not None:
        return given
    asked: str = click.prompt(tr("Passphrase of this desk"), hide_input=True, err=True)
    return asked
