"""Packages and acknowledgements: nothing is lost, nothing can be altered, no name is guessed."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from nomina import packages
from nomina.documents import schemas
from nomina.errors import InputError
from nomina.packages import completeness, documents
from nomina.packages.acknowledgement import demand_of
from nomina.packages.documents import HOLDS, Enclosure
from nomina.packages.particulars import Particular, Stands, Sure, known, unasked, unknown
from nomina.signed import digest_of, spelt
from tests.packages.drawn import (
    KEY,
    MADE,
    THEIRS,
    THEM,
    UNDER_IDENTIFICATION,
    US,
    blank,
    content,
    file,
    full,
    item,
    types,
)

GOLDEN = Path(__file__).parent / "golden"
ARTICLE_16 = {
    "a": {"power"}, "b": {"service_number"}, "c": {"surname"}, "d": {"first_names"}, "e": {"born"},
    "f": {"card_or_disc"}, "g": {"taken_or_died_on", "taken_or_died_at"}, "h": {"cause"},
}  # fmt: skip
"""GC I 16(2), letter by letter, as the Convention has them."""
ARTICLE_122 = {
    "surname", "first_names", "rank", "service_number", "born", "born_place", "power", "father",
    "mother", "person_informed", "address",
}  # fmt: skip
"""GC III 122(4)."""
ARTICLE_120 = {
    "surname", "first_names", "rank", "born", "service_number", "died_on", "died_at", "cause",
    "buried_on", "buried_at", "grave", "cremated", "examined", "will",
}  # fmt: skip
"""GC III 17(3) and 120."""


def test_every_particular_of_the_articles_has_a_place() -> None:
    asked = dict(completeness.ASKED["dead"])
    for letter, keys in ARTICLE_16.items():
        assert {key for key, place in asked.items() if place == f"GC I 16({letter})"} == keys
    places = completeness.ASKED["prisoner"]
    assert {key for key, place in places if place == "GC III 122(4)"} == ARTICLE_122
    assert set(dict(completeness.ASKED["death"])) >= ARTICLE_120
    for kind, rows in completeness.ASKED.items():
        fields = types()[kind].model_fields
        particulars = {k for k, v in fields.items() if v.annotation is Particular}
        assert {key for key, _ in rows} == particulars, kind


KINDS = sorted({kind for kinds in HOLDS.values() for kind in kinds})


@pytest.mark.parametrize("kind", ["dead", "death", "prisoner", "grave", "packet", "disc"])
@pytest.mark.parametrize("state", ["full", "unknown"])
def test_golden_files_come_back_whole(kind: str, state: str) -> None:
    """A full record and one of which nothing is known: each byte, each particular (LAW-04, 13)."""
    data = (GOLDEN / f"{kind}-{state}.json").read_bytes()
    found = packages.check(data, KEY, "it").document
    assert isinstance(found, packages.Package)
    assert spelt(found) == data
    one = found.package.items[0]
    lines = completeness.lines(one)
    raw = json.loads(data)["package"]["items"][0]
    assert [line.key for line in lines] == [key for key, _ in completeness.ASKED[kind]]
    for line in lines:
        if state == "full":
            assert raw[line.key]["value"] == f"The {line.key} of one"
        else:
            assert raw[line.key]["state"] in ("unknown", "unasked")
            assert raw[line.key]["value"] is None
    count = completeness.count(found.package.items)
    assert count.known == (len(lines) if state == "full" else 0)
    assert count.known + count.unknown + count.unasked == len(lines)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_absent_or_empty_is_an_error_and_not_known_is_none(kind: str) -> None:
    data = file(item(kind))
    assert packages.check(data, KEY, "it").document.digest == digest_of(content(item(kind)))
    whole = item(kind).model_dump(mode="json")
    assert types()[kind].model_validate(whole) == item(kind)
    for key in [key for key, _ in completeness.ASKED.get(kind, ())]:
        for bad in ({}, {**whole, key: None}, {**whole, key: ""}):
            changed = bad or {k: v for k, v in whole.items() if k != key}
            with pytest.raises(ValidationError):
                types()[kind].model_validate(changed)
    empty = {"state": "known", "value": "", "why": None, "source": "s", "confidence": None}
    with pytest.raises(ValidationError):
        Particular.model_validate(empty)


def test_a_particular_says_one_thing() -> None:
    for bad in (
        {"state": "known", "value": None, "why": None, "source": "s", "confidence": None},
        {"state": "known", "value": "v", "why": None, "source": None, "confidence": None},
        {"state": "known", "value": "v", "why": "w", "source": "s", "confidence": None},
        {"state": "unknown", "value": None, "why": None, "source": "s", "confidence": None},
        {"state": "unknown", "value": None, "why": "w", "source": "s", "confidence": "certain"},
        {"state": "unasked", "value": None, "why": None, "source": "s", "confidence": None},
        {"state": "unasked", "value": "v", "why": None, "source": None, "confidence": None},
    ):
        with pytest.raises(ValidationError):
            Particular.model_validate(bad)


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60)
SAID = st.one_of(
    st.builds(known, TEXT, TEXT, st.sampled_from([None, *Sure])),
    st.builds(unknown, TEXT, TEXT),
    st.builds(unasked),
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(ARTICLE_122)), SAID))
def test_any_text_in_any_state_comes_back_as_it_was(said: dict[str, Particular]) -> None:
    one = item("prisoner", of=lambda key: said.get(key, unasked()), named=None)
    found = packages.parsed(file(one), "it").package.items[0]
    assert found == one
    assert dict(found) == dict(one)


@pytest.mark.parametrize("kind", UNDER_IDENTIFICATION)
def test_no_name_stands_without_an_identification(kind: str) -> None:
    naming = [
        key
        for key in ("surname", "first_names", "father", "mother", "born", "born_place")
        if key in types()[kind].model_fields
    ]
    assert naming
    assert item(kind, of=blank, named=None).named is None
    for key in naming:
        with pytest.raises(ValidationError, match="identification"):
            item(kind, of=blank, named=None, **{key: full(key)})
    with pytest.raises(ValidationError, match="record of the dead"):
        item("prisoner", named=None, event="death")


def names(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value
            yield from names(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from names(value)


def test_no_field_can_hold_an_image_a_face_or_a_lead() -> None:
    """A consent to compare faces can be told of the missing; nothing that came of it can."""
    schema = schemas()["transmission-package-1"]
    banned = re.compile(r"image|photo|picture|face|lead|score|rank_|candidate|template|similar")
    assert not [name for name in names(schema) if banned.search(name)]
    media = {
        one["properties"]["media"]["const"]
        for one in schema["$defs"].values()
        if "media" in one.get("properties", {})
    }
    assert media == {"application/pdf"}
    with pytest.raises(ValidationError):
        item("dead", photo="x")


def test_a_package_holds_what_its_article_is_for() -> None:
    for article, kinds in HOLDS.items():
        for kind in KINDS:
            if kind in kinds:
                content(item(kind), article=article)
            else:
                with pytest.raises(ValidationError, match="holds no"):
                    content(item(kind), article=article)
    with pytest.raises(ValidationError, match="nobody certified"):
        content(item("death", certified=None), article="death-certificate")
    recall = item("recall")
    assert content(recall).corrects is not None
    with pytest.raises(ValidationError, match="holds no"):
        content(recall, corrects=None)
    with pytest.raises(ValidationError, match="holds no"):
        content(item("dead"), corrects="a" * 64)


def enclosed(data: bytes = b"%PDF-1.7 of nothing") -> tuple[Enclosure, dict[str, bytes]]:
    digest = hashlib.sha256(data).hexdigest()
    return Enclosure(number="D-1", kind="death", language="uk", digest=digest), {digest: data}


def test_what_is_enclosed_is_what_the_package_names() -> None:
    paper, bytes_ = enclosed()
    one = content(item("death"), article="gc3-120", enclosures=(paper,))
    whole = packages.sign(one, US, bytes_)
    assert packages.parsed(spelt(whole), "it").paper(paper.digest) == bytes_[paper.digest]
    for wrong in ({}, bytes_ | {"c" * 64: b"more"}, {paper.digest: b"other"}):
        with pytest.raises(ValidationError):
            packages.sign(one, US, wrong)
    text = base64.b64encode(bytes_[paper.digest]).decode()
    good = json.loads(spelt(whole))
    for other in (text.rstrip("="), text + "=", text[:-4] + "####", text.swapcase()):
        bad = good | {"enclosed": {paper.digest: other}}
        with pytest.raises(InputError):
            packages.parsed(json.dumps(bad, separators=(",", ":"), sort_keys=True).encode(), "it")
    # What is attached to a print has none, and says so.
    sheet = packages.sign(one, US)
    assert packages.check(spelt(sheet), KEY, "it").document == sheet
    assert sheet.enclosed is None
    assert sheet.digest == whole.digest
    with pytest.raises(ValidationError, match="twice"):
        content(item("death"), article="gc3-120", enclosures=(paper, paper))


def flips(data: bytes, where: Iterator[int]) -> Iterator[bytes]:
    drawn = random.Random(7)
    for at in where:
        changed = bytearray(data)
        changed[at] ^= 1 << drawn.randrange(8)
        yield bytes(changed)


ACK = spelt(
    packages.sign_received(
        packages.received(content(item("dead")), at=MADE, signer="Duty officer"), THEM
    )
)


def test_one_altered_byte_is_caught_offline() -> None:
    data = file(item("packet"))
    for changed in flips(data, iter(range(0, len(data), 11))):
        with pytest.raises(InputError):
            packages.check(changed, KEY, "it")
    for changed in flips(ACK, iter(range(0, len(ACK), 3))):
        with pytest.raises(InputError):
            packages.check(changed, THEIRS, "it")
    for cut in (data[:-1], data + b"\n", b" " + data, ACK + ACK):
        with pytest.raises(InputError):
            packages.check(cut, KEY, "it")


@pytest.mark.deep
def test_any_altered_byte_is_caught_offline() -> None:
    paper, bytes_ = enclosed()
    one = content(item("death"), article="gc3-120", enclosures=(paper,))
    for data, key in ((spelt(packages.sign(one, US, bytes_)), KEY), (ACK, THEIRS)):
        for changed in flips(data, iter(range(len(data)))):
            with pytest.raises(InputError):
                packages.check(changed, key, "it")


def test_the_key_of_another_is_refused_and_one_kind_is_not_the_other() -> None:
    data = file(item("dead"))
    with pytest.raises(InputError, match="another key"):
        packages.check(data, THEIRS, "it")
    with pytest.raises(InputError, match="another key"):
        packages.check(ACK, KEY, "it")
    assert (packages.is_package(data), packages.is_package(ACK)) == (True, False)
    assert (packages.is_acknowledgement(ACK), packages.is_acknowledgement(data)) == (True, False)
    # A signature of one kind is none of the other, even of the same bytes.
    good = packages.sign(content(item("dead")), US, {})
    line, documents.LINE = documents.LINE, "nomina acknowledgement 1"
    try:
        forged = packages.sign(content(item("dead")), US, {})
    finally:
        documents.LINE = line
    assert forged.signature != good.signature
    with pytest.raises(InputError, match="does not hold"):
        packages.check(spelt(forged), KEY, "it")


def test_an_acknowledgement_is_of_one_package() -> None:
    one = content(item("dead"))
    said = packages.received(one, at=MADE, signer="s")
    right = {"package": digest_of(one), "number": "T-00001", "recipient": "Their bureau"}
    demand_of(said, **right, where="it")
    for key, other, why in (
        ("package", "b" * 64, "another package"),
        ("number", "T-00002", "another number"),
        ("recipient", "Others", "somebody else"),
    ):
        with pytest.raises(InputError, match=why):
            demand_of(said, **(right | {key: other}), where="it")


def test_hostile_files_are_refused_before_they_cost() -> None:
    deep = b'{"digest":' + b"[" * 100_000 + b"]" * 100_000 + b',"package":{}}'
    for data in (b"", b"{}", b"null", b"\xff\xfe{", deep, b'{"acknowledgement":{' + b" " * 30_000):
        with pytest.raises(InputError):
            packages.check(data, KEY, "it")
    with pytest.raises(InputError, match="larger"):
        packages.check(b'{"digest":' + b" " * packages.LARGEST, KEY, "it")
    assert completeness.count([item("list", of=blank, named=None)]).known == 0
    assert {line.said.state for line in completeness.lines(item("list"))} == {Stands.KNOWN}
