"""Links between files. Files are never merged: a link is a judgement, and can be ended."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from nomina.desk.files.models.files import File
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NOTE
from nomina.desk.policy.standing import Thing

IDENTIFIED, IDENTICAL, FRAGMENT = "identified", "identical", "fragment"
LINKS = (IDENTIFIED, IDENTICAL, FRAGMENT)
"""``one`` (a body or part) is identified to ``other`` (a missing person); both are files of the
same person or the same body; ``one`` is a fragment of the body ``other``."""


class LinkQuerySet(Rows["Link"]):
    """Links."""

    def current(self) -> Self:
        """Give those that were not ended."""
        return self.filter(end=None)

    def of(self, file: File) -> Self:
        """Give those of one file, from either end."""
        return self.filter(Q(one=file) | Q(other=file))

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those both of whose files ``user`` may see."""
        seen = File.objects.visible_to(user, at).values("pk")
        return self.filter(one__in=seen, other__in=seen)


class Link(Row):
    """Two files belong together in one of three ways."""

    kind = models.CharField(max_length=12)
    one = models.ForeignKey(File, on_delete=models.PROTECT, related_name="links_from")
    other = models.ForeignKey(File, on_delete=models.PROTECT, related_name="links_to")
    why = models.CharField(max_length=NOTE)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LINKS), name="link_kind_is_known"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="link_of_two"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the link."""
        return Thing(
            operations=frozenset({self.one.operation_id, self.other.operation_id}),
            maker=self.made_by_id,
            file=self.one.kind,
        )


class LinkEndQuerySet(Rows["LinkEnd"]):
    """Ends of links."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the links that ``user`` may see."""
        return self.filter(link__in=Link.objects.visible_to(user, at).values("pk"))


class LinkEnd(Row):
    """A link no longer holds; both rows stay."""

    link = models.OneToOneField(Link, on_delete=models.PROTECT, related_name="end")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=NOTE)

    objects = LinkEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
