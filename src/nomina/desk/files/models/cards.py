"""What lists and searches read: a function of the rows, kept beside them and made anew at will."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from nomina.desk.files.models.files import File, SeenByFile, within
from nomina.desk.people.models import Operation
from nomina.desk.people.models.rows import Visible
from nomina.desk.people.numbering import LONGEST

LINE = 200
"""Characters of a value in a list; the file has the rest."""
WORD = 64
"""Characters of a word that is searched for."""
WORDS = 400
"""Characters of all words of a file that stand on its card; an index of PostgreSQL holds no more
than 2,704 bytes."""


class CardQuerySet(Visible["Card"]):
    """Cards."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the cards of the files that ``user`` may see."""
        condition = within(user, at)
        return self.none() if condition is None else self.filter(condition)


class Card(models.Model):
    """A file in one line.

    Attributes:
        title: the name, of those who have one; empty otherwise.
        moment: when found, or last known alive, as written.
        lacks: how many fields of the minimum record nobody has said anything of.
        unsettled: how many fields hold two values, of which a person must choose.
        photos: how many photos it holds now.
        changed_at: when anything was last said in it.
        words: all words it is found by, each after a space; empty where they are longer than
            `WORDS`, and then the table of words alone has them.
    """

    file = models.OneToOneField(
        File, on_delete=models.PROTECT, primary_key=True, related_name="card"
    )
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=LONGEST + 20)
    title = models.CharField(max_length=LINE, blank=True)
    sex = models.CharField(max_length=16, blank=True)
    moment = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=LINE, blank=True)
    lacks = models.PositiveSmallIntegerField(default=0)
    unsettled = models.PositiveSmallIntegerField(default=0)
    photos = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    words = models.CharField(max_length=WORDS, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["operation", "kind", "number"]),
            models.Index(fields=["operation", "kind", "changed_at"]),
            # What is rare is found without walking past all that is not.
            models.Index(fields=["operation", "kind", "sex", "number"], name="card_by_sex"),
            models.Index(
                fields=["operation", "kind", "number"], condition=Q(lacks__gt=0), name="card_lacks"
            ),
            models.Index(
                fields=["operation", "kind", "number"],
                condition=Q(unsettled__gt=0),
                name="card_unsettled",
            ),
            # Files with two common words are walked to within this index: no card is opened.
            models.Index(
                fields=["operation", "kind", "number", "words", "file"], name="card_words"
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.pk)


def words_on_card(words: Iterable[str]) -> str:
    """Write the words of a file as its card holds them; nothing where they are too long."""
    written = "".join(f" {word}" for word in sorted(words))
    return written if len(written) <= WORDS else ""


class WordQuerySet(SeenByFile, Visible["Word"]):
    """Words."""


class Word(models.Model):
    """A word by which a file is found: of its names and its number, folded.

    Attributes:
        number: of the file, which never changes.
        words: all words of the file, as its card holds them.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="words")
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    word = models.CharField(max_length=WORD)
    number = models.CharField(max_length=LONGEST + 20)
    words = models.CharField(max_length=WORDS, blank=True)

    objects = WordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "word"], name="word_once")]
        # A search reads this index alone, puts files in order by it, and knows the other words of
        # each: its rows lie side by side, while those of the cards are here and there.
        indexes = [
            models.Index(
                fields=["operation", "kind", "word", "file", "number", "words"], name="word_files"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TallyQuerySet(Visible["Tally"]):
    """Tallies: what there is of a kind is known to who sees that kind, and to nobody else."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the tallies of the kinds and operations whose files ``user`` may see."""
        condition = within(user, at)
        return self.none() if condition is None else self.filter(condition)


class Tally(models.Model):
    """How many files of a kind there are, and the last number given out within ``scope``.

    Attributes:
        scope: what a running number is unique in (site and year, where the format writes them);
            empty for the count of the whole kind.
    """

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    scope = models.CharField(max_length=40, blank=True)
    n = models.PositiveIntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "kind", "scope"], name="tally_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
