"""A release serves a request; once the coffin went, a person was returned, and all are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.actions.common import note
from nomina.desk.custody.models import Grave, Release, ReleaseEnd
from nomina.desk.custody.models.release import FAMILY, OTHER_SIDE
from nomina.desk.examine import resting
from nomina.desk.families import home_people, home_state
from nomina.desk.families.actions.home import demand_open
from nomina.desk.families.models import (
    Collection,
    CollectionRelease,
    Returned,
    ReturnNews,
    ReturnNewsSeen,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class JoinRelease(Action[CollectionRelease]):
    """Say which release of custody serves a request."""

    collection: Collection
    release: Release

    kind = "families.collection-release"
    permission = predicates.RUN_RETURNS

    def thing(self) -> Thing:
        """Give the request."""
        return self.collection.thing()

    def check(self, by: Actor) -> None:
        """Refuse a release of somebody else, or to another side than the request's."""
        person = self.release.identification.report.other_id
        if person != self.collection.file_id:
            raise Refused(tr("this release is of somebody else"), where=self.release.number)
        if self.collection.other_side and self.release.kind == FAMILY:
            raise Refused(
                tr("a family on the other side receives nobody here"),
                where=self.release.number,
                todo=tr("Release to the other side at a place of exchange"),
            )
        if not self.collection.other_side and self.release.kind == OTHER_SIDE:
            raise Refused(tr("this release goes to the other side"), where=self.release.number)

    def effect(self, by: Actor) -> CollectionRelease:
        """Add the row.

        Raises:
            Refused: the release was withdrawn, serves another request, or another serves this; or
                what it rests on was recalled.
        """
        demand_open(self.collection)
        resting.hold(self.release.identification)
        list(Release.objects.select_for_update(no_key=True).filter(pk=self.release.pk))
        if ReleaseEnd.objects.filter(release=self.release).exists():
            raise Refused(tr("this release was withdrawn"), where=self.release.number)
        if CollectionRelease.objects.filter(release=self.release).exists():
            raise Refused(tr("this release serves a request already"), where=self.release.number)
        if (other := home_state.release_of(self.collection)) is not None:
            raise Refused(tr("another release serves this request"), where=other.number)
        row = CollectionRelease(
            collection=self.collection, release=self.release, by=by.user, made_at=by.at
        )
        row.save(force_insert=True)
        return row

    def on(self, done: CollectionRelease) -> tuple[Reference, ...]:
        """Give the request and the release."""
        return (
            Reference("collection", self.collection.pk),
            Reference("release", self.release.pk),
        )


@dataclass(frozen=True, kw_only=True)
class SayReturned(Action[Returned]):
    """Say that a person was returned; everybody who worked on the case is told, once.

    Attributes:
        day: on which they came home, or were handed over.
        grave: where they were buried, where this desk keeps that grave.
        buried: what is known of the burial, in words.
    """

    collection: Collection
    day: date
    grave: Grave | None = None
    buried: str = ""

    kind = "families.returned"
    permission = predicates.RUN_RETURNS
    irreversible = True

    def thing(self) -> Thing:
        """Give the request."""
        return self.collection.thing()

    def check(self, by: Actor) -> None:
        """Refuse a day that is not yet, and a grave of another operation."""
        if self.day > timezone.localtime(by.at).date():
            raise Refused(tr("this day is not yet"))
        if self.grave is not None and self.grave.operation_id != self.collection.operation_id:
            raise Refused(tr("this belongs to another operation"))

    def effect(self, by: Actor) -> Returned:
        """Add the row, and the news of everybody.

        Raises:
            Refused: the coffin was not given out, or what it rests on was recalled.
        """
        demand_open(self.collection)
        release = home_state.release_of(self.collection)
        if release is None or not home_state.is_done(release):
            raise Refused(
                tr("nobody was given out for this request"),
                todo=tr("Release the coffin in custody first"),
            )
        resting.hold(release.identification)  # another one of the same person may stand
        if self.day < timezone.localtime(release.done.at).date():
            raise Refused(tr("nobody comes home before the coffin was given out"))
        row = Returned(
            collection=self.collection,
            release=release,
            day=self.day,
            grave=self.grave,
            buried=note(self.buried),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        for account in home_people.worked_on(row):
            ReturnNews(returned=row, account=account, made_at=by.at).save(force_insert=True)
        return row

    def on(self, done: Returned) -> tuple[Reference, ...]:
        """Give the request, the release and the identification on which it rests."""
        return (
            Reference("collection", self.collection.pk),
            Reference("release", done.release_id),
            Reference("identification", done.release.identification_id),
        )

    def said(self, done: Returned) -> Mapping[str, Said]:
        """Give the day, and how many were told."""
        return {"day": done.day.isoformat(), "buried": done.buried, "told": done.news.count()}


@dataclass(frozen=True, kw_only=True)
class PutAway(Action[ReturnNewsSeen]):
    """Put the news of a return away; a second time changes nothing."""

    news: ReturnNews

    kind = "families.news-seen"
    permission = predicates.SEE_RETURN_NEWS

    def thing(self) -> Thing:
        """Give whom it is for."""
        return self.news.thing()

    def effect(self, by: Actor) -> ReturnNewsSeen:
        """Add the row."""
        list(ReturnNews.objects.select_for_update(no_key=True).filter(pk=self.news.pk))
        found = ReturnNewsSeen.objects.filter(news=self.news).first()
        if found is None:
            found = ReturnNewsSeen(news=self.news, made_at=by.at)
            found.save(force_insert=True)
        return found

    def on(self, done: ReturnNewsSeen) -> tuple[Reference, ...]:
        """Give the news."""
        return (Reference("news", self.news.pk),)
