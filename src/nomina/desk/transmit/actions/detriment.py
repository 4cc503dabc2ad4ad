"""On whom somebody depended, and flags of detriment with their liftings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.files.fields import AM, PM
from nomina.desk.files.models import File
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import detriment, signs
from nomina.desk.transmit.actions.partners import locked
from nomina.desk.transmit.models import Allegiance, Detriment, DetrimentSign
from nomina.desk.transmit.models.detriment import SIDES, STATUSES
from nomina.words import tr


def demand_person(file: File) -> None:
    """Refuse what is no file of a dead or missing person.

    Raises:
        Refused: so it is.
    """
    if file.kind not in (AM, PM):
        raise Refused(tr("this stands in the file of a body or of a missing person"))


@dataclass(frozen=True, kw_only=True)
class SayAllegiance(Action[Allegiance]):
    """Say on which Power somebody depended, and what says so; the last word counts.

    Attributes:
        side: one of `models.detriment.SIDES`.
        status: one of `models.detriment.STATUSES`.
        power: as it calls itself; empty where it is not known.
        basis: what says so.
    """

    file: File
    side: str
    status: str
    basis: str
    power: str = ""

    kind = "transmit.allegiance"
    permission = predicates.RUN_BUREAU

    def thing(self) -> Thing:
        """Give the file."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse another kind of file, and what is no choice."""
        demand_person(self.file)
        if self.side not in SIDES or self.status not in STATUSES:
            raise Refused(tr("there is no such choice"))

    def effect(self, by: Actor) -> Allegiance:
        """Add the row."""
        locked(self.file.operation)
        row = Allegiance(
            file=self.file,
            turn=Allegiance.objects.filter(file=self.file).count() + 1,
            side=self.side,
            status=self.status,
            power=clean_name(self.power, NAME) if self.power.strip() else "",
            basis=clean_note(self.basis),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Allegiance) -> tuple[Reference, ...]:
        """Give the file."""
        return (Reference("file", done.file_id), Reference("allegiance", done.pk, done.turn))

    def said(self, done: Allegiance) -> Mapping[str, Said]:
        """Give what was said."""
        return {
            "side": done.side,
            "status": done.status,
            "power": done.power,
            "basis": done.basis,
        }


@dataclass(frozen=True, kw_only=True)
class SayDetriment(Action[Detriment]):
    """Say that telling of somebody could harm them or their relatives, or ask to lift that.

    The first stops at once; the second counts when two people signed it.
    """

    file: File
    holds: bool
    reason: str

    kind = "transmit.detriment"
    permission = predicates.SAY_DETRIMENT

    def thing(self) -> Thing:
        """Give the file."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse another kind of file, and one without a reason."""
        demand_person(self.file)
        clean_note(self.reason)

    def effect(self, by: Actor) -> Detriment:
        """Add the row.

        Raises:
            Refused: it is said already, or there is nothing to lift.
        """
        locked(self.file.operation)
        last = Detriment.objects.filter(file=self.file).order_by("-turn").first()
        if self.holds and last is not None and last.holds:
            raise Refused(tr("this is said already"))
        if not self.holds and (last is None or not last.holds):
            raise Refused(tr("there is nothing to lift, or somebody asked for it already"))
        row = Detriment(
            file=self.file,
            turn=1 if last is None else last.turn + 1,
            holds=self.holds,
            reason=clean_note(self.reason),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Detriment) -> tuple[Reference, ...]:
        """Give the flag and the file."""
        return (Reference("detriment", done.pk, done.turn), Reference("file", done.file_id))

    def said(self, done: Detriment) -> Mapping[str, Said]:
        """Give whether it holds, and why."""
        return {"holds": done.holds, "reason": done.reason}


@dataclass(frozen=True, kw_only=True)
class SignDetriment(Action[DetrimentSign]):
    """Answer for a flag, or for lifting it."""

    detriment: Detriment

    kind = "transmit.detriment-sign"
    permission = predicates.SIGN_BUREAU
    irreversible = True

    def thing(self) -> Thing:
        """Give the flag."""
        return self.detriment.thing()

    def effect(self, by: Actor) -> DetrimentSign:
        """Add the row.

        Raises:
            Refused: something else was said after it, or somebody of this seat or with this key
                signed.
        """
        one = self.detriment
        locked(one.file.operation)
        if Detriment.objects.filter(file=one.file_id, turn__gt=one.turn).exists():
            raise Refused(tr("something else was said since"), todo=tr("Read the file again"))
        others = list(one.signs.all())
        row = DetrimentSign(
            detriment=one,
            keys=signs.demand_hand(others, by),
            seat=signs.seat_of(by, one.file.operation_id, [other.seat for other in others]),
            digest=detriment.digest_of(one),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: DetrimentSign) -> tuple[Reference, ...]:
        """Give the flag and the file."""
        return (
            Reference("detriment", done.detriment_id, self.detriment.turn),
            Reference("file", self.detriment.file_id),
        )

    def said(self, done: DetrimentSign) -> Mapping[str, Said]:
        """Give what was signed, in which seat, with which keys."""
        return {"digest": done.digest, "seat": done.seat, "keys": tuple(done.keys)}
