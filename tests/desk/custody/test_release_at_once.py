"""Two at once, each on a connection of its own: nothing goes out on what is recalled meanwhile.

The first act is done and held open before it is kept; the second begins meanwhile.
"""

from __future__ import annotations

import pytest
from django.conf import settings

from nomina.desk.acts import Action
from nomina.desk.custody import holds
from nomina.desk.custody.actions.moving import Pack
from nomina.desk.custody.actions.release import BeginRelease
from nomina.desk.custody.actions.release_out import GiveOut
from nomina.desk.custody.models import ReleaseDone, ReleaseEnd, Stay
from nomina.desk.custody.register import Reading, When
from nomina.desk.examine import resting
from nomina.desk.examine.actions.recall import Recall
from nomina.desk.examine.models import Identification, IdentificationEnd
from nomina.errors import Refused
from tests.desk.custody.releasing import Case
from tests.desk.custody.yard import SCANNED, make_yard
from tests.desk.examine.sitting import Sitting, make_sitting
from tests.desk.files.test_removal_at_once import one_after
from tests.desk.people.cast import BOOK, NOW, by

pytestmark = pytest.mark.deep


@pytest.fixture
def sitting(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Sitting:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    monkeypatch.setattr(holds, "_reasons", [])
    BOOK.entries.clear()
    return make_sitting()


@pytest.fixture
def case(sitting: Sitting) -> Case:
    """A release that waits for nothing but to be done, on a decision by the acts themselves."""
    decided = sitting.decided()
    yard = make_yard(sitting.team)
    one = sitting.team.cast.one
    body, coffin = yard.thing("body", file=sitting.body), yard.thing("coffin")
    yard.do(Pack(operation=one, items=(body,), into=coffin, when=yard.when(), reading=SCANNED))
    begun = BeginRelease(
        identification=decided, container=coffin, receiver="r", relation="mother",
        receives="family",
    )  # fmt: skip
    case = Case(yard, body, coffin, decided, yard.do(begun), seconds=3600)
    case.signed()
    return case


def given(case: Case) -> object:
    action: Action[ReleaseDone] = GiveOut(
        release=case.release, when=When(at=NOW), reading=Reading(read="scanned"), witness="W"
    )
    return action.do(by(case.yard.officer, case.later()))


def recall(case: Case, sitting: Sitting) -> object:
    act = Recall(identification=case.identification, why="the samples were mixed up")
    return act.do(by(sitting.board[2], case.later()))


def test_a_recall_that_came_first_stops_the_coffin(case: Case, sitting: Sitting) -> None:
    _, told = one_after(lambda: recall(case, sitting), lambda: given(case))
    assert isinstance(told, Refused)
    assert "recalled" in str(told)
    assert not ReleaseDone.objects.exists()
    assert Stay.objects.now().get(item=case.coffin).place is not None


def test_a_coffin_that_went_first_is_told_to_who_recalls(case: Case, sitting: Sitting) -> None:
    one_after(lambda: given(case), lambda: recall(case, sitting))
    assert ReleaseDone.objects.exists()
    assert IdentificationEnd.objects.exists()
    one = Identification.objects.get(pk=case.identification.pk)
    [rests] = [x for x in resting.of(one) if x.kind == "release"]
    assert rests.state == resting.HAPPENED


def test_a_coffin_goes_once(case: Case, sitting: Sitting) -> None:
    _, told = one_after(lambda: given(case), lambda: given(case))
    assert isinstance(told, Refused)
    assert ReleaseDone.objects.count() == 1
    assert not ReleaseEnd.objects.exists()
    assert [m.kind for m in case.coffin.movements.all()].count("out") == 1
