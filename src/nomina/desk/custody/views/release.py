"""Releases: the list, beginning one, the check with all that is missing, signatures, giving out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.actions.common import found, item_of
from nomina.desk.custody.actions.release import BeginRelease, ReadTags, StateFact, WithdrawRelease
from nomina.desk.custody.actions.release_out import GiveOut, SignRelease
from nomina.desk.custody.actions.release_unresolved import DeclareUnresolved, SignUnresolved
from nomina.desk.custody.forms import tags_in
from nomina.desk.custody.forms_release import (
    BeginForm,
    FactForm,
    GiveForm,
    ReadForm,
    UnresolvedForm,
    WhyForm,
)
from nomina.desk.custody.models import Item, Release, Stay, Unresolved
from nomina.desk.custody.models.items import BAG, COFFIN
from nomina.desk.custody.models.release import FACTS
from nomina.desk.custody.register import DEEPEST
from nomina.desk.custody.register import Reading as TagRead
from nomina.desk.custody.release_ground import bodies_identified, identifications_of
from nomina.desk.custody.release_state import State, stands_as
from nomina.desk.custody.views.common import (
    CAMERA_SCRIPTS,
    CAMERA_STYLES,
    number_of,
    page,
    tags_page,
    when_of,
)
from nomina.desk.custody.views.release_parts import acts_of, parts_of, seats_open
from nomina.desk.custody.words_release import fact_name, state_name, state_way
from nomina.desk.examine.models import Identification
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    moment,
    paged,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import ntr, tr

STYLES = ("custody/release.css",)


@open_to(predicates.SEE_CUSTODY, on=Operation)
@require_safe
def releases(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the releases of an operation, and the identified bodies that wait for one."""
    rows, pager = paged(
        request,
        Release.objects.visible_to(request.user)
        .filter(operation=one)
        .select_related(*Release.beside, "done", "end"),
    )
    table = Table(
        tr("Releases"),
        (Column(tr("Number")), Column(tr("Body")), Column(tr("State")), Column(tr("Begun"))),
        tuple(_line(row) for row in rows),
        empty=Empty(
            tr("No release yet"),
            tr("One is begun from a body that the board has named and that lies in a coffin."),
        ),
        pager=pager,
        titled=True,
    )
    head = Head(tr("Releases"), says=tr("Nothing goes before all that is asked is there."))
    acts = (
        Act(tr("Death certificates"), reverse("custody:deaths", args=[one.pk])),
        Act(tr("Custody"), reverse("custody:operation", args=[one.pk])),
    )
    head = Head(head.title, says=head.says, acts=acts)
    return page(request, head, _waiting(request, one), table)


def _line(row: Release) -> Row:
    state = stands_as(row)
    return Row(
        row.pk.hex,
        (
            Cell(row.number, Kind.CODE),
            Cell(row.identification.report.one.number, Kind.CODE, small=str(row.container)),
            Cell(state_name(state), Kind.CHIP, way=state_way(state)),
            moment(row.made_at),
        ),
        reverse("custody:release", args=[row.pk]),
    )


def _waiting(request: HttpRequest, one: Operation) -> Table | None:
    """List the identified bodies that no release is open for, and what they wait for first."""
    taken = set(
        Release.objects.filter(operation=one, end=None).values_list("identification", flat=True)
    )
    waits = [(file, row) for file, row in bodies_identified(one.pk) if row.pk not in taken]
    if not waits:
        return None
    may = predicates.PREPARE_RELEASE(standing_for(request), one.thing())
    return Table(
        tr("Named by the board, and not released"),
        (Column(tr("Body")), Column(tr("Lies in")), Column(tr("What comes next"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(file.number, Kind.CODE),
                    Cell("" if coffin is None else str(coffin), Kind.CODE),
                    Cell(
                        tr("Pack it into a coffin or bag in the register")
                        if coffin is None
                        else tr("Begin its release")
                    ),
                ),
                reverse("custody:begin_release" if may and coffin else "custody:item", args=[item]),
            )
            for file, row in waits
            for item in [file.item.pk]
            for coffin in [outermost(file.item)]
        ),
        titled=True,
    )


def outermost(item: Item) -> Item | None:
    """Give the coffin or bag in which something lies, the outermost; None where in none."""
    last: Item | None = item if item.kind in (COFFIN, BAG) else None
    up: Item | None = item
    for _ in range(DEEPEST):
        stay = Stay.objects.now().filter(item=up).select_related("inside__tag").first()
        up = stay.inside if stay is not None else None
        if up is None:
            break
        last = up if up.kind in (COFFIN, BAG) else last
    return last


def identification_of(item: Item) -> Identification | None:
    """Give the identification of a body or part, its own or that of what it is a piece of."""
    if item.file_id is None:
        return None
    own = identifications_of([item.file_id])
    if own:
        return own[0]
    from nomina.desk.custody.release_ground import individual

    whole = individual([item.file_id]) - {item.file_id}  # of itself nothing was found
    near = identifications_of(whole) if whole else []
    return near[0] if near else None


@open_to(predicates.PREPARE_RELEASE, on=Item)
def begin_release(request: HttpRequest, one: Item) -> HttpResponse:
    """Begin a release of a body or part that is identified."""
    decided = identification_of(one)
    if decided is None:
        messages.error(request, tr("The board has not named this body, so it cannot be released."))
        return redirect("custody:item", one.pk)
    coffin = outermost(one)
    form = BeginForm(sent(request), initial={"tag": "" if coffin is None else str(coffin)})

    def done(given: dict[str, Any]) -> HttpResponse:
        container = item_of(given.pop("tag"), one.operation, request.user)
        made = perform(request, BeginRelease(identification=decided, container=container, **given))
        text = tr("The release was begun. Its page says all that is still missing.")
        return said_and_back(request, text, "custody:release", made.pk)

    says = tr("One coffin, one person, one receiver.")
    head = Head(tr("Begin a release"), number=number_of(one), says=says)
    back = reverse("custody:item", args=[one.pk])
    return take(request, form, done) or tags_page(
        request, one.operation, head, form, button=tr("Begin"), back=back
    )


@open_to(predicates.SEE_CUSTODY, on=Release)
@require_safe
def release(request: HttpRequest, one: Release) -> HttpResponse:
    """Show a release: all that is missing at once, what lies in the coffin, and what is known."""
    state = stands_as(one)
    head = Head(
        tr("A release"),
        number=one.number,
        says=_says(one, state),
        acts=tuple(acts_of(request, one, state)),
    )
    parts, styles = parts_of(request, one, state), (*STYLES, *CAMERA_STYLES)
    return page(request, head, *parts, styles=styles, scripts=CAMERA_SCRIPTS)


def _says(one: Release, state: State) -> str:
    says = tr("Body {number}, to {name}: {state}.")
    number = one.identification.report.one.number
    return says.format(number=number, name=one.receiver, state=state_name(state))


def _open(request: HttpRequest, one: Release) -> bool:
    """Say whether something can still be done; else say that it is over."""
    if stands_as(one) in (State.OPEN, State.FROZEN):
        return True
    messages.error(request, tr("This release is over."))
    return False


def _back(one: Release) -> str:
    return reverse("custody:release", args=[one.pk])


@open_to(predicates.KEEP_ITEMS, on=Release)
def release_read(request: HttpRequest, one: Release) -> HttpResponse:
    """Write down which tags were read at the coffin; what cannot be read is said, the rest kept."""
    if not _open(request, one):
        return redirect("custody:release", one.pk)
    form = ReadForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        items, wrong = found(tags_in(given["tags"]), one.operation, request.user)
        if not items:
            raise InputError(" ".join(wrong).rstrip(".") or tr("no tag was read"))
        action = ReadTags(release=one, items=tuple(items), read=given["read"], anew=given["anew"])
        perform(request, action)
        for line in wrong:
            messages.error(request, line)
        text = ntr("{n} tag was read.", "{n} tags were read.", len(items))
        return said_and_back(request, text.format(n=len(items)), "custody:release", one.pk)

    head = Head(
        tr("Read the tags"),
        number=one.number,
        says=tr("Open the coffin. Read its own tag, and that of each thing in it."),
    )
    return take(request, form, done) or tags_page(
        request, one.operation, head, form, button=tr("Read"), back=_back(one)
    )


@open_to(predicates.PREPARE_RELEASE, on=Release)
def release_fact(request: HttpRequest, one: Release) -> HttpResponse:
    """Write down one thing that must be known; which, the address says."""
    key = request.GET.get("about", FACTS[0])
    if key not in FACTS or not _open(request, one):
        return redirect("custody:release", one.pk)
    files = request.FILES if request.method == "POST" else None
    form = FactForm(sent(request), files, key=key)

    def done(given: dict[str, Any]) -> HttpResponse:
        copy = given.get("copy")
        action = StateFact(
            release=one,
            key=key,
            words=given["words_"],
            number=given.get("number", ""),
            day=given.get("day"),
            copy=copy.read() if copy else b"",
        )
        perform(request, action)
        return said_and_back(request, tr("It was written down."), "custody:release", one.pk)

    says = tr("What was written before stays in the log, and counts no more.")
    head = Head(fact_name(key), number=one.number, says=says)
    made = take(request, form, done)
    if made is not None:
        return made
    context = {"head": head, "form": form, "button": tr("Write it down"), "back": _back(one)}
    status = 422 if form.is_bound else 200
    return render(request, "custody/release_copy.html", context, status=status)


@open_to(predicates.PREPARE_RELEASE, on=Release)
def release_unresolved(request: HttpRequest, one: Release) -> HttpResponse:
    """Declare something in the coffin unresolved."""
    if not _open(request, one):
        return redirect("custody:release", one.pk)
    form = UnresolvedForm(sent(request), initial={"tag": request.GET.get("tag", "")[:40]})

    def done(given: dict[str, Any]) -> HttpResponse:
        item = item_of(given["tag"], one.operation, request.user)
        perform(request, DeclareUnresolved(release=one, item=item, why=given["why"]))
        text = tr("It is declared unresolved. Two people sign that now.")
        return said_and_back(request, text, "custody:release", one.pk)

    says = tr("Only what nobody knows the person of. It goes once two people answer for it.")
    head = Head(tr("Declare something unresolved"), number=one.number, says=says)
    return take(request, form, done) or tags_page(
        request, one.operation, head, form, button=tr("Declare"), back=_back(one)
    )


@open_to(predicates.SIGN_RELEASE, on=Unresolved)
def sign_unresolved(request: HttpRequest, one: Unresolved) -> HttpResponse:
    """Answer for something that goes unresolved."""
    if not _open(request, one.release):
        return redirect("custody:release", one.release_id)
    ask_first(request, SignUnresolved)
    head = Head(
        tr("Sign that it goes unresolved"),
        number=str(one.item),
        says=tr("You answer with another for this: {why}").format(why=one.why),
    )
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SignUnresolved(unresolved=one))
        return said_and_back(request, tr("You signed this."), "custody:release", one.release_id)

    back = _back(one.release)
    return take(request, form, done) or form_page(request, head, form, tr("Sign"), back)


@open_to(predicates.SIGN_RELEASE, on=Release)
def sign_release(request: HttpRequest, one: Release) -> HttpResponse:
    """Sign a release as it is now."""
    seats = seats_open(request, one)
    if not _open(request, one):
        return redirect("custody:release", one.pk)
    if not seats:
        messages.error(request, tr("There is nothing here for you to sign."))
        return redirect("custody:release", one.pk)
    ask_first(request, SignRelease)
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SignRelease(release=one, seat=seats[0]))
        return said_and_back(request, tr("You signed this release."), "custody:release", one.pk)

    says = tr("You sign what the page of the release shows now. What changes after, voids it.")
    head = Head(tr("Sign the release"), number=one.number, says=says)
    return take(request, form, done) or form_page(request, head, form, tr("Sign"), _back(one))


@open_to(predicates.RUN_CUSTODY, on=Release)
def give_release(request: HttpRequest, one: Release) -> HttpResponse:
    """Give the coffin to its receiver."""
    if not _open(request, one):
        return redirect("custody:release", one.pk)
    ask_first(request, GiveOut)
    form = GiveForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        seal = " ".join((given.get("seal_number") or "").split())
        action = GiveOut(
            release=one,
            when=when_of(given),
            reading=TagRead(read=given["read"], seal="whole" if seal else "", seal_number=seal),
            witness=given["witness"],
        )
        perform(request, action)
        text = tr("Given out. Print the release form for the receiver to sign.")
        return said_and_back(request, text, "custody:release", one.pk)

    says = tr("From then on it is out of custody. This cannot be taken back.")
    head = Head(tr("Give out"), number=one.number, says=says)
    return take(request, form, done) or form_page(request, head, form, tr("Give out"), _back(one))


@open_to(predicates.PREPARE_RELEASE, on=Release)
def end_release(request: HttpRequest, one: Release) -> HttpResponse:
    """Withdraw a release."""
    if not _open(request, one):
        return redirect("custody:release", one.pk)
    form = WhyForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, WithdrawRelease(release=one, why=given["why"]))
        text = tr("The release is withdrawn. The coffin stays where it is.")
        return said_and_back(request, text, "custody:release", one.pk)

    head = Head(tr("Withdraw a release"), number=one.number)
    return take(request, form, done) or form_page(request, head, form, tr("Withdraw"), _back(one))
