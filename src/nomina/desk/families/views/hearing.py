"""Replies: what came and waits, taking one down, one reply, and reading it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from nomina import tags
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.families import hearing_pieces, threats
from nomina.desk.families.actions.hearing import TakeReply
from nomina.desk.families.actions.hearing_read import Opened, ReadReply
from nomina.desk.families.forms_hearing import LabelsForm, ReplyForm
from nomina.desk.families.hearing_shapes import Enclosed, Written, old, todo, unread, unsaid
from nomina.desk.families.hearing_state import about, late, tasks
from nomina.desk.families.hearing_words import aside_why, label_name, task_name, way_name
from nomina.desk.families.models import (
    MailAside,
    Reply,
    ReplyEnclosure,
    ReplyErased,
    ReplyLabel,
    ReplyTask,
    ReplyTaskDone,
)
from nomina.desk.families.models.hearing import COLLECT, SECURITY
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
    form_page,
    moment,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import ntr, tr

STYLES = ("families/hearing.css",)
SHOWN = 100
"""Replies, tasks and mails of a list."""


@open_to(predicates.SEE_REPLIES, on=Operation)
@require_safe
def replies(request: HttpRequest, one: Operation) -> HttpResponse:
    """Show what families said: unread first, then what is to be done, then what was read."""
    now = timezone.now()
    rows = Reply.objects.visible_to(request.user).filter(operation=one)
    waiting = rows.unread().order_by("made_at", "pk")[:SHOWN]
    open_ = tasks(request.user).filter(reply__operation=one).order_by("made_at", "pk")[:SHOWN]
    left = list(rows.unsaid().order_by("made_at", "pk")[:SHOWN])
    over = rows.exclude(reads=None).exclude(pk__in=rows.unsaid().values("pk")).distinct()
    standing = Prefetch("labels", ReplyLabel.objects.standing(), to_attr="stands")
    read = over.order_by("-made_at", "pk").select_related("erased").prefetch_related(standing)
    says = tr("Each is read by a person on the day it comes; nothing is answered by itself.")
    acts = []
    if predicates.READ_REPLY(standing_for(request), one.thing()):
        href = reverse("families:take_reply", args=[one.pk])
        acts = [
            Act(tr("Take down a reply"), href, key="n", weight=Weight.PRIMARY),
            Act(tr("Bring mail"), reverse("families:bring_mail", args=[one.pk]), key="m"),
        ]
    head = Head(tr("Replies of families"), says=f"{one.name} · {says}", acts=tuple(acts))
    return page(
        request,
        head,
        unread(waiting, now),
        unsaid(left, now) if left else None,
        todo(list(open_), now),
        _asides(request, one),
        _read(list(read[:SHOWN])),
    )


def _asides(request: HttpRequest, one: Operation) -> Table | None:
    rows = MailAside.objects.visible_to(request.user).filter(operation=one).open()[:SHOWN]
    if not rows:
        return None
    return Table(
        tr("Mail that was set aside"),
        (Column(tr("Since")), Column(tr("Why")), Column(tr("Bytes"), number=True)),
        tuple(
            Row(
                aside.pk.hex,
                (
                    moment(aside.made_at),
                    Cell(aside_why(aside.why)),
                    Cell(str(aside.size), Kind.NUMBER),
                ),
                reverse("families:mail_aside", args=[aside.pk]),
            )
            for aside in rows
        ),
        titled=True,
    )


def _read(rows: list[Reply]) -> Table:
    return Table(
        tr("Read"),
        (Column(tr("Came to the desk")), Column(tr("How it came")), Column(tr("Holds"))),
        tuple(
            Row(
                one.pk.hex,
                (moment(one.made_at), Cell(way_name(one.way)), Cell(_holds(one))),
                reverse("families:reply", args=[one.pk]),
            )
            for one in rows
        ),
        Empty(tr("No reply was read yet")),
        titled=True,
    )


def _holds(one: Reply) -> str:
    """Say what a reply of the list holds; its labels were read with it."""
    if hasattr(one, "erased"):
        return tr("taken back by the family")
    rows: list[ReplyLabel] = getattr(one, "stands", [])
    return _named(rows)


def _named(rows: Iterable[ReplyLabel]) -> str:
    return ", ".join(label_name(row.label) for row in rows) or tr("not said yet")


@open_to(predicates.READ_REPLY, on=Operation)
def take_reply(request: HttpRequest, one: Operation) -> HttpResponse:
    """Take down what was said at the counter, or stands in a letter."""
    form = ReplyForm(sent(request), operation=one, user=request.user)

    def done(given: dict[str, Any]) -> HttpResponse:
        act = TakeReply(
            operation=one,
            way=given["way"],
            words=given["words_"],
            from_words=given["from_words"],
            at=given["day"],
            enquiry=given["enquiry"],
            file=given["number"],
        )
        made = perform(request, act)
        return said_and_back(request, tr("It was taken down."), "families:reply", made.pk)

    says = tr("Write what they said, not what it means.")
    return take(request, form, done) or form_page(
        request,
        Head(tr("Take down a reply"), says=says),
        form,
        tr("Take it down"),
        reverse("families:replies", args=[one.pk]),
    )


@open_to(predicates.SEE_REPLIES, on=Reply)
@require_safe
def reply(request: HttpRequest, one: Reply) -> HttpResponse:
    """Show a reply without its words: how it came, whose it is, and what is to be done."""
    who, thing, now = standing_for(request), one.thing(), timezone.now()
    was_read, gone = one.reads.exists(), ReplyErased.objects.filter(reply=one).exists()
    acts = []
    if predicates.READ_REPLY(who, thing) and not gone:
        href = reverse("families:read_reply", args=[one.pk])
        acts = [
            Act(
                tr("Read again") if was_read else tr("Read it"),
                href,
                post=True,
                key="r",
                weight=Weight.PLAIN if was_read else Weight.PRIMARY,
            ),
            Act(tr("Whose it is"), reverse("families:reply_about", args=[one.pk])),
        ]
    acts.append(Act(tr("All replies"), reverse("families:replies", args=[one.operation_id])))
    says = tr("Its words are read one opening at a time; each is written down.")
    head = Head(tr("A reply"), says=says, acts=tuple(acts))
    notices = _notices(one, now, was_read, gone)
    return page(request, head, *notices, _facts(one), _tasks(request, one))


def _notices(one: Reply, now: datetime, was_read: bool, gone: bool = False) -> Iterator[Notice]:
    if gone:
        yield Notice(tr("The family took this back. Its words are erased."), Way.UNSURE)
    elif not was_read and late(one, now):
        yield Notice(tr("Nobody has read this, and its day is over."), Way.STOP)
    if threats.handled(one):
        yield Notice(tr("Security is handling a part of this reply."), Way.UNSURE)


def _facts(one: Reply) -> Facts:
    whose = about(one)
    enquiry, file, family = whose.enquiry, whose.file, whose.family
    return Facts(
        tr("What is known of it"),
        (
            Fact(tr("How it came"), way_name(one.way)),
            Fact(tr("Said or written"), written(one.at)),
            Fact(tr("Came to the desk"), written(one.made_at)),
            Fact(
                tr("Enquiry"),
                tags.written(enquiry.number) if enquiry else "",
                reverse("families:enquiry", args=[enquiry.pk]) if enquiry else "",
            ),
            Fact(
                tr("Missing person"),
                file.number if file else "",
                reverse("files:file", args=[file.pk]) if file else "",
            ),
            Fact(
                tr("Family"),
                family.number if family else "",
                reverse("files:file", args=[family.pk]) if family else "",
            ),
            Fact(tr("Holds"), _named(one.labels.standing())),
        ),
    )


def _tasks(request: HttpRequest, one: Reply) -> Table:
    rows = ReplyTask.objects.visible_to(request.user).filter(reply=one, label__end=None)
    now = timezone.now()
    return Table(
        tr("What is to be done"),
        (Column(tr("What")), Column(tr("State")), Column(tr("What was done"))),
        tuple(_task(task, now) for task in rows),
        Empty(tr("Nothing yet"), tr("Whoever reads it says what it holds.")),
        titled=True,
    )


def _task(task: ReplyTask, now: datetime) -> Row:
    done = ReplyTaskDone.objects.filter(task=task).select_related("by").first()
    if done is None:
        state = Cell(tr("waits for {age}").format(age=old(task.made_at, now)))
        return Row(task.pk.hex, (Cell(task_name(task.task)), state, Cell("")), _leads(task))
    what = done.what or tr("passed to security")
    state = Cell(tr("done"), Kind.CHIP, way=Way.FOR)
    small = f"{done.by.name} · {written(done.made_at)}"
    return Row(task.pk.hex, (Cell(task_name(task.task)), state, Cell(what, small=small)))


def _leads(task: ReplyTask) -> str:
    if task.task == COLLECT:
        return reverse("families:collect_reply", args=[task.reply_id])
    if task.task == SECURITY:
        return ""  # the part is chosen where the reply is read
    return reverse("families:reply_task", args=[task.pk])


@open_to(predicates.READ_REPLY, on=Reply)
@require_POST
def read_reply(request: HttpRequest, one: Reply) -> HttpResponse:
    """Open the words of a reply, once; the page is gone when it is left."""
    opened = perform(request, ReadReply(reply=one))
    back = reverse("families:reply", args=[one.pk])
    says = tr("Read it whole. Then say what it holds; nothing is sent by it.")
    head = Head(tr("A reply"), says=says, acts=(Act(tr("Close"), back, key="c"),))
    shown = page(
        request, head, *_notices(one, timezone.now(), True), _written(one, opened), styles=STYLES
    )
    shown["Cache-Control"] = "no-store"
    return shown


def _written(one: Reply, opened: Opened) -> Written:
    there = {row.turn: row for row in one.enclosures.select_related("threat")}
    enclosed = tuple(
        _enclosed(there[turn], told.name)
        for turn, told in enumerate(opened.words.enclosed, 1)
        if turn in there
    )
    standing = [row.label for row in one.labels.standing()]
    return Written(
        opened.words.of,
        tuple(hearing_pieces.pieces(opened.words.parts)),
        enclosed,
        opened.turn,
        reverse("families:pass_on", args=[one.pk]),
        LabelsForm(initial={"labels": standing}),
        reverse("families:reply_labels", args=[one.pk]),
    )


def _enclosed(row: ReplyEnclosure, name: str) -> Enclosed:
    """Offer to take something away, or to pass it on; of what security has, nothing is told."""
    if hasattr(row, "threat"):
        return Enclosed(tr("Security is handling a part of this reply."), "")
    return Enclosed(
        name or tr("without a name"),
        ntr("{n} byte", "{n} bytes", row.size).format(n=row.size),
        reverse("families:take_enclosure", args=[row.pk]),
        reverse("families:pass_enclosure", args=[row.pk]),
    )


def back(one: Reply) -> HttpResponse:
    """Go to the page of a reply."""
    return redirect("families:reply", one.pk)
