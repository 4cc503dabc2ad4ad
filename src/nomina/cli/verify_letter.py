"""`nomina verify-letter`: check a letter to a family, a package or an acknowledgement of one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from nomina import letters, packages
from nomina.errors import InputError
from nomina.ledger.formats import Refused
from nomina.ledger.verify import key_text, reason
from nomina.names import shown
from nomina.signed import fingerprint
from nomina.words import current, tr


@click.command("verify-letter")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", required=True, help="Public key of who signed, or a file of it.")
def verify_letter(file: Path, key: str) -> None:
    """Verify the letter in FILE, as PDF or JSON; leaves with 1 if refused.

    FILE may also be a package of a bureau, opened or printed, or an acknowledgement of one.
    Checking needs no desk and no network: the file, and the public key of the desk that signed. The
    key must come by another way than the file, such as on paper.
    """
    data, public, where = _bytes(file), _key(key), str(file)
    if packages.is_package(data) or packages.is_acknowledgement(data):
        lines = _package(packages.check(data, public, where))
    else:
        lines = _letter(letters.check(data, public, where))
    for line in lines:
        click.echo(shown(line))


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(max(letters.LARGEST, packages.LARGEST) + 1)
    except OSError as error:
        raise InputError(
            tr("the file cannot be read ({why})").format(why=error.strerror), where=str(file)
        ) from error


def _key(given: str) -> str:
    try:
        return key_text(given)
    except Refused as refusal:
        raise InputError(reason(refusal, current())) from refusal


def _letter(found: letters.Checked) -> Iterator[str]:
    it = found.document.letter
    yield tr("Letter {number}").format(number=it.number)
    yield f"  {tr('From')}: {it.office}"
    yield f"  {tr('Made')}: {it.made}"
    yield f"  SHA-256: {found.document.digest}"
    yield f"  {tr('Fingerprint of the key')}: {fingerprint(found.key)}"
    if found.printed:
        yield tr("Every byte of this print is as it was signed.")
    yield tr("The signature of {key} holds.").format(key=found.document.key)


def _package(found: packages.Checked) -> Iterator[str]:
    document = found.document
    if isinstance(document, packages.Acknowledgement):
        got = document.acknowledgement
        yield tr("Acknowledgement of package {number}").format(number=got.number)
        yield f"  {tr('From')}: {got.recipient}"
        yield f"  {tr('Signed by')}: {got.signer}, {got.at}"
    else:
        it = document.package
        yield tr("Package {number}").format(number=it.number)
        yield f"  {tr('From')}: {it.sender}"
        yield f"  {tr('To')}: {it.recipient}"
        yield f"  {tr('Made')}: {it.made}"
        if document.enclosed is None and it.enclosures:
            yield tr("Papers that go with it are not in this file: compare their digests.")
    yield f"  SHA-256: {document.digest}"
    yield f"  {tr('Fingerprint of the key')}: {fingerprint(found.key)}"
    if found.printed:
        yield tr("Every byte of this print is as it was signed.")
    yield tr("The signature of {key} holds.").format(key=document.key)
