"""Lists of missing people for a partner: laid before two who sign, and taken out sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from nomina import sealed
from nomina.desk import outgoing
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import (
    conditions,
    incoming_kept,
    incoming_lists,
    partners,
    routes,
    signs,
)
from nomina.desk.transmit.incoming_state import locked
from nomina.desk.transmit.models import MissingList, MissingListSign, MissingListTaken, Partner
from nomina.desk.transmit.models.incoming_lists import LIST_FORMS
from nomina.desk.transmit.models.routes import AGENCY
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class LayList(Action[MissingList]):
    """Make a list of missing people for a partner, and lay it before those who sign.

    Attributes:
        form: one of `LIST_FORMS`.
        files: ids (hex) of the files, of those whom the partner may be told of.
        conditions: by `conditions.Condition` whether somebody says yes to it; all of them (DP-05).
    """

    partner: Partner
    form: str
    files: tuple[str, ...]
    conditions: Mapping[str, bool]

    kind = "transmit.list"
    permission = predicates.LIST_MISSING

    def thing(self) -> Thing:
        """Give the partner."""
        return self.partner.thing()

    def check(self, by: Actor) -> None:
        """Refuse a form, a condition that is not met, and an empty list."""
        if self.form not in LIST_FORMS:
            raise Refused(tr("there is no such form"))
        conditions.demand(self.conditions)
        if not 0 < len(self.files) <= incoming_lists.MOST:
            raise Refused(
                tr("1 to {n} people stand on a list").format(n=incoming_lists.MOST),
                todo=tr("Choose whom the partner is told of"),
            )

    def effect(self, by: Actor) -> MissingList:
        """Make it, keep its bytes, and add the row.

        Raises:
            Refused: the partner may not be told of somebody on it.
        """
        locked(self.partner.operation)
        demand_way(self.partner)
        people = demand_allowed(self.partner, self.files, by)
        data = incoming_lists.made(self.partner, self.form, people, by.at)
        row = MissingList(
            partner=self.partner,
            turn=MissingList.objects.filter(partner=self.partner).count() + 1,
            form=self.form,
            files=[one.file.pk.hex for one in people],
            conditions=dict.fromkeys(sorted(self.conditions), True),
            digest=hashlib.sha256(data).hexdigest(),
            kept=incoming_kept.keep(data),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: MissingList) -> tuple[Reference, ...]:
        """Give the list and the partner."""
        return (Reference("missing-list", done.pk), Reference("partner", self.partner.pk))

    def said(self, done: MissingList) -> Mapping[str, Said]:
        """Give who stands on it, and its digest."""
        return {"files": tuple(done.files), "form": done.form, "digest": done.digest}


def demand_way(partner: Partner) -> None:
    """Refuse a partner that the signed policy of routes does not name, or whose keys nobody heard.

    Raises:
        Refused: so it is, or no policy is in force.
    """
    force = routes.demand_policy(partner.operation)
    if not partners.usable(partner):
        raise Refused(tr("two people have not heard the keys of this partner, or it ended"))
    if partner.pk.hex not in {one.id for one in force.paper.partners}:
        raise Refused(
            tr("the policy of routes names no such partner, or it was ended"),
            todo=tr("Look at the partners and the policy"),
        )
    if not partner.seal_to:
        raise Refused(
            tr("this partner has no key to seal to, and a list leaves sealed alone"),
            where=partner.name,
        )


def demand_allowed(
    partner: Partner, files: tuple[str, ...], by: Actor
) -> list[incoming_lists.Listed]:
    """Give the people of a list; raises `Refused` where the partner may not be told of one."""
    may = {one.file.pk.hex: one for one in incoming_lists.allowed(partner, by.at)}
    wrong = [one for one in files if one not in may]
    if wrong:
        raise Refused(
            tr("the family did not allow this for {n} of them, or it could harm somebody").format(
                n=len(wrong)
            ),
            where=partner.name,
            todo=tr("Make the list anew"),
        )
    return [may[one] for one in dict.fromkeys(files)]


@dataclass(frozen=True, kw_only=True)
class SignList(Action[MissingListSign]):
    """Answer for a list as it stands.

    Attributes:
        digest: of the bytes that whoever signs has seen.
    """

    sheet: MissingList
    digest: str

    kind = "transmit.list-sign"
    permission = predicates.SIGN_BUREAU
    irreversible = True

    def thing(self) -> Thing:
        """Give the list."""
        return self.sheet.thing()

    def check(self, by: Actor) -> None:
        """Refuse what was not seen."""
        if self.digest != self.sheet.digest:
            raise Refused(tr("this is not the list that you saw"), todo=tr("Look at it again"))

    def effect(self, by: Actor) -> MissingListSign:
        """Add the row.

        Raises:
            Refused: they signed, share a key with who did, or their seat is taken.
        """
        operation = self.sheet.partner.operation
        locked(operation)
        before = list(self.sheet.signs.all())
        keys = signs.demand_hand(before, by)
        row = MissingListSign(
            sheet=self.sheet,
            seat=signs.seat_of(by, operation.pk, (one.seat for one in before)),
            digest=self.digest,
            keys=keys,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: MissingListSign) -> tuple[Reference, ...]:
        """Give the list."""
        return (Reference("missing-list", self.sheet.pk),)

    def said(self, done: MissingListSign) -> Mapping[str, Said]:
        """Give what was signed."""
        return {"seat": done.seat, "digest": done.digest}


@dataclass(frozen=True)
class Sealed:
    """A list as it leaves: sealed to the key of its partner."""

    row: MissingListTaken
    data: bytes


@dataclass(frozen=True, kw_only=True)
class TakeList(Action[Sealed]):
    """Take a list out, sealed to its partner, once two people signed it."""

    sheet: MissingList

    kind = "transmit.list-take"
    permission = predicates.LIST_MISSING
    irreversible = True

    def thing(self) -> Thing:
        """Give the list."""
        return self.sheet.thing()

    def check(self, by: Actor) -> None:
        """Refuse what two people did not sign, and what may not be told any more."""
        partner = self.sheet.partner
        if not signs.two(self.sheet.signs.all(), self.sheet.digest):
            raise Refused(
                tr("two people have not signed this"),
                todo=tr("It takes a transmission officer and a member of the board"),
            )
        demand_way(partner)
        demand_allowed(partner, tuple(self.sheet.files), by)
        waiver = routes.demand_policy(partner.operation).paper.waiver
        if partner.role != AGENCY and not waiver:
            files = set(self.sheet.files)
            if incoming_lists.told_to_agency(files) != files:
                raise Refused(
                    tr("the Central Tracing Agency was not told of all of them (AP I 33(3))"),
                    where=partner.name,
                    todo=tr("Take out a list of the same people for the agency first"),
                )

    def effect(self, by: Actor) -> Sealed:
        """Seal it, and write down that it left."""
        outgoing.known(incoming_lists.NAME)
        data = incoming_kept.opened(self.sheet)
        row = MissingListTaken(sheet=self.sheet, by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return Sealed(row, sealed.seal(data, self.sheet.partner.seal_to))

    def on(self, done: Sealed) -> tuple[Reference, ...]:
        """Give the list and the partner."""
        return (
            Reference("missing-list", self.sheet.pk),
            Reference("partner", self.sheet.partner_id),
        )

    def said(self, done: Sealed) -> Mapping[str, Said]:
        """Give which bytes left, and to which key."""
        return {"digest": self.sheet.digest, "to": self.sheet.partner.seal_to}
