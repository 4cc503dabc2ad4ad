"""Every document in three languages: each field with its value, or "not known" (LAW-13)."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import typst

from nomina.desk import custody
from nomina.desk.custody.actions.papers import OF_RELEASE
from nomina.desk.custody.models.deaths import PAPERS
from nomina.desk.custody.papers.page import Fact, Facts, Grid, Hands, Paper, Text, pdf, widest
from nomina.words import LANGUAGES, tr
from tests.desk.custody.printed import every_document
from tests.desk.custody.yard import Yard
from tests.desk.examine.pdf_reader import bare, opened, text_of
from tests.desk.people.cast import NOW


@dataclass(frozen=True)
class Doc:
    """What a document must hold, by the law or by what it is for.

    Attributes:
        maker: the function that makes it.
        unknown: labels of facts that say "not known" where nothing is known.
        given: labels of facts that are known in every case, as the desk made them itself.
        columns: headings of its tables; a cell of a table is a value or "not known".
        by_hand: whether cells of it are filled in with a pen, and so are empty.
        hands: who signs.
    """

    maker: str
    unknown: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    by_hand: bool = False
    hands: tuple[str, ...] = ()


# fmt: off
DEAD = ("Surname and first names", "Date of birth")
NAMED = ("Number of the body", "Named by the board on", "Certificate of identification")
RECEIVED = ("Identity document seen", "Document of the authority")
FAMILY = ("Rites and tradition", "How the body is to be handled", "If more is found later")
COFFIN = ("Tag", "What it is", "Number", "Whose", "As it was read", "By")
EFFECTS = ("Tag", "What it is", "Contents", "Seal", "Where it is")
BURIED = ("Number of the file", "Tag")
UNNAMED = (
    "Family name", "Given name", "Patronymic", "Date of birth", "Where found", "When found",
    "Examination before burial, by whom and when",
)
PLACED = ("Section", "Row", "Plot", "Group of graves", "Coordinates (WGS 84)", "Marking")
EXCHANGE = ("Number of the exchange", "Carrier", "Planned for")
GIVEN = ("Batch", "Gives", "Takes", "Place", "Made", "Which way, for who signs")
DOCUMENTS = {
    "handover": Doc(
        "papers.forms.handover",
        given=("Number", "Given by", "Taken by", "Place", "Date and time", "Whose clock"),
        columns=("Tag", "Read again", "Seal whole", "Number of the seal", "Position"),
        by_hand=True,
        hands=("Given by", "Taken by", "Seen by"),
    ),
    "count": Doc(
        "papers.forms.count",
        given=("Place", "Begun", "Lies there by the register", "Date and time", "Whose clock"),
        columns=("Position", "Tag as it is read", "Seal", "Remark"),
        by_hand=True,
        hands=("Counted by", "Seen by"),
    ),
    "receive": Doc(
        "papers.forms.receive",
        given=(
            "Tag", "What it is", "Number of the file", "Tag of the body it belongs to", "Position",
            "What it is like", "Seal", "Date and time", "Whose clock", "Place",
        ),
        hands=("Given by", "Taken in by"),
    ),
    "inventory": Doc(  # GC I 16: all particulars that tell the owner, and a complete list
        "effects_paper.paper",
        unknown=(
            "Number of the body", "Tag of the body", "Found on", "Found at",
            "Number of the person, as the board decided",
        ),
        given=("Tag", "List made", "Number of the seal"),
        columns=("What it is", "How many", "Material", "Marks, amount, document"),
        hands=("Made the list", "Second person"),
    ),
    "inventory of nothing": Doc(
        "effects_paper.paper",
        unknown=("Found on", "Found at", "Number of the person, as the board decided"),
        given=("Tag", "List made", "Number of the body", "Tag of the body"),
    ),
    "release": Doc(  # FOR-12
        "papers.release_papers.paper_of release",
        unknown=(*DEAD, *RECEIVED, *FAMILY, "Authority, firm or unit"),
        given=(*NAMED, "Receiver", "Relation or office"),
        columns=(*COFFIN, *EFFECTS),
        hands=("custody officer", "board member", "Received by", "Witness"),
    ),
    "pass": Doc(  # the model annexed to ETS 80
        "papers.release_papers.paper_of pass",
        unknown=(
            "Name and first name", "Died on", "Died at", "Aged", "Cause of death, if possible",
            "Natural causes and no contagious disease; else what it was",
            "Date and place of birth, if possible", "Means of transport", "Place of departure",
            "Route", "Destination", "Competent authority", "Done at",
        ),
        given=("Coffin, by its tag", "Accompanied or received by", "Done on"),
        hands=("For the competent authority",),
    ),
    "effects": Doc(  # LAW-06
        "papers.release_papers.paper_of effects",
        unknown=(*DEAD, "What goes with the body, and what does not"),
        given=NAMED,
        columns=EFFECTS,
        hands=("Given by", "Received by", "Witness"),
    ),
    "transfer": Doc(  # LAW-22: rites first
        "papers.release_papers.paper_of transfer",
        unknown=(
            *FAMILY, *DEAD, *RECEIVED, "Estimated time of death", "Where found", "When found",
        ),
        given=(*NAMED, "Receiver", "Relation or office"),
        columns=COFFIN,
        hands=("Given by", "Carried by", "Received by", "Witness"),
    ),
    "death": Doc(  # GC III 17(3), 120(2) and Annex IV D; GC I 16 (a) to (h)
        "papers.death_papers.paper_of death",
        unknown=(
            "Power on which the person depended", "Army, regimental, personal or serial number",
            "Rank", "Surname", "First names", "First name of the father, or patronymic",
            "Maiden name of the mother", "Date of birth", "Place of birth", "Sex", "Unit or group",
            "Other particulars on identity card or disc", "Numbers of papers",
            "Date and place of capture", "Date of death", "Place of death",
            "Where the body was found", "When the body was found",
            "Cause of death; wounds or illness", "Circumstances of death",
            "Examination before burial, by whom and when", "Date of burial", "Place of burial",
            "Rites observed", "Grave", "Section, row, plot", "Coordinates (WGS 84)", "Marking",
            "Address of the next of kin", "Personal effects: kept, or forwarded and through whom",
            "Account of the death and burial by who was there",
        ),
        given=NAMED,
        hands=("First witness, with address", "Second witness, with address"),
    ),
    "death, cremated": Doc(  # LAW-10
        "papers.death_papers.paper_of death",
        given=("Cremated because of", "The ashes are kept"),
    ),
    "list of the dead": Doc(  # GC III 120(2)
        "papers.death_papers.paper_of dead",
        unknown=(
            "Date of burial", "Place of burial", "Rites observed", "Grave", "Section, row, plot",
            "Coordinates (WGS 84)", "Marking",
        ),
        columns=(
            "No", "Surname, first names", "Born", "Rank, number", "Power", "Died",
            "Place of death, or where found", "Cause of death", "Certificate",
        ),
        hands=("First witness, with address", "Second witness, with address"),
    ),
    "burial": Doc(
        "papers.graves.burial",
        unknown=(*UNNAMED, *PLACED, "Led by", "Rites observed"),
        given=(
            *BURIED, "Form", "Date and time", "Written down", "Cemetery", "Grave", "Kind of grave",
            "Reason", "The reason in detail", "Ordered by", "The ashes are kept",
        ),
        hands=("Responsible officer", "Graves registration service"),
    ),
    "burial, exhumed": Doc(
        "papers.graves.burial",
        unknown=(*UNNAMED, *PLACED, "Led by", "Rites observed"),
        given=(*BURIED, "Spot in the grave", "Why collective"),
    ),
    "burial at sea": Doc(  # LAW-12
        "papers.graves.burial",
        unknown=(*UNNAMED, "Led by", "Rites observed", "Why at sea"),
        given=(*BURIED, "Form", "Ship", "Position at sea (WGS 84)", "Date and time"),
    ),
    "cremation": Doc(  # GC I 17, GC III 120(5)
        "papers.graves.cremation",
        unknown=UNNAMED,
        given=(
            *BURIED, "Reason", "The reason in detail", "Ordered by", "Date and time",
            "The ashes are kept",
        ),
        hands=("Responsible officer",),
    ),
    "list of graves": Doc(  # GC I 17(4)
        "papers.graves.register",
        unknown=("Coordinates (WGS 84)",),
        given=("Name of the place", "How many graves", "As of"),
        columns=(
            "Grave", "Section, row, plot", "Coordinates, accuracy", "Marking", "Number",
            "Name, date of birth", "Buried",
        ),
        hands=("Graves registration service",),
    ),
    "manifest": Doc(
        "exchange_paper.manifest_paper",
        unknown=EXCHANGE,
        given=(*GIVEN, "SHA-256", "Ed25519", "Public key"),
        columns=(
            "Tag", "What it is", "Seal", "Our number", "Their number", "People", "Lies in",
        ),
        hands=("for who gives", "for the carrier", "for who takes"),
    ),
    "receipt": Doc(
        "exchange_paper.receipt_paper",
        unknown=EXCHANGE,
        given=GIVEN,
        columns=("Tag", "What it is", "Seal", "Taken", "State, other seal", "State, seal"),
        by_hand=True,
        hands=("for who gives", "for who takes"),
    ),
    "our receipt": Doc(
        "exchange_receipt_paper.our_receipt_paper",
        unknown=EXCHANGE,
        given=("Of the manifest", "Signed by", "Signed", "SHA-256", "Ed25519", "Public key"),
        columns=("Tag", "What it is", "Seal", "State"),
        hands=("for who takes", "for the carrier", "for who gives"),
    ),
}
# fmt: on
ONLY_FULL = {"death, cremated"}
"""Documents that there are only of a case of which something is known."""


@pytest.fixture
def kind() -> str:
    """What is printed is the same from both databases; acts are tried in both elsewhere."""
    return "sqlcipher"


def makers() -> Iterator[str]:
    """Every function of custody that gives a paper; of a release or a death, each of its kinds."""
    root = Path(custody.__file__).parent
    for path in root.rglob("*.py"):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        for one in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(one, ast.FunctionDef) or one.name.startswith("_"):
                continue
            if not (isinstance(one.returns, ast.Name) and one.returns.id == "Paper"):
                continue
            kinds = {
                "papers.release_papers": OF_RELEASE,
                "papers.death_papers": sorted(set(PAPERS) - set(OF_RELEASE)),
            }.get(name)
            yield from (
                (f"{name}.{one.name} {k}" for k in kinds or ()) if kinds else [f"{name}.{one.name}"]
            )


def test_every_document_has_its_row() -> None:
    assert {doc.maker for doc in DOCUMENTS.values()} == set(makers())


def pieces(paper: Paper) -> Iterator[str]:
    """What a reader must see, in the order in which it is drawn."""
    yield from (paper.title, paper.number)
    for part in paper.parts:
        yield part.title
        if isinstance(part, Facts):
            for fact in part.facts:
                yield fact.label
                yield from (_known(fact.value, paper.language)).split("\n")
                yield fact.small
        elif isinstance(part, Grid):
            yield from part.columns if part.rows else (part.none,)
            yield from (_known(cell, paper.language) for row in part.rows for cell in row)
        elif isinstance(part, Text):
            yield from part.lines
        else:
            line = tr("signature, date", paper.language)
            for hand in part.hands:
                yield from (hand.label, hand.name, hand.signed, line)


def whole(text: str) -> str:
    """Give text as it reads where no line ends: a long word of a narrow cell has a hyphen there."""
    return bare(text).replace("-", "")


def _known(value: str | None, language: str) -> str:
    return tr("not known", language) if value is None else value


def facts_of(paper: Paper) -> list[Fact]:
    """All facts of a paper."""
    return [fact for part in paper.parts if isinstance(part, Facts) for fact in part.facts]


def is_whole(name: str, paper: Paper, *, full: bool) -> None:
    """Hold a document against what it must have, and its file against the document."""
    doc, language = DOCUMENTS[name], paper.language
    where = f"{name}, {language}"
    said = {tr(label, language): label for label in (*doc.unknown, *doc.given)}
    facts = facts_of(paper)
    lacks = [label for words, label in said.items() if words not in {fact.label for fact in facts}]
    assert not lacks, f"{where}: {lacks}"
    for fact in facts:
        assert fact.value != "", f"{where}: {fact.label} is empty"
        label = said.get(fact.label)
        if label in doc.given:
            assert fact.value is not None, f"{where}: {label}"
        if label in doc.unknown and not full:
            assert fact.value is None, f"{where}: {label} is {fact.value}"
        if label in doc.unknown and full and name != "list of graves":
            assert fact.value is not None, f"{where}: {label} is lost"
    grids = [part for part in paper.parts if isinstance(part, Grid)]
    heads = {head for grid in grids for head in grid.columns}
    assert {tr(head, language) for head in doc.columns} <= heads, where
    assert doc.by_hand or "" not in [cell for grid in grids for row in grid.rows for cell in row]
    assert all(len(row) == len(grid.columns) for grid in grids for row in grid.rows)
    parts = [part for part in paper.parts if isinstance(part, Hands)]
    hands = {hand.label.lower() for part in parts for hand in part.hands}
    assert {tr(hand, language).lower() for hand in doc.hands} <= hands, f"{where}: {hands}"
    text, at = whole(text_of(opened(pdf(paper)))), 0
    assert text.startswith(whole(paper.title)), f"{where}: {text[:80]}"
    for piece in map(whole, pieces(paper)):
        found = text.find(piece, at)
        assert found >= 0, f"{where}: {piece!r} is not printed after {text[at - 40 : at]!r}"
        at = found + len(piece)


@pytest.mark.parametrize("full", [True, False], ids=["full", "nothing known"])
def test_every_field_is_printed_or_said_not_to_be_known(
    yard: Yard, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    made = every_document(yard, monkeypatch, full=full)
    assert set(made) == set(DOCUMENTS) - (set() if full else ONLY_FULL)
    for name, make in made.items():
        english, *others = (make(language) for language in LANGUAGES)
        for paper in (english, *others):
            is_whole(name, paper, full=full)
        assert english.title not in {paper.title for paper in others}, name


def test_no_letter_is_wider_than_it_is_taken_to_be() -> None:
    signs = [chr(code) for code in (*range(0x21, 0x7F), *range(0xA1, 0x180), *range(0x400, 0x460))]
    signs = [sign for sign in [*signs, *"ґҐ–—‘’“”„…№ʼ"] if sign != "\u00ad"]
    source = (
        '#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), size: 9pt)\n'
        "#context [#metadata(json(bytes(sys.inputs.it)).map(c => measure(c).width / 1mm)) <w>]"
    )
    told = typst.query(
        source.encode(), "<w>", field="value", one=True, ignore_system_fonts=True,
        sys_inputs={"it": json.dumps(signs)},
    )  # fmt: skip
    wide = zip(signs, json.loads(told), strict=True)
    assert [(sign, width) for sign, width in wide if width > widest(sign)] == []


@pytest.mark.parametrize("word", ["Щ" * 100, "1W" * 150, "Перша-" * 50, "é\u0301" * 90, "а/б" * 70])
def test_a_word_wider_than_its_column_goes_on_in_the_next_line(word: str) -> None:
    grid = Grid("t", ("Свідоцтво" * 4, "b"), (("x", "y"), (word, None)), (1, 9))
    text = whole(text_of(opened(pdf(Paper("T", "1", "uk", (grid,), NOW)))))
    assert whole(word) in text
    assert text.endswith("невідомоT1сторінка1з1")
