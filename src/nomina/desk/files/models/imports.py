"""Under which name a folder or table gave a file, so that an import can be run again."""

from __future__ import annotations

from django.db import models

from nomina.desk.files.models.files import File, SeenByFile
from nomina.desk.people.models import Operation
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.policy.standing import Thing

KEY = 200
"""Longest name of a case in a folder or table, in characters."""


class ImportedQuerySet(SeenByFile, Rows["Imported"]):
    """Names that imports gave."""


class Imported(Row):
    """A file was opened for a case of a folder or table.

    Attributes:
        key: the name of the case there, folded (`nomina.names.folded`); the same name in
            the same operation is the same case.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="imported")
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=KEY)

    objects = ImportedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "kind", "key"], name="imported_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return self.file.thing()
