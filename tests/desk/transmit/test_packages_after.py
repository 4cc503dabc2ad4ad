"""What happens to packages on their way and afterwards is written down, and nothing of it is lost.

A second recall, a recall on the way, a partner with a new key, a packet that was opened: each has a
way on, and none is a way round.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nomina.cases import Source, SourceKind
from nomina.desk.acts import Action, Refused
from nomina.desk.custody.actions.effects import MakeInventory, OpenPacket, SignInventory
from nomina.desk.custody.effects import Article
from nomina.desk.files import fields
from nomina.desk.files.actions.saying import Say
from nomina.desk.files.fields import PM
from nomina.desk.files.models import File
from nomina.desk.transmit import packages, packages_kept
from nomina.desk.transmit.actions.detriment import SayDetriment
from nomina.desk.transmit.actions.packages import DraftRecall, EndPackage
from nomina.desk.transmit.actions.packages_out import HandOver, TakePackage
from nomina.desk.transmit.actions.packages_signing import SayParticular
from nomina.desk.transmit.actions.partners import EndPartner
from nomina.desk.transmit.models import Acknowledged, Package, PackageSent
from nomina.desk.transmit.packages import Stage
from nomina.desk.transmit.ways import Channel
from nomina.errors import StoreError
from nomina.ledger.checkpoint import public_key
from nomina.packages.items import Dead
from tests.desk.custody.releasing import recalled
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import NOW
from tests.desk.transmit.sending import Sending, again, content_of, copied, make_sending, signer


@pytest.fixture
def kind() -> str:
    """These rules are the same functions on both databases."""
    return "sqlcipher"


@pytest.fixture
def sending(yard: Yard) -> Sending:
    return make_sending(yard)


def number(file: File | None) -> str:
    assert file is not None
    return file.number


def stage(package: Package) -> Stage:
    return packages.standing(again(package), NOW + timedelta(hours=1)).stage


def owes(package: Package) -> bool:
    return packages.standing(again(package), NOW).owes


def lost(digest: str) -> bytes:
    raise StoreError("the vault is away", where=digest)


def back(sending: Sending, package: Package, **more: Any) -> Package:
    """A recall of what a package told, with its words, made and ready to go."""
    made = sending.do(DraftRecall(package=package, **more))
    for item in made.items.all():
        sending.do(
            SayParticular(item=item, field="words", state="known", value="Not so.", source="we")
        )
    return sending.make(made)


def test_each_recall_of_somebody_in_a_package_is_told(sending: Sending) -> None:
    bodies = [sending.body() for _ in range(3)]
    found = [sending.named(one)[0] for one in bodies]
    package = sending.make(sending.draft(*(number(one.file) for one in bodies)))
    for one in (package, copied(package)):
        sending.hand(one)
    recalled(found[0])
    first = back(sending, package)
    sending.hand(first)
    sending.hand(copied(first))
    assert packages.owing(sending.bureau.one) == []
    # The second is one of its own: what took the first back says nothing of it. And a third, whom
    # a flag keeps from the Power, keeps back nobody else.
    recalled(found[1])
    recalled(found[2])
    assert bodies[2].file is not None
    flag = SayDetriment(file=bodies[2].file, holds=True, reason="threats")
    sending.do(flag, sending.bureau.liaison)
    assert packages.owing(sending.bureau.one) == [again(package), again(copied(package))]
    assert owes(package)
    second = back(sending, package)
    assert [row.identification for row in second.items.all()] == [found[1]]
    with pytest.raises(Refused, match="could harm"):
        sending.do(DraftRecall(package=package))
    sending.hand(second)
    assert owes(package)
    last = back(sending, copied(package))
    assert [row.identification for row in last.items.all()] == [found[2]]
    with pytest.raises(Refused, match="being taken back"):
        sending.do(DraftRecall(package=copied(package)))
    for one in (copied(second), last):
        sending.hand(one)
    assert packages.owing(sending.bureau.one) == [again(package)]


def test_what_was_recalled_on_the_way_is_written_down_and_taken_back(sending: Sending) -> None:
    body = sending.body()
    found, _ = sending.named(body)
    package = sending.make(sending.draft(number(body.file)))
    sending.do(TakePackage(package=package, form="file"))
    taken = package.taken.get().made_at
    recalled(found)
    assert stage(package) is Stage.FROZEN
    early = taken - timedelta(minutes=6)
    with pytest.raises(Refused, match="before the package was taken out"):
        sending.do(HandOver(package=package, means="file", to="x", at=early, note="n"))
    with pytest.raises(Refused, match="should not have gone"):
        sending.do(HandOver(package=package, means="file", to="x", at=sending.later()))
    assert not PackageSent.objects.exists()
    note = "The courier had left before it was recalled."
    sending.do(HandOver(package=package, means="file", to="x", at=sending.later(), note=note))
    assert packages.owing(sending.bureau.one) == [again(package)]
    sending.hand(back(sending, package))
    assert packages.owing(sending.bureau.one) == []


def test_what_was_flagged_on_the_way_needs_a_word_and_what_was_given_up_stays_so(
    sending: Sending,
) -> None:
    body = sending.body()
    package = sending.make(sending.draft(number(body.file)))
    sending.do(TakePackage(package=package, form="file"))
    assert body.file is not None
    sending.do(SayDetriment(file=body.file, holds=True, reason="threats"), sending.bureau.liaison)
    with pytest.raises(Refused, match="should not have gone"):
        sending.do(HandOver(package=package, means="file", to="x", at=sending.later()))
    sending.do(EndPackage(package=package, why="The file was destroyed"))
    with pytest.raises(Refused, match="given up"):
        sending.do(HandOver(package=package, means="file", to="x", at=sending.later(), note="n"))


def test_a_copy_that_lies_here_while_the_package_went_is_shown(sending: Sending) -> None:
    """And no partner acknowledges what it says it received tomorrow."""
    package = sending.make(sending.draft(number(sending.body().file)))
    assert packages.copies_waiting(sending.bureau.one) == []
    sending.hand(package)
    assert packages.copies_waiting(sending.bureau.one) == [copied(package)]
    sending.hand(copied(package))
    assert packages.copies_waiting(sending.bureau.one) == []
    late = sending.acknowledgement(package, at=NOW + timedelta(days=1))
    with pytest.raises(Refused, match="later than the desk"):
        sending.acknowledge(package, late)


def test_a_recall_goes_to_who_came_in_the_place_of_a_partner(sending: Sending) -> None:
    """A partner with a new key is another partner; what the first was told is still taken back."""
    body = sending.body()
    found, _ = sending.named(body)
    package = sending.make(sending.draft(number(body.file)))
    sending.hand(package)
    recalled(found)
    with pytest.raises(Refused, match="whoever was told"):
        sending.do(DraftRecall(package=package, partner=sending.agency))
    bureau = sending.bureau
    bureau.do(EndPartner(partner=sending.home, why="a new key"))
    new = bureau.partner("home-bureau", "newhome", verify=public_key(signer("newhome")))
    bureau.policy((new, Channel.POWER), (sending.agency, Channel.DIRECT))
    with pytest.raises(Refused, match="it was ended"):
        sending.do(DraftRecall(package=package))
    with pytest.raises(Refused, match="in their place"):
        sending.do(DraftRecall(package=package, partner=sending.agency))
    # What the old key says counts no more; somebody else may have it.
    with pytest.raises(Refused, match="was ended"):
        sending.acknowledge(package, sending.acknowledgement(package))
    assert not Acknowledged.objects.exists()
    made = back(sending, package, partner=new)
    assert (made.partner, made.corrects) == (new, package)
    sending.hand(made)
    assert not owes(package)


def test_a_recall_goes_by_the_way_that_the_policy_names_now(sending: Sending) -> None:
    body = sending.body()
    found, _ = sending.named(body)
    package = sending.make(sending.draft(number(body.file)))
    sending.hand(package)
    recalled(found)
    bureau = sending.bureau
    bureau.policy((sending.home, Channel.AGENCY), (sending.agency, Channel.DIRECT))
    made = back(sending, package)
    assert (package.channel, made.channel) == ("power", "agency")


def test_a_packet_that_was_opened_since_does_not_go_by_the_old_list(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what the vault cannot give was not taken out."""
    yard = sending.yard
    packet = yard.thing("packet", words="w", parent=sending.body())
    things = (Article(kind="unknown", what="a thing"), Article(kind="unknown", what="another"))
    listed = yard.do(
        MakeInventory(item=packet, when=yard.when(), seal_number="S-1", articles=things)
    )
    yard.do(SignInventory(inventory=listed), yard.clerk)
    package = sending.make(sending.draft(str(packet), article="effects"))
    with monkeypatch.context() as away:
        away.setattr(packages_kept, "read", lost)
        with pytest.raises(StoreError):
            sending.do(TakePackage(package=package, form="file"))
    assert not package.taken.exists()
    sending.do(TakePackage(package=package, form="file"))
    yard.do(
        OpenPacket(
            item=packet, when=yard.when(), articles=things[:1], why="to look", second=yard.clerk,
            seal_before="S-1", seal_after="S-2",
        )
    )  # fmt: skip
    steps: tuple[Action[Any], ...] = (
        TakePackage(package=package, form="file"),
        HandOver(package=package, means="file", to="x", at=sending.later()),
    )
    for action in steps:
        with pytest.raises(Refused, match=r"opened|list of two people"):
            sending.do(action)


def test_papers_are_told_of_in_plain_words(sending: Sending) -> None:
    body = sending.body()
    assert body.file is not None
    text = "identity tag |  | tag: 77; pass | Name A | pass: 12 | 1990-01-02"
    seen = Source(kind=SourceKind.EXAMINATION, reference="E-1")
    said = {"papers": fields.known(text, seen)}
    sending.do(Say(file=body.file, given=said), sending.yard.team.keeper(PM))
    one = content_of(sending.make(sending.draft(number(body.file)))).items[0]
    assert isinstance(one, Dead)
    assert one.card_or_disc.value == "identity tag · tag: 77; pass · Name A · pass: 12 · 1990-01-02"


def test_many_packages_are_listed_in_as_many_queries_as_one(sending: Sending) -> None:
    def asked() -> int:
        rows = list(Package.objects.order_by("pk"))
        with CaptureQueriesContext(connection) as seen:
            packages.standings(rows, NOW)
        return len(seen)

    def owed() -> int:
        with CaptureQueriesContext(connection) as seen:
            packages.owing(sending.bureau.one)
        return len(seen)

    def add() -> None:
        body = sending.body()
        found, _ = sending.named(body)
        package = sending.make(sending.draft(number(body.file)))
        sending.hand(package)
        recalled(found)

    add()
    few = asked(), owed()
    add()
    add()
    assert (asked(), owed()) == few
