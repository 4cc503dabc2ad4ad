"""Blind examinations in stages. The stage is what rows there are; none is ever changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from nomina.desk.examine.models.pairs import TURNS, Pair
from nomina.desk.leads.models.jobs import seen_in
from nomina.desk.people.models import User
from nomina.desk.people.models.operations import held_in
from nomina.desk.people.models.rows import Row, Rows, account
from nomina.desk.people.text import NOTE
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import Thing

EXCLUDED, INCONCLUSIVE, CANDIDATE = "excluded", "inconclusive", "candidate"
OUTCOMES = (EXCLUDED, INCONCLUSIVE, CANDIDATE)
"""What an examination may say: excluded, inconclusive, candidate for other examination."""
LONG = 4000
"""Characters of reasons."""
BOARD = "board"
ENDINGS = (*OUTCOMES, BOARD)
"""What views of a pair come to: what two of them say, or three that differ and go to the board."""


class ExaminationQuerySet(Rows["Examination"]):
    """Examinations."""

    def open(self) -> Self:
        """Give those that are not concluded."""
        return self.filter(concluded=None)

    def own_of(self, user: object) -> Self:
        """Give one's own of those that `visible_to` gives; that takes a far smaller query."""
        me = account(user)
        if me is None:
            return self.none()
        return self.filter(examiner=me, pair__body__operation__in=seen_in(user))

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give one's own, and those of others where nothing can lead ``user`` any more.

        Another's view of a pair is there for whoever concluded their own on it, and for the board,
        but never for somebody whose own examination of the pair is still open (FOR-05). A planted
        one is seen by its examiner alone.
        """
        me = account(user)
        if me is None:
            return self.none()
        there = self.filter(pair__body__operation__in=seen_in(user, at))
        own = Examination.objects.filter(pair=OuterRef("pair"), examiner=me)
        board = held_in(user, at, {Role.BOARD})
        both = Q(Exists(own.filter(concluded__isnull=False))) | Q(pair__body__operation__in=board)
        others = both & ~Q(Exists(own.filter(concluded=None))) & Q(concluded__isnull=False)
        return there.filter(Q(examiner=me) | (others & Q(planted=None)))


class Examination(Row):
    """One examiner looks at one pair, once.

    Attributes:
        turn: 1, 2 or 3; 0 where it was mixed in from the closed pairs.
        ground: what the pair stood on then, to tell what is new later (`examine.ground`).
    """

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="examinations")
    examiner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField()
    ground = models.JSONField[Any](default=dict)

    beside: ClassVar[tuple[str, ...]] = ("pair__body", "pair__person", "concluded", "described")

    objects = ExaminationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(turn__in=TURNS), name="examination_turn"),
            models.UniqueConstraint(fields=["pair", "examiner"], name="examined_once"),
        ]
        indexes = [models.Index(fields=["examiner", "made_at"])]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the examination."""
        there = self.pair.thing()
        return Thing(there.operations, person=self.examiner_id, file=there.file)


class SeenByExamination:
    """A query over rows of an examination; who sees that sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of the examinations that ``user`` may see."""
        rows: Any = self
        seen: Self = rows.filter(
            examination__in=Examination.objects.visible_to(user, at).values("pk")
        )
        return seen


class DescribedQuerySet(SeenByExamination, Rows["Described"]):
    """Descriptions."""


class Described(Row):
    """The picture of the body was described alone; this is locked, and the other one appears.

    Attributes:
        features: of each feature of `examine.features`, what is seen of it, and words.
    """

    examination = models.OneToOneField(
        Examination, on_delete=models.PROTECT, related_name="described"
    )
    features = models.JSONField[Any](default=dict)

    objects = DescribedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class ConcludedQuerySet(SeenByExamination, Rows["Concluded"]):
    """Conclusions."""


class Concluded(Row):
    """What an examiner concluded before anything else of the pair was known; it is locked."""

    examination = models.OneToOneField(
        Examination, on_delete=models.PROTECT, related_name="concluded"
    )
    outcome = models.CharField(max_length=12)
    reasons = models.CharField(max_length=LONG)

    objects = ConcludedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="outcome_is_known")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RevisedQuerySet(SeenByExamination, Rows["Revised"]):
    """Later changes."""


class Revised(Row):
    """A conclusion was changed after the rest was seen; it is marked as that, and counted."""

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="revisions")
    outcome = models.CharField(max_length=12)
    reasons = models.CharField(max_length=LONG)
    why = models.CharField(max_length=NOTE)

    objects = RevisedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="revision_is_known")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class PlantedQuerySet(Rows["Planted"]):
    """Examinations of closed pairs."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give one's own, once they are concluded."""
        mine = Examination.objects.filter(examiner=account(user), concluded__isnull=False)
        seen = mine.visible_to(user, at).values("pk")
        return self.filter(examination__in=seen) if account(user) else self.none()


class Planted(Row):
    """The pair was closed before: its answer is known, and the view measures the examiner.

    Attributes:
        mate: whether body and person are one.
    """

    examination = models.OneToOneField(
        Examination, on_delete=models.PROTECT, related_name="planted"
    )
    mate = models.BooleanField()

    objects = PlantedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class SettledQuerySet(Rows["Settled"]):
    """What pairs came to."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of pairs that ``user`` concluded on, and to the board all of its operations.

        Nobody whose own examination of the pair is open sees one (FOR-05).
        """
        me = account(user)
        if me is None:
            return self.none()
        there = self.filter(pair__body__operation__in=seen_in(user, at))
        own = Examination.objects.filter(pair=OuterRef("pair"), examiner=me)
        board = held_in(user, at, {Role.BOARD})
        mine = Q(Exists(own.filter(concluded__isnull=False)))
        led = ~Q(Exists(own.filter(concluded=None)))
        return there.filter((mine | Q(pair__body__operation__in=board)) & led)


class Settled(Row):
    """The views of a pair came to an end: two agreed, or three differed and the board decides.

    Attributes:
        ending: one of `ENDINGS`; only blind conclusions count, never what was revised later.
        ground: what the pair stood on when its first view began (`examine.ground`).
    """

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="settled")
    ending = models.CharField(max_length=12)
    ground = models.JSONField[Any](default=dict)

    objects = SettledQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ending__in=ENDINGS), name="ending_is_known")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
