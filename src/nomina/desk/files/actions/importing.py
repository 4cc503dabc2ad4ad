"""Opening a file for a case of a folder or table, which is then known by its name there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Actor, Refused, Said
from nomina.desk.files.actions.opening import OpenFile
from nomina.desk.files.models import File, Imported
from nomina.desk.files.models.imports import KEY
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class ImportFile(OpenFile):
    """Open a file; when the same case is given again, it is found by its key.

    Attributes:
        key: name of the case where it came from, folded.
    """

    key: str

    def check(self, by: Actor) -> None:
        """Refuse a name that is too long to be kept, and one that has a file."""
        super().check(by)
        if not 0 < len(self.key) <= KEY:
            raise Refused(tr("this is longer than {n} characters").format(n=KEY))
        mine = {"operation": self.operation, "kind": self.file_kind, "key": self.key}
        if Imported.objects.filter(**mine).exists():
            raise Refused(tr("this case has a file already"))

    def effect(self, by: Actor) -> File:
        """Open the file and keep the key."""
        file = super().effect(by)
        Imported(
            file=file,
            operation=self.operation,
            kind=self.file_kind,
            key=self.key,
            made_at=by.at,
        ).save(force_insert=True)
        return file

    def said(self, done: File) -> Mapping[str, Said]:
        """Give the file as it was opened."""
        return {**super().said(done), "key": self.key}
