"""What people do with a comparison report: open it, bring evidence, move it on.

The board's decision and a recall are acts of their own, which know the dossier; here they are
refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from nomina.desk.acts import Action, Actor, NotPermitted, Reference, Refused, Said
from nomina.desk.examine.models import Evidence, Report, Step, Struck
from nomina.desk.examine.states import (
    COLLECTING,
    FACE,
    PRIMARY,
    VIEWS,
    Move,
    Need,
    State,
    Who,
    carries,
    moves_from,
)
from nomina.desk.files.actions.links import demand_kinds
from nomina.desk.files.models import File
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.people.standing import standing_of
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import Thing
from nomina.words import tr

DISCIPLINES = (
    *sorted(PRIMARY),
    "medical",
    "anthropology",
    "property",
    "tattoo",
    "description",
    FACE,
)
"""Who may conclude something; the face among them is recorded and carries nothing."""
_BY_THE_BOARD = frozenset({"decide", "recall"})
_ENDED = frozenset({State.WITHDRAWN, State.RECALLED})


def owners_of(report: Report, by: Actor, *roles: Role) -> frozenset[UUID]:
    """Give the operations of the two files in which someone holds one of the roles."""
    standing = standing_of(by.user, by.at)
    both = (report.one.operation_id, report.other.operation_id)
    return frozenset(one for one in both if not standing.roles(frozenset({one})).isdisjoint(roles))


@dataclass(frozen=True, kw_only=True)
class OpenReport(Action[Report]):
    """Say that two files may belong together, and why."""

    link: str
    one: File
    other: File
    why: str

    kind = "report.open"
    permission = predicates.REPORT

    def thing(self) -> Thing:
        """Give the first file."""
        return self.one.thing()

    def check(self, by: Actor) -> None:
        """Refuse files that cannot be joined so, are not to be seen, or have such a report."""
        ids = (self.one.pk, self.other.pk)
        # The other operation's file is known by its number from the leads, and opened to nobody
        # before it is disclosed; that it may be compared is the agreement's to say.
        shared = self.one.operation_id == self.other.operation_id
        if shared and File.objects.visible_to(by.user, by.at).filter(pk__in=ids).count() != 2:
            raise Refused(tr("there is no such file"))
        if not shared and not _agreed(self.one, self.other):
            raise Refused(tr("there is no such file"))
        demand_kinds(self.link, self.one, self.other)
        _demand_only(Report.objects.filter(kind=self.link, one__in=ids, other__in=ids))
        clean_note(self.why)

    def effect(self, by: Actor) -> Report:
        """Add the report and its first step."""
        report = Report(
            kind=self.link, one=self.one, other=self.other, made_by=by.user, made_at=by.at
        )
        report.save(force_insert=True)
        shared = self.one.operation_id == self.other.operation_id
        target = State.FIRST if shared else State.DISCLOSURE
        Step(
            report=report,
            number=1,
            move="open",
            target=target,
            owner_id=self.one.operation_id,
            by=by.user,
            made_at=by.at,
            why=clean_note(self.why),
        ).save(force_insert=True)
        return report

    def on(self, done: Report) -> tuple[Reference, ...]:
        """Give the report and both files."""
        return (
            Reference("report", done.pk),
            Reference("file", done.one_id),
            Reference("file", done.other_id),
        )

    def said(self, done: Report) -> Mapping[str, Said]:
        """Give the kind and the reason."""
        return {"kind": self.link, "why": clean_note(self.why)}


def _demand_only(same: QuerySet[Report]) -> None:
    """Refuse a report of files that have another of the kind on its way or closed."""
    if any(report.state not in _ENDED for report in same):
        raise Refused(tr("these files have such a report already"))


def _agreed(one: File, other: File) -> bool:
    from nomina.desk.leads.partners import partners

    return other.operation_id in partners(one.operation_id)


@dataclass(frozen=True, kw_only=True)
class MoveOn(Action[Step]):
    """Move a report on, back, or to its end.

    Attributes:
        move: a name of `examine.states.MOVES`.
        why: the reason; for ``conclude-premature``, what would wake it.
        exceptional: for ``conclude-identification`` without a primary identifier, why none can be
            had.
    """

    report: Report
    move: str
    why: str = ""
    exceptional: str = ""

    kind = "report.move"
    permission = predicates.REPORT
    irreversible = True

    def thing(self) -> Thing:
        """Give the report."""
        return self.report.thing()

    def effect(self, by: Actor) -> Step:
        """Make the move that stands open to this person.

        Raises:
            Refused: from here it is no move, or something that it needs is not there.
            NotPermitted: it is somebody else's.
        """
        report = Report.objects.select_for_update().get(pk=self.report.pk)
        steps = list(report.steps.order_by("number"))
        other = Need.ONE_OWNER if len(_owners(report)) == 2 else Need.TWO_OWNERS
        open_ = [
            move
            for move in moves_from(report.state)
            if move.name == self.move and other not in move.needs
        ]
        if not open_ or self.move in _BY_THE_BOARD or self.move == "open":
            raise Refused(tr("the report does not stand where this is done"))
        move = open_[0]
        owner = self.owner(report, move, steps, by)
        for need in sorted(move.needs):
            self.demand(need, report, steps, by)
        if move.source in _ENDED and move.name == "reopen":
            ids = (report.one_id, report.other_id)
            same = Report.objects.filter(kind=report.kind, one__in=ids, other__in=ids)
            _demand_only(same.exclude(pk=report.pk))
        row = Step(
            report=report,
            number=len(steps) + 1,
            move=move.name,
            target=move.target,
            owner_id=owner,
            by=by.user,
            made_at=by.at,
            why=clean_note(self.why) if self.why.strip() else "",
            exceptional=clean_note(self.exceptional) if self.exceptional.strip() else "",
        )
        row.save(force_insert=True)
        return row

    def owner(self, report: Report, move: Move, steps: list[Step], by: Actor) -> UUID:
        """Give the operation for which someone moves.

        Args:
            report: as it is.
            move: one that stands open from there.
            steps: of the report, in order.
            by: who would move it.

        Raises:
            NotPermitted: it is not theirs to make.
        """
        if move.who is Who.MAKER and by.id != report.made_by_id:
            raise NotPermitted(tr("your role does not allow this"))
        roles = (Role.BOARD,) if move.who is Who.BOARD else (Role.EXAMINER, Role.BOARD)
        mine = owners_of(report, by, *roles)
        if move.who is Who.OTHER:
            mine -= {steps[0].owner_id}
        if Need.OTHER_OWNER in move.needs and len(_owners(report)) == 2:
            mine -= {steps[-1].owner_id}
        if not mine:
            raise NotPermitted(tr("your role does not allow this"))
        return min(mine)

    def demand(self, need: Need, report: Report, steps: list[Step], by: Actor) -> None:
        """Refuse a move while something that it needs is not there; see `owner`.

        Raises:
            Refused: it is not.
        """
        if need is Need.TWO_SIGNATURES:  # that is asked where a dossier is signed, and only there
            raise Refused(tr("the report does not stand where this is done"))
        if need in (Need.REASON, Need.WAKES) and not self.why.strip():
            raise Refused(tr("a reason is needed"))
        if need is Need.EVIDENCE and not report.lines():
            raise Refused(tr("no evidence is in force"))
        if need is Need.OTHER_PERSON and steps[-1].by_id == by.id:
            raise Refused(tr("another person does this than the one before"))
        if need is Need.LINKS_PERSON and report.kind != IDENTIFIED:
            raise Refused(tr("such a report ends in no identification"))
        if need is Need.JOINS_FILES and report.kind == IDENTIFIED:
            raise Refused(tr("such a report ends in an identification or an exclusion"))
        if need is Need.CARRIES:
            excused = bool(self.exceptional.strip())
            if not carries(report.lines(), exceptional=excused):
                raise Refused(
                    tr("the evidence does not carry it"),
                    todo=tr(
                        "It needs friction ridge, dental or DNA, established, and no exclusion"
                    ),
                )
        if need is Need.NEW_EVIDENCE:
            since = steps[-1].made_at
            if not report.evidence.filter(struck=None, made_at__gt=since).exists():
                raise Refused(tr("nothing has come since"))

    def on(self, done: Step) -> tuple[Reference, ...]:
        """Give the report and the step."""
        return (Reference("report", done.report_id, done.number), Reference("step", done.pk))

    def said(self, done: Step) -> Mapping[str, Said]:
        """Give the move, where it led, and the reason."""
        said = {"move": done.move, "target": done.target, "why": done.why}
        return {**said, "exceptional": done.exceptional, "owner": str(done.owner_id)}


def _owners(report: Report) -> frozenset[UUID]:
    return frozenset({report.one.operation_id, report.other.operation_id})


@dataclass(frozen=True, kw_only=True)
class AddEvidence(Action[Evidence]):
    """Bring what one discipline says, as its examiner signed it."""

    report: Report
    discipline: str
    view: str
    reason: str
    place: str
    date: date
    signatory: str

    kind = "report.evidence"
    permission = predicates.REPORT

    def thing(self) -> Thing:
        """Give the report."""
        return self.report.thing()

    def check(self, by: Actor) -> None:
        """Refuse what no discipline says, and what has not happened yet."""
        if self.discipline not in DISCIPLINES or self.view not in VIEWS:
            raise Refused(tr("there is no such discipline or conclusion"))
        if self.date > by.at.date():
            raise Refused(tr("this day is yet to come"))
        if not (self.place.strip() and self.signatory.strip()):
            raise Refused(tr("it is signed by somebody, somewhere"))
        if not owners_of(self.report, by, Role.EXAMINER, Role.BOARD):
            raise NotPermitted(tr("your role does not allow this"))
        clean_note(self.reason)

    def effect(self, by: Actor) -> Evidence:
        """Add the row.

        Raises:
            Refused: the report does not collect evidence now.
        """
        _collecting(self.report)
        row = Evidence(
            report=self.report,
            discipline=self.discipline,
            view=self.view,
            reason=clean_note(self.reason),
            place=self.place.strip()[:120],
            date=self.date,
            signatory=self.signatory.strip()[:120],
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Evidence) -> tuple[Reference, ...]:
        """Give the report and the item."""
        return (Reference("report", done.report_id), Reference("evidence", done.pk))

    def said(self, done: Evidence) -> Mapping[str, Said]:
        """Give all of it."""
        return {
            "discipline": done.discipline,
            "view": done.view,
            "reason": done.reason,
            "place": done.place,
            "date": done.date.isoformat(),
            "signatory": done.signatory,
        }


@dataclass(frozen=True, kw_only=True)
class StrikeEvidence(Action[Struck]):
    """Strike an item of evidence through; it stays to be read."""

    evidence: Evidence
    why: str

    kind = "report.strike"
    permission = predicates.REPORT

    def thing(self) -> Thing:
        """Give the report."""
        return self.evidence.report.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is struck already."""
        if Struck.objects.filter(evidence=self.evidence).exists():
            raise Refused(tr("this is struck already"))
        if not owners_of(self.evidence.report, by, Role.EXAMINER, Role.BOARD):
            raise NotPermitted(tr("your role does not allow this"))
        clean_note(self.why)

    def effect(self, by: Actor) -> Struck:
        """Add the row.

        Raises:
            Refused: the report does not collect evidence now.
        """
        _collecting(self.evidence.report)
        why = clean_note(self.why)
        row = Struck(evidence=self.evidence, by=by.user, why=why, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: Struck) -> tuple[Reference, ...]:
        """Give the report and the item."""
        report = Reference("report", self.evidence.report_id)
        return (report, Reference("evidence", done.evidence_id))

    def said(self, done: Struck) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}


def _collecting(report: Report) -> None:
    kept = Report.objects.select_for_update().get(pk=report.pk)
    if kept.state not in COLLECTING:
        raise Refused(tr("the report does not stand where this is done"))
