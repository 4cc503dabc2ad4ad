"""The pages of packages without scripts: the whole way, what is refused, and who sees what."""

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
from django.utils import timezone

from nomina import packages as library
from nomina import sealed
from nomina.desk import signing
from nomina.desk.examine import resting
from nomina.desk.policy.roles import Role
from nomina.desk.transmit.actions.packages_may import against
from nomina.desk.transmit.conditions import Condition, told
from nomina.desk.transmit.models import Package, PackageDraft
from tests.desk.custody.releasing import recalled
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import BOOK, sign_in
from tests.desk.policy.walking import locking_within
from tests.desk.transmit.routed import secret
from tests.desk.transmit.sending import Sending, make_sending


@pytest.fixture
def kind() -> str:
    """A page is drawn the same from both databases; what acts keep is tried in both."""
    return "sqlcipher"


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()


@pytest.fixture
def sending(yard: Yard) -> Sending:
    return make_sending(yard)


def url(name: str, row: Any) -> str:
    return reverse(f"transmit:{name}", args=[row.pk])


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
    if not Authenticator.objects.filter(user=user, type="totp").exists():
        TOTP.activate(user, base64.b32encode(user.pk.bytes).decode().rstrip("="))
    sign_in(client, user)


def test_the_whole_way_through_the_pages(sending: Sending, client: Client) -> None:
    bureau, body = sending.bureau, sending.body()
    found, who = sending.named(body)
    assert body.file is not None
    one, number = bureau.one, body.file.number
    as_(client, bureau.officer)
    assert "No package yet" in text_of(client, url("packages", one))
    page = text_of(client, f"{url('new_package', one)}?file={body.file.pk}&article=gc3-120")
    assert number in page
    assert '<option value="gc3-120" selected>' in page
    assert number not in text_of(client, f"{url('new_package', one)}?file=x")
    wrong: dict[str, Any] = {"article": "gc1-16", "partner": sending.home.pk, "numbers": "PM-77"}
    assert "PM-77" in send(client, url("new_package", one), 422, **wrong)
    page = send(client, url("new_package", one), **(wrong | {"numbers": f" {number} ,\n"}))
    assert "Look at each item" in page
    package = Package.objects.get()
    item = package.items.get()
    # The particulars stand on the page of the item, and no name of the dead on the others.
    said = text_of(client, url("package_item", item))
    for text in ("GC I 16(a)", "never asked", "Surname", "about 2022-03"):
        assert text in said
    said = text_of(client, url("say_particular", item))
    given: dict[str, Any] = {"field": "service_number", "state": "known", "source": "the disc"}
    assert "why it is not known" in send(client, url("say_particular", item), 422, **given)
    page = send(client, url("say_particular", item), **given, value="A-123")
    assert "A-123" in page

    yes: dict[str, Any] = {one.value: "on" for one in Condition}
    some: dict[str, Any] = dict(list(yes.items())[1:])
    assert "condition" in send(client, url("lay_package", package), 422, **some)
    assert "waits for two signatures" in send(client, url("lay_package", package), **yes)
    draft = PackageDraft.objects.get()
    page = text_of(client, url("sign_package", draft))
    assert "A-123" in page  # word for word what is sent
    # And each condition of sharing, with who said yes to it.
    for one_of in Condition:
        assert told(one_of) in page
    assert f"{bureau.officer.name} said yes" in page
    send(client, url("sign_package", draft))
    as_(client, bureau.board)
    send(client, url("sign_package", draft))
    as_(client, bureau.officer)
    page = send(client, url("make_package", package))
    assert "Made, and its copy with it" in page
    copy = Package.objects.exclude(pk=package.pk).get()
    assert copy.number in page
    answer = client.post(url("take_package", package), {"form": "file", "language": "en"})
    opened = sealed.unseal(answer.content, secret("home"))
    assert library.check(opened, signing.public("package"), "it")
    assert answer["Content-Disposition"] == 'attachment; filename="T-00001.json.age"'
    answer = client.post(url("take_package", package), {"form": "print", "language": "uk"})
    assert answer.content[:5] == b"%PDF-"
    again = client.post(url("take_package", package), {"form": "print", "language": "uk"})
    assert again.content == answer.content

    send(client, url("hand_package", package), means="file", to="The duty officer", note="")
    assert "already" in send(
        client, url("hand_package", package), 422, means="file", to="x", note=""
    )
    ack = sending.acknowledgement(package, at=timezone.now())
    bad = SimpleUploadedFile("a.json", ack.replace(b"Duty", b"Dutx"))
    send(client, url("acknowledge_package", package), 422, file=bad)
    page = send(client, url("acknowledge_package", package), file=SimpleUploadedFile("a.json", ack))
    assert "The partner said that it arrived" in page
    assert url("acknowledgement_of_package", package) in page
    answer = client.get(url("acknowledgement_of_package", package))
    assert (answer.content, answer["Content-Type"]) == (ack, "application/octet-stream")
    assert answer["Content-Disposition"].endswith('"T-00001.acknowledgement.json"')
    page = text_of(client, reverse("transmit:operation", args=[one.pk]))
    assert "Copies that the agency has not been handed yet" in page

    # Found by its number, and by that of the body and of the person.
    for text in (package.number, number, who.number):
        page = send(client, url("find_package", one), number=text)
        assert package.number in page
    assert "no package" in send(client, url("find_package", one), 422, number="X-1")
    # What was typed turns nothing that stands after it, where it is said again.
    for address, given in (
        (url("find_package", one), {"number": "\u202eX"}),
        (url("new_package", one), wrong | {"numbers": "\u202eX"}),
    ):
        assert "\u2068\u202eX" in send(client, address, 422, **given)
    assert package.number in text_of(client, reverse("files:file", args=[body.file.pk]))
    assert "T-00001" in text_of(client, url("packages", one))
    # Told, and recalled since: the first page says so, and the way back begins there.
    recalled(found)
    page = text_of(client, reverse("transmit:operation", args=[one.pk]))
    assert "To be taken back" in page
    page = send(client, url("recall_package", package))
    back = Package.objects.get(corrects=package)
    send(client, url("say_particular", back.items.get()), value="It was not so.")
    assert "It was not so." in text_of(client, url("package_item", back.items.get()))
    send(client, url("end_package", back), why="another way")
    assert "given up" in text_of(client, url("package", back))


def test_an_acknowledgement_on_paper_and_what_is_overdue(sending: Sending, client: Client) -> None:
    body = sending.body()
    assert body.file is not None
    sending.seconds = -20 * 24 * 3600
    package = sending.make(sending.draft(body.file.number))
    sending.hand(package, "print")
    as_(client, sending.bureau.officer)
    bureau = reverse("transmit:operation", args=[sending.bureau.one.pk])
    # The policy gives ten days; the page of the bureau, the register and the package say so.
    assert "<caption>Acknowledgements overdue<" in text_of(client, bureau)
    for address in (url("packages", sending.bureau.one), url("package", package)):
        assert "acknowledgement overdue" in text_of(client, address)
    empty = SimpleUploadedFile("scan.pdf", b"")
    send(client, url("acknowledge_on_paper", package), 422, signer="S", note="n", file=empty)
    page = send(
        client, url("acknowledge_on_paper", package), signer="Officer", note="by the courier",
        file=SimpleUploadedFile("scan.pdf", b"a scan"),
    )  # fmt: skip
    assert "on paper" in page
    answer = client.get(url("acknowledgement_of_package", package))
    assert answer.content == b"a scan"
    assert "Acknowledgements overdue" not in text_of(client, bureau)


def test_a_page_of_what_rests_on_a_decision_locks_nothing(sending: Sending, client: Client) -> None:
    """Only an act is in a transaction; a server refuses to lock for a page."""
    body = sending.body()
    assert body.file is not None
    decided, _ = sending.named(body)
    package = sending.make(sending.draft(body.file.number))
    as_(client, sending.bureau.officer)
    here = url("package", package)
    with locking_within():
        assert "recalled" not in text_of(client, here)
        assert against(package, resting.demand) == ""
        recalled(decided)
        assert "was recalled. Give it up." in text_of(client, here)
        assert "was recalled" in against(package, resting.demand)


def test_who_does_not_send_sees_and_changes_nothing(sending: Sending, client: Client) -> None:
    body = sending.body()
    assert body.file is not None
    package = sending.draft(body.file.number)
    draft = sending.lay(package)
    team = sending.bureau.team
    for who, sees in ((team.one[Role.LIAISON], 200), (team.one[Role.EXAMINER], 404)):
        as_(client, who)
        assert client.get(url("package", package)).status_code == sees
        for name, row in (("make_package", package), ("sign_package", draft)):
            assert client.post(url(name, row)).status_code == (403 if sees == 200 else 404)
    as_(client, team.morten)
    assert client.get(url("package", package)).status_code == 404
