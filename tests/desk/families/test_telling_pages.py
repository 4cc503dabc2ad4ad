"""Pages of notices, from the first to the last step, and who sees what of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nomina.desk.books import vault
from nomina.desk.examine.models import IdentificationEnd
from nomina.desk.families.models import (
    Dispute,
    ImageRequest,
    ImageShown,
    Notice,
    Plan,
    Recipient,
    Told,
)
from nomina.desk.files.models import Rendition
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.custody.releasing import recalled
from tests.desk.custody.yard import Yard
from tests.desk.examine.bench import picture
from tests.desk.families.test_telling_recall import real
from tests.desk.families.visits import QUICK, Visits, make_visits, relative
from tests.desk.people.cast import BOOK, sign_in

Open = Callable[..., Client]
pytestmark = QUICK


@pytest.fixture
def visits(yard: Yard) -> Visits:
    return make_visits(
        yard, how="by a neighbour", not_tell="her brother", phone="+380 44 000 00 01"
    )


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Gives a client of somebody who has just signed in."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()

    def entered(user: User) -> Client:
        client = Client()
        sign_in(client, user)
        return client

    yield entered
    cache.clear()


def at(name: str, row: Any) -> str:
    return reverse(f"families:{name}", args=[row.pk])


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def sent(client: Client, address: str, **given: Any) -> Any:
    answer = client.post(address, given)
    assert answer.status_code == 302, answer.content.decode()
    return answer


PLAN = {
    "means": "person", "others": "Лікар Зразок, doctor", "place": "her home", "language": "uk",
    "not_to_hear": "how he was found",
}  # fmt: skip
TOLD = {
    "where": "her home", "means": "person", "others": "Лікар Зразок, doctor",
    "said_": "that he is dead", "asked": "where he is", "next_words": "Olena calls",
}  # fmt: skip


def minute(days: int = 0) -> str:
    return timezone.localtime(timezone.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def planned(visits: Visits, liaison: Client, notice: Notice, **more: Any) -> Plan:
    recipients = [one.pk.hex for one in Recipient.objects.filter(notice=notice)]
    given = PLAN | {"at": minute(1), "first": visits.liaison.pk.hex, "recipients": recipients}
    sent(liaison, at("make_plan", notice), **given | more)
    made = Plan.objects.order_by("made_at").last()
    assert made is not None
    return made


def signed(client: Client, plan: Plan) -> None:
    page = text(client, at("sign_plan", plan))
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found is not None
    sent(client, at("sign_plan", plan), digest=found[1], read="on")


def test_a_notice_goes_through_its_pages(visits: Visits, enter: Open) -> None:
    liaison, board = enter(visits.liaison), enter(visits.board)
    one = visits.yard.team.cast.one
    Dispute(file=visits.missing, words="who may decide", by=visits.liaison).save()
    stranger = relative(visits.yard, visits.missing, holds=False)
    waits = text(liaison, at("notices", one))
    assert visits.missing.number in waits
    assert "Олександр" not in waits, "a list has numbers"
    sent(liaison, at("begin_notice", visits.missing), identification=visits.identification.pk.hex)
    notice = Notice.objects.get()
    page = text(liaison, at("notice", notice))
    for said in ("who may decide", "nobody has verified", visits.mother.number, stranger.number):
        assert said.casefold() in page.casefold()
    assert stranger.pk.hex not in text(liaison, at("choose_recipient", notice))
    wrong = liaison.post(
        at("choose_recipient", notice), {"family": stranger.pk.hex, "relation": "x"}
    )
    assert wrong.status_code == 422
    given = {"family": visits.mother.pk.hex, "relation": "mother", "wishes": "not alone"}
    sent(liaison, at("choose_recipient", notice), **given)
    alone: dict[str, Any] = PLAN | {"others": "", "at": minute(1), "first": visits.liaison.pk.hex}
    alone["recipients"] = [Recipient.objects.get().pk.hex]
    assert "goes to a family alone" in liaison.post(at("make_plan", notice), alone).content.decode()
    plan = planned(visits, liaison, notice)
    dry = text(board, at("plan", plan))
    for said in ("her brother", "not alone", "by a neighbour", "how he was found", "Лікар Зразок",
                 "+380 44 000 00 01"):  # fmt: skip
        assert said in dry
    assert "Let it go" not in text(liaison, at("plan", plan)), "its maker does not"
    assert (
        liaison.post(at("sign_plan", plan), {"digest": "0" * 64, "read": "on"}).status_code == 422
    )
    stale = board.post(at("sign_plan", plan), {"digest": "0" * 64, "read": "on"})
    assert "changed" in stale.content.decode()
    signed(board, plan)
    recipient = Recipient.objects.get()
    given = TOLD | {"at": minute(), "first": visits.liaison.pk.hex}
    given["next_contact"] = (timezone.localdate() + timedelta(days=3)).isoformat()
    sent(liaison, at("record_told", recipient), **given)
    told = Told.objects.get()
    assert "Olena calls" in text(board, at("told", told))
    assert "Olena calls" in text(liaison, at("notices", one))
    again = {"at": minute(), "words_": "she came", "next_words": "none wished"}
    sent(liaison, at("speak_again", told), **again)
    assert "Olena calls" not in text(liaison, at("notices", one))
    assert visits.missing.number in text(liaison, at("notices_over", one))
    assert "Telling the family" in text(liaison, reverse("files:file", args=[visits.missing.pk]))
    assert "Telling" not in text(
        enter(visits.yard.team.one[Role.ANTE_MORTEM]),
        reverse("files:file", args=[visits.missing.pk]),
    )


def test_how_it_was_is_written_whatever_was_planned_since(visits: Visits, enter: Open) -> None:
    """From the page of the plan that was let go, and by one alone who says why."""
    liaison, board = enter(visits.liaison), enter(visits.board)
    sent(liaison, at("begin_notice", visits.missing), identification=visits.identification.pk.hex)
    notice = Notice.objects.get()
    sent(liaison, at("choose_recipient", notice), family=visits.mother.pk.hex, relation="mother")
    recipient = Recipient.objects.get()
    went = planned(visits, liaison, notice)
    record = at("record_told", recipient)
    assert record not in text(liaison, at("plan", went))
    signed(board, went)
    anew = planned(visits, liaison, notice, place="at the village hall")
    assert record in text(liaison, at("plan", went))
    assert record not in text(liaison, at("plan", anew)), "nobody let that go"
    given = TOLD | {"at": minute(), "first": visits.liaison.pk.hex, "others": ""}
    given["next_contact"] = (timezone.localdate() + timedelta(days=3)).isoformat()
    refused = liaison.post(record, given)
    assert refused.status_code == 422
    assert "say why only one went" in refused.content.decode()
    sent(liaison, record, **given | {"alone": "the doctor fell ill"})
    told = Told.objects.get()
    assert told.plan == went
    assert "the doctor fell ill" in text(board, at("told", told))


def test_an_examiner_does_not_learn_who_was_told(yard: Yard, enter: Open) -> None:
    """What rests on a decision is listed to them, but for notices and letters."""
    visits, _, third = real(yard)
    visits.told()
    address = reverse("examine:report", args=[visits.identification.report_id])
    examiner = enter(yard.team.one[Role.EXAMINER])
    assert visits.mother.number in text(enter(third), address)
    assert visits.mother.number not in text(examiner, address)
    recalled(visits.identification)
    assert visits.mother.number not in text(examiner, address)


def test_the_wrong_notice_is_on_the_first_screen_until_all_know(
    visits: Visits, enter: Open
) -> None:
    liaison, board = enter(visits.liaison), enter(visits.board)
    one = visits.yard.team.cast.one
    sent(liaison, at("begin_notice", visits.missing), identification=visits.identification.pk.hex)
    notice = Notice.objects.get()
    sent(liaison, at("choose_recipient", notice), family=visits.mother.pk.hex, relation="mother")
    signed(board, planned(visits, liaison, notice))
    given = TOLD | {"at": minute(), "first": visits.liaison.pk.hex}
    sent(liaison, at("record_told", Recipient.objects.get()), **given)
    IdentificationEnd(
        identification=visits.identification, by=visits.board, why="mixed up",
        made_at=timezone.now() - timedelta(days=2),
    ).save(force_insert=True)  # fmt: skip
    waits = text(liaison, at("notices", one))
    assert "recalled by the board" in waits
    assert "overdue" in waits
    page = text(liaison, at("notice", notice))
    assert "mixed up" in page
    assert "not yet" in page
    sent(liaison, at("recall_notice", notice))
    recall = Notice.objects.get(occasion="recall")
    assert recall.recipients.get().family == visits.mother
    plan = planned(visits, liaison, recall, recipients=[recall.recipients.get().pk.hex])
    signed(board, plan)
    sent(liaison, at("record_told", recall.recipients.get()), **given)
    waits = text(liaison, at("notices", one))
    assert "recalled by the board" not in waits


def test_a_picture_opens_for_who_asked_and_was_prepared_alone(visits: Visits, enter: Open) -> None:
    liaison, board = enter(visits.liaison), enter(visits.board)
    photo = picture(visits.body, random.Random(1))
    bytes_ = vault().read(Rendition.objects.get(content=photo.pk).digest)
    sent(liaison, at("begin_notice", visits.missing), identification=visits.identification.pk.hex)
    notice = Notice.objects.get()
    for family in (visits.mother, visits.brother):
        sent(liaison, at("choose_recipient", notice), family=family.pk.hex, relation="kin")
    signed(board, planned(visits, liaison, notice))
    for recipient in Recipient.objects.all():
        early = liaison.post(at("ask_image", recipient), {"words_": "w", "at": minute()})
        assert early.status_code == 422, "nobody is shown anything before being told"
        given = TOLD | {"at": minute(), "first": visits.liaison.pk.hex}
        sent(liaison, at("record_told", recipient), **given)
        sent(liaison, at("ask_image", recipient), words_="I want to see him", at=minute())
    mine, other = ImageRequest.objects.order_by("made_at")
    show = f"{at('show_image', mine)}?photo={photo.pk.hex}"
    assert b"<img" not in liaison.get(at("image", mine)).content
    sent(liaison, show)  # refused: nobody was prepared
    assert not ImageShown.objects.exists()
    words = {"present": "Лікар Зразок", "place": "her home", "words_": "his face is hurt"}
    sent(liaison, at("prepare_image", mine), **words)
    assert b"<img" not in liaison.get(at("image", mine)).content
    shown = liaison.post(show)
    assert 'class="stage veil"' in shown.content.decode()
    source = shown.content.decode().split('<img src="')[1].split('"')[0].replace("&amp;", "&")
    assert liaison.get(source).content == bytes_
    assert [entry.kind for entry in BOOK.entries].count("families.image-shown") == 1
    for foreign in (source.replace(str(mine.pk), str(other.pk)), at("picture", mine)):
        assert liaison.get(foreign).status_code == 403
    sent(liaison, f"{at('show_image', other)}?photo={photo.pk.hex}")  # a request by A opens not B
    assert ImageShown.objects.count() == 1
    assert enter(visits.second).get(source).status_code == 403, "it is good for one account"
    assert board.get(source).status_code == 403
    clear = liaison.post(f"{show}&clear=1").content.decode()
    assert '<div class="stage">' in clear
    sent(liaison, at("decline_image", mine), why="she wept")
    assert liaison.get(source).status_code == 404
    sent(liaison, show)
    assert ImageShown.objects.count() == 2
