"""Tombstones stay as they are written."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    guard(editor, "files_tombstone")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    unguard(editor, "files_tombstone")


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = [("files", "0004_tombstone"), ("people", "0002_rows_stay")]
    operations = [migrations.RunPython(forwards, backwards)]
