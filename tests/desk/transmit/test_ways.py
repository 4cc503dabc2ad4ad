"""Every profile, institution, article, way, flag and waiver: the verdict that the table says.

`docs/transmit/ways.csv` was written from the Conventions, not from the code: for each duty, the
ways by which each institution may have it, a plus where the agency is told as well, and the same
again for somebody who is flagged.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from nomina.desk.transmit import ways
from nomina.desk.transmit.models import routes as models
from nomina.desk.transmit.models.packages import ARTICLES
from nomina.desk.transmit.ways import (
    Article,
    Channel,
    Profile,
    Recipient,
    Verdict,
    Why,
    verdict,
)

TABLE = Path(__file__).parents[3] / "docs" / "transmit" / "ways.csv"
Asked = tuple[Profile, Recipient, Article, bool, Channel, bool]


def table() -> dict[tuple[str, str], dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["profile"], row["article"]): row for row in csv.DictReader(file)}


def every() -> Iterator[Asked]:
    yield from itertools.product(Profile, Recipient, Article, (False, True), Channel, (False, True))


def said(one: Asked) -> Verdict:
    profile, role, article, flag, channel, waived = one
    return verdict(profile, role, article, detriment=flag, channel=channel, waived=waived)


def expected(rows: dict[tuple[str, str], dict[str, str]], one: Asked) -> tuple[bool, bool]:
    """Whether it may go, and whether the agency is told as well, as the table has it."""
    profile, role, article, flag, channel, waived = one
    row = rows[profile.value, article.value]
    found = row[f"flagged {role.value}" if flag else role.value].split()
    copy = f"{channel.value}+" in found
    spared = waived and row["copy can be waived"] == "yes"
    return copy or channel.value in found, copy and not spared


def test_every_verdict_is_the_one_of_the_table() -> None:
    rows = table()
    assert set(rows) == set(itertools.product(map(str, Profile), map(str, Article)))
    asked = list(every())
    assert len(asked) == 3 * 6 * 12 * 2 * 4 * 2
    wrong = []
    for one in asked:
        got = said(one)
        if (got.allowed, got.needs_copy_to_agency) != expected(rows, one):
            wrong.append((one, got))
    assert wrong == []


def test_the_table_speaks_of_nothing_else() -> None:
    """No cell names a way that there is not; each allows something somewhere."""
    known = {f"{one}{plus}" for one in Channel for plus in ("", "+")}
    for row in table().values():
        for role, flag in itertools.product(Recipient, ("", "flagged ")):
            found = row[f"{flag}{role.value}"]
            assert found == "-" or (set(found.split()) <= known and found)


def test_what_is_sent_has_a_law_and_what_is_not_has_a_reason() -> None:
    for one in every():
        got = said(one)
        assert bool(got.source) == got.allowed
        assert (got.why is Why.ALLOWED) == got.allowed
        assert got.allowed or not got.needs_copy_to_agency
    reasons = {said(one).why for one in every()}
    assert reasons == set(Why) - {Why.NO_PROFILE}


def test_the_agency_is_told_whatever_the_way() -> None:
    """AP I 33(3), LAW-18: it gets it, it carries it, or it gets a copy; else two signed why not."""
    for one in every():
        profile, role, _, _, channel, waived = one
        got = said(one)
        if not got.allowed or role is Recipient.TRACING_AGENCY or channel is Channel.AGENCY:
            continue
        spared = waived and profile is not Profile.INTERNATIONAL
        assert got.needs_copy_to_agency is not spared, one


def test_a_flag_never_stops_the_agency_and_lets_nothing_more_through() -> None:
    """LAW-17: what is withheld from a Power is not withheld from the agency (GC IV 137(2))."""
    for profile, role, article, _, channel, waived in every():
        plain = said((profile, role, article, False, channel, waived))
        flagged = said((profile, role, article, True, channel, waived))
        if role is Recipient.TRACING_AGENCY:
            assert flagged == plain
        elif role is not Recipient.OWN_BUREAU:
            assert not flagged.allowed
        assert plain.allowed or not flagged.allowed


def test_each_duty_of_a_profile_can_be_met_through_the_agency_alone() -> None:
    """LAW-24: no profile asks for something that cannot be sent."""
    for profile in Profile:
        for article in ways.ASKED[profile]:
            got = said((profile, Recipient.TRACING_AGENCY, article, True, Channel.DIRECT, False))
            assert got == Verdict(True, Why.ALLOWED, got.source, False), (profile, article)


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("article", Article)
def test_without_a_profile_nothing_is_sent(article: Article, channel: Channel) -> None:
    for role, flag, waived in itertools.product(Recipient, (False, True), (False, True)):
        got = verdict(None, role, article, detriment=flag, channel=channel, waived=waived)
        assert got == Verdict(False, Why.NO_PROFILE)


def test_no_value_says_family() -> None:
    """A way to a relative cannot be written down: neither as who gets it, nor as how."""
    values = {*Recipient, *Channel, *models.ROLES}
    assert values == {
        "own-bureau", "home-bureau", "protecting-power", "tracing-agency", "red-cross-society",
        "other-bureau", "power", "agency", "exchange", "direct",
    }  # fmt: skip
    assert set(models.ROLES) == set(Recipient) - {Recipient.OWN_BUREAU}


def test_the_tables_know_the_same_words() -> None:
    assert set(models.PROFILES) == set(Profile)
    assert tuple(models.ROLES) == tuple(ways.PARTNERS)
    assert set(ARTICLES) | {Article.KIN_ADDRESS} == set(Article)
