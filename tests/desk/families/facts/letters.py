"""Of letters that are left with a family, and messages that arrange a meeting."""

from __future__ import annotations

import hashlib
from datetime import time
from typing import Any

from nomina.desk.families.models import (
    FamilyOffice,
    FamilyOfficeConfirmed,
    Letter,
    LetterChoice,
    Message,
    MessageStep,
)
from nomina.desk.people.models import User
from tests.desk.custody.facts.made import Made

FREE: dict[str, tuple[str, ...]] = {
    "families.FamilyOffice": ("name", "place"),
    "families.Message": ("text",),
    "families.MessageStep": ("said",),
}
CODED: dict[str, tuple[str, ...]] = {
    "families.FamilyOffice": ("telephone", "days"),
    "families.FamilyOfficeConfirmed": ("keys",),
    "families.LetterChoice": ("language", "leaves_out"),
    "families.Letter": ("number", "language", "document", "draft", "digest", "pdf"),
    "families.Message": ("form", "language", "sent_to"),
    "families.MessageStep": ("state",),
}
OBJECTS: dict[str, str] = {
    "families:family_office": "operation",
    "families:say_office": "operation",
    "families:check_letter": "operation",
    "families:confirm_office": "family office",
    "families:recipient_letter": "recipient",
    "families:choose_letter": "recipient",
    "families:make_letter": "recipient",
    "families:visit_slip": "recipient",
    "families:letter": "family letter",
    "families:messages": "operation",
    "families:ask_to_call": "file family",
    "families:message": "family message",
    "families:settle_message": "family message",
}
NO_PAGES: dict[str, str] = {}
FRAGMENTS: set[str] = set()


def rows(made: Made) -> dict[str, Any]:
    by, plan, recipient = made.by, made.rows["plan"], made.rows["recipient"]
    other = User.objects.exclude(pk=by.pk).order_by("login").first()
    how = {
        "operation": made.operation, "name": "n", "telephone": "+380 44 123 4567", "by": by,
        "opens": time(9), "closes": time(17), "days": "every", "place": "p",
    }  # fmt: skip
    holds, waits = FamilyOffice(turn=1, **how), FamilyOffice(turn=2, **how)
    letter = Letter(
        notice=made.rows["notice"], recipient=recipient, plan=plan, language="uk", by=by,
        number=f"L{made.operation.pk.hex[:9]}", document={"letter": "l"}, digest="0" * 64,
        draft="0" * 64, pdf=hashlib.sha256(b"one").hexdigest(),
    )  # fmt: skip
    message = Message(
        family=made.files["family"], form="mail", language="uk", office=holds, text="t",
        sent_to="0" * 64, by=by,
    )  # fmt: skip
    for row in (
        *(holds, waits, letter, message),
        FamilyOfficeConfirmed(office=holds, keys=["k"], by=other),
        LetterChoice(recipient=recipient, language="uk", leaves_out=["cause"], by=by),
        MessageStep(message=message, turn=1, state="trying"),
        MessageStep(message=message, turn=2, state="not-known", said="s"),
    ):
        row.save(force_insert=True)
    return {"family office": waits, "family letter": letter, "family message": message}
