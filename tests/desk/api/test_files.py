"""Files through the interface: found, opened, written in without losing anything, remembered."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from nomina.desk.acts import Refused
from nomina.desk.files.actions import GiveConsent
from nomina.desk.files.models import File
from nomina.desk.policy.roles import Role
from tests.desk.api.asking import UNKNOWN, Program, known
from tests.desk.files.people import Team, opened, opened_all
from tests.desk.people.cast import BOOK, by

PM = {"sex": known("male"), "found": UNKNOWN, "died": UNKNOWN, "place": known("K-4"),
      "completeness": known("whole")}  # fmt: skip


def test_a_body_is_opened_and_found(team: Team, program: Program) -> None:
    one, site = team.cast.one, team.cast.site_one
    program.sign_in(team.cast.alice)
    given = {"kind": "pm", "site": str(site.pk), "said": PM}
    made = program.post(f"operations/{one.pk}/files", given)
    assert made.status_code == 200
    file = program.get(f"files/{made.json()['id']}").json()
    assert file["fields"]["place"]["said"][0]["value"] == "K-4"
    assert file["fields"]["place"]["said"][0]["by"]["name"] == team.cast.alice.name
    assert file["fields"]["found"]["said"][0]["state"] == "unknown"
    assert file["lacks"] == []
    listed = program.get(f"operations/{one.pk}/files", kind="pm").json()
    assert [card["number"] for card in listed["files"]] == [file["number"]]
    assert "file.open" in BOOK.kinds()


def test_a_search_is_written_down_and_a_list_is_none(team: Team, program: Program) -> None:
    """Words are sent, and stand in no address, which servers and proxies write down."""
    am = opened_all(team)["am"]
    program.sign_in(team.keeper("am"))
    path = f"operations/{team.cast.one.pk}/files"
    BOOK.entries.clear()
    found = program.post(f"{path}/search", {"kind": "am", "words": "зразок"}).json()
    assert [card["id"] for card in found["files"]] == [str(am.pk)]
    assert BOOK.kinds() == ["file.search"]
    assert BOOK.entries[0].who == team.keeper("am").pk
    none = program.post(f"{path}/search", {"kind": "am", "words": "nobody"}).json()
    assert (none["files"], len(BOOK.entries)) == ([], 2)
    assert program.get(path, kind="am").status_code == 200
    assert program.get(path, kind="am", words="зразок").status_code == 422
    for sent, status in (
        ({"kind": "am"}, 422), ({"kind": "am", "words": " - "}, 409),
        ({"kind": "cat", "words": "x"}, 422), ({"kind": "am", "words": "x" * 201}, 422),
    ):  # fmt: skip
        assert program.post(f"{path}/search", sent).status_code == status, sent
    assert len(BOOK.entries) == 2


def test_a_search_goes_on_and_finds_nothing_that_is_hidden(
    team: Team, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nomina.desk.files.finding.SEARCHED", 1)
    here = [opened("am", team.keeper("am"), team.cast.one) for _ in range(2)]
    opened("am", team.tia, team.cast.two)
    program.sign_in(team.keeper("am"))
    seen, after = [], None
    for _ in range(2):
        sent = {"kind": "am", "words": "зразок", "after": after}
        part = program.post(f"operations/{team.cast.one.pk}/files/search", sent).json()
        seen += [card["id"] for card in part["files"]]
        after = part["after"]
    assert (seen, after) == ([str(one.pk) for one in here], None)
    foreign = f"operations/{team.cast.two.pk}/files/search"
    assert program.post(foreign, {"kind": "am", "words": "зразок"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"said": {}}, 409),  # of the minimum record nothing was said
        ({"kind": "am"}, 403),
        ({"kind": "nonsense"}, 403),
        ({"site": str(uuid.uuid4())}, 422),
        ({"said": PM | {"sex": known("robot")}}, 422),
        ({"said": PM | {"sex": {"state": "known", "source": None}}}, 422),
        ({"more": 1}, 422),
    ],
)
def test_what_is_not_opened(
    team: Team, program: Program, change: dict[str, object], status: int
) -> None:
    program.sign_in(team.cast.alice)
    given = {"kind": "pm", "site": str(team.cast.site_one.pk), "said": PM} | change
    answer = program.post(f"operations/{team.cast.one.pk}/files", given)
    assert answer.status_code == status, answer.content
    assert not File.objects.exists()


def test_a_site_of_another_operation_is_none(team: Team, program: Program) -> None:
    program.sign_in(team.cast.alice)
    one = team.cast.one
    answers = [
        program.post(f"operations/{one.pk}/files", {"kind": "pm", "site": str(site), "said": PM})
        for site in (team.cast.site_two.pk, uuid.uuid4())
    ]
    assert answers[0].status_code == answers[1].status_code == 422
    assert answers[0].content == answers[1].content


def test_pages_go_on_behind_a_file(
    team: Team, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nomina.desk.files.finding.PAGE", 2)
    program.sign_in(team.cast.alice)
    address = f"operations/{team.cast.one.pk}/files"
    given = {"kind": "pm", "site": str(team.cast.site_one.pk), "incomplete": True}
    ids = [program.post(address, given).json()["id"] for _ in range(5)]
    seen: list[str] = []
    after: dict[str, str] = {}
    for _ in range(3):
        page = program.get(address, kind="pm", **after).json()
        seen += [card["id"] for card in page["files"]]
        after = {"after": page["after"] or ""}
    assert seen == ids
    assert page["after"] is None


def test_two_who_write_at_once_lose_nothing(team: Team, program: Program) -> None:
    file = opened_all(team)["pm"]
    program.sign_in(team.cast.alice)
    read = program.get(f"files/{file.pk}").json()["fields"]["place"]
    seen = {"place": [one["entry"] for one in read["said"]]}
    first = program.post(f"files/{file.pk}/say", {"said": {"place": known("K-5")}, "seen": seen})
    second = program.post(f"files/{file.pk}/say", {"said": {"place": known("K-6")}, "seen": seen})
    assert (first.status_code, second.status_code) == (200, 409)
    problem = second.json()
    assert problem["unsettled"] == ["place"]
    assert problem["entries"].keys() == {"place"}
    now = program.get(f"files/{file.pk}").json()["fields"]["place"]
    assert now["unsettled"] is True
    assert {one["value"] for one in now["said"]} == {"K-5", "K-6"}
    seen = {"place": [one["entry"] for one in now["said"]]}
    chosen = program.post(f"files/{file.pk}/say", {"said": {"place": known("K-6")}, "seen": seen})
    assert chosen.status_code == 200
    assert program.get(f"files/{file.pk}").json()["fields"]["place"]["unsettled"] is False
    entries = program.get(f"files/{file.pk}/history").json()["entries"]
    said = [one for one in entries if one["field"] == "place"]
    assert [one["value"] for one in said] == ["Site K-4", "K-5", "K-6", "K-6"]
    assert set(said[-1]["instead_of"]) == {said[1]["entry"], said[2]["entry"]}


def test_what_was_never_seen_there_is_refused(team: Team, program: Program) -> None:
    file = opened_all(team)["pm"]
    program.sign_in(team.cast.alice)
    sent = {"said": {"place": known("K-5")}, "seen": {"place": [str(uuid.uuid4())]}}
    assert program.post(f"files/{file.pk}/say", sent).status_code == 409


def test_consents_holds_and_links(team: Team, program: Program) -> None:
    files = opened_all(team)
    am, pm = files["am"], files["pm"]
    program.sign_in(team.one[Role.LIAISON])
    given = {"purpose": "dna", "given_by": "Марія", "how": "form 7"}
    consent = program.post(f"files/{am.pk}/consents", given).json()["id"]
    assert program.post(f"consents/{consent}/end", {"why": "asked"}).status_code == 200
    assert program.post(f"consents/{consent}/end", {"why": "asked"}).status_code == 409
    listed = program.get(f"files/{am.pk}/consents").json()["consents"]
    assert [(one["given_by"], one["end"]["why"]) for one in listed] == [("Марія", "asked")]
    program.sign_in(team.cast.bob)
    held = program.post(f"files/{pm.pk}/holds", {"why": "may live"}).json()["id"]
    board = team.one[Role.BOARD]
    program.sign_in(board)
    assert program.post(f"holds/{held}/end", {"why": "no"}).status_code == 200
    link = {"kind": "identified", "other": str(am.pk), "why": "board 3"}
    assert program.post(f"files/{pm.pk}/links", link).status_code == 409
    other = opened("pm", team.keeper("pm"), team.cast.one, team.cast.site_one)
    link = {"kind": "fragment", "other": str(other.pk), "why": "board 3"}
    made = program.post(f"files/{pm.pk}/links", link)
    assert made.status_code == 200
    found = program.get(f"files/{other.pk}/links").json()["links"]
    assert [(one["one"], one["other"]) for one in found] == [(str(pm.pk), str(other.pk))]
    assert program.post(f"links/{made.json()['id']}/end", {"why": "wrong"}).status_code == 200


@pytest.mark.parametrize(
    ("until", "status"),
    [
        ("2999-01-01T00:00:00Z", 200), ("9998-12-31T23:59:59+14:00", 200),
        ("2999-01-01T00:00:00", 422), ("9999-12-31T23:59:59Z", 422), (4e18, 422),
        ("9999-12-31T23:59:59-14:00", 422), ("0001-01-01T00:00:00+14:00", 409),
    ],
)  # fmt: skip
def test_the_end_of_a_consent_is_a_moment_that_can_be_shown(
    team: Team, program: Program, until: object, status: int
) -> None:
    am = opened_all(team)["am"]
    program.sign_in(team.one[Role.LIAISON])
    given = {"purpose": "dna", "given_by": "M", "how": "form 7", "until": until}
    assert program.post(f"files/{am.pk}/consents", given).status_code == status
    assert program.client.get(f"/files/{am.pk}/").status_code == 200
    assert program.get(f"files/{am.pk}/consents").status_code == 200


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
@pytest.mark.parametrize("until", [datetime(2999, 1, 1), datetime(9999, 12, 31, 23, tzinfo=UTC)])
def test_no_act_takes_an_end_that_cannot_be_shown(team: Team, until: datetime) -> None:
    am = opened_all(team)["am"]
    action = GiveConsent(file=am, purpose="dna", given_by="M", how="form 7", until=until)
    with pytest.raises(Refused):
        action.do(by(team.one[Role.LIAISON]), BOOK)


def test_what_cannot_be_taken_back_asks_for_a_fresh_sign_in(team: Team, program: Program) -> None:
    files = opened_all(team)
    program.sign_in(team.one[Role.BOARD], proved=1.0)
    link = {"kind": "identified", "other": str(files["am"].pk), "why": "board 3"}
    answer = program.post(f"files/{files['pm'].pk}/links", link)
    assert answer.status_code == 403
    assert "sign in again" in answer.json()["what"]


def test_a_hidden_file_is_not_linked_to(team: Team, program: Program) -> None:
    pm, there = opened_all(team)["pm"], opened_all(team, foreign=True)["am"]
    program.sign_in(team.one[Role.BOARD])
    both = [
        program.post(f"files/{pm.pk}/links", {"kind": "identified", "other": str(one), "why": "w"})
        for one in (there.pk, uuid.uuid4())
    ]
    assert both[0].status_code == both[1].status_code == 422
    assert both[0].content == both[1].content
