"""The stages of a blind examination: describe, see the other picture, conclude, then the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.examine import assign
from nomina.desk.examine.actions.queue import claim_of
from nomina.desk.examine.features import read
from nomina.desk.examine.models import ClaimEnd, Concluded, Described, Examination, Revised
from nomina.desk.examine.models.examinations import LONG, OUTCOMES
from nomina.desk.examine.models.pairs import DONE
from nomina.desk.files.models import File
from nomina.desk.people.text import NOTE
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.errors import InputError
from nomina.words import tr


def stage(examination: Examination) -> int:
    """Give the stage: 1 nothing is written, 2 described, 4 concluded.

    The third is the second with the other picture open; no row tells the two apart.
    """
    if hasattr(examination, "concluded"):
        return 4
    return 2 if hasattr(examination, "described") else 1


@dataclass(frozen=True, kw_only=True)
class Staged(Action[Any]):
    """An act within an examination; which may be done, its stage says."""

    examination: Examination

    permission = predicates.OWN_EXAMINATION

    def thing(self) -> Thing:
        """Give the examination."""
        return self.examination.thing()

    def _stage(self, by: Actor) -> int:
        """Give the stage as the database has it, while no other step of it can be done.

        Raises:
            Refused: the examination is in nobody's hands any more.
        """
        list(File.objects.select_for_update(no_key=True).filter(pk=self.examination.pair.body_id))
        now = Examination.objects.get(pk=self.examination.pk)
        at = stage(now)
        if at < 4 and claim_of(now) is None:
            raise Refused(tr("this examination is not in your hands any more"))
        return at

    def on(self, done: Any) -> tuple[Reference, ...]:
        """Give the examination and the pair."""
        one = self.examination
        return (Reference("examination", one.pk), Reference("pair", one.pair_id))


@dataclass(frozen=True, kw_only=True)
class Describe(Staged):
    """Write down what the picture of the body shows, before the other one is seen; it is locked."""

    features: Mapping[str, Any] = field(default_factory=dict)

    kind = "examination.describe"

    def effect(self, by: Actor) -> Described:
        """Write it.

        Raises:
            InputError: it is not a whole description.
            Refused: it is described already.
        """
        features = read(self.features)
        if self._stage(by) != 1:
            raise Refused(tr("the description is locked"))
        done = Described(examination=self.examination, features=features, made_at=by.at)
        done.save(force_insert=True)
        return done

    def said(self, done: Described) -> Mapping[str, Said]:
        """Give the description."""
        return {name: (one["seen"], one["words"]) for name, one in done.features.items()}


def _told(outcome: str, reasons: str) -> str:
    if outcome not in OUTCOMES:
        raise InputError(tr("it was not said what the examination comes to"))
    text = reasons.strip()
    if not text:
        raise InputError(tr("a conclusion needs its reasons"))
    if len(text) > LONG:
        raise InputError(tr("this is longer than {n} characters").format(n=LONG))
    return text


@dataclass(frozen=True, kw_only=True)
class Conclude(Staged):
    """Say what both pictures come to, before anything else of the pair is known; it is locked.

    The desk then settles the pair, or has somebody else look at it.
    """

    outcome: str
    reasons: str

    kind = "examination.conclude"

    def effect(self, by: Actor) -> Concluded:
        """Write it, and go on.

        Raises:
            InputError: the outcome is none, or there are no reasons.
            Refused: nothing is described yet, or it is concluded already.
        """
        reasons = _told(self.outcome, self.reasons)
        at, one = self._stage(by), self.examination
        if at == 1:
            raise Refused(
                tr("nothing is described yet"), todo=tr("Describe the picture of the body first")
            )
        if at == 4:
            raise Refused(tr("the conclusion is locked"))
        done = Concluded(examination=one, outcome=self.outcome, reasons=reasons, made_at=by.at)
        done.save(force_insert=True)
        ClaimEnd(claim=claim_of(one), how=DONE, by=by.user, made_at=by.at).save(force_insert=True)
        if one.turn:
            assign.go_on(one.pair, by.at)
        assign.catch_up(one.pair.body.operation_id, by.at)
        return done

    def said(self, done: Concluded) -> Mapping[str, Said]:
        """Give the conclusion."""
        return {"outcome": done.outcome, "reasons": done.reasons}


@dataclass(frozen=True, kw_only=True)
class Revise(Staged):
    """Change a conclusion after the rest was seen: marked as that, counted, and never blind."""

    outcome: str
    reasons: str
    why: str

    kind = "examination.revise"

    def effect(self, by: Actor) -> Revised:
        """Write it beside the first.

        Raises:
            InputError: the outcome is none, or there are no reasons.
            Refused: it is not concluded yet.
        """
        reasons, why = _told(self.outcome, self.reasons), self.why.strip()
        if not why or len(why) > NOTE:
            raise InputError(tr("say in a sentence what changed your view"))
        if self._stage(by) != 4:
            raise Refused(tr("this is not concluded yet"))
        done = Revised(
            examination=self.examination,
            outcome=self.outcome,
            reasons=reasons,
            why=why,
            made_at=by.at,
        )
        done.save(force_insert=True)
        return done

    def said(self, done: Revised) -> Mapping[str, Said]:
        """Give the change."""
        return {"outcome": done.outcome, "reasons": done.reasons, "why": done.why}
