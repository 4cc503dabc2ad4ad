"""Words know the number of their file, and their index holds both: a search reads it alone."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_FILL = """
UPDATE files_word SET number = (SELECT number FROM files_file WHERE files_file.id = file_id)
"""


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give every word the number of its file."""
    editor.execute(_FILL, params=None)


class Migration(migrations.Migration):
    """A column, filled in, and one index in the place of another."""

    dependencies = [("files", "0006_told_anywhere")]
    operations = [
        migrations.AddField("word", "number", models.CharField(max_length=60, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("word", "number", models.CharField(max_length=60)),
        migrations.RemoveIndex("word", "files_word_operati_74ff15_idx"),
        migrations.AddIndex(
            "word",
            models.Index(fields=["operation", "kind", "word", "file", "number"], name="word_files"),
        ),
    ]
