"""`nomina ledger`: keep, prove, verify and witness a log of acts."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nomina.cli.desk_options import is_desk, passphrase_for
from nomina.documents import write_bytes_atomic
from nomina.errors import InputError, LedgerError
from nomina.ledger.alone import hand_over
from nomina.ledger.audit import audit
from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.ledger.entry import Event
from nomina.ledger.file_leaves import FileLeaves
from nomina.ledger.formats import COSIGNATURE, Refused, parse_key
from nomina.ledger.log import HOUR, Log, alarms
from nomina.ledger.publish import publish, published
from nomina.ledger.tree import root
from nomina.ledger.verify import check, key_text, read, reason, report, spelt
from nomina.ledger.witness import Witness
from nomina.words import current, tr

if TYPE_CHECKING:
    from nomina.desk.books.leaves import DeskLeaves

_PATH = click.Path(path_type=Path)
_LOG, _KEY, _PUBLIC, _VKEY = "log.db", "key", "public", "log.vkey"


def _now() -> datetime:
    return datetime.now(UTC)


@click.group("ledger")
def ledger() -> None:
    """Keep a log of acts that nobody can rewrite unnoticed; prove and verify its entries.

    What signs needs the private key in DIR; status does not, and verify needs only a proof. DIR may
    be the folder of a desk: checkpoint, status, prove, request and witnessed then open the desk.
    """


@contextmanager
def _refusals() -> Iterator[None]:
    """Say a refusal in the language of the command."""
    try:
        yield
    except Refused as refusal:
        raise InputError(reason(refusal, current())) from refusal


@contextmanager
def _leaves(directory: Path) -> Iterator[FileLeaves | DeskLeaves]:
    """Open the entries in a folder: of a log alone, or of a desk."""
    if is_desk(directory):
        from nomina.desk.boot.opening import open_desk

        open_desk(directory, passphrase_for(directory))
        from nomina.desk.books.leaves import DeskLeaves

        yield DeskLeaves()
        return
    leaves = FileLeaves(directory / _LOG)
    try:
        yield leaves
    finally:
        leaves.close()


def _signer(directory: Path) -> KeySigner:
    if not is_desk(directory):
        return KeySigner.read(directory / _KEY)
    from nomina.desk.books.folder import signer

    return signer(directory)


@contextmanager
def _open(
    directory: Path, known: tuple[Path, ...] = ()
) -> Iterator[tuple[Log, FileLeaves | DeskLeaves]]:
    with _leaves(directory) as leaves:
        yield Log(leaves, _signer(directory), _now, known=_known(directory, known)), leaves


def _known(directory: Path, known: tuple[Path, ...]) -> list[bytes]:
    """Give the checkpoints that a log must agree with: those given, and what it published."""
    with _refusals():
        return [*(read(str(path)) for path in known), *published(directory / _PUBLIC)]


def _publish(directory: Path, log: Log, note: bytes) -> None:
    """Write the checkpoint, and what the log has beyond the one that was published before."""
    with _refusals():
        publish(directory / _PUBLIC, log.leaves, note)


@ledger.command("init")
@click.argument("directory", type=_PATH, metavar="DIR")
@click.option(
    "--name",
    required=True,
    help="Name of the log, for good: an address of yours, such as example.org/mortuary.",
)
def init(directory: Path, name: str) -> None:
    """Make a log in DIR with a new key, and print its public key."""
    directory.mkdir(parents=True, exist_ok=True)
    signer = KeySigner.make(name, directory / _KEY)
    leaves = FileLeaves(directory / _LOG, make=True)
    try:
        log = Log(leaves, signer, _now)
        with leaves.transaction():
            log.append(Event.of("ledger.made", name, _now()))
            note = log.checkpoint()
        _publish(directory, log, note)
    finally:
        leaves.close()
    write_bytes_atomic(directory / _VKEY, f"{public_key(signer)}\n".encode())
    click.echo(tr("Public key: {key}").format(key=public_key(signer)))
    click.echo(
        tr("Print it on paper and give it to those who will check. Keep {file} secret.").format(
            file=directory / _KEY
        )
    )


@ledger.command("checkpoint")
@click.argument("directory", type=_PATH, metavar="DIR")
@click.option(
    "--every",
    type=click.IntRange(1),
    default=HOUR,
    show_default=True,
    help="Seconds from one checkpoint to the next.",
)
@click.option(
    "--cover",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Fill each period up to a multiple of so many entries; 0: do not.",
)
@click.option("--known", type=_PATH, multiple=True, help="A checkpoint that a witness kept.")
def checkpoint(directory: Path, every: int, cover: int, known: tuple[Path, ...]) -> None:
    """Sign a checkpoint if one is due, and publish the log in DIR/public. Run it by a timer."""
    with _open(directory, known) as (log, leaves):
        with leaves.transaction():
            note = log.tick(every, cover=cover)
        if note is None:
            click.echo(tr("No checkpoint is due."))
            return
        _publish(directory, log, note)
        click.echo(tr("Signed: {n} entries").format(n=leaves.size()))


@ledger.command("status")
@click.argument("directory", type=_PATH, metavar="DIR")
@click.option("--known", type=_PATH, multiple=True, help="A checkpoint from a witness or paper.")
@click.option("--all", "everything", is_flag=True, help="Read every entry again.")
def status(directory: Path, known: tuple[Path, ...], everything: bool) -> None:
    """Hold the log in DIR against what was signed; leaves with 1 if it differs."""
    with _leaves(directory) as leaves:
        with _refusals():
            key = key_text(str(directory / _VKEY))
            parsed = parse_key(key)
        size = leaves.size()
        click.echo(tr("Public key: {key}").format(key=key))
        click.echo(tr("Entries: {n}").format(n=size))
        last = next(leaves.kept(), None)
        if last is not None:
            click.echo(
                tr("Last checkpoint: {n} entries, {time}").format(
                    n=last.size, time=spelt(last.stamp)
                )
            )
        found = alarms(leaves, parsed, _known(directory, known))
        for alarm in found:
            click.echo(str(alarm), err=True)
        wrong = audit(leaves) if everything else []
        for index in wrong:
            click.echo(tr("Entry {n} was changed").format(n=index), err=True)
        if found or wrong:
            raise LedgerError(
                tr("the log is not what it was"),
                where=str(directory),
                todo=tr("Add nothing. Keep everything as it is and ask those who watch it"),
            )
        click.echo(tr("Root: {root}").format(root=base64.b64encode(root(leaves, size)).decode()))
        click.echo(tr("The log is what was signed."))


@ledger.command("prove")
@click.argument("directory", type=_PATH, metavar="DIR")
@click.argument("index", type=click.IntRange(0))
@click.option("--out", type=_PATH, required=True, help="New folder for all that a stranger needs.")
@click.option("--witnessed", is_flag=True, help="Under a checkpoint that a witness signed.")
def prove(directory: Path, index: int, out: Path, witnessed: bool) -> None:
    """Prove the entry INDEX of the log in DIR; the verifier is written beside the proof."""
    with _open(directory) as (log, _):
        for path in hand_over(out, log.prove(index, witnessed=witnessed)):
            click.echo(tr("Written: {path}").format(path=path))
        click.echo(tr("Give the public key by another way, such as on paper."))


@ledger.command("verify")
@click.argument("folder", type=_PATH)
@click.option("--key", required=True, help="Public key of the log, or a file that holds it.")
@click.option(
    "--witness-key", multiple=True, help="Public key of a witness; each must have signed."
)
def verify(folder: Path, key: str, witness_key: tuple[str, ...]) -> None:
    """Verify what lies in FOLDER as `nomina ledger prove` wrote it; leaves with 1 if refused."""
    with _refusals():
        event, salt, proof = (
            read(str(folder / name)) for name in ("event.json", "salt.txt", "act.tlog-proof")
        )
        keys = [key_text(one) for one in witness_key]
        checked = check(event, salt, proof, key_text(key), keys)
    click.echo(event.decode())
    for line in report(checked, current()):
        click.echo(line)


@ledger.command("request")
@click.argument("directory", type=_PATH, metavar="DIR")
@click.option(
    "--old",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Entries that the witness saw last.",
)
@click.option("--out", type=_PATH, required=True, help="File for the witness.")
def request(directory: Path, old: int, out: Path) -> None:
    """Write what a witness needs in order to sign the last checkpoint of the log in DIR."""
    with _open(directory) as (log, _):
        write_bytes_atomic(out, log.request(old))
    click.echo(tr("Written: {path}").format(path=out))


@ledger.command("witness")
@click.argument("directory", type=_PATH, metavar="DIR")
@click.argument("asked", type=_PATH, metavar="REQUEST")
@click.option("--log", "log_key", required=True, help="Public key of the log that is watched.")
@click.option("--out", type=_PATH, required=True, help="File for the log, with one more line.")
@click.option("--name", help="Name of this witness; needed once, when its key is made.")
def witness(directory: Path, asked: Path, log_key: str, out: Path, name: str | None) -> None:
    """Sign REQUEST for another's log if it only grew; what is remembered lies in DIR.

    If the log shows a shorter or another history, nothing is signed and the evidence is kept.
    """
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / _KEY
    signer = KeySigner.read(path) if name is None else KeySigner.make(name, path)
    with _refusals():
        note = Witness(directory, signer, _now).cosign(read(str(asked)), key_text(log_key))
    write_bytes_atomic(out, note)
    key = public_key(signer, COSIGNATURE)
    click.echo(tr("Public key of this witness: {key}").format(key=key))
    click.echo(tr("Written: {path}").format(path=out))


@ledger.command("witnessed")
@click.argument("directory", type=_PATH, metavar="DIR")
@click.argument("note", type=_PATH)
@click.option("--witness-key", multiple=True, required=True, help="Public key of a witness.")
def witnessed(directory: Path, note: Path, witness_key: tuple[str, ...]) -> None:
    """Take in NOTE, a checkpoint of the log in DIR that a witness signed."""
    with _refusals():
        given, keys = read(str(note)), [key_text(one) for one in witness_key]
    with _open(directory, (note,)) as (log, leaves):
        with leaves.transaction():
            whole = log.witnessed(given, keys)
        if next(leaves.kept()).note == whole:
            _publish(directory, log, whole)
    click.echo(
        tr("The checkpoint is witnessed by: {names}").format(
            names=", ".join(parse_key(one, COSIGNATURE).name for one in keys)
        )
    )
