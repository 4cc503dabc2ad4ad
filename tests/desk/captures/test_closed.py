"""Who has an examination in hand sees nothing of captures until it is over (FOR-05)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import get_resolver, reverse

from nomina.desk.captures.actions import (
    Accept,
    OpenPicture,
    Refuse,
    TakeBundle,
    TakeItem,
    bring_in,
)
from nomina.desk.captures.browsed_act import AskAddress, AskAgain
from nomina.desk.captures.closed import closed
from nomina.desk.captures.evidence import evidence_of
from nomina.desk.captures.models import Asking, Capture, Errand, Item, Observation
from nomina.desk.examine.models import Claim, ClaimEnd, Pair
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import Refused
from tests.desk.captures.saved import inlined, page
from tests.desk.captures.test_captures import ASKED, brought, ended, person, team
from tests.desk.captures.test_captures_pages import FORM, at, browser
from tests.desk.files.people import Team, opened
from tests.desk.files.shots import jpeg
from tests.desk.people.cast import NOW, by, role

__all__ = ["ended", "person", "team"]  # fixtures of the other tests of captures

TABLES: tuple[Any, ...] = (Asking, Capture, Errand, Item, Observation)


def taken(team: Team, person: File, examiner: User) -> Claim:
    """Somebody takes a body whose lead is this person."""
    body = opened("pm", team.one[Role.MORTUARY], team.cast.one, team.cast.site_one)
    pair = Pair(body=body, person=person, made_at=NOW)
    pair.save(force_insert=True)
    claim = Claim(pair=pair, by=examiner, turn=1, made_at=NOW)
    claim.save(force_insert=True)
    return claim


def over(claim: Claim) -> None:
    ClaimEnd(claim=claim, how="done", by=claim.by, made_at=NOW).save(force_insert=True)


@pytest.fixture
def capture(team: Team, person: File) -> Capture:
    made = brought(team, person, page(more=inlined(jpeg(1))))
    keeper = team.one[Role.ANTE_MORTEM]
    asking = Asking(
        file=person, purpose="p", assessment={}, address="https://a.example/", by=keeper
    )
    asking.save(force_insert=True)
    Errand.objects.create(kind="address", file=person, by=keeper, asking=asking, state="failed")
    return made


def everything(capture: Capture) -> list[str]:
    """Every address of captures about a file."""
    things: dict[str, Any] = {
        "list": capture.file,
        "add": capture.file,
        "ask": capture.file,
        "asked": Asking.objects.get(),
        "how_far": Asking.objects.get(),
        "ask_again": Asking.objects.get(),
        "text": capture.items.filter(role="text")[0],
        "accept": capture.observations.all()[0],
        "refuse": capture.observations.all()[0],
    }
    view = capture.items.filter(role="view")[0]
    things |= dict.fromkeys(("show", "hide", "image", "original"), view)
    space = get_resolver().namespace_dict["captures"][1]
    names = {name for name in space.reverse_dict if isinstance(name, str)}
    return [reverse(f"captures:{n}", args=[things.get(n, capture).pk]) for n in sorted(names)]


def test_who_has_the_body_in_hand_sees_nothing_of_captures_until_it_is_over(
    team: Team, person: File, capture: Capture
) -> None:
    examiner = team.one[Role.EXAMINER]
    client = browser(team, Role.EXAMINER)
    assert client.get(at("list", person)).status_code == 200
    for table in TABLES:
        assert table.objects.visible_to(examiner).exists()
    claim = taken(team, person, examiner)
    for table in TABLES:
        assert not table.objects.visible_to(examiner).exists()
        assert not table.objects.visible_to(examiner, NOW - timedelta(days=1)).exists()
        assert table.objects.visible_to(team.one[Role.BOARD]).exists()
    assert evidence_of(person, examiner) == ()
    every = everything(capture)
    answers = [client.get(one) for one in every] + [client.post(one, FORM) for one in every]
    answers.append(client.get(reverse("files:file", args=[person.pk])))
    told = [ASKED.purpose, capture.pk.hex, str(capture.pk), capture.bundle, "news.example"]
    for answer in answers:
        if not answer.wsgi_request.path.endswith(f"files/{person.pk}/"):
            assert answer.status_code in {404, 405, 409}, answer.wsgi_request.path
        shown = answer.content.decode().replace(answer.wsgi_request.path, "")
        assert not [word for word in told if word in shown]
    empty = opened("am", team.one[Role.ANTE_MORTEM], team.cast.one)
    for one in (person, empty):  # a file with captures and one without look alike
        assert "<tr" not in client.get(at("list", one)).content.decode()
    assert Capture.objects.count() == 1
    over(claim)
    assert client.get(at("list", person)).status_code == 200
    assert client.get(at("capture", capture)).status_code == 200
    assert len(evidence_of(person, examiner)) == 1


def test_no_act_goes_round_it(
    team: Team, person: File, capture: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOMINA_DESK_CAPTURE", "1")
    keeper = team.one[Role.ANTE_MORTEM]  # one account may hold both roles
    role(keeper, Role.EXAMINER, team.cast.one, team.cast.ada)
    view = capture.items.filter(role="view")[0]
    observation = capture.observations.all()[0]
    acts: list[Any] = [
        OpenPicture(item=view),
        TakeItem(item=view),
        TakeBundle(capture=capture),
        Accept(observation=observation),
        Refuse(observation=observation),
        AskAddress(file=person, asked=ASKED),
        AskAgain(asking=Asking.objects.get()),
    ]
    claim = taken(team, person, keeper)
    for act in acts:
        with pytest.raises(Refused, match="examination in hand"):
            act.do(by(keeper))
    with pytest.raises(Refused, match="examination in hand"):
        bring_in(by(keeper), person, page(), "x", ASKED)
    over(claim)
    for act in (acts[0], acts[1], acts[2], acts[3], acts[5], acts[6]):
        act.do(by(keeper))


def test_it_holds_where_the_person_may_be_too_and_nowhere_else(team: Team, person: File) -> None:
    """An agreement lets the leads of a body reach into operation Two."""
    examiner, two = team.one[Role.EXAMINER], team.cast.two
    role(examiner, Role.EXAMINER, two, team.cast.ada)
    theirs = opened("am", team.tia, two)
    bring_in(by(team.tia), theirs, page(), "x", ASKED)
    assert Capture.objects.visible_to(examiner).exists()
    claim = taken(team, person, examiner)
    assert not Capture.objects.visible_to(examiner).exists()
    assert closed(examiner, two.pk)
    assert not closed(team.tia, two.pk)
    over(claim)
    assert Capture.objects.visible_to(examiner).exists()
