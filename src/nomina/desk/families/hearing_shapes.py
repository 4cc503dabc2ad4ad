"""How replies are drawn: what waits, what was written, its labels and tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django import forms
from django.urls import reverse

from nomina.desk.families.hearing_pieces import Piece
from nomina.desk.families.hearing_state import age, late
from nomina.desk.families.hearing_words import task_name, way_name
from nomina.desk.families.models import Reply, ReplyTask
from nomina.desk.look.shapes import Cell, Column, Empty, Kind, Row, Table, Way
from nomina.words import ntr, tr


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What came with a reply, as it is listed: name and type are only told.

    Attributes:
        take, pass_on: where it is taken away from, and passed to security; empty where it was.
    """

    name: str
    says: str
    take: str = ""
    pass_on: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """The words of a reply, each piece by itself; a piece that is gone says who handles it.

    Attributes:
        of: who it is from, as it says; empty where it does not.
        pieces: in order.
        enclosed: what came with it.
        turn: of the words.
        pass_on: where the pieces that threaten are posted to.
        labels: a form of labels, and where it is posted to.
    """

    template: ClassVar[str] = "families/hearing_written.html"
    of: str
    pieces: tuple[Piece, ...]
    enclosed: tuple[Enclosed, ...]
    turn: int
    pass_on: str
    labels: forms.Form
    set_labels: str

    @property
    def chosen(self) -> list[Piece]:
        """The pieces that can be pointed at."""
        return [one for one in self.pieces if one.text is not None]


@dataclass(frozen=True, slots=True)
class Threatens:
    """The words of a threat, as security reads them; a gap stands for what is none of it."""

    template: ClassVar[str] = "families/threat_words.html"
    parts: tuple[str | None, ...]


def old(since: datetime, at: datetime) -> str:
    """Say how old something is."""
    gone: timedelta = age(since, at)
    if gone.days:
        return ntr("{n} day", "{n} days", gone.days).format(n=gone.days)
    hours = gone.seconds // 3600
    if hours:
        return ntr("{n} hour", "{n} hours", hours).format(n=hours)
    minutes = gone.seconds // 60
    return ntr("{n} minute", "{n} minutes", minutes).format(n=minutes)


def unread(rows: Iterable[Reply], at: datetime) -> Table:
    """List replies that nobody has read, the oldest first."""
    empty = Empty(tr("Every reply was read"))
    return _waiting(tr("Nobody has read"), rows, at, tr("to be read today"), empty)


def unsaid(rows: Iterable[Reply], at: datetime) -> Table:
    """List replies that somebody read, and of which nobody said what they hold."""
    title = tr("Read, but nobody said what it holds")
    return _waiting(title, rows, at, tr("to be said today"), None)


def _waiting(
    title: str, rows: Iterable[Reply], at: datetime, today: str, empty: Empty | None
) -> Table:
    return Table(
        title,
        (Column(tr("How old")), Column(tr("How it came")), Column(tr("State"))),
        tuple(
            Row(
                one.pk.hex,
                (
                    Cell(old(one.made_at, at)),
                    Cell(way_name(one.way)),
                    Cell(tr("late"), Kind.CHIP, way=Way.STOP)
                    if late(one, at)
                    else Cell(today, Kind.CHIP, way=Way.UNSURE),
                ),
                reverse("families:reply", args=[one.pk]),
            )
            for one in rows
        ),
        empty,
        titled=True,
    )


def todo(rows: Sequence[ReplyTask], at: datetime) -> Table:
    """List what is to be done, the oldest first."""
    return Table(
        tr("To be done"),
        (Column(tr("What")), Column(tr("How old"))),
        tuple(
            Row(
                one.pk.hex,
                (Cell(task_name(one.task)), Cell(old(one.made_at, at))),
                reverse("families:reply", args=[one.reply_id]),
            )
            for one in rows
        ),
        Empty(tr("Nothing waits to be done")),
        titled=True,
    )
