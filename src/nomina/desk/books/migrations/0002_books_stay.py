"""Entries, hashes and checkpoints stay; an act can only be erased."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.books.bookguard import guard, unguard
from nomina.desk.people import rowguard


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    guard(editor)
    rowguard.guard(editor, "books_restored")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    unguard(editor)
    rowguard.unguard(editor, "books_restored")


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = [("books", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
