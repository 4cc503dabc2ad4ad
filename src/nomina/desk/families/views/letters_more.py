"""What letters and messages show on the pages of others."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.custody.views.common import written
from nomina.desk.families import counts, letters_kept, letters_out, more
from nomina.desk.families.contact import contact_of
from nomina.desk.families.letters_facts import office_of
from nomina.desk.families.letters_words import form_name, message_state
from nomina.desk.families.messages_gate import WAYS
from nomina.desk.families.messages_state import FOR_PEOPLE, QUEUED, with_state
from nomina.desk.families.models import FamilyOffice, Message
from nomina.desk.families.views import public_letter
from nomina.desk.families.views.messages import table
from nomina.desk.files import more as file_pages
from nomina.desk.files import needed
from nomina.desk.files.fields import FAMILY
from nomina.desk.files.models import File
from nomina.desk.files.shapes import Line, Lines
from nomina.desk.look.shapes import Act, Notice, Way
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import Role
from nomina.words import tr


def parts(request: HttpRequest, one: Operation) -> Iterator[object]:
    """Give what a person must look at: messages of which nobody knows, and no number to call."""
    who = standing_for(request)
    if not predicates.SEE_NOTICES(who, one.thing()):
        return
    if office_of(one) is None:
        waits = FamilyOffice.objects.filter(operation=one).exists()
        text = tr("How families reach you waits for a second person, who calls the number.")
        if not waits:
            text = tr("Nobody wrote down how families reach you, so no letter can be made.")
        yield Notice(text, Way.UNSURE)
    rows = with_state(Message.objects.visible_to(request.user).filter(family__operation=one))
    rows = rows.filter(state__in=FOR_PEOPLE).select_related("family").order_by("made_at")
    found = list(rows[:50])
    if found:
        yield table(found, titled=True)


def acts(request: HttpRequest, one: Operation) -> Iterator[Act]:
    """Give the ways to messages and to the office."""
    if predicates.SEE_NOTICES(standing_for(request), one.thing()):
        yield Act(tr("Messages"), reverse("families:messages", args=[one.pk]))
        href = reverse("families:family_office", args=[one.pk])
        yield Act(tr("How families reach you"), href)


def on_file(request: HttpRequest, one: File) -> Lines | None:
    """Give, on the file of a relative, the messages to them, and the way to another."""
    who = standing_for(request)
    if one.kind != FAMILY or not predicates.ARRANGE_CONTACT(who, one.thing()):
        return None
    known = contact_of(one)
    acts: tuple[Act, ...] = ()
    if any(way in known.ways for way in WAYS.values()) and not known.no_contact:
        acts = (Act(tr("Ask them to call"), reverse("families:ask_to_call", args=[one.pk])),)
    rows = with_state(Message.objects.filter(family=one)).order_by("-made_at")[:20]
    lines = tuple(
        Line(
            message_state(row.state or QUEUED),
            reverse("families:message", args=[row.pk]),
            small=f"{form_name(row.form)} · {written(row.made_at)}",
        )
        for row in rows
    )
    if not lines and not acts:
        return None
    return Lines("messages", tr("Messages to this relative"), lines, tr("None was sent."), acts)


def waiting(request: HttpRequest) -> int:
    """Count messages of which a person must say what is done, where who asks may say it."""
    return counts.messages(counts.operations(standing_for(request), (Role.LIAISON,)))


def join() -> None:
    """Join: what leaves is registered, what is kept is not forgotten, and pages show it."""
    letters_out.join()
    public_letter.join()
    needed.add(letters_kept.refers)
    more.add_parts(parts)
    more.add_acts(acts)
    more.add_count(waiting)
    file_pages.add(on_file)
