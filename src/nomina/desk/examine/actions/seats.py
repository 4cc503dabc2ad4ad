"""What the acts of the board share: holding a report, who sits there, and who is barred from it."""

from __future__ import annotations

from uuid import UUID

from nomina.desk.acts import Actor, NotPermitted, Refused
from nomina.desk.examine.actions.reports import owners_of
from nomina.desk.examine.dossier import BROUGHT, CONCLUDED, EXAMINED, MADE, bars, keys_barred
from nomina.desk.examine.keys import keys_of
from nomina.desk.examine.models import Report, Step
from nomina.desk.examine.states import MOVES, Move, State
from nomina.desk.files.models import Card, File
from nomina.desk.policy.roles import Role
from nomina.words import tr


def held(report: Report) -> Report:
    """Give a report as it is, while nobody moves it, brings evidence or examines its files.

    One order for everyone: the report, its files, their cards.
    """
    kept = Report.objects.select_for_update().get(pk=report.pk)
    files = (kept.one_id, kept.other_id)
    locked = File.objects.select_for_update(no_key=True).filter(pk__in=files).order_by("pk")
    found = {one.pk: one for one in locked}
    kept.one, kept.other = found[kept.one_id], found[kept.other_id]
    list(Card.objects.select_for_update().filter(file__in=files).order_by("pk"))
    return kept


def step_on(report: Report, move: Move, by: Actor, *, owner: UUID, why: str = "") -> Step:
    """Write the next step of a report that is held."""
    step = Step(
        report=report,
        number=report.steps.count() + 1,
        move=move.name,
        target=move.target,
        owner_id=owner,
        by=by.user,
        made_at=by.at,
        why=why,
    )
    step.save(force_insert=True)
    return step


def the_move(name: str) -> Move:
    """Give the one move of a name that the table has."""
    (found,) = (move for move in MOVES if move.name == name)
    return found


def seat(report: Report, by: Actor) -> UUID:
    """Give the operation for which somebody sits on the board of a report.

    Raises:
        NotPermitted: they do for neither.
    """
    mine = owners_of(report, by, Role.BOARD)
    if not mine:
        raise NotPermitted(tr("your role does not allow this"))
    return min(mine)


def demand_unbarred(report: Report, by: Actor) -> frozenset[str]:
    """Refuse who had a hand in what the board decides on; give the keys of who had none.

    Raises:
        Refused: they made the report, brought evidence or examined, or share a key with who did,
            or have no key by which they could be told from another person.
    """
    assert by.id is not None
    out = bars(report)
    why = out.get(by.id, ())
    if why:
        raise Refused(_barred(why[0]), todo=tr("Two others of the board sign"))
    keys = keys_of([by.id])[by.id]
    if not keys:
        raise Refused(
            tr("this account has no passkey by which you are told from another person"),
            todo=tr("Add one to your account"),
        )
    if keys & keys_barred(out):
        raise Refused(
            tr("this account signs in with a key of somebody who may not sign"),
            todo=tr("Two others of the board sign"),
        )
    return keys


def _barred(why: str) -> str:
    return {
        MADE: tr("you made this report, so you do not sign it"),
        BROUGHT: tr("you brought evidence of this report, so you do not sign it"),
        EXAMINED: tr("you examined these files, so you do not sign this report"),
        CONCLUDED: tr("you wrote a conclusion of this report, so you do not sign it"),
    }[why]


def demand_before_board(report: Report) -> None:
    """Refuse a report that does not await the board."""
    if report.state is not State.BOARD:
        raise Refused(tr("the report does not stand where this is done"))
