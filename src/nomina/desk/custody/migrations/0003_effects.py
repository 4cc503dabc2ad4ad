"""Effects, discs and remains."""

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
    "inventory", "inventoryline", "inventorysign", "opening", "disc", "anatomy", "examined",
    "examinedsign", "furtherremains", "wishes", "returnrequest",
)  # fmt: skip


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for table in TABLES:
        guard(editor, f"custody_{table}")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table in TABLES:
        unguard(editor, f"custody_{table}")


class Migration(migrations.Migration):
    """Tables and triggers."""

    dependencies: ClassVar[list[Any]] = [
        ("custody", "0002_climate"),
        ("files", "0010_marks_of_copies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Disc",
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
                ("form", models.CharField(max_length=9)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "half_of",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="other_half",
                        to="custody.disc",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disc",
                        to="custody.item",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Examined",
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
                ("waived", models.BooleanField()),
                ("doctor", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="examinations",
                        to="custody.item",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ExaminedSign",
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
                    "examined",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign",
                        to="custody.examined",
                    ),
                ),
                (
                    "maker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FurtherRemains",
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
                ("choice", models.CharField(max_length=20)),
                ("said_by", models.CharField(max_length=200)),
                ("kinship", models.CharField(max_length=200)),
                ("how", models.CharField(max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="further",
                        to="files.file",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Inventory",
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
                ("number", models.PositiveIntegerField()),
                ("none_found", models.BooleanField()),
                ("seal_number", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField()),
                ("clock", models.CharField(max_length=12)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inventories",
                        to="custody.item",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="InventoryLine",
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
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("what", models.CharField(max_length=200)),
                ("count", models.PositiveIntegerField()),
                ("material", models.CharField(blank=True, max_length=200)),
                ("marks", models.CharField(blank=True, max_length=2000)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("document", models.CharField(blank=True, max_length=200)),
                (
                    "inventory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="custody.inventory",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="InventorySign",
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
                    "inventory",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign",
                        to="custody.inventory",
                    ),
                ),
                (
                    "maker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Opening",
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
                ("why", models.CharField(max_length=2000)),
                ("seal_before", models.CharField(blank=True, max_length=40)),
                ("seal_after", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("clock", models.CharField(max_length=12)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contents",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opening",
                        to="custody.inventory",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="custody.item",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReturnRequest",
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
                ("asker", models.CharField(max_length=12)),
                ("asked", models.CharField(max_length=9)),
                ("name", models.CharField(max_length=200)),
                ("words", models.CharField(max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_requests",
                        to="files.file",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Wishes",
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
                ("rite", models.CharField(max_length=2000)),
                ("handling", models.CharField(blank=True, max_length=2000)),
                ("said_by", models.CharField(max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="files.file",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Anatomy",
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
                ("regions", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anatomies",
                        to="files.file",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
                "indexes": [models.Index(fields=["file", "made_at"], name="anatomy_by_time")],
            },
        ),
        migrations.AddConstraint(
            model_name="disc",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ("single", "stays", "forwarded"))),
                name="disc_form_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="disc",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("form", "forwarded"), ("half_of__isnull", False)),
                    models.Q(
                        models.Q(("form", "forwarded"), _negated=True), ("half_of__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="forwarded_half_has_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="examined",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("at__isnull", True),
                        ("doctor", ""),
                        ("waived", True),
                        models.Q(("why", ""), _negated=True),
                    ),
                    models.Q(
                        ("at__isnull", False),
                        ("waived", False),
                        ("why", ""),
                        models.Q(("doctor", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="examined_or_waived",
            ),
        ),
        migrations.AddConstraint(
            model_name="examinedsign",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", models.F("maker")), _negated=True),
                name="waiver_signed_by_a_second",
            ),
        ),
        migrations.AddConstraint(
            model_name="furtherremains",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("choice__in", ("tell-again", "do-not-tell", "wait-until-complete"))
                ),
                name="further_choice_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inventory",
            constraint=models.UniqueConstraint(
                fields=("item", "number"), name="inventory_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="inventory",
            constraint=models.CheckConstraint(
                condition=models.Q(("clock__in", ("device", "operator", "gps"))),
                name="inventory_clock_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inventoryline",
            constraint=models.UniqueConstraint(
                fields=("inventory", "number"), name="inventory_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="inventoryline",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("article", "money", "document", "unknown"))),
                name="article_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inventoryline",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1)), name="article_is_there"
            ),
        ),
        migrations.AddConstraint(
            model_name="inventoryline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount__gte", 0),
                        ("amount__isnull", False),
                        ("kind", "money"),
                        models.Q(("currency", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("kind", "money"), _negated=True),
                        ("amount__isnull", True),
                        ("currency", ""),
                    ),
                    _connector="OR",
                ),
                name="money_has_an_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="inventorysign",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", models.F("maker")), _negated=True),
                name="inventory_signed_by_a_second",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", models.F("second")), _negated=True), name="opened_by_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("clock__in", ("device", "operator", "gps"))),
                name="opening_clock_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("asker__in", ("kin", "home-country"))),
                name="return_asker_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked__in", ("return", "objection"))),
                name="return_asked_is_known",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
