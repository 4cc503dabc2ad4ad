"""Reading a comparison report; who does so no longer examines its body blind (FOR-05)."""

from __future__ import annotations

from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference
from nomina.desk.examine.models import Report
from nomina.desk.files.fields import PM
from nomina.desk.leads.opened import opened
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing


@dataclass(frozen=True, kw_only=True)
class ReadReport(Action[Report]):
    """Look at a report, which tells whom a body may be; it is written down."""

    report: Report

    kind = "report.read"
    permission = predicates.REPORT

    def thing(self) -> Thing:
        """Give the report."""
        return self.report.thing()

    def effect(self, by: Actor) -> Report:
        """Give the report.

        Raises:
            Refused: an examination of the operation is in the hands of who asks.
        """
        for file in (self.report.one, self.report.other):
            if file.kind == PM:
                opened.send(ReadReport, body=file, by=by)
        return self.report

    def on(self, done: Report) -> tuple[Reference, ...]:
        """Give the report."""
        return (Reference("report", done.pk),)
