"""Stored runs: what was found, from what, with what. What a withdrawal takes goes at once.

`Run` and `RunEnd` are rows that stay; a run without an end was cut short and is never shown.
Leads and answers are written once and never changed, but can be taken away.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models

from nomina.desk.files.models import File
from nomina.desk.leads.models.jobs import SeenByOperation, seen_in
from nomina.desk.people.models import Operation
from nomina.desk.people.models.rows import Row, Rows, Visible
from nomina.desk.policy.standing import Thing


class RunQuerySet(SeenByOperation, Rows["Run"]):
    """Runs."""

    def shown(self, operation: Any) -> Run | None:
        """Give the newest complete run of an operation, if any."""
        mine = self.filter(operation=operation, end__isnull=False)
        return mine.select_related("end").order_by("-end__made_at", "-pk").first()


class Run(Row):
    """All bodies of an operation were weighed against all missing people that it may compare.

    Attributes:
        inputs: digest of every file, photo and setting that it was computed from.
        engine: digest of what made the templates.
        code: digest of the code that weighed.
        gallery: root over all templates that were searched; empty without faces.
        bodies, missing, photos: how many of each it was computed from.
        on_list: share of the bodies thought to be on the list.
        epoch: number of the ground that it was read on (`Ground`).
        record: packs, calibrations, machine and settings, as `nomina.leads.documents.Run`.
    """

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    inputs = models.CharField(max_length=64)
    engine = models.CharField(max_length=64)
    code = models.CharField(max_length=64)
    gallery = models.CharField(max_length=64, blank=True)
    bodies = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    photos = models.PositiveIntegerField()
    on_list = models.FloatField()
    epoch = models.PositiveBigIntegerField()
    record = models.JSONField[Any]()

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["operation", "made_at"])]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the run."""
        return Thing(operations=frozenset({self.operation_id}))


class RunEndQuerySet(Rows["RunEnd"]):
    """Ends of runs."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the runs that ``user`` may see."""
        return self.filter(run__in=Run.objects.visible_to(user, at).values("pk"))


class RunEnd(Row):
    """A run is complete from `made_at` on, and shown until another is.

    Attributes:
        problems: how many values or photos could not be used.
    """

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="end")
    problems = models.PositiveIntegerField(default=0)

    objects = RunEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class SeenByBody:
    """A query over results on bodies; who sees the leads of its operation sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of bodies whose leads ``user`` may see."""
        rows: Any = self
        seen: Self = rows.filter(body__operation__in=seen_in(user, at))
        return seen


class AnswerQuerySet(SeenByBody, Visible["Answer"]):
    """Answers."""


class Answer(models.Model):
    """What one run says of one body as a whole.

    Attributes:
        place: among the bodies of the run, from 1: first those whose leads are worth a look. A
            list goes on behind a place and never counts; what is taken away leaves a gap.
        nobody: probability that nobody on the list fits.
        others: what is left for people of the list that are not among the leads.
        candidates: leads whose faces make them candidates for other examination.
        open_bits: entropy of all alternatives.
        steps: what would tell them apart, as `nomina.leads.documents.NextStep`.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="answers", db_index=False)
    body = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    nobody = models.FloatField()
    others = models.FloatField()
    candidates = models.PositiveSmallIntegerField(default=0)
    open_bits = models.FloatField(default=0.0)
    steps = models.JSONField[Any](default=list)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "body"], name="answer_once"),
            models.UniqueConstraint(fields=["run", "place"], name="answer_place_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class LeadQuerySet(SeenByBody, Visible["Lead"]):
    """Leads."""


class Lead(models.Model):
    """One person of the list for one body, by one run.

    Attributes:
        rank: its place, from 1.
        posterior: probability by all evidence on all pairs; the order rests on it.
        log10_lr: of all evidence on the pair together, within what the data supports.
        band: degree of that in words, ``-6`` to ``6`` (`leads.bands`).
        word: of the faces alone; empty where none were compared.
        face: strength of the faces, as `nomina.leads.documents.StrengthRecord`; None without.
        findings: as `nomina.evidence.Finding`, of the first leads of a body only.
        lacking: kinds of evidence of which one side has nothing.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="leads", db_index=False)
    body = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    posterior = models.FloatField()
    log10_lr = models.FloatField()
    glr = models.FloatField(null=True)
    excluded = models.BooleanField(default=False)
    band = models.SmallIntegerField()
    word = models.CharField(max_length=40, blank=True)
    face = models.JSONField[Any](null=True)
    findings = models.JSONField[Any](default=list)
    lacking = models.JSONField[Any](default=list)

    objects = LeadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "body", "person"], name="lead_once"),
            models.UniqueConstraint(fields=["run", "body", "rank"], name="lead_rank_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Scores(models.Model):
    """Raw scores of one body with its leads, sealed; they are read by no page (SEC-32)."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+", db_index=False)
    body = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    objects = Visible.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "body"], name="scores_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Ground(models.Model):
    """What the results of an operation stand on; its number grows whenever something is taken away.

    Whoever writes results holds this row and compares the number with the one from before it
    read, so that nothing that was withdrawn meanwhile is written.
    """

    operation = models.OneToOneField(
        Operation, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    epoch = models.PositiveBigIntegerField(default=0)

    objects = Visible.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
