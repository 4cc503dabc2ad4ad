"""The tables of letters that are left with a family, and messages that arrange a meeting."""

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
    "familyoffice",
    "familyofficeconfirmed",
    "letter",
    "letterchoice",
    "message",
    "messagestep",
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

    dependencies: ClassVar[list[Any]] = [
        ("families", "0002_telling"),
        ("files", "0010_marks_of_copies"),
        ("people", "0004_care_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="FamilyOffice",
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
                ("turn", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("telephone", models.CharField(max_length=40)),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("days", models.CharField(max_length=8)),
                ("place", models.CharField(blank=True, max_length=200)),
                (
                    "by",
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
                        related_name="family_offices",
                        to="people.operation",
                    ),
                ),
            ],
            options={
                "ordering": ["turn"],
            },
        ),
        migrations.CreateModel(
            name="FamilyOfficeConfirmed",
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
                ("keys", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="called",
                        to="families.familyoffice",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Letter",
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
                ("number", models.CharField(max_length=10, unique=True)),
                ("language", models.CharField(max_length=16)),
                ("document", models.JSONField()),
                ("draft", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("pdf", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="families.notice",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="families.plan",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="families.recipient",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LetterChoice",
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
                ("language", models.CharField(max_length=16)),
                ("leaves_out", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter_choices",
                        to="families.recipient",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                ("form", models.CharField(max_length=8)),
                ("language", models.CharField(max_length=16)),
                ("text", models.CharField(max_length=2000)),
                ("sent_to", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages_to",
                        to="files.file",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.familyoffice",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MessageStep",
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
                ("turn", models.PositiveIntegerField()),
                ("state", models.CharField(max_length=12)),
                ("said", models.CharField(blank=True, max_length=2000)),
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
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="families.message",
                    ),
                ),
            ],
            options={
                "ordering": ["turn"],
            },
        ),
        migrations.AddConstraint(
            model_name="familyoffice",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__in", ("every", "working"))), name="office_days_are_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="familyoffice",
            constraint=models.UniqueConstraint(
                fields=("operation", "turn"), name="office_turn_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=("plan", "recipient", "draft"), name="letter_of_a_plan_once"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["made_at"], name="message_by_time"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ("mail", "sms"))), name="message_form_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="messagestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "trying",
                            "accepted",
                            "refused",
                            "not-sent",
                            "not-known",
                            "again",
                            "arrived",
                            "dropped",
                        ),
                    )
                ),
                name="message_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="messagestep",
            constraint=models.UniqueConstraint(
                fields=("message", "turn"), name="message_turn_once"
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
