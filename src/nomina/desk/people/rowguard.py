"""Triggers by which the database itself refuses to change or remove a row.

`models.rows` refuses in Python; this holds for whoever reaches the database otherwise. A later
migration that rebuilds a table (SQLite does, to alter one) drops its triggers: run `guard` again.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ALL = ("UPDATE", "DELETE")
SAID = "a row of this table is never changed or removed"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION people_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guard(editor: BaseDatabaseSchemaEditor, table: str, acts: tuple[str, ...] = ALL) -> None:
    """Put triggers on ``table`` that refuse ``acts``; both databases raise IntegrityError."""
    postgres = editor.connection.vendor == "postgresql"
    if postgres:
        editor.execute(_FUNCTION, params=None)
    for act in acts:
        name = editor.quote_name(f"{table}_no_{act.lower()}")
        does = (
            "FOR EACH ROW EXECUTE FUNCTION people_row_stays()"
            if postgres
            else f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )
        head = f"CREATE TRIGGER {name} BEFORE {act} ON {editor.quote_name(table)}"
        editor.execute(f"{head} {does}", params=None)


def unguard(editor: BaseDatabaseSchemaEditor, table: str, acts: tuple[str, ...] = ALL) -> None:
    """Take the triggers of `guard` away again."""
    where = f" ON {editor.quote_name(table)}" if editor.connection.vendor == "postgresql" else ""
    for act in acts:
        name = editor.quote_name(f"{table}_no_{act.lower()}")
        editor.execute(f"DROP TRIGGER {name}{where}", params=None)
