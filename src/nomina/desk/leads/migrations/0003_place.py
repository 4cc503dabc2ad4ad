"""Answers know their place in the list of bodies, so that no page of it sorts or counts them all."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard

_FILL = """
UPDATE leads_answer SET place = ordered.n FROM (
    SELECT answer.id AS id,
        ROW_NUMBER() OVER (PARTITION BY answer.run_id ORDER BY answer.nobody, file.number) AS n
    FROM leads_answer AS answer JOIN files_file AS file ON file.id = answer.body_id
) AS ordered WHERE ordered.id = leads_answer.id
"""


def off(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off: places are filled in, and SQLite builds the table anew."""
    unguard(editor, "leads_answer", ("UPDATE",))


def on(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on again."""
    guard(editor, "leads_answer", ("UPDATE",))


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give every answer the place that the list gave it until now."""
    editor.execute(_FILL, params=None)


class Migration(migrations.Migration):
    """A column, filled in."""

    dependencies = [("leads", "0002_rows_stay"), ("files", "0006_told_anywhere")]
    operations = [
        migrations.RunPython(off, on),
        migrations.AddField("answer", "place", models.PositiveIntegerField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("answer", "place", models.PositiveIntegerField()),
        migrations.AddConstraint(
            "answer",
            models.UniqueConstraint(fields=["run", "place"], name="answer_place_once"),
        ),
        migrations.RunPython(on, off),
    ]
