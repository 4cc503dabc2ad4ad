"""The indexes of stays hold what their pages ask, so that no row is fetched to be passed over."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two indexes made anew and a third; no row is touched."""

    dependencies = [("custody", "0008_tag_photos")]

    operations: ClassVar[list[Any]] = [
        migrations.RemoveIndex(model_name="stay", name="stay_by_day"),
        migrations.RemoveIndex(model_name="stay", name="stay_now"),
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(
                fields=["place", "span", "since", "id", "until"], name="stay_by_day"
            ),
        ),
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(
                condition=models.Q(("until__isnull", True)),
                fields=["place", "inside", "position", "since", "id"],
                name="stay_now",
            ),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(
                condition=models.Q(("inside__isnull", False)),
                fields=["item", "inside"],
                name="movement_into",
            ),
        ),
    ]
