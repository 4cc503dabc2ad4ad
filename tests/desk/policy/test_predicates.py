"""The rules, over every combination of who asks and what about."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLResolver, get_resolver

from nomina.desk.policy import predicates as p
from nomina.desk.policy.roles import (
    CASE_ROLES,
    DESK_ROLES,
    KEEPS_FILE,
    OPERATION_ROLES,
    SEES_FILE,
    SEES_PHOTO,
    Role,
    clash,
    duty,
    name,
)
from nomina.desk.policy.standing import NOBODY, Held, Standing, Thing
from nomina.words import LANGUAGES, use

ME, YOU, HERE, THERE = uuid4(), uuid4(), uuid4(), uuid4()


def holding(role: Role, operation: object = HERE) -> Standing:
    place = None if role in DESK_ROLES else operation
    return Standing(ME, frozenset({Held(role, place)}))  # type: ignore[arg-type]


RULES = {key: rule for key, rule in vars(p).items() if isinstance(rule, p.Predicate)}
THINGS = [
    Thing(),
    Thing(operations=frozenset({HERE})),
    Thing(operations=frozenset({THERE})),
    Thing(person=ME),
    Thing(person=YOU, maker=ME),
]


# The desk itself works as nobody; that no route has its rule is what keeps strangers from it.
OF_DESK = {
    "LOOK_AT_PHOTO",
    "WATCH_CUSTODY",
    "TAKE_REPLY",
    "ERASE_THREAT",
    "CARRY_MESSAGES",
    "SPEAK_IN_ENQUIRY",
}
OF_NOBODY = {"ANYONE", "SIGNED_OUT"} | OF_DESK


def test_no_route_has_the_rule_of_the_desk_itself() -> None:
    views = [view for view in views_of(get_resolver()) if hasattr(view, "permission")]
    assert len(views) > 20
    rules = [RULES[name] for name in sorted(OF_DESK)]
    assert not [view for view in views if any(view.permission is rule for rule in rules)]


def views_of(resolver: URLResolver) -> Iterator[Any]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views_of(entry)
        else:
            yield entry.callback


@pytest.mark.parametrize("rule", sorted(set(RULES) - OF_NOBODY))
def test_a_stranger_may_nothing(rule: str) -> None:
    assert not any(RULES[rule](NOBODY, thing) for thing in THINGS)


FRAME = {"MAKE", "ADD", "GRANT", "END", "DEACTIVATE", "ASK", "APPROVE", "RENEW"}
OF_FILES = {"ADD_PHOTO", "ASK_RETURN", "END_CONSENT", "ASK_PAGE", "END_INCOMING"}


@pytest.mark.parametrize(
    "rule", sorted(r for r in RULES if r.split("_")[0] in FRAME and r not in OF_FILES)
)
def test_only_an_administrator_changes_accounts_and_frames(rule: str) -> None:
    other = Thing(operations=frozenset({HERE}), person=YOU, maker=YOU)
    assert {role for role in Role if RULES[rule](holding(role), other)} == {Role.ADMINISTRATOR}


def test_cases_are_for_case_roles_and_only_there() -> None:
    here, there = Thing(operations=frozenset({HERE})), Thing(operations=frozenset({THERE}))
    assert {role for role in Role if p.WORKS_ON_CASES(holding(role), here)} == CASE_ROLES
    assert not any(p.WORKS_ON_CASES(holding(role), there) for role in Role)
    assert not any(p.WORKS_ON_CASES(holding(role), Thing()) for role in Role)


@pytest.mark.parametrize("kind", KEEPS_FILE)
def test_a_kind_of_file_is_kept_and_seen_by_its_own_roles_there(kind: str) -> None:
    here, there = (Thing(operations=frozenset({at}), file=kind) for at in (HERE, THERE))
    for rule, roles in (
        (p.OPEN_FILE, KEEPS_FILE[kind]),
        (p.SEE_FILE, SEES_FILE[kind]),
        (p.SEE_PHOTO, SEES_PHOTO[kind]),
        (p.ADD_PHOTO, KEEPS_FILE[kind] & SEES_PHOTO[kind]),
    ):
        assert {role for role in Role if rule(holding(role), here)} == roles
        assert not any(rule(holding(role), there) for role in Role)
        assert not any(rule(holding(role), Thing(operations=frozenset({HERE}))) for role in Role)
    assert KEEPS_FILE[kind] | SEES_PHOTO[kind] <= SEES_FILE[kind] <= CASE_ROLES


def test_whoever_keeps_accounts_or_watches_sees_no_file() -> None:
    for kind in SEES_FILE:
        thing = Thing(operations=frozenset({HERE}), file=kind)
        for role in (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR):
            assert not p.SEE_FILE(holding(role), thing)
            assert not p.SEE_PHOTO(holding(role), thing)


def test_membership_is_in_one_operation() -> None:
    here, there = Thing(operations=frozenset({HERE})), Thing(operations=frozenset({THERE}))
    assert {role for role in Role if p.MEMBER(holding(role), here)} == OPERATION_ROLES
    assert not any(p.MEMBER(holding(role), there) for role in Role)


def test_a_desk_role_held_in_an_operation_is_worth_nothing() -> None:
    """It cannot be written, but were it, it must not open the desk."""
    forged = Standing(ME, frozenset({Held(Role.ADMINISTRATOR, HERE)}))
    assert not p.ADMINISTRATOR(forged)
    assert not p.GRANT_ROLE(forged, Thing(person=YOU))
    loose = Standing(ME, frozenset({Held(Role.EXAMINER, None)}))
    assert not p.WORKS_ON_CASES(loose, Thing(operations=frozenset({HERE})))


@pytest.mark.parametrize("rule", ["GRANT_ROLE", "DEACTIVATE_USER", "ASK_RECOVERY", "RENEW_CODE"])
def test_nobody_does_it_to_themselves(rule: str) -> None:
    admin = holding(Role.ADMINISTRATOR)
    assert RULES[rule](admin, Thing(person=YOU))
    assert not RULES[rule](admin, Thing(person=ME))


def test_the_second_is_another_than_the_first() -> None:
    admin = holding(Role.ADMINISTRATOR)
    assert p.APPROVE_RECOVERY(admin, Thing(person=YOU, maker=uuid4()))
    assert not p.APPROVE_RECOVERY(admin, Thing(person=YOU, maker=ME))
    assert not p.APPROVE_RECOVERY(admin, Thing(person=ME, maker=YOU))


def test_rules_join_as_logic_says() -> None:
    yes, no = p.Predicate("yes", lambda w, t: True), p.Predicate("no", lambda w, t: False)
    for a, b in itertools.product((yes, no), repeat=2):
        assert (a | b)(NOBODY) is (a(NOBODY) or b(NOBODY))
        assert (a & b)(NOBODY) is (a(NOBODY) and b(NOBODY))
        assert (~a)(NOBODY) is not a(NOBODY)
    assert str(yes & ~no) == "(yes and not no)"


def test_roles_that_exclude_each_other_do_so_in_either_order() -> None:
    for one, other in itertools.combinations(Role, 2):
        here = [frozenset({r}) if r in OPERATION_ROLES else frozenset[Role]() for r in (one, other)]
        forth = clash(one, frozenset({other}), here[1])
        back = clash(other, frozenset({one}), here[0])
        assert forth == back, (one, other)
        apart = {one, other} & DESK_ROLES or Role.AUDITOR in {one, other}
        assert forth == bool(apart), (one, other)


def test_elsewhere_an_auditor_may_work() -> None:
    assert not clash(Role.AUDITOR, frozenset({Role.EXAMINER}), frozenset())
    assert not clash(Role.EXAMINER, frozenset({Role.AUDITOR}), frozenset())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_has_a_name_and_a_duty(language: str) -> None:
    use(language)
    assert len({name(role) for role in Role}) == len(Role)
    assert len({duty(role) for role in Role}) == len(Role)
