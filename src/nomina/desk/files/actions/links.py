"""Linking files, which are never merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, NotPermitted, Reference, Refused, Said
from nomina.desk.files import fields
from nomina.desk.files.models import File, Link, LinkEnd
from nomina.desk.files.models.links import FRAGMENT, IDENTICAL, IDENTIFIED, LINKS
from nomina.desk.people.standing import standing_of
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

_ENDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    IDENTIFIED: ((fields.PM, fields.PUI), (fields.AM,)),
    FRAGMENT: ((fields.PM,), (fields.PM,)),
}


def link_name(kind: str) -> str:
    """Give the name of a kind of link in the language of the reader."""
    return {
        IDENTIFIED: tr("is identified to"),
        IDENTICAL: tr("is of the same person or body as"),
        FRAGMENT: tr("is a body part of"),
    }[kind]


@dataclass(frozen=True, kw_only=True)
class LinkFiles(Action[Link]):
    """Link two files of one operation; both stay as they are."""

    one: File
    other: File
    link: str
    why: str

    kind = "link.make"
    permission = predicates.LINK_FILES
    irreversible = True

    def thing(self) -> Thing:
        """Give the first file."""
        return self.one.thing()

    def check(self, by: Actor) -> None:
        """Refuse files of two operations or of kinds that cannot be linked so."""
        if self.link not in LINKS:
            raise Refused(tr("there is no such link"))
        if self.one.pk == self.other.pk:
            raise Refused(tr("a file is not linked to itself"))
        if self.one.operation_id != self.other.operation_id:
            raise Refused(tr("files of two operations are not linked"))
        if not File.objects.visible_to(by.user, by.at).filter(pk=self.other.pk).exists():
            raise Refused(tr("there is no such file"))
        ends = _ENDS.get(self.link)
        alike = self.one.kind == self.other.kind
        if ends is None and not alike:
            raise Refused(tr("only files of one kind are of the same person or body"))
        if ends is not None and (self.one.kind not in ends[0] or self.other.kind not in ends[1]):
            raise Refused(tr("files of these kinds cannot be linked so"))
        if self.link == IDENTIFIED and not predicates.LINK_IDENTIFIED(
            standing_of(by.user, by.at), self.thing()
        ):
            raise NotPermitted(tr("your role does not allow this"))
        again = Link.objects.current().filter(kind=self.link, one=self.one, other=self.other)
        if again.exists():
            raise Refused(tr("these files are linked so already"))
        clean_note(self.why)

    def effect(self, by: Actor) -> Link:
        """Add the row."""
        row = Link(
            kind=self.link,
            one=self.one,
            other=self.other,
            why=clean_note(self.why),
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Link) -> tuple[Reference, ...]:
        """Give the link and both files."""
        return (
            Reference("link", done.pk),
            Reference("file", self.one.pk),
            Reference("file", self.other.pk),
        )

    def said(self, done: Link) -> Mapping[str, Said]:
        """Give the link as it was made."""
        return {"kind": done.kind, "why": done.why}


@dataclass(frozen=True, kw_only=True)
class EndLink(Action[LinkEnd]):
    """End a link that does not hold."""

    link: Link
    why: str

    kind = "link.end"
    permission = predicates.LINK_FILES
    irreversible = True

    def thing(self) -> Thing:
        """Give the link."""
        return self.link.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is over already."""
        if LinkEnd.objects.filter(link=self.link).exists():
            raise Refused(tr("this link was ended already"))
        if self.link.kind == IDENTIFIED and not predicates.LINK_IDENTIFIED(
            standing_of(by.user, by.at), self.thing()
        ):
            raise NotPermitted(tr("your role does not allow this"))
        clean_note(self.why)

    def effect(self, by: Actor) -> LinkEnd:
        """Add the row."""
        row = LinkEnd(link=self.link, ended_by=by.user, why=clean_note(self.why), made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: LinkEnd) -> tuple[Reference, ...]:
        """Give the link and both files."""
        return (
            Reference("link", self.link.pk),
            Reference("file", self.link.one_id),
            Reference("file", self.link.other_id),
        )

    def said(self, done: LinkEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}
