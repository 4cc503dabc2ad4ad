"""The dossier that a board signs: any change is another hash; two are two people."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from nomina.desk.examine.actions.reports import AddEvidence, MoveOn, OpenReport, StrikeEvidence
from nomina.desk.examine.dossier import Signed, barred, dossier_hash, two_sign
from nomina.desk.examine.models import Examination, Pair
from nomina.desk.policy.roles import Role
from tests.desk.files.people import make_team, opened
from tests.desk.people.cast import NOW, Book, by, make_cast

A, B, C = (UUID(int=n) for n in (1, 2, 3))
NOBODY: frozenset[UUID] = frozenset()


def signs(who: UUID, keys: str, *, of: str = "now", agrees: bool = True) -> Signed:
    return Signed(who, of, agrees, frozenset(keys))


@pytest.mark.parametrize(
    ("signatures", "barred", "stands"),
    [
        ([signs(A, "a"), signs(B, "b")], NOBODY, True),
        ([signs(A, "a")], NOBODY, False),
        ([signs(A, "a"), signs(A, "b")], NOBODY, False),
        ([signs(A, "a"), signs(B, "ab")], NOBODY, False),
        ([signs(A, "a"), signs(B, "")], NOBODY, False),
        ([signs(A, "a", of="before"), signs(B, "b")], NOBODY, False),
        ([signs(A, "a"), signs(B, "b")], frozenset({B}), False),
        ([signs(A, "a"), signs(B, "b"), signs(C, "c", agrees=False)], NOBODY, False),
        ([signs(C, "c", agrees=False), signs(A, "a"), signs(C, "c")], NOBODY, True),
        ([signs(A, "a"), signs(B, "ab"), signs(C, "c")], NOBODY, True),
        ([signs(A, "a"), signs(B, "b"), signs(A, "a", agrees=False)], NOBODY, False),
        ([], NOBODY, False),
    ],
)
def test_two_people_sign_one_dossier(
    signatures: list[Signed], barred: frozenset[UUID], stands: bool
) -> None:
    assert two_sign(signatures, "now", barred) is stands


def test_whatever_changes_in_a_report_voids_the_first_signature(db: str) -> None:
    cast = make_cast()
    team = make_team(cast)
    who = team.one[Role.EXAMINER]
    body = opened("pm", team.keeper("pm"), cast.one, cast.site_one)
    person = opened("am", team.keeper("am"), cast.one)
    report = OpenReport(link="identified", one=body, other=person, why="a lead").do(by(who), Book())
    hashes = [dossier_hash(report)]
    rows = []
    for name in ("dna", "property"):
        bring = AddEvidence(
            report=report,
            discipline=name,
            view="established",
            reason="compared",
            place="Laboratory",
            date=NOW.date() - timedelta(days=1),
            signatory="Dr Example",
        )
        rows.append(bring.do(by(who), Book()))
        hashes.append(dossier_hash(report))
    StrikeEvidence(evidence=rows[1], why="another owner").do(by(who), Book())
    hashes.append(dossier_hash(report))
    MoveOn(report=report, move="sign").do(by(who), Book())
    hashes.append(dossier_hash(report))
    assert len(set(hashes)) == 5
    assert dossier_hash(report) == hashes[-1], "and it is told the same way again"
    for before in hashes[:-1]:
        first = Signed(A, before, True, frozenset("a"))
        second = Signed(B, hashes[-1], True, frozenset("b"))
        assert not two_sign([first, second], hashes[-1], NOBODY)


def test_who_examined_made_or_brought_is_barred(db: str) -> None:
    cast = make_cast()
    team = make_team(cast)
    maker, board, examiner = team.one[Role.EXAMINER], team.one[Role.BOARD], cast.charlie
    body = opened("pm", team.keeper("pm"), cast.one, cast.site_one)
    person = opened("am", team.keeper("am"), cast.one)
    report = OpenReport(link="identified", one=body, other=person, why="a lead").do(
        by(maker), Book()
    )
    assert barred(report) == {maker.pk}
    pair = Pair(body=body, person=person, made_at=NOW)
    pair.save(force_insert=True)
    Examination(pair=pair, examiner=examiner, turn=1, made_at=NOW).save(force_insert=True)
    assert barred(report) == {maker.pk, examiner.pk}
    AddEvidence(
        report=report,
        discipline="dna",
        view="established",
        reason="compared",
        place="Laboratory",
        date=NOW.date() - timedelta(days=1),
        signatory="Dr Example",
    ).do(by(board), Book())
    assert barred(report) == {maker.pk, examiner.pk, board.pk}
