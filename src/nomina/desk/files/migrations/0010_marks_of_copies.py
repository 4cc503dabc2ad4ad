"""Photos get the mark by which copies of a picture are told; those that are there keep none."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("files", "0009_words_beside_words")]
    operations = [
        migrations.AddField(
            "content", "mark", models.CharField(blank=True, default="", max_length=128)
        )
    ]
