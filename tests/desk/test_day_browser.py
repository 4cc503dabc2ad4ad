"""A day at the desk in a real Chromium: administrator, recorders, examiner, one served desk.

The people are drawn; the databases, the vault, the log and the worker are those of a desk in use.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from nomina.desk.books import acts_log, vault
from nomina.desk.books.leaves import DeskLeaves
from nomina.desk.boot import first
from nomina.desk.boot.serving import Work
from nomina.desk.demo import load
from nomina.desk.demo.work import until_done
from nomina.desk.files.models import Card, Content, Entry, File, Photo, PhotoEnd
from nomina.desk.files.photos import intake
from nomina.desk.leads.models import FaceTemplate, Lead, Run
from nomina.desk.people.models import Operation, User
from nomina.desk.policy.roles import Role
from nomina.ledger.audit import audit
from nomina.ledger.formats import parse_checkpoint, parse_note
from nomina.progress import Silent
from nomina.synthetic import Person, write_operation
from tests.desk.boot.serving import served
from tests.desk.boot.test_passkey_browser import with_authenticator
from tests.desk.conftest import HOME
from tests.desk.files.shots import encoded
from tests.desk.look.conftest import browser as browser  # noqa: PLC0414 - a fixture for this module

pytestmark = pytest.mark.enable_socket
TEAM = (
    ("rita", "Rita Recorder", Role.MORTUARY),
    ("anna", "Anna Amt", Role.ANTE_MORTEM),
    ("evan", "Evan Examiner", Role.EXAMINER),
)
WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 375, "height": 812}
SHOTS = os.environ.get("NOMINA_SHOTS")
"""A folder for pictures of every page on the way; none are made without."""


@pytest.fixture(params=["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)])
def kind(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def origin(fresh_db: str) -> Iterator[str]:
    cache.clear()
    acts_log.forget()
    with served(get_wsgi_application()) as port, Work(interval=0.1):
        yield f"http://localhost:{port}"
    intake.close()
    acts_log.forget()
    cache.clear()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("operation")
    write_operation(place, missing=6, bodies=5, on_list=3)
    return place


@dataclass
class Somebody:
    """One person at one device."""

    context: BrowserContext
    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, browser: Browser, origin: str) -> Somebody:
        context = browser.new_context(locale="en-GB", viewport=WIDE)
        context.set_default_timeout(20_000)
        made = cls(context, context.new_page(), origin)
        context.on("console", lambda message: made.complaints.append(message.text))
        context.on("weberror", lambda error: made.complaints.append(str(error.error)))
        with_authenticator(made.page)
        return made

    def goes(self, path: str) -> Page:
        self.page.goto(self.origin + path)
        return self.page

    def adds_a_passkey(self) -> None:
        page = self.page
        expect(page.get_by_role("heading", level=1)).to_have_text("Your keys")
        page.get_by_role("link", name="Add a passkey").click()
        page.get_by_label("Name of this passkey").fill("this device")
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Is it you?")
        page.get_by_role("button", name="Use a passkey").click()
        page.get_by_role("link", name="I have written them down").click()

    def signs_in_by_code(self, login: str, code: str) -> None:
        page = self.goes("/account/code/")
        page.get_by_label("Sign-in name").fill(login)
        page.get_by_label("One-time code").fill(code)
        page.get_by_role("button", name="Sign in").click()
        self.adds_a_passkey()

    def signs_in_by_passkey(self) -> None:
        page = self.goes("/operations/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(f"{self.origin}/operations/")  # where the way was going

    def shows(self, name: str) -> None:
        """Keep a picture of the page, at the width of a desk and of a phone."""
        if SHOTS is None:
            return
        for size, end in ((WIDE, "desk"), (PHONE, "phone")):
            self.page.set_viewport_size(size)
            path = Path(SHOTS) / f"{name}-{end}.png"
            self.page.screenshot(path=path, full_page=True)
        self.page.set_viewport_size(WIDE)

    def leaves(self) -> None:
        self.context.close()
        assert self.complaints == []


def founds(ada: Somebody) -> dict[str, str]:
    """Make the desk: operation, site, accounts, roles. Gives the first codes by sign-in name."""
    page = ada.goes("/account/first/")
    ada.shows("01-first")
    page.get_by_label("Code from the terminal").fill(first.new_code(HOME))
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Sign-in name").fill("ada")
    page.get_by_role("button", name="Begin").click()
    ada.adds_a_passkey()

    ada.goes("/operations/")
    ada.shows("02-operations")
    page.get_by_role("link", name="Begin an operation").first.click()
    page.get_by_label("Name", exact=True).fill("A bridge")
    page.get_by_label("What happened").select_option("disaster")
    page.get_by_label("Languages spoken there").fill("uk, en")
    page.get_by_label("Numbers of missing people").fill("M-{n:3}")
    page.get_by_label("Numbers of bodies and body parts").fill("B-{n:3}")
    page.get_by_label("Photographs of faces may be compared").check()
    ada.shows("03-new-operation")
    page.locator("main form .btn.primary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A bridge")
    page.get_by_role("link", name="Add a site").first.click()
    page.get_by_label("Name", exact=True).fill("School gymnasium")
    page.get_by_label("Short name").fill("GYM")
    page.locator("main form .btn.primary").click()
    ada.shows("04-operation")

    codes = {}
    for login, name, role in TEAM:
        ada.goes("/accounts/new/")
        page.get_by_label("Sign-in name").fill(login)
        page.get_by_label("Name", exact=True).fill(name)
        page.locator("main form .btn.primary").click()
        codes[login] = page.locator("#code").inner_text()
        page.get_by_role("link", name="Written down").click()
        place = Operation.objects.get()
        ada.goes(f"/operations/{place.pk}/people/grant/")
        page.get_by_label("Person").select_option(label=f"{name} ({login})")
        page.get_by_label("Role").select_option(role.value)
        page.locator("main form .btn.primary").click()
        expect(page.locator("#notices")).to_contain_text("The role was granted.")
    ada.shows("05-people")
    ada.goes("/accounts/")
    ada.shows("06-accounts")
    return codes


def sees_no_case(ada: Somebody) -> None:
    """Whoever makes accounts opens no file, no list of them, no search and no photo."""
    file = File.objects.filter(kind="pm").order_by("number")[0]
    for path in (
        f"/operations/{file.operation_id}/files/?kind=pm",
        f"/files/{file.pk}/",
        f"/files/{file.pk}/write/",
        f"/photos/{file.photos.all()[0].pk}/",
    ):
        answer = ada.page.goto(ada.origin + path)
        assert answer is not None
        assert answer.status in (403, 404), path
        assert file.number not in ada.page.content()
    ada.complaints.clear()  # Chromium complains of each such answer


def fills(drawn: Path) -> None:
    """Load the drawn people with the accounts that the administrator made; the worker goes on."""
    users = {user.login: user for user in User.objects.all()}
    load.load(drawn, Operation.objects.get(), users, ("anna", "rita"), Silent())
    until_done(Silent(), 120)
    assert Run.objects.filter(end__isnull=False).exists()


def opens_a_body(rita: Somebody) -> File:
    """Open a body by keys alone, in a time that a mortuary has: two minutes at most."""
    place = Operation.objects.get()
    page = rita.goes(f"/operations/{place.pk}/files/open/?kind=pm")
    rita.shows("11-open-a-body")
    keys = Keys(page)
    for name, value in (
        ("sex", "male"),
        ("found", "2026-03-02"),
        ("died", "2026-02~"),
        ("place", "school yard"),
        ("completeness", "whole"),
    ):
        keys.fills(name, value)
    keys.to("the act", "document.activeElement.matches('main .btn.primary')")
    keys.press("Enter")
    expect(page.locator("#notices")).to_contain_text("was opened")
    # Card, Moran and Newell (1983): 0.28 s a key at 40 words a minute, 1.35 s to think of a field.
    assert keys.n * 0.28 + keys.fields * 1.35 < 120
    rita.shows("12-body")
    file = File.objects.get(number="B-006")
    assert page.url == f"{rita.origin}/files/{file.pk}/"
    return file


@dataclass
class Keys:
    """A keyboard and no mouse; counts what is pressed.

    Attributes:
        n: keys pressed.
        fields: fields that were filled in.
    """

    page: Page
    n: int = 0
    fields: int = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.n += 1

    def to(self, what: str, reached: str) -> None:
        """Go forward until a thing has the focus."""
        for _ in range(60):
            if self.page.evaluate(reached):
                return
            self.press("Tab")
        raise AssertionError(f"no way by keys to {what}")

    def fills(self, name: str, value: str) -> None:
        """Go forward to a field and fill it in; a choice by the letters of its name."""
        self.to(name, f"document.activeElement.name === '{name}'")
        self.page.keyboard.type(value)
        self.n += len(value)
        self.fields += 1


def drops(page: Page, *photos: tuple[str, bytes]) -> None:
    """Drop files on the page, as a hand does that carries them from a folder."""
    files = [(name, base64.b64encode(data).decode()) for name, data in photos]
    carried = page.evaluate_handle(
        """files => {
            const carried = new DataTransfer();
            for (const [name, text] of files) {
                const bytes = Uint8Array.from(atob(text), one => one.charCodeAt(0));
                carried.items.add(new File([bytes], name, {type: "image/jpeg"}));
            }
            return carried;
        }""",
        files,
    )
    page.dispatch_event("[data-upload]", "drop", {"dataTransfer": carried})


def photographs(rita: Somebody, file: File) -> None:
    page = rita.page
    page.get_by_role("link", name="Add photos").click()
    page.check("[value=dead]")
    rita.shows("13-add-photos")
    pictures = [(f"DSC_{n}.jpg", encoded(Person.from_seed(7).post_mortem(n))) for n in range(2)]
    drops(page, *pictures, pictures[0])
    expect(page.locator("[data-sum]")).to_have_text(
        "Kept: 2 · There already: 1 · Refused: 0 · Left: 0", timeout=20_000
    )
    rita.shows("14-sent")
    assert Content.objects.filter(file=file).count() == 2
    until_done(Silent(), 120)
    rita.goes(f"/files/{file.pk}/")
    expect(page.locator("figure.photo")).to_have_count(2)
    rita.shows("15-photographed")


def writes_at_once(rita: Somebody, file: File) -> None:
    """Two windows write in one field; both values stay until somebody chooses."""
    one, other = rita.page, rita.context.new_page()
    for page in (one, other):
        page.goto(f"{rita.origin}/files/{file.pk}/write/?group=event")
    for page, place in ((one, "school yard, north"), (other, "school yard, south")):
        page.get_by_label("Place", exact=True).fill(place)
        page.get_by_role("button", name="Keep").click()
        page.wait_for_url(f"{rita.origin}/files/{file.pk}/**")
    expect(other.locator("#notices")).to_contain_text("Two values now stand in")
    other.close()
    rita.goes(f"/files/{file.pk}/")
    rita.shows("16-two-values")
    assert Card.objects.get(file=file).unsettled == 1
    one.get_by_role("button", name="This one").filter(has_text="north").click()
    expect(one.locator("#choices")).to_have_count(0)
    said = Entry.objects.filter(file=file, field="place")
    assert {entry.said.get() for entry in said} == {
        "school yard", "school yard, north", "school yard, south",
    }  # fmt: skip
    assert Card.objects.get(file=file).place == "school yard, north"
    rita.goes(f"/files/{file.pk}/history/")
    expect(one.locator("main")).to_contain_text("school yard, south")
    rita.shows("17-history")


def examines(evan: Somebody) -> None:
    """See whom a body may be, with reasons, and open one photo, in writing."""
    run = Run.objects.shown(Operation.objects.get())
    assert run is not None
    lead = Lead.objects.filter(run=run, rank=1).exclude(findings=[]).order_by("-posterior")[0]
    evan.goes(f"/operations/{lead.body.operation_id}/files/?kind=pm")
    evan.shows("21-bodies")
    page = evan.page
    page.get_by_role("link", name=lead.body.number).click()
    page.locator("main").get_by_role("link", name="Leads").click()
    evan.shows("22-leads")
    main = page.locator("main")
    expect(main).to_contain_text("Nobody on this list")
    expect(main).to_contain_text(lead.person.number)
    finding = lead.findings[0]["sentence"]["en"]
    page.locator("summary").first.click()
    expect(main).to_contain_text(finding[:40])

    photo = lead.body.photos.standing().first()
    assert photo is not None
    page = evan.goes(f"/files/{lead.body_id}/")
    figure = page.locator(f"#photo-{photo.pk.hex}, #photo-{photo.pk}").first
    assert figure.locator("img").count() == 0, "not a pixel is there until it is asked for"
    evan.shows("23-veiled")
    before = acts_of("face.opened")
    figure.get_by_role("button", name="Show").click()
    shown = figure.locator("img")
    expect(shown).to_be_visible()
    assert acts_of("face.opened") == before + 1
    assert "grayscale" in shown.evaluate("one => getComputedStyle(one).filter")
    evan.shows("24-shown")


def acts_of(kind: str) -> int:
    """How many acts of a kind the log holds, read from the log itself."""
    leaves = DeskLeaves()
    opened = (leaves.opened(index) for index in range(leaves.size()))
    return sum(f'"{kind}"'.encode() in one.event for one in opened if one is not None)


def withdraws(anna: Somebody, file: File) -> None:
    """A family takes its consent back: photo, template and place among the leads go at once."""
    digests = list(Content.objects.filter(file=file).values_list("digest", flat=True))
    photos = Photo.objects.filter(file=file).count()
    assert FaceTemplate.objects.filter(file=file).exists()
    assert vault().has(digests) == set(digests)
    page = anna.goes(f"/files/{file.pk}/")
    anna.shows("31-before")
    page.get_by_role("link", name="Withdraw").first.click()
    page.get_by_label("Reason").fill("asked for by letter")
    page.locator("[data-ask=withdraw]").click()
    anna.shows("32-withdraw")
    page.locator("dialog .btn.stop").click()
    page.wait_for_url(f"{anna.origin}/files/{file.pk}/**")
    anna.shows("33-tombstone")
    assert not Content.objects.filter(file=file).exists()
    assert not FaceTemplate.objects.filter(file=file).exists()
    assert vault().has(digests) == set()
    ended = PhotoEnd.objects.filter(photo__file=file, reason="withdrawn")
    assert ended.count() == photos > 0
    expect(page.locator("main")).to_contain_text("the family withdrew its consent")
    with_faces = Lead.objects.filter(person=file).exclude(face=None)
    assert not with_faces.exists(), "no result rests on a face that was taken away"


def test_a_day(browser: Browser, origin: str, drawn: Path) -> None:
    ada = Somebody.at(browser, origin)
    codes = founds(ada)
    fills(drawn)
    sees_no_case(ada)
    ada.leaves()

    rita = Somebody.at(browser, origin)
    rita.signs_in_by_code("rita", codes["rita"])
    rita.page.get_by_role("button", name="Sign out").click()
    rita.signs_in_by_passkey()
    body = opens_a_body(rita)
    photographs(rita, body)
    writes_at_once(rita, body)
    rita.leaves()

    evan = Somebody.at(browser, origin)
    evan.signs_in_by_code("evan", codes["evan"])
    examines(evan)
    evan.leaves()

    anna = Somebody.at(browser, origin)
    anna.signs_in_by_code("anna", codes["anna"])
    missing = File.objects.filter(kind="am", photos__end=None).order_by("number")[0]
    withdraws(anna, missing)
    anna.leaves()

    until_done(Silent(), 120)
    holds()


def holds() -> None:
    """Vault and log agree with what the day did."""
    faults = [fault for fault in vault().verify() if fault.kind != "orphan"]
    assert faults == []
    kept = set(Content.objects.values_list("digest", flat=True))
    assert vault().has(kept) == kept
    assert audit(DeskLeaves()) == []
    acts_log.forget()
    with transaction.atomic():
        note = acts_log.log().checkpoint()  # the log is held against what was signed
    assert parse_checkpoint(parse_note(note).text).size == DeskLeaves().size()
    opened = {"file.open": File.objects.count(), "photo.add": Photo.objects.count() + 1}
    assert {kind: acts_of(kind) for kind in opened} == opened, "one photo was sent twice"
    assert acts_of("consent.withdraw") == 1
