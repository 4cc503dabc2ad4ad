"""The moves of a report that stand open to somebody, and what others still lack.

What `actions.reports.MoveOn` would refuse is not offered; the words are those of its refusal.
"""

from __future__ import annotations

from dataclasses import dataclass

from nomina.desk.acts import Actor, NotPermitted, Refused
from nomina.desk.examine.actions.reports import MoveOn
from nomina.desk.examine.models import Report
from nomina.desk.examine.states import Move, Need, carries, moves_from

BACK = frozenset({"withdraw", "refuse", "reject", "send-back", "return"})
"""Moves that lead back or out; a page sets them apart."""
_ELSEWHERE = frozenset({"open", "decide", "recall"})
"""Moves that are acts of their own."""


@dataclass(frozen=True)
class Choice:
    """A move that is somebody's to make.

    Attributes:
        lacks: why it would be refused now; empty where it stands open.
    """

    move: Move
    lacks: Refused | None = None

    @property
    def name(self) -> str:
        """The name of the move."""
        return self.move.name


def choices(report: Report, by: Actor) -> tuple[Choice, ...]:
    """Give the moves that are this person's to make from where a report stands."""
    steps = list(report.steps.order_by("number"))
    shared = report.one.operation_id == report.other.operation_id
    apart = Need.TWO_OWNERS if shared else Need.ONE_OWNER
    found = []
    for move in moves_from(report.state):
        if move.name in _ELSEWHERE or apart in move.needs:
            continue
        # A reason is what the form asks for; the rest is asked of the act itself.
        act = MoveOn(report=report, move=move.name, why="-", exceptional="-")
        try:
            act.owner(report, move, steps, by)
        except NotPermitted:
            continue
        lacks = None
        for need in sorted(move.needs):
            try:
                act.demand(need, report, steps, by)
            except Refused as refused:
                lacks = refused
                break
        if _fits(report, move):
            found.append(Choice(move, lacks))
    return tuple(found)


def _fits(report: Report, move: Move) -> bool:
    """Say whether a kind of report can come to such a conclusion at all."""
    from nomina.desk.files.models.links import IDENTIFIED

    if Need.LINKS_PERSON in move.needs:
        return report.kind == IDENTIFIED
    return Need.JOINS_FILES not in move.needs or report.kind != IDENTIFIED


def needs_excuse(report: Report) -> bool:
    """Say whether an identification would rest on an exceptional combination alone."""
    return not carries(report.lines(), exceptional=False)
