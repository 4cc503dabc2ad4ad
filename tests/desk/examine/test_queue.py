"""What waits, in which order, for whom, and at what cost."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nomina.desk.examine.models import Pair, Settled
from nomina.desk.examine.queue import leads, reopened, waiting
from nomina.desk.files.models import Card, Entry, Link
from nomina.desk.leads.models import Lead
from nomina.desk.policy.roles import Role
from tests.desk.examine.bench import Bench, add_body, picture
from tests.desk.examine.test_assign import in_hand
from tests.desk.people.cast import NOW, sign_in

KEYS = ("sex", "nationality", "rank", "religion", "affiliation")


def order(bench: Bench) -> list[object]:
    rows = waiting(bench.run, bench.examiners[0], reopened(bench.run)).order_by("place")
    return list(rows.values_list("body", flat=True))


def first(bench: Bench, n: int = 0) -> Lead | None:
    fresh = reopened(bench.run)
    return leads(bench.run, bench.bodies[n].pk, bench.examiners[0], fresh).first()


def test_side_nationality_rank_religion_and_sex_move_nobody(bench: Bench) -> None:
    """The same run with these fields dealt out anew gives the same order, twenty times."""
    for n in range(8):
        add_body(bench, f"MORE-{n}", random.Random(n))
    before = order(bench)
    assert len(before) == 10
    dice = random.Random("fields")
    for _ in range(20):
        for one in (*bench.bodies, *bench.people):
            Card.objects.filter(file=one).update(sex=dice.choice(("male", "female", "")))
            for name in KEYS:
                said = {"state": "known", "value": dice.choice("abc")}
                Entry(file=one, field=name, value=said, made_by=one.made_by, made_at=NOW).save(
                    force_insert=True
                )
        assert order(bench) == before


def settle(bench: Bench, outcome: str, n: int = 0) -> Pair:
    one = bench.take(bench.examiners[0], n)
    bench.conclude(one, outcome)
    bench.conclude(in_hand(bench), outcome)
    assert Settled.objects.get(pair=one.pair).ending == outcome
    return one.pair


def test_decided_pairs_do_not_come_back_and_the_next_lead_does(bench: Bench) -> None:
    top = first(bench)
    assert top is not None
    settle(bench, "candidate")
    following = first(bench)
    assert following is not None
    assert (top.rank, following.rank) == (1, 2)
    Link(
        kind="identified", one=bench.bodies[0], other=bench.people[0], why="w",
        made_by=bench.team.cast.ada,
    ).save()  # fmt: skip
    assert order(bench) == [bench.bodies[1].pk]


def test_a_rejected_pair_stays_rejected_until_there_is_new_evidence(bench: Bench) -> None:
    pair = settle(bench, "excluded")
    assert reopened(bench.run) == {}
    at = bench.later()
    value = {"state": "known", "value": "x"}
    entry = Entry(file=pair.body, field="notes", value=value, made_by=pair.body.made_by)
    entry.made_at = at
    entry.save(force_insert=True)
    assert reopened(bench.run) == {}, "a line that changes no finding is no new evidence"
    picture(pair.person, random.Random(9), at)
    assert reopened(bench.run) == {pair.pk: ("photos",)}
    ranks = list(leads(bench.run, pair.body_id, None, {pair.pk}).values_list("rank", flat=True))
    assert 1 in ranks


def test_what_is_new_is_told_to_the_board_and_to_no_examiner(bench: Bench) -> None:
    pair = settle(bench, "excluded")
    picture(pair.person, random.Random(9), bench.later())
    address = reverse("examine:queue", args=[bench.team.cast.one.pk])
    for user, told in ((bench.team.one[Role.BOARD], True), (bench.examiners[2], False)):
        client = Client()
        sign_in(client, user)
        page = client.get(address).content.decode()
        assert pair.body.number in page
        assert ("new since: photos" in page) is told
        assert ("Nobody on this list" in page) is told
        assert ("about" in page) is told


def test_two_cannot_take_one_body(bench: Bench) -> None:
    from nomina.errors import Refused

    bench.take(bench.examiners[0])
    with pytest.raises(Refused, match="does not wait"):
        bench.take(bench.examiners[1])
    assert order(bench) == [bench.bodies[1].pk]


def test_a_longer_queue_asks_no_more(bench: Bench) -> None:
    """The queries of a page of 2 bodies and of one of 50; a row that asked would show."""
    client = Client()
    sign_in(client, bench.examiners[0])
    address = reverse("examine:queue", args=[bench.team.cast.one.pk])
    client.get(address)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        counts.append(len(caught.captured_queries))
        for n in range(58):
            add_body(bench, f"MORE-{n}-{len(counts)}", random.Random(n))
    assert counts[0] >= counts[1] - 1
    assert counts[1] <= 20
