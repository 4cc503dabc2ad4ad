"""What pages are made of, as plain frozen values; each is drawn by its own template.

A view fills these and the template writes ``{% part thing %}``. Every text is plain text and is
escaped; a text that comes from outside (a name, a note) may hold anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from nomina.desk.look.bars import Strength


class Way(StrEnum):
    """What colour means here; words and position say the same."""

    PLAIN = ""
    FOR = "for"
    AGAINST = "against"
    UNSURE = "unsure"
    STOP = "stop"


class Weight(StrEnum):
    """How much an act stands out; a page has at most one primary act."""

    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "quiet"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Act:
    """A button or link.

    Attributes:
        label: what it does, as a verb.
        href: where it leads, or where it is posted to.
        post: whether it changes anything, and so is a form with a button.
        key: a single key that does the same; shown beside the label.
        weight: how much it stands out.
    """

    template: ClassVar[str] = "look/act.html"
    label: str
    href: str
    post: bool = False
    key: str = ""
    weight: Weight = Weight.PLAIN


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a page: what it is about, one sentence that matters, and what can be done."""

    template: ClassVar[str] = "look/head.html"
    title: str
    number: str = ""
    says: str = ""
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """A place where nothing is yet: what would stand here, and what to do first."""

    template: ClassVar[str] = "look/empty.html"
    title: str
    says: str = ""
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something said once, above the page: what happened, what was kept, what to do."""

    template: ClassVar[str] = "look/notice.html"
    text: str
    way: Way = Way.PLAIN


@dataclass(frozen=True, slots=True)
class Question:
    """A question before an act that is hard to undo; whoever hesitates takes it back.

    Attributes:
        id: unique on the page; a button with ``data-ask`` of this id opens it.
        title: what is about to happen, as a question.
        says: what it means, and what cannot be undone.
        act: what the button says that does it.
        href: where it is posted to.
        weight: how much that button stands out.
        open: whether it stands open when the page comes.
    """

    template: ClassVar[str] = "look/dialog.html"
    id: str
    title: str
    says: str
    act: str
    href: str
    weight: Weight = Weight.STOP
    open: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A word or two that mark something."""

    template: ClassVar[str] = "look/chip.html"
    text: str
    way: Way = Way.PLAIN


class Kind(StrEnum):
    """How a value of a table is set."""

    TEXT = "text"
    NAME = "name"
    NUMBER = "number"
    CODE = "code"
    DATE = "date"
    UNKNOWN = "unknown"
    CHIP = "chip"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and whether its values are numbers."""

    label: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a table; where it is not known, ``text`` says why."""

    text: str
    kind: Kind = Kind.TEXT
    small: str = ""
    way: Way = Way.PLAIN


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        id: unique on the page and random; it stands in the address while the row is chosen.
        cells: as many as the table has columns.
        href: where the row leads; its first cell is the link.
    """

    id: str
    cells: tuple[Cell, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where this page of a list lies in the whole.

    Attributes:
        first: the place of the first row shown, from 1.
        last: the place of the last row shown.
        total: how many there are; None where counting would take too long.
        before: the address of the page before; empty where there is none.
        after: the address of the next page; empty where there is none.
    """

    template: ClassVar[str] = "look/pager.html"
    first: int
    last: int
    total: int | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A list of rows with keys to move in it; cards on a phone; no picture in it, ever.

    Attributes:
        caption: what the list is; read out, and shown where ``titled`` is true.
        columns: the headings.
        rows: the rows of this page.
        empty: what stands there when there are none.
        pager: where this page lies in the whole.
        titled: whether the caption is seen, which the heading of a page makes needless.

    Raises:
        ValueError: a row has another number of cells than the table has columns.
    """

    template: ClassVar[str] = "look/table.html"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Empty | None = None
    pager: Pager | None = None
    titled: bool = False

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of {self.caption!r} has not {len(self.columns)} cells")

    def lines(self) -> list[tuple[Row, list[tuple[Column, Cell]]]]:
        """Give each row with its cells beside their columns."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]


class Doing(StrEnum):
    """The state of a job."""

    WAITING = "waiting"
    WORKING = "working"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """The progress of work in the background; it may be left and looked at again.

    Attributes:
        id: unique on the page and random.
        title: what is done.
        state: how it stands.
        done: how much is done.
        total: how much there is; None where that is not known yet.
        left: seconds that it will still take; None where no estimate is honest.
        again: where this very part is asked for anew while the job is not at its end.
        stop: where stopping is posted to; it can go on later from where it was.
        says: what went wrong or was set aside, and what to do.
    """

    template: ClassVar[str] = "look/job.html"
    id: str
    title: str
    state: Doing
    done: int = 0
    total: int | None = None
    left: int | None = None
    again: str = ""
    stop: str = ""
    says: str = ""

    @property
    def moving(self) -> bool:
        """Whether it may still change by itself."""
        return self.state in {Doing.WAITING, Doing.WORKING}

    @property
    def minutes(self) -> int | None:
        """Minutes that are left, rounded up."""
        return None if self.left is None else -(-self.left // 60)


@dataclass(frozen=True, slots=True)
class Said:
    """Where a value comes from: who or what says it, when, and who wrote it down.

    Attributes:
        source: who or what says it, in words.
        when: when it was said or seen, in words.
        by: who entered it.
        at: when it was entered, in words.
        note: anything else, such as why it is not known.
    """

    template: ClassVar[str] = "look/said.html"
    source: str
    when: str = ""
    by: str = ""
    at: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of somebody, grey and blurred or not there at all until it is asked for.

    Attributes:
        id: unique on the page and random.
        label: what it is a photo of, in words; never a name.
        facts: what was measured on it, in a line.
        show: where showing it is posted to; the answer is this part with ``source``.
        hide: where hiding it is posted to.
        source: the address of the rendition; empty until it was asked for.
        veiled: the address of a small rendition that the server made grey and blurred.
        why_not: why it cannot be shown; empty where it can.
    """

    template: ClassVar[str] = "look/photo.html"
    id: str
    label: str
    facts: str = ""
    show: str = ""
    hide: str = ""
    source: str = ""
    veiled: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Speaks:
    """What one kind of evidence says, in a word or a few."""

    text: str
    way: Way


@dataclass(frozen=True, slots=True)
class Lead:
    """One possible answer to who a body is: a person of the list, or nobody of it.

    Attributes:
        id: unique on the page and random.
        rank: its place, from 1; None where it has none.
        name: the name of the person; for nobody, the words that say so.
        number: the number of the file; empty for nobody.
        facts: a line of what is known of the person.
        band: how strong the evidence is together, in words.
        word: the word of the face result, or why there is none.
        strength: the bar; None where nothing could be weighed.
        speaks: what speaks for and against.
        href: the comparison.
    """

    template: ClassVar[str] = "look/lead.html"
    id: str
    rank: int | None
    name: str
    number: str = ""
    facts: str = ""
    band: str = ""
    word: str = ""
    word_way: Way = Way.PLAIN
    strength: Strength | None = None
    speaks: tuple[Speaks, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Leads:
    """Who a body may be, in order; nobody on the list stands in the same order.

    Attributes:
        more: leads to those that are not shown; None where all are.
    """

    template: ClassVar[str] = "look/leads.html"
    title: str
    says: str
    leads: tuple[Lead, ...]
    empty: Empty | None = None
    more: Act | None = None
