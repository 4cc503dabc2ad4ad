"""Leads through the interface: degrees and places, counted, and nothing to climb by (SEC-32)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from nomina.desk import limits
from nomina.desk.api.endpoints.work import drawn
from nomina.desk.leads.drawn import people_of
from nomina.desk.leads.models import Job, Lead, Run
from nomina.desk.policy.roles import Role
from tests.desk.api.asking import Program
from tests.desk.leads.conftest import quiet as quiet  # noqa: PLC0414 - a fixture
from tests.desk.leads.conftest import town as town  # noqa: PLC0414 - a fixture
from tests.desk.leads.town import Town, work
from tests.desk.people.cast import BOOK


def numbers(value: Any) -> Iterator[float]:
    """Every number within an answer."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def test_leads_are_degrees_places_and_sentences(town: Town, program: Program) -> None:
    body, person = town.files["B0"], town.files["M0"]
    program.sign_in(town.team.cast.bob)
    path = f"files/{body.pk}/leads"
    assert program.get(path).json()["leads"] == []
    work()
    BOOK.entries.clear()
    answer = program.get(path)
    told = answer.json()
    assert BOOK.kinds() == ["leads.opened"]
    assert told["leads"][0]["person"] == str(person.pk)
    places = [lead["place"] for lead in told["leads"]] + [told["nobody"]]
    assert sorted(places) == list(range(1, len(places) + 1)), "nobody has a place of its own"
    assert all(isinstance(one, int) for one in numbers(told))
    assert {lead["degree"] for lead in told["leads"]} <= set(range(-6, 7))
    assert any(lead["findings"] for lead in told["leads"])
    assert {one["speaks"] for lead in told["leads"] for one in lead["findings"]} <= {
        "for", "against", "even", "excludes"
    }  # fmt: skip


def test_a_score_that_moves_within_its_degree_moves_nothing(town: Town) -> None:
    """Whoever changes a photo a little sees no difference until a degree or a place changes."""
    work()
    run = Run.objects.shown(town.one.pk)
    first = Lead.objects.get(run=run, body=town.files["B0"], rank=1)
    person = people_of([first], town.team.cast.bob)[first.person_id]
    assert first.findings
    seen = set()
    for step in range(200):
        first.log10_lr -= 1e-4
        first.posterior -= 1e-7
        first.glr = (first.glr or 0.0) + step
        first.findings = [
            one | {"log10_lr": one["log10_lr"] * (1 - 1e-4)} for one in first.findings
        ]
        seen.add(drawn(first, person, 1, whole=True).model_dump_json())
    assert len(seen) == 1


def test_readings_of_one_body_are_counted(
    town: Town, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LEADS_EACH_DAY", limits.Limit("leads", 3, 10**9))
    program.sign_in(town.team.cast.bob)
    one, other = (f"files/{town.files[name].pk}/leads" for name in ("B0", "B1"))
    assert [program.get(one).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert program.get(other).status_code == 200
    program.sign_in(town.team.one[Role.BOARD])
    assert program.get(one).status_code == 200


def test_only_a_body_has_leads(town: Town, program: Program) -> None:
    program.sign_in(town.team.cast.bob)
    assert program.get(f"files/{town.files['M0'].pk}/leads").status_code == 404


def test_work_is_listed_stopped_and_gone_on_with(town: Town, program: Program) -> None:
    program.sign_in(town.team.cast.bob)
    job = Job.objects.filter(operation=town.one).latest("made_at")
    listed = program.get(f"operations/{town.one.pk}/jobs").json()["jobs"]
    assert str(job.pk) in {one["id"] for one in listed}
    stopped = program.post(f"jobs/{job.pk}/stop")
    assert stopped.json()["state"] == "stopped"
    assert program.post(f"jobs/{job.pk}/go-on").json()["state"] == "waiting"
    assert program.post(f"jobs/{job.pk}/go-on").status_code == 409
