"""The object of a page, found among those that the person of the request may see.

What `visible_to` asks hangs on the person, on the operations and roles held there, and on nothing
else that a request brings; so its query is prepared (`nomina.desk.db.prepared`) once for each table
and each set of roles. It is made for a person of whom nothing else can be read: a table whose
`visible_to` reads more, or asks the database or the clock, is asked as it stands.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, models
from django.http import Http404

from nomina.desk.db.prepared import Prepared, Unprepared
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import account
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import Held, Standing

_Roles = frozenset[tuple[int | None, Role]]
"""Roles held, each with the number of its operation; None for the whole desk."""
_as_it_stands: set[tuple[type[models.Model], bool, _Roles]] = set()


def _rows(on: type[models.Model], own: bool, user: object) -> Any:
    manager: Any = on._default_manager
    rows = manager.own_of(user) if own else manager.visible_to(user)
    beside = getattr(on, "beside", ())
    return rows.select_related(*beside) if beside else rows


@Prepared
def _one(
    *,
    on: type[models.Model],
    own: bool,
    user: UUID,
    operations: tuple[UUID, ...],
    held: _Roles,
    id: UUID,
) -> models.QuerySet[Any]:
    # Anything else of this person would have to be read from the database, which is refused.
    who = User.from_db(DEFAULT_DB_ALIAS, ["id", "is_active"], [user, True])
    there = (Held(role, None if at is None else operations[at]) for at, role in held)
    who.standing = Standing(user, frozenset(there))
    rows: models.QuerySet[Any] = _rows(on, own, who).filter(pk=id).order_by()
    return rows[:1]


def found(on: type[models.Model], user: object, id: object) -> Any:
    """Give the object of this id that ``user`` may see.

    One's own is looked for first, where a table tells which those are: that is a smaller question.

    Raises:
        Http404: there is none, or it may not be seen.
    """
    ways = (True, False) if hasattr(on._default_manager, "own_of") else (False,)
    for own in ways:
        for row in _asked(on, own, user, id):
            return row
    raise Http404(f"No {on._meta.object_name} matches the given query.")


def _asked(on: type[models.Model], own: bool, user: object, id: object) -> list[Any]:
    standing: Standing | None = getattr(user, "standing", None)
    me = account(user)
    if standing is not None and me == standing.user and me is not None and type(id) is UUID:
        operations = tuple(sorted(standing.operations))
        number = {one: at for at, one in enumerate(operations)}
        roles = frozenset(
            (None if one.operation is None else number[one.operation], one.role)
            for one in standing.held
        )
        if (on, own, roles) not in _as_it_stands and getattr(user, "narrowed", None) is None:
            try:
                return _one(on=on, own=own, user=me, operations=operations, held=roles, id=id)
            except Unprepared:
                _as_it_stands.add((on, own, roles))
    return list(_rows(on, own, user).filter(pk=id).order_by()[:1])
