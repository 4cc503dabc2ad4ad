"""What the acts of custody share: who acts, and what may be told of items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from nomina import tags
from nomina.desk.acts import Actor, Reference
from nomina.desk.custody.models import Item, Keeper, Tag
from nomina.desk.db.prepared import Prepared
from nomina.desk.look.isolate import isolated
from nomina.desk.people.models import Operation, User
from nomina.desk.people.standing import standing_of
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.errors import InputError, Refused
from nomina.words import tr


@Prepared
def _keeper(operation: UUID, account: UUID) -> QuerySet[Keeper]:
    return Keeper.objects.filter(operation=operation, account=account).order_by("pk")


def keeper_of(user: User, operation: Operation, by: Actor) -> Keeper:
    """Give somebody of the desk as a keeper of an operation; the row is made where it lacks."""
    found = next(iter(_keeper(operation=operation.pk, account=user.pk)), None)
    if found is None:
        made = Keeper(
            operation=operation, name=user.name, account=user, made_by=by.user, made_at=by.at
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:  # made a moment ago
            return _keeper(operation=operation.pk, account=user.pk)[0]
        return made
    return found


def me(by: Actor, operation: Operation) -> Keeper:
    """Give who acts as a keeper."""
    assert by.user is not None
    return keeper_of(by.user, operation, by)


def answers_for(by: Actor, keeper: Keeper) -> bool:
    """Say whether who acts may act for a keeper.

    Everybody does for oneself. A custody officer does for who signs on paper, and for who keeps
    nothing here any more: whoever left, or fell, is asked nothing, and what was kept is moved on.
    """
    if by.id == keeper.account_id:
        return True
    if keeper.account is not None:
        theirs = standing_of(keeper.account, by.at)
        if predicates.KEEP_ITEMS(theirs, keeper.thing()):
            return False
    return predicates.RUN_CUSTODY(standing_of(by.user, by.at), keeper.thing())


def demand_keeper(by: Actor, keeper: Keeper, item: Item) -> None:
    """Refuse to act for a keeper who answers by himself.

    A custody officer moves what any keeper of the desk keeps within a place; hands it to nobody.

    Raises:
        Refused: the item is in somebody else's hands.
    """
    if not answers_for(by, keeper):
        raise Refused(
            tr("this is in the hands of {name}").format(name=isolated(keeper.name)),
            where=str(item),
            todo=tr("Have it handed over first"),
        )


def note(typed: str) -> str:
    """Give a reason, which may be empty."""
    return clean_note(typed) if typed.strip() else ""


def found(texts: Sequence[str], operation: Operation, user: object) -> tuple[list[Item], list[str]]:
    """Find items by their tags.

    Returns:
        Those found, in order; and what was wrong with each of the others, as a sentence.
    """
    items: list[Item] = []
    wrong: list[str] = []
    for text in texts:
        try:
            items.append(item_of(text, operation, user))
        except InputError as error:
            wrong.append(str(error))
    return items, wrong


def item_of(text: str, operation: Operation, user: object) -> Item:
    """Give the item that a tag hangs on.

    Raises:
        InputError: it is no tag, or one of its characters was read wrong.
        Refused: no tag of this operation, or one that hangs on nothing yet.
    """
    code = tags.read(text)
    item = Item.objects.visible_to(user).filter(code=code, operation=operation).first()
    if item is not None:
        return item
    where = tags.written(code)
    if Tag.objects.visible_to(user).filter(code=code, operation=operation).exists():
        raise Refused(
            tr("this tag hangs on nothing yet"), where=where, todo=tr("Take the item in first")
        )
    raise Refused(
        tr("this tag is not of this operation"),
        where=where,
        todo=tr("Set the item aside and ask whose it is"),
    )


def references(items: Iterable[Item]) -> tuple[Reference, ...]:
    """Give items as the ledger names them."""
    return tuple(Reference("item", item.pk) for item in items)


def second(moment: datetime) -> str:
    """Write a moment for the ledger."""
    return moment.isoformat(timespec="seconds")


def ids(rows: Iterable[UUID]) -> tuple[str, ...]:
    """Write ids for the ledger, in order."""
    return tuple(sorted(str(one) for one in rows))
