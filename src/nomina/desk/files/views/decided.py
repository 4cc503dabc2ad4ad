"""What is decided about a file, as its page lists it: consents, holds, links, relatives."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from nomina.desk.files import fields
from nomina.desk.files.actions.consents import purpose_name
from nomina.desk.files.fields import AM, FAMILY, PUI
from nomina.desk.files.models import Card, Consent, Entry, File, Hold, Link, Relation
from nomina.desk.files.models.links import FRAGMENT, IDENTICAL, IDENTIFIED
from nomina.desk.files.shapes import Line, Lines
from nomina.desk.files.views.common import address, may, when
from nomina.desk.look.shapes import Act, Said, Weight
from nomina.desk.people.models import User
from nomina.desk.policy import predicates
from nomina.desk.policy.finding import Seen
from nomina.desk.policy.standing import Thing
from nomina.words import tr

MOST = 50
"""Lines of one list on the page of a file."""


def _over(by: User | None, why: str, said: str) -> str:
    return f"{said} · {by.name if by is not None else tr('the family itself')} · {why}"


def consents(request: HttpRequest, one: File) -> Lines | None:
    """List what families allowed; None for bodies, for whom no consent is asked."""
    if one.kind not in (AM, FAMILY):
        return None
    may_end = may(request, predicates.END_CONSENT, one.thing())
    rows = (
        Consent.objects.visible_to(request.user)
        .filter(file=one)
        .select_related("made_by", "end", "end__ended_by")
        .order_by("-made_at", "pk")[:MOST]
    )
    give = Act(tr("Write down a consent"), reverse("files:give_consent", args=[one.pk]))
    return Lines(
        "consents",
        tr("Consents"),
        tuple(_consent(row, may_end=may_end) for row in rows),
        empty=tr("None was written down."),
        acts=(give,) if may_end else (),
    )


def _consent(row: Consent, *, may_end: bool) -> Line:
    over = ""
    if hasattr(row, "end"):
        said = tr("withdrawn {when}").format(when=when(row.end.made_at))
        over = _over(row.end.ended_by, row.end.why, said)
    elif row.until is not None and row.until <= timezone.now():
        over = tr("over since {when}").format(when=when(row.until))
    until = tr("until {when}").format(when=when(row.until)) if row.until and not over else ""
    to = tr("to {whom}").format(whom=row.recipient) if row.recipient else ""
    href = reverse("files:withdraw", args=[row.pk])
    open_ = may_end and not hasattr(row, "end")
    return Line(
        purpose_name(row.purpose),
        small=" · ".join(part for part in (row.given_by, to, until) if part),
        said=Said(row.how, by=row.made_by.name, at=when(row.made_at)),
        over=over,
        act=Act(tr("Withdraw"), href, weight=Weight.STOP) if open_ else None,
    )


@Seen
def _holds(user: object, *, file: UUID) -> QuerySet[Hold]:
    rows = Hold.objects.visible_to(user).filter(file=file)
    return rows.select_related("made_by", "end", "end__ended_by").order_by("-made_at", "pk")[:MOST]


@Seen
def _links(user: object, *, file: UUID) -> QuerySet[Link]:
    rows = Link.objects.visible_to(user).of(File(pk=file))
    beside = rows.select_related("one", "other", "made_by", "end", "end__ended_by")
    return beside.order_by("-made_at", "pk")[:MOST]


def holds(request: HttpRequest, one: File) -> Lines | None:
    """List what is kept out of every comparison; None for families, who have no photos."""
    if one.kind == FAMILY:
        return None
    thing = one.thing()
    rows = _holds(request.user, file=one.pk)
    release = may(request, predicates.RELEASE_PHOTO, thing)
    lines = tuple(_hold(row, release=release) for row in rows)
    hold = Act(tr("Keep it out of comparisons"), reverse("files:hold", args=[one.pk]))
    empty = (
        tr("A living person is compared with nobody until this is decided otherwise.")
        if one.kind == PUI
        else tr("Nothing of this file is kept out.")
    )
    acts = (hold,) if may(request, predicates.HOLD_PHOTO, thing) else ()
    return Lines("holds", tr("Kept out of comparisons"), lines, empty=empty, acts=acts)


def _hold(row: Hold, *, release: bool) -> Line:
    over = ""
    if hasattr(row, "end"):
        said = tr("released {when}").format(when=when(row.end.made_at))
        over = _over(row.end.ended_by, row.end.why, said)
    may_release = release and not over
    return Line(
        tr("one photo") if row.photo_id else tr("the whole file"),
        said=Said(row.why, by=row.made_by.name, at=when(row.made_at)),
        over=over,
        act=Act(tr("Release"), reverse("files:release", args=[row.pk])) if may_release else None,
    )


def links(request: HttpRequest, one: File) -> Lines:
    """List the links of a file whose other end one may see, too."""
    may_link = may(request, predicates.LINK_FILES, one.thing())
    rows = _links(request.user, file=one.pk)
    make = Act(tr("Link with another file"), reverse("files:link", args=[one.pk]), key="l")
    return Lines(
        "links",
        tr("Links"),
        tuple(_link(request, row, one) for row in rows),
        empty=tr("Linked with no file."),
        acts=(make,) if may_link else (),
    )


def _says(kind: str, *, forward: bool) -> str:
    if kind == IDENTICAL:
        return tr("of the same person or body as")
    if kind == IDENTIFIED:
        return tr("identified to") if forward else tr("to this person was identified")
    assert kind == FRAGMENT
    return tr("body part of") if forward else tr("has the body part")


def _link(request: HttpRequest, row: Link, one: File) -> Line:
    forward = row.one_id == one.pk
    far = row.other if forward else row.one
    over = ""
    if hasattr(row, "end"):
        said = tr("ended {when}").format(when=when(row.end.made_at))
        over = _over(row.end.ended_by, row.end.why, said)
    rule = predicates.LINK_IDENTIFIED if row.kind == IDENTIFIED else predicates.LINK_FILES
    may_end = not over and may(request, rule, row.thing())
    return Line(
        _says(row.kind, forward=forward),
        href=address(far),
        number=far.number,
        said=Said(row.why, by=row.made_by.name, at=when(row.made_at)),
        over=over,
        act=Act(tr("End"), reverse("files:end_link", args=[row.pk])) if may_end else None,
    )


def relatives(request: HttpRequest, one: File) -> Lines | None:
    """List the families of a missing person, or the missing person of a family."""
    if one.kind == FAMILY:
        mine = Relation.objects.visible_to(request.user).filter(file=one)
        return Lines("relatives", tr("Missing person"), _people(request, mine, "missing"))
    if one.kind != AM:
        return None
    family = Thing(operations=one.thing().operations, file=FAMILY)
    if not may(request, predicates.SEE_FILE, family):
        return None
    query = f"?kind={FAMILY}&missing={one.pk}"
    begin = Act(
        tr("Open a relative's file"), reverse("files:open", args=[one.operation_id]) + query
    )
    acts = (begin,) if may(request, predicates.OPEN_FILE, family) else ()
    rows = Relation.objects.visible_to(request.user).filter(missing=one)
    lines = _people(request, rows.order_by("made_at", "pk")[:MOST], "file")
    return Lines("relatives", tr("Family"), lines, empty=tr("No relative yet."), acts=acts)


def _people(request: HttpRequest, rows: QuerySet[Relation], end: str) -> tuple[Line, ...]:
    wanted = [getattr(row, f"{end}_id") for row in rows]
    cards = Card.objects.visible_to(request.user).filter(pk__in=wanted)
    kin = _kinships(request, wanted) if end == "file" else {}
    return tuple(
        Line(
            card.title or tr("no name yet"),
            href=reverse("files:file", args=[card.pk]),
            number=card.number,
            small=kin.get(card.pk, ""),
        )
        for card in cards
    )


def _kinships(request: HttpRequest, files: list[UUID]) -> dict[UUID, str]:
    rows = Entry.objects.visible_to(request.user).filter(file__in=files, field="kinship")
    return {row.file_id: fields.choice("kinship", row.said.get_or("")) for row in rows.standing()}
