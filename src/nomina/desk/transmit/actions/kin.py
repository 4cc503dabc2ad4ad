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
from nomina.desk.transmit.models import OtherSideKin, OtherSideKinEnd, OtherSideKinTaken, Partner
from nomina.desk.transmit.models.kin import ENDS, RELATIONS
from nomina.desk.transmit.ways import Article
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class KeepKin(Action[tuple[OtherSideKin, ...]]):
    """Keep that a person has a relative on the other side, whom one partner may reach.

    Where the agency has to be told as well, its copy is sealed to its own key in the same act:
    nobody here could make it later.

    It can be done again at any time, so it asks for no fresh sign-in: what somebody typed would
    have to wait in the session for it.

    Attributes:
        relation: one of `models.kin.RELATIONS`.
        sealed: who and where, as sealed to the partner's key; nothing else of it comes here.
        copy: the same, as sealed to the agency's key; None where none is owed.
    """

    file: File
    relation: str
    partner: Partner
    sealed: SealedTo
    copy: SealedTo | None = None

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

    def effect(self, by: Actor) -> tuple[OtherSideKin, ...]:
        """Add the row, and that of the agency's copy.

        Raises:
            Refused: no policy is in force, the partner may not have it, or the copy is missing.
        """
        agency = copy_to(self.file, self.partner)
        if (None if self.copy is None else self.copy.recipient) != (agency and agency.seal_to):
            raise Refused(tr("the copy for the Central Tracing Agency is not sealed to its key"))
        rows = [self._row(self.partner, self.sealed, by)]
        if agency is not None and self.copy is not None:
            rows.append(self._row(agency, self.copy, by))
        return tuple(rows)

    def _row(self, partner: Partner, sealed: SealedTo, by: Actor) -> OtherSideKin:
        row = OtherSideKin(
            file=self.file,
            relation=self.relation,
            partner=partner,
            sealed=sealed.data,
            recipient=sealed.recipient,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: tuple[OtherSideKin, ...]) -> tuple[Reference, ...]:
        """Give the rows, the file and the partners."""
        return (
            *(Reference("other-side-kin", row.pk) for row in done),
            Reference("file", self.file.pk),
            *(Reference("partner", row.partner_id) for row in done),
        )

    def said(self, done: tuple[OtherSideKin, ...]) -> Mapping[str, Said]:
        """Give what is known here: the relation, the keys, and the digests of the sealed bytes."""
        every = (self.sealed,) if self.copy is None else (self.sealed, self.copy)
        return {
            "relation": self.relation,
            "recipients": tuple(one.recipient for one in every),
            "sealed": tuple(hashlib.sha256(one.data).hexdigest() for one in every),
        }


def copy_to(file: File, partner: Partner) -> Partner | None:
    """Give the partner that the agency's copy of an address is sealed to; None where none is owed.

    Raises:
        Refused: no policy is in force, the partner may not have it, or the agency has no key.
    """
    route = routes.demand_route(file.operation, file, Article.KIN_ADDRESS, partner)
    if not route.verdict.needs_copy_to_agency:
        return None
    every = routes.routes_for(file.operation, file, Article.KIN_ADDRESS)
    agency = next((one.partner for one in routes.agencies(every) if one.partner.seal_to), None)
    if agency is None:
        raise Refused(
            tr("the Central Tracing Agency has no key to seal its copy to"),
            todo=tr("Ask it for its key, and write it down anew with that"),
        )
    return agency


@dataclass(frozen=True, kw_only=True)
class TakeKin(Action[OtherSideKinTaken]):
    """Take sealed bytes out of the desk, to carry them to the one institution that can open them.

    What was allowed when it was sealed is asked again: a flag may have been said since.
    """

    kin: OtherSideKin

    kind = "transmit.kin-take"
    permission = predicates.RUN_BUREAU
    irreversible = True

    def thing(self) -> Thing:
        """Give the row."""
        return self.kin.thing()

    def effect(self, by: Actor) -> OtherSideKinTaken:
        """Add the row.

        Raises:
            Refused: it counts no more, or may not go there any more.
        """
        one = self.kin
        list(OtherSideKin.objects.select_for_update(of=("self",)).filter(pk=one.pk))
        demand_counts(one)
        routes.demand_route(one.file.operation, one.file, Article.KIN_ADDRESS, one.partner)
        row = OtherSideKinTaken(kin=one, by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: OtherSideKinTaken) -> tuple[Reference, ...]:
        """Give the row, the file and the partner."""
        return (
            Reference("other-side-kin", done.kin_id),
            Reference("file", self.kin.file_id),
            Reference("partner", self.kin.partner_id),
        )

    def said(self, done: OtherSideKinTaken) -> Mapping[str, Said]:
        """Give the digest of what was taken out."""
        return {"sealed": hashlib.sha256(bytes(self.kin.sealed)).hexdigest()}


def demand_counts(kin: OtherSideKin) -> None:
    """Refuse what counts no more.

    Raises:
        Refused: so it is.
    """
    if OtherSideKinEnd.objects.filter(kin=kin).exists():
        raise Refused(tr("this counts no more already"))


@dataclass(frozen=True, kw_only=True)
class EndKin(Action[OtherSideKinEnd]):
    """Say that it counts no more; it is not taken out from then on."""

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
        demand_counts(self.kin)
        row = OtherSideKinEnd(kin=self.kin, why=self.why, by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: OtherSideKinEnd) -> tuple[Reference, ...]:
        """Give the row and the file."""
        return (Reference("other-side-kin", done.kin_id), Reference("file", self.kin.file_id))

    def said(self, done: OtherSideKinEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}
