"""The parts of the board's pages: what is signed, by whom, who may not, and what rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nomina.desk.examine import resting
from nomina.desk.examine.models import Identification
from nomina.desk.examine.resting import FROZEN, HAPPENED
from nomina.desk.examine.sitting import Sitting, Word
from nomina.desk.look.shapes import Act, Cell, Chip, Column, Empty, Kind, Row, Table, Way
from nomina.desk.people.views.common import moment
from nomina.words import tr

SHORT = 12
"""Signs of a hash that people compare by eye."""


@dataclass(frozen=True, slots=True)
class Papers:
    """The dossier as it is hashed.

    Attributes:
        short: the beginning of the hash.
        text: exactly what is hashed.
    """

    template: ClassVar[str] = "examine/dossier.html"
    short: str
    digest: str
    text: str
    state: Chip
    says: str
    acts: tuple[Act, ...] = ()


def papers(it: Sitting, lay: Act | None, acts: tuple[Act, ...]) -> Papers:
    """Draw the dossier, and whether it lies before the board as it is."""
    if it.dossier is not None:
        chip = Chip(tr("lies before the board as it is"), Way.FOR)
        says = tr("Who signs, signs this hash. Whatever changes in the report gives another.")
    else:
        chip = Chip(tr("not laid before the board"), Way.UNSURE)
        says = tr(
            "The report as it is now was not laid before the board, so nobody can sign it."
            " Signatures on what it was before stand below and count no more."
        )
    more = (lay,) if lay is not None else ()
    return Papers(it.digest[:SHORT], it.digest, it.text, chip, says, (*more, *acts))


def signatures(it: Sitting) -> Table:
    """List who signed and who dissents, and whether that still stands."""
    return Table(
        tr("Signatures and dissents"),
        (
            Column(tr("Who")),
            Column(tr("Said")),
            Column(tr("Reason")),
            Column(tr("On")),
            Column(tr("Whether it stands")),
            Column(tr("When")),
        ),
        tuple(_word(word) for word in it.words),
        empty=Empty(tr("Nobody has signed yet")),
        titled=True,
    )


def _word(word: Word) -> Row:
    row = word.row
    if word.stands:
        stands = Cell(tr("stands"), Kind.CHIP, way=Way.FOR if row.agrees else Way.STOP)
    elif word.void:
        stands = Cell(tr("void: the report has changed since"), Kind.CHIP, way=Way.UNSURE)
    else:
        stands = Cell(tr("taken back by a later word"), Kind.CHIP)
    return Row(
        f"word-{row.pk.hex}",
        (
            Cell(row.by.name, Kind.NAME),
            Cell(tr("agrees") if row.agrees else tr("dissents")),
            Cell(row.why),
            Cell(row.dossier.digest[:SHORT], Kind.CODE),
            stands,
            moment(row.made_at),
        ),
    )


def barred(it: Sitting) -> Table:
    """List who does not sign, and why."""
    return Table(
        tr("Who does not sign"),
        (Column(tr("Who")), Column(tr("Because this person"))),
        tuple(
            Row(f"barred-{n}", (Cell(name, Kind.NAME), Cell(why)))
            for n, (name, why) in enumerate(it.barred)
        ),
        titled=True,
    )


def rests(one: Identification, *, ends: bool = False, may: resting.May | None = None) -> Table:
    """List what rests on an identification: all of it, or what who asks may know of.

    Args:
        ends: whether it is being recalled, or was.
        may: whether who asks passes a rule; None lists all.
    """
    return Table(
        tr("What rests on this identification"),
        (Column(tr("What")), Column(tr("State"))),
        tuple(
            Row(f"rests-{n}", (Cell(it.title), _state(it, ends=ends)), it.href)
            for n, it in enumerate(resting.of(one, may))
        ),
        empty=Empty(tr("Nothing rests on it yet"), tr("No certificate, release, grave or notice.")),
        titled=True,
    )


def _state(it: resting.Resting, *, ends: bool) -> Cell:
    if it.state == FROZEN:
        return Cell(tr("frozen"), Kind.CHIP, way=Way.UNSURE)
    if not ends:
        happened, waits = tr("happened"), tr("has not happened yet")
        return Cell(it.word or (happened if it.state == HAPPENED else waits), Kind.CHIP)
    if it.state == HAPPENED:
        return Cell(tr("happened: people put it right"), Kind.CHIP, way=Way.STOP)
    return Cell(tr("has not happened yet: it is frozen"), Kind.CHIP, way=Way.UNSURE)
