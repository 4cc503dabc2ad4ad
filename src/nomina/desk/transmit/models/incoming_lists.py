"""Lists of missing people that are given to a partner in the form it wants, PFIF or a table."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.policy.roles import SEES_BUREAU
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit.models.routes import DIGEST, SEATS, Partner

PFIF_FORM, TABLE_FORM, PFIF_TABLE = "pfif", "csv", "pfif-csv"
LIST_FORMS = (PFIF_FORM, TABLE_FORM, PFIF_TABLE)
"""A PFIF file; a table of descriptions; a table whose columns are named as PFIF names them."""


class MissingListQuerySet(Rows["MissingList"]):
    """Lists of missing people."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees the bureau."""
        seen: Self = seen_by(self, user, at, "partner__operation", SEES_BUREAU)
        return seen


class MissingList(Row):
    """Some missing people, whose families allowed it, are to be told to a partner.

    Attributes:
        turn: from 1 in each operation; its number.
        form: one of `LIST_FORMS`.
        files: ids (hex) of the files, in order.
        conditions: of sharing, each of `conditions` answered with yes (DP-05).
        digest: SHA-256 of the very bytes that are given.
        kept: digest in the vault of the envelope that they lie in.
    """

    beside = ("partner__operation", "by")

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="missing_lists")
    turn = models.PositiveIntegerField()
    form = models.CharField(max_length=8)
    files = models.JSONField[Any]()
    conditions = models.JSONField[Any]()
    digest = models.CharField(max_length=DIGEST)
    kept = models.CharField(max_length=DIGEST)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MissingListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=LIST_FORMS), name="list_form_is_known"),
            models.UniqueConstraint(fields=["partner", "turn"], name="missing_list_turn_once"),
        ]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the list."""
        return thing_of(self.partner.operation_id, self.by_id)


class SeenByList:
    """A query over rows that have a ``sheet``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible lists."""
        seen: Self = seen_by(self, user, at, "sheet__partner__operation", SEES_BUREAU)
        return seen


class MissingListSignQuerySet(SeenByList, Rows["MissingListSign"]):
    """Signatures of lists."""


class MissingListSign(Row):
    """Somebody answers for a list as it stands.

    Attributes:
        seat: one of `routes.SEATS`; two people, one of each.
        digest: of what was signed: the bytes that are given.
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    sheet = models.ForeignKey(MissingList, on_delete=models.PROTECT, related_name="signs")
    seat = models.CharField(max_length=12)
    digest = models.CharField(max_length=DIGEST)
    keys = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MissingListSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seat__in=SEATS), name="missing_list_seat_is_known"),
            models.UniqueConstraint(fields=["sheet", "by"], name="missing_list_signed_once"),
            models.UniqueConstraint(fields=["sheet", "seat"], name="missing_list_seat_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class MissingListTakenQuerySet(SeenByList, Rows["MissingListTaken"]):
    """Lists that were taken out."""


class MissingListTaken(Row):
    """Somebody took a list out of the desk, sealed to the key of its partner."""

    sheet = models.ForeignKey(MissingList, on_delete=models.PROTECT, related_name="taken")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MissingListTakenQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
