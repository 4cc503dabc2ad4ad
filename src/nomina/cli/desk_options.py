"""What the commands of the desk share: its folder, and its passphrase."""

from __future__ import annotations

import os
from pathlib import Path

import click

from nomina.words import tr

folder_argument = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")


def is_desk(folder: Path) -> bool:
    """Say whether a folder is that of a desk."""
    from nomina.desk.boot.config import FILE

    return (folder / FILE).is_file()


def passphrase_for(folder: Path) -> str | None:
    """Give the passphrase of the desk in ``folder``: none, from the environment, or asked for."""
    from nomina.desk.boot.config import PASSPHRASE, read_config
    from nomina.desk.boot.keys import has_passphrase

    read_config(folder)
    if not has_passphrase(folder) or PASSPHRASE in os.environ:
        return None
    asked: str = click.prompt(tr("Passphrase of this desk"), hide_input=True, err=True)
    return asked
