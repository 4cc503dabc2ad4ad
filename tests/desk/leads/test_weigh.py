"""A run finds who it should, says from what, is made once, and is what the command line gives."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from nomina.desk.files.actions import Say
from nomina.desk.files.models import Content
from nomina.desk.files.record import cells, record_of
from nomina.desk.leads import embed, jobs, tasks, weigh
from nomina.desk.leads.engines import Tools
from nomina.desk.leads.models import Answer, FaceTemplate, Job, Lead, Run, RunEnd, Scores
from nomina.desk.leads.models.jobs import LEADS, TEMPLATES
from nomina.desk.leads.scope import Picture
from nomina.desk.leads.sealing import opened
from nomina.leads.documents import Leads
from nomina.leads.engine import Work
from nomina.leads.identify import Settings, identify_with
from tests.desk.files.people import EXAMINED, make_team, said
from tests.desk.leads.engines import DOOR
from tests.desk.leads.town import Town, add, asked, body, with_faces, work
from tests.desk.people.cast import BOOK, Book, by, make_cast
from tests.leads.fakes import engine, photo, template, write

TABLES = ("run", "runend", "lead", "answer", "scores", "facetemplate")
ONCE = pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
"""For what does not differ from one database to the other."""


def shown(town: Town) -> Run:
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    return run


def test_a_body_is_led_to_its_person_and_nobody_is_an_answer(town: Town) -> None:
    work()
    run = shown(town)
    assert (run.bodies, run.missing, run.photos) == (4, 6, 10)
    for n in range(3):
        first = Lead.objects.get(run=run, body=town.files[f"B{n}"], rank=1)
        assert first.person == town.files[f"M{n}"]
        assert first.word == "candidate for other examination"
        assert first.band > 0
        assert "face" in {one["kind"] for one in first.findings}
        assert Answer.objects.get(run=run, body=town.files[f"B{n}"]).nobody < 0.1
    assert Answer.objects.get(run=run, body=town.files["B3"]).nobody > 0.9
    listed = Answer.objects.filter(run=run).order_by("place")
    assert [answer.place for answer in listed] == [1, 2, 3, 4]
    shares = [(answer.nobody, answer.body.number) for answer in listed]
    assert shares == sorted(shares)
    assert "leads.run" in BOOK.kinds()


@ONCE
def test_the_desk_gives_what_the_command_line_gives(town: Town, tmp_path: Path) -> None:
    """The same photos in folders and the same fields in tables, weighed by `nomina identify`."""
    person, dead = town.files["M1"], town.files["B1"]
    for file, user, given in (
        (person, town.team.keeper("am"), {"stature": "181", "marks": "tattoo | left arm | anchor"}),
        (dead, town.team.keeper("pm"), {"stature": "180", "condition": "early_change"}),
    ):
        values = {key: said(value, EXAMINED) for key, value in given.items()}
        Say(file=file, given=values).do(by(user), Book())
    add(town.team, person, photo(1, 1))
    work()
    for side, letter, many in (("missing", "M", 6), ("bodies", "B", 4)):
        rows = [cells(f, record_of(f)) for n in range(many) for f in [town.files[f"{letter}{n}"]]]
        for n in range(many):
            of, shot = (n, 0) if letter == "M" or n < 3 else (1000 + n, 9)
            shot = 9 if letter == "B" else shot
            write(tmp_path / side / rows[n]["number"].replace("/", "-") / "0.jpg", photo(of, shot))
        with (tmp_path / f"{side}.csv").open("w", encoding="utf-8", newline="") as table:
            columns = [*sorted({key for row in rows for key in row}), "folder"]
            writer = csv.DictWriter(table, columns)
            writer.writeheader()
            writer.writerows(row | {"folder": row["number"].replace("/", "-")} for row in rows)
    extra = tmp_path / "missing" / person.number.replace("/", "-") / "1.jpg"
    write(extra, photo(1, 1))
    asked_for = Settings(
        tmp_path / "bodies",
        tmp_path / "missing",
        tmp_path / "out",
        0.5,
        bodies_table=tmp_path / "bodies.csv",
        missing_table=tmp_path / "missing.csv",
    )
    identify_with(asked_for, engine(), clock=lambda: datetime(2030, 1, 1, tzinfo=UTC))
    theirs = Leads.model_validate_json((tmp_path / "out" / "leads.json").read_bytes())
    run = shown(town)
    assert len(theirs.results) == 4
    for body_leads in theirs.results:
        mine = Lead.objects.filter(run=run, body__number=body_leads.body).order_by("rank")
        answer = Answer.objects.get(run=run, body__number=body_leads.body)
        assert answer.nobody == pytest.approx(body_leads.nobody, abs=1e-9)
        assert [lead.person.number for lead in mine] == [one.person for one in body_leads.leads]
        for ours, one in zip(mine, body_leads.leads, strict=True):
            assert ours.posterior == pytest.approx(one.posterior, abs=1e-9)
            assert ours.log10_lr == pytest.approx(one.log10_lr, abs=1e-9)
            assert [f["kind"] for f in ours.findings] == [f.kind for f in one.findings]
    assert len(run.gallery) == 64  # over other names than theirs


def test_nothing_is_done_twice(town: Town) -> None:
    work()
    first, opened_photos = shown(town), DOOR.opened
    jobs.changed(town.one.pk)
    work()
    assert shown(town) == first
    assert Run.objects.count() == 1
    assert DOOR.opened == opened_photos == 10
    Say(file=town.files["B0"], given={"stature": said("190", EXAMINED)}).do(
        by(town.team.keeper("pm")), Book()
    )
    jobs.changed(town.one.pk)
    work()
    assert shown(town) != first
    assert DOOR.opened == 10


@ONCE
def test_another_pack_is_taken_up_while_the_old_results_stand(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    work()
    first = shown(town)
    monkeypatch.setattr(settings, "DESK_ENGINE", "tests.desk.leads.engines.other")
    tasks.look.call()
    job = Job.objects.get(state="waiting")
    Job.objects.filter(pk=job.pk).update(due_at=job.made_at)
    tasks.work.call(str(job.pk))  # templates anew
    assert FaceTemplate.objects.count() == 20
    assert shown(town) == first
    assert Lead.objects.filter(run=first).exists()
    work()
    second = shown(town)
    assert second.engine != first.engine
    assert second.record["packs"][0]["name"] == "other"
    assert set(FaceTemplate.objects.values_list("engine", flat=True)) == {second.engine}
    tasks.look.call()
    assert not Job.objects.filter(state="waiting").exists()


@ONCE
def test_leads_that_wait_while_the_pack_changes_wait_for_its_templates(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one photo the other pack never gets a template: its bytes cannot be had any more."""
    work()
    first = shown(town)
    jobs.follow(town.one.pk)  # and the worker ended before it began
    monkeypatch.setattr(settings, "DESK_ENGINE", "tests.desk.leads.engines.other")
    lost = Content.objects.get(photo=town.photos["M5"])
    real = embed._work

    def torn(picture: Picture, tools: Tools) -> Work | None:
        return None if picture.content == lost.pk else real(picture, tools)

    monkeypatch.setattr(embed, "_work", torn)
    leads = Job.objects.get(state="waiting")
    tasks.work.call(str(leads.pk))
    assert (leads.kind, shown(town)) == (LEADS, first)
    assert FaceTemplate.objects.filter(engine=first.engine).count() == 10
    assert Job.objects.get(state="waiting").kind == TEMPLATES
    work()
    second = shown(town)
    assert (second.engine != first.engine, second.photos) == (True, 9)
    old = FaceTemplate.objects.filter(engine=first.engine)
    assert list(old.values_list("content", flat=True)) == [lost.pk]
    monkeypatch.setattr(settings, "DESK_ENGINE", "tests.desk.leads.engines.fake")  # and back
    jobs.follow(town.one.pk)
    work()
    assert (shown(town).engine, shown(town).photos) == (first.engine, 10)


def test_a_stored_run_is_never_changed(town: Town) -> None:
    work()
    run = shown(town)
    statements = [
        *(f"UPDATE leads_{table} SET id = id" for table in TABLES),
        "DELETE FROM leads_runend",
        "DELETE FROM leads_run",
    ]
    for statement in statements:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert shown(town) == run


@ONCE
def test_raw_scores_are_sealed_and_true(town: Town) -> None:
    work()
    run = shown(town)
    kept = Scores.objects.get(run=run, body=town.files["B0"])
    plain = opened(town.files["B0"].pk, f"scores/{run.pk}", bytes(kept.sealed))
    scores = dict(json.loads(plain))
    wanted = float(template(0, 0) @ template(0, 9))
    assert scores[str(town.files["M0"].pk)] == pytest.approx(wanted, abs=1e-5)


@ONCE
def test_only_some_old_runs_keep_their_leads(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weigh, "KEPT_RUNS", 2)
    work()
    for n in range(3):
        add(town.team, town.files["B0"], photo(0, 20 + n))
        jobs.changed(town.one.pk)
        work()
    assert RunEnd.objects.count() == 4
    newest = list(Run.objects.order_by("-end__made_at").values_list("pk", flat=True))
    assert set(Lead.objects.values_list("run", flat=True)) == set(newest[:2])


@ONCE
def test_without_bodies_or_people_there_is_nothing_to_weigh(db: str, quiet: None) -> None:
    team = make_team(with_faces(make_cast()))
    body(team, 0)
    jobs.changed(team.cast.one.pk)
    assert asked()
    work()
    run = Run.objects.shown(team.cast.one.pk)
    assert run is not None
    assert (run.bodies, run.missing) == (1, 0)
    assert not Answer.objects.exists()


def test_at_most_half_of_a_list_is_taken_to_be_found() -> None:
    assert weigh.share_of(10, 100) == 0.5
    assert weigh.share_of(1000, 100) == 0.05
    assert weigh.share_of(0, 0) == 0.0
