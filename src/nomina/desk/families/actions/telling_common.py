"""What the acts of telling share: holding a notice, telling people apart, and who goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nomina.desk.acts import Actor, Refused
from nomina.desk.examine import resting
from nomina.desk.examine.dossier import keys_barred
from nomina.desk.examine.keys import keys_of
from nomina.desk.families.models import Notice, NoticeEnd, Recipient, Told
from nomina.desk.families.models.telling import RECALL
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.operations import memberships
from nomina.desk.people.text import NAME, clean_name
from nomina.desk.policy.roles import Role
from nomina.words import tr

PAIR = 2
"""People who go to a family, at least (NOT-04)."""
MOST = 12


def held(notice: Notice) -> Notice:
    """Give a notice as it is, while nobody else changes what belongs to it.

    What waits to be told goes no further once the board recalled the identification; a recall does.

    Raises:
        Refused: it is closed, or what it tells was recalled.
    """
    if notice.occasion != RECALL:
        resting.hold(notice.identification)
    return locked(notice)


def locked(notice: Notice) -> Notice:
    """Give a notice as it is, also where what it tells was recalled.

    Raises:
        Refused: it is closed.
    """
    list(Notice.objects.select_for_update(no_key=True).filter(pk=notice.pk))
    if NoticeEnd.objects.filter(notice=notice).exists():
        raise Refused(tr("this notice is closed"))
    return Notice.objects.select_related(*Notice.beside).get(pk=notice.pk)


def demand_untold(recipient: Recipient) -> None:
    """Refuse what comes too late for somebody who was told.

    Raises:
        Refused: they were told.
    """
    if Told.objects.standing().filter(recipient=recipient).exists():
        raise Refused(tr("this relative was told already"), where=recipient.family.number)


def another(
    by: Actor, first: UUID, keys: Collection[str] = (), *, same: str, shared: str, todo: str
) -> frozenset[str]:
    """Give the keys of who is another person than the first, under whatever account.

    Args:
        first: the account of who did something that wants two people.
        keys: what that account signed in with then, beside what it signs in with now.
        same: what is said to the same account.
        shared: what is said to an account that has a key of the first.
        todo: what can be done.

    Raises:
        Refused: they are the same, share a key, or have none to be told apart by.
    """
    assert by.id is not None
    if by.id == first:
        raise Refused(same, todo=todo)
    mine = keys_of([by.id])[by.id]
    if not mine:
        raise Refused(
            tr("this account has no passkey by which you are told from another person"),
            todo=tr("Add one to your account"),
        )
    if mine & (keys_barred([first]) | set(keys)):
        raise Refused(shared, todo=todo)
    return mine


@dataclass(frozen=True)
class Goes:
    """Somebody who goes to a family.

    Attributes:
        name: as it is written; of an account, its own.
        office: doctor, family liaison, a unit and a rank.
        account: None for whoever has none here.
    """

    name: str = ""
    office: str = ""
    account: User | None = None


def demand_liaison(goes: Sequence[Goes], operation: Operation, at: datetime) -> None:
    """Refuse a plan in which nobody goes who is trained to tell families (NOT-04).

    Raises:
        Refused: none of them is of the family liaison of the operation.
    """
    for one in goes:
        if one.account is not None:
            held = memberships(one.account, at).filter(operation=operation)
            if one.account.is_active and held.filter(role=Role.LIAISON).exists():
                return
    raise Refused(
        tr("nobody of the family liaison goes"),
        todo=tr("Choose one who is trained for it; others can go with them"),
    )


def apart(people: Iterable[Mapping[str, str]]) -> int:
    """Count the different people among those who were written down."""
    return len({one["name"].casefold() for one in people})


def people_of(
    goes: Sequence[Goes], operation: Operation, at: datetime, *, least: int = PAIR
) -> list[dict[str, str]]:
    """Write down who goes, or went.

    Args:
        least: how many different people they are at least.

    Raises:
        Refused: fewer different people go, or an account works in another operation.
    """
    found: dict[str, dict[str, str]] = {}
    for one in goes:
        name = clean_name(one.account.name if one.account is not None else one.name, NAME)
        account = one.account
        if account is not None:
            rows = memberships(account, at).filter(operation=operation)
            if not account.is_active or not rows.exists():
                raise Refused(tr("this account does not work in this operation"), where=name)
        found[str(account.pk) if account is not None else name.casefold()] = {
            "name": name,
            "office": clean_name(one.office, NAME),
            "account": str(account.pk) if account is not None else "",
        }
    if apart(found.values()) < least:
        raise Refused(
            tr("nobody goes to a family alone"),
            todo=tr("Name two people, each with what they are there for"),
        )
    if len(found) > MOST:
        raise Refused(tr("more than {n} people go to one family").format(n=MOST))
    return list(found.values())
