"""Exchange batches, their lists and finds, manifests and receipts; rows stay as written."""

from __future__ import annotations

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nomina.desk.people.rowguard import guard, unguard

TABLES = (
    "batch", "batchdocument", "batchend", "found", "goesback", "goesbackend", "listed",
    "listedend", "dispatched", "manifest", "manifestitem", "manifestreceipt",
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

    dependencies = [
        ("custody", "0003_effects"),
        ("people", "0004_care_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
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
                ("number", models.CharField(max_length=12)),
                ("stage", models.PositiveIntegerField(null=True)),
                ("way", models.CharField(max_length=4)),
                ("counterpart", models.CharField(max_length=200)),
                ("carried_by", models.CharField(max_length=8)),
                ("day", models.DateField(null=True)),
                (
                    "carrier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="custody.keeper",
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
                        related_name="batches",
                        to="people.operation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="custody.place",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BatchDocument",
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
                ("kept", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("media", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=8)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="custody.batch",
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
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BatchEnd",
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
                ("words", models.CharField(blank=True, max_length=2000)),
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="custody.batch",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Found",
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
                ("what", models.CharField(max_length=8)),
                ("persons", models.PositiveIntegerField(null=True)),
                ("ours", models.CharField(max_length=8)),
                ("note", models.CharField(blank=True, max_length=2000)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finds",
                        to="custody.batch",
                    ),
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finds",
                        to="custody.item",
                    ),
                ),
            ],
            options={
                "ordering": ["item", "turn"],
            },
        ),
        migrations.CreateModel(
            name="GoesBack",
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
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="going_back",
                        to="custody.batch",
                    ),
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
                    "found",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goes_back",
                        to="custody.found",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="going_back",
                        to="custody.item",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GoesBackEnd",
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
                    "found",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="custody.found",
                    ),
                ),
                (
                    "goes",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="custody.goesback",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Listed",
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
                ("line", models.PositiveIntegerField()),
                ("number", models.CharField(blank=True, max_length=200)),
                ("said_name", models.CharField(blank=True, max_length=200)),
                ("rank", models.CharField(blank=True, max_length=200)),
                ("military", models.CharField(blank=True, max_length=200)),
                ("unit", models.CharField(blank=True, max_length=200)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=2000)),
                ("mark", models.CharField(max_length=64)),
                ("wrong", models.CharField(blank=True, max_length=8)),
                ("cells", models.JSONField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="custody.batch",
                    ),
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="custody.batchdocument",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "line", "pk"],
            },
        ),
        migrations.AddField(
            model_name="found",
            name="listed",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="finds",
                to="custody.listed",
            ),
        ),
        migrations.CreateModel(
            name="ListedEnd",
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
                    "listed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="custody.listed",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Manifest",
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
                ("number", models.CharField(max_length=22)),
                ("way", models.CharField(max_length=4)),
                ("document", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=128)),
                ("key", models.CharField(max_length=400)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="manifests",
                        to="custody.batch",
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
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ManifestItem",
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="manifested",
                        to="custody.item",
                    ),
                ),
                (
                    "manifest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="custody.manifest",
                    ),
                ),
            ],
            options={
                "ordering": ["item__code"],
            },
        ),
        migrations.CreateModel(
            name="ManifestReceipt",
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
                ("side", models.CharField(max_length=12)),
                ("signer", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                ("kept", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("media", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("key", models.CharField(blank=True, max_length=400)),
                ("note", models.CharField(blank=True, max_length=2000)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "manifest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="custody.manifest",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Dispatched",
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
                    "manifest",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatched",
                        to="custody.manifest",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="custody.manifestreceipt",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["operation", "made_at"], name="batch_by_time"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ("in", "out"))), name="batch_way_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("carried_by__in", ("icrc", "society", "power", "other", "none"))
                ),
                name="batch_carrier_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("way", "in"), ("carrier__isnull", False), _connector="OR"),
                name="batch_out_has_a_carrier",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                fields=("operation", "number"), name="batch_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="batchdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("list", "paper"))), name="batch_paper_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="batchdocument",
            constraint=models.UniqueConstraint(
                fields=("batch", "digest", "kind"), name="batch_paper_once"
            ),
        ),
        migrations.AddIndex(
            model_name="listed",
            index=models.Index(fields=["batch", "line"], name="listed_by_line"),
        ),
        migrations.AddConstraint(
            model_name="listed",
            constraint=models.CheckConstraint(
                condition=models.Q(("wrong__in", ("", "blank", "long", "signs"))),
                name="listed_wrong_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="found",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", ("body", "part", "several", "nothing"))),
                name="found_what_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="found",
            constraint=models.CheckConstraint(
                condition=models.Q(("ours__in", ("yes", "no", "unknown"))),
                name="found_ours_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="found",
            constraint=models.UniqueConstraint(
                fields=("batch", "item", "turn"), name="found_turn_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="manifest",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ("in", "out"))), name="manifest_way_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="manifest",
            constraint=models.UniqueConstraint(
                fields=("batch", "number"), name="manifest_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="manifestitem",
            constraint=models.UniqueConstraint(
                fields=("manifest", "item"), name="manifest_item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="manifestreceipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ("carrier", "counterpart", "us"))),
                name="receipt_side_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="manifestreceipt",
            constraint=models.UniqueConstraint(
                fields=("manifest", "digest"), name="receipt_paper_once"
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
