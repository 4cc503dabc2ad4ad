"""No photo of somebody who may be alive is compared, whatever became of the photo held (LAW-23)."""

from __future__ import annotations

import hashlib

import pytest
from django.db.models import QuerySet

from nomina.desk.acts import NotPermitted, Refused, SignInAgain
from nomina.desk.files.actions import HoldPhoto, ReleaseHold, RemovePhoto
from nomina.desk.files.actions.photos import OpenPhoto, TakeOriginal
from nomina.desk.files.models import Content, File, Hold, Photo, Tombstone
from nomina.desk.files.tombstones import anywhere
from nomina.desk.leads.models import FaceTemplate, Job, Run
from nomina.desk.leads.scope import scope_of
from nomina.desk.policy.roles import Role
from tests.desk.files.people import opened
from tests.desk.leads.test_erase import nothing_of
from tests.desk.leads.test_scope import ALL, compared
from tests.desk.leads.town import Town, add, content, work
from tests.desk.people.cast import Book, by
from tests.leads.fakes import photo

pytestmark = pytest.mark.parametrize(
    "kind", ["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)], indirect=True
)


def remove(town: Town, file: File, one: Photo, reason: str = "living") -> None:
    keeper = town.team.keeper("am" if file.kind == "am" else "pm")
    RemovePhoto(photo=one, reason=reason, why="he is alive").do(by(keeper), Book())


def held(town: Town, file: File, one: Photo | None = None) -> Hold:
    return HoldPhoto(file=file, photo=one, why="alive?").do(by(town.team.cast.bob), Book())


def release(town: Town, hold: Hold) -> None:
    ReleaseHold(hold=hold, why="an old photo").do(by(town.team.one[Role.BOARD]), Book())


@pytest.fixture
def copied(town: Town) -> Photo:
    """The photo of M0, in the file of M5 too."""
    return add(town.team, town.files["M5"], photo(0, 0))


@pytest.mark.parametrize("whole", [False, True])
def test_a_copy_stays_out_when_the_held_photo_goes(town: Town, copied: Photo, whole: bool) -> None:
    hold = held(town, town.files["M5"], None if whole else copied)
    remove(town, town.files["M5"], copied, "other")
    out = {"M0", "M5"} if whole else {"M0"}
    assert compared(town) == ALL - out
    release(town, hold)
    assert compared(town) == ALL


def test_what_went_before_its_file_was_held_is_no_part_of_it(town: Town, copied: Photo) -> None:
    """It was of another file, and is compared in that."""
    remove(town, town.files["M5"], copied, "wrong-file")
    HoldPhoto(file=town.files["M5"], why="alive?").do(
        by(town.team.cast.bob, Tombstone.objects.get().made_at.replace(year=2030)), Book()
    )
    assert compared(town) == ALL - {"M5"}


def test_a_photo_of_a_living_person_counts_beyond_its_removal(town: Town) -> None:
    cast = town.team.cast
    file = opened("pui", cast.alice, cast.one, cast.site_one)
    one = add(town.team, file, photo(2, 0))
    remove(town, file, one, "other")
    assert compared(town) == ALL - {"M2"}
    release_of = Hold.objects.get(photo=one)
    release(town, release_of)
    assert compared(town) == ALL


def test_what_is_removed_as_alive_takes_its_copies_out_at_once(town: Town, copied: Photo) -> None:
    """Templates and results of the copy go within the act; nobody had held the photo before."""
    work()
    assert FaceTemplate.objects.filter(file=town.files["M0"]).exists()
    remove(town, town.files["M5"], copied)
    assert nothing_of(town.files["M0"])
    assert compared(town) == ALL - {"M0"}
    work()
    assert not FaceTemplate.objects.filter(file=town.files["M0"]).exists()
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    assert run.photos == 9


def test_the_same_bytes_again_are_kept_and_not_compared(town: Town) -> None:
    """In the same file, and in another."""
    remove(town, town.files["M0"], town.photos["M0"])
    add(town.team, town.files["M0"], photo(0, 0))
    add(town.team, town.files["M5"], photo(0, 0))
    assert compared(town) == ALL - {"M0"}
    digest = hashlib.sha256(photo(0, 0)).hexdigest()
    assert Content.objects.filter(digest=digest).count() == 2
    assert digest not in {one.digest for one in scope_of(town.one).all_pictures()}


def test_a_hold_on_a_photo_that_went_still_finds_its_copies(town: Town, copied: Photo) -> None:
    work()
    remove(town, town.files["M5"], copied, "wrong-file")
    assert compared(town) == ALL
    hold = held(town, town.files["M5"], copied)
    assert nothing_of(town.files["M0"])
    assert compared(town) == ALL - {"M0"}
    release(town, hold)
    assert compared(town) == ALL


def test_a_hold_that_could_do_nothing_is_refused(town: Town, copied: Photo) -> None:
    """Of a photo that went before tombstones told its bytes, nothing is left to hold."""
    stone = Tombstone(photo=copied, file=town.files["M5"], mark="0" * 64)
    content(copied).delete()
    stone.save(force_insert=True)
    with pytest.raises(Refused, match="removed"):
        held(town, town.files["M5"], copied)


def test_a_copy_that_comes_into_a_held_file_goes_from_the_results(town: Town) -> None:
    work()
    held(town, town.files["M5"])
    work()
    add(town.team, town.files["M5"], photo(0, 0))
    assert nothing_of(town.files["M0"])


def test_a_release_has_every_operation_with_a_copy_weigh_anew(town: Town) -> None:
    team = town.team
    theirs = opened("am", team.keeper("am", foreign=True), team.cast.two)
    opened("pm", team.keeper("pm", foreign=True), team.cast.two, team.cast.site_two)
    add(team, theirs, photo(0, 0))
    hold = held(town, town.files["M0"], town.photos["M0"])
    QuerySet(Job).delete()  # its own query refuses
    release(town, hold)
    asked = set(Job.objects.filter(kind="templates").values_list("operation", flat=True))
    assert asked == {team.cast.one.pk, team.cast.two.pk}


def test_no_original_of_someone_who_may_live_leaves(town: Town, copied: Photo) -> None:
    """Neither where it is held nor from another file, and only to who has just signed in."""
    bob = town.team.cast.bob
    with pytest.raises(SignInAgain):
        TakeOriginal(photo=copied).do(by(bob, fresh=False), Book())
    assert TakeOriginal(photo=copied).do(by(bob), Book()).photo == copied
    hold = held(town, town.files["M0"], town.photos["M0"])
    for one in (copied, town.photos["M0"]):
        with pytest.raises(Refused, match="may show someone who is alive"):
            TakeOriginal(photo=one).do(by(bob), Book())
    release(town, hold)
    TakeOriginal(photo=copied).do(by(bob), Book())


def test_a_photo_kept_apart_is_seen_by_who_sees_the_living(town: Town) -> None:
    liaison, one = town.team.one[Role.LIAISON], town.photos["M0"]
    with pytest.raises(Refused, match="no picture"):
        OpenPhoto(photo=one).do(by(liaison), Book())
    held(town, town.files["M0"], one)
    with pytest.raises(NotPermitted):
        OpenPhoto(photo=one).do(by(liaison), Book())
    with pytest.raises(Refused, match="no picture"):
        OpenPhoto(photo=one).do(by(town.team.cast.bob), Book())


def test_a_mark_tells_nothing_without_the_key(town: Town) -> None:
    digest = content(town.photos["M0"]).digest
    remove(town, town.files["M0"], town.photos["M0"], "other")
    [stone] = Tombstone.objects.all()
    assert stone.anywhere == anywhere([digest])[digest]
    assert stone.anywhere not in (digest, stone.mark)
