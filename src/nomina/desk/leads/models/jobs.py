"""Work in the background: what is to be done, how far it is, who stopped it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.operations import held_in
from nomina.desk.people.models.rows import Visible
from nomina.desk.policy.roles import SEES_LEADS
from nomina.desk.policy.standing import Thing

TEMPLATES, LEADS = "templates", "leads"
KINDS = (TEMPLATES, LEADS)
"""Turning photos into templates; weighing everything into a run."""

WAITING, WORKING, STOPPING, STOPPED = "waiting", "working", "stopping", "stopped"
DONE, FAILED = "done", "failed"
OPEN = (WAITING, WORKING, STOPPING, STOPPED)
"""States of a job that is not over; an operation has one such job of a kind at most."""
STATES = (*OPEN, DONE, FAILED)


def seen_in(user: object, at: datetime | None = None) -> Any:
    """Give the operations whose leads ``user`` may see, to stand after ``__in``."""
    return held_in(user, at, SEES_LEADS)


class SeenByOperation:
    """A query over rows that have an ``operation``; who sees its leads sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of the operations whose leads ``user`` may see."""
        return self.filter(operation__in=seen_in(user, at))  # type: ignore[attr-defined,no-any-return]


class JobQuerySet(SeenByOperation, Visible["Job"]):
    """Jobs."""


class Job(models.Model):
    """One piece of work of one operation. It does nothing twice: what was done is found done.

    Attributes:
        due_at: not before then, so that what changes at once is done at once.
        done, total: steps; ``total`` is None where it is not known yet.
        again: something changed meanwhile, so that another job follows this one.
        asked_by: who asked; None where a change did.
        based_on: digest of what was computed from, once that is known; of templates, the engine
            that went through all photos.
        worker: the process at work, and ``attempt`` its try; whoever has another try must stop.
        beat_at: when the process last said that it is at work.
        says: why it failed, or what was set aside; never what a photo or file holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    again = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    based_on = models.CharField(max_length=64, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    attempt = models.UUIDField(null=True)
    says = models.CharField(max_length=500, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="job_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="job_state_is_known"),
            models.UniqueConstraint(
                fields=["operation", "kind"], condition=Q(state__in=OPEN), name="job_open_once"
            ),
        ]
        indexes = [models.Index(fields=["operation", "made_at"])]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the job."""
        operation: uuid.UUID = self.operation_id
        return Thing(operations=frozenset({operation}))
