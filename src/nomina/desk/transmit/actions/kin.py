"""A relative on the other side is written down, sealed; and it is said that it counts no more."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.files.models import File
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import routes
from nomina.desk.transmit.actions.detriment import demand_person
from nomina.desk.transmit.kin import SealedTo
from nomina.desk.transmit.models import OtherSideKin, OtherSideKinEnd, Partner
from nomina.desk.transmit.models.kin import ENDS, RELATIONS
from nomina.desk.transmit.ways import Article
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class KeepKin(Action[OtherSideKin]):
    """Keep that a person has a relative on the other side, whom one partner may reach.

    It can be done again at any time, so it asks for no fresh sign-in: what somebody typed would
    have to wait in the session for it.

    Attributes:
        relation: one of `models.kin.RELATIONS`.
        sealed: who and where, as sealed to the partner's key; nothing else of it comes here.
    """

    file: File
    relation: str
    partner: Partner
    sealed: SealedTo

    kind = "transmit.kin"
    permission = predicates.KEEP_KIN

    def thing(self) -> Thing:
        """Give the file."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse a relation that is none, and bytes that are sealed to another key."""
        demand_person(self.file)
        if self.relation not in RELATIONS:
            raise Refused(tr("there is no such choice"))
        if self.sealed.recipient != self.partner.seal_to:
            raise Refused(tr("this is not sealed to the key of that partner"))

    def effect(self, by: Actor) -> OtherSideKin:
        """Add the row.

        Raises:
            Refused: no policy is in force, or the partner may not have it.
        """
        routes.demand_route(self.file.operation, self.file, Article.KIN_ADDRESS, self.partner)
        row = OtherSideKin(
            file=self.file,
            relation=self.relation,
            partner=self.partner,
            sealed=self.sealed.data,
            recipient=self.sealed.recipient,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: OtherSideKin) -> tuple[Reference, ...]:
        """Give the row, the file and the partner."""
        return (
            Reference("other-side-kin", done.pk),
            Reference("file", done.file_id),
            Reference("partner", done.partner_id),
        )

    def said(self, done: OtherSideKin) -> Mapping[str, Said]:
        """Give what is known here: the relation, the key, and the digest of the sealed bytes."""
        return {
            "relation": done.relation,
            "recipient": done.recipient,
            "sealed": hashlib.sha256(self.sealed.data).hexdigest(),
        }


@dataclass(frozen=True, kw_only=True)
class EndKin(Action[OtherSideKinEnd]):
    """Say that it counts no more; it goes into no package from then on."""

    kin: OtherSideKin
    why: str

    kind = "transmit.kin-end"
    permission = predicates.KEEP_KIN

    def thing(self) -> Thing:
        """Give the row."""
        return self.kin.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no reason, and what was ended."""
        if self.why not in ENDS:
            raise Refused(tr("there is no such choice"))

    def effect(self, by: Actor) -> OtherSideKinEnd:
        """Add the row.

        Raises:
            Refused: it was ended already.
        """
        list(OtherSideKin.objects.select_for_update(of=("self",)).filter(pk=self.kin.pk))
        if OtherSideKinEnd.objects.filter(kin=self.kin).exists():
            raise Refused(tr("this counts no more already"))
        row = OtherSideKinEnd(kin=self.kin, why=self.why, by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: OtherSideKinEnd) -> tuple[Reference, ...]:
        """Give the row and the file."""
        return (Reference("other-side-kin", done.kin_id), Reference("file", self.kin.file_id))

    def said(self, done: OtherSideKinEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}
