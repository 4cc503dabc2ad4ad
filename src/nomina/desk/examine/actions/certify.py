"""Certificates of identification are drafted of a decision that stands.

What is certified is written once, before anybody signs (`actions.issue`). Nothing goes on once the
identification is recalled (`examine.resting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.examine import certificate as documents
from nomina.desk.examine import resting
from nomina.desk.examine.certificate import (
    POSTS,
    Body,
    Certified,
    Finding,
    Holder,
    Method,
    Person,
    digest_of,
)
from nomina.desk.examine.models import (
    Certificate,
    Identification,
)
from nomina.desk.examine.states import ESTABLISHED, FACE, PROBABLE
from nomina.desk.files.record import record_of
from nomina.desk.people.models import User
from nomina.desk.people.standing import standing_of
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import SEES_LEADS
from nomina.desk.policy.standing import Thing
from nomina.errors import InputError, StoreError
from nomina.words import tr

TYPED = (
    "place", "unit", "unit_address", "unit_phone", "date",
    "street", "town", "country", "nationality", "reported_by", "found_place",
)  # fmt: skip
"""What the form asks for and the desk has nowhere; all else is taken from the decision."""
_RACES = 20


@dataclass(frozen=True, kw_only=True)
class Draft(Action[Certificate]):
    """Write down what is to be certified of an identification, and who is to sign it.

    Attributes:
        typed: what was filled in, by `TYPED`; empty for what is not recorded.
        posts: for each of `certificate.POSTS` the account that holds it, or why nobody does.
    """

    identification: Identification
    typed: Mapping[str, str]
    posts: Mapping[str, User | str]
    id: UUID = field(default_factory=uuid4)

    kind = "certificate.draft"
    permission = predicates.CERTIFY

    def thing(self) -> Thing:
        """Give the report."""
        return self.identification.report.thing()

    def check(self, by: Actor) -> None:
        """Refuse posts that nobody may hold so, and a certificate that nobody answers for."""
        if set(self.posts) != set(POSTS) or not set(self.typed) <= set(TYPED):
            raise Refused(tr("there is no such post"))
        held = [one for one in self.posts.values() if isinstance(one, User)]
        if len({one.pk for one in held}) != len(held):
            raise Refused(
                tr("one person cannot hold two posts"), todo=tr("Say of one that nobody holds it")
            )
        if len(held) < 2 or not isinstance(self.posts["chief"], User):
            raise Refused(tr("the chief signs, and at least one other person"))
        operations = self.thing().operations
        for one in held:
            if standing_of(one, by.at).roles(operations).isdisjoint(SEES_LEADS):
                raise Refused(tr("somebody who is named here may not read this"), where=one.name)

    def effect(self, by: Actor) -> Certificate:
        """Add the row; nothing that was typed can be changed after.

        Raises:
            Refused: the identification was recalled, or something of it cannot be certified.
        """
        resting.hold(self.identification)
        for n in range(1, _RACES):
            number = _number(by.at, Certificate.objects.count() + n)
            it = self._certified(number, by)
            row = Certificate(
                id=self.id,
                identification=self.identification,
                number=number,
                document=it.model_dump(mode="json"),
                digest=digest_of(it),
                by=by.user,
                made_at=by.at,
            )
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError:  # somebody took that number a moment ago
                continue
            return row
        raise StoreError(tr("no number could be drawn for this certificate"))

    def _certified(self, number: str, by: Actor) -> Certified:
        report = self.identification.report
        decided = self.identification.made_at.astimezone(UTC)
        dossier: dict[str, Any] = self.identification.dossier.document
        return Certified(
            number=number,
            id=self.id.hex,
            identification=self.identification.pk.hex,
            report=report.pk.hex,
            dossier=self.identification.dossier.digest,
            body=Body(
                place=self._line("place"),
                unit=self._line("unit"),
                unit_address=self._line("unit_address"),
                unit_phone=self._line("unit_phone"),
                number=report.one.number,
                date=self._day(by),
            ),
            person=self._person(),
            finding=Finding(
                methods=methods(dossier),
                exceptional=_exceptional(dossier),
                place=self._line("found_place"),
                decided=second(decided),
            ),
            posts=tuple(_holder(post, self.posts[post]) for post in POSTS),
        )

    def _line(self, key: str) -> str | None:
        typed = self.typed.get(key, "")
        return clean_name(typed, NAME) if typed.strip() else None

    def _day(self, by: Actor) -> str | None:
        typed = self.typed.get("date", "").strip()
        if not typed:
            return None
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            raise InputError(tr("this is no date"), where=typed[:40]) from None
        if day > by.at.date():
            raise Refused(tr("this date is yet to come"))
        return day.isoformat()

    def _person(self) -> Person:
        """Take the name from the file of the missing person; what is not settled is not known."""
        record = record_of(self.identification.report.other)

        def said(key: str) -> str | None:
            standing = record.get(key)
            if standing is None or standing.unsettled or not standing.said.is_known:
                return None
            text = standing.said.get()
            if len(text) > NAME:
                raise Refused(tr("this is longer than {n} characters").format(n=NAME), where=key)
            return text

        return Person(
            family_name=said("family name"),
            given_names=said("given name"),
            patronymic=said("patronymic"),
            born=said("born"),
            street=self._line("street"),
            town=self._line("town"),
            country=self._line("country"),
            nationality=self._line("nationality"),
            reported_by=self._line("reported_by"),
        )

    def on(self, done: Certificate) -> tuple[Reference, ...]:
        """Give the certificate and the identification."""
        return (
            Reference("certificate", done.pk),
            Reference("identification", done.identification_id),
        )

    def said(self, done: Certificate) -> Mapping[str, Said]:
        """Give the number and the hash of what is certified."""
        return {"number": done.number, "digest": done.digest}


def methods(dossier: Mapping[str, Any]) -> tuple[Method, ...]:
    """Give what carried a decision, of what the board decided on; a face never is among it."""
    return tuple(
        Method(
            discipline=row["discipline"],
            view=row["view"],
            how=row["reason"],
            place=row["place"],
            date=row["date"],
            signatory=row["signatory"],
        )
        for row in dossier["evidence"]
        if row["struck"] is None
        and row["discipline"] != FACE
        and row["view"] in (ESTABLISHED, PROBABLE)
    )


def _exceptional(dossier: Mapping[str, Any]) -> str | None:
    said = [row for row in dossier["steps"] if row["move"] == "conclude-identification"]
    return (said[-1]["exceptional"] or None) if said else None


def _holder(post: documents.Post, who: User | str) -> Holder:
    if isinstance(who, User):
        return Holder(post=post, name=who.name, account=who.pk.hex, vacant=None)
    if not who.strip():
        raise Refused(tr("it is said why nobody holds a post"), where=post)
    return Holder(post=post, name=None, account=None, vacant=clean_note(who))


def second(at: datetime) -> str:
    """Write a moment in UTC, to the second, as a certificate has it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(at: datetime, n: int) -> str:
    return f"C-{at.astimezone(UTC).year}-{n:05d}"
