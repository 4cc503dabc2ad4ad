"""Two people sign: two accounts, one of each seat, with keys that are not shared.

An account of which no key is known could be anybody's, and does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from nomina.desk.acts import Actor
from nomina.desk.examine.keys import keys_of
from nomina.desk.people.standing import standing_of
from nomina.desk.policy.roles import Role
from nomina.desk.transmit.models.routes import BOARD_SEAT, SEATS, TRANSMISSION_SEAT
from nomina.errors import Refused
from nomina.words import tr

_ROLES = {TRANSMISSION_SEAT: Role.TRANSMISSION, BOARD_SEAT: Role.BOARD}


class Hand(Protocol):
    """Whoever put a hand to something: by which account, and what it signed in with."""

    @property
    def by_id(self) -> UUID:
        """Id of the account."""

    @property
    def digest(self) -> str:
        """Of what they put their hand to."""

    @property
    def keys(self) -> Any:
        """Digests of what the account signed in with."""


class Seated(Hand, Protocol):
    """A hand in a seat."""

    @property
    def seat(self) -> str:
        """In which seat."""


def two(signs: Iterable[Seated], digest: str) -> bool:
    """Say whether two people signed this very thing, one of each seat."""
    good = [one for one in signs if one.digest == digest]
    return any(
        _apart(one, other)
        for one in good
        if one.seat == TRANSMISSION_SEAT
        for other in good
        if other.seat == BOARD_SEAT
    )


def two_hands(hands: Iterable[Hand], digest: str) -> bool:
    """Say whether two people put their hands to this very thing, whatever their seats."""
    good = [one for one in hands if one.digest == digest]
    return any(_apart(one, other) for i, one in enumerate(good) for other in good[:i])


def _apart(one: Hand, other: Hand) -> bool:
    mine, theirs = frozenset(one.keys), frozenset(other.keys)
    return one.by_id != other.by_id and bool(mine and theirs) and mine.isdisjoint(theirs)


def seat_of(by: Actor, operation: UUID, taken: Iterable[str]) -> str:
    """Give the seat that somebody may still sign in.

    Raises:
        Refused: somebody of their seat signed already.
    """
    roles = standing_of(by.user, by.at).roles(frozenset({operation}))
    gone = frozenset(taken)
    free = [one for one in SEATS if _ROLES[one] in roles and one not in gone]
    if not free:
        raise Refused(
            tr("somebody of your seat signed this already"),
            todo=tr("It takes a transmission officer and a member of the board"),
        )
    return free[0]


def demand_hand(hands: Iterable[Hand], by: Actor) -> list[str]:
    """Give the digests of what somebody signs in with, to stand with their signature.

    Raises:
        Refused: they signed already, have no key by which they can be told from another person, or
            share one with somebody who signed.
    """
    assert by.user is not None
    keys = keys_of([by.user.pk])[by.user.pk]
    if not keys:
        raise Refused(
            tr("this account has no passkey by which you are told from another person"),
            todo=tr("Add one to your account"),
        )
    for other in hands:
        if other.by_id == by.user.pk:
            raise Refused(tr("you signed this already"))
        if not keys.isdisjoint(other.keys):
            raise Refused(
                tr("another account signed this with the same key"),
                todo=tr("Each signs with a key of their own"),
            )
    return sorted(keys)
