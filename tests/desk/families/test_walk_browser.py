"""Three families in a real Chromium on a served desk, from the first question to the end.

A mother asks on the public page, is told at home, asks for her son and buries him. A prisoner's
family on the other side is reached by their bureau and the neutral agency, and asks through them. A
third family was told something wrong. Nobody of them exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from playwright.sync_api import Browser, FilePayload

from nomina.desk.books import acts_log
from nomina.desk.custody.actions.effects import MakeInventory, SignInventory
from nomina.desk.custody.actions.effects_remains import RecordExamined
from nomina.desk.custody.register import When
from nomina.desk.families.asking import files_of
from nomina.desk.families.models import (
    Collection,
    Enquiry,
    Notice,
    Plan,
    Recipient,
    Reply,
    Returned,
    Submission,
    Told,
)
from nomina.desk.files.models import File, Relation
from nomina.desk.people.models import Operation, User
from nomina.desk.policy.roles import Role
from nomina.desk.transmit.models import (
    Acknowledged,
    Incoming,
    IncomingTaken,
    Package,
    PackageDraft,
    Partner,
)
from tests.desk.boot.serving import served
from tests.desk.custody.releasing import Case, make_case
from tests.desk.custody.yard import Yard, make_yard
from tests.desk.examine.sitting import Sitting, make_sitting
from tests.desk.families.asked import opened_page
from tests.desk.families.visits import relative
from tests.desk.files.people import make_team
from tests.desk.look.conftest import browser as browser  # noqa: PLC0414 - a fixture for this module
from tests.desk.people.cast import NOW, make_cast
from tests.desk.seat import PHONE, Seat
from tests.desk.transmit.incoming_post import missing, reply
from tests.desk.transmit.incoming_post import package as package_of
from tests.desk.transmit.sending import Sending, copied, make_sending, signer

pytestmark = pytest.mark.enable_socket
Sit = Callable[..., Seat]
CANARY = "zq-canary-street"


@pytest.fixture(params=["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)])
def kind(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def yard(fresh_db: str) -> Iterator[Yard]:
    cache.clear()
    acts_log.forget()
    yield make_yard(make_team(make_cast()))
    acts_log.forget()
    cache.clear()


@pytest.fixture
def sit(yard: Yard, browser: Browser) -> Iterator[Sit]:
    """Sits somebody down; nobody's pages complain at the end."""
    seats: list[Seat] = []
    with served(get_wsgi_application()) as port, ExitStack() as stack:

        def seated(user: User | None, **more: Any) -> Seat:
            made = Seat.of(user, browser, port, **more)
            stack.callback(made.context.close)
            seats.append(made)
            return made

        yield seated
        assert [line for one in seats for line in one.complaints] == []


def minute(days: int = 0) -> str:
    return timezone.localtime(timezone.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def _asks(mother: Seat, code: str) -> tuple[str, str]:
    """Ask on the public page; gives number and secret."""
    mother.goes("families:ask", code)
    mother.presses("No: go to the form")
    mother.page.locator("summary").click()
    mother.writes(
        **{
            "m-family name": "Зразок", "m-given name": "Тарас", "m-born": "1991-05-02",
            "m-sex": "male", "m-last known alive": "2026-03", "m-marks": "шрам",
            "r-family name": "Зразок", "r-given name": "Олена", "r-kinship": "parent",
            "phone": "+380 44 000 00 00", "when": "after six", "not_tell": "the neighbours",
        }
    )  # fmt: skip
    mother.marks("ways", value="telephone")
    mother.marks("c-compare-records", "c-compare-faces")
    mother.presses("Send")
    number, secret = mother.page.locator("code").all_inner_texts()
    return number, secret


def _state(mother: Seat, code: str, number: str, secret: str) -> str:
    """What stands on the page of one's own case, without its one-time token."""
    mother.goes("families:mine", code)
    mother.writes(number=number, secret=secret)
    mother.presses("Open")
    return re.sub(r'name="pass" value="[^"]*"', "", mother.page.content())


def _unknown(seat: Seat) -> None:
    """Say of every field of the minimum record that is empty that it is not known."""
    for state in seat.page.locator('select[name$="_state"]').all():
        name = str(state.get_attribute("name")).removesuffix("_state")
        if not seat.page.locator(f'[name="{name}"]').input_value():
            state.select_option("unknown")


def _taken_over(liaison: Seat, recorder: Seat) -> File:
    """Read what was sent, verify kinship, and write it into files; gives that of the missing."""
    enquiry = Enquiry.objects.get()
    liaison.goes("families:enquiry", enquiry)
    liaison.presses("Read what was sent")
    assert "the neighbours" in liaison.text
    liaison.goes("families:own_enquiry", enquiry)
    liaison.presses("Write it down")
    sent = Submission.objects.get()
    recorder.goes("families:enquiry", enquiry)
    recorder.presses("Read what was sent")
    for name, button in (("take_missing", "Open the file"), ("take_relative", "Open the file")):
        recorder.goes(f"families:{name}", sent)
        _unknown(recorder)
        recorder.presses(button)
    recorder.goes("families:take_consents", sent)
    recorder.presses("Write it down")
    liaison.goes("families:take_contact", sent)
    liaison.presses("Write it down")
    liaison.goes("families:enquiry_kinship", enquiry)
    liaison.writes(holds="yes", means="papers", how="her passport and his certificate of birth")
    liaison.presses("Write it down")
    files = files_of(enquiry)
    assert files is not None
    assert files.family is not None
    return files.missing


def _told(liaison: Seat, board: Seat, missing: File, mother: File, letter: str = "uk") -> Told:
    """Begin a notice, plan, have it let go, leave the letter, and write down how it went."""
    liaison.goes("families:begin_notice", missing)
    liaison.presses("Begin")
    notice = Notice.objects.get(identification__link__other=missing)
    liaison.goes("families:choose_recipient", notice)
    liaison.writes(family=mother.pk.hex, relation="mother")
    liaison.presses("Choose")
    return _visited(liaison, board, notice, letter)


def _visited(liaison: Seat, board: Seat, notice: Notice, letter: str) -> Told:
    recipient = Recipient.objects.get(notice=notice)
    liaison.goes("families:make_plan", notice)
    liaison.marks("recipients")
    liaison.marks("means", value="person")
    first = liaison.page.locator('[name="first"] option').nth(1).get_attribute("value")
    liaison.writes(
        first=str(first), others="Лікар Зразок, doctor", place="her home", at=minute(1),
        language=letter, not_to_hear="how he was found",
    )  # fmt: skip
    liaison.presses("Make the plan")
    plan = Plan.objects.get(notice=notice)
    board.goes("families:sign_plan", plan)
    for said in ("how he was found", "the neighbours", "Лікар Зразок"):
        assert said in board.text
    board.marks("read")
    board.presses("Let it go")
    liaison.goes("families:record_told", recipient)
    liaison.writes(
        first=str(first), others="Лікар Зразок, doctor", at=minute(), where="her home",
        said_="that he is dead", asked="where he is", next_words="we call on Friday",
        next_contact=(timezone.localdate() + timedelta(days=3)).isoformat(),
    )  # fmt: skip
    liaison.presses("Write it down")
    return Told.objects.get(notice=notice)


def _answers(mother: Seat, code: str, number: str, secret: str, words: str) -> None:
    _state(mother, code, number, secret)
    mother.writes(words=words)
    mother.presses("Send")
    assert words not in mother.page.content()


def _asked_home(liaison: Seat, missing: File) -> Collection:
    """Read the reply the same day, say what it holds, and make a request of it."""
    reply = Reply.objects.get()
    liaison.goes("families:operation", reply.operation_id)
    assert "1" in liaison.text
    liaison.goes("families:reply", reply)
    liaison.presses("Read it")
    assert "Give me my son back" in liaison.text
    for label in ("wants-body", "grateful"):
        liaison.marks("labels", value=label)
    liaison.presses("Write it down")
    liaison.goes("families:collect_reply", reply)
    liaison.presses("Write it down")
    return Collection.objects.get(file=missing)


def _made_ready(case: Case) -> None:
    """A doctor saw him, and two people found nothing else on him."""
    case.do(RecordExamined(item=case.body, doctor="Dr Зразок", when=When(at=NOW)))
    found = case.do(MakeInventory(item=case.body, when=When(at=NOW), none_found=True))
    case.do(SignInventory(inventory=found), case.yard.clerk)


def _brought_home(liaison: Seat, case: Case, one: Collection) -> Returned:
    """Agree the steps, have custody give the coffin out, and write down the burial."""
    liaison.goes("families:agree_step", one)
    liaison.writes(step="appointment", day=minute(1), place="the morgue", who="the mother")
    liaison.presses("Write it down")
    liaison.goes("families:join_release", one)
    liaison.page.locator('[name="release"]').select_option(index=1)
    liaison.presses("Write it down")
    assert "What the release still needs" in liaison.text
    _made_ready(case)
    case.signed()
    case.give()
    liaison.goes("families:say_returned", one)
    liaison.writes(day=timezone.localdate().isoformat(), buried="in the village, beside his father")
    liaison.presses("They are home")
    return Returned.objects.get()


def test_a_mother_asks_is_told_and_buries_her_son(yard: Yard, sit: Sit) -> None:
    team = yard.team
    one, liaison = team.cast.one, sit(team.one[Role.LIAISON])
    page = opened_page(one, team.one[Role.LIAISON])
    mother = sit(None, size=PHONE)
    number, secret = _asks(mother, page.code)
    missing = _taken_over(liaison, sit(team.one[Role.ANTE_MORTEM]))
    before = _state(mother, page.code, number, secret)
    case = make_case(yard, missing)
    assert _state(mother, page.code, number, secret) == before
    relation = Relation.objects.get(missing=missing)
    _told(liaison, sit(team.one[Role.BOARD]), missing, relation.file)
    assert _state(mother, page.code, number, secret) != before
    _answers(mother, page.code, number, secret, "Give me my son back. Thank you for coming.")
    returned = _brought_home(liaison, case, _asked_home(liaison, missing))
    board = sit(team.one[Role.BOARD])
    board.goes("home")
    assert "A person was returned" in board.text
    assert "Зразок" not in board.text
    assert returned.buried == "in the village, beside his father"


def _brings(officer: Seat, one: Operation, data: bytes) -> Incoming:
    """Receive a file of another institution; gives what came last."""
    officer.goes("transmit:receive", one)
    file = FilePayload(name="package.json", mimeType="application/json", buffer=data)
    officer.page.locator('main [name="file"]').set_input_files(files=[file])
    officer.presses("Receive it")
    return Incoming.objects.order_by("-made_at").first() or Incoming()


def _missed(officer: Seat, recorder: Seat, one: Operation) -> File:
    """Their bureau says whom it misses; a file is opened of it."""
    said = missing("M-9", born="1990", sex="male", power="Power B", last_alive_on="2026-02")
    came = _brings(officer, one, package_of(said, signer=signer("home")))
    recorder.goes("transmit:take_new", came.items.get())
    recorder.presses("Write it")
    return IncomingTaken.objects.get().file


def _sealed(liaison: Seat, missing: File, home: Partner) -> None:
    """An address of a relative over there is written down, and cannot be read any more."""
    liaison.goes("transmit:add_kin", missing)
    liaison.writes(relation="parent", partner=home.pk.hex, name_=CANARY, address=f"{CANARY} 7")
    liaison.presses("Seal it")
    assert CANARY not in liaison.page.content()


def _forwarded(officer: Seat, board: Seat, sending: Sending, number: str) -> Package:
    """What the First Convention asks for: drafted, signed by two, made, handed over."""
    officer.goes("transmit:new_package", sending.bureau.one)
    officer.writes(numbers=number, partner=str(sending.home.pk), article="gc1-16")
    officer.presses("Begin")
    package = Package.objects.get(partner=sending.home)
    officer.goes("transmit:lay_package", package)
    for box in officer.page.locator("main [type=checkbox]").all():
        box.check()
    officer.presses("Lay it before those who sign")
    draft = PackageDraft.objects.get(package=package)
    for seat in (officer, board):
        seat.goes("transmit:sign_package", draft)
        seat.presses("Sign it")
    officer.goes("transmit:make_package", package)
    officer.presses("Make it")
    for one in (package, copied(package)):
        officer.goes("transmit:take_package", one)
        officer.writes(form="file")
        with officer.page.expect_download() as gone:
            officer.page.get_by_role("button", name="Download the file").click()
        assert b"age-encryption.org" in gone.value.path().read_bytes()[:30]
        officer.goes("transmit:hand_package", one)
        officer.writes(means="file", to="the duty officer")
        officer.presses("Write it down")
    return package


def _acknowledged(officer: Seat, sending: Sending, package: Package) -> None:
    """The partner signs that it arrived; what another signed is refused."""
    for who, holds in (("agency", False), ("home", True)):
        officer.goes("transmit:acknowledge_package", package)
        data = sending.acknowledgement(package, who, at=timezone.now())
        file = FilePayload(name="ack.json", mimeType="application/json", buffer=data)
        officer.page.locator('main [name="file"]').set_input_files(files=[file])
        officer.page.get_by_role("button", name="Check it", exact=True).click()
        assert ("It holds" in officer.text) is holds
        assert Acknowledged.objects.filter(package=package).exists() is holds


def _heard(officer: Seat, liaison: Seat, sending: Sending, package: Package) -> Reply:
    """What the family answers comes back by their bureau, and is passed to who reads it."""
    words = reply("Where is my son? We wish to bury him.", package.made.digest)
    came = _brings(officer, sending.bureau.one, package_of(words, signer=signer("home")))
    officer.goes("transmit:pass_item", came.items.get())
    officer.presses("Pass it on")
    heard = Reply.objects.get()
    liaison.goes("families:reply", heard)
    liaison.presses("Read it")
    assert "We wish to bury him" in liaison.text
    liaison.marks("labels", value="wants-body")
    liaison.presses("Write it down")
    return heard


def test_the_other_side_is_reached_by_its_bureau_and_the_agency(yard: Yard, sit: Sit) -> None:
    sending = make_sending(yard)
    one, team = sending.bureau.one, yard.team
    officer, board = sit(sending.bureau.officer), sit(sending.bureau.board)
    liaison = sit(team.one[Role.LIAISON])
    who = _missed(officer, sit(team.one[Role.ANTE_MORTEM]), one)
    case = make_case(yard, who)
    assert case.body.file is not None
    officer.goes("transmit:say_allegiance", case.body.file)
    officer.writes(side="other", status="forces", power="Power B", basis="his disc")
    officer.presses("Write it down")
    _sealed(liaison, who, sending.home)
    sent = _forwarded(officer, board, sending, case.body.file.number)
    _acknowledged(officer, sending, sent)
    heard = _heard(officer, liaison, sending, sent)
    liaison.goes("families:collect_reply", heard)
    if not liaison.page.locator('main [name="number"]').input_value():
        liaison.writes(number=who.number)
    liaison.presses("Write it down")
    collection = Collection.objects.get()
    assert collection.family is None, "nobody over there is written to"
    liaison.goes("families:agree_step", collection)
    liaison.writes(step="crossing", day=minute(2), place="the bridge", who="their bureau")
    liaison.presses("Write it down")
    assert "the bridge" in liaison.text
    assert not Notice.objects.exists(), "their families are told by their own bureau"


class Now(Sitting):
    """A board that sits by the clock of the pages."""

    def later(self, more: int = 0) -> datetime:
        return timezone.now()


def test_a_wrong_notice_is_taken_back_with_the_same_care(yard: Yard, sit: Sit) -> None:
    team = yard.team
    sitting = Now(**vars(make_sitting(team)))
    decided = sitting.decided()
    mother = relative(yard, sitting.person, not_tell="the neighbours")
    liaison, board = sit(team.one[Role.LIAISON]), sit(sitting.board[0])
    _told(liaison, board, sitting.person, mother)
    board.goes("examine:recall", decided)
    assert mother.number in board.text, "who was told is listed before it is recalled"
    board.writes(why="two bags were mixed up")
    board.page.locator("[data-ask=recall]").click()
    board.page.locator("dialog [form=recall]").click()
    board.page.wait_for_load_state()
    liaison.goes("families:operation", team.cast.one)
    assert "recalled" in liaison.text
    first = Notice.objects.get()
    liaison.goes("families:recall_notice", first)
    liaison.presses("Begin")
    recall = Notice.objects.get(recalls=first)
    assert _visited(liaison, board, recall, "uk").notice == recall
    liaison.goes("families:notices", team.cast.one)
    assert "recalled by the board" not in liaison.text
