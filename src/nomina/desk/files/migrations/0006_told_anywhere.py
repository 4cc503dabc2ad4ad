"""Tombstones tell bytes in any file; what was said of a photo when it came."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard


def off(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off: SQLite builds the table anew, and drops them with the old one."""
    unguard(editor, "files_tombstone")


def on(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on again."""
    guard(editor, "files_tombstone")


class Migration(migrations.Migration):
    """Two columns."""

    dependencies = [("files", "0005_tombstones_stay")]
    operations = [
        migrations.RunPython(off, on),
        migrations.AddField(
            model_name="tombstone",
            name="anywhere",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddIndex(
            model_name="tombstone",
            index=models.Index(fields=["anywhere"], name="files_tombs_anywher_c06236_idx"),
        ),
        migrations.RunPython(on, off),
        migrations.AddField(
            model_name="occurrence",
            name="alive",
            field=models.CharField(blank=True, default="", max_length=12),
        ),
    ]
