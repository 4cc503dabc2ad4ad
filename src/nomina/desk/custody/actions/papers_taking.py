"""An issued paper is carried away; it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Said
from nomina.desk.custody.actions.papers import demand_standing
from nomina.desk.custody.models import IssuedPaper
from nomina.desk.examine import resting
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing


@dataclass(frozen=True, kw_only=True)
class TakePaper(Action[IssuedPaper]):
    """Carry a paper away: it leaves the desk as it was issued."""

    paper: IssuedPaper

    kind = "custody.paper-taken"
    permission = predicates.ISSUE_PAPERS

    def thing(self) -> Thing:
        """Give the paper."""
        return self.paper.thing()

    def effect(self, by: Actor) -> IssuedPaper:
        """Give it.

        Raises:
            Refused: what it rests on was recalled.
        """
        if self.paper.release is not None:
            resting.hold(self.paper.release.identification)
        elif self.paper.death is not None:
            demand_standing(self.paper.death)
        return self.paper

    def on(self, done: IssuedPaper) -> tuple[Reference, ...]:
        """Give the paper."""
        return (Reference("paper", done.pk),)

    def said(self, done: IssuedPaper) -> Mapping[str, Said]:
        """Give which bytes."""
        return {"pdf": done.pdf}
