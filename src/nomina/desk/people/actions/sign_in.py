"""Signing in with a one-time code."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused
from nomina.desk.people import codes
from nomina.desk.people.models import CodeUse, SignInCode, User
from nomina.desk.people.text import clean_login
from nomina.desk.policy import predicates
from nomina.errors import InputError
from nomina.words import tr

_NO_ROW = UUID(int=0)


@dataclass(frozen=True, kw_only=True)
class UseCode(Action[CodeUse]):
    """Use a code once. One for recovery ends every key, password and session of the account.

    What is wrong is never said: unknown name, wrong code and spent code are one answer.
    """

    login: str
    code: str

    kind = "user.use-code"
    permission = predicates.SIGNED_OUT
    watched = True

    @property
    def _name(self) -> str:
        # What no account can be called is nobody's name; a database may not even take it.
        try:
            return clean_login(self.login)
        except InputError:
            return ""

    def people(self) -> frozenset[UUID]:
        """Lock the account, if there is one."""
        return frozenset(User.objects.filter(login=self._name).values_list("pk", flat=True))

    def effect(self, by: Actor) -> CodeUse:
        """Mark the code as used; for recovery also end what signed in before."""
        row = self._found(by)
        if row is None:
            raise Refused(
                tr("this name and this code do not go together, or the code is used or too old"),
                todo=tr("Ask an administrator for another one"),
            )
        use = CodeUse(code=row, made_at=by.at)
        try:
            with transaction.atomic():
                use.save()
        except IntegrityError:
            raise Refused(tr("this code has just been used")) from None
        if row.recovery_id is not None:
            Authenticator.objects.filter(user_id=row.user_id).delete()
            user = User.objects.get(pk=row.user_id)
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return use

    def _found(self, by: Actor) -> SignInCode | None:
        """Give the newest code of the account where it is the one that was typed."""
        rows = SignInCode.objects.select_related("recovery", "user")
        # Only the newest counts, so a code that went astray ends with the next one.
        row = rows.filter(user__login=self._name, user__is_active=True).order_by("-made_at").first()
        typed = codes.read(self.code)
        if row is None:
            codes.same(codes.digest(_NO_ROW, typed), "0" * 64)
            return None
        if row.recovery is None:
            offered = codes.digest(row.pk, typed)
        else:
            first, second = typed[: codes.LENGTH], typed[codes.LENGTH :]
            offered = codes.digest(row.pk, second, codes.digest(row.recovery.pk, first))
        spent = row.until <= by.at or CodeUse.objects.filter(code=row).exists()
        return row if codes.same(row.digest, offered) and not spent else None

    def on(self, done: CodeUse) -> tuple[Reference, ...]:
        """Give the code and the account."""
        return (Reference("code", done.code_id), Reference("user", done.code.user_id))
