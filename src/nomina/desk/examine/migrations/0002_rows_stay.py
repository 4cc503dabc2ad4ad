"""What people found and did stays as it was written."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard

TABLES = (
    "pair",
    "claim",
    "claimend",
    "examination",
    "described",
    "concluded",
    "revised",
    "planted",
)


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for table in TABLES:
        guard(editor, f"examine_{table}")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table in TABLES:
        unguard(editor, f"examine_{table}")


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = [("examine", "0001_initial"), ("people", "0002_rows_stay")]
    operations = [migrations.RunPython(forwards, backwards)]
