"""A card holds all words of its file, and an index holds them in the order of the list."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_JOINED = {
    "sqlite": "(SELECT group_concat(' ' || word, '') FROM files_word WHERE file_id = {card})",
    "postgresql": (
        "(SELECT string_agg(' ' || word, '' ORDER BY word) FROM files_word WHERE file_id = {card})"
    ),
}
_FILL = """
UPDATE files_card SET words = {joined} WHERE length({joined}) <= 400
"""


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the words of every file on its card; what is too long stays empty."""
    joined = _JOINED[editor.connection.vendor].format(card="files_card.file_id")
    editor.execute(_FILL.format(joined=joined), params=None)


class Migration(migrations.Migration):
    """A column, filled in, and an index."""

    dependencies = [("files", "0007_words_with_files")]
    operations = [
        migrations.AddField(
            "card",
            "words",
            models.CharField(blank=True, default="", max_length=400),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "card",
            models.Index(
                fields=["operation", "kind", "number", "words", "file"], name="card_words"
            ),
        ),
    ]
