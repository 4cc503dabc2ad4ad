"""Messages that ask a relative of our own side to call: list, one of them, and what is done."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.families.actions.messages import AskToCall, SettleMessage
from nomina.desk.families.contact import contact_of
from nomina.desk.families.forms_letters import CallForm, SettleForm
from nomina.desk.families.letters_facts import office_of
from nomina.desk.families.letters_words import (
    decision_name,
    form_name,
    message_next,
    message_state,
    message_way,
)
from nomina.desk.families.messages_gate import WAYS
from nomina.desk.families.messages_state import (
    DECISIONS,
    FOR_PEOPLE,
    NEXT,
    QUEUED,
    state_of,
    with_state,
)
from nomina.desk.families.messages_text import text_of
from nomina.desk.families.models import Message
from nomina.desk.families.models.letters import FORMS
from nomina.desk.files.fields import FAMILY
from nomina.desk.files.models import File
from nomina.desk.look.language import NAMES
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
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
from nomina.words import LANGUAGES, tr


@open_to(predicates.SEE_NOTICES, on=Operation)
@require_safe
def messages(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the messages of an operation, the newest first."""
    found = Message.objects.visible_to(request.user).filter(family__operation=one)
    found = found.select_related("family", "by").order_by("-made_at", "pk")
    rows, pager = paged(request, with_state(found))
    says = tr("They ask relatives to call, and say nothing else. News is told by people.")
    acts = (Act(tr("How families reach you"), reverse("families:family_office", args=[one.pk])),)
    head = Head(tr("Messages to families"), says=says, acts=acts)
    empty = Empty(
        tr("Nobody was asked to call yet"),
        tr("One is written from the file of a relative of our own side who allowed it."),
    )
    return page(request, head, table(rows, empty, pager=pager))


def table(rows: list[Any], empty: Empty | None = None, **more: Any) -> Table:
    """Draw messages, of rows that bring their state."""
    return Table(
        tr("Messages to families"),
        (Column(tr("Relative")), Column(tr("How")), Column(tr("Asked for")), Column(tr("State"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.family.number, Kind.CODE),
                    Cell(form_name(row.form)),
                    moment(row.made_at),
                    Cell(message_state(row.state or QUEUED), Kind.CHIP, way=message_way(row.state)),
                ),
                reverse("families:message", args=[row.pk]),
            )
            for row in rows
        ),
        empty=empty,
        **more,
    )


@open_to(predicates.SEE_NOTICES, on=Message)
@require_safe
def message(request: HttpRequest, one: Message) -> HttpResponse:
    """Show what a message says, and what became of it."""
    stands, acts = state_of(one), []
    may = predicates.ARRANGE_CONTACT(standing_for(request), one.thing())
    if may and set(DECISIONS) & NEXT[stands]:
        weight = Weight.PRIMARY if stands in FOR_PEOPLE else Weight.PLAIN
        href = reverse("families:settle_message", args=[one.pk])
        acts.append(Act(tr("Say what is done"), href, key="s", weight=weight))
    back = reverse("families:messages", args=[one.family.operation_id])
    acts.append(Act(tr("All messages"), back))
    head = Head(
        tr("A message to a family"),
        number=one.family.number,
        says=message_next(stands),
        acts=tuple(acts),
    )
    facts = Facts(
        tr("What it says"),
        (
            Fact(tr("How"), form_name(one.form)),
            Fact(tr("Language"), NAMES[one.language]),
            *(Fact(tr("Text") if not n else "", part) for n, part in enumerate(_parts(one.text))),
            Fact(tr("Asked for by"), f"{one.by.name} · {written(one.made_at)}"),
        ),
    )
    return page(request, head, facts, _steps(one))


def _parts(text: str) -> list[str]:
    return text.split("\n\n")


def _steps(one: Message) -> Table:
    return Table(
        tr("What became of it"),
        (Column(tr("When")), Column(tr("State")), Column(tr("What was said")), Column(tr("By"))),
        tuple(
            Row(
                step.pk.hex,
                (
                    moment(step.made_at),
                    Cell(message_state(step.state), Kind.CHIP, way=message_way(step.state)),
                    Cell(step.said),
                    Cell(tr("the desk") if step.by is None else step.by.name, Kind.NAME),
                ),
            )
            for step in one.steps.select_related("by")
        ),
        empty=Empty(tr("Nothing yet"), ""),
        titled=True,
    )


@open_to(predicates.ARRANGE_CONTACT, on=Message)
def settle_message(request: HttpRequest, one: Message) -> HttpResponse:
    """Say what is done with a message that was refused or of which nobody knows."""
    ask_first(request, SettleMessage)
    allowed = [name for name in DECISIONS if name in NEXT[state_of(one)]]
    form = SettleForm(sent(request), allowed=allowed)

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SettleMessage(message=one, **given))
        text = decision_name(given["decision"])
        return said_and_back(request, text, "families:message", one.pk)

    says = message_next(state_of(one))
    head = Head(tr("What is done with this message"), number=one.family.number, says=says)
    back = reverse("families:message", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


@open_to(predicates.ARRANGE_CONTACT, on=File)
def ask_to_call(request: HttpRequest, one: File) -> HttpResponse:
    """Have a relative asked to call."""
    if one.kind != FAMILY:
        raise Http404
    ask_first(request, AskToCall)
    known = contact_of(one)
    allowed = [form for form in FORMS if WAYS[form] in known.ways]
    language = known.language if known.language in LANGUAGES else one.operation.languages[0]
    language = language if language in LANGUAGES else LANGUAGES[0]
    form = CallForm(sent(request), allowed=allowed, initial={"language": language})

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, AskToCall(family=one, **given))
        text = tr("The desk sends it now, and says here what came of it.")
        return said_and_back(request, text, "families:message", made.pk)

    office = office_of(one.operation)
    says = tr("It says to call, and nothing else: no name, no news, no number of a case.")
    if office is not None:
        text = text_of("sms", language, office)
        says = f"{says} {tr('Such as: “{text}”').format(text=text)}"
    if not allowed:
        says = tr("This relative allowed neither e-mail nor SMS. Call, or go there.")
    elif not known.safe_at(timezone.now()):
        says = tr("It is outside the hours that they named. Come back within them.")
    head = Head(tr("Ask them to call"), number=one.number, says=says)
    back = reverse("files:file", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Send it"), back)
