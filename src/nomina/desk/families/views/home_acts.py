"""What is done to bring somebody home."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from nomina.desk.families.actions.home import AgreeStep, AskHome, EndCollection, EndStep
from nomina.desk.families.actions.home_returned import JoinRelease, PutAway, SayReturned
from nomina.desk.families.forms_home import (
    CollectForm,
    HomeEndForm,
    JoinForm,
    ReturnedForm,
    StepEndForm,
    StepForm,
)
from nomina.desk.families.hearing_state import about
from nomina.desk.families.home_words import step_name
from nomina.desk.families.models import Collection, CollectionStep, Reply, ReturnNews
from nomina.desk.families.models.asking import OTHER
from nomina.desk.families.models.hearing import BUREAU as BY_BUREAU
from nomina.desk.families.models.home import BUREAU, COUNTER, REPLY
from nomina.desk.look.shapes import Head
from nomina.desk.people.models import Operation
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


@open_to(predicates.RUN_RETURNS, on=Operation)
def collect(request: HttpRequest, one: Operation) -> HttpResponse:
    """Write down a request that was spoken at the counter, or that a bureau carries."""
    form = CollectForm(sent(request), operation=one, user=request.user)

    def done(given: dict[str, Any]) -> HttpResponse:
        other = given["other_side"]
        act = AskHome(
            operation=one,
            file=given["number"],
            family=given["family"],
            came=BUREAU if other else COUNTER,
            other_side=other,
        )
        made = perform(request, act)
        return said_and_back(request, tr("It was written down."), "families:homecoming", made.pk)

    says = tr("One request for one person; every step of it is agreed later.")
    href = reverse("families:homecomings", args=[one.pk])
    return take(request, form, done) or form_page(
        request, Head(tr("Write down a request"), says=says), form, tr("Write it down"), href
    )


@open_to(predicates.READ_REPLY, on=Reply)
def collect_reply(request: HttpRequest, one: Reply) -> HttpResponse:
    """Make a request of what a reply asks for."""
    whose = about(one)
    there = one.way == BY_BUREAU or (whose.enquiry is not None and whose.enquiry.side == OTHER)
    initial = {
        "number": whose.file.number if whose.file else "",
        "family": whose.family.number if whose.family and not there else "",
        "other_side": there,
    }
    form = CollectForm(sent(request), operation=one.operation, user=request.user, initial=initial)

    def done(given: dict[str, Any]) -> HttpResponse:
        act = AskHome(
            operation=one.operation,
            file=given["number"],
            family=given["family"],
            enquiry=whose.enquiry,
            reply=one,
            came=REPLY,
            other_side=given["other_side"],
        )
        made = perform(request, act)
        return said_and_back(request, tr("It was written down."), "families:homecoming", made.pk)

    says = tr("What else the reply holds stays to be done.")
    href = reverse("families:reply", args=[one.pk])
    return take(request, form, done) or form_page(
        request, Head(tr("A request to come home"), says=says), form, tr("Write it down"), href
    )


@open_to(predicates.RUN_RETURNS, on=Collection)
def agree_step(request: HttpRequest, one: Collection) -> HttpResponse:
    """Write down a step that was agreed."""
    form = StepForm(sent(request), collection=one)

    def done(given: dict[str, Any]) -> HttpResponse:
        act = AgreeStep(
            collection=one,
            step=given["step"],
            at=given["day"],
            place=given["place"],
            who=given["who"],
            words=given["words_"],
        )
        perform(request, act)
        return said_and_back(request, tr("It was written down."), "families:homecoming", one.pk)

    says = tr("What was agreed, with whom, and when.")
    head = Head(tr("Agree a step"), number=one.file.number, says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), _back(one)
    )


@open_to(predicates.RUN_RETURNS, on=CollectionStep)
def end_step(request: HttpRequest, one: CollectionStep) -> HttpResponse:
    """Say how a step went."""
    form = StepEndForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        act = EndStep(
            step=one,
            happened=given["happened"] == "yes",
            at=given["day"],
            words=given["words_"],
        )
        perform(request, act)
        return said_and_back(
            request, tr("It was written down."), "families:homecoming", one.collection_id
        )

    says = " · ".join(text for text in (one.place, one.who) if text)
    head = Head(step_name(one.step), says=says)
    href = reverse("families:homecoming", args=[one.collection_id])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), href)


@open_to(predicates.RUN_RETURNS, on=Collection)
def join_release(request: HttpRequest, one: Collection) -> HttpResponse:
    """Say which release of custody serves a request."""
    form = JoinForm(sent(request), collection=one, user=request.user)

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, JoinRelease(collection=one, release=given["release"]))
        return said_and_back(request, tr("It was written down."), "families:homecoming", one.pk)

    says = tr("Custody begins a release, checks all that it needs, and gives the coffin out.")
    head = Head(tr("Name the release"), number=one.file.number, says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), _back(one)
    )


@open_to(predicates.RUN_RETURNS, on=Collection)
def end_homecoming(request: HttpRequest, one: Collection) -> HttpResponse:
    """End a request without a return."""
    form = HomeEndForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, EndCollection(collection=one, **given))
        return said_and_back(request, tr("It was ended."), "families:homecomings", one.operation_id)

    says = tr("A new request can be written down at any time.")
    head = Head(tr("End without a return"), number=one.file.number, says=says)
    return take(request, form, done) or form_page(request, head, form, tr("End it"), _back(one))


@open_to(predicates.RUN_RETURNS, on=Collection)
def say_returned(request: HttpRequest, one: Collection) -> HttpResponse:
    """Say that a person was returned."""
    ask_first(request, SayReturned)
    form = ReturnedForm(sent(request), collection=one, user=request.user)

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SayReturned(collection=one, **given))
        text = tr("A person was returned. Everybody who worked on it is told.")
        return said_and_back(request, text, "families:homecoming", one.pk)

    says = tr("Everybody who worked on the case is told once, without a name.")
    head = Head(tr("They are home"), number=one.file.number, says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("They are home"), _back(one)
    )


@open_to(predicates.SEE_RETURN_NEWS, on=ReturnNews)
@require_POST
def put_away(request: HttpRequest, one: ReturnNews) -> HttpResponse:
    """Put the news of a return away."""
    perform(request, PutAway(news=one))
    return redirect("home")


def _back(one: Collection) -> str:
    return reverse("families:homecoming", args=[one.pk])
