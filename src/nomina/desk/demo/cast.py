"""Who works at the demonstration: an account for every role, with a password and codes.

They sign in as everyone does. The codes of each come from a key of their own, derived from the root
key of the desk, and the terminal shows them: whoever reads it is whoever started the demonstration.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils import timezone

from nomina.desk.acts import Actor
from nomina.desk.boot import keys
from nomina.desk.people.actions import AddUser, GrantRole, MakeFirstAdministrator
from nomina.desk.people.models import Membership, Operation, User
from nomina.desk.policy.roles import DESK_ROLES, Role

PASSWORD = "nobody-here-exists"
"""Of every account; nothing opens without a code beside it."""
PERIOD = 30
"""Seconds for which a code is shown; the desk takes it for as long before and after."""


@dataclass(frozen=True, slots=True)
class Player:
    """One account."""

    login: str
    name: str
    role: Role


CAST = (
    Player("administrator", "Daryna Zeleruk", Role.ADMINISTRATOR),
    Player("security", "Ivan Yatsatyn", Role.SECURITY),
    Player("mortuary", "Oksana Malumna", Role.MORTUARY),
    Player("mortuary-night", "Taras Shcherelak", Role.MORTUARY),
    Player("ante-mortem", "Nadiia Barvozha", Role.ANTE_MORTEM),
    Player("ante-mortem-late", "Danylo Zorumyr", Role.ANTE_MORTEM),
    Player("examiner", "Pavlo Velmarych", Role.EXAMINER),
    Player("examiner-second", "Marko Sivorez", Role.EXAMINER),
    Player("board", "Halyna Ostrovita", Role.BOARD),
    Player("board-second", "Bohdan Lysoverkh", Role.BOARD),
    Player("custody", "Andrii Nordenko", Role.CUSTODY),
    Player("liaison", "Sofiia Tavirova", Role.LIAISON),
    Player("transmission", "Yurii Kyrsport", Role.TRANSMISSION),
    Player("auditor", "Larysa Dubrivna", Role.AUDITOR),
)
"""The first makes all the others."""

Users = Mapping[str, User]


def by(user: User) -> Actor:
    """Act as someone who has just signed in, now."""
    now = timezone.now()
    return Actor(user, at=now, proved=now)


def gathered(folder: Path, language: str) -> dict[str, User]:
    """Give the accounts by sign-in name; those that are not there are made.

    Args:
        folder: of the open desk.
        language: of their pages.
    """
    users = {user.login: user for user in User.objects.all()}
    for player in CAST:
        if player.login not in users:
            users[player.login] = _made(player, users, language)
        _give_keys(folder, users[player.login])
    return users


def _made(player: Player, users: Users, language: str) -> User:
    if not users:
        found = MakeFirstAdministrator(login=player.login, name=player.name, language=language)
        return found.do(Actor()).user
    add = AddUser(login=player.login, name=player.name, language=language)
    return add.do(by(users[CAST[0].login])).user


def _give_keys(folder: Path, user: User) -> None:
    own = secret(folder, user.login)
    if secrets().get(user.login) == own:
        return
    with transaction.atomic():
        # A desk that an older version began to load gave all of them one key: they were one person.
        Authenticator.objects.filter(user=user).delete()
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        TOTP.activate(user, own)


def grant(users: Users, operation: Operation | None, *logins: str) -> None:
    """Grant their roles, in an operation or for the whole desk, where they are not held."""
    for player in CAST:
        there = None if player.role in DESK_ROLES else operation
        user = users[player.login]
        held = Membership.objects.lasting().filter(
            user=user, role=player.role.value, operation=there
        )
        if (player.login in logins or not logins) and not held.exists():
            GrantRole(user=user, role=player.role, operation=there).do(by(users[CAST[0].login]))


def secret(folder: Path, login: str) -> str:
    """Give the key of the codes of an account, in base 32, as an app on a phone takes it."""
    use = f"demonstration {login}"
    return base64.b32encode(keys.derived(folder, use)[:20]).decode("ascii")


def secrets() -> dict[str, str]:
    """Give the keys that the accounts have, by sign-in name in the order of the cast.

    They are read, not derived: in a desk of an older version all have one, and somebody may have
    been given another since, or has none.
    """
    rows = Authenticator.objects.filter(type=Authenticator.Type.TOTP).select_related("user")
    found = {row.user.login: decrypt(row.data["secret"]) for row in rows}
    return {player.login: found[player.login] for player in CAST if player.login in found}


def code(key: str, at: float) -> str:
    """Give the code of a moment (RFC 6238).

    Args:
        key: in base 32.
        at: seconds since 1970.
    """
    shown: str = format_hotp_value(hotp_value(key, int(at) // PERIOD))
    return shown


def over(at: float) -> int:
    """Give when the codes of a moment change, in seconds since 1970."""
    return (int(at) // PERIOD + 1) * PERIOD
