"""Tags are printed, and items taken in: the first line of the way of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from nomina import tags
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import register
from nomina.desk.custody.actions.common import answers_for, me, note, second
from nomina.desk.custody.models import Item, Keeper, Place, Position, Tag
from nomina.desk.custody.models.items import ITEMS, REMAINS, SAMPLE
from nomina.desk.custody.register import How, Reading, To, When
from nomina.desk.db.prepared import Prepared
from nomina.desk.files import fields
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NAME, clean_name
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

SHEET = 1000
"""Tags that are printed at once, at most."""


@Prepared
def _tags(operation: UUID, code: str) -> QuerySet[Tag]:
    return Tag.objects.filter(operation=operation, code=code).order_by()


@Prepared
def _hung(tag: UUID) -> QuerySet[Item]:
    return Item.objects.filter(tag=tag).order_by()


@Prepared
def _taken_in(file: UUID) -> QuerySet[Item]:
    return Item.objects.filter(file=file).order_by()


@dataclass(frozen=True, kw_only=True)
class PrintTags(Action[list[Tag]]):
    """Draw new tags for labels; none is ever drawn again.

    Attributes:
        count: how many.
        choose: gives one of several signs; of its own chance where None.
    """

    operation: Operation
    count: int
    choose: Callable[[Sequence[str]], str] | None = None

    kind = "custody.tags"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse none, or more than anybody hangs up in a day."""
        if not 1 <= self.count <= SHEET:
            raise Refused(tr("1 to {n} tags are printed at once").format(n=SHEET))

    def effect(self, by: Actor) -> list[Tag]:
        """Add the rows."""
        sheet = uuid4()
        codes: set[str] = set()
        while len(codes) < self.count:
            more = {
                tags.draw(self.choose) if self.choose else tags.draw()
                for _ in range(self.count - len(codes))
            }
            codes |= more - set(Tag.objects.filter(code__in=more).values_list("code", flat=True))
        rows = [
            Tag(
                operation=self.operation,
                code=code,
                sheet=sheet,
                made_by=by.user,
                made_at=by.at,
            )
            for code in sorted(codes)
        ]
        return Tag.objects.bulk_create(rows)

    def on(self, done: list[Tag]) -> tuple[Reference, ...]:
        """Give the sheet and the operation."""
        return (Reference("sheet", done[0].sheet), Reference("operation", self.operation.pk))

    def said(self, done: list[Tag]) -> Mapping[str, Said]:
        """Give the tags."""
        return {"codes": tuple(one.code for one in done)}


@dataclass(frozen=True, kw_only=True)
class Receive(Action[Item]):
    """Take an item in: hang a tag on it, say where it lies and who answers for it.

    Attributes:
        tag: as it was scanned or typed.
        item: one of `items.ITEMS`.
        file: of a body or part, its file, which may have one item alone.
        parent: the body or part that it comes from or belongs to.
        words: what it is, never whose.
        keeper: who answers for it from now on; who acts where None.
    """

    operation: Operation
    tag: str
    item: str
    place: Place
    when: When
    reading: Reading
    position: Position | None = None
    inside: Item | None = None
    file: File | None = None
    parent: Item | None = None
    words: str = ""
    keeper: Keeper | None = None
    why: str = ""

    kind = "custody.receive"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse what cannot be one item of this operation."""
        register.check_when(self.when, by.at)
        register.check_reading(self.reading)
        if self.item not in ITEMS:
            raise Refused(tr("there is no such kind of item"))
        if (self.item in REMAINS) != (self.file is not None):
            raise Refused(tr("a body or part has a file, and nothing else has one"))
        if self.item == SAMPLE and self.parent is None:
            raise Refused(tr("a sample comes from a body or part"), todo=tr("Say from which"))
        if self.parent is not None and self.parent.kind not in REMAINS:
            raise Refused(tr("it can come from a body or part alone"), where=str(self.parent))
        if self.file is not None and self.file.kind != fields.PM:
            raise Refused(tr("this is no file of a body or part"))
        for other in (self.file, self.parent, self.place, self.keeper):
            if other is not None and other.operation_id != self.operation.pk:
                raise Refused(tr("this belongs to another operation"))
        if self.keeper is not None and (
            # Who left is acted for with what is kept already, and takes nothing more.
            self.keeper.account_id not in (None, by.id) or not answers_for(by, self.keeper)
        ):
            raise Refused(tr("nobody is given what he did not take"))

    def effect(self, by: Actor) -> Item:
        """Add the item, and the first line of its way.

        Raises:
            Refused: the tag hangs on something else, or the file has an item.
        """
        tag = self._tag(by)
        row = Item(
            operation=self.operation,
            kind=self.item,
            tag=tag,
            code=tag.code,
            file=self.file,
            parent=self.parent,
            words=clean_name(self.words, NAME) if self.words.strip() else "",
            made_by=by.user,
            made_at=by.at,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(tr("this was taken in at this moment"), where=str(tag)) from None
        if self.inside is not None:
            register.hold([self.inside])
        to = To(
            keeper=self.keeper or me(by, self.operation),
            place=self.place,
            position=self.position,
            inside=self.inside,
        )
        register.begin(
            row, to, How(when=self.when, reading=self.reading, by=by, why=note(self.why))
        )
        return row

    def _tag(self, by: Actor) -> Tag:
        code = tags.read(self.tag)
        where = tags.written(code)
        tag = next(iter(_tags(operation=self.operation.pk, code=code)), None)
        if tag is None:
            raise Refused(
                tr("this tag is not of this operation"),
                where=where,
                todo=tr("Hang a tag on it that was printed here"),
            )
        if _hung(tag=tag.pk):
            raise Refused(
                tr("this tag hangs on something already"),
                where=where,
                todo=tr("Take another tag; never hang one twice"),
            )
        if self.file is not None and _taken_in(file=self.file.pk):
            raise Refused(tr("the item of this file was taken in already"), where=self.file.number)
        return tag

    def on(self, done: Item) -> tuple[Reference, ...]:
        """Give the item, its place and its file."""
        more = () if self.file is None else (Reference("file", self.file.pk),)
        return (Reference("item", done.pk), Reference("place", self.place.pk), *more)

    def said(self, done: Item) -> Mapping[str, Said]:
        """Give all that was written down."""
        return {
            "item": str(done.pk),
            "code": done.code,
            "kind": done.kind,
            "place": str(self.place.pk),
            "position": None if self.position is None else self.position.label,
            "inside": _id(self.inside),
            "parent": _id(self.parent),
            "file": _id(self.file),
            "words": done.words,
            "at": second(self.when.at),
            "clock": self.when.clock,
            "read": self.reading.read,
            "photo": self.reading.photo,
        }


def _id(row: Item | File | None) -> str | None:
    one: UUID | None = row.pk if row is not None else None
    return str(one) if one is not None else None
