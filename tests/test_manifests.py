"""Manifests: signed, checked by one key alone, and refused with one byte changed."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nomina import manifests, tags
from nomina.cli import main
from nomina.documents import schemas
from nomina.errors import InputError
from nomina.ledger import ed25519
from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.ledger.formats import parse_key
from nomina.manifests import Content, Item, Taken, check, sign, sign_receipt, written

US, THEM = KeySigner("example.org/us", b"1" * 32), KeySigner("example.org/them", b"2" * 32)
KEY = public_key(US)
_DRAWN = random.Random(7)


def tag() -> str:
    return tags.draw(_DRAWN.choice)


def item(code: str, **more: Any) -> Item:
    none: dict[str, Any] = dict.fromkeys(("seal", "our_number", "their_number", "count", "inside"))
    return Item(**({"tag": code, "kind": "bag"} | none | more))


def content(*items: Item, **more: Any) -> Content:
    given: dict[str, Any] = {
        "id": "0" * 32, "number": "B-9-M1", "way": "out", "batch": "B-9", "stage": 9,
        "giver": "Operation One", "taker": "Other side", "carrier": "ICRC", "carried_by": "icrc",
        "place": "E1", "planned": None, "made": "2026-11-01T10:00:00Z", "items": items,
    }  # fmt: skip
    return Content(**(given | more))


ONE = content(item(tag(), seal="S-1", count=1), item(tag(), kind="body", our_number="PM-4"))
FILE = written(sign(ONE, US))


def taken(**more: Any) -> Taken:
    given: dict[str, Any] = {
        "manifest": sign(ONE, US).digest, "number": ONE.number, "side": "carrier", "signer": "R.",
        "place": None, "at": "2026-11-01T11:00:00Z", "missing": (), "note": None,
        "taken": tuple(one.tag for one in ONE.items),
    }  # fmt: skip
    return Taken(**(given | more))


def test_a_manifest_holds_with_its_key_and_no_other() -> None:
    assert check(FILE, KEY, "it").document == sign(ONE, US)
    with pytest.raises(InputError, match="another key"):
        check(FILE, public_key(THEM), "it")
    # A key that takes the name and the number of ours is no key at all.
    name, number, coded = KEY.split("+", 2)
    with pytest.raises(InputError, match="no public key"):
        check(FILE, f"{name}+{number}+{public_key(THEM).split('+', 2)[2]}", "it")
    with pytest.raises(InputError, match="no public key"):
        check(FILE, f"{name}+00000000+{coded}", "it")


def test_any_flipped_bit_of_the_file_fails() -> None:
    for at, bit in itertools.product(range(len(FILE)), range(8)):
        changed = bytearray(FILE)
        changed[at] ^= 1 << bit
        with pytest.raises(InputError):
            check(bytes(changed), KEY, "it")


def test_a_file_that_is_cut_or_grows_fails() -> None:
    for other in (*(FILE[:n] for n in range(0, len(FILE), 7)), FILE + b"\n", b" " + FILE, b""):
        with pytest.raises(InputError):
            check(other, KEY, "it")


def test_the_signature_is_what_another_program_computes() -> None:
    """Our Ed25519 in whole numbers (RFC 8032) is another program than the one that checks."""
    one = json.loads(FILE)
    plain = json.dumps(
        one["manifest"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    signature = bytes.fromhex(one["signature"])
    public = parse_key(KEY).public
    assert ed25519.signed(public, b"nomina manifest 1\n" + plain, signature)
    assert not ed25519.signed(public, b"nomina manifest receipt 1\n" + plain, signature)
    assert not ed25519.signed(public, plain, signature)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"items": ()}, "at least 1"),
        ({"items": (ONE.items[0], ONE.items[0])}, "twice"),
        ({"way": "back"}, "in"),
        ({"stage": -1}, "greater"),
        ({"giver": ""}, "at least 1"),
        ({"made": "yesterday"}, "pattern"),
        ({"name_of_the_dead": "x"}, "permitted"),
    ],
)
def test_what_no_manifest_can_say_is_refused(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        content(*wrong.pop("items", ONE.items), **wrong)


def test_a_tag_with_a_wrong_character_is_refused() -> None:
    code = tag()
    other = next(sign for sign in tags.SIGNS if sign != code[0])
    with pytest.raises(ValidationError, match="character"):
        item(other + code[1:])


def test_a_receipt_is_of_its_manifest_and_says_what_is_apart() -> None:
    there, gone = (one.tag for one in ONE.items)
    extra = tag()
    found = check(
        written(sign_receipt(taken(taken=(there, extra), missing=(gone,)), THEM)),
        public_key(THEM),
        "it",
    ).document
    assert isinstance(found, manifests.Receipt)
    assert manifests.differences(ONE, found.receipt) == {"missing": (gone,), "extra": (extra,)}
    with pytest.raises(ValidationError, match="twice"):
        taken(missing=(there,))


def test_a_manifest_is_no_receipt_under_one_key() -> None:
    signed = sign_receipt(taken(), US)
    data = written(signed)
    assert check(data, KEY, "it").document == signed
    for at in range(0, len(data), 5):
        changed = bytearray(data)
        changed[at] ^= 1
        with pytest.raises(InputError):
            check(bytes(changed), KEY, "it")


def test_the_published_schemas_take_what_is_written_and_no_more() -> None:
    every = schemas()
    for stem, data in (
        ("manifest-1", FILE),
        ("manifest-receipt-1", written(sign_receipt(taken(), US))),
    ):
        validator = jsonschema.Draft202012Validator(every[stem])
        whole = json.loads(data)
        assert validator.is_valid(whole)
        assert not validator.is_valid({**whole, "name": "x"})
        assert not validator.is_valid({**whole, "signature": "00"})


@given(st.text(min_size=1, max_size=60), st.integers(0, 100_000))
def test_whatever_can_be_said_is_read_back(text: str, count: int) -> None:
    try:
        made = content(item(tag(), their_number=text, count=count), place=text)
    except ValidationError:
        return
    try:
        data = written(sign(made, US))
    except InputError:  # no Unicode
        return
    assert check(data, KEY, "it").document.manifest == made  # type: ignore[union-attr]


def test_too_large_a_file_is_not_read() -> None:
    with pytest.raises(InputError, match="larger"):
        check(b"x" * (manifests.LARGEST + 1), KEY, "it")


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["manifest", "verify", *arguments])
    return done.exit_code, done.output


def test_the_command_needs_the_file_and_the_key_alone(tmp_path: Path) -> None:
    file, key = tmp_path / "m.json", tmp_path / "us.vkey"
    file.write_bytes(FILE)
    key.write_text(f"{KEY}\n", encoding="utf-8")
    for given_key in (KEY, str(key)):
        code, said = run(str(file), "--key", given_key)
        assert code == 0
        assert "holds" in said
        assert tags.written(ONE.items[0].tag) in said
    code, said = run(str(file), "--key", public_key(THEM))
    assert code == 1
    assert "another key" in said
    file.write_bytes(FILE.replace(b"Operation One", b"Operation Two"))
    assert run(str(file), "--key", KEY)[0] == 1
    assert run(str(tmp_path / "none"), "--key", KEY)[0] == 1


def test_the_command_holds_a_receipt_against_its_manifest(tmp_path: Path) -> None:
    file, receipt = tmp_path / "m.json", tmp_path / "r.json"
    file.write_bytes(FILE)
    both = (str(file), "--key", KEY, "--receipt", str(receipt), "--receipt-key", public_key(THEM))
    receipt.write_bytes(written(sign_receipt(taken(), THEM)))
    assert "Everything on the manifest was taken over" in run(*both)[1]
    there = ONE.items[0].tag
    receipt.write_bytes(written(sign_receipt(taken(taken=(there,)), THEM)))
    code, said = run(*both)
    assert code == 0
    assert f"not taken: {tags.written(ONE.items[1].tag)}" in said
    receipt.write_bytes(written(sign_receipt(taken(manifest="0" * 64), THEM)))
    code, said = run(*both)
    assert code == 1
    assert "another manifest" in said
    assert run(str(file), "--key", KEY, "--receipt", str(receipt))[0] == 2
