"""Files of others are read as they should be, and every second spelling is refused."""

from __future__ import annotations

import base64
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomina.ledger.checkpoint import KeySigner, public_key, sign
from nomina.ledger.formats import (
    COSIGNATURE,
    LARGEST,
    Refused,
    canonical,
    cosigned_text,
    open_checkpoint,
    parse_checkpoint,
    parse_event,
    parse_key,
    parse_note,
    parse_proof,
    parse_salt,
    signed_by,
)
from tests.ledger.acts import KEY, SIGNER

# golang.org/x/mod/sumdb/note, note_test.go.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WW"
    "d1RvMc+QQ=\n"
)

# The example of c2sp.org/signed-note, and its key.
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)

# A checkpoint of a public log with lines of five other keys and kinds, and two of the keys.
REAL = """arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3\
urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75\
MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqo\
XHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5\
hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5X\
eU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUF\
ucgKi7lI7cUiOvKFYe/TmN9DAg==
"""
REAL_LOG = (
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
)
REAL_WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"


def refused(call: object, *given: object) -> str:
    """The code with which something is refused."""
    assert callable(call)
    with pytest.raises(Refused) as caught:
        call(*given)
    return caught.value.code


def test_a_note_of_go_is_read_with_either_key() -> None:
    both = parse_note((TEXT + "\n" + PETER_LINE + ENOCH_LINE).encode())
    assert both.text == TEXT
    for text in (PETER, ENOCH):
        assert signed_by(both, parse_key(text)) == 0


def test_an_unknown_signature_is_ignored_and_a_known_one_must_hold() -> None:
    peter, enoch = parse_key(PETER), parse_key(ENOCH)
    later = "— later.example " + base64.b64encode(b"\6" * 2432).decode() + "\n"  # ML-DSA-44
    note = parse_note((TEXT + "\n" + later + PETER_LINE).encode())
    assert signed_by(note, peter) == 0
    assert refused(signed_by, note, enoch) == "unsigned"
    for broken in (PETER_LINE.replace("ZJku", "ZJkv"), PETER_LINE.replace("JnAM=", "JnAQ=")):
        wrong = parse_note((TEXT + "\n" + PETER_LINE + broken).encode())
        assert refused(signed_by, wrong, peter) == "unsigned"


def test_the_examples_of_the_specification_are_read() -> None:
    assert signed_by(parse_note(SPEC_NOTE.encode()), parse_key(SPEC_KEY)) == 0
    example = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )
    found = parse_checkpoint(example)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert cosigned_text(1679315147, example).decode() == (
        "cosignature/v1\ntime 1679315147\n" + example
    )


def test_a_public_log_and_its_witness_are_read() -> None:
    note = parse_note(REAL.encode())
    assert len(note.lines) == 6
    assert signed_by(note, parse_key(REAL_LOG)) == 0
    assert signed_by(note, parse_key(REAL_WITNESS, COSIGNATURE)) == 0x6A122120
    changed = parse_note(REAL.replace("1432088532", "1432088533").encode())
    assert refused(signed_by, changed, parse_key(REAL_LOG)) == "unsigned"
    assert refused(signed_by, changed, parse_key(REAL_WITNESS, COSIGNATURE)) == "unsigned"


def test_every_part_and_every_change_of_a_key_is_refused() -> None:
    for start in range(len(PETER)):
        for stop in range(start + 1, len(PETER) + 1):
            if (start, stop) != (0, len(PETER)):
                assert refused(parse_key, PETER[start:stop]) == "key"
    for at in range(len(PETER)):
        changed = PETER[:at] + chr(ord(PETER[at]) + 1) + PETER[at + 1 :]
        assert refused(parse_key, changed) == "key"
    assert refused(parse_key, PETER, COSIGNATURE) == "key"
    assert refused(parse_key, REAL_WITNESS) == "key"
    assert refused(parse_key, PETER.replace("c74f20a3", "C74F20A3")) == "key"
    assert refused(parse_key, "\udcff" + PETER) == "key"
    longer = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="
    unknown = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert {refused(parse_key, longer), refused(parse_key, unknown)} == {"key"}


def test_a_key_of_small_order_is_refused_although_its_number_is_right() -> None:
    from nomina.ledger.formats import key_number

    small = bytes([1]) + bytes(31)
    number = key_number("example.org/x", 1, small).hex()
    text = f"example.org/x+{number}+{base64.b64encode(bytes([1]) + small).decode()}"
    assert refused(parse_key, text) == "key"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        TEXT.encode(),
        (TEXT + "\n").encode(),
        (TEXT + "\n" + PETER_LINE[:-1]).encode(),
        ("\x01" + TEXT + "\n" + PETER_LINE).encode(),
        b"\xff" + (TEXT + "\n" + PETER_LINE).encode(),
        (TEXT + "\r\n\n" + PETER_LINE).encode(),
        (TEXT + "\n" + PETER_LINE + "More.\n").encode(),
        (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Peter+Neumann")).encode(),
        (TEXT + "\n" + PETER_LINE.replace("PeterNeumann", "Peter\u00a0Neumann")).encode(),
        (TEXT + "\n" + PETER_LINE.replace("PeterNeumann ", " ")).encode(),
        (TEXT + "\n" + PETER_LINE.replace("—", "-")).encode(),
        (TEXT + "\n" + PETER_LINE.replace("nAM=", "nAN=")).encode(),  # spare bits that are set
        (TEXT + "\n" + PETER_LINE.replace("nAM=", "nAM")).encode(),
        (TEXT + "\n" + PETER_LINE * 101).encode(),
        ("\n\n" + PETER_LINE).encode(),
    ],
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    assert refused(parse_note, data) == "note"


@pytest.mark.parametrize(
    "text",
    [
        "o\n1\n",
        "o\n1\n" + "A" * 43 + "=",
        "o\n01\n" + "A" * 43 + "=\n",
        "o\n-1\n" + "A" * 43 + "=\n",
        "o\n1 \n" + "A" * 43 + "=\n",
        "o\n٣\n" + "A" * 43 + "=\n",
        "o\n" + "9" * 20 + "\n" + "A" * 43 + "=\n",
        "\n1\n" + "A" * 43 + "=\n",
        "o\n1\n" + "A" * 40 + "\n",
        "o\n1\n" + "A" * 43 + "=\n\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    assert refused(parse_checkpoint, text) == "note"


def test_a_log_signs_only_checkpoints_of_its_own_name() -> None:
    body = f"example.org/other\n1\n{'A' * 43}=\n"
    key = parse_key(KEY)
    assert refused(open_checkpoint, sign(body, SIGNER, 5), key) == "origin"
    own = sign(body.replace("other", "mortuary"), SIGNER, 5)
    assert open_checkpoint(own, key)[:2] == (("example.org/mortuary", 1, bytes(32)), 5)
    lines = own.decode().splitlines(keepends=True)
    assert refused(open_checkpoint, "".join(lines[:-1]).encode(), key) == "unsigned"
    assert refused(open_checkpoint, "".join(lines[:-2] + lines[-1:]).encode(), key) == "unsigned"
    stranger = KeySigner("example.org/mortuary", bytes(32))
    assert refused(open_checkpoint, own, parse_key(public_key(stranger))) == "unsigned"


@pytest.mark.parametrize(
    "head",
    [
        "c2sp.org/tlog-proof@v2\nindex 0",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\nextra AAAA\nindex 0",
        "c2sp.org/tlog-proof@v1\nindex 00",
        "c2sp.org/tlog-proof@v1\nindex -5",
        "c2sp.org/tlog-proof@v1\nindex notanumber",
        "c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!",
        "c2sp.org/tlog-proof@v1\nindex 0\n" + "A" * 40,
        "c2sp.org/tlog-proof@v1\nindex 0" + ("\n" + "A" * 43 + "=") * 64,
        "c2sp.org/tlog-proof@v1\nindex 0\xff",
    ],
)
def test_what_is_no_proof_is_refused(head: str) -> None:
    assert refused(parse_proof, head.encode("latin-1") + b"\n\ncheckpoint\n") == "proof"


def test_a_proof_is_taken_apart() -> None:
    data = b"c2sp.org/tlog-proof@v1\nindex 12\n" + b"A" * 43 + b"=\n\no\n1\n\nrest\n"
    assert parse_proof(data) == (12, [bytes(32)], b"o\n1\n\nrest\n")
    assert refused(parse_proof, data.replace(b"\n\n", b"\n")) == "proof"


# RFC 8785: sections 3.2.2 and 3.2.3, and the examples of its author
# (github.com/cyberphone/json-canonicalization, testdata) without those that hold fractions.
SPELT = [
    (
        '{"\\u20ac":"Euro Sign","\\r":"Carriage Return",'
        '"\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",'
        '"\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control",'
        '"\\u00f6":"Latin Small Letter O With Diaeresis"}',
        '{"\\r":"Carriage Return","1":"One","\u0080":"Control",'
        '"ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign",'
        '"😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ),
    (
        '{"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/",'
        '"literals":[null,true,false]}',
        '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ),
    (
        '{"1":{"f":{"f":"hi","F":5},"\\n":56},"10":{},"":"empty","a":{},"111":[{}],"A":{}}',
        '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}',
    ),
    ('{"Unnormalized Unicode":"A\\u030a"}', '{"Unnormalized Unicode":"A\u030a"}'),
    ("[ 0, -0, -7, 9007199254740991 ]", "[0,0,-7,9007199254740991]"),
]


@pytest.mark.parametrize(("given", "spelt"), SPELT)
def test_json_is_spelt_as_the_standard_says(given: str, spelt: str) -> None:
    assert canonical(json.loads(given)).decode() == spelt
    assert parse_event(spelt.encode()) == json.loads(given)
    assert refused(parse_event, given.encode()) == "event"


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), LARGEST + 1, -LARGEST - 1, "\ud800", {1: "a"}, b"a", {"a": {0.5}}, [1.5]],
)
def test_what_has_no_one_spelling_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"spelling|large|surrogates"):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1e2}',
        b'{"a":"\\u0041"}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":NaN}',
        b"[" * 100_000,
        b"9" * 5000,
        b'"\xed\xa0\x80"',
        b"",
    ],
)
def test_an_act_has_one_spelling(data: bytes) -> None:
    assert refused(parse_event, data) == "event"


SMALL = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@given(SMALL)
def test_spelling_loses_nothing_and_does_not_depend_on_order(value: object) -> None:
    spelt = canonical(value)
    assert json.loads(spelt) == value
    assert parse_event(spelt) == value
    if isinstance(value, dict):
        names = list(value)
        random.Random(1).shuffle(names)
        assert canonical({name: value[name] for name in names}) == spelt


@pytest.mark.parametrize(
    "data",
    [b"", b"a" * 63, b"a" * 65, b"A" * 64, b"g" * 64, b"a" * 64 + b"\r\n", b"a" * 64 + b"\n\n"],
)
def test_a_salt_has_one_spelling(data: bytes) -> None:
    assert refused(parse_salt, data) == "salt"
    assert parse_salt(b"0f" * 32) == parse_salt(b"0f" * 32 + b"\n") == b"\x0f" * 32
