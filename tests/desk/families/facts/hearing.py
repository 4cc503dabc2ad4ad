"""Of replies of families."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from nomina.desk.families import hearing_text
from nomina.desk.families.hearing_text import THREATS, Enclosed, Words
from nomina.desk.families.models import (
    MailAside,
    MailAsideEnd,
    MailboxFault,
    MailboxFaultEnd,
    MailSeen,
    Reply,
    ReplyAbout,
    ReplyEnclosure,
    ReplyErased,
    ReplyLabel,
    ReplyLabelEnd,
    ReplyRead,
    ReplyTask,
    ReplyTaskDone,
    ReplyText,
    Threat,
    ThreatErased,
    ThreatLonger,
)
from tests.desk.custody.facts.made import Made
from tests.desk.people.cast import NOW

FREE: dict[str, tuple[str, ...]] = {
    "families.ReplyTaskDone": ("what",),
    "families.ThreatLonger": ("why",),
    "families.MailAsideEnd": ("what",),
}
CODED: dict[str, tuple[str, ...]] = {
    "families.Reply": ("way", "once"),
    "families.ReplyText": ("digest",),
    "families.ReplyEnclosure": ("digest",),
    "families.ReplyLabel": ("label",),
    "families.ReplyTask": ("task",),
    "families.Threat": ("digest",),
    "families.ThreatErased": ("why",),
    "families.MailAside": ("once", "why", "digest"),
    "families.MailSeen": ("box",),
    "families.MailboxFault": ("box",),
}
OBJECTS: dict[str, str] = {
    "families:replies": "operation",
    "families:take_reply": "operation",
    "families:bring_mail": "operation",
    "families:reply": "reply",
    "families:read_reply": "reply",
    "families:reply_labels": "reply",
    "families:reply_about": "reply",
    "families:pass_on": "reply",
    "families:collect_reply": "reply",
    "families:take_enclosure": "enclosure",
    "families:pass_enclosure": "enclosure",
    "families:reply_task": "reply_task",
    "families:mail_aside": "mail_aside",
    "families:take_mail": "mail_aside",
    "families:threat": "threat",
    "families:read_threat": "threat",
    "families:take_threat": "threat_file",
    "families:keep_threat": "threat",
    "families:erase_threat": "threat",
}
NO_PAGES: dict[str, str] = {
    "families:read_reply": "only posted to; test_hearing_words_browser",
    "families:pass_on": "only posted to",
    "families:take_enclosure": "only posted to",
    "families:pass_enclosure": "only posted to",
    "families:take_mail": "only posted to",
    "families:take_threat": "only posted to",
    "families:read_threat": "only posted to; test_hearing_words_browser",
    "families:erase_threat": "only posted to",
}
FRAGMENTS: set[str] = set()


def rows(made: Made) -> dict[str, Any]:
    one, by = made.operation, made.by
    reply = Reply(
        operation=one, file=made.files["am"], way="letter", at=NOW, once=f"{one.pk.hex:0>64}",
        made_by=by,
    )  # fmt: skip
    reply.save(force_insert=True)
    words = Words(("w, w",), "m", (Enclosed("n", "text/plain"),))
    enclosure, passed = (
        ReplyEnclosure(reply=reply, turn=turn, size=1, digest=hearing_text.keep_bytes(b"w"))
        for turn in (1, 2)
    )
    label = ReplyLabel(reply=reply, label="wants-information", by=by)
    task = ReplyTask(reply=reply, label=label, task="answer")
    kept = hearing_text.keep(Words(("w",)), THREATS)
    threat = Threat(reply=reply, operation=one, digest=kept, until=NOW + timedelta(days=30), by=by)
    file = Threat(
        reply=reply, operation=one, enclosure=passed, until=NOW + timedelta(days=30), by=by,
        digest=hearing_text.keep_file(Enclosed("n", "text/plain"), b"w", THREATS),
    )  # fmt: skip
    aside = MailAside(
        operation=one, once=f"{one.pk.hex:1>64}", why="unreadable", size=1,
        digest=hearing_text.keep_bytes(b"w"),
    )  # fmt: skip
    for row in (
        ReplyText(reply=reply, turn=0, digest=hearing_text.keep(words)),
        enclosure,
        passed,
        ReplyAbout(reply=reply, file=made.files["am"], by=by),
        ReplyRead(reply=reply, by=by),
        label,
        task,
        threat,
        file,
        ThreatLonger(threat=threat, until=NOW + timedelta(days=40), why="w", by=by),
        aside,
        MailSeen(operation=one, box="0" * 64, validity=one.pk.int % 2**31, uid=1, aside=aside),
    ):
        row.save(force_insert=True)
    _over(made, reply)
    return {
        "reply": reply,
        "enclosure": enclosure,
        "reply_task": task,
        "threat": threat,
        "threat_file": file,
        "mail_aside": aside,
    }


def _over(made: Made, reply: Reply) -> None:
    """What is over, beside what the pages show, which stays open."""
    one, by = made.operation, made.by
    wrong, done = (ReplyLabel(reply=reply, label=label, by=by) for label in ("offers", "other"))
    tasks = [ReplyTask(reply=reply, label=wrong, task="add"),
             ReplyTask(reply=reply, label=done, task="decide")]  # fmt: skip
    gone = Reply(operation=one, way="counter", at=NOW, made_by=by)
    threat = Threat(reply=gone, operation=one, digest="0" * 64, until=NOW, by=by)
    aside = MailAside(operation=one, once=f"{one.pk.hex:2>64}", why="too-large", size=1)
    fault, still = (MailboxFault(operation=one, box=mark * 64) for mark in "01")
    for row in (
        *(wrong, done, *tasks, gone, threat, aside, fault, still),
        ReplyLabelEnd(label=wrong, by=by),
        ReplyTaskDone(task=tasks[1], what="w", by=by),
        ReplyErased(reply=gone, by=by),
        ThreatErased(threat=threat, why="time"),
        MailAsideEnd(aside=aside, what="w", by=by),
        MailboxFaultEnd(fault=fault),
    ):
        row.save(force_insert=True)
