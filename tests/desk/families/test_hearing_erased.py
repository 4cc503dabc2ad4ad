"""Whoever takes an enquiry back takes back what was replied in it; nothing of it can be read."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from nomina.desk.books import vault
from nomina.desk.families import hearing_state
from nomina.desk.families.actions.asking_withdraw import WithdrawEnquiry
from nomina.desk.families.actions.hearing import Enclosure
from nomina.desk.families.actions.hearing_read import ReadReply, SayAbout, SetLabels
from nomina.desk.families.actions.hearing_take import TakeEnclosure
from nomina.desk.families.actions.threats import PassOn, ReadThreat
from nomina.desk.families.models import Reply, ReplyErased
from nomina.desk.policy.roles import Role
from nomina.errors import Refused
from tests.desk.families.enquiries import make_desk
from tests.desk.families.heard import THREAT, WANTS, labelled, passed, read, taken, waiting
from tests.desk.files.people import Team
from tests.desk.people.cast import Book, by, sign_in

PHOTO = Enclosure("photo.jpg", "image/jpeg", b"\xff\xd8 of her son")


def _digests(*replies: Reply) -> list[str]:
    found = [one.texts.latest("turn").digest for one in replies]
    return found + [row.digest for one in replies for row in one.enclosures.all()]


def test_what_was_replied_goes_with_the_enquiry_and_a_threat_stays_with_security(
    team: Team, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    desk = make_desk(team)
    mine, other = desk.take(), desk.take()
    liaison = by(team.one[Role.LIAISON])
    first = taken(team, enquiry=mine, enclosures=(PHOTO,))
    threat = passed(team, first)
    labelled(team, first, "threat", "wants-body", "distress")
    unread, mailed = taken(team, "One more thing.", enquiry=mine), taken(team, "By mail.")
    read(team, mailed)
    labelled(team, mailed, "threat")
    SayAbout(reply=mailed, enquiry=mine).do(liaison, Book())
    theirs, moved = taken(team, "Theirs.", enquiry=other), taken(team, "Moved.", enquiry=mine)
    read(team, moved)
    SayAbout(reply=moved, enquiry=other).do(liaison, Book())
    gone, kept = _digests(first, unread, mailed), _digests(theirs, moved)
    assert vault().has([*gone, *kept]) == {*gone, *kept}
    done = WithdrawEnquiry(enquiry=mine).do(by(None), Book())
    assert done.replies == 3
    assert vault().has([*gone, *kept]) == set(kept), "words that were taken back are still there"
    assert WithdrawEnquiry(enquiry=mine).do(by(None), Book()).replies == 0
    assert set(ReplyErased.objects.values_list("reply", flat=True)) == {
        first.pk, unread.pk, mailed.pk,
    }  # fmt: skip
    assert list(hearing_state.mine(team.one[Role.LIAISON])) == [theirs]
    assert not hearing_state.tasks(team.one[Role.LIAISON]).filter(reply=first).exists()
    assert not waiting(first), "a task of words that are gone can be done by nobody"
    assert not waiting(mailed)
    acts: list[Any] = [
        ReadReply(reply=first),
        SetLabels(reply=first, labels=frozenset({"threat"})),
        PassOn(reply=first, turn=1, pieces=frozenset({1})),
        TakeEnclosure(enclosure=first.enclosures.get()),
    ]
    for act in acts:
        with pytest.raises(Refused, match="took this back"):
            act.do(liaison, Book())
    security = ReadThreat(threat=threat).do(by(team.cast.sam), Book())
    assert security.parts == (THREAT, None)
    sign_in(client, team.one[Role.LIAISON])
    shown = client.get(reverse("families:reply", args=[first.pk])).content.decode()
    assert "The family took this back. Its words are erased." in shown
    assert reverse("families:read_reply", args=[first.pk]) not in shown
    assert WANTS not in shown
