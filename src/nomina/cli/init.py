"""`nomina init`: make the folder of a new desk."""

from __future__ import annotations

import os
from pathlib import Path

import click

from nomina.cli.desk_options import folder_argument, new_passphrase
from nomina.words import LANGUAGES, tr


@click.command("init")
@folder_argument
@click.option("--passphrase", is_flag=True, help="Ask for a passphrase that protects the key.")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="Take the passphrase from this file.",
)
@click.option("--keyring", metavar="NAME", help="Take it from the keyring of the system.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of pages before anyone has signed in.",
)
@click.option("--timezone", default="UTC", show_default=True, help="Such as Europe/Kyiv.")
@click.option("--host", help="Name that people reach the desk by; localhost for one machine.")
@click.option("--lan", is_flag=True, help="Choose the name of this machine in its network.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8250,
    show_default=True,
    help="TCP port of the web server.",
)
def init(
    folder: Path,
    passphrase: bool,
    passphrase_file: Path | None,
    keyring: str | None,
    language: str,
    timezone: str,
    host: str | None,
    lan: bool,
    port: int,
) -> None:
    """Make the folder of a new desk: settings, keys and an empty encrypted database.

    Nothing that exists is overwritten. With NOMINA_DATABASE set no database is made here.
    """
    from nomina.desk.boot.config import DATABASE, checked
    from nomina.desk.boot.folder import make_desk
    from nomina.desk.boot.network import local_name

    named = host or (local_name() if lan else "localhost")
    config = checked({"language": language, "timezone": timezone, "host": named, "port": port})
    chosen: str | None = None
    if passphrase or passphrase_file is not None or keyring is not None:
        chosen = new_passphrase(passphrase_file, keyring)
    make_desk(folder, config, passphrase=chosen, embedded=not os.environ.get(DATABASE))
    click.echo(tr("The desk is made: {path}").format(path=folder))
    if chosen is None:
        click.echo(tr("Its key lies beside it: keep the folder on an encrypted disk."))
    else:
        click.echo(tr("Without the passphrase nobody can ever open it. Keep it in two places."))
    click.echo(tr("Start it with: nomina serve {path}").format(path=folder))
