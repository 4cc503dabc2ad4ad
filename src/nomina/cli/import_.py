"""`nomina import`: a folder or table of cases into the files of a desk."""

from __future__ import annotations

from pathlib import Path

import click

from nomina.cli.bars import Bars
from nomina.cli.desk_options import folder_argument, passphrase_for
from nomina.errors import InputError
from nomina.words import tr

_PATH = click.Path(path_type=Path)


@click.command("import")
@folder_argument
@click.argument("place", type=_PATH, metavar="FOLDER")
@click.option("--operation", required=True, metavar="NAME", help="Name of the operation.")
@click.option(
    "--kind",
    required=True,
    type=click.Choice(["am", "pm"]),
    help="am: missing people; pm: bodies and body parts.",
)
@click.option("--as", "login", required=True, metavar="LOGIN", help="Account that it is done as.")
@click.option("--site", metavar="CODE", help="Short name of the site, where numbers name it.")
@click.option("--ours", is_flag=True, help="Names are file numbers of this desk; none is opened.")
@click.option("--table", type=_PATH, help="Table of FOLDER; else the single one at its top.")
def import_(
    folder: Path,
    place: Path,
    operation: str,
    kind: str,
    login: str,
    site: str | None,
    ours: bool,
    table: Path | None,
) -> None:
    """Take the cases in FOLDER into the desk in DIR: one subfolder a case, or a table alone.

    Every case and photo is kept by itself. Stopped anywhere, run the same command again: only what
    is missing is done. What cannot be used is said, and the rest goes on.
    """
    from django.utils import timezone

    from nomina.desk.boot.opening import open_desk

    open_desk(folder, passphrase_for(folder))

    from nomina.desk.files.imports.cases import given
    from nomina.desk.files.imports.run import Importer
    from nomina.desk.files.photos import intake
    from nomina.desk.files.photos.trouble import told
    from nomina.desk.people.models import Operation, Site, User

    try:
        with told():
            user = User.objects.filter(login=login.strip().lower(), is_active=True).first()
            if user is None:
                raise InputError(tr("there is no such account"), where=login)
            # An operation that the account does not see is told like one that does not exist.
            found = Operation.objects.visible_to(user).filter(name=operation).first()
            if found is None:
                raise InputError(tr("there is no such operation"), where=operation)
            at = Site.objects.filter(operation=found, code=site).first() if site else None
            if site and at is None:
                raise InputError(tr("there is no such site"), where=site)
        run = Importer(
            operation=found, kind=kind, user=user, site=at, ours=ours, clock=timezone.now
        )
        read = given(place, kind, table)
        with Bars() as bars:
            done = run.run(read, bars)
    finally:
        intake.close()
    for one in done.problems:
        where = ": ".join(filter(None, (one.case, one.file)))
        todo = f" {one.todo}." if one.todo else ""
        click.echo(f"{where}: {one.what}.{todo}", err=True)
    click.echo(
        tr("Files opened: {opened}; there already: {found}").format(
            opened=done.opened, found=done.found
        )
    )
    click.echo(
        tr("Photos kept: {kept} ({unreadable} cannot be opened); there already: {there}").format(
            kept=done.kept, unreadable=done.unreadable, there=done.there
        )
    )
