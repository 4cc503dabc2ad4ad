"""Rows stay as they were written: Python refuses, and so does each database by itself."""

from __future__ import annotations

import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from nomina.desk.people.models import Membership, Operation, Site, User
from nomina.desk.people.models.rows import Row
from nomina.desk.policy.roles import Role
from nomina.errors import NeverChanged
from tests.desk.people.cast import NOW, Cast, account, by

TABLES = [
    m for m in apps.get_app_config("people").get_models() if issubclass(m, Row)
]  # every table of rows, also one that a later migration adds


def one_of_each(cast: Cast) -> None:
    """Fill the tables that the cast leaves empty."""
    from nomina.desk.people.actions import (
        AddUser,
        ApproveRecovery,
        AskRecovery,
        EndAgreement,
        UseCode,
        WriteSupport,
    )
    from nomina.desk.people.models.care import looked

    made = AddUser(login="new", name="New").do(by(cast.ada), cast.book)
    UseCode(login="new", code=made.code).do(by(None), cast.book)
    half = AskRecovery(user=cast.alice, why="lost").do(by(cast.ada), cast.book)
    ApproveRecovery(recovery=half.recovery).do(by(cast.grace), cast.book)
    EndAgreement(agreement=cast.agreement, why="over").do(by(cast.ada), cast.book)
    WriteSupport(operation=cast.one, text="call 1").do(by(cast.ada), cast.book)
    looked(cast.alice, uuid.uuid4(), NOW)


def test_python_refuses_every_way_to_change_a_row(cast: Cast) -> None:
    row = cast.roles["alice"]
    row.role = Role.BOARD
    rows = Membership.objects.filter(pk=row.pk)
    for attempt in (
        row.save,
        row.delete,
        rows.delete,
        lambda: rows.update(role=Role.BOARD),
        lambda: Membership.objects.bulk_update([row], ["role"]),
        cast.alice.delete,
        User.objects.filter(pk=cast.alice.pk).delete,
    ):
        with pytest.raises(NeverChanged):
            attempt()
    assert rows.get().role == Role.MORTUARY


@pytest.mark.parametrize("model", TABLES, ids=lambda m: str(m.__name__))
def test_the_database_refuses_too(cast: Cast, model: type[models.Model]) -> None:
    one_of_each(cast)
    table = connection.ops.quote_name(model._meta.db_table)
    assert model._default_manager.exists()
    for statement in (f"UPDATE {table} SET made_at = made_at", f"DELETE FROM {table}"):
        with (
            pytest.raises(IntegrityError, match="never changed or removed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_database_keeps_accounts_and_the_founding(cast: Cast) -> None:
    for statement in ("DELETE FROM people_user", "DELETE FROM people_founding"):
        with (
            pytest.raises(IntegrityError, match="never changed or removed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_database_holds_the_rules_without_the_actions(cast: Cast) -> None:
    """Written past every action, as a faulty one would."""
    alice, ada, one = cast.alice, cast.ada, cast.one
    wrong: list[models.Model] = [
        Membership(user=alice, role=Role.EXAMINER, since=NOW, granted_by=ada),
        Membership(user=alice, role=Role.SECURITY, operation=one, since=NOW, granted_by=ada),
        Membership(user=alice, role="king", operation=one, since=NOW, granted_by=ada),
        Membership(user=alice, role=Role.BOARD, operation=one, since=NOW, granted_by=alice),
        Membership(
            user=alice, role=Role.BOARD, operation=one, since=NOW, until=NOW, granted_by=ada
        ),
        Site(operation=one, code="N1", name="twice", made_by=ada),
        Operation(name="x", kind="party", languages=[], numbering={}, policies={}, made_by=ada),
        User(login="Upper", name="x"),
        User(login="closed", name="x", is_active=False),
    ]
    for row in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_ids_are_random(db: str) -> None:
    """SEC-43: version 4, 122 random bits; two in a row tell nothing of each other."""
    first, second = account("first"), account("second")
    assert isinstance(first.pk, uuid.UUID)
    assert (first.pk.version, second.pk.version) == (4, 4)
    assert bin(first.pk.int ^ second.pk.int).count("1") > 20
    for model in TABLES:
        assert isinstance(model._meta.pk, models.UUIDField)
