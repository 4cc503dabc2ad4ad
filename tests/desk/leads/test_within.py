"""What follows from an act for comparisons is of the same transaction: all of it, or no act."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nomina.desk.files.actions import EndConsent, Say
from nomina.desk.files.actions.photos import AddPhoto
from nomina.desk.files.models import Consent, ConsentEnd, Content, Photo
from nomina.desk.files.photos.intake import Facts
from nomina.desk.files.photos.receiving import receive
from nomina.desk.leads import jobs
from nomina.desk.leads.models import Job, Lead, Run
from nomina.desk.leads.withdrawn import COMPARE_RECORDS
from nomina.errors import StoreError
from tests.desk.files.people import opened, said
from tests.desk.leads.test_erase import nothing_of
from tests.desk.leads.town import Town, add, consent, missing, work
from tests.desk.people.cast import Book, by
from tests.leads.fakes import photo

AWAY = "nomina.desk.leads.erase.move"


def away(*_: object) -> None:
    raise OperationalError("database is locked")


def open_kinds(town: Town) -> list[str]:
    return list(jobs.open_jobs(town.one.pk).values_list("kind", flat=True))


def take_back(town: Town, given: Consent) -> None:
    EndConsent(consent=given, why="asked").do(by(town.team.keeper("am"), timezone.now()), Book())


def test_records_that_are_taken_back_go_with_the_withdrawal_or_it_does_not_happen(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is called after the commit, where a process may be over."""
    given = consent(town.team, town.files["M1"], COMPARE_RECORDS)
    work()
    assert Lead.objects.filter(person=town.files["M1"]).exists()
    with monkeypatch.context() as broken:
        broken.setattr(AWAY, away)
        with pytest.raises(OperationalError):
            take_back(town, given)
    assert not ConsentEnd.objects.exists()
    assert open_kinds(town) == []
    take_back(town, given)
    assert nothing_of(town.files["M1"])
    assert open_kinds(town) == ["templates"]
    work()
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    assert run.missing == 5


def test_a_photo_of_the_living_takes_the_same_bytes_along_or_is_not_kept(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive = opened("pui", town.team.keeper("pui"), town.one)
    work()
    with monkeypatch.context() as broken:
        broken.setattr(AWAY, away)
        with pytest.raises(OperationalError):
            add(town.team, alive, photo(0, 9))  # the photo of body 0
    assert not Content.objects.filter(file=alive).exists()
    assert not nothing_of(town.files["B0"])
    add(town.team, alive, photo(0, 9))
    assert nothing_of(town.files["B0"])
    assert open_kinds(town) == ["templates"]


def test_a_photo_that_is_called_not_kept_is_not_there(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "nomina.desk.files.photos.receiving.facts_of", lambda *_: Facts("image/jpeg", 200, 160)
    )
    person, keeper = town.files["M0"], town.team.keeper("am")
    count = Photo.objects.count()
    with monkeypatch.context() as broken:
        broken.setattr(jobs, "_coalesced", away)
        with pytest.raises(StoreError, match="not kept"):
            receive(by(keeper), person, photo(0, 11), "a.jpg")
    assert Photo.objects.count() == count
    assert receive(by(keeper), person, photo(0, 11), "a.jpg").state == "kept"


def test_every_change_has_its_job_before_it_is_kept(town: Town) -> None:
    work()
    keeper = by(town.team.keeper("am"), timezone.now())
    Say(file=town.files["M0"], given={"stature": said("180")}).do(keeper, Book())
    assert open_kinds(town) == ["templates"]
    Job.objects.update(state="done")
    given = consent(town.team, missing(town.team, 7))
    Job.objects.update(state="done")
    take_back(town, given)
    assert open_kinds(town) == ["templates"]


def test_one_more_photo_asks_for_work_in_few_queries(town: Town) -> None:
    """An import has thousands; whether the job is there already is one question."""
    data = photo(1, 12)
    act = AddPhoto(file=town.files["M1"], data=data, facts=Facts("image/jpeg", 200, 160))
    with CaptureQueriesContext(connection) as asked:
        act.do(by(town.team.keeper("am")), Book())
    about = [one["sql"] for one in asked.captured_queries if "leads_" in one["sql"]]
    assert len(about) == 1
