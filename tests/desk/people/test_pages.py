"""The pages: what is done by them is done as acts, and no name that is typed can harm."""

from __future__ import annotations

import re
import time
import unicodedata
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nomina.desk.people.models import (
    Agreement,
    Membership,
    MembershipEnd,
    Operation,
    Recovery,
    Site,
    User,
)
from nomina.desk.people.standing import standing_of
from nomina.desk.policy.roles import Role
from tests.desk.people.cast import BOOK, NOW, Cast, account, code_now, sign_in

CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b")


def url(name: str, *args: Any) -> str:
    return reverse(f"people:{name}", args=args)


class Elements(HTMLParser):
    """The elements, attributes and visible text of a page, as a browser builds them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_an_administrator_does_a_day(cast: Cast, client: Client) -> None:
    """By pages alone: an operation, a site, an account, a role, and their ends."""
    sign_in(client, cast.ada)
    done = client.post(
        url("make_operation"),
        {
            "name": "Flood", "kind": "disaster", "languages": "uk, en", "am": "AM-{n}",
            "pm": "PM-{site}-{n:5}", "pui": "PUI-{n}", "family": "F-{n}", "legal_basis": "Law 1",
            "review_months": "6",
        },
    )  # fmt: skip
    flood = Operation.objects.get(name="Flood")
    assert done.headers["Location"] == url("operation", flood.pk)
    assert flood.policies["face_comparison"] is False
    client.post(url("make_site", flood.pk), {"name": "School", "code": "SCH"})
    page = client.post(
        url("add_account"), {"login": "dora", "name": "Dora", "language": "uk"}
    ).content.decode()
    dora = User.objects.get(login="dora")
    assert CODE.search(page)
    client.post(
        url("grant", flood.pk),
        {"user": str(dora.pk), "role": Role.EXAMINER, "since": "", "until": "2099-01-01"},
    )
    row = Membership.objects.get(user=dora)
    assert row.until is not None
    assert timezone.localtime(row.until).isoformat()[:10] == "2099-01-02"
    listed = client.get(url("members", flood.pk)).content.decode()
    assert "Dora" in listed
    client.post(url("end_membership", row.pk), {"why": "trained elsewhere"})
    assert standing_of(dora).held == frozenset()
    client.post(url("close_account", dora.pk), {"why": "left"})
    assert not User.objects.get(pk=dora.pk).is_active
    assert BOOK.kinds() == [
        "operation.make", "site.make", "user.add", "membership.grant", "membership.end",
        "user.deactivate",
    ]  # fmt: skip
    assert {entry.who for entry in BOOK.entries} == {cast.ada.pk}


def test_a_code_is_shown_once_and_stays_nowhere(cast: Cast, client: Client) -> None:
    sign_in(client, cast.ada)
    made = client.post(url("add_account"), {"login": "dora", "name": "Dora", "language": "uk"})
    found = CODE.search(made.content.decode())
    assert found
    code = found.group()
    assert made.headers["Cache-Control"] == "no-store, private"
    assert code not in client.get(url("accounts")).content.decode()
    assert code not in repr(dict(client.session))


def test_an_act_that_cannot_be_taken_back_asks_first(cast: Cast, client: Client) -> None:
    """A grant with a stale sign-in: asked again, and then done, once, with the guard still on."""
    sign_in(client, cast.ada, proved=time.time() - 3600)
    given = {"user": str(cast.olga.pk), "role": Role.EXAMINER, "since": "", "until": ""}
    asked = client.get(url("grant", cast.one.pk))
    assert asked.status_code == 302
    assert "/account/" in asked.headers["Location"]
    asked = client.post(url("grant", cast.one.pk), given)
    assert standing_of(cast.olga).held == frozenset()
    client.post(asked.headers["Location"], {"code": code_now()})
    assert {h.role for h in standing_of(cast.olga).held} == {Role.EXAMINER}
    assert BOOK.kinds() == ["membership.grant"]


def test_what_was_held_up_is_asked_again_for_the_right(cast: Cast, client: Client) -> None:
    """The request goes on past every middleware; a right that ended meanwhile still counts."""
    sign_in(client, cast.grace, proved=time.time() - 3600)
    given = {"user": str(cast.olga.pk), "role": Role.EXAMINER, "since": "", "until": ""}
    asked = client.post(url("grant", cast.one.pk), given)
    MembershipEnd(membership=cast.roles["grace"], ended_by=cast.ada, why="left").save()
    late = client.post(asked.headers["Location"], {"code": code_now()})
    assert late.status_code in {403, 404}
    assert standing_of(cast.olga).held == frozenset()


def test_a_refusal_keeps_what_was_typed_and_says_why(cast: Cast, client: Client) -> None:
    sign_in(client, cast.ada)
    page = client.post(url("make_site", cast.one.pk), {"name": "Kept name", "code": "N1"})
    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="Kept name"' in text
    assert "Another site has this short name" in text


def test_two_administrators_open_an_account_anew(cast: Cast, client: Client) -> None:
    sign_in(client, cast.ada)
    page = client.post(url("ask_recovery", cast.alice.pk), {"why": "phone lost"})
    assert page.status_code == 200
    asked = Recovery.objects.get()
    assert client.post(url("approve_recovery", asked.pk)).status_code == 403
    second = Client()
    sign_in(second, cast.grace)
    waiting = second.get(url("accounts")).content.decode()
    assert url("approve_recovery", asked.pk) in waiting
    assert second.post(url("approve_recovery", asked.pk)).status_code == 200
    # The first one was stopped at the door of the page; no act was tried.
    assert BOOK.kinds() == ["recovery.ask", "recovery.approve"]


def test_settings_are_kept_with_the_person(cast: Cast, client: Client) -> None:
    sign_in(client, cast.alice)
    client.post(url("settings"), {"language": "uk", "theme": "dark"})
    kept = User.objects.get(pk=cast.alice.pk)
    assert (kept.language, kept.theme) == ("uk", "dark")
    assert '<html lang="uk"' in client.get(url("settings")).content.decode()


def test_a_choice_in_the_header_is_kept_with_the_person(cast: Cast, client: Client) -> None:
    sign_in(client, cast.alice)
    client.post(reverse("look:choose"), {"language": "ru", "back": "/settings/"})
    assert User.objects.get(pk=cast.alice.pk).language == "ru"
    assert BOOK.kinds() == ["user.settings"]


def test_a_closed_account_is_out_at_its_next_request(cast: Cast, client: Client) -> None:
    """ASVS 7.4.2."""
    sign_in(client, cast.alice)
    assert client.get(url("operations")).status_code == 200
    User.objects.filter(pk=cast.alice.pk).update(is_active=False, closed_at=NOW)
    assert client.get(url("operations")).status_code == 302


def test_nobody_reads_names_of_others_on_a_page(cast: Cast, client: Client) -> None:
    """Everything that Alice can open, and no word of operation Two in it but its agreement."""
    sign_in(client, cast.alice)
    pages = [
        url("operations"), url("operation", cast.one.pk), url("members", cast.one.pk),
        url("person", cast.bob.pk), url("settings"),
    ]  # fmt: skip
    text = "".join(client.get(page).content.decode() for page in pages)
    assert "Operation One" in text
    assert "Bob Name" in text
    for hidden in ("Operation Two", "Charlie", "Ada Name", "Olga", "Mortuary S2"):
        assert hidden not in text
    for thing in (cast.two, cast.charlie, cast.site_two, cast.roles["charlie"]):
        assert str(thing.pk) not in text
        assert thing.pk.hex not in text


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    '=HYPERLINK("http://x.example","y")',
    "{{7*7}}{% debug %}${7*7}",
    "right\u202eto left\u2066 and back",
    "\u200fשם",
    "e" * 200,
    "a\u0301" * 90,
    "🏴‍☠️",
)


def hostile_rows(cast: Cast, text: str) -> tuple[User, Operation]:
    """Plant a text in every place that takes one, past every check."""
    user = account("villain", language="uk")
    User.objects.filter(pk=user.pk).update(name=text)
    operation = Operation(
        name=text, kind="internal", languages=[text], made_by=cast.ada,
        numbering=dict.fromkeys(("am", "pm", "pui", "family"), text),
        policies={"legal_basis": text, "face_comparison": True, "review_months": 12},
    )  # fmt: skip
    operation.save()
    Site(operation=operation, name=text, code=text[:12], made_by=cast.ada).save()
    Membership(
        user=user, operation=operation, role=Role.BOARD, since=NOW, granted_by=cast.ada
    ).save()
    pair = sorted((operation, cast.one), key=lambda one: one.pk.hex)
    Agreement(
        first=pair[0], second=pair[1], since=NOW, purpose=text, signed_by=text, made_by=cast.ada
    ).save()
    Recovery(user=user, asked_by=cast.grace, why=text, digest="0" * 64,
             until=timezone.now() + timedelta(hours=1)).save()  # fmt: skip
    return User.objects.get(pk=user.pk), operation


def every_page(user: User, operation: Operation) -> list[str]:
    return [
        url("operations"), url("operation", operation.pk), url("make_site", operation.pk),
        url("members", operation.pk), url("grant", operation.pk), url("accounts"),
        url("person", user.pk), url("close_account", user.pk), url("grant_desk", user.pk),
        url("ask_recovery", user.pk), url("agreements"), url("make_agreement"),
        url("end_membership", Membership.objects.get(user=user).pk),
        url("approve_recovery", Recovery.objects.get(user=user).pk),
        *(url("end_agreement", one.pk) for one in Agreement.objects.filter(purpose=user.name)),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)  # a page is drawn the same from both
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_text_on_every_page(cast: Cast, client: Client, text: str) -> None:
    """SEC-41: it is shown as it is, makes no element, and turns nothing around it."""
    sign_in(client, cast.ada)
    user, operation = hostile_rows(cast, text)
    for address in every_page(user, operation):
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        built = Elements(page)
        assert "img" not in built.tags
        assert built.tags.count("script") == 4  # those of the frame
        assert not {name for name in built.attributes if name.startswith("on")}
        assert text in built.text or text not in page
        assert "49" not in built.text.replace(text, "").split()
        turns = sum(unicodedata.bidirectional(c) in {"RLE", "RLO", "LRE", "LRO"} for c in page)
        assert not turns or "<bdi>" in page


@pytest.mark.parametrize("text", [*HOSTILE, "a\x00b", "x" * 10_240, "", "\ud800"],
                         ids=range(len(HOSTILE) + 4))  # fmt: skip
def test_a_hostile_name_that_is_typed_breaks_nothing(cast: Cast, client: Client, text: str) -> None:
    """Kept as text or refused with a reason, on every form; never a fault of the desk."""
    sign_in(client, cast.ada)
    safe = text.encode("utf-8", "replace").decode()
    every = dict.fromkeys(
        ("login", "name", "language", "kind", "languages", "am", "pm", "pui", "family", "code",
         "legal_basis", "why", "user", "role", "since", "until", "first", "second", "purpose",
         "signed_by", "theme", "review_months"),
        safe,
    )  # fmt: skip
    good = {"login": "dora", "language": "uk"}
    for address, given in [
        (url("make_operation"), {}), (url("make_site", cast.one.pk), {"code": "OK1"}),
        (url("add_account"), good), (url("add_account"), {}), (url("grant", cast.one.pk), {}),
        (url("end_membership", cast.roles["bob"].pk), {}), (url("grant_desk", cast.bob.pk), {}),
        (url("ask_recovery", cast.bob.pk), {}), (url("make_agreement"), {}),
        (url("end_agreement", cast.agreement.pk), {}), (url("close_account", cast.eve.pk), {}),
        (url("settings"), {}),
    ]:  # fmt: skip
        answer = client.post(address, {**every, **given})
        assert answer.status_code in {200, 302, 422}, address
        built = Elements(answer.content.decode())
        assert "img" not in built.tags, address


@pytest.mark.parametrize("query", ["?page=0", "?page=-1", "?page=x", "?page=999999", "?page=%00"])
def test_a_page_that_is_not_there_is_the_nearest(cast: Cast, client: Client, query: str) -> None:
    sign_in(client, cast.ada)
    for name in ("operations", "accounts", "agreements"):
        assert client.get(url(name) + query).status_code == 200


def test_long_lists_come_in_pages(cast: Cast, client: Client) -> None:
    sign_in(client, cast.ada)
    for i in range(60):
        account(f"extra{i}")
    first, second = (client.get(url("accounts") + q).content.decode() for q in ("", "?page=2"))
    assert first.count("data-row") == 50
    assert second.count("data-row") == 19
