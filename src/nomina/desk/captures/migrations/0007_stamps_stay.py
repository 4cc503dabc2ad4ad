"""A time stamp stays as it came."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard

TABLES = ("stamp",)


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for table in TABLES:
        guard(editor, f"captures_{table}")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table in TABLES:
        unguard(editor, f"captures_{table}")


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = [("captures", "0006_stamps"), ("people", "0002_rows_stay")]
    operations = [migrations.RunPython(forwards, backwards)]
