"""Pictures of tags; rows stay as written."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the trigger on."""
    guard(editor, "custody_tagphoto")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the trigger off."""
    unguard(editor, "custody_tagphoto")


class Migration(migrations.Migration):
    """A table and its trigger."""

    dependencies = [
        ("custody", "0007_their_manifests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="TagPhoto",
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
                ("side", models.CharField(max_length=5)),
                ("photo", models.CharField(max_length=64)),
                ("shown", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pictures",
                        to="custody.handover",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("handover", "side"), name="tag_photo_once"),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ("given", "taken"))),
                        name="tag_photo_side_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("photo", ""), _negated=True),
                            models.Q(("shown", ""), _negated=True),
                        ),
                        name="tag_photo_is_whole",
                    ),
                ],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
