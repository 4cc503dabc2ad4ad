"""The pages of certificates: drafted, signed by five, issued, carried away, withdrawn."""

from __future__ import annotations

import hashlib
import re
import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from nomina.desk.books import vault
from nomina.desk.examine.actions.recall import Recall
from nomina.desk.examine.certificate import POSTS
from nomina.desk.examine.certificate_check import attached, read
from nomina.desk.examine.models import Certificate, Issued
from nomina.desk.policy.roles import Role
from tests.desk.examine.certifying import TYPED, Desk
from tests.desk.examine.test_reports_pages import at, text, url
from tests.desk.people.cast import BOOK, Book, sign_in


@pytest.fixture
def kind() -> str:
    """A page is drawn the same from both databases; `test_certify` tries the acts in both."""
    return "sqlcipher"


@pytest.fixture
def desk(db: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()
    cache.clear()
    return Desk()


def filled(desk: Desk) -> dict[str, str]:
    given: dict[str, str] = {
        post: user.pk.hex for post, user in zip(POSTS, desk.people, strict=True)
    }
    del given["dentist"]
    return {**TYPED, **given, "dentist_vacant": "no dentist was sent here"}


def test_a_decision_becomes_a_paper_and_a_recall_withdraws_it(desk: Desk) -> None:
    clerk = at(desk.clerk)
    report = clerk.get(url("report", desk.identification.report))
    draft = url("certificate_draft", desk.identification)
    assert draft in report.content.decode()
    form = clerk.get(draft)
    assert f"{desk.people[0].name}" in form.content.decode()
    assert clerk.post(draft, {**filled(desk), "dentist_vacant": ""}).status_code == 422
    assert clerk.post(draft, {**filled(desk), "chief": desk.people[0].pk.hex}).status_code == 422
    assert not Certificate.objects.exists()
    made = clerk.post(draft, filled(desk))
    one = Certificate.objects.get()
    assert made["Location"] == url("certificate", one)
    rests = f"Certificate {one.number}"
    resting = text(clerk.get(url("report", desk.identification.report)))
    assert f"{rests} not issued yet" in resting
    here = text(clerk.get(url("certificate", one)))
    for said in ("This is a draft", "no dentist was sent here", "Mortuary 3", one.number):
        assert said in here
    assert url("certificate_sign", one) not in clerk.get(url("certificate", one)).content.decode()
    assert clerk.post(url("certificate_issue", one), {"language": "uk"}).status_code == 302
    assert not Issued.objects.exists()
    for post, who in zip(POSTS, desk.people, strict=True):
        if post != "dentist":
            mine = at(who)
            seen = mine.get(url("certificate", one)).content.decode()
            assert url("certificate_sign", one) in seen
            mine.post(url("certificate_sign", one), {"place": "Harbour Town"})
    assert one.signatures.count() == 4
    assert clerk.get(url("certificate_sign", one)).status_code == 302  # holds no post
    clerk.post(url("certificate_issue", one), {"language": "uk"})
    issued = Issued.objects.get()
    assert f"{rests} issued" in text(clerk.get(url("report", desk.identification.report)))
    page = clerk.get(url("certificate", one))
    assert "was issued and is in force" in text(page)
    assert url("certificate_pdf", issued) in page.content.decode()
    _carried_away(clerk, issued)
    Recall(identification=desk.identification, why="another tooth").do(
        desk.sitting.as_(desk.clerk), Book()
    )
    page = clerk.get(url("certificate", one))
    assert "Withdrawn" in text(page)
    assert url("certificate_pdf", issued) not in page.content.decode()
    for name in ("pdf", "json"):
        back = clerk.post(url(f"certificate_{name}", issued))
        assert (back.status_code, back["Location"]) == (302, url("certificate", one))
    assert clerk.post(draft, filled(desk)).status_code == 302
    assert Certificate.objects.count() == 1
    operation = desk.sitting.body.operation
    register = text(clerk.get(reverse("examine:certificates", args=[operation.pk])))
    assert one.number in register
    assert "withdrawn" in register
    row = re.search(f"{one.number}.*", register)
    assert row is not None
    assert desk.sitting.body.number in row[0]


def _carried_away(clerk: Client, issued: Issued) -> None:
    """What leaves is what was kept, never to be stored on the way; asking alone gives nothing."""
    before = len(BOOK.entries)
    assert not clerk.get(url("certificate_pdf", issued)).content.startswith(b"%PDF")
    found = clerk.post(url("certificate_pdf", issued))
    assert found.content == vault().read(issued.pdf)
    assert hashlib.sha256(found.content).hexdigest() == issued.pdf
    assert read(found.content, "it").language == "uk"
    assert found["Cache-Control"] == "no-store, private"
    assert found["Content-Disposition"].startswith("attachment; ")
    assert found["Content-Type"] == "application/octet-stream"
    json = clerk.post(url("certificate_json", issued))
    assert json.content == attached(found.content, "it")
    kinds = [entry.kind for entry in BOOK.entries[before:]]
    assert kinds.count("certificate.taken") == 2


@pytest.mark.deep
def test_signing_issuing_and_carrying_away_ask_who_is_there(desk: Desk) -> None:
    one = desk.signed()
    issued = desk.issue(one)
    waiting = desk.draft()
    stale = Client()
    sign_in(stale, desk.clerk, proved=time.time() - 3600)
    for name, row in (
        ("certificate_issue", one),
        ("certificate_pdf", issued),
        ("certificate_json", issued),
    ):
        for answer in (stale.get(url(name, row)), stale.post(url(name, row), {"language": "en"})):
            assert (answer.status_code, "reauthenticate" in answer["Location"]) == (302, True)
    late = Client()
    sign_in(late, desk.people[0], proved=time.time() - 3600)
    assert "reauthenticate" in late.post(url("certificate_sign", waiting))["Location"]
    assert waiting.signatures.count() == 0
    for role, who in desk.sitting.team.one.items():
        status = at(who).get(url("certificate", one)).status_code
        assert (status == 200) == (role in (Role.EXAMINER, Role.BOARD)), role
