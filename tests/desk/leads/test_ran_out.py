"""A consent that runs out by its date takes along what rested on it; nobody has to do anything."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from nomina.desk.files.actions import GiveConsent
from nomina.desk.files.models import Consent, Content
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.leads import jobs, keeping
from nomina.desk.leads.models import FaceTemplate, Job, Lead
from nomina.desk.leads.ran_out import take_ran_out
from nomina.desk.leads.withdrawn import COMPARE_RECORDS
from tests.desk.leads.test_erase import nothing_of
from tests.desk.leads.town import Town, add, missing, work
from tests.desk.people.cast import BOOK, EARLIER, Book, by
from tests.leads.fakes import photo

MINUTE = timedelta(minutes=1)


def give(town: Town, name: str, purpose: str, until: datetime | None) -> Consent:
    act = GiveConsent(
        file=town.files[name], purpose=purpose, given_by="mother", how="form 1", until=until
    )
    return act.do(by(town.team.keeper("am"), EARLIER), Book())


def open_kinds(town: Town) -> list[str]:
    return list(jobs.open_jobs(town.one.pk).values_list("kind", flat=True))


@pytest.mark.parametrize("purpose", [COMPARE_FACES, COMPARE_RECORDS])
def test_what_rests_on_it_goes_and_the_photo_stays(town: Town, purpose: str) -> None:
    until = timezone.now() + timedelta(hours=1)
    town.files["M6"] = missing(town.team, 6)
    if purpose == COMPARE_RECORDS:
        give(town, "M6", COMPARE_FACES, None)
    give(town, "M6", purpose, until)
    add(town.team, town.files["M6"], photo(1003, 0))  # the fourth body, who was nobody's
    work()
    assert Lead.objects.filter(person=town.files["M6"]).exclude(word="").exists()
    assert take_ran_out(until - MINUTE) == 0
    assert open_kinds(town) == []
    BOOK.entries.clear()
    assert take_ran_out(until) == 1
    assert nothing_of(town.files["M6"])
    assert Content.objects.filter(file=town.files["M6"]).exists()
    assert not FaceTemplate.objects.filter(file=town.files["M6"]).exists()
    assert FaceTemplate.objects.filter(file=town.files["M1"]).exists()
    assert (open_kinds(town), BOOK.kinds()) == (["templates"], ["consent.over"])
    assert take_ran_out(until) == 0


def test_another_consent_keeps_it(town: Town) -> None:
    until = timezone.now() + MINUTE
    give(town, "M1", COMPARE_FACES, until)  # beside the one of the town, which has no end
    work()
    assert take_ran_out(until) == 0
    assert not nothing_of(town.files["M1"])


def test_leads_are_asked_for_anew_once(town: Town) -> None:
    """Also of whom nothing was shown: that they were compared is counted in every run."""
    until = timezone.now() - MINUTE
    give(town, "M1", COMPARE_FACES, until)
    work()
    keeping.look()
    assert open_kinds(town) == []  # the work that was done began after the end
    Job.objects.update(made_at=until - MINUTE)
    keeping.look()
    assert open_kinds(town) == ["templates"]
    work()
    keeping.look()
    assert open_kinds(town) == []
