"""The parts of the page of a release: the check, the coffin, what is known, who signed, papers."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from nomina.desk.custody.forms_release import ReadForm
from nomina.desk.custody.models import FurtherRemains, IssuedPaper, Release, Stay, Wishes
from nomina.desk.custody.models.release import FACTS
from nomina.desk.custody.release_check import Missing, missing, unsigned
from nomina.desk.custody.release_ground import Ground, ground_of
from nomina.desk.custody.release_shapes import Check, Reading
from nomina.desk.custody.release_state import State
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import frame_of, written
from nomina.desk.custody.words import clock_name, item_kind, read_how
from nomina.desk.custody.words_release import (
    choice_name,
    fact_name,
    paper_name,
    receiver_kind,
    seat_name,
    whose_name,
    whose_way,
)
from nomina.desk.files.models import File
from nomina.desk.look.shapes import Act, Cell, Column, Kind, Row, Table, Way, Weight
from nomina.desk.people.models import User
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import moment
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import Role
from nomina.words import ntr, tr


def seats_open(request: HttpRequest, one: Release) -> list[str]:
    """Give the seats in which who asks may sign now: nothing is missing, and he has not signed."""
    ground = ground_of(one, timezone.now())
    if unsigned(ground.case):
        return []
    return _seats(request, one, ground)


def _seats(request: HttpRequest, one: Release, ground: Ground) -> list[str]:
    user = request.user
    assert isinstance(user, User)
    if one.signs.filter(by=user, digest=ground.digest).exists():
        return []
    roles = standing_for(request).roles(one.thing().operations)
    mine = (("custody", Role.CUSTODY), ("board", Role.BOARD))
    return [seat for seat, role in mine if role in roles and seat not in ground.case.seats]


def acts_of(request: HttpRequest, one: Release, state: State) -> Iterator[Act]:
    """Give what can be done with a release; one act is the first."""
    who, thing = standing_for(request), one.thing()
    if state is State.OPEN:
        ground = ground_of(one, timezone.now())
        lacks = unsigned(ground.case)
        if not lacks and _seats(request, one, ground):
            href = reverse("custody:sign_release", args=[one.pk])
            yield Act(tr("Sign it"), href, key="s", weight=Weight.PRIMARY)
        unread = any(one.key == "scan" for one in lacks)
        if unread and predicates.KEEP_ITEMS(who, thing):
            href = reverse("custody:release_read", args=[one.pk])
            yield Act(tr("Read the tags"), href, key="r", weight=Weight.PRIMARY)
        if not missing(ground.case) and predicates.RUN_CUSTODY(who, thing):
            href = reverse("custody:give_release", args=[one.pk])
            yield Act(tr("Give out"), href, key="g", weight=Weight.PRIMARY)
    if predicates.ISSUE_PAPERS(who, thing) and state is not State.ENDED:
        yield Act(tr("Print a paper"), reverse("custody:release_paper", args=[one.pk]), key="p")
    if state in (State.OPEN, State.FROZEN) and predicates.PREPARE_RELEASE(who, thing):
        if state is State.OPEN:
            href = reverse("custody:release_unresolved", args=[one.pk])
            yield Act(tr("Declare something unresolved"), href)
        yield Act(tr("Withdraw it"), reverse("custody:end_release", args=[one.pk]))
    yield Act(tr("Releases"), reverse("custody:releases", args=[one.operation_id]))


def parts_of(request: HttpRequest, one: Release, state: State) -> Iterator[object | None]:
    """Give the parts of the page, those that need somebody first."""
    ground = ground_of(one, timezone.now())
    if state in (State.OPEN, State.FROZEN):
        yield _check(missing(ground.case))
        if predicates.KEEP_ITEMS(standing_for(request), one.thing()) and state is State.OPEN:
            yield Reading(
                tr("Read the tags"),
                tr("Open the coffin. Read its own tag, and that of each thing in it."),
                ReadForm(),
                reverse("custody:release_read", args=[one.pk]),
                tr("Read"),
                frame_of(request, one.operation),
            )
    else:
        yield _over(one, state)
    yield _coffin(one, ground)
    yield _facts(request, one, ground, state)
    yield _unresolved(request, one, state)
    yield _signed(one, ground, state)
    yield papers(request, one.papers.visible_to(request.user).select_related("by"))


def _check(lacks: tuple[Missing, ...]) -> Check:
    if not lacks:
        return Check(tr("Nothing is missing"), tr("The coffin can be given to its receiver."), ())
    title = ntr("{n} thing is missing", "{n} things are missing", len(lacks)).format(n=len(lacks))
    return Check(title, tr("The coffin stays until each of them is settled."), lacks)


def _over(one: Release, state: State) -> Facts:
    if state is State.ENDED:
        end = one.end
        return Facts(
            tr("Withdrawn"),
            (Fact(tr("When"), written(end.made_at)), Fact(tr("Reason"), end.why)),
        )
    done = one.done
    return Facts(
        tr("Given out"),
        (
            Fact(tr("When"), f"{written(done.at)} · {clock_name(done.clock)}"),
            Fact(tr("To"), f"{one.receiver} · {one.relation}"),
            Fact(tr("Who saw the receiver sign"), done.witness),
            Fact(tr("Given by"), done.by.name),
        ),
    )


def _coffin(one: Release, ground: Ground) -> Table:
    inside = {content.tag: content for content in ground.case.contents}
    return Table(
        tr("In the coffin by the register"),
        (
            Column(tr("Tag")),
            Column(tr("What it is")),
            Column(tr("Whose")),
            Column(tr("As it was read")),
        ),
        tuple(
            Row(
                f"in-{stay.item_id.hex}",
                (
                    Cell(str(stay.item), Kind.CODE, small=_number(stay)),
                    Cell(item_kind(stay.item.kind)),
                    Cell(whose_name(content.whose), Kind.CHIP, way=whose_way(content.whose)),
                    _read(stay, ground),
                ),
                reverse("custody:item", args=[stay.item_id]),
            )
            for stay in ground.stays
            for content in [inside[str(stay.item)]]
        ),
        titled=True,
    )


def _number(stay: Stay) -> str:
    return stay.item.file.number if stay.item.file is not None else stay.item.words


def _read(stay: Stay, ground: Ground) -> Cell:
    scan = ground.scans.get(stay.item_id)
    content = next(x for x in ground.case.contents if x.tag == str(stay.item))
    if scan is None or not (content.read or stay.place_id is None):
        return Cell(tr("not read now"), Kind.CHIP, way=Way.UNSURE)
    return Cell(read_how(scan.read), small=f"{written(scan.at)} · {scan.by.name}")


def _facts(request: HttpRequest, one: Release, ground: Ground, state: State) -> Facts:
    may = predicates.PREPARE_RELEASE(standing_for(request), one.thing())
    href = reverse("custody:release_fact", args=[one.pk])
    lines = [
        Fact(tr("Receiver"), " · ".join(x for x in (one.receiver, one.relation, one.body) if x)),
        Fact(tr("Who receives"), receiver_kind(one.kind)),
    ]
    for key in FACTS:
        row = ground.facts.get(key)
        value = ""
        if row is not None:
            day = "" if row.day is None else row.day.isoformat()
            copy = tr("copy kept") if row.digest else ""
            value = " · ".join(x for x in (row.words, row.number, day, copy, row.by.name) if x)
        way = f"{href}?about={key}" if may and state is State.OPEN else ""
        if way and row is None:
            value = tr("not known; write it down")
        lines.append(Fact(fact_name(key), value, way))
    person = one.identification.report.other
    lines += family_facts(request, person, ground.wishes, ground.further)
    return Facts(tr("What is known"), tuple(lines))


def family_facts(
    request: HttpRequest, person: File, wished: Wishes | None, further: FurtherRemains | None
) -> list[Fact]:
    """Say what a family wishes and chose; where that is not open, how to handle the body alone."""
    open_ = predicates.SEE_WISHES(standing_for(request), person.thing())
    href = reverse("custody:wishes", args=[person.pk]) if open_ else ""
    lacks = tr("not known; write it down") if open_ else ""
    chosen, rite = "", ""
    if further is not None:
        chosen = tr("recorded")
        if open_:
            chosen = f"{choice_name(further.choice)} · {further.said_by}"
    if wished is not None:
        rite = f"{wished.rite} · {wished.said_by}" if open_ else tr("recorded")
    handling = "" if wished is None else wished.handling
    return [
        Fact(fact_name("wishes"), rite or lacks, href),
        Fact(tr("How the body is to be handled"), handling),
        Fact(fact_name("further"), chosen or lacks, href),
    ]


def _unresolved(request: HttpRequest, one: Release, state: State) -> Table | None:
    rows = list(one.unresolved.select_related("item", "by").prefetch_related("signs__by"))
    if not rows:
        return None
    may = predicates.SIGN_RELEASE(standing_for(request), one.thing()) and state is State.OPEN
    return Table(
        tr("Unresolved"),
        (Column(tr("Tag")), Column(tr("Why")), Column(tr("Declared by")), Column(tr("Signed by"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(str(row.item), Kind.CODE),
                    Cell(row.why),
                    Cell(row.by.name, Kind.NAME),
                    Cell(", ".join(sign.by.name for sign in row.signs.all()) or tr("nobody yet")),
                ),
                reverse("custody:sign_unresolved", args=[row.pk]) if may else "",
            )
            for row in rows
        ),
        titled=True,
    )


def _signed(one: Release, ground: Ground, state: State) -> Table | None:
    rows = list(one.signs.select_related("by"))
    if not rows:
        return None
    digest = one.done.digest if state is State.DONE else ground.digest
    return Table(
        tr("Signatures"),
        (Column(tr("Who")), Column(tr("As")), Column(tr("When")), Column(tr("Counts"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.by.name, Kind.NAME),
                    Cell(seat_name(row.seat)),
                    moment(row.made_at),
                    Cell(tr("yes"), Kind.CHIP, way=Way.FOR)
                    if row.digest == digest
                    else Cell(tr("no: something changed after"), Kind.CHIP, way=Way.UNSURE),
                ),
            )
            for row in rows
        ),
        titled=True,
    )


def papers(request: HttpRequest, rows: object) -> Table | None:
    """List papers as they were issued."""
    found: list[IssuedPaper] = list(rows)  # type: ignore[call-overload]
    if not found:
        return None
    return Table(
        tr("Papers"),
        (Column(tr("Paper")), Column(tr("Language")), Column(tr("Issued")), Column(tr("By"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(paper_name(row.kind), small=row.number),
                    Cell(row.language, Kind.CODE),
                    moment(row.made_at),
                    Cell(row.by.name, Kind.NAME),
                ),
                reverse("custody:issued_paper", args=[row.pk]),
            )
            for row in found
        ),
        titled=True,
    )
