"""Releases on both databases: whose each thing is, what is refused, and what goes out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nomina.desk.acts import NotPermitted, SignInAgain
from nomina.desk.custody import holds
from nomina.desk.custody.actions.moving import Move
from nomina.desk.custody.actions.release import BeginRelease, ReadTags, StateFact, WithdrawRelease
from nomina.desk.custody.actions.release_out import SignRelease
from nomina.desk.custody.actions.release_unresolved import DeclareUnresolved, SignUnresolved
from nomina.desk.custody.holds import Hold
from nomina.desk.custody.models import Item, Release, ReleaseDone, Stay
from nomina.desk.custody.release_check import ASKED
from nomina.desk.examine import resting
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import LinkEnd
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, Refused
from tests.desk.custody.releasing import (
    Case,
    boards,
    identified,
    linked,
    make_case,
    person,
    recalled,
)
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.examine.bench import key
from tests.desk.people.cast import by


@pytest.fixture(autouse=True)
def no_other_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reasons of other subjects are theirs to test."""
    monkeypatch.setattr(holds, "_reasons", [])


@pytest.fixture
def case(yard: Yard) -> Case:
    return make_case(yard)


def test_a_release_with_everything_goes_out_and_moves_no_more(case: Case) -> None:
    assert case.lacks() == ["scan", "scan", *ASKED, "sign-custody", "sign-board"]
    case.signed()
    assert case.lacks() == []
    done = case.give()
    for item in (case.coffin, case.body):
        stay = Stay.objects.now().select_related("keeper").get(item=item)
        assert (stay.place, stay.keeper.name) == (None, "Зразок Марія")
        assert [one.kind for one in item.movements.all()][-1] == "out"
    assert done.keeper.account is None
    assert case.yard.book.kinds()[-1] == "custody.release-done"
    with pytest.raises(Refused, match="given out"):
        case.yard.move(case.coffin, case.yard.other)
    with pytest.raises(Refused, match="done"):
        case.give()
    with pytest.raises(Refused, match="done"):
        case.do(WithdrawRelease(release=case.release, why="w"))


def test_whatever_one_thing_is_missing_nothing_goes_and_all_is_said(case: Case) -> None:
    with pytest.raises(Refused) as told:
        case.give()
    for words in ("authority", "receiver", "wishes", "further remains", "list of effects"):
        assert words in str(told.value)
    assert str(case.coffin) in str(told.value)
    assert str(case.body) in str(told.value)
    assert case.yard.book.kinds()[-1] == "act.refused"
    assert Stay.objects.now().filter(place=None).count() == 0
    with pytest.raises(Refused, match="authority"):
        case.sign("custody")
    assert not case.release.signs.exists()


def test_what_changes_after_a_signature_takes_its_worth(case: Case) -> None:
    case.signed()
    case.wish("another wish")
    assert case.lacks() == ["sign-custody", "sign-board"]
    with pytest.raises(Refused, match="nobody of the board"):
        case.give()
    case.sign("board")
    assert case.lacks() == ["sign-custody"]
    case.sign("custody")
    sample = case.yard.thing("packet", parent=case.body)
    case.pack(sample)
    assert case.lacks() == ["scan", "effects-changed", "sign-custody", "sign-board"]


def test_two_people_sign_one_from_custody_and_one_of_the_board(case: Case) -> None:
    case.ready()
    officer, (first, second) = case.yard.officer, boards(case.yard)
    key(officer, "shared")
    key(first, "shared")
    case.sign("custody")
    with pytest.raises(NotPermitted):
        case.sign("board", officer)
    with pytest.raises(NotPermitted):
        case.sign("custody", first)
    with pytest.raises(NotPermitted):
        case.sign("custody", case.yard.clerk)
    with pytest.raises(Refused, match="same key"):
        case.sign("board", first)
    with pytest.raises(Refused, match="already"):
        case.sign("custody")
    with pytest.raises(SignInAgain):
        SignRelease(release=case.release, seat="board").do(
            by(second, case.later(), fresh=False), case.yard.book
        )
    case.sign("board", second)
    assert case.lacks() == []


def test_another_persons_part_is_refused_and_ours_is_not(case: Case) -> None:
    yard = case.yard
    ours, other, unknown, sample = (yard.thing("part", file=yard.file()) for _ in range(4))
    linked(yard, "fragment", ours.file, case.body.file)
    identified(yard, other.file, person(yard))
    identified(yard, sample.file, case.identification.report.other)
    for item in (ours, other, unknown, sample):
        case.pack(item)
    case.ready()
    whose = {one.tag: one.whose for one in case.ground().case.contents}
    assert whose == {
        str(case.coffin): "holder",
        str(case.body): "person",
        str(ours): "person",
        str(other): "other",
        str(unknown): "nobody",
        str(sample): "person",
    }
    assert case.lacks()[:2] != []
    assert set(case.lacks()) >= {"other", "nobody"}
    with pytest.raises(Refused, match="not of this person"):
        case.give()


def test_three_men_in_one_coffin_are_refused(case: Case) -> None:
    """Yak-42: one coffin held three men. Here one of the three has no name yet."""
    second, third = case.yard.body(), case.yard.body()
    identified(case.yard, second.file, person(case.yard))
    for body in (second, third):
        case.pack(body)
    case.ready()
    assert [key for key in case.lacks() if key == "other"] == ["other", "other"]
    with pytest.raises(Refused) as told:
        case.give()
    assert str(second) in str(told.value)
    assert str(third) in str(told.value)
    with pytest.raises(Refused, match="only what nobody knows"):
        case.do(DeclareUnresolved(release=case.release, item=third, why="w"))
    assert not ReleaseDone.objects.exists()


def test_a_part_that_is_linked_to_two_people_stops_all_of_it(case: Case) -> None:
    part = case.yard.thing("part", file=case.yard.file())
    link = linked(case.yard, "fragment", part.file, case.body.file)
    case.pack(part)
    case.signed()
    assert case.lacks() == []
    identified(case.yard, part.file, person(case.yard))
    assert case.lacks()[:2] == ["both", "both"]
    with pytest.raises(Refused, match="linked to two people"):
        case.give()
    LinkEnd(link=link, ended_by=case.yard.team.cast.ada, why="w").save(force_insert=True)
    assert case.lacks() == ["other"]


def test_samples_packets_and_papers_go_with_their_body(case: Case) -> None:
    yard = case.yard
    theirs = yard.body()
    bag = yard.thing("bag")
    case.pack(bag)
    mine = [yard.thing(kind, parent=case.body) for kind in ("packet", "document", "disc")]
    packet = yard.thing("packet", parent=theirs)
    lost = yard.thing("packet")
    for item in (mine[0], packet, lost):
        case.pack(item, bag)
    case.pack(mine[2], case.body)
    case.ready()
    whose = {one.tag: one.whose for one in case.ground().case.contents}
    assert [whose[str(one)] for one in (bag, mine[0], mine[2], lost)] == [
        "holder", "person", "person", "nobody",
    ]  # fmt: skip
    assert whose[str(packet)] == "nobody"
    assert set(case.ground().effects) == set(mine)
    assert {str(one.pk) for one in mine} == set(case.ground().facts["effects"].listed)
    identified(yard, theirs.file, person(yard))
    assert {one.tag: one.whose for one in case.ground().case.contents}[str(packet)] == "other"


def test_what_is_unresolved_goes_where_two_people_signed_it(case: Case) -> None:
    part = case.yard.thing("part", file=case.yard.file())
    case.pack(part)
    case.ready()
    assert "nobody" in case.lacks()
    with pytest.raises(Refused, match="only what nobody knows"):
        case.do(DeclareUnresolved(release=case.release, item=case.body, why="w"))
    with pytest.raises(InputError):
        case.do(DeclareUnresolved(release=case.release, item=part, why=" "))
    row = case.do(DeclareUnresolved(release=case.release, item=part, why="too burnt for DNA"))
    case.do(SignUnresolved(unresolved=row))
    assert "unresolved" in case.lacks()
    with pytest.raises(Refused, match="already"):
        case.do(SignUnresolved(unresolved=row))
    with pytest.raises(NotPermitted):
        case.do(SignUnresolved(unresolved=row), case.yard.clerk)
    case.do(SignUnresolved(unresolved=row), boards(case.yard)[0])
    assert case.lacks() == ["sign-custody", "sign-board"]
    case.sign("custody")
    case.sign("board")
    case.give()


def test_tags_are_read_now_all_of_them_and_nothing_else(case: Case) -> None:
    case.signed()
    stranger = case.yard.thing("packet")
    case.read(stranger)
    assert case.lacks() == ["strange"]
    case.read(anew=True)
    assert case.lacks() == []
    one = case.yard.team.cast.one
    case.do(
        Move(
            operation=one, items=((case.coffin, None),), place=case.yard.other,
            when=case.yard.when(), reading=SCANNED,
        )
    )  # fmt: skip
    assert case.lacks() == ["scan", "scan"]
    case.read(case.coffin)
    assert case.lacks() == ["scan"]
    case.read(case.body)
    assert case.lacks() == []
    case.seconds += 13 * 3600
    assert case.lacks() == ["scan", "scan"]
    with pytest.raises(Refused, match="each tag is read again"):
        case.do(ReadTags(release=case.release, items=(case.body,), read="paper"))


def test_a_hold_of_anything_in_it_stops_it(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.signed()

    def held(item: Item) -> Iterator[Hold]:
        if item.pk == case.body.pk:
            yield Hold("inventory", "its effects are not listed", "List them")

    holds.add(held)
    assert case.lacks() == ["hold:inventory"]
    with pytest.raises(Refused, match="effects are not listed"):
        case.give()
    monkeypatch.setattr(holds, "_reasons", [])
    case.give()


def test_a_recall_freezes_what_waits_and_lists_what_went(case: Case) -> None:
    case.signed()
    [waits] = [x for x in resting.of(case.identification) if x.kind == "release"]
    assert (waits.state, case.release.number in waits.title) == (resting.PENDING, True)
    recalled(case.identification)
    one = Identification.objects.get(pk=case.identification.pk)
    assert [x.state for x in resting.of(one) if x.kind == "release"] == [resting.FROZEN]
    assert case.lacks()[0] == "recalled"
    with pytest.raises(Refused, match="recalled"):
        case.give()
    with pytest.raises(Refused, match="recalled"):
        case.do(
            BeginRelease(
                identification=one, container=case.coffin, receiver="r", relation="r",
                receives="family",
            )
        )  # fmt: skip


def test_one_open_release_of_a_coffin_and_numbers_in_order(case: Case) -> None:
    again = BeginRelease(
        identification=case.identification, container=case.coffin, receiver="r", relation="r",
        receives="authority",
    )  # fmt: skip
    with pytest.raises(Refused, match="another release"):
        case.do(again)
    case.do(WithdrawRelease(release=case.release, why="the family came later"))
    assert case.do(again).number == "R-00002"
    with pytest.raises(Refused, match="withdrawn"):
        case.fact("receiver")
    with pytest.raises(Refused, match="coffin or a bag"):
        case.do(
            BeginRelease(
                identification=case.identification, container=case.body, receiver="r",
                relation="r", receives="family",
            )
        )  # fmt: skip


def test_a_paper_has_its_number_and_its_copy_is_kept(case: Case) -> None:
    from nomina.desk.books import vault

    for key_, more in (
        ("authority", {"number": ""}),
        ("authority", {"day": None}),
        ("receiver", {"number": " "}),
        ("receiver", {"words": ""}),
        ("nonsense", {}),
    ):
        with pytest.raises(InputError):
            case.fact(key_, **more)
    row = case.fact("authority", copy=b"%PDF- a scan")
    assert vault().read(row.digest) == b"%PDF- a scan"
    case.do(
        StateFact(release=case.release, key="effects", words="nothing"),
        case.yard.team.one[Role.LIAISON],
    )
    with pytest.raises(NotPermitted):
        case.do(
            StateFact(release=case.release, key="effects", words="w"),
            case.yard.team.one[Role.TRANSMISSION],
        )


def test_it_goes_from_the_hands_of_who_answers_for_it(case: Case) -> None:
    case.signed()
    with pytest.raises(NotPermitted):
        case.give(case.yard.clerk)
    handover = case.yard.offer([case.coffin], case.yard.driver, case.yard.wagon)
    with pytest.raises(Refused, match="being handed over"):
        case.give()
    assert handover.lines.count() == 1


def test_who_sees_releases(case: Case) -> None:
    team = case.yard.team
    for held, user in team.one.items():
        seen = Release.objects.visible_to(user).exists()
        sees = {Role.MORTUARY, Role.CUSTODY, Role.BOARD, Role.LIAISON, Role.TRANSMISSION}
        assert seen == (held in sees), held
    assert not Release.objects.visible_to(team.morten).exists()
    case.read()
    assert case.release.scans.visible_to(team.one[Role.LIAISON]).count() == 2
    assert not case.release.scans.visible_to(team.one[Role.EXAMINER]).exists()
