"""Partners, and the policy by which things go to them; both stand as written.

A partner is an institution: a bureau, a Protecting Power, the neutral agency, a Red Cross or Red
Crescent society. Nobody's family is one, and nothing here can name a family as where a thing goes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.roles import SEES_BUREAU
from nomina.desk.policy.standing import Thing

HOME, POWER, AGENCY, SOCIETY, OTHER = (
    "home-bureau", "protecting-power", "tracing-agency", "red-cross-society", "other-bureau",
)  # fmt: skip
ROLES = (HOME, POWER, AGENCY, SOCIETY, OTHER)
"""The bureau of the Power on which somebody depended; the Protecting Power; the Central Tracing
Agency; a Red Cross or Red Crescent society; another bureau or authority."""
PROFILES = ("international", "internal", "disaster")
"""A war between states, a war inside one, a disaster (LAW-24); the law of each is another."""
FORMS = ("json", "pdf", "csv", "pfif")
"""The forms in which a partner takes what is sent."""
TRANSMISSION_SEAT, BOARD_SEAT = "transmission", "board"
SEATS = (TRANSMISSION_SEAT, BOARD_SEAT)
"""Whoever sends, and whoever decided; each signs once. An administrator signs none of this: no one
who makes accounts sees a case or says what leaves."""
KEY, DIGEST = 400, 64
AGE = 100
"""Characters of a key that things are sealed to; it has 62."""


class SeenByBureau:
    """A query over rows that have an ``operation``; those see them who see the bureau there."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of the operations in which ``user`` sees the bureau."""
        seen: Self = seen_by(self, user, at, roles=SEES_BUREAU)
        return seen


class PartnerQuerySet(SeenByBureau, Rows["Partner"]):
    """Partners."""

    def current(self) -> Self:
        """Give those that were not ended; whether their keys are confirmed, `partners` says."""
        return self.filter(end=None)


class Partner(Row):
    """An institution that is sent things, with the keys as it read them out.

    Attributes:
        role: one of `ROLES`.
        seal_to: the key that things for it are sealed to (``age1...``); empty where it has none,
            and everything goes to it on paper.
        verify: the public key that its own papers are checked with, as text; may be empty.
        address: where paper for it goes; may be empty where it has a key.
        forms: of `FORMS`, those it takes.
    """

    beside = ("operation", "end")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="partners")
    name = models.CharField(max_length=NAME)
    role = models.CharField(max_length=20)
    seal_to = models.CharField(max_length=AGE, blank=True)
    verify = models.CharField(max_length=KEY, blank=True)
    address = models.CharField(max_length=NOTE, blank=True)
    forms = models.JSONField[Any]()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PartnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="partner_role_is_known"),
            models.CheckConstraint(
                condition=~Q(seal_to="") | ~Q(address=""), name="partner_can_be_reached"
            ),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the partner."""
        return thing_of(self.operation_id, self.made_by_id)


class SeenByPartner:
    """A query over rows that have a ``partner``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible partners."""
        seen: Self = seen_by(self, user, at, "partner__operation", SEES_BUREAU)
        return seen


class PartnerCheckQuerySet(SeenByPartner, Rows["PartnerCheck"]):
    """Confirmations of keys."""


class PartnerCheck(Row):
    """Somebody had the fingerprint of a partner's keys read out to them, and it is this one.

    Attributes:
        digest: fingerprint of the keys (`partners.fingerprint`), as it was heard.
        how: how the partner was reached, by another way than the keys came.
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="checks")
    digest = models.CharField(max_length=DIGEST)
    how = models.CharField(max_length=NOTE)
    keys = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PartnerCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "by"], name="partner_checked_once")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class PartnerEndQuerySet(SeenByPartner, Rows["PartnerEnd"]):
    """Ends of partners."""


class PartnerEnd(Row):
    """Nothing goes to a partner any more; new keys are a new partner."""

    partner = models.OneToOneField(Partner, on_delete=models.PROTECT, related_name="end")
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PartnerEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class RoutePolicyQuerySet(SeenByBureau, Rows["RoutePolicy"]):
    """Policies of routes."""


class RoutePolicy(Row):
    """What goes to whom in an operation; the last turn that two people signed is in force.

    Attributes:
        turn: from 1.
        profile: one of `PROFILES`.
        document: a `policy_document.RoutePaper`, as plain values.
        digest: SHA-256 of it in its one spelling; that is what is signed.
    """

    beside = ("operation",)

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="routes")
    turn = models.PositiveIntegerField()
    profile = models.CharField(max_length=16)
    document = models.JSONField[Any]()
    digest = models.CharField(max_length=DIGEST)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = RoutePolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(profile__in=PROFILES), name="route_profile_is_known"
            ),
            models.UniqueConstraint(fields=["operation", "turn"], name="route_turn_once"),
        ]
        ordering = ["-turn", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the policy."""
        return thing_of(self.operation_id, self.made_by_id)


class RouteSignQuerySet(Rows["RouteSign"]):
    """Signatures of policies."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible policies."""
        seen: Self = seen_by(self, user, at, "policy__operation", SEES_BUREAU)
        return seen


class RouteSign(Row):
    """Somebody signs a policy as it is.

    Attributes:
        seat: one of `SEATS`.
        digest: of what was signed.
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    policy = models.ForeignKey(RoutePolicy, on_delete=models.PROTECT, related_name="signs")
    seat = models.CharField(max_length=12)
    digest = models.CharField(max_length=DIGEST)
    keys = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = RouteSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seat__in=SEATS), name="route_seat_is_known"),
            models.UniqueConstraint(fields=["policy", "by"], name="route_signed_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
