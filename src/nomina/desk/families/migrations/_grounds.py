"""Triggers by which the database itself takes no notice, signature or record without its ground.

The acts look closer and say why they refuse; this holds for whoever reaches the tables otherwise,
and where a check of an act was left out: no way leads from a lead to a notice.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_BOARD = """
    SELECT COUNT(DISTINCT said.by_id) FROM examine_signature said
    JOIN examine_identification one ON one.dossier_id = said.dossier_id
    WHERE one.id = new.identification_id AND said.agrees
"""
_RECALLED = """
    SELECT 1 FROM examine_identificationend over
    WHERE over.identification_id = new.identification_id
"""
_TOLD = """
    SELECT 1 FROM families_notice wrong
    WHERE wrong.id = new.recalls_id AND wrong.identification_id = new.identification_id
    AND wrong.occasion <> 'recall'
"""
_RECALL = """
    SELECT 1 FROM families_recipient told JOIN families_notice recall ON recall.id = told.notice_id
    WHERE told.id = new.recipient_id AND recall.occasion = 'recall'
"""
_GONE = """
    SELECT 1 FROM families_recipientgone gone
    WHERE gone.recipient_id = new.recipient_id AND gone.by_id <> new.by_id
"""
_MAKER = "SELECT 1 FROM families_plan plan WHERE plan.id = new.plan_id AND plan.by_id = new.by_id"
_SIGNED = "SELECT 1 FROM families_plansign sign WHERE sign.plan_id = new.plan_id"


class Ground(NamedTuple):
    """What a row of a table needs when it is written, and what is said where it lacks."""

    table: str
    needs: str
    says: str


GROUNDS = (
    Ground(
        "families_notice",
        f"(new.occasion <> 'recall' AND ({_BOARD}) > 1 AND NOT EXISTS ({_RECALLED}))"
        f" OR (new.occasion = 'recall' AND EXISTS ({_TOLD}))",
        "two of the board sign what is told, and a recall is of what was told",
    ),
    Ground(
        "families_recipientend",
        f"NOT EXISTS ({_RECALL}) OR EXISTS ({_GONE})",
        "two people say that who was told wrongly cannot be told so",
    ),
    Ground("families_plansign", f"NOT EXISTS ({_MAKER})", "who made a plan does not sign it"),
    Ground("families_told", f"EXISTS ({_SIGNED})", "nobody let this plan go out"),
)


def guard(editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on; both databases raise IntegrityError."""
    postgres = editor.connection.vendor == "postgresql"
    for table, needs, says in GROUNDS:
        head = f"CREATE TRIGGER {table}_ground BEFORE INSERT ON {table} FOR EACH ROW"
        if not postgres:
            refuse = f"SELECT RAISE(ABORT, '{says}')"
            editor.execute(f"{head} WHEN NOT ({needs}) BEGIN {refuse}; END", params=None)
            continue
        editor.execute(
            f"""
            CREATE OR REPLACE FUNCTION {table}_ground() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NOT ({needs}) THEN
                    RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN new;
            END $$
            """,
            params=None,
        )
        editor.execute(f"{head} EXECUTE FUNCTION {table}_ground()", params=None)


def unguard(editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers of `guard` away again."""
    postgres = editor.connection.vendor == "postgresql"
    for table, _, _ in GROUNDS:
        where = f" ON {table}" if postgres else ""
        editor.execute(f"DROP TRIGGER {table}_ground{where}", params=None)
        if postgres:
            editor.execute(f"DROP FUNCTION {table}_ground()", params=None)
