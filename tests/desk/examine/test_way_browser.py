"""From a photo to a decision in a real Chromium: six people, each with a passkey of their own.

Four bodies of a drawn operation: one is given its name and a certificate, one is excluded, one
rests until evidence comes and is woken, one has its name taken back. The quick test walks the
shortest of them by keys.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from playwright.sync_api import Browser, Page, ViewportSize, expect

from nomina.desk.acts import Actor
from nomina.desk.books import acts_log
from nomina.desk.books.leaves import DeskLeaves
from nomina.desk.boot.serving import Work
from nomina.desk.demo import load
from nomina.desk.demo.cast import by
from nomina.desk.demo.work import until_done
from nomina.desk.examine.features import FEATURES
from nomina.desk.examine.models import Certificate, Examination, Identification, Issued, Report
from nomina.desk.examine.states import State
from nomina.desk.files.models import File, Link
from nomina.desk.files.photos import intake
from nomina.desk.people.actions import (
    AddUser,
    GrantRole,
    MakeFirstAdministrator,
    MakeOperation,
    MakeSite,
)
from nomina.desk.people.models import Operation, User
from nomina.desk.people.policies import Policies
from nomina.desk.policy.roles import Role
from nomina.documents import read_json
from nomina.ledger.audit import audit
from nomina.progress import Silent
from nomina.synthetic import Person, write_operation
from nomina.synthetic.truth import Truth
from tests.desk.boot.serving import served
from tests.desk.examine.bench import make_bench
from tests.desk.files.people import make_team
from tests.desk.files.shots import encoded
from tests.desk.look.conftest import browser as browser  # noqa: PLC0414 - a fixture for this module
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.people.cast import make_cast, sign_in
from tests.desk.test_day_browser import Somebody, acts_of, drops

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True),
]
SIX = (
    ("rita", "Rita Recorder", Role.MORTUARY),
    ("anna", "Anna Amt", Role.ANTE_MORTEM),
    ("evan", "Evan Examiner", Role.EXAMINER),
    ("edda", "Edda Examiner", Role.EXAMINER),
    ("bruno", "Bruno Board", Role.BOARD),
    ("bella", "Bella Board", Role.BOARD),
)
SIZES: tuple[ViewportSize, ...] = (
    {"width": 1280, "height": 800},
    {"width": 768, "height": 1024},
    {"width": 390, "height": 844},
)
SHOTS = os.environ.get("NOMINA_SHOTS")
"""A folder for pictures of every page on the way; none are made without."""


@dataclass
class Walker:
    """Somebody at pages of reports; what they do is what a person would click or type."""

    page: Page
    origin: str

    def opens(self, path: str) -> Page:
        self.page.goto(self.origin + path)
        return self.page

    def at(self, report: Report, route: str = "report") -> Page:
        return self.opens(reverse(f"examine:{route}", args=[report.pk]))

    def proves(self) -> None:
        """Use the passkey again where the desk asks who is there."""
        heading = self.page.get_by_role("heading", level=1)
        if heading.inner_text() == "Is it you?":
            self.page.get_by_role("button", name="Use a passkey").click()
            expect(heading).not_to_have_text("Is it you?")

    def sends(self, **fields: str) -> None:
        """Fill the form of the page in and send it."""
        self.proves()
        for name, value in fields.items():
            field = self.page.locator(f"main [name={name}]")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.page.locator("main form .btn.primary").first.click()
        self.told()

    def told(self) -> None:
        """Wait until the desk says what was done; the passkey may be due only now."""
        said = self.page.locator("#notices .notice")
        expect(said.or_(self.page.get_by_text("Is it you?")).first).to_be_visible(timeout=20_000)
        self.proves()
        expect(said.first).to_be_visible(timeout=20_000)

    def moves(self, report: Report, label: str, **fields: str) -> None:
        """Make one move of a report by its button."""
        self.at(report).get_by_role("link", name=label).click()
        self.sends(**fields)

    def brings(self, report: Report, discipline: str, view: str) -> None:
        """Bring evidence, by the key that stands on the button."""
        self.at(report)
        self.page.keyboard.press("e")
        self.page.wait_for_url("**/evidence/")
        self.sends(
            discipline=discipline, view=view, reason="both were examined", place="Laboratory",
            date="2026-01-05", signatory="Dr Example, odontologist",
        )  # fmt: skip

    def starts(self, operation: Operation, body: File, person: File) -> Report:
        """Open a report from two numbers."""
        self.opens(reverse("examine:report_list", args=[operation.pk]))
        self.page.keyboard.press("n")
        self.page.wait_for_url("**/open/")
        self.sends(link="identified", first=body.number, second=person.number, why="the papers")
        return Report.objects.get(one=body, other=person)

    def shows(self, name: str) -> None:
        """Keep pictures of the page at three widths in both themes."""
        if SHOTS is None:
            return
        for size in SIZES:
            self.page.set_viewport_size(size)
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)
                path = Path(SHOTS) / f"{name}-{size['width']}-{scheme}.png"
                self.page.screenshot(path=path, full_page=True)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(SIZES[0])


def stands(report: Report) -> State:
    """Where a report stands by now."""
    return Report.objects.get(pk=report.pk).state


def concluded(report: Report, one: Walker, other: Walker, label: str, **fields: str) -> None:
    """Sign the evidence twice, conclude, and have both accept."""
    one.moves(report, "Sign the evidence")
    other.moves(report, "Sign the evidence")
    one.moves(report, label, **fields)
    one.moves(report, "Accept the conclusion")
    other.moves(report, "Accept the conclusion")


def test_two_people_walk_a_report_to_its_exclusion_by_keys(
    fresh_db: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened, proved and signed; each is offered what is theirs to do, and nothing else."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    cache.clear()
    bench = make_bench(make_team(make_cast()), bodies=1, people=1)
    windows = []
    for user in bench.examiners[:2]:
        windows.append(Watched(browser, "/look/offline/", viewport=SIZES[0]))
        sign_in(windows[-1].client, user)
    one, other = (Walker(window.page, ORIGIN) for window in windows)
    report = one.starts(bench.team.cast.one, bench.bodies[0], bench.people[0])
    expect(one.page.locator("main")).to_contain_text("No evidence is in force.")
    one.brings(report, "dental", "excluded")
    one.page.keyboard.press("m")
    one.sends()
    expect(one.page.get_by_role("link", name="Sign the evidence")).to_have_count(0)
    other.at(report)
    other.page.keyboard.press("m")
    other.sends()
    one.moves(report, "Conclude: exclusion", why="two teeth that were out are there")
    one.moves(report, "Accept the conclusion")
    other.moves(report, "Accept the conclusion")
    expect(other.page.locator(".way [aria-current]")).to_have_text("closed: exclusion")
    assert stands(report) is State.EXCLUDED
    for window in windows:
        window.close()


# From here on all of it: a served desk, its worker, passkeys, drawn people.


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
    write_operation(place, missing=6, bodies=5, on_list=4)
    return place


def founded(drawn: Path) -> tuple[dict[str, File], dict[str, str]]:
    """An operation with the drawn people, and six accounts that nobody has signed in to."""
    ada = MakeFirstAdministrator(login="ada", name="Ada", language="en").do(Actor()).user
    place = MakeOperation(
        name="A bridge",
        operation_kind="disaster",
        languages=("uk", "en"),
        numbering=load.NUMBERING,
        policies=Policies(legal_basis="invented", face_comparison=True),
    ).do(by(ada))
    MakeSite(operation=place, name="School gymnasium", code="GYM").do(by(ada))
    codes = {}
    for login, name, role in SIX:
        made = AddUser(login=login, name=name, language="en").do(by(ada))
        GrantRole(user=made.user, role=role, operation=place).do(by(ada))
        codes[login] = made.code
    users = {user.login: user for user in User.objects.all()}
    loaded = load.load(drawn, place, users, ("anna", "rita"), Silent())
    until_done(Silent(), 240)
    return dict(loaded.files), codes


def photographs(rita: Somebody, file: File) -> None:
    """Add one more photo of a body, as a hand does that drops it."""
    page = rita.goes(reverse("files:file", args=[file.pk]))
    page.get_by_role("link", name="Add photos").click()
    page.check("[value=dead]")
    drops(page, ("DSC_9.jpg", encoded(Person.from_seed(7).post_mortem(9))))
    expect(page.locator("[data-sum]")).to_contain_text("Kept: 1", timeout=20_000)
    until_done(Silent(), 240)


def examines(who: Walker, one: Examination) -> None:
    """Describe one picture, see the other, conclude; not a name is on the page before."""
    page = who.opens(reverse("examine:examination", args=[one.pk]))
    assert one.pair.person.number not in page.content()
    for feature in FEATURES:
        page.locator(f"[name='{feature}']").select_option("visible")
    page.get_by_role("button", name="Lock the description").click()
    page.locator("main [name=outcome]").select_option("candidate")
    page.locator("main [name=reasons]").fill("the ears and the chin agree")
    assert one.pair.person.number not in page.content()
    page.get_by_role("button", name="Lock the conclusion").click()
    expect(page.get_by_role("link", name="Change my view")).to_be_visible()


def two_examine(place: Operation, body: File, evan: Walker, edda: Walker) -> Report:
    """Two examine one pair blind; the first opens the report from the conclusion."""
    evan.opens(reverse("examine:queue", args=[place.pk])).get_by_role(
        "link", name=body.number
    ).click()
    evan.page.get_by_role("button", name="Take this body").click()
    first = Examination.objects.get(pair__body=body)
    examines(evan, first)
    examines(edda, Examination.objects.get(pair__body=body, turn=2))
    evan.opens(reverse("examine:examination", args=[first.pk]))
    evan.page.keyboard.press("q")
    evan.page.wait_for_url("**/report/")
    evan.sends(why="two examiners took it for a candidate")
    return Report.objects.get(one=body, other=first.pair.person)


def decided(report: Report, bruno: Walker, bella: Walker) -> Identification:
    """Two of the board sign the dossier, and one of them decides."""
    page = bruno.at(report, "board")
    page.get_by_role("button", name="Lay it before the board as it is").click()
    expect(page.locator("#notices")).to_be_visible()
    for one in (bruno, bella):
        one.at(report, "board").get_by_role("link", name="Sign this dossier").click()
        one.sends()
    bella.shows("board")
    expect(bella.page.locator("main")).to_contain_text("The board can decide.")
    bella.page.keyboard.press("d")
    bella.page.wait_for_url("**/decide/**")
    bella.sends()
    assert stands(report) is State.IDENTIFIED
    return Identification.objects.get(report=report)


def drafted(done: Identification, bruno: Walker) -> Certificate:
    """Draft a certificate; one post is vacant, and says why."""
    bruno.at(done.report)
    bruno.page.keyboard.press("c")
    bruno.page.wait_for_url("**/certify/**")
    bruno.sends(
        officer="Evan Examiner", pathologist="Edda Examiner", section="Bruno Board",
        chief="Bella Board", dentist_vacant="no dentist was there",
    )  # fmt: skip
    return Certificate.objects.get(identification=done)


def certified(done: Identification, evan: Walker, edda: Walker, *board: Walker) -> None:
    """Four posts sign, each as themselves; the certificate is issued in Ukrainian."""
    one = drafted(done, board[0])
    address = reverse("examine:certificate", args=[one.pk])
    for who in (evan, edda, *board):
        who.opens(address)
        who.page.keyboard.press("s")
        who.page.wait_for_url("**/sign/**")
        who.sends(place="Harbour Town")
    board[0].opens(address)
    board[0].page.keyboard.press("i")
    board[0].page.wait_for_url("**/issue/**")
    board[0].sends(language="uk")
    assert Issued.objects.get(certificate=one).language == "uk"
    board[0].opens(address)
    expect(board[0].page.locator("main")).to_contain_text("issued and is in force")


@pytest.mark.deep
def test_six_people_walk_four_bodies(browser: Browser, origin: str, drawn: Path) -> None:
    files, codes = founded(drawn)
    place = Operation.objects.get()
    truth = read_json(drawn / "truth.json", Truth)
    named = [(files[b], files[p]) for b, p in truth.bodies.items() if p is not None]
    somebody, walkers = {}, {}
    for login, _, _ in SIX:
        who = somebody[login] = Somebody.at(browser, origin)
        who.signs_in_by_code(login, codes[login])
        walkers[login] = Walker(who.page, origin)
        who.page.set_viewport_size(SIZES[0])
    _, anna, evan, edda, bruno, bella = (walkers[login] for login, _, _ in SIX)

    body = named[0][0]
    photographs(somebody["rita"], body)
    report = two_examine(place, body, evan, edda)
    evan.brings(report, "face", "possible")
    expect(evan.page.locator("main")).to_contain_text("carries nothing, either way")
    evan.brings(report, "dna", "established")
    evan.shows("report")
    concluded(report, evan, bruno, "Conclude: identification", why="the profile of DNA")
    identification = decided(report, bruno, bella)
    certified(identification, evan, edda, bruno, bella)
    bella.at(report)
    bella.shows("decided")
    answer = anna.page.goto(origin + reverse("examine:report", args=[report.pk]))
    assert answer is not None
    assert answer.status == 404, "who keeps the other file reads no report"
    somebody["anna"].complaints.clear()  # Chromium complains of each such answer

    excluded = evan.starts(place, *named[1])
    evan.brings(excluded, "dental", "excluded")
    concluded(excluded, evan, edda, "Conclude: exclusion", why="teeth that were out are there")
    assert stands(excluded) is State.EXCLUDED

    rests = edda.starts(place, *named[2])
    edda.brings(rests, "tattoo", "possible")
    concluded(rests, edda, evan, "Conclude: premature", why="a chart of the teeth")
    assert stands(rests) is State.PREMATURE
    expect(evan.page.locator("main")).to_contain_text("Wake: Nothing has come since.")
    expect(evan.page.locator("main")).to_contain_text("What would wake it: a chart of the teeth")
    evan.shows("premature")
    evan.brings(rests, "dental", "established")
    evan.moves(rests, "Wake")
    assert stands(rests) is State.FIRST

    wrong = evan.starts(place, *named[3])
    evan.brings(wrong, "friction ridge", "established")
    concluded(wrong, evan, edda, "Conclude: identification", why="ten fingers")
    recalled = decided(wrong, bruno, bella)
    number = drafted(recalled, bruno).number
    page = bruno.at(wrong)
    page.get_by_role("link", name="Recall this identification").click()
    bruno.proves()
    page.locator("main [name=why]").fill("the prints were of another body")
    bruno.shows("recall")
    rests_on_it = page.locator("[data-row]", has_text=number)
    expect(rests_on_it).to_contain_text("has not happened yet: it is frozen")
    page.locator("[data-ask=recall]").click()
    page.locator("dialog .btn.stop").click()
    bruno.told()
    expect(page.locator("#notices")).to_contain_text("Recalled.")
    expect(rests_on_it).to_contain_text("frozen")
    bruno.shows("recalled")
    assert stands(wrong) is State.RECALLED
    standing = set(Link.objects.current().filter(kind="identified").values_list("pk", flat=True))
    assert identification.link_id in standing
    assert recalled.link_id not in standing

    evan.opens(reverse("examine:report_list", args=[place.pk]))
    evan.shows("reports")
    assert len(re.findall(r"<tr [^>]*data-row", evan.page.content())) == 4
    for who in somebody.values():
        who.leaves()
    assert audit(DeskLeaves()) == []
    assert (acts_of("board.sign"), acts_of("board.decide"), acts_of("board.recall")) == (4, 2, 1)
