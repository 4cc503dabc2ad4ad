"""The board: two people sign a dossier as it is, one dissent stops it, and then it is decided."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nomina.desk.acts import Said, SignInAgain, digest
from nomina.desk.examine.actions.board import Decide, Dissent, LayBefore, Sign
from nomina.desk.examine.actions.reports import MoveOn, StrikeEvidence
from nomina.desk.examine.dossier import document, dossier_hash
from nomina.desk.examine.keys import keys_of
from nomina.desk.examine.models import (
    Concluded,
    Dossier,
    Examination,
    Identification,
    Pair,
    Planted,
    Revised,
    Signature,
)
from nomina.desk.examine.states import State
from nomina.desk.files.models import Link
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import NotPermitted, Refused
from tests.desk.examine.bench import key
from tests.desk.examine.sitting import Sitting, make_sitting
from tests.desk.people.cast import Book, account, by, role


@pytest.fixture
def sitting(db: str) -> Sitting:
    return make_sitting()


@pytest.fixture
def laid(sitting: Sitting) -> tuple[Sitting, Dossier]:
    """A report with evidence, as it was laid before the board."""
    sitting.bring()
    sitting.to_board()
    return sitting, sitting.lay()


def refuses(sitting: Sitting, says: str, who: User | None = None) -> None:
    """Nothing is decided, and nothing of it is left."""
    with pytest.raises(Refused, match=says):
        sitting.decide(who)
    assert not Identification.objects.exists()
    assert not Link.objects.exists()
    assert sitting.report.state is not State.IDENTIFIED


def test_two_of_the_board_give_a_body_its_name(laid: tuple[Sitting, Dossier]) -> None:
    sitting, dossier = laid
    one, other, third = sitting.board
    assert dossier.digest == digest(document(sitting.report))
    refuses(sitting, "two people of the board")
    sitting.sign(one, dossier)
    refuses(sitting, "two people of the board")
    sitting.sign(other, dossier)
    done = sitting.decide(third)
    assert sitting.report.state is State.IDENTIFIED
    assert sitting.report.identification == done
    assert (done.dossier, done.by) == (dossier, third)
    link = Link.objects.current().get()
    assert (link.kind, link.one, link.other) == (IDENTIFIED, sitting.body, sitting.person)
    assert done.link == link
    with pytest.raises(Refused, match="does not stand"):
        sitting.decide()
    for said in Signature.objects.filter(dossier=dossier):
        assert said.keys == sorted(keys_of([said.by_id])[said.by_id]) != []
        assert (said.role, said.agrees) == (Role.BOARD, True)


def test_the_log_holds_the_digests(laid: tuple[Sitting, Dossier]) -> None:
    sitting, dossier = laid
    signed = [sitting.sign(who, dossier) for who in sitting.board[:2]]
    done = sitting.decide()
    said = {entry.kind: entry for entry in sitting.book.entries}
    assert said["board.lay"].changed == digest({"dossier": dossier.digest})
    words: tuple[Said, ...] = tuple(
        {"id": str(row.pk), "by": str(row.by_id), "agrees": True, "keys": tuple(row.keys)}
        for row in signed
    )
    expected = digest({"dossier": dossier.digest, "signatures": words})
    assert said["board.decide"].changed == expected
    assert {one.id for one in said["board.decide"].on} >= {
        done.pk, done.link_id, dossier.pk, sitting.report.pk, sitting.body.pk, sitting.person.pk
    }  # fmt: skip


def examined(sitting: Sitting, who: User, outcome: str = "candidate") -> Examination:
    pair, _ = Pair.objects.get_or_create(body=sitting.body, person=sitting.person)
    one = Examination(pair=pair, examiner=who, turn=1, made_at=sitting.later())
    one.save(force_insert=True)
    Concluded(examination=one, outcome=outcome, reasons="seen", made_at=sitting.later()).save()
    return one


def _evidence(sitting: Sitting) -> None:
    sitting.bring(discipline="face", view="possible")


def _strike(sitting: Sitting) -> None:
    row = sitting.report.evidence.filter(discipline="property").get()
    StrikeEvidence(evidence=row, why="another owner").do(sitting.as_(sitting.maker), Book())


def _step(sitting: Sitting) -> None:
    sitting.move(sitting.board[2], "return", "read the chart again")
    sitting.move(sitting.maker, "conclude-identification", "dna")
    sitting.move(sitting.maker, "accept")
    sitting.move(sitting.second, "accept")


def _revise(sitting: Sitting) -> None:
    one = Examination.objects.get()
    Revised(
        examination=one, outcome="inconclusive", reasons="the ear", why="the chart",
        made_at=sitting.later(),
    ).save()  # fmt: skip


def _conclude(sitting: Sitting) -> None:
    examined(sitting, sitting.second, "excluded")


LATER = [pytest.param(change, marks=pytest.mark.deep) for change in (_strike, _conclude)]


@pytest.mark.parametrize("change", [_evidence, _step, _revise, *LATER])
def test_whatever_comes_after_a_signature_voids_it(
    sitting: Sitting, change: Callable[[Sitting], None]
) -> None:
    sitting.bring()
    sitting.bring(discipline="property", view="possible")
    examined(sitting, sitting.maker)
    sitting.to_board()
    before = sitting.lay()
    for who in sitting.board[:2]:
        sitting.sign(who, before)
    change(sitting)
    refuses(sitting, "laid this before the board as it is now")
    with pytest.raises(Refused, match="has changed since"):
        sitting.sign(sitting.board[2], before)
    after = sitting.lay()
    assert after.digest != before.digest
    assert (before.number, after.number) == (1, 2)
    sitting.sign(sitting.board[0], after)
    refuses(sitting, "two people of the board")
    sitting.sign(sitting.board[1], after)
    assert sitting.decide().dossier == after


def test_a_mixed_in_examination_is_in_no_dossier(laid: tuple[Sitting, Dossier]) -> None:
    sitting, dossier = laid
    one = examined(sitting, sitting.second)
    assert dossier_hash(sitting.report) != dossier.digest
    Planted(examination=one, mate=True).save()
    assert dossier_hash(sitting.report) == dossier.digest


def test_the_same_is_not_laid_twice_and_not_from_elsewhere(laid: tuple[Sitting, Dossier]) -> None:
    sitting, _ = laid
    with pytest.raises(Refused, match="as it is"):
        sitting.lay()
    with pytest.raises(NotPermitted):
        LayBefore(report=sitting.report).do(by(sitting.team.cast.charlie), Book())
    sitting.move(sitting.board[0], "return", "more is needed")
    with pytest.raises(Refused, match="does not stand"):
        sitting.lay()


def test_who_had_a_hand_in_it_is_refused_and_told_why(sitting: Sitting) -> None:
    cast, hands = sitting.team.cast, {}
    for name in ("made", "brought", "examined", "wrote"):
        hands[name] = sitting.maker if name == "made" else account(name)
        role(hands[name], Role.BOARD, cast.one, cast.ada)
        if name != "made":
            key(hands[name], name)
    sitting.bring(hands["brought"])
    examined(sitting, hands["examined"])
    sitting.to_board(concludes=hands["wrote"])
    dossier = sitting.lay()
    for act in (Sign(dossier=dossier), Dissent(dossier=dossier, why="no")):
        for name, who in hands.items():
            with pytest.raises(Refused, match=f"you {name}"):
                act.do(sitting.as_(who), Book())
    for who in sitting.board[:2]:
        sitting.sign(who, dossier)
    for name, who in hands.items():
        refuses(sitting, f"you {name}", who)
    assert Signature.objects.count() == 2


def test_one_person_with_two_accounts_is_one(laid: tuple[Sitting, Dossier]) -> None:
    sitting, dossier = laid
    cast = sitting.team.cast
    twin, shade, bare = account("twin"), account("shade"), account("bare")
    for user in (twin, shade, bare):
        role(user, Role.BOARD, cast.one, cast.ada)
    key(twin, "seat 2")  # that of the first of the board
    key(shade, "seat 0")  # that of who made the report
    sitting.sign(sitting.board[0], dossier)
    with pytest.raises(Refused, match="same key"):
        sitting.sign(twin, dossier)
    with pytest.raises(Refused, match="somebody who may not sign"):
        sitting.sign(shade, dossier)
    with pytest.raises(Refused, match="no passkey"):
        sitting.sign(bare, dossier)
    # Though it were in the table: the decision counts people, not rows.
    for user in (twin, shade, bare):
        keys = sorted(keys_of([user.pk])[user.pk])
        Signature(dossier=dossier, by=user, role=Role.BOARD, agrees=True, keys=keys).save()
    refuses(sitting, "two people of the board")
    refuses(sitting, "somebody who may not sign", shade)
    key(twin, "one of its own")
    keys = sorted(keys_of([twin.pk])[twin.pk])
    Signature(dossier=dossier, by=twin, role=Role.BOARD, agrees=True, keys=keys).save()
    refuses(sitting, "two people of the board")


def test_one_dissent_stops_it_until_it_is_taken_back(laid: tuple[Sitting, Dossier]) -> None:
    sitting, dossier = laid
    one, other, third = sitting.board
    Dissent(dossier=dossier, why="the chart is of another").do(sitting.as_(third), Book())
    for who in (one, other):
        sitting.sign(who, dossier)
    refuses(sitting, "dissents")
    sitting.sign(third, dossier)
    Dissent(dossier=dossier, why="the date").do(sitting.as_(one), Book())
    refuses(sitting, "dissents")
    sitting.sign(one, dossier)
    assert sitting.decide() == sitting.report.identification
    assert Signature.objects.filter(dossier=dossier).count() == 6


def test_signing_and_deciding_ask_who_is_there(laid: tuple[Sitting, Dossier]) -> None:
    sitting, dossier = laid
    who = sitting.board[0]
    for act in (
        Sign(dossier=dossier),
        Dissent(dossier=dossier, why="no"),
        Decide(report=sitting.report),
    ):
        with pytest.raises(SignInAgain):
            act.do(by(who, sitting.later(), fresh=False), Book())
        for user in (sitting.second, sitting.team.cast.charlie, sitting.team.cast.olga):
            with pytest.raises(NotPermitted):
                act.do(sitting.as_(user), Book())


def test_the_plain_move_decides_and_recalls_nothing(laid: tuple[Sitting, Dossier]) -> None:
    sitting, dossier = laid
    for who in sitting.board[:2]:
        sitting.sign(who, dossier)
    for name in ("decide", "recall"):
        with pytest.raises(Refused, match="does not stand"):
            MoveOn(report=sitting.report, move=name, why="so").do(
                sitting.as_(sitting.board[0]), Book()
            )
    sitting.decide()
    with pytest.raises(Refused, match="does not stand"):
        MoveOn(report=sitting.report, move="recall", why="so").do(
            sitting.as_(sitting.board[0]), Book()
        )


def test_evidence_that_came_to_the_board_may_take_away_what_carries(
    laid: tuple[Sitting, Dossier],
) -> None:
    sitting, _ = laid
    sitting.bring(discipline="dental", view="excluded")
    dossier = sitting.lay()
    for who in sitting.board[:2]:
        sitting.sign(who, dossier)
    refuses(sitting, "does not carry")


def test_an_exceptional_combination_counts_by_its_last_conclusion(sitting: Sitting) -> None:
    for name in ("tattoo", "property", "medical"):
        sitting.bring(discipline=name, view="probable")
    sitting.to_board("the hands are gone, and nobody has a chart")
    sitting.bring(discipline="dna", view="established")
    sitting.move(sitting.board[0], "return", "there is DNA")
    sitting.move(sitting.maker, "conclude-identification", "dna")
    sitting.move(sitting.maker, "accept")
    sitting.move(sitting.second, "accept")
    row = sitting.report.evidence.get(discipline="dna")
    StrikeEvidence(evidence=row, why="another sample").do(sitting.as_(sitting.maker), Book())
    dossier = sitting.lay()
    for who in sitting.board[:2]:
        sitting.sign(who, dossier)
    refuses(sitting, "does not carry")


def test_an_exceptional_combination_is_decided(sitting: Sitting) -> None:
    for name in ("tattoo", "property", "medical"):
        sitting.bring(discipline=name, view="probable")
    sitting.to_board("the hands are gone, and nobody has a chart")
    dossier = sitting.lay()
    for who in sitting.board[:2]:
        sitting.sign(who, dossier)
    assert sitting.decide().dossier == dossier


def test_whoever_still_examines_the_files_sees_no_dossier(laid: tuple[Sitting, Dossier]) -> None:
    sitting, dossier = laid
    sitting.sign(sitting.board[0], dossier)
    seen = (sitting.second, sitting.board[1])
    for who in seen:
        assert Dossier.objects.visible_to(who).get() == dossier
        assert Signature.objects.visible_to(who).exists()
    pair = Pair.objects.create(body=sitting.body, person=sitting.person)
    Examination(pair=pair, examiner=sitting.second, turn=1).save()
    assert not Dossier.objects.visible_to(sitting.second).exists()
    assert not Signature.objects.visible_to(sitting.second).exists()
    assert Dossier.objects.visible_to(sitting.board[1]).exists()
    assert not Dossier.objects.visible_to(sitting.team.cast.charlie).exists()
