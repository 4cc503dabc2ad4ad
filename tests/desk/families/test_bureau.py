"""Questions and replies that another bureau carries reach those who answer them (LAW-15)."""

from __future__ import annotations

import pytest
from django.conf import settings

from nomina.desk.acts import NotPermitted, Refused
from nomina.desk.families import envelopes
from nomina.desk.families.asked import LONGEST
from nomina.desk.families.models import Enquiry, Reply
from nomina.desk.transmit import incoming_content, incoming_kept
from nomina.desk.transmit.actions.incoming_passing import PassItem
from nomina.desk.transmit.incoming_state import state_of
from nomina.desk.transmit.models import IncomingItem
from tests.desk.files.people import make_team
from tests.desk.people.cast import BOOK, make_cast
from tests.desk.transmit.incoming_post import (
    Desk,
    bureau,
    enquiry,
    found_in_tables,
    package,
    reply,
)

WORDS = "Where does he lie, and may his mother come?"


@pytest.fixture
def desk(db: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Operation One, to which another bureau writes."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    made = Desk(make_team(make_cast()))
    bureau(made.one, made.officer)
    return made


def test_a_question_becomes_an_enquiry_of_the_other_side_once(desk: Desk) -> None:
    item = desk.item(package(enquiry(WORDS)))
    with pytest.raises(NotPermitted):
        desk.do(PassItem(item=item), desk.recorder)
    done = desk.do(PassItem(item=item))
    row = Enquiry.objects.get()
    assert (row.way, row.side, row.number) == ("bureau", "other", done.called)
    assert row.made_by == desk.officer
    asked = envelopes.written(row.submissions.get())
    assert asked.missing["family name"] == "Зразок"
    assert WORDS in asked.words
    assert asked.words.startswith("Bureau B · Q-1")
    assert "enquiry.take-bureau" in BOOK.kinds()
    with pytest.raises(Refused, match="already"):
        desk.do(PassItem(item=item))
    assert Enquiry.objects.count() == 1


def test_a_long_question_is_cut_where_it_is_kept_and_whole_where_it_came(desk: Desk) -> None:
    item = desk.item(package(enquiry("x" * 9_000)))
    desk.do(PassItem(item=item))
    asked = envelopes.written(Enquiry.objects.get().submissions.get())
    assert len(asked.words) == LONGEST
    assert "x" * 9_000 in incoming_kept.opened(item.incoming).decode()


def test_what_was_passed_on_lies_with_those_who_answer_it_alone(desk: Desk) -> None:
    """Nothing of a question of the other side is readable here; before it is passed on, neither."""
    item = desk.item(package(enquiry(WORDS)))
    assert not found_in_tables(WORDS)
    assert incoming_content.offered(item).words == WORDS
    desk.do(PassItem(item=item))
    assert not found_in_tables(WORDS)
    assert incoming_content.is_gone(item)
    assert incoming_content.offered(item).words is None


def test_a_reply_is_heard_by_the_liaison_and_by_nobody_twice(desk: Desk) -> None:
    item = desk.item(package(reply(WORDS)))
    done = desk.do(PassItem(item=item))
    row = Reply.objects.get()
    assert (row.way, str(row.pk)) == ("bureau", done.called)
    assert state_of(IncomingItem.objects.get(pk=item.pk)) == "passed"
    with pytest.raises(Refused, match="already"):
        desk.do(PassItem(item=item))
    assert Reply.objects.count() == 1
