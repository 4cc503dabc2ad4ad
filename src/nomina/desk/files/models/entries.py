"""What was said in a field: who, when, instead of what. The history is the field itself.

An entry replaces the entries that its writer saw. Where two people wrote at once, neither
replaced the other's: both stand, and a third entry that replaces both settles it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models

from nomina.cases import Known
from nomina.desk.files.models.files import File, SeenByFile
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.policy.standing import Thing

KEY = 32
"""Longest key of a field."""


class EntryQuerySet(SeenByFile, Rows["Entry"]):
    """Entries."""

    def standing(self, at: datetime | None = None) -> Self:
        """Give those that nothing has replaced; those that stood at a moment where one is given."""
        if at is None:
            return self.filter(replaced_by=None)
        return self.filter(made_at__lte=at).exclude(replaced_by__made_at__lte=at)


class Entry(Row):
    """One thing said in one field.

    Attributes:
        field: key of the field.
        value: a `cases.Known` of text as JSON: state, value, and who said so.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="entries")
    field = models.CharField(max_length=KEY)
    value = models.JSONField[Any]()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["file", "field"])]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def said(self) -> Known[str]:
        """The value as a type."""
        return Known[str].model_validate(self.value)

    def thing(self) -> Thing:
        """Give what a rule may know of the entry."""
        return self.file.thing()


class ReplacedQuerySet(Rows["Replaced"]):
    """Replacements."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the entries that ``user`` may see."""
        return self.filter(old__in=Entry.objects.visible_to(user, at).values("pk"))


class Replaced(Row):
    """An entry took the place of another; of two who did so at once, both are kept."""

    new = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="instead_of")
    old = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="replaced_by")

    objects = ReplacedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["new", "old"], name="replaced_once_by_one")]

    def __str__(self) -> str:
        return str(self.pk)
