"""Every document that custody prints, of a full case and of one of whom nobody knows anything.

Nobody of them exists. Names and words are long, as they are in life.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from nomina import manifests
from nomina.desk.custody import graves_list, holds
from nomina.desk.custody.actions.counting import BeginCount
from nomina.desk.custody.actions.effects import MakeInventory, OpenPacket, SignInventory
from nomina.desk.custody.actions.effects_remains import (
    RecordExamined,
    SignWaiver,
    WaiveExamination,
)
from nomina.desk.custody.actions.moving import Pack
from nomina.desk.custody.actions.papers import DraftDeath, DraftList, SignDeath
from nomina.desk.custody.actions.places import MakePlace
from nomina.desk.custody.actions.release import BeginRelease
from nomina.desk.custody.actions.release_unresolved import DeclareUnresolved, SignUnresolved
from nomina.desk.custody.effects import Article
from nomina.desk.custody.effects_paper import paper as inventory_paper
from nomina.desk.custody.exchange_paper import manifest_paper, receipt_paper
from nomina.desk.custody.exchange_receipt_paper import our_receipt_paper
from nomina.desk.custody.models import Item, Place
from nomina.desk.custody.papers import death_papers, forms, graves, release_papers
from nomina.desk.custody.papers.page import Paper
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File
from nomina.desk.policy.roles import Role
from nomina.ledger.checkpoint import KeySigner, public_key
from tests.desk.custody.ground import Ground, make_ground, point
from tests.desk.custody.releasing import Case, identified
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.files.people import EXAMINED, UNKNOWN, opened, said
from tests.desk.people.cast import NOW, by

LONG = "Великомихайлівсько-Старокостянтинівська"
NAMES = {
    "family name": said(LONG),
    "given name": said("Олександра-Вікторія"),
    "patronymic": said("Володимирівна"),
    "born": said("1987-05-02"),
    "sex": said("female"),
    "numbers": said("паспорт 001234567; жетон АА-000123"),
    "unit": said("72 окрема механізована бригада, медична рота"),
}
FOUND = {
    "sex": said("female", EXAMINED),
    "found": said("2022-10-12", EXAMINED),
    "died": said("2022-03", EXAMINED),
    "place": said("Лісосмуга за 2 км на північний схід від села Вигадане", EXAMINED),
}
PASS = {
    "authority": "Міністерство вигаданих справ, відділ перевезень",
    "done_at": "Дніпро", "means": "катафалк, АА 0000 ХХ", "start": "Дніпро", "via": "Умань – Львів",
    "destination": "Перемишль", "cause": "T14.9", "nature": "killed in action",
    "born_place": "Вінниця", "death_place": "Вигадане",
}  # fmt: skip
THEM = KeySigner("example.org/them", b"2" * 32)

Make = Callable[[str], Paper]
"""Makes a document in a language."""


@dataclass
class Printed:
    """The documents of one case, by name.

    Attributes:
        full: whether everything is known, else nothing.
        hall: where all of it lies.
    """

    yard: Yard
    ground: Ground
    full: bool
    hall: Place
    made: dict[str, Make] = field(default_factory=dict)

    def person(self, **more: Any) -> File:
        """A missing person."""
        values = NAMES | more if self.full else dict.fromkeys(NAMES, UNKNOWN)
        team = self.yard.team
        return opened("am", team.keeper("am"), team.cast.one, values=values)

    def thing(self, kind: str, **more: Any) -> Item:
        """Anything, taken in where there is room."""
        return self.yard.thing(kind, place=self.hall, **more)

    def body(self) -> Item:
        """A body, examined where all is known."""
        team = self.yard.team
        values = FOUND if self.full else dict.fromkeys(FOUND, UNKNOWN)
        file = opened("pm", team.keeper("pm"), team.cast.one, team.cast.site_one, values=values)
        body = self.thing("body", file=file, words="зелена ковдра")
        self.ground.seen.add(body.pk)
        return body


def every_document(yard: Yard, patch: pytest.MonkeyPatch, *, full: bool) -> Mapping[str, Make]:
    """Give every document of a case."""
    ground = make_ground(yard, patch)
    patch.setattr(holds, "_reasons", [])
    made = MakePlace(operation=yard.team.cast.one, place="morgue", name="Холодна зала", code="M2")
    it = Printed(yard, ground, full, made.do(by(yard.officer, yard.when().at), yard.book))
    _forms(it)
    _inventories(it)
    _release(it)
    _graves(it)
    _deaths(it)
    _manifests(it)
    return it.made


def _forms(it: Printed) -> None:
    yard = it.yard
    things = [yard.thing("bag", words="чорний мішок") for _ in range(3)]
    handover = yard.offer(things, yard.driver, yard.other)
    count = yard.do(BeginCount(place=yard.wagon, when=yard.when()))
    yard.tag()
    tag = yard.tags[-1]
    it.made |= {
        "handover": lambda language: forms.handover(handover, language),
        "count": lambda language: forms.count(count, language),
        "receive": lambda language: forms.receive(tag, language),
    }


def _inventories(it: Printed) -> None:
    yard = it.yard
    articles = (
        Article(
            kind="article", what="обручка з гравіюванням", material="жовтий метал",
            marks="усередині: 12.06.2010, Надвисокоповажна",
        ),
        Article(kind="money", what="банкноти", count=3, currency="UAH", amount=Decimal("1200.50")),
        Article(kind="document", what="паспорт", document="паспорт 001234567"),
        Article(kind="unknown", what="оплавлений предмет", count=2),
    )  # fmt: skip
    parent, bare = it.body() if it.full else None, it.body()
    if parent is not None:
        identified(yard, parent.file, it.person())
        identified(yard, bare.file, it.person())
    packet = it.thing("packet", parent=parent, words="сірий конверт")
    given = articles if it.full else (Article(kind="unknown", what="оплавлений предмет"),)
    first = yard.do(
        MakeInventory(item=packet, articles=given, none_found=False, seal_number="88120",
                      when=yard.when())
    )  # fmt: skip
    shown = first
    if it.full:
        yard.do(SignInventory(inventory=first), yard.clerk)
        shown = yard.do(
            OpenPacket(item=packet, why="звірити номер паспорта", second=yard.clerk,
                       seal_before="88120", seal_after="88121", articles=given[:3],
                       none_found=False, when=yard.when())
        )  # fmt: skip
        yard.do(SignInventory(inventory=shown), yard.clerk)
    nothing = yard.do(
        MakeInventory(item=bare, articles=(), none_found=True, when=yard.when())
    )  # fmt: skip
    it.made |= {
        "inventory": lambda language: inventory_paper(shown, language),
        "inventory of nothing": lambda language: inventory_paper(nothing, language),
    }


def _release(it: Printed) -> None:
    yard, one = it.yard, it.yard.team.cast.one
    body, coffin = it.body(), it.thing("coffin", words="дубова труна")
    packed: list[Item] = [body]
    if it.full:
        packed.append(it.thing("packet", parent=body, words="сірий конверт"))
        packed.append(it.thing("document", words="аркуш, не прочитати"))
    yard.do(
        Pack(operation=one, items=tuple(packed), into=coffin, when=yard.when(), reading=SCANNED)
    )
    decided = identified(yard, body.file, it.person())
    begun = BeginRelease(
        identification=decided, container=coffin, receiver=f"{LONG} Марія Іванівна",
        relation="мати", receives="family", body="Представництво родини" if it.full else "",
    )  # fmt: skip
    case = Case(yard, body, coffin, decided, yard.do(begun))
    if it.full:
        listed = MakeInventory(
            item=packed[1], articles=(Article(kind="article", what="хрестик", material="срібло"),),
            none_found=False, seal_number="90001", when=yard.when(),
        )  # fmt: skip
        yard.do(SignInventory(inventory=yard.do(listed)), yard.clerk)
        case.wish("заупокійна молитва, відкрита труна")
        case.choose()
        for key in ("authority", "receiver", "effects"):
            case.fact(key, words=f"документ органу влади: {key}")
        why = "аркуш не прочитати, нічий"
        declared = case.do(DeclareUnresolved(release=case.release, item=packed[2], why=why))
        for user in (yard.officer, yard.team.one[Role.BOARD]):
            case.do(SignUnresolved(unresolved=declared), user)
        case.read()
        case.sign("custody")
    ground = case.ground()
    typed = PASS if it.full else {}

    def made(kind: str) -> Make:
        return lambda language: release_papers.paper_of(kind, ground, language, typed, NOW)

    it.made |= {kind: made(kind) for kind in ("release", "pass", "effects", "transfer")}


def _graves(it: Printed) -> None:
    yard, ground = it.yard, it.ground
    board = yard.team.one[Role.BOARD]
    more: dict[str, Any] = {}
    if it.full:
        more = {
            "section": "Б", "row": "3", "plot": "12", "grouped": "Україна",
            "point": point("49.9880769", "36.2321762"), "words": "№ 17\nневідомий воїн",
        }  # fmt: skip
    rites: dict[str, Any] = (
        {"rites": "прочитано псалом", "officiant": "капелан Вигаданий"} if it.full else {}
    )
    first, second, third, sea = (it.body() for _ in range(4))
    if it.full:
        for one in (first, sea):
            yard.do(RecordExamined(item=one, doctor="лікар Вигаданий", when=yard.when()))
        waived = yard.do(WaiveExamination(item=second, why="тіла не вилучити з-під завалу"))
        yard.do(SignWaiver(examined=waived), yard.clerk)
        for one in (first, second, third, sea):
            identified(yard, one.file, it.person())
    burnt = ground.cremate(first)
    buried = ground.bury(first, ground.grave(**more), **rites)
    several = ground.grave("collective", **(more | {"plot": "13"} if it.full else {}))
    lifted = ground.bury(second, several, 2, **rites)
    ground.bury(third, several, 3, **rites)
    ground.bury(it.body(), several, 1)
    empty = ground.grave()
    if it.full:
        ground.exhume(several, lifted)
    why = {"reason": "судно не заходило в порт"} if it.full else {}
    laid = ground.sea(sea, **why, **rites)
    known = graves_list.known([buried.spot.grave, several, empty])
    it.made |= {
        "burial": lambda language: graves.burial(buried, language, board),
        "burial, exhumed": lambda language: graves.burial(lifted, language, board),
        "burial at sea": lambda language: graves.burial(laid, language, board),
        "cremation": lambda language: graves.cremation(burnt, language, board),
        "list of graves": lambda language: graves.register(
            ground.cemetery, known, language, NOW, board
        ),
    }
    if not it.full:
        lone = it.body()
        identified(yard, lone.file, it.person())
        _certified(it, "death", lone, {})
        return
    typed = {key: f"сказано: {key}" for key in death_papers.TYPED}
    _certified(it, "death", third, typed)
    _certified(it, "death, cremated", first, typed)


def _certified(it: Printed, name: str, body: Item, typed: Mapping[str, str]) -> None:
    yard, one = it.yard, it.yard.team.cast.one
    decided = Identification.objects.get(report__one=body.file)
    death = yard.do(DraftDeath(identification=decided, operation=one, typed=typed))
    yard.do(SignDeath(death=death, office="полковник, начальник"), yard.team.one[Role.BOARD])
    it.made[name] = lambda language: death_papers.paper_of(death, language, NOW)


def _deaths(it: Printed) -> None:
    yard, one = it.yard, it.yard.team.cast.one
    rows = yard.do(DraftList(operation=one))
    yard.do(SignDeath(death=rows, office="полковник"), yard.team.one[Role.BOARD])
    it.made["list of the dead"] = lambda language: death_papers.paper_of(rows, language, NOW)


def _manifests(it: Printed) -> None:
    item = manifests.Item(
        tag="1CWWG080GC", kind="bag", seal=None, our_number=None, their_number=None,
        count=None, inside=None,
    )  # fmt: skip
    more: dict[str, Any] = {"stage": None, "carrier": None, "planned": None}
    if it.full:
        item = item.model_copy(
            update={"seal": "П-00012", "our_number": "PM-00017", "their_number": "17/4", "count": 1}
        )
        more = {"stage": 9, "carrier": "Міжнародний перевізник", "planned": "2026-11-02"}
    content = manifests.Content(
        id="0" * 32, number="B-9-M1", way="in", batch="B-9", giver="Їхня сторона", taker="Ми",
        carried_by="none", place="E1", made="2026-11-01T10:00:00Z", items=(item,), **more,
    )  # fmt: skip
    whole = manifests.sign(content, THEM)
    said = manifests.Taken(
        manifest=whole.digest, number=whole.manifest.number, side="counterpart",
        signer="Отримувач Вигаданий", place="E1" if it.full else None, at="2026-11-02T10:00:00Z",
        taken=(item.tag,) if it.full else (), missing=() if it.full else (item.tag,),
        note="один мішок розірваний" if it.full else None,
    )  # fmt: skip
    ours, key = manifests.sign_receipt(said, THEM), public_key(THEM)
    it.made |= {
        "our receipt": lambda language: our_receipt_paper(ours, content, "1", key, language),
        "manifest": lambda language: manifest_paper(whole, key, language),
        "receipt": lambda language: receipt_paper(whole, language),
    }
