"""Both databases are there for every test of the desk, and each test finds them empty."""

from __future__ import annotations

from django.db import connection
from django.test import Client

from nomina.desk.people.models import User


def test_a_row_is_kept_by_the_database_that_was_asked_for(db: str) -> None:
    User.objects.create(login="a", name="x")
    assert User.objects.count() == 1
    assert connection.vendor == {"sqlcipher": "sqlite", "postgres": "postgresql"}[db]


def test_nothing_of_another_test_is_left(db: str) -> None:
    assert User.objects.count() == 0
    assert Client().get("/account/sign-in/").status_code == 200


def test_a_database_of_its_own_takes_real_commits(fresh_db: str) -> None:
    User.objects.create(login="a", name="x")
    assert User.objects.count() == 1
