"""Accounts: who works at the desk. An account is never removed, so every act keeps its name."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, NoReturn, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from nomina.desk.db.prepared import Prepared
from nomina.desk.look.themes import THEMES
from nomina.desk.people.models.rows import Visible, account
from nomina.desk.people.text import LOGIN, NAME
from nomina.desk.policy.roles import DESK_ROLES
from nomina.desk.policy.standing import Held, Standing, Thing
from nomina.errors import NeverChanged
from nomina.words import LANGUAGES


class UserQuerySet(Visible["User"]):
    """Accounts."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give oneself and colleagues; those who keep accounts see all.

        A colleague holds, or once held, a role in an operation in which ``user`` holds one now:
        what was written by someone who left still has a name.
        """
        from nomina.desk.people.models.memberships import Membership

        mine = Membership.objects.current(at).of(user)
        theirs = Membership.objects.filter(operation__in=mine.values("operation"))
        if account(user) is None:
            return self.none()
        if mine.filter(role__in=DESK_ROLES).exists():
            return self.all()
        return self.filter(Q(pk=account(user)) | Q(pk__in=theirs.values("user")))


@Prepared
def _accounts(pk: uuid.UUID) -> models.QuerySet[User]:
    return User.objects.filter(pk=pk)


class UserManager(BaseUserManager["User"]):
    """Finds an account by sign-in name, for Django's sign-in, and by its id for every request."""

    def get(self, *args: Any, **kwargs: Any) -> User:
        """Give one account, as every manager does."""
        # Django asks so for the account of a session.
        if not args and kwargs.keys() == {"pk"} and type(kwargs["pk"]) is uuid.UUID:
            for found in _accounts(pk=kwargs["pk"]):
                return found
        return super().get(*args, **kwargs)

    def get_by_natural_key(self, username: str | None) -> User:
        """Give the account with a sign-in name, in whatever case it was typed."""
        return self.get(login=(username or "").lower())


class User(AbstractBaseUser):
    """An account.

    Attributes:
        login: sign-in name, small ASCII letters, so that no two look alike.
        name: what colleagues read.
        language: one of `nomina.words.LANGUAGES`.
        theme: one of `nomina.desk.look.themes.THEMES`.
        is_active: False for good once the account is closed.
        narrowed: what a token has of the roles, where it acts through one; kept nowhere.
        standing: what the person of a request holds, once it was read; None anywhere else.
        care: what that person chose for themselves, likewise (`models.care.care_of`).
    """

    narrowed: frozenset[Held] | None = None
    standing: Standing | None = None
    care: Any = None

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.CharField(max_length=LOGIN, unique=True)
    name = models.CharField(max_length=NAME)
    language = models.CharField(max_length=8, default=LANGUAGES[0])
    theme = models.CharField(max_length=10, default=THEMES[0])
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(login=Lower("login")), name="login_is_lower"),
            models.CheckConstraint(
                condition=Q(is_active=True, closed_at=None)
                | Q(is_active=False, closed_at__isnull=False),
                name="closed_accounts_say_when",
            ),
        ]
        ordering = ["name", "login"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def display_name(self) -> str:
        """What colleagues read."""
        return self.name

    def thing(self) -> Thing:
        """Give what a rule may know of the account."""
        return Thing(person=self.pk)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: an account is closed, never removed.

        Raises:
            NeverChanged: always.
        """
        raise NeverChanged("an account is never removed; close it instead")


class Founding(models.Model):
    """The one row that says the desk has had its first administrator; there is no second."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = Visible.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="founded_once")]

    def __str__(self) -> str:
        return str(self.user_id)
