"""Effects, discs and remains."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Tables and triggers."""

    dependencies = [("custody", "0002_climate")]

    operations: ClassVar[list[Any]] = []
