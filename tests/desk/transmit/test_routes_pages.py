"""The pages of the bureau without scripts: from a partner to a policy, a flag, a sealed address."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from nomina import sealed
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.desk.transmit import detriment, partners, routes
from nomina.desk.transmit.models import (
    Allegiance,
    Detriment,
    OtherSideKin,
    Partner,
    RoutePolicy,
)
from nomina.desk.transmit.policy_paper import LIMITED
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import BOOK, sign_in
from tests.desk.people.test_pages import HOSTILE
from tests.desk.transmit.routed import Bureau, make_bureau, secret


@pytest.fixture
def kind() -> str:
    """A page is drawn the same from both databases; what acts keep is tried in both."""
    return "sqlcipher"


@pytest.fixture(autouse=True)
def _book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()


@pytest.fixture
def bureau(yard: Yard) -> Bureau:
    return make_bureau(yard.team)


@pytest.fixture
def enter(client: Client) -> Callable[[User], Client]:
    """Sign somebody in; who was before is out."""

    def done(user: User) -> Client:
        client.logout()
        sign_in(client, user)
        return client

    return done


def url(name: str, row: Any) -> str:
    return reverse(f"transmit:{name}", args=[row.pk])


def text_of(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode()


def send(client: Client, address: str, /, **given: Any) -> str:
    """Post a form; the page that follows, or the form with what is wrong in it."""
    answer = client.post(address, given, follow=True)
    assert answer.status_code in (200, 422), answer.status_code
    return answer.content.decode()


def policy_form(profile: str, *ways: tuple[Partner, str], **more: Any) -> dict[str, Any]:
    days = {f"days_{one}": 9 for one in LIMITED}
    return (
        {"profile": profile, "waiver": "", **days}
        | {f"way_{partner.pk.hex}": way for partner, way in ways}
        | more
    )


def test_from_a_partner_to_what_waits(
    bureau: Bureau, yard: Yard, enter: Callable[[User], Client]
) -> None:
    one, file = bureau.one, yard.file()
    client = enter(bureau.officer)
    assert "No policy of routes is in force" in text_of(client, reverse("transmit:home"))
    assert "No partner yet" in text_of(client, url("partners", one))
    said = send(
        client, url("add_partner", one), role="tracing-agency", name="Agency <b>",
        seal_to=sealed.public_of(secret("agency")), forms=["json"],
    )  # fmt: skip
    assert "read out to two people" in said
    partner = Partner.objects.get()
    assert "Agency &lt;b&gt;" in said
    assert "Keys of a partner to be checked" in text_of(client, url("operation", one))
    assert partners.grouped(partners.fingerprint(partner)) in said
    wrong = send(client, url("check_partner", partner), heard="0" * 32, how="by telephone")
    assert "This is not the fingerprint" in wrong
    right = {"heard": partners.fingerprint(partner), "how": "by telephone"}
    assert "You checked it" in send(client, url("check_partner", partner), **right)
    assert f"way_{partner.pk.hex}" not in text_of(client, url("draft_policy", one))
    enter(bureau.board)
    assert "You checked it" in send(client, url("check_partner", partner), **right)
    assert "checked by two" in text_of(client, url("partners", one))
    enter(bureau.officer)
    refused = send(client, url("draft_policy", one), **policy_form("international"))
    assert "Central Tracing Agency is missing" in refused
    form = policy_form("international", (partner, "direct"))
    assert "Now a transmission officer and a member" in send(
        client, url("draft_policy", one), **form
    )
    policy = RoutePolicy.objects.get()
    assert "Policy of routes to be signed" in text_of(client, url("operation", one))
    page = text_of(client, url("policy", policy))
    assert "2 signatures are missing" in page
    assert policy.digest in page
    assert "Read it again" in send(client, url("sign_policy", policy), digest="0" * 64)
    assert "You signed this policy" in send(
        client, url("sign_policy", policy), digest=_digest(client, policy)
    )
    assert "Sign it" not in text_of(client, url("policy", policy))
    enter(bureau.board)
    send(client, url("sign_policy", policy), digest=_digest(client, policy))
    assert routes.in_force(one) is not None
    assert "in force" in text_of(client, url("policies", one))
    enter(bureau.officer)
    home = text_of(client, reverse("transmit:home"))
    assert "Of 1 body nobody said on which Power it depended" in home
    given = {"side": "other", "status": "forces", "power": "P", "basis": "a disc"}
    assert "It was written down" in send(client, url("say_allegiance", file), **given)
    home = text_of(client, url("operation", one))
    assert "Particulars of a dead person (GC I 16)" in home
    assert file.number in home
    waiting = text_of(client, url("waiting", one))
    assert url("person", file) in waiting
    assert began_with(client, waiting) == ("gc1-16", file.number)
    packet, new = yard.body(), url("new_package", one)
    assert asked(text_of(client, f"{new}?article=effects&thing={packet.pk}")) == (
        "effects", str(packet),
    )  # fmt: skip
    nothing = f"{new}?article=death-certificate&file={file.pk}"
    assert asked(text_of(client, nothing)) == ("death-certificate", ""), "none is certified"
    assert "Waits for a second person" not in home
    table = csv.DictReader(io.StringIO(text_of(client, url("waiting_table", one))))
    (row,) = list(table)
    assert (row["article"], row["waiting"], row["sent"]) == ("gc1-16", "1", "0")
    assert "the other side" in text_of(client, reverse("files:file", args=[file.pk]))
    again = text_of(client, url("draft_policy", one))
    assert re.search(rf'name="way_{partner.pk.hex}".*?value="direct" selected', again, re.S)


def began_with(client: Client, waiting: str) -> tuple[str, str]:
    """Follow what waits to the person, and on to a new package: the article and the number there.

    Asks that what is shown at each step leads on, as somebody who clicks.
    """
    row = re.search(r'href="([^"]*/persons/[^"]*)"', waiting)
    assert row is not None
    on = re.search(r'href="([^"]*/packages/new/[^"]*)"', text_of(client, html.unescape(row[1])))
    assert on is not None
    return asked(text_of(client, html.unescape(on[1])))


def asked(page: str) -> tuple[str, str]:
    """The article and the number with which a new package would be begun."""
    article = re.search(r'<option value="([^"]+)" selected', page)
    numbers = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page)
    assert article is not None
    assert numbers is not None
    return article[1], html.unescape(numbers[1]).strip()


def _digest(client: Client, policy: RoutePolicy) -> str:
    """What the page has whoever reads it sign."""
    page = text_of(client, url("sign_policy", policy))
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def test_a_flag_is_said_signed_and_lifted(
    bureau: Bureau, yard: Yard, enter: Callable[[User], Client]
) -> None:
    file = yard.file()
    client = enter(bureau.liaison)
    assert "Telling could harm" in text_of(client, url("person", file))
    said = send(client, url("say_detriment", file), reason=HOSTILE[0])
    assert "Nothing of this person goes to any Power" in said
    assert HOSTILE[0] not in said
    assert "A flag waits for signatures" in said
    flag = Detriment.objects.get()
    assert "Flag to be signed" in text_of(client, url("operation", bureau.one))
    assert client.get(url("sign_detriment", flag)).status_code == 403
    for user in (bureau.officer, bureau.board):
        enter(user)
        page = text_of(client, url("person", file))
        assert url("sign_detriment", flag) in page
        assert "You signed this" in send(client, url("sign_detriment", flag))
    assert "waits for signatures" not in text_of(client, url("person", file))
    assert "It was written down" in send(client, url("lift_detriment", file), reason="over")
    lift = Detriment.objects.get(holds=False)
    assert "A lifting waits" in text_of(client, url("person", file))
    send(client, url("sign_detriment", lift))
    enter(bureau.officer)
    done = send(client, url("sign_detriment", lift))
    assert "Nothing of this person goes" not in done
    assert not detriment.stops(file)


def test_a_relative_is_sealed_and_ended(
    bureau: Bureau, yard: Yard, enter: Callable[[User], Client]
) -> None:
    file, agency = yard.file(), bureau.partner("tracing-agency", "Agency")
    client = enter(bureau.liaison)
    assert "There is nobody to seal it to" in text_of(client, url("add_kin", file))
    enter(bureau.officer)
    form = policy_form("international", (agency, "direct"))
    send(client, url("draft_policy", bureau.one), **form)
    bureau.sign(RoutePolicy.objects.get())
    enter(bureau.liaison)
    given = {"partner": agency.pk.hex, "relation": "spouse", "name_": "Name", "address": "There"}
    assert "It was sealed" in send(client, url("add_kin", file), **given)
    kin = OtherSideKin.objects.get()
    page = text_of(client, url("person", file))
    assert "spouse" in page
    assert "There" not in re.sub(r"There is|There are", "", page)
    assert "1 relative on the other side" in text_of(client, reverse("files:file", args=[file.pk]))
    assert url("kin", kin) in page
    assert "Nobody took it out yet" in text_of(client, url("kin", kin))
    assert client.get(url("take_kin", kin)).status_code == 403
    enter(bureau.officer)
    waits = text_of(client, url("operation", bureau.one))
    assert "Sealed for others, and not taken out yet" in waits
    assert url("kin", kin) in waits
    answer = client.post(url("take_kin", kin))
    assert answer.content == bytes(kin.sealed)
    assert url("kin", kin) not in text_of(client, url("operation", bureau.one))
    assert answer["Content-Disposition"].endswith('.age"')
    assert bureau.officer.name in text_of(client, url("kin", kin))
    enter(bureau.liaison)
    assert "It counts no more" in send(client, url("end_kin", kin), why="withdrawn")
    assert "counts no more" in text_of(client, url("person", file))
    assert not OtherSideKin.objects.current().exists()


def test_who_sees_what(bureau: Bureau, yard: Yard, enter: Callable[[User], Client]) -> None:
    """A recorder of bodies sees no Power, no flag and no relative, and no place on the rail."""
    file = yard.file()
    Allegiance(file=file, turn=1, side="other", status="forces", basis="b", by=bureau.officer).save(
        force_insert=True
    )
    client = enter(yard.clerk)
    page = text_of(client, reverse("files:file", args=[file.pk]))
    assert "What the bureau knows" not in page
    assert reverse("transmit:home") not in page
    assert client.get(url("person", file)).status_code == 403
    enter(yard.team.one[Role.LIAISON])
    assert reverse("transmit:home") in text_of(client, reverse("files:file", args=[file.pk]))
