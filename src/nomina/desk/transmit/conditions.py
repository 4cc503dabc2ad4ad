"""What must be true before anything is shared with an authority: each its own field, all of them.

After the conditions under which the International Committee shares data with authorities (DP-05):
they are cumulative, so one that is not true stops all. The list is closed; that two people sign it
is the package's to see to.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from nomina.errors import Refused
from nomina.words import tr


class Condition(StrEnum):
    """One condition; the value is what is stored."""

    PERMITTED = "permitted"
    PURPOSE = "purpose"
    NECESSARY = "necessary"
    SAFE = "safe"
    BOUND = "bound"


def told(one: Condition) -> str:
    """Give the words that somebody says yes to."""
    return {
        Condition.PERMITTED: tr(
            "The person or the family agreed, or the law named here asks for it"
        ),
        Condition.PURPOSE: tr(
            "It goes to find out what became of this person, and for nothing else"
        ),
        Condition.NECESSARY: tr("Nothing less would do, and nothing more goes along"),
        Condition.SAFE: tr("Nothing known says that it could harm the person or their relatives"),
        Condition.BOUND: tr("Who gets it promised in writing to use it for this alone"),
    }[one]


def lacking(said: Mapping[str, bool]) -> tuple[Condition, ...]:
    """Give the conditions that nobody said yes to; only True is yes."""
    return tuple(one for one in Condition if said.get(one) is not True)


def demand(said: Mapping[str, bool]) -> None:
    """Refuse unless every condition, and no other, is said to be true.

    Raises:
        Refused: one is not; each of those is named.
    """
    unknown = sorted(set(said) - set(Condition))
    if unknown:
        raise Refused(tr("there is no such condition"), where=", ".join(unknown)[:200])
    wrong = lacking(said)
    if wrong:
        raise Refused(
            tr("a condition for sharing is not met"),
            where=" ".join(f"{told(one)}." for one in wrong),
            todo=tr("Share nothing until all of them are"),
        )
