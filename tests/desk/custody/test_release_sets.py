"""Every set of missing conditions, against the act itself: exactly those are told, nothing goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from nomina.desk.custody import holds
from nomina.desk.custody.holds import Hold
from nomina.desk.custody.models import (
    Item,
    ReleaseDone,
    ReleaseFact,
    ReleaseScan,
    ReleaseSign,
    Stay,
)
from nomina.desk.custody.release_check import missing
from nomina.desk.custody.release_ground import contents, ground_of
from nomina.desk.policy.roles import Role
from nomina.errors import Refused
from tests.desk.custody.releasing import Case, identified, make_case, person, recalled
from tests.desk.custody.yard import Yard

KEYS = (
    "recalled", "other", "scan", "hold:x", "authority", "receiver", "wishes", "further",
    "effects", "sign",
)  # fmt: skip
"""2**10 sets; that each signature counts by itself is tried without a database."""


class Undo(Exception):
    """Takes back what was tried."""


@contextmanager
def undone() -> Iterator[None]:
    """Do something and take it back, whatever came of it."""
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


def lacking(case: Case, keys: set[str], other: Item, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make everything but some conditions, try to give the coffin out, and give what was told."""
    officer, release = case.yard.officer, case.release
    if "other" in keys:
        Stay.objects.now().filter(item=other).update(inside=case.coffin, position=None)
    for key in {"authority", "receiver", "effects"} - keys:
        ReleaseFact(
            release=release, key=key, words="w", number="n", by=officer, made_at=case.later()
        ).save(force_insert=True)
    if "wishes" not in keys:
        case.wish()
    if "further" not in keys:
        case.choose()
    if "recalled" in keys:
        recalled(case.identification)
    at = case.later()
    for stay in contents(case.coffin):
        if "scan" not in keys or stay.item_id != case.body.pk:
            ReleaseScan(
                release=release, item=stay.item, read="scanned", at=at, by=officer, made_at=at
            ).save(force_insert=True)

    def reason(item: Item) -> Iterator[Hold]:
        if "hold:x" in keys and item.pk == case.coffin.pk:
            yield Hold("x", "it is held", "Let it go")

    monkeypatch.setattr(holds, "_reasons", [reason])
    if "sign" not in keys:
        digest = ground_of(release, case.later()).digest
        board = case.yard.team.one[Role.BOARD]
        for seat, user in (("custody", officer), ("board", board)):
            ReleaseSign(release=release, seat=seat, digest=digest, by=user).save(force_insert=True)
    told = [one.key for one in missing(ground_of(release, case.later()).case)]
    if not told:
        case.give()
        assert ReleaseDone.objects.exists()
        return told
    with pytest.raises(Refused):
        case.give()
    assert not ReleaseDone.objects.exists()
    assert Stay.objects.now().get(item=case.coffin).place is not None
    return told


def expected(keys: set[str]) -> list[str]:
    """What must be told of a set, from its names alone."""
    told = set(keys) - {"sign"}
    if "sign" in keys:
        told |= {"sign-custody", "sign-board"}
    return sorted(told)


def try_all(yard: Yard, chosen: Iterator[int], monkeypatch: pytest.MonkeyPatch) -> int:
    """Try sets by number; bit n of a number says that condition n is missing."""
    case, other = make_case(yard), yard.thing("part", file=yard.file())
    identified(yard, other.file, person(yard))
    tried = 0
    for number in chosen:
        keys = {key for n, key in enumerate(KEYS) if number >> n & 1}
        with undone():
            told = lacking(case, keys, other, monkeypatch)
            assert sorted(set(told)) == expected(keys), keys
        tried += 1
    return tried


def test_one_condition_that_is_missing_at_a_time(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_each = iter([0, *(1 << n for n in range(len(KEYS)))])
    assert try_all(yard, one_each, monkeypatch) == len(KEYS) + 1


@pytest.mark.deep
def test_every_set_of_conditions(yard: Yard, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the sets on each database: 512 each, 1,024 in all."""
    first = 0 if kind == "sqlcipher" else 1
    # By the number of conditions, so that each half has sets of every size but one parity.
    half = (n for n in range(1 << len(KEYS)) if n.bit_count() % 2 == first)
    assert try_all(yard, half, monkeypatch) == 512
