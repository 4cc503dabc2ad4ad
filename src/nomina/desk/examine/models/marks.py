"""Marks that an examiner draws on a picture; a mark is struck through, never taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.examine.models.examinations import Examination, SeenByExamination
from nomina.desk.files.models import Photo
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NOTE

POINT, LINE, ELLIPSE, FREE = "point", "line", "ellipse", "free"
SHAPES = {POINT: (1, 1), LINE: (2, 2), ELLIPSE: (2, 2), FREE: (2, 200)}
"""The fewest and the most places of each shape; those of an ellipse are two corners of its box."""
SIDE = 100_000
"""Places are whole numbers: shares of the width and of the height of the whole picture."""
MOST = 99
"""The highest number of a mark."""


class MarkQuerySet(SeenByExamination, Rows["Mark"]):
    """Marks; who sees an examination sees them: its examiner alone until another may be led."""

    def standing(self) -> Self:
        """Give those that are not struck."""
        return self.filter(struck=None)


class Mark(Row):
    """Something on a picture was marked.

    Attributes:
        photo: that it lies on.
        shape: one of `SHAPES`.
        points: of each place x and y, shares of `SIDE`, one after the other.
        words: what it shows; may be empty.
        number: the same on both pictures where both show the same thing.
        late: whether it was drawn after the conclusion, when the rest was known.
    """

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="marks")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="+")
    shape = models.CharField(max_length=8)
    points = models.JSONField[Any](default=list)
    words = models.CharField(max_length=NOTE, blank=True)
    number = models.PositiveSmallIntegerField()
    late = models.BooleanField(default=False)

    objects = MarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(shape__in=tuple(SHAPES)), name="shape_is_known"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST), name="mark_has_number"
            ),
        ]
        ordering = ["number", "made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class MarkStruckQuerySet(Rows["MarkStruck"]):
    """Marks that were struck."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the marks that ``user`` may see."""
        return self.filter(mark__in=Mark.objects.visible_to(user, at).values("pk"))


class MarkStruck(Row):
    """A mark was struck through; it stays where it can be read.

    Attributes:
        late: whether that was after the conclusion, when the rest was known.
    """

    mark = models.OneToOneField(Mark, on_delete=models.PROTECT, related_name="struck")
    late = models.BooleanField(default=False)

    objects = MarkStruckQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
