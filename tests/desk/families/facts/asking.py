"""Of the enquiry desk: who asks, kinship, contact, owner and outcome."""

from __future__ import annotations

import hashlib
from typing import Any

from nomina import tags
from nomina.desk.families import consent_words, envelopes
from nomina.desk.families.asked import Asked, AskedContact
from nomina.desk.families.models import (
    Answer,
    Contact,
    Dispute,
    Enquiry,
    EnquiryEnd,
    EnquiryFile,
    EnquiryOwner,
    EnquiryPage,
    EnquiryPageEnd,
    EnquirySecret,
    Kinship,
    SubmissionRead,
    Taken,
    Withdrawal,
)
from nomina.desk.people.models import User
from tests.desk.custody.facts.made import Made
from tests.desk.people.cast import NOW

FREE: dict[str, tuple[str, ...]] = {
    "families.EnquiryPage": ("name", "agency"),
    "families.EnquiryPageEnd": ("why",),
    "families.ConsentText": ("words",),
    "families.SubmissionRead": ("why",),
    "families.EnquiryEnd": ("why",),
    "families.Kinship": ("how",),
    "families.EnquirySecret": ("how",),
    "families.Contact": ("how", "when", "not_tell", "phone", "mail"),
    "families.Answer": ("text",),
    "families.Withdrawal": ("why",),
    "families.Dispute": ("words",),
}
CODED: dict[str, tuple[str, ...]] = {
    "families.EnquiryPage": ("code", "languages"),
    "families.Enquiry": ("number", "secret", "way", "language", "side"),
    "families.ConsentText": ("digest", "language"),
    "families.Envelope": ("digest",),
    "families.Taken": ("part",),
    "families.EnquiryEnd": ("outcome",),
    "families.EnquirySecret": ("secret",),
    "families.Kinship": ("means",),
    "families.Contact": ("language", "ways"),
    "families.Answer": ("fixed",),
}
OBJECTS: dict[str, str] = {
    "families:operation": "operation",
    "families:enquiries": "operation",
    "families:take_enquiry": "operation",
    "families:ask_pages": "operation",
    "families:ask_page_new": "operation",
    "families:ask_page": "asked page",
    "families:ask_page_open": "asked page",
    "families:ask_page_close": "asked page",
    "families:enquiry": "enquiry",
    "families:slip": "enquiry",
    "families:new_secret": "enquiry",
    "families:enquiry_ways": "enquiry",
    "families:own_enquiry": "enquiry",
    "families:enquiry_kinship": "enquiry",
    "families:enquiry_contact": "enquiry",
    "families:answer_enquiry": "enquiry",
    "families:end_enquiry": "enquiry",
    "families:withdraw_enquiry": "enquiry",
    "families:enquiry_files": "enquiry",
    "families:find_missing": "enquiry",
    "families:join_missing": "enquiry",
    "families:read_submission": "submission",
    "families:open_sealed": "sealed",
    "families:take_missing": "submission",
    "families:take_relative": "submission",
    "families:take_consents": "submission",
    "families:take_contact": "submission",
    "families:take_photo": "submission",
    "families:family": "file family",
    "families:family_kinship": "file family",
    "families:family_contact": "file family",
    "families:disputes": "file am",
    "families:say_dispute": "file am",
}
NO_PAGES: dict[str, str] = {
    "families:slip": "a paper, of what was just drawn",
    "families:read_submission": "only posted to",
    "families:join_missing": "of a file that was found",
    "families:take_photo": "of a photo that was sent",
}
FRAGMENTS: set[str] = set()


def rows(made: Made) -> dict[str, Any]:
    by, am, family = made.by, made.files["am"], made.files["family"]
    asked_page = EnquiryPage(
        operation=made.operation, code=tags.draw(), name="n", agency="a", languages=["uk", "en"],
        made_by=by,
    )  # fmt: skip
    closed = EnquiryPage(
        operation=made.operation, code=tags.draw(), name="n", agency="a", languages=["en"],
        made_by=by,
    )  # fmt: skip
    for page in (asked_page, closed):
        page.save(force_insert=True)
    EnquiryPageEnd(page=closed, why="w", by=by).save(force_insert=True)
    text = asked_page.name[:150]  # hostile where the rows are
    own, other, gone = (_enquiry(made, way, side) for way, side in _KINDS)
    asked = Asked(
        number="",
        missing={"family name": text, "born": text, "sex": "male"},
        relative={"family name": text, "kinship": "parent"},
        contact=AskedContact(how=text, when=text, not_tell=text, ways=("letter",)),
        consents=("dna",),
        words=text,
    )
    words = consent_words.row_of("uk", NOW)
    sent, sealed, _ = (
        envelopes.keep(one, asked, [(text, b"photo")], NOW, consent_text=words)
        for one in (own, other, gone)
    )
    # Each who may look has read it; two do not share an account.
    for reader in User.objects.all():
        SubmissionRead(submission=sent, why="w", by=reader).save(force_insert=True)
    for row in (
        EnquiryOwner(enquiry=own, owner=by, due=NOW.date(), by=by),
        EnquiryFile(enquiry=own, missing=am, family=family, by=by),
        Kinship(enquiry=own, holds=True, means="papers", how="h", by=by),
        Kinship(family=family, holds=True, means="register", how="h", by=by),
        Answer(enquiry=own, text="t", by=by),
        EnquirySecret(enquiry=own, secret="0" * 64, how="h", by=by),
        EnquiryEnd(enquiry=gone, outcome="withdrawn", why="w"),
        Withdrawal(enquiry=gone, why="w"),
        Dispute(file=am, words="w", by=by),
        Taken(submission=sent, part="family family name", kept=False, by=by),
    ):
        row.save(force_insert=True)
    Contact.objects.create(
        family=family, how="h", when="w", not_tell="n", phone="1", mail="m", language="uk",
        ways=["letter"], made_at=NOW, by=by,
    )  # fmt: skip
    return {"asked page": asked_page, "enquiry": own, "submission": sent, "sealed": sealed}


_KINDS = (("counter", "own"), ("page", "other"), ("page", "own"))


def _enquiry(made: Made, way: str, side: str) -> Enquiry:
    row = Enquiry(
        operation=made.operation,
        number=tags.draw(),
        secret=hashlib.sha256(b"s").hexdigest(),
        way=way,
        language="uk",
        side=side,
        made_by=made.by if way != "page" else None,
    )
    row.save(force_insert=True)
    return row
