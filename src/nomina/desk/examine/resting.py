"""What rests on an identification: certificates, releases, graves, notices, transmissions.

Each app that lets something rest on one registers a function here, and asks `hold` in every act
that would go further on it. A recall then lists all of it, and what has not happened yet is frozen
without anybody having to go round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from nomina.desk.examine.models import Identification, IdentificationEnd, Report
from nomina.desk.policy.predicates import Predicate
from nomina.errors import Refused
from nomina.words import tr

HAPPENED, PENDING, FROZEN = "happened", "pending", "frozen"
STATES = (HAPPENED, PENDING, FROZEN)
"""It happened, and has to be put right by people; it waits; it waited, and goes no further."""


@dataclass(frozen=True)
class Resting:
    """One thing that rests on an identification.

    Attributes:
        kind: such as ``certificate``; what registered it.
        title: what it is called on a page, in the language of the reader.
        state: one of `STATES`; a function gives `HAPPENED` or `PENDING`.
        href: where it is seen; empty where nowhere.
        word: the state in the words of its kind, such as "issued"; empty where the general ones do.
    """

    kind: str
    title: str
    state: str
    href: str = ""
    word: str = ""


Giver = Callable[[Identification], Iterable[Resting]]
May = Callable[[Predicate], bool]
_GIVERS: dict[str, Giver] = {}
_SEES: dict[str, Predicate] = {}


def register(kind: str, giver: Giver, sees: Predicate | None = None) -> None:
    """Have a function tell what of a kind rests on an identification; a second one replaces it.

    Args:
        kind: such as ``notice``.
        giver: tells what of it rests on an identification.
        sees: who is shown that, among those who see the identification; all of them where None.
    """
    _GIVERS[kind] = giver
    if sees is not None:
        _SEES[kind] = sees


def of(identification: Identification, may: May | None = None) -> list[Resting]:
    """Give what rests on an identification, by kind.

    Once it is recalled, what had not happened is frozen.

    Args:
        identification: what it rests on.
        may: whether who asks passes a rule; None gives all, as an act or the board wants it.
    """
    kinds = [kind for kind in sorted(_GIVERS) if _shown(kind, may)]
    found = [one for kind in kinds for one in _GIVERS[kind](identification)]
    if stands(identification):
        return found
    return [replace(one, state=FROZEN) if one.state == PENDING else one for one in found]


def _shown(kind: str, may: May | None) -> bool:
    return may is None or kind not in _SEES or may(_SEES[kind])


def stands(identification: Identification) -> bool:
    """Say whether an identification was not recalled, as the database has it now."""
    return not IdentificationEnd.objects.filter(identification=identification).exists()


def hold(identification: Identification) -> None:
    """Keep an identification from being recalled until the act that asks is over.

    Raises:
        Refused: it was recalled.
    """
    list(Report.objects.select_for_update().filter(pk=identification.report_id))
    demand(identification)


def demand(identification: Identification) -> None:
    """Refuse what was recalled; it may be so a moment later, so an act holds it instead (`hold`).

    Raises:
        Refused: it was recalled.
    """
    if not stands(identification):
        raise Refused(
            tr("the identification on which this rests was recalled"),
            todo=tr("Read in its report why, and what is to be done"),
        )
