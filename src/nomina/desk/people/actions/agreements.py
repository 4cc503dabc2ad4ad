"""Agreements: recording that two operations may compare, and ending it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.people.models import Agreement, AgreementEnd, Operation
from nomina.desk.people.text import clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class MakeAgreement(Action[Agreement]):
    """Record an agreement that was signed on paper."""

    operations: tuple[Operation, Operation]
    since: datetime
    purpose: str
    signed_by: str
    until: datetime | None = None

    kind = "agreement.make"
    permission = predicates.MAKE_AGREEMENT
    irreversible = True

    def thing(self) -> Thing:
        """Give both operations."""
        return Thing(operations=frozenset(one.pk for one in self.operations))

    def check(self, by: Actor) -> None:
        """Refuse one operation with itself, a time without length, and words left out."""
        if self.operations[0].pk == self.operations[1].pk:
            raise Refused(tr("an agreement is between two operations"))
        if self.until is not None and self.until <= self.since:
            raise Refused(tr("an agreement must end after it begins"))
        clean_note(self.purpose)
        clean_name(self.signed_by)

    def effect(self, by: Actor) -> Agreement:
        """Add the row."""
        first, second = sorted(self.operations, key=lambda one: one.pk.hex)
        row = Agreement(
            first=first,
            second=second,
            since=self.since,
            until=self.until,
            purpose=clean_note(self.purpose),
            signed_by=clean_name(self.signed_by),
            made_by=by.user,
            made_at=by.at,
        )
        row.save()
        return row

    def on(self, done: Agreement) -> tuple[Reference, ...]:
        """Give the agreement and both operations."""
        sides = (Reference("operation", done.first_id), Reference("operation", done.second_id))
        return (Reference("agreement", done.pk), *sides)

    def said(self, done: Agreement) -> Mapping[str, Said]:
        """Give the agreement as it was recorded."""
        return {
            "agreement": str(done.pk),
            "since": done.since.isoformat(),
            "until": done.until.isoformat() if done.until else None,
            "purpose": done.purpose,
            "signed_by": done.signed_by,
        }


@dataclass(frozen=True, kw_only=True)
class EndAgreement(Action[AgreementEnd]):
    """End an agreement now: from here on nothing is compared under it."""

    agreement: Agreement
    why: str

    kind = "agreement.end"
    permission = predicates.END_AGREEMENT

    def thing(self) -> Thing:
        """Give the agreement."""
        return self.agreement.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is over, and a reason that says nothing."""
        clean_note(self.why)
        over = self.agreement.until is not None and self.agreement.until <= by.at
        if over or AgreementEnd.objects.filter(agreement=self.agreement).exists():
            raise Refused(tr("this agreement is over already"))

    def effect(self, by: Actor) -> AgreementEnd:
        """Add the row that ends it."""
        row = AgreementEnd(
            agreement=self.agreement, ended_by=by.user, why=clean_note(self.why), made_at=by.at
        )
        row.save()
        return row

    def on(self, done: AgreementEnd) -> tuple[Reference, ...]:
        """Give the agreement."""
        return (Reference("agreement", self.agreement.pk),)

    def said(self, done: AgreementEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"agreement": str(self.agreement.pk), "why": done.why}
