"""`nomina manifest`: check a signed manifest of an exchange, or a receipt of one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from nomina import manifests, tags
from nomina.errors import InputError
from nomina.ledger.formats import Refused
from nomina.ledger.verify import key_text, reason
from nomina.names import shown
from nomina.words import current, tr

_PATH = click.Path(path_type=Path)


@click.group("manifest")
def manifest() -> None:
    """Check a signed manifest of an exchange, or a receipt of one.

    Checking needs no desk and no network: the file, and the public key of the side that signed.
    """


@manifest.command("verify")
@click.argument("file", type=_PATH)
@click.option("--key", required=True, help="Public key of the side that signed, or a file of it.")
@click.option("--receipt", type=_PATH, help="A receipt of it, to be held against the manifest.")
@click.option("--receipt-key", default="", help="Public key of whoever signed the receipt.")
def verify(file: Path, key: str, receipt: Path | None, receipt_key: str) -> None:
    """Verify the manifest or receipt in FILE; leaves with 1 if refused.

    The key must come by another way than the file, such as on paper.
    """
    if (receipt is None) != (not receipt_key):
        raise click.UsageError(tr("give --receipt and --receipt-key together"))
    found = manifests.check(_bytes(file), _key(key), str(file))
    lines = list(_said(found))
    if receipt is not None:
        other = manifests.check(_bytes(receipt), _key(receipt_key), str(receipt))
        lines += ["", *_said(other), "", *_held(found, other, str(receipt))]
    for line in lines:
        click.echo(shown(line))


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(manifests.LARGEST + 1)
    except OSError as error:
        raise InputError(
            tr("the file cannot be read ({why})").format(why=error.strerror), where=str(file)
        ) from error


def _key(given: str) -> str:
    try:
        return key_text(given)
    except Refused as refusal:
        raise InputError(reason(refusal, current())) from refusal


def _said(found: manifests.Checked) -> Iterator[str]:
    document = found.document
    if isinstance(document, manifests.Receipt):
        it = document.receipt
        yield tr("Receipt of manifest {number}").format(number=it.number)
        yield f"  {tr('Signed by')}: {it.signer}, {it.at}"
        yield f"  {tr('Taken over')}: {len(it.taken)}"
        for tag in it.missing:
            yield f"  {tr('Not there')}: {tags.written(tag)}"
    else:
        yield from _manifest(document.manifest)
    yield f"  SHA-256: {document.digest}"
    yield f"  {tr('Fingerprint of the key')}: {manifests.fingerprint(found.key)}"
    yield tr("The signature of {key} holds.").format(key=document.key)


def _manifest(it: manifests.Content) -> Iterator[str]:
    unknown = tr("not known")
    yield tr("Manifest {number}").format(number=it.number)
    yield f"  {tr('From')}: {it.giver}"
    yield f"  {tr('To')}: {it.taker}"
    yield f"  {tr('Carrier')}: {it.carrier or unknown}"
    yield f"  {tr('Place')}: {it.place}, {it.planned or unknown}"
    yield f"  {tr('Made')}: {it.made}"
    for one in it.items:
        numbers = f"{one.our_number or '-'} / {one.their_number or '-'}"
        count = "-" if one.count is None else str(one.count)
        yield f"  {tags.written(one.tag)}  {one.kind}  {numbers}  {one.seal or '-'}  {count}"


def _held(found: manifests.Checked, other: manifests.Checked, where: str) -> Iterator[str]:
    one, two = found.document, other.document
    if not isinstance(one, manifests.Manifest) or not isinstance(two, manifests.Receipt):
        raise InputError(tr("a manifest and its receipt are held against each other"), where=where)
    if two.receipt.manifest != one.digest:
        raise InputError(tr("this receipt is of another manifest"), where=where)
    apart = manifests.differences(one.manifest, two.receipt)
    if not any(apart.values()):
        yield tr("Everything on the manifest was taken over.")
    for tag in apart["missing"]:
        yield tr("On the manifest and not taken: {tag}").format(tag=tags.written(tag))
    for tag in apart["extra"]:
        yield tr("Taken and not on the manifest: {tag}").format(tag=tags.written(tag))
