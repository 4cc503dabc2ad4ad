"""Packages are whole or not there: whatever breaks, nothing is lost, doubled, or said too early.

A fault at any statement of an act undoes all of it, and the act then does its work once. A process
that is killed in the middle of one leaves the database as it was before it.
"""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from nomina.desk.acts import Action
from nomina.desk.custody.papers import page
from nomina.desk.transmit import packages_kept, packages_paper
from nomina.desk.transmit.actions.packages import EndPackage
from nomina.desk.transmit.actions.packages_back import TakeAcknowledgement
from nomina.desk.transmit.actions.packages_out import HandOver, MakePackage, TakePackage
from nomina.desk.transmit.models import (
    Acknowledged,
    Package,
    PackageEnd,
    PackageItem,
    PackageMade,
    PackagePrint,
    PackageSent,
    PackageTaken,
)
from nomina.errors import StoreError
from tests.desk.custody.yard import Yard, make_yard
from tests.desk.files.people import make_team
from tests.desk.people.cast import BOOK, Torn, by, make_cast
from tests.desk.transmit.sending import Sending, again, copied, make_sending

ROWS = (
    Acknowledged, Package, PackageEnd, PackageItem, PackageMade, PackagePrint, PackageSent,
    PackageTaken,
)  # fmt: skip


class Broken(OperationalError):
    """The database, or the machine, fails here."""


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in ROWS)


class Fails:
    """Runs every statement that writes but the n-th, at which it does something else."""

    def __init__(self, at: int, instead: Callable[[], Any]) -> None:
        self.left, self.instead = at, instead

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "SAVEPOINT", "RELEASE", "DELETE")):
            self.left -= 1
            if self.left == 0:
                self.instead()
        return execute(sql, *rest)


def unset(paper: page.Paper) -> bytes:
    """What can be signed as a print, and is none."""
    return f"%PDF-1.7\n{paper.mark} {paper.language}\nstartxref\n0\n%%EOF".encode()


def broken() -> None:
    raise Broken


@pytest.fixture
def sending(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> Sending:
    # A print of one document is always the same; it need not be set anew for every fault.
    known: dict[Any, bytes] = {}

    def once(paper: page.Paper) -> bytes:
        key = (paper.mark, paper.language)
        if key not in known:
            known[key] = page.pdf(paper)
        return known[key]

    monkeypatch.setattr(packages_paper, "pdf", once)
    return make_sending(yard)


def faults(sending: Sending, make: Callable[[], Action[Any]], step: int) -> int:
    """Have an act fail at each n-th statement in turn; gives the one at which it passed."""
    before, at = counts(), sending.later()
    for n in itertools.count(1, step):
        try:
            with connection.execute_wrapper(Fails(n, broken)):
                sending.do(make(), at=at)
        except (Broken, StoreError):  # as the vault tells it
            assert counts() == before, n
            continue
        return n
    raise AssertionError


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("sqlcipher", 13),
        pytest.param("sqlcipher", 1, marks=pytest.mark.deep),
        pytest.param("postgres", 3, marks=pytest.mark.deep),
    ],
    indirect=["kind"],
)
def test_a_fault_at_any_statement_leaves_nothing(sending: Sending, step: int) -> None:
    body = sending.body()
    assert body.file is not None
    package = sending.draft(body.file.number)
    sending.sign(sending.lay(package))
    assert faults(sending, lambda: MakePackage(package=package), step) > 40
    # Made once, with its copy, under the very next number.
    made = again(package).made
    assert [one.number for one in Package.objects.order_by("number")] == ["T-00001", "T-00002"]
    assert made.copied == copied(package)
    assert PackagePrint.objects.count() == 6
    for row in PackageMade.objects.all():
        assert packages_kept.read(row.json)
    assert faults(sending, lambda: TakePackage(package=package, form="file"), step) > 1
    at = sending.later()
    hand = lambda: HandOver(package=package, means="file", to="x", at=at)  # noqa: E731
    assert faults(sending, hand, step) > 1
    assert PackageSent.objects.count() == 1
    ack = sending.acknowledgement(package)
    back = lambda: TakeAcknowledgement(package=package, data=ack, name="a")  # noqa: E731
    assert faults(sending, back, step) > 1
    assert Acknowledged.objects.count() == 1


@pytest.mark.parametrize(
    "kind", ["postgres", pytest.param("sqlcipher", marks=pytest.mark.deep)], indirect=True
)
def test_what_the_ledger_does_not_take_did_not_happen(sending: Sending) -> None:
    body = sending.body()
    assert body.file is not None
    package = sending.draft(body.file.number)
    sending.sign(sending.lay(package))
    officer = sending.bureau.officer

    def torn(action: Action[Any]) -> None:
        before = counts()
        with pytest.raises(OSError, match="ledger"):
            action.do(by(officer, sending.later()), Torn())
        assert counts() == before

    torn(MakePackage(package=package))
    sending.do(MakePackage(package=package))
    torn(TakePackage(package=package, form="file"))
    sending.do(TakePackage(package=package, form="file"))
    torn(HandOver(package=package, means="file", to="x", at=sending.later()))
    torn(EndPackage(package=package, why="w"))


def killed(action: Action[Any], user: Any, at: int) -> None:
    """Do an act in a process that is killed at its n-th statement."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        die = lambda: os.kill(os.getpid(), signal.SIGKILL)  # noqa: E731
        try:
            with connection.execute_wrapper(Fails(at, die)):
                action.do(by(user, timezone.now()), BOOK)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), at


def statements(action: Action[Any], user: Any) -> int:
    """Count the statements at which an act can be killed; nothing of it stays."""
    counted = Fails(0, broken)
    with transaction.atomic():
        with connection.execute_wrapper(counted):
            action.do(by(user, timezone.now()), BOOK)
        transaction.set_rollback(True)
    return -counted.left - 2  # the counted run lies in a transaction of ours, and so has two more


@pytest.mark.deep
def test_a_killed_process_leaves_both_packages_or_none(
    fresh_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What sets prints has threads, which a fork does not take along; whoever is killed keeps
    # nothing, so that it needs no real ones.
    sending = make_sending(make_yard(make_team(make_cast())))
    body = sending.body()
    assert body.file is not None
    package = sending.draft(body.file.number)
    sending.sign(sending.lay(package))
    officer = sending.bureau.officer
    steps: tuple[Callable[[], Action[Any]], ...] = (
        lambda: MakePackage(package=package),
        lambda: TakePackage(package=package, form="file"),
        lambda: HandOver(package=package, means="file", to="x", at=timezone.now()),
    )
    for step in steps:
        there = counts()
        total = statements(step(), officer)
        assert total >= 1
        with monkeypatch.context() as forked:
            forked.setattr(packages_paper, "pdf", unset)
            for n in {*range(1, total + 1, max(total // 12, 1)), total}:
                killed(step(), officer, n)
                assert counts() == there, n
        step().do(by(officer, timezone.now()), BOOK)
        assert counts() != there
    assert PackageMade.objects.count() == 2
    assert PackageSent.objects.count() == 1
    numbers = [one.number for one in Package.objects.order_by("number")]
    assert numbers == ["T-00001", "T-00002"]
    for row in PackagePrint.objects.all():
        assert len(packages_kept.read(row.pdf)) > 10_000
