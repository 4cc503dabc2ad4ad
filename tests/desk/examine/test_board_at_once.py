"""Two at once, each on a connection of its own: nothing comes between a dossier and its decision.

The first act is done and held open before it is kept; the second begins meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from nomina.desk.acts import Action
from nomina.desk.examine.actions.board import Decide, LayBefore, Sign
from nomina.desk.examine.actions.examining import Revise
from nomina.desk.examine.actions.recall import Recall
from nomina.desk.examine.actions.reports import AddEvidence, MoveOn, StrikeEvidence
from nomina.desk.examine.models import (
    Concluded,
    Described,
    Dossier,
    Examination,
    Identification,
    IdentificationEnd,
    Pair,
    Signature,
)
from nomina.desk.examine.states import State
from nomina.desk.files.models import Link
from nomina.desk.people.models import User
from nomina.errors import Refused
from tests.desk.examine.sitting import Sitting, make_sitting
from tests.desk.files.test_removal_at_once import one_after
from tests.desk.people.cast import BOOK, NOW

Act = Callable[[], object]
deep = pytest.mark.deep


@pytest.fixture
def sitting(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Sitting:
    """A report before the board as it is, signed by two; an examiner concluded on its files."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    sitting = make_sitting()
    sitting.bring()
    sitting.bring(discipline="property", view="possible")
    pair = Pair.objects.create(body=sitting.body, person=sitting.person)
    one = Examination(pair=pair, examiner=sitting.second, turn=1, made_at=NOW)
    one.save()
    Described(examination=one, made_at=NOW).save()
    Concluded(examination=one, outcome="candidate", reasons="seen", made_at=NOW).save()
    sitting.to_board()
    dossier = sitting.lay()
    for who in sitting.board[:2]:
        sitting.sign(who, dossier)
    return sitting


def prepared(sitting: Sitting, action: Action[Any], who: User) -> Act:
    """An act that waits to be done, at a moment of its own."""
    actor = sitting.as_(who)
    return lambda: action.do(actor)


def evidence(sitting: Sitting) -> Act:
    action = AddEvidence(
        report=sitting.report, discipline="dental", view="excluded", reason="a chart came",
        place="Clinic", date=NOW.date(), signatory="Dr Example",
    )  # fmt: skip
    return prepared(sitting, action, sitting.maker)


def strike(sitting: Sitting) -> Act:
    row = sitting.report.evidence.get(discipline="dna")
    return prepared(sitting, StrikeEvidence(evidence=row, why="another sample"), sitting.maker)


def send_back(sitting: Sitting) -> Act:
    action = MoveOn(report=sitting.report, move="return", why="read it again")
    return prepared(sitting, action, sitting.board[1])


def revise(sitting: Sitting) -> Act:
    one = Examination.objects.get()
    action = Revise(examination=one, outcome="excluded", reasons="the ear", why="the chart")
    return prepared(sitting, action, sitting.second)


def decide(sitting: Sitting) -> Act:
    return prepared(sitting, Decide(report=sitting.report), sitting.board[0])


CHANGES = [
    evidence,
    pytest.param(strike, marks=deep),
    pytest.param(send_back, marks=deep),
    pytest.param(revise, marks=deep),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_comes_first_is_decided_on_or_nothing_is(
    sitting: Sitting, change: Callable[[Sitting], Act]
) -> None:
    _, refused = one_after(change(sitting), decide(sitting))
    assert isinstance(refused, Refused), refused
    assert not Identification.objects.exists()
    assert not Link.objects.exists()
    assert sitting.report.state is not State.IDENTIFIED


@deep
@pytest.mark.parametrize("change", [evidence, strike, send_back])
def test_what_comes_after_a_decision_is_refused(
    sitting: Sitting, change: Callable[[Sitting], Act]
) -> None:
    done, refused = one_after(decide(sitting), change(sitting))
    assert isinstance(done, Identification)
    assert isinstance(refused, Refused), refused
    assert len(sitting.report.lines()) == 2
    assert sitting.report.state is State.IDENTIFIED


@deep
def test_nobody_signs_what_is_being_changed(sitting: Sitting) -> None:
    dossier = Dossier.objects.get()
    sign = prepared(sitting, Sign(dossier=dossier), sitting.board[2])
    _, refused = one_after(evidence(sitting), sign)
    assert isinstance(refused, Refused)
    assert Signature.objects.count() == 2


@deep
def test_two_decide_or_recall_or_lay_at_once_and_one_does(sitting: Sitting) -> None:
    other = prepared(sitting, Decide(report=sitting.report), sitting.board[2])
    done, refused = one_after(decide(sitting), other)
    assert isinstance(refused, Refused)
    assert Identification.objects.get() == done
    recalls = [
        prepared(sitting, Recall(identification=Identification.objects.get(), why="w"), who)
        for who in sitting.board[:2]
    ]
    done, refused = one_after(*recalls)
    assert isinstance(refused, Refused)
    assert IdentificationEnd.objects.get() == done
    sitting.move(sitting.board[2], "reopen", "again")
    sitting.to_board()
    lays = [
        prepared(sitting, LayBefore(report=sitting.report), who)
        for who in (sitting.maker, sitting.board[0])
    ]
    _, refused = one_after(*lays)
    assert isinstance(refused, Refused)
    assert Dossier.objects.count() == 2
