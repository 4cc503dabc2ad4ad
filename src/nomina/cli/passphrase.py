"""`nomina passphrase`: another passphrase for the key of a desk."""

from __future__ import annotations

from pathlib import Path

import click

from nomina.cli.desk_options import folder_argument, new_passphrase, passphrase_for
from nomina.words import tr


@click.command("passphrase")
@folder_argument
@click.option("--new", type=click.Path(path_type=Path), help="File that holds the new passphrase.")
@click.option("--keyring", metavar="NAME", help="Its name in the keyring of the system.")
def passphrase(folder: Path, new: Path | None, keyring: str | None) -> None:
    """Wrap the key of the desk in DIR by another passphrase, or by its first one.

    It is asked for where neither a file nor the keyring is named. Stopped at any moment, exactly
    one of the two opens. Copies made before still open with the old one.
    """
    from nomina.desk.boot.opening import migrate, open_desk

    open_desk(folder, passphrase_for(folder))
    migrate()  # the log of a desk that was never served begins with this
    from nomina.desk.acts import Actor
    from nomina.desk.books.rotation import ChangePassphrase

    ChangePassphrase(new_passphrase(new, keyring)).do(Actor())
    click.echo(tr("The desk opens with the new passphrase only. Keep it in two places."))
    click.echo(tr("Copies made before still open with the old passphrase."))
