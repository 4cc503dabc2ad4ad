"""What comes from other institutions: verified, in quarantine, and taken over by a person alone."""

from __future__ import annotations

import csv
import hashlib
import io
import time
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from nomina import packages, signed
from nomina.desk import signing
from nomina.desk.acts import Actor, NotPermitted, Refused, SignInAgain
from nomina.desk.files.fields import AM, of_kind
from nomina.desk.files.models import Card, Consent, File, Photo
from nomina.desk.files.record import record_of
from nomina.desk.people.models import Operation
from nomina.desk.policy.roles import Role
from nomina.desk.transmit import (
    heard,
    incoming_content,
    incoming_fields,
    incoming_kept,
    incoming_read,
)
from nomina.desk.transmit.actions.incoming import Receive, TakeAway
from nomina.desk.transmit.actions.incoming_items import (
    AddItemPhoto,
    ReadItem,
    RefuseItem,
    TakeItem,
    opened,
)
from nomina.desk.transmit.actions.incoming_letters import ReceiveLetter, TypeItem, typed
from nomina.desk.transmit.actions.incoming_passing import PassItem
from nomina.desk.transmit.actions.incoming_receipt import Acknowledge
from nomina.desk.transmit.actions.partners import EndPartner
from nomina.desk.transmit.incoming_state import state_of
from nomina.desk.transmit.incoming_words import beside_name
from nomina.desk.transmit.models import (
    Incoming,
    IncomingContent,
    IncomingItem,
    IncomingPhoto,
    IncomingTaken,
)
from nomina.errors import InputError, StoreError
from nomina.ledger.checkpoint import public_key
from nomina.packages import incoming as mapped
from nomina.packages import items
from nomina.packages.particulars import Particular
from nomina.pfif import Note, Person, written
from tests.desk.files.people import make_team
from tests.desk.files.people import opened as file_of
from tests.desk.files.shots import jpeg
from tests.desk.people.cast import NOW, by, make_cast
from tests.desk.transmit.incoming_post import (
    ALL,
    SIGNER,
    STRANGER,
    Desk,
    bureau,
    enquiry,
    found_in_tables,
    missing,
    package,
    prisoner,
    reply,
    sealed_to_us,
)

CANARY = "Zweifelberg"


@pytest.fixture
def desk(db: str) -> Desk:
    """Operation One, to which another bureau writes."""
    return Desk(make_team(make_cast()))


def rows() -> dict[str, int]:
    """How many rows every table of the desk has."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if not model._meta.label.startswith(("transmit.Incoming", "books."))
    }


# What came is what was signed.


def test_a_package_says_whose_it_is_and_nothing_of_it_leaves_quarantine(desk: Desk) -> None:
    partner = bureau(desk.one, desk.officer)
    before = rows()
    got = desk.receive(sealed_to_us(package(missing(description=CANARY), missing("M-2"))))
    assert (got.partner, got.signed, got.sealed) == (partner, "heard", True)
    assert (got.number, got.their_number, got.article) == ("I-00001", "B-17", "enquiry")
    assert [one.key for one in got.items.all()] == ["M-1", "M-2"]
    assert rows() == before  # no file, no card, no word to search, no entry, no consent
    assert not found_in_tables(CANARY)
    assert CANARY in str(incoming_content.offered(got.items.get(number=1)))


def test_the_same_again_is_what_is_here(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    plain = package(missing())
    first = desk.receive(sealed_to_us(plain))
    for data in (plain, sealed_to_us(plain), plain):  # in whatever order and seal it comes
        again = desk.do(Receive(operation=desk.one, data=data, name="x"))
        assert again.again
        assert again.row == first
    assert IncomingItem.objects.count() == 1
    copied = {f.name: getattr(first, f.name) for f in Incoming._meta.fields if f.name != "id"}
    other = Incoming(**(copied | {"number": "I-00002", "digest": "0" * 64}))
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save(force_insert=True)


def test_any_changed_byte_is_caught(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    data = package(missing())
    steps = range(0, len(data), 97)
    for at in steps:
        wrong = data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]
        with pytest.raises(InputError):
            desk.receive(wrong)
    closed = sealed_to_us(data)
    with pytest.raises(InputError):
        desk.receive(closed[:-1] + bytes((closed[-1] ^ 1,)))
    assert not Incoming.objects.exists()
    assert desk.book.kinds() == ["act.refused"] * (len(steps) + 1)  # and it is written down


def test_whose_key_it_is_is_told_apart(desk: Desk) -> None:
    assert desk.receive(package(missing(), signer=STRANGER)).signed == "unknown"
    bureau(desk.one, desk.officer, confirmed=False)
    assert desk.receive(package(missing("a"))).signed == "unheard"
    other = bureau(desk.one, desk.officer, name="Agency", verify=public_key(STRANGER))
    with pytest.raises(Refused, match="partner that was chosen"):
        desk.receive(package(missing("b")), partner=other)
    with pytest.raises(Refused, match="signed here"):
        desk.receive(package(missing("c"), signer=signing.signer("package")))
    theirs = bureau(desk.team.cast.two, desk.officer, verify="", confirmed=False)
    with pytest.raises(Refused, match="another operation"):
        desk.receive(written([person()]), "p.xml", partner=theirs)


def test_the_key_of_a_partner_that_was_ended_is_told_as_that(desk: Desk) -> None:
    """It may have been stolen: what comes with it is never the same as from the partner itself."""
    old = bureau(desk.one, desk.officer)
    desk.do(EndPartner(partner=old, why="its key was stolen"))
    new = bureau(desk.one, desk.officer, name="Bureau B anew", verify=public_key(STRANGER))
    got = desk.receive(package(missing("a")))
    assert (got.signed, got.partner) == ("ended", old)
    data = package(missing("b"))
    with pytest.raises(InputError):  # and even so not one byte of it may be another
        desk.receive(data.replace(b'"b"', b'"c"'))
    fresh = desk.receive(package(missing("d"), signer=STRANGER))
    assert (fresh.signed, fresh.partner) == ("heard", new)
    same = bureau(desk.one, desk.officer, name="Bureau B again")  # its key was its own after all
    assert desk.receive(package(missing("e"))).partner == same


def test_a_package_says_to_whom_it_is_addressed(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    got = desk.receive(package(missing(), recipient="Bureau of another \u202eplace"))
    assert got.addressed == "Bureau of another \ufffdplace"


def test_what_is_acknowledged_is_this_package_under_our_key(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    data = package(missing())
    got = desk.receive(sealed_to_us(data))
    made = desk.do(Acknowledge(incoming=got, signer="Receipts"))
    file = signed.spelt(packages.Acknowledgement.model_validate(made.document))
    key = public_key(signing.signer("package"))
    said = packages.check(file, key, "ack").document
    assert isinstance(said, packages.Acknowledgement)
    assert said.acknowledgement.package == packages.parsed(data, "x").digest
    assert said.acknowledgement.number == "B-17"
    with pytest.raises(InputError):
        packages.check(file.replace(b"Receipts", b"receipts"), key, "ack")
    with pytest.raises(Refused, match="already"):
        desk.do(Acknowledge(incoming=got, signer="Receipts"))
    with pytest.raises(InputError, match="acknowledges a package of ours"):
        desk.receive(file)
    table = desk.receive(b"number,family name\n1,x\n", "t.csv", their_name="B")
    with pytest.raises(Refused, match="without a digest"):
        desk.do(Acknowledge(incoming=table, signer="Receipts"))


# What a person takes over says where it came from.


def fields_of(item: IncomingItem) -> dict[str, str]:
    """What can be written of an item."""
    return {line.key: line.written for line in incoming_fields.lines(item) if line.said is not None}


def test_a_new_file_says_of_every_value_who_sent_it(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    one = missing(
        born="02.05.1987", sex="чол", father="Іван", rank="r", power="p", unit="12", marks="?",
        last_alive_on="sometime in spring", service_number="AB-1", allowed=ALL,
    )  # fmt: skip
    item = desk.item(package(one))
    lines = {line.key: line for line in incoming_fields.lines(item)}
    assert lines["born"].said is not None
    assert lines["born"].said.get() == "1987-05-02"
    assert lines["last known alive"].said is None
    assert lines["last known alive"].wrong
    keys = fields_of(item)
    row = desk.do(TakeItem(item=item, fields=keys), desk.recorder)
    record = record_of(row.file)
    assert {key: record[key].said.value for key in ("family name", "sex", "unit")} == {
        "family name": "Зразок", "sex": "male", "unit": "12",
    }  # fmt: skip
    for key in keys:
        source = record[key].said.source
        assert source is not None
        assert source.reference.startswith("Bureau B · B-17 · 2026-11-01 · I-00001 · 1")
        assert source.note == ("" if key == "note" else "mother")
    assert not record["marks"].said.is_known
    note = record["note"].said.get()
    assert "Іван" in note
    assert "sometime in spring" in note  # what its field cannot hold is not lost
    whole = str([entry.value for entry in row.file.entries.all()])
    assert "'r'" not in whole and "'p'" not in whole  # noqa: PT018 - side and rank have no column
    given = Consent.objects.filter(file=row.file)
    assert {one.purpose for one in given} == {"compare-faces", "compare-records"}
    assert all("Bureau B · B-17" in one.how for one in given)
    assert Card.objects.get(file=row.file).title == "Зразок Олександр"
    with pytest.raises(Refused, match="already"):
        desk.do(TakeItem(item=item, fields=keys), desk.recorder)


def test_both_values_stand_until_a_person_settles_them(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    mine = file_of(AM, desk.recorder, desk.one)
    item = desk.item(package(missing(born="1987-06", first_names="Олександр")))
    chosen = [
        line.key
        for line in incoming_fields.lines(item)
        if not incoming_fields.same(line, record_of(mine).get(line.key))
    ]
    assert chosen == ["born"]  # the names are the same and need not be said twice
    desk.do(TakeItem(item=item, fields=chosen, file=mine), desk.recorder)
    record = record_of(mine)
    assert record["born"].unsettled
    assert {one.said.get() for one in record["born"].entries} == {"1987-05-02", "1987-06"}
    assert File.objects.filter(kind=AM).count() == 1
    assert not Consent.objects.filter(file=mine).exists()  # nothing was said, so nothing is allowed


@pytest.mark.parametrize("at", ["consent", "taken", "say"])
def test_what_fails_midway_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    bureau(desk.one, desk.officer)
    item = desk.item(package(missing(allowed=ALL)))
    before = rows()

    def fails(*given: Any, **more: Any) -> None:
        raise StoreError("the disk is gone")

    where = {
        "consent": "nomina.desk.files.models.Consent.save",
        "taken": "nomina.desk.transmit.models.IncomingTaken.save",
        "say": "nomina.desk.files.models.Entry.save",
    }[at]
    with monkeypatch.context() as patch:
        patch.setattr(where, fails)
        with pytest.raises(StoreError):
            desk.do(TakeItem(item=item, fields=["family name"]), desk.recorder)
    assert rows() == before
    fresh = IncomingItem.objects.get(pk=item.pk)
    assert state_of(fresh) == "open"
    row = desk.do(TakeItem(item=fresh, fields=["family name"]), desk.recorder)
    assert row.fresh  # simply run again


def test_a_prisoner_opens_no_file_and_holds_the_photos_of_the_one_that_is_there(
    desk: Desk,
) -> None:
    bureau(desk.one, desk.officer)
    item = desk.item(package(prisoner(surname="Зразок", address="Street 1", person_informed="M")))
    assert item.living
    said = str(incoming_content.offered(item))
    assert "Street 1" not in said  # where a family lives stays where it came
    with pytest.raises(Refused, match="no file is opened"):
        desk.do(TakeItem(item=item, fields=["note"]), desk.recorder)
    mine = file_of(AM, desk.recorder, desk.one)
    desk.do(TakeItem(item=item, fields=["note"], file=mine), desk.recorder)
    assert mine.holds.current().exists()


# Photos: of the missing alone, with consent alone.


def test_a_photo_comes_in_with_consent_and_never_of_the_dead(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    with_, without = desk.receive(
        package(missing("M-1", allowed=ALL), missing("M-2"))
    ).items.order_by("number")
    with pytest.raises(Refused, match="dead"):
        desk.do(AddItemPhoto(item=with_, data=jpeg(1), name="p.jpg", alive="dead"))
    with pytest.raises(IntegrityError), transaction.atomic():
        IncomingPhoto(
            item=with_, digest="0" * 64, size=1, kept="0" * 64, name="x", alive="dead",
            by=desk.officer,
        ).save(force_insert=True)  # fmt: skip
    for item in (with_, without):
        photo = desk.do(AddItemPhoto(item=item, data=jpeg(1), name="p.jpg", alive="not-known"))
        again = desk.do(AddItemPhoto(item=item, data=jpeg(1), name="q.jpg", alive="not-known"))
        assert photo == again
    assert not Photo.objects.exists()
    read = opened(with_)
    with pytest.raises(Refused, match="faces may be compared"):
        desk.do(
            TakeItem(item=without, fields=["family name"], photos=opened(without)), desk.recorder
        )
    desk.do(TakeItem(item=without, fields=["family name"]), desk.recorder)
    with pytest.raises(Refused, match="meanwhile"):
        desk.do(TakeItem(item=with_, fields=["family name"]), desk.recorder)
    row = desk.do(TakeItem(item=with_, fields=["family name"], photos=read), desk.recorder)
    (content,) = [one.content for one in Photo.objects.all()]
    assert content.file == row.file
    for one in IncomingPhoto.objects.all():  # what was decided on does not lie here any more
        with pytest.raises(StoreError):
            incoming_kept.opened(one)


def test_a_photo_of_somebody_who_may_live_is_held_at_once(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    item = desk.item(package(missing(allowed=ALL)))
    desk.do(AddItemPhoto(item=item, data=jpeg(2), name="p.jpg", alive="may-live"))
    row = desk.do(TakeItem(item=item, fields=["family name"], photos=opened(item)), desk.recorder)
    assert row.file.holds.current().exists()


def test_a_photo_that_cannot_be_opened_is_kept_and_opened_by_nobody(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    item = desk.item(package(missing(allowed=ALL)))
    broken = (b"\xff\xd8\xff\xe0 no picture", b"GIF89a" + bytes(40), b"BM" + bytes(60))
    for data in broken:
        desk.do(AddItemPhoto(item=item, data=data, name="x.jpg", alive="not-known"))
    with pytest.raises(Refused, match="empty"):
        desk.do(AddItemPhoto(item=item, data=b"", name="x.jpg", alive="not-known"))
    desk.do(TakeItem(item=item, fields=["family name"], photos=opened(item)), desk.recorder)
    assert {bool(one.content.unreadable) for one in Photo.objects.all()} == {True}


# Replies and questions reach who answers them, or wait.


def test_a_reply_waits_until_somebody_hears_it_and_is_heard_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau(desk.one, desk.officer)
    item = desk.item(package(reply("We want him home.")))
    assert "home" not in str(incoming_content.offered(item))  # who reads replies opens them
    monkeypatch.setattr(heard, "_replies", [])
    with pytest.raises(Refused, match="waits here"):
        desk.do(PassItem(item=item))
    got: list[heard.FamilyReply] = []

    def listens(who: Any, said: heard.FamilyReply) -> str:
        got.append(said)
        return "R-7"

    def fails(who: Any, said: heard.FamilyReply) -> str:
        raise StoreError("gone")

    monkeypatch.setattr(heard, "_replies", [fails])
    with pytest.raises(StoreError):
        desk.do(PassItem(item=item))
    assert state_of(IncomingItem.objects.get(pk=item.pk)) == "open"  # not said to be passed on
    monkeypatch.setattr(heard, "_replies", [])
    heard.on_reply(listens)
    assert desk.do(PassItem(item=item)).called == "R-7"
    assert (got[0].words, got[0].package_number) == ("We want him home.", "T-00001")
    with pytest.raises(Refused, match="already"):
        desk.do(PassItem(item=item))
    assert len(got) == 1
    assert incoming_kept.opened(item.incoming)
    desk.do(Acknowledge(incoming=item.incoming, signer="Receipts"))
    with pytest.raises(StoreError):  # the words lie where replies are read, and nowhere else
        incoming_kept.opened(item.incoming)


def test_what_is_refused_or_read_is_decided_once_and_by_the_right_act(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    asked = desk.item(package(enquiry("Where is he?")))
    with pytest.raises(Refused, match="written into no file"):
        desk.do(TakeItem(item=asked, fields=["note"]), desk.recorder)
    with pytest.raises(Refused, match="passed on or refused"):
        desk.do(ReadItem(item=asked, note="read"))
    person_ = desk.item(package(missing()))
    with pytest.raises(Refused, match="neither a reply"):
        desk.do(PassItem(item=person_))
    desk.do(RefuseItem(item=person_, why="twice"))
    with pytest.raises(Refused, match="already"):
        desk.do(RefuseItem(item=person_, why="twice"))


def test_nobody_destroys_what_a_family_says_or_asks_unread(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    for item in (desk.item(package(enquiry("Where?"))), desk.item(package(reply("We want him.")))):
        for user in (desk.officer, desk.recorder):
            with pytest.raises(Refused, match="passed on"):
                desk.do(RefuseItem(item=item, why="w"), user)
        assert not incoming_content.is_gone(item)
        assert state_of(IncomingItem.objects.get(pk=item.pk)) == "open"
    letter = desk.do(
        ReceiveLetter(operation=desk.one, data=b"%PDF-", name="l.pdf", their_name="B")
    ).row
    wrong = desk.do(TypeItem(incoming=letter, offered=typed("enquiry", "1", words="Wo?")))
    desk.do(RefuseItem(item=wrong, why="typed wrong"))  # its scan is there, and is typed anew
    assert incoming_kept.is_there(letter)


# What is refused goes.


def test_what_is_refused_is_destroyed_and_binds_whoever_sent_it_still(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    got = desk.receive(sealed_to_us(package(missing(description=CANARY, allowed=ALL))))
    item = got.items.get()
    photo = desk.do(AddItemPhoto(item=item, data=jpeg(3), name="p.jpg", alive="not-known"))
    held = bytes(IncomingContent.objects.get(item=item).sealed)
    plain = incoming_kept.unsealed(held)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE transmit_incomingcontent SET sealed = %s", [b"other"])
    with pytest.raises(SignInAgain):  # it cannot be taken back
        RefuseItem(item=item, why="w").do(Actor(desk.officer, NOW), desk.book)
    desk.do(RefuseItem(item=item, why="not of this operation"))
    assert not found_in_tables(CANARY)
    assert not IncomingContent.objects.exists()
    assert incoming_content.is_gone(item)
    assert incoming_fields.lines(item) == ()
    with pytest.raises(StoreError):
        incoming_kept.opened(photo)
    # Who has it still can show that it is what was refused; who has not learns nothing of it.
    assert hashlib.sha256(plain).hexdigest() == item.commitment
    said = incoming_content.offered(item)
    assert incoming_content.enclosed(said)[0] != incoming_content.enclosed(said)[0]
    with pytest.raises(Refused, match="already"):
        desk.do(TakeItem(item=item, fields=["note"]), desk.recorder)
    # The file goes as soon as its sender was told that it came: nothing of it is wanted.
    assert incoming_kept.is_there(got)
    desk.do(Acknowledge(incoming=got, signer="Receipts"))
    assert not incoming_kept.is_there(got)
    with pytest.raises(Refused, match="destroyed"):
        desk.do(TakeAway(incoming=got))


def test_a_file_stays_while_anything_of_it_is_wanted(desk: Desk) -> None:
    table = "number,family name\n1,Зразок\n2,Інший\n"
    got = desk.receive(table.encode(), "t.csv", their_name="B")
    first, second = got.items.order_by("number")
    desk.do(RefuseItem(item=first, why="twice"))
    assert incoming_kept.is_there(got)  # somebody has yet to look at the second
    desk.do(TakeItem(item=second, fields=["family name"]), desk.recorder)
    assert incoming_kept.is_there(got)  # what a file says came from it
    again = desk.do(Receive(operation=desk.one, data=table.encode(), name="x", their_name="B"))
    assert again.again  # half taken, and brought once more: nothing is open again
    assert [state_of(one) for one in got.items.order_by("number")] == ["refused", "taken"]
    strange = desk.receive(package(missing(), signer=STRANGER))
    desk.do(RefuseItem(item=strange.items.get(), why="of nobody"))
    assert not incoming_kept.is_there(strange)  # nobody is known who could be told
    with pytest.raises(Refused, match="destroyed"):
        desk.do(Acknowledge(incoming=strange, signer="Receipts"))
    letter = desk.do(
        ReceiveLetter(operation=desk.one, data=b"%PDF-", name="l.pdf", their_name="B")
    ).row
    typed_ = desk.do(TypeItem(incoming=letter, offered=typed("missing", "1")))
    desk.do(RefuseItem(item=typed_, why="typed wrong"))
    assert incoming_kept.is_there(letter)  # it may be typed anew


# Letters.


def test_a_letter_is_kept_and_typed(desk: Desk) -> None:
    scan = b"%PDF-1.4 nothing"
    with pytest.raises(InputError, match="scan"):
        desk.receive(scan, "letter.pdf")
    given: dict[str, Any] = {"operation": desk.one, "data": scan, "name": "../../etc/l.pdf"}
    with pytest.raises(Refused, match="who sent"):
        desk.do(ReceiveLetter(**given))
    got = desk.do(ReceiveLetter(**given, their_name="A society", their_number="12")).row
    assert got.name == "l.pdf"
    offered = typed("missing", "1", values=[{"field": "family name", "text": "Зразок"}])
    item = desk.do(TypeItem(incoming=got, offered=offered))
    row = desk.do(TakeItem(item=item, fields=["family name"]), desk.recorder)
    source = record_of(row.file)["family name"].said.source
    assert source is not None
    assert source.reference == "A society · 12 · I-00001 · 1"
    assert desk.do(TakeAway(incoming=got)) == scan
    signed_one = desk.receive(package(missing(), signer=STRANGER))
    with pytest.raises(Refused, match="letters alone"):
        desk.do(TypeItem(incoming=signed_one, offered=offered))


# PFIF and tables.


def person(**more: Any) -> Person:
    """Somebody sought, as another register says."""
    given = {
        "person_record_id": "b.example/1",
        "source_date": "2026-11-01T08:00:00Z",
        "full_name": "Олександр Зразок",
        "author_name": "M",
    }
    return Person(**(given | more))


def test_pfif_brings_reports_and_no_address_and_no_death(desk: Desk) -> None:
    note = Note(
        note_record_id="b.example/n", author_name="x", source_date="2026-11-02T08:00:00Z",
        text="saw it", status="believed_missing", last_known_location="Bridge",
        phone_of_found_person="+100200300",
    )  # fmt: skip
    one = person(
        age="30-40", sex="male", home_city="K", home_street="Elm 5", description="tall",
        author_email="m@family.example", author_phone="+100", photo_url="http://x.example/1.jpg",
        profile_urls="http://y.example/2", notes=(note,),
    )  # fmt: skip
    data = written([one]).replace(b"believed_missing", b"believed_dead")  # as a stranger may write
    item = desk.item(data, name="r.xml", their_name="A register")
    kept = str(incoming_content.offered(item))
    for address in ("http", "family.example", "+100"):
        assert address not in kept
    said = fields_of(item)
    assert (said["age from"], said["age to"], said["sex"]) == ("30", "40", "male")
    assert said["other names"] == "Олександр Зразок"
    assert "died" not in said
    assert "believed_dead" in kept  # a person reads it
    row = desk.do(TakeItem(item=item, fields=said), desk.recorder)
    whole = str([entry.value for entry in row.file.entries.all()])
    assert "believed_dead" not in whole  # and it is written nowhere
    assert "Elm 5" not in whole
    assert not Consent.objects.filter(file=row.file).exists()


def test_what_its_sender_ended_says_no_more_than_that(desk: Desk) -> None:
    over = person(expiry_date="2026-11-02T00:00:00Z", description=CANARY)
    item = desk.item(written([over]), name="r.xml", their_name="A register")
    assert item.about == "ended"
    assert CANARY not in str(incoming_content.offered(item))
    with pytest.raises(Refused):
        desk.do(TakeItem(item=item, fields=["note"]), desk.recorder)
    desk.do(ReadItem(item=item, note="nothing of it was here"))


def test_every_bad_row_of_a_table_is_told_and_the_others_stand(desk: Desk) -> None:
    table = (
        "number;family name;given name;born;hair\r\n"
        "A1;Зразок;Олександр;02.05.1987;чорне\r\n"
        "A2;'=HYPERLINK(1);Ім\u202eя;31.02.1987;\r\n"
        ";;;;\r\n"
    ).encode("cp1251", "replace")
    got = desk.receive(table, "list.csv", their_name="A society")
    assert (got.form, got.signed) == ("table", "none")
    first, second = got.items.order_by("number")
    assert fields_of(first)["born"] == "1987-05-02"
    assert got.problems  # the date that is none
    assert fields_of(second)["family name"] == "=HYPERLINK(1)"  # text, and never a formula
    desk.do(TakeItem(item=first, fields=fields_of(first)), desk.recorder)
    again = desk.do(Receive(operation=desk.one, data=table, name="l.csv", their_name="A society"))
    assert again.again


def test_a_table_with_the_columns_of_pfif_is_read_as_pfif(desk: Desk) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(
        (
            ("person_record_id", "full_name", "source_date", "sex", "photo_url"),
            ("b.example/1", "Олександр Зразок", "2026-11-01T08:00:00Z", "male", "http://x.example"),
            ("b.example/2", "B", "yesterday", "", ""),
        )
    )
    got = desk.receive(out.getvalue().encode(), "p.csv", their_name="A register")
    (item,) = got.items.all()
    assert fields_of(item)["reported"] == "2026-11-01"
    assert "source_date" in got.problems[0]["what"]
    book = openpyxl.Workbook()
    book.active.append(("number", "family name"))
    book.active.append(("X1", "Зразок"))
    stream = io.BytesIO()
    book.save(stream)
    (item,) = desk.receive(stream.getvalue(), "b.xlsx", their_name="A society").items.all()
    assert fields_of(item) == {"family name": "Зразок"}


def test_every_particular_has_a_field_a_name_or_stays_where_it_came() -> None:
    kinds = (
        items.Dead, items.Death, items.Prisoner, items.Grave, items.Packet, items.Disc,
        items.Missing, items.Enquiry,
    )  # fmt: skip
    every = {
        name
        for kind in kinds
        for name, field in kind.model_fields.items()
        if field.annotation is Particular
    }
    assert {"address", "person_informed"} == mapped.NEVER & every  # where a family lives
    named = {name for name in every if beside_name(name) != name}
    assert every == named | mapped.NEVER | set(mapped.FIELD_OF)
    assert {"power", "rank"} <= mapped.READ_ALONE  # LAW-01: they have no column here
    fields_ = set(mapped.FIELD_OF.values())
    assert fields_ <= {field.key for field in of_kind(AM)}
    assert "contact" not in fields_


# What means harm is refused before it costs anything.


def _bomb() -> bytes:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty", b""),
        ("nest.json", b'{"a":' * 200_000),
        ("list.json", b"[" * 200_000),
        ("not.json", b'{"digest":"x","package":{}}'),
        ("latin.json", '{"digest":"é"}'.encode("latin-1")),
        ("bomb.xlsx", _bomb()),
        ("rows.csv", b"number,name\n" + b"1,x\n" * 1_000_000),
        ("blank.csv", b"number,name\n" + b"\n" * 1_000_000),
        ("none.csv", b"a,b\n1,2\n"),
        ("zeros.csv", bytes(1000)),
        ("picture.jpg", jpeg(1)),
        ("age", b"age-encryption.org/v1\n-> X25519 nothing\n"),
        ("much", b"x" * 40_100_000),
    ],
)
def test_hostile_files_are_refused_before_they_cost_anything(name: str, data: bytes) -> None:
    began = time.process_time()
    with pytest.raises(InputError):
        incoming_read.read(Operation(), data, name, NOW)
    assert time.process_time() - began < 2


def test_nothing_of_a_refused_file_is_kept(desk: Desk) -> None:
    before = rows()
    with pytest.raises(InputError):
        desk.receive(b"number,name\n" + b"1,x\n" * 6_000, "rows.csv", their_name="x")
    assert not Incoming.objects.exists()
    assert rows() == before
    assert desk.book.kinds() == ["act.refused"]


def test_signs_that_turn_a_line_round_are_told_as_what_they_are(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    data = package(missing(), sender="B\u202eureau", number="B\u0007-1")
    assert desk.receive(data).their_number == "B\ufffd-1"
    item = desk.item(package(missing(surname="Зра\x00зок")), 1)
    line = next(one for one in incoming_fields.lines(item) if one.key == "family name")
    assert line.written == "Зра\ufffdзок"  # no database holds the sign; what stood there shows


# Who may.


def test_the_officer_receives_the_recorder_takes_over_and_nobody_else_does(desk: Desk) -> None:
    bureau(desk.one, desk.officer)
    data = package(missing())
    item = desk.item(data)
    for held, user in desk.team.one.items():
        seen = Incoming.objects.visible_to(user).exists()
        assert seen == (held in {Role.TRANSMISSION, Role.ANTE_MORTEM})
        assert IncomingItem.objects.visible_to(user).exists() == seen
        if held is not Role.TRANSMISSION:
            with pytest.raises(NotPermitted):
                desk.do(Receive(operation=desk.one, data=data, name="x"), user)
        if held is not Role.ANTE_MORTEM:
            with pytest.raises(NotPermitted):
                desk.do(TakeItem(item=item, fields=["family name"]), user)
    assert not Incoming.objects.visible_to(desk.team.tia).exists()  # of another operation
    assert not IncomingTaken.objects.exists()
    assert by(desk.officer).id is not None
    assert SIGNER.name == "bureau.example/package"
