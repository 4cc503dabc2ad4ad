"""`nomina doctor`: examine a desk."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nomina.cli.desk_options import folder_argument, passphrase_for
from nomina.names import shown
from nomina.words import tr


@click.command("doctor")
@folder_argument
@click.option(
    "--outside",
    metavar="URL",
    help="Also ask the running desk there as a stranger would, such as https://desk.local:8250.",
)
def doctor(folder: Path, outside: str | None) -> None:
    """Examine the desk in DIR: versions, rights, keys, database, clock, log, vault, backup.

    Leaves with 1 where something is bad. Nothing is changed.
    """
    from nomina.desk.boot.authority import AUTHORITY
    from nomina.desk.boot.doctor import examine
    from nomina.desk.boot.opening import open_desk
    from nomina.desk.boot.probe import probe

    open_desk(folder, passphrase_for(folder))
    words = {"good": tr("good"), "look": tr("look at it"), "bad": tr("bad")}
    bad = 0
    findings = [examine(folder.absolute())]
    if outside is not None:
        own = folder / AUTHORITY.with_suffix(".pem")
        findings.append(probe(outside, own if own.exists() else None))
    for part in findings:
        for found in part:
            bad += found.level == "bad"
            click.echo(shown(f"{words[found.level]}: {found.says}"))
    if bad:
        sys.exit(1)
