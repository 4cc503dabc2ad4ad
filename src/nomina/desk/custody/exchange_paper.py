"""A manifest and its receipt on paper, in three languages; both sides sign by hand too."""

from __future__ import annotations

from datetime import datetime

from nomina import manifests, tags
from nomina.desk.custody.exchange_words import carrier_name, kind_name, way_name
from nomina.desk.custody.papers.page import Fact, Facts, Grid, Hand, Hands, Paper, Text
from nomina.words import tr

_BOX, _BLANK = "[\u00a0\u00a0\u00a0]", "\u00a0"


def manifest_paper(signed: manifests.Manifest, key: str, language: str) -> Paper:
    """Give the paper of a manifest.

    Args:
        signed: as it was signed; it is attached.
        key: the public key as text, which is printed whole.
        language: one of `nomina.words.LANGUAGES`.
    """
    it = signed.manifest
    return Paper(
        title=tr("Manifest of an exchange", language),
        number=it.number,
        language=language,
        parts=(
            who(it, language),
            _items(it, language),
            proof(signed, key, language),
            Hands(
                tr("Signed by hand", language),
                (
                    Hand(tr("for who gives", language), it.giver),
                    Hand(tr("for the carrier", language), it.carrier or ""),
                    Hand(tr("for who takes", language), it.taker),
                ),
            ),
        ),
        at=moment_of(it.made),
        code=signed.digest,
        document=signed.model_dump(mode="json"),
        mark=f"SHA-256 {signed.digest}",
    )


def receipt_paper(signed: manifests.Manifest, language: str) -> Paper:
    """Give the form of a receipt: what is on the manifest, to be ticked and signed for."""
    it = signed.manifest
    rows = tuple(
        (tags.written(one.tag), kind_name(one.kind, language), one.seal, _BOX, "")
        for one in it.items
    )
    grid = Grid(
        tr("What was taken over", language),
        (
            tr("Tag", language),
            tr("What it is", language),
            tr("Seal", language),
            tr("Taken", language),
            tr("State, other seal", language),
        ),
        rows,
        shares=(3, 3, 3, 2, 4),
    )
    says = tr(
        "Read every tag again before you tick it. What is not ticked was not taken over."
        " What is there beside the list is written below.",
        language,
    )
    return Paper(
        title=tr("Receipt of a manifest", language),
        number=it.number,
        language=language,
        parts=(
            who(it, language),
            Text(tr("How to fill it in", language), (says,)),
            grid,
            Grid(
                tr("Beside the list", language),
                (tr("Tag", language), tr("What it is", language), tr("State, seal", language)),
                ((_BLANK,) * 3,) * 3,
                shares=(3, 3, 5),
            ),
            Hands(
                tr("Signed by hand", language),
                (
                    Hand(tr("for who takes", language)),
                    Hand(tr("for who gives", language), it.giver),
                ),
            ),
        ),
        at=moment_of(it.made),
        code=signed.digest,
        mark=f"SHA-256 {signed.digest}",
    )


def who(it: manifests.Content, language: str, *, way: bool = True) -> Facts:
    """Say who gives what to whom; the way is that of who signed the manifest."""
    carrier = carrier_name(it.carried_by, language)
    stage = str(it.stage) if it.stage is not None else None
    facts = (
        Fact(tr("Batch", language), it.batch),
        Fact(tr("Number of the exchange", language), stage),
        *([Fact(tr("Which way, for who signs", language), way_name(it.way, language))] * way),
        Fact(tr("Gives", language), it.giver),
        Fact(tr("Takes", language), it.taker),
        Fact(tr("Carrier", language), it.carrier, carrier),
        Fact(tr("Place", language), it.place),
        Fact(tr("Planned for", language), it.planned),
        Fact(tr("Made", language), it.made.replace("T", " ").replace("Z", " UTC")),
    )
    return Facts(tr("The exchange", language), facts)


def _items(it: manifests.Content, language: str) -> Grid:
    rows = tuple(
        (
            str(n),
            tags.written(one.tag),
            kind_name(one.kind, language),
            one.seal,
            one.our_number,
            one.their_number,
            None if one.count is None else str(one.count),
            tags.written(one.inside) if one.inside is not None else "–",
        )
        for n, one in enumerate(it.items, start=1)
    )
    return Grid(
        tr("What goes over: {n}", language).format(n=len(it.items)),
        (
            "№",
            tr("Tag", language),
            tr("What it is", language),
            tr("Seal", language),
            tr("Our number", language),
            tr("Their number", language),
            tr("People", language),
            tr("Lies in", language),
        ),
        rows,
        shares=(2, 8, 6, 6, 6, 6, 6, 7),
    )


def proof(signed: manifests.Signed, key: str, language: str) -> Facts:
    """Print digest, signature and key whole, and the fingerprint by which keys are compared."""
    says = tr("checked with `nomina manifest verify`, without this desk or a network", language)
    return Facts(
        tr("Signature", language),
        (
            Fact(tr("SHA-256", language), _grouped(signed.digest)),
            Fact(tr("Ed25519", language), _grouped(signed.signature), says),
            Fact(
                tr("Public key", language),
                key,
                tr("compare it with the key that you were given by another way", language),
            ),
            Fact(
                tr("Fingerprint of the key", language),
                _grouped(manifests.fingerprint(manifests.key_of(key)).replace(" ", "")),
            ),
        ),
    )


def _grouped(text: str) -> str:
    groups = [text[at : at + 8] for at in range(0, len(text), 8)]
    return "\n".join(" ".join(groups[at : at + 4]) for at in range(0, len(groups), 4))


def moment_of(text: str) -> datetime:
    """Read a moment as documents write it."""
    return datetime.fromisoformat(text)
