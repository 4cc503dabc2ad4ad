"""Replies: taken in once, opened by a person, labelled, and each label's task its own."""

from __future__ import annotations

from typing import Any

import pytest

from nomina.desk.families import hearing_text
from nomina.desk.families.actions.hearing import Enclosure, TakeReply
from nomina.desk.families.models import Reply, ReplyEnclosure, ReplyText
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, NotPermitted
from tests.desk.files.people import Team
from tests.desk.people.cast import Book, by

WORDS = "I will kill you, give me back my son."


def taken(team: Team, words: str = WORDS, **more: Any) -> Reply:
    """A reply that came by the page."""
    given: dict[str, Any] = {"operation": team.cast.one, "way": "page", "words": words} | more
    return TakeReply(**given).do(by(None), Book())


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


def test_who_may_take_a_reply(team: Team) -> None:
    for role, user in team.one.items():
        act = TakeReply(operation=team.cast.one, way="counter", words="They came.")
        may = role in {Role.LIAISON, Role.ANTE_MORTEM, Role.TRANSMISSION}
        if may:
            assert act.do(by(user), Book()).made_by == user
        else:
            with pytest.raises(NotPermitted):
                act.do(by(user), Book())
