"""Kinship and contact of a relative's file, and where relatives do not agree."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.families import contact
from nomina.desk.families.actions.asking_contact import SayContact, SayDispute, SayKinship
from nomina.desk.families.asked import AskedContact
from nomina.desk.families.asking_words import means_name, side_name
from nomina.desk.families.contact import Contacting
from nomina.desk.families.forms_asking import (
    ContactForm,
    DisputeForm,
    KinshipForm,
    contact_initial,
)
from nomina.desk.families.models import Dispute
from nomina.desk.families.views.asking_shapes import contact_facts
from nomina.desk.files.fields import AM, FAMILY
from nomina.desk.files.models import File
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
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


def _demand(one: File, kind: str) -> None:
    if one.kind != kind:
        raise Http404


def said_of(it: Contacting) -> AskedContact:
    """Give what was said of contact as a form shows it."""
    return AskedContact(
        how=it.how,
        when=it.when,
        language=it.language,
        not_tell=it.not_tell,
        no_contact=it.no_contact,
        ways=it.ways,
        phone=it.phone,
        mail=it.mail,
        not_before=it.not_before.strftime("%H:%M") if it.not_before else "",
        not_after=it.not_after.strftime("%H:%M") if it.not_after else "",
    )


@open_to(predicates.SEE_ENQUIRIES, on=File)
@require_safe
def family(request: HttpRequest, one: File) -> HttpResponse:
    """Show whether kinship holds, and how this family is reached."""
    _demand(one, FAMILY)
    it, kin = contact.contact_of(one), contact.kinship_of(one)
    acts = []
    if predicates.RUN_ENQUIRIES(standing_for(request), one.thing()):
        acts = [
            Act(
                tr("Kinship"),
                reverse("families:family_kinship", args=[one.pk]),
                key="k",
                weight=Weight.PLAIN if it.kinship_holds else Weight.PRIMARY,
            ),
            Act(tr("Contact"), reverse("families:family_contact", args=[one.pk]), key="c"),
        ]
    acts.append(Act(tr("The file"), reverse("files:file", args=[one.pk])))
    says = (
        tr("This family wants no contact.")
        if it.no_contact
        else tr("Nothing of any case is said before kinship is verified.")
    )
    head = Head(tr("Kinship and contact"), number=one.number, says=says, acts=tuple(acts))
    facts = [Fact(tr("Kinship"), tr("holds") if it.kinship_holds else tr("not verified"))]
    if kin is not None:
        facts = [
            Fact(tr("Kinship"), tr("holds") if kin.holds else tr("does not hold")),
            Fact(tr("Verified by"), f"{means_name(kin.means)} · {kin.how}"),
            Fact(tr("Written down"), f"{kin.by.name} · {written(kin.made_at)}"),
        ]
    facts.append(Fact(tr("Side"), side_name(it.side) if it.side else ""))
    return page(
        request,
        head,
        Facts(tr("Kinship"), tuple(facts)),
        Facts(tr("How to reach them safely"), tuple(contact_facts(said_of(it)))),
    )


@open_to(predicates.RUN_ENQUIRIES, on=File)
def family_kinship(request: HttpRequest, one: File) -> HttpResponse:
    """Write down whether kinship of a relative holds."""
    _demand(one, FAMILY)
    form = KinshipForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        holds = given["holds"] == "yes"
        act = SayKinship(family=one, holds=holds, means=given["means"], how=given["how"])
        perform(request, act)
        return said_and_back(request, tr("It was written down."), "families:family", one.pk)

    says = tr("Before it holds, nobody says whether anybody is on a list.")
    head = Head(tr("Kinship"), number=one.number, says=says)
    back = reverse("families:family", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


@open_to(predicates.RUN_ENQUIRIES, on=File)
def family_contact(request: HttpRequest, one: File) -> HttpResponse:
    """Write down how and when a relative of our own side is reached safely."""
    _demand(one, FAMILY)
    initial = contact_initial(said_of(contact.contact_of(one)))
    form = ContactForm(sent(request), initial=initial)

    def done(given: dict[str, Any]) -> HttpResponse:
        del given
        perform(request, SayContact(family=one, contact=form.contact()))
        return said_and_back(request, tr("It was written down."), "families:family", one.pk)

    says = tr("Only of our own side. Of the other side no address is ever written here.")
    head = Head(tr("How to reach them safely"), number=one.number, says=says)
    back = reverse("families:family", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


@open_to(predicates.SEE_ENQUIRIES, on=File)
@require_safe
def disputes(request: HttpRequest, one: File) -> HttpResponse:
    """Show where relatives of a missing person do not agree."""
    _demand(one, AM)
    rows = Dispute.objects.visible_to(request.user).filter(file=one).select_related("by")
    acts = []
    if predicates.RUN_ENQUIRIES(standing_for(request), one.thing()):
        href = reverse("families:say_dispute", args=[one.pk])
        acts.append(Act(tr("Write one down"), href, key="n", weight=Weight.PRIMARY))
    acts.append(Act(tr("The file"), reverse("files:file", args=[one.pk])))
    table = Table(
        tr("Disputes"),
        (Column(tr("Who says what")), Column(tr("Written down by")), Column(tr("When"))),
        tuple(
            Row(row.pk.hex, (Cell(row.words), Cell(row.by.name, Kind.NAME), moment(row.made_at)))
            for row in rows
        ),
        Empty(tr("No dispute is known")),
    )
    says = tr("It is written down so that everybody is spoken with, and settled by nobody here.")
    head = Head(tr("Where relatives do not agree"), number=one.number, says=says, acts=tuple(acts))
    return page(request, head, table)


@open_to(predicates.RUN_ENQUIRIES, on=File)
def say_dispute(request: HttpRequest, one: File) -> HttpResponse:
    """Write a dispute down."""
    _demand(one, AM)
    form = DisputeForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SayDispute(file=one, words=given["words_"]))
        return said_and_back(request, tr("It was written down."), "families:disputes", one.pk)

    says = tr("Each of them is heard; none of them is told what the others said.")
    head = Head(tr("Where relatives do not agree"), number=one.number, says=says)
    back = reverse("families:disputes", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)
