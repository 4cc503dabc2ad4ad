"""Operations and sites: making them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.people.models import Operation, Site
from nomina.desk.people.models.operations import CODE, KINDS
from nomina.desk.people.numbering import USUAL, checked_all
from nomina.desk.people.policies import Policies
from nomina.desk.people.text import clean_name
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_CODE = re.compile(rf"[A-Z0-9]{{1,{CODE}}}")


@dataclass(frozen=True, kw_only=True)
class MakeOperation(Action[Operation]):
    """Make an operation. Its number formats stay as they are: numbers are on bags by then."""

    name: str
    operation_kind: str
    languages: tuple[str, ...]
    numbering: Mapping[str, str] = field(default_factory=lambda: dict(USUAL))
    policies: Policies = field(default_factory=Policies)

    kind = "operation.make"
    permission = predicates.MAKE_OPERATION

    def check(self, by: Actor) -> None:
        """Refuse a kind, a language or a number format that cannot be used."""
        if self.operation_kind not in KINDS:
            raise Refused(tr("there is no such kind of operation"))
        if not self.languages or not all(map(_LANGUAGE.fullmatch, self.languages)):
            raise Refused(
                tr("a language is two or three small letters"), todo=tr("Write uk, ru, en")
            )
        clean_name(self.name)
        checked_all(self.numbering)

    def effect(self, by: Actor) -> Operation:
        """Add the row."""
        row = Operation(
            name=clean_name(self.name),
            kind=self.operation_kind,
            languages=list(self.languages),
            numbering=checked_all(self.numbering),
            policies=self.policies.model_dump(mode="json"),
            made_by=by.user,
            made_at=by.at,
        )
        row.save()
        return row

    def on(self, done: Operation) -> tuple[Reference, ...]:
        """Give the operation."""
        return (Reference("operation", done.pk),)

    def said(self, done: Operation) -> Mapping[str, Said]:
        """Give the operation as it was made."""
        return {
            "operation": str(done.pk),
            "name": done.name,
            "kind": done.kind,
            "languages": self.languages,
            "numbering": done.numbering,
            "policies": done.policies,
        }


@dataclass(frozen=True, kw_only=True)
class MakeSite(Action[Site]):
    """Make a site in an operation."""

    operation: Operation
    name: str
    code: str

    kind = "site.make"
    permission = predicates.MAKE_SITE

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse a short name that could not stand in a file number."""
        clean_name(self.name)
        if not _CODE.fullmatch(self.code):
            raise Refused(
                tr("a short name of a site is 1 to {n} letters A to Z and digits").format(n=CODE)
            )

    def effect(self, by: Actor) -> Site:
        """Add the row."""
        row = Site(
            operation=self.operation,
            name=clean_name(self.name),
            code=self.code,
            made_by=by.user,
            made_at=by.at,
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Refused(tr("another site has this short name")) from None
        return row

    def on(self, done: Site) -> tuple[Reference, ...]:
        """Give the site and the operation."""
        return (Reference("site", done.pk), Reference("operation", self.operation.pk))

    def said(self, done: Site) -> Mapping[str, Said]:
        """Give the site as it was made."""
        return {"site": str(done.pk), "name": done.name, "code": done.code}
