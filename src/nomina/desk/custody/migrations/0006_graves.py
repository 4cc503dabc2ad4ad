"""Burials and graves; rows stay as written."""

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
    "grave", "gravespot", "gravepoint", "gravemarking", "burial", "buried", "seaburial",
    "cremation", "graveoffer", "gravearrangement", "exhumation", "lifted",
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
        ("custody", "0005_release"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Burial",
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
                ("at", models.DateTimeField()),
                ("clock", models.CharField(max_length=12)),
                ("officiant", models.CharField(blank=True, max_length=200)),
                ("rites", models.CharField(blank=True, max_length=2000)),
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
                        related_name="burials",
                        to="custody.item",
                    ),
                ),
                (
                    "movement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="burial",
                        to="custody.movement",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Buried",
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
                    "burial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dead",
                        to="custody.burial",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="laid",
                        to="custody.item",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Cremation",
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
                ("reason", models.CharField(max_length=8)),
                ("words", models.CharField(max_length=2000)),
                ("authority", models.CharField(max_length=200)),
                ("ashes", models.CharField(max_length=200)),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cremation",
                        to="custody.item",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Grave",
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
                ("kind", models.CharField(max_length=12)),
                ("reason", models.CharField(blank=True, max_length=2000)),
                ("section", models.CharField(blank=True, max_length=40)),
                ("row", models.CharField(blank=True, max_length=40)),
                ("plot", models.CharField(blank=True, max_length=40)),
                ("grouped", models.CharField(blank=True, max_length=200)),
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
                        related_name="graves",
                        to="people.operation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="graves",
                        to="custody.place",
                    ),
                ),
            ],
            options={
                "ordering": ["place__code", "section", "row", "number"],
            },
        ),
        migrations.CreateModel(
            name="GraveArrangement",
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
                ("accepted", models.BooleanField()),
                ("words", models.CharField(max_length=2000)),
                ("noticed_on", models.DateField(null=True)),
                ("notice", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Exhumation",
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
                ("why", models.CharField(max_length=16)),
                ("words", models.CharField(max_length=2000)),
                ("authority", models.CharField(max_length=200)),
                ("document", models.CharField(max_length=200)),
                ("notice", models.CharField(blank=True, max_length=200)),
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
                    "grave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exhumations",
                        to="custody.grave",
                    ),
                ),
                (
                    "arrangement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="custody.gravearrangement",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GraveMarking",
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
                ("photo", models.CharField(blank=True, max_length=64)),
                ("shown", models.CharField(blank=True, max_length=64)),
                ("shows", models.CharField(blank=True, max_length=8)),
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
                    "grave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="markings",
                        to="custody.grave",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GraveOffer",
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
                ("to", models.CharField(max_length=200)),
                ("made_on", models.DateField()),
                ("document", models.CharField(max_length=200)),
                (
                    "by",
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
                        related_name="offers",
                        to="custody.place",
                    ),
                ),
            ],
            options={
                "ordering": ["made_on", "pk"],
            },
        ),
        migrations.AddField(
            model_name="gravearrangement",
            name="offer",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="end",
                to="custody.graveoffer",
            ),
        ),
        migrations.CreateModel(
            name="GravePoint",
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
                ("latitude", models.DecimalField(decimal_places=7, max_digits=9)),
                ("longitude", models.DecimalField(decimal_places=7, max_digits=10)),
                ("accuracy", models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ("source", models.CharField(max_length=8)),
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
                    "grave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="custody.grave",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GraveSpot",
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
                    "grave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spots",
                        to="custody.grave",
                    ),
                ),
                (
                    "position",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spot",
                        to="custody.position",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddField(
            model_name="burial",
            name="spot",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="burials",
                to="custody.gravespot",
            ),
        ),
        migrations.CreateModel(
            name="Lifted",
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
                    "burial",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lifted",
                        to="custody.burial",
                    ),
                ),
                (
                    "exhumation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lifted",
                        to="custody.exhumation",
                    ),
                ),
                (
                    "movement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lifted",
                        to="custody.movement",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SeaBurial",
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
                ("ship", models.CharField(max_length=200)),
                ("latitude", models.DecimalField(decimal_places=7, max_digits=9)),
                ("longitude", models.DecimalField(decimal_places=7, max_digits=10)),
                ("reason", models.CharField(blank=True, max_length=2000)),
                (
                    "burial",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sea",
                        to="custody.burial",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="buried",
            constraint=models.UniqueConstraint(
                fields=("burial", "item"), name="buried_once_by_a_burial"
            ),
        ),
        migrations.AddConstraint(
            model_name="cremation",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ("hygiene", "religion", "wish"))),
                name="cremation_reason_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="cremation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("words", ""), _negated=True),
                    models.Q(("authority", ""), _negated=True),
                    models.Q(("ashes", ""), _negated=True),
                ),
                name="cremation_is_explained",
            ),
        ),
        migrations.AddIndex(
            model_name="grave",
            index=models.Index(fields=["place", "section", "row", "number"], name="grave_by_row"),
        ),
        migrations.AddConstraint(
            model_name="grave",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("individual", "collective"))),
                name="grave_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="grave",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "individual"), ("reason", "")),
                    models.Q(("kind", "collective"), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="collective_grave_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="grave",
            constraint=models.UniqueConstraint(
                fields=("place", "number"), name="grave_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="exhumation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "why__in",
                        (
                            "investigation",
                            "medical",
                            "necessity",
                            "return",
                            "agreement",
                            "arrangement",
                        ),
                    )
                ),
                name="exhumation_is_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="exhumation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("words", ""), _negated=True),
                    models.Q(("authority", ""), _negated=True),
                    models.Q(("document", ""), _negated=True),
                ),
                name="exhumation_has_its_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="exhumation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("arrangement__isnull", False), ("why", "arrangement")),
                    models.Q(
                        models.Q(("why", "arrangement"), _negated=True),
                        ("arrangement__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="exhumation_rests_on_arrangement",
            ),
        ),
        migrations.AddConstraint(
            model_name="gravemarking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("photo", ""), ("shown", ""), ("shows", "")),
                    models.Q(
                        models.Q(("photo", ""), _negated=True),
                        models.Q(("shown", ""), _negated=True),
                        ("shows__in", ("marker", "grave", "around")),
                    ),
                    _connector="OR",
                ),
                name="marking_photo_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="gravearrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted", True),
                    models.Q(
                        ("accepted", False),
                        ("noticed_on__isnull", False),
                        models.Q(("notice", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="arrangement_has_due_notice",
            ),
        ),
        migrations.AddConstraint(
            model_name="gravepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("latitude__gte", -90),
                    ("latitude__lte", 90),
                    ("longitude__gte", -180),
                    ("longitude__lte", 180),
                ),
                name="grave_point_is_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="gravepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accuracy__isnull", True), ("accuracy__gt", 0), _connector="OR"
                ),
                name="grave_accuracy_is_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="gravepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ("gps", "survey", "map", "picture", "told"))),
                name="grave_source_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="gravespot",
            constraint=models.UniqueConstraint(fields=("grave", "number"), name="grave_spot_once"),
        ),
        migrations.AddConstraint(
            model_name="burial",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ("burial", "ashes", "sea"))),
                name="burial_form_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="burial",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("form", "sea"), ("spot__isnull", True)),
                    models.Q(models.Q(("form", "sea"), _negated=True), ("spot__isnull", False)),
                    _connector="OR",
                ),
                name="burial_has_a_grave_or_the_sea",
            ),
        ),
        migrations.AddConstraint(
            model_name="seaburial",
            constraint=models.CheckConstraint(
                condition=models.Q(("ship", ""), _negated=True), name="sea_burial_has_a_ship"
            ),
        ),
        migrations.AddConstraint(
            model_name="seaburial",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("latitude__gte", -90),
                    ("latitude__lte", 90),
                    ("longitude__gte", -180),
                    ("longitude__lte", 180),
                ),
                name="sea_burial_is_on_earth",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
