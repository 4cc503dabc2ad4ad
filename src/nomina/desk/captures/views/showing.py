"""Pages of captures: texts and remade pictures are shown; what was received is only taken away."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.acts import Refused
from nomina.desk.captures import bundle as bundles
from nomina.desk.captures import opened, words
from nomina.desk.captures.actions import OpenPicture, TakeBundle, TakeItem
from nomina.desk.captures.actions.bringing import document_of
from nomina.desk.captures.actions.taking import lives
from nomina.desk.captures.grouped import sources_of
from nomina.desk.captures.keeping import everything, read
from nomina.desk.captures.models import Capture, Item, Stamp
from nomina.desk.captures.opening.pages import decoded
from nomina.desk.captures.opening.pieces import HEADERS, TEXT, VIEW, readable
from nomina.desk.captures.views import comparing, parts
from nomina.desk.files.frame import here
from nomina.desk.files.living import may_open
from nomina.desk.files.models import File
from nomina.desk.files.views.common import address, may
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Notice, Row, Table, Way
from nomina.desk.people.models import User
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    moment,
    page,
    paged,
    perform,
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr

SHOWN = 200_000
"""Characters of a text on its page; the rest is in the item."""
_OPEN = Q(observations__accepted=None, observations__refused=None)


@open_to(predicates.SEE_CAPTURES, on=File)
@require_safe
def captures(request: HttpRequest, file: File) -> HttpResponse:
    """List what was captured for a file, newest first."""
    here(request, file.kind)
    if (shut := parts.shut(request, file)) is not None:
        return shut
    rows, pager = paged(
        request,
        Capture.objects.filter(file=file)
        .select_related("by")
        .annotate(left=Count("observations", filter=_OPEN))
        .order_by("-made_at", "pk"),
    )
    lines = tuple(
        Row(
            f"capture-{one.pk.hex}",
            (
                moment(one.at),
                Cell(one.address or one.name) if one.address or one.name else _unknown(),
                Cell(one.purpose),
                Cell(str(one.left), Kind.NUMBER),
                Cell(one.by.name, Kind.NAME),
            ),
            reverse("captures:capture", args=[one.pk]),
        )
        for one in rows
    )
    acts = [Act(tr("To the file"), address(file), key="f")]
    if may(request, predicates.BRING_CAPTURE, file.thing()):
        href = reverse("captures:add", args=[file.pk])
        acts.append(Act(tr("Bring in a capture"), href, key="a"))
        href = reverse("captures:ask", args=[file.pk])
        acts.append(Act(tr("Capture an address"), href, key="u"))
    columns = (
        Column(tr("Kept")),
        Column(tr("Where it was published")),
        Column(tr("Purpose")),
        Column(tr("Observations to judge"), number=True),
        Column(tr("By")),
    )
    nothing = Empty(
        tr("Nothing was captured for this file"),
        tr("What is openly published about this person can be kept here, one item at a time."),
    )
    head = Head(tr("Captures"), number=file.number, acts=tuple(acts))
    table = Table(tr("Captures"), columns, lines, nothing, pager)
    asked = parts.askings(file)
    return page(request, head, table, *([asked] if asked.rows else []))


def _unknown() -> Cell:
    return Cell("", Kind.UNKNOWN)


@open_to(predicates.SEE_CAPTURES, on=Capture)
@require_safe
def capture(request: HttpRequest, one: Capture) -> HttpResponse:
    """Show one capture; no picture until it is asked for."""
    return _drawn(request, one)


def _drawn(
    request: HttpRequest, one: Capture, shown: Item | None = None, source: str = ""
) -> HttpResponse:
    here(request, one.file.kind)
    items = list(one.items.all())
    sources = sources_of(one.file)
    acts = (
        Act(tr("To the captures"), reverse("captures:list", args=[one.file_id]), key="f"),
        Act(tr("Carry the bundle away"), reverse("captures:bundle", args=[one.pk])),
    )
    said: list[object] = []
    original = items[0]
    if original.facts.get("unreadable"):
        why = words.unopened(original.facts["unreadable"])
        text = tr("It was kept as it came and not opened: {why}.").format(why=why)
        said.append(Notice(text, Way.UNSURE))
    said += [*parts.stamp(one), parts.frame(one), parts.assessment(one)]
    context = {
        "head": Head(tr("Capture"), number=one.file.number, acts=acts),
        "says": said,
        "faces": comparing.faces_of(request, one),
        "offers": parts.offered(request, one, sources),
        "pictures": parts.pictures(request, items, shown, source),
        "items": parts.items_of(one, items, sources),
    }
    return render(request, "captures/capture.html", context)


@open_to(predicates.SEE_CAPTURES, on=Item)
@require_safe
def text(request: HttpRequest, item: Item) -> HttpResponse:
    """Show a text, or headers, as plain text; addresses in it are no links."""
    if item.role not in (TEXT, HEADERS):
        raise Http404
    here(request, item.capture.file.kind)
    whole = readable(decoded(read(item)), SHOWN)
    acts = (
        Act(tr("To the capture"), reverse("captures:capture", args=[item.capture_id]), key="f"),
    )
    says = ""
    if len(whole) == SHOWN:
        says = tr("Only its beginning is shown. All of it is in the bundle.")
    context = {
        "head": Head(tr("Text {n}").format(n=item.number), says=says, acts=acts),
        "lines": whole.split("\n"),
    }
    return render(request, "captures/text.html", context)


@open_to(predicates.SEE_CAPTURES, on=Item)
@require_POST
def show(request: HttpRequest, item: Item) -> HttpResponse:
    """Open a picture: once the ledger has it, give its address for a moment."""
    source = ""
    try:
        perform(request, OpenPicture(item=item))
    except Refused as error:
        messages.error(request, told(error))
    else:
        assert isinstance(request.user, User)
        sign = opened.sign(item, request.user)
        source = f"{reverse('captures:image', args=[item.pk])}?{urlencode({'opened': sign})}"
    if request.headers.get("HX-Request") and source:
        return _alone(request, item, source)
    return _drawn(request, item.capture, item, source)


def _alone(request: HttpRequest, item: Item, source: str = "") -> HttpResponse:
    drawn = parts.picture(request, item, source)
    return render(request, drawn.template, {"it": drawn})


@open_to(predicates.SEE_CAPTURES, on=Item)
@require_POST
def hide(request: HttpRequest, item: Item) -> HttpResponse:
    """Veil a picture again."""
    if request.headers.get("HX-Request") and item.role == VIEW:
        return _alone(request, item)
    return redirect("captures:capture", item.capture_id)


@open_to(predicates.SEE_CAPTURES, on=Item)
@require_safe
def image(request: HttpRequest, item: Item) -> HttpResponse:
    """Give a remade picture that this person opened a moment ago, and nothing else."""
    if item.role != VIEW or not opened.holds(request.GET.get("opened", ""), item, request.user):
        raise PermissionDenied
    if lives(item) and not may_open(standing_for(request), item.thing()):
        raise PermissionDenied  # it was held since it was opened
    return _bytes(read(item), "image/jpeg", "inline")


@open_to(predicates.TAKE_CAPTURE, on=Item)
def original(request: HttpRequest, item: Item) -> HttpResponse:
    """Give the bytes of an item as they are kept, as a download and never to be shown."""
    ask_first(request, TakeItem)
    back = reverse("captures:capture", args=[item.capture_id])
    if request.method != "POST":
        says = tr("The file leaves this desk as it came. That it was done is written down.")
        head = Head(tr("Carry the original away"), number=item.capture.file.number, says=says)
        return form_page(request, head, forms.Form(), tr("Download the original"), back)
    try:
        perform(request, TakeItem(item=item))
    except Refused as error:
        messages.error(request, told(error))
        return redirect(back)
    return _download(read(item), f"{item.digest}.bin")


@open_to(predicates.TAKE_CAPTURE, on=Capture)
def bundle(request: HttpRequest, one: Capture) -> HttpResponse:
    """Give a whole capture, with which anybody can check it without this desk."""
    ask_first(request, TakeBundle)
    back = reverse("captures:capture", args=[one.pk])
    if request.method != "POST":
        says = tr("Everything in it leaves this desk. That it was done is written down.")
        head = Head(tr("Carry the bundle away"), number=one.file.number, says=says)
        return form_page(request, head, forms.Form(), tr("Download the bundle"), back)
    try:
        perform(request, TakeBundle(capture=one))
    except Refused as error:
        messages.error(request, told(error))
        return redirect(back)
    stamp = Stamp.objects.filter(capture=one).first()
    beside = (bytes(stamp.answer), bytes(stamp.roots)) if stamp is not None else ()
    made = bundles.archive(document_of(one), everything(one), *beside)
    return _download(made, f"{one.pk.hex}.zip")


def _download(data: bytes, name: str) -> HttpResponse:
    return _bytes(data, "application/octet-stream", f'attachment; filename="{name}"')


def _bytes(data: bytes, media: str, disposition: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media)
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    response["Cache-Control"] = "no-store, private"
    return response
