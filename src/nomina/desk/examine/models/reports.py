"""Comparison reports: two files, what is said of them, and every move. Nothing is changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from nomina.desk.examine.states import VIEWS, Line, State, after
from nomina.desk.files.models import File
from nomina.desk.files.models.links import LINKS
from nomina.desk.leads.models.jobs import seen_in
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NOTE
from nomina.desk.policy.standing import Thing

if TYPE_CHECKING:
    from nomina.desk.examine.models.board import Identification

DISCIPLINE = 40


class ReportQuerySet(Rows["Report"]):
    """Reports."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of which a file lies in an operation whose leads ``user`` may see."""
        here = seen_in(user, at)
        return self.filter(Q(one__operation__in=here) | Q(other__operation__in=here))


class Report(Row):
    """Two files that may belong together in one of three ways, and the way to a conclusion.

    Where it stands is a function of its steps (`examine.states`).
    """

    kind = models.CharField(max_length=12)
    one = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LINKS), name="report_kind_is_known"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="report_of_two"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the report."""
        operations = frozenset({self.one.operation_id, self.other.operation_id})
        return Thing(operations=operations, maker=self.made_by_id, file=self.one.kind)

    @property
    def state(self) -> State:
        """Where it stands now."""
        steps = self.steps.order_by("number").values_list("move", "target")
        return after((move, State(target)) for move, target in steps)

    @property
    def identification(self) -> Identification | None:
        """What the board decided last, recalled or not; None before."""
        return self.identifications.order_by("made_at", "pk").last()

    def lines(self) -> list[Line]:
        """Give the evidence in force, as what carries an identification is asked."""
        rows = self.evidence.filter(struck=None).order_by("made_at", "pk")
        return [Line(row.discipline, row.view) for row in rows]


class SeenByReport:
    """A query over rows that have a ``report``; who sees the report sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the reports that ``user`` may see."""
        seen: Self = self.filter(report__in=Report.objects.visible_to(user, at).values("pk"))  # type: ignore[attr-defined]
        return seen


class StepQuerySet(SeenByReport, Rows["Step"]):
    """Steps."""


class Step(Row):
    """One move of a report.

    Attributes:
        number: its place, from 1; two people at one moment cannot both make the next.
        move, target: as in `examine.states.MOVES`.
        owner: the operation for which it was made.
        why: the reason, the conclusion in words, or what would wake it.
        exceptional: why no primary identifier can be had, where that is on record.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    move = models.CharField(max_length=24)
    target = models.CharField(max_length=48)
    owner = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=NOTE, blank=True)
    exceptional = models.CharField(max_length=NOTE, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="step_once"),
            models.CheckConstraint(
                condition=Q(target__in=[state.value for state in State]), name="step_state_is_known"
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.pk)


class EvidenceQuerySet(SeenByReport, Rows["Evidence"]):
    """Items of evidence."""


class Evidence(Row):
    """What one discipline says of the two files, signed by who examined it.

    Attributes:
        discipline: such as ``dna``; see `examine.states.PRIMARY`.
        view: what it concludes by itself.
        reason: what was compared, and what came of it.
        place, date, signatory: where and when it was signed, and by whom.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="evidence")
    discipline = models.CharField(max_length=DISCIPLINE)
    view = models.CharField(max_length=12)
    reason = models.CharField(max_length=NOTE)
    place = models.CharField(max_length=120)
    date = models.DateField()
    signatory = models.CharField(max_length=120)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(view__in=VIEWS), name="evidence_view_is_known")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the report that it is brought for."""
        return self.report.thing()


class StruckQuerySet(Rows["Struck"]):
    """Struck evidence."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give what was struck of the evidence that ``user`` may see."""
        return self.filter(evidence__in=Evidence.objects.visible_to(user, at).values("pk"))


class Struck(Row):
    """An item of evidence no longer counts; it stays, struck through."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="struck")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=NOTE)

    objects = StruckQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
