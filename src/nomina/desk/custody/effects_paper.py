"""The list of effects on paper: what was found, by whom, and both signatures."""

from __future__ import annotations

from nomina.desk.custody.effects import before, compared
from nomina.desk.custody.effects_words import article_kind
from nomina.desk.custody.models import Inventory, InventoryLine, InventorySign, Item, Opening
from nomina.desk.custody.models.effects import DOCUMENT, MONEY
from nomina.desk.custody.models.items import PACKET
from nomina.desk.custody.papers.known import dated, said, speaking, when
from nomina.desk.custody.papers.page import Fact, Facts, Grid, Hand, Hands, Paper, Text
from nomina.desk.custody.wishes import of_body
from nomina.words import tr


def paper(one: Inventory, language: str) -> Paper:
    """Give the list of effects as it is printed (LAW-06): complete, with what tells the owner."""
    packet = one.item.kind == PACKET
    title = tr("Contents of a sealed packet", language) if packet else tr("Effects", language)
    return Paper(
        title=title,
        number=f"{one.item} / {one.number}",
        language=language,
        parts=(
            _about(one, language),
            _owner(one.item, language),
            _grid(one, language),
            *_differs(one, language),
            _hands(one, language),
        ),
        at=one.made_at,
        code=one.item.code,
        mark=one.pk.hex,
    )


def _about(one: Inventory, language: str) -> Facts:
    facts = [
        Fact(tr("Tag", language), str(one.item)),
        Fact(tr("List made", language), when(one.at), _entered(one, language)),
    ]
    if one.item.kind == PACKET:
        facts.append(Fact(tr("Number of the seal", language), one.seal_number or None))
    opening = Opening.objects.filter(contents=one).select_related("by", "second").first()
    if opening is not None:
        both = f"{opening.by.name}, {opening.second.name}"
        facts += [
            Fact(tr("Opened by", language), both),
            Fact(tr("Opened for", language), opening.why),
            Fact(tr("Number of the seal before", language), opening.seal_before or None),
        ]
    return Facts(tr("The list", language), tuple(facts))


def _owner(item: Item, language: str) -> Facts:
    """Give what tells whose the effects are: numbers and places, never a guess."""
    body = item if item.file is not None else item.parent
    file = None if body is None else body.file
    known = {} if file is None else said(file, {"found": "found", "place": "place"})
    with speaking(language):
        found = dated(known.get("found"))
    person = None if file is None else of_body(file)
    return Facts(
        tr("Found with", language),
        (
            Fact(tr("Number of the body", language), None if file is None else file.number),
            Fact(tr("Tag of the body", language), None if body is None else str(body)),
            Fact(tr("Found on", language), found),
            Fact(tr("Found at", language), known.get("place")),
            Fact(
                tr("Number of the person, as the board decided", language),
                None if person is None else person.number,
            ),
        ),
    )


def _grid(one: Inventory, language: str) -> Grid:
    return Grid(
        tr("What was found", language),
        (
            "",
            tr("What it is", language),
            tr("How many", language),
            tr("Material", language),
            tr("Marks, amount, document", language),
        ),
        tuple(_row(line, language) for line in one.lines.all()),
        (1, 5, 2, 3, 6),
        tr("Nothing was found.", language),
    )


def _row(line: InventoryLine, language: str) -> tuple[str | None, ...]:
    amount = "" if line.amount is None else f"{line.amount:.2f} {line.currency}"
    details = " · ".join(one for one in (amount, line.document, line.marks) if one)
    what = f"{line.what} ({article_kind(line.kind, language)})"
    # Of money and papers nobody asks what they are made of; of all else it is said to be unknown.
    made_of = line.material or ("–" if line.kind in (MONEY, DOCUMENT) else None)
    none = tr("none written down", language)
    return (str(line.number), what, str(line.count), made_of, details or none)


def _differs(one: Inventory, language: str) -> tuple[Text, ...]:
    differs, earlier = compared(one), before(one)
    if earlier is None or not differs:
        return ()
    lines = [f"– {text}" for text in differs.missing] + [f"+ {text}" for text in differs.more]
    title = tr("Other than in list {n}", language).format(n=earlier.number)
    return (Text(title, tuple(lines)),)


def _hands(one: Inventory, language: str) -> Hands:
    sign = InventorySign.objects.filter(inventory=one).select_related("by").first()
    second = Hand(tr("Second person", language))
    if sign is not None:
        second = Hand(tr("Second person", language), sign.by.name, when(sign.made_at))
    made = Hand(tr("Made the list", language), one.by.name, when(one.made_at))
    return Hands(tr("Two people stand for this list", language), (made, second))


def _entered(one: Inventory, language: str) -> str:
    if abs((one.made_at - one.at).total_seconds()) < 60:
        return ""
    return tr("written down {when}", language).format(when=when(one.made_at))
