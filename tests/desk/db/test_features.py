"""What the desk uses of Django behaves alike on both databases."""

from __future__ import annotations

import datetime
import math
import uuid
from decimal import Decimal
from typing import ClassVar

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Count, F, Max, Q, StdDev
from django.db.models.functions import Lower, TruncMonth, Upper
from django.test.utils import isolate_apps

UTC = datetime.UTC

with isolate_apps("nomina.desk.look"):

    class Sheet(models.Model):
        """One of everything."""

        id = models.UUIDField(primary_key=True, default=uuid.uuid4)
        word = models.CharField(max_length=50, unique=True)
        day = models.DateField(null=True)
        at = models.DateTimeField(null=True)
        took = models.DurationField(null=True)
        weight = models.DecimalField(max_digits=8, decimal_places=3, null=True)
        number = models.IntegerField(default=0)
        said = models.JSONField(default=dict)
        raw = models.BinaryField(default=b"")
        true = models.BooleanField(default=True)

        objects: ClassVar[models.Manager[Sheet]] = models.Manager()

        class Meta:
            app_label = "look"
            constraints: ClassVar = [
                models.CheckConstraint(condition=Q(number__gte=0), name="not_below_none"),
                models.UniqueConstraint(
                    F("number"), condition=Q(number__gt=100), name="large_numbers_once"
                ),
            ]

    class Line(models.Model):
        """Hangs on a sheet."""

        sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT)

        objects: ClassVar[models.Manager[Line]] = models.Manager()

        class Meta:
            app_label = "look"


@pytest.fixture
def sheets(fresh_db: str) -> str:
    with connection.schema_editor() as editor:
        editor.create_model(Sheet)
        editor.create_model(Line)
    return fresh_db


def test_values_come_back_as_they_went_in(sheets: str) -> None:
    given = {
        "word": "Їжак",
        "day": datetime.date(2024, 2, 29),
        "at": datetime.datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=UTC),
        "took": datetime.timedelta(days=3, microseconds=1),
        "weight": Decimal("12345.678"),
        "number": 7,
        "said": {"known": None, "list": [1, 2.5, "ї"], "deep": {"a": True}},
        "true": False,
    }
    made = Sheet.objects.create(raw=b"\0\xff" * 50, **given)
    found = Sheet.objects.get(pk=made.pk)
    assert {name: getattr(found, name) for name in given} == given
    assert bytes(found.raw) == b"\0\xff" * 50
    assert found.pk == made.pk


def test_months_words_and_patterns(sheets: str) -> None:
    moments = [datetime.datetime(2024, m, d, tzinfo=UTC) for m, d in ((1, 1), (1, 31), (3, 2))]
    Sheet.objects.bulk_create(
        Sheet(word=w, at=at) for w, at in zip(("Anna", "ANTON", "Boris"), moments, strict=True)
    )
    months = Sheet.objects.annotate(month=TruncMonth("at")).values("month")
    counted = months.annotate(n=Count("pk")).order_by("month")
    assert [(row["month"].month, row["n"]) for row in counted] == [(1, 2), (3, 1)]
    words = Sheet.objects.annotate(low=Lower("word")).order_by("low").values_list("low", flat=True)
    assert list(words) == ["anna", "anton", "boris"]
    assert Sheet.objects.filter(word__iregex=r"^an.*on").count() == 1
    assert Sheet.objects.filter(word__regex=r"^An").count() == 1
    assert Sheet.objects.filter(word__icontains="NN").count() == 1
    assert Sheet.objects.filter(word__startswith="100%").count() == 0


@pytest.mark.parametrize("asked", ["їжак", "ЇЖАК", "Їжак"])
def test_case_does_not_matter_in_any_script(sheets: str, asked: str) -> None:
    """SQLite itself folds the case of ASCII alone."""
    Sheet.objects.create(word="Їжак")
    Sheet.objects.create(word="Пан ЇЖАКЕВИЧ 5_%")
    assert Sheet.objects.filter(word__iexact=asked).count() == 1
    assert Sheet.objects.filter(word__icontains=asked).count() == 2
    assert Sheet.objects.filter(word__istartswith=asked).count() == 1
    assert Sheet.objects.filter(word__iendswith=asked[1:]).count() == 1
    assert Sheet.objects.filter(word__iregex=asked).count() == 2
    assert Sheet.objects.filter(word__icontains="_%").count() == 1
    assert Sheet.objects.filter(word__icontains=Lower("word")).count() == 2
    assert Sheet.objects.annotate(low=Lower("word")).filter(low="їжак").count() == 1
    assert Sheet.objects.annotate(high=Upper("word")).filter(high="ЇЖАК").count() == 1


def test_json_is_asked_by_path(sheets: str) -> None:
    Sheet.objects.create(word="a", said={"height": {"cm": 180}, "marks": ["scar"]})
    Sheet.objects.create(word="b", said={"height": None})
    assert Sheet.objects.filter(said__height__cm__gt=170).count() == 1
    assert Sheet.objects.filter(said__marks__0="scar").count() == 1
    assert Sheet.objects.filter(said__has_key="height").count() == 2
    assert Sheet.objects.filter(said__height__isnull=True).count() == 0


def test_a_savepoint_takes_back_only_what_follows_it(sheets: str) -> None:
    with transaction.atomic():
        Sheet.objects.create(word="kept")
        point = transaction.savepoint()
        Sheet.objects.create(word="lost")
        transaction.savepoint_rollback(point)
        Sheet.objects.create(word="also kept")
    assert set(Sheet.objects.values_list("word", flat=True)) == {"kept", "also kept"}


@pytest.mark.parametrize(
    "wrong", [{"word": "a"}, {"number": -1}, {"number": 101}], ids=["unique", "check", "partial"]
)
def test_constraints_hold_in_the_database(sheets: str, wrong: dict[str, object]) -> None:
    Sheet.objects.create(word="a", number=101)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.create(**{"word": "b", **wrong})
    assert Sheet.objects.count() == 1


def test_a_reference_to_nothing_is_refused(sheets: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.create(sheet_id=uuid.uuid4())
    sheet = Sheet.objects.create(word="a")
    Line.objects.create(sheet=sheet)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.filter(pk=sheet.pk)._raw_delete(using="default")
    assert Sheet.objects.count() == 1


def test_counting_and_changing_in_bulk(sheets: str) -> None:
    Sheet.objects.bulk_create(Sheet(word=str(n), number=n % 50) for n in range(1500))
    assert Sheet.objects.filter(pk__in=[s.pk for s in Sheet.objects.all()]).count() == 1500
    Sheet.objects.filter(number__lt=10).update(number=F("number") + 10)
    found = Sheet.objects.aggregate(n=Count("number", distinct=True), most=Max("number"))
    assert found == {"n": 40, "most": 49}
    few = Sheet.objects.filter(word__in=["10", "11", "12"]).aggregate(s=StdDev("number"))
    assert math.isclose(few["s"], math.sqrt(2 / 3))
    before = Sheet.objects.bulk_create(
        [Sheet(word="10", number=3)],
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=["number"],
    )
    assert len(before) == 1
    assert Sheet.objects.get(word="10").number == 3


def test_a_table_can_change_its_form(sheets: str) -> None:
    Sheet.objects.create(word="a")
    field = models.CharField(max_length=20, default="there", db_default="there")
    field.set_attributes_from_name("later")
    field.model = Sheet
    with connection.schema_editor() as editor:
        editor.add_field(Sheet, field)
        editor.remove_field(Sheet, Sheet._meta.get_field("took"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT later FROM look_sheet")
        assert cursor.fetchone() == ("there",)
        columns = [
            c.name for c in connection.introspection.get_table_description(cursor, "look_sheet")
        ]
    assert "took" not in columns


def test_text_that_is_code_is_text(sheets: str) -> None:
    for word in ("'; DROP TABLE look_sheet; --", "%s %(a)s ? 100%", "\u202egpj.exe", "a" * 50):
        Sheet.objects.create(word=word)
        assert Sheet.objects.filter(word=word, word__contains=word[:5]).count() == 1
