"""The tables of bringing home; rows stay as written."""

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

TABLES = (
    "collection",
    "collectionrelease",
    "collectionstep",
    "collectionstepend",
    "returned",
    "returnnews",
    "returnnewsseen",
    "collectionend",
)


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for table in TABLES:
        guard(editor, f"families_{table}")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table in TABLES:
        unguard(editor, f"families_{table}")


class Migration(migrations.Migration):
    """Tables and triggers."""

    dependencies = [
        ("families", "0004_hearing"),
        ("custody", "0009_stays_in_order"),
        ("files", "0010_marks_of_copies"),
        ("people", "0004_care_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Collection",
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
                ("came", models.CharField(max_length=8)),
                ("other_side", models.BooleanField()),
                (
                    "reply",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections",
                        to="families.reply",
                    ),
                ),
                (
                    "enquiry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections",
                        to="families.enquiry",
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.file",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections",
                        to="files.file",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections",
                        to="people.operation",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CollectionRelease",
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
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="families.collection",
                    ),
                ),
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collection",
                        to="custody.release",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CollectionStep",
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
                ("step", models.CharField(max_length=12)),
                ("at", models.DateTimeField(null=True)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("who", models.CharField(max_length=200)),
                ("words", models.CharField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="families.collection",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CollectionStepEnd",
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
                ("happened", models.BooleanField()),
                ("at", models.DateTimeField(null=True)),
                ("words", models.CharField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="families.collectionstep",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Returned",
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
                ("day", models.DateField()),
                ("buried", models.CharField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returned",
                        to="families.collection",
                    ),
                ),
                (
                    "grave",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="custody.grave",
                    ),
                ),
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returned",
                        to="custody.release",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReturnNews",
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
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "returned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="news",
                        to="families.returned",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReturnNewsSeen",
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
                (
                    "news",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seen",
                        to="families.returnnews",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CollectionEnd",
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
                ("outcome", models.CharField(max_length=12)),
                ("why", models.CharField(max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "collection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="families.collection",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("withdrawn", "elsewhere", "mistake"))),
                        name="collection_end_is_known",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="collectionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "step__in",
                        ("appointment", "papers", "travel", "crossing", "escort", "handing"),
                    )
                ),
                name="collection_step_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionstepend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("at__isnull", False), ("happened", True)),
                    models.Q(
                        ("at__isnull", True),
                        ("happened", False),
                        models.Q(("words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="step_happened_or_says_why_not",
            ),
        ),
        migrations.AddIndex(
            model_name="collection",
            index=models.Index(fields=["operation", "made_at"], name="collection_by_time"),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(("came__in", ("reply", "counter", "bureau"))),
                name="collection_way_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(("other_side", False), ("family", None), _connector="OR"),
                name="other_side_has_no_family_here",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("came", "bureau"), _negated=True),
                    ("other_side", True),
                    _connector="OR",
                ),
                name="a_bureau_asks_for_its_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnnews",
            constraint=models.UniqueConstraint(
                fields=("returned", "account"), name="return_told_once"
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
