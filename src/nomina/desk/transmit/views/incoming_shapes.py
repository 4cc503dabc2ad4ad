"""What the page of an item is made of: what it says, beside what our file says or would say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import written
from nomina.desk.files import fields
from nomina.desk.files.actions.consents import purpose_name
from nomina.desk.files.models import File
from nomina.desk.files.record import Standing
from nomina.desk.look.shapes import Cell, Column, Kind, Notice, Row, Table, Way
from nomina.desk.transmit import incoming_content, incoming_fields
from nomina.desk.transmit.incoming_fields import Line
from nomina.desk.transmit.incoming_state import state_of
from nomina.desk.transmit.incoming_words import (
    alive_name,
    beside_name,
    event_name,
    signed_name,
    state_name,
)
from nomina.desk.transmit.models import IncomingItem, IncomingTaken
from nomina.packages.incoming import Offered
from nomina.words import tr

MOST_TOLD = 100
"""Files that are named at most."""


def notices(item: IncomingItem, said: Offered) -> Iterator[Notice]:
    """Say what must be known before anything else."""
    if incoming_content.is_gone(item):
        text = (
            tr("What it said lies with those who answer it, and no longer here.")
            if state_of(item) == "passed"
            else tr("What it said was destroyed when it was refused.")
        )
        yield Notice(text)
        return
    if item.living:
        text = tr(
            "This person may be alive in the hands of another Power. Photos of the file that it is"
            " written into are kept out of every comparison from then on."
        )
        yield Notice(text, Way.STOP)
    if item.about == "dead":
        text = tr(
            "What another institution says of a death is no identification here. Nobody is told"
            " anything because of it."
        )
        yield Notice(text, Way.UNSURE)
    if item.about == "recall":
        text = tr("What was told before is not so. Look at every file that it was written into.")
        yield Notice(text, Way.STOP)
    if item.about == "reply":
        text = tr("What the family says is read by the family liaison, once it is passed on.")
        yield Notice(text)


def sides(lines: Sequence[Line], record: Mapping[str, Standing] | None) -> Table | None:
    """Show each field as the item says it, beside what the file says, or would say."""
    if not lines:
        return None
    columns = (
        Column(tr("Field")),
        Column(tr("It says")),
        Column(tr("The file would say") if record is None else tr("The file says")),
    )
    rows = tuple(
        Row(
            f"f{number}",
            (
                Cell(fields.label(line.key)),
                Cell(_one_line(line.written)) if line.written else Cell("", Kind.UNKNOWN),
                _ours(line) if record is None else _theirs(line, record.get(line.key)),
            ),
        )
        for number, line in enumerate(lines)
    )
    return Table(tr("Field by field"), columns, rows, titled=True)


def _ours(line: Line) -> Cell:
    if line.said is None:
        return Cell(tr("cannot be written"), small=line.wrong, way=Way.UNSURE)
    if not line.said.is_known:
        return Cell("", Kind.UNKNOWN)
    text = _one_line(line.said.get())
    if line.key in fields.BY_KEY and fields.BY_KEY[line.key].choices:
        text = fields.choice(line.key, text)
    return Cell(text)


def _theirs(line: Line, standing: Standing | None) -> Cell:
    if line.said is None:
        return Cell(tr("cannot be written"), small=line.wrong, way=Way.UNSURE)
    stands = incoming_fields.stands(standing)
    if not stands:
        return Cell(tr("nothing yet"))
    if incoming_fields.same(line, standing):
        return Cell(_one_line(stands), small=tr("the same"), way=Way.FOR)
    return Cell(_one_line(stands), small=tr("both will stand"), way=Way.UNSURE)


def _one_line(text: str) -> str:
    """Give a text of several lines as a cell shows it."""
    return " · ".join(line for line in text.splitlines() if line.strip())


def alone(said: Offered) -> Facts | None:
    """Show what is read here alone, and goes into no file."""
    facts = tuple(Fact(beside_name(one.name), one.text) for one in said.beside if not one.kept)
    return Facts(tr("Read here alone, and written into no file"), facts) if facts else None


def told(said: Offered) -> Facts | None:
    """Show words, and what of an item that is no record of a missing person goes into a note."""
    facts = [
        Fact(beside_name(one.name), event_name(one.text) if one.name == "event" else one.text)
        for one in said.beside
        if one.kept
    ]
    if said.words:
        facts.insert(0, Fact(tr("Words"), said.words))
    if said.to:
        facts.append(Fact(tr("Answers our question"), said.to))
    if said.answers is not None:
        facts.append(Fact(tr("Of our package"), said.answers.package_number))
        facts.append(Fact(tr("Number in it"), said.answers.number or tr("all of it")))
    if said.said:
        facts.append(Fact(tr("Day on which it was said"), said.said))
    return Facts(tr("What it says"), tuple(facts)) if facts else None


def allowed(said: Offered) -> Facts:
    """Show what its sender says was allowed; where nothing was said, nothing is."""
    if said.allowed is None or not said.allowed.purposes:
        nothing = Fact(tr("For what"), tr("nothing was said, so nothing is allowed"))
        return Facts(tr("What the family allowed"), (nothing,))
    return Facts(
        tr("What the family allowed"),
        (
            Fact(tr("For what"), ", ".join(purpose_name(one) for one in said.allowed.purposes)),
            Fact(tr("Who allowed it"), said.allowed.given_by),
            Fact(tr("How that is known"), said.allowed.how),
            Fact(tr("Until"), said.allowed.until or tr("they take it back")),
        ),
    )


def photos(item: IncomingItem) -> Table | None:
    """List photos that came, by name and size; none is shown before it is in a file."""
    rows = list(item.photos.all())
    if not rows:
        return None
    columns = (Column(tr("Name")), Column(tr("Bytes"), number=True), Column(tr("Whom it shows")))
    return Table(
        tr("Photos that came with it"),
        columns,
        tuple(
            Row(
                one.pk.hex,
                (
                    Cell(one.name, Kind.CODE, small=one.digest[:16]),
                    Cell(str(one.size), Kind.NUMBER),
                    Cell(alive_name(one.alive)),
                ),
            )
            for one in rows
        ),
        titled=True,
    )


def before(request: HttpRequest, item: IncomingItem, said: Offered) -> Table | None:
    """List the files into which the same case of the same sender was written before.

    Of a recall these are all files that anything of the package taken back was written into.
    """
    one = item.incoming
    rows = IncomingTaken.objects.visible_to(request.user).filter(
        item__incoming__operation=one.operation_id
    )
    if item.about == "recall" and said.answers is not None:
        title = tr("What is taken back was written into")
        same = rows.filter(item__incoming__their_digest=said.answers.package)
    else:
        title = tr("The same number of the same sender was written into")
        whose = (
            {"item__incoming__partner": one.partner_id}
            if one.partner_id is not None
            else {"item__incoming__their_name": one.their_name}
        )
        same = rows.filter(item__key=item.key, **whose)
    found = list(same.exclude(item=item).select_related("file", "item__incoming")[:MOST_TOLD])
    if not found:
        return None
    columns = (Column(tr("Number of the file")), Column(tr("Came with")), Column(tr("Taken")))
    return Table(
        title,
        columns,
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.file.number, Kind.CODE),
                    Cell(row.item.incoming.number, Kind.CODE),
                    Cell(written(row.made_at), Kind.DATE),
                ),
                reverse("files:file", args=[row.file_id]),
            )
            for row in found
        ),
        titled=True,
    )


def facts(item: IncomingItem) -> Facts:
    """Show where an item comes from, and what became of it."""
    one, state = item.incoming, state_of(item)
    facts = [
        Fact(tr("Sent by"), one.their_name),
        Fact(tr("With"), incoming_fields.named(one), reverse("transmit:came", args=[one.pk])),
        Fact(tr("Signed"), signed_name(one.signed)),
        Fact(tr("What they call it"), item.key),
        Fact(tr("State"), state_name(state)),
    ]
    if state == "taken":
        file: File = item.taken.file
        facts.append(
            Fact(tr("Number of the file"), file.number, reverse("files:file", args=[file.pk]))
        )
    elif state == "refused":
        facts.append(Fact(tr("Why"), item.refused.why))
    elif state == "read":
        facts.append(Fact(tr("What was done about it"), item.read.note))
    if state != "open":
        row = getattr(item, state)
        facts.append(Fact(tr("By"), f"{row.by.name} · {written(row.made_at)}"))
    return Facts(tr("Where it comes from"), tuple(facts))
