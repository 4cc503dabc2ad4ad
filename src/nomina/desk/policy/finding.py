"""What a page asks of what its person may see, prepared (`nomina.desk.db.prepared`).

What `visible_to` asks hangs on the person, on the operations and roles held there, and on nothing
else that a request brings; so such a query is compiled once for each set of roles. It is made for
a person of whom nothing else can be read: one whose `visible_to` reads more, or asks the database
or the clock, is asked as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, models
from django.http import Http404

from nomina.desk.db.prepared import Prepared, Unprepared
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import account
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import Held, Standing

T = TypeVar("T")

_Roles = frozenset[tuple[int | None, Role]]
"""Roles held, each with the number of its operation; None for the whole desk."""


class Seen(Generic[T]):
    """A query of what a person may see, made of the person and of values by name.

    Args:
        build: makes it; its values are those of a prepared query, and it reads of the person
            what `visible_to` does.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, T]]) -> None:
        self.plain = build
        self._as_it_stands: set[Any] = set()
        self._prepared: Prepared[T] = Prepared(self._rows, called=build)

    def __call__(self, user: object, **values: Any) -> list[T]:
        """Ask, and give what is found."""
        standing: Standing | None = getattr(user, "standing", None)
        me = account(user)
        if standing is not None and me is not None and me == standing.user:
            operations = tuple(sorted(standing.operations))
            number = {one: at for at, one in enumerate(operations)}
            held: _Roles = frozenset(
                (None if one.operation is None else number[one.operation], one.role)
                for one in standing.held
            )
            fixed = (held, *(one for one in values.values() if isinstance(one, type)))
            if fixed not in self._as_it_stands and getattr(user, "narrowed", None) is None:
                try:
                    return self._prepared(user=me, operations=operations, held=held, **values)
                except Unprepared:
                    self._as_it_stands.add(fixed)
        return list(self.plain(user, **values))

    def _rows(
        self, *, user: UUID, operations: tuple[UUID, ...], held: _Roles, **values: Any
    ) -> models.QuerySet[Any, T]:
        # Anything else of this person would have to be read from the database, which is refused.
        who = User.from_db(DEFAULT_DB_ALIAS, ["id", "is_active"], [user, True])
        there = (Held(role, None if at is None else operations[at]) for at, role in held)
        who.standing = Standing(user, frozenset(there))
        return self.plain(who, **values)


@Seen
def _one(user: object, *, on: type[models.Model], own: bool, id: object) -> models.QuerySet[Any]:
    manager: Any = on._default_manager
    rows = manager.own_of(user) if own else manager.visible_to(user)
    beside = getattr(on, "beside", ())
    found: models.QuerySet[Any] = rows.select_related(*beside) if beside else rows
    return found.filter(pk=id).order_by()[:1]


def found(on: type[models.Model], user: object, id: object) -> Any:
    """Give the object of this id that ``user`` may see.

    One's own is looked for first, where a table tells which those are: that is a smaller question.

    Raises:
        Http404: there is none, or it may not be seen.
    """
    ways = (True, False) if hasattr(on._default_manager, "own_of") else (False,)
    for own in ways:
        # What is no UUID would be a part of the form, and compiled for each row.
        ask = _one if type(id) is UUID else _one.plain
        for row in ask(user, on=on, own=own, id=id):
            return row
    raise Http404(f"there is no such {on._meta.object_name}")
