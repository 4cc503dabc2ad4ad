"""Runs stay as they are written; their leads are never changed, and go only at a withdrawal."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import ALL, guard, unguard

TABLES = {
    "run": ALL,
    "runend": ALL,
    "answer": ("UPDATE",),
    "lead": ("UPDATE",),
    "scores": ("UPDATE",),
    "facetemplate": ("UPDATE",),
}


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for table, acts in TABLES.items():
        guard(editor, f"leads_{table}", acts)


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table, acts in TABLES.items():
        unguard(editor, f"leads_{table}", acts)


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = [("leads", "0001_initial"), ("people", "0002_rows_stay")]
    operations = [migrations.RunPython(forwards, backwards)]
