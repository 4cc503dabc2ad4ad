"""Triggers by which the database itself keeps the log: an act can only be erased, all else stays.

A later migration that rebuilds a table (SQLite does, to alter one) drops its triggers: run `guard`
again after it.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class Rule(NamedTuple):
    """What is refused: on which table, which statement, when, and what is said."""

    table: str
    name: str
    act: str
    when: str
    says: str


RULES = (
    Rule("books_entry", "entry_stays", "DELETE", "", "an entry stays"),
    Rule(
        "books_entry",
        "commitment_stays",
        "UPDATE",
        "new.place <> old.place OR new.committed <> old.committed",
        "a commitment stays",
    ),
    Rule(
        "books_entry", "act_stays", "UPDATE", "new.event IS NOT NULL", "an act can only be erased"
    ),
    Rule("books_node", "hash_stays", "DELETE", "", "a hash stays"),
    Rule("books_node", "hash_is_kept", "UPDATE", "", "a hash stays"),
    Rule("books_checkpoint", "checkpoint_stays", "DELETE", "", "a checkpoint stays"),
    Rule(
        "books_checkpoint",
        "checkpoint_is_kept",
        "UPDATE",
        "new.number <> old.number OR new.size <> old.size OR new.stamp <> old.stamp",
        "a checkpoint stays",
    ),
    Rule("books_book", "book_stays", "DELETE", "", "a log keeps its key"),
    Rule("books_book", "book_is_kept", "UPDATE", "", "a log keeps its key"),
)
_FUNCTION = """
CREATE OR REPLACE FUNCTION books_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guard(editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on; both databases raise IntegrityError."""
    postgres = editor.connection.vendor == "postgresql"
    if postgres:
        editor.execute(_FUNCTION, params=None)
        for table in sorted({rule.table for rule in RULES}):
            editor.execute(
                f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
                " EXECUTE FUNCTION books_refuse('a log is never emptied')",
                params=None,
            )
    for rule in RULES:
        head = f"CREATE TRIGGER {rule.name} BEFORE {rule.act} ON {rule.table} FOR EACH ROW"
        when = f" WHEN ({rule.when})" if rule.when else ""
        does = (
            f"EXECUTE FUNCTION books_refuse('{rule.says}')"
            if postgres
            else f"BEGIN SELECT RAISE(ABORT, '{rule.says}'); END"
        )
        editor.execute(f"{head}{when} {does}", params=None)


def unguard(editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers of `guard` away again."""
    postgres = editor.connection.vendor == "postgresql"
    for rule in RULES:
        where = f" ON {rule.table}" if postgres else ""
        editor.execute(f"DROP TRIGGER {rule.name}{where}", params=None)
    if postgres:
        for table in sorted({rule.table for rule in RULES}):
            editor.execute(f"DROP TRIGGER {table}_whole ON {table}", params=None)
