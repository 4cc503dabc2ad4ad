"""The tables of partners, the ways to them, and relatives on the other side; rows stay as written."""

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
    "partner", "partnercheck", "partnerend", "routepolicy", "routesign", "allegiance",
    "detriment", "detrimentsign", "othersidekin", "othersidekinend", "othersidekintaken",
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
        ("custody", "0009_stays_in_order"),
        ("examine", "0006_marks"),
        ("files", "0010_marks_of_copies"),
        ("people", "0004_care_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Detriment",
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
                ("holds", models.BooleanField()),
                ("reason", models.CharField(max_length=2000)),
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
                        related_name="detriments",
                        to="files.file",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DetrimentSign",
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
                    "detriment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signs",
                        to="transmit.detriment",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OtherSideKin",
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
                ("relation", models.CharField(max_length=20)),
                ("sealed", models.BinaryField()),
                ("recipient", models.CharField(max_length=100)),
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
                        related_name="other_side_kin",
                        to="files.file",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OtherSideKinEnd",
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
                ("why", models.CharField(max_length=12)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kin",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="transmit.othersidekin",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Partner",
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
                ("name", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=20)),
                ("seal_to", models.CharField(blank=True, max_length=100)),
                ("verify", models.CharField(blank=True, max_length=400)),
                ("address", models.CharField(blank=True, max_length=2000)),
                ("forms", models.JSONField()),
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
                        related_name="partners",
                        to="people.operation",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="othersidekin",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="other_side_kin",
                to="transmit.partner",
            ),
        ),
        migrations.CreateModel(
            name="PartnerCheck",
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
                ("how", models.CharField(max_length=2000)),
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
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="transmit.partner",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PartnerEnd",
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
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="transmit.partner",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RoutePolicy",
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
                ("profile", models.CharField(max_length=16)),
                ("document", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
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
                        related_name="routes",
                        to="people.operation",
                    ),
                ),
            ],
            options={
                "ordering": ["-turn", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RouteSign",
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
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signs",
                        to="transmit.routepolicy",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Allegiance",
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
                ("side", models.CharField(max_length=8)),
                ("status", models.CharField(max_length=12)),
                ("power", models.CharField(blank=True, max_length=200)),
                ("basis", models.CharField(max_length=2000)),
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
                        related_name="allegiances",
                        to="files.file",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ("own", "other", "unknown"))),
                        name="allegiance_side_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("forces", "prisoner", "civilian", "unknown"))
                        ),
                        name="allegiance_status_is_known",
                    ),
                    models.UniqueConstraint(fields=("file", "turn"), name="allegiance_turn_once"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="detriment",
            constraint=models.UniqueConstraint(fields=("file", "turn"), name="detriment_turn_once"),
        ),
        migrations.AddConstraint(
            model_name="detrimentsign",
            constraint=models.CheckConstraint(
                condition=models.Q(("seat__in", ("transmission", "board"))),
                name="detriment_seat_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="detrimentsign",
            constraint=models.UniqueConstraint(
                fields=("detriment", "by"), name="detriment_signed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="othersidekinend",
            constraint=models.CheckConstraint(
                condition=models.Q(("why__in", ("withdrawn", "wrong", "replaced"))),
                name="kin_end_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        (
                            "home-bureau",
                            "protecting-power",
                            "tracing-agency",
                            "red-cross-society",
                            "other-bureau",
                        ),
                    )
                ),
                name="partner_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seal_to", ""), _negated=True),
                    models.Q(("address", ""), _negated=True),
                    _connector="OR",
                ),
                name="partner_can_be_reached",
            ),
        ),
        migrations.AddConstraint(
            model_name="othersidekin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "relation__in",
                        (
                            "parent",
                            "child",
                            "full_sibling",
                            "half_sibling",
                            "grandparent",
                            "grandchild",
                            "aunt_or_uncle",
                            "niece_or_nephew",
                            "cousin",
                            "spouse",
                            "other",
                        ),
                    )
                ),
                name="kin_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="othersidekin",
            constraint=models.CheckConstraint(
                condition=models.Q(("recipient__startswith", "age1")), name="kin_sealed_to_a_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="partnercheck",
            constraint=models.UniqueConstraint(
                fields=("partner", "by"), name="partner_checked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="routepolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("profile__in", ("international", "internal", "disaster"))),
                name="route_profile_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="routepolicy",
            constraint=models.UniqueConstraint(
                fields=("operation", "turn"), name="route_turn_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="routesign",
            constraint=models.CheckConstraint(
                condition=models.Q(("seat__in", ("transmission", "board"))),
                name="route_seat_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="routesign",
            constraint=models.UniqueConstraint(fields=("policy", "by"), name="route_signed_once"),
        ),
        migrations.CreateModel(
            name="OtherSideKinTaken",
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
                    "kin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken",
                        to="transmit.othersidekin",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
