"""Going home, in the demonstration: cold wagons, effects, an exchange, two releases, burials.

The list of the exchange has errors, and the bags differ from it; of the two releases of one man the
first is refused, since a stranger lies in the coffin, and the second goes through.
"""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from nomina.desk.custody.actions.climate import Bring, SetRule
from nomina.desk.custody.actions.effects import MakeInventory, SignInventory
from nomina.desk.custody.actions.effects_family import SayFurther, SayWishes
from nomina.desk.custody.actions.effects_remains import RecordExamined
from nomina.desk.custody.actions.exchange import AttachPaper, ImportList, MakeBatch
from nomina.desk.custody.actions.exchange_finds import RecordFound, TellDifferences
from nomina.desk.custody.actions.graves import MakeGrave, Point
from nomina.desk.custody.actions.graves_burying import Bury
from nomina.desk.custody.actions.items import Receive
from nomina.desk.custody.actions.moving import Move, Pack
from nomina.desk.custody.actions.release import BeginRelease, ReadTags, StateFact, WithdrawRelease
from nomina.desk.custody.actions.release_out import GiveOut, SignRelease
from nomina.desk.custody.climate import Measured
from nomina.desk.custody.effects import Article
from nomina.desk.custody.exchange_lists import read
from nomina.desk.custody.models import (
    Batch,
    Examined,
    Grave,
    Inventory,
    Item,
    Listed,
    Place,
    Reading,
    Release,
    Stay,
)
from nomina.desk.custody.models.items import BODY, PACKET
from nomina.desk.custody.release_ground import contents
from nomina.desk.demo.cast import Users, by
from nomina.desk.demo.custody import SCANNED, tags, when
from nomina.desk.demo.load import Loaded
from nomina.desk.examine.models import Identification
from nomina.desk.people.models import Operation
from nomina.errors import Refused
from nomina.synthetic.truth import Truth
from nomina.words import tr

_LISTED = 30
"""Lines of the list that the other side gives."""


def returns(loaded: Loaded, users: Users, truth: Truth) -> None:
    """Do all of it that is not done yet; each part is whole or not there."""
    one = loaded.operation
    places = {place.code: place for place in Place.objects.filter(operation=one)}
    for act in (_cold, _effects, _examined, _exchanged, _released, _buried):
        with transaction.atomic():
            act(one, users, places)


def _cold(one: Operation, users: Users, places: dict[str, Place]) -> None:
    """Two wagons are kept cold; the second grows warm this morning."""
    now = timezone.now().replace(second=0, microsecond=0)
    for code, warm in (("W1", 0), ("W2", 7)):
        place = places[code]
        if Reading.objects.filter(place=place).exists():
            continue
        since = now - timedelta(days=2)
        SetRule(
            place=place, low=-80, high=-20, patience=60, silent_after=None, since=since
        ).do(by(users["custody"]))  # fmt: skip
        rows = [
            Measured(
                row=n,
                sensor="door",
                at=now - timedelta(minutes=30 * (96 - n)),
                tenths=-41 + n % 3 + (12 * (n - 96 + warm) if n > 96 - warm else 0),
            )
            for n in range(97)
        ]
        Bring(place=place, rows=rows, source="file").do(by(users["custody"]))


def _effects(one: Operation, users: Users, places: dict[str, Place]) -> None:
    """Packets are listed and sealed by one and signed by a second; one waits for that."""
    packets = Item.objects.filter(operation=one, kind=PACKET).order_by("code")
    lists = (
        (
            Article(kind="article", what=tr("a wallet of brown leather")),
            Article(kind="money", what="", currency="UAH", amount=Decimal(340)),
        ),
        (
            Article(kind="article", what=tr("a ring"), material=tr("silver")),
            Article(kind="document", what=tr("a notebook")),
        ),
        (Article(kind="unknown", what=tr("a part of metal with two holes")),),
    )
    for n, (packet, articles) in enumerate(zip(packets, lists, strict=False)):
        if Inventory.objects.filter(item=packet).exists():
            continue
        made = MakeInventory(
            item=packet, when=when(0.5), articles=articles, seal_number=f"S-{410 + n}"
        ).do(by(users["custody"]))
        if n < 2:
            SignInventory(inventory=made).do(by(users["mortuary"]))


def _examined(one: Operation, users: Users, places: dict[str, Place]) -> None:
    """Most bodies were examined by a doctor, and of those nothing else was found on them."""
    here = Stay.objects.now().filter(item__operation=one, item__kind=BODY, place__isnull=False)
    for n, stay in enumerate(here.select_related("item").order_by("item__code")):
        body = stay.item
        if n % 5 and not Examined.objects.filter(item=body).exists():
            RecordExamined(
                item=body, doctor=tr("Dr Who-Does-Not-Exist"), when=when(1)
            ).do(by(users["mortuary"]))  # fmt: skip
            made = MakeInventory(item=body, when=when(0.9), none_found=True).do(
                by(users["mortuary"])
            )
            SignInventory(inventory=made).do(by(users["custody"]))


def _list() -> bytes:
    """The list of the other side: a line twice, signs that no text has, a number reused."""
    out = io.StringIO()
    write = csv.writer(out, delimiter=";")
    write.writerow(["№ мешка", "ФИО", "звание", "жетон", "где найден", "примечание"])
    names = ("Зразок", "Приклад", "Вигаданий", "Небувалий", "Ніхто")
    for n in range(1, _LISTED - 2):
        named = f"{names[n % 5]} {'АБВГД'[n % 5]}." if n % 3 else ""
        write.writerow([f"9/{n:02d}", named, "", f"{7000 + n}" if n % 4 else "", "Поле 4", ""])
    write.writerow(["9/07", "Приклад В.", "", "7007", "Поле 4", "дважды"])
    write.writerow(["9/29", "Не\u200bвидимий\x07", "", "", "Поле 4", ""])
    write.writerow(["9/12", "=HYPERLINK(1)", "", "", "", "неясно"])
    return out.getvalue().encode("utf-8-sig")


def _exchanged(one: Operation, users: Users, places: dict[str, Place]) -> None:
    """A batch of thirty: some bags are missing, one holds two men, one is not of this side."""
    if Batch.objects.filter(operation=one).exists():
        return
    officer, point = users["custody"], places["X1"]
    batch = MakeBatch(
        operation=one,
        number="R-9",
        way="in",
        counterpart=tr("the bureau of the other side"),
        place=point,
        carried_by="icrc",
        stage=9,
        day=timezone.localdate(),
    ).do(by(officer))
    data = _list()
    paper = AttachPaper(
        batch=batch, data=data, name="list.csv", media="text/csv", paper="list"
    ).do(by(officer))  # fmt: skip
    columns = read(data, "list.csv").columns
    ImportList(document=paper, columns=columns).do(by(officer))
    lines = list(Listed.objects.filter(batch=batch, wrong="").order_by("line"))
    for n, (code, line) in enumerate(zip(tags(one, officer, _LISTED - 4), lines, strict=False)):
        bag = Receive(
            operation=one, tag=code, item="bag", place=point, when=when(0.15), reading=SCANNED
        ).do(by(officer))  # fmt: skip
        what, ours, persons = "body", "unknown", None
        if n == 4:
            what, persons = "several", 2
        elif n == 9:
            what = "nothing"
        elif n == 13:
            ours = "no"
        elif n % 6 == 1:
            what = "part"
        found = RecordFound(
            batch=batch, item=bag, what=what, ours=ours, persons=persons,
            listed=line if n != 20 else None,
        )  # fmt: skip
        found.do(by(officer))
    TellDifferences(batch=batch).do(by(officer))


def _released(one: Operation, users: Users, places: dict[str, Place]) -> None:
    """One man goes home: not in the coffin with a stranger, and then alone."""
    if Release.objects.filter(operation=one).exists():
        return
    decided = Identification.objects.current().filter(report__one__operation=one).first()
    if decided is None:
        return
    body = Item.objects.filter(file=decided.report.one).first()
    if body is None:
        return
    officer, liaison = users["custody"], users["liaison"]
    here = Stay.objects.now().select_related("place").get(item=body)
    if here.keeper.account_id != officer.pk or here.place is None or here.offered_id is not None:
        return
    _asked(decided, users)
    if not Examined.objects.filter(item=body).exists():
        RecordExamined(item=body, doctor=tr("Dr Who-Does-Not-Exist"), when=when(0.1)).do(
            by(users["mortuary"])
        )
        made = MakeInventory(item=body, when=when(0.1), none_found=True).do(by(officer))
        SignInventory(inventory=made).do(by(users["mortuary"]))
    first, second = (
        Receive(
            operation=one, tag=code, item="coffin", place=here.place, when=when(0.08),
            reading=SCANNED,
        ).do(by(officer))
        for code in tags(one, officer, 2)
    )  # fmt: skip
    stranger = (
        Stay.objects.now()
        .filter(item__operation=one, item__kind=BODY, keeper=here.keeper)
        .filter(inside=None, offered=None, place__isnull=False)
        .exclude(item=body)
        .select_related("item")
        .first()
    )
    if stranger is not None:
        Move(operation=one, items=((stranger.item, None),), place=here.place, when=when(0.07),
             reading=SCANNED).do(by(officer))  # fmt: skip
    _pack(one, users, first, body, *([] if stranger is None else [stranger.item]), days=0.06)
    wrong = _begun(decided, first, users)
    ReadTags(release=wrong, items=tuple(stay.item for stay in contents(first)), read="scanned").do(
        by(officer)
    )
    reason = _refused(wrong, users)
    WithdrawRelease(release=wrong, why=reason[:1900]).do(by(officer))
    both = [body, *([] if stranger is None else [stranger.item])]
    Move(
        operation=one, items=tuple((item, None) for item in both), place=here.place,
        when=when(0.04), reading=SCANNED,
    ).do(by(officer))  # fmt: skip
    _pack(one, users, second, body, days=0.03)
    right = _begun(decided, second, users)
    for key, words, number in (
        ("authority", tr("permission of the prosecutor to hand over"), "77/12"),
        ("receiver", tr("passport, seen by the liaison"), "XX 000000"),
        ("effects", tr("nothing besides what is listed"), ""),
    ):
        StateFact(
            release=right, key=key, words=words, number=number, day=timezone.localdate()
        ).do(by(liaison if key != "effects" else officer))  # fmt: skip
    ReadTags(release=right, items=tuple(stay.item for stay in contents(second)), read="scanned").do(
        by(officer)
    )
    for seat, login in (("custody", "custody"), ("board", "board")):
        SignRelease(release=right, seat=seat).do(by(users[login]))
    GiveOut(
        release=right, when=when(0.0), reading=SCANNED,
        witness=tr("the liaison saw the mother sign and her passport"),
    ).do(by(officer))  # fmt: skip


def _asked(decided: Identification, users: Users) -> None:
    file, liaison = decided.report.other, users["liaison"]
    SayWishes(
        file=file,
        rite=tr("a prayer before the coffin is closed"),
        said_by=tr("the mother"),
        handling=tr("The cross stays with him."),
    ).do(by(liaison))
    SayFurther(
        file=file,
        choice="tell-again",
        said_by=tr("the mother"),
        kinship=tr("mother"),
        how=tr("at home, by two of the desk"),
    ).do(by(liaison))


def _begun(decided: Identification, coffin: Item, users: Users) -> Release:
    return BeginRelease(
        identification=decided,
        container=coffin,
        receiver=tr("the mother"),
        relation=tr("mother"),
        receives="family",
    ).do(by(users["custody"]))


def _pack(one: Operation, users: Users, coffin: Item, *items: Item, days: float) -> None:
    Pack(
        operation=one, items=items, into=coffin, when=when(days), reading=SCANNED
    ).do(by(users["custody"]))  # fmt: skip


def _refused(wrong: Release, users: Users) -> str:
    """Try to sign it all the same, and give what the desk says."""
    try:
        SignRelease(release=wrong, seat="custody").do(by(users["custody"]))
    except Refused as error:
        return str(error)
    return tr("it was begun by mistake")


def _buried(one: Operation, users: Users, places: dict[str, Place]) -> None:
    """Two whom nobody knows are buried, each in a grave of his own with its place on the map."""
    ground = places["G1"]
    if Grave.objects.filter(place=ground).exists():
        return
    officer = users["custody"]
    here = (
        Stay.objects.now()
        .filter(place__isnull=False, inside=None, offered=None, item__kind=BODY)
        .filter(keeper__account=officer, item__in=Examined.objects.values("item"))
        .filter(item__file__links_from=None)
    )
    for n, stay in enumerate(here.select_related("item").order_by("item__code").distinct()[:2]):
        grave = MakeGrave(
            place=ground,
            grave="individual",
            when=when(0.02),
            section="A",
            row="1",
            plot=str(n + 1),
            point=Point(
                latitude=Decimal("50.470210"),
                longitude=Decimal("30.451900") + n * Decimal("0.000030"),
                source="gps",
                accuracy=Decimal(3),
            ),
            words=stay.item.file.number if stay.item.file is not None else "",
        ).do(by(officer))
        Bury(
            item=stay.item, when=when(0.01), reading=SCANNED, spot=grave.spots.get(),
            rites=tr("a prayer of each faith"),
        ).do(by(officer))  # fmt: skip
