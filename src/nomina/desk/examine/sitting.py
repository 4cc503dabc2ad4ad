"""What the board finds before it: the dossier, who signed it, who may not, what can be done now.

Pages offer what `actions.board` would do and nothing else; the words are those of its refusals.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from nomina.desk.acts import Actor, NotPermitted, Refused, digest
from nomina.desk.examine.actions.board import demand_decision
from nomina.desk.examine.actions.seats import demand_unbarred, seat
from nomina.desk.examine.dossier import (
    BROUGHT,
    CONCLUDED,
    EXAMINED,
    MADE,
    bars,
    current,
    document,
    signed,
)
from nomina.desk.examine.models import Dossier, Report, Signature
from nomina.desk.examine.states import State
from nomina.desk.people.models import User
from nomina.words import tr


@dataclass(frozen=True)
class Word:
    """What somebody said on a dossier.

    Attributes:
        stands: whether it is their last word, on the report as it is now.
        void: whether the report has changed since.
    """

    row: Signature
    stands: bool
    void: bool


@dataclass(frozen=True)
class Sitting:
    """A report before the board, as one person finds it.

    Attributes:
        digest: hash of the dossier as the report is now.
        text: exactly what is hashed.
        dossier: that which lies before the board and still says all there is, or which the board
            decided on; None where there is none.
        words: what was said, the newest first.
        barred: who may not sign, and why, in words.
        sits: whether who looks sits on the board of it.
        unsigned: why they would be refused to sign; None where they would not.
        said: what they said last on this dossier; None where nothing.
        undecided: why it cannot be decided; None where it can.
    """

    digest: str
    text: str
    dossier: Dossier | None
    words: tuple[Word, ...]
    barred: tuple[tuple[str, str], ...]
    sits: bool
    unsigned: Refused | None
    said: Signature | None
    undecided: Refused | None


def why_barred(why: str) -> str:
    """Say why somebody does not sign."""
    return {
        MADE: tr("made the report"),
        BROUGHT: tr("brought evidence"),
        EXAMINED: tr("examined the files"),
        CONCLUDED: tr("wrote a conclusion"),
    }[why]


def sitting(report: Report, by: Actor) -> Sitting:
    """Give what lies before the board, for who asks."""
    said = document(report)
    now = digest(said)
    # The decision is itself a step of the report: what was decided on is not void by it.
    decided = report.identifications.filter(end=None).first()
    dossier = current(report, now) if decided is None else decided.dossier
    rows = list(
        Signature.objects.filter(dossier__report=report)
        .select_related("by", "dossier")
        .order_by("made_at", "pk")
    )
    last = {(row.dossier_id, row.by_id): row.pk for row in rows}
    words = [
        Word(
            row,
            stands=dossier is not None
            and row.dossier_id == dossier.pk
            and last[row.dossier_id, row.by_id] == row.pk,
            void=dossier is None or row.dossier_id != dossier.pk,
        )
        for row in reversed(rows)
    ]
    out = bars(report)
    names = dict(User.objects.filter(pk__in=out).values_list("pk", "name"))
    barred = sorted((names[pk], ", ".join(map(why_barred, why))) for pk, why in out.items())
    mine = [word.row for word in words if word.stands and word.row.by_id == by.id]
    return Sitting(
        digest=now,
        text=json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
        dossier=dossier,
        words=tuple(words),
        barred=tuple(barred),
        sits=_sits(report, by),
        unsigned=_unsigned(report, dossier, by),
        said=mine[0] if mine else None,
        undecided=_undecided(report, by),
    )


def _sits(report: Report, by: Actor) -> bool:
    try:
        seat(report, by)
    except NotPermitted:
        return False
    return True


def _unsigned(report: Report, dossier: Dossier | None, by: Actor) -> Refused | None:
    if report.state is not State.BOARD or not _sits(report, by):
        return Refused(tr("the report does not stand where this is done"))
    try:
        keys = demand_unbarred(report, by)
    except Refused as refused:
        return refused
    if dossier is None:
        return Refused(
            tr("nobody laid this before the board as it is now"),
            todo=tr("Lay it before the board, and read it again"),
        )
    last = {one.by: one for one in signed(dossier) if one.by != by.id}
    if any(one.agrees and keys & one.keys for one in last.values()):
        return Refused(
            tr("another account signed this with the same key"),
            todo=tr("Two people sign, each with a key of their own"),
        )
    return None


def _undecided(report: Report, by: Actor) -> Refused | None:
    try:
        if _sits(report, by):
            demand_unbarred(report, by)
        demand_decision(report)
    except Refused as refused:
        return refused
    return None
