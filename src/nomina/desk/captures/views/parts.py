"""What the pages of captures are made of."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from nomina.desk.captures import models, words
from nomina.desk.captures.actions.taking import lives
from nomina.desk.captures.closed import closed, why_closed
from nomina.desk.captures.models import Asking, Capture, Item, Observation
from nomina.desk.captures.models.errands import DONE, FAILED, WAITING, WORKING
from nomina.desk.captures.opening.pieces import HEADERS, TEXT, VIEW
from nomina.desk.captures.stamping import holds
from nomina.desk.captures.stamps import STAMPS
from nomina.desk.files import fields
from nomina.desk.files.living import may_open
from nomina.desk.files.models import File
from nomina.desk.files.views.common import address, may, when
from nomina.desk.look import shapes
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Notice, Row, Table, Way
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import moment, page, told
from nomina.desk.policy import predicates
from nomina.errors import NominaError
from nomina.words import ntr, tr


@dataclass(frozen=True, slots=True)
class Offered:
    """One observation, and what can be done with it.

    Attributes:
        says: what was made of it; empty while nobody judged it.
    """

    id: str
    label: str
    value: str
    around: str
    facts: str
    says: str
    accept: str = ""
    refuse: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """The observations of a capture."""

    template: ClassVar[str] = "captures/offers.html"
    lines: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of a capture, each veiled until it is asked for."""

    template: ClassVar[str] = "captures/pictures.html"
    photos: tuple[shapes.Photo, ...]


@dataclass(frozen=True, slots=True)
class Errand:
    """Work of the worker: how far it is, and one way on from there.

    Attributes:
        again: where this very part is asked for anew while it goes on.
        label: of the way on: a link to ``href``, or a button that posts to ``post``.
    """

    template: ClassVar[str] = "captures/errand.html"
    job: shapes.Job
    again: str
    label: str = ""
    href: str = ""
    post: str = ""


def _pairs(title: str, name: str, facts: list[tuple[str, Cell]]) -> Table:
    rows = tuple(Row(f"{name}-{n}", (Cell(what), how)) for n, (what, how) in enumerate(facts))
    return Table(title, (Column(tr("What")), Column(tr("How"))), rows, titled=True)


def grouped(digest: str) -> str:
    """Write a digest in groups, or it would be cut off where it does not fit."""
    return " ".join(digest[at : at + 16] for at in range(0, 64, 16))


def frame(capture: Capture) -> Table:
    """Say what was kept, when, by whom and with what."""
    facts = [
        (tr("Kept"), moment(capture.at)),
        (tr("By"), Cell(capture.by.name, Kind.NAME)),
        (tr("Tool"), Cell(capture.tool)),
        (tr("Name of the file"), _or_not(capture.name)),
        (tr("Where it was published"), _or_not(capture.address)),
        (tr("SHA-256 of the bundle"), Cell(grouped(capture.bundle))),
    ]
    return _pairs(tr("What was kept"), "fact", facts)


def asked(one: Asking) -> Table:
    """Say who asked for which address, and when."""
    facts = [
        (tr("Address"), Cell(one.address)),
        (tr("Asked for"), moment(one.made_at)),
        (tr("By"), Cell(one.by.name, Kind.NAME)),
    ]
    return _pairs(tr("What was asked for"), "asked", facts)


DOING = {
    WAITING: shapes.Doing.WAITING,
    WORKING: shapes.Doing.WORKING,
    DONE: shapes.Doing.DONE,
    FAILED: shapes.Doing.FAILED,
}


def errand_of_address(one: models.Errand, *, can_ask: bool) -> Errand:
    """Draw how far an address is: at work, kept, or why it failed and how to ask again."""
    says = one.says[:1].upper() + one.says[1:]
    if one.state == WAITING:
        says = tr("The worker goes there when it has done what was asked before.")
    elif one.state == WORKING:
        says = tr("This takes up to a minute. It goes on when this page is left.")
    elif one.state == DONE:
        says = tr("It was kept.")
    job = shapes.Job(one.pk.hex, tr("Capture of the address"), DOING[one.state], says=says)
    there = reverse("captures:how_far", args=[one.asking_id])
    if one.state == DONE:
        href = reverse("captures:capture", args=[one.capture_id])
        return Errand(job, there, tr("Open the capture"), href=href)
    if one.state == FAILED and can_ask:
        post = reverse("captures:ask_again", args=[one.asking_id])
        return Errand(job, there, tr("Ask for it again"), post=post)
    return Errand(job, there)


def shut(request: HttpRequest, file: File) -> HttpResponse | None:
    """Give a page that says that captures are closed to who asks; None where they are open."""
    if not closed(request.user, file.operation_id):
        return None
    acts = (Act(tr("To the file"), address(file), key="f"),)
    head = Head(tr("Captures"), number=file.number, acts=acts)
    shown = page(request, head, Empty(tr("Captures are closed to you"), told(why_closed())))
    shown.status_code = 409
    return shown


def stamp(capture: Capture) -> list[object]:
    """Say what the time stamp of a bundle says, checked anew; or that one is waited for."""
    row = models.Stamp.objects.filter(capture=capture).first()
    if row is None:
        if not os.environ.get(STAMPS, "").strip():
            return []
        return [Notice(tr("A time stamp is asked for when its service can be reached."))]
    title = tr("Time stamp by RFC 3161")
    facts = [
        (tr("Says"), moment(row.at)),
        (tr("Signed by"), _or_not(row.signer)),
        (tr("Service"), Cell(row.service)),
        (tr("Number"), Cell(row.serial, Kind.CODE)),
    ]
    try:
        holds(row)
    except NominaError as error:
        return [Notice(told(error), Way.STOP), _pairs(title, "stamp", facts)]
    facts.append((tr("Checked now"), Cell(tr("it holds, over this bundle"))))
    return [_pairs(title, "stamp", facts)]


NEWEST = 20
"""Addresses without a capture on the page of a file; older ones are in the ledger."""


def askings(file: File) -> Table:
    """List the addresses that were asked for and of which nothing was kept, or not yet."""
    rows = Asking.objects.filter(file=file).exclude(errand__state=DONE)
    found = rows.select_related("errand", "by").order_by("-made_at", "pk")[:NEWEST]
    lines = tuple(
        Row(
            f"asking-{one.pk.hex}",
            (
                moment(one.made_at),
                Cell(one.address),
                Cell(words.state_name(one.errand.state), small=one.errand.says),
                Cell(one.by.name, Kind.NAME),
            ),
            reverse("captures:asked", args=[one.pk]),
        )
        for one in found
    )
    heads = (tr("Asked for"), tr("Address"), tr("State"), tr("By"))
    columns = tuple(Column(head) for head in heads)
    return Table(tr("Addresses of which nothing was kept yet"), columns, lines)


def assessment(capture: Capture | Asking) -> Table:
    """Say why it was collected, and what was thought of it before."""
    facts = [(tr("Purpose"), Cell(capture.purpose))]
    facts += [
        (words.assessed_name(key), Cell(str(said))) for key, said in capture.assessment.items()
    ]
    return _pairs(tr("Assessed before it was collected"), "assessed", facts)


def _or_not(text: str) -> Cell:
    return Cell(text) if text else Cell("", Kind.UNKNOWN)


def items_of(capture: Capture, items: list[Item], sources: Mapping[UUID, int]) -> Table:
    """List everything that was kept: received first, then what was made of it."""
    numbers = {item.digest: item.number for item in reversed(items)}
    rows = []
    for item in items:
        made = words.operation_name(item.operation)
        if item.parent:
            made = f"{made} ({numbers[item.parent]})"
        shows = item.role in (TEXT, HEADERS)
        name = "text" if shows else "original"
        source = sources.get(item.pk)
        rows.append(
            Row(
                f"item-{item.pk.hex}",
                (
                    Cell(f"{item.number} · {words.role_name(item.role)}"),
                    _or_not(made),
                    _or_not(item.name or item.address),
                    Cell(f"{item.media} · {item.size}", Kind.CODE, small=words.facts_of(item)),
                    Cell(str(source), Kind.CODE) if source else Cell("", Kind.UNKNOWN),
                    Cell(grouped(item.digest)),
                ),
                reverse(f"captures:{name}", args=[item.pk]),
            )
        )
    heads = (tr("Item"), tr("Made how"), tr("Name"), tr("Kind and bytes"), tr("Source"), "SHA-256")
    return Table(tr("Items"), tuple(Column(head) for head in heads), tuple(rows), titled=True)


def picture(request: HttpRequest, item: Item, source: str = "") -> shapes.Photo:
    """Draw a picture: hidden, or with its address where it was opened just now."""
    closed = lives(item) and not may_open(standing_for(request), item.thing())
    why_not = tr("It may show someone alive, and your role does not open such photos.")
    return shapes.Photo(
        id=item.pk.hex,
        label=tr("Picture {n}").format(n=item.number),
        show="" if closed else reverse("captures:show", args=[item.pk]),
        hide=reverse("captures:hide", args=[item.pk]),
        source=source,
        why_not=why_not if closed else "",
    )


def pictures(request: HttpRequest, items: list[Item], shown: Item | None, source: str) -> Pictures:
    """Draw every picture; at most the one that was opened just now has an address."""
    views = [item for item in items if item.role == VIEW]
    return Pictures(tuple(picture(request, one, source if one == shown else "") for one in views))


def offered(request: HttpRequest, capture: Capture, sources: Mapping[UUID, int]) -> Offers:
    """Draw the observations, each with how many sources of this file say the same."""
    judges = may(request, predicates.JUDGE_OBSERVATION, capture.thing())
    rows = Observation.objects.filter(capture=capture)
    rows = rows.select_related("accepted__by", "refused__by", "item")
    every = Observation.objects.filter(capture__file=capture.file_id)
    said: dict[tuple[str, str], set[int]] = {}
    for field, value, item in every.values_list("field", "value", "item"):
        said.setdefault((field, value.casefold()), set()).add(sources[item])
    return Offers(tuple(_offered(one, said, judges=judges) for one in rows))


def _offered(
    one: Observation, said: Mapping[tuple[str, str], set[int]], *, judges: bool
) -> Offered:
    count = len(said[one.field, one.value.casefold()])
    facts = ntr("{n} source says so", "{n} sources say so", count).format(n=count)
    verdict = judged(one)
    open_ = judges and not verdict
    return Offered(
        one.pk.hex,
        fields.label(one.field),
        one.value,
        one.around,
        f"{words.pattern_name(one.pattern)} · {facts}",
        verdict,
        reverse("captures:accept", args=[one.pk]) if open_ else "",
        reverse("captures:refuse", args=[one.pk]) if open_ else "",
    )


def judged(one: Observation) -> str:
    """Say what was made of an observation; empty while nobody judged it."""
    for name in ("accepted", "refused"):
        row = getattr(one, name, None)
        if row is not None:
            who = {"who": row.by.name, "when": when(row.made_at)}
            if name == "accepted":
                return tr("accepted by {who}, {when}").format(**who)
            return tr("refused by {who}, {when}").format(**who)
    return ""
