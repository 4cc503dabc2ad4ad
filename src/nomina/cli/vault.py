"""`nomina vault`: make, check and look at a vault, and give it another passphrase."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from nomina.cli.bars import Bars
from nomina.cli.desk_options import is_desk, passphrase_for
from nomina.errors import InputError, StoreError
from nomina.names import shown
from nomina.vault import Status, Vault, create, opened
from nomina.vault import status as told
from nomina.vault.passphrase import VARIABLE, from_environment, from_file, from_keyring
from nomina.words import LANGUAGES, ntr, tr, use

_PATH = click.Path(path_type=Path)


def _language(language: str | None) -> None:
    if language is not None:
        use(language)


def _secret(file: Path | None, keyring: str | None) -> bytes:
    """Take the passphrase from where it is said to be, or else from the environment."""
    if file is not None and keyring is not None:
        raise click.UsageError(tr("give the passphrase in a file or in the keyring, not in both"))
    if file is not None:
        return from_file(file)
    if keyring is not None:
        return from_keyring(keyring)
    found = from_environment()
    if found is None:
        raise InputError(
            tr("no passphrase was given"),
            todo=tr("Give --passphrase FILE or --keyring NAME, or set {variable}").format(
                variable=VARIABLE
            ),
        )
    return found


def _with_secret(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--passphrase", type=_PATH, help="File that holds the passphrase."),
        click.option("--keyring", metavar="NAME", help="Its name in the keyring of the system."),
    ):
        command = option(command)
    return command


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    language = click.option("--language", type=click.Choice(LANGUAGES), help="Of messages.")
    return click.argument("directory", type=_PATH, metavar="DIR")(language(command))


def _now() -> datetime:
    return datetime.now(UTC)


def _opened(directory: Path, passphrase: Path | None, keyring: str | None) -> Vault:
    """Open the vault in a folder, which may be that of a desk: its key is the desk's then."""
    if not is_desk(directory):
        return opened(directory, _secret(passphrase, keyring), _now)
    from nomina.desk import books
    from nomina.desk.boot.opening import open_desk

    open_desk(directory, passphrase_for(directory))
    return books.vault()


def _told(directory: Path) -> Status:
    if not is_desk(directory):
        return told(directory)
    with _opened(directory, None, None) as one:
        names = [name for name, _ in one.objects.names()]
        orphans = len(names) - len(one.index.named(names))
        return Status(one.index.store, one.index.card().id, len(one.index), len(names), orphans)


@click.group("vault")
def vault() -> None:
    """Make, check and look at a vault, where bytes are kept once and encrypted."""


@vault.command("init")
@_common
@_with_secret
def init(
    directory: Path, language: str | None, passphrase: Path | None, keyring: str | None
) -> None:
    """Make a vault in DIR, a new or empty folder.

    Without its passphrase nothing in it can be read by anybody: keep a copy elsewhere.
    """
    _language(language)
    with create(directory, _secret(passphrase, keyring), _now) as made:
        click.echo(tr("Made: vault {store}").format(store=made.objects.id))
    click.echo(tr("Keep the passphrase elsewhere too: without it nothing here can be read."))


@vault.command("verify")
@_common
@_with_secret
@click.option(
    "--collect",
    is_flag=True,
    help="Then remove what the index does not know, where it is older than a day.",
)
def verify(
    directory: Path,
    language: str | None,
    passphrase: Path | None,
    keyring: str | None,
    collect: bool,
) -> None:
    """Read every byte of the vault in DIR; name what is missing or damaged and leave with 1.

    DIR may be the folder of a desk, whose key opens its vault.

    Bytes that the index does not know are left by a run that was stopped: nothing is lost.
    """
    _language(language)
    lost = orphans = 0
    with _opened(directory, passphrase, keyring) as one:
        with Bars() as bars:
            for fault in one.verify(bars):
                if fault.kind == "orphan":
                    orphans += 1
                else:
                    lost += 1
                where = f"{fault.name} ({fault.digest})" if fault.digest else fault.name
                click.echo(shown(f"{fault.kind}: {where}: {fault.what}"))
        if not lost:
            n = len(one.index)
            click.echo(
                ntr(
                    "{n} object is as it was kept.", "{n} objects are as they were kept.", n
                ).format(n=n)
            )
        if orphans and not collect:
            click.echo(tr("Bytes that the index does not know: {n}").format(n=orphans))
        if lost:
            raise StoreError(
                tr("the vault is not whole; faults: {n}").format(n=lost),
                where=str(directory),
                todo=tr("Put what is named back from a copy, or import its original again"),
            )
        if collect:
            click.echo(tr("Removed: {n}").format(n=one.collect()))


@vault.command("rotate")
@_common
@_with_secret
@click.option("--new", type=_PATH, help="File that holds the new passphrase; none for a desk.")
def rotate(
    directory: Path,
    language: str | None,
    passphrase: Path | None,
    keyring: str | None,
    new: Path | None,
) -> None:
    """Put another passphrase in the place of the one of the vault in DIR.

    DIR may be the folder of a desk: its vault gets a newly drawn secret, sealed by its root key.

    Stopped at any moment, the vault opens with exactly one of the two; run it again then. Copies
    made before still open with the old one.
    """
    _language(language)
    if is_desk(directory):
        if new is not None:
            raise click.UsageError(tr("the vault of a desk has no passphrase: leave --new out"))
        _rotate_desk(directory)
        return
    if new is None:
        raise click.UsageError(tr("name the file of the new passphrase with --new"))
    secret = from_file(new)
    with opened(directory, _secret(passphrase, keyring), _now) as one, Bars() as bars:
        done = one.rotate(secret, progress=bars)
    click.echo(tr("Keys sealed anew: {n}").format(n=done))
    click.echo(tr("Copies made before still open with the old passphrase."))


def _rotate_desk(directory: Path) -> None:
    from nomina.desk.boot.opening import open_desk

    open_desk(directory, passphrase_for(directory))
    from nomina.desk.books.rotation import rotate as rotated

    with Bars() as bars:
        done = rotated(bars)
    click.echo(tr("Keys sealed anew: {n}").format(n=done))
    click.echo(tr("Copies made before still open with the old key: let them go."))


@vault.command("status")
@_common
def status(directory: Path, language: str | None) -> None:
    """Say what the vault in DIR, or of the desk there, is and holds; reads no content."""
    _language(language)
    found = _told(directory)
    click.echo(tr("Vault: {store}").format(store=found.store))
    click.echo(tr("Master key: {master}").format(master=found.master))
    click.echo(tr("Kept: {n}").format(n=found.rows))
    click.echo(tr("Objects: {n}").format(n=found.objects))
    click.echo(tr("Bytes that the index does not know: {n}").format(n=found.orphans))
