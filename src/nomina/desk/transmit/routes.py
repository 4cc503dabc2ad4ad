"""By which ways something may go, under the policy that two people signed; else nothing goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from nomina import signed
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation
from nomina.desk.transmit import detriment, partners, policy_paper, signs
from nomina.desk.transmit.models import Partner, RoutePolicy
from nomina.desk.transmit.policy_paper import ChosenPartner, RoutePaper
from nomina.desk.transmit.ways import Article, Channel, Recipient, Verdict, Why, verdict
from nomina.desk.transmit.ways_words import article_name, why_told
from nomina.errors import Refused
from nomina.words import tr


@dataclass(frozen=True)
class InForce:
    """The policy of routes that holds, as it was signed."""

    policy: RoutePolicy
    paper: RoutePaper


@dataclass(frozen=True)
class Route:
    """A partner, the way to it that was chosen, and whether this may go there."""

    partner: Partner
    channel: Channel
    verdict: Verdict

    @property
    def role(self) -> Recipient:
        """What the partner is."""
        return Recipient(self.partner.role)


def signed_by_two(policy: RoutePolicy) -> bool:
    """Say whether two people signed a policy, as it stands in its row."""
    paper = policy_paper.read(policy.document)
    whole = signed.digest_of(paper) == policy.digest and paper.turn == policy.turn
    own = paper.operation == policy.operation_id.hex and paper.profile == policy.profile
    return whole and own and signs.two(policy.signs.all(), policy.digest)


def in_force(operation: Operation) -> InForce | None:
    """Give the last policy that two people signed; None where there is none."""
    for policy in RoutePolicy.objects.filter(operation=operation).prefetch_related("signs"):
        if signed_by_two(policy):
            return InForce(policy, policy_paper.read(policy.document))
    return None


def demand_policy(operation: Operation) -> InForce:
    """Give the policy that holds.

    Raises:
        Refused: there is none, so nothing is sent.
    """
    found = in_force(operation)
    if found is None:
        raise Refused(
            tr("no policy of routes is in force, so nothing is sent"),
            todo=tr("Draft one, and have two people sign it"),
        )
    return found


def routes_for(operation: Operation, file: File | None, article: Article) -> tuple[Route, ...]:
    """Give the way to each partner of the policy, with its verdict; also those that are refused.

    Args:
        operation: whose policy it is.
        file: of whom something would be sent; None where it is of nobody alone, such as a list.
            A list is asked for file by file: one flag among them stops it.
        article: what would be sent.

    Raises:
        Refused: no policy is in force.
    """
    force = demand_policy(operation)
    flag = file is not None and detriment.stops(file)
    return tuple(chosen_of(force.paper, article, flag))


def chosen_of(paper: RoutePaper, article: Article, flag: bool) -> Iterator[Route]:
    """Give the way to each partner that a policy names and that is still as those read who signed.

    Args:
        paper: the policy.
        article: what would be sent.
        flag: whether telling could harm somebody.
    """
    ids = [UUID(one.id) for one in paper.partners]
    found = Partner.objects.filter(pk__in=ids).prefetch_related("checks").select_related("end")
    rows = {one.pk: one for one in found}
    for chosen in paper.partners:
        partner = rows.get(UUID(chosen.id))
        if partner is None or not partners.usable(partner) or not _as_signed(partner, chosen):
            continue
        said = verdict(
            paper.profile, chosen.role, article,
            detriment=flag, channel=chosen.channel, waived=bool(paper.waiver),
        )  # fmt: skip
        yield Route(partner, chosen.channel, said)


def _as_signed(partner: Partner, chosen: ChosenPartner) -> bool:
    """Say whether a partner's row is what those who signed the policy read."""
    return (partner.role, partners.fingerprint(partner)) == (chosen.role, chosen.fingerprint)


def demand_route(
    operation: Operation, file: File | None, article: Article, partner: Partner
) -> Route:
    """Give the way by which this goes to a partner.

    Raises:
        Refused: it may not, or a copy has to go to the agency and nothing goes there.
    """
    every = routes_for(operation, file, article)
    route = next((one for one in every if one.partner.pk == partner.pk), None)
    if route is None:
        raise Refused(
            tr("the policy of routes names no such partner, or it was ended"),
            where=article_name(article),
            todo=tr("Look at the partners and the policy"),
        )
    if not route.verdict.allowed:
        raise Refused(
            why_told(route.verdict.why),
            where=article_name(article),
            todo=_instead(route.verdict.why),
        )
    if route.verdict.needs_copy_to_agency and not agencies(every):
        raise Refused(
            tr("a copy has to go to the Central Tracing Agency, and there is no way to it"),
            where=article_name(article),
            todo=tr("Write the agency down as a partner, and sign a policy that names it"),
        )
    return route


def _instead(why: Why) -> str:
    if why is not Why.DETRIMENT:
        return ""
    return tr("Send it to the agency, or have two people lift the flag")


def agencies(every: tuple[Route, ...]) -> tuple[Route, ...]:
    """Give, of all routes, those to the agency that are allowed; a copy goes by the first."""
    return tuple(
        one for one in every if one.role is Recipient.TRACING_AGENCY and one.verdict.allowed
    )
