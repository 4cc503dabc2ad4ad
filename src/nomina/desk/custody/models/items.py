"""Items and their tags: each thing in custody has one tag, from discovery to the grave."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.seen import SeenThere, seen_by, thing_of
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME
from nomina.desk.policy.standing import Thing
from nomina.tags import LENGTH, written

BODY, PART, SAMPLE, PACKET = "body", "part", "sample", "packet"
DOCUMENT, DISC, COFFIN, BAG = "document", "disc", "coffin", "bag"
ITEMS = (BODY, PART, SAMPLE, PACKET, DOCUMENT, DISC, COFFIN, BAG)
REMAINS = (BODY, PART)
"""Items that are somebody; each has a file of its own."""
TAKES_ROOM = (BODY, PART, COFFIN, BAG)
"""Items that take up one of the places that there are in a wagon or morgue."""


class TagQuerySet(SeenThere, Rows["Tag"]):
    """Tags."""


class Tag(Row):
    """A tag that was printed; once it hangs on something it hangs there for good.

    Attributes:
        code: as `nomina.tags` keeps it; never given out again, in no operation.
        sheet: the labels that were printed together.
    """

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="tags")
    code = models.CharField(max_length=LENGTH, unique=True)
    sheet = models.UUIDField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = TagQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["sheet"], name="tag_by_sheet")]

    def __str__(self) -> str:
        return written(self.code)

    def thing(self) -> Thing:
        """Give what a rule may know of the tag."""
        return thing_of(self.operation_id, self.made_by_id)


class ThingQuerySet(SeenThere, Rows["Item"]):
    """Items."""


class Item(Row):
    """Something in custody.

    Attributes:
        kind: one of `ITEMS`.
        code: of its tag, so that one look finds the item of a tag.
        file: of a body or part, its file; what was taken from it has a ``parent`` instead.
        parent: the body or part that a sample was taken from, or that a packet, document or disc
            belongs to; None for what belongs to nobody yet.
        words: what it is, in a line; never a name.
    """

    beside = ("tag", "file", "parent")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=12)
    tag = models.OneToOneField(Tag, on_delete=models.PROTECT, related_name="item")
    code = models.CharField(max_length=LENGTH, unique=True)
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="item", null=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True)
    words = models.CharField(max_length=NAME, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ThingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ITEMS), name="item_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind__in=REMAINS, file__isnull=False)
                | (~Q(kind__in=REMAINS) & Q(file__isnull=True)),
                name="remains_have_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(kind=SAMPLE) | Q(parent__isnull=False), name="sample_has_a_parent"
            ),
        ]
        indexes = [models.Index(fields=["operation", "kind", "code"], name="item_by_kind")]
        ordering = ["code"]

    def __str__(self) -> str:
        return written(self.code)

    def thing(self) -> Thing:
        """Give what a rule may know of the item."""
        return thing_of(self.operation_id, self.made_by_id)


class KeeperQuerySet(SeenThere, Rows["Keeper"]):
    """Keepers."""


class Keeper(Row):
    """Somebody who answers for items: one of the desk's people, a driver, a laboratory.

    Attributes:
        name: of the person, as on the form that is signed.
        body: the unit, firm or authority; empty where there is none.
        account: of whoever signs in; None of somebody who signs on paper.
    """

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="keepers")
    name = models.CharField(max_length=NAME)
    body = models.CharField(max_length=NAME, blank=True)
    account = models.ForeignKey(User, on_delete=models.PROTECT, related_name="keeps", null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = KeeperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "account"],
                condition=Q(account__isnull=False),
                name="keeper_once",
            )
        ]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the keeper."""
        return thing_of(self.operation_id, self.made_by_id)


class SeenByItem:
    """A query over rows that have an ``item``; who sees that sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of the items that ``user`` may see."""
        seen: Self = seen_by(self, user, at, "item__operation")
        return seen
