"""A custody officer's phone in a real Chromium, on a served desk that is out of reach for a time.

A camera that films labels, a wagon of many bodies with three discrepancies, a count, an exchange,
the wrong coffin and the right one. The people are drawn; database, vault and log are a desk's own.
"""

from __future__ import annotations

import base64
import os
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, ViewportSize, expect

from nomina.desk.books import acts_log
from nomina.desk.custody.actions.effects import MakeInventory, SignInventory
from nomina.desk.custody.actions.effects_remains import RecordExamined
from nomina.desk.custody.actions.items import PrintTags
from nomina.desk.custody.actions.places import MakePlace
from nomina.desk.custody.models import (
    Batch,
    Command,
    Found,
    Incident,
    Item,
    Manifest,
    Movement,
    Place,
    ReleaseDone,
    Stay,
)
from nomina.desk.custody.models.movements import MOVE
from nomina.desk.custody.register import When
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.boot.serving import served
from tests.desk.custody.releasing import make_case
from tests.desk.custody.seen import film, picture, pictures
from tests.desk.custody.wire import Wire, wired
from tests.desk.custody.yard import Yard, make_yard
from tests.desk.files.people import make_team
from tests.desk.look.pages import QUIET, browser_path
from tests.desk.look.test_look_browser import FITS, barriers
from tests.desk.people.cast import NOW, account, make_cast, role, sign_in

pytestmark = pytest.mark.enable_socket
PHONE: ViewportSize = {"width": 390, "height": 844}
SHOTS = os.environ.get("NOMINA_SHOTS")
"""A folder for pictures of every page on the way; none are made without."""


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
def wire(yard: Yard) -> Iterator[Wire]:
    with served(get_wsgi_application()) as port, wired(port) as laid:
        yield laid
    assert "wire" not in {one.name for one in threading.enumerate()}


@dataclass
class Phone:
    """Somebody's phone.

    Attributes:
        complaints: what pages said to nobody, but for what did not come through or was refused.
    """

    context: BrowserContext
    page: Page
    wire: Wire
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, user: User, browser: Browser, wire: Wire) -> Phone:
        context = browser.new_context(viewport=PHONE, locale="en-GB", has_touch=True)
        context.set_default_timeout(20_000)
        made = cls(context, context.new_page(), wire)
        made.sign_in(user)
        context.on("console", lambda message: made._complains(message.text))
        context.on("weberror", lambda error: made.complaints.append(str(error.error)))
        return made

    def _complains(self, text: str) -> None:
        # What is refused is said on the page.
        if "net::ERR_" not in text and "status of 422" not in text:
            self.complaints.append(text)

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.wire.port}"

    def sign_in(self, user: User) -> None:
        client = Client()
        if not Authenticator.objects.filter(user=user).exists():  # who share a key are one person
            TOTP.activate(user, base64.b32encode(user.pk.bytes).decode().rstrip("="))
        sign_in(client, user)
        kept = client.cookies["nomina"].value
        self.context.add_cookies([{"name": "nomina", "value": kept, "url": self.origin}])

    def goes(self, name: str, row: Any, query: str = "") -> Page:
        self.page.goto(f"{self.origin}{reverse(f'custody:{name}', args=[row.pk])}{query}")
        return self.page

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def reads(self, *labels: bytes) -> None:
        """Take photographs of labels, one after another, as whoever has no moving picture."""
        said = self.page.locator("[data-said]")
        for label in labels:
            said.evaluate("said => { said.textContent = ''; }")
            file = FilePayload(name="label.jpg", mimeType="image/jpeg", buffer=label)
            self.page.locator("[data-pick]").set_input_files(files=[file])
            expect(said).not_to_be_empty()

    def loses(self) -> None:
        """Go into the wagon."""
        self.wire.cut()
        self.context.set_offline(True)

    def finds(self) -> None:
        """Come out of it."""
        self.wire.mend()
        self.context.set_offline(False)

    def shows(self, name: str) -> None:
        """See that nothing bars anybody and nothing is wider than the phone; keep a picture."""
        if SHOTS is not None:
            self.page.screenshot(path=Path(SHOTS) / f"walk-{name}.png", full_page=True)
        assert barriers(self.page) == []
        assert self.page.evaluate(FITS), f"{name} is scrolled sideways"

    def leaves(self) -> None:
        self.context.close()
        assert self.complaints == []


def number(page: Page, what: str) -> Any:
    return page.locator(f"[data-n={what}]")


@pytest.fixture
def phone(browser: Browser, yard: Yard, wire: Wire) -> Iterator[Phone]:
    made = Phone.of(yard.officer, browser, wire)
    yield made
    made.leaves()


WAGON = [
    pytest.param("sqlcipher", 10),
    pytest.param("sqlcipher", 120, marks=pytest.mark.deep),
    pytest.param("postgres", 120, marks=pytest.mark.deep),
]


@pytest.mark.parametrize(("kind", "many"), WAGON, indirect=["kind"])
def test_a_wagon_is_moved_and_counted_where_there_is_no_network(
    phone: Phone, yard: Yard, many: int
) -> None:
    """One is missing, one lies elsewhere by the register, and one tag is of another operation."""
    one, page = yard.team.cast.one, phone.page
    wagon = _place(yard, "wagon", "W9", many)
    _place(yard, "morgue", "M9", many + 20)
    bodies = [yard.body(place=wagon) for _ in range(many)]
    gone, moved = bodies[-1], bodies[:-1]
    beside, stranger = yard.body(place=yard.other), _tag_of_two(yard)
    phone.goes("scan", one)
    expect(page.locator("#start option", has_text="W9")).to_have_count(1)
    page.wait_for_function(KEPT_PAGE)
    page.select_option("#start", "W9")
    page.select_option("#place", "M9")
    expect(number(page, "expected")).to_have_text(str(many))
    half = len(moved) // 2
    phone.reads(*pictures([str(body) for body in moved[:half]]))
    phone.reads(picture(str(moved[0])))  # once more, by mistake
    expect(number(page, "read")).to_have_text(str(half))

    phone.loses()
    expect(page.locator("p[data-away]")).to_be_visible()
    page.reload()  # the phone was short of memory; what was read is still there
    expect(page.locator("p[data-away]")).to_be_visible()
    expect(number(page, "read")).to_have_text(str(half))
    phone.reads(picture(str(moved[half])))
    expect(page.locator("[data-said]")).to_contain_text("No connection")
    page.locator("#tags").focus()
    page.keyboard.press("Control+End")
    for tag in [*map(str, moved[half:]), str(beside), stranger]:  # a scanner types
        page.keyboard.insert_text(tag)
        page.keyboard.press("Enter")
    expect(number(page, "read")).to_have_text(str(many + 1))
    expect(number(page, "missing")).to_have_text("1")
    expect(number(page, "many")).to_have_text("2")
    expect(page.locator("[data-codes]")).to_contain_text(str(gone))
    expect(page.locator("[data-codes]")).to_contain_text(str(beside))
    phone.shows("away")
    phone.presses("Write down")
    expect(page.locator("[data-waiting] li")).to_have_count(1)

    page.select_option("#kind", "count")
    page.select_option("#place", "M9")
    page.locator("#tags").fill("\n".join(map(str, [*moved[1:], beside])))
    phone.presses("Write down")
    expect(page.locator("[data-waiting] li")).to_have_count(4)
    assert not Command.objects.exists()
    page.reload()
    expect(page.locator("[data-count]")).to_have_text("4")

    phone.finds()
    expect(page.locator("[data-count]")).to_have_text("0", timeout=60_000)
    told = page.locator("[data-answers]")
    expect(told).to_contain_text("The count is over: 1 not found, 1 too many.")
    expect(told).to_contain_text(f"{many - 1} items were moved.")
    phone.shows("answered")
    _lies(yard, "M9", moved)
    _lies(yard, "W9", [gone])
    _lies(yard, "W2", [beside])
    asked = Counter(Incident.objects.values_list("kind", flat=True))
    # The count has one that the register does not know there, and lacks one that it does.
    assert asked == {"missing": 2, "extra": 2, "foreign-tag": 1}
    said = Incident.objects.filter(kind="foreign-tag").get().said
    assert stranger in said["claimed"]["tags"][0]
    steps = Movement.objects.filter(item__in=moved, kind=MOVE)
    assert all(step.at < step.made_at for step in steps)
    assert {step.clock for step in steps} == {"device"}
    kinds = Command.objects.order_by("made_at").values_list("kind", flat=True)
    assert list(kinds) == ["move", "count-begin", "read", "count-end"]


def _place(yard: Yard, kind: str, code: str, room: int) -> Place:
    action = MakePlace(
        operation=yard.team.cast.one, place=kind, name=f"{kind} {code}", code=code, capacity=room
    )
    return yard.do(action)


def _tag_of_two(yard: Yard) -> str:
    """A tag that another operation printed."""
    cast, user = yard.team.cast, account("custody2")
    role(user, Role.CUSTODY, cast.two, cast.ada)
    return str(yard.do(PrintTags(operation=cast.two, count=1), user)[0])


def _lies(yard: Yard, code: str, items: list[Item]) -> None:
    there = Stay.objects.now().filter(place__code=code, place__operation=yard.team.cast.one)
    assert set(there.values_list("item", flat=True)) == {item.pk for item in items}


def test_a_camera_reads_labels_that_are_held_before_it(
    browser: Browser, yard: Yard, wire: Wire, tmp_path: Path
) -> None:
    """A film of labels stands for the camera; the pages, the desk and its reader are real."""
    bodies = [yard.body() for _ in range(6)]
    tags = [str(body) for body in bodies]
    path = film(tmp_path / "labels.mjpeg", [picture(tag) for tag in tags])
    made = browser.browser_type.launch(
        executable_path=browser_path(),
        args=[
            *QUIET,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={path}",
        ],
    )
    phone = Phone.of(yard.officer, made, wire)
    page = phone.goes("bulk", yard.team.cast.one)
    page.get_by_role("button", name="Read with the camera").click()
    expect(page.locator("#id_tags")).to_have_value(
        re.compile("".join(rf"(?=[\s\S]*{tag})" for tag in tags)), timeout=30_000
    )
    phone.shows("camera")
    read = page.locator("#id_tags").input_value().split()
    assert sorted(read) == sorted(tags)  # each once, though each was seen many times
    page.get_by_role("button", name="Stop the camera").click()
    expect(page.locator("video")).to_be_hidden()
    expect(page.locator("#id_read")).to_have_value("scanned")
    phone.leaves()
    made.close()


def test_two_fields_of_tags_are_filled_one_by_one(phone: Phone, yard: Yard) -> None:
    """A label that hangs beside is not written down as what something belongs to."""
    body, tag = yard.body(), yard.tag()
    page = phone.goes("receive", yard.team.cast.one)
    expect(page.locator("p[data-into]")).to_have_text("Goes into: Tag")
    phone.reads(picture(tag, str(body)))
    expect(page.locator("[data-said]")).to_contain_text("Several codes are seen")
    expect(page.locator("#id_tag")).to_have_value("")
    phone.reads(picture(tag))
    expect(page.locator("#id_tag")).to_have_value(tag)
    page.locator("#id_parent").focus()
    expect(page.locator("p[data-into]")).to_have_text("Goes into: Tag of the body")
    phone.reads(picture(str(body)))
    expect(page.locator("#id_parent")).to_have_value(str(body))
    expect(page.locator("#id_tag")).to_have_value(tag)
    phone.shows("receive")
    page.select_option("#id_kind", "packet")
    page.select_option("#id_place", label="W1 · wagon W1")
    phone.presses("Take it in")
    packet = Item.objects.get(kind="packet")
    assert (str(packet), packet.parent) == (tag, body)


def test_an_exchange_on_a_phone(
    phone: Phone, yard: Yard, browser: Browser, wire: Wire, tmp_path: Path
) -> None:
    """Their list is held against what is in the bags, and what is theirs goes back, signed for."""
    bags = [yard.thing("bag") for _ in range(3)]
    batch = _made_batch(phone, yard, "E-1", "in")
    _brings_their_list(phone, batch)
    for n, (bag, what, ours) in enumerate(
        zip(bags, ("body", "body", "nothing"), ("yes", "no", "unknown"), strict=True), 1
    ):
        page = phone.goes("find_in_batch", batch)
        phone.reads(picture(str(bag)))
        line = page.locator("#id_line option", has_text=f"· {n}")
        page.select_option("#id_line", line.get_attribute("value"))
        page.select_option("#id_what", what)
        page.select_option("#id_ours", ours)
        phone.presses("Enter")
        expect(page.locator("main")).to_contain_text("it was entered")
    assert Found.objects.count() == 3
    page = phone.goes("batch", batch)
    for said in ("nothing human in it", "not of this side, goes back", "not found"):
        expect(page.locator("main")).to_contain_text(said)
    assert "Зразок" not in page.content()  # a number does
    phone.shows("batch")
    phone.presses("Have differences looked at")
    expect(page.locator("main")).to_contain_text("E-1")
    told = [(one.said["their number"], one.said["what"]) for one in Incident.objects.all()]
    # Whoever was to be in the third bag is missing, and what is in it is nobody.
    assert sorted(told) == [
        ("2", "not-ours"), ("3", "not-found"), ("3", "nothing-human"), ("4", "not-found"),
    ]  # fmt: skip

    back = _made_batch(phone, yard, "E-2", "out")
    phone.goes("make_manifest", back)
    phone.reads(picture(str(bags[1])))
    phone.presses("Sign it")
    manifest = Manifest.objects.get()
    phone.goes("hand_manifest", manifest)
    phone.reads(picture(str(bags[0])))  # ours lies beside it
    page.select_option("#id_seal", "whole")
    phone.presses("Hand out")
    expect(page.locator("main")).to_contain_text(f"too many: {bags[0]}")
    page.locator("#id_tags").fill("")
    phone.reads(picture(str(bags[1])))
    phone.presses("Hand out")
    expect(page.locator("main")).not_to_contain_text("too many")
    other = Phone.of(yard.clerk, browser, wire)  # whoever gives does not sign for the carrier
    other.goes("take", bags[1].operation.handovers.get())
    other.reads(picture(str(bags[1])))
    other.page.locator("#id_witness").fill("Observer, passport AB 12")
    other.page.select_option("#id_seal", "whole")
    other.presses("Take over")
    expect(other.page.locator("main")).to_contain_text("Taken over: 1. What does not fit: 0.")
    other.leaves()
    phone.goes("add_receipt", manifest)
    scan = FilePayload(name="scan.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 scan")
    page.locator("#id_file").set_input_files(files=[scan])
    page.select_option("#id_side", "counterpart")
    page.locator("#id_signer").fill("Officer, E1")
    page.locator("main form button.primary").click()
    expect(page.locator("main")).to_contain_text("Officer, E1")
    phone.goes("dispatch", manifest)
    phone.presses("Give it out")
    expect(page.locator("main")).to_contain_text(str(manifest.number))
    assert yard.at(bags[1]).place is None
    assert yard.at(bags[0]).place == yard.wagon


def _made_batch(phone: Phone, yard: Yard, code: str, way: str) -> Batch:
    page = phone.goes("make_batch", yard.team.cast.one)
    page.locator("#id_number").fill(code)
    page.locator("#id_stage").fill("1")
    page.locator("#id_counterpart").fill("Other side")
    page.select_option("#id_way", way)
    page.select_option("#id_place", label="W1 · wagon W1")
    page.select_option("#id_carried_by", "icrc")
    page.select_option("#id_carrier", label="Driver One · Firm")
    phone.presses("Add")
    return Batch.objects.get(number=code)


def _brings_their_list(phone: Phone, batch: Batch) -> None:
    page = phone.goes("bring_paper", batch)
    rows = "Bag number,Name\n1,Зразок А\n2,Зразок Б\n3,Зразок В\n4,Зразок Г\n"
    page.locator("#id_file").set_input_files(
        files=[FilePayload(name="list.csv", mimeType="text/csv", buffer=rows.encode())]
    )
    phone.presses("Bring it")
    page.select_option("#id_column_0", "number")
    page.select_option("#id_column_1", "said_name")
    phone.presses("Take the lines")
    expect(page.locator("main")).to_contain_text("Lines taken: 4.")


def test_the_wrong_coffin_stays_and_the_right_one_goes(
    phone: Phone, yard: Yard, browser: Browser, wire: Wire
) -> None:
    """What stands in the way is said by what was read at the coffin, until nothing does."""
    case, page = make_case(yard), phone.page
    release, wrong = case.release, yard.thing("coffin")
    stray = yard.thing("part", file=yard.file(), words="w")
    case.pack(yard.body(), wrong)
    case.pack(stray)
    case.wish()
    case.choose()
    case.do(RecordExamined(item=case.body, doctor="Dr 2", when=When(at=NOW)))
    made = case.do(MakeInventory(item=case.body, when=When(at=NOW), none_found=True))
    case.do(SignInventory(inventory=made), yard.clerk)
    for key in ("authority", "receiver", "effects"):
        case.fact(key)

    phone.goes("release", release)
    phone.reads(picture(str(wrong)))
    phone.presses("Read")
    expect(page.locator("main")).to_contain_text("does not lie in the coffin by the register")
    expect(page.locator("main")).to_contain_text("nobody knows whose this is")
    phone.shows("wrong-coffin")
    assert page.get_by_role("link", name="Give out").count() == 0
    phone.goes("give_release", release)
    page.locator("#id_witness").fill("Witness, passport AB 12")
    phone.presses("Give out")
    expect(page.locator("main")).to_contain_text("does not lie in the coffin by the register")
    assert not ReleaseDone.objects.exists()

    phone.goes("move", yard.team.cast.one)
    phone.reads(picture(str(stray)))
    page.select_option("#id_place", label="W1 · wagon W1")
    phone.presses("Move")
    phone.goes("release", release)
    phone.reads(picture(str(case.coffin), str(case.body)))
    page.get_by_label("Begin the reading anew").check()
    phone.presses("Read")
    expect(page.locator("main")).to_contain_text("2 tags were read")
    page.get_by_role("link", name="Sign it").click()
    phone.presses("Sign")
    other = Phone.of(yard.team.one[Role.BOARD], browser, wire)
    other.goes("sign_release", release)
    other.presses("Sign")
    expect(other.page.locator("main")).to_contain_text("Nothing is missing")
    other.leaves()
    phone.goes("release", release)
    phone.shows("right-coffin")
    page.get_by_role("link", name="Give out").click()
    page.locator("#id_witness").fill("Witness, passport AB 12")
    phone.presses("Give out")
    expect(page.locator("main")).to_contain_text("Given out")
    for item in (case.coffin, case.body):
        assert yard.at(item).place is None
    assert yard.at(stray).place == yard.at(wrong).place == yard.wagon


def test_signing_out_leaves_what_is_not_sent_and_nothing_else(
    phone: Phone, yard: Yard, browser: Browser, wire: Wire
) -> None:
    one, page = yard.team.cast.one, phone.page
    body = yard.body()
    phone.goes("scan", one)
    page.wait_for_function(KEPT_PAGE)
    page.select_option("#start", "W1")
    page.select_option("#place", "W2")
    expect(number(page, "expected")).to_have_text("1")
    phone.loses()
    page.locator("#tags").fill(str(body))
    phone.presses("Write down")
    expect(page.locator("[data-waiting] li")).to_have_count(1)
    page.goto("about:blank")  # the page was closed before there was a network again
    phone.finds()
    phone.goes("operation", one)
    phone.presses("Sign out")
    expect(page).to_have_url(re.compile("/account/sign-in/"))
    page.wait_for_function("async () => (await caches.keys()).length === 0")
    kept = page.evaluate(KEPT, f"nomina-scan-{one.pk.hex}")
    assert len(kept["outbox"]) == 1
    assert kept["answers"] == []
    assert "state" not in kept["kept"]
    assert (
        page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    )
    assert not Command.objects.exists()

    phone.sign_in(yard.clerk)  # somebody else sends nothing of it
    phone.goes("scan", one)
    expect(page.locator("[data-waiting]")).to_contain_text("of another account")
    phone.sign_in(yard.officer)
    phone.goes("scan", one)
    expect(page.locator("[data-answers]")).to_contain_text("1 item was moved.")
    expect(page.locator("[data-count]")).to_have_text("0")
    assert yard.at(body).place == yard.other
    assert Command.objects.get().by == yard.officer


KEPT_PAGE = "async () => ((await navigator.serviceWorker.getRegistration()) || {}).active"
"""Whether the page opens without a network from now on."""
KEPT = """async (name) => {
    const asked = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
    const db = await asked(indexedDB.open(name)), kept = {};
    for (const one of db.objectStoreNames)
        kept[one] = await asked(db.transaction(one).objectStore(one).getAllKeys());
    db.close();
    return kept;
}"""
"""The keys of all that a page keeps on the device."""
