"""What is done with one enquiry: owner, kinship, contact, answer, outcome, withdrawal, opening."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.views.common import page
from nomina.desk.families import asking, contact
from nomina.desk.families.actions.asking import OpenSealed
from nomina.desk.families.actions.asking_answer import AnswerEnquiry, EndEnquiry, OwnEnquiry
from nomina.desk.families.actions.asking_contact import SayContact, SayKinship
from nomina.desk.families.actions.asking_withdraw import WithdrawForThem
from nomina.desk.families.forms_asking import (
    AnswerForm,
    ContactForm,
    EndForm,
    KinshipForm,
    OwnForm,
    contact_initial,
)
from nomina.desk.families.models import Enquiry, Submission
from nomina.desk.families.models.asking import OTHER
from nomina.desk.families.views.asking_family import said_of
from nomina.desk.families.views.asking_shapes import number_of, sent_parts
from nomina.desk.families.ways_words import each_way
from nomina.desk.look.shapes import Act, Head
from nomina.desk.people.forms import ReasonForm
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


def _back(one: Enquiry) -> str:
    return reverse("families:enquiry", args=[one.pk])


@open_to(predicates.RUN_ENQUIRIES, on=Enquiry)
def own_enquiry(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Say who answers for it, and by which day."""
    people = list(asking.owners_of({one.operation_id}).get(one.operation_id, {}).values())
    form = OwnForm(sent(request), people=people, initial={"owner": request.user.pk})

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, OwnEnquiry(enquiry=one, **given))
        return said_and_back(request, tr("It was written down."), "families:enquiry", one.pk)

    says = tr("One person answers for it. Whoever leaves, leaves it to nobody, and it shows so.")
    head = Head(tr("Who answers for it"), number=number_of(one.number), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), _back(one)
    )


@open_to(predicates.RUN_ENQUIRIES, on=Enquiry)
def enquiry_kinship(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Write down whether kinship holds."""
    form = KinshipForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        holds = given["holds"] == "yes"
        perform(
            request, SayKinship(enquiry=one, holds=holds, means=given["means"], how=given["how"])
        )
        return said_and_back(request, tr("It was written down."), "families:enquiry", one.pk)

    says = tr("Before it holds, nobody says whether anybody is on a list.")
    head = Head(tr("Kinship"), number=number_of(one.number), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), _back(one)
    )


@open_to(predicates.RUN_ENQUIRIES, on=Enquiry)
def enquiry_contact(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Write down how and when they are reached safely; of our own side alone."""
    if one.side == OTHER:
        raise Http404
    form = ContactForm(sent(request), initial=contact_initial(said_of(contact.said_in(one))))

    def done(given: dict[str, Any]) -> HttpResponse:
        del given
        perform(request, SayContact(enquiry=one, contact=form.contact()))
        return said_and_back(request, tr("It was written down."), "families:enquiry", one.pk)

    says = tr("The last word counts; what is left empty here is no longer known.")
    head = Head(tr("How to reach them safely"), number=number_of(one.number), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), _back(one)
    )


@open_to(predicates.RUN_ENQUIRIES, on=Enquiry)
def answer_enquiry(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Write an answer, which waits on their page."""
    kin = asking.kinship_of(one)
    worded = kin is not None and kin.holds
    form = AnswerForm(sent(request), language=one.language, worded=worded)

    def done(given: dict[str, Any]) -> HttpResponse:
        text = given.get("text", "")
        perform(request, AnswerEnquiry(enquiry=one, fixed=given["fixed"], text=text))
        return said_and_back(request, tr("The answer waits on their page."), *_to(one))

    says = (
        tr("It waits until they come back. Never write who was found, or that nobody was.")
        if worded
        else tr("Kinship is not verified, so only these sentences can be given.")
    )
    head = Head(tr("Answer"), number=number_of(one.number), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Let it wait there"), _back(one)
    )


def _to(one: Enquiry) -> tuple[str, Any]:
    return "families:enquiry", one.pk


@open_to(predicates.RUN_ENQUIRIES, on=Enquiry)
def end_enquiry(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Write down what came of it."""
    form = EndForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, EndEnquiry(enquiry=one, **given))
        return said_and_back(request, tr("The outcome was written down."), *_to(one))

    says = tr("No enquiry ends without an outcome. Whatever they send later opens it again.")
    head = Head(tr("Outcome"), number=number_of(one.number), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), _back(one)
    )


@open_to(predicates.RUN_ENQUIRIES, on=Enquiry)
def withdraw_enquiry(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Take everything back for whoever asked, which cannot be undone."""
    ask_first(request, WithdrawForThem)
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, WithdrawForThem(enquiry=one, why=given["why"]))
        return said_and_back(request, tr("Everything that was sent is gone."), *_to(one))

    says = tr(
        "What was sent is erased, their consents end, their photos go with all that was made of"
        " them, and nobody contacts them. It cannot be taken back."
    )
    head = Head(tr("They take everything back"), number=number_of(one.number), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Take everything away"), _back(one)
    )


@open_to(predicates.OPEN_SEALED, on=Submission)
def open_sealed(request: HttpRequest, one: Submission) -> HttpResponse:
    """Open what the other side sealed: shown on this page, this once, and kept nowhere."""
    if one.enquiry.side != OTHER:
        raise Http404
    ask_first(request, OpenSealed)
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        asked = perform(request, OpenSealed(submission=one, why=given["why"]))
        head = Head(
            tr("What was sealed"),
            number=number_of(one.enquiry.number),
            says=tr("Shown this once. Write nothing of it down here, and send nothing there."),
            acts=(Act(tr("The enquiry"), _back(one.enquiry)),),
        )
        answer = page(request, head, *sent_parts(asked), *each_way())
        answer["Cache-Control"] = "no-store"
        return answer

    says = tr("Who opens it, when and why is written down for good.")
    head = Head(tr("Open what was sealed"), number=number_of(one.enquiry.number), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Open it"), _back(one.enquiry)
    )


@open_to(predicates.SEE_ENQUIRIES, on=Enquiry)
@require_safe
def enquiry_ways(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Say what each way means for somebody on the other side, to be read out to them."""
    head = Head(
        tr("What each way means"),
        number=number_of(one.number),
        says=tr("Read it to whoever is on the other side before they say anything more."),
        acts=(Act(tr("The enquiry"), _back(one)),),
    )
    return page(request, head, *each_way())
