"""Accounts: the first administrator, further ones, closing one, own settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.look.themes import THEMES
from nomina.desk.people import codes
from nomina.desk.people.models import CodeUse, Founding, Membership, SignInCode, User
from nomina.desk.people.text import clean_login, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import Thing
from nomina.words import LANGUAGES, tr


@dataclass(frozen=True)
class Opened:
    """An account with a code that signs it in once; the code is kept nowhere else."""

    user: User
    code: str


def new_code(user: User, by: Actor) -> str:
    """Make a code for a first sign-in, and give it in groups of four."""
    code = codes.drawn()
    row = SignInCode(user=user, until=by.at + codes.GOOD_FOR, made_by=by.user, made_at=by.at)
    row.digest = codes.digest(row.pk, code)
    row.save()
    return codes.spaced(code)


def new_user(login: str, name: str, language: str, by: Actor) -> User:
    """Make an account.

    Raises:
        Refused: the sign-in name is taken.
        InputError: the name or sign-in name cannot be used, or the language is not spoken here.
    """
    if language not in LANGUAGES:
        raise Refused(tr("there is no translation into this language"))
    user = User(login=clean_login(login), name=clean_name(name), language=language, made_at=by.at)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise Refused(tr("this sign-in name is taken")) from None
    return user


def every_administrator() -> frozenset[UUID]:
    """Give the accounts that administer the desk or ever did, to lock them."""
    rows = Membership.objects.filter(role=Role.ADMINISTRATOR)
    return frozenset(rows.values_list("user", flat=True))


def keep_one(leaving: UUID, by: Actor) -> None:
    """Raise `Refused` where nobody would administer the desk for good once ``leaving`` is gone."""
    held = Membership.objects.current(by.at).filter(role=Role.ADMINISTRATOR)
    if not held.filter(until=None).exclude(user=leaving).exists():
        raise Refused(tr("this is the last administrator"), todo=tr("Make another one first"))


@dataclass(frozen=True, kw_only=True)
class MakeFirstAdministrator(Action[Opened]):
    """Make the first administrator of a desk; it can be done once, ever."""

    login: str
    name: str
    language: str = LANGUAGES[0]

    kind = "desk.found"
    permission = predicates.SIGNED_OUT

    def effect(self, by: Actor) -> Opened:
        """Make the account, its role, and the row that there is only one of."""
        user = new_user(self.login, self.name, self.language, by)
        try:
            with transaction.atomic():
                Founding.objects.create(user=user, made_at=by.at)
        except IntegrityError:
            raise Refused(tr("this desk has had its first administrator")) from None
        Membership(user=user, role=Role.ADMINISTRATOR, since=by.at, made_at=by.at).save()
        return Opened(user, new_code(user, by))

    def on(self, done: Opened) -> tuple[Reference, ...]:
        """Give the account."""
        return (Reference("user", done.user.pk),)

    def said(self, done: Opened) -> Mapping[str, Said]:
        """Give the account as it was made."""
        return _account(done.user)


@dataclass(frozen=True, kw_only=True)
class AddUser(Action[Opened]):
    """Make an account with a code for its first sign-in; there is no mail."""

    login: str
    name: str
    language: str = LANGUAGES[0]

    kind = "user.add"
    permission = predicates.ADD_USER

    def effect(self, by: Actor) -> Opened:
        """Make the account and its code."""
        user = new_user(self.login, self.name, self.language, by)
        return Opened(user, new_code(user, by))

    def on(self, done: Opened) -> tuple[Reference, ...]:
        """Give the account."""
        return (Reference("user", done.user.pk),)

    def said(self, done: Opened) -> Mapping[str, Said]:
        """Give the account as it was made."""
        return _account(done.user)


@dataclass(frozen=True, kw_only=True)
class RenewCode(Action[str]):
    """Make another first code, for someone who has never signed in; older ones end."""

    user: User

    kind = "user.renew-code"
    permission = predicates.RENEW_CODE

    def thing(self) -> Thing:
        """Give the account."""
        return self.user.thing()

    def people(self) -> frozenset[UUID]:
        """Lock the account."""
        return frozenset({self.user.pk})

    def check(self, by: Actor) -> None:
        """Refuse once somebody has signed in: then it takes two (`AskRecovery`)."""
        active = User.objects.filter(pk=self.user.pk, is_active=True).exists()
        if not active or CodeUse.objects.filter(code__user=self.user).exists():
            raise Refused(
                tr("this account has been signed in to, or is closed"),
                todo=tr("Two administrators can open it anew"),
            )

    def effect(self, by: Actor) -> str:
        """Make the code."""
        return new_code(self.user, by)

    def on(self, done: str) -> tuple[Reference, ...]:
        """Give the account."""
        return (Reference("user", self.user.pk),)


@dataclass(frozen=True, kw_only=True)
class DeactivateUser(Action[User]):
    """Close an account for good: every session ends, nothing that it did is touched."""

    user: User
    why: str

    kind = "user.deactivate"
    permission = predicates.DEACTIVATE_USER
    irreversible = True

    def thing(self) -> Thing:
        """Give the account."""
        return self.user.thing()

    def people(self) -> frozenset[UUID]:
        """Lock the account, and every administrator where one goes."""
        every = every_administrator()
        return frozenset({self.user.pk}) | (every if self.user.pk in every else frozenset())

    def check(self, by: Actor) -> None:
        """Refuse what is done already, a reason that says nothing, and the last administrator."""
        clean_note(self.why)
        if not User.objects.filter(pk=self.user.pk, is_active=True).exists():
            raise Refused(tr("this account is closed already"))
        keep_one(self.user.pk, by)

    def effect(self, by: Actor) -> User:
        """Close it; its password ends with it."""
        user = User.objects.get(pk=self.user.pk)
        user.is_active, user.closed_at = False, by.at
        user.set_unusable_password()
        user.save(update_fields=["is_active", "closed_at", "password"])
        return user

    def on(self, done: User) -> tuple[Reference, ...]:
        """Give the account."""
        return (Reference("user", done.pk),)

    def said(self, done: User) -> Mapping[str, Said]:
        """Give the reason."""
        return {"user": str(done.pk), "why": clean_note(self.why)}


@dataclass(frozen=True, kw_only=True)
class ChooseSettings(Action[User]):
    """Choose one's own language and theme."""

    user: User
    language: str
    theme: str

    kind = "user.settings"
    permission = predicates.CHOOSE_SETTINGS

    def thing(self) -> Thing:
        """Give the account."""
        return self.user.thing()

    def check(self, by: Actor) -> None:
        """Refuse a language or theme that does not exist."""
        if self.language not in LANGUAGES or self.theme not in THEMES:
            raise Refused(tr("there is no such language or theme"))

    def effect(self, by: Actor) -> User:
        """Write both."""
        user = User.objects.get(pk=self.user.pk)
        user.language, user.theme = self.language, self.theme
        user.save(update_fields=["language", "theme"])
        return user

    def on(self, done: User) -> tuple[Reference, ...]:
        """Give the account."""
        return (Reference("user", done.pk),)

    def said(self, done: User) -> Mapping[str, Said]:
        """Give both."""
        return {"user": str(done.pk), "language": done.language, "theme": done.theme}


def _account(user: User) -> Mapping[str, Said]:
    return {
        "user": str(user.pk),
        "login": user.login,
        "name": user.name,
        "language": user.language,
    }
