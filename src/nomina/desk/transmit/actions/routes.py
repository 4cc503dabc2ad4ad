"""Policies of routes are drafted, and signed by two people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nomina import signed
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.people.models import Operation
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import partners, policy_paper, signs
from nomina.desk.transmit.actions.partners import locked
from nomina.desk.transmit.models import Partner, RoutePolicy, RouteSign
from nomina.desk.transmit.policy_paper import ChosenPartner, Limit, RoutePaper
from nomina.desk.transmit.ways import Article, Channel, Profile, Recipient
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class DraftPolicy(Action[RoutePolicy]):
    """Draft the next policy of an operation; the one in force stays so until two signed this.

    Attributes:
        chosen: the partners that things go to, each with the way to it.
        limits: days by article.
        waiver: why no copy can go to the agency; empty where one goes.
    """

    operation: Operation
    profile: Profile
    chosen: tuple[tuple[Partner, Channel], ...]
    limits: Mapping[Article, int] = field(default_factory=dict)
    waiver: str = ""

    kind = "transmit.policy"
    permission = predicates.RUN_BUREAU

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse partners whose keys nobody confirmed, and those of another operation."""
        for partner, _ in self.chosen:
            demand_usable(partner)
            if partner.operation_id != self.operation.pk:
                raise Refused(tr("this belongs to another operation"), where=partner.name)

    def effect(self, by: Actor) -> RoutePolicy:
        """Add the row.

        Raises:
            Refused: it cannot be signed as it is; all that is wrong is said.
        """
        locked(self.operation)
        last = RoutePolicy.objects.filter(operation=self.operation).order_by("-turn").first()
        turn = 1 if last is None else last.turn + 1
        paper = RoutePaper(
            operation=self.operation.pk.hex,
            turn=turn,
            profile=self.profile,
            partners=tuple(
                ChosenPartner(
                    id=partner.pk.hex,
                    name=partner.name,
                    fingerprint=partners.fingerprint(partner),
                    role=Recipient(partner.role),
                    channel=channel,
                )
                for partner, channel in self.chosen
            ),
            limits=tuple(
                Limit(article=one, days=self.limits[one]) for one in Article if one in self.limits
            ),
            waiver=clean_note(self.waiver) if self.waiver.strip() else "",
        )
        wrong = list(policy_paper.faults(paper, Profile(self.operation.kind)))
        if wrong:
            raise Refused(
                tr("this policy cannot be signed as it is"),
                where="; ".join(wrong),
                todo=tr("Mend what is named, and draft it again"),
            )
        row = RoutePolicy(
            operation=self.operation,
            turn=turn,
            profile=self.profile,
            document=paper.model_dump(mode="json"),
            digest=signed.digest_of(paper),
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: RoutePolicy) -> tuple[Reference, ...]:
        """Give the policy and the operation."""
        return (
            Reference("route-policy", done.pk, done.turn),
            Reference("operation", done.operation_id),
        )

    def said(self, done: RoutePolicy) -> Mapping[str, Said]:
        """Give its digest."""
        return {"turn": done.turn, "profile": done.profile, "digest": done.digest}


def demand_usable(partner: Partner) -> None:
    """Refuse a partner that was ended, or whose keys two people did not confirm.

    Raises:
        Refused: so it is.
    """
    if not partners.usable(partner):
        raise Refused(
            tr("two people have not checked the keys of this partner, or it was ended"),
            where=partner.name,
            todo=tr("Have its fingerprint read out to two people, one after the other"),
        )


@dataclass(frozen=True, kw_only=True)
class SignPolicy(Action[RouteSign]):
    """Sign a policy as it is: a transmission officer, who sends by it, and a member of the board.

    The board answers for what an identification sets going, so it answers for where that goes; an
    administrator makes accounts, sees no case, and so says nothing of what leaves.

    Attributes:
        digest: of what was read; another draft has another.
    """

    policy: RoutePolicy
    digest: str

    kind = "transmit.policy-sign"
    permission = predicates.SIGN_BUREAU
    irreversible = True

    def thing(self) -> Thing:
        """Give the policy."""
        return self.policy.thing()

    def check(self, by: Actor) -> None:
        """Refuse another paper than was read."""
        paper = policy_paper.read(self.policy.document)
        if not self.digest == self.policy.digest == signed.digest_of(paper):
            raise Refused(tr("this is not what was read"), todo=tr("Read it again"))

    def effect(self, by: Actor) -> RouteSign:
        """Add the row.

        Raises:
            Refused: there is a later draft, a partner is not usable any more, it cannot be signed
                under the law as the desk knows it, or somebody of this seat or with this key
                signed.
        """
        locked(self.policy.operation)
        rows = RoutePolicy.objects.filter(operation=self.policy.operation)
        if rows.filter(turn__gt=self.policy.turn).exists():
            raise Refused(tr("there is a later draft"), todo=tr("Sign that one"))
        paper = policy_paper.read(self.policy.document)
        for partner in Partner.objects.filter(pk__in=[one.id for one in paper.partners]):
            demand_usable(partner)
        wrong = list(policy_paper.faults(paper, Profile(self.policy.operation.kind)))
        if wrong:
            raise Refused(tr("this policy cannot be signed as it is"), where="; ".join(wrong))
        others = list(self.policy.signs.all())
        row = RouteSign(
            policy=self.policy,
            keys=signs.demand_hand(others, by),
            seat=signs.seat_of(by, self.policy.operation_id, [one.seat for one in others]),
            digest=self.policy.digest,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: RouteSign) -> tuple[Reference, ...]:
        """Give the policy."""
        return (Reference("route-policy", done.policy_id, self.policy.turn),)

    def said(self, done: RouteSign) -> Mapping[str, Said]:
        """Give what was signed, in which seat, with which keys."""
        return {"digest": done.digest, "seat": done.seat, "keys": tuple(done.keys)}
