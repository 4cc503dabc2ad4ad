"""What the board does with a report: it is laid before it, signed or dissented from, and decided.

A signature is of one dossier, by its hash. Everything here is done while the report and its files
are held, so that nothing comes between what was read and what is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple
from uuid import UUID

from nomina.desk.acts import Action, Actor, NotPermitted, Reference, Refused, Said, digest
from nomina.desk.examine.actions.reports import owners_of
from nomina.desk.examine.actions.seats import (
    demand_before_board,
    demand_unbarred,
    held,
    seat,
    step_on,
    the_move,
)
from nomina.desk.examine.dossier import (
    bars,
    current,
    document,
    dossier_hash,
    keys_barred,
    signed,
    two_sign,
)
from nomina.desk.examine.ground import ground_of, photos_of
from nomina.desk.examine.models import (
    Dossier,
    Identification,
    Pair,
    Report,
    Settled,
    Signature,
)
from nomina.desk.examine.models.examinations import CANDIDATE
from nomina.desk.examine.states import carries
from nomina.desk.files.models import Link
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.leads.models import Lead, Run
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import Thing
from nomina.words import tr

CONCLUDES = "conclude-identification"


@dataclass(frozen=True, kw_only=True)
class LayBefore(Action[Dossier]):
    """Lay a report before the board as it is: what is signed is this and nothing else."""

    report: Report

    kind = "board.lay"
    permission = predicates.REPORT

    def thing(self) -> Thing:
        """Give the report."""
        return self.report.thing()

    def effect(self, by: Actor) -> Dossier:
        """Keep the dossier.

        Raises:
            Refused: the report does not await the board, or lies before it as it is.
            NotPermitted: it is for neither owner that they act.
        """
        report = held(self.report)
        demand_before_board(report)
        if not owners_of(report, by, Role.EXAMINER, Role.BOARD):
            raise NotPermitted(tr("your role does not allow this"))
        said = document(report)
        now = digest(said)
        if current(report, now) is not None:
            raise Refused(tr("this lies before the board as it is"))
        row = Dossier(
            report=report,
            number=report.dossiers.count() + 1,
            digest=now,
            document=said,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Dossier) -> tuple[Reference, ...]:
        """Give the dossier and the report."""
        return (Reference("dossier", done.pk, done.number), Reference("report", done.report_id))

    def said(self, done: Dossier) -> Mapping[str, Said]:
        """Give the hash."""
        return {"dossier": done.digest}


@dataclass(frozen=True, kw_only=True)
class _Word(Action[Signature]):
    """Somebody of the board says something on a dossier; the last word of each counts."""

    dossier: Dossier

    permission = predicates.LINK_IDENTIFIED
    irreversible = True
    agrees: ClassVar[bool]

    def thing(self) -> Thing:
        """Give the report."""
        return self.dossier.report.thing()

    def reason(self) -> str:
        """Give the reason of what is said."""
        return ""

    def effect(self, by: Actor) -> Signature:
        """Add the row.

        Raises:
            Refused: the report has changed since, or who says it may not, or the key is another's.
            NotPermitted: they do not sit on the board of either owner.
        """
        report = held(self.dossier.report)
        demand_before_board(report)
        seat(report, by)
        keys = demand_unbarred(report, by)
        kept = Dossier.objects.get(pk=self.dossier.pk)
        if kept.digest != dossier_hash(report):
            raise Refused(
                tr("the report has changed since this was laid before the board"),
                todo=tr("Lay it before the board as it is now, and read it again"),
            )
        if self.agrees:
            others = {one.by: one for one in signed(kept) if one.by != by.id}
            if any(one.agrees and keys & one.keys for one in others.values()):
                raise Refused(
                    tr("another account signed this with the same key"),
                    todo=tr("Two people sign, each with a key of their own"),
                )
        row = Signature(
            dossier=kept,
            by=by.user,
            role=Role.BOARD.value,
            agrees=self.agrees,
            why=self.reason(),
            keys=sorted(keys),
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Signature) -> tuple[Reference, ...]:
        """Give the signature, the dossier and the report."""
        return (
            Reference("signature", done.pk),
            Reference("dossier", done.dossier_id, done.dossier.number),
            Reference("report", done.dossier.report_id),
        )

    def said(self, done: Signature) -> Mapping[str, Said]:
        """Give what was said, on which hash, and with which keys."""
        said: Mapping[str, Said] = {"dossier": done.dossier.digest, "agrees": done.agrees}
        return {**said, "role": done.role, "why": done.why, "keys": tuple(done.keys)}


class Sign(_Word):
    """Agree with a dossier."""

    kind = "board.sign"
    agrees = True


@dataclass(frozen=True, kw_only=True)
class Dissent(_Word):
    """Disagree with a dossier; while it stands nothing is decided."""

    why: str

    kind = "board.dissent"
    agrees = False

    def reason(self) -> str:
        """Give why."""
        return clean_note(self.why)


class Basis(NamedTuple):
    """What a decision stands on."""

    dossier: Dossier
    signatures: tuple[Signature, ...]


def demand_decision(report: Report) -> Basis:
    """Give what the board may decide on, as the report is now.

    Raises:
        Refused: it does not await the board; its evidence does not carry it; nobody laid it before
            the board as it is; two people did not sign that, or somebody dissents; the body has a
            name already.
    """
    demand_before_board(report)
    steps = report.steps.filter(move=CONCLUDES).order_by("number")
    last = steps.last()
    assert last is not None, "a report came before the board without a conclusion"
    if not carries(report.lines(), exceptional=bool(last.exceptional)):
        raise Refused(
            tr("the evidence does not carry it"),
            todo=tr("It needs friction ridge, dental or DNA, established, and no exclusion"),
        )
    dossier = current(report)
    if dossier is None:
        raise Refused(
            tr("nobody laid this before the board as it is now"),
            todo=tr("Lay it before the board, and have two people sign it"),
        )
    said = signed(dossier)
    last_words = {one.by: one for one in said}
    if not all(one.agrees for one in last_words.values()):
        raise Refused(
            tr("somebody of the board dissents"),
            todo=tr("Explain it to each other; who dissented takes it back, or send it back"),
        )
    out = barred_of(report)
    if not two_sign(said, dossier.digest, *out):
        raise Refused(
            tr("two people of the board did not sign this"),
            todo=tr("Two who had no hand in it sign, each with a key of their own"),
        )
    found = Link.objects.current().filter(kind=IDENTIFIED, one=report.one_id)
    if found.exists():
        raise Refused(
            tr("this body has a name already"), todo=tr("Recall that identification first")
        )
    rows = Signature.objects.filter(dossier=dossier, agrees=True).order_by("made_at", "pk")
    return Basis(dossier, tuple(rows))


def barred_of(report: Report) -> tuple[frozenset[UUID], frozenset[str]]:
    """Give who may not sign, and what they sign in with."""
    out = frozenset(bars(report))
    return out, keys_barred(out)


@dataclass(frozen=True, kw_only=True)
class Decide(Action[Identification]):
    """Give a body its name: the one act by which a report is closed as an identification."""

    report: Report

    kind = "board.decide"
    permission = predicates.LINK_IDENTIFIED
    irreversible = True

    def thing(self) -> Thing:
        """Give the report."""
        return self.report.thing()

    def effect(self, by: Actor) -> Identification:
        """Close the report, link its files and settle the pair.

        Raises:
            Refused: as `demand_decision` and `demand_unbarred` do.
            NotPermitted: they do not sit on the board of either owner.
        """
        report = held(self.report)
        demand_before_board(report)
        owner = seat(report, by)
        demand_unbarred(report, by)
        basis = demand_decision(report)
        concluded = report.steps.filter(move=CONCLUDES).order_by("number").last()
        assert concluded is not None
        step_on(report, the_move("decide"), by, owner=owner)
        link = Link(
            kind=IDENTIFIED,
            one=report.one,
            other=report.other,
            why=concluded.why,
            made_by=by.user,
            made_at=by.at,
        )
        link.save(force_insert=True)
        done = Identification(
            report=report, dossier=basis.dossier, link=link, by=by.user, made_at=by.at
        )
        done.save(force_insert=True)
        _settle(report, by)
        return done

    def on(self, done: Identification) -> tuple[Reference, ...]:
        """Give the identification, the report, the dossier, the link and both files."""
        report = done.report
        return (
            Reference("identification", done.pk),
            Reference("report", report.pk),
            Reference("dossier", done.dossier_id, done.dossier.number),
            Reference("link", done.link_id),
            Reference("file", report.one_id),
            Reference("file", report.other_id),
        )

    def said(self, done: Identification) -> Mapping[str, Said]:
        """Give the hash that was decided on, and who had signed it with what."""
        rows = Signature.objects.filter(dossier=done.dossier_id).order_by("made_at", "pk")
        words: tuple[Said, ...] = tuple(
            {"id": str(row.pk), "by": str(row.by_id), "agrees": row.agrees, "keys": tuple(row.keys)}
            for row in rows
        )
        return {"dossier": done.dossier.digest, "signatures": words}


def _settle(report: Report, by: Actor) -> None:
    """Settle the pair of a report, so that it does not come back into the queue."""
    pair = Pair.objects.filter(body=report.one_id, person=report.other_id).first()
    if pair is None:
        return  # nobody took it from a queue; the link keeps it out
    run = Run.objects.shown(pair.body.operation_id)
    lead = Lead.objects.filter(run=run, body=pair.body_id, person=pair.person_id).first()
    ground = ground_of(pair, lead, photos_of({pair.body_id, pair.person_id}))
    Settled(pair=pair, ending=CANDIDATE, ground=ground, made_at=by.at).save(force_insert=True)
