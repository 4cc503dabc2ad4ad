"""What a text may say of the person, and what somebody made of that."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models

from nomina.desk.captures.models.captures import Capture, Item, SeenByCapture, within
from nomina.desk.files.models.entries import KEY
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NOTE
from nomina.desk.policy.standing import Thing


class ObservationQuerySet(SeenByCapture, Rows["Observation"]):
    """Observations."""

    def open(self) -> Self:
        """Give those that nobody has judged yet."""
        return self.filter(accepted=None, refused=None)


class Observation(Row):
    """Something offered, by a pattern; it is of no weight until somebody accepts it.

    Attributes:
        item: the text that it was found in; its source is that of the text.
        field: key of the field of the file.
        value: as it would stand there.
        around: the words around it.
        pattern: by which it was found.
    """

    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="observations")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="observations")
    number = models.PositiveIntegerField()
    field = models.CharField(max_length=KEY)
    value = models.CharField(max_length=NOTE)
    around = models.CharField(max_length=NOTE)
    pattern = models.CharField(max_length=20)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["capture", "number"], name="observation_number_once")
        ]
        ordering = ["capture", "number"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the observation."""
        return self.capture.thing()


class SeenByObservation:
    """A query over what was made of observations; who sees them sees it."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the captures that ``user`` may see."""
        rows: Any = self
        condition = within(user, at, "observation__capture__file__")
        seen: Self = rows.none() if condition is None else rows.filter(condition)
        return seen


class AcceptedQuerySet(SeenByObservation, Rows["Accepted"]):
    """Acceptances."""


class Accepted(Row):
    """Somebody took an observation over; the entry of the file has the capture as its source.

    Attributes:
        entry: id of the entry, or None where the same stood there already.
    """

    observation = models.OneToOneField(
        Observation, on_delete=models.PROTECT, related_name="accepted"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entry = models.UUIDField(null=True)

    objects = AcceptedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return self.observation.thing()


class RefusedQuerySet(SeenByObservation, Rows["Refused"]):
    """Refusals."""


class Refused(Row):
    """Somebody found that an observation does not hold, or is not of this person."""

    observation = models.OneToOneField(
        Observation, on_delete=models.PROTECT, related_name="refused"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = RefusedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return self.observation.thing()
