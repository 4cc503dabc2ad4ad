"""The worker of the desk does it all, with the embedded pack on people who do not exist."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from nomina.desk.boot.serving import worker
from nomina.desk.files.actions.photos import AddPhoto
from nomina.desk.files.models import File
from nomina.desk.files.photos.intake import facts_of
from nomina.desk.leads import jobs
from nomina.desk.leads.models import Answer, FaceTemplate, Job, Lead, Run
from nomina.synthetic import Person
from tests.desk.files.people import make_team
from tests.desk.files.shots import encoded
from tests.desk.leads.town import Town, body, consent, make_town, missing, with_faces
from tests.desk.people.cast import BOOK, Book, by, make_cast


def run_all() -> None:
    """Let a worker do what waits, and leave."""
    found = worker(0.0)
    found.batch = True
    found.run()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is put off."""
    monkeypatch.setattr(jobs, "DELAY", timedelta(0))
    monkeypatch.setattr(jobs.changed, "__kwdefaults__", {"delay": timedelta(0), "by": None})


def test_a_worker_does_what_files_ask_for(
    fresh_db: str, quiet: None, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commits are real here: signals, tasks, triggers and all."""
    # The photos are no pictures, which the desk would find out.
    monkeypatch.setattr("nomina.desk.files.photos.background.look", lambda _: False)
    town: Town = make_town(make_team(with_faces(make_cast())), people=3, bodies=2, listed=2)
    run_all()
    assert {job.state for job in Job.objects.all()} == {"done"}
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    assert Lead.objects.get(run=run, body=town.files["B1"], rank=1).person == town.files["M1"]
    assert "leads.run" in BOOK.kinds()
    run_all()
    assert Run.objects.count() == 1


PEOPLE = 8
LISTED = 5
BODIES = 6


@pytest.mark.deep
@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_the_embedded_pack_leads_to_drawn_people(
    fresh_db: str, quiet: None, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By faces alone among eight people; chance would put a fifth of one body right."""
    monkeypatch.setattr(settings, "DESK_ENGINE", "nomina.desk.leads.engines.real")
    team = make_team(with_faces(make_cast()))
    people = [Person.from_seed(300 + n) for n in range(PEOPLE + 1)]

    def add(file: File, pixels: Any) -> None:
        data = encoded(pixels)
        alive = "dead" if file.kind == "pm" else ""
        done = AddPhoto(file=file, data=data, facts=facts_of(data), alive=alive)
        done.do(by(team.keeper(file.kind)), Book())

    listed = [missing(team, n) for n in range(PEOPLE)]
    for person, file in zip(people, listed, strict=False):
        consent(team, file)
        add(file, person.ante_mortem())
    dead = [body(team, n) for n in range(BODIES)]
    for n, file in enumerate(dead):
        add(file, people[n if n < LISTED else PEOPLE].post_mortem())
    run_all()
    assert {(job.state, job.says) for job in Job.objects.all()} == {("done", "")}
    assert FaceTemplate.objects.filter(found="face").count() == PEOPLE + BODIES
    run = Run.objects.shown(team.cast.one.pk)
    assert run is not None
    assert run.photos == PEOPLE + BODIES
    assert run.record["packs"][0]["name"] == "embedded"
    firsts = [Lead.objects.get(run=run, body=file, rank=1).person for file in dead[:LISTED]]
    right = sum(first == person for first, person in zip(firsts, listed, strict=False))
    assert right >= LISTED - 1
    nobody = {one.body_id: one.nobody for one in Answer.objects.filter(run=run)}
    assert nobody[dead[-1].pk] == max(nobody.values())
