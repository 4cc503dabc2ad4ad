"""A word knows the others of its file, and its index holds them: a search reads it alone."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_FILL = """
UPDATE files_word SET words = COALESCE(
    (SELECT words FROM files_card WHERE files_card.file_id = files_word.file_id), ''
)
"""


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give every word those that stand on the card of its file."""
    editor.execute(_FILL, params=None)


class Migration(migrations.Migration):
    """A column, filled in, and one index in the place of another."""

    dependencies = [("files", "0008_words_on_cards")]
    operations = [
        migrations.RemoveIndex("word", "word_files"),
        migrations.AddField(
            "word",
            "words",
            models.CharField(blank=True, default="", max_length=400),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "word",
            models.Index(
                fields=["operation", "kind", "word", "file", "number", "words"], name="word_files"
            ),
        ),
    ]
