"""How families reach an operation, and the letter that is left with a relative."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina import letters as library
from nomina import signed, tags
from nomina.desk import signing
from nomina.desk.books import vault
from nomina.desk.custody.papers.page import pdf
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.examine import resting
from nomina.desk.families.actions.letters import (
    ChooseLetter,
    ConfirmOffice,
    IssueLetter,
    SayOffice,
)
from nomina.desk.families.actions.letters_taking import TakeLetter, document_of
from nomina.desk.families.forms_letters import ChooseForm, FileForm, NumberForm, OfficeForm
from nomina.desk.families.letters_draft import chosen, draft_of
from nomina.desk.families.letters_facts import office_of
from nomina.desk.families.letters_paper import slip_of
from nomina.desk.families.letters_words import hours_of, leaf_name
from nomina.desk.families.models import FamilyOffice, Letter, Plan, Recipient
from nomina.desk.families.models.telling import RECALL
from nomina.desk.families.telling_shapes import LeafShown
from nomina.desk.families.telling_signs import released
from nomina.desk.families.telling_states import again, plan_of
from nomina.desk.families.views.telling_parts import STYLES
from nomina.desk.look.language import NAMES
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Notice,
    Row,
    Table,
    Way,
    Weight,
)
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
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
from nomina.errors import Refused
from nomina.words import current, tr


@open_to(predicates.SEE_NOTICES, on=Operation)
@require_safe
def family_office(request: HttpRequest, one: Operation) -> HttpResponse:
    """Show how families reach an operation, what waits to be confirmed, and the key of letters."""
    rows = list(
        FamilyOffice.objects.visible_to(request.user)
        .filter(operation=one)
        .select_related("by", "called__by")
        .order_by("-turn")
    )
    who, acts = standing_for(request), []
    waits = rows[0] if rows and not hasattr(rows[0], "called") else None
    if waits is not None and predicates.CONFIRM_OFFICE(who, waits.thing()):
        href = reverse("families:confirm_office", args=[waits.pk])
        acts.append(Act(tr("Confirm it"), href, key="c", weight=Weight.PRIMARY))
    if predicates.WRITE_LETTERS(who, one.thing()):
        weight = Weight.PLAIN if rows else Weight.PRIMARY
        href = reverse("families:say_office", args=[one.pk])
        acts.append(Act(tr("Write it down anew"), href, key="w", weight=weight))
    href = reverse("families:check_letter", args=[one.pk])
    acts.append(Act(tr("Is a letter ours?"), href, key="l"))
    says = tr("Letters and messages tell families to call this number, and no other.")
    head = Head(tr("How families reach you"), says=says, acts=tuple(acts))
    return page(request, head, _offices(rows), _key())


def _offices(rows: list[FamilyOffice]) -> Table:
    holds = next((row.pk for row in rows if hasattr(row, "called")), None)
    return Table(
        tr("How families reach you"),
        (Column(tr("Telephone")), Column(tr("Who writes")), Column(tr("Hours")),
         Column(tr("Written by")), Column(tr("State"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.telephone, Kind.CODE),
                    Cell(row.name, small=row.place),
                    Cell(hours_of(row)),
                    Cell(row.by.name, Kind.NAME, small=written(row.made_at)),
                    _stands(row, holds=row.pk == holds),
                ),
            )
            for row in rows
        ),
        empty=Empty(
            tr("Nothing is written down yet"),
            tr("One writes the number down, another calls it and confirms it. Then letters can be"
               " made."),
        ),
    )  # fmt: skip


def _stands(row: FamilyOffice, *, holds: bool) -> Cell:
    if not hasattr(row, "called"):
        return Cell(tr("waits for another person"), Kind.CHIP, way=Way.UNSURE)
    small = tr("checked by {name}").format(name=row.called.by.name)
    if holds:
        return Cell(tr("holds"), Kind.CHIP, small=small, way=Way.FOR)
    return Cell(tr("before"), small=small)


def _key() -> Facts:
    text = signing.public("letter")
    return Facts(
        tr("The key that letters are checked with"),
        (
            Fact(tr("Public key"), text),
            Fact(tr("Fingerprint of the key"), signed.fingerprint(signed.key_of(text))),
        ),
    )


@open_to(predicates.WRITE_LETTERS, on=Operation)
def say_office(request: HttpRequest, one: Operation) -> HttpResponse:
    """Write down how families reach an operation."""
    ask_first(request, SayOffice)
    last = office_of(one)
    fields = ("name", "telephone", "opens", "closes", "days", "place")
    initial = {name: getattr(last, name) for name in fields} if last is not None else {}
    form = OfficeForm(sent(request), initial=initial)

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SayOffice(operation=one, **given))
        text = tr("It waits for another person, who calls the number and confirms it.")
        return said_and_back(request, text, "families:family_office", one.pk)

    says = tr("It holds once somebody else has called the number. Until then the old one holds.")
    head = Head(tr("How families reach you"), says=says)
    back = reverse("families:family_office", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


@open_to(predicates.CONFIRM_OFFICE, on=FamilyOffice)
def confirm_office(request: HttpRequest, one: FamilyOffice) -> HttpResponse:
    """Confirm a number after calling it."""
    ask_first(request, ConfirmOffice)
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, ConfirmOffice(office=one))
        text = tr("It holds from now on. Letters that wait are read and let go anew.")
        return said_and_back(request, text, "families:family_office", one.operation_id)

    says = tr("Call {number} now. Who answers there must be of this desk.").format(
        number=one.telephone
    )
    head = Head(tr("Confirm how families reach you"), number=hours_of(one), says=says)
    back = reverse("families:family_office", args=[one.operation_id])
    label = tr("I called, and it is ours")
    return take(request, form, done) or form_page(request, head, form, label, back)


def _plan(one: Recipient) -> Plan | None:
    notice = again(one.notice)
    found = next((row for row in notice.recipients.all() if row.pk == one.pk), None)
    return None if found is None else plan_of(found)


@open_to(predicates.SEE_NOTICES, on=Recipient)
@require_safe
def recipient_letter(request: HttpRequest, one: Recipient) -> HttpResponse:
    """Show the letter to a relative as it would be printed now, and those that were made."""
    plan = _plan(one)
    it, how = draft_of(one, plan), chosen(one, plan)
    goes = plan is not None and it is not None and released(plan)
    says = tr("It can be made once the dry run with it was let go.")
    if it is None:
        says = tr("No letter can be made: how families reach you is not checked yet.")
    elif goes:
        says = tr("It was let go as it stands here. Print it, and leave it with them.")
    out = ", ".join(leaf_name(leaf) for leaf in how.leaves_out)
    facts = Facts(
        tr("How it is written"),
        (
            Fact(tr("Language"), NAMES[how.language]),
            Fact(tr("What they asked not to read"), out or tr("nothing")),
        ),
    )
    shown = None
    if it is not None:
        parts = tuple((part.title, "\n".join(part.lines)) for part in it.numbered("…", "…", "…"))
        shown = LeafShown(
            title=it.title,
            to=one.family.number,
            language=it.language,
            sections=(("", "\n".join(it.opening)), *parts),
        )
    head = Head(
        tr("The letter that is left"),
        number=one.family.number,
        says=says,
        acts=tuple(_acts(request, one, goes=goes, planned=plan is not None)),
    )
    return page(request, head, facts, _made(request, one), shown, styles=STYLES)


def _acts(request: HttpRequest, one: Recipient, *, goes: bool, planned: bool) -> list[Act]:
    acts = []
    if predicates.WRITE_LETTERS(standing_for(request), one.thing()):
        if goes:
            href = reverse("families:make_letter", args=[one.pk])
            acts.append(Act(tr("Make the letter"), href, key="m", weight=Weight.PRIMARY))
        if planned:
            href = reverse("families:visit_slip", args=[one.pk])
            acts.append(Act(tr("Slip for the two who go"), href, key="s"))
        href = reverse("families:choose_letter", args=[one.pk])
        acts.append(Act(tr("Language, and what is left out"), href, key="l"))
    href = reverse("families:family_office", args=[one.notice.operation_id])
    acts.append(Act(tr("How families reach you"), href))
    acts.append(Act(tr("The notice"), reverse("families:notice", args=[one.notice_id])))
    return acts


def _made(request: HttpRequest, one: Recipient) -> Table:
    rows = Letter.objects.visible_to(request.user).filter(recipient=one).select_related("by")
    may = predicates.WRITE_LETTERS(standing_for(request), one.thing())
    return Table(
        tr("Letters that were made"),
        (Column(tr("Number")), Column(tr("Language")), Column(tr("Made")), Column(tr("By"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(tags.written(row.number), Kind.CODE),
                    Cell(NAMES[row.language]),
                    moment(row.made_at),
                    Cell(row.by.name, Kind.NAME),
                ),
                reverse("families:letter", args=[row.pk]) if may else "",
            )
            for row in rows
        ),
        empty=Empty(tr("No letter was made yet"), ""),
        titled=True,
    )


@open_to(predicates.WRITE_LETTERS, on=Recipient)
def choose_letter(request: HttpRequest, one: Recipient) -> HttpResponse:
    """Choose the language of a letter, and what is left out."""
    how = chosen(one, _plan(one))
    initial = {"language": how.language, "leaves_out": list(how.leaves_out)}
    form = ChooseForm(sent(request), initial=initial)

    def done(given: dict[str, Any]) -> HttpResponse:
        out = tuple(given["leaves_out"])
        perform(request, ChooseLetter(recipient=one, language=given["language"], leaves_out=out))
        text = tr("Kept. What was let go before is read and let go anew.")
        return said_and_back(request, text, "families:recipient_letter", one.pk)

    says = tr("Ask what they want to know. Whoever does not want to read something need not.")
    head = Head(tr("How the letter is written"), number=one.family.number, says=says)
    back = reverse("families:recipient_letter", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Keep it"), back)


@open_to(predicates.WRITE_LETTERS, on=Recipient)
def make_letter(request: HttpRequest, one: Recipient) -> HttpResponse:
    """Sign and print the letter of a plan that was let go."""
    ask_first(request, IssueLetter)
    back = reverse("families:recipient_letter", args=[one.pk])
    plan = _plan(one)
    if plan is None:
        messages.error(request, tr("Plan the visit before the letter is made."))
        return redirect(back)
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, IssueLetter(recipient=one, plan=plan))
        text = tr("The letter is signed and kept. It has the number {number}.").format(
            number=tags.written(made.number)
        )
        return said_and_back(request, text, "families:letter", made.pk)

    says = tr("It says what was let go, word for word. It gets a number by which it is verified.")
    head = Head(tr("Make the letter"), number=one.family.number, says=says)
    return take(request, form, done) or form_page(request, head, form, tr("Sign it"), back)


@open_to(predicates.WRITE_LETTERS, on=Letter)
def letter(request: HttpRequest, one: Letter) -> HttpResponse:
    """Carry a letter away, as it was made."""
    back = reverse("families:recipient_letter", args=[one.recipient_id])
    form = FileForm(sent(request), initial={"file": "pdf"})
    if request.method != "POST" or not form.is_valid():
        says = tr("The file leaves this desk as it was signed. That it was done is written down.")
        head = Head(tr("A letter to a family"), number=tags.written(one.number), says=says)
        return form_page(request, head, form, tr("Download the file"), back)
    try:
        perform(request, TakeLetter(letter=one))
    except Refused as error:
        messages.error(request, told(error))
        return redirect(back)
    if form.cleaned_data["file"] == "json":
        return _carried(library.written(document_of(one)), f"{one.number}.letter.json")
    return _carried(vault().read(one.pdf), f"{one.number}.{one.language}.pdf")


@open_to(predicates.SEE_NOTICES, on=Operation)
def check_letter(request: HttpRequest, one: Operation) -> HttpResponse:
    """Say to somebody who reads out the number of a letter whether it is ours."""
    form = NumberForm(sent(request))
    says = tr("Say yes or no, and nothing else: you do not know who calls.")
    head = Head(tr("Is this letter ours?"), says=says)
    back = reverse("families:family_office", args=[one.pk])
    if request.method != "POST" or not form.is_valid():
        return form_page(request, head, form, tr("Look it up"), back)
    rows = Letter.objects.visible_to(request.user).filter(notice__operation=one)
    found = rows.filter(number=form.cleaned_data["number"]).first()
    text, way = tr("No. We made no letter with this number. Have them call back."), Way.STOP
    if found is not None:
        text, way = tr("Yes. We made this letter."), Way.FOR
        if found.notice.occasion != RECALL and not resting.stands(found.notice.identification):
            text = tr("We made it, and took back what it says. Somebody goes to them: say no more.")
            way = Way.UNSURE
    acts = (Act(tr("Another number"), reverse("families:check_letter", args=[one.pk]), key="n"),)
    answer = Head(
        tr("Is this letter ours?"),
        number=tags.written(form.cleaned_data["number"]),
        says=says,
        acts=acts,
    )
    return page(request, answer, Notice(text, way))


@open_to(predicates.WRITE_LETTERS, on=Recipient)
def visit_slip(request: HttpRequest, one: Recipient) -> HttpResponse:
    """Print the slip for those who go."""
    back = reverse("families:recipient_letter", args=[one.pk])
    plan = _plan(one)
    if request.method != "POST":
        says = tr("It is for those who go, holds no name of the dead, and is not left there.")
        head = Head(tr("Slip for the two who go"), number=one.family.number, says=says)
        return form_page(request, head, forms.Form(), tr("Download the file"), back)
    if plan is None:
        messages.error(request, tr("Plan the visit before the slip is printed."))
        return redirect(back)
    paper = slip_of(plan, one, current(), timezone.now())
    return _carried(pdf(paper), f"{one.family.number}.slip.pdf")


def _carried(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response
