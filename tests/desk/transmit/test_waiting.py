"""What is owed of whom: by the law of the profile, counted in days, until it was handed over."""

from __future__ import annotations

import itertools
import random
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nomina.desk.custody.models import Disc, Item
from nomina.desk.custody.models.effects_remains import FORWARDED, STAYS
from nomina.desk.files.models import Card, File, LinkEnd
from nomina.desk.people.models import User
from nomina.desk.transmit import waiting
from nomina.desk.transmit.actions.detriment import SayAllegiance, SayDetriment, SignDetriment
from nomina.desk.transmit.models import (
    Allegiance,
    Detriment,
    Package,
    PackageItem,
    PackageSent,
    Partner,
)
from nomina.desk.transmit.models.detriment import STATUSES
from nomina.desk.transmit.owed import RULES, Dead, Owed, Sent, Since, counted, owed
from nomina.desk.transmit.policy_paper import LIMITED, limited
from nomina.desk.transmit.ways import ASKED, Article, Channel, Profile
from tests.desk.custody.releasing import identified, linked, person
from tests.desk.custody.yard import Yard
from tests.desk.files.people import opened
from tests.desk.people.cast import NOW
from tests.desk.transmit.routed import Bureau, make_bureau

DAY = date(2026, 1, 1)
LIMITS = dict.fromkeys(LIMITED, 10)
EVERYTHING = dict.fromkeys((Since.RECOVERY, Since.IDENTIFIED, Since.BURIED), DAY)


def dead(status: str = "forces", **more: Any) -> Dead:
    given: dict[str, Any] = {"since": EVERYTHING, "packets": {}, "discs": {}}
    return Dead(file=uuid.UUID(int=1), number="PM-1", status=status, **(given | more))


def articles(profile: Profile, one: Dead) -> set[str]:
    return {row.article.value for row in owed(profile, one, LIMITS)}


def test_what_each_law_asks_for() -> None:
    """Of somebody recovered, named, buried, with a packet and a half disc; read off the law."""
    thing = {uuid.UUID(int=2): DAY}
    whole: dict[str, Any] = {"packets": thing, "discs": thing}
    always = {"death-certificate", "grave-list", "effects"}
    told = {
        "forces": {"gc1-16"}, "unknown": {"gc1-16"}, "prisoner": {"gc3-120"},
        "civilian": {"gc4-136"},
    }  # fmt: skip
    for status in STATUSES:
        one = dead(status, **whole)
        war = articles(Profile.INTERNATIONAL, one)
        assert war == always | told[status] | {"half-disc"}
        assert articles(Profile.INTERNAL, one) == always | {"particulars", "half-disc"}
        assert articles(Profile.DISASTER, one) == always | {"particulars"}


def test_of_somebody_who_was_only_found_the_fallen_alone_are_told() -> None:
    """GC I 16 asks for each dead of the adverse party, named or not."""
    for status, profile in itertools.product(STATUSES, Profile):
        found = articles(profile, dead(status, since={Since.RECOVERY: DAY}))
        fallen = status in ("forces", "unknown") and profile is Profile.INTERNATIONAL
        assert found == ({"gc1-16"} if fallen else set())


def test_only_what_a_law_asks_for_is_owed_and_all_of_it_has_a_limit() -> None:
    for rule in RULES:
        for profile in rule.profiles:
            assert rule.article in ASKED[profile]
            assert rule.article in limited(profile)
    for profile in Profile:
        assert {r.article for r in RULES if profile in r.profiles} == set(limited(profile))


def test_the_day_after_the_limit_is_overdue() -> None:
    """LAW-05, by a clock that is turned by hand."""
    one = dead(since={Since.RECOVERY: DAY})
    (row,) = owed(Profile.INTERNATIONAL, one, LIMITS | {Article.GC1_16: 14})
    for days, late in ((0, False), (14, False), (15, True), (10_000, True)):
        today = DAY + timedelta(days=days)
        assert (row.days(today), row.overdue(today)) == (days, late)
    assert row.days(DAY - timedelta(days=3)) == 0


def test_what_was_sent_waits_no_more_and_its_days_stand_still() -> None:
    sent = (Sent(Article.GC1_16, None, DAY + timedelta(days=20)),)
    (row,) = owed(Profile.INTERNATIONAL, dead(since={Since.RECOVERY: DAY}, sent=sent), LIMITS)
    later = DAY + timedelta(days=400)
    assert (row.sent, row.days(later), row.overdue(later)) == (sent[0].on, 20, False)


def test_each_packet_is_owed_for_itself_and_a_list_stands_for_a_certificate() -> None:
    one, two = uuid.UUID(int=2), uuid.UUID(int=3)
    sent = (Sent(Article.EFFECTS, one, DAY), Sent(Article.CERTIFIED_LIST, None, DAY))
    it = dead(packets={one: DAY, two: DAY}, sent=sent)
    left = {
        (row.article, row.thing)
        for row in owed(Profile.INTERNATIONAL, it, LIMITS)
        if row.sent is None
    }
    assert left == {
        (Article.GC1_16, None), (Article.GRAVE_LIST, None), (Article.EFFECTS, two),
    }  # fmt: skip


def test_what_was_sent_before_it_was_owed_counts_for_nothing() -> None:
    """A certificate of an identification that was recalled is none of the next."""
    sent = (Sent(Article.DEATH_CERTIFICATE, None, DAY - timedelta(days=1)),)
    rows = list(owed(Profile.INTERNATIONAL, dead(sent=sent), LIMITS))
    assert all(row.sent is None for row in rows)


def test_what_went_to_the_agency_under_a_flag_is_owed_anew_when_that_is_lifted() -> None:
    """Nobody else was told, and the agency not that others may be now; it waits from that day."""
    later = DAY + timedelta(days=9)
    alone = Sent(Article.GC1_16, None, DAY, lifted=later)
    for told, since, sent in (
        ((alone,), later, None),
        ((alone, Sent(Article.GC1_16, None, DAY, lifted=DAY)), later, None),
        ((alone, Sent(Article.GC1_16, None, DAY)), DAY, DAY),
        ((Sent(Article.GC1_16, None, later), alone), DAY, later),
        ((alone, Sent(Article.GRAVE_LIST, None, later)), later, None),
    ):
        one = dead(since={Since.RECOVERY: DAY}, sent=told)
        (row,) = owed(Profile.INTERNATIONAL, one, LIMITS)
        assert (row.since, row.sent) == (since, sent)


def test_counts_are_those_of_counting_one_by_one() -> None:
    dice = random.Random(7)
    today = DAY + timedelta(days=60)
    every: list[Owed] = []
    for n in range(300):
        begun = DAY + timedelta(days=dice.randrange(60))
        articles = [one for one in LIMITED if dice.random() < 0.4]
        sent = tuple(
            Sent(one, None, begun + timedelta(days=dice.randrange(20))) for one in articles
        )
        since = {one: begun for one in EVERYTHING if dice.random() < 0.7}
        it = Dead(uuid.UUID(int=n), str(n), dice.choice(STATUSES), since, sent=sent)
        every += owed(Profile.INTERNATIONAL, it, LIMITS)
    for row in counted(every, today):
        mine = [one for one in every if one.article == row.article]
        open_ = [(today - one.since).days for one in mine if one.sent is None]
        assert row.waiting == len(open_)
        assert row.overdue == len([days for days in open_ if days > 10])
        assert row.oldest == (max(open_) if open_ else None)
        assert row.sent == len(mine) - len(open_)
        took = sorted((one.sent - one.since).days for one in mine if one.sent is not None)
        if took:
            middle = took[(len(took) - 1) // 2], took[len(took) // 2]
            assert row.took == round(sum(middle) / 2)
    assert sum([row.waiting + row.sent for row in counted(every, today)]) == len(every)


# The same of rows


@pytest.fixture
def bureau(yard: Yard) -> Bureau:
    return make_bureau(yard.team)


@pytest.fixture
def agency(bureau: Bureau) -> Partner:
    made = bureau.partner("tracing-agency")
    bureau.policy((made, Channel.DIRECT))
    return made


def say(bureau: Bureau, file: File, side: str = "other", status: str = "forces") -> None:
    bureau.do(SayAllegiance(file=file, side=side, status=status, basis="disc", power="P"))


def lines(bureau: Bureau) -> list[tuple[str, str, bool]]:
    """Body, article and whether it was sent, in order."""
    found = waiting.waiting_in(bureau.one)
    assert found is not None
    return [(one.dead.number, one.article.value, one.sent is not None) for one in found.every]


def handed_over(
    bureau: Bureau,
    partner: Partner,
    article: str,
    *,
    sent: bool = True,
    copy_of: Package | None = None,
    **item: Any,
) -> Package:
    """A package of one item that was handed over, or is still here, as its acts would leave it."""
    number = f"T-{Package.objects.count() + 1:05d}"
    package = Package(
        operation=bureau.one, number=number, article=article, partner=partner, channel="direct",
        by=bureau.officer, copy_of=copy_of,
    )  # fmt: skip
    package.save(force_insert=True)
    PackageItem(package=package, number=1, **item).save(force_insert=True)
    if not sent:
        return package
    PackageSent(
        package=package, means="hand", to="delegate", at=datetime.now(UTC), by=bureau.officer
    ).save(force_insert=True)
    return package


def test_nothing_is_owed_without_a_policy_and_of_nobody_of_this_side(
    yard: Yard, bureau: Bureau
) -> None:
    body = yard.file()
    say(bureau, body)
    assert waiting.waiting_in(bureau.one) is None
    bureau.policy((bureau.partner("tracing-agency"), Channel.DIRECT))
    own, unknown, unsaid = yard.file(), yard.file(), yard.file()
    say(bureau, own, "own")
    say(bureau, unknown, "unknown")
    found = waiting.waiting_in(bureau.one)
    assert found is not None
    assert {one.dead.number for one in found.every} == {body.number}
    assert found.undecided == 1
    say(bureau, unsaid)
    say(bureau, body, "own")  # the last word counts
    assert lines(bureau) == [(unsaid.number, "gc1-16", False)]


def test_the_way_of_one_dead_through_the_list(yard: Yard, bureau: Bureau, agency: Partner) -> None:
    """Found, told of; named, certified; a packet, a disc; the list grows and shrinks with it."""
    body = yard.body()
    file = body.file
    assert file is not None
    say(bureau, file)
    number = file.number
    here = handed_over(bureau, agency, "gc1-16", sent=False, file=file)
    handed_over(bureau, agency, "gc1-16", copy_of=here, file=file)
    assert lines(bureau) == [(number, "gc1-16", False)]
    handed_over(bureau, agency, "gc1-16", file=file)
    assert lines(bureau) == [(number, "gc1-16", True)]
    who = person(yard)
    decided = identified(yard, file, who)
    assert set(lines(bureau)) == {
        (number, "gc1-16", True), (number, "death-certificate", False),
    }  # fmt: skip
    handed_over(bureau, agency, "death-certificate", file=file, identification=decided)
    assert (number, "death-certificate", True) in lines(bureau)
    packet, disc = _things(yard, body, yard.officer)
    assert {line for line in lines(bureau) if not line[2]} == {
        (number, "effects", False), (number, "half-disc", False),
    }  # fmt: skip
    handed_over(bureau, agency, "effects", custody=packet)
    handed_over(bureau, agency, "half-disc", custody=disc)
    assert all(sent for _, _, sent in lines(bureau))
    # the identification is recalled: its certificate is owed no more, what was told stays told
    LinkEnd(link=decided.link, why="mixed up", ended_by=yard.officer).save(force_insert=True)
    assert (number, "death-certificate") not in {line[:2] for line in lines(bureau)}


def _things(yard: Yard, body: Item, by: User) -> tuple[Item, Item]:
    packet = yard.thing("packet", parent=body)
    stays, goes = yard.thing("disc", parent=body), yard.thing("disc", parent=body)
    half = Disc(item=stays, form=STAYS, by=by)
    half.save(force_insert=True)
    Disc(item=goes, form=FORWARDED, half_of=half, by=by).save(force_insert=True)
    return packet, goes


def test_parts_of_one_person_are_told_of_once(yard: Yard, bureau: Bureau, agency: Partner) -> None:
    whole, part, other = yard.file(), yard.file(), yard.file()
    for file in (whole, part, other):
        say(bureau, file)
    assert len(lines(bureau)) == 3
    linked(yard, "fragment", part, whole)
    assert lines(bureau) == [(whole.number, "gc1-16", False), (other.number, "gc1-16", False)]
    handed_over(bureau, agency, "gc1-16", file=part)
    assert lines(bureau)[0] == (whole.number, "gc1-16", True)
    bureau.do(SayDetriment(file=part, holds=True, reason="r"))
    found = waiting.waiting_in(bureau.one)
    assert found is not None
    assert {one.dead.number: one.dead.flagged for one in found.every} == {
        whole.number: True, other.number: False,
    }  # fmt: skip


def test_what_was_kept_from_a_power_waits_again_when_two_lift_the_flag(
    yard: Yard, bureau: Bureau, agency: Partner
) -> None:
    file = yard.file()
    say(bureau, file)
    bureau.do(SayDetriment(file=file, holds=True, reason="r"))
    handed_over(bureau, agency, "gc1-16", file=file)
    assert lines(bureau) == [(file.number, "gc1-16", True)]
    at = NOW + timedelta(days=2)
    lift = bureau.do(SayDetriment(file=file, holds=False, reason="r"), at=at)
    bureau.do(SignDetriment(detriment=lift), at=at)
    assert lines(bureau) == [(file.number, "gc1-16", True)], "one signature lifts nothing"
    bureau.do(SignDetriment(detriment=lift), bureau.board, at=at)
    assert lines(bureau) == [(file.number, "gc1-16", False)]
    home = bureau.partner("home-bureau")
    handed_over(bureau, home, "gc1-16", file=file)
    assert lines(bureau) == [(file.number, "gc1-16", True)]


def test_what_is_said_of_the_missing_person_holds_for_the_body(
    yard: Yard, bureau: Bureau, agency: Partner
) -> None:
    file, who = yard.file(), person(yard)
    say(bureau, who, status="civilian")
    assert lines(bureau) == []
    assert undecided(bureau) == 1
    identified(yard, file, who)
    assert undecided(bureau) == 0
    assert {line[1] for line in lines(bureau)} == {"gc4-136", "death-certificate"}


def test_what_is_said_in_another_operation_holds_here_too(
    yard: Yard, bureau: Bureau, agency: Partner
) -> None:
    """Bodies here, missing people there: what was said, and the flag, go with the link."""
    cast = yard.team.cast
    file, who = yard.file(), opened("am", yard.team.keeper("am", foreign=True), cast.two)
    Allegiance(file=who, turn=1, side="other", status="prisoner", basis="b", by=cast.charlie).save(
        force_insert=True
    )
    identified(yard, file, who)
    assert undecided(bureau) == 0
    assert {line[1] for line in lines(bureau)} == {"gc3-120", "death-certificate"}
    assert not any(flags(bureau))
    Detriment(file=who, turn=1, holds=True, reason="r", by=cast.charlie).save(force_insert=True)
    assert all(flags(bureau))


def flags(bureau: Bureau) -> list[bool]:
    found = waiting.waiting_in(bureau.one)
    assert found is not None
    return [one.dead.flagged for one in found.every]


def undecided(bureau: Bureau) -> int:
    found = waiting.waiting_in(bureau.one)
    assert found is not None
    return found.undecided


def test_it_is_counted_from_the_day_of_recovery_where_that_is_known(
    yard: Yard, bureau: Bureau, agency: Partner
) -> None:
    known, rough = yard.file(), yard.file()
    Card.objects.filter(file=known).update(moment="2022-10-12")
    Card.objects.filter(file=rough).update(moment="2022-10~")
    for file in (known, rough):
        say(bureau, file)
    found = waiting.waiting_in(bureau.one)
    assert found is not None
    since = {one.dead.number: one.since for one in found.every}
    assert since == {
        known.number: date(2022, 10, 12), rough.number: waiting.today_of(rough.made_at),
    }  # fmt: skip


def test_the_order_knows_neither_side_nor_status(
    yard: Yard, bureau: Bureau, agency: Partner
) -> None:
    """LAW-01: whoever waits longest stands first, whatever the person was and of which Power."""
    files = [yard.file() for _ in range(4)]
    for n, file in enumerate(files):
        Card.objects.filter(file=file).update(moment=f"2022-10-{20 - n}")
        say(bureau, file)
    first = [number for number, _, _ in lines(bureau)]
    for n, file in enumerate(files):
        power = SayAllegiance(
            file=file, side="other", status=("unknown", "forces")[n % 2], basis="b", power=f"Q{n}"
        )
        bureau.do(power)
    assert (
        [number for number, _, _ in lines(bureau)]
        == first
        == [file.number for file in reversed(files)]
    )


def test_questions_do_not_grow_with_the_dead(yard: Yard, bureau: Bureau, agency: Partner) -> None:
    """Twice the dead, as many statements."""

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            waiting.waiting_in(bureau.one)
        return len(seen)

    def add(count: int) -> None:
        for _ in range(count):
            file, who = yard.file(), person(yard)
            say(bureau, file)
            identified(yard, file, who)

    add(2)
    few = asked()
    add(4)
    assert asked() == few
