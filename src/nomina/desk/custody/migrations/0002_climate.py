"""Temperature of places; rows stay as written."""

from __future__ import annotations

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard

TABLES = ("coldrule", "reading", "alarm", "alarmend", "logger", "loggerend")


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

    dependencies = [
        ("custody", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ColdRule",
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
                ("since", models.DateTimeField()),
                ("low", models.SmallIntegerField()),
                ("high", models.SmallIntegerField()),
                ("patience", models.PositiveIntegerField()),
                ("silent_after", models.PositiveIntegerField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cold_rules",
                        to="custody.place",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Alarm",
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
                ("sensor", models.CharField(blank=True, max_length=40)),
                ("since", models.DateTimeField()),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alarms",
                        to="custody.incident",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alarms",
                        to="custody.place",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="custody.coldrule",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Logger",
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
                ("sensor", models.CharField(blank=True, max_length=40)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("until", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loggers",
                        to="custody.place",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LoggerEnd",
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
                    "logger",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="custody.logger",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sensor", models.CharField(blank=True, max_length=40)),
                ("second", models.BigIntegerField()),
                ("tenths", models.SmallIntegerField()),
                ("source", models.CharField(max_length=8)),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="custody.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AlarmEnd",
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
                ("how", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
                ("words", models.CharField(blank=True, max_length=2000)),
                (
                    "alarm",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="custody.alarm",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="custody.reading",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="alarm",
            name="reading",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="custody.reading",
            ),
        ),
        migrations.AddConstraint(
            model_name="coldrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("high__lte", 1000), ("low__gte", -1000), ("low__lt", models.F("high"))
                ),
                name="cold_rule_has_a_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="coldrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("patience__lte", 1440)), name="cold_rule_has_an_end"
            ),
        ),
        migrations.AddConstraint(
            model_name="coldrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("silent_after__isnull", True),
                    models.Q(("silent_after__gte", 1), ("silent_after__lte", 129600)),
                    _connector="OR",
                ),
                name="cold_rule_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="logger",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("made_at"))), name="logger_has_length"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                fields=("place", "sensor", "second"), name="reading_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ("typed", "file", "device"))),
                name="reading_source_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(("tenths__gte", -1000), ("tenths__lte", 1000)),
                name="reading_can_be",
            ),
        ),
        migrations.AddConstraint(
            model_name="alarmend",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ("back", "rule", "person"))),
                name="alarm_end_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="alarmend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by__isnull", False), ("how", "person")),
                    models.Q(models.Q(("how", "person"), _negated=True), ("by__isnull", True)),
                    _connector="OR",
                ),
                name="alarm_is_ended_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("cold", "warm", "silent"))),
                name="alarm_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "silent"), ("reading__isnull", False), _connector="OR"),
                name="alarm_has_a_reading",
            ),
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.UniqueConstraint(
                fields=("place", "number"), name="alarm_number_once"
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
