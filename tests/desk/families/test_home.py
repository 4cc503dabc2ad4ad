"""Bringing home: from what a reply asks to a return, with the real acts of custody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nomina.desk.custody.actions.effects import MakeInventory, SignInventory
from nomina.desk.custody.actions.effects_family import AskReturn
from nomina.desk.custody.actions.effects_remains import RecordExamined
from nomina.desk.custody.actions.release import BeginRelease, WithdrawRelease
from nomina.desk.custody.models import Stay
from nomina.desk.custody.register import When
from nomina.desk.examine import resting
from nomina.desk.families import home_state
from nomina.desk.families.actions.hearing_read import ReadReply
from nomina.desk.families.actions.home import AgreeStep, AskHome, EndCollection, EndStep
from nomina.desk.families.actions.home_returned import JoinRelease, PutAway, SayReturned
from nomina.desk.families.home_people import APPS, NEVER, signed
from nomina.desk.families.models import Collection, EnquiryFile, Kinship, Returned, ReturnNews
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import NotPermitted, Refused, SignInAgain
from tests.desk.custody.releasing import Case, make_case, person, recalled
from tests.desk.custody.yard import Yard
from tests.desk.families.enquiries import make_desk
from tests.desk.families.heard import TWICE, labelled, read, taken, waiting
from tests.desk.families.visits import relative
from tests.desk.people.cast import NOW, Book, account, by, role, sign_in


@pytest.fixture
def case(yard: Yard) -> Case:
    return ready(make_case(yard))


def ready(made: Case) -> Case:
    """A release that was just begun, of a man who was examined and had nothing with him."""
    yard = made.yard
    listed = made.do(MakeInventory(item=made.body, when=When(at=NOW), none_found=True))
    made.do(SignInventory(inventory=listed), yard.clerk)
    made.do(RecordExamined(item=made.body, when=When(at=NOW), doctor="Dr One"))
    return made


def missing(case: Case) -> File:
    """The man in the coffin."""
    found: File = case.identification.report.other
    return found


def asked(case: Case, **more: Any) -> Collection:
    """A request of his mother, at the counter."""
    team = case.yard.team
    given: dict[str, Any] = {
        "operation": team.cast.one,
        "file": missing(case),
        "came": "counter",
    } | more
    if "family" not in given:
        given["family"] = relative(case.yard, missing(case), how="by telephone")
    return AskHome(**given).do(by(team.one[Role.LIAISON], case.later()), Book())


def step(case: Case, collection: Collection, kind_of: str, **more: Any) -> Any:
    given: dict[str, Any] = {"who": "Driver One", "place": "Morgue"} | more
    act = AgreeStep(collection=collection, step=kind_of, **given)
    return act.do(by(case.yard.team.one[Role.LIAISON], case.later()), Book())


def returned(case: Case, collection: Collection, **more: Any) -> Returned:
    liaison = case.yard.team.one[Role.LIAISON]
    given: dict[str, Any] = {"day": NOW.date()} | more
    act = SayReturned(collection=collection, **given)
    return act.do(by(liaison, case.later()), Book())


def test_from_a_reply_to_home_with_the_acts_of_custody(case: Case) -> None:
    team, liaison = case.yard.team, case.yard.team.one[Role.LIAISON]
    reply = taken(team, "Thank you for calling. Give me back my son.", file=missing(case))
    read(team, reply)
    labelled(team, reply, "wants-body", "grateful", "wants-information")
    collection = asked(case, came="reply", reply=reply)
    assert waiting(reply) == {"answer"}, "the request is on its way, the question still waits"
    with pytest.raises(Refused, match="on its way"):
        asked(case, family=collection.family)
    when = case.later() + timedelta(days=1)
    made = [step(case, collection, one, at=when) for one in ("appointment", "papers", "travel")]
    for one in made:
        EndStep(step=one, happened=True).do(by(liaison, case.later()), Book())
        with pytest.raises(Refused, match="over"):
            EndStep(step=one, happened=True).do(by(liaison, case.later()), Book())
    with pytest.raises(Refused, match="given out"):
        returned(case, collection)
    join = JoinRelease(collection=collection, release=case.release)
    join.do(by(liaison, case.later()), Book())
    with pytest.raises(Refused, match="given out"):
        returned(case, collection)
    case.signed()
    case.give()
    assert not Stay.objects.now().filter(item=case.coffin, place__isnull=False).exists()
    home = returned(case, collection, buried="in his village")
    assert (home.release, home.collection) == (case.release, collection)
    with pytest.raises(Refused, match="was returned"):
        step(case, collection, "escort")


@TWICE
def test_everybody_who_worked_on_it_is_told_once_and_nobody_else(
    case: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    team = case.yard.team
    collection = asked(case)
    act = JoinRelease(collection=collection, release=case.release)
    act.do(by(team.one[Role.LIAISON], case.later()), Book())
    case.signed()
    case.give()
    verifies, writes = account("verifies"), account("writes")
    for user in (verifies, writes):
        role(user, Role.LIAISON, team.cast.one, team.cast.ada)
    Kinship(
        family=collection.family, holds=True, means="papers", how="seen", by=verifies
    ).save(force_insert=True)  # fmt: skip
    enquiry = make_desk(team).take()
    EnquiryFile(enquiry=enquiry, missing=missing(case), by=team.one[Role.LIAISON]).save(
        force_insert=True
    )
    reply = taken(team, enquiry=enquiry)
    ReadReply(reply=reply).do(by(writes), Book())
    stranger = account("stranger")
    role(stranger, Role.CUSTODY, team.cast.one, team.cast.ada)
    home = returned(case, collection)
    told = set(home.news.values_list("account", flat=True))
    assert case.body.file is not None
    worked = {
        case.body.file.made_by_id,  # recorded the body
        missing(case).made_by_id,  # recorded the man
        case.yard.officer.pk,  # kept, signed and gave him out
        team.one[Role.BOARD].pk,  # decided, and signed the release
        User.objects.get(login="board2").pk,
        team.one[Role.LIAISON].pk,
        verifies.pk,  # whether his mother is his mother
        writes.pk,  # what she wrote, of which only the number of the enquiry was known
    }
    assert worked <= told
    assert stranger.pk not in told
    assert team.one[Role.EXAMINER].pk not in told, "examined somebody else"
    news = ReturnNews.objects.get(account=case.yard.officer)
    sign_in(client, case.yard.officer)
    screen = client.get(reverse("home")).content.decode()
    assert "A person was returned" in screen
    for hidden in (missing(case).number, case.body.file.number, "Зразок", case.release.number):
        assert hidden not in screen
    assert "<img" not in screen[screen.index("A person was returned") :][:1500]
    for _ in range(2):  # put away twice changes nothing
        address = reverse("families:put_away", args=[news.pk])
        assert client.post(address).status_code == 302
    assert "A person was returned" not in client.get(reverse("home")).content.decode()
    sign_in(client, stranger)
    assert client.post(reverse("families:put_away", args=[news.pk])).status_code == 404
    with pytest.raises(NotPermitted):
        PutAway(news=news).do(by(stranger), Book())


def test_the_other_side_is_reached_by_its_bureau_alone(case: Case) -> None:
    team = case.yard.team
    family = relative(case.yard, missing(case), how="canary-address")
    with pytest.raises(Refused, match="has no file here"):
        asked(case, family=family, came="bureau", other_side=True)
    with pytest.raises(Refused, match="on the other side"):
        asked(case, family=None, came="bureau")
    collection = asked(case, family=None, came="bureau", other_side=True)
    with pytest.raises(Refused, match="no appointment"):
        step(case, collection, "appointment")
    step(case, collection, "crossing", place="Place of exchange")
    liaison = by(team.one[Role.LIAISON], case.later())
    with pytest.raises(Refused, match="receives nobody here"):
        JoinRelease(collection=collection, release=case.release).do(liaison, Book())
    row = Collection(
        operation=team.cast.one, file=missing(case), family=family, came="bureau",
        other_side=True, made_by=team.cast.ada,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_kinship_comes_first_and_no_contact_is_kept(case: Case) -> None:
    other = person(case.yard)
    for family, why in (
        (relative(case.yard, missing(case), holds=False), "kinship was not verified"),
        (relative(case.yard, other), "misses somebody else"),
    ):
        with pytest.raises(Refused, match=why):
            asked(case, family=family)
    quiet = relative(case.yard, missing(case), no_contact=True)
    collection = asked(case, family=quiet)
    with pytest.raises(Refused, match="wants no contact"):
        step(case, collection, "appointment")
    step(case, collection, "travel")


def test_who_asks_is_of_this_person_and_kin(case: Case) -> None:
    team, desk = case.yard.team, make_desk(case.yard.team)
    enquiry = desk.take()
    reply = taken(team, "Give him back.", enquiry=enquiry)
    read(team, reply)
    labelled(team, reply, "wants-body")
    with pytest.raises(Refused, match="which family asks"):
        asked(case, came="reply", reply=reply, enquiry=enquiry, family=None)
    kin = relative(case.yard, missing(case))
    given: dict[str, Any] = {"came": "reply", "reply": reply, "enquiry": enquiry, "family": kin}
    row = EnquiryFile(enquiry=enquiry, missing=person(case.yard), by=team.cast.ada)
    row.save(force_insert=True)
    with pytest.raises(Refused, match="about somebody else"):
        asked(case, **given)
    EnquiryFile(enquiry=enquiry, missing=missing(case), by=team.cast.ada).save(force_insert=True)
    Kinship(
        enquiry=enquiry, holds=False, means="papers", how="none", by=team.cast.ada
    ).save(force_insert=True)  # fmt: skip
    with pytest.raises(Refused, match="no kin"):
        asked(case, **given)
    assert waiting(reply) == {"collect"}, "a request that was refused waits"


def test_an_objection_is_shown_and_ends_no_request(
    case: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LAW-20: both stand."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    collection, liaison = asked(case), case.yard.team.one[Role.LIAISON]
    AskReturn(
        file=missing(case), asker="home-country", asked="objection", name="Office One", words="no"
    ).do(by(liaison, case.later()), Book())
    sign_in(client, liaison)
    shown = client.get(reverse("families:homecoming", args=[collection.pk])).content.decode()
    assert "Somebody objects to a return. It is written down, and ends no request." in shown
    assert Collection.objects.open().get() == collection
    step(case, collection, "travel")


def test_nobody_is_home_by_a_release_whose_own_ground_was_recalled(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's body went home; that the same man is identified again changes nothing."""
    collection, liaison = asked(case), case.yard.team.one[Role.LIAISON]
    act = JoinRelease(collection=collection, release=case.release)
    recalled_first = asked(case)
    act.do(by(liaison, case.later()), Book())
    case.signed()
    case.give()
    recalled(case.identification)
    monkeypatch.setattr(home_state, "hold", lambda file: None)  # another of him stands
    with pytest.raises(Refused, match="was recalled"):
        returned(case, collection)
    late = JoinRelease(collection=recalled_first, release=case.release)
    with pytest.raises(Refused, match="was recalled"):
        late.do(by(liaison, case.later()), Book())


def test_a_list_asks_once_for_all_requests(case: Case, client: Client) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("families:homecomings", args=[case.yard.team.cast.one.pk]))
        return len(caught)

    sign_in(client, case.yard.team.one[Role.LIAISON])
    counts = []
    for _ in range(2):
        for _ in range(2):
            step(case, asked(case), "travel")
        counted()  # what is read once and kept
        counts.append(counted())
    assert counts[0] == counts[1]


def test_a_recall_lists_it_and_freezes_it(case: Case) -> None:
    collection = asked(case)
    [found] = [one for one in resting.of(case.identification) if one.kind == "collection"]
    assert found.state == resting.PENDING
    recalled(case.identification)
    [found] = [one for one in resting.of(case.identification) if one.kind == "collection"]
    assert found.state == resting.FROZEN
    liaison = by(case.yard.team.one[Role.LIAISON], case.later())
    for act in (
        lambda: step(case, collection, "travel"),
        lambda: JoinRelease(collection=collection, release=case.release).do(liaison, Book()),
        lambda: returned(case, collection),
    ):
        with pytest.raises(Refused, match="was recalled"):
            act()
    EndCollection(collection=collection, outcome="mistake", why="recalled").do(liaison, Book())
    assert not Collection.objects.open().exists()


def test_who_may(case: Case) -> None:
    collection = asked(case)
    team = case.yard.team
    for held, user in team.one.items():
        act = AgreeStep(collection=collection, step="travel", who="w")
        if held in {Role.LIAISON, Role.TRANSMISSION}:
            act.do(by(user, case.later()), Book())
        else:
            with pytest.raises(NotPermitted):
                act.do(by(user, case.later()), Book())
        sees = held in {Role.LIAISON, Role.TRANSMISSION, Role.CUSTODY, Role.BOARD}
        assert Collection.objects.visible_to(user).exists() == sees
    for other in (team.cast.sam, team.cast.ada, team.cast.charlie):
        assert not Collection.objects.visible_to(other).exists()
    with pytest.raises(SignInAgain):
        SayReturned(collection=collection, day=NOW.date()).do(
            by(team.one[Role.LIAISON], fresh=False), Book()
        )


NO_CASE = {
    "custody.Place", "custody.Position", "custody.Keeper", "custody.Tag", "custody.ColdRule",
    "custody.Reading", "custody.Logger", "custody.LoggerEnd", "custody.Count",
    "custody.CountEnd", "custody.Handover", "custody.HandoverEnd", "custody.TagPhoto",
    "custody.Batch", "custody.BatchDocument", "custody.BatchEnd", "custody.Listed",
    "custody.ListedEnd", "custody.Manifest", "custody.ManifestReceipt", "custody.Dispatched",
    "custody.TheirManifest", "custody.OurReceipt", "custody.Grave", "custody.GravePoint",
    "custody.GraveMarking", "custody.GraveOffer", "custody.GraveArrangement", "custody.Exhumation",
    "transmit.Partner", "transmit.PartnerCheck", "transmit.PartnerEnd", "transmit.RoutePolicy",
    "transmit.RouteSign", "transmit.Incoming", "transmit.IncomingItem", "transmit.IncomingPhoto",
    "transmit.IncomingRefused", "transmit.IncomingPassed", "transmit.IncomingRead",
    "transmit.IncomingReceipt", "transmit.MissingList", "transmit.MissingListSign",
    "transmit.MissingListTaken", "families.EnquiryPage", "families.EnquiryPageOpening",
    "families.EnquiryPageEnd", "families.FamilyOffice", "families.FamilyOfficeConfirmed",
    "families.MailAsideEnd", *NEVER,
}  # fmt: skip
"""Tables in which people sign, and no row of which is of one case."""
SAID_BEFORE = {
    ("files.File", "made_by"), ("files.Entry", "made_by"), ("files.Photo", "made_by"),
    ("files.Link", "made_by"), ("examine.Examination", "examiner"), ("custody.Item", "made_by"),
    ("custody.Movement", "by"), ("custody.Inventory", "by"), ("custody.InventorySign", "by"),
    ("custody.Examined", "by"), ("custody.FurtherRemains", "by"), ("custody.Wishes", "by"),
    ("custody.ReturnRequest", "by"), ("families.EnquiryFile", "by"),
    ("families.Reply", "made_by"), ("families.ReplyRead", "by"), ("transmit.Package", "by"),
    ("examine.Identification", "by"), ("examine.Step", "by"), ("examine.Evidence", "by"),
    ("examine.Signature", "by"), ("examine.CertificateSignature", "by"),
    ("custody.Release", "made_by"), ("custody.ReleaseFact", "by"), ("custody.ReleaseSign", "by"),
    ("custody.ReleaseDone", "by"), ("custody.Death", "by"), ("families.Notice", "by"),
    ("families.Plan", "by"), ("families.PlanSign", "by"), ("families.Told", "by"),
    ("families.Collection", "made_by"), ("families.CollectionStep", "by"),
    ("families.CollectionStepEnd", "by"), ("families.CollectionRelease", "by"),
}  # fmt: skip


def test_each_table_in_which_people_sign_leads_to_a_case_or_is_of_none() -> None:
    """A table that is added later would leave people out in silence."""
    found = {(one.table, one.column) for one in signed()}
    assert found >= SAID_BEFORE
    every = {
        (model._meta.label, field.name)
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.fields
        if field.related_model is User
    }
    assert {table for table, column in every - found} == NO_CASE
    assert not {table for table, _ in found} & NO_CASE


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_each_way_to_a_case_can_be_asked(yard: Yard) -> None:
    for one in signed():
        for _, way in one.ways:
            rows = apps.get_model(one.table)._default_manager.filter(**{f"{way}__in": []})
            list(rows.values_list(one.column, flat=True))


@TWICE
def test_pages_lead_from_the_request_to_the_return(
    case: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    team, one = case.yard.team, case.yard.team.cast.one
    family = relative(case.yard, missing(case), how="Call before noon", not_tell="the neighbour")
    sign_in(client, team.one[Role.LIAISON])
    sent = {"number": missing(case).number, "family": family.number}
    assert client.post(reverse("families:collect", args=[one.pk]), sent).status_code == 302
    collection = Collection.objects.get()
    there = [collection.pk]
    given = {"step": "travel", "who": "Driver One", "place": "Morgue", "day": "2020-01-01T10:00"}
    assert client.post(reverse("families:agree_step", args=there), given).status_code == 302
    shown = client.get(reverse("families:homecoming", args=there)).content.decode()
    assert "A step should have happened by now." in shown
    assert "Call before noon" in shown
    sent = {"release": str(case.release.pk)}
    assert client.post(reverse("families:join_release", args=there), sent).status_code == 302
    shown = client.get(reverse("families:homecoming", args=there)).content.decode()
    assert "What the release still needs" in shown
    sent = {"happened": "no", "words_": ""}
    ending = reverse("families:end_step", args=[collection.steps.get().pk])
    assert client.post(ending, sent).status_code == 422
    assert client.post(ending, {"happened": "yes"}).status_code == 302
    case.signed()
    case.give()
    shown = client.get(reverse("families:homecoming", args=there)).content.decode()
    assert "They are home" in shown
    sent = {"day": NOW.date().isoformat(), "buried": "in his village"}
    assert client.post(reverse("families:say_returned", args=there), sent).status_code == 302
    shown = client.get(reverse("families:homecoming", args=there)).content.decode()
    assert "This person was returned." in shown
    sign_in(client, team.one[Role.CUSTODY])
    shown = client.get(reverse("families:homecoming", args=there)).content.decode()
    assert "Call before noon" not in shown
    assert "the neighbour" not in shown
    for page in ("custody:operation", "families:homecomings"):
        assert client.get(reverse(page, args=[one.pk])).status_code == 200


def test_a_withdrawn_release_makes_room_for_another(case: Case) -> None:
    collection = asked(case)
    liaison = case.yard.team.one[Role.LIAISON]
    act = JoinRelease(collection=collection, release=case.release)
    act.do(by(liaison, case.later()), Book())
    case.do(WithdrawRelease(release=case.release, why="another coffin"))
    begin = BeginRelease(
        identification=case.identification, container=case.coffin, receiver="Зразок Марія",
        relation="mother", receives="family",
    )  # fmt: skip
    again = JoinRelease(collection=collection, release=case.do(begin))
    again.do(by(liaison, case.later()), Book())
