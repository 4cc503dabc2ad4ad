"""Faces of captures: within one case, in words, and gone with what they rest on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from nomina.desk.acts import NotPermitted
from nomina.desk.captures import errands, forget
from nomina.desk.captures.actions import bring_in
from nomina.desk.captures.actions.faces import FindFaces, KeepFaces, look
from nomina.desk.captures.faces import compared
from nomina.desk.captures.models import Capture, Errand, FaceSeen
from nomina.desk.captures.models.faces import CANDIDATE, INCONCLUSIVE
from nomina.desk.files.actions import EndConsent, HoldPhoto, RemovePhoto
from nomina.desk.files.models import Consent, Content, File, Link, LinkEnd
from nomina.desk.files.models.consents import ConsentQuerySet
from nomina.desk.files.photos import intake
from nomina.desk.files.photos.receiving import receive
from nomina.desk.leads.models import FaceTemplate
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, PackError
from tests.desk.captures.saved import inlined, page
from tests.desk.captures.test_captures import ASKED
from tests.desk.captures.test_captures_pages import at, browser
from tests.desk.files.people import Team, make_team, opened
from tests.desk.files.shots import jpeg
from tests.desk.leads.town import add, body, consent, missing, with_faces
from tests.desk.people.cast import BOOK, by, make_cast
from tests.leads.fakes import photo


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    """No decoder is left behind."""
    yield
    intake.close()


@pytest.fixture
def team(db: str, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    monkeypatch.setattr(settings, "DESK_ENGINE", "tests.desk.captures.engines.told", raising=False)
    BOOK.entries.clear()
    return make_team(with_faces(make_cast()))


@pytest.fixture
def person(team: Team) -> File:
    """A missing person of whom two photos may be compared, among others who look alike."""
    file = missing(team, 1)
    consent(team, file)
    for shot in (1, 2):
        add(team, file, photo(1, shot))
    return file


def brought(team: Team, file: File, *shown: int) -> Capture:
    data = page("words", "".join(inlined(jpeg(one)) for one in shown))
    return bring_in(by(team.one[Role.EXAMINER]), file, data, "saved.html", ASKED)


def looked(team: Team, capture: Capture) -> Errand:
    errand = FindFaces(capture=capture).do(by(team.one[Role.EXAMINER]))
    errands.execute(errand.pk, look)
    return Errand.objects.get(pk=errand.pk)


def words(capture: Capture) -> list[tuple[int, int, str]]:
    rows = FaceSeen.objects.filter(capture=capture).select_related("item")
    return [(one.item.number, one.number, one.word) for one in rows]


def sealed() -> int:
    """How many bytes the binary fields of all tables hold, those of the vault's index aside."""
    return sum(
        len(bytes(value))
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, models.BinaryField) and not model._meta.label.startswith("books.")
        for value in model._base_manager.values_list(field.name, flat=True)
        if value
    )


def test_faces_are_held_against_their_own_file_and_told_in_words(team: Team, person: File) -> None:
    other = missing(team, 2)
    consent(team, other)
    add(team, other, photo(2, 1))  # whom the other picture shows; nobody asked for that
    capture = brought(team, person, 13, 20, 15)
    before = sealed()
    assert looked(team, capture).says == "4 faces were found."
    numbers = [one.number for one in capture.items.filter(role="media")]
    same, stranger, twice = numbers
    assert words(capture) == [
        (same, 1, CANDIDATE),
        (stranger, 1, INCONCLUSIVE),
        (twice, 1, CANDIDATE),
        (twice, 2, CANDIDATE),
    ]
    assert set(FaceSeen.objects.values_list("photos", flat=True)) == {2}
    assert sealed() == before  # no template was written anywhere
    assert not FaceTemplate.objects.exists()
    assert BOOK.kinds()[-2:] == ["capture.faces", "capture.compared"]
    assert looked(team, capture).state == "done"  # once more, in place of the first
    assert len(words(capture)) == 4


def test_who_may_not_know_whom_a_face_may_be_is_told_nothing(team: Team, person: File) -> None:
    capture = brought(team, person, 13)
    for role in (Role.ANTE_MORTEM, Role.MORTUARY, Role.LIAISON):
        with pytest.raises(NotPermitted):
            FindFaces(capture=capture).do(by(team.one[role]))
    looked(team, capture)
    for role, user in team.one.items():
        sees = role in (Role.EXAMINER, Role.BOARD)
        assert FaceSeen.objects.visible_to(user).exists() is sees, role
    keeper = browser(team).get(at("capture", capture)).content.decode()
    assert at("faces", capture) not in keeper
    assert CANDIDATE not in keeper
    shown = browser(team, Role.BOARD).get(at("capture", capture)).content.decode()
    assert "candidate for other examination" in shown
    assert "It identifies nobody" in shown
    assert "%" not in shown.split('id="faces"')[1].split("</section>")[0]


def test_it_is_asked_for_with_a_button_and_seen_as_it_goes(team: Team, person: File) -> None:
    capture = brought(team, person, 13)
    client = browser(team, Role.EXAMINER)
    assert client.get(at("faces_how_far", capture)).status_code == 404
    client.post(at("faces", capture))
    shown = client.get(at("capture", capture)).content.decode()
    assert f'hx-get="{at("faces_how_far", capture)}"' in shown
    assert f'action="{at("faces", capture)}"' not in shown
    again = client.post(at("faces", capture), follow=True).content.decode()
    assert "looked at already" in again
    errands.execute(Errand.objects.get().pk, look)
    assert "1 face was found." in client.get(at("faces_how_far", capture)).content.decode()


@pytest.mark.parametrize(
    "lacking",
    [
        "consent",
        "living",
        "over",
        *(pytest.param(one, marks=pytest.mark.deep) for one in ("photo", "policy", "picture")),
    ],
)
def test_nothing_is_compared_where_it_may_not_be(
    team: Team, person: File, lacking: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, file = team.one[Role.ANTE_MORTEM], person
    shown = [13]
    if lacking == "consent":
        EndConsent(consent=Consent.objects.get(file=file), why="w").do(by(keeper))
    elif lacking == "photo":
        file = missing(team, 3)
        consent(team, file)
    elif lacking == "living":
        file = opened("pui", keeper, team.cast.one)
        add(team, file, photo(1, 1))
    elif lacking == "policy":
        monkeypatch.setattr("nomina.desk.leads.scope.policies", lambda _: Nothing)
    elif lacking == "picture":
        shown = []
    else:
        identified(team, file)
    capture = brought(team, file, *shown)
    with pytest.raises(InputError, match="may be compared"):
        FindFaces(capture=capture).do(by(team.one[Role.EXAMINER]))
    assert not Errand.objects.exists()


class Nothing:
    face_comparison = False


def identified(team: Team, file: File) -> Link:
    """The board's decision, as the files know of it."""
    link = Link(
        kind="identified",
        one=body(team, 1),
        other=file,
        why="dna",
        made_by=team.one[Role.BOARD],
    )
    link.save(force_insert=True)
    return link


@pytest.mark.parametrize(
    "how",
    [
        "over",
        "consent",
        *(
            pytest.param(one, marks=pytest.mark.deep)
            for one in ("ran-out", "photo", "held", "copy", "held-all")
        ),
    ],
)
def test_the_words_go_with_what_they_rest_on(team: Team, person: File, how: str) -> None:
    keeper = team.one[Role.ANTE_MORTEM]
    capture = brought(team, person, 13)
    stays = missing(team, 4)  # another case of the same operation
    consent(team, stays)
    add(team, stays, photo(4, 1))
    looked(team, brought(team, stays, 40))
    looked(team, capture)
    assert len(words(capture)) == 1
    first = Content.objects.filter(file=person)[0].photo
    if how == "over":
        identified(team, person)
    elif how == "consent":
        EndConsent(consent=Consent.objects.get(file=person), why="w").do(by(keeper))
    elif how == "ran-out":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ConsentQuerySet, "current", lambda rows, at=None: rows.none())
            assert forget.sweep() == 2  # of both cases
        assert not FaceSeen.objects.exists()
    elif how == "photo":
        RemovePhoto(photo=first, reason="other", why="w").do(by(keeper))
    elif how == "held":
        HoldPhoto(file=person, photo=first, why="may live").do(by(keeper))
    elif how == "held-all":
        HoldPhoto(file=person, why="may live").do(by(keeper))
    else:  # a copy of the captured picture, in another file, may show somebody alive
        elsewhere = missing(team, 5)
        copy = receive(by(keeper), elsewhere, jpeg(13), "a.jpg").photo
        HoldPhoto(file=elsewhere, photo=copy, why="may live").do(by(keeper))
    assert words(capture) == []
    assert "capture.forgotten" in BOOK.kinds()
    if how != "ran-out":
        assert FaceSeen.objects.count() == 1
        assert forget.sweep() == 0


@pytest.mark.deep
def test_a_recalled_case_can_be_compared_again(team: Team, person: File) -> None:
    capture = brought(team, person, 13)
    link = identified(team, person)
    with pytest.raises(InputError):
        looked(team, capture)
    LinkEnd(link=link, ended_by=team.one[Role.BOARD], why="wrong").save(force_insert=True)
    assert looked(team, capture).state == "done"


def test_what_changed_meanwhile_is_not_kept(team: Team, person: File) -> None:
    capture = brought(team, person, 13)
    errand = FindFaces(capture=capture).do(by(team.one[Role.EXAMINER]))

    def late(claimed: Errand) -> None:
        found = compared(capture)
        EndConsent(consent=Consent.objects.get(file=person), why="w").do(
            by(team.one[Role.ANTE_MORTEM])
        )
        KeepFaces(errand=claimed, capture=capture, found=found).do(by(team.one[Role.EXAMINER]))

    errands.execute(errand.pk, late)
    assert Errand.objects.get().state == "failed"
    assert "changed meanwhile" in Errand.objects.get().says
    assert BOOK.kinds()[-1] == "capture.vain"
    assert words(capture) == []


def test_a_pack_that_cannot_be_used_is_said(
    team: Team, person: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> None:
        raise PackError("no pack is here")

    monkeypatch.setattr("nomina.desk.captures.faces.tools", none)
    capture = brought(team, person, 13)
    errand = looked(team, capture)
    assert (errand.state, errand.says) == ("failed", "no pack is here.")
    shown = browser(team, Role.EXAMINER).get(at("capture", capture)).content.decode()
    assert "No pack is here." in shown
