"""The enquiry desk: taken, read, owned, answered, ended, and how a family is reached."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from nomina.desk.acts import NotPermitted, Refused, SignInAgain
from nomina.desk.families import answers, asking, envelopes
from nomina.desk.families.actions.asking import OpenSealed, ReadSubmission, SendMore
from nomina.desk.families.actions.asking_answer import AnswerEnquiry, EndEnquiry, OwnEnquiry
from nomina.desk.families.actions.asking_contact import SayContact, SayDispute, SayKinship
from nomina.desk.families.actions.asking_over import JoinFile, TakeContact
from nomina.desk.families.actions.asking_pages import AskPage, ClosePage, OpenPage
from nomina.desk.families.asked import Asked, AskedContact
from nomina.desk.families.contact import Contacting, contact_of, demand_contact, said_in
from nomina.desk.families.models import (
    Contact,
    Enquiry,
    EnquiryEnd,
    EnquiryOwner,
    EnquiryPage,
    SubmissionRead,
    Taken,
)
from nomina.desk.families.models.asking import OTHER, OWN
from nomina.desk.files.models import Link
from nomina.desk.people.models import MembershipEnd
from nomina.errors import InputError, NeverChanged
from tests.desk.families.enquiries import CANARY, SAID, Desk, make_desk, objects
from tests.desk.files.people import Team, opened
from tests.desk.people.cast import NOW, by
from tests.desk.policy.records import reported


@pytest.fixture
def desk(team: Team, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    return make_desk(team)


def rows_with(text: str) -> list[str]:
    """The tables of the desk that hold a text anywhere."""
    from django.apps import apps

    found = []
    for model in apps.get_models():
        columns = [field.column for field in model._meta.concrete_fields]
        with connection.cursor() as cursor:
            names = ", ".join(f'"{one}"' for one in columns)
            cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}"')
            if any(text in str(value) for row in cursor.fetchall() for value in row):
                found.append(model._meta.label)
    return found


@pytest.mark.parametrize("side", [OWN, OTHER])
def test_what_is_sent_lies_nowhere_in_the_clear(desk: Desk, side: str) -> None:
    before = objects()
    enquiry = desk.take(side, photos=(("a.jpg", b"photo of " + CANARY.encode()),))
    assert rows_with(CANARY) == []
    kept = objects() - before
    assert kept
    assert all(CANARY.encode() not in one.read_bytes() for one in kept)
    sent = desk.sent(enquiry)
    assert envelopes.written(sent).words == SAID.words
    assert envelopes.photo(sent, 1) == b"photo of " + CANARY.encode()
    # The secret is not kept, nor anything from which another desk could make it.
    assert enquiry.secret not in {"s", ""}
    assert len(enquiry.secret) == 64


def test_the_same_number_again_is_the_same_enquiry(desk: Desk) -> None:
    one = desk.take()
    again = desk.take(number=one.number)
    assert again.pk == one.pk
    assert one.submissions.count() == 1


def test_reading_is_an_act_of_each_reader(desk: Desk) -> None:
    enquiry = desk.take()
    line = asking.line_of(enquiry)
    assert line.unread == enquiry.made_at
    assert asking.unread_of(desk.liaison) == [enquiry.made_at]
    desk.read(enquiry)
    desk.read(enquiry)
    desk.read(enquiry, desk.recorder)
    assert SubmissionRead.objects.count() == 2
    assert asking.line_of(enquiry).unread is None
    assert asking.unread_of(desk.liaison) == []
    more = desk.do(SendMore(enquiry=enquiry, asked=Asked(number="", words="more")))
    assert asking.unread_of(desk.recorder) == [more.made_at]
    for stranger in (desk.team.cast.ada, desk.team.cast.sam, desk.team.tia, desk.team.cast.bob):
        assert asking.unread_of(stranger) == []


def test_what_the_other_side_sealed_is_opened_by_an_act_of_its_own(desk: Desk) -> None:
    sent = desk.sent(desk.other_side())
    with pytest.raises(Refused, match="with a reason"):
        desk.do(ReadSubmission(submission=sent))
    with pytest.raises(SignInAgain):
        desk.do(OpenSealed(submission=sent, why="to answer"), fresh=False)
    with pytest.raises(InputError):
        desk.do(OpenSealed(submission=sent, why=" "))
    with pytest.raises(NotPermitted):
        desk.do(OpenSealed(submission=sent, why="to answer"), desk.recorder)
    assert not SubmissionRead.objects.exists()
    shown = desk.do(OpenSealed(submission=sent, why="to answer by telephone"))
    assert shown.words == SAID.words
    row = SubmissionRead.objects.get()
    assert (row.why, row.by) == ("to answer by telephone", desk.liaison)
    assert rows_with(CANARY) == []  # shown, and written nowhere


def test_nothing_of_the_other_side_can_be_reached(desk: Desk) -> None:
    """No row of contact and no relative's file: there is nothing that anything could send to."""
    enquiry = desk.other_side()
    with pytest.raises(Refused, match="other side"):
        desk.do(SayContact(enquiry=enquiry, contact=SAID.contact))
    with pytest.raises(Refused, match="no file"):
        desk.over(desk.sent(enquiry), "am")
    assert not Contact.objects.exists()
    sealed = envelopes.written(desk.sent(enquiry))
    assert sealed.contact == AskedContact(language="uk"), "not even under the seal"
    assert sealed.words == SAID.words


# LAW-15


def test_no_enquiry_ends_unread_or_without_a_true_outcome(desk: Desk) -> None:
    enquiry = desk.take()
    for outcome in ("", "withdrawn", "done"):
        with pytest.raises(Refused, match="ends with an outcome"):
            desk.do(EndEnquiry(enquiry=enquiry, outcome=outcome, why="w"))
    with pytest.raises(Refused, match="has been read"):
        desk.do(EndEnquiry(enquiry=enquiry, outcome="answered", why="w"))
    desk.read(enquiry)
    with pytest.raises(Refused, match="joined to no file"):
        desk.do(EndEnquiry(enquiry=enquiry, outcome="joined", why="w"))
    with pytest.raises(Refused, match="kinship does not hold"):
        desk.do(EndEnquiry(enquiry=enquiry, outcome="not-kin", why="w"))
    with pytest.raises(IntegrityError), transaction.atomic():
        EnquiryEnd(enquiry=enquiry, outcome="", why="w", by=desk.liaison).save(force_insert=True)
    desk.do(EndEnquiry(enquiry=enquiry, outcome="passed-to-agency", why="they agreed to it"))
    assert asking.line_of(enquiry).outcome == "passed-to-agency"
    with pytest.raises(Refused, match="outcome already"):
        desk.do(EndEnquiry(enquiry=enquiry, outcome="answered", why="w"))
    # What a family says later is heard: it opens the enquiry again, and it is unread.
    desk.do(SendMore(enquiry=enquiry, asked=Asked(number="", words="one thing more")))
    line = asking.line_of(enquiry)
    assert (line.outcome, line.unread is not None) == ("", True)


def test_every_enquiry_has_a_day_and_ends_with_somebody_who_answers_for_it(desk: Desk) -> None:
    enquiry = desk.take()
    desk.read(enquiry)
    came = timezone.localtime(enquiry.made_at).date()
    assert asking.line_of(enquiry, NOW).due == came + asking.USUAL
    assert not asking.line_of(enquiry, enquiry.made_at).overdue
    # Read, and nobody's: the next day says so.
    line = asking.line_of(enquiry, enquiry.made_at + timedelta(days=1))
    assert (line.owner, line.unread, line.overdue) == (None, None, True)
    desk.do(EndEnquiry(enquiry=enquiry, outcome="other", why="by telephone"))
    [row] = EnquiryOwner.objects.all()
    assert (row.owner, row.due) == (desk.liaison, came)
    other = desk.take()
    desk.read(other)
    due = came + timedelta(days=3)
    desk.do(OwnEnquiry(enquiry=other, owner=desk.liaison, due=due))
    desk.do(EndEnquiry(enquiry=other, outcome="other", why="by telephone"))
    assert EnquiryOwner.objects.get(enquiry=other).due == due


def test_the_clock_makes_enquiries_overdue_and_the_oldest_unread_stand_first(desk: Desk) -> None:
    noon = timezone.localtime(NOW).replace(hour=12, minute=0)
    made = []
    for days in (3, 0, 9):
        desk.start = noon - timedelta(days=days)
        made.append(desk.take())
    desk.read(made[1])
    today = noon.date()
    desk.start = noon
    owned = OwnEnquiry(enquiry=made[1], owner=desk.liaison, due=today + timedelta(days=1))
    desk.do(owned)

    def at(moment: datetime) -> list[tuple[str, bool]]:
        rows = asking.standing(Enquiry.objects.all())
        return [(one.enquiry.number, one.overdue) for one in asking.lines_of(rows, moment)]

    numbers = [made[2].number, made[0].number, made[1].number]
    # Unread since another day is overdue by itself; what has a day, once that day is over.
    assert at(noon) == list(zip(numbers, (True, True, False), strict=True))
    assert at(noon + timedelta(days=1)) == list(zip(numbers, (True, True, False), strict=True))
    assert at(noon + timedelta(days=2)) == list(zip(numbers, (True, True, True), strict=True))


def test_what_has_no_outcome_stands_by_age(desk: Desk) -> None:
    """LAW-15: what nobody has read first, and in both the oldest first."""
    made = [desk.take() for _ in range(5)]
    for one in (made[0], made[1], made[3]):
        desk.read(one)
    desk.do(EndEnquiry(enquiry=made[1], outcome="other", why="by telephone"))
    wanted = [made[2], made[4], made[0], made[3]]
    assert list(asking.open_(asking.standing(Enquiry.objects.all()))) == wanted


def test_what_a_leaver_answered_for_is_nobodys(desk: Desk) -> None:
    enquiry = desk.take()
    due = timezone.localtime(NOW).date() + timedelta(days=3)
    with pytest.raises(Refused, match="does not speak"):
        desk.do(OwnEnquiry(enquiry=enquiry, owner=desk.recorder, due=due))
    for day in (due - timedelta(days=4), due + timedelta(days=400)):
        with pytest.raises(Refused, match="day is over"):
            desk.do(OwnEnquiry(enquiry=enquiry, owner=desk.liaison, due=day))
    desk.do(OwnEnquiry(enquiry=enquiry, owner=desk.liaison, due=due))
    assert asking.line_of(enquiry).owner == desk.liaison
    held = desk.liaison.memberships.get()
    MembershipEnd(membership=held, ended_by=desk.team.cast.ada, why="left").save(force_insert=True)
    line = asking.line_of(enquiry)
    assert (line.owner, line.due) == (None, due)


# Kinship, and what is said before it holds


def test_only_sentences_that_say_nothing_before_kinship_holds(desk: Desk) -> None:
    enquiry = desk.take()
    with pytest.raises(Refused, match="kinship is not verified"):
        desk.do(AnswerEnquiry(enquiry=enquiry, text="She is on no list."))
    for fixed in answers.FIXED:
        desk.do(AnswerEnquiry(enquiry=enquiry, fixed=fixed))
    for both in ({"fixed": "received", "text": "and more"}, {}, {"fixed": "found"}):
        with pytest.raises(Refused):
            desk.do(AnswerEnquiry(enquiry=enquiry, **both))
    desk.do(SayKinship(enquiry=enquiry, holds=False, means="register", how="another person"))
    with pytest.raises(Refused, match="kinship is not verified"):
        desk.do(AnswerEnquiry(enquiry=enquiry, text="She is on no list."))
    desk.do(SayKinship(enquiry=enquiry, holds=True, means="papers", how="birth certificate"))
    desk.do(AnswerEnquiry(enquiry=enquiry, text="Please bring her dental records."))
    assert enquiry.answers.count() == len(answers.FIXED) + 1


def test_no_sentence_depends_on_any_case() -> None:
    """Each is one text in a language: nothing can be put into it."""
    for language in ("en", "uk", "ru"):
        for code in answers.FIXED:
            text = answers.fixed(code, language)
            assert text == answers.fixed(code, language)
            assert "{" not in text
            assert not {"dead", "alive", "found", "identified"} & set(text.lower().split())


def test_no_words_before_a_person_brought_the_news(desk: Desk) -> None:
    """Once somebody was identified, and before it was told in person, only sentences are given."""
    enquiry = desk.take()
    sent = desk.read(enquiry)
    missing, _ = desk.both(sent)
    desk.do(SayKinship(enquiry=enquiry, holds=True, means="papers", how="birth certificate"))
    desk.do(AnswerEnquiry(enquiry=enquiry, text="We have begun."))
    body = opened("pm", desk.team.keeper("pm"), desk.team.cast.one, desk.team.cast.site_one)
    link = Link.objects.create(
        kind="identified", one=body, other=missing, why="w", made_by=desk.recorder
    )
    reported(body, missing, link, desk.recorder)
    with pytest.raises(Refused, match="a person brings first"):
        desk.do(AnswerEnquiry(enquiry=enquiry, text="We go on."))
    desk.do(AnswerEnquiry(enquiry=enquiry, fixed="speak"))


# Contact (NOT-09)


def test_the_last_word_of_a_family_counts(desk: Desk) -> None:
    sent = desk.read(desk.take())
    _, family = desk.both(sent)
    enquiry = sent.enquiry
    assert contact_of(family) == Contacting(side=OWN)
    desk.nobody(SayContact(enquiry=enquiry, contact=SAID.contact))
    it = contact_of(family)
    assert (it.how, it.when, it.not_tell) == (SAID.contact.how, "after six", "the neighbour")
    assert (it.ways, it.phone, it.language) == (("telephone",), "+380 44 000 00 00", "uk")
    assert (it.not_before, it.not_after) == (time(18), time(21, 30))
    assert demand_contact(family) == it
    desk.do(SayContact(family=family, contact=AskedContact(no_contact=True)))
    assert contact_of(family).no_contact
    assert contact_of(family).phone == ""
    with pytest.raises(Refused, match="no contact"):
        demand_contact(family)
    assert demand_contact(family, recall_signed_by_two=True).no_contact
    desk.do(SayKinship(family=family, holds=True, means="dna", how="two samples"))
    assert contact_of(family).kinship_holds
    desk.do(SayKinship(enquiry=enquiry, holds=False, means="register", how="a wrong person"))
    assert not contact_of(family).kinship_holds


def test_who_wants_no_contact_is_left_alone_from_the_first_moment(desk: Desk) -> None:
    """It counts before anybody has opened what they wrote; the words themselves stay sealed."""
    quiet = AskedContact(
        no_contact=True, how=f"behind the house {CANARY}", phone="+380 44 000 00 00"
    )
    sent = desk.read(desk.take(asked=SAID.model_copy(update={"contact": quiet})))
    assert said_in(sent.enquiry).no_contact
    assert not said_in(desk.take()).no_contact
    assert rows_with(CANARY) == []
    _, family = desk.both(sent)
    with pytest.raises(Refused, match="no contact"):
        demand_contact(family)
    desk.do(TakeContact(submission=sent, contact=quiet))
    assert (contact_of(family).no_contact, contact_of(family).phone) == (True, quiet.phone)


def test_what_was_written_first_does_not_undo_what_was_said_since(desk: Desk) -> None:
    sent = desk.read(desk.take())
    _, family = desk.both(sent)
    desk.nobody(SayContact(enquiry=sent.enquiry, contact=AskedContact(no_contact=True)))
    desk.do(TakeContact(submission=sent, contact=SAID.contact))
    assert contact_of(family).no_contact
    assert contact_of(family).phone == ""
    assert not Taken.objects.get(submission=sent, part="contact").kept


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"ways": ("telephone",)},
        {"ways": ("mail",)},
        {"phone": "call me"},
        {"phone": "1;wait=5"},
        {"mail": "a@b"},
        {"mail": "a@b.example\nBcc: x@y.example"},
        {"language": "xx"},
        {"not_before": "25:00"},
    ],
)
def test_what_nobody_can_be_reached_by_is_refused(desk: Desk, wrong: dict[str, object]) -> None:
    family = opened(
        "family",
        desk.recorder,
        desk.team.cast.one,
        missing=opened("am", desk.recorder, desk.team.cast.one),
    )
    with pytest.raises(InputError):
        desk.do(SayContact(family=family, contact=AskedContact.model_validate(wrong)))
    assert not Contact.objects.exists()
    assert contact_of(family).side == ""  # nobody said, so nothing may be sent


def test_safe_hours() -> None:
    """Against the minutes of a day, counted one by one."""
    day = timezone.make_aware(datetime.combine(date(2024, 5, 1), time(0)))
    for first, last in ((None, None), (time(9), time(17)), (time(22), time(6)), (time(9), None)):
        it = Contacting(not_before=first, not_after=last)
        begin = 0 if first is None else first.hour * 60 + first.minute
        end = 24 * 60 - 1 if last is None else last.hour * 60 + last.minute
        safe = (
            set(range(begin, end + 1))
            if begin <= end
            else (set(range(begin, 24 * 60)) | set(range(end + 1)))
        )
        for minute in range(0, 24 * 60, 7):
            at = day + timedelta(minutes=minute)
            assert it.safe_at(at) == (minute in safe), (first, last, minute)


def test_disputes_stand_beside_each_other(desk: Desk) -> None:
    missing = opened("am", desk.recorder, desk.team.cast.one)
    for words in ("The wife wants to be told alone.", "The mother wants to be told first."):
        desk.do(SayDispute(file=missing, words=words))
    assert missing.disputes.count() == 2
    with pytest.raises(NeverChanged):
        missing.disputes.update(words="settled")


# Who


def test_others_see_no_enquiry(desk: Desk) -> None:
    enquiry = desk.take()
    cast, seen = desk.team.cast, set()
    people = {**cast.people(), **{str(role): user for role, user in desk.team.one.items()}}
    for name, user in people.items():
        if Enquiry.objects.visible_to(user).filter(pk=enquiry.pk).exists():
            seen.add(name)
        with pytest.raises(NotPermitted) if name != "family-liaison" else _fine():
            EndEnquiry(enquiry=enquiry, outcome="answered", why="w").do(by(user))
    assert seen == {"family-liaison", "ante-mortem-recorder"}
    with pytest.raises(NotPermitted):
        desk.do(JoinFile(enquiry=enquiry, missing=opened("am", desk.recorder, cast.one)), cast.bob)


def _fine() -> pytest.RaisesExc[Refused]:
    """The liaison may, but nobody has read it yet."""
    return pytest.RaisesExc(Refused)


def test_two_people_open_a_page_and_each_closes_it(desk: Desk) -> None:
    cast = desk.team.cast
    ask: dict[str, Any] = {
        "name": "Desk for families",
        "languages": ["uk", "en"],
        "agency": "the agency",
    }
    with pytest.raises(NotPermitted):
        desk.do(AskPage(operation=cast.one, **ask), cast.ada)
    page = desk.do(AskPage(operation=cast.one, **ask))
    later = NOW + timedelta(days=1)
    assert not EnquiryPage.objects.open(later).exists()
    for user in (desk.liaison, cast.sam, desk.recorder):
        with pytest.raises(NotPermitted):
            desk.do(OpenPage(page=page), user)
    with pytest.raises(SignInAgain):
        desk.do(OpenPage(page=page), cast.ada, fresh=False)
    desk.do(OpenPage(page=page), cast.ada)
    assert EnquiryPage.objects.open(later).get() == page
    assert page.code not in page.name
    assert page.languages == ["en", "uk"]
    other = desk.do(AskPage(operation=cast.one, **ask))
    with pytest.raises(Refused, match="another page"):
        desk.do(OpenPage(page=other), cast.ada)
    desk.do(ClosePage(page=page, why="a flood"), cast.grace)
    assert not EnquiryPage.objects.open(later).exists()
    desk.do(OpenPage(page=other), cast.grace)
    desk.do(ClosePage(page=other, why="moved"))
    assert not EnquiryPage.objects.open(later).exists()
    for closed in (page, other):
        with pytest.raises(Refused, match=r"closed|already"):
            desk.do(OpenPage(page=closed), cast.ada)


def test_rows_are_never_changed(desk: Desk) -> None:
    enquiry = desk.take()
    desk.do(SayKinship(enquiry=enquiry, holds=True, means="papers", how="h"))
    contact = desk.do(SayContact(enquiry=enquiry, contact=SAID.contact))
    for table in ("enquiry", "submission", "kinship", "envelope", "contact"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE families_{table} SET id = id")
    for table in ("enquiry", "submission", "kinship"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM families_{table}")
    assert Contact.objects.get().phone == contact.phone
