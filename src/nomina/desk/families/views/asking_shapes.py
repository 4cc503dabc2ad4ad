"""How enquiries are drawn: lines of a list, and what one of them holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils import timezone

from nomina import tags
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import written
from nomina.desk.families.asked import MISSING, RELATIVE, Asked, AskedContact
from nomina.desk.families.asking import Line
from nomina.desk.families.asking_words import contact_way, outcome_name, side_name, way_name
from nomina.desk.families.models.asking import OTHER
from nomina.desk.files import fields
from nomina.desk.files.actions.consents import purpose_name
from nomina.desk.look.language import NAMES
from nomina.desk.look.shapes import Cell, Column, Empty, Kind, Pager, Row, Table, Way
from nomina.words import ntr, tr


def number_of(number: str) -> str:
    """Write the number of an enquiry."""
    return tags.written(number)


def enquiries_table(
    lines: Iterable[Line], caption: str, *, titled: bool = False, pager: Pager | None = None
) -> Table:
    """List enquiries by number: no name stands in a list."""
    columns = (
        Column(tr("Number")),
        Column(tr("State")),
        Column(tr("Came")),
        Column(tr("Answers for it")),
        Column(tr("Due")),
    )
    empty = Empty(
        tr("Nobody waits"), tr("An enquiry stands here until it has an owner and an outcome.")
    )
    rows = tuple(_row(line) for line in lines)
    return Table(caption, columns, rows, empty, pager, titled)


def _row(line: Line) -> Row:
    one = line.enquiry
    came = (
        f"{way_name(one.way)} · {side_name(one.side)}" if one.side == OTHER else (way_name(one.way))
    )
    return Row(
        one.pk.hex,
        (
            Cell(number_of(one.number), Kind.CODE),
            state_cell(line),
            Cell(written(one.made_at), Kind.DATE, small=came),
            owner_cell(line),
            due_cell(line),
        ),
        reverse("families:enquiry", args=[one.pk]),
    )


def state_cell(line: Line) -> Cell:
    """Say how an enquiry stands, in a word."""
    if line.outcome:
        return Cell(outcome_name(line.outcome), Kind.CHIP)
    if line.unread is not None:
        age = (timezone.localdate() - timezone.localtime(line.unread).date()).days
        small = ntr("{n} day", "{n} days", age).format(n=age) if age else tr("since today")
        way = Way.STOP if line.overdue else Way.UNSURE
        return Cell(tr("unread"), Kind.CHIP, small=small, way=way)
    return Cell(tr("read"), Kind.CHIP, way=Way.STOP if line.overdue else Way.PLAIN)


def owner_cell(line: Line) -> Cell:
    """Say who answers for it; nobody shows as nobody."""
    if line.outcome:
        return Cell(line.owner.name if line.owner is not None else "", Kind.NAME)
    if line.owner is None:
        return Cell(tr("nobody"), Kind.CHIP, way=Way.UNSURE)
    return Cell(line.owner.name, Kind.NAME)


def due_cell(line: Line) -> Cell:
    """Say by which day, and whether it is over."""
    if line.outcome:
        return Cell("", Kind.UNKNOWN)
    late = line.due < timezone.localdate()
    return Cell(line.due.isoformat(), Kind.DATE, small=tr("overdue") if late else "")


def sent_parts(asked: Asked, version: str = "") -> Iterator[Facts]:
    """Show what was sent, in the words in which it came.

    Args:
        asked: what was sent.
        version: of the words by which consent was asked, and their language.
    """
    yield Facts(tr("The missing person"), tuple(_facts(MISSING, asked.missing)))
    yield Facts(tr("Who asks"), tuple(_facts(RELATIVE, asked.relative)))
    yield Facts(tr("How to reach them safely"), tuple(contact_facts(asked.contact)))
    allowed = [purpose_name(one) for one in asked.consents]
    more = [Fact(tr("Allowed"), "; ".join(allowed) or tr("nothing"))]
    if version:
        more.append(Fact(tr("Asked by the words of version"), version))
    if asked.words:
        more.append(Fact(tr("What else they wrote"), asked.words))
    count = len(asked.photos)
    if count:
        said = ntr("{n} photo", "{n} photos", count).format(n=count)
        more.append(Fact(tr("Photos"), said))
    yield Facts(tr("What they allow, and more"), tuple(more))


def _facts(keys: Sequence[str], given: dict[str, str]) -> Iterator[Fact]:
    for key in keys:
        if key in given:
            yield Fact(fields.label(key), fields.choice(key, given[key]))


def contact_facts(it: AskedContact) -> Iterator[Fact]:
    """Show how a family said that it is reached."""
    if it.no_contact:
        yield Fact(tr("Contact"), tr("they want no contact"))
    ways = ", ".join(contact_way(one) for one in it.ways)
    yield Fact(tr("Ways they allow"), ways)
    for label, value in (
        (tr("Telephone"), it.phone),
        (tr("E-mail"), it.mail),
        (tr("How"), it.how),
        (tr("When"), it.when),
        (tr("Not before"), it.not_before),
        (tr("Not after"), it.not_after),
        (tr("Language"), NAMES.get(it.language, it.language)),
        (tr("Whom not to tell"), it.not_tell),
    ):
        if value:
            yield Fact(label, value)
