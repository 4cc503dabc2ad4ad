"""What each of the cast sees of each table, and what is hidden (STYLE 1.3, habits 6 and 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from nomina.desk.people.models import (
    Agreement,
    CodeUse,
    Membership,
    MembershipEnd,
    Operation,
    Recovery,
    SignInCode,
    Site,
    User,
)
from nomina.desk.people.models.rows import Visible
from tests.desk.people.cast import NOW, Cast, by

EVERYONE = ("ada", "grace", "sam", "alice", "bob", "charlie", "olga", "eve", "carl")
IN_ONE = ("alice", "bob", "eve", "carl")

# Written from the rules in docs/people.md, by hand: who sees which accounts.
PEOPLE = {
    "ada": EVERYONE,
    "grace": EVERYONE,
    "sam": EVERYONE,
    "alice": IN_ONE,
    "bob": IN_ONE,
    "charlie": ("charlie",),
    "olga": ("olga",),
    "eve": ("eve",),
    "carl": (),
}
OPERATIONS = {
    "ada": ("one", "two"),
    "grace": ("one", "two"),
    "sam": ("one", "two"),
    "alice": ("one",),
    "bob": ("one",),
    "charlie": ("two",),
    "olga": (),
    "eve": (),
    "carl": (),
}
MEMBERSHIPS = {
    "ada": ("ada", "grace", "sam", "alice", "bob", "charlie", "eve", "carl"),
    "grace": ("ada", "grace", "sam", "alice", "bob", "charlie", "eve", "carl"),
    "sam": ("ada", "grace", "sam", "alice", "bob", "charlie", "eve", "carl"),
    "alice": IN_ONE,
    "bob": IN_ONE,
    "charlie": ("charlie",),
    "olga": (),
    "eve": ("eve",),
    "carl": (),
}
AGREEMENTS = {
    "ada": 1, "grace": 1, "sam": 1, "alice": 1, "bob": 1, "charlie": 1,
    "olga": 0, "eve": 0, "carl": 0,
}  # fmt: skip


def ids(rows: Iterable[object]) -> set[object]:
    return {getattr(row, "pk", None) for row in rows}


@pytest.mark.parametrize("viewer", EVERYONE)
def test_accounts(cast: Cast, viewer: str) -> None:
    who = cast.people()
    seen = ids(User.objects.visible_to(who[viewer], NOW))
    assert {name for name, user in who.items() if user.pk in seen} == set(PEOPLE[viewer])


@pytest.mark.parametrize("viewer", EVERYONE)
def test_operations_and_sites(cast: Cast, viewer: str) -> None:
    user = cast.people()[viewer]
    wanted = {getattr(cast, name).pk for name in OPERATIONS[viewer]}
    assert ids(Operation.objects.visible_to(user, NOW)) == wanted
    sites = {getattr(cast, f"site_{name}").pk for name in OPERATIONS[viewer]}
    assert ids(Site.objects.visible_to(user, NOW)) == sites


@pytest.mark.parametrize("viewer", EVERYONE)
def test_memberships_and_their_ends(cast: Cast, viewer: str) -> None:
    user = cast.people()[viewer]
    wanted = {cast.roles[name].pk for name in MEMBERSHIPS[viewer]}
    assert ids(Membership.objects.visible_to(user, NOW)) == wanted
    ends = MembershipEnd.objects.visible_to(user, NOW).count()
    assert ends == int("eve" in MEMBERSHIPS[viewer])


@pytest.mark.parametrize("viewer", EVERYONE)
def test_agreements(cast: Cast, viewer: str) -> None:
    user = cast.people()[viewer]
    assert Agreement.objects.visible_to(user, NOW).count() == AGREEMENTS[viewer]


def test_an_ended_role_was_seen_until_it_ended(cast: Cast) -> None:
    before = NOW - timedelta(days=2)
    assert ids(Operation.objects.visible_to(cast.eve, before)) == {cast.one.pk}


def test_a_role_that_has_not_begun_shows_nothing(cast: Cast) -> None:
    from nomina.desk.people.actions import GrantRole
    from nomina.desk.policy.roles import Role

    start = NOW + timedelta(days=7)
    GrantRole(user=cast.olga, role=Role.EXAMINER, operation=cast.two, since=start).do(
        by(cast.ada), cast.book
    )
    assert not Operation.objects.visible_to(cast.olga, NOW).exists()
    assert ids(Operation.objects.visible_to(cast.olga, start)) == {cast.two.pk}


def test_requests_for_recovery_are_for_those_who_keep_accounts(cast: Cast) -> None:
    from nomina.desk.people.actions import AskRecovery

    AskRecovery(user=cast.alice, why="lost the key").do(by(cast.ada), cast.book)
    seen = {n for n, u in cast.people().items() if Recovery.objects.visible_to(u, NOW).exists()}
    assert seen == {"ada", "grace", "sam"}


def test_nobody_sees_a_code(cast: Cast) -> None:
    from nomina.desk.people.actions import AddUser

    AddUser(login="new", name="New").do(by(cast.ada), cast.book)
    assert SignInCode.objects.exists()
    for user in cast.people().values():
        assert not SignInCode.objects.visible_to(user, NOW).exists()
        assert not CodeUse.objects.visible_to(user, NOW).exists()


@pytest.mark.parametrize(
    "stranger", [AnonymousUser, lambda: None, object], ids=["anonymous", "none", "else"]
)
def test_who_is_not_signed_in_sees_nothing_of_any_table(
    cast: Cast, stranger: Callable[[], object]
) -> None:
    for model in apps.get_app_config("people").get_models():
        rows = model._default_manager.get_queryset()
        assert isinstance(rows, Visible)
        assert not rows.visible_to(stranger(), NOW).exists(), model


def test_every_table_of_the_desk_knows_who_sees_it() -> None:
    """A model of any app of the desk without `visible_to` fails here, before it has a page."""
    blind = [
        model._meta.label
        for app in apps.get_app_configs()
        if app.name.startswith("nomina.desk")
        for model in app.get_models()
        if not isinstance(model._default_manager.get_queryset(), Visible)
    ]
    assert blind == []
