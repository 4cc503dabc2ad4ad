"""The parts of the page of a notice: who may be told and who is, the plans, and the recall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import written
from nomina.desk.examine import resting
from nomina.desk.families.actions.telling_recipients import demand_tellable
from nomina.desk.families.contact import Contacting, contact_of
from nomina.desk.families.models import Dispute, Notice, Plan, Recipient
from nomina.desk.families.models.telling import RECALL
from nomina.desk.families.telling_shapes import Step, Steps
from nomina.desk.families.telling_signs import needed, released
from nomina.desk.families.telling_states import (
    State,
    ended,
    everybody,
    gone,
    plan_of,
    recall_of,
    standing,
    told_of,
    unplanned,
    untold,
    went_by,
    where_each,
)
from nomina.desk.families.telling_words import means_name, occasion_name, state_name, state_way
from nomina.desk.files.fields import choice
from nomina.desk.files.models import Card, Entry, File, Relation
from nomina.desk.look.isolate import isolated
from nomina.desk.look.language import NAMES
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Kind, Row, Table, Way, Weight
from nomina.desk.look.shapes import Notice as Says
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import moment
from nomina.desk.people.views.common import told as sentence
from nomina.desk.policy import predicates
from nomina.errors import Refused
from nomina.words import tr


@dataclass(frozen=True)
class Line:
    """A relative of the missing person, as the list of those who could be told has them.

    Attributes:
        name: of the relative.
        kin: what their file says they are to the person, in words; empty where it says nothing.
        known: how they are reached, and whom not to tell.
        why_not: why they cannot be chosen; empty where they can.
    """

    family: File
    name: str
    kin: str
    known: Contacting
    why_not: str

    @property
    def may(self) -> bool:
        """Whether they can be chosen."""
        return not self.why_not

    def label(self) -> str:
        """Give what they are called where one is chosen."""
        said = (self.family.number, isolated(self.name), self.kin)
        return " · ".join(one for one in said if one)


def name_of(family: File) -> str:
    """Give the name of a relative."""
    found = Card.objects.filter(file=family).values_list("title", flat=True).first()
    return found or ""


def people_said(people: list[dict[str, str]]) -> str:
    """Write who goes or went, each with what they are there for."""
    each = (f"{isolated(who['name'])}, {isolated(who['office'])}" for who in people)
    return "; ".join(each)


def proposed(one: Notice) -> list[Line]:
    """Give the relatives that belong to the missing person, but for those who are told already."""
    taken = Recipient.objects.standing().filter(notice=one).values("family")
    relations = Relation.objects.filter(missing=one.missing).exclude(file__in=taken)
    rows = list(relations.select_related("file").order_by("file__number"))
    said = Entry.objects.standing().filter(file__in=[row.file_id for row in rows], field="kinship")
    kin = {row.file_id: choice("kinship", row.said.get_or("")) for row in said}
    found = []
    for relation in rows:
        try:
            demand_tellable(one.missing, relation.file)
        except Refused as why:
            why_not = sentence(Refused(why.what, todo=why.todo))
        else:
            why_not = ""
        file = relation.file
        found.append(Line(file, name_of(file), kin.get(file.pk, ""), contact_of(file), why_not))
    return found


def acts_of(request: HttpRequest, one: Notice, state: State) -> Iterator[Act]:
    """Give what can be done with a notice; what comes next is the first."""
    who, thing = standing_for(request), one.thing()
    if predicates.TELL_FAMILIES(who, thing):
        yield from _next(one, state)
    if predicates.CLOSE_NOTICE(who, thing) and one.occasion != RECALL:
        waits = state in (State.PLAN, State.RELEASE, State.TELL)
        if waits and not any(told_of(person) or went_by(person) for person in standing(one)):
            yield Act(tr("Close it untold"), reverse("families:close_notice", args=[one.pk]))
    yield Act(tr("All notices"), reverse("families:notices", args=[one.operation_id]))


def _next(one: Notice, state: State) -> Iterator[Act]:
    if state is State.RECALL:
        recall = recall_of(one)
        href = reverse("families:recall_notice", args=[one.pk])
        if recall is not None:
            href = reverse("families:notice", args=[recall.pk])
        yield Act(tr("Tell them that it was wrong"), href, key="r", weight=Weight.PRIMARY)
        return
    if state not in (State.PLAN, State.RELEASE, State.TELL, State.TOLD):
        return
    some_wait = any(unplanned(person) for person in standing(one))
    choose = reverse("families:choose_recipient", args=[one.pk])
    plan = reverse("families:make_plan", args=[one.pk])
    if some_wait:
        yield Act(tr("Plan the visit"), plan, key="p", weight=Weight.PRIMARY)
    if one.occasion != RECALL:
        first = state is State.PLAN and not some_wait
        weight = Weight.PRIMARY if first else Weight.PLAIN
        yield Act(tr("Choose who is told"), choose, key="c", weight=weight)
    if not some_wait and state in (State.RELEASE, State.TELL):
        yield Act(tr("Plan it anew"), plan, key="p")


def parts_of(request: HttpRequest, one: Notice, state: State) -> Iterator[object]:
    """Give the parts, in the order of the steps."""
    if state in STEPS or state is State.TOLD:
        yield _steps(one, state)
    yield from _wrong(one, state)
    yield from _disputes(one)
    yield _people(one)
    if one.occasion != RECALL and state in (State.PLAN, State.RELEASE, State.TELL):
        rest = proposed(one)
        if rest:
            yield _proposed(rest)
    if one.plans.exists():
        yield _plans(one)
    yield _about(request, one)


STYLES = ("families/telling.css",)
STEPS = (State.PLAN, State.RELEASE, State.TELL)


def _steps(one: Notice, state: State) -> Steps:
    """Show how far it is: whom, how, let go, told, and spoken with again."""
    chosen = bool(standing(one))
    place = (0 if not chosen else 1) if state is State.PLAN else 2 + (state is State.TELL)
    place = 4 if state is State.TOLD else place
    names = (
        tr("Choose who is told"),
        tr("Plan the visit"),
        tr("Let it go"),
        tr("Go, and write down how it was"),
        tr("Speak with them again"),
    )
    steps = (Step(name, done=n < place, here=n == place) for n, name in enumerate(names))
    return Steps(tr("Steps"), tuple(steps))


def _wrong(one: Notice, state: State) -> Iterator[object]:
    """Say at once who was told what was recalled, and what else rests on it (NOT-07)."""
    end = ended(one)
    if end is None:
        return
    yield Says(tr("The board recalled it: {why}").format(why=isolated(end.why)), Way.STOP)
    if one.occasion == RECALL:
        return
    wait = {person.pk for person in untold(one)}
    people, over = everybody(one), gone(one)
    if people:
        yield Table(
            tr("Told what was wrong"),
            (Column(tr("Relative")), Column(tr("Told")), Column(tr("Knows it"))),
            tuple(_knows(person, wait=wait, over=over) for person in people),
            titled=True,
        )
    if state in (State.RECALL, State.FROZEN):
        yield _rests(one)


def _knows(person: Recipient, *, wait: set[UUID], over: set[UUID]) -> Row:
    told = told_of(person)
    assert told is not None
    cell = Cell(tr("yes"), Kind.CHIP)
    if person.pk in wait:
        cell = Cell(tr("not yet"), Kind.CHIP, way=Way.STOP)
    elif person.family_id in over:
        cell = Cell(tr("cannot be told any more"), Kind.CHIP)
    return Row(
        f"w{person.pk.hex}",
        (Cell(person.family.number, Kind.CODE, small=person.relation), moment(told.at), cell),
        reverse("families:told", args=[told.pk]),
    )


def _rests(one: Notice) -> Table:
    """List what rests on the identification, of every app."""
    states = {
        resting.HAPPENED: (tr("happened"), Way.STOP),
        resting.PENDING: (tr("waits"), Way.UNSURE),
        resting.FROZEN: (tr("goes no further"), Way.PLAIN),
    }
    rows = []
    for n, thing in enumerate(resting.of(one.identification)):
        name, way = states[thing.state]
        cells = (Cell(thing.title), Cell(thing.word), Cell(name, Kind.CHIP, way=way))
        rows.append(Row(f"rests-{n}", cells, thing.href))
    return Table(
        tr("What rests on it"),
        (Column(tr("What")), Column(tr("How far it is")), Column(tr("Now"))),
        tuple(rows),
        titled=True,
    )


def _disputes(one: Notice) -> Iterator[object]:
    """Show what relatives do not agree on; the desk settles nothing of it."""
    for row in Dispute.objects.filter(file=one.missing).order_by("made_at", "pk"):
        yield Says(
            tr("Relatives do not agree: {words}").format(words=isolated(row.words)), Way.UNSURE
        )


def _people(one: Notice) -> Table:
    states = where_each(one)
    return Table(
        tr("Who is told"),
        (
            Column(tr("Relative")),
            Column(tr("What they are")),
            Column(tr("Where it stands")),
            Column(tr("What comes next")),
        ),
        tuple(_person(person, states[person.pk]) for person in standing(one)),
        empty=Empty(
            tr("Nobody was chosen yet"),
            tr("Several relatives are told each for themselves; nobody decides for another."),
        ),
        titled=True,
    )


def _person(person: Recipient, state: State) -> Row:
    plan, told = plan_of(person), told_of(person)
    if told is not None:
        says, href = tr("Read how it was"), reverse("families:told", args=[told.pk])
    elif hasattr(person, "gone"):
        says = tr("Confirm that nobody can tell them")
        href = reverse("families:recipient", args=[person.pk])
    elif plan is None:
        says, href = tr("Plan the visit"), reverse("families:recipient", args=[person.pk])
    elif state is State.RELEASE:
        says, href = tr("Read the dry run"), reverse("families:plan", args=[plan.pk])
    else:
        says, href = tr("Go, and write down how it was"), reverse("families:plan", args=[plan.pk])
    return Row(
        person.pk.hex,
        (
            Cell(person.family.number, Kind.CODE, small=name_of(person.family)),
            Cell(person.relation),
            Cell(state_name(state), Kind.CHIP, way=state_way(state)),
            Cell(says),
        ),
        href,
    )


def _proposed(rest: list[Line]) -> Table:
    return Table(
        tr("Relatives who are not told by it"),
        (
            Column(tr("Relative")),
            Column(tr("What they are")),
            Column(tr("Language")),
            Column(tr("Whom not to tell")),
            Column(tr("Whether they can be")),
        ),
        tuple(
            Row(
                f"p{line.family.pk.hex}",
                (
                    Cell(line.family.number, Kind.CODE, small=line.name),
                    _said(line.kin),
                    _said(NAMES.get(line.known.language, line.known.language)),
                    _said(line.known.not_tell),
                    Cell(line.why_not or tr("can be chosen")),
                ),
                reverse("files:file", args=[line.family.pk]),
            )
            for line in rest
        ),
        titled=True,
    )


def _said(text: str) -> Cell:
    return Cell(text) if text else Cell("", Kind.UNKNOWN)


def _plans(one: Notice) -> Table:
    rows = list(
        one.plans.select_related("by").prefetch_related("signs", "covers").order_by("-turn")
    )
    counting = {plan.pk for person in standing(one) if (plan := plan_of(person)) is not None}
    return Table(
        tr("Plans"),
        (Column(tr("Plan")), Column(tr("When")), Column(tr("How")), Column(tr("Let go"))),
        tuple(
            Row(
                plan.pk.hex,
                (
                    Cell(str(plan.turn), Kind.CODE, small=plan.by.name),
                    Cell(written(plan.at), Kind.DATE),
                    Cell(means_name(plan.means)),
                    _let_go(plan, counts=plan.pk in counting),
                ),
                reverse("families:plan", args=[plan.pk]),
            )
            for plan in rows
        ),
        titled=True,
    )


def _let_go(plan: Plan, *, counts: bool) -> Cell:
    if not counts:
        return Cell(tr("counts no more"))
    if released(plan):
        return Cell(tr("yes"), Kind.CHIP, way=Way.FOR)
    wanted = needed(plan.means, plan.against)
    return Cell(tr("needs {n}").format(n=wanted), Kind.CHIP, way=Way.UNSURE)


def _about(request: HttpRequest, one: Notice) -> Facts:
    may = predicates.SEE_FILE(standing_for(request), one.missing.thing())
    facts = [
        Fact(tr("What is told"), occasion_name(one.occasion)),
        Fact(
            tr("Missing person"),
            one.missing.number,
            reverse("files:file", args=[one.missing.pk]) if may else "",
        ),
        Fact(tr("Body"), one.body.number),
        Fact(tr("Decided by the board"), written(one.identification.made_at)),
        Fact(tr("Begun"), f"{isolated(one.by.name)} · {written(one.made_at)}"),
    ]
    if one.recalls is not None:
        href = reverse("families:notice", args=[one.recalls.pk])
        facts.append(Fact(tr("The notice that was wrong"), written(one.recalls.made_at), href))
    end = getattr(one, "end", None)
    if end is not None:
        facts.append(Fact(tr("Closed untold"), f"{isolated(end.by.name)} · {written(end.made_at)}"))
        facts.append(Fact(tr("Reason"), end.why))
    return Facts(tr("What it is about"), tuple(facts))
