"""The master: its passphrase and nothing else opens it, and a row opens only as it was sealed."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nomina.errors import InputError, StoreError
from nomina.vault.master import Card, Content, Cost, Master
from nomina.vault.stream import Unsound
from tests.vault.vaults import CHEAP, OTHER, SECRET

STORE = "ab" * 16
CONTENT = Content(bytes(range(32)), hashlib.sha256(b"x").digest(), 123_456_789_012)


def by_hand(card: Card, secret: bytes) -> tuple[AESGCM, bytes]:
    """Derive the master and the lookup key as the page says, by another scrypt."""
    n, r, p = card.cost
    key = hashlib.scrypt(secret, salt=card.salt, n=n, r=r, p=p, maxmem=1 << 28, dklen=32)
    bound = "\n".join(("card", STORE, card.id, card.salt.hex(), str(n), str(r), str(p)))
    lookup = AESGCM(key).decrypt(card.lookup[:12], card.lookup[12:], bound.encode())
    return AESGCM(key), lookup


@pytest.mark.parametrize("cost", [CHEAP, Cost(1 << 10, 8, 2)])
def test_it_is_made_as_the_page_says(cost: Cost) -> None:
    master = Master.made(SECRET, STORE, cost)
    cipher, lookup = by_hand(master.card, SECRET)
    assert master.tag(CONTENT.digest) == hmac.new(lookup, CONTENT.digest, "sha256").hexdigest()
    sealed = master.seal(CONTENT, b"tag\nname\ntime")
    plain = cipher.decrypt(
        sealed[:12], sealed[12:], b"row\n" + STORE.encode() + b"\ntag\nname\ntime"
    )
    assert plain == CONTENT.key + CONTENT.digest + CONTENT.size.to_bytes(8, "big")


def test_the_usual_cost_is_128_mib() -> None:
    n, r, p = Cost()
    assert (n * r * 128, p) == (128 << 20, 1)


def test_it_opens_again_and_another_passphrase_does_not() -> None:
    master = Master.made(SECRET, STORE, CHEAP)
    same = Master.opened(master.card, SECRET, STORE)
    assert same.unseal(master.seal(CONTENT, b"bound"), b"bound") == CONTENT
    for secret in (OTHER, SECRET + b" ", b""):
        with pytest.raises(InputError, match="not the passphrase"):
            Master.opened(master.card, secret, STORE)


def test_a_changed_card_is_refused() -> None:
    card = Master.made(SECRET, STORE, CHEAP).card
    changed = [
        replace(card, id="0" * 16),
        replace(card, salt=bytes(16)),
        replace(card, cost=Cost(4, 1, 1)),
        replace(card, lookup=card.lookup[:-1] + bytes([card.lookup[-1] ^ 1])),
        replace(card, lookup=b""),
    ]
    for one in changed:
        with pytest.raises(InputError, match="not the passphrase"):
            Master.opened(one, SECRET, STORE)
    with pytest.raises(InputError):
        Master.opened(card, SECRET, "cd" * 16)


@pytest.mark.parametrize(
    "cost", [Cost(1 << 21, 8, 1), Cost(3, 8, 1), Cost(0, 8, 1), Cost(2, 33, 1), Cost(2, 1, 17)]
)
def test_a_card_that_asks_for_too_much_is_not_tried(cost: Cost) -> None:
    card = Master.made(SECRET, STORE, CHEAP).card
    with pytest.raises(StoreError, match="card of the master key was changed"):
        Master.opened(replace(card, cost=cost), SECRET, STORE)


def test_a_row_opens_only_as_it_was_sealed() -> None:
    master = Master.made(SECRET, STORE, CHEAP)
    sealed = master.seal(CONTENT, b"bound")
    assert master.seal(CONTENT, b"bound") != sealed
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1 << place % 8
        with pytest.raises(Unsound):
            master.unseal(bytes(changed), b"bound")
    for length in range(len(sealed)):
        with pytest.raises(Unsound):
            master.unseal(sealed[:length], b"bound")
    with pytest.raises(Unsound):
        master.unseal(sealed, b"other")


def test_who_follows_keeps_the_tags_and_nothing_else() -> None:
    master = Master.made(SECRET, STORE, CHEAP)
    new = master.followed(OTHER)
    assert new.tag(CONTENT.digest) == master.tag(CONTENT.digest)
    assert new.card.id != master.card.id
    assert new.card.salt != master.card.salt
    assert new.card.cost == master.card.cost
    with pytest.raises(Unsound):
        new.unseal(master.seal(CONTENT, b"bound"), b"bound")
    assert Master.opened(new.card, OTHER, STORE).tag(b"x") == master.tag(b"x")


def test_the_same_passphrase_in_two_vaults_gives_nothing_in_common() -> None:
    one, two = Master.made(SECRET, STORE, CHEAP), Master.made(SECRET, STORE, CHEAP)
    assert one.card.salt != two.card.salt
    assert one.tag(CONTENT.digest) != two.tag(CONTENT.digest)
