"""Opening an account anew for one who has lost every key: two administrators, half a code each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.people import codes
from nomina.desk.people.models import Recovery, SignInCode, User
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True)
class Half:
    """A request, or its answer, with the half of the code that this administrator hands over."""

    recovery: Recovery
    code: str


@dataclass(frozen=True, kw_only=True)
class AskRecovery(Action[Half]):
    """Ask that an account be opened anew; nothing changes until a second one agrees."""

    user: User
    why: str

    kind = "recovery.ask"
    permission = predicates.ASK_RECOVERY
    irreversible = True

    def thing(self) -> Thing:
        """Give the account."""
        return self.user.thing()

    def people(self) -> frozenset[UUID]:
        """Lock the account."""
        return frozenset({self.user.pk})

    def check(self, by: Actor) -> None:
        """Refuse a closed account, and a second request while one is open."""
        clean_note(self.why)
        if not User.objects.filter(pk=self.user.pk, is_active=True).exists():
            raise Refused(tr("this account is closed"))
        if Recovery.objects.filter(user=self.user, until__gt=by.at, code=None).exists():
            raise Refused(tr("somebody has asked for this already"))

    def effect(self, by: Actor) -> Half:
        """Add the request."""
        half = codes.drawn()
        row = Recovery(
            user=self.user,
            asked_by=by.user,
            why=clean_note(self.why),
            until=by.at + codes.RECOVERY_GOOD_FOR,
            made_at=by.at,
        )
        row.digest = codes.digest(row.pk, half)
        row.save()
        return Half(row, codes.spaced(half))

    def on(self, done: Half) -> tuple[Reference, ...]:
        """Give the request and the account."""
        return (Reference("recovery", done.recovery.pk), Reference("user", self.user.pk))

    def said(self, done: Half) -> Mapping[str, Said]:
        """Give the reason."""
        return {"recovery": str(done.recovery.pk), "why": done.recovery.why}


@dataclass(frozen=True, kw_only=True)
class ApproveRecovery(Action[Half]):
    """Agree to a request of another administrator."""

    recovery: Recovery

    kind = "recovery.approve"
    permission = predicates.APPROVE_RECOVERY
    irreversible = True

    def thing(self) -> Thing:
        """Give the request."""
        return self.recovery.thing()

    def people(self) -> frozenset[UUID]:
        """Lock the account."""
        return frozenset({self.recovery.user_id})

    def check(self, by: Actor) -> None:
        """Refuse a request that lapsed or was answered."""
        answered = SignInCode.objects.filter(recovery=self.recovery).exists()
        active = User.objects.filter(pk=self.recovery.user_id, is_active=True).exists()
        if answered or not active or self.recovery.until <= by.at:
            raise Refused(tr("this request is over"), todo=tr("Somebody can ask for it again"))

    def effect(self, by: Actor) -> Half:
        """Make the code that needs both halves."""
        half = codes.drawn()
        row = SignInCode(
            user_id=self.recovery.user_id,
            recovery=self.recovery,
            until=by.at + codes.RECOVERY_GOOD_FOR,
            made_by=by.user,
            made_at=by.at,
        )
        row.digest = codes.digest(row.pk, half, self.recovery.digest)
        row.save()
        return Half(self.recovery, codes.spaced(half))

    def on(self, done: Half) -> tuple[Reference, ...]:
        """Give the request and the account."""
        return (
            Reference("recovery", self.recovery.pk),
            Reference("user", self.recovery.user_id),
        )
