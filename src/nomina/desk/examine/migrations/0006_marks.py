"""Marks on pictures, struck ones with them; both stay as they were written."""

from __future__ import annotations

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard

TABLES = ("mark", "markstruck")


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for table in TABLES:
        guard(editor, f"examine_{table}")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table in TABLES:
        unguard(editor, f"examine_{table}")


class Migration(migrations.Migration):
    """Tables."""

    dependencies = [("examine", "0005_board"), ("files", "0007_words_with_files")]
    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("shape", models.CharField(max_length=8)),
                ("points", models.JSONField(default=list)),
                ("words", models.CharField(blank=True, max_length=2000)),
                ("number", models.PositiveSmallIntegerField()),
                ("late", models.BooleanField(default=False)),
                (
                    "examination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="examine.examination",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.photo",
                    ),
                ),
            ],
            options={
                "ordering": ["number", "made_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("shape__in", ("point", "line", "ellipse", "free"))),
                        name="shape_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 99)),
                        name="mark_has_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkStruck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("late", models.BooleanField(default=False)),
                (
                    "mark",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="struck",
                        to="examine.mark",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(forwards, backwards),
    ]
