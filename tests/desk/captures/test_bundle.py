"""The bundle of a capture: one form in bytes, and a check that needs nothing of Nomina."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zipfile
from dataclasses import replace

import pytest

from nomina.desk.captures import bundle
from nomina.desk.captures.bundle import Listed

A, B = b"original", "текст".encode()
HEAD = {"capture": "0" * 32, "purpose": "п", "assessment": {"b": "2", "a": "1"}}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def listed() -> list[Listed]:
    return [
        Listed("original", sha(A), len(A), name="../../x"),
        Listed("text", sha(B), len(B), "text/plain", parent=sha(A), operation="html-text"),
    ]


def exported() -> bytes:
    document = bundle.document(HEAD, listed())
    return bundle.archive(document, {sha(A): A, sha(B): B})


def test_the_document_is_canonical_json() -> None:
    """Written by hand after RFC 8785: keys in order, no space, letters as they are."""
    assert bundle.document({"b": 1, "a": "й"}, [Listed("original", "d", 3)]).decode() == (
        '{"a":"й","b":1,"format":"nomina capture 1","items":[{"address":"","media":"","name":"",'
        '"operation":"","parent":"","role":"original","sha256":"d","size":3}]}'
    )
    with pytest.raises(TypeError):
        bundle.document({"a": {"b": [1.0]}}, [])


def test_an_archive_is_checked_without_nomina() -> None:
    """With what every Python has; `sha256sum -c` reads the same lines."""
    data = exported()
    assert data == exported()
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        held = {name: found.read(name) for name in found.namelist()}
    lines = held["SHA256SUMS"].decode().splitlines()
    assert {name: sha(held[name]) for name in held.keys() - {"SHA256SUMS"}} == {
        line.split("  ")[1]: line.split("  ")[0] for line in lines
    }
    said = json.loads(held["bundle.json"])
    for item in said["items"]:
        inside = held[f"items/{item['sha256']}"]
        assert (sha(inside), len(inside)) == (item["sha256"], item["size"])
    assert [one["parent"] for one in said["items"]] == ["", sha(A)]


def test_the_check_finds_what_was_changed() -> None:
    whole = exported()
    assert bundle.faults(whole) == ()
    assert bundle.faults(whole, sha(bundle.document(HEAD, listed()))) == ()
    assert bundle.faults(whole, "0" * 64) == ("the bundle is another one",)
    document = bundle.document(HEAD, listed())
    for items, words in (
        ({sha(A): A}, "not there"),
        ({sha(A): A, sha(B): B + b"."}, "changed"),
        ({sha(A): A, sha(B): B, "more": b""}, "of no bundle"),
    ):
        [fault] = bundle.faults(bundle.archive(document, items))
        assert words in fault
    for broken in (b"", whole[:-30], b"PK", bundle.archive(b"{}", {}), bundle.archive(b"[", {})):
        assert "cannot be read" in bundle.faults(broken)[0]


def test_any_byte_of_an_item_that_changes_is_seen() -> None:
    whole, draw = bytearray(exported()), random.Random(1)
    at = whole.index(A)
    for _ in range(20):
        place, bit = at + draw.randrange(len(A)), 1 << draw.randrange(8)
        whole[place] ^= bit
        assert bundle.faults(bytes(whole)) != ()
        whole[place] ^= bit
    assert bundle.faults(bytes(whole)) == ()


def test_what_is_made_of_nothing_is_an_orphan() -> None:
    one, text = listed()
    assert bundle.orphans([one, text]) == ()
    assert bundle.orphans([text, one]) == ()  # the order does not matter
    assert bundle.orphans([text]) == (text.digest,)
    chain = [replace(text, digest=str(n + 1), parent=str(n)) for n in range(5)]
    assert bundle.orphans([replace(one, digest="0"), *reversed(chain)]) == ()
    assert bundle.orphans([one, *chain]) == ("1", "2", "3", "4", "5")
    ring = [replace(text, digest="x", parent="y"), replace(text, digest="y", parent="x")]
    assert bundle.orphans([one, *ring]) == ("x", "y")
    assert bundle.orphans([one, replace(text, digest=one.digest)]) == ()  # the same bytes again
