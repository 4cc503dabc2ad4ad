"""Writing down how it was, and speaking with them again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.families.actions.telling_told import RecordTold, SpeakAgain, StrikeTold
from nomina.desk.families.forms_telling import SpokenForm, ToldForm, liaisons
from nomina.desk.families.models import Recipient, Told
from nomina.desk.families.models.telling import PERSON
from nomina.desk.families.telling_states import next_contact, went_by
from nomina.desk.families.telling_words import means_name
from nomina.desk.families.views.telling_parts import people_said
from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Act, Cell, Column, Head, Row, Table, Way, Weight
from nomina.desk.look.shapes import Notice as Says
from nomina.desk.people.forms import ReasonForm
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
from nomina.words import tr


@open_to(predicates.TELL_FAMILIES, on=Recipient)
def record_told(request: HttpRequest, one: Recipient) -> HttpResponse:
    """Write down that one relative was told."""
    last = went_by(one)
    if last is None:
        messages.error(request, tr("No plan for this relative was let go, so nobody went."))
        return redirect("families:notice", one.notice_id)
    accounts = [who["account"].replace("-", "") for who in last.people if who["account"]]
    others = [f"{who['name']}, {who['office']}" for who in last.people if not who["account"]]
    first, second = (*accounts, "", "")[:2]
    initial = {
        "first": first,
        "second": second,
        "others": "\n".join(others),
        "at": _minute(min(last.at, timezone.now())),
        "where": last.place,
        "means": last.means,
    }
    means = dict.fromkeys((last.means, PERSON))
    people = liaisons(one.notice.operation)
    form = ToldForm(sent(request), people=people, means=means, initial=initial)

    def done(given: dict[str, Any]) -> HttpResponse:
        goes = form.goes()
        for name in ("first", "second", "others"):
            del given[name]
        made = perform(request, RecordTold(recipient=one, goes=goes, **given))
        return said_and_back(request, tr("It was written down."), "families:told", made.pk)

    says = tr("Write it while you remember it, for this relative alone.")
    head = Head(tr("How it was"), number=one.family.number, says=says)
    back = reverse("families:plan", args=[last.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


def _minute(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


@open_to(predicates.SEE_NOTICES, on=Told)
@require_safe
def told(request: HttpRequest, one: Told) -> HttpResponse:
    """Show who told whom, how it went, and what comes next."""
    who, acts = standing_for(request), []
    struck = getattr(one, "struck", None)
    if struck is None and predicates.TELL_FAMILIES(who, one.thing()):
        href = reverse("families:speak_again", args=[one.pk])
        acts.append(Act(tr("Speak with them again"), href, key="s", weight=Weight.PRIMARY))
    relative = reverse("families:recipient", args=[one.recipient_id])
    acts.append(Act(tr("The relative"), relative))
    acts.append(Act(tr("The notice"), reverse("families:notice", args=[one.notice_id])))
    if struck is None and predicates.CLOSE_NOTICE(who, one.thing()):
        href = reverse("families:strike_told", args=[one.pk])
        acts.append(Act(tr("Strike this record"), href, weight=Weight.STOP))
    words = next_contact(one)[1]
    head = Head(
        tr("How it was"),
        number=one.recipient.family.number,
        says=tr("Next: {words}").format(words=isolated(words)) if struck is None else "",
        acts=tuple(acts),
    )
    off = None
    if struck is not None:
        off = Says(tr("This record was struck: {why}").format(why=isolated(struck.why)), Way.STOP)
    return page(request, head, off, _facts(one), _spoken(one))


def _facts(one: Told) -> Facts:
    day, words = one.next_contact, one.next_words
    comes = words if day is None else f"{day.isoformat()} · {isolated(words)}"
    return Facts(
        tr("Who told them, and how it went"),
        (
            Fact(tr("Who went"), people_said(one.people)),
            *([Fact(tr("Why only one person went"), one.alone)] if one.alone else ()),
            Fact(tr("When"), written(one.at)),
            Fact(tr("Where"), one.where),
            Fact(tr("How"), means_name(one.means)),
            Fact(tr("What was said to them"), one.said),
            Fact(tr("What they asked"), one.asked or tr("nothing")),
            Fact(tr("What matters for their care"), one.care or tr("nothing was written down")),
            Fact(tr("Next contact"), comes),
            Fact(
                tr("Plan"),
                str(one.plan.turn),
                reverse("families:plan", args=[one.plan_id]),
            ),
            Fact(tr("Written down"), f"{isolated(one.by.name)} · {written(one.made_at)}"),
        ),
    )


def _spoken(one: Told) -> Table | None:
    rows = list(one.spoken.select_related("by"))
    if not rows:
        return None
    return Table(
        tr("Spoken with again"),
        (Column(tr("When")), Column(tr("What was said and asked")), Column(tr("Next"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    moment(row.at),
                    Cell(row.words, small=row.by.name),
                    Cell(
                        row.next_words,
                        small="" if row.next_contact is None else row.next_contact.isoformat(),
                    ),
                ),
            )
            for row in rows
        ),
        titled=True,
    )


@open_to(predicates.TELL_FAMILIES, on=Told)
def speak_again(request: HttpRequest, one: Told) -> HttpResponse:
    """Write down that somebody spoke with them again."""
    form = SpokenForm(sent(request), initial={"at": _minute(timezone.now())})

    def done(given: dict[str, Any]) -> HttpResponse:
        given["words"] = given.pop("words_")
        perform(request, SpeakAgain(told=one, **given))
        return said_and_back(request, tr("It was written down."), "families:told", one.pk)

    says = tr("What was agreed before: {words}").format(words=isolated(next_contact(one)[1]))
    head = Head(tr("Spoken with again"), number=one.recipient.family.number, says=says)
    back = reverse("families:told", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


@open_to(predicates.CLOSE_NOTICE, on=Told)
def strike_told(request: HttpRequest, one: Told) -> HttpResponse:
    """Strike a record that was written by mistake."""
    ask_first(request, StrikeTold)
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, StrikeTold(told=one, why=given["why"]))
        return said_and_back(request, tr("It was struck."), "families:told", one.pk)

    says = tr("Only where this relative was not told. It stays, and counts no more.")
    head = Head(tr("Strike this record"), number=one.recipient.family.number, says=says)
    back = reverse("families:told", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Strike it"), back)
