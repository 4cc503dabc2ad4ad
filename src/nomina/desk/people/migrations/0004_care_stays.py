"""Openings and contacts stay as they are written; what people chose for themselves may change."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard

TABLES = ("people_looked", "people_support")


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for table in TABLES:
        guard(editor, table)


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table in TABLES:
        unguard(editor, table)


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = [("people", "0003_care")]
    operations = [migrations.RunPython(forwards, backwards)]
