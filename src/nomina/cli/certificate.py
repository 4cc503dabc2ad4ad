"""`nomina certificate`: check a certificate of identification, and prove that it was issued."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nomina.cli.desk_options import folder_argument, is_desk
from nomina.cli.ledger import _open, _refusals
from nomina.errors import InputError
from nomina.ledger.alone import hand_over
from nomina.ledger.verify import check, key_text, read, report
from nomina.names import shown
from nomina.words import current, tr

if TYPE_CHECKING:
    from nomina.desk.examine.certificate_check import Read

_PATH = click.Path(path_type=Path)
_LARGEST = 20_000_000


@click.group("certificate")
def certificate() -> None:
    """Check a certificate of identification, and prove that it was issued.

    Checking needs no desk, no network and nothing but the file and a proof.
    """


@certificate.command("verify")
@click.argument("file", type=_PATH)
@click.option(
    "--digest", default="", help="SHA-256 of the JSON, as printed on paper and in its code."
)
@click.option("--proof", type=_PATH, help="Folder that `nomina certificate prove` wrote.")
@click.option("--key", default="", help="Public key of the log, or a file that holds it.")
@click.option(
    "--witness-key", multiple=True, help="Public key of a witness; each must have signed."
)
def verify(
    file: Path, digest: str, proof: Path | None, key: str, witness_key: tuple[str, ...]
) -> None:
    """Verify the PDF or the JSON of a certificate in FILE; leaves with 1 if refused.

    What is printed is read from the JSON, never from the pages. Without a proof this says that file
    and paper belong together; with a proof, that this very file was issued. Whether it was
    withdrawn later only the register of the issuing office says.
    """
    if (proof is None) != (not key):
        raise click.UsageError(tr("give --proof and --key together"))
    from nomina.desk.examine import certificate_check as checks

    found = checks.read(_bytes(file), str(file))
    if digest and "".join(digest.split()).lower() != found.digest:
        raise InputError(
            tr("the digest is not that of this certificate"),
            where=str(file),
            todo=tr("Compare it again, sign by sign, with what is printed"),
        )
    if proof is not None:
        lines = list(_proven(found, file, proof, key, list(witness_key)))
    else:
        lines = [_unproven(found, file)]
    for line in (*_certified(found), "", *lines):
        click.echo(shown(line))
    click.echo(
        tr("Whether it was withdrawn later is in the register of the issuing office: ask for it.")
    )


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise InputError(
            tr("the file cannot be read ({why})").format(why=error.strerror), where=str(file)
        ) from error
    if len(data) > _LARGEST:
        raise InputError(tr("this is larger than a certificate can be"), where=str(file))
    return data


def _certified(found: Read) -> Iterator[str]:
    """Give what is certified as it is printed, in the language of the command."""
    from nomina.desk.examine.certificate_page import sheet

    it = sheet(found.certificate, current())
    yield f"{it['title']}: {it['number']}"
    for section in it["sections"]:
        yield ""
        yield section["title"]
        for row in section["rows"]:
            yield f"  {row['label']}: {' / '.join((*row['lines'], *row['small']))}"
    yield ""
    yield it["posts_title"]
    for post in it["posts"]:
        yield f"  {post['label']}: {' / '.join((*post['lines'], *post['small']))}"
    yield ""
    for mark in it["marks"]:
        yield f"{mark['label']}: {mark['value']}"


def _unproven(found: Read, file: Path) -> str:
    if not found.pdf:
        return tr("The file is whole. That it was issued only a proof with its PDF shows.")
    if not found.language:
        raise InputError(
            tr("the pages of this PDF are not what its JSON gives"),
            where=str(file),
            todo=tr("Believe the JSON alone, or give a proof that this very file was issued"),
        )
    return tr(
        "The file is whole, and its pages say what its JSON says. That it was issued only a proof"
        " shows."
    )


def _proven(found: Read, file: Path, proof: Path, key: str, witnesses: list[str]) -> Iterator[str]:
    from nomina.desk.examine.certificate_check import is_entry

    if not found.pdf:
        raise InputError(
            tr("a proof is of the PDF and the JSON together"),
            where=str(file),
            todo=tr("Give the PDF; the JSON is attached to it"),
        )
    with _refusals():
        names = ("event.json", "salt.txt", "act.tlog-proof")
        event, salt, path = (read(str(proof / name)) for name in names)
        keys = [key_text(one) for one in witnesses]
        checked = check(event, salt, path, key_text(key), keys)
    if not is_entry(event, found):
        raise InputError(
            tr("the proof holds, and is of another act than the issuing of this file"),
            where=str(proof),
        )
    yield tr("This very file was issued.")
    yield from report(checked, current())


@certificate.command("prove")
@folder_argument
@click.argument("number")
@click.option("--language", default="", help="Of which language; else that issued first.")
@click.option("--out", type=_PATH, required=True, help="New folder for all that a stranger needs.")
@click.option("--witnessed", is_flag=True, help="Under a checkpoint that a witness signed.")
def prove(folder: Path, number: str, language: str, out: Path, witnessed: bool) -> None:
    """Prove that certificate NUMBER of the desk in DIR was issued, and that its file is that one.

    Nobody's name is in the proof. It holds once the log has signed the entry, within the hour.
    """
    if not is_desk(folder):
        raise InputError(tr("there is no desk in this folder"), where=str(folder))
    with _open(folder) as (log, leaves):
        from nomina.desk.examine.certificate_entry import index_of

        index = index_of(leaves, number, language)
        for path in hand_over(out, log.prove(index, witnessed=witnessed)):
            click.echo(tr("Written: {path}").format(path=path))
    click.echo(tr("Give the public key by another way, such as on paper."))
