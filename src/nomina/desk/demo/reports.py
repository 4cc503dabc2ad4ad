"""Comparison reports of the demonstration, each at another place of its way.

None is decided: a board is two people with keys of their own, and here everyone has the same codes.
"""

from __future__ import annotations

from datetime import date

from nomina.desk.demo.cast import Users, by
from nomina.desk.demo.load import Loaded
from nomina.desk.examine.actions.board import LayBefore
from nomina.desk.examine.actions.reports import AddEvidence, MoveOn, OpenReport, StrikeEvidence
from nomina.desk.examine.models import Evidence, Report
from nomina.desk.files.models import File
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.people.models import User
from nomina.synthetic.truth import Truth
from nomina.words import tr

_DAY = date(2025, 5, 12)


def reports(loaded: Loaded, users: Users, truth: Truth) -> None:
    """Open four, as far as there are bodies of people on the list: the first of them has a name."""
    named = [(b, p) for b, p in truth.bodies.items() if p is not None][1:]
    pairs = [(loaded.files[body], loaded.files[person]) for body, person in named]
    walks = (_before_board, _premature, _collecting, _excluded)
    for walk, (body, person) in zip(walks, pairs, strict=False):
        if not Report.objects.filter(one=body).exists():
            walk(_open(body, person, users["examiner"]), users["examiner"], users["board"])


def _open(body: File, person: File, who: User) -> Report:
    why = tr("two examiners took it for a candidate for other examination")
    return OpenReport(link=IDENTIFIED, one=body, other=person, why=why).do(by(who))


def _brings(report: Report, who: User, discipline: str, view: str, reason: str) -> Evidence:
    return AddEvidence(
        report=report,
        discipline=discipline,
        view=view,
        reason=reason,
        place=tr("the laboratory of the bureau"),
        date=_DAY,
        signatory=tr("an expert who does not exist"),
    ).do(by(who))


def _moves(report: Report, *steps: tuple[User, str, str]) -> None:
    for who, name, why in steps:
        MoveOn(report=report, move=name, why=why).do(by(who))


def _collecting(report: Report, one: User, other: User) -> None:
    _brings(report, one, "tattoo", "possible", tr("the same anchor, on the same arm"))
    wrong = _brings(report, one, "dental", "probable", tr("three fillings agree"))
    StrikeEvidence(evidence=wrong, why=tr("the chart is of his brother")).do(by(other))


def _before_board(report: Report, one: User, other: User) -> None:
    _brings(report, one, "dna", "established", tr("profiles of both parents; 21 loci"))
    _brings(report, one, "face", "possible", tr("the ears and the chin agree"))
    _moves(
        report,
        (one, "sign", ""),
        (other, "sign", ""),
        (one, "conclude-identification", tr("DNA of both parents; nothing speaks against it")),
        (one, "accept", ""),
        (other, "accept", ""),
    )
    LayBefore(report=report).do(by(other))


def _premature(report: Report, one: User, other: User) -> None:
    _brings(report, one, "property", "possible", tr("a belt of the unit"))
    _moves(
        report,
        (one, "sign", ""),
        (other, "sign", ""),
        (one, "conclude-premature", tr("a chart of his teeth; the family asks his dentist")),
        (one, "accept", ""),
        (other, "accept", ""),
    )


def _excluded(report: Report, one: User, other: User) -> None:
    _brings(report, one, "dental", "excluded", tr("a tooth that was drawn years ago is there"))
    _moves(
        report,
        (one, "sign", ""),
        (other, "sign", ""),
        (one, "conclude-exclusion", tr("the teeth")),
        (one, "accept", ""),
        (other, "accept", ""),
    )
