"""The check before a release: all that is still missing, at once, each with what would settle it.

Pure: it knows a `Case`, whatever the database is. A coffin goes when nothing is missing, and never
otherwise (FOR-12, LAW-08): all in it was read just now and is this one person's, or is declared
unresolved and signed by two; the identification stands; papers, wishes and signatures are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nomina.words import ntr, tr

TWO = 2
"""People who sign a release, and each thing in it that is unresolved."""
ASKED = ("authority", "receiver", "wishes", "further", "effects")
"""What is written down before a release: the document of the authority; who receives, as an
identity document showed; the family's wishes and rites; its choice on further remains; a list of
effects."""


@dataclass(frozen=True)
class Missing:
    """One thing that stands in the way.

    Attributes:
        key: a short code, for logs and tests.
        what: what is missing, a sentence without its full stop.
        todo: what would settle it.
        where: the tag it is about; empty where it is about the whole.
    """

    key: str
    what: str
    todo: str
    where: str = ""


@dataclass(frozen=True)
class Content:
    """One thing that lies in the coffin by the register, or the coffin itself.

    Attributes:
        tag: as it is written.
        kind: one of `items.ITEMS`.
        whose: ``person`` for this one's, ``other`` for somebody else's, ``both`` where it is linked
            to two people, ``nobody`` where it is not known, ``holder`` of a bag or coffin.
        read: whether its tag was read now.
        declared: whether it is declared unresolved.
        signed: how many people signed that.
        holds: what else stands against letting it go (`custody.holds`).
    """

    tag: str
    kind: str
    whose: str
    read: bool
    declared: bool = False
    signed: int = 0
    holds: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Case:
    """All that the check asks about.

    Attributes:
        stands: whether the identification was not recalled.
        board: how many people of the board signed the decision.
        contents: the coffin and all in it.
        strange: tags that were read now and do not lie in it by the register.
        facts: which of `ASKED` are written down.
        effects_listed: whether the list of effects is of all that there are now.
        seats: in which seats it was signed, as it is now, by two different people.
    """

    stands: bool = True
    board: int = TWO
    contents: tuple[Content, ...] = ()
    strange: tuple[str, ...] = ()
    facts: frozenset[str] = frozenset()
    effects_listed: bool = True
    seats: frozenset[str] = frozenset()


def missing(case: Case) -> tuple[Missing, ...]:
    """Give all that stands in the way of a release; empty where it may go."""
    return (*unsigned(case), *_signatures(case))


def unsigned(case: Case) -> tuple[Missing, ...]:
    """Give all that is missing but the signatures under the release; then it can be signed."""
    return (
        *_identification(case),
        *(one for content in case.contents for one in _content(content)),
        *_whole(case),
        *_facts(case),
    )


def _identification(case: Case) -> Iterator[Missing]:
    if not case.stands:
        yield Missing(
            "recalled",
            tr("the identification was recalled"),
            tr("Read in its report why; nothing is released on it"),
        )
    if case.board < TWO:
        yield Missing(
            "identification",
            tr("the identification is not signed by two people of the board"),
            tr("Have it laid before the board"),
        )


def _content(one: Content) -> Iterator[Missing]:
    if not one.read:
        yield Missing(
            "scan",
            tr("its tag was not read now"),
            tr("Open the coffin and read the tag of each thing in it"),
            one.tag,
        )
    if one.whose == "other":
        yield Missing(
            "other",
            tr("this is not of this person"),
            tr("Take it out of the coffin; two people make a coffin wrong"),
            one.tag,
        )
    elif one.whose == "both":
        yield Missing(
            "both",
            tr("this is linked to two people"),
            tr("Have the examiners settle whose it is before anything goes"),
            one.tag,
        )
    elif one.whose == "nobody" and not one.declared:
        yield Missing(
            "nobody",
            tr("nobody knows whose this is"),
            tr("Take it out, have it examined, or declare it unresolved"),
            one.tag,
        )
    elif one.whose == "nobody" and one.signed < TWO:
        yield Missing(
            "unresolved",
            tr("this is declared unresolved, and not signed by two people"),
            tr("Have two people sign that it goes as it is"),
            one.tag,
        )
    yield from one.holds


def _whole(case: Case) -> Iterator[Missing]:
    for tag in case.strange:
        yield Missing(
            "strange",
            tr("this was read, and does not lie in the coffin by the register"),
            tr("Take it out, or pack it into the coffin in the register and read all again"),
            tag,
        )
    mine = [one for one in case.contents if one.whose == "person"]
    if not any(one.kind in ("body", "part") for one in mine):
        yield Missing(
            "empty",
            tr("nothing of this person lies in the coffin"),
            tr("Pack the body into the coffin in the register"),
        )
    bodies = sum(one.kind == "body" for one in mine)
    if bodies > 1:
        yield Missing(
            "bodies",
            ntr(
                "{n} whole body of one person lies in the coffin",
                "{n} whole bodies of one person lie in the coffin",
                bodies,
            ).format(n=bodies),
            tr("One of them is somebody else; have the examiners look again"),
        )


def _facts(case: Case) -> Iterator[Missing]:
    asked = {
        "authority": (
            tr("the document of the authority is not here"),
            tr("Write down who issued it, its number and date, and keep a copy"),
        ),
        "receiver": (
            tr("the identity of the receiver was not checked"),
            tr("See an identity document, and write down its kind and number"),
        ),
        "wishes": (
            tr("wishes and rites of the family are not recorded"),
            tr("Ask the family, and write down also that it has none"),
        ),
        "further": (
            tr("the family was not asked about further remains"),
            tr("Ask before the first release: tell again, do not tell, or wait"),
        ),
    }
    for key, (what, todo) in asked.items():
        if key not in case.facts:
            yield Missing(key, what, todo)
    if "effects" not in case.facts:
        yield Missing(
            "effects",
            tr("there is no list of effects"),
            tr("List what goes with the body and what does not, or that there is nothing"),
        )
    elif not case.effects_listed:
        yield Missing(
            "effects-changed",
            tr("the list of effects is not of all that there is now"),
            tr("List them again"),
        )


def _signatures(case: Case) -> Iterator[Missing]:
    if "custody" not in case.seats:
        yield Missing(
            "sign-custody",
            tr("nobody of custody has signed the release as it is now"),
            tr("Have a custody officer sign who saw the tags read"),
        )
    if "board" not in case.seats:
        yield Missing(
            "sign-board",
            tr("nobody of the board has signed the release as it is now"),
            tr("Have somebody of the board sign who did not pack the coffin"),
        )
