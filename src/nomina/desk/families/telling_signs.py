"""When a plan may go out: enough people other than its maker signed the dry run as it is now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from nomina.desk.families import telling_dry
from nomina.desk.families.models import Plan, PlanSign
from nomina.desk.families.models.telling import PERSON

ONE, TWO = 1, 2


def needed(means: str, against: str) -> int:
    """Say how many sign beside the maker: two, where it is not in person or against a wish."""
    return ONE if means == PERSON and not against else TWO


def enough(signs: Iterable[PlanSign], digest: str, maker: UUID, wanted: int) -> bool:
    """Say whether as many people as are wanted signed one dry run.

    Two accounts that share a key are one person; an account of which no key is known is nobody's.

    Args:
        signs: all that were given.
        digest: of the dry run.
        maker: of the plan, who is none of them.
        wanted: `ONE` or `TWO`.
    """
    mine = [one for one in signs if one.digest == digest and one.by_id != maker and one.keys]
    if wanted == ONE:
        return bool(mine)
    apart = (
        (a, b)
        for n, a in enumerate(mine)
        for b in mine[:n]
        if a.by_id != b.by_id and frozenset(a.keys).isdisjoint(b.keys)
    )
    return next(apart, None) is not None


def signed_at(plan: Plan, digest: str = "") -> datetime | None:
    """Give when enough people had signed one dry run; None where they never had.

    Args:
        digest: of a dry run; the first that enough people signed where empty.
    """
    signs = sorted(plan.signs.all(), key=lambda one: (one.made_at, one.pk.hex))
    wanted = needed(plan.means, plan.against)
    for n, last in enumerate(signs, 1):
        if digest in ("", last.digest) and enough(signs[:n], last.digest, plan.by_id, wanted):
            return last.made_at
    return None


def released(plan: Plan) -> bool:
    """Say whether a plan may go out now: what was signed is what would go."""
    if signed_at(plan) is None:
        return False  # without looking at what would go
    return signed_at(plan, telling_dry.digest_of(plan)) is not None
