"""`nomina models`: list, add and check model packs."""

from __future__ import annotations

from pathlib import Path

import click

from nomina.errors import NominaError, PackError
from nomina.faces import add_pack, list_packs, load_pack
from nomina.words import tr


@click.group("models")
def models() -> None:
    """List, add and check model packs."""


@models.command("list")
def list_() -> None:
    """Name every pack with its version, licence and digest."""
    for name in list_packs():
        try:
            manifest = load_pack(name).manifest
        except NominaError as error:  # the others can be used all the same
            click.echo(f"{name}: {error}")
            continue
        licences = sorted({one.licence for one in manifest.weights})
        click.echo(f"{name} {manifest.version}  {'; '.join(licences)}  {manifest.digest[:16]}")


@models.command("add")
@click.argument("directory", type=click.Path(path_type=Path, exists=True), metavar="DIR")
def add(directory: Path) -> None:
    """Check the pack in DIR and copy it to where packs are kept."""
    pack = add_pack(directory)
    click.echo(tr("Added: {name}").format(name=pack.manifest.name))


@models.command("verify")
def verify() -> None:
    """Check every byte of every pack; leaves with 1 if one differs from its manifest."""
    failed = False
    for name in list_packs():
        try:
            load_pack(name)
        except NominaError as error:
            failed = True
            click.echo(f"{name}: {error}")
        else:
            click.echo(tr("{name}: as its manifest says").format(name=name))
    if failed:
        raise PackError(tr("a model pack is not what it was"))
