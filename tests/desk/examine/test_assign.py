"""Who looks next, and what views come to: never an average, never one person twice."""

from __future__ import annotations

from itertools import product

import pytest

from nomina.desk.examine import assign
from nomina.desk.examine.actions.examining import Describe
from nomina.desk.examine.actions.queue import HandOver, Know, Skip, claim_of, led
from nomina.desk.examine.models import Claim, ClaimEnd, Examination, Pair, Planted, Settled
from nomina.desk.files.models import Link
from nomina.desk.policy.roles import Role
from nomina.errors import NotPermitted, Refused
from tests.desk.examine.bench import SEEN, Bench, add_body, key
from tests.desk.people.cast import Book, by

OUTCOMES = ("excluded", "inconclusive", "candidate")


def test_what_views_come_to_is_what_two_of_them_say() -> None:
    """By counting, over every three views: the outcome that two share, else the board."""
    for views in product(OUTCOMES, repeat=3):
        assert assign.ending(views[:1]) == ""
        first, second, _ = views
        if first == second:
            assert assign.ending(views[:2]) == first
            continue
        assert assign.ending(views[:2]) == ""
        shared = [one for one in OUTCOMES if views.count(one) == 2]
        assert assign.ending(views) == (shared[0] if shared else "board")


def in_hand(bench: Bench) -> Examination:
    """The only examination of the pair that was taken last which is in anybody's hands."""
    newest = Claim.objects.order_by("made_at").last()
    assert newest is not None
    [claim] = Claim.objects.current().filter(pair=newest.pair)
    return Examination.objects.get(pair=claim.pair, examiner=claim.by)


def test_the_desk_chooses_the_second_and_never_the_first(bench: Bench) -> None:
    first = bench.take(bench.examiners[0])
    bench.conclude(first)
    second = in_hand(bench)
    assert (second.turn, second.pair_id) == (2, first.pair_id)
    assert second.examiner != first.examiner
    assert not Settled.objects.exists()
    bench.conclude(second)
    assert [one.ending for one in Settled.objects.all()] == ["candidate"]
    assert not Claim.objects.current().exists()


def test_three_views_that_differ_go_to_the_board(bench: Bench) -> None:
    bench.conclude(bench.take(bench.examiners[0]), "excluded")
    bench.conclude(in_hand(bench), "candidate")
    third = in_hand(bench)
    assert third.turn == 3
    bench.conclude(third, "inconclusive")
    assert [one.ending for one in Settled.objects.all()] == ["board"]
    assert len(set(Examination.objects.values_list("examiner", flat=True))) == 3


def test_one_person_with_two_accounts_is_no_second_examiner(bench: Bench) -> None:
    """Whoever shares a passkey with the first is left out, and a pair without others waits."""
    for other in bench.examiners[1:]:
        key(other, "key 0")
    first = bench.take(bench.examiners[0])
    bench.conclude(first)
    assert not Claim.objects.current().exists()
    assert not Settled.objects.exists()
    assert assign.eligible(first.pair, bench.later()) == []


def test_whoever_has_least_to_do_comes_first_then_a_draw(bench: Bench) -> None:
    first = bench.take(bench.examiners[0])
    able = assign.eligible(first.pair, bench.later())
    assert set(able) == {one.pk for one in bench.examiners[1:]}
    busy = next(one for one in bench.examiners if one.pk == able[0])
    bench.take(busy, 1)
    again = assign.eligible(first.pair, bench.later())
    assert again == [*able[1:], able[0]]


def test_who_knows_the_person_is_barred_from_the_body_and_nobody_is_told(bench: Bench) -> None:
    first = bench.take(bench.examiners[0])
    Know(examination=first).do(by(first.examiner, bench.later()), Book())
    with pytest.raises(Refused, match="does not wait for you"):
        bench.take(bench.examiners[0])
    other = bench.take(bench.examiners[1])
    assert other.pair_id == first.pair_id
    assert first.examiner_id not in assign.eligible(other.pair, bench.later())
    for viewer in bench.examiners[1:]:
        assert not ClaimEnd.objects.visible_to(viewer).filter(how="known").exists()


def test_skipping_brings_the_pair_to_another(bench: Bench) -> None:
    first = bench.take(bench.examiners[0])
    bench.conclude(first)
    second = in_hand(bench)
    Skip(examination=second).do(by(second.examiner, bench.later()), Book())
    third = in_hand(bench)
    assert third.turn == 2
    assert third.examiner_id not in {first.examiner_id, second.examiner_id}
    with pytest.raises(Refused, match="not in your hands"):
        Describe(examination=second, features=SEEN).do(by(second.examiner), Book())


def test_handing_over_is_to_who_may_and_only_of_what_was_taken(bench: Bench) -> None:
    one, two, *_ = bench.examiners
    first = bench.take(one)
    stranger = bench.team.cast.charlie
    with pytest.raises(Refused, match="cannot take it"):
        HandOver(examination=first, to=stranger).do(by(one, bench.later()), Book())
    with pytest.raises(NotPermitted):
        HandOver(examination=first, to=one).do(by(two, bench.later()), Book())
    HandOver(examination=first, to=two).do(by(one, bench.later()), Book())
    handed = in_hand(bench)
    assert (handed.examiner, handed.turn, claim_of(first)) == (two, 1, None)
    bench.conclude(handed)
    second = in_hand(bench)
    assert second.examiner != one
    with pytest.raises(Refused, match="the desk chose you"):
        HandOver(examination=second, to=one).do(by(second.examiner, bench.later()), Book())


def test_who_read_the_leads_does_not_examine_blind(bench: Bench) -> None:
    first = bench.take(bench.examiners[0])
    with pytest.raises(Refused, match="closed to you"):
        # Of any body: a refusal for one of them alone would tell which one is in hand.
        led(bench.bodies[1], by(bench.examiners[0], bench.later()))
    led(bench.bodies[0], by(bench.examiners[1], bench.later()))
    able = assign.eligible(first.pair, bench.later())
    assert bench.examiners[1].pk not in able
    assert len(able) == 2


def close(bench: Bench, n: int) -> None:
    """Close ``n`` pairs: bodies identified to the first person, every other pair with another."""
    import random

    dice = random.Random(n)
    for k in range(n):
        body = add_body(bench, f"C-{n}-{k}", dice)
        person = bench.people[k % 2]
        Pair(body=body, person=person).save()
        Link(
            kind="identified", one=body, other=bench.people[0], why="w", made_by=bench.team.cast.ada
        ).save()


def test_closed_pairs_are_mixed_in_from_thirty_on_and_one_in_twenty(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bench.take(bench.examiners[0])
    monkeypatch.setattr(assign, "SHARE", 1)
    close(bench, 29)
    assert assign.mix_in(first, bench.later()) is None
    close(bench, 1)
    made = assign.mix_in(first, bench.later())
    assert made is not None
    assert made.turn == 0
    assert made.examiner in bench.examiners[1:], "to who takes a body, it would come at that moment"
    planted = Planted.objects.get(examination=made)
    assert planted.mate == (made.pair.person_id == bench.people[0].pk)
    assert not Planted.objects.visible_to(made.examiner).exists()
    bench.conclude(made, "excluded")
    for user in (*bench.examiners, bench.team.one[Role.BOARD]):
        assert Planted.objects.visible_to(user).exists() is (user == made.examiner)
    assert not Settled.objects.filter(pair=made.pair).exists()


def test_about_one_examination_in_twenty_brings_a_closed_pair() -> None:
    """10,000 ids: 500 expected, and the draw of a fair die stays within 100 of it (4.6 sigma)."""
    import uuid

    n = sum(assign.brings(uuid.UUID(int=k)) for k in range(10_000))
    assert abs(n - 500) < 100
