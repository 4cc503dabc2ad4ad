"""What is one's own is found by a smaller query than what may be seen, and is no more than that."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from nomina.desk.examine.models import Examination
from nomina.desk.people.models import User
from tests.desk.examine.bench import Bench
from tests.desk.people.cast import sign_in


def test_ones_own_are_those_of_the_visible_that_one_examines(bench: Bench) -> None:
    first = bench.take(bench.examiners[0])
    bench.conclude(first)
    bench.take(bench.examiners[1], 1)
    for user in (*bench.examiners, bench.team.cast.ada):
        fresh = User.objects.get(pk=user.pk)
        seen = {
            one.pk for one in Examination.objects.visible_to(fresh) if one.examiner_id == user.pk
        }
        assert {one.pk for one in Examination.objects.own_of(fresh)} == seen
    assert Examination.objects.own_of(bench.examiners[0]).count() == 1


def test_anothers_examination_is_not_there(bench: Bench) -> None:
    one = bench.take(bench.examiners[0])
    client = Client()
    sign_in(client, bench.examiners[1])
    address = reverse("examine:examination", args=[one.pk])
    assert client.get(address).status_code == 404
