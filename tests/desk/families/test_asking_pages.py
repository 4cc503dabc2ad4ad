"""The pages of the enquiry desk, from a mother at the counter to two files, and back again."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from nomina import tags
from nomina.desk.boot.config import Config, checked
from nomina.desk.families import secrets, slip
from nomina.desk.families.actions.asking_contact import SayContact
from nomina.desk.families.asked import AskedContact
from nomina.desk.families.models import (
    Answer,
    Enquiry,
    EnquiryFile,
    EnquirySecret,
    SubmissionRead,
    Taken,
    Withdrawal,
)
from nomina.desk.files.models import Consent, Photo
from nomina.desk.files.photos import intake
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import InputError
from nomina.words import LANGUAGES, use
from tests.desk.families.asked import opened_page
from tests.desk.families.enquiries import CANARY, Desk, make_desk
from tests.desk.files.people import Team
from tests.desk.files.shots import jpeg
from tests.desk.people.cast import NOW
from tests.desk.policy.routes import names

SAID: dict[str, Any] = {
    "way": "counter", "side": "own", "language": "uk",
    "m_family_name": f"Шукана {CANARY}", "m_given_name": "Олена", "m_born": "лютий 1990",
    "r_family_name": "Шукана", "r_given_name": "Віра", "r_kinship": "parent",
    "ways": ["telephone"], "phone": "+380 44 000 00 00", "not_tell": "the neighbour",
    "consents": ["compare-faces", "dna"],
}  # fmt: skip
"""What is written down at the counter."""


@pytest.fixture(params=["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)])
def kind(request: pytest.FixtureRequest) -> str:
    """Pages ask what the acts are tested with on both; every day one database does."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def desk(team: Team, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    return make_desk(team)


class Pages:
    """A browser without one: somebody signed in, who opens pages by name."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, name: str, row: Any, more: str = "", status: int = 200) -> str:
        answer = self.client.get(reverse(f"families:{name}", args=[row.pk]) + more)
        assert answer.status_code == status, name
        return html.unescape(answer.content.decode()) if status == 200 else ""

    def post(self, route: str, row: Any, more: str = "", /, status: int = 302, **sent: Any) -> Any:
        answer = self.client.post(reverse(f"families:{route}", args=[row.pk]) + more, sent)
        text = html.unescape(answer.content.decode("utf-8", "replace"))
        assert answer.status_code == status, (route, text[:4000])
        return answer


@pytest.fixture
def as_(signed_in: Callable[[User], Client], desk: Desk) -> Callable[[User], Pages]:
    return lambda user: Pages(signed_in(user))


def drawn(text: str) -> str:
    found = re.search(r'name="draw" value="([0-9a-f]+)"', text)
    assert found is not None
    return found[1]


def taken_down(pages: Pages, desk: Desk, **more: Any) -> tuple[Enquiry, str, str]:
    """Take one down; gives it, its secret and the token of its slip."""
    one = desk.team.cast.one
    draw = drawn(pages.get("take_enquiry", one))
    before = set(Enquiry.objects.values_list("pk", flat=True))
    answer = pages.post("take_enquiry", one, status=200, draw=draw, **{**SAID, **more})
    text = html.unescape(answer.content.decode())
    [enquiry] = Enquiry.objects.exclude(pk__in=before)
    assert tags.written(enquiry.number) in text
    secret = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", text)
    token = re.search(r'name="token" value="([0-9a-f]+)"', text)
    assert secret is not None
    assert token is not None
    # Sent once more, by a finger that slipped, it is the same enquiry with the same secret.
    again = pages.post("take_enquiry", one, status=200, draw=draw, **{**SAID, **more})
    assert secret[0] in again.content.decode()
    assert Enquiry.objects.count() == len(before) + 1
    return enquiry, secret[0], token[1]


def test_a_mother_at_the_counter(desk: Desk, as_: Callable[[User], Pages]) -> None:
    liaison = as_(desk.liaison)
    one = desk.team.cast.one
    assert "Nobody waits" in liaison.get("operation", one)
    enquiry, secret, token = taken_down(liaison, desk)
    assert secrets.same(secret, enquiry.secret)
    paper = liaison.post("slip", enquiry, status=200, token=token)
    assert paper.content.startswith(b"%PDF")
    assert "no-store" in paper["Cache-Control"]
    liaison.post("slip", enquiry, status=404, token=token[:-2] + "00")
    other, _, theirs = taken_down(liaison, desk)
    liaison.post("slip", enquiry, status=404, token=theirs)
    # No list, and no page before somebody has read it, says what she said.
    for page in (
        liaison.get("operation", one),
        liaison.get("enquiries", one),
        liaison.get("enquiry", enquiry),
    ):
        assert tags.written(enquiry.number) in page
        assert CANARY not in page
    assert 'aria-current="page"' in liaison.get("operation", one)
    sent = enquiry.submissions.get()
    liaison.get("take_missing", sent, status=404)  # nobody takes over what they did not read
    liaison.post("read_submission", sent)
    assert CANARY in liaison.get("enquiry", enquiry)
    assert SubmissionRead.objects.count() == 1
    liaison.post("own_enquiry", enquiry, owner=str(desk.liaison.pk), due="2000-01-01", status=422)
    liaison.post("answer_enquiry", enquiry, fixed="", status=422)
    liaison.post("answer_enquiry", enquiry, fixed="kinship")
    liaison.post("enquiry_kinship", enquiry, holds="yes", means="papers", how="certificate")
    liaison.post("answer_enquiry", enquiry, fixed="", text="Please bring her papers.")
    assert Answer.objects.count() == 2
    liaison.post("end_enquiry", enquiry, outcome="joined", why="w", status=422)
    liaison.get("end_enquiry", other)


def test_what_was_sent_is_taken_over_step_by_step(desk: Desk, as_: Callable[[User], Pages]) -> None:
    enquiry, _, _ = taken_down(as_(desk.liaison), desk)
    sent = enquiry.submissions.get()
    recorder = as_(desk.recorder)
    recorder.post("read_submission", sent)
    assert "waits" in recorder.get("enquiry_files", enquiry)
    recorder.post("take_relative", sent)  # who asks has no file before who is missing has one
    recorder.post("find_missing", enquiry, q="", status=422)
    found = recorder.post("find_missing", enquiry, q="Шукана", status=200).content.decode()
    assert "No file has these words" in found
    form = recorder.get("take_missing", sent)
    assert "лютий 1990" in form
    assert f"enquiry {tags.written(enquiry.number)}" in form
    given: dict[str, Any] = {
        "kind": "relative", "source": "Віра Шукана", "said_note": "n",
        "family_name": "Шукана", "given_name": "Олена", "sex_state": "unknown",
        "born": "лютий 1990", "last_known_alive_state": "unknown", "reported": "2024-05-01",
        "expires_state": "unknown", "informant": "Шукана Віра",
    }  # fmt: skip
    recorder.post("take_missing", sent, status=422, **given)  # this is no date
    recorder.post("take_missing", sent, **{**given, "born": "1990-02"})
    recorder.post("take_missing", sent, **{**given, "born": "1990-02"})  # again is no harm
    files = EnquiryFile.objects.get()
    recorder.post(
        "take_relative", sent, kind="relative", source="s", said_note="n",
        family_name="Шукана", given_name="Віра", kinship="parent",
    )  # fmt: skip
    recorder.post("take_consents", sent)
    recorder.get("take_contact", sent, status=403)
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"compare-faces", "dna"}
    assert files.missing.relatives.count() == 1
    found = recorder.post("find_missing", enquiry, q="Шукана", status=200).content.decode()
    assert files.missing.number in found
    recorder.get("join_missing", enquiry, f"?file={files.missing.pk.hex}")
    recorder.get("join_missing", enquiry, "?file=x", status=404)
    liaison = as_(desk.liaison)
    liaison.post("read_submission", sent)
    assert "+380 44 000 00 00" in liaison.get("take_contact", sent)
    liaison.post("take_contact", sent, ways=["telephone"], phone="+380 44 000 00 00")
    page = liaison.get("enquiry_files", enquiry)
    assert "taken over" in page
    assert "waits" not in page
    family = EnquiryFile.objects.order_by("-made_at").first()
    assert family is not None
    assert family.family is not None
    liaison.post("family_kinship", family.family, holds="yes", means="register", how="h")
    assert "holds" in liaison.get("family", family.family)
    liaison.post("say_dispute", files.missing, words_="Each wants to be told alone.")
    assert "told alone" in liaison.get("disputes", files.missing)
    there = reverse("files:file", args=[files.missing.pk])
    assert tags.written(enquiry.number) in liaison.client.get(there).content.decode()


def test_the_other_side_is_shown_once_and_written_nowhere(
    desk: Desk, as_: Callable[[User], Pages]
) -> None:
    liaison = as_(desk.liaison)
    one = desk.team.cast.one
    with_number = liaison.post("take_enquiry", one, status=422, **(SAID | {"side": "other"}))
    assert "no address of the other side" in html.unescape(with_number.content.decode())
    enquiry, _, _ = taken_down(liaison, desk, side="other", ways=[], phone="", not_tell="")
    sent = enquiry.submissions.get()
    assert "Being answered here" in liaison.get("enquiry_ways", enquiry)
    page = liaison.get("enquiry", enquiry)
    assert CANARY not in page
    assert "the other side" in page
    for name in ("enquiry_contact",):
        liaison.get(name, enquiry, status=404)
    liaison.post("open_sealed", sent, why="", status=422)
    shown = liaison.post("open_sealed", sent, why="she calls", status=200)
    assert CANARY in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    after = liaison.get("enquiry", enquiry)
    assert CANARY not in after
    assert "she calls" in after
    for name in ("take_missing", "take_relative", "take_consents", "take_contact"):
        liaison.get(name, sent, status=404)
    assert not Taken.objects.exists()
    as_(desk.recorder).get("open_sealed", sent, status=403)


def test_a_page_is_asked_for_by_one_and_opened_by_another(
    desk: Desk, as_: Callable[[User], Pages]
) -> None:
    cast = desk.team.cast
    liaison = as_(desk.liaison)
    liaison.post("ask_page_new", cast.one, name="Desk", languages=["uk"], agency="", status=422)
    liaison.post("ask_page_new", cast.one, name="Desk", languages=["uk"], agency="Agency")
    [page] = cast.one.ask_pages.all()
    liaison.get("ask_page_open", page, status=403)
    assert "asked for" in liaison.get("ask_pages", cast.one)
    ada = as_(cast.ada)
    assert "Open it to the world" in ada.get("ask_page", page)
    ada.get("enquiries", cast.one, status=403)
    ada.post("ask_page_open", page)
    page = type(page).objects.get(pk=page.pk)
    assert "Opened" in ada.get("ask_page", page)
    as_(desk.liaison).post("ask_page_close", page, why="a flood")
    assert "closed" in liaison.get("ask_pages", cast.one)


def test_the_slip_names_nobody(desk: Desk) -> None:
    """Nothing of what was said is in it; in each language it says what to do with it."""
    enquiry = desk.take()
    seen = set()
    for language in LANGUAGES:
        enquiry.language = language
        it = slip.paper(enquiry, "AAAA-BBBB", NOW)
        text = str(it)
        assert "AAAA-BBBB" in text
        assert tags.written(enquiry.number) in text
        assert CANARY not in text
        assert desk.team.cast.one.name not in text
        seen.add(text)
    assert len(seen) == len(LANGUAGES)
    use("en")


def test_the_slip_says_where_the_page_is_as_it_is_typed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    enquiry = desk.take()
    assert "/ask/" not in str(slip.paper(enquiry, "AAAA-BBBB", NOW)), "no page is open"
    page = opened_page(desk.team.cast.one, desk.team.cast.ada)
    at = timezone.now()
    for config, where in (
        (Config(), "localhost:8250"),
        (Config(host="desk.example", public_port=8251), "desk.example:8251"),
        (Config(public_address="ask.example"), "ask.example"),
    ):
        monkeypatch.setattr(settings, "CONFIG", config)
        assert f"{where}/ask/{page.code}/mine/" in str(slip.paper(enquiry, "AAAA-BBBB", at))
    for wrong in ("https://ask.example", "ask.example:", "ask.example:x", "ASK.example", "a b"):
        with pytest.raises(InputError, match="host name"):
            checked({"public_address": wrong})


def test_whoever_lost_the_secret_is_given_another_at_the_counter(
    desk: Desk, as_: Callable[[User], Pages]
) -> None:
    liaison = as_(desk.liaison)
    enquiry, lost, _ = taken_down(liaison, desk)
    there = reverse("families:new_secret", args=[enquiry.pk])
    assert there not in liaison.get("enquiry", enquiry), "not before kinship holds"
    draw = drawn(liaison.get("new_secret", enquiry))
    liaison.post("new_secret", enquiry, status=422, draw=draw, how="her passport")
    liaison.post("enquiry_kinship", enquiry, holds="yes", means="papers", how="certificate")
    assert there in liaison.get("enquiry", enquiry)
    liaison.post("new_secret", enquiry, status=422, draw=draw, how="")
    answers = [
        liaison.post("new_secret", enquiry, status=200, draw=draw, how="her passport")
        for _ in range(2)
    ]
    found = {
        one[0]
        for it in answers
        if (one := re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", it.content.decode()))
    }
    [secret] = found
    assert EnquirySecret.objects.count() == 1
    kept = secrets.kept_of(enquiry)
    assert secrets.same(secret, kept)
    assert not secrets.same(lost, kept)
    token = re.search(r'name="token" value="([0-9a-f]+)"', answers[0].content.decode())
    assert token is not None
    paper = liaison.post("slip", enquiry, status=200, token=token[1])
    assert paper.content.startswith(b"%PDF")


def test_what_a_family_says_now_stands_above_what_it_wrote_first(
    desk: Desk, as_: Callable[[User], Pages]
) -> None:
    liaison = as_(desk.liaison)
    enquiry, _, _ = taken_down(liaison, desk)
    liaison.post("read_submission", enquiry.submissions.get())
    assert "What they say of contact now" not in liaison.get("enquiry", enquiry)
    desk.nobody(SayContact(enquiry=enquiry, contact=AskedContact(no_contact=True)))
    page = liaison.get("enquiry", enquiry)
    assert "This family wants no contact." in page
    assert page.index("What they say of contact now") < page.index("+380 44 000 00 00")
    # The form begins with it, so that a number that is added does not undo it.
    assert re.search(r'name="no_contact"[^>]* checked', liaison.get("enquiry_contact", enquiry))


def test_staff_take_back_what_a_family_takes_back(desk: Desk, as_: Callable[[User], Pages]) -> None:
    liaison = as_(desk.liaison)
    enquiry, _, _ = taken_down(liaison, desk)
    assert "cannot be taken back" in liaison.get("withdraw_enquiry", enquiry)
    liaison.post("withdraw_enquiry", enquiry, why="by letter")
    assert Withdrawal.objects.get().by == desk.liaison
    page = liaison.get("enquiry", enquiry)
    assert "took everything back" in page
    assert reverse("families:answer_enquiry", args=[enquiry.pk]) not in page
    assert "took everything back" in liaison.get("enquiry_files", enquiry)


@pytest.mark.deep
def test_photos_at_the_counter(desk: Desk, as_: Callable[[User], Pages]) -> None:
    """Each is opened in the fence when a person takes it over; what is no photo is taken, too."""
    photos: dict[str, Any] = {
        f"photo{n}": SimpleUploadedFile(f"{n}.jpg", data, "image/jpeg")
        for n, data in ((1, jpeg(1)), (2, jpeg(2)), (3, jpeg(3)[:300]))
    }
    one, pages = desk.team.cast.one, as_(desk.liaison)
    draw = drawn(pages.get("take_enquiry", one))
    pages.post("take_enquiry", one, status=200, draw=draw, **SAID, **photos)
    enquiry = Enquiry.objects.get()
    sent = desk.read(enquiry, desk.recorder)
    missing, _ = desk.both(sent)
    recorder = as_(desk.recorder)
    assert "kB" in recorder.get("take_photo", sent, "?photo=1")
    recorder.post("take_photo", sent, "?photo=1", what="take", status=422)  # nothing allows it yet
    recorder.post("take_consents", sent)
    for n in (1, 3):
        recorder.post("take_photo", sent, f"?photo={n}", what="take")
    recorder.post("take_photo", sent, "?photo=2", what="leave")
    recorder.get("take_photo", sent, "?photo=2", status=404)
    held = Photo.objects.filter(file=missing)
    assert sorted(one.content.unreadable != "" for one in held) == [False, True]
    intake.close()


def test_only_who_speaks_with_families_has_the_place(
    desk: Desk, as_: Callable[[User], Pages]
) -> None:
    desk.take()
    for role, user in desk.team.one.items():
        text = as_(user).client.get("/").content.decode()
        sees = role in {
            Role.LIAISON, Role.ANTE_MORTEM, Role.BOARD, Role.TRANSMISSION, Role.CUSTODY
        }  # fmt: skip
        assert (reverse("families:home") in text) == sees, role


def test_every_address_leads_to_its_own_page() -> None:
    """Two apps that give one form of address to two pages would hide one of them."""
    one = {"id": uuid.UUID(int=1), "code": "x"}
    checked = 0
    for name, arguments in names():
        if not name.startswith(("families:", "transmit:", "custody:")) or set(arguments) - set(one):
            continue
        address = reverse(name, kwargs={key: one[key] for key in arguments})
        assert resolve(address).view_name == name
        checked += 1
    assert checked > 100
