"""A run finds who it should, says from what, and is made once."""

from __future__ import annotations

from nomina.desk.leads.models import Lead, Run
from tests.desk.leads.town import Town, work


def test_a_body_is_led_to_its_person(town: Town) -> None:
    work()
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    for n in range(3):
        first = Lead.objects.get(run=run, body=town.files[f"B{n}"], rank=1)
        assert first.person == town.files[f"M{n}"]
