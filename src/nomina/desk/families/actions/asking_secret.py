"""Whoever asked lost the secret: after they showed who they are, they are given another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.families import asking
from nomina.desk.families.actions.asking import on
from nomina.desk.families.models import Enquiry, EnquirySecret
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class NewSecret(Action[EnquirySecret]):
    """Give another secret, once kinship holds; what was lost opens nothing from now on.

    The same secret again is the same.

    Attributes:
        secret: what `secrets.digest_of` gives of it.
        how: how it was seen that it was they who asked.
    """

    enquiry: Enquiry
    secret: str = field(repr=False)
    how: str

    kind = "enquiry.new-secret"
    permission = predicates.RUN_ENQUIRIES
    irreversible = True

    def thing(self) -> Thing:
        """Give the enquiry."""
        return self.enquiry.thing()

    def check(self, by: Actor) -> None:
        """Refuse before a person saw how they are related, and what was taken back."""
        asking.demand_standing(self.enquiry)
        clean_note(self.how)
        last = asking.kinship_of(self.enquiry)
        if last is None or not last.holds:
            raise Refused(
                tr("kinship is not verified, so no secret is given to anybody"),
                todo=tr("Verify kinship first"),
            )

    def effect(self, by: Actor) -> EnquirySecret:
        """Add the row."""
        asking.hold(self.enquiry)
        self.check(by)
        known = EnquirySecret.objects.filter(enquiry=self.enquiry, secret=self.secret).first()
        if known is not None:
            return known
        row = EnquirySecret(
            enquiry=self.enquiry,
            secret=self.secret,
            how=clean_note(self.how),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: EnquirySecret) -> tuple[Reference, ...]:
        """Give the enquiry."""
        return on(self.enquiry)

    def said(self, done: EnquirySecret) -> Mapping[str, Said]:
        """Give how it was seen; nothing of the secret."""
        return {"how": done.how}
