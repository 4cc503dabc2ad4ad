"""Judgements and what was said stay as they are written."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard

TABLES = (
    "consent",
    "consentend",
    "entry",
    "file",
    "hold",
    "holdend",
    "imported",
    "link",
    "linkend",
    "photo",
    "photoend",
    "relation",
    "replaced",
)


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for table in TABLES:
        guard(editor, f"files_{table}")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table in TABLES:
        unguard(editor, f"files_{table}")


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = [("files", "0001_initial"), ("people", "0002_rows_stay")]
    operations = [migrations.RunPython(forwards, backwards)]
