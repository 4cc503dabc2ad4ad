"""The tables of packages that are built, signed, made, handed over and acknowledged; rows stay."""

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
    "package", "packageitem", "packagesaid", "packagedraft", "packagesign", "packagemade", "packageprint",
    "packagetaken", "packagesent", "acknowledged", "packageend",
)  # fmt: skip


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for table in TABLES:
        guard(editor, f"transmit_{table}")


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table in TABLES:
        unguard(editor, f"transmit_{table}")


class Migration(migrations.Migration):
    """Tables and triggers."""

    dependencies: ClassVar[list[Any]] = [
        ("transmit", "0001_routes"),
        ("custody", "0009_stays_in_order"),
        ("examine", "0006_marks"),
        ("files", "0010_marks_of_copies"),
        ("people", "0004_care_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Package",
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
                ("number", models.CharField(max_length=40)),
                ("article", models.CharField(max_length=24)),
                ("channel", models.CharField(max_length=24)),
                ("subject", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "copy_of",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copy",
                        to="transmit.package",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="transmit.package",
                    ),
                ),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="people.operation",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="transmit.partner",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Acknowledged",
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
                ("proof", models.CharField(max_length=8)),
                ("digest", models.CharField(max_length=64)),
                ("kept", models.CharField(max_length=64)),
                ("key", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField()),
                ("signer", models.CharField(max_length=200)),
                ("note", models.CharField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "package",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledged",
                        to="transmit.package",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PackageDraft",
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
                ("document", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("conditions", models.JSONField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="transmit.package",
                    ),
                ),
            ],
            options={
                "ordering": ["-turn", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PackageEnd",
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
                    "package",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="transmit.package",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PackageItem",
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
                (
                    "custody",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packaged",
                        to="custody.item",
                    ),
                ),
                (
                    "death",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packaged",
                        to="custody.death",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packaged",
                        to="files.file",
                    ),
                ),
                (
                    "identification",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packaged",
                        to="examine.identification",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="transmit.package",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="PackageMade",
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
                ("signature", models.CharField(max_length=128)),
                ("key", models.CharField(max_length=400)),
                ("json", models.CharField(max_length=64)),
                ("sealed", models.CharField(blank=True, max_length=64)),
                ("to_agency", models.BooleanField()),
                ("waiver", models.CharField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "copied",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copied_by",
                        to="transmit.package",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made",
                        to="transmit.packagedraft",
                    ),
                ),
                (
                    "package",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made",
                        to="transmit.package",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PackageSaid",
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
                ("field", models.CharField(max_length=24)),
                ("state", models.CharField(max_length=8)),
                ("value", models.CharField(blank=True, max_length=2000)),
                ("why", models.CharField(blank=True, max_length=200)),
                ("source", models.CharField(max_length=200)),
                ("confidence", models.CharField(blank=True, max_length=12)),
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
                        related_name="sayings",
                        to="transmit.packageitem",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PackageSent",
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
                ("means", models.CharField(max_length=12)),
                ("to", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "package",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent",
                        to="transmit.package",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PackageSign",
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
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signs",
                        to="transmit.packagedraft",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PackageTaken",
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
                ("language", models.CharField(blank=True, max_length=16)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken",
                        to="transmit.package",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="package",
            index=models.Index(fields=["operation", "made_at"], name="package_by_time"),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "article__in",
                        (
                            "gc1-16",
                            "gc3-120",
                            "gc3-122",
                            "gc4-136",
                            "particulars",
                            "certified-list",
                            "death-certificate",
                            "grave-list",
                            "effects",
                            "half-disc",
                            "answer-to-enquiry",
                        ),
                    )
                ),
                name="package_has_an_article",
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.UniqueConstraint(
                fields=("operation", "number"), name="package_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="acknowledged",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proof", "signed"), models.Q(("key", ""), _negated=True)),
                    models.Q(("key", ""), ("proof", "paper")),
                    _connector="OR",
                ),
                name="acknowledged_by_a_key_or_on_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="packagedraft",
            constraint=models.UniqueConstraint(
                fields=("package", "turn"), name="package_draft_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="packageitem",
            constraint=models.UniqueConstraint(
                fields=("package", "number"), name="package_item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="packageitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("identification__isnull", True), ("file__isnull", False), _connector="OR"
                ),
                name="package_item_named_has_a_body",
            ),
        ),
        migrations.AddConstraint(
            model_name="packagemade",
            constraint=models.UniqueConstraint(fields=("digest",), name="package_digest_once"),
        ),
        migrations.AddConstraint(
            model_name="packagemade",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("copied__isnull", True), ("to_agency", True), ("waiver", "")),
                    models.Q(("copied__isnull", False), ("to_agency", False), ("waiver", "")),
                    models.Q(
                        ("copied__isnull", True),
                        ("to_agency", False),
                        models.Q(("waiver", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="package_is_copied_to_the_agency",
            ),
        ),
        migrations.AddConstraint(
            model_name="packagesaid",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "known"), ("why", ""), models.Q(("value", ""), _negated=True)
                    ),
                    models.Q(
                        ("confidence", ""),
                        ("state", "unknown"),
                        ("value", ""),
                        models.Q(("why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="package_said_or_not_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="packagesaid",
            constraint=models.CheckConstraint(
                condition=models.Q(("confidence__in", ("", "certain", "probable", "doubtful"))),
                name="package_confidence_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="packagesaid",
            constraint=models.UniqueConstraint(
                fields=("item", "field", "turn"), name="package_said_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="packagesent",
            constraint=models.CheckConstraint(
                condition=models.Q(("means__in", ("file", "hand", "courier", "exchange"))),
                name="package_means_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="packagesign",
            constraint=models.CheckConstraint(
                condition=models.Q(("seat__in", ("transmission", "board"))),
                name="package_seat_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="packagesign",
            constraint=models.UniqueConstraint(fields=("draft", "by"), name="package_signed_once"),
        ),
        migrations.AddConstraint(
            model_name="packagesign",
            constraint=models.UniqueConstraint(fields=("draft", "seat"), name="package_seat_once"),
        ),
        migrations.AddConstraint(
            model_name="packagetaken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("form", "file"), ("language", "")),
                    models.Q(("form", "print"), models.Q(("language", ""), _negated=True)),
                    _connector="OR",
                ),
                name="package_taken_as_a_form",
            ),
        ),
        migrations.CreateModel(
            name="PackagePrint",
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
                ("pdf", models.CharField(max_length=64)),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prints",
                        to="transmit.package",
                    ),
                ),
            ],
            options={
                "ordering": ["language"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("package", "language"), name="package_print_once"
                    )
                ],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
