"""The tables of a new desk, made at once instead of by every migration in turn.

Migrations describe all tables anew after each of their hundreds of steps: ten seconds of work for
a database that holds nothing yet. Here the tables are made as the last migration leaves them, with
what our migrations run beside them (triggers), and all migrations are noted as done. A desk that
has tables goes the way of the migrations; `tests/desk/db/test_tables.py` holds both to one end.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython

OURS = "nomina."


def make_tables(*, first_rows: bool = True) -> bool:
    """Make every table where the database has none, in one transaction.

    Args:
        first_rows: then put in what a new desk has before anybody comes, such as the first
            checkpoint of its log; a backup brings its own.

    Returns:
        Whether there was none; where there was one, nothing is done.
    """
    if connection.introspection.table_names():
        return False
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    newest = executor.loader.project_state().apps
    with connection.schema_editor() as editor:
        editor.create_model(executor.recorder.Migration)
        for model in newest.get_models():  # a table between two models is made with the first
            editor.create_model(model)
        for migration, _ in plan:
            for run in _runs(migration):
                run.code(newest, editor)
            executor.recorder.record_applied(migration.app_label, migration.name)
    if first_rows:  # as `migrate` does; a desk stopped before this gets them from `migrate`
        emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS)
    return True


def _runs(migration: Migration) -> Iterator[RunPython]:
    """Give what a migration of ours runs; others' only change rows, and there are none."""
    if apps.get_app_config(migration.app_label).name.startswith(OURS):
        yield from (one for one in migration.operations if isinstance(one, RunPython))
