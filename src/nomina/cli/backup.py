"""`nomina backup` and `nomina restore`: a copy of a desk, and the desk from a copy."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from nomina.cli.bars import Bars
from nomina.cli.desk_options import folder_argument, passphrase_for
from nomina.errors import InputError
from nomina.names import shown
from nomina.words import tr

_PATH = click.Path(path_type=Path)


@click.command("backup")
@folder_argument
@click.argument("out", type=_PATH, metavar="OUT")
@click.option(
    "--with-key",
    is_flag=True,
    help="Also copy a key without a passphrase: whoever has the copy can then read everything.",
)
@click.option("--no-check", is_flag=True, help="Do not put it back; it counts as no backup then.")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    metavar="N",
    help="Then remove all copies of this desk in OUT but the N newest.",
)
def backup(folder: Path, out: Path, with_key: bool, no_check: bool, keep: int | None) -> None:
    """Copy the desk in DIR into OUT, encrypted; put the copy back in a temporary place and read it.

    Only then it counts. OUT takes any number of copies; photos are copied once, and leave OUT when
    no copy there names them any more. A key that has a passphrase is copied with it; one that has
    none is not, and must be kept elsewhere.
    """
    from nomina.desk.boot.opening import open_desk

    if no_check and keep is not None:
        raise click.UsageError(tr("old copies go only once the new one was put back and read"))
    open_desk(folder, passphrase_for(folder))
    from nomina.desk.books.backup.making import make, prove
    from nomina.desk.boot.keys import has_passphrase

    with Bars() as bars:
        made = make(folder.absolute(), out.absolute(), with_key=with_key, progress=bars)
    click.echo(tr("Copied: {path}").format(path=made))
    if not with_key and not has_passphrase(folder):
        click.echo(tr("The key is not in it: without {file} nobody can put it back.").format(
            file=folder / "keys" / "desk.key"
        ))  # fmt: skip
    if no_check:
        click.echo(tr("It was not put back and read, so it counts as no backup."))
        return
    row, gone = prove(folder.absolute(), made, keep)
    says = tr("Put back and read: {rows} rows, {blobs} objects, {entries} entries of the log.")
    click.echo(says.format(rows=row.rows, blobs=row.blobs, entries=row.size))
    if gone.copies or gone.objects:
        says = tr("Removed from there: {copies} old copies, {objects} objects that none needs.")
        click.echo(says.format(copies=gone.copies, objects=gone.objects))
    if gone.unread:
        says = tr("Copies there that this key does not open: {n}. No object was removed.")
        click.echo(says.format(n=gone.unread))


@click.command("restore")
@click.argument("made", type=_PATH, metavar="FILE")
@click.argument("to", type=_PATH, metavar="[NEWDIR]", required=False)
@click.option("--key", type=_PATH, help="Key file of the desk; else the one beside FILE.")
@click.option("--known", type=_PATH, multiple=True, help="A checkpoint from a witness or paper.")
@click.option("--check", is_flag=True, help="Put it back in a temporary place, and remove it.")
@click.option("--report", is_flag=True, hidden=True)
def restore(
    made: Path,
    to: Path | None,
    key: Path | None,
    known: tuple[Path, ...],
    check: bool,
    report: bool,
) -> None:
    """Make the desk NEWDIR from the copy FILE (NAME.nomina), and read all of it.

    Leaves with 1 if anything is missing, changed or cut; nothing is left of NEWDIR then. What was
    taken back after the copy was made, as the list beside FILE says, is taken away again. With
    NOMINA_DATABASE the rows go into that empty database. If the log is shorter than a checkpoint
    that is given, the desk can only be read, and says why.
    """
    if check == (to is not None):
        raise click.UsageError(tr("name a new folder, or ask for --check, and not both"))
    with tempfile.TemporaryDirectory(prefix="nomina-check-") as place:
        _restore(made, to or Path(place) / "desk", key, known, check=check, report=report)


def _restore(
    made: Path, to: Path, key: Path | None, known: tuple[Path, ...], *, check: bool, report: bool
) -> None:
    from nomina.desk.books.backup.restoring import restore as restored

    try:
        notes = [path.read_bytes() for path in known]
    except OSError as error:
        raise InputError(
            tr("the file cannot be read ({why})").format(why=error.strerror),
            where=str(error.filename),
        ) from error
    # Who asks for a report gives the key through a pipe, so that it is never written.
    root = sys.stdin.buffer.read(32) if report else None
    with Bars() as bars:
        done = restored(
            made.absolute(),
            to,
            key=key,
            passphrase=None if report else _passphrase(made, key),
            root=root,
            check=check or report,
            known=notes,
            progress=bars,
        )
    found = done.report
    if report:
        click.echo(found.model_dump_json())
        return
    says = tr("Put back and read: {rows} rows, {blobs} objects, {entries} entries of the log.")
    click.echo(says.format(rows=found.rows, blobs=found.blobs, entries=found.size))
    if done.photos or done.consents:
        says = tr(
            "Taken back after this copy was made, and taken away again: {photos} photos, "
            "{consents} consents."
        )
        click.echo(says.format(photos=done.photos, consents=done.consents))
    for alarm in done.alarms:
        click.echo(shown(str(alarm)), err=True)
    if done.alarms:
        click.echo(tr("ALARM: this is an older copy. The desk can only be read."), err=True)
        sys.exit(1)


def _passphrase(made: Path, key: Path | None) -> str | None:
    from nomina.desk.boot.keys import is_wrapped, passphrase_given

    file = key or made.with_suffix(".key")
    if not file.is_file() or not is_wrapped(file):
        return None
    if (given := passphrase_given()) is not None:
        return given
    asked: str = click.prompt(tr("Passphrase of this desk"), hide_input=True, err=True)
    return asked
