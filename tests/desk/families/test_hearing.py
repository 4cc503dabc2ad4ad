"""Replies: taken in once, opened by a person, labelled, and each label's task its own."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nomina.desk.families import hearing_state, hearing_text
from nomina.desk.families.actions.hearing import Enclosure, TakeReply
from nomina.desk.families.actions.hearing_read import DoTask, ReadReply, SetLabels
from nomina.desk.families.hearing_pieces import LONGEST, pieces, split, without
from nomina.desk.families.hearing_pieces import taken as cut
from nomina.desk.families.models import (
    Reply,
    ReplyEnclosure,
    ReplyTask,
    ReplyText,
)
from nomina.desk.families.models.hearing import LABELS, OPENS
from nomina.desk.policy.roles import Role
from nomina.desk.transmit import heard as bureau
from nomina.errors import InputError, NotPermitted, Refused
from tests.desk.families.heard import WORDS, labelled, read, taken, waiting
from tests.desk.files.people import Team, opened_all
from tests.desk.people.cast import NOW, Book, by, sign_in


def test_a_reply_is_kept_sealed_and_once(team: Team) -> None:
    paper = Enclosure("../../passport.jpg\u202egnp", "image/jpeg", b"\xff\xd8 not opened")
    book = Book()
    act = TakeReply(
        operation=team.cast.one, way="mail", words=WORDS, once="a" * 64, enclosures=(paper,),
        from_words="Mother One <mother@example.org>",
    )  # fmt: skip
    row = act.do(by(None), book)
    assert act.do(by(None), book).pk == row.pk
    assert Reply.objects.count() == ReplyText.objects.count() == ReplyEnclosure.objects.count() == 1
    text = hearing_text.read(row.texts.get().digest)
    assert (text.parts, text.of) == ((WORDS,), "Mother One <mother@example.org>")
    assert text.enclosed[0].name == "../../passport.jpggnp"
    two = [taken(team, "Thank you.") for _ in range(2)]
    digests = {one.texts.get().digest for one in two}
    assert len(digests) == 2, "two who say the same share a key"


@pytest.mark.parametrize("words", ["", " \n ", "x" * (hearing_text.LONGEST + 1)])
def test_no_words_or_too_many_are_refused(team: Team, words: str) -> None:
    with pytest.raises(InputError):
        taken(team, words)


def test_who_may_take_a_reply_and_who_may_read_it(team: Team) -> None:
    reply = taken(team)
    for role, user in team.one.items():
        act = TakeReply(operation=team.cast.one, way="counter", words="They came.")
        if role in {Role.LIAISON, Role.ANTE_MORTEM, Role.TRANSMISSION}:
            assert act.do(by(user), Book()).made_by == user
        else:
            with pytest.raises(NotPermitted):
                act.do(by(user), Book())
        if role is Role.LIAISON:
            assert ReadReply(reply=reply).do(by(user), Book()).words.parts == (WORDS,)
        else:
            with pytest.raises(NotPermitted):
                ReadReply(reply=reply).do(by(user), Book())
    for other in (team.cast.sam, team.cast.ada, team.cast.charlie, None):
        with pytest.raises(NotPermitted):
            ReadReply(reply=reply).do(by(other), Book())


def test_a_threat_cancels_no_request(team: Team) -> None:
    """REP-01, its own sentence."""
    reply = taken(team, WORDS)
    read(team, reply)
    labelled(team, reply, "threat", "wants-body")
    assert waiting(reply) == {"security", "collect"}


def test_each_label_opens_its_own_task_and_ends_no_other(team: Team) -> None:
    reply = taken(team)
    read(team, reply)
    random = Random(7)
    now: frozenset[str] = frozenset()
    kept: dict[str, Any] = {}
    for _ in range(24):
        now = frozenset(random.sample(LABELS, random.randint(1, len(LABELS))))
        labelled(team, reply, *now)
        tasks = {one.label.label: one.pk for one in ReplyTask.objects.open().filter(reply=reply)}
        assert set(tasks) == now & set(OPENS)
        for label in set(tasks) & set(kept):
            assert tasks[label] == kept[label], "a label that stood was set anew"
        kept = tasks


def test_what_one_label_opens_is_done_alone(team: Team) -> None:
    reply = taken(team)
    read(team, reply)
    labelled(team, reply, *LABELS)
    left = set(OPENS.values())
    assert waiting(reply) == left
    user = team.one[Role.LIAISON]
    for task in ReplyTask.objects.filter(reply=reply):
        if task.task == "security":
            with pytest.raises(Refused, match="dealt with by security"):
                DoTask(task=task, what="called").do(by(user), Book())
            continue
        DoTask(task=task, what="done").do(by(user), Book())
        left.discard(task.task)
        assert waiting(reply) == left
        with pytest.raises(Refused, match="over"):
            DoTask(task=task, what="again").do(by(user), Book())


def test_nobody_says_what_stands_in_a_reply_unread(team: Team) -> None:
    reply = taken(team)
    with pytest.raises(Refused, match="not read"):
        labelled(team, reply, "grateful")
    read(team, reply)
    for labels in ((), ("angry",)):
        with pytest.raises(Refused):
            labelled(team, reply, *labels)
    with pytest.raises(NotPermitted):
        SetLabels(reply=reply, labels=frozenset({"grateful"})).do(
            by(team.one[Role.ANTE_MORTEM]), Book()
        )


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_a_day_ends_at_midnight_of_the_desk(at: datetime) -> None:
    """By the zone itself, also on the days on which clocks change (23 and 25 hours long)."""
    for zone in ("Europe/Kyiv", "UTC", "America/St_Johns"):
        with timezone.override(ZoneInfo(zone)):
            ends = hearing_state.day_ends(at)
            here, before = ends.astimezone(ZoneInfo(zone)), ends - timedelta(seconds=1)
            assert (here.hour, here.minute, here.second) == (0, 0, 0)
            day = at.astimezone(ZoneInfo(zone)).date()
            assert before.astimezone(ZoneInfo(zone)).date() == day < here.date()
            assert timedelta(0) < ends - at <= timedelta(hours=25)


def test_unread_is_late_when_its_day_is_over(team: Team) -> None:
    reply = taken(team, made_at=datetime(2026, 11, 20, 21, 30, tzinfo=UTC))
    with timezone.override(ZoneInfo("Europe/Kyiv")):  # 23:30 there
        assert not hearing_state.late(reply, datetime(2026, 11, 20, 21, 59, tzinfo=UTC))
        assert hearing_state.late(reply, datetime(2026, 11, 20, 22, 0, tzinfo=UTC))


def test_what_nobody_read_stands_on_the_first_screen(team: Team, client: Client) -> None:
    liaison = team.one[Role.LIAISON]
    sign_in(client, liaison)
    screen = client.get(reverse("home")).content.decode()
    assert "unread" not in screen
    now = timezone.now()
    old = taken(team, "late-canary", made_at=now - timedelta(days=2))
    new = taken(team, "new-canary", made_at=now)
    screen = client.get(reverse("home")).content.decode()
    assert "2 replies of families are unread; the oldest came 2 days ago." in screen
    assert "Late, because their day is over: 1." in screen
    desk = client.get(reverse("families:replies", args=[team.cast.one.pk])).content.decode()
    first, second = (desk.index(f"/replies/{one.pk}/") for one in (old, new))
    assert first < second, "the oldest stands first"
    assert "canary" not in screen + desk, "a list says how old a reply is, not what is in it"
    read(team, old)
    screen = client.get(reverse("home")).content.decode()
    assert "1 reply of a family is unread" in screen
    assert "Late" not in screen
    for user in (team.one[Role.EXAMINER], team.one[Role.CUSTODY], team.cast.charlie, team.cast.sam):
        sign_in(client, user)
        assert "unread" not in client.get(reverse("home")).content.decode()


def test_a_bureau_carries_a_reply_once_and_to_whom_it_is_about(team: Team) -> None:
    files = opened_all(team)
    carried = bureau.FamilyReply(
        operation=team.cast.one, partner=None, package=None, package_number="",
        number=files["am"].number, words="Send him home.", said=NOW.date(), once="their 7",
    )  # fmt: skip
    user = by(team.one[Role.TRANSMISSION])
    names = {bureau.pass_reply(user, carried) for _ in range(2)}
    [reply] = Reply.objects.all()
    assert names == {str(reply.pk)}
    assert (reply.way, reply.file) == ("bureau", files["am"])
    assert hearing_state.about(reply).family is None, "nobody there is contacted by us"


@given(st.lists(st.text(max_size=300), max_size=4), st.data())
def test_pieces_are_the_text_and_nothing_is_lost_between_two(
    texts: list[str], data: st.DataObject
) -> None:
    parts: tuple[str | None, ...] = tuple(
        itertools.chain.from_iterable((one, None) for one in texts if one)
    )
    every = pieces(parts)
    assert "".join(one.text or "" for one in every) == "".join(one or "" for one in parts)
    assert all(len(one.text or "") <= LONGEST for one in every)
    there = [one.number for one in every if one.text is not None]
    chosen = frozenset(data.draw(st.sets(st.sampled_from(there))) if there else set())
    left, gone = without(parts, chosen), cut(parts, chosen)
    told = {one.number: one.text or "" for one in every}
    assert "".join(one or "" for one in left) == "".join(
        text for number, text in told.items() if number not in chosen
    )
    assert "".join(one or "" for one in gone) == "".join(told[n] for n in sorted(chosen))


def test_a_threat_and_a_request_in_one_sentence_are_two_pieces() -> None:
    assert split(WORDS) == ["I will kill you, ", "give me back my son."]
    assert split("Я вас уб'ю! Поверніть сина…") == ["Я вас уб'ю! ", "Поверніть сина…"]


def test_what_was_read_and_left_waits_until_somebody_says_what_it_holds(
    team: Team, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    reply = taken(team, made_at=timezone.now() - timedelta(days=2))
    read(team, reply)
    liaison, one = team.one[Role.LIAISON], team.cast.one
    sign_in(client, liaison)
    screen = client.get(reverse("home")).content.decode()
    assert "1 reply was read, but nobody said what it holds; it came 2 days ago." in screen
    address = reverse("families:replies", args=[one.pk])
    for page in (address, reverse("families:operation", args=[one.pk])):
        shown = client.get(page).content.decode()
        assert "Read, but nobody said what it holds" in shown
        assert shown.count(f"/replies/{reply.pk}/") == 1, "it stands among what is over, too"
    labelled(team, reply, "grateful")
    assert "nobody said" not in client.get(reverse("home")).content.decode()
    shown = client.get(address).content.decode()
    assert "nobody said" not in shown
    assert "grateful" in shown


def test_a_list_asks_once_for_all_replies(team: Team, client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("families:replies", args=[team.cast.one.pk]))
        return len(caught)

    sign_in(client, team.one[Role.LIAISON])
    counts = []
    for _ in range(2):
        for _ in range(3):
            reply = taken(team)
            read(team, reply)
            labelled(team, reply, "grateful", "offers")
            taken(team)
            read(team, taken(team))
        asked()  # what is read once and kept
        counts.append(asked())
    assert counts[0] == counts[1]
