"""The pages of an examination. What is not due yet is in no answer: the server decides."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.examine.actions.examining import Conclude, Describe, Revise, stage
from nomina.desk.examine.actions.queue import HandOver, Know, Skip, able, claim_of
from nomina.desk.examine.forms import (
    ConcludeForm,
    DescribeForm,
    HandForm,
    ReviseForm,
    outcome_name,
)
from nomina.desk.examine.models import Claim, Examination, Planted
from nomina.desk.examine.pictures import (
    BODY,
    CROP,
    REFERENCE,
    WHOLE,
    Picture,
    drawn,
    file_of,
    opened,
    pictures_of,
    read_pictures,
    sign,
)
from nomina.desk.examine.screen import NOTHING, Opened, sides_of, steps_of
from nomina.desk.examine.sheet import parts_of
from nomina.desk.files.actions.photos import OpenPhoto
from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
from nomina.desk.people.models import Operation, User
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    PAGE,
    actor_of,
    form_page,
    moment,
    page,
    perform,
    said_and_back,
    sent,
    take,
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import SEES_LEADS
from nomina.errors import InputError, Refused
from nomina.words import tr


@open_to(predicates.SIGNED_IN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List one's examinations: those in hand first, then the newest; none says of whom."""
    rows = Examination.objects.visible_to(request.user).filter(examiner=request.user.pk)
    held = Claim.objects.current().filter(by=request.user.pk).values("pair")
    every = rows.select_related("concluded", "described")
    open_ = list(every.filter(pair__in=held, concluded=None).order_by("made_at")[:PAGE])
    past = list(every.filter(concluded__isnull=False).order_by("-made_at")[:PAGE])
    table = Table(
        tr("My examinations"),
        (Column(tr("Examination")), Column(tr("State")), Column(tr("Since"))),
        tuple(_line(one) for one in [*open_, *past]),
        empty=Empty(
            tr("No examination yet"), tr("Take a body from the queue of an operation you work in.")
        ),
    )
    return page(request, Head(tr("Examinations"), acts=_queues(request)), table)


def _queues(request: HttpRequest) -> tuple[Act, ...]:
    ids = [one.operation for one in standing_for(request).held if one.role in SEES_LEADS]
    there = Operation.objects.filter(pk__in=[one for one in ids if one is not None])
    return tuple(
        Act(
            tr("Queue of {operation}").format(operation=isolated(one.name)),
            reverse("examine:queue", args=[one.pk]),
        )
        for one in there.order_by("name")
    )


def _line(one: Examination) -> Row:
    said = {
        1: tr("to be described"),
        2: tr("described; to be concluded"),
    }.get(stage(one), "")
    state = said or outcome_name(one.concluded.outcome)
    href = reverse("examine:examination", args=[one.pk])
    return Row(
        one.pk.hex, (Cell(one.pk.hex[:8], Kind.CODE), Cell(state), moment(one.made_at)), href
    )


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_safe
def examination(request: HttpRequest, one: Examination) -> HttpResponse:
    """Show an examination at its stage."""
    return _page(request, one)


def _page(
    request: HttpRequest,
    one: Examination,
    opened_: Opened = NOTHING,
    form: forms.Form | None = None,
) -> HttpResponse:
    at = stage(one)
    head = Head(
        tr("Examination"),
        number=one.pk.hex[:8],
        says=tr("A face identifies nobody. Say what you see."),
        acts=_acts(one, at),
    )
    if not _due(one):
        done = Empty(tr("This examination is not in your hands any more"))
        return private(page(request, head, done))
    parts = parts_of(request, one, opened_, form)
    context = {"head": head, "steps": steps_of(at), "parts": parts}
    status = 200 if form is None else 422
    return private(render(request, "examine/page.html", context, status=status))


def _due(one: Examination) -> bool:
    if stage(one) == 4:
        return True
    if "_held" not in vars(one):  # a page asks more than once
        vars(one)["_held"] = claim_of(one) is not None
    return bool(vars(one)["_held"])


def _acts(one: Examination, at: int) -> tuple[Act, ...]:
    if not _due(one):
        return ()

    def href(name: str) -> str:
        return reverse(f"examine:{name}", args=[one.pk])

    if at == 4:
        change = Act(tr("Change my view"), href("revise"))
        if Planted.objects.filter(examination=one).exists():
            return (change,)
        return (Act(tr("Open a comparison report"), href("report_pair"), key="q"), change)
    return (
        Act(tr("Skip"), href("skip"), post=True),
        Act(tr("I know this person"), href("known"), post=True, weight=Weight.QUIET),
        Act(tr("Hand over"), href("hand"), weight=Weight.QUIET),
    )


def private(shown: HttpResponse) -> HttpResponse:
    """Let nobody keep an answer."""
    shown["Cache-Control"] = "no-store, private"
    return shown


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_POST
def describe(request: HttpRequest, one: Examination) -> HttpResponse:
    """Lock the description; the other picture appears."""
    form = DescribeForm(request.POST)

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, Describe(examination=one, features=form.described()))
        return redirect("examine:examination", one.pk)

    return take(request, form, done) or _page(request, one, form=_still(one, form, 1))


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_POST
def conclude(request: HttpRequest, one: Examination) -> HttpResponse:
    """Lock the conclusion; the rest of the pair is shown."""
    form = ConcludeForm(request.POST)

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, Conclude(examination=one, **given))
        return redirect("examine:examination", one.pk)

    return take(request, form, done) or _page(request, one, form=_still(one, form, 2))


def _still(one: Examination, form: forms.Form, at: int) -> forms.Form | None:
    return form if stage(one) == at else None


@open_to(predicates.OWN_EXAMINATION, on=Examination)
def revise(request: HttpRequest, one: Examination) -> HttpResponse:
    """Change a view after the rest was seen; the first stays beside it."""
    form = ReviseForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, Revise(examination=one, **given))
        return said_and_back(request, tr("Your change stands beside your first view."), *_here(one))

    head = Head(
        tr("Change my view"), says=tr("It is marked as made after the rest was seen, and counted.")
    )
    back = reverse("examine:examination", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


def _here(one: Examination) -> tuple[str, Any]:
    return "examine:examination", one.pk


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_POST
def skip(request: HttpRequest, one: Examination) -> HttpResponse:
    """Leave it without a reason."""
    return _ended(request, Skip(examination=one))


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_POST
def known(request: HttpRequest, one: Examination) -> HttpResponse:
    """Say that one knows the person; the answer is that of a skip."""
    return _ended(request, Know(examination=one))


def _ended(request: HttpRequest, action: Any) -> HttpResponse:
    try:
        perform(request, action)
    except Refused as error:
        messages.error(request, told(error))
    return redirect("examine:mine")


@open_to(predicates.OWN_EXAMINATION, on=Examination)
def hand(request: HttpRequest, one: Examination) -> HttpResponse:
    """Give it to a colleague."""
    among = able(one, actor_of(request)) if one.turn == 1 else []
    form = HandForm(sent(request), among=among)

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, HandOver(examination=one, to=given["to"]))
        return redirect("examine:mine")

    head = Head(tr("Hand over"), says=tr("Your colleague begins anew and reads nothing of yours."))
    back = reverse("examine:examination", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Hand over"), back)


def due_picture(one: Examination, side: str, place: int) -> Picture:
    """Give a picture that is due.

    Raises:
        Http404: it is none of this side, or not due yet.
    """
    if not _due(one) or (side == REFERENCE and stage(one) == 1):
        raise Http404
    found = pictures_of(file_of(one, side))
    if place >= len(found):
        raise Http404
    return found[place]


def _place(request: HttpRequest) -> int:
    return place_in(request.GET.get("n", "0"))


def place_in(n: str) -> int:
    """Give a place among pictures that somebody wrote; the first where it is none."""
    return int(n) if n.isascii() and n.isdigit() and len(n) < 5 else 0


def _show(request: HttpRequest, one: Examination, side: str) -> HttpResponse:
    """Open a picture: the face first, the whole where that is asked for."""
    place, part = _place(request), WHOLE if request.GET.get("part") == WHOLE else CROP
    if stage(one) > 1 and not request.headers.get("HX-Request"):
        read_pictures((one.pair.body, one.pair.person))  # the whole page shows both
    picture = due_picture(one, side, place)
    source = ""
    try:
        perform(request, OpenPhoto(photo=picture.content.photo))
    except InputError as error:
        messages.error(request, told(error))
    else:
        assert isinstance(request.user, User)
        signed = sign(one, side, place, part, request.user.pk)
        address = reverse(f"examine:{side}_image", args=[one.pk])
        source = f"{address}?{urlencode({'opened': signed})}"
    return _drawn(request, one, Opened(side, place, part, source))


def _drawn(request: HttpRequest, one: Examination, now: Opened) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return _page(request, one, now)
    it = sides_of(request, one, now.side, now)[now.place]
    return private(render(request, it.template, {"it": it}))


def _hide(request: HttpRequest, one: Examination, side: str) -> HttpResponse:
    place = _place(request)
    due_picture(one, side, place)
    return _drawn(request, one, Opened(side, place))


def _image(request: HttpRequest, one: Examination, side: str) -> HttpResponse:
    """Give the bytes of a picture that this person opened a moment ago, and no other."""
    which = opened(request.GET.get("opened", ""), one, side, request.user)
    if which is None:
        raise PermissionDenied
    picture = due_picture(one, side, which[0])
    if not predicates.SEE_PHOTO(standing_for(request), picture.content.thing()):
        raise PermissionDenied
    made = drawn(picture, which[1])
    if made is None:
        raise Http404
    response = HttpResponse(made, content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return private(response)


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_POST
def show_body(request: HttpRequest, one: Examination) -> HttpResponse:
    """Open a picture of the body."""
    return _show(request, one, BODY)


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_POST
def show_reference(request: HttpRequest, one: Examination) -> HttpResponse:
    """Open a picture to compare with, once the first is described."""
    return _show(request, one, REFERENCE)


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_POST
def hide_body(request: HttpRequest, one: Examination) -> HttpResponse:
    """Veil a picture of the body again."""
    return _hide(request, one, BODY)


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_POST
def hide_reference(request: HttpRequest, one: Examination) -> HttpResponse:
    """Veil a picture to compare with again."""
    return _hide(request, one, REFERENCE)


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_safe
def body_image(request: HttpRequest, one: Examination) -> HttpResponse:
    """Give a picture of the body that was opened."""
    return _image(request, one, BODY)


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_safe
def reference_image(request: HttpRequest, one: Examination) -> HttpResponse:
    """Give a picture to compare with that was opened."""
    return _image(request, one, REFERENCE)
