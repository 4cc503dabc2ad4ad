"""The parts of the page of a report: its way, its two files, its evidence, its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.examine.actions.reports import DISCIPLINES
from nomina.desk.examine.models import Evidence, Report, Step
from nomina.desk.examine.moves import BACK, Choice
from nomina.desk.examine.report_words import (
    discipline_name,
    made_name,
    move_name,
    state_name,
    state_way,
    view_name,
    view_way,
)
from nomina.desk.examine.states import FACE, PRIMARY, State
from nomina.desk.files import fields
from nomina.desk.files.models import Card, File
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.files.record import record_of
from nomina.desk.files.shapes import Value
from nomina.desk.files.views.common import state_of, text_of
from nomina.desk.leads.partners import partners
from nomina.desk.look.shapes import Act, Cell, Chip, Column, Kind, Row, Said, Table, Way, Weight
from nomina.desk.people.views.common import moment, told
from nomina.words import tr

FACTS = (
    "sex", "born", "age from", "age to", "last known alive", "found", "died", "place", "unit",
    "completeness", "condition", "stature", "build", "hair", "eyes", "blood group", "marks",
    "teeth", "effects",
)  # fmt: skip
"""Fields that stand side by side, where anything was said in them."""
_S = State


@dataclass(frozen=True, slots=True)
class Station:
    """One stage of a way.

    Attributes:
        stands: ``done``, ``now`` or ``next``.
    """

    label: str
    stands: str


@dataclass(frozen=True, slots=True)
class Line:
    """The way of a report as a drawn line."""

    template: ClassVar[str] = "examine/line.html"
    stations: tuple[Station, ...]
    state: Chip


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two files.

    Attributes:
        id: unique on the page.
        number: empty where the file is not disclosed.
        href: its page; empty where one may not open it.
        says: its kind and operation.
        facts: what its record says; ``closed`` says why there is none.
    """

    id: str
    number: str
    title: str
    href: str
    says: str
    facts: tuple[Value, ...] = ()
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """Two files side by side; no picture of either."""

    template: ClassVar[str] = "examine/beside.html"
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of evidence.

    Attributes:
        marks: words that mark it, such as that it came after the acceptance.
        struck: who struck it and why; empty while it counts.
        act: the way to strike it.
    """

    id: str
    view: Chip
    reason: str
    said: Said
    marks: tuple[Chip, ...] = ()
    struck: str = ""
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Discipline:
    """What one discipline says, before anybody weighs it with others."""

    name: str
    says: str
    views: tuple[Chip, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """The evidence of a report, by discipline."""

    template: ClassVar[str] = "examine/evidence.html"
    disciplines: tuple[Discipline, ...]
    empty: str
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Todo:
    """What somebody can do now, and what is missing for the rest."""

    template: ClassVar[str] = "examine/todo.html"
    next: str
    acts: tuple[Act, ...]
    back: tuple[Act, ...]
    lacks: tuple[tuple[str, str], ...]


def line_of(report: Report, steps: list[Step]) -> Line:
    """Draw where a report stands in its way."""
    state = State(steps[-1].target)
    at = _PLACES.get(state, _END)
    labels = {
        0: tr("Disclosure"),
        1: tr("Evidence and first signature"),
        2: tr("Second signature"),
        3: tr("Conclusion"),
        4: tr("First acceptance"),
        5: tr("Second acceptance"),
        6: tr("Board"),
        _END: state_name(state) if at == _END else tr("Closed"),
    }
    if report.one.operation_id == report.other.operation_id:
        del labels[0]
    if report.kind != IDENTIFIED or state in _WITHOUT_BOARD:
        del labels[6]
    if state is _S.WITHDRAWN:
        reached = _PLACES.get(_before(steps), _END)
        labels = {n: label for n, label in labels.items() if n < reached or n == _END}
    stations = tuple(
        Station(label, "done" if n < at else "now" if n == at else "next")
        for n, label in labels.items()
    )
    return Line(stations, Chip(state_name(state), state_way(state)))


_END = 7
_PLACES = {
    _S.DISCLOSURE: 0, _S.REFUSED: 0, _S.FIRST: 1, _S.SECOND: 2, _S.CONCLUSION: 3, _S.BOARD: 6,
    _S.IDENTIFICATION_1: 4, _S.SAME_1: 4, _S.EXCLUSION_1: 4, _S.PREMATURE_1: 4,
    _S.IDENTIFICATION_2: 5, _S.SAME_2: 5, _S.EXCLUSION_2: 5, _S.PREMATURE_2: 5,
}  # fmt: skip
"""The place of each state in the way; those that are not here end it."""
_WITHOUT_BOARD = frozenset(
    {_S.EXCLUSION_1, _S.EXCLUSION_2, _S.EXCLUDED, _S.PREMATURE_1, _S.PREMATURE_2, _S.PREMATURE}
)
"""Nothing but an identification goes before the board."""


def _before(steps: list[Step]) -> State:
    return State(steps[-2].target) if len(steps) > 1 else _S.NEW


def disclosed(report: Report, steps: list[Step]) -> bool:
    """Say whether each side may know what the other's file says: not before it is disclosed."""
    one, other = report.one.operation_id, report.other.operation_id
    if one == other:
        return True
    if State(steps[-1].target) in (_S.DISCLOSURE, _S.REFUSED, _S.WITHDRAWN):
        return False
    return other in partners(one)


def beside(request: HttpRequest, report: Report, steps: list[Step]) -> Beside:
    """Draw both files as this person may know them."""
    open_ = disclosed(report, steps)
    ids = (report.one_id, report.other_id)
    seen = set(
        File.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True)
    )
    one, other = (
        _side(id, file, seen=file.pk in seen, open_=open_)
        for id, file in (("side-one", report.one), ("side-other", report.other))
    )
    return Beside((one, other))


def _side(id: str, file: File, *, seen: bool, open_: bool) -> Side:
    says = f"{fields.kind_name(file.kind)} · {file.operation.name}"
    if not seen and not open_:
        closed = tr("Nothing of it is shown before its owner discloses it.")
        return Side(id, "", tr("A file of another operation"), "", file.operation.name, (), closed)
    record = record_of(file)
    facts = tuple(_fact(key, record[key].said) for key in FACTS if key in record)
    card = Card.objects.filter(file=file).first()
    href = reverse("files:file", args=[file.pk]) if seen else ""
    title = card.title if card is not None else ""
    return Side(id, file.number, title, href, says, facts, "" if facts else tr("Nothing yet."))


def _fact(key: str, said: fields.Said) -> Value:
    """Give a value without who wrote it down: of another operation that is nobody's to know."""
    long = fields.BY_KEY[key].form is fields.Form.LONG
    return Value(fields.label(key), text_of(key, said), state_of(said), long=long)


def name_of(request: HttpRequest, report: Report, steps: list[Step]) -> str:
    """Name both files in a line."""
    sides = beside(request, report, steps).sides
    return " · ".join(side.number or side.title for side in sides)


def evidence_of(
    report: Report, *, may: bool, since: Step | None = None, strikes: bool = False
) -> Brought:
    """Draw the evidence by discipline, each with what it concludes by itself.

    Args:
        may: whether who looks may bring more.
        since: the acceptance after which an item is marked; None marks none.
        strikes: whether who looks may strike.
    """
    rows = report.evidence.select_related("by", "struck__by").order_by("made_at", "pk")
    of: dict[str, list[Evidence]] = {}
    for row in rows:
        of.setdefault(row.discipline, []).append(row)
    found = tuple(
        _discipline(name, of[name], since, strikes=strikes) for name in DISCIPLINES if name in of
    )
    act = Act(tr("Bring evidence"), reverse("examine:evidence", args=[report.pk]), key="e")
    return Brought(found, tr("No evidence was brought yet."), act if may else None)


def _discipline(
    name: str, rows: list[Evidence], since: Step | None, *, strikes: bool
) -> Discipline:
    says = ""
    if name in PRIMARY:
        says = tr("a primary identifier")
    elif name == FACE:
        says = tr("carries nothing, either way")
    force = [row.view for row in rows if not hasattr(row, "struck")]
    views = tuple(Chip(view_name(one), view_way(one)) for one in dict.fromkeys(force))
    if not views:
        views = (Chip(tr("nothing in force")),)
    items = tuple(_item(row, since, strikes=strikes) for row in rows)
    return Discipline(discipline_name(name), says, views, items)


def _item(row: Evidence, since: Step | None, *, strikes: bool) -> Item:
    struck = ""
    if hasattr(row, "struck"):
        said = tr("struck through by {who}, {when}: {why}")
        when = moment(row.struck.made_at).text
        struck = said.format(who=row.struck.by.name, when=when, why=row.struck.why)
    late = since is not None and row.made_at > since.made_at
    marks = (Chip(tr("came after the acceptance"), Way.UNSURE),) if late else ()
    signed = tr("{who}, {place}").format(who=row.signatory, place=row.place)
    href = reverse("examine:strike", args=[row.pk])
    open_ = strikes and not struck
    return Item(
        row.pk.hex,
        Chip(view_name(row.view), view_way(row.view)),
        row.reason,
        Said(signed, row.date.isoformat(), row.by.name, moment(row.made_at).text),
        marks,
        struck,
        Act(tr("Strike through"), href, weight=Weight.QUIET) if open_ else None,
    )


def todo_of(report: Report, open_: tuple[Choice, ...], next_: str, *more: Act) -> Todo:
    """Draw what somebody can do, and why the rest is not open yet."""
    address = reverse("examine:move", args=[report.pk])
    forward, back = [], []
    for one in open_:
        if one.lacks is not None:
            continue
        href = f"{address}?move={one.name}"
        if one.name in BACK:
            back.append(Act(move_name(one.name), href, weight=Weight.QUIET))
        else:
            forward.append((one.name, href))
    # Conclusions stand beside each other: none of them is the one to be chosen; nor is what is
    # over to be opened again.
    lone = len(forward) == 1 and not forward[0][0].startswith(("conclude-", "reopen"))
    weight = Weight.PRIMARY if lone and not more else Weight.PLAIN
    keys = [""] * len(forward) if not lone else ["m"]
    acts = tuple(
        Act(move_name(name), href, key=key, weight=weight)
        for (name, href), key in zip(forward, keys, strict=True)
    )
    lacks = tuple((move_name(one.name), told(one.lacks)) for one in open_ if one.lacks is not None)
    return Todo(next_, (*more, *acts), tuple(back), lacks)


def history_of(report: Report, steps: list[Step]) -> Table:
    """List every move; of two operations, for which it was made."""
    two = report.one.operation_id != report.other.operation_id
    return Table(
        tr("What was done"),
        (
            Column(tr("Step")),
            Column(tr("Who")),
            Column(tr("Reason")),
            Column(tr("Since then")),
            Column(tr("When")),
        ),
        tuple(
            Row(
                f"step-{step.number}",
                (
                    Cell(made_name(step.move), small=step.owner.name if two else ""),
                    Cell(step.by.name, Kind.NAME),
                    Cell(step.why, small=step.exceptional),
                    Cell(state_name(State(step.target))),
                    moment(step.made_at),
                ),
            )
            for step in reversed(steps)
        ),
        titled=True,
    )
