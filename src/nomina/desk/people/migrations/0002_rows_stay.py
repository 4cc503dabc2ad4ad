"""Rows of these tables stay as they are written; accounts change, and stay too."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard

TABLES = (
    "agreement",
    "agreementend",
    "codeuse",
    "founding",
    "membership",
    "membershipend",
    "operation",
    "recovery",
    "signincode",
    "site",
)


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for table in TABLES:
        guard(editor, f"people_{table}")
    guard(editor, "people_user", ("DELETE",))


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table in TABLES:
        unguard(editor, f"people_{table}")
    unguard(editor, "people_user", ("DELETE",))


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
