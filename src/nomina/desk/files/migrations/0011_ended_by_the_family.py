"""A family that takes its consent back on the page of the enquiry desk has no account there."""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard

TABLES = ("consentend", "photoend")


def guarded(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on; SQLite has built the tables anew."""
    for table in TABLES:
        guard(editor, f"files_{table}")


def open_(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off, while the tables are changed."""
    for table in TABLES:
        unguard(editor, f"files_{table}")


def _ended_by(table: str, *, null: bool = True) -> migrations.AlterField:
    return migrations.AlterField(
        table,
        "ended_by",
        models.ForeignKey(
            null=null,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to=settings.AUTH_USER_MODEL,
        ),
    )


class Migration(migrations.Migration):
    """Two columns that may be empty."""

    dependencies = [
        ("files", "0010_marks_of_copies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.RunPython(open_, guarded),
        *(_ended_by(table) for table in TABLES),
        migrations.RunPython(guarded, open_),
    ]
