"""Words and numbers are put in order sign by sign, whatever language a PostgreSQL server speaks.

A search asks for the words between ``w`` and the last that begins with it, and a list goes on
behind a number. SQLite compares so by itself.
"""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

COLUMNS = (("word", "word", 64), ("card", "number", 60))


def _collate(editor: BaseDatabaseSchemaEditor, collation: str) -> None:
    if editor.connection.vendor != "postgresql":
        return
    for table, column, longest in COLUMNS:
        editor.execute(
            f'ALTER TABLE "files_{table}" ALTER COLUMN "{column}"'
            f' TYPE varchar({longest}) COLLATE "{collation}"',
            params=None,
        )


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Compare by sign."""
    _collate(editor, "C")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Compare as the server does."""
    _collate(editor, "default")


class Migration(migrations.Migration):
    """Collations."""

    dependencies = [("files", "0002_rows_stay")]
    operations = [migrations.RunPython(forwards, backwards)]
