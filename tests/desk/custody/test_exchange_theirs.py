"""Manifests that the other side signed, held against finds, and our receipts for them."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from nomina import manifests, tags
from nomina.cli import main
from nomina.desk.custody import exchange, exchange_receipt, exchange_theirs
from nomina.desk.custody.actions import exchange_theirs as acts
from nomina.desk.custody.actions.exchange import MakeBatch, WithdrawList
from nomina.desk.custody.actions.exchange_finds import EndBatch, RecordFound
from nomina.desk.custody.actions.exchange_out import AddReceipt, MakeManifest
from nomina.desk.custody.actions.exchange_theirs import BringManifest, SignReceipt
from nomina.desk.custody.actions.items import PrintTags, Receive
from nomina.desk.custody.actions.moving import Pack
from nomina.desk.custody.actions.places import MakePlace
from nomina.desk.custody.exchange_manifest import document, public
from nomina.desk.custody.exchange_papers import unwrapped
from nomina.desk.custody.exchange_receipt_paper import our_receipt_paper
from nomina.desk.custody.models import (
    Batch,
    BatchDocument,
    Found,
    Item,
    Listed,
    OurReceipt,
    TheirManifest,
)
from nomina.desk.custody.papers.page import Facts, pdf
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, NotPermitted, Refused, SignInAgain
from nomina.ledger.checkpoint import KeySigner, public_key
from tests.desk.custody.exchanges import batch, found, listed, page, send
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.people.cast import NOW, account, by, role

THEM, OTHER = KeySigner("example.org/them", b"2" * 32), KeySigner("example.org/x", b"3" * 32)
KEY = public_key(THEM)
_DRAWN = random.Random(11)


def item(**more: Any) -> manifests.Item:
    """An item of theirs, of which little is known."""
    none: dict[str, Any] = dict.fromkeys(("seal", "our_number", "their_number", "count", "inside"))
    given: dict[str, Any] = {"tag": tags.draw(_DRAWN.choice), "kind": "bag"}
    return manifests.Item(**(none | given | more))


def content(*items: manifests.Item, **more: Any) -> manifests.Content:
    """What they sign."""
    given: dict[str, Any] = {
        "id": f"{_DRAWN.getrandbits(128):032x}", "number": "X-4-M1", "way": "out", "batch": "X-4",
        "stage": 9, "giver": "Other side", "taker": "Operation One", "carrier": "ICRC",
        "carried_by": "icrc", "place": "E1", "planned": None, "made": "2026-10-01T10:00:00Z",
        "items": items,
    }  # fmt: skip
    return manifests.Content(**(given | more))


def file(*items: manifests.Item, **more: Any) -> bytes:
    """The file that they send."""
    return manifests.written(manifests.sign(content(*items, **more), THEM))


def bring(yard: Yard, one: Batch, data: bytes, key: str = KEY) -> acts.Brought:
    return yard.do(BringManifest(batch=one, data=data, name="m.json", key=key))


def held(row: TheirManifest) -> exchange_receipt.Received:
    return exchange_receipt.received(row, exchange_theirs.signed(row).manifest)


def receipt(yard: Yard, row: TheirManifest, words: str = "") -> OurReceipt:
    """Our receipt, signed after a look."""
    seen = held(row).mark()
    return yard.do(SignReceipt(manifest=row, signer="O. Officer", seen=seen, words=words))


def of(row: TheirManifest) -> dict[str, Listed]:
    """The lines of a manifest, by tag."""
    return {exchange_theirs.tag_of(line): line for line in row.document.lines.current()}


THREE = (
    item(our_number="17/4", seal="S-1", count=1),
    item(our_number="17/5", their_number="PM-9", count=2),
    item(kind="body", their_number="<b>17/6"),
)


def test_its_lines_are_held_against_finds_as_those_of_a_list(yard: Yard) -> None:
    one, data = batch(yard), file(*THREE)
    row = bring(yard, one, data).row
    assert unwrapped(row.document) == data
    assert (row.number, row.key, row.operation) == ("X-4-M1", KEY, one.operation)
    lines = of(row)
    assert [(x.line, x.number, x.wrong) for x in lines.values()] == [
        (1, "17/4", ""), (2, "17/5", ""), (3, tags.written(THREE[2].tag), ""),
    ]  # fmt: skip
    bag = yard.thing("bag")
    found(yard, one, bag, lines[THREE[1].tag], "several", persons=2)
    told = {a.line.number: a.differs for a in exchange.of(one) if a.line}
    assert told["17/5"] == ("several-persons",)
    assert told["17/4"] == ("not-found",)
    assert "custody.their-manifest" in yard.book.kinds()


def test_the_same_file_again_changes_nothing_and_a_later_manifest_adds_what_is_new(
    yard: Yard,
) -> None:
    one, data = batch(yard), file(*THREE)
    first = bring(yard, one, data)
    again = bring(yard, one, data)
    assert (again.row, len(again.lines.added), again.lines.there) == (first.row, 0, 3)
    more = (item(our_number="17/9"), item(our_number="17/4"))  # a number again, another tag
    later = bring(yard, one, file(*THREE[:2], *more))
    assert [x.number for x in later.lines.added] == ["17/9", "17/4"]
    assert one.lines.current().count() == 5
    bag = yard.thing("bag")
    found(yard, one, bag, of(first.row)[THREE[0].tag])
    assert held(later.row).taken == (THREE[0].tag,)  # one line stands for both manifests


def test_a_list_that_is_there_stays_and_nothing_is_signed_that_it_makes_doubtful(
    yard: Yard,
) -> None:
    one, bag = batch(yard), yard.thing("bag")
    (line,) = listed(yard, one, ("17-4", "Зразок Іван", ""))
    found(yard, one, bag, line)
    row = bring(yard, one, file(*THREE)).row
    assert [a.differs for a in exchange.of(one) if a.line == line] == [("twice",)]
    with pytest.raises(Refused, match=r"lines of another list .* 2 \(17-4\)"):
        receipt(yard, row)
    yard.do(WithdrawList(document=line.document, why="the signed one replaces it"))
    assert held(row).taken == ()  # what was found for a line that is gone is nobody's yet
    found(yard, one, bag, of(row)[THREE[0].tag])
    assert receipt(yard, row).document["taken"] == [THREE[0].tag]


def test_lines_that_were_withdrawn_are_not_signed_for_and_come_again_with_the_file(
    yard: Yard,
) -> None:
    one, data = batch(yard), file(*THREE)
    row = bring(yard, one, data).row
    found(yard, one, yard.thing("bag"), of(row)[THREE[0].tag])
    yard.do(WithdrawList(document=row.document, why="another one was signed"))
    with pytest.raises(Refused, match="were withdrawn: 3"):
        receipt(yard, row)
    assert len(bring(yard, one, data).lines.added) == 3


def spelt(document: dict[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def resigned(**more: Any) -> bytes:
    """A file with another field, signed as its writer would sign it."""
    one = json.loads(file(*THREE))
    one["manifest"] |= more
    data = spelt(one["manifest"])
    one["digest"] = hashlib.sha256(data).hexdigest()
    one["signature"] = THEM.sign(b"nomina manifest 1\n" + data).hex()
    return spelt(one)


GOOD = file(*THREE)
TAKEN = manifests.Taken(
    manifest="0" * 64, number="n", side="counterpart", signer="s", place=None,
    at="2026-11-01T10:00:00Z", taken=(), missing=(), note=None,
)  # fmt: skip
BAD: dict[str, tuple[bytes, str, str]] = {
    "another key": (GOOD, public_key(OTHER), "another key"),
    "no key": (GOOD, "<script>", "no public key"),
    "cut": (GOOD[:-40], KEY, "JSON"),
    "empty": (b"", KEY, "JSON"),
    "grown": (GOOD + b"\n", KEY, "form in which"),
    "another version": (GOOD.replace(b'"schema_version":"1"', b'"schema_version":"2"'), KEY, "'2'"),
    "huge": (b"[" + b"1," * manifests.LARGEST + b"1]", KEY, "larger"),
    "nested deep": (b"[" * 400_000, KEY, "JSON"),
    "nested in a field": (GOOD.replace(b'"E1"', b"[" * 900 + b"]" * 900), KEY, "recursion"),
    "a field twice": (GOOD.replace(b'"place":"E1"', b'"place":"E0","place":"E1"'), KEY, "twice"),
    "another field": (resigned(**{"x" * 500_000: 1}), KEY, "xxx…"),
    "no day": (resigned(planned="2026-02-30"), KEY, "planned"),
    "no moment": (resigned(made="2026-10-01T25:00:00Z"), KEY, "made"),
    "digits of another script": (resigned(planned="٢٠٢٦-٠١-٠١"), KEY, "planned"),
    "a receipt": (manifests.written(manifests.sign_receipt(TAKEN, THEM)), KEY, "is a receipt"),
    "what came to them": (file(*THREE, way="in"), KEY, "of what came to the side"),
    "turned round": (file(item(our_number="\u202e4/71")), KEY, "items.1.our_number"),
    "a zero": (file(item(seal="S\x00")), KEY, "items.1.seal"),
    "lines in a line": (file(*THREE, giver="Other\u2028side\x1b[0m"), KEY, "giver"),
    "nothing but spaces": (file(*THREE, number="  "), KEY, "number"),
    "half of a sign": (GOOD.replace(b'"E1"', b'"\\ud800"'), KEY, "."),
    "no text": (GOOD.replace(b"Other", b"Oth\xff\xfe"), KEY, "JSON"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_whole_manifest_of_theirs_says_why_and_nothing_is_kept(
    yard: Yard, case: str
) -> None:
    one = batch(yard)
    data, key, why = BAD[case]
    with pytest.raises(InputError, match=re.escape(why)) as told:
        bring(yard, one, data, key)
    assert len(str(told.value)) < 1_000
    assert str(told.value).replace("\n", "").isprintable()
    for rows in (BatchDocument, Listed, TheirManifest):
        assert not rows.objects.exists()
    assert "custody.their-manifest" not in yard.book.kinds()


def test_one_byte_changed_anywhere_is_refused(yard: Yard) -> None:
    one = batch(yard)
    for at in range(0, len(GOOD), 29):
        changed = bytearray(GOOD)
        changed[at] ^= 1
        with pytest.raises(InputError):
            bring(yard, one, bytes(changed))
    assert not TheirManifest.objects.exists()


def test_a_manifest_is_kept_once_in_an_operation_and_never_our_own(yard: Yard) -> None:
    one, other = batch(yard), batch(yard, "B-10")
    bring(yard, one, GOOD)
    with pytest.raises(Refused, match="another batch: B-9"):
        bring(yard, other, GOOD)
    id = json.loads(GOOD)["manifest"]["id"]
    with pytest.raises(Refused, match="another file with the id"):
        bring(yard, one, file(*THREE[:1], id=id))
    out = batch(yard, "B-11", way="out", carrier=yard.driver)
    with pytest.raises(Refused, match="goes out"):
        bring(yard, out, GOOD)
    ours = document(yard.do(MakeManifest(batch=out, items=(yard.thing("bag"),))))
    with pytest.raises(Refused, match="signed here"):
        bring(yard, other, manifests.written(ours), public())
    yard.do(EndBatch(batch=one))
    with pytest.raises(Refused, match="closed"):
        bring(yard, one, GOOD)
    with pytest.raises(NotPermitted):
        BringManifest(batch=other, data=GOOD, name="m", key=KEY).do(by(yard.clerk), yard.book)


def test_the_key_is_offered_next_time_to_the_same_counterpart_alone(yard: Yard) -> None:
    one = batch(yard)
    assert exchange_theirs.known_key(one) == ""
    row = bring(yard, one, GOOD).row
    assert exchange_theirs.known_key(batch(yard, "B-10")) == KEY
    assert exchange_theirs.known_key(batch(yard, "B-11", counterpart="Others")) == ""
    assert exchange_theirs.key_before(row) == ""


def test_a_receipt_says_what_was_found_and_holds_without_the_desk(
    yard: Yard, tmp_path: Path
) -> None:
    one = batch(yard)
    row = bring(yard, one, GOOD).row
    lines = of(row)
    bags = [yard.thing("bag") for _ in range(3)]
    with pytest.raises(Refused, match="nothing of this batch was looked into"):
        receipt(yard, row)
    found(yard, one, bags[0], lines[THREE[0].tag], "nothing")
    found(yard, one, bags[1], lines[THREE[1].tag], "body")
    found(yard, one, bags[2])
    it = exchange_theirs.signed(row).manifest
    note = exchange_receipt.remarks(it, held(row))
    assert note.split("\n") == [
        f"{tags.written(THREE[0].tag)}: nothing human in it",
        f"{tags.written(THREE[1].tag)}: people found: 1; on the manifest: 2",
    ]
    ours = receipt(yard, row, note)
    files = {
        "m.json": GOOD,
        "r.json": manifests.written(exchange_receipt.document(ours)),
        "x.json": manifests.written(exchange_receipt.document(ours)).replace(
            b"Officer", b"Officez"
        ),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["manifest", "verify", *arguments])
        return done.exit_code, done.output

    code, said = run(str(tmp_path / "r.json"), "--key", public())
    assert code == 0
    assert f"Not there: {tags.written(THREE[2].tag)}" in said
    assert run(str(tmp_path / "x.json"), "--key", public())[0] == 1
    assert run(str(tmp_path / "r.json"), "--key", KEY)[0] == 1
    code, said = run(
        str(tmp_path / "m.json"), "--key", KEY,
        "--receipt", str(tmp_path / "r.json"), "--receipt-key", public(),
    )  # fmt: skip
    assert code == 0
    assert f"not taken: {tags.written(THREE[2].tag)}" in said
    assert f"not on the manifest: {bags[2]}" in said
    assert "Зразок" not in said


def test_a_receipt_is_signed_for_what_was_read_by_who_is_there(yard: Yard) -> None:
    one = batch(yard)
    row = bring(yard, one, GOOD).row
    bag = yard.thing("bag")
    found(yard, one, bag)
    seen = held(row).mark()
    found(yard, one, bag, of(row)[THREE[0].tag])
    action = SignReceipt(manifest=row, signer="O.", seen=seen)
    with pytest.raises(Refused, match="changed since this page"):
        yard.do(action)
    with pytest.raises(SignInAgain):
        action.do(by(yard.officer, fresh=False), yard.book)
    with pytest.raises(NotPermitted):
        action.do(by(yard.clerk), yard.book)
    first, second = receipt(yard, row), receipt(yard, row)
    assert (first.number, second.number) == ("B-9-R1", "B-9-R2")


def test_that_nothing_came_is_signed_for_once_the_batch_is_closed(yard: Yard) -> None:
    one = batch(yard)
    row = bring(yard, one, GOOD).row
    yard.do(EndBatch(batch=one))
    row.refresh_from_db()
    assert receipt(yard, row).document["missing"] == sorted(x.tag for x in THREE)


@given(
    st.lists(st.integers(-2, 5), max_size=8),
    st.lists(st.sampled_from((0, 0, 1, 2)), min_size=6, max_size=6),
)
def test_what_is_received_is_what_an_oracle_says(finds_at: list[int], kinds: list[int]) -> None:
    """Six lines; each is of this manifest, of another one, or of a list without a signature."""
    items = [item(our_number=f"N{n}") for n in range(6)]
    some = [one for one, kind in zip(items, kinds, strict=True) if kind == 0]
    mine = content(*(some or items))
    listed_ = [
        Listed(line=n, number=f"n {n}", cells=[f"N{n}", one.tag]) for n, one in enumerate(items)
    ]
    finds = [
        Found(
            item=Item(code=f"OURS{n}"),
            listed_id=listed_[at].pk if at >= 0 else (Listed().pk if at == -2 else None),
            what="body",
        )
        for n, at in enumerate(finds_at)
    ]
    signed = [line for line, kind in zip(listed_, kinds, strict=True) if kind < 2]
    others = [line for line, kind in zip(listed_, kinds, strict=True) if kind == 2]
    got = exchange_receipt.held(mine, signed, others, finds)
    on = [n for n, one in enumerate(items) if one in mine.items]
    there = {n for n in on if n in finds_at and kinds[n] < 2}
    assert set(got.taken) == {items[n].tag for n in there}
    assert set(got.missing) == {items[n].tag for n in on if n not in there}
    assert got.extra == tuple(
        sorted(f"OURS{n}" for n, at in enumerate(finds_at) if at < 0 or kinds[at] == 2)
    )
    assert [x.line for x in got.doubtful] == [
        n for n in range(6) if kinds[n] == 2 and n in finds_at and n in on
    ]
    assert set(got.withdrawn) == {items[n].tag for n in on if kinds[n] == 2}


def test_what_one_desk_gives_another_takes_and_its_receipt_comes_home(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two operations, each with a key of its own; between them go files and keys alone."""
    bag, body, lost = yard.thing("bag"), yard.body(), yard.thing("bag")
    going = batch(yard, "B-10", way="out", carrier=yard.driver)
    yard.do(
        Pack(operation=going.operation, items=(body,), into=bag, when=yard.when(), reading=SCANNED)
    )
    manifest = yard.do(MakeManifest(batch=going, items=(bag, lost)))
    sent = manifests.written(document(manifest))

    cast = yard.team.cast
    officer = account("their-officer")
    role(officer, Role.CUSTODY, cast.two, cast.ada)
    monkeypatch.setattr(acts, "signer", lambda: THEM)  # the key of the desk of operation Two
    place = yard.do(MakePlace(operation=cast.two, place="morgue", name="M", code="M9"), officer)
    coming = yard.do(
        MakeBatch(
            operation=cast.two, number="IN-1", way="in", counterpart="Operation One", place=place
        ),
        officer,
    )
    row = yard.do(BringManifest(batch=coming, data=sent, name="m.json", key=public()), officer).row
    tags_ = yard.do(PrintTags(operation=cast.two, count=3), officer)
    theirs = [
        yard.do(
            Receive(
                operation=cast.two, tag=str(one), item="bag", place=place, when=yard.when(),
                reading=SCANNED,
            ),
            officer,
        )
        for one in tags_
    ]  # fmt: skip
    for thing, tag in ((theirs[0], bag.code), (theirs[1], body.code)):
        found_in_two(yard, officer, coming, thing, of(row)[tag])
    found_in_two(yard, officer, coming, theirs[2], None)
    ours = yard.do(SignReceipt(manifest=row, signer="T. Their", seen=held(row).mark()), officer)
    back = manifests.written(exchange_receipt.document(ours))

    add: dict[str, Any] = {
        "manifest": manifest, "data": back, "name": "r.json", "media": "", "signer": "T. Their",
        "at": NOW, "key": KEY,
    }  # fmt: skip
    with pytest.raises(Refused, match="signed by another side: the other side"):
        yard.do(AddReceipt(side="carrier", **add))
    kept = yard.do(AddReceipt(side="counterpart", **add))
    told = manifests.parsed_receipt(unwrapped(kept), "r").receipt
    assert (told.missing, told.manifest) == ((lost.code,), manifest.digest)
    apart = manifests.differences(document(manifest).manifest, told)
    assert apart == {"missing": (lost.code,), "extra": (theirs[2].code,)}


def found_in_two(yard: Yard, who: User, one: Batch, thing: Item, line: Listed | None) -> Found:
    return yard.do(RecordFound(batch=one, item=thing, listed=line, what="body"), who)


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_a_receipt_is_printed_in_each_language_with_what_is_not_known(language: str) -> None:
    it = content(*THREE, carrier=None)
    taken = TAKEN.model_copy(
        update={"taken": (THREE[0].tag, "1CWWG080GC"), "missing": (THREE[1].tag, THREE[2].tag)}
    )
    signed = manifests.sign_receipt(taken, OTHER)
    paper = our_receipt_paper(signed, it, "B-9-R1", public_key(OTHER), language)
    first = paper.parts[0]
    assert isinstance(first, Facts)
    assert [fact.value for fact in first.facts].count(None) == 1  # the place
    assert pdf(paper).startswith(b"%PDF-")


def test_their_manifest_from_its_file_to_our_receipt_on_the_pages(
    yard: Yard, signed_in: Callable[[User], Client]
) -> None:
    client, one = signed_in(yard.officer), batch(yard)
    assert "Bring their manifest" in page(client, "batch", one)

    def upload(data: bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile("m<i>.json", data)

    refused = send(client, "bring_manifest", one, 422, file=upload(GOOD[:-9]), key=KEY)
    assert "not valid JSON" in refused.content.decode()
    send(client, "bring_manifest", one, file=upload(GOOD), key=f" {KEY} ")
    row = TheirManifest.objects.get()
    shown = page(client, "their_manifest", row)
    assert exchange_fingerprint(KEY) in shown
    assert "&lt;b&gt;17/6" in shown
    assert "No receipt of ours is signed yet" in shown
    line = of(row)[THREE[1].tag]
    assert "PM-9" in page(client, "listed", line)
    assert "a signed manifest" in page(client, "batch_paper", row.document)
    other = batch(yard, "B-10")
    assert KEY in page(client, "bring_manifest", other)  # offered
    found(yard, one, yard.thing("bag"), line)
    form = page(client, "sign_receipt", row)
    assert "people found: 1; on the manifest: 2" in form
    seen = held(row).mark()
    assert seen in form
    answer = send(client, "sign_receipt", row, 422, signer="O. Officer", seen="0" * 64)
    assert "changed since this page" in answer.content.decode()
    assert f'value="{seen}"' in answer.content.decode()
    send(client, "sign_receipt", row, signer="O. Officer, <b>", seen=seen, words_="w")
    ours = OurReceipt.objects.get()
    assert "O. Officer, &lt;b&gt;" in page(client, "our_receipt", ours)
    assert "Our receipt B-9-R1 says what was found" in page(client, "their_manifest", row)
    data = send(client, "take_our_receipt", ours, 200, form="json").content
    assert isinstance(manifests.check(data, public(), "it").document, manifests.Receipt)
    taken = send(client, "take_our_receipt", ours, 200, form="pdf", language="uk")
    assert taken.content.startswith(b"%PDF-")
    found(yard, one, yard.thing("bag"))
    assert "changed since our receipt B-9-R1" in page(client, "their_manifest", row)
    assert "our receipt is signed" in page(client, "batch", one)
    key = public_key(OTHER)
    strange = manifests.written(manifests.sign(content(*THREE[:1]), OTHER))
    send(client, "bring_manifest", other, file=upload(strange), key=key)
    warned = page(client, "their_manifest", TheirManifest.objects.get(key=key))
    assert "This key is not the one of the manifest before" in warned


def exchange_fingerprint(key: str) -> str:
    """The fingerprint by another program: the last 32 bytes of the key line, hashed."""
    text = hashlib.sha256(base64.b64decode(key.split("+", 2)[2])[1:]).hexdigest()
    return " ".join(re.findall("." * 8, text))


def test_what_is_of_another_operation_is_not_shown(
    yard: Yard, signed_in: Callable[[User], Client]
) -> None:
    one = batch(yard)
    row = bring(yard, one, GOOD).row
    found(yard, one, yard.thing("bag"), of(row)[THREE[0].tag])
    ours = receipt(yard, row)
    client = signed_in(yard.team.morten)
    for name, about in (
        ("bring_manifest", one), ("their_manifest", row), ("sign_receipt", row),
        ("our_receipt", ours), ("take_our_receipt", ours),
    ):  # fmt: skip
        assert client.get(reverse(f"custody:{name}", args=[about.pk])).status_code == 404, name
    for rows in (TheirManifest.objects, OurReceipt.objects):
        assert rows.visible_to(yard.officer, NOW).count() == 1
        assert rows.visible_to(yard.team.morten, NOW).count() == 0
