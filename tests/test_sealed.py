from __future__ import annotations

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomina.errors import InputError
from nomina.sealed import checked, public_of, seal, secret_of, unseal

OURS, THEIRS = bytes(range(32)), bytes(32)


def pair(raw: bytes) -> tuple[str, str]:
    secret = secret_of(raw)
    return secret, public_of(secret)


@given(st.binary(min_size=32, max_size=32))
def test_a_key_made_of_bytes_is_one_that_age_writes_alike(raw: bytes) -> None:
    """The library, which writes the same form by itself, reads it and writes it back."""
    secret = secret_of(raw)
    assert str(pyrage.x25519.Identity.from_str(secret)) == secret


def test_a_known_key() -> None:
    """Bob's keys of RFC 7748 section 6.1."""
    bob = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"
    public = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
    signs = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    written = public_of(secret_of(bytes.fromhex(bob)))
    bits = "".join(f"{signs.index(sign):05b}" for sign in written[len("age1") : -6])
    assert f"{int(bits[:256], 2):064x}" == public


@given(st.binary(max_size=2000))
def test_whoever_it_was_sealed_to_opens_it(data: bytes) -> None:
    secret, public = pair(OURS)
    other, second = pair(THEIRS)
    made = seal(data, public, second)
    assert unseal(made, secret) == unseal(made, other) == data


def test_nobody_else_does_and_a_changed_byte_is_noticed() -> None:
    secret, public = pair(OURS)
    made = seal(b"an address", public)
    assert b"an address" not in made
    with pytest.raises(InputError):
        unseal(made, secret_of(THEIRS))
    for at in range(len(made)):
        with pytest.raises(InputError):
            unseal(made[:at] + bytes([made[at] ^ 1]) + made[at + 1 :], secret)


def test_the_same_bytes_sealed_twice_are_not_the_same() -> None:
    _, public = pair(OURS)
    assert seal(b"one", public) != seal(b"one", public)


@pytest.mark.parametrize("wrong", ["", "age1", "ssh-ed25519 AAAA", secret_of(OURS)])
def test_what_is_no_key_is_refused(wrong: str) -> None:
    with pytest.raises(InputError):
        checked(wrong)
    with pytest.raises(InputError):
        seal(b"x", wrong)


def test_without_a_key_nothing_is_sealed() -> None:
    with pytest.raises(InputError):
        seal(b"x")


def test_a_key_in_lines_is_joined() -> None:
    _, public = pair(OURS)
    assert checked(f" {public[:20]}\n{public[20:]} ") == public
