"""The tables of letters that are left with a family, and messages that arrange a meeting."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Tables of letters that are left with a family, and messages that arrange a meeting."""

    dependencies: ClassVar[list[Any]] = [("families", "0003_telling")]

    operations: ClassVar[list[Any]] = []
