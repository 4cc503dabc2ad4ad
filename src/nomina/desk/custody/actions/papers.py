"""Papers are made out and kept, deaths are certified, and papers are carried away.

A paper is issued once its bytes lie in the vault and its row and entry are written: all or none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.books import vault
from nomina.desk.custody.actions.release_out import refuse
from nomina.desk.custody.models import Death, DeathSign, IssuedPaper, Release
from nomina.desk.custody.models.deaths import LIST, ONE
from nomina.desk.custody.papers import death_papers, pass_papers, release_papers
from nomina.desk.custody.papers.page import Paper, pdf
from nomina.desk.custody.release_check import missing
from nomina.desk.custody.release_ground import digest_of, ground_of
from nomina.desk.custody.release_state import State, stands_as
from nomina.desk.examine import resting
from nomina.desk.examine.keys import keys_of
from nomina.desk.examine.models import Identification
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.errors import StoreError
from nomina.words import LANGUAGES, tr

OF_RELEASE = ("release", "pass", "effects", "transfer")
_RACES = 20
MOST = 1000
"""Deaths on one list."""


def _demand_language(language: str) -> None:
    if language not in LANGUAGES:
        raise Refused(tr("there is no such language"))


def _kept(paper: Paper) -> str:
    data, kept = pdf(paper), vault()
    kept.hold([hashlib.sha256(data).hexdigest()])
    return kept.keep(data).digest


@dataclass(frozen=True, kw_only=True)
class IssuePaper(Action[IssuedPaper]):
    """Make out a paper of a release.

    Attributes:
        paper: one of `OF_RELEASE`.
        typed: of a laissez-passer, what no file holds (`pass_papers.PASS`).
    """

    release: Release
    paper: str
    language: str
    typed: Mapping[str, str] = field(default_factory=dict)

    kind = "custody.paper"
    permission = predicates.ISSUE_PAPERS

    def thing(self) -> Thing:
        """Give the release."""
        return self.release.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no paper of a release, and what was typed for another."""
        _demand_language(self.language)
        if self.paper not in OF_RELEASE or not set(self.typed) <= set(pass_papers.PASS):
            raise Refused(tr("there is no such paper"))

    def effect(self, by: Actor) -> IssuedPaper:
        """Keep the bytes and add the row.

        Raises:
            Refused: the identification was recalled or the release withdrawn; of a laissez-passer,
                something is missing: the coffin must hold this one person alone.
        """
        resting.hold(self.release.identification)
        state = stands_as(self.release)
        if state is State.ENDED:
            raise Refused(tr("this release was withdrawn"), where=self.release.number)
        ground = ground_of(self.release, by.at)
        if self.paper == "pass" and state is not State.DONE:
            refuse(missing(ground.case))
        typed = {key: clean_name(text, NAME) for key, text in self.typed.items() if text.strip()}
        paper = release_papers.paper_of(self.paper, ground, self.language, typed, by.at)
        row = IssuedPaper(
            operation=self.release.operation,
            kind=self.paper,
            number=paper.number,
            release=self.release,
            language=self.language,
            document=paper.document,
            pdf=_kept(paper),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: IssuedPaper) -> tuple[Reference, ...]:
        """Give the paper and the release."""
        return (Reference("paper", done.pk), Reference("release", self.release.pk))

    def said(self, done: IssuedPaper) -> Mapping[str, Said]:
        """Give which paper, in which language, and the digest of its bytes."""
        return {"paper": done.kind, "language": done.language, "pdf": done.pdf}


@dataclass(frozen=True, kw_only=True)
class DraftDeath(Action[Death]):
    """Write down what is to be certified of a death.

    Attributes:
        typed: what no file holds, by `death_papers.TYPED`; empty for what is not known.
    """

    identification: Identification
    operation: Operation
    typed: Mapping[str, str]

    kind = "custody.death-draft"
    permission = predicates.ISSUE_PAPERS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse what the form does not ask for, and a body of another operation."""
        if not set(self.typed) <= set(death_papers.TYPED):
            raise Refused(tr("the form does not ask for this"))
        if self.identification.report.one.operation_id != self.operation.pk:
            raise Refused(tr("this belongs to another operation"))

    def effect(self, by: Actor) -> Death:
        """Add the row.

        Raises:
            Refused: the identification was recalled.
        """
        resting.hold(self.identification)
        typed = {key: clean_note(text) for key, text in self.typed.items() if text.strip()}
        document = death_papers.document_of(self.identification, typed)
        return _numbered(self.operation, ONE, document, by, self.identification)

    def on(self, done: Death) -> tuple[Reference, ...]:
        """Give the certificate and the identification."""
        return (
            Reference("death", done.pk),
            Reference("identification", self.identification.pk),
        )

    def said(self, done: Death) -> Mapping[str, Said]:
        """Give the number and the hash of what is to be certified."""
        return {"number": done.number, "digest": done.digest}


def _numbered(
    operation: Operation,
    kind: str,
    document: dict[str, Any],
    by: Actor,
    identification: Identification | None = None,
) -> Death:
    count = Death.objects.filter(operation=operation).count()
    for n in range(1, _RACES):
        row = Death(
            operation=operation,
            number=f"D-{count + n:05d}",
            kind=kind,
            identification=identification,
            document=document,
            digest=digest_of(document),
            by=by.user,
            made_at=by.at,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # somebody took that number a moment ago
            continue
        return row
    raise StoreError(tr("no number could be drawn for this certificate"))


@dataclass(frozen=True, kw_only=True)
class DraftList(Action[Death]):
    """Write down a list of all deaths that are certified and stand."""

    operation: Operation

    kind = "custody.dead-list"
    permission = predicates.ISSUE_PAPERS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def effect(self, by: Actor) -> Death:
        """Add the row; of a body with several certificates the last stands on it.

        Raises:
            Refused: nobody's death is certified.
        """
        rows = (
            Death.objects.filter(operation=self.operation, kind=ONE, sign__isnull=False)
            .filter(identification__end=None)
            .order_by("made_at", "pk")
        )
        last = {row.identification_id: row for row in rows}
        if not last:
            raise Refused(tr("no death is certified yet"), todo=tr("Certify them one by one first"))
        if len(last) > MOST:
            raise Refused(tr("a list holds {n} of the dead at most").format(n=MOST))
        found = sorted(last.values(), key=lambda row: row.number)
        return _numbered(self.operation, LIST, death_papers.list_of(self.operation, found), by)

    def on(self, done: Death) -> tuple[Reference, ...]:
        """Give the list."""
        return (Reference("death", done.pk), Reference("operation", self.operation.pk))

    def said(self, done: Death) -> Mapping[str, Said]:
        """Give the number and the hash of what is to be certified."""
        return {"number": done.number, "digest": done.digest}


def standing(death: Death) -> bool:
    """Say whether what is certified rests on identifications that stand, all of them."""
    if death.identification is not None:
        return resting.stands(death.identification)
    every = {one["identification"] for one in death.document["dead"]}
    return Identification.objects.current().filter(pk__in=every).count() == len(every)


def demand_standing(death: Death) -> None:
    """Refuse what rests on an identification that was recalled.

    Raises:
        Refused: it was, or somebody on the list was.
    """
    if death.identification is not None:
        resting.hold(death.identification)
    elif not standing(death):
        raise Refused(tr("somebody on this list was recalled"), todo=tr("Draw up the list anew"))


@dataclass(frozen=True, kw_only=True)
class SignDeath(Action[DeathSign]):
    """Certify a death, or a list of the dead, as the responsible officer.

    Attributes:
        office: rank and function, as it is printed.
    """

    death: Death
    office: str

    kind = "custody.death-sign"
    permission = predicates.CERTIFY_DEATH
    irreversible = True

    def thing(self) -> Thing:
        """Give the certificate."""
        return self.death.thing()

    def check(self, by: Actor) -> None:
        """Refuse who has no office, and who drew it up: two people look at a death."""
        clean_name(self.office, NAME)
        if by.id == self.death.by_id:
            raise Refused(
                tr("you drew this up, so another certifies it"),
                todo=tr("Have the responsible officer sign in"),
            )

    def effect(self, by: Actor) -> DeathSign:
        """Add the row.

        Raises:
            Refused: it is signed, or what it rests on was recalled; or it is the drafter's own key.
        """
        demand_standing(self.death)
        list(Death.objects.select_for_update(no_key=True).filter(pk=self.death.pk))
        if DeathSign.objects.filter(death=self.death).exists():
            raise Refused(tr("this is certified already"), where=self.death.number)
        assert by.user is not None
        keys = keys_of([by.user.pk, self.death.by_id])
        if not keys[by.user.pk].isdisjoint(keys[self.death.by_id]):
            raise Refused(
                tr("another account signed this with the same key"),
                todo=tr("Each signs with a key of their own"),
            )
        row = DeathSign(
            death=self.death,
            office=clean_name(self.office, NAME),
            keys=sorted(keys[by.user.pk]),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: DeathSign) -> tuple[Reference, ...]:
        """Give what was certified."""
        return (Reference("death", done.death_id),)

    def said(self, done: DeathSign) -> Mapping[str, Said]:
        """Give the hash that was certified, and as what."""
        return {"digest": self.death.digest, "office": done.office, "keys": tuple(done.keys)}


@dataclass(frozen=True, kw_only=True)
class IssueDeath(Action[IssuedPaper]):
    """Make out a death certificate or a list that is certified."""

    death: Death
    language: str

    kind = "custody.death-issue"
    permission = predicates.ISSUE_PAPERS

    def thing(self) -> Thing:
        """Give the certificate."""
        return self.death.thing()

    def check(self, by: Actor) -> None:
        """Refuse a language that there is not."""
        _demand_language(self.language)

    def effect(self, by: Actor) -> IssuedPaper:
        """Keep the bytes and add the row.

        Raises:
            Refused: nobody certified it, or what it rests on was recalled.
        """
        demand_standing(self.death)
        sign = DeathSign.objects.filter(death=self.death).select_related("by").first()
        if sign is None:
            raise Refused(
                tr("no responsible officer certified this"),
                where=self.death.number,
                todo=tr("Have it signed first; unsigned it is no certificate"),
            )
        paper = death_papers.paper_of(sign.death, self.language, by.at)
        row = IssuedPaper(
            operation=self.death.operation,
            kind="death" if self.death.kind == ONE else "dead",
            number=self.death.number,
            death=self.death,
            language=self.language,
            document=paper.document,
            pdf=_kept(paper),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: IssuedPaper) -> tuple[Reference, ...]:
        """Give the paper and the certificate."""
        return (Reference("paper", done.pk), Reference("death", self.death.pk))

    def said(self, done: IssuedPaper) -> Mapping[str, Said]:
        """Give which paper, in which language, and the digest of its bytes."""
        return {"paper": done.kind, "language": done.language, "pdf": done.pdf}
