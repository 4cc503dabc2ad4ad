"""No way leads to a notice but an identification that two of the board signed and that stands.

The code is searched, the database is asked, and random walks try all that people can do.
"""

from __future__ import annotations

import ast
import inspect
import random
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

import nomina
from nomina.desk.acts import Action
from nomina.desk.examine import resting
from nomina.desk.examine.models import Dossier, Identification, Signature
from nomina.desk.examine.states import State
from nomina.desk.families.actions import telling
from nomina.desk.families.actions.telling import BeginNotice, BeginRecall
from nomina.desk.families.models import Notice, PlanSign, RecipientEnd, Told
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import NominaError, Refused
from tests.desk.custody.releasing import identified, person, recalled
from tests.desk.custody.yard import Yard
from tests.desk.examine.sitting import make_sitting
from tests.desk.examine.test_no_way_round import Walk
from tests.desk.families.visits import QUICK, make_visits

CODE = Path(nomina.__file__).parent
MAKES = {"create", "bulk_create", "get_or_create", "update_or_create", "acreate", "abulk_create",
         "aget_or_create", "aupdate_or_create"}  # fmt: skip
ONLY = "desk/families/actions/telling.py"


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a module, with the class or function of the module that it stands in."""
    for top in tree.body:
        for node in ast.walk(top):
            if isinstance(node, ast.Call):
                yield getattr(top, "name", ""), node


def makes_notice(node: ast.Call, names: set[str]) -> bool:
    """Whether a call makes a row of Notice, by the names that the module has for it."""
    of = node.func
    if isinstance(of, ast.Name):
        return of.id in names
    if not isinstance(of, ast.Attribute):
        return False
    if of.attr == "Notice":  # models.Notice(...)
        return "shapes" not in ast.unparse(of)
    text = ast.unparse(of.value)
    return of.attr in MAKES and (
        any(text.startswith(f"{name}.") for name in names) or "notices" in text
    )


def found_in(text: str) -> set[str]:
    """The classes of a module that make notices."""
    tree = ast.parse(text)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("nomina.desk.families")
        for alias in node.names
        if alias.name == "Notice"
    }
    return {where for where, node in calls(tree) if makes_notice(node, names)}


def test_two_acts_make_notices_and_no_other_code_does() -> None:
    made, looked = {}, 0
    for path in sorted(CODE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "migrations" in path.parts:
            continue
        assert "families_notice" not in text, f"{path} writes the table by hand"
        if "Notice" in text or "notices" in text:
            looked += 1
            if found := found_in(text):
                made[path.relative_to(CODE).as_posix()] = found
    assert made == {ONLY: {"BeginNotice", "BeginRecall"}}
    assert looked > 20, "the code was not looked at whole"
    for way in ("Notice(by=1)", "Notice.objects.create()", "one.notices.create()"):
        other = f"from nomina.desk.families.models import Notice\ndef told(one):\n    {way}\n"
        assert found_in(other) == {"told"}, f"{way} would not be found"


def every_action(of: type[Any] = Action) -> Iterator[type[Any]]:
    for one in of.__subclasses__():
        yield one
        yield from every_action(one)


def test_no_act_of_leads_or_faces_knows_of_notices() -> None:
    acts = set(every_action())
    assert {BeginNotice, BeginRecall} <= acts
    assert len(acts) > 100, "the desk was not looked at whole"
    given = {
        one
        for one in acts
        if any("Identification" in str(kind) for kind in one.__annotations__.values())
        and "families" in one.__module__
    }
    assert given == {BeginNotice}, "a notice is asked for with an identification alone"
    assert list(BeginNotice.__annotations__) == ["identification"]
    others = {one.__module__ for one in acts if "families" not in one.__module__}
    for name in others:
        assert "desk.families" not in inspect.getsource(sys.modules[name]), name


def test_the_database_takes_no_notice_without_its_ground(yard: Yard) -> None:
    visits = make_visits(yard)
    given = {"operation": yard.team.cast.one, "by": visits.liaison}
    notice = visits.begin()
    wrong: list[dict[str, Any]] = [
        {"occasion": "death"},
        {"occasion": "death", "identification_id": None},
        {"occasion": "rumour", "identification": visits.identification},
        {"occasion": "death", "identification": visits.identification},
        {"occasion": "further", "identification": visits.identification},
        {"occasion": "recall", "identification": visits.identification},
        {"occasion": "further", "identification": visits.identification, "recalls": notice},
    ]
    for more in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice(**given, **more).save(force_insert=True)
    link = apps.get_model("families", "Notice")._meta.get_field("identification")
    assert (link.null, link.remote_field.model) == (False, Identification)


@QUICK
def test_what_the_board_did_not_sign_is_no_ground(yard: Yard) -> None:
    visits = make_visits(yard)
    decided = visits.identification
    board = [row.by for row in Signature.objects.filter(dossier=decided.dossier)]

    def begun() -> None:
        visits.do(BeginNotice(identification=decided))

    one = Signature(
        dossier=decided.dossier, by=board[0], role=Role.BOARD, agrees=False, why="no",
        made_at=decided.made_at + timedelta(hours=1),
    )  # fmt: skip
    one.save(force_insert=True)
    with pytest.raises(Refused, match="have not signed"):
        begun()
    bare = Dossier(
        report=decided.report, number=2, digest="b" * 64, document={"evidence": []}, by=board[0]
    )
    bare.save(force_insert=True)
    fake = Identification(report=decided.report, dossier=bare, link=decided.link, by=board[0])
    with pytest.raises(Refused, match="have not signed"):  # never written
        visits.do(BeginNotice(identification=fake))
    Signature(
        dossier=decided.dossier, by=board[0], role=Role.BOARD, agrees=True, keys=["0" * 64],
        made_at=decided.made_at + timedelta(hours=2),
    ).save(force_insert=True)  # fmt: skip
    recalled(decided)
    with pytest.raises(Refused, match="recalled"):
        begun()
    assert not Notice.objects.exists()


def test_without_its_checks_an_act_still_writes_no_notice_of_what_nobody_decided(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check is taken out; the database refuses what it would have let through (NOT-01)."""
    visits = make_visits(yard)
    board, second = visits.board, visits.second
    monkeypatch.setattr(telling, "demand_signed", lambda one: None)
    monkeypatch.setattr(resting, "hold", lambda one: None)

    def forged(*board: User) -> Identification:
        """An identification that no act made, with some signatures."""
        return identified(yard, yard.file(), person(yard), board)

    dissent = forged(board)
    Signature(dossier=dissent.dossier, by=second, role=Role.BOARD, agrees=False, why="no").save()
    recalled(visits.identification)
    for one in (forged(), forged(board, board), dissent, visits.identification):
        with pytest.raises(IntegrityError, match="of the board"), transaction.atomic():
            visits.do(BeginNotice(identification=one))
    assert not Notice.objects.exists()
    visits.do(BeginNotice(identification=forged(board, second)))


def test_the_database_knows_who_let_a_plan_go(yard: Yard) -> None:
    visits = make_visits(yard)
    notice = visits.begin()
    mother, brother = visits.choose(notice), visits.choose(notice, visits.brother)
    plan = visits.plan(mother)
    mine = PlanSign(plan=plan, digest="0" * 64, seat="liaison", keys=["k"], by=plan.by)
    with pytest.raises(IntegrityError, match="does not sign"), transaction.atomic():
        mine.save(force_insert=True)
    visits.sign(plan)
    visits.tell(mother)
    given = {one.attname: getattr(Told.objects.get(), one.attname) for one in Told._meta.fields}
    given |= {"id": uuid4(), "recipient_id": brother.pk, "plan_id": visits.plan(brother).pk}
    with pytest.raises(IntegrityError, match="let this plan"), transaction.atomic():
        Told(**given).save(force_insert=True)
    recalled(visits.identification)
    recall = visits.recall(notice)
    for wrong in (notice, recall):  # of what was told, once
        other = Notice(
            operation=notice.operation, identification=notice.identification, occasion="recall",
            recalls=wrong, by=visits.liaison,
        )  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            other.save(force_insert=True)
    off = RecipientEnd(recipient=recall.recipients.get(), why="w", by=visits.board)
    with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        off.save(force_insert=True)


class Telling(Walk):
    """A walk of the board in which a liaison tries to tell at every step."""

    began: int = 0
    early: int = 0

    def on(self) -> None:
        super().on()
        self.tell()

    def tell(self) -> None:
        liaison = self.sitting.team.one[Role.LIAISON]
        for one in Identification.objects.filter(report=self.sitting.report):
            stands = self.sitting.report.state is State.IDENTIFIED and self.newest(one)
            free = not Notice.objects.filter(identification=one).exists()
            done = self.done(BeginNotice(identification=one), liaison)
            assert (done is not None) is (stands and free), "told what nobody decided"
            self.began += done is not None
            self.early += done is None
        link = Identification(report=self.sitting.report, by=self.sitting.maker)
        try:
            self.done(BeginNotice(identification=link), liaison)
        except (Identification.link.RelatedObjectDoesNotExist, NominaError):
            self.early += 1
        assert Notice.objects.count() <= self.decided

    def newest(self, one: Identification) -> bool:
        rows = Identification.objects.filter(report=self.sitting.report)
        return one == rows.order_by("made_at", "pk").last()


@pytest.mark.parametrize(
    ("walks", "seed"), [(8, 0), pytest.param(40, 1000, marks=pytest.mark.deep)]
)
@QUICK
def test_no_walk_of_the_board_reaches_a_notice_but_by_its_decision(
    yard: Yard, walks: int, seed: int
) -> None:
    sitting = make_sitting(yard.team)
    person = {user: user.login for user in (sitting.maker, sitting.second, *sitting.board)}
    sitting.bring()
    sitting.to_board()
    began = early = 0
    for n in range(walks):
        with transaction.atomic():
            walk = Telling(sitting, sitting.board, person, random.Random(seed + n))
            walk.go(10)
            began, early = began + walk.began, early + walk.early
            transaction.set_rollback(True)
    assert began >= walks / 8, "walks that get nowhere"
    assert early >= walks
