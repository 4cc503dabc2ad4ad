"""Care for the people who look: own counts, a pause, whom to turn to; nobody else is told."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from nomina.desk.acts import Actor, NotPermitted, Refused
from nomina.desk.people.actions import ChooseCare, KeepViews, SeePause, WriteSupport
from nomina.desk.people.care import PACE, Counts, counts, tired
from nomina.desk.people.models import Care, Looked, Support, User
from nomina.desk.people.models.care import PACES, WITHOUT, care_of, looked
from tests.desk.people.cast import BOOK, Book, Cast, by, sign_in

WEDNESDAY = datetime(2026, 3, 11, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()
    cache.clear()


def look(user: User, *minutes: float, until: datetime = WEDNESDAY) -> None:
    """Open a picture so many minutes before a moment."""
    for one in minutes:
        looked(user, uuid4(), until - timedelta(minutes=one))


def test_counts_are_of_today_and_since_monday(cast: Cast) -> None:
    day = 24 * 60
    look(cast.bob, 1, 10, day, 2 * day, 2 * day + 10 * 60, 3 * day)  # Monday 15:00, 05:00; Sunday
    assert counts(cast.bob, WEDNESDAY) == Counts(today=2, week=5)


def test_nobody_but_oneself_sees_how_much_one_looked_or_what_one_chose(cast: Cast) -> None:
    look(cast.bob, 1, 2, 3)
    ChooseCare(user=cast.bob, without=("children",)).do(by(cast.bob), Book())
    for name, user in cast.people().items():
        mine = name == "bob"
        assert Looked.objects.visible_to(user).count() == (3 if mine else 0)
        assert Care.objects.visible_to(user).count() == (1 if mine else 0)
        assert counts(user, WEDNESDAY).week == (3 if mine else 0)
    assert not Looked.objects.visible_to(AnonymousUser()).exists()


def test_the_log_says_nothing_of_what_somebody_chose(cast: Cast) -> None:
    """A digest of few possible answers could be guessed."""
    book = Book()
    for without in ((), ("children",), WITHOUT):
        ChooseCare(user=cast.bob, without=without, pace="sooner").do(by(cast.bob), book)
    KeepViews(user=cast.bob, views=frozenset({"large"})).do(by(cast.bob), book)
    SeePause(user=cast.bob).do(by(cast.bob), book)
    assert len({(one.kind, one.changed, one.on) for one in book.entries}) == 1
    assert Care.objects.count() == 1


def test_nobody_chooses_for_another(cast: Cast) -> None:
    for other in (cast.ada, cast.alice):
        with pytest.raises(NotPermitted):
            ChooseCare(user=cast.bob, without=("bones",)).do(by(other), Book())
    for wrong in ({"without": ("cats",)}, {"pace": "soon"}, {"views": frozenset({"red"})}):
        with pytest.raises(Refused):
            ChooseCare(user=cast.bob, **wrong).do(by(cast.bob), Book())


def test_a_program_that_acts_for_somebody_looks_at_nothing(cast: Cast) -> None:
    cast.bob.narrowed = frozenset()
    look(cast.bob, 1)
    assert Looked.objects.count() == 0


@pytest.mark.parametrize("pace", PACES)
def test_a_pause_is_suggested_after_so_many_openings_or_so_long(cast: Cast, pace: str) -> None:
    care = Care(user=cast.bob, pace=pace)
    most, longest = PACE.get(pace, (1000, timedelta(hours=5)))
    look(cast.bob, *(n / most for n in range(most - 1)))
    assert tired(care, WEDNESDAY) is None
    look(cast.bob, 1)
    assert (tired(care, WEDNESDAY) is not None) == (pace in PACE)
    later = WEDNESDAY + timedelta(days=1)
    minutes = int(longest.total_seconds()) // 60
    look(cast.bob, *range(0, minutes, 5), until=later)
    before = tired(care, later)
    look(cast.bob, minutes, until=later)
    assert before is None
    assert (tired(care, later) is not None) == (pace in PACE)


def test_a_rest_ends_a_stretch_and_so_does_putting_the_pause_aside(cast: Cast) -> None:
    care = Care(user=cast.bob)
    look(cast.bob, *(n / 10 for n in range(40)))
    assert tired(care, WEDNESDAY) is not None
    assert tired(care, WEDNESDAY + timedelta(minutes=11)) is None  # nothing was opened since
    SeePause(user=cast.bob).do(Actor(cast.bob, WEDNESDAY), Book())
    assert tired(care_of(cast.bob), WEDNESDAY) is None
    look(cast.bob, *(n / 10 for n in range(40)), until=WEDNESDAY + timedelta(minutes=30))
    assert tired(care_of(cast.bob), WEDNESDAY + timedelta(minutes=30)) is not None


def test_the_suggestion_stands_on_pages_of_the_dead_alone_and_can_be_put_aside(
    cast: Cast, client: Client
) -> None:
    sign_in(client, cast.bob)
    now = datetime.now(UTC)
    mine = reverse("examine:mine")
    assert b"looking for a while" not in client.get(mine).content
    look(cast.bob, *(n / 10 for n in range(40)), until=now)
    for other in (reverse("people:care"), reverse("files:list", args=[cast.one.pk])):
        assert b"looking for a while" not in client.get(other).content
    page = client.get(mine).content.decode()
    assert "looking for a while" in page
    done = client.post(reverse("people:paused"), {"back": mine})
    assert done.headers["Location"] == mine
    assert b"looking for a while" not in client.get(mine).content
    away = client.post(reverse("people:paused"), {"back": "//elsewhere.invalid/"})
    assert away.headers["Location"] == reverse("people:care")


def test_how_pictures_are_drawn_is_remembered_with_the_person(cast: Cast, client: Client) -> None:
    """WEL-02: small and grey for somebody new, hidden until asked for (`look/photo.html`)."""
    mine = reverse("examine:mine")

    def root() -> set[str]:
        page = client.get(mine).content.decode()
        opening = page[: page.index("<head>")]
        return set(re.findall(r"data-(colour|blur|large)\b", opening))

    sign_in(client, cast.bob)
    assert root() == set()
    client.post(reverse("people:keep_views"), {"view": ["blur", "large", "nonsense"]})
    assert root() == {"colour", "blur", "large"}
    client.post(reverse("people:keep_views"), {"view": ["grey"]})
    assert root() == set()
    sign_in(client, cast.alice)
    assert root() == set()


def test_choices_are_kept_by_the_page_and_shown_again(cast: Cast, client: Client) -> None:
    sign_in(client, cast.bob)
    sent = {"views": ["grey", "blur"], "without": ["bones", "parts"], "pace": "never"}
    done = client.post(reverse("people:care_choices"), sent)
    assert done.headers["Location"] == reverse("people:care")
    now = care_of(cast.bob)
    assert (now.grey, now.blur, now.large) == (True, True, False)
    assert (now.without, now.pace) == (["bones", "parts"], "never")
    page = client.get(reverse("people:care_choices")).content.decode()
    assert len(re.findall(r"<input[^>]* checked", page)) == 2 + 2 + 1 + 1  # and that keys work


def test_help_is_one_click_away_and_says_what_the_administrator_wrote(
    cast: Cast, client: Client
) -> None:
    care = reverse("people:care")
    sign_in(client, cast.bob)
    assert f'href="{care}"'.encode() in client.get(reverse("home")).content
    assert b"Nobody wrote down a contact yet" in client.get(care).content
    sign_in(client, cast.ada)
    post = reverse("people:support", args=[cast.one.pk])
    client.post(post, {"text": "Dr N., room 4.\n+380 00 000, day and night, no name <needed>."})
    sign_in(client, cast.bob)
    before = len(BOOK.entries)
    page = client.get(care).content.decode()
    assert len(BOOK.entries) == before  # that one asked for help is written down nowhere
    assert "Dr N., room 4.<br>" in page
    assert "no name &lt;needed&gt;" in page
    sign_in(client, cast.charlie)
    assert b"Dr N." not in client.get(care).content
    sign_in(client, cast.ada)
    client.post(post, {"text": " "})
    sign_in(client, cast.bob)
    assert b"Nobody wrote down a contact yet" in client.get(care).content
    assert Support.objects.count() == 2


def test_only_an_administrator_writes_whom_to_turn_to(cast: Cast) -> None:
    for user in (cast.alice, cast.bob, cast.sam):
        with pytest.raises(NotPermitted):
            WriteSupport(operation=cast.one, text="x").do(by(user), Book())
