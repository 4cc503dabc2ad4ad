"""A package on paper: who tells whom what, every particular with how it stands, and the signature.

What is not known and what was never asked is printed as such. There is no picture on it but the
code at its top. The signed document is attached to the PDF, all of whose bytes are signed too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from nomina.desk.custody.effects_words import article_kind
from nomina.desk.custody.papers.known import speaking
from nomina.desk.custody.papers.page import Fact, Facts, Grid, Hand, Hands, Paper, Text, pdf
from nomina.desk.transmit import packages_words as words
from nomina.desk.transmit.ways import Article, Channel
from nomina.desk.transmit.ways_words import article_name, channel_name
from nomina.packages import completeness, sealed_print
from nomina.packages.documents import Content, Package
from nomina.packages.items import (
    Answer,
    AnyItem,
    Death,
    Disc,
    Grave,
    Listed,
    Named,
    Packet,
    Prisoner,
    Recall,
)
from nomina.packages.particulars import Stands
from nomina.signed import Signer, spelt
from nomina.tags import written as tag_written
from nomina.words import tr

Parts = list[Facts | Grid | Text | Hands]


def paper_of(document: Package, language: str) -> Paper:
    """Make the print of a package.

    Args:
        document: signed; without what it encloses, which is on paper beside it.
        language: one of `nomina.words.LANGUAGES`.
    """
    it = document.package
    parts = parts_of(it, language)
    with speaking(language):
        parts += [_counted(it), _signature(document), _hands(it)]
        return Paper(
            title=_title(it),
            number=it.number,
            language=language,
            parts=tuple(parts),
            at=datetime.strptime(it.made, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
            code=it.number,
            document=spelt(document.model_copy(update={"enclosed": None})).decode(),
            mark=f"SHA-256 {document.digest}",
        )


def printed(document: Package, language: str, signer: Signer) -> bytes:
    """Give the PDF of a package, with the line that signs its bytes."""
    return sealed_print(pdf(paper_of(document, language)), document, signer)


def parts_of(it: Content, language: str) -> Parts:
    """Give all that a package says, as it is printed and as those who sign read it."""
    with speaking(language):
        parts: Parts = [_head(it)]
        for n, one in enumerate(it.items, 1):
            parts += _item(one, n, len(it.items))
        return [*parts, _enclosed(it)] if it.enclosures else parts


def _title(it: Content) -> str:
    if it.corrects is not None:
        return tr("Recall of what was told before")
    return article_name(Article(it.article))


def _head(it: Content) -> Facts:
    facts = [
        Fact(tr("Sender"), it.sender),
        Fact(tr("Recipient"), it.recipient),
        Fact(tr("By which way"), channel_name(Channel(it.channel))),
        Fact(tr("Made"), _moment(it.made)),
    ]
    if it.copy_to is not None:
        facts.append(Fact(tr("A copy goes to"), it.copy_to))
    if it.copy_of is not None:
        facts.append(Fact(tr("Copy for the agency, of the package with digest"), it.copy_of))
    if it.waiver is not None:
        facts.append(Fact(tr("Why the agency gets no copy"), it.waiver))
    if it.corrects is not None:
        facts.append(Fact(tr("Takes back the package with digest"), it.corrects))
    for harm in it.harm:
        facts.append(Fact(tr("Telling could harm"), harm.reason, small=harm.number))
    return Facts(tr("The package"), tuple(facts))


def _moment(text: str) -> str:
    return f"{text[:10]} {text[11:16]} UTC"


def _item(one: AnyItem, n: int, of: int) -> Parts:
    title = _item_title(one, n, of)
    if isinstance(one, Listed):
        return _list(one, title)
    if isinstance(one, Answer):
        asked = Facts(title, (Fact(tr("Number of the enquiry"), one.to),))
        return [asked, Text(tr("The answer"), tuple(one.words.split("\n")))]
    if isinstance(one, Recall):
        return _recall(one, title)
    parts: Parts = [Facts(title, (*_number(one), *_particulars(one)))]
    if isinstance(one, Packet):
        parts.append(_articles(one))
    return parts


def _item_title(one: AnyItem, n: int, of: int) -> str:
    name = {
        "dead": tr("A dead person"),
        "death": tr("A death"),
        "prisoner": tr("A prisoner of war"),
        "civilian": tr("A civilian"),
        "list": tr("A certified list of the dead"),
        "grave": tr("A grave"),
        "packet": tr("A sealed packet of effects"),
        "disc": tr("Half of an identity disc"),
        "answer": tr("An answer"),
        "recall": tr("A recall"),
    }[one.kind]
    return name if of == 1 else tr("{what} ({n} of {of})").format(what=name, n=n, of=of)


def _number(one: Any) -> tuple[Fact, ...]:
    facts = []
    if isinstance(one, Packet | Disc):
        facts.append(Fact(tr("Tag"), tag_written(one.tag)))
    if isinstance(one, Packet):
        facts.append(Fact(tr("Number of the seal"), one.seal))
        both = f"{one.listed_by}, {one.seen_by}"
        facts.append(Fact(tr("Two people stand for this list"), both, _moment(one.listed_at)))
    if isinstance(one, Disc):
        facts.append(Fact(tr("The half that stays with the body"), tag_written(one.stays)))
    number = one.number or tr("found with nobody: articles whose owner is not known")
    facts += [Fact(tr("Number of the body"), number), _named(one.named)]
    if isinstance(one, Prisoner):
        facts.append(Fact(tr("What happened"), words.fixed("died")))
    if isinstance(one, Death) and one.certified is not None:
        by = one.certified
        small = f"{by.office}, {by.name}, {_moment(by.at)}"
        facts.append(Fact(tr("Certificate of death"), by.number, small))
    if isinstance(one, Grave):
        facts += [Fact(tr("Lay before"), line) for line in one.before]
    return tuple(facts)


def _named(named: Named | None) -> Fact:
    label = tr("Named by the board on")
    if named is None:
        return Fact(label, tr("the board has named nobody; the body is told of as it was found"))
    certificate = named.certificate or tr("no certificate was issued")
    return Fact(label, named.decided, f"{named.number} · {certificate}")


def _particulars(one: AnyItem) -> tuple[Fact, ...]:
    facts = []
    for line in completeness.lines(one):
        value = words.value_of(line.key, line.said)
        label = words.field_name(line.key)
        if line.said.state is Stands.UNASKED:
            value = tr("never asked")
        small = " · ".join(
            text for text in (words.place_name(line.place), words.beside(line.said)) if text
        )
        facts.append(Fact(label, value, small))
    return tuple(facts)


def _list(one: Listed, title: str) -> Parts:
    by = one.certified
    facts = (
        Fact(tr("Number of the list"), by.number),
        Fact(tr("Certified by"), f"{by.name}, {by.office}", _moment(by.at)),
        Fact(tr("Digest of what was certified"), by.digest),
        Fact(tr("How many dead"), str(len(one.dead))),
    )
    parts: Parts = [Facts(title, facts)]
    for n, each in enumerate(one.dead, 1):
        name = tr("Number {n} of the list").format(n=n)
        parts.append(Facts(name, (*_number(each), *_particulars(each))))
    return parts


def _articles(one: Packet) -> Grid:
    rows = []
    for n, line in enumerate(one.articles, 1):
        amount = "" if line.amount is None else f"{line.amount} {line.currency}"
        more = " · ".join(text for text in (amount, line.document, line.marks) if text)
        what = f"{line.what} ({article_kind(line.kind)})"
        none = tr("none written down")
        rows.append((str(n), what, str(line.count), line.material or "–", more or none))
    return Grid(
        tr("All that lies in it"),
        (
            "",
            tr("What it is"),
            tr("How many"),
            tr("Material"),
            tr("Marks, amount, document"),
        ),
        tuple(rows),
        (1, 5, 2, 3, 6),
    )


def _recall(one: Recall, title: str) -> Parts:
    facts = (
        Fact(tr("Package that told of it"), one.package_number, one.package),
        Fact(tr("Number of the body"), one.number),
        Fact(tr("The identification was recalled on"), one.decided),
    )
    return [Facts(title, facts), Text(tr("What is said"), tuple(one.words.split("\n")))]


def _enclosed(it: Content) -> Grid:
    return Grid(
        tr("Papers that go along"),
        (tr("Number"), tr("Language"), "SHA-256"),
        tuple((one.number, one.language, one.digest) for one in it.enclosures),
        (3, 2, 12),
    )


def _counted(it: Content) -> Text:
    count = completeness.count(it.items)
    if not count.known + count.unknown + count.unasked:
        return Text(tr("How to read this"), (_asked(),))
    line = tr("Particulars: {known} known, {unknown} not known, {unasked} never asked.").format(
        known=count.known, unknown=count.unknown, unasked=count.unasked
    )
    return Text(tr("How complete this is"), (line, _asked()))


def _asked() -> str:
    return tr("Please acknowledge this package: name its number and its digest.")


def _signature(document: Package) -> Facts:
    return Facts(
        tr("Signature of the desk"),
        (
            Fact(tr("Digest"), document.digest, "SHA-256"),
            Fact(tr("Key"), document.key, "Ed25519"),
            Fact(tr("Signature"), " ".join(_groups(document.signature))),
            Fact(
                tr("How it is checked"),
                tr(
                    "With the public key of the desk, had by another way, and the program"
                    " nomina verify-letter; no network is needed."
                ),
            ),
        ),
    )


def _groups(text: str) -> list[str]:
    return [text[at : at + 32] for at in range(0, len(text), 32)]


def _hands(it: Content) -> Hands:
    return Hands(
        tr("Signed and received"),
        (
            Hand(tr("For {name}").format(name=it.sender)),
            Hand(tr("Received for {name}").format(name=it.recipient)),
        ),
    )
