"""Our receipt for a manifest of the other side on paper, in three languages, to be signed by hand.

The numbers are called after the sides, since ours and theirs would be read the other way round.
"""

from __future__ import annotations

from nomina import manifests, tags
from nomina.desk.custody.exchange_paper import moment_of, proof, who
from nomina.desk.custody.exchange_words import kind_name
from nomina.desk.custody.papers.page import Fact, Facts, Grid, Hand, Hands, Paper, Text
from nomina.words import tr


def our_receipt_paper(
    signed: manifests.Receipt, it: manifests.Content, number: str, key: str, language: str
) -> Paper:
    """Give the paper of a receipt.

    Args:
        signed: as it was signed; it is attached.
        it: the manifest that it is of.
        number: of the receipt.
        key: the public key as text, which is printed whole.
        language: one of `nomina.words.LANGUAGES`.
    """
    said = signed.receipt
    note = said.note.split("\n") if said.note else []
    parts = (
        _receipt(signed, it, language),
        who(it, language, way=False),
        _items(said, it, language),
        _beside(said, it, language),
        Text(tr("Note", language), tuple(note) or (tr("none", language),)),
        proof(signed, key, language),
        Hands(
            tr("Signed by hand", language),
            (
                Hand(tr("for who takes", language), said.signer),
                Hand(tr("for the carrier", language), it.carrier or ""),
                Hand(tr("for who gives", language), it.giver),
            ),
        ),
    )
    return Paper(
        title=tr("Receipt of a manifest", language),
        number=number,
        language=language,
        parts=parts,
        at=moment_of(said.at),
        code=signed.digest,
        document=signed.model_dump(mode="json"),
        mark=f"SHA-256 {signed.digest}",
    )


def _receipt(signed: manifests.Receipt, it: manifests.Content, language: str) -> Facts:
    said = signed.receipt
    return Facts(
        tr("The receipt", language),
        (
            Fact(tr("Of the manifest", language), said.number, f"SHA-256 {said.manifest}"),
            Fact(tr("Signed by", language), said.signer, it.taker),
            Fact(tr("Place", language), said.place),
            Fact(tr("Signed", language), said.at.replace("T", " ").replace("Z", " UTC")),
        ),
    )


def _items(said: manifests.Taken, it: manifests.Content, language: str) -> Grid:
    gone = set(said.missing)
    rows = tuple(
        (
            str(n),
            tags.written(one.tag),
            kind_name(one.kind, language),
            one.seal,
            one.our_number,
            one.their_number,
            tr("not there", language) if one.tag in gone else tr("received", language),
        )
        for n, one in enumerate(it.items, start=1)
    )
    title = tr("On the manifest: {n}; received: {m}; not there: {k}", language)
    listed = {one.tag for one in it.items}
    return Grid(
        title.format(n=len(listed), m=len(listed & set(said.taken)), k=len(gone)),
        (
            "№",
            tr("Tag", language),
            tr("What it is", language),
            tr("Seal", language),
            tr("Number of who gives", language),
            tr("Number of who takes", language),
            tr("State", language),
        ),
        rows,
        shares=(1, 4, 3, 3, 3, 3, 3),
    )


def _beside(said: manifests.Taken, it: manifests.Content, language: str) -> Grid:
    extra = manifests.differences(it, said)["extra"]
    return Grid(
        tr("Beside the list: {n}", language).format(n=len(extra)),
        ("№", tr("Tag of who takes", language)),
        tuple((str(n), tags.written(tag)) for n, tag in enumerate(extra, start=1)),
        shares=(1, 19),
        none=tr("Nothing.", language),
    )
