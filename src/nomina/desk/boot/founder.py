"""A way in for the first administrator whose browser closed before the first key was added."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator

from nomina.desk.acts import Action, Actor, Reference, Refused
from nomina.desk.boot.gate import STRONG
from nomina.desk.people.actions.users import Opened, new_code
from nomina.desk.people.models import Founding, User
from nomina.desk.policy import predicates
from nomina.words import tr


def locked_out() -> User | None:
    """Give the first administrator where nobody at all could sign in; else None."""
    founding = Founding.objects.select_related("user").first()
    keys = Authenticator.objects.filter(type__in=STRONG, user__is_active=True)
    if founding is None or keys.exists():
        return None
    user: User = founding.user
    return None if user.has_usable_password() or not user.is_active else user


@dataclass(frozen=True)
class AdmitFounder(Action[Opened]):
    """Draw another code for the first administrator, at the terminal, while nobody has a key."""

    kind = "desk.admit-founder"
    permission = predicates.SIGNED_OUT

    def people(self) -> frozenset[UUID]:
        """Lock the account."""
        user = locked_out()
        return frozenset({user.pk}) if user else frozenset()

    def effect(self, by: Actor) -> Opened:
        """Draw the code; earlier ones end.

        Raises:
            Refused: somebody can sign in, or there is nobody yet.
        """
        user = locked_out()
        if user is None:
            raise Refused(tr("somebody here can sign in already, or nobody was made yet"))
        return Opened(user, new_code(user, by))

    def on(self, done: Opened) -> tuple[Reference, ...]:
        """Give the account."""
        return (Reference("user", done.user.pk),)
