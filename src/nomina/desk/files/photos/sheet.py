"""The page of one photo: what it is, what its file says of itself, whose faces are in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from nomina.desk.files.living import DEAD, NOT_KNOWN, alive_name, lives, may_open
from nomina.desk.files.models import Content, Hold, Occurrence, Photo
from nomina.desk.files.photos import words
from nomina.desk.files.photos.background import given_up
from nomina.desk.files.photos.page import content_of, end_of, faces_of, notices, number_of, veiled
from nomina.desk.files.spare import spared
from nomina.desk.look import shapes
from nomina.desk.look.shapes import Cell, Column, Kind, Row, Table
from nomina.desk.people.standing import standing_of
from nomina.desk.people.views.common import moment
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Standing
from nomina.words import tr


def part_of(request: HttpRequest, photo: Photo, source: str = "") -> HttpResponse:
    """Draw a photo alone, as scripts ask for it."""
    content = content_of(photo)
    faces = content.faces.count() if content is not None else 0
    drawn = veiled(photo, number_of(photo), faces, source)
    return render(request, drawn.template, {"it": drawn})


def photo_page(request: HttpRequest, photo: Photo, source: str = "") -> HttpResponse:
    """Draw the page of a photo; with its picture only where it was opened just now."""
    content, end = content_of(photo), end_of(photo)
    number, who = number_of(photo), standing_of(request.user)
    faces = content.faces.count() if content is not None else 0
    may_mark = predicates.MARK_FACE(who, photo.thing())
    drawable = content is not None and not content.unreadable
    parts: list[object] = []
    if content is not None:
        parts.append(_facts(photo, content))
        if content.claims:
            parts.append(_claims(content))
        parts.append(_occurrences(content))
    apart = content is not None and lives(content)
    said = [*notices(photo.file)]
    if end is not None:
        said.append(shapes.Notice(f"{words.gone(end)} — {end.why}", shapes.Way.STOP))
    for hold in Hold.objects.filter(photo=photo).current():
        text = tr("This photo is held back from comparison: {why}").format(why=hold.why)
        said.append(shapes.Notice(text, shapes.Way.STOP))
    if apart:
        text = tr("It may show someone alive: it is not compared, and its original stays.")
        said.append(shapes.Notice(text, shapes.Way.STOP))
    elif content is not None and _unsaid(content):
        text = tr("Nobody said that this photo shows someone dead. Make sure before it is used.")
        said.append(shapes.Notice(text, shapes.Way.UNSURE))
    if content is not None and given_up(content):
        text = tr(
            "It could not be looked at, though it was tried several times. It is tried again when"
            " the desk starts, and when somebody has everything computed anew."
        )
        said.append(shapes.Notice(text, shapes.Way.UNSURE))
    if content is not None:
        notes = [words.note_words(code) for code in content.notes]
        said += [shapes.Notice(note, shapes.Way.UNSURE) for note in notes]
    closed = apart and not may_open(who, photo.thing())
    spare = spared(request.user, photo.file)
    context = {
        "head": shapes.Head(
            tr("Photo {n}").format(n=number),
            number=photo.file.number,
            acts=_acts(photo, who, apart=apart),
        ),
        "it": veiled(photo, number, faces, source, closed=closed, spare=spare),
        "faces": faces_of(photo, may=may_mark) if drawable else None,
        "parts": parts,
        "says": said,
    }
    return render(request, "files/photo.html", context)


def _unsaid(content: Content) -> bool:
    """Say whether nobody who added a photo of a body said that it shows someone dead."""
    came = Occurrence.objects.filter(content=content)
    return came.filter(alive=NOT_KNOWN).exists() and not came.filter(alive=DEAD).exists()


def _acts(photo: Photo, who: Standing, *, apart: bool) -> tuple[shapes.Act, ...]:
    acts = [shapes.Act(tr("To the file"), reverse("files:file", args=[photo.file_id]), key="f")]
    thing = photo.thing()
    if content_of(photo) is None:
        return tuple(acts)
    if predicates.TAKE_ORIGINAL(who, thing) and not apart:
        href = reverse("files:photo_original", args=[photo.pk])
        acts.append(shapes.Act(tr("Download the original"), href))
    if predicates.HOLD_PHOTO(who, thing):
        href = reverse("files:hold_photo", args=[photo.pk])
        acts.append(shapes.Act(tr("Keep out of comparisons"), href))
    if predicates.ADD_PHOTO(who, thing):
        href = reverse("files:remove_photo", args=[photo.pk])
        acts.append(shapes.Act(tr("Remove"), href, weight=shapes.Weight.STOP))
    return tuple(acts)


def _facts(photo: Photo, content: Content) -> Table:
    kind = content.media.removeprefix("image/").upper()
    size = f"{content.width} × {content.height}" if content.width else ""
    by = photo.made_by.name if photo.made_by is not None else ""
    # In groups, or it would be cut off where it does not fit.
    digest = " ".join(content.digest[at : at + 16] for at in range(0, 64, 16))
    facts = [
        (tr("Received"), moment(photo.made_at)),
        (tr("By"), Cell(by, Kind.NAME) if by else Cell("", Kind.UNKNOWN)),
        (tr("Kind"), Cell(kind) if kind else Cell("", Kind.UNKNOWN)),
        (tr("Pixels"), Cell(size, Kind.CODE) if size else Cell("", Kind.UNKNOWN)),
        (tr("Bytes"), Cell(str(content.size), Kind.CODE)),
        ("SHA-256", Cell(digest)),
    ]
    return _pairs(tr("What was received"), "fact", facts)


def _claims(content: Content) -> Table:
    facts = [(words.claim_name(name), Cell(str(value))) for name, value in content.claims.items()]
    title = tr("What the file says of itself; clocks are wrong and tags are edited")
    return _pairs(title, "claim", facts)


def _pairs(title: str, name: str, facts: list[tuple[str, Cell]]) -> Table:
    rows = tuple(Row(f"{name}-{n}", (Cell(what), how)) for n, (what, how) in enumerate(facts))
    return Table(title, (Column(tr("What")), Column(tr("How"))), rows, titled=True)


def _occurrences(content: Content) -> Table:
    found = Occurrence.objects.filter(content=content).select_related("by")
    return Table(
        tr("When it came"),
        (
            Column(tr("When")),
            Column(tr("Name")),
            Column(tr("Way")),
            Column(tr("Said of it")),
            Column(tr("By")),
        ),
        tuple(
            Row(
                f"came-{one.pk}",
                (
                    moment(timezone.localtime(one.at)),
                    Cell(one.name) if one.name else Cell("", Kind.UNKNOWN),
                    Cell(words.source_name(one.source)),
                    Cell(alive_name(one.alive)) if one.alive else Cell("", Kind.UNKNOWN),
                    Cell(one.by.name, Kind.NAME) if one.by else Cell("", Kind.UNKNOWN),
                ),
            )
            for one in found
        ),
        titled=True,
    )
