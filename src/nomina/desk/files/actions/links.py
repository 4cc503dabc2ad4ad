"""Linking files, which are never merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from nomina.desk.acts import Action, Actor, NotPermitted, Reference, Refused, Said
from nomina.desk.files import fields, signals
from nomina.desk.files.models import Card, File, Link, LinkEnd
from nomina.desk.files.models.links import FRAGMENT, IDENTICAL, IDENTIFIED, LINKS
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_of
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

_ENDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    IDENTIFIED: ((fields.PM, fields.PUI), (fields.AM,)),
    FRAGMENT: ((fields.PM,), (fields.PM,)),
}


def _locked(*files: File) -> None:
    """Lock the cards of files, in one order for everyone."""
    list(Card.objects.select_for_update().filter(file__in=files).order_by("pk"))


def _wholes(file: File) -> set[UUID]:
    """Give every body that a file is a part of, by as many links as it takes."""
    found: set[UUID] = set()
    new = {file.pk}
    while new:
        found |= new
        rows = Link.objects.current().filter(kind=FRAGMENT, one__in=new)
        new = set(rows.values_list("other", flat=True)) - found
    return found


def link_name(kind: str) -> str:
    """Give the name of a kind of link in the language of the reader."""
    return {
        IDENTIFIED: tr("is identified to"),
        IDENTICAL: tr("is of the same person or body as"),
        FRAGMENT: tr("is a body part of"),
    }[kind]


def demand_kinds(link: str, one: File, other: File) -> None:
    """Refuse two files that no link of this kind can join.

    Raises:
        Refused: there is no such link, they are one file, or their kinds do not go together so.
    """
    if link not in LINKS:
        raise Refused(tr("there is no such link"))
    if one.pk == other.pk:
        raise Refused(tr("a file is not linked to itself"))
    ends = _ENDS.get(link)
    if ends is None and one.kind != other.kind:
        raise Refused(tr("only files of one kind are of the same person or body"))
    if ends is not None and (one.kind not in ends[0] or other.kind not in ends[1]):
        raise Refused(tr("files of these kinds cannot be linked so"))


@dataclass(frozen=True, kw_only=True)
class LinkFiles(Action[Link]):
    """Link two files of one operation; both stay as they are.

    A body is not linked to a missing person so: the board decides that (`nomina.desk.examine`).
    """

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
        if self.one.operation_id != self.other.operation_id:
            raise Refused(tr("files of two operations are not linked"))
        if not File.objects.visible_to(by.user, by.at).filter(pk=self.other.pk).exists():
            raise Refused(tr("there is no such file"))
        # Only now: the kind of a file that one may not see is not to be told by a refusal.
        demand_kinds(self.link, self.one, self.other)
        if self.link == IDENTIFIED:
            raise Refused(
                tr("a body is given a name by the board alone, on a comparison report"),
                todo=tr("Open a comparison report of both files"),
            )
        self._check_links()
        clean_note(self.why)

    def _check_links(self) -> None:
        """Refuse what stands in either direction, and a body that would be a part of its part."""
        either = Q(one=self.one, other=self.other) | Q(one=self.other, other=self.one)
        if Link.objects.current().filter(either, kind=self.link).exists():
            raise Refused(tr("these files are linked so already"))
        if self.link == FRAGMENT and self.one.pk in _wholes(self.other):
            raise Refused(tr("a body would be a part of its own part"))

    def effect(self, by: Actor) -> Link:
        """Add the row.

        Raises:
            Refused: somebody else linked them at this moment.
        """
        _locked(self.one, self.other)
        if self.link == FRAGMENT:  # a circle may go through files that nobody has locked
            same = {"pk": self.one.operation_id}
            list(Operation.objects.select_for_update(no_key=True).filter(**same))
        self._check_links()
        one, other = self.one, self.other
        if self.link == IDENTICAL and other.pk.hex < one.pk.hex:
            one, other = other, one  # it has no direction, so it has one form
        row = Link(
            kind=self.link,
            one=one,
            other=other,
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
        self._check_standing()
        if self.link.kind == IDENTIFIED and not predicates.LINK_IDENTIFIED(
            standing_of(by.user, by.at), self.thing()
        ):
            raise NotPermitted(tr("your role does not allow this"))
        clean_note(self.why)

    def _check_standing(self) -> None:
        if LinkEnd.objects.filter(link=self.link).exists():
            raise Refused(tr("this link was ended already"))

    def effect(self, by: Actor) -> LinkEnd:
        """Add the row.

        Raises:
            Refused: somebody else ended it at this moment, or the board decided it.
        """
        _locked(self.link.one, self.link.other)
        self._check_standing()
        signals.link_ends.send(Link, link=self.link)
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
