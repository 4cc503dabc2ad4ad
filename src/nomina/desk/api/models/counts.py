"""What all processes of a desk count together, so that a limit is one limit."""

from __future__ import annotations

from django.db import models

from nomina.desk.people.models.rows import Visible


class Count(models.Model):
    """How often something was done within one stretch of time.

    Attributes:
        key: what, and by whom.
        stretch: number of the stretch since 1970; the count is of this one alone.
    """

    key = models.CharField(primary_key=True, max_length=200)
    stretch = models.BigIntegerField()
    n = models.PositiveIntegerField()

    objects = Visible.as_manager()

    def __str__(self) -> str:
        return self.key


class Kept(models.Model):
    """A small value for a short time: what `nomina.desk.api.shared.Shared` keeps.

    Attributes:
        key: as Django's cache makes it.
        value: JSON.
        until: seconds since 1970; None for good.
    """

    key = models.CharField(primary_key=True, max_length=255)
    value = models.TextField()
    until = models.FloatField(null=True, db_index=True)

    objects = Visible.as_manager()

    def __str__(self) -> str:
        return self.key
