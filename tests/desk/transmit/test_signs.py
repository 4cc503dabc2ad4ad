"""Two people: every pair of hands, against what "two people" means said in another way."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from uuid import UUID

from nomina.desk.transmit import signs
from nomina.desk.transmit.models.routes import SEATS

THIS, THAT = "1" * 64, "2" * 64


@dataclass(frozen=True)
class Hand:
    by_id: UUID
    seat: str
    digest: str
    keys: tuple[str, ...]


HANDS = [
    Hand(UUID(int=who), seat, digest, keys)
    for who, seat, digest, keys in itertools.product(
        (1, 2), SEATS, (THIS, THAT), ((), ("a",), ("b",), ("a", "b"))
    )
]


def people(hands: tuple[Hand, ...]) -> int:
    """How many people these are at least: accounts that share a key, or have none, are one."""
    owners = {(hand.by_id, key) for hand in hands for key in hand.keys if hand.digest == THIS}
    keys = {key for _, key in owners}
    accounts = {who for who, _ in owners}
    shared = any(len({who for who, key in owners if key == one}) > 1 for one in keys)
    return 1 if shared else len(accounts)


def test_a_pair_of_hands_is_two_people_or_not() -> None:
    seen = set()
    for pair in itertools.product(HANDS, repeat=2):
        two = people(pair) == 2
        assert signs.two_hands(pair, THIS) is two, pair
        seats = {hand.seat for hand in pair} == set(SEATS)
        assert signs.two(pair, THIS) is (two and seats), pair
        seen.add((two, seats))
    assert len(seen) == 4


def test_one_hand_is_never_two() -> None:
    for one in HANDS:
        assert not signs.two_hands([one], THIS)
        assert not signs.two([one], THIS)
        assert not signs.two([], THIS)


def test_hands_beside_a_good_pair_take_nothing_from_it() -> None:
    good = (
        Hand(UUID(int=1), SEATS[0], THIS, ("a",)),
        Hand(UUID(int=2), SEATS[1], THIS, ("b",)),
    )
    for other in HANDS:
        for hands in itertools.permutations((*good, other)):
            assert signs.two(hands, THIS)
