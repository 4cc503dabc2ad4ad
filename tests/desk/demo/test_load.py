"""The demonstration's desk: loaded by its own acts, once, and signed in to as by everyone."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nomina.desk.acts import Actor
from nomina.desk.books import vault
from nomina.desk.boot.config import Config
from nomina.desk.custody.checker import faults
from nomina.desk.custody.models import Batch, Burial, Incident, Item, Release, Stay
from nomina.desk.demo import cast, load, scenes
from nomina.desk.demo.examinations import examinations
from nomina.desk.demo.reports import reports
from nomina.desk.examine.actions.issue import Issue
from nomina.desk.examine.certificate_state import Standing, stands_as
from nomina.desk.examine.keys import keys_of
from nomina.desk.examine.models import Certificate, Claim, Examination, Report, Signature
from nomina.desk.examine.states import State
from nomina.desk.families.models import Enquiry, Letter, Returned, Told
from nomina.desk.files.models import (
    Card,
    Consent,
    ConsentEnd,
    Content,
    File,
    Hold,
    Link,
    Photo,
    PhotoEnd,
    Relation,
)
from nomina.desk.files.photos import intake
from nomina.desk.leads.models import Answer, Lead, Run, RunEnd
from nomina.desk.people.models import Agreement, Membership, Operation, User
from nomina.desk.policy.roles import Role
from nomina.desk.transmit.models import Acknowledged, Incoming, Package, Partner
from nomina.documents import read_json
from nomina.progress import Silent
from nomina.synthetic import write_operation
from nomina.synthetic.truth import Truth
from tests.desk.conftest import HOME
from tests.desk.people.cast import BOOK


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("operation")
    write_operation(place, missing=6, bodies=5, on_list=3)
    yield place
    intake.close()


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    cache.clear()


def loaded(folder: Path) -> None:
    users = cast.gathered(HOME, "en")
    ours, _ = load.operations(users)
    kept = load.load(folder, ours, users, ("ante-mortem", "mortuary"), Silent())
    scenes.play(kept, users, read_json(folder / "truth.json", Truth))


def test_what_was_drawn_is_there_once_however_often_it_is_loaded(db: str, folder: Path) -> None:
    loaded(folder)
    counts = {
        kind: File.objects.filter(kind=kind).count() for kind in ("am", "pm", "pui", "family")
    }
    assert counts == {"am": 6, "pm": 5, "pui": 1, "family": 3}
    drawn = {p.read_bytes() for p in folder.rglob("*.jpg")}
    gone = Photo.objects.filter(end__isnull=False).count()
    assert gone == PhotoEnd.objects.filter(reason="withdrawn").count() >= 1
    assert Content.objects.count() == len(drawn) - gone + 2  # two more are held
    assert [ConsentEnd.objects.count(), Hold.objects.count(), Relation.objects.count()] == [1, 2, 3]
    assert Card.objects.filter(unsettled=1).count() == 1
    assert [link.kind for link in Link.objects.all()] == ["identified"]
    assert Consent.objects.filter(purpose="compare-faces").count() == 6
    assert [Operation.objects.count(), Agreement.objects.count()] == [2, 1]

    walked = {report.state: report for report in Report.objects.all()}
    assert set(walked) == {State.IDENTIFIED, State.BOARD, State.PREMATURE}
    decided_by_the_rules(walked[State.IDENTIFIED], read_json(folder / "truth.json", Truth))

    written = len(BOOK.entries)
    loaded(folder)
    assert len(BOOK.entries) == written, "a second load does nothing"
    everybody_has_a_place_and_one_went_home()
    one_family_was_told_and_one_package_arrived()
    examined_by_one_and_in_hand_of_the_other(read_json(folder / "truth.json", Truth))


def one_family_was_told_and_one_package_arrived() -> None:
    """Who was told had asked or was found by people; what went out had its copy for the agency."""
    told = Told.objects.get()
    assert told.notice.identification.link.other == told.recipient.family.relation.missing
    assert Letter.objects.get().recipient == told.recipient
    home = Returned.objects.get()
    assert home.release.identification == told.notice.identification
    steps = home.collection.steps.select_related("end")
    assert [one.step for one in steps if one.end.happened] == ["appointment", "handing"]
    after = steps.exclude(at__lte=home.made_at)
    assert not after.exists(), "nothing is agreed for after the return"
    assert sorted(Enquiry.objects.values_list("side", flat=True)) == ["other", "own", "own"]
    sent = Acknowledged.objects.get().package
    assert Package.objects.filter(copy_of=sent).exists()
    assert Incoming.objects.get().items.count() == 2
    takes = [set(one.forms) for one in Partner.objects.all()]
    assert all({"pfif", "csv"} <= forms for forms in takes), "a list can be laid before somebody"


def everybody_has_a_place_and_one_went_home() -> None:
    """Asked of the rows: the movements add up, the list had errors, the stranger was not let go."""
    ours = Operation.objects.earliest("made_at")
    assert list(faults(ours)) == []
    bodies = Item.objects.filter(file__kind="pm", operation=ours)
    assert bodies.count() == File.objects.filter(kind="pm", operation=ours).count()
    batch = Batch.objects.get(operation=ours)
    assert batch.lines.count() == 30
    assert batch.lines.exclude(wrong="").exists()
    assert Incident.objects.filter(kind="list", operation=ours).count() >= 3
    wrong, right = Release.objects.filter(operation=ours).order_by("made_at")
    assert "not of this person" in wrong.end.why
    assert not hasattr(wrong, "done")
    home = bodies.get(file=right.identification.report.one)
    stay = Stay.objects.now().get(item=home)
    assert (stay.place, stay.keeper) == (None, right.done.keeper)
    assert Burial.objects.filter(item__operation=ours).count() >= 1


def decided_by_the_rules(report: Report, truth: Truth) -> None:
    """Two of the board who had no hand in it, with keys of their own; and all of its certificate.

    What stands in the report is asked of the rows and the truth, not of what wrote them.
    """
    assert truth.bodies[report.one.number] == report.other.number
    done = report.identification
    assert done is not None
    assert (done.link.one_id, done.link.other_id) == (report.one_id, report.other_id)
    signed = list(Signature.objects.filter(dossier=done.dossier))
    assert {row.by.login for row in signed} == {"board", "board-second"}
    hands = {*report.evidence.values_list("by", flat=True), report.made_by_id}
    assert not hands & {row.by_id for row in signed}
    assert not set(signed[0].keys) & set(signed[1].keys)
    assert all(len(row.keys) == 1 for row in signed)
    certificate = Certificate.objects.get(identification=done)
    posts = {row.post: row.by.login for row in certificate.signatures.all()}
    assert len(set(posts.values())) == len(posts) == 4
    (issued,) = certificate.issued.all()
    assert issued.language == "en"
    assert vault().read(issued.pdf).startswith(b"%PDF-")
    assert stands_as(certificate) is Standing.ISSUED


def examined_by_one_and_in_hand_of_the_other(truth: Truth) -> None:
    """Two bodies have leads and no report; that with pictures on both sides is looked at, once."""
    users = cast.gathered(HOME, "en")
    ours, theirs = load.operations(users)
    examinations(ours, users, truth)
    assert not Examination.objects.exists(), "nothing is weighed yet"
    run = Run(
        operation=ours, inputs="0" * 64, engine="1" * 64, code="2" * 64, bodies=5, missing=6,
        photos=0, on_list=0.5, epoch=0, record={},
    )  # fmt: skip
    run.save()
    RunEnd(run=run).save()
    bodies = {file.number: file for file in File.objects.filter(kind="pm", operation=ours)}
    free = sorted(number for number in bodies if truth.bodies[number] is None)
    assert len(free) == 2
    mine = File.objects.filter(kind="am", operation=ours, photos__end=None).earliest("number")
    beyond = File(operation=theirs, kind="am", number="X-1", made_by=users["ante-mortem-late"])
    beyond.save(force_insert=True)
    Content.objects.update(looked_at=timezone.now())
    for place, number in enumerate(sorted(bodies), 1):
        body, person = bodies[number], beyond if number == free[0] else mine
        Answer.objects.create(run=run, body=body, place=place, nobody=0.5, others=0.1, steps=[])
        Lead.objects.create(
            run=run, body=body, person=person, rank=1, band=1, posterior=0.4, log10_lr=1.0,
            word="candidate", findings=[],
        )  # fmt: skip
    for _ in range(2):
        examinations(ours, users, truth)
    first = Examination.objects.get(turn=1)
    assert (first.examiner.login, first.pair.body.number) == ("examiner", free[1])
    assert first.concluded.outcome == "inconclusive", "nobody of the list is this body"
    [claim] = Claim.objects.current()
    assert (claim.by.login, claim.turn, claim.pair_id) == ("examiner-second", 2, first.pair_id)


def test_a_report_on_which_the_start_was_stopped_is_walked_whole_by_the_next(
    db: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(self: Issue, by: Actor) -> NoReturn:
        raise KeyboardInterrupt

    users = cast.gathered(HOME, "en")
    ours, _ = load.operations(users)
    kept = load.load(folder, ours, users, ("ante-mortem", "mortuary"), Silent())
    truth = read_json(folder / "truth.json", Truth)
    with monkeypatch.context() as patched:
        patched.setattr(Issue, "effect", stops)
        with pytest.raises(KeyboardInterrupt):
            reports(kept, users, truth)
    assert not Report.objects.exists(), "one that stands half-way would stay so for good"
    reports(kept, users, truth)
    assert State.IDENTIFIED in {report.state for report in Report.objects.all()}


def test_everyone_has_a_key_of_their_own_which_the_terminal_shows(db: str) -> None:
    users = cast.gathered(HOME, "en")
    told = cast.secrets()
    assert list(told) == [player.login for player in cast.CAST]
    held = keys_of([user.pk for user in users.values()])
    assert all(len(marks) == 1 for marks in held.values())
    assert len(frozenset[str]().union(*held.values())) == len(cast.CAST)
    cast.gathered(HOME, "en")
    assert cast.secrets() == told, "a second start changes no key that is in a phone"


def test_a_desk_of_an_older_version_whose_people_share_a_key_gets_others(db: str) -> None:
    users = cast.gathered(HOME, "en")
    shared = cast.secret(HOME, "")
    for user in users.values():
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, shared)
    assert set(cast.secrets().values()) == {shared}, "what is shown is what they have"
    cast.gathered(HOME, "en")
    assert len(set(cast.secrets().values())) == len(cast.CAST)


def test_who_keeps_accounts_sees_no_case_and_each_role_has_somebody(db: str, folder: Path) -> None:
    users = cast.gathered(HOME, "uk")
    load.operations(users)
    held = {Role(one) for one in Membership.objects.values_list("role", flat=True)}
    assert held == set(Role)
    assert not File.objects.visible_to(users["administrator"]).exists()
    assert {user.language for user in users.values()} == {"uk"}


def signs_in(login: str, code: str) -> Client:
    client = Client()
    first = {"login": login, "password": cast.PASSWORD}
    answer = client.post(reverse("account_login"), first)
    assert answer["Location"] == reverse("mfa_authenticate"), "a password alone opens nothing"
    client.post(reverse("mfa_authenticate"), {"code": code})
    return client


def test_the_code_on_the_terminal_opens_the_door_and_an_old_one_does_not(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load.operations(cast.gathered(HOME, "en"))
    assert User.objects.count() == len(cast.CAST)
    told, now = cast.secrets(), time.time()
    client = signs_in("examiner", cast.code(told["examiner"], now))
    assert client.get(reverse("people:operations")).status_code == 200
    for wrong in (cast.code(told["board"], now - 600), cast.code(told["board-second"], now)):
        assert signs_in("board", wrong).get(reverse("people:operations")).status_code == 302

    says = "the people in it do not exist"
    assert says not in client.get(reverse("people:operations")).content.decode()
    monkeypatch.setattr(settings, "CONFIG", Config(demo=True))
    assert says in client.get(reverse("people:operations")).content.decode()


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: the last six of eight digits, for the secret 1234...7890."""
    known = base64.b32encode(b"12345678901234567890").decode()
    for at, code in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        assert cast.code(known, at) == code
    assert [cast.over(at) for at in (59, 59.9, 60)] == [60, 60, 90]
