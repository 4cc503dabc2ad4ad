"""Replies that were taken in, read and labelled; nobody of them exists."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from nomina.desk.families.actions.hearing import TakeReply
from nomina.desk.families.actions.hearing_read import Opened, ReadReply, SetLabels
from nomina.desk.families.actions.threats import PassOn
from nomina.desk.families.hearing_pieces import pieces
from nomina.desk.families.models import Reply, ReplyTask, Threat
from nomina.desk.policy.roles import Role
from tests.desk.files.people import Team
from tests.desk.people.cast import NOW, Book, by

TWICE = pytest.mark.parametrize(
    "kind", ["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)], indirect=True
)
"""Long ways that ask both databases in the large tests; their acts ask both every time."""
WORDS = "I will kill you, give me back my son."
THREAT = "I will kill you, "
WANTS = "give me back my son."


def taken(team: Team, words: str = WORDS, **more: Any) -> Reply:
    """A reply that came by the page."""
    at: datetime = more.pop("made_at", NOW)
    given: dict[str, Any] = {"operation": team.cast.one, "way": "page", "words": words} | more
    return TakeReply(**given).do(by(None, at), Book())


def read(team: Team, reply: Reply, at: datetime = NOW) -> Opened:
    """The liaison opens a reply."""
    return ReadReply(reply=reply).do(by(team.one[Role.LIAISON], at), Book())


def labelled(team: Team, reply: Reply, *labels: str, at: datetime = NOW) -> None:
    """The liaison, who has read it, says what it holds."""
    act = SetLabels(reply=reply, labels=frozenset(labels))
    act.do(by(team.one[Role.LIAISON], at), Book())


def waiting(reply: Reply) -> set[str]:
    """The tasks that wait."""
    return set(ReplyTask.objects.open().filter(reply=reply).values_list("task", flat=True))


def passed(team: Team, reply: Reply, text: str = THREAT, at: datetime = NOW) -> Threat:
    """The liaison reads a reply and passes a part of it on."""
    opened = read(team, reply, at)
    numbers = [one.number for one in pieces(opened.words.parts) if one.text == text]
    act = PassOn(reply=reply, turn=opened.turn, pieces=frozenset(numbers))
    return act.do(by(team.one[Role.LIAISON], at + timedelta(seconds=1)), Book())
