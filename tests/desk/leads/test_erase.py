"""What is withdrawn leaves nothing that was made of it, whatever was at work meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.utils import timezone

from nomina.desk.files.actions import EndConsent, HoldPhoto
from nomina.desk.files.models import Consent, File
from nomina.desk.files.models.photos import Content
from nomina.desk.leads import ground, jobs
from nomina.desk.leads.erase import WORTH
from nomina.desk.leads.models import Answer, FaceTemplate, Job, Lead, Run, RunEnd, Scores
from tests.desk.leads.town import Town, add, body, work
from tests.desk.people.cast import Book, by
from tests.leads.fakes import photo


def withdraw(town: Town, name: str) -> None:
    """The family takes its consent back."""
    given = Consent.objects.get(file=town.files[name])
    EndConsent(consent=given, why="asked").do(by(town.team.keeper("am"), timezone.now()), Book())


def nothing_of(file: File) -> bool:
    """Whether no table of the app holds anything of a file, in any run."""
    named = any(str(file.pk) in str(steps) for steps in Answer.objects.values_list("steps"))
    return not (
        named
        or FaceTemplate.objects.filter(file=file).exists()
        or Lead.objects.filter(person=file).exists()
        or Lead.objects.filter(body=file).exists()
        or Answer.objects.filter(body=file).exists()
        or Scores.objects.filter(body=file).exists()
    )


def test_a_withdrawal_takes_template_and_results_at_once(town: Town) -> None:
    work()
    add(town.team, town.files["B3"], photo(1003, 10))
    jobs.changed(town.one.pk)
    work()
    assert RunEnd.objects.count() == 2
    weighed = set(
        Lead.objects.filter(person=town.files["M1"]).values_list("run", "body", "posterior")
    )
    assert len({run for run, *_ in weighed}) == 2
    withdraw(town, "M1")
    assert nothing_of(town.files["M1"])
    assert not Content.objects.filter(file=town.files["M1"]).exists()
    for of, dead, posterior in weighed:
        # Where the person weighed, the rest was weighed against them, and is gone too.
        gone = not Answer.objects.filter(run=of, body=dead).exists()
        assert gone == (posterior >= WORTH)
        assert gone != Lead.objects.filter(run=of, body=dead).exists()
        assert not Scores.objects.filter(run=of, body=dead).exists()
    assert Lead.objects.filter(body=town.files["B0"], person=town.files["M0"]).exists()
    work()
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    assert (run.missing, run.photos) == (6, 10)  # the record stays and is compared without a face
    assert Answer.objects.filter(run=run).count() == 4


def test_a_hold_on_a_body_takes_its_results_and_those_weighed_with_them(town: Town) -> None:
    """Two bodies compete for one person, so that what is said of one follows from the other."""
    town.files["B4"] = body(town.team, 4)
    town.photos["B4"] = add(town.team, town.files["B4"], photo(0, 12))
    work()
    rivals = Lead.objects.filter(person=town.files["M0"], posterior__gte=WORTH)
    assert set(rivals.values_list("body", flat=True)) == {
        town.files["B0"].pk,
        town.files["B4"].pk,
    }
    HoldPhoto(file=town.files["B4"], photo=town.photos["B4"], why="alive?").do(
        by(town.team.cast.bob), Book()
    )
    assert nothing_of(town.files["B4"])
    left = set(Answer.objects.values_list("body", flat=True))
    assert left == {town.files[f"B{n}"].pk for n in (1, 2, 3)}
    work()
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    assert run.photos == 10
    assert Answer.objects.filter(run=run).count() == 5


def test_a_hold_on_the_same_bytes_elsewhere_takes_them_too(town: Town) -> None:
    work()
    copied = add(town.team, town.files["M5"], photo(0, 9))  # the photo of body 0
    HoldPhoto(file=town.files["M5"], photo=copied, why="alive?").do(by(town.team.cast.bob), Book())
    assert nothing_of(town.files["B0"])
    work()
    assert not FaceTemplate.objects.filter(file=town.files["B0"]).exists()


@contextmanager
def once_before(name: str, does: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Do something just before a module first writes: what it read is old by then."""
    done: list[str] = []
    real = ground.standing

    @contextmanager
    def standing(operation: UUID, epoch: int) -> Iterator[None]:
        if not done:
            done.append(name)
            assert callable(does)
            does()
        with real(operation, epoch):
            yield

    with monkeypatch.context() as patched:
        patched.setattr(f"nomina.desk.leads.{name}.standing", standing)
        yield done


@pytest.mark.parametrize("module", ["embed", "weigh"])
def test_what_is_withdrawn_while_a_job_works_is_not_written(
    town: Town, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    with once_before(module, lambda: withdraw(town, "M1"), monkeypatch) as done:
        work()
    assert done == [module]
    assert (
        nothing_of(town.files["M1"])
        or not FaceTemplate.objects.filter(file=town.files["M1"]).exists()
    )
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    assert run.photos == 9
    for lead in Lead.objects.filter(person=town.files["M1"]):
        assert lead.word == ""
        assert "face" not in {one["kind"] for one in lead.findings}
    assert not Job.objects.exclude(state="done").exists()


def test_an_erasure_that_fails_leaves_the_act_undone(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    work()

    def broken(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("nomina.desk.leads.erase.move", broken)
    with pytest.raises(OSError, match="no space"):
        withdraw(town, "M1")
    assert not Consent.objects.get(file=town.files["M1"]).__dict__.get("end")
    assert Consent.objects.filter(file=town.files["M1"]).current().exists()
    assert FaceTemplate.objects.filter(file=town.files["M1"]).exists()
    assert Content.objects.filter(file=town.files["M1"]).exists()
