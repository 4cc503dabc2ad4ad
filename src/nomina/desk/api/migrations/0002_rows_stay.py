"""Tokens and their ends stay as they are written; what is counted does not."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard

TABLES = ("token", "tokenend")


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for table in TABLES:
        guard(editor, f"api_{table}")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table in TABLES:
        unguard(editor, f"api_{table}")


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = [("api", "0001_initial"), ("people", "0002_rows_stay")]
    operations = [migrations.RunPython(forwards, backwards)]
