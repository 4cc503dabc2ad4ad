"""Comparison reports of the demonstration, each at another place of its way.

One is decided: two of the board sign it, the body gets its name, and the certificate is issued.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from nomina.desk.demo.cast import Users, by
from nomina.desk.demo.load import Loaded
from nomina.desk.examine.actions.board import Decide, LayBefore, Sign
from nomina.desk.examine.actions.certify import Draft
from nomina.desk.examine.actions.issue import Issue, SignCertificate
from nomina.desk.examine.actions.reports import AddEvidence, MoveOn, OpenReport, StrikeEvidence
from nomina.desk.examine.models import Dossier, Evidence, Identification, Report
from nomina.desk.files.models import File
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.people.models import User
from nomina.synthetic.truth import Truth
from nomina.words import current, tr

_DAY = date(2025, 5, 12)

Walk = Callable[[Report, Users], None]


def reports(loaded: Loaded, users: Users, truth: Truth) -> None:
    """Bring five on their way, as far as there are bodies of people on the list."""
    named = [(body, person) for body, person in truth.bodies.items() if person is not None]
    pairs = [(loaded.files[body], loaded.files[person]) for body, person in named]
    walks: tuple[Walk, ...] = (_decided, _before_board, _premature, _collecting, _excluded)
    for walk, (body, person) in zip(walks, pairs, strict=False):
        if not Report.objects.filter(one=body).exists():
            with transaction.atomic():  # stopped in the middle, the next start walks it whole
                walk(_open(body, person, users["examiner"]), users)


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


def _concludes(report: Report, one: User, other: User, conclusion: str, why: str) -> None:
    """Have both sign what was brought, one of them conclude, and both accept that."""
    for who, name, reason in (
        (one, "sign", ""),
        (other, "sign", ""),
        (one, conclusion, why),
        (one, "accept", ""),
        (other, "accept", ""),
    ):
        MoveOn(report=report, move=name, why=reason).do(by(who))


def _decided(report: Report, users: Users) -> None:
    one, other = users["examiner"], users["examiner-second"]
    _brings(report, one, "friction ridge", "established", tr("prints of four fingers agree"))
    _brings(report, other, "dental", "probable", tr("three fillings agree"))
    _brings(report, one, "face", "possible", tr("the ears and the chin agree"))
    why = tr("fingerprints, compared by two examiners; nothing speaks against it")
    _concludes(report, one, other, "conclude-identification", why)
    dossier: Dossier = LayBefore(report=report).do(by(other))
    for login in ("board", "board-second"):
        Sign(dossier=dossier).do(by(users[login]))
    _certified(Decide(report=report).do(by(users["board"])), users)


def _certified(identification: Identification, users: Users) -> None:
    place = tr("the bureau of this side")
    drafted = Draft(
        identification=identification,
        typed={
            "place": tr("Mortuary one"),
            "unit": tr("an invented unit of the police"),
            "date": _DAY.isoformat(),
            "reported_by": tr("the mother"),
            "found_place": place,
        },
        posts={
            "officer": users["examiner"],
            "pathologist": users["examiner-second"],
            "dentist": tr("no dentist works at this mortuary"),
            "section": users["board-second"],
            "chief": users["board"],
        },
    ).do(by(users["board"]))
    for login in ("examiner", "examiner-second", "board-second", "board"):
        SignCertificate(certificate=drafted, place=place).do(by(users[login]))
    Issue(certificate=drafted, language=current()).do(by(users["board"]))


def _collecting(report: Report, users: Users) -> None:
    one, other = users["examiner"], users["board"]
    _brings(report, one, "tattoo", "possible", tr("the same anchor, on the same arm"))
    wrong = _brings(report, one, "dental", "probable", tr("three fillings agree"))
    StrikeEvidence(evidence=wrong, why=tr("the chart is of his brother")).do(by(other))


def _before_board(report: Report, users: Users) -> None:
    one, other = users["examiner"], users["examiner-second"]
    _brings(report, one, "dna", "established", tr("profiles of both parents; 21 loci"))
    _brings(report, one, "face", "possible", tr("the ears and the chin agree"))
    why = tr("DNA of both parents; nothing speaks against it")
    _concludes(report, one, other, "conclude-identification", why)
    LayBefore(report=report).do(by(other))


def _premature(report: Report, users: Users) -> None:
    one, other = users["examiner"], users["board"]
    _brings(report, one, "property", "possible", tr("a belt of the unit"))
    wakes = tr("a chart of his teeth; the family asks his dentist")
    _concludes(report, one, other, "conclude-premature", wakes)


def _excluded(report: Report, users: Users) -> None:
    one, other = users["examiner"], users["board"]
    _brings(report, one, "dental", "excluded", tr("a tooth that was drawn years ago is there"))
    _concludes(report, one, other, "conclude-exclusion", tr("the teeth"))
