"""Partners are written down, confirmed by two who heard their keys, and ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina import sealed, signed
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import partners, signs
from nomina.desk.transmit.models import Partner, PartnerCheck, PartnerEnd
from nomina.desk.transmit.models.routes import FORMS, KEY, ROLES
from nomina.words import tr


def locked(operation: Operation) -> None:
    """Let one act at a time change what an operation agreed with others."""
    list(Operation.objects.select_for_update().filter(pk=operation.pk))


@dataclass(frozen=True, kw_only=True)
class AddPartner(Action[Partner]):
    """Write down an institution that things may go to, with the keys as it gave them.

    Attributes:
        role: one of `models.routes.ROLES`.
        seal_to: a key ``age1...``; empty for a partner that is reached on paper.
        verify: a public key as text; may be empty.
        address: where paper goes; may be empty where there is a key.
        forms: of `models.routes.FORMS`, those it takes.
    """

    operation: Operation
    name: str
    role: str
    seal_to: str = ""
    verify: str = ""
    address: str = ""
    forms: tuple[str, ...] = ("json", "pdf")

    kind = "transmit.partner"
    permission = predicates.RUN_BUREAU

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no institution, or can be reached in no way."""
        if self.role not in ROLES:
            raise Refused(tr("there is no such institution"))
        if not self.forms or not set(self.forms) <= set(FORMS):
            raise Refused(tr("choose at least one form in which the partner takes what is sent"))
        if not (self.seal_to.strip() or self.address.strip()):
            raise Refused(
                tr("this partner could not be reached"),
                todo=tr("Write down a key to seal to, or an address for paper"),
            )

    def effect(self, by: Actor) -> Partner:
        """Add the row.

        Raises:
            InputError: a key is none.
            Refused: a key is that of another partner.
        """
        locked(self.operation)
        key = sealed.checked(self.seal_to) if self.seal_to.strip() else ""
        verify = _verify(self.verify)
        _demand_own(self.operation, seal_to=key)
        _demand_own(self.operation, verify=verify)
        row = Partner(
            operation=self.operation,
            name=clean_name(self.name, NAME),
            role=self.role,
            seal_to=key,
            verify=verify,
            address=clean_note(self.address) if self.address.strip() else "",
            forms=[one for one in FORMS if one in self.forms],
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Partner) -> tuple[Reference, ...]:
        """Give the partner and the operation."""
        return (Reference("partner", done.pk), Reference("operation", done.operation_id))

    def said(self, done: Partner) -> Mapping[str, Said]:
        """Give all that was written down."""
        return {
            "name": done.name,
            "role": done.role,
            "seal_to": done.seal_to,
            "verify": done.verify,
            "address": done.address,
            "forms": tuple(done.forms),
        }


def _demand_own(operation: Operation, **key: str) -> None:
    """Refuse a key that another partner has.

    Else what is for the agency alone could be sealed to a Power by mistake, or one institution
    acknowledge what went to another.
    """
    others = Partner.objects.current().filter(operation=operation, **key)
    if all(key.values()) and others.exists():
        raise Refused(
            tr("another partner has this key"),
            todo=tr("Ask each institution for its own; end the other partner if it was wrong"),
        )


def _verify(typed: str) -> str:
    text = "".join(typed.split())
    if not text:
        return ""
    signed.key_of(text)  # raises where it is none
    if len(text) > KEY:
        raise Refused(tr("this is longer than {n} characters").format(n=KEY))
    return text


@dataclass(frozen=True, kw_only=True)
class CheckPartner(Action[PartnerCheck]):
    """Say that the fingerprint of a partner's keys was read out to one, and is this one.

    A wrong one is written down as well: somebody may have put other keys under a partner's name.

    Attributes:
        heard: the fingerprint as it was heard, typed by whoever heard it.
        how: whom one spoke with, and how one knew them.
    """

    partner: Partner
    heard: str
    how: str

    kind = "transmit.partner-check"
    permission = predicates.SIGN_BUREAU
    irreversible = True
    watched = True

    def thing(self) -> Thing:
        """Give the partner."""
        return self.partner.thing()

    def check(self, by: Actor) -> None:
        """Refuse another fingerprint, and a partner that was ended."""
        demand_current(self.partner)
        clean_note(self.how)
        if partners.heard(self.heard) != partners.fingerprint(self.partner):
            raise Refused(
                tr("this is not the fingerprint of these keys"),
                todo=tr(
                    "Have it read out once more; if it stays another, these keys are not theirs"
                ),
            )

    def effect(self, by: Actor) -> PartnerCheck:
        """Add the row.

        Raises:
            Refused: the same person, or somebody with the same key, confirmed it already.
        """
        locked(self.partner.operation)
        row = PartnerCheck(
            partner=self.partner,
            digest=partners.fingerprint(self.partner),
            how=clean_note(self.how),
            keys=signs.demand_hand(self.partner.checks.all(), by),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: PartnerCheck) -> tuple[Reference, ...]:
        """Give the partner."""
        return (Reference("partner", done.partner_id), Reference("partner-check", done.pk))

    def said(self, done: PartnerCheck) -> Mapping[str, Said]:
        """Give what was heard, and how."""
        return {"digest": done.digest, "how": done.how, "keys": tuple(done.keys)}


@dataclass(frozen=True, kw_only=True)
class EndPartner(Action[PartnerEnd]):
    """Stop everything to a partner, at once; one person is enough for that."""

    partner: Partner
    why: str

    kind = "transmit.partner-end"
    permission = predicates.STOP_PARTNER

    def thing(self) -> Thing:
        """Give the partner."""
        return self.partner.thing()

    def check(self, by: Actor) -> None:
        """Refuse an end without a reason."""
        clean_note(self.why)

    def effect(self, by: Actor) -> PartnerEnd:
        """Add the row.

        Raises:
            Refused: it was ended already.
        """
        locked(self.partner.operation)
        demand_current(self.partner)
        row = PartnerEnd(partner=self.partner, why=clean_note(self.why), by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: PartnerEnd) -> tuple[Reference, ...]:
        """Give the partner."""
        return (Reference("partner", done.partner_id),)

    def said(self, done: PartnerEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}


def demand_current(partner: Partner) -> None:
    """Refuse a partner that was ended.

    Raises:
        Refused: so it was.
    """
    if PartnerEnd.objects.filter(partner=partner).exists():
        raise Refused(
            tr("nothing goes to this partner any more"),
            todo=tr("Write it down anew, with the keys that it has now"),
        )
