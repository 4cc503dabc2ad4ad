"""What each act of the app allows and refuses, by the cast, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from nomina.desk.acts import NotPermitted, Refused, SignInAgain
from nomina.desk.people.actions import (
    AddUser,
    ApproveRecovery,
    AskRecovery,
    ChooseSettings,
    DeactivateUser,
    EndAgreement,
    EndMembership,
    GrantRole,
    MakeAgreement,
    MakeFirstAdministrator,
    MakeOperation,
    MakeSite,
    RenewCode,
    UseCode,
)
from nomina.desk.people.models import Agreement, Founding, Membership, Operation, Recovery, User
from nomina.desk.people.policies import Policies, policies
from nomina.desk.people.standing import standing_of
from nomina.desk.policy.predicates import ADMINISTRATOR, WORKS_ON_CASES
from nomina.desk.policy.roles import CASE_ROLES, DESK_ROLES, Role
from nomina.errors import InputError, StoreError
from tests.desk.people.cast import NOW, Book, Cast, by

LATER = NOW + timedelta(days=1)


# The first administrator


def test_the_first_administrator_is_made_once(db: str) -> None:
    book = Book()
    made = MakeFirstAdministrator(login="Root", name="The First").do(by(None), book)
    assert made.user.login == "root"
    assert ADMINISTRATOR(standing_of(made.user, NOW))
    assert not made.user.has_usable_password()
    assert book.kinds() == ["desk.found"]
    with pytest.raises(Refused, match="has had its first administrator"):
        MakeFirstAdministrator(login="second", name="The Second").do(by(None), book)
    assert User.objects.count() == 1


def test_whoever_is_signed_in_founds_nothing(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        MakeFirstAdministrator(login="root", name="The First").do(by(cast.ada), cast.book)
    assert Founding.objects.get().user == cast.ada


# Accounts


def test_an_account_begins_without_a_role_or_a_password(cast: Cast) -> None:
    made = AddUser(login="New.One", name="  New   One ", language="uk").do(by(cast.ada), cast.book)
    assert (made.user.login, made.user.name, made.user.language) == ("new.one", "New One", "uk")
    assert standing_of(made.user, NOW).held == frozenset()
    assert not made.user.has_usable_password()
    assert cast.book.kinds() == ["user.add"]


@pytest.mark.parametrize("login", ["", "ab", "1abc", "a b c", "ädmin", "admin\x00", "x" * 41])
def test_a_sign_in_name_that_could_be_mistaken_is_refused(cast: Cast, login: str) -> None:
    with pytest.raises(InputError):
        AddUser(login=login, name="New").do(by(cast.ada), cast.book)
    assert User.objects.count() == 9


def test_a_sign_in_name_is_taken_in_any_case(cast: Cast) -> None:
    with pytest.raises(Refused, match="taken"):
        AddUser(login="ALICE", name="New").do(by(cast.ada), cast.book)


@pytest.mark.parametrize("who", ["sam", "alice", "charlie", "olga", "eve"])
def test_only_administrators_make_accounts(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        AddUser(login="new", name="New").do(by(cast.people()[who]), cast.book)


def test_a_closed_account_holds_nothing_and_stays(cast: Cast) -> None:
    DeactivateUser(user=cast.alice, why="left the service").do(by(cast.ada), cast.book)
    kept = User.objects.get(pk=cast.alice.pk)
    assert (kept.is_active, kept.closed_at, kept.name) == (False, NOW, "Alice Name")
    assert standing_of(kept, NOW).user is None
    with pytest.raises(Refused, match="closed already"):
        DeactivateUser(user=cast.alice, why="again").do(by(cast.ada), cast.book)


def test_nobody_closes_their_own_account(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        DeactivateUser(user=cast.ada, why="x").do(by(cast.ada), cast.book)


def test_closing_asks_for_a_recent_sign_in_and_a_reason(cast: Cast) -> None:
    with pytest.raises(SignInAgain):
        DeactivateUser(user=cast.alice, why="x").do(by(cast.ada, fresh=False), cast.book)
    with pytest.raises(InputError):
        DeactivateUser(user=cast.alice, why="  ").do(by(cast.ada), cast.book)
    assert User.objects.get(pk=cast.alice.pk).is_active


def test_own_settings_and_nobody_elses(cast: Cast) -> None:
    ChooseSettings(user=cast.alice, language="uk", theme="dark").do(by(cast.alice), cast.book)
    kept = User.objects.get(pk=cast.alice.pk)
    assert (kept.language, kept.theme) == ("uk", "dark")
    for who in (cast.bob, cast.ada):
        with pytest.raises(NotPermitted):
            ChooseSettings(user=cast.alice, language="ru", theme="light").do(by(who), cast.book)
    with pytest.raises(Refused):
        ChooseSettings(user=cast.alice, language="xx", theme="dark").do(by(cast.alice), cast.book)


# Roles


def test_a_role_is_granted_for_a_time(cast: Cast) -> None:
    GrantRole(
        user=cast.olga, role=Role.EXAMINER, operation=cast.one, since=LATER,
        until=LATER + timedelta(days=1),
    ).do(by(cast.ada), cast.book)  # fmt: skip
    there = cast.one.thing()
    held = [
        WORKS_ON_CASES(standing_of(cast.olga, at), there)
        for at in (NOW, LATER, LATER + timedelta(hours=23), LATER + timedelta(days=1))
    ]
    assert held == [False, True, True, False]


def test_an_administrator_sees_no_case_and_cannot_arrange_to(cast: Cast) -> None:
    for role in CASE_ROLES:
        for operation in (cast.one, cast.two):
            with pytest.raises(NotPermitted):
                GrantRole(user=cast.ada, role=role, operation=operation).do(by(cast.ada), cast.book)
            with pytest.raises(Refused, match="excludes"):
                GrantRole(user=cast.ada, role=role, operation=operation).do(
                    by(cast.grace), cast.book
                )
    assert not WORKS_ON_CASES(standing_of(cast.ada, NOW), cast.one.thing())


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_who_works_on_cases_cannot_also_keep_accounts(cast: Cast, role: Role) -> None:
    with pytest.raises(Refused, match="excludes"):
        GrantRole(user=cast.alice, role=role).do(by(cast.ada), cast.book)


def test_a_role_that_is_to_begin_counts_too(cast: Cast) -> None:
    GrantRole(user=cast.olga, role=Role.BOARD, operation=cast.one, since=LATER).do(
        by(cast.ada), cast.book
    )
    with pytest.raises(Refused, match="excludes"):
        GrantRole(user=cast.olga, role=Role.ADMINISTRATOR).do(by(cast.ada), cast.book)


def test_an_auditor_does_not_work_where_he_audits(cast: Cast) -> None:
    with pytest.raises(Refused, match="excludes"):
        GrantRole(user=cast.bob, role=Role.AUDITOR, operation=cast.one).do(by(cast.ada), cast.book)
    GrantRole(user=cast.bob, role=Role.AUDITOR, operation=cast.two).do(by(cast.ada), cast.book)
    with pytest.raises(Refused, match="excludes"):
        GrantRole(user=cast.bob, role=Role.BOARD, operation=cast.two).do(by(cast.ada), cast.book)


@pytest.mark.parametrize("who", ["sam", "alice", "charlie", "olga"])
def test_only_administrators_grant(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        GrantRole(user=cast.olga, role=Role.EXAMINER, operation=cast.one).do(
            by(cast.people()[who]), cast.book
        )
    assert standing_of(cast.olga, NOW).held == frozenset()


def test_what_a_grant_refuses(cast: Cast) -> None:
    wrong = [
        GrantRole(user=cast.olga, role=Role.EXAMINER),
        GrantRole(user=cast.olga, role=Role.SECURITY, operation=cast.one),
        GrantRole(user=cast.alice, role=Role.MORTUARY, operation=cast.one),
        GrantRole(user=cast.carl, role=Role.EXAMINER, operation=cast.one),
        GrantRole(user=cast.olga, role=Role.EXAMINER, operation=cast.one, until=NOW),
        GrantRole(
            user=cast.olga, role=Role.EXAMINER, operation=cast.one,
            since=NOW - timedelta(seconds=1),
        ),
    ]  # fmt: skip
    for grant in wrong:
        with pytest.raises(Refused):
            grant.do(by(cast.ada), cast.book)
    assert cast.book.entries == []


def test_an_ended_role_is_over_and_still_written(cast: Cast) -> None:
    EndMembership(membership=cast.roles["alice"], why="moved on").do(by(cast.ada), cast.book)
    assert standing_of(cast.alice, NOW).held == frozenset()
    kept = Membership.objects.get(pk=cast.roles["alice"].pk)
    assert (kept.until, kept.end.why) == (None, "moved on")
    with pytest.raises(Refused, match="over already"):
        EndMembership(membership=cast.roles["alice"], why="again").do(by(cast.ada), cast.book)


def test_the_last_administrator_stays(cast: Cast) -> None:
    EndMembership(membership=cast.roles["grace"], why="x").do(by(cast.ada), cast.book)
    with pytest.raises(Refused, match="last administrator"):
        EndMembership(membership=cast.roles["ada"], why="x").do(by(cast.ada), cast.book)


def test_one_who_administers_for_a_time_does_not_count_as_staying(cast: Cast) -> None:
    EndMembership(membership=cast.roles["grace"], why="x").do(by(cast.ada), cast.book)
    GrantRole(user=cast.olga, role=Role.ADMINISTRATOR, until=LATER).do(by(cast.ada), cast.book)
    with pytest.raises(Refused, match="last administrator"):
        EndMembership(membership=cast.roles["ada"], why="x").do(by(cast.ada), cast.book)
    with pytest.raises(Refused, match="last administrator"):
        DeactivateUser(user=cast.ada, why="x").do(by(cast.olga), cast.book)


# Operations, sites, agreements


def test_an_operation_keeps_what_was_agreed(cast: Cast) -> None:
    agreed = Policies(legal_basis="GC I 16", face_comparison=True, review_months=6)
    made = MakeOperation(
        name="Three", operation_kind="disaster", languages=("tr", "ar"),
        numbering={"pm": "B-{year}-{n:4}"}, policies=agreed,
    ).do(by(cast.ada), cast.book)  # fmt: skip
    kept = Operation.objects.get(pk=made.pk)
    assert policies(kept.policies) == agreed
    assert kept.numbering == {
        "am": "AM-{n:5}", "pm": "B-{year}-{n:4}", "pui": "PUI-{n:4}", "family": "F-{n:5}"
    }  # fmt: skip


def test_policies_that_are_not_understood_are_not_guessed() -> None:
    with pytest.raises(StoreError):
        policies({"face_comparison": "maybe"})
    assert policies({}).face_comparison is False


@pytest.mark.parametrize(
    ("nature", "languages", "numbering"),
    [
        ("party", ("uk",), {}),
        ("disaster", (), {}),
        ("disaster", ("Ukrainian",), {}),
        ("disaster", ("uk",), {"pm": "no number"}),
        ("disaster", ("uk",), {"dog": "D-{n}"}),
    ],
)
def test_an_operation_that_could_not_work_is_refused(
    cast: Cast, nature: str, languages: tuple[str, ...], numbering: dict[str, str]
) -> None:
    with pytest.raises(InputError):
        MakeOperation(
            name="Three", operation_kind=nature, languages=languages, numbering=numbering
        ).do(by(cast.ada), cast.book)
    assert Operation.objects.count() == 2


def test_a_short_name_stands_once_in_an_operation(cast: Cast) -> None:
    with pytest.raises(Refused, match="short name"):
        MakeSite(operation=cast.one, name="Other", code="N1").do(by(cast.ada), cast.book)
    MakeSite(operation=cast.two, name="Other", code="N1").do(by(cast.ada), cast.book)
    for code in ("", "n1", "N 1", "N" * 13, "../x"):
        with pytest.raises(Refused):
            MakeSite(operation=cast.one, name="Other", code=code).do(by(cast.ada), cast.book)


def test_an_agreement_holds_in_its_time_and_both_ways(cast: Cast) -> None:
    between = Agreement.objects.between
    one, two = cast.one.pk, cast.two.pk
    assert between(one, two).current(NOW).exists()
    assert between(two, one).current(NOW).exists()
    EndAgreement(agreement=cast.agreement, why="withdrawn").do(by(cast.ada), cast.book)
    assert not between(one, two).current(NOW).exists()
    with pytest.raises(Refused):
        EndAgreement(agreement=cast.agreement, why="again").do(by(cast.ada), cast.book)


def test_what_an_agreement_refuses(cast: Cast) -> None:
    both = (cast.one, cast.two)
    for operations, until, purpose, signed_by in [
        ((cast.one, cast.one), None, "p", "s"),
        (both, NOW, "p", "s"),
        (both, None, "", "s"),
        (both, None, "p", " "),
    ]:
        with pytest.raises(InputError):
            MakeAgreement(
                operations=operations, since=NOW, until=until, purpose=purpose,
                signed_by=signed_by,
            ).do(by(cast.ada), cast.book)  # fmt: skip
    with pytest.raises(NotPermitted):
        MakeAgreement(operations=both, since=NOW, purpose="p", signed_by="s").do(
            by(cast.charlie), cast.book
        )


# One-time codes


def test_a_first_code_signs_in_once(cast: Cast) -> None:
    made = AddUser(login="new", name="New").do(by(cast.ada), cast.book)
    typed = made.code.lower().replace("-", " ")
    assert UseCode(login="new", code=typed).do(by(None), cast.book).code.user == made.user
    with pytest.raises(Refused):
        UseCode(login="new", code=typed).do(by(None), cast.book)
    assert cast.book.kinds() == ["user.add", "user.use-code", "act.refused"]


def test_a_code_is_of_one_account_and_of_one_time(cast: Cast) -> None:
    made = AddUser(login="new", name="New").do(by(cast.ada), cast.book)
    AddUser(login="other", name="Other").do(by(cast.ada), cast.book)
    said = set()
    for login, code, at in [
        ("other", made.code, NOW),
        ("nobody", made.code, NOW),
        ("new", made.code[:-1], NOW),
        ("new", "", NOW),
        ("new", made.code, NOW + timedelta(hours=72)),
        ("alice", "0000-0000-0000-0000", NOW),
        ("new\x00", made.code, NOW),
    ]:
        with pytest.raises(Refused) as refused:
            UseCode(login=login, code=code).do(by(None, at), cast.book)
        said.add(str(refused.value))
    assert len(said) == 1, "the answers differ, so they tell which part was right"
    UseCode(login="new", code=made.code).do(by(None, NOW + timedelta(hours=71)), cast.book)


def test_a_newer_code_ends_the_older(cast: Cast) -> None:
    made = AddUser(login="new", name="New").do(by(cast.ada), cast.book)
    newer = RenewCode(user=made.user).do(by(cast.grace, NOW + timedelta(hours=1)), cast.book)
    with pytest.raises(Refused):
        UseCode(login="new", code=made.code).do(by(None, LATER), cast.book)
    UseCode(login="new", code=newer).do(by(None, LATER), cast.book)
    with pytest.raises(Refused, match="Two administrators"):
        RenewCode(user=made.user).do(by(cast.ada, LATER), cast.book)


def test_a_closed_account_is_not_opened_by_its_code(cast: Cast) -> None:
    made = AddUser(login="new", name="New").do(by(cast.ada), cast.book)
    DeactivateUser(user=made.user, why="a mistake").do(by(cast.ada), cast.book)
    with pytest.raises(Refused):
        UseCode(login="new", code=made.code).do(by(None), cast.book)


# Recovery by two


def test_recovery_takes_two_administrators_and_both_halves(cast: Cast) -> None:
    """SEC-01. Neither half signs in, alone or twice."""
    from allauth.mfa.models import Authenticator

    cast.alice.set_password("correct horse battery")
    cast.alice.save(update_fields=["password"])
    Authenticator.objects.create(user=cast.alice, type=Authenticator.Type.TOTP, data={})
    session = cast.alice.get_session_auth_hash()
    first = AskRecovery(user=cast.alice, why="phone lost").do(by(cast.ada), cast.book)
    second = ApproveRecovery(recovery=first.recovery).do(by(cast.grace), cast.book)
    for typed in (
        first.code, second.code, first.code * 2, second.code * 2, second.code + first.code, ""
    ):  # fmt: skip
        with pytest.raises(Refused):
            UseCode(login="alice", code=typed).do(by(None), cast.book)
    assert Authenticator.objects.filter(user=cast.alice).exists()
    UseCode(login="alice", code=f"{first.code} {second.code}").do(by(None), cast.book)
    kept = User.objects.get(pk=cast.alice.pk)
    assert not Authenticator.objects.filter(user=cast.alice).exists()
    assert not kept.has_usable_password()
    assert kept.get_session_auth_hash() != session
    assert standing_of(kept, NOW).held


def test_who_may_not_approve(cast: Cast) -> None:
    asked = AskRecovery(user=cast.grace, why="phone lost").do(by(cast.ada), cast.book)
    for who in (cast.ada, cast.grace, cast.sam, cast.alice):
        with pytest.raises(NotPermitted):
            ApproveRecovery(recovery=asked.recovery).do(by(who), cast.book)
    with pytest.raises(ObjectDoesNotExist):
        _ = Recovery.objects.get().code


def test_a_request_lapses_and_is_answered_once(cast: Cast) -> None:
    asked = AskRecovery(user=cast.alice, why="phone lost").do(by(cast.ada), cast.book)
    with pytest.raises(Refused, match="already"):
        AskRecovery(user=cast.alice, why="phone lost").do(by(cast.grace), cast.book)
    with pytest.raises(Refused, match="over"):
        ApproveRecovery(recovery=asked.recovery).do(by(cast.grace, LATER), cast.book)
    ApproveRecovery(recovery=asked.recovery).do(by(cast.grace), cast.book)
    with pytest.raises(Refused, match="over"):
        ApproveRecovery(recovery=asked.recovery).do(by(cast.grace), cast.book)


def test_nobody_asks_for_themselves(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        AskRecovery(user=cast.ada, why="phone lost").do(by(cast.ada), cast.book)
