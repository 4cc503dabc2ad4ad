"""The tables of partners, the ways to them, and relatives on the other side."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Tables of partners, the ways to them, and relatives on the other side."""

    dependencies: ClassVar[list[Any]] = [
        ("custody", "0009_stays_in_order"),
        ("examine", "0006_marks"),
    ]

    operations: ClassVar[list[Any]] = []
