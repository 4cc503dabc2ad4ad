"""Entries, hashes and checkpoints stay; an act can only be erased."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.books.bookguard import guard, unguard


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    guard(editor)


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    unguard(editor)


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = [("books", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
