"""A policy of routes as two people sign it: one document, one spelling, one digest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from nomina.desk.transmit.ways import (
    ASKED,
    CHANNELS,
    MAY_SIGN,
    MAY_WAIVE,
    Article,
    Channel,
    Profile,
    Recipient,
)
from nomina.desk.transmit.ways_words import article_name, channel_name, profile_name, role_name
from nomina.documents import Part
from nomina.errors import StoreError
from nomina.signed import Id, Line
from nomina.words import tr

LONGEST = 3650
"""Days of a limit at most."""

LIMITED = (
    Article.GC1_16, Article.GC3_120, Article.GC4_136, Article.PARTICULARS,
    Article.DEATH_CERTIFICATE, Article.GRAVE_LIST, Article.EFFECTS, Article.HALF_DISC,
)  # fmt: skip
"""What is owed of somebody dead within days (LAW-05); the other articles are owed to nobody by the
clock: an enquiry has a due day of its own, a list may stand for certificates."""

Days = Annotated[int, Field(ge=1, le=LONGEST)]


class ChosenPartner(Part):
    """A partner that things go to, and how.

    Attributes:
        id: of the partner's row, whose keys never change.
        fingerprint: of its keys, as two people confirmed them; empty where it has none.
        role: what it is.
        channel: by which hands things go to it.
    """

    id: Id
    name: Line
    fingerprint: Annotated[str, StringConstraints(max_length=64)]
    role: Recipient
    channel: Channel


class Limit(Part):
    """Within how many days something must have been sent."""

    article: Article
    days: Days


class RoutePaper(Part):
    """What is signed.

    Attributes:
        operation: its id.
        turn: so that a signature of one turn is none of another.
        partners: those that things go to.
        limits: one for each article that has one.
        waiver: why no copy can go to the agency; empty where one goes.
    """

    operation: Id
    turn: Annotated[int, Field(ge=1)]
    profile: Profile
    partners: tuple[ChosenPartner, ...]
    limits: tuple[Limit, ...]
    waiver: Annotated[str, StringConstraints(max_length=2000)] = ""

    def days(self, article: Article) -> int | None:
        """Give the limit of an article; None where it has none."""
        return next((one.days for one in self.limits if one.article is article), None)


def read(kept: Any) -> RoutePaper:
    """Read a paper from its row.

    Raises:
        StoreError: it is not understood, so nothing is sent by it.
    """
    try:
        return RoutePaper.model_validate(kept)
    except ValidationError as error:
        raise StoreError(tr("the policy of routes of an operation is not understood")) from error


def limited(profile: Profile) -> tuple[Article, ...]:
    """Give the articles of which a policy of a profile says within how many days."""
    return tuple(one for one in LIMITED if one in ASKED[profile])


def faults(paper: RoutePaper, made_for: Profile) -> Iterator[str]:
    """Say each thing for which a paper cannot be signed; none where it can.

    Args:
        paper: what would be signed.
        made_for: what the operation was made for.
    """
    if paper.profile not in MAY_SIGN[made_for]:
        yield tr("{law}: the law of the operation asks for more than this: {profile}").format(
            law=profile_name(made_for), profile=profile_name(paper.profile)
        )
    known = CHANNELS[paper.profile]
    for one in paper.partners:
        if one.role not in known:
            yield tr("{profile}: there is no {role}").format(
                profile=profile_name(paper.profile), role=role_name(one.role)
            )
        elif one.channel not in known[one.role]:
            yield tr("{role}: there is no such way to it: {way}").format(
                role=role_name(one.role), way=channel_name(one.channel)
            )
    if len({one.id for one in paper.partners}) != len(paper.partners):
        yield tr("a partner is named twice")
    yield from _no_copy(paper)
    asked = limited(paper.profile)
    for limit in paper.limits:
        if limit.article not in asked:
            yield tr("{article}: this has no limit of days here").format(
                article=article_name(limit.article)
            )
    for article in asked:
        if sum(limit.article is article for limit in paper.limits) != 1:
            yield tr("{article}: one limit of days is needed").format(article=article_name(article))


def _no_copy(paper: RoutePaper) -> Iterator[str]:
    agency = any(one.role is Recipient.TRACING_AGENCY for one in paper.partners)
    if paper.waiver and paper.profile not in MAY_WAIVE:
        yield tr("in a war between states a copy always goes to the Central Tracing Agency")
    if paper.waiver and agency:
        yield tr("the agency is a partner, so nothing can be said of why no copy goes to it")
    if not agency and not (paper.waiver and paper.profile in MAY_WAIVE):
        yield tr("the Central Tracing Agency is missing, to which a copy of everything goes")
