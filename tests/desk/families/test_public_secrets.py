"""Numbers and secrets of those who ask: drawn, read back from paper, and never kept."""

from __future__ import annotations

import math
import string
from collections import Counter

import pytest

from nomina import tags
from nomina.desk.families import secrets


def test_a_secret_has_a_hundred_bits_in_signs_that_are_not_taken_for_others() -> None:
    drawn = [secrets.new_secret() for _ in range(300)]
    assert len(set(drawn)) == 300
    signs = Counter("".join(drawn).replace("-", ""))
    assert set(signs) <= set(tags.SIGNS)
    assert not set("ILOU") & set(signs)
    assert all(len(one.replace("-", "")) * math.log2(len(tags.SIGNS)) >= 80 for one in drawn)
    # 6,000 signs of 32: each is 187 times there, give or take six deviations.
    assert len(signs) == 32
    assert all(abs(n - 187.5) < 6 * math.sqrt(187.5) for n in signs.values())


def test_a_number_checks_itself_and_counts_nothing() -> None:
    drawn = [secrets.new_number() for _ in range(300)]
    assert len(set(drawn)) == 300
    assert all(tags.holds(one) for one in drawn)
    assert drawn != sorted(drawn)


@pytest.mark.parametrize(
    "typed",
    [
        "ABC0-1EHK-MPTX-23YZ-4567",
        "abc0 1ehk mptx 23yz 4567",
        " ABCO1EHKMPTX23YZ4567\n",
        "АВС0-1ЕНК-МРТХ-23YZ-4567",  # the same letters of a Ukrainian keyboard
        "авсО–lенк–мртх–23yz–4567",
        "ABC0.1EHK.MPTX.23YZ.4567",
    ],
)
def test_a_secret_is_read_as_people_copy_it(typed: str) -> None:
    kept = secrets.digest_of("ABC0-1EHK-MPTX-23YZ-4567")
    assert secrets.same(typed, kept)
    assert not secrets.same(typed.replace("7", "8"), kept)
    assert not secrets.same("", kept)
    assert not secrets.same(typed, "")


def test_what_is_kept_of_a_secret_tells_nothing_without_the_key_of_the_desk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import hashlib

    secret = secrets.new_secret()
    kept = secrets.digest_of(secret)
    plain = secrets.plain(secret).encode()
    assert set(kept) <= set(string.hexdigits.lower())
    assert kept not in {
        hashlib.sha256(plain).hexdigest(),
        hashlib.sha256(secret.encode()).hexdigest(),
    }
    real = secrets.key
    monkeypatch.setattr(secrets, "key", lambda use: real("another desk"))
    assert secrets.digest_of(secret) != kept


def test_what_is_sent_twice_is_one_enquiry_and_another_is_another() -> None:
    first = secrets.drawn_from(b"a" * 16 + b"what was sent")
    assert first == secrets.drawn_from(b"a" * 16 + b"what was sent")
    others = [secrets.drawn_from(b"a" * 16 + bytes([n])) for n in range(200)]
    assert len({number for number, _ in others}) == len({secret for _, secret in others}) == 200
    for number, secret in (first, *others):
        assert tags.holds(number)
        assert len(secrets.plain(secret)) == 20
        assert set(secrets.plain(secret)) <= set(tags.SIGNS)


def test_a_form_is_sealed_for_its_use_and_its_time() -> None:
    token = secrets.sealed("mine", ["a", 1], now=1000.0)
    assert secrets.opened("mine", token, now=1000.0) == ["a", 1]
    assert secrets.opened("mine", token, now=1000.0 + secrets.LIFE - 1) == ["a", 1]
    assert secrets.opened("mine", token, now=1000.0 + secrets.LIFE) is None
    assert secrets.opened("mine", token, now=999.0) is None
    assert secrets.opened("ask", token, now=1000.0) is None
    assert b"1000" not in bytes.fromhex(token)


def test_a_form_of_which_a_bit_was_changed_is_none() -> None:
    token = secrets.sealed("mine", "enquiry", now=1000.0)
    data = bytes.fromhex(token)
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert secrets.opened("mine", changed.hex(), now=1000.0) is None
    for junk in ("", "zz", "00", "a" * 5000, "\x00", "é", token[:-2], token + "00"):
        assert secrets.opened("mine", junk, now=1000.0) is None
