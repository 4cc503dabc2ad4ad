"""A picture for a relative who asked: asking, preparing, and showing it in the room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.books import vault
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.examine import resting
from nomina.desk.families import telling_images
from nomina.desk.families.actions.telling_images import (
    PREPARED_FOR,
    AskForImage,
    DeclineImage,
    PrepareImage,
    ShowImage,
    demand_asked,
    rendition_of,
)
from nomina.desk.families.forms_telling import ImageForm, PrepareForm
from nomina.desk.families.models import ImagePrepared, ImageRequest, ImageShown, Recipient
from nomina.desk.families.telling_shapes import Picture
from nomina.desk.families.views.telling_parts import STYLES
from nomina.desk.files.models import Photo
from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Way, Weight
from nomina.desk.look.shapes import Notice as Says
from nomina.desk.people.forms import ReasonForm
from nomina.desk.people.models import User
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    form_page,
    moment,
    perform,
    said_and_back,
    sent,
    take,
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError, Refused
from nomina.words import tr


@open_to(predicates.SHOW_TO_RELATIVE, on=Recipient)
def ask_image(request: HttpRequest, one: Recipient) -> HttpResponse:
    """Write down that a relative asks to see a picture."""
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    form = ImageForm(sent(request), initial={"at": now})

    def done(given: dict[str, Any]) -> HttpResponse:
        act = AskForImage(recipient=one, words=given["words_"], at=given["at"])
        made = perform(request, act)
        text = tr("It was written down. Prepare them before anything is shown.")
        return said_and_back(request, text, "families:image", made.pk)

    says = tr("It opens nothing for another relative. Each asks for themselves.")
    head = Head(tr("They ask to see a picture"), number=one.family.number, says=says)
    back = reverse("families:recipient", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


@open_to(predicates.SEE_NOTICES, on=ImageRequest)
@require_safe
def image(request: HttpRequest, one: ImageRequest) -> HttpResponse:
    """Show a request, and, after a preparation, the pictures, each hidden until it is opened."""
    return _page(request, one)


def _page(
    request: HttpRequest,
    one: ImageRequest,
    shown: ImageShown | None = None,
    *,
    blurred: bool = True,
) -> HttpResponse:
    over = getattr(one, "declined", None)
    now = _prepared(one, request.user)
    stands = resting.stands(one.recipient.notice.identification)
    may = predicates.SHOW_TO_RELATIVE(standing_for(request), one.thing())
    opens = may and over is None and stands
    acts = []
    if opens:
        first = Weight.PLAIN if now is not None else Weight.PRIMARY
        href = reverse("families:prepare_image", args=[one.pk])
        acts.append(Act(tr("Prepare them"), href, key="p", weight=first))
        href = reverse("families:decline_image", args=[one.pk])
        acts.append(Act(tr("They wish it no more"), href))
    href = reverse("families:recipient", args=[one.recipient_id])
    acts.append(Act(tr("The relative"), href))
    head = Head(
        tr("A picture they asked to see"),
        number=one.recipient.family.number,
        says=tr("In the room, with somebody beside them. Nothing is carried away."),
        acts=tuple(acts),
    )
    parts: list[object] = []
    if over is not None:
        parts.append(
            Says(tr("It is not shown any more: {why}").format(why=isolated(over.why)), Way.STOP)
        )
    if not stands:
        text = tr("The board recalled the identification. Nobody is told anything of it.")
        parts.append(Says(text, Way.STOP))
    parts.append(_facts(one))
    if opens:
        if now is None:
            parts.append(
                Empty(
                    tr("They were not prepared"),
                    tr("Say what they will see, that they can stop, and write that down first."),
                )
            )
        else:
            parts += _pictures(one, now, request.user, shown, blurred=blurred)
    parts.append(_openings(one))
    answer = page(request, head, *parts, styles=STYLES)
    answer["Cache-Control"] = "no-store, private"
    return answer


def _prepared(one: ImageRequest, user: object) -> ImagePrepared | None:
    """Give the last preparation by who asks, while a picture opens after it."""
    since = timezone.now() - PREPARED_FOR
    mine = one.prepared.filter(at__gt=since, by=getattr(user, "pk", None))
    return mine.order_by("made_at", "pk").last()


def _photos(one: ImageRequest) -> list[Photo]:
    """Give the photos of the body that can be shown."""
    body = one.recipient.notice.body
    found = []
    for photo in Photo.objects.filter(file=body).standing():
        try:
            rendition_of(photo)
        except Refused:
            continue
        found.append(photo)
    return found


def _pictures(
    one: ImageRequest,
    now: ImagePrepared,
    user: object,
    shown: ImageShown | None,
    *,
    blurred: bool,
) -> Iterator[object]:
    photos = _photos(one)
    if not photos:
        yield Empty(tr("There is no picture to show"), "")
    for number, photo in enumerate(photos, 1):
        source = ""
        if shown is not None and shown.photo_id == photo.pk:
            assert isinstance(user, User)
            sign = telling_images.sign(shown, user)
            address = reverse("families:picture", args=[one.pk])
            source = f"{address}?{urlencode({'opened': sign})}"
        show = reverse("families:show_image", args=[one.pk])
        where = f"{show}?{urlencode({'photo': photo.pk.hex})}"
        yield Picture(
            photo.pk.hex,
            tr("Picture {n}").format(n=number),
            where,
            f"{where}&clear=1",
            reverse("families:image", args=[one.pk]),
            source,
            blurred,
        )


def _facts(one: ImageRequest) -> Facts:
    return Facts(
        tr("What they asked"),
        (
            Fact(tr("In which words"), one.words),
            Fact(tr("When they asked"), written(one.at)),
            Fact(tr("Heard by"), one.by.name),
        ),
    )


def _openings(one: ImageRequest) -> Table | None:
    rows = [
        (
            row.made_at,
            tr("prepared"),
            f"{isolated(row.present)} · {isolated(row.words)}",
            row.by.name,
            row.pk.hex,
        )
        for row in one.prepared.select_related("by")
    ]
    rows += [
        (row.made_at, tr("shown"), "", row.by.name, row.pk.hex)
        for row in ImageShown.objects.filter(prepared__request=one).select_related("by")
    ]
    if not rows:
        return None
    return Table(
        tr("What was done"),
        (Column(tr("When")), Column(tr("What")), Column(tr("In words")), Column(tr("By"))),
        tuple(
            Row(
                f"d{pk}",
                (
                    moment(at),
                    Cell(what),
                    Cell(words) if words else Cell("–"),
                    Cell(name, Kind.NAME),
                ),
            )
            for at, what, words, name, pk in sorted(rows)
        ),
        titled=True,
    )


@open_to(predicates.SHOW_TO_RELATIVE, on=ImageRequest)
def decline_image(request: HttpRequest, one: ImageRequest) -> HttpResponse:
    """Write down that they wish it no more."""
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, DeclineImage(request=one, why=given["why"]))
        return said_and_back(request, tr("Nothing is shown any more."), "families:image", one.pk)

    says = tr("Nothing opens from now on. They can ask again.")
    head = Head(tr("They wish it no more"), number=one.recipient.family.number, says=says)
    back = reverse("families:image", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


@open_to(predicates.SHOW_TO_RELATIVE, on=ImageRequest)
def prepare_image(request: HttpRequest, one: ImageRequest) -> HttpResponse:
    """Write down that they were told what they will see."""
    form = PrepareForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        given["words"] = given.pop("words_")
        perform(request, PrepareImage(request=one, **given))
        text = tr("For half an hour, pictures can be opened here.")
        return said_and_back(request, text, "families:image", one.pk)

    says = tr("Sit with them first. What is to be seen is said before it is seen.")
    head = Head(tr("Prepare them"), number=one.recipient.family.number, says=says)
    back = reverse("families:image", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


@open_to(predicates.SHOW_TO_RELATIVE, on=ImageRequest)
@require_POST
def show_image(request: HttpRequest, one: ImageRequest) -> HttpResponse:
    """Open one picture: once the ledger has it, give its address for a few minutes."""
    asked = request.GET.get("photo", "")
    photo = next((row for row in _photos(one) if row.pk.hex == asked), None)
    now = _prepared(one, request.user)
    try:
        if photo is None or now is None:
            raise Refused(tr("there is nothing to open; prepare the relative first"))
        shown = perform(request, ShowImage(prepared=now, photo=photo))
    except InputError as error:
        messages.error(request, told(error))
        return redirect("families:image", one.pk)
    return _page(request, one, shown, blurred="clear" not in request.GET)


@open_to(predicates.SHOW_TO_RELATIVE, on=ImageRequest)
@require_safe
def picture(request: HttpRequest, one: ImageRequest) -> HttpResponse:
    """Give the picture that this person opened for this relative a moment ago, and no other."""
    opened = telling_images.opened(request.GET.get("opened", ""), request.user)
    if opened is None:
        raise PermissionDenied
    rows = ImageShown.objects.filter(pk=opened, prepared__request=one)
    shown = rows.select_related("photo").first()
    if shown is None:
        raise PermissionDenied
    try:
        demand_asked(one)
        if not resting.stands(one.recipient.notice.identification):
            raise Http404
        made = rendition_of(shown.photo)
    except Refused:
        raise Http404 from None
    answer = HttpResponse(vault().read(made.digest), content_type=made.media)
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer
