"""Planning a visit, the dry run, letting it go, and one relative of a notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.families import telling_dry
from nomina.desk.families.actions.telling_plan import MakePlan, SignPlan
from nomina.desk.families.contact import contact_of
from nomina.desk.families.forms_telling import PlanForm, SignForm, liaisons
from nomina.desk.families.models import ImageRequest, Notice, Plan, Recipient
from nomina.desk.families.models.telling import PERSON, RECALL
from nomina.desk.families.telling_shapes import LeafShown
from nomina.desk.families.telling_signs import needed, released, signed_at
from nomina.desk.families.telling_states import again, plan_of, standing, told_of
from nomina.desk.families.telling_words import means_name, occasion_name, seat_name
from nomina.desk.families.views import telling_gone
from nomina.desk.families.views.telling_parts import STYLES, name_of, people_said
from nomina.desk.look.isolate import isolated
from nomina.desk.look.language import NAMES
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Way, Weight
from nomina.desk.look.shapes import Notice as Says
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    moment,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import LANGUAGES, ntr, tr


@open_to(predicates.TELL_FAMILIES, on=Notice)
def make_plan(request: HttpRequest, one: Notice) -> HttpResponse:
    """Plan how relatives are told."""
    found = again(one)
    open_ = [row for row in standing(found) if told_of(row) is None]
    if not open_:
        messages.error(request, tr("Choose who is told before you plan it."))
        return redirect("families:notice", one.pk)
    rows = [(row, f"{row.family.number} · {isolated(row.relation)}") for row in open_]
    unplanned = [row for row in open_ if plan_of(row) is None] or open_
    said = contact_of(unplanned[0].family).language
    initial = {
        "recipients": [row.pk.hex for row in unplanned],
        "means": PERSON,
        "language": said if said in LANGUAGES else one.operation.languages[0],
    }
    people = liaisons(one.operation)
    form = PlanForm(sent(request), rows=rows, people=people, occasion=one.occasion, initial=initial)

    def done(given: dict[str, Any]) -> HttpResponse:
        goes = form.goes()
        for name in ("first", "second", "others"):
            del given[name]
        covers = tuple(form.rows[pk] for pk in given.pop("recipients"))
        made = perform(request, MakePlan(notice=one, recipients=covers, goes=goes, **given))
        text = tr("The plan waits for another person, who reads it and lets it go.")
        return said_and_back(request, text, "families:plan", made.pk)

    says = tr("Nobody goes alone. Relatives who live apart have plans of their own.")
    head = Head(tr("Plan the visit"), number=one.missing.number, says=says)
    back = reverse("families:notice", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Make the plan"), back)


@open_to(predicates.SEE_NOTICES, on=Plan)
@require_safe
def plan(request: HttpRequest, one: Plan) -> HttpResponse:
    """Show the dry run: exactly what goes to whom."""
    who, acts = standing_for(request), []
    mine = request.user.pk == one.by_id
    goes = released(one)
    if predicates.RELEASE_NOTICE(who, one.thing()) and not mine and not goes and _counts(one):
        href = reverse("families:sign_plan", args=[one.pk])
        acts.append(Act(tr("Let it go"), href, key="s", weight=Weight.PRIMARY))
    acts.append(Act(tr("The notice"), reverse("families:notice", args=[one.notice_id])))
    head = Head(
        tr("Dry run of plan {n}").format(n=one.turn),
        number=one.notice.missing.number,
        says=_says(one, goes=goes, mine=mine),
        acts=tuple(acts),
    )
    parts = (*dry_parts(one), _told(request, one), _signs(one))
    return page(request, head, *parts, styles=STYLES)


def _counts(one: Plan) -> bool:
    return any((last := plan_of(row)) is not None and last.pk == one.pk for row in _open(one))


def _open(one: Plan) -> list[Recipient]:
    return [row for row in telling_dry.covered(one) if told_of(row) is None]


def _says(one: Plan, *, goes: bool, mine: bool) -> str:
    if goes:
        return tr("It was let go. Any change to what stands here stops it again.")
    if one.signs.exists():
        return tr("Something changed since it was signed. It is read and signed anew.")
    wanted = needed(one.means, one.against)
    text = ntr(
        "Nothing has gone out. {n} other person reads all of it and lets it go.",
        "Nothing has gone out. {n} other people read all of it and let it go.",
        wanted,
    ).format(n=wanted)
    return f"{text} {tr('You made it, so you are not one of them.')}" if mine else text


def dry_parts(one: Plan) -> Iterator[object]:
    """Give exactly what goes to whom."""
    covered = telling_dry.covered(one)
    if not covered:
        yield Empty(tr("This plan covers nobody any more"), "")
    yield how(one)
    for row in covered:
        yield person(row)
        for leaf in telling_dry.leaves(one, row):
            yield LeafShown(leaf.title, row.family.number, leaf.language, leaf.sections, leaf.href)


def how(one: Plan) -> Facts:
    """Give how it is told."""
    facts = [
        Fact(tr("What is told"), occasion_name(one.notice.occasion)),
        Fact(tr("How"), means_name(one.means)),
        Fact(tr("Who goes"), people_said(one.people)),
        Fact(tr("When"), written(one.at)),
        Fact(tr("Where"), one.place),
        Fact(tr("Language"), NAMES[one.language]),
        Fact(tr("Who translates"), one.interpreter or tr("nobody")),
        Fact(tr("Who is there to help"), one.support or tr("nobody")),
        Fact(tr("What they asked not to hear"), one.not_to_hear or tr("nothing")),
        Fact(tr("What those who go must know"), one.notes or tr("nothing more")),
        Fact(tr("Planned by"), f"{isolated(one.by.name)} · {written(one.made_at)}"),
    ]
    if one.necessity:
        facts.insert(2, Fact(tr("Why not in person"), one.necessity))
    if one.against:
        facts.insert(1, Fact(tr("Why they are told though they wish no contact"), one.against))
    return Facts(tr("How they are told"), tuple(facts))


def person(row: Recipient) -> Facts:
    """Give who is told, what they wish, and all of how they are reached that is signed with it."""
    known = contact_of(row.family)
    href = reverse("families:recipient", args=[row.pk])
    first, last = known.not_before, known.not_after
    more = (
        (tr("Telephone"), known.phone),
        (tr("E-mail"), known.mail),
        (tr("Not before"), "" if first is None else first.strftime("%H:%M")),
        (tr("Not after"), "" if last is None else last.strftime("%H:%M")),
    )
    facts = (
        Fact(tr("Relative"), f"{row.family.number} · {isolated(name_of(row.family))}", href),
        Fact(tr("What they are to the person"), row.relation),
        Fact(tr("Kinship"), tr("verified") if known.kinship_holds else tr("not verified")),
        Fact(tr("How they wish to be told"), row.wishes or tr("nothing was said")),
        Fact(tr("How they are reached"), known.how or tr("nothing was said")),
        Fact(tr("When"), known.when or tr("nothing was said")),
        *(Fact(name, said) for name, said in more if said),
        Fact(tr("Language"), NAMES.get(known.language, known.language) or tr("nothing was said")),
        Fact(tr("Whom not to tell"), known.not_tell or tr("nothing was said")),
        Fact(tr("Contact"), tr("they wish none") if known.no_contact else tr("they allow it")),
    )
    title = tr("To whom: {number}").format(number=row.family.number)
    return Facts(title, facts)


def _told(request: HttpRequest, one: Plan) -> Table | None:
    """Lead to writing down how it was, once the plan was let go, whatever changed since."""
    gone = signed_at(one) is not None
    if not gone or not predicates.TELL_FAMILIES(standing_for(request), one.thing()):
        return None
    return Table(
        tr("When they were there"),
        (Column(tr("Relative")), Column(tr("What comes next"))),
        tuple(
            Row(
                f"t{row.pk.hex}",
                (Cell(row.family.number, Kind.CODE), Cell(tr("Write down how it was"))),
                reverse("families:record_told", args=[row.pk]),
            )
            for row in _open(one)
        ),
        empty=Empty(tr("Everybody was told"), ""),
        titled=True,
    )


def _signs(one: Plan) -> Table:
    now = telling_dry.digest_of(one)
    return Table(
        tr("Signed"),
        (
            Column(tr("By")),
            Column(tr("As")),
            Column(tr("When")),
            Column(tr("What stands here now")),
        ),
        tuple(
            Row(
                sign.pk.hex,
                (
                    Cell(sign.by.name, Kind.NAME),
                    Cell(seat_name(sign.seat)),
                    moment(sign.made_at),
                    Cell(tr("signed"), Kind.CHIP, way=Way.FOR)
                    if sign.digest == now
                    else Cell(tr("changed since"), Kind.CHIP, way=Way.STOP),
                ),
            )
            for sign in one.signs.select_related("by")
        ),
        empty=Empty(tr("Nobody has signed it"), ""),
        titled=True,
    )


@open_to(predicates.RELEASE_NOTICE, on=Plan)
def sign_plan(request: HttpRequest, one: Plan) -> HttpResponse:
    """Let a plan go: the whole dry run stands above the button."""
    ask_first(request, SignPlan)
    form = SignForm(sent(request), initial={"digest": telling_dry.digest_of(one)})

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SignPlan(plan=one, digest=given["digest"]))
        text = tr("You let it go.") if released(one) else tr("You signed it. One more person does.")
        return said_and_back(request, text, "families:plan", one.pk)

    made = take(request, form, done)
    if made is not None:
        return made
    context = {
        "head": Head(
            tr("Let plan {n} go").format(n=one.turn),
            number=one.notice.missing.number,
            says=tr("Read all of it. Two people will say this to a family at your word."),
        ),
        "parts": list(dry_parts(one)),
        "styles": STYLES,
        "form": form,
        "button": tr("Let it go"),
        "back": reverse("families:plan", args=[one.pk]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "families/telling_sign.html", context, status=status)


@open_to(predicates.SEE_NOTICES, on=Recipient)
@require_safe
def recipient(request: HttpRequest, one: Recipient) -> HttpResponse:
    """Show one relative of a notice: what they wish, the plan, and what they asked to see."""
    told, last = told_of(one), plan_of(one)
    acts = []
    if predicates.TELL_FAMILIES(standing_for(request), one.thing()):
        if told is None and last is None and not hasattr(one, "end"):
            href = reverse("families:make_plan", args=[one.notice_id])
            acts.append(Act(tr("Plan the visit"), href, key="p", weight=Weight.PRIMARY))
        if told is None and one.notice.occasion != RECALL and not hasattr(one, "end"):
            acts.append(Act(tr("Take them off"), reverse("families:drop_recipient", args=[one.pk])))
        if told is not None and one.notice.occasion != RECALL:
            href = reverse("families:ask_image", args=[one.pk])
            acts.append(Act(tr("They ask to see a picture"), href))
    if told is None:
        acts += telling_gone.acts(request, one)
    acts.append(Act(tr("The notice"), reverse("families:notice", args=[one.notice_id])))
    head = Head(
        tr("A relative who is told"),
        number=one.family.number,
        says=tr("What they wish comes before what is easier."),
        acts=tuple(acts),
    )
    taken = getattr(one, "end", None)
    off = None
    if taken is not None:
        off = Says(tr("They were taken off: {why}").format(why=isolated(taken.why)), Way.UNSURE)
    return page(request, head, off, *telling_gone.parts(one), person(one), _images(one))


def _images(one: Recipient) -> Table | None:
    rows = ImageRequest.objects.filter(recipient=one).select_related("by", "declined")
    if not rows:
        return None
    return Table(
        tr("Pictures they asked to see"),
        (Column(tr("When they asked")), Column(tr("Heard by")), Column(tr("Now"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    moment(row.at),
                    Cell(row.by.name, Kind.NAME),
                    Cell(tr("taken back") if hasattr(row, "declined") else tr("they wish it")),
                ),
                reverse("families:image", args=[row.pk]),
            )
            for row in rows
        ),
        titled=True,
    )
