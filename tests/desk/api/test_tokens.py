"""Personal tokens: made by who is there, narrower than their owner, ended by a row."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from nomina.desk.acts import SignInAgain
from nomina.desk.api import tokens
from nomina.desk.api.actions import EndToken, MakeToken
from nomina.desk.api.actions.tokens import Drawn
from nomina.desk.api.models import Token
from nomina.desk.people.actions import ApproveRecovery, AskRecovery, DeactivateUser, UseCode
from nomina.desk.people.models import Operation, User
from nomina.desk.policy.roles import Role
from nomina.errors import Refused
from tests.desk.api.asking import Program
from tests.desk.files.people import Team, opened_all
from tests.desk.people.cast import BOOK, NOW, Cast, by, role, sign_in

DAY = timedelta(days=1)


def made(
    user: User, operation: Operation, *roles: Role, days: int = 30, fresh: bool = True
) -> Drawn:
    """A new token."""
    action = MakeToken(
        user=user, operation=operation, roles=roles, name="import", until=NOW + days * DAY
    )
    return action.do(by(user, fresh=fresh), BOOK)


def test_a_token_is_256_random_bits_and_only_its_digest_is_kept(team: Team) -> None:
    drawn = [made(team.cast.bob, team.cast.one, Role.EXAMINER) for _ in range(3)]
    assert len({one.token for one in drawn}) == 3
    for one in drawn:
        assert re.fullmatch(r"nomina_[A-Za-z0-9_-]{43}", one.token)
        row = Token.objects.get(pk=one.row.pk)
        assert one.token not in str(vars(row))
        assert one.token[7:] not in str(vars(row))


def test_a_token_asks_for_a_fresh_sign_in_and_roles_that_are_held(team: Team) -> None:
    bob, one, two = team.cast.bob, team.cast.one, team.cast.two
    with pytest.raises(SignInAgain):
        made(bob, one, Role.EXAMINER, fresh=False)
    for operation, wanted in ((one, ()), (one, (Role.BOARD,)), (two, (Role.EXAMINER,))):
        with pytest.raises(Refused):
            made(bob, operation, *wanted)
    for days in (0, 400):
        with pytest.raises(Refused):
            made(bob, one, Role.EXAMINER, days=days)
    assert not Token.objects.exists()


def test_a_role_for_the_whole_desk_never_goes_into_a_token(team: Team) -> None:
    with pytest.raises(Refused):
        made(team.cast.ada, team.cast.one, Role.ADMINISTRATOR)


def test_a_token_sees_and_does_no_more_than_it_has(team: Team, program: Program) -> None:
    bob, one, two = team.cast.bob, team.cast.one, team.cast.two
    role(bob, Role.ANTE_MORTEM, one, team.cast.ada)
    role(bob, Role.EXAMINER, two, team.cast.ada)
    here, there = opened_all(team), opened_all(team, foreign=True)
    token = made(bob, one, Role.EXAMINER).token
    assert program.get("me", token).json()["token"] is True
    seen = program.get("operations", token).json()["operations"]
    assert [(row["id"], row["roles"]) for row in seen] == [(str(one.pk), ["examiner"])]
    assert program.get(f"files/{here['am'].pk}", token).status_code == 200
    assert program.get(f"files/{there['am'].pk}", token).status_code == 404
    assert program.get(f"files/{here['family'].pk}", token).status_code == 404
    say = {"said": {"note": {"state": "not_asked"}}}
    assert program.post(f"files/{here['am'].pk}/say", say, token).status_code == 403
    program.sign_in(bob)
    assert program.get(f"files/{there['am'].pk}").status_code == 200
    done = program.post(f"files/{here['am'].pk}/say", say)
    assert done.status_code == 200, done.content


def test_nothing_that_cannot_be_taken_back_is_done_with_a_token(
    team: Team, program: Program
) -> None:
    liaison = team.one[Role.LIAISON]
    files = opened_all(team)
    given = {"purpose": "dna", "given_by": "Марія", "how": "form 7"}
    token = made(liaison, team.cast.one, Role.LIAISON).token
    consent = program.post(f"files/{files['am'].pk}/consents", given, token).json()["id"]
    answer = program.post(f"consents/{consent}/end", {"why": "asked"}, token)
    assert answer.status_code == 403
    assert "sign in again" in answer.json()["what"]
    program.sign_in(liaison)
    both = program.post(f"consents/{consent}/end", {"why": "asked"}, token)
    assert both.status_code == 403, "a session beside a token proves nothing"
    assert program.post(f"consents/{consent}/end", {"why": "asked"}).status_code == 200


def test_what_opens_nothing(team: Team, program: Program) -> None:
    bob, one = team.cast.bob, team.cast.one
    good = made(bob, one, Role.EXAMINER)
    program.sign_in(bob)
    for wrong in ("nomina_", "x", good.token[:-1], good.token + "x", "nomina_" + "A" * 43, "\x00"):
        answer = program.get("me", wrong)
        assert answer.status_code == 401, "a session does not stand in for a wrong token"
    basic = program.client.get("/api/v1/me", HTTP_AUTHORIZATION=f"Basic {good.token}")
    assert basic.status_code == 401
    assert program.get("me", good.token).status_code == 200
    EndToken(token=good.row).do(by(bob), BOOK)
    assert program.get("me", good.token).status_code == 401


def test_a_token_ends_by_its_day_with_its_role_and_with_its_account(team: Team) -> None:
    cast, one = team.cast, team.cast.one
    short = made(cast.bob, one, Role.EXAMINER, days=1)
    assert tokens.holder(short.token, NOW + DAY / 2) == cast.bob
    assert tokens.holder(short.token, NOW + DAY) is None
    DeactivateUser(user=cast.bob, why="left").do(by(cast.ada), BOOK)
    assert tokens.holder(short.token, NOW + DAY / 2) is None


def test_a_token_without_its_role_sees_nothing(team: Team, program: Program) -> None:
    from nomina.desk.people.actions import EndMembership

    token = made(team.cast.bob, team.cast.one, Role.EXAMINER).token
    EndMembership(membership=team.cast.roles["bob"], why="left").do(by(team.cast.ada), BOOK)
    assert program.get("operations", token).json() == {"operations": []}


def test_a_recovered_account_has_no_token_of_before(cast: Cast) -> None:
    bob, one = cast.bob, cast.one
    before = made(bob, one, Role.EXAMINER).token
    first = AskRecovery(user=bob, why="lost").do(by(cast.ada), BOOK)
    second = ApproveRecovery(recovery=first.recovery).do(by(cast.grace), BOOK)
    UseCode(login=bob.login, code=first.code + second.code).do(by(None), BOOK)
    assert tokens.holder(before, NOW) is None


def test_the_pages_show_a_token_once_and_end_it(team: Team, client: Client) -> None:
    bob, one = team.cast.bob, team.cast.one
    sign_in(client, bob)
    given = {"name": "=import", "roles": f"{one.pk} examiner", "until": (NOW + DAY).date()}
    page = client.post("/settings/tokens/make/", given)
    found = re.search(r'id="token">(nomina_[A-Za-z0-9_-]{43})<', page.content.decode())
    assert found is not None
    assert tokens.holder(found[1]) == bob
    listed = client.get("/settings/tokens/").content.decode()
    assert found[1] not in listed
    row = Token.objects.get(user=bob)
    assert f"/settings/tokens/{row.pk}/end/" in listed
    client.post(f"/settings/tokens/{row.pk}/end/")
    assert tokens.holder(found[1]) is None
    assert f"/settings/tokens/{row.pk}/end/" not in client.get("/settings/tokens/").content.decode()
    assert [kind for kind in BOOK.kinds() if kind.startswith("token.")] == [
        "token.make",
        "token.end",
    ]
