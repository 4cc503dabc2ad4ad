"""Opening a file: its number is given out, and what is known is said at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.db.prepared import Prepared
from nomina.desk.files import fields
from nomina.desk.files.actions.saying import plain_values, write
from nomina.desk.files.fields import Said as FieldSaid
from nomina.desk.files.models import File, Relation, Tally
from nomina.desk.files.record import draw_card
from nomina.desk.people.models import Operation, Site
from nomina.desk.people.numbering import number
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@Prepared
def _tally(operation: UUID, kind: str, scope: str) -> QuerySet[Any, int]:
    rows = Tally.objects.filter(operation=operation, kind=kind, scope=scope)
    return rows.values_list("n", flat=True)


@Prepared
def _numbered(operation: UUID, number: str) -> QuerySet[Any, Any]:
    return File.objects.filter(operation=operation, number=number).values_list("pk")[:1]


@dataclass(frozen=True, kw_only=True)
class OpenFile(Action[File]):
    """Open a file with what is known; nothing of the minimum record need be known, but said.

    Attributes:
        file_kind: one of `fields.KINDS`.
        site: needed where the format of numbers writes it.
        said: values by key of field.
        missing: of a family file, the file of the missing person.
        complete: whether every field of the minimum record must have been said; a batch says no.
    """

    operation: Operation
    file_kind: str
    site: Site | None = None
    said_at_once: Mapping[str, FieldSaid] = field(default_factory=dict)
    missing: File | None = None
    complete: bool = True

    kind = "file.open"
    permission = predicates.OPEN_FILE

    def thing(self) -> Thing:
        """Give the operation, and which kind of file is wanted there."""
        return Thing(operations=frozenset({self.operation.pk}), file=self.file_kind)

    def check(self, by: Actor) -> None:
        """Refuse a record with gaps, a site or a person of elsewhere."""
        if self.file_kind not in fields.KINDS:
            raise Refused(tr("there is no such kind of file"))
        if self.site is not None and self.site.operation_id != self.operation.pk:
            raise Refused(tr("this site is of another operation"))
        if self.site is None and "{site}" in self.operation.numbering[self.file_kind]:
            raise Refused(
                tr("the numbers of this operation name the site"), todo=tr("Choose a site")
            )
        if (self.missing is not None) != (self.file_kind == fields.FAMILY) or (
            self.missing is not None
            and (self.missing.kind, self.missing.operation_id) != (fields.AM, self.operation.pk)
        ):
            raise Refused(tr("a family file, and no other, belongs to a missing person"))
        for key, said in self.said_at_once.items():
            fields.checked(self.file_kind, key, said)
        lacks = fields.lacking(self.file_kind, self.said_at_once) if self.complete else ()
        if lacks:
            raise Refused(
                tr("of some fields nothing was said"),
                where=", ".join(map(fields.label, lacks)),
                todo=tr("Say that it is not known where it is not"),
            )

    def effect(self, by: Actor) -> File:
        """Give out the next number and write the rows."""
        file = File(
            operation=self.operation,
            kind=self.file_kind,
            number=self._number(by),
            site=self.site,
            made_by=by.user,
            made_at=by.at,
        )
        file.save(force_insert=True)
        if self.missing is not None:
            Relation(file=file, missing=self.missing, made_at=by.at).save(force_insert=True)
        write(file, self.said_at_once, {}, by)
        draw_card(file, by.at)
        return file

    def _number(self, by: Actor) -> str:
        format_ = self.operation.numbering[self.file_kind]
        code = self.site.code if self.site is not None else ""
        year = timezone.localtime(by.at).year
        within = [code if "{site}" in format_ else "", str(year) if "{year}" in format_ else ""]
        scope = "/".join(part for part in within if part)
        self._next("")
        while True:
            made = number(format_, self._next(f"in {scope}" if scope else "in all"), year, code)
            # Formats agreed on before it was refused may write one number for two sites. Whoever
            # opens a file of this kind holds the row of all of them, so none comes between.
            if not _numbered(operation=self.operation.pk, number=made):
                return made

    def _next(self, scope: str) -> int:
        mine: dict[str, Any] = {"operation": self.operation, "kind": self.file_kind, "scope": scope}
        # An update takes the row's lock, so that two who open at once get two numbers.
        one_more = {"n": F("n") + 1}
        if not Tally.objects.filter(**mine).update(**one_more):
            Tally.objects.get_or_create(**mine)
            Tally.objects.filter(**mine).update(**one_more)
        (n,) = _tally(operation=self.operation.pk, kind=self.file_kind, scope=scope)
        return n

    def on(self, done: File) -> tuple[Reference, ...]:
        """Give the file and its operation."""
        return (Reference("file", done.pk), Reference("operation", self.operation.pk))

    def said(self, done: File) -> Mapping[str, Said]:
        """Give the file as it was opened."""
        return {
            "file": str(done.pk),
            "kind": done.kind,
            "number": done.number,
            "site": str(self.site.pk) if self.site else None,
            "missing": str(self.missing.pk) if self.missing else None,
            "said": plain_values(self.said_at_once),
        }
