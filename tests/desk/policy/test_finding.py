"""What a page is about is found among what the person may see, and exactly among that.

The rows that `visible_to` gives, asked as they stand, are held against what `finding.found` finds,
for everybody and every row of every table that a page can be about.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from nomina.desk.people.models import Membership, MembershipEnd, Operation, User
from nomina.desk.people.standing import standing_of
from nomina.desk.policy import finding
from nomina.desk.policy.finding import found
from nomina.desk.policy.roles import OPERATION_ROLES, Role
from tests.desk.people.cast import EARLIER, NOW, Cast, account, make_cast, role
from tests.desk.policy.records import records

TABLES = 20
"""At least so many kinds of objects have pages."""


def tables(resolver: URLResolver | None = None) -> Iterator[type[models.Model]]:
    """Give the table of the object of every page that has one."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from tables(entry)
        elif isinstance(entry, URLPattern):
            on: type[models.Model] | None = getattr(entry.callback, "on", None)
            yield from [on] if on else []


def fresh(user: User) -> User:
    """The person as a request has them: loaded, with what is held."""
    loaded = User.objects.get(pk=user.pk)
    loaded.standing = standing_of(loaded)
    return loaded


def sees(on: type[models.Model], user: User, id: object) -> bool:
    try:
        one = found(on, user, id)
    except Http404:
        return False
    assert (type(one), one.pk) == (on, id)
    return True


def several(cast: Cast) -> list[User]:
    """The cast, and people with one role, with all, and with roles in two operations."""
    people = [user for user in cast.people().values() if user.is_active]
    for held in sorted(OPERATION_ROLES):
        people.append(account(f"x{held.value[:4]}"))
        role(people[-1], held, cast.one, cast.ada)
    both, every = account("both"), account("every")
    role(both, Role.BOARD, cast.one, cast.ada)
    role(both, Role.EXAMINER, cast.two, cast.ada)
    for held in sorted(OPERATION_ROLES - {Role.AUDITOR}):
        role(every, held, cast.one, cast.ada)
    return [*people, both, every]


def test_everybody_finds_what_they_may_see_and_nothing_else(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.DESK_LEDGER", "tests.desk.people.cast.book")
    cast = make_cast()
    records(cast, cast.bob)
    people = [(fresh(user), fresh(user)) for user in several(cast)]
    asked = sorted(set(tables()), key=lambda on: on._meta.label)
    assert len(asked) > TABLES
    seen_by_some, hidden_from_some = set(), set()
    for on in asked:
        manager: Any = on._default_manager
        ids = [*manager.order_by("pk").values_list("pk", flat=True)[:5], uuid.uuid4()]
        for plain, asking in people:
            may = set(manager.visible_to(plain).filter(pk__in=ids).values_list("pk", flat=True))
            finds = {id for id in ids if sees(on, asking, id)}
            assert finds == may, (on, plain.login)
            seen_by_some |= {on} if may else set()
            hidden_from_some |= {on} if len(may) < len(ids) - 1 else set()
    assert len(seen_by_some) > TABLES, "the records are too few to say much"
    assert len(hidden_from_some) > TABLES


def test_a_right_that_ended_is_gone_at_the_next_request(db: str) -> None:
    cast = make_cast()
    alice = cast.alice
    assert sees(Operation, fresh(alice), cast.one.pk)
    MembershipEnd(membership=cast.roles["alice"], ended_by=cast.ada, why="left", made_at=NOW).save()
    assert not sees(Operation, fresh(alice), cast.one.pk)
    role(alice, Role.EXAMINER, cast.two, cast.ada)
    assert sees(Operation, fresh(alice), cast.two.pk)
    assert not sees(Operation, fresh(alice), cast.one.pk)
    User.objects.filter(pk=alice.pk).update(is_active=False, closed_at=EARLIER)
    assert not sees(Operation, fresh(alice), cast.two.pk)


def test_another_person_with_the_same_roles_is_asked_in_the_same_words(db: str) -> None:
    cast = make_cast()
    twin = account("twin")
    role(twin, Role.BOARD, cast.one, cast.ada)
    words = []
    for user, operation in ((cast.charlie, cast.two), (twin, cast.one)):
        who = fresh(user)
        finding._one._as_it_stands.clear()
        with CaptureQueriesContext(connection) as asked:
            assert found(Operation, who, operation.pk) == operation
        (one,) = asked.captured_queries
        words.append(one["sql"].replace(operation.pk.hex, "").replace(str(operation.pk), ""))
    assert words[0] == words[1]
    assert not finding._one._as_it_stands


def test_a_table_that_reads_more_of_a_person_is_asked_as_it_stands(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    finding._one._prepared._kept.clear()
    by_login: Any = type(Membership.objects.all())

    def visible_to(self: Any, user: Any, at: Any = None) -> Any:
        return self.filter(user__login=user.login)

    monkeypatch.setattr(by_login, "visible_to", visible_to)
    try:
        for user in (cast.alice, cast.bob):
            mine = cast.roles[user.login].pk
            assert sees(Membership, fresh(user), mine)
            assert not sees(Membership, fresh(user), cast.roles["charlie"].pk)
    finally:
        finding._one._prepared._kept.clear()
        finding._one._as_it_stands.clear()
