"""What is kept out of every comparison of faces, and what may take part."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone

from nomina.desk.files.actions import EndConsent, HoldPhoto, ReleaseHold, Say
from nomina.desk.files.models import Consent, Face, File
from nomina.desk.leads import jobs
from nomina.desk.leads.models import FaceTemplate, Job, Lead, Run
from nomina.desk.leads.scope import scope_of
from nomina.desk.people.actions import EndAgreement, MakeAgreement
from nomina.desk.policy.roles import Role
from nomina.leads.intake import HandBox
from tests.desk.files.people import EXAMINED, make_team, opened, said
from tests.desk.leads.town import DAY, Town, add, consent, make_town, missing, work
from tests.desk.people.cast import EARLIER, NOW, Book, by, make_cast
from tests.leads.fakes import photo

# What is asked here is decided in Python; `deep` asks the second database too.
pytestmark = pytest.mark.parametrize(
    "kind", ["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)], indirect=True
)


def compared(town: Town) -> set[str]:
    """Names of the files of which a photo may be compared."""
    names = {file.pk: name for name, file in town.files.items()}
    return {names[file] for file in scope_of(town.one).pictures}


ALL = {"M0", "M1", "M2", "M3", "M4", "M5", "B0", "B1", "B2", "B3"}


def test_a_held_photo_is_out_with_the_same_bytes_everywhere(town: Town) -> None:
    """It may show a living prisoner (LAW-23), in whichever file it lies."""
    assert compared(town) == ALL
    town.files["M6"] = missing(town.team, 6)
    consent(town.team, town.files["M6"])
    add(town.team, town.files["M6"], photo(0, 0))
    assert compared(town) == ALL | {"M6"}
    examiner = town.team.cast.bob
    hold = HoldPhoto(file=town.files["M0"], photo=town.photos["M0"], why="alive?").do(
        by(examiner), Book()
    )
    assert compared(town) == ALL - {"M0"}
    ReleaseHold(hold=hold, why="an old photo").do(by(town.team.one[Role.BOARD]), Book())
    assert compared(town) == ALL | {"M6"}
    HoldPhoto(file=town.files["B1"], why="may be alive").do(by(examiner), Book())
    assert compared(town) == (ALL | {"M6"}) - {"B1"}


def test_photos_of_the_living_are_out_and_so_are_their_copies(town: Town) -> None:
    cast = town.team.cast
    town.files["PUI"] = opened("pui", cast.alice, cast.one, cast.site_one)
    add(town.team, town.files["PUI"], photo(2, 0))
    assert compared(town) == ALL - {"M2"}
    assert town.files["PUI"] not in {*scope_of(town.one).bodies, *scope_of(town.one).missing}


def lapsing(town: Town, file: File) -> None:
    """A consent for one more day."""
    row = Consent(
        file=file, purpose="compare-faces", given_by="m", how="form",
        until=NOW + DAY, made_by=town.team.cast.ada, made_at=EARLIER,
    )  # fmt: skip
    row.save(force_insert=True)


def test_a_face_is_compared_only_under_a_consent_in_force(town: Town) -> None:
    town.files["M6"] = missing(town.team, 6)
    add(town.team, town.files["M6"], photo(6, 0))
    assert compared(town) == ALL
    consent(town.team, town.files["M6"], "share-bureau")
    assert compared(town) == ALL
    lapsing(town, town.files["M6"])
    assert compared(town) == ALL | {"M6"}
    assert town.files["M6"].pk not in scope_of(town.one, NOW + 2 * DAY).pictures
    assert town.files["M6"] in scope_of(town.one, NOW + 2 * DAY).missing


def test_a_record_whose_consent_ended_is_out_whole(town: Town) -> None:
    given = consent(town.team, town.files["M3"], "compare-records")
    work()
    assert Lead.objects.filter(person=town.files["M3"]).exists()
    end = EndConsent(consent=given, why="asked")
    end.do(by(town.team.keeper("am"), timezone.now()), Book())
    assert town.files["M3"] not in scope_of(town.one).missing


def test_an_operation_whose_policy_forbids_it_has_no_faces_but_leads(db: str, quiet: None) -> None:
    """Everything else that is known is weighed."""
    town = make_town(make_team(make_cast()), people=2, bodies=1)
    for name, kind, key, value in (
        ("M0", "am", "numbers", "passport: AB 123456"),
        ("B0", "pm", "papers", "passport | | passport: AB 123456"),
    ):
        given = {key: said(value, EXAMINED)}
        Say(file=town.files[name], given=given).do(by(town.team.keeper(kind)), Book())
    assert scope_of(town.one).pictures == {}
    work()
    assert FaceTemplate.objects.count() == 0
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    assert (run.photos, run.gallery) == (0, "")
    leads = Lead.objects.filter(run=run)
    assert leads.get(rank=1).person == town.files["M0"]
    assert {lead.word for lead in leads} == {""}
    assert all(one["kind"] != "face" for lead in leads for one in lead.findings)


def test_another_operation_takes_part_only_under_an_agreement(town: Town) -> None:
    cast = town.team.cast
    stranger = missing(town.team, 7, cast.two)
    consent(town.team, stranger)
    add(town.team, stranger, photo(1003, 0))  # the person of body 3, whom nobody here misses
    work()
    run = Run.objects.shown(cast.one.pk)
    assert run is not None
    assert run.missing == 6
    agreed = MakeAgreement(
        operations=(cast.one, cast.two), since=EARLIER, purpose="p", signed_by="s"
    ).do(by(cast.ada), Book())
    assert Job.objects.filter(operation=cast.one, state="waiting").exists()
    work()
    newer = Run.objects.shown(cast.one.pk)
    assert newer is not None
    assert newer.missing == 7
    assert Lead.objects.get(run=newer, body=town.files["B3"], rank=1).person == stranger
    EndAgreement(agreement=agreed, why="over").do(by(cast.ada), Book())
    assert scope_of(cast.one).missing == tuple(town.files[f"M{n}"] for n in range(6))


def face(town: Town, left: int, of_file: bool | None, drawn: bool = False) -> Face:
    return Face.objects.create(
        content_id=town.photos["B0"].pk, left=left, top=10, right=left + 40 + left, bottom=70,
        turn=5, of_file=of_file, by=town.team.cast.alice if drawn else None, made_at=NOW,
    )  # fmt: skip


def box(town: Town) -> HandBox | None:
    [picture] = scope_of(town.one).pictures[town.files["B0"].pk]
    return picture.box


def test_the_face_that_people_choose_is_compared(town: Town) -> None:
    assert box(town) is None
    first, second = face(town, 10, None), face(town, 60, None)
    assert box(town) is None  # nobody said anything, so the engine looks by its own rule
    Face.objects.filter(pk=second.pk).update(of_file=False)
    assert box(town) == HandBox(10, 10, 60, 70, 5)
    face(town, 20, True, drawn=True)
    assert box(town) == HandBox(20, 10, 80, 70, 5)
    Face.objects.filter(of_file=True).update(of_file=False)
    Face.objects.filter(pk=first.pk).update(of_file=False)
    assert compared(town) == ALL - {"B0"}


def test_a_box_that_is_drawn_makes_a_template_of_its_own(town: Town) -> None:
    work()
    old = FaceTemplate.objects.get(content=town.photos["B0"].pk)
    face(town, 20, True, drawn=True)
    jobs.changed(town.one.pk)
    work()
    new = FaceTemplate.objects.get(content=town.photos["B0"].pk)
    assert new.pk != old.pk
    assert new.box == "20 10 80 70 5.0"


def test_a_consent_that_ran_out_leaves_no_template(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody took anything away, so the next run does."""
    town.files["M6"] = missing(town.team, 6)
    photo_of = add(town.team, town.files["M6"], photo(6, 0))
    lapsing(town, town.files["M6"])
    work()
    assert FaceTemplate.objects.filter(content=photo_of.pk).exists()
    later = SimpleNamespace(now=lambda: NOW + 2 * DAY)
    monkeypatch.setattr("nomina.desk.leads.scope.timezone", later)
    jobs.changed(town.one.pk)
    work()
    assert not FaceTemplate.objects.filter(content=photo_of.pk).exists()
    assert FaceTemplate.objects.count() == 10
