"""Pages of letters and messages, from the first number to what a message became."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from nomina import letters as library
from nomina import tags
from nomina.desk import signing
from nomina.desk.boot.sending import Mail, Sms
from nomina.desk.families import postman
from nomina.desk.families.models import FamilyOffice, Letter, Message
from nomina.desk.people.models import User
from tests.desk.custody.releasing import recalled
from tests.desk.custody.yard import Yard
from tests.desk.families.test_messages import CONTACT, Way
from tests.desk.families.visits import QUICK, Visits, make_visits, relative
from tests.desk.families.written import GIVEN, PHONE, office, released
from tests.desk.people.cast import BOOK, sign_in

Open = Callable[[User], Client]
pytestmark = QUICK


@pytest.fixture
def visits(yard: Yard) -> Visits:
    return make_visits(yard, **CONTACT)


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Open]:
    """Gives a client of somebody who has just signed in, at a desk that can send."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    monkeypatch.setattr(settings, "FAMILY_MAIL", Mail(sender="d@desk.example", host="localhost"))
    monkeypatch.setattr(settings, "FAMILY_SMS", Sms(spool=str(tmp_path)))
    BOOK.entries.clear()

    def entered(user: User) -> Client:
        client = Client()
        sign_in(client, user)
        return client

    yield entered
    cache.clear()


def at(name: str, row: Any) -> str:
    return reverse(f"families:{name}", args=[row.pk])


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def post(client: Client, address: str, status: int = 302, **given: Any) -> Any:
    answer = client.post(address, given)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer


def test_one_writes_the_number_down_and_another_confirms_it(visits: Visits, enter: Open) -> None:
    one, liaison, second = visits.yard.team.cast.one, enter(visits.liaison), enter(visits.second)
    home = reverse("families:operation", args=[one.pk])
    assert "Nobody wrote down how families reach you" in page(liaison, home)
    given = GIVEN | {"opens": "09:00", "closes": "17:00"}
    post(liaison, at("say_office", one), **given)
    office_ = FamilyOffice.objects.get()
    assert at("confirm_office", office_) not in page(liaison, at("family_office", one))
    page(liaison, at("confirm_office", office_), 403)
    assert "waits for a second person" in page(liaison, home)
    assert at("confirm_office", office_) in page(second, at("family_office", one))
    assert PHONE in page(second, at("confirm_office", office_))
    post(second, at("confirm_office", office_))
    shown = page(liaison, at("family_office", one))
    assert PHONE in shown
    assert signing.public("letter") in shown.replace("&#x27;", "'")
    assert "reach you waits" not in page(liaison, home)
    answer = post(liaison, at("say_office", one), 422, **given | {"telephone": "x"})
    assert "no telephone number" in answer.content.decode()


def test_a_letter_from_the_dry_run_to_the_print(visits: Visits, enter: Open) -> None:
    liaison, board = enter(visits.liaison), enter(visits.board)
    office(visits)
    recipient = visits.choose(visits.begin())
    assert "Make the letter" not in page(liaison, at("recipient_letter", recipient))
    assert "Plan the visit" in page(liaison, liaison.get(at("make_letter", recipient))["Location"])
    plan = visits.plan(recipient)
    dry = page(board, at("plan", plan))
    assert PHONE in dry, "the letter stands in the dry run, word for word"
    assert at("recipient_letter", recipient) in dry
    answer = post(liaison, at("make_letter", recipient), 422)
    assert "not released" in answer.content.decode()
    post(liaison, at("choose_letter", recipient), language="ru", leaves_out=["found"])
    shown = page(liaison, at("recipient_letter", recipient))
    assert "when and where the body was found" in shown
    assert "Что мы знаем" in shown
    visits.sign(plan)
    assert "Make the letter" in page(liaison, at("recipient_letter", recipient))
    page(board, at("make_letter", recipient), 403)
    post(liaison, at("make_letter", recipient))
    letter = Letter.objects.get()
    assert at("letter", letter) not in page(board, at("recipient_letter", recipient))
    key = signing.public("letter")
    for file, printed in (("pdf", True), ("json", False)):
        answer = post(liaison, at("letter", letter), 200, file=file)
        assert answer["Content-Disposition"].startswith("attachment")
        found = library.check(answer.content, key, file)
        assert (found.document.digest, found.printed) == (letter.digest, printed)
    kinds = [entry.kind for entry in BOOK.entries]
    assert kinds.count("families.letter-taken") == 2
    one = visits.yard.team.cast.one
    for client in (liaison, board):
        answer = post(client, at("check_letter", one), 200, number=tags.written(letter.number))
        assert "Yes. We made this letter." in answer.content.decode()
        for shown in (visits.mother.number, visits.missing.number, "Олександр"):
            assert shown not in answer.content.decode(), "whoever calls may be anybody"
    answer = post(liaison, at("check_letter", one), 200, number=tags.draw())
    assert "No. We made no letter" in answer.content.decode()
    post(liaison, at("check_letter", one), 422, number="1CWW-G080-GD")
    recalled(visits.identification)
    answer = post(liaison, at("check_letter", one), 200, number=letter.number)
    assert "took back what it says" in answer.content.decode()
    slip = post(liaison, at("visit_slip", recipient), 200)
    assert slip.content.startswith(b"%PDF-")
    assert b"/Subtype/Image" not in slip.content.replace(b" ", b"")


def test_a_relative_is_asked_to_call_by_pages(visits: Visits, enter: Open) -> None:
    liaison, board = enter(visits.liaison), enter(visits.board)
    office(visits)
    one = visits.yard.team.cast.one
    file = page(liaison, reverse("files:file", args=[visits.mother.pk]))
    assert at("ask_to_call", visits.mother) in file
    assert PHONE in page(liaison, at("ask_to_call", visits.mother))
    page(board, at("ask_to_call", visits.mother), 403)
    page(liaison, at("ask_to_call", visits.missing), 404)
    post(liaison, at("ask_to_call", visits.mother), form="mail", language="uk")
    message = Message.objects.get()
    shown = page(liaison, at("message", message))
    assert PHONE in shown
    assert "mother@example.org" not in shown
    postman.round_of({"mail": Way("not-known")}, message_time(message), BOOK)
    home = page(liaison, reverse("families:operation", args=[one.pk]))
    assert at("message", message) in home, "a person must look at it"
    assert "not sent again by itself" in page(liaison, at("message", message))
    answer = post(liaison, at("settle_message", message), 422, decision="again", why="")
    assert answer.status_code == 422
    page(board, at("settle_message", message), 403)
    post(liaison, at("settle_message", message), decision="arrived", why="she called")
    assert "she called" in page(board, at("message", message))
    rows = page(board, at("messages", one))
    assert re.search("arrived", rows)
    assert visits.mother.number in rows
    shut = relative(visits.yard, visits.missing, ways=["visit"])
    assert "neither e-mail nor SMS" in page(liaison, at("ask_to_call", shut))


def message_time(message: Message) -> Callable[[], Any]:
    return lambda: message.made_at


def test_nobody_else_sees_letters_and_messages(visits: Visits, enter: Open) -> None:
    office(visits)
    recipient, plan = released(visits)
    from tests.desk.families.written import letter

    made = letter(visits, recipient, plan)
    team = visits.yard.team
    for user in (visits.yard.officer, visits.yard.clerk, team.cast.ada, team.morten):
        client = enter(user)
        for name, row in (("recipient_letter", recipient), ("letter", made)):
            page(client, at(name, row), 404)
