"""Bringing in, judging and carrying away: all or nothing, and nothing without an assessment."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from nomina.desk.acts import Action, NotPermitted, SignInAgain
from nomina.desk.captures import bundle
from nomina.desk.captures.actions import (
    Accept,
    Bring,
    OpenPicture,
    Refuse,
    TakeBundle,
    TakeItem,
    bring_in,
)
from nomina.desk.captures.actions.bringing import Asked, document_of
from nomina.desk.captures.evidence import evidence_of
from nomina.desk.captures.grouped import sources_of
from nomina.desk.captures.keeping import everything, read
from nomina.desk.captures.models import Accepted, Capture, Item, Observation, Refused
from nomina.desk.files.actions import HoldPhoto, RemovePhoto
from nomina.desk.files.models import Entry, File
from nomina.desk.files.photos import intake
from nomina.desk.files.photos.receiving import receive
from nomina.desk.files.record import record_of
from nomina.desk.people.standing import standing_of
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import KEEPS_FILE, SEES_CAPTURES, Role
from nomina.errors import InputError, NeverChanged
from tests.desk.captures.saved import TEXT, inlined, page, zipped
from tests.desk.files.people import Team, make_team, opened
from tests.desk.files.shots import jpeg, portrait
from tests.desk.people.cast import BOOK, NOW, Torn, by, make_cast

ASKED = Asked(
    purpose="to find where he was last seen",
    assessment={
        "relevance": "the name is his",
        "reliability": "a newspaper of his town",
        "safety": "nobody else is named",
        "duplicate": "not found here",
    },
    address="https://news.example/1",
)


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    """No decoder is left behind."""
    yield
    intake.close()


@pytest.fixture
def team(db: str, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    return make_team(make_cast())


@pytest.fixture
def person(team: Team) -> File:
    return opened("am", team.one[Role.ANTE_MORTEM], team.cast.one)


def brought(team: Team, file: File, data: bytes = b"", **more: Any) -> Capture:
    who = by(team.one[Role.ANTE_MORTEM], **more)
    return bring_in(who, file, data or page(), "saved.html", ASKED)


def refused(act: Action[Any], who: Any, kind: type[Exception] = InputError, **more: Any) -> str:
    with pytest.raises(kind) as error:
        act.do(by(who, **more))
    return str(error.value)


def test_a_capture_is_kept_whole_and_its_bundle_is_checked_offline(
    team: Team, person: File
) -> None:
    data = page(more=inlined(portrait()))
    capture = brought(team, person, data)
    items = list(capture.items.all())
    assert [(one.number, one.role, one.operation) for one in items] == [
        (1, "original", ""),
        (2, "text", "html-text"),
        (3, "media", "html-data"),
        (4, "view", "remade-1280"),
    ]
    assert read(items[0]) == data
    assert (capture.way, capture.name, capture.at) == ("file", "saved.html", NOW)
    document = document_of(capture)
    assert bundle.digest(document) == capture.bundle
    whole = bundle.archive(document, everything(capture))
    assert bundle.faults(whole, capture.bundle) == ()
    with zipfile.ZipFile(io.BytesIO(whole)) as found:
        head = json.loads(found.read("bundle.json"))
    assert head["assessment"] == dict(ASKED.assessment)
    assert head["at"] == NOW.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    assert (head["purpose"], head["address"]) == (ASKED.purpose, ASKED.address)
    assert head["by"] == team.one[Role.ANTE_MORTEM].pk.hex
    [entry] = [one for one in BOOK.entries if one.kind == "capture.bring"]
    assert [one.kind for one in entry.on] == ["capture", "file"]


def test_without_an_assessment_not_a_byte_is_looked_at(team: Team, person: File) -> None:
    class Never:
        def open(self, data: bytes, *, max_side: int | None = None) -> Any:
            raise AssertionError("a picture was opened")

    who = by(team.one[Role.ANTE_MORTEM])
    for key in ("purpose", *ASKED.assessment):
        assessment = {**ASKED.assessment} | ({key: " "} if key != "purpose" else {})
        asked = Asked(purpose="" if key == "purpose" else "p", assessment=assessment)
        with pytest.raises(InputError, match="without a purpose and an assessment"):
            bring_in(who, person, jpeg(1), "a.jpg", asked, doors=Never())
        opened_ = brought(team, person)
        with pytest.raises(InputError):
            Bring(file=person, asked=asked, opened=_again(opened_)).do(who)
    assert Capture.objects.count() == 5  # those that were assessed


def _again(capture: Capture) -> Any:
    from nomina.desk.captures.opening.reading import open_file

    return open_file(read(capture.items.all()[0]), "x", intake.door())


def test_all_of_it_or_nothing(team: Team, person: File) -> None:
    opened_ = _again(brought(team, person))
    act = Bring(file=person, asked=ASKED, opened=opened_)
    with pytest.raises(OSError, match="gone"), transaction.atomic():
        act.do(by(team.one[Role.ANTE_MORTEM]), Torn())
    assert (Capture.objects.count(), Item.objects.count()) == (1, 2)


def test_empty_files_other_kinds_and_other_people_are_refused(team: Team, person: File) -> None:
    with pytest.raises(InputError, match="empty"):
        bring_in(by(team.one[Role.ANTE_MORTEM]), person, b"", "x", ASKED)
    opened_ = _again(brought(team, person))
    family = opened("family", team.one[Role.LIAISON], team.cast.one, missing=person)
    for role in Role:
        if role not in team.one:
            continue
        may = role in (Role.ANTE_MORTEM, Role.EXAMINER)
        act = Bring(file=person, asked=ASKED, opened=opened_)
        if not may:
            refused(act, team.one[role], NotPermitted)
    refused(
        Bring(file=family, asked=ASKED, opened=opened_), team.one[Role.ANTE_MORTEM], NotPermitted
    )
    refused(Bring(file=person, asked=ASKED, opened=opened_), team.tia, NotPermitted)


def test_rows_stay_in_python_and_in_the_database(team: Team, person: File) -> None:
    capture = brought(team, person)
    item, observation = capture.items.all()[0], capture.observations.all()[0]
    for row in (capture, item, observation):
        with pytest.raises(NeverChanged):
            row.save()
        with pytest.raises(NeverChanged):
            row.delete()
        table = row._meta.db_table
        for statement in (f"UPDATE {table} SET made_at = made_at", f"DELETE FROM {table}"):
            with (
                pytest.raises(IntegrityError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def test_observations_are_judged_one_by_one(team: Team, person: File) -> None:
    capture = brought(team, person)
    keeper = team.one[Role.ANTE_MORTEM]
    offered = {one.field: one for one in capture.observations.all()}
    assert set(offered) == {"place", "unit", "marks"}  # his birth is known already
    before = Entry.objects.filter(file=person).count()
    refused(Accept(observation=offered["place"]), team.one[Role.EXAMINER], NotPermitted)
    row = Accept(observation=offered["place"]).do(by(keeper))
    assert row.entry is not None
    entry = Entry.objects.get(pk=row.entry)
    assert (entry.field, entry.said.get()) == ("place", "Ізюма")
    assert entry.said.source is not None
    assert capture.pk.hex[:8] in entry.said.source.reference
    assert ASKED.address in entry.said.source.note
    Refuse(observation=offered["unit"]).do(by(keeper))
    assert Entry.objects.filter(file=person).count() == before + 1
    for again in (Accept, Refuse):
        for key in ("place", "unit"):
            assert "already" in refused(again(observation=offered[key]), keeper)
    assert [one.field for one in Observation.objects.open()] == ["marks"]
    assert (Accepted.objects.count(), Refused.objects.count()) == (1, 1)
    assert BOOK.kinds()[-3:] == ["file.say", "observation.accept", "observation.refuse"]


def test_what_the_file_says_otherwise_stands_beside_and_lists_grow(
    team: Team, person: File
) -> None:
    keeper = team.one[Role.ANTE_MORTEM]
    text = "Born on 3 May 1987. Also known as Sasha. Also known as Sokil."
    capture = brought(team, person, page(text))
    for one in capture.observations.all():
        Accept(observation=one).do(by(keeper))
    record = record_of(person)
    assert record["born"].unsettled
    assert {entry.said.get() for entry in record["born"].entries} == {"1987-05-02", "1987-05-03"}
    assert not record["other names"].unsettled
    assert record["other names"].said.get() == "Sasha; Sokil"


def test_reposts_are_one_source(team: Team, person: File) -> None:
    long = TEXT + " " + " ".join(f"word{n} of the notice" for n in range(60))
    first = brought(team, person, page(long))
    later = [NOW + timedelta(minutes=n) for n in (1, 2)]
    second = brought(team, person, page("Shared: " + long), at=later[0])
    unlike = "Народився 2 травня 1987 року, зник біля Ізюма." * 3
    other = brought(team, person, page(unlike), at=later[1])
    numbers = sources_of(person)
    text = {one: one.items.get(role="text").pk for one in (first, second, other)}
    assert numbers[text[first]] == numbers[text[second]] != numbers[text[other]]
    told = evidence_of(person, team.one[Role.EXAMINER])
    assert [one.id for one in told] == [first.pk, second.pk, other.pk]
    assert told[0].sources == told[1].sources
    assert evidence_of(person, team.one[Role.MORTUARY]) == ()


def test_a_photo_that_is_removed_takes_nothing_from_a_capture(team: Team, person: File) -> None:
    """The same bytes as a photo of the file and in a capture."""
    keeper = team.one[Role.ANTE_MORTEM]
    capture = brought(team, person, jpeg(1))
    photo = receive(by(keeper), person, jpeg(1), "a.jpg").photo
    RemovePhoto(photo=photo, reason="other", why="w").do(by(keeper, NOW + timedelta(minutes=1)))
    assert read(capture.items.all()[0]) == jpeg(1)


def test_who_lives_is_not_shown_nor_carried_away(team: Team, person: File) -> None:
    keeper, board = team.one[Role.ANTE_MORTEM], team.one[Role.BOARD]
    capture = brought(team, person, jpeg(1))
    original, view = capture.items.all()
    assert OpenPicture(item=view).do(by(board)) == view
    assert "no picture" in refused(OpenPicture(item=original), board)
    TakeItem(item=original).do(by(board))
    TakeBundle(capture=capture).do(by(board))
    photo = receive(by(keeper), person, jpeg(1), "a.jpg").photo
    HoldPhoto(file=person, photo=photo, why="may live").do(by(keeper))
    assert "alive" in refused(TakeItem(item=original), board)
    assert "alive" in refused(TakeItem(item=view), board)
    assert "alive" in refused(TakeBundle(capture=capture), board)


@pytest.mark.parametrize("act", ["item", "bundle"])
def test_what_leaves_the_desk_needs_a_fresh_sign_in(team: Team, person: File, act: str) -> None:
    capture = brought(team, person)
    who = team.one[Role.EXAMINER]
    made: Action[Any] = (
        TakeItem(item=capture.items.all()[0]) if act == "item" else TakeBundle(capture=capture)
    )
    refused(made, who, SignInAgain, fresh=False)
    made.do(by(who))
    refused(made, team.one[Role.MORTUARY], NotPermitted)
    assert BOOK.kinds()[-2] in {"capture.taken", "capture.exported"}


def test_an_archive_that_stays_shut_is_kept_with_its_reason(team: Team, person: File) -> None:
    capture = brought(team, person, zipped({"a": bytes(3_000_000)}))
    [item] = capture.items.all()
    assert item.facts == {"unreadable": "bomb"}
    assert capture.observations.count() == 0


def test_who_sees_what(team: Team, person: File) -> None:
    capture = brought(team, person)
    Accept(observation=capture.observations.all()[0]).do(by(team.one[Role.ANTE_MORTEM]))
    Refuse(observation=capture.observations.all()[1]).do(by(team.one[Role.ANTE_MORTEM]))
    for model in (Capture, Item, Observation, Accepted, Refused):
        rows: Any = model._default_manager
        assert rows.count() > 0
        for role, user in team.one.items():
            sees = role in (Role.ANTE_MORTEM, Role.EXAMINER, Role.BOARD)
            assert rows.visible_to(user, NOW).exists() is sees, (model, role)
        for user in (team.tia, team.morten, team.cast.ada):
            assert not rows.visible_to(user, NOW).exists()


@pytest.mark.parametrize("room", ["am", "pm", "pui"])
def test_somebody_with_one_role_can_judge_in_every_kind_of_file(team: Team, room: str) -> None:
    """Who keeps a file takes over what was published; who only collects or looks does not."""
    site = team.cast.site_one if room == "pm" else None
    file = opened(room, team.keeper(room), team.cast.one, site)
    capture = bring_in(by(team.one[Role.EXAMINER]), file, page(), "saved.html", ASKED)
    offered = list(capture.observations.all())
    assert offered
    judges = {
        role
        for role, user in team.one.items()
        if predicates.JUDGE_OBSERVATION(standing_of(user, NOW), capture.thing())
    }
    assert judges == KEEPS_FILE[room]
    Accept(observation=offered[0]).do(by(team.keeper(room)))
    entries = record_of(file)[offered[0].field].entries  # another may stand beside it
    assert offered[0].value in {entry.said.get() for entry in entries}
    collectors = {Role.ANTE_MORTEM, Role.EXAMINER} - judges
    for role in collectors:
        refused(Refuse(observation=offered[-1]), team.one[role], NotPermitted)


def test_who_keeps_a_kind_of_file_sees_its_captures() -> None:
    for kind, roles in SEES_CAPTURES.items():
        assert not roles or roles >= KEEPS_FILE[kind]
