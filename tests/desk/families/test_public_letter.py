"""The page that says whether a letter is ours: to anybody, and nothing but yes or no (NOT-10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nomina import tags
from nomina.desk.families import letters_code, slip
from nomina.desk.families.models import Enquiry, EnquiryPage, Letter
from nomina.desk.families.views import public_letter
from nomina.desk.limits import Limit
from tests.desk.custody.releasing import recalled
from tests.desk.custody.yard import Yard
from tests.desk.families.asked import ended, forms_of_sql, opened_page, text_of
from tests.desk.families.visits import QUICK, Visits, make_visits
from tests.desk.families.written import PHONE, letter, office, released
from tests.desk.people.cast import NOW

pytestmark = QUICK
YES, NO = "Yes. This office made a letter", "No. This office made no letter"


@dataclass
class Holder:
    """Somebody at an old phone with a letter in their hand, who never signed in."""

    page: EnquiryPage
    number: str
    code: str

    @property
    def address(self) -> str:
        return reverse("families:ask_letter", args=[self.page.code])

    def ask(self, **more: Any) -> Any:
        sent = {"language": "en", "number": self.number, "code": self.code} | more
        response = Client(enforce_csrf_checks=True).post(self.address, sent)
        assert not response.cookies
        return response

    def answer(self, **more: Any) -> bool:
        response = self.ask(**more)
        assert response.status_code == 200
        text = text_of(response)
        assert (YES in text) != (NO in text)
        return YES in text


@pytest.fixture
def visits(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> Visits:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    return make_visits(yard)


def made(visits: Visits) -> tuple[EnquiryPage, Letter]:
    cast = visits.yard.team.cast
    page = opened_page(cast.one, cast.ada)
    office(visits)
    recipient, plan = released(visits)
    return page, letter(visits, recipient, plan)


def read_off(page: EnquiryPage, one: Letter) -> Holder:
    """Number and code as they stand on the paper, in the last of its sections."""
    last = "\n".join(one.document["letter"]["sections"][-1]["lines"])
    code = re.search(r"\b(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}\b", last)
    number = tags.written(one.number)
    assert code is not None
    assert number in last
    return Holder(page, number, code[0])


def test_what_stands_on_a_letter_is_ours_and_one_other_sign_is_not(visits: Visits) -> None:
    page, one = made(visits)
    holder = read_off(page, one)
    assert holder.answer()
    # As people write: small letters, no gaps, and the signs of a Ukrainian keyboard.
    typed = holder.code.lower().replace("-", " ").translate(str.maketrans("kmhaec", "кмнаес"))
    assert holder.answer(code=typed, number=holder.number.lower().replace("-", ""))
    of = page.operation_id
    assert letters_code.is_ours(holder.number, holder.code, of)
    for at in range(12):
        for text, number in ((holder.code, False), (holder.number, True)):
            if at < len(text) and text[at] != "-":
                wrong = text[:at] + ("7" if text[at] != "7" else "8") + text[at + 1 :]
                asked = (wrong, holder.code) if number else (holder.number, wrong)
                assert not letters_code.is_ours(*asked, of), (number, at)
    assert not holder.answer(code=holder.code[:-1])
    # A code that this desk would give a number is nothing where no letter has that number.
    drawn = tags.draw()
    assert not holder.answer(number=drawn, code=letters_code.code_of(drawn))
    assert not holder.answer(code="Ж" * 12)
    assert not holder.answer(code="\udcff".encode("utf-8", "surrogateescape").decode("latin-1"))


def test_of_another_operation_and_of_a_page_that_ended_it_says_nothing(visits: Visits) -> None:
    page, one = made(visits)
    holder, cast = read_off(page, one), visits.yard.team.cast
    other = Holder(opened_page(cast.two, cast.ada, code="zyxwvutsrq"), holder.number, holder.code)
    assert not other.answer()
    ended(page)
    assert holder.ask().status_code == 404


def test_it_says_nothing_else_and_is_the_same_after_a_recall(visits: Visits) -> None:
    page, one = made(visits)
    holder = read_off(page, one)
    before = holder.ask()
    recalled(visits.identification)
    after = holder.ask()
    assert (after.content, sorted(after.items())) == (before.content, sorted(before.items()))
    told = before.content.decode()
    assert PHONE in told, "whom to call, as two people checked it"
    assert "no-store" in before["Cache-Control"]
    for word in (one.number, holder.number, holder.code, visits.missing.number, visits.body.number,
                 one.recipient.family.number, one.document["letter"]["title"]):  # fmt: skip
        assert word not in told, word


def test_who_has_not_the_code_learns_nothing_of_a_number(visits: Visits) -> None:
    """Bytes, headers and every question to the database are those of a number that nobody has."""
    page, one = made(visits)
    holder = read_off(page, one)
    wrong = "0000-0000-0000"
    seen = []
    for number in (holder.number, tags.written(tags.draw()), "x", "'; --", "0" * 40):
        with forms_of_sql() as forms, CaptureQueriesContext(connection) as asked:
            answer = holder.ask(number=number, code=wrong)
        seen.append((answer.content, sorted(answer.items()), forms))
        # Nor is any letter of this number looked for, so that no index can be slower for one.
        assert not any(one.number in said["sql"] for said in asked)
    assert all(found == seen[0] for found in seen)
    with forms_of_sql() as forms:
        assert holder.answer()
    assert forms == seen[0][2], "nor does a right code ask otherwise"


def test_the_slip_gives_the_telephone_that_a_letter_sends_people_to(visits: Visits) -> None:
    """Letters have people take the number from there, so there it stands, once two checked it."""
    enquiry = Enquiry(operation=visits.yard.team.cast.one, number=tags.draw(), language="en")
    office(visits, confirmed=False)
    assert PHONE not in str(slip.paper(enquiry, "s", NOW))
    office(visits)
    assert f"{PHONE}, every day from 9:00 to 17:00" in str(slip.paper(enquiry, "s", NOW))


def test_tries_of_a_number_are_counted_and_an_empty_form_is_none(
    visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, one = made(visits)
    holder = read_off(page, one)
    monkeypatch.setattr(public_letter, "EACH_LETTER", Limit("letter number", 2, 3600))
    for more in ({"number": " "}, {"code": ""}):
        answer = holder.ask(**more)
        assert answer.status_code == 422
        assert "Write both" in text_of(answer)
    assert holder.answer()
    assert not holder.answer(code="0000-0000-0000")
    answer = holder.ask()
    assert answer.status_code == 429
    assert YES not in text_of(answer)


def test_a_letter_of_an_operation_without_a_page_does_not_speak_of_one(visits: Visits) -> None:
    office(visits)
    recipient, plan = released(visits)
    one = letter(visits, recipient, plan)
    last = "\n".join(one.document["letter"]["sections"][-1]["lines"])
    assert letters_code.code_of(one.number) not in last
