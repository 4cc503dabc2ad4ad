"""The pages of releases without scripts: the whole way, what is refused, and who reads what."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nomina.desk.books import vault
from nomina.desk.custody import holds
from nomina.desk.custody.models import IssuedPaper, Release, Stay, Unresolved
from nomina.desk.policy.roles import Role
from tests.desk.custody.releasing import Case, make_case
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import BOOK, sign_in
from tests.desk.people.test_pages import HOSTILE


@pytest.fixture
def kind() -> str:
    """A page is drawn the same from both databases; what acts keep is tried in both."""
    return "sqlcipher"


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    monkeypatch.setattr(holds, "_reasons", [])
    BOOK.entries.clear()


@pytest.fixture
def case(yard: Yard) -> Case:
    return make_case(yard)


def url(name: str, row: Any) -> str:
    return reverse(f"custody:{name}", args=[row.pk])


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def send(client: Client, address: str, status: int = 200, **given: Any) -> str:
    """Post a form; the page that follows, or the form with what is wrong in it."""
    answer = client.post(address, given, follow=True)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def as_(client: Client, user: Any) -> None:
    """Sign in as one with a code app of their own: two who share one are one person here."""
    client.logout()
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, base64.b32encode(user.pk.bytes).decode().rstrip("="))
    sign_in(client, user)


def test_the_whole_way_through_the_pages(case: Case, client: Client) -> None:
    yard, one = case.yard, case.yard.team.cast.one
    as_(client, yard.officer)
    assert case.release.number in text_of(client, url("releases", one))
    send(client, url("end_release", case.release), why="begun by another")
    page = text_of(client, url("releases", one))
    assert "Named by the board, and not released" in page
    assert "Begin its release" in page
    form = text_of(client, url("begin_release", case.body))
    assert str(case.coffin) in form
    said = send(
        client, url("begin_release", case.body), tag=str(case.coffin), receives="family",
        receiver="Зразок Марія", relation="mother", body="",
    )  # fmt: skip
    release = Release.objects.open().get()
    case.release = release
    assert "9 things are missing" in said
    assert "Зразок Олександр" not in said  # the dead have a number here, not a name
    address = url("release_fact", release)
    copy = SimpleUploadedFile("order.pdf", b"%PDF- order")
    said = send(
        client, f"{address}?about=authority", words_="Order of the prosecutor", number="12/34",
        day="2024-01-02", copy=copy,
    )  # fmt: skip
    assert "Order of the prosecutor · 12/34 · 2024-01-02 · copy kept" in said
    send(client, f"{address}?about=receiver", words_="passport of Ukraine", number="AB 12")
    send(client, f"{address}?about=effects", words_="nothing goes with it")
    assert vault().read(release.facts.get(key="authority").digest) == b"%PDF- order"
    case.wish()
    case.choose()
    said = send(
        client, url("release_read", release), tags=f"{case.coffin} {case.body} NONSENSE",
        read="scanned",
    )  # fmt: skip
    assert "2 tags were read" in said
    assert "this is not a tag of this desk" in said
    assert "2 things are missing" in said
    assert "Sign it" in said
    said = send(client, url("give_release", release), 422, witness="W", read="scanned")
    assert "nobody of the board has signed" in said
    send(client, url("sign_release", release))
    as_(client, yard.team.one[Role.BOARD])
    send(client, url("sign_release", release))
    as_(client, yard.officer)
    assert "Nothing is missing" in text_of(client, url("release", release))
    said = send(client, url("give_release", release), witness="W One, office", read="scanned")
    assert "Given out" in said
    assert Stay.objects.now().get(item=case.coffin).place is None
    assert "This release is over" in send(client, url("end_release", release), why="w")
    person = case.identification.report.other
    page = text_of(client, url("returned", person))
    assert "returned" in page
    assert "recorded" in page  # what the family chose is not the officer's to read
    as_(client, yard.team.one[Role.LIAISON])
    assert "tell the family again" in text_of(client, url("returned", person))
    assert release.number in text_of(client, reverse("files:file", args=[person.pk]))


def test_a_paper_is_issued_kept_and_carried_away(case: Case, client: Client) -> None:
    as_(client, case.yard.officer)
    said = send(client, url("release_paper", case.release), 422, paper="pass", language="uk")
    assert "nobody of the board" in said
    send(client, url("release_paper", case.release), paper="release", language="uk")
    row = IssuedPaper.objects.get()
    assert row.document["language"] == "uk"
    answer = client.post(url("issued_paper", row))
    assert answer.content == vault().read(row.pdf)
    assert answer.content[:5] == b"%PDF-"
    assert answer["Content-Disposition"] == 'attachment; filename="R-00001.release.uk.pdf"'
    assert BOOK.kinds()[-2:] == ["custody.paper", "custody.paper-taken"]
    assert "Release form" in text_of(client, url("release", case.release))


def test_a_death_is_drawn_up_certified_and_issued(case: Case, client: Client) -> None:
    as_(client, case.yard.officer)
    said = send(client, url("draft_death", case.body), rank="sergeant")
    assert "waits for the responsible officer" in said
    death = case.identification.deaths.get()
    assert "another certifies it" in send(client, url("sign_death", death), 422, office="Major")
    assert "no responsible officer" in send(client, url("issue_death", death), 422, language="en")
    as_(client, case.yard.team.one[Role.BOARD])
    assert "Certify it" in text_of(client, url("death", death))
    send(client, url("sign_death", death), office="Major, head of the bureau")
    send(client, url("issue_death", death), language="ru")
    send(client, url("draft_list", case.yard.team.cast.one))
    page = text_of(client, url("deaths", case.yard.team.cast.one))
    assert "a list of 1" in page
    assert "Зразок" not in page


def test_hostile_words_stay_words(case: Case, client: Client) -> None:
    as_(client, case.yard.officer)
    send(client, url("end_release", case.release), why=HOSTILE)
    send(
        client, url("begin_release", case.body), tag=str(case.coffin), receives="carrier",
        receiver=HOSTILE, relation=HOSTILE, body=HOSTILE,
    )  # fmt: skip
    release = Release.objects.open().get()
    part = case.yard.thing("part", file=case.yard.file(), words="w")
    case.pack(part)
    address = url("release_fact", release)
    for key in ("authority", "receiver", "effects"):
        send(
            client, f"{address}?about={key}", words_=HOSTILE, number=HOSTILE[:60], day="2024-01-02"
        )  # fmt: skip
    send(client, url("release_unresolved", release), tag=str(part), why=HOSTILE)
    row = Unresolved.objects.get()
    send(client, url("sign_unresolved", row))
    for address in (
        url("release", release), url("releases", case.yard.team.cast.one),
        url("sign_unresolved", row), url("returned", case.identification.report.other),
        url("release", case.release),
    ):  # fmt: skip
        page = text_of(client, address)
        assert "<img src=x" not in page
        assert "<script>alert" not in page
    case.release = release
    send(client, url("release_paper", release), paper="release", language="en")
    answer = client.post(url("issued_paper", IssuedPaper.objects.get()))
    assert answer.content[:5] == b"%PDF-"


def test_nothing_is_begun_of_who_has_no_name(case: Case, client: Client) -> None:
    as_(client, case.yard.officer)
    nameless = case.yard.body()
    for name in ("begin_release", "draft_death"):
        page = client.get(url(name, nameless), follow=True).content.decode()
        assert "The board has not named this body" in page
