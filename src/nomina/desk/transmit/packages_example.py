"""Packages as examples: full ones, ones of which nothing is known, in every article.

The names in them are given, and may hold anything. Whoever tests texts that leave the desk renders
them (`nomina.desk.outgoing`); nobody in them exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nomina.desk.custody.papers.known import speaking
from nomina.desk.custody.papers.page import Facts, Grid, Hands, Paper, Text
from nomina.desk.outgoing import Example, Form, Outgoing
from nomina.desk.transmit.packages_paper import paper_of, printed
from nomina.desk.transmit.packages_said import UNNAMED
from nomina.ledger.checkpoint import KeySigner
from nomina.packages import completeness, items
from nomina.packages.documents import HOLDS, Content, Enclosure, Harm, sign
from nomina.packages.particulars import Particular, Sure, known, unasked, unknown
from nomina.words import tr

NAME = "transmit:package"
_SIGNER = KeySigner("example.org/package", b"e" * 32)
_TAG, _OTHER = "0123456789", "ABCDEFGHJK"
_MADE = "2026-11-01T10:00:00Z"
_CERTIFIED: dict[str, Any] = {
    "number": "D-00001", "digest": "d" * 64, "office": "major", "at": _MADE,
}  # fmt: skip
MADE_HERE = (
    "gc1-16", "gc3-120", "gc3-122", "gc4-136", "particulars", "certified-list",
    "death-certificate", "grave-list", "effects", "half-disc", "answer-to-enquiry",
)  # fmt: skip

Fill = Callable[[str], Particular]


def filled(name: str) -> Fill:
    """Give a way to fill each particular with a name."""
    return lambda key: known(f"{name} {key}", f"PM-1 ({name})"[:200], Sure.PROBABLE)


def blank(key: str) -> Particular:
    """Give a particular that is not known, or every third one never asked."""
    return unasked() if sum(key.encode()) % 3 == 0 else unknown(UNNAMED, "PM-1")


def item(kind: str, name: str, full: bool) -> items.AnyItem:
    """Give an item of a kind.

    Args:
        kind: one of those in `documents.HOLDS`, or ``recall``.
        name: what stands in every text.
        full: whether everything is known; else nothing is.
    """
    fill = filled(name) if full else blank
    said = {key: fill(key) for key, _ in completeness.ASKED.get(kind, ())}
    person = items.Named(number="AM-1", decided="2026-10-01", certificate="C-1")
    named = person if full else None
    officer = items.Certified(name=name[:200], **_CERTIFIED)
    makes: dict[str, Callable[[], items.AnyItem]] = {
        "dead": lambda: items.Dead(number="PM-1", named=named, **_any(said)),
        "death": lambda: items.Death(
            number="PM-1", named=named, certified=officer, **_any(said)
        ),
        "prisoner": lambda: items.Prisoner(
            number="PM-1", named=person, event="death", **_any(said)
        ),
        "civilian": lambda: items.Civilian(number="PM-1", named=named, **_any(said)),
        "list": lambda: items.Listed(certified=officer, dead=(_death(name, full),)),
        "grave": lambda: items.Grave(
            number="PM-1", named=named, before=(name[:200],) if full else (), **_any(said)
        ),
        "packet": lambda: _packet(name, named, said),
        "disc": lambda: items.Disc(
            number="PM-1", named=named, tag=_TAG, stays=_OTHER, **_any(said)
        ),
        "answer": lambda: items.Answer(number="T-1", to=name[:200], words=name),
        "recall": lambda: items.Recall(
            package="a" * 64, package_number="T-1", number="PM-1", decided="2026-10-02",
            words=name,
        ),
    }  # fmt: skip
    return makes[kind]()


def _any(said: dict[str, Particular]) -> dict[str, Any]:
    return dict(said)


def _death(name: str, full: bool) -> items.Death:
    made = item("death", name, full)
    assert isinstance(made, items.Death)
    return made


def _packet(name: str, named: items.Named | None, said: dict[str, Particular]) -> items.Packet:
    none: dict[str, Any] = dict.fromkeys(("material", "marks", "currency", "amount", "document"))
    money = none | {"currency": "EUR", "amount": "12.50"}
    lines = (
        items.Article(what=name[:200], kind="article", count=1, **(none | {"marks": name})),
        items.Article(what=name[:200], kind="money", count=3, **money),
        items.Article(what=name[:200], kind="unknown", count=2, **none),
    )
    return items.Packet(
        tag=_TAG, seal="S-1", number=None if named is None else "PM-1", named=named,
        articles=lines, listed_by=f"{name[:190]} 1", seen_by=f"{name[:190]} 2", listed_at=_MADE,
        **_any(said),
    )  # fmt: skip


def content(article: str, name: str, full: bool, *, corrects: bool = False) -> Content:
    """Give a package of an article, or of what takes one back."""
    kind = "recall" if corrects else HOLDS[article][0]
    paper = Enclosure(number="D-00001", kind="death", language="uk", digest="b" * 64)
    given: dict[str, Any] = {
        "id": "0" * 32, "number": "T-00001", "article": article, "sender": name[:200],
        "recipient": name[:200], "channel": "power", "made": _MADE, "copy_of": None,
        "copy_to": name[:200] if full else None, "waiver": None if full else name,
        "corrects": "a" * 64 if corrects else None, "items": (item(kind, name, full),),
        "enclosures": (paper,) if kind in ("death", "list") else (),
        "harm": () if full else (Harm(number="PM-1", reason=name),),
    }  # fmt: skip
    return Content(**given)


def contents(name: str) -> Iterator[Content]:
    """Give a package of each article that is made here, full and all unknown, and a recall."""
    for article in MADE_HERE:
        yield content(article, name, True)
        yield content(article, name, False)
    yield content("gc1-16", name, True, corrects=True)


def text_of(paper: Paper) -> str:
    """Give all that can be read on a paper."""
    lines = [paper.title, paper.number, paper.mark]
    for part in paper.parts:
        lines.append(part.title)
        if isinstance(part, Facts):
            lines += [
                text for fact in part.facts for text in (fact.label, fact.value, fact.small) if text
            ]
        elif isinstance(part, Grid):
            lines += [*part.columns, *(cell or "" for row in part.rows for cell in row)]
        elif isinstance(part, Text):
            lines += part.lines
        elif isinstance(part, Hands):
            lines += [f"{hand.label} {hand.name} {hand.signed}" for hand in part.hands]
    return "\n".join(lines)  # fmt: skip


def _render(language: str, name: str) -> Iterator[Example]:
    for one in contents(name):
        package = sign(one, _SIGNER)
        data = printed(package, language, _SIGNER)
        yield Example(text_of(paper_of(package, language)), data, "application/pdf")


def _sections(language: str) -> tuple[str, ...]:
    with speaking(language):
        return (tr("The package"), tr("Signature of the desk"), tr("Signed and received"))


OUTGOING = Outgoing(NAME, Form.PACKAGE, _render, _sections, news=True)
"""A package on paper, as it leaves the desk."""
