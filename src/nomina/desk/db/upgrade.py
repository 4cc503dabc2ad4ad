"""Bringing a desk of an earlier version to this one, by the migrations, and without the waiting.

After each step of a migration Django draws anew every model that is related to the changed one, and
on a desk nearly all are, through the account that made them: that was nine tenths of an upgrade. A
new table, an index or a rule of a table changes no other model, so here that one alone is drawn.
All else is Django's; `tests/desk/db/test_tables.py` holds both ways to one end.
"""

from __future__ import annotations

from typing import Any

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState


class State(ProjectState):
    """The models as a migration leaves them, of which only what changes is drawn anew."""

    def add_model(self, model_state: ModelState) -> None:
        """Add a model, and draw it alone: nothing that is there refers to it yet."""
        key = model_state.app_label, model_state.name_lower
        assert self.relations is not None  # drawn from those before, once
        self.models[key] = model_state
        self.resolve_model_relations(key)
        if self._drawn:
            self.apps.render_multiple([model_state])

    def add_index(self, app_label: str, model_name: str, index: Any) -> None:
        """Add an index, of which no other model knows."""
        self._listed(app_label, model_name, "indexes", add=index)

    def remove_index(self, app_label: str, model_name: str, index_name: str) -> None:
        """Take an index away."""
        self._listed(app_label, model_name, "indexes", take=index_name)

    def add_constraint(self, app_label: str, model_name: str, constraint: Any) -> None:
        """Add a rule of a table, of which no other model knows."""
        self._listed(app_label, model_name, "constraints", add=constraint)

    def remove_constraint(self, app_label: str, model_name: str, constraint_name: str) -> None:
        """Take a rule of a table away."""
        self._listed(app_label, model_name, "constraints", take=constraint_name)

    @property
    def _drawn(self) -> bool:
        # `hasattr` would draw them.
        return "apps" in self.__dict__

    def _listed(
        self, app_label: str, model_name: str, name: str, add: Any = None, take: str = ""
    ) -> None:
        options = self.models[app_label, model_name].options
        kept = [one for one in options[name] if one.name != take]
        options[name] = kept if add is None else [*kept, add]
        if self._drawn:
            setattr(self.apps.get_model(app_label, model_name)._meta, name, list(options[name]))


def _state(executor: MigrationExecutor) -> State:
    """Give the models as the migrations that were run leave them."""
    loader = executor.loader
    run = [one for one in loader.graph.nodes if one in loader.applied_migrations]
    found = loader.project_state(run) if run else ProjectState(real_apps=loader.unmigrated_apps)
    return State(found.models, found.real_apps)


def upgrade() -> None:
    """Run every migration that was not run yet, as the command ``migrate`` does.

    Raises:
        InconsistentMigrationHistory: one was run before one that it stands on.
    """
    connection.prepare_database()
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    state = _state(executor)
    emit_pre_migrate_signal(0, False, connection.alias, apps=state.apps, plan=plan)
    executor.migrate(targets, plan=plan, state=state)
    emit_post_migrate_signal(0, False, connection.alias, plan=plan)
