"""`nomina forget`: destroy what a run kept in order to go on."""

from __future__ import annotations

from pathlib import Path

import click

from nomina.leads.store import forget as run
from nomina.words import tr


@click.command("forget")
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
def forget(directory: Path) -> None:
    """Destroy the key of the kept templates and crops in DIR, then the rest; reports stay."""
    removed = run(directory)
    click.echo(
        tr("Forgotten: {n} files removed. The reports stay.").format(n=removed)
        if removed
        else tr("Nothing was kept here.")
    )
