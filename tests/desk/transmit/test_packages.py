"""Packages: built from the files, signed by two, made with the copy, handed over, acknowledged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from nomina import packages as library
from nomina import sealed
from nomina.desk import signing
from nomina.desk.acts import Action, NotPermitted, Refused, SignInAgain
from nomina.desk.custody.actions.effects import MakeInventory, SignInventory
from nomina.desk.custody.effects import Article
from nomina.desk.examine import resting
from nomina.desk.files.models import File
from nomina.desk.policy.roles import Role
from nomina.desk.transmit import conditions, packages, packages_kept
from nomina.desk.transmit.actions.detriment import SayDetriment
from nomina.desk.transmit.actions.packages import DraftRecall, EndPackage
from nomina.desk.transmit.actions.packages_back import TakePaperAcknowledgement
from nomina.desk.transmit.actions.packages_out import HandOver, MakePackage, TakePackage
from nomina.desk.transmit.actions.packages_signing import LayPackage, SayParticular, SignPackage
from nomina.desk.transmit.models import Acknowledged, Package, PackageMade
from nomina.desk.transmit.packages import Stage
from nomina.desk.transmit.ways import Channel
from nomina.errors import InputError
from nomina.packages.items import Dead, Recall
from nomina.packages.particulars import Stands
from nomina.words import LANGUAGES
from tests.desk.custody.releasing import recalled
from tests.desk.custody.yard import Yard
from tests.desk.examine.bench import key
from tests.desk.people.cast import NOW, account, by, role
from tests.desk.transmit.routed import secret
from tests.desk.transmit.sending import YES, Sending, again, content_of, copied, make_sending

ONE = pytest.mark.parametrize(
    "kind", ["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)], indirect=True
)
"""Rules of acts are the same functions on both databases; what these themselves demand is quick on
both."""


@pytest.fixture
def sending(yard: Yard) -> Sending:
    return make_sending(yard)


def number(file: File | None) -> str:
    assert file is not None
    return file.number


def stage(package: Package, days: int = 0) -> Stage:
    return packages.standing(again(package), NOW + timedelta(days=days, hours=1)).stage


def test_from_draft_to_acknowledgement(sending: Sending) -> None:
    body = sending.body()
    _, who = sending.named(body)
    package = sending.draft(number(body.file))
    assert (package.number, package.channel, stage(package)) == ("T-00001", "power", Stage.DRAFT)
    draft = sending.lay(package)
    assert stage(package) is Stage.LAID
    sending.sign(draft)
    assert stage(package) is Stage.SIGNED
    made = sending.do(MakePackage(package=package))
    assert stage(package) is Stage.MADE

    # The file is what was signed, under the key of the desk, and only the partner opens it.
    data = packages_kept.read(made.json)
    held = library.check(data, signing.public("package"), "it").document
    assert isinstance(held, library.Package)
    assert (held.digest, draft.digest) == (made.digest,) * 2
    assert sealed.unseal(packages_kept.read(made.sealed), secret("home")) == data
    with pytest.raises(InputError):
        sealed.unseal(packages_kept.read(made.sealed), secret("agency"))
    one = held.package.items[0]
    assert isinstance(one, Dead)
    assert one.named is not None
    assert (one.number, one.named.number) == (number(body.file), number(who))
    assert one.surname.state is Stands.KNOWN
    prints = {row.language: packages_kept.read(row.pdf) for row in package.prints.all()}
    assert set(prints) == set(LANGUAGES)
    for print_ in prints.values():
        # Each is signed byte for byte, and carries the same document without its papers.
        found = library.check(print_, signing.public("package"), "it")
        assert (found.printed, found.document.digest) == (True, made.digest)
        with pytest.raises(InputError):
            library.check(print_.replace(b"%PDF-1.7", b"%PDF-1.6", 1), made.key, "it")

    # The agency's copy was made in the same act: the same but for where it goes.
    copy = made.copied
    assert copy is not None
    theirs = content_of(copy)
    assert (theirs.copy_of, theirs.recipient, copy.number) == (made.digest, "agency", "T-00002")
    assert theirs.items == held.package.items
    assert sealed.unseal(packages_kept.read(copy.made.sealed), secret("agency"))

    with pytest.raises(Refused, match="nobody took"):
        sending.do(HandOver(package=package, means="file", to="x", at=NOW))
    sending.hand(package)
    assert stage(package) is Stage.SENT
    assert stage(package, days=9) is Stage.SENT
    assert stage(package, days=11) is Stage.OVERDUE
    late = NOW + timedelta(days=11)
    assert packages.overdue(sending.bureau.one, late) == [again(package)]
    ack = sending.acknowledgement(package)
    row = sending.acknowledge(package, ack)
    assert stage(package, days=99) is Stage.ACKNOWLEDGED
    assert packages.overdue(sending.bureau.one, late) == []
    # The same once more changes nothing.
    assert sending.acknowledge(package, ack) == row
    assert Acknowledged.objects.count() == 1
    assert packages_kept.unwrapped(row) == ack
    # What was told stands with both files, and is found by each.
    for file in (body.file, who):
        assert file is not None
        assert set(packages.packages_of(file)) == {package, copy}


@ONE
def test_a_body_without_a_name_is_told_of_as_it_was_found(sending: Sending) -> None:
    body = sending.body()
    package = sending.draft(number(body.file))
    item = package.items.get()
    with pytest.raises(Refused, match="without a name"):
        sending.do(SayParticular(item=item, field="surname", state="known", value="X", source="s"))
    sending.do(
        SayParticular(item=item, field="service_number", state="known", value="7", source="disc")
    )
    sending.do(
        SayParticular(item=item, field="cause", state="unknown", why="burnt", source="the doctor")
    )
    one = content_of(sending.make(package)).items[0]
    assert isinstance(one, Dead)
    assert one.named is None
    assert {one.surname.state, one.first_names.state, one.born.state} == {Stands.UNKNOWN}
    assert (one.service_number.value, one.cause.why) == ("7", "burnt")
    assert one.card_or_disc.state is Stands.UNASKED
    with pytest.raises(Refused, match="has not named"):
        sending.draft(number(body.file), article="gc3-120")


@ONE
def test_every_wrong_number_is_named(sending: Sending) -> None:
    body = sending.body()
    with pytest.raises(Refused) as error:
        sending.draft(number(body.file), "PM-98", "PM-99")
    assert "PM-98" in str(error.value)
    assert "PM-99" in str(error.value)
    assert not Package.objects.exists()


@ONE
def test_every_condition_must_be_true(sending: Sending) -> None:
    package = sending.draft(number(sending.body().file))
    for one in conditions.Condition:
        for said in (YES | {one: False}, {k: v for k, v in YES.items() if k != one}):
            with pytest.raises(Refused, match="condition"):
                sending.do(LayPackage(package=package, conditions=said))
    assert stage(package) is Stage.DRAFT
    with pytest.raises(Refused, match="two people"):
        sending.do(MakePackage(package=package))


@ONE
def test_two_people_sign_what_is_sent_and_nothing_else(sending: Sending) -> None:
    """Not one twice, not two of a seat, not a shared key, not what changed since."""
    bureau = sending.bureau
    package = sending.draft(number(sending.body().file))
    draft = sending.lay(package)
    with pytest.raises(SignInAgain):
        SignPackage(draft=draft).do(by(bureau.officer, NOW, fresh=False), bureau.book)
    with pytest.raises(NotPermitted):
        sending.do(SignPackage(draft=draft), bureau.liaison)
    sending.sign(draft, [bureau.officer])
    for user in (bureau.officer, bureau.other):
        with pytest.raises(Refused):
            sending.do(SignPackage(draft=draft), user)
    twin = account("twin")
    role(twin, Role.BOARD, bureau.one, bureau.team.cast.ada)
    key(twin, "bureau 0")  # what the officer signs in with
    with pytest.raises(Refused, match="same key"):
        sending.do(SignPackage(draft=draft), twin)
    with pytest.raises(Refused, match="two people"):
        sending.do(MakePackage(package=package))

    item = package.items.get()
    sending.do(SayParticular(item=item, field="cause", state="known", value="c", source="s"))
    with pytest.raises(Refused, match="changed"):
        sending.do(SignPackage(draft=draft), bureau.board)
    newer = sending.lay(package)
    with pytest.raises(Refused, match="anew"):
        sending.do(SignPackage(draft=draft), bureau.board)
    sending.sign(newer)
    sending.do(SayParticular(item=item, field="cause", state="known", value="d", source="s"))
    with pytest.raises(Refused, match="changed"):
        sending.do(MakePackage(package=package))
    assert not PackageMade.objects.exists()


def test_a_copy_is_made_with_it_or_the_database_refuses(sending: Sending) -> None:
    package = sending.make(sending.draft(number(sending.body().file)))
    made = package.made
    assert made.copied is not None
    with pytest.raises(Refused, match="already"):
        sending.do(MakePackage(package=package))
    other = sending.draft(number(sending.body().file))
    with pytest.raises(IntegrityError), transaction.atomic():
        PackageMade(
            package=other, draft=sending.lay(other), digest="1" * 64, signature="0" * 128,
            key="k", json="0" * 64, to_agency=False, by=sending.bureau.officer,
        ).save(force_insert=True)  # fmt: skip
    # What goes to the agency itself needs no copy.
    direct = sending.make(sending.draft(number(sending.body().file), to=sending.agency))
    assert (direct.made.copied, direct.made.to_agency) == (None, True)


@ONE
def test_a_flag_stops_the_power_at_every_step_and_never_the_agency(sending: Sending) -> None:
    bodies = [sending.body() for _ in range(3)]
    drafted, laid, made = (sending.draft(number(one.file)) for one in bodies)
    draft = sending.lay(laid)
    made = sending.make(made)
    for one in bodies:
        assert one.file is not None
        sending.do(
            SayDetriment(file=one.file, holds=True, reason="threats"), sending.bureau.liaison
        )
    steps: tuple[Action[Any], ...] = (
        LayPackage(package=drafted, conditions=YES),
        SignPackage(draft=draft),
        TakePackage(package=made, form="file"),
    )
    for action in steps:
        with pytest.raises(Refused, match="harm"):
            sending.do(action)
    with pytest.raises(Refused, match="harm"):
        sending.draft(number(bodies[0].file))
    sending.hand(copied(made))
    assert stage(made) is Stage.MADE
    # The package can be given up; what the agency has stays.
    sending.do(EndPackage(package=made, why="flagged"))
    assert stage(copied(made)) is Stage.SENT
    alone = sending.make(sending.draft(number(bodies[0].file), to=sending.agency))
    sending.hand(alone)


@ONE
def test_a_recall_freezes_what_waits_and_asks_back_what_was_sent(sending: Sending) -> None:
    body = sending.body()
    found, _ = sending.named(body)
    sent = sending.make(sending.draft(number(body.file)))
    sending.hand(sent)
    sending.hand(copied(sent))
    waits = sending.make(sending.draft(number(body.file)))
    drafted = sending.draft(number(body.file))
    draft = sending.lay(drafted)
    recalled(found)
    rests = {one.title: one.state for one in resting.of(found)}
    assert len(rests) == 5
    assert sorted(rests.values()) == ["frozen"] * 3 + ["happened"] * 2
    assert (stage(waits), stage(drafted)) == (Stage.FROZEN, Stage.FROZEN)
    steps: tuple[Action[Any], ...] = (
        TakePackage(package=waits, form="file"),
        SignPackage(draft=draft),
        MakePackage(package=drafted),
    )
    for action in steps:
        with pytest.raises(Refused):
            sending.do(action)
    with pytest.raises(Refused, match="nothing to take back"):
        sending.do(DraftRecall(package=waits))

    assert packages.owing(sending.bureau.one) == [again(sent), again(copied(sent))]
    back = sending.do(DraftRecall(package=sent))
    with pytest.raises(Refused, match="being taken back"):
        sending.do(DraftRecall(package=sent))
    with pytest.raises(Refused, match="what is to be said"):
        sending.lay(back)
    item = back.items.get()
    sending.do(SayParticular(item=item, field="words", state="known", value="Not so.", source="we"))
    back = sending.make(back)
    content, theirs = content_of(back), content_of(copied(back))
    one = content.items[0]
    assert isinstance(one, Recall)
    assert (content.corrects, one.package, one.words) == (
        sent.made.digest, sent.made.digest, "Not so.",
    )  # fmt: skip
    # The agency's copy takes back what the agency has.
    assert theirs.corrects == copied(sent).made.digest != sent.made.digest
    sending.hand(back)
    assert packages.owing(sending.bureau.one) == [again(copied(sent))]
    sending.hand(copied(back))
    assert packages.owing(sending.bureau.one) == []


@ONE
def test_who_was_named_since_is_drafted_anew(sending: Sending) -> None:
    body = sending.body()
    package = sending.draft(number(body.file))
    draft = sending.lay(package)
    sending.named(body)
    with pytest.raises(Refused, match="decided who"):
        sending.do(SignPackage(draft=draft))


@ONE
def test_acknowledgements_of_others_are_refused(sending: Sending) -> None:
    """Altered, by another key, of another package, number or recipient; and nothing is kept."""
    package, other = (sending.make(sending.draft(number(sending.body().file))) for _ in range(2))
    ack = sending.acknowledgement(package)
    with pytest.raises(Refused, match="handed over"):
        sending.acknowledge(package, ack)
    for one in (package, other):
        sending.hand(one)
    for at in range(0, len(ack), 31):
        changed = bytearray(ack)
        changed[at] ^= 1
        with pytest.raises(InputError):
            sending.acknowledge(package, bytes(changed))
    wrong: list[tuple[bytes, str]] = [
        (sending.acknowledgement(package, "agency"), "another key"),
        (sending.acknowledgement(other), "another package: T-00003"),
        (sending.acknowledgement(package, number="T-00003"), "another number"),
        (sending.acknowledgement(package, recipient="agency"), "somebody else"),
        (sending.acknowledgement(package, sender="others"), "another sender"),
        (packages_kept.read(package.made.json), "another key"),
        (b"{}", "it"),
    ]
    for data, why in wrong[:-1]:
        with pytest.raises(InputError, match=why):
            sending.acknowledge(package, data)
    with pytest.raises(InputError):
        sending.acknowledge(package, b"{}")
    assert not Acknowledged.objects.exists()
    sending.acknowledge(package, ack)
    with pytest.raises(Refused, match="already"):
        sending.acknowledge(package, sending.acknowledgement(package))
    # On paper a person answers for it.
    given: dict[str, Any] = {"data": b"scan", "signer": "S", "at": sending.later(), "note": "n"}
    row = sending.do(TakePaperAcknowledgement(package=other, **given))
    assert (row.proof, row.key) == ("paper", "")
    assert sending.do(TakePaperAcknowledgement(package=other, **given)) == row


def test_what_was_handed_over_is_not_given_up_and_a_number_is_never_used_again(
    sending: Sending,
) -> None:
    package = sending.make(sending.draft(number(sending.body().file)))
    with pytest.raises(Refused, match="goes with"):
        sending.do(EndPackage(package=copied(package), why="w"))
    sending.do(EndPackage(package=package, why="w"))
    assert (stage(package), stage(copied(package))) == (Stage.ENDED, Stage.ENDED)
    for form in ("file", "print"):
        with pytest.raises(Refused, match="given up"):
            sending.do(TakePackage(package=package, form=form, language="en" * (form == "print")))
    other = sending.make(sending.draft(number(sending.body().file)))
    assert (other.number, copied(other).number) == ("T-00003", "T-00004")
    sending.hand(other, "print")
    with pytest.raises(Refused, match="handed over"):
        sending.do(EndPackage(package=other, why="w"))
    with pytest.raises(Refused, match="already"):
        sending.do(HandOver(package=other, means="hand", to="x", at=NOW))
    with pytest.raises(IntegrityError), transaction.atomic():
        Package(
            operation=other.operation, number="T-00003", article="gc1-16", partner=sending.home,
            channel="power", by=sending.bureau.officer,
        ).save(force_insert=True)  # fmt: skip


@ONE
def test_a_partner_without_a_key_gets_paper(sending: Sending) -> None:
    bureau = sending.bureau
    paper = bureau.partner("home-bureau", "paper", seal_to="", address="Street 2")
    bureau.policy((paper, Channel.POWER), (sending.agency, Channel.DIRECT))
    package = sending.make(sending.draft(number(sending.body().file), to=paper))
    assert package.made.sealed == ""
    with pytest.raises(Refused, match="on paper"):
        sending.do(TakePackage(package=package, form="file"))
    sending.hand(package, "print")
    with pytest.raises(Refused, match="no key"):
        sending.acknowledge(package, b"{}")


@ONE
def test_a_packet_goes_with_a_list_of_two_and_a_seal(sending: Sending) -> None:
    yard, body = sending.yard, sending.body()
    packet = yard.thing("packet", words="w", parent=body)
    tag = str(packet)
    package = sending.draft(tag, article="effects")
    with pytest.raises(Refused, match="list of two people"):
        sending.lay(package)
    made = yard.do(
        MakeInventory(
            item=packet, when=yard.when(), seal_number="S-1",
            articles=(Article(kind="unknown", what="a thing"),),
        )
    )  # fmt: skip
    yard.do(SignInventory(inventory=made), yard.clerk)
    content = content_of(sending.make(package))
    one: Any = content.items[0]
    assert (one.seal, one.number, one.articles[0].kind) == ("S-1", number(body.file), "unknown")
    with pytest.raises(Refused, match="half of a double disc"):
        sending.lay(sending.draft(tag, article="half-disc"))


@ONE
def test_nothing_a_machine_thinks_stands_in_a_package(sending: Sending) -> None:
    """No query to leads, examinations' outcomes, photos or faces is made while one is built."""
    body = sending.body()
    sending.named(body)
    package = sending.draft(number(body.file))
    with CaptureQueriesContext(connection) as asked:
        sending.make(package)
    read = " ".join(query["sql"] for query in asked.captured_queries)
    for table in ("leads_", "captures_", "files_photo", "files_face", "examine_examination"):
        assert table not in read, table
