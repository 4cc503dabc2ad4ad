"""What was there on a day, against a plain reading of every stay."""

from __future__ import annotations

import random
from datetime import timedelta

from nomina.desk.custody import days
from nomina.desk.custody.models import Stay
from nomina.desk.custody.register import span
from tests.desk.custody.yard import BEGUN, Yard


def test_each_day_holds_what_a_plain_reading_finds(yard: Yard) -> None:
    draw = random.Random(11)
    places = [yard.wagon, yard.other, yard.morgue]
    items = [yard.thing("packet", when=yard.when(BEGUN)) for _ in range(6)]
    at = BEGUN
    for _ in range(40):
        at += timedelta(minutes=draw.choice([0, 1, 59, 60, 61, 600, 5000]))
        if at > BEGUN + timedelta(days=19):
            break
        yard.move(draw.choice(items), draw.choice(places), when=yard.when(at))
    moments = [BEGUN + timedelta(minutes=draw.randrange(60 * 24 * 19)) for _ in range(6)]
    for moment in [*moments, BEGUN, at, *Stay.objects.values_list("since", flat=True)[:6]]:
        for place in places:
            truth = {
                stay.pk
                for stay in Stay.objects.filter(place=place)
                if stay.since <= moment and (stay.until is None or stay.until > moment)
            }
            found = [stay.pk for stay in days.here(place, moment, 100)]
            assert set(found) == truth
            assert len(found) == len(truth)
            if len(found) < 3:
                continue
            walked: list[int] = []
            last = None
            while part := days.here(place, moment, 2, last):
                walked += [stay.pk for stay in part]
                last = part[-1]
            assert walked == found
    for item in items[:2]:
        for moment in moments:
            stay = days.where(item, moment)
            assert stay is not None
            assert stay.since <= moment < (stay.until or moment + timedelta(days=1))


def test_a_span_is_the_least_power_of_two_hours_that_holds_it() -> None:
    hour = timedelta(hours=1)
    for hours, wanted in ((0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (1024, 10), (1025, 11)):
        assert span(BEGUN, BEGUN + hours * hour) == wanted
    assert span(BEGUN, BEGUN + hour + timedelta(seconds=1)) == 1
