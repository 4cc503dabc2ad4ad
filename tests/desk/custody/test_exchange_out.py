"""Manifests of batches, their receipts, giving out for good, and the pages of an exchange."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nomina import manifests
from nomina.desk.custody import holds
from nomina.desk.custody.actions.exchange_out import AddReceipt, Dispatch, MakeManifest
from nomina.desk.custody.actions.moving import Pack
from nomina.desk.custody.checker import faults
from nomina.desk.custody.exchange_manifest import document, public
from nomina.desk.custody.exchange_paper import manifest_paper, receipt_paper
from nomina.desk.custody.exchange_papers import unwrapped
from nomina.desk.custody.models import (
    Batch,
    Incident,
    Item,
    Listed,
    Manifest,
    ManifestReceipt,
)
from nomina.desk.custody.papers.page import pdf
from nomina.desk.people.models import User
from nomina.errors import InputError, Refused, SignInAgain
from nomina.ledger.checkpoint import KeySigner, public_key
from tests.desk.custody.exchanges import batch, found, listed, page, send
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.people.cast import NOW, by

THEM = KeySigner("example.org/them", b"2" * 32)


def out(yard: Yard, **more: Any) -> Batch:
    """A batch that goes out with the driver."""
    return batch(yard, "B-10", way="out", carrier=yard.driver, **more)


def signed(yard: Yard, one: Batch, *items: Item) -> Manifest:
    return yard.do(MakeManifest(batch=one, items=items))


def receipt(yard: Yard, one: Manifest, data: bytes = b"a scan", **more: Any) -> ManifestReceipt:
    given: dict[str, Any] = {
        "name": "r.pdf", "media": "application/pdf", "side": "carrier", "signer": "R. Carrier",
        "at": NOW,
    }  # fmt: skip
    return yard.do(AddReceipt(manifest=one, data=data, **(given | more)))


def handed(yard: Yard, *items: Item) -> None:
    """In the carrier's hands, at the place of the exchange."""
    offered = yard.offer(list(items), yard.driver, yard.wagon)
    yard.take(offered, list(items), yard.clerk, witness="paper 1")


def dispatch(yard: Yard, one: Manifest, got: ManifestReceipt) -> Any:
    return yard.do(Dispatch(manifest=one, receipt=got, when=yard.when(), reading=SCANNED))


@pytest.fixture
def nothing_else_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what exchanges themselves hold: other subjects have tests of their own."""
    from nomina.desk.custody.exchange_joined import held

    monkeypatch.setattr(holds, "_reasons", [held])


def test_a_manifest_says_numbers_and_no_name_and_is_checked_by_the_key_alone(yard: Yard) -> None:
    one = batch(yard)
    (line,) = listed(yard, one, ("17/4", "Зразок Іван", "АБ-1"))
    bag, body = yard.thing("bag"), yard.body()
    pack = Pack(
        operation=one.operation,
        items=(body,),
        into=bag,
        when=yard.when(),
        reading=replace(SCANNED, seal="whole", seal_number="S-7"),
    )
    yard.do(pack)
    found(yard, one, bag, line, "several", persons=2)
    row = signed(yard, one, bag)
    data = manifests.written(document(row))
    it = manifests.check(data, public(), "it").document
    assert isinstance(it, manifests.Manifest)
    said = {item.tag: item for item in it.manifest.items}
    assert set(said) == {bag.code, body.code}  # what lies in it stands there too
    assert (said[bag.code].their_number, said[bag.code].count) == ("17/4", 2)
    assert said[body.code].our_number == (body.file and body.file.number)
    assert (said[body.code].inside, said[body.code].seal) == (bag.code, "S-7")
    assert (it.manifest.giver, it.manifest.taker) == ("Other side", one.operation.name)
    assert "Зразок" not in data.decode()
    assert "АБ-1" not in data.decode()
    assert yard.book.kinds()[-1] == "custody.manifest"


def test_signing_cannot_be_taken_back_so_it_asks_who_is_there(yard: Yard) -> None:
    action = MakeManifest(batch=batch(yard), items=(yard.thing("bag"),))
    with pytest.raises(SignInAgain):
        action.do(by(yard.officer, fresh=False), yard.book)
    with pytest.raises(Refused, match="1 to"):
        yard.do(MakeManifest(batch=action.batch, items=()))


def test_what_goes_back_is_given_out_after_the_carrier_took_it_and_signed(
    yard: Yard, nothing_else_holds: None
) -> None:
    bag = yard.thing("bag")
    found(yard, batch(yard), bag, ours="no")
    (hold,) = holds.of(bag)
    assert hold.key == "goes-back"
    one = out(yard)
    row = signed(yard, one, bag)
    got = receipt(yard, row)
    with pytest.raises(Refused, match="not in the carrier's hands"):
        dispatch(yard, row, got)
    handed(yard, bag)
    done = dispatch(yard, row, got)
    assert [(x.item, x.kind) for x in done.movements] == [(bag, "out")]
    assert (yard.at(bag).place, yard.at(bag).keeper) == (None, yard.driver)
    assert list(faults(one.operation)) == []
    with pytest.raises(Refused, match="given out already"):
        dispatch(yard, row, got)


def test_nothing_is_given_out_without_a_receipt_of_the_others(
    yard: Yard, nothing_else_holds: None
) -> None:
    bag, other = yard.thing("bag"), yard.thing("bag")
    one = out(yard)
    row, second = signed(yard, one, bag), signed(yard, one, other)
    handed(yard, bag)
    for got in (receipt(yard, row, side="us"), receipt(yard, second)):
        with pytest.raises(Refused, match="a receipt of the carrier"):
            dispatch(yard, row, got)
    assert yard.at(bag).place == yard.wagon


def test_whatever_holds_an_item_holds_all_of_the_manifest(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    bags = [yard.thing("bag") for _ in range(2)]

    def reason(item: Item) -> Any:
        if item == bags[1]:
            yield holds.Hold("test", "the family was not asked", "ask them")

    monkeypatch.setattr(holds, "_reasons", [reason])
    one = out(yard)
    row = signed(yard, one, *bags)
    got = receipt(yard, row)
    handed(yard, *bags)
    with pytest.raises(Refused, match="the family was not asked"):
        dispatch(yard, row, got)
    assert [yard.at(bag).place for bag in bags] == [yard.wagon] * 2


def test_what_was_put_into_a_bag_after_signing_stops_it(
    yard: Yard, nothing_else_holds: None
) -> None:
    bag, paper = yard.thing("bag"), yard.thing("document")
    one = out(yard)
    row = signed(yard, one, bag)
    yard.do(
        Pack(operation=one.operation, items=(paper,), into=bag, when=yard.when(), reading=SCANNED)
    )
    got = receipt(yard, row)
    handed(yard, bag)
    with pytest.raises(Refused, match="does not stand on it"):
        dispatch(yard, row, got)
    newer = signed(yard, one, bag)
    assert len(dispatch(yard, newer, receipt(yard, newer, b"another scan")).movements) == 1
    assert yard.at(paper).place is None


def test_two_batches_do_not_claim_one_item(yard: Yard) -> None:
    bag = yard.thing("bag")
    signed(yard, out(yard), bag)
    other = batch(yard, "B-11", way="out", carrier=yard.driver)
    with pytest.raises(Refused, match="on another manifest"):
        signed(yard, other, bag)


def test_a_signed_receipt_is_checked_with_their_key(yard: Yard) -> None:
    bag = yard.thing("bag")
    row = signed(yard, out(yard), bag)
    taken = manifests.Taken(
        manifest=row.digest, number=row.number, side="carrier", signer="R.", place=None,
        at="2026-11-01T10:00:00Z", taken=(bag.code,), missing=(), note=None,
    )  # fmt: skip
    data = manifests.written(manifests.sign_receipt(taken, THEM))
    kept = receipt(yard, row, data, key=public_key(THEM))
    assert (unwrapped(kept), kept.key) == (data, public_key(THEM))
    assert receipt(yard, row, data, key=public_key(THEM)) == kept  # once
    for wrong, key, why in (
        (data[:-3] + b'0"}', public_key(THEM), "."),
        (data, public(), "another key"),
        (data, "nonsense", "no public key"),
        (manifests.written(document(row)), public(), "not a receipt"),
    ):
        with pytest.raises(InputError, match=why):
            receipt(yard, row, wrong, key=key)
    other = taken.model_copy(update={"manifest": "0" * 64})
    data = manifests.written(manifests.sign_receipt(other, THEM))
    with pytest.raises(Refused, match="another manifest"):
        receipt(yard, row, data, key=public_key(THEM))
    assert row.receipts.count() == 1


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_papers_are_made_in_each_language_with_what_is_not_known(language: str) -> None:
    one = manifests.Item(
        tag="1CWWG080GC", kind="bag", seal=None, our_number=None, their_number="<b>№ 17/4",
        count=None, inside=None,
    )  # fmt: skip
    content = manifests.Content(
        id="0" * 32, number="B-9-M1", way="in", batch="B-9", stage=None, giver="Їх бік",
        taker="Ми", carrier=None, carried_by="none", place="E1", planned=None,
        made="2026-11-01T10:00:00Z", items=(one,),
    )  # fmt: skip
    whole = manifests.sign(content, THEM)
    for paper in (
        manifest_paper(whole, public_key(THEM), language),
        receipt_paper(whole, language),
    ):
        assert paper.parts
        assert pdf(paper).startswith(b"%PDF-")
    facts = manifest_paper(whole, public_key(THEM), language).parts[0]
    assert [fact.value for fact in facts.facts].count(None) == 3  # type: ignore[union-attr]


def test_an_exchange_from_its_list_to_giving_out_on_the_pages(
    yard: Yard, signed_in: Callable[[User], Client], nothing_else_holds: None
) -> None:
    client, one = signed_in(yard.officer), yard.team.cast.one
    send(
        client, "make_batch", one, number="b-20", stage=20, way="out", counterpart="Other <b>side",
        place=yard.wagon.pk, carried_by="icrc", carrier=yard.driver.pk,
    )  # fmt: skip
    row = Batch.objects.get()
    data = "№ мішка;ПІБ\n17/4;<script>alert(1)</script>\n17/5;Зразок\n;\n;;x\n".encode()
    upload = SimpleUploadedFile("l<i>.csv", data)
    send(client, "bring_paper", row, file=upload, paper="list")
    paper = row.documents.get()
    assert "17/4 · 17/5" in page(client, "list_columns", paper)
    send(client, "list_columns", paper, column_0="number", column_1="said_name")
    assert "neither a number nor a name" in page(client, "batch_paper", paper)
    line = Listed.objects.get(number="17/4")
    assert "&lt;script&gt;" in page(client, "listed", line)
    bag = yard.thing("bag")
    send(
        client, "find_in_batch", row, tag=str(bag).lower(), line=line.pk, what="several",
        persons=2, ours="unknown",
    )  # fmt: skip
    send(client, "find_in_batch", row, 422, tag="nonsense", what="body", ours="no")
    shown = page(client, "batch", row)
    assert "several people in one bag" in shown
    assert "Зразок" not in shown  # a number does
    only = page(client, "batch", row, only="not-found")
    assert "17/5" in only
    assert str(bag) not in only.split('id="accounts')[-1].split("</table>")[-1]
    send(client, "tell_differences", row)
    assert Incident.objects.filter(kind="list").count() == 3
    send(client, "make_manifest", row, tags=str(bag))
    manifest = Manifest.objects.get()
    whole = send(client, "take_manifest", manifest, 200, form="json").content
    assert manifests.check(whole, public(), "it")
    assert send(client, "take_manifest", manifest, 200, form="pdf", language="uk").content[:5] == (
        b"%PDF-"
    )
    extra = yard.thing("bag")
    refused = send(
        client, "hand_manifest", manifest, 422, tags=str(extra), read="scanned", seal="whole"
    ).content.decode()
    assert f"Missing: {bag}" in refused
    assert f"too many: {extra}" in refused
    send(client, "hand_manifest", manifest, tags=str(bag), read="scanned", seal="whole")
    handover = bag.operation.handovers.get()
    signed_in(yard.clerk)  # whoever gives cannot sign for the carrier
    send(client, "take", handover, tags=str(bag), witness="w", read="scanned", seal="whole")
    signed_in(yard.officer)
    scan = io.BytesIO(b"%PDF-1.7 scan")
    scan.name = "scan.pdf"
    send(client, "add_receipt", manifest, file=scan, side="counterpart", signer="Officer, E1")
    kept = manifest.receipts.get()
    assert send(client, "take_receipt", kept, 200).content == b"%PDF-1.7 scan"
    send(client, "dispatch", manifest, receipt=kept.pk, read="scanned")
    assert yard.at(bag).place is None
    send(client, "end_batch", row, words_="")
    assert "closed" in page(client, "batch", row)
    assert "not told" in page(client, "public_numbers", one)
    assert ">20<" in page(client, "item", bag)
    assert send(client, "take_paper", paper, 200).content == data


def test_what_is_of_another_operation_is_neither_shown_nor_held(
    yard: Yard, signed_in: Callable[[User], Client]
) -> None:
    one = batch(yard)
    (line,) = listed(yard, one, ("1", "A", ""))
    bag = yard.thing("bag")
    found(yard, one, bag, line)
    row = signed(yard, one, bag)
    kept = receipt(yard, row)
    client = signed_in(yard.team.morten)
    for name, about in (
        ("batches", one.operation), ("batch", one), ("batch_paper", line.document),
        ("listed", line), ("manifest", row), ("take_receipt", kept), ("find_in_batch", one),
    ):  # fmt: skip
        assert client.get(reverse(f"custody:{name}", args=[about.pk])).status_code == 404, name
