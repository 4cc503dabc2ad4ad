"""The tables of what comes from other institutions; rows stay as written."""

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
    "incoming", "incomingitem", "incomingphoto", "incomingtaken", "incomingrefused",
    "incomingpassed", "incomingread", "incomingreceipt", "missinglist", "missinglistsign",
    "missinglisttaken",
)  # fmt: skip
GOES = "transmit_incomingcontent"
"""What an item says is written once too, and goes when it is refused or passed on."""


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for table in TABLES:
        guard(editor, f"transmit_{table}")
    guard(editor, GOES, ("UPDATE",))


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table in TABLES:
        unguard(editor, f"transmit_{table}")
    unguard(editor, GOES, ("UPDATE",))


class Migration(migrations.Migration):
    """Tables and triggers."""

    dependencies: ClassVar[list[Any]] = [
        ("files", "0010_marks_of_copies"),
        ("people", "0004_care_stays"),
        ("transmit", "0002_packages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Incoming",
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
                ("number", models.CharField(max_length=24)),
                ("form", models.CharField(max_length=8)),
                ("signed", models.CharField(max_length=12)),
                ("key", models.CharField(blank=True, max_length=400)),
                ("sealed", models.BooleanField()),
                ("name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("kept", models.CharField(max_length=64)),
                ("their_name", models.CharField(max_length=200)),
                ("their_number", models.CharField(blank=True, max_length=200)),
                ("addressed", models.CharField(blank=True, max_length=200)),
                ("their_digest", models.CharField(blank=True, max_length=64)),
                ("article", models.CharField(blank=True, max_length=24)),
                ("dated", models.DateField(null=True)),
                ("problems", models.JSONField(default=list)),
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
                        related_name="incoming",
                        to="people.operation",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incoming",
                        to="transmit.partner",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="IncomingItem",
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
                ("about", models.CharField(max_length=8)),
                ("key", models.CharField(max_length=200)),
                ("living", models.BooleanField()),
                ("commitment", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incoming",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="transmit.incoming",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="IncomingContent",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="content",
                        serialize=False,
                        to="transmit.incomingitem",
                    ),
                ),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="IncomingPassed",
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
                ("called", models.CharField(max_length=200)),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed",
                        to="transmit.incomingitem",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IncomingPhoto",
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
                ("digest", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("kept", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("alive", models.CharField(max_length=12)),
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
                        related_name="photos",
                        to="transmit.incomingitem",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="IncomingRead",
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
                ("note", models.CharField(max_length=2000)),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="read",
                        to="transmit.incomingitem",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IncomingReceipt",
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
                ("document", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("signer", models.CharField(max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incoming",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="transmit.incoming",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IncomingRefused",
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refused",
                        to="transmit.incomingitem",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IncomingTaken",
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
                ("fresh", models.BooleanField()),
                ("fields", models.JSONField(default=list)),
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
                        related_name="from_bureaux",
                        to="files.file",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken",
                        to="transmit.incomingitem",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MissingList",
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
                ("form", models.CharField(max_length=8)),
                ("files", models.JSONField()),
                ("conditions", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("kept", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="missing_lists",
                        to="transmit.partner",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MissingListSign",
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
                ("seat", models.CharField(max_length=12)),
                ("digest", models.CharField(max_length=64)),
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
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signs",
                        to="transmit.missinglist",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MissingListTaken",
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
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken",
                        to="transmit.missinglist",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="incoming",
            index=models.Index(fields=["operation", "made_at"], name="incoming_by_time"),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ("package", "pfif", "table", "letter"))),
                name="incoming_form_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed__in", ("heard", "unheard", "ended", "unknown", "none"))
                ),
                name="incoming_signed_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("form", "package"),
                        models.Q(("their_digest", ""), _negated=True),
                        models.Q(("signed", "none"), _negated=True),
                    ),
                    models.Q(
                        models.Q(("form", "package"), _negated=True),
                        ("key", ""),
                        ("signed", "none"),
                        ("their_digest", ""),
                    ),
                    _connector="OR",
                ),
                name="incoming_package_is_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.UniqueConstraint(
                fields=("operation", "number"), name="incoming_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.UniqueConstraint(
                fields=("operation", "digest"), name="incoming_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.UniqueConstraint(
                condition=models.Q(("their_digest", ""), _negated=True),
                fields=("operation", "their_digest"),
                name="incoming_package_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="incomingitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "about__in",
                        (
                            "missing",
                            "prisoner",
                            "dead",
                            "reply",
                            "enquiry",
                            "answer",
                            "recall",
                            "ended",
                            "notes",
                        ),
                    )
                ),
                name="incoming_about_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="incomingitem",
            constraint=models.UniqueConstraint(
                fields=("incoming", "number"), name="incoming_item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="incomingphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(("alive__in", ("not-known", "may-live"))),
                name="incoming_photo_of_no_dead",
            ),
        ),
        migrations.AddConstraint(
            model_name="incomingphoto",
            constraint=models.UniqueConstraint(
                fields=("item", "digest"), name="incoming_photo_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="missinglist",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ("pfif", "csv", "pfif-csv"))),
                name="list_form_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="missinglist",
            constraint=models.UniqueConstraint(
                fields=("partner", "turn"), name="missing_list_turn_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="missinglistsign",
            constraint=models.CheckConstraint(
                condition=models.Q(("seat__in", ("transmission", "board"))),
                name="missing_list_seat_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="missinglistsign",
            constraint=models.UniqueConstraint(
                fields=("sheet", "by"), name="missing_list_signed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="missinglistsign",
            constraint=models.UniqueConstraint(
                fields=("sheet", "seat"), name="missing_list_seat_once"
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
