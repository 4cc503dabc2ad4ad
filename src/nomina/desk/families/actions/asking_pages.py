"""The public page of an operation: one asks for it, another opens it, either closes it at once.

The family liaison says what it says and reads what comes; the administrator answers for a machine
that the world can reach. So it takes both to open one, and one of them to close it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nomina import tags
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.families.models import EnquiryPage, EnquiryPageEnd, EnquiryPageOpening
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import LANGUAGES, tr


@dataclass(frozen=True, kw_only=True)
class AskPage(Action[EnquiryPage]):
    """Ask for a public page; it answers nobody before another person opened it."""

    operation: Operation
    name: str
    languages: Sequence[str]
    agency: str

    kind = "enquiry-page.ask"
    permission = predicates.ASK_PAGE

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse languages that the page is not written in."""
        if not self.languages or not set(self.languages) <= set(LANGUAGES):
            raise Refused(tr("choose languages that the page is written in"))
        clean_name(self.name, NAME)
        clean_note(self.agency)

    def effect(self, by: Actor) -> EnquiryPage:
        """Draw a code that says nothing, and add the row."""
        row = EnquiryPage(
            operation=self.operation,
            code=tags.draw(),
            name=clean_name(self.name, NAME),
            languages=[one for one in LANGUAGES if one in self.languages],
            agency=clean_note(self.agency),
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: EnquiryPage) -> tuple[Reference, ...]:
        """Give the page and the operation."""
        return (Reference("enquiry-page", done.pk), Reference("operation", self.operation.pk))

    def said(self, done: EnquiryPage) -> Mapping[str, Said]:
        """Give what it says."""
        return {"name": done.name, "languages": tuple(done.languages), "agency": done.agency}


@dataclass(frozen=True, kw_only=True)
class OpenPage(Action[EnquiryPageOpening]):
    """Open a page to the world; one of an operation is open at a time."""

    page: EnquiryPage

    kind = "enquiry-page.open"
    permission = predicates.OPEN_PAGE
    irreversible = True

    def thing(self) -> Thing:
        """Give the page."""
        return self.page.thing()

    def check(self, by: Actor) -> None:
        """Refuse what was opened or closed, and a second open one."""
        if EnquiryPageOpening.objects.filter(page=self.page).exists():
            raise Refused(tr("this page was opened already"))
        if EnquiryPageEnd.objects.filter(page=self.page).exists():
            raise Refused(tr("this page was closed"), todo=tr("Ask for another one"))
        others = EnquiryPage.objects.open(by.at).filter(operation=self.page.operation_id)
        if others.exists():
            raise Refused(
                tr("another page of this operation is open"), todo=tr("Close that one first")
            )

    def effect(self, by: Actor) -> EnquiryPageOpening:
        """Add the row."""
        list(EnquiryPage.objects.select_for_update().filter(operation=self.page.operation_id))
        self.check(by)
        row = EnquiryPageOpening(page=self.page, by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: EnquiryPageOpening) -> tuple[Reference, ...]:
        """Give the page."""
        return (Reference("enquiry-page", self.page.pk),)


@dataclass(frozen=True, kw_only=True)
class ClosePage(Action[EnquiryPageEnd]):
    """Close a page for good, opened or not; whoever has number and secret comes by another way."""

    page: EnquiryPage
    why: str

    kind = "enquiry-page.close"
    permission = predicates.CLOSE_PAGE

    def thing(self) -> Thing:
        """Give the page."""
        return self.page.thing()

    def check(self, by: Actor) -> None:
        """Refuse what was closed."""
        if EnquiryPageEnd.objects.filter(page=self.page).exists():
            raise Refused(tr("this page was closed"))
        clean_note(self.why)

    def effect(self, by: Actor) -> EnquiryPageEnd:
        """Add the row."""
        row = EnquiryPageEnd(page=self.page, why=clean_note(self.why), by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: EnquiryPageEnd) -> tuple[Reference, ...]:
        """Give the page."""
        return (Reference("enquiry-page", self.page.pk),)

    def said(self, done: EnquiryPageEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}
